//! Tables and walks on the real place, held to a plain search that this test does by itself.

use footbeat::domain::Metres;
use footbeat::domain::id::SegmentId;
use footbeat::import::{self, ImportRequest};
use footbeat::street::{Network, Profile, Snap, build};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::{Path, PathBuf};

fn newport() -> Option<PathBuf> {
    let fallback = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/newport");
    let folder = std::env::var_os("FOOTBEAT_REAL").map_or(fallback, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not there; FOOTBEAT_REAL names the folder", folder.display());
    None
}

fn network(folder: &Path) -> Network {
    let osm = Some(folder.join("newport-2023-06-13.osm.pbf"));
    let got = import::read(&ImportRequest { osm, ..ImportRequest::default() }, &()).unwrap();
    build(&got.map.unwrap()).0
}

/// Some places on streets, by a fixed rule: every so many segments, at a third of its length.
fn places(net: &Network, most: usize) -> Vec<Snap> {
    let walked: Vec<SegmentId> =
        (0..net.segments().len()).map(SegmentId::from_ix).filter(|s| net.segment(*s).foot).collect();
    let on = |segment: SegmentId| {
        let t = net.segment(segment).length.get() / 3.0;
        Snap { segment, t, at: net.position(segment, t), distance: Metres::ZERO }
    };
    walked.iter().step_by((walked.len() / most).max(1)).take(most).map(|s| on(*s)).collect()
}

fn mm(metres: f64) -> u64 {
    (metres * 1000.0).round() as u64
}

/// Both ends of a place's street, with millimetres to them.
fn ends(net: &Network, at: Snap) -> [(usize, u64); 2] {
    let s = net.segment(at.segment);
    [(s.from.ix(), mm(at.t)), (s.to.ix(), mm(s.length.get()) - mm(at.t))]
}

#[test]
fn the_table_of_the_real_place_is_that_of_a_plain_search() {
    let Some(folder) = newport() else { return };
    let net = network(&folder);
    let places = places(&net, 250);
    let table = net.distances(Profile::FootDay, &places);
    let mut near: Vec<Vec<(usize, u64)>> = vec![Vec::new(); net.junctions().len()];
    for s in net.segments().iter().filter(|s| s.foot) {
        near[s.from.ix()].push((s.to.ix(), mm(s.length.get())));
        near[s.to.ix()].push((s.from.ix(), mm(s.length.get())));
    }
    let mut reached = 0;
    for (i, from) in places.iter().enumerate() {
        let mut cost = vec![u64::MAX; near.len()];
        let mut heap: BinaryHeap<_> = ends(&net, *from).into_iter().map(|(j, c)| Reverse((c, j))).collect();
        while let Some(Reverse((c, j))) = heap.pop() {
            if c < cost[j] {
                cost[j] = c;
                heap.extend(near[j].iter().map(|(to, m)| Reverse((c + m, *to))));
            }
        }
        for (j, to) in places.iter().enumerate() {
            let around = ends(&net, *to).iter().map(|(e, m)| cost[*e].saturating_add(*m)).min();
            let along = (from.segment == to.segment).then(|| mm(from.t).abs_diff(mm(to.t)));
            let truth = around.into_iter().chain(along).min().filter(|c| *c < u64::MAX);
            assert_eq!(table.millimetres(i, j).map(u64::from), truth, "{from:?} to {to:?}");
            reached += usize::from(truth.is_some());
        }
    }
    assert!(reached * 10 > places.len() * places.len() * 9, "most of the place hangs together");
}

#[test]
fn visible_walks_of_the_real_place_keep_their_length_and_lose_nothing() {
    let Some(folder) = newport() else { return };
    let net = network(&folder);
    // Streets are worth their length; every third was seen just now.
    let worth: Vec<u64> =
        net.segments().iter().enumerate().map(|(i, s)| if i % 3 == 0 { 0 } else { mm(s.length.get()) }).collect();
    let places = places(&net, 400);
    let table = net.distances(Profile::FootDay, &places);
    let mut pairs = (0..places.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
    let near = |i: usize, j: usize| table.metres(i, j).is_some_and(|m| (300..1500).contains(&m));
    let (mut tried, mut more) = (0, 0);
    while let Some((i, j)) = pairs.find(|&(i, j)| near(i, j)).filter(|_| tried < 60) {
        let walk = net.visible_walk(Profile::FootDay, places[i], places[j], 0.15, &worth).unwrap();
        let (plain, long) = (walk.shortest.length.get(), walk.leg.length.get());
        assert!(plain <= long && long <= plain * 1.15 + 1e-6, "{plain} and {long}");
        assert!(walk.won >= walk.shortest_won);
        tried += 1;
        more += usize::from(walk.won > walk.shortest_won);
    }
    assert!(tried == 60 && more * 2 > tried, "{more} of {tried} walks win more");
}
