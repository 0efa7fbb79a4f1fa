//! Miniature worlds, each for one trap, and slow twins beside the fast searches.

#![allow(clippy::type_complexity)]

use super::{Network, Profile, build};
use crate::domain::id::SegmentId;
use crate::domain::place::LonLat;
use crate::domain::rawmap::{RawMap, RawWay};
use crate::domain::units::{Metres, Seconds};

/// A node at a place on a grid of about 70 m by 110 m: node `10 * y + x`.
fn world(ways: &[(&[i64], &[(&str, &str)])]) -> RawMap {
    let mut map = RawMap::default();
    for (i, (nodes, tags)) in ways.iter().enumerate() {
        let mut tags: Vec<(String, String)> = tags.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        tags.sort();
        map.ways.push(RawWay { id: i as i64 + 1, nodes: nodes.to_vec(), tags });
        for n in *nodes {
            map.nodes.insert(*n, node(*n));
        }
    }
    map
}

fn node(n: i64) -> LonLat {
    LonLat::new(-2.0 + 0.001 * (n % 10) as f64, 52.0 + 0.001 * (n / 10) as f64).unwrap()
}

const STREET: &[(&str, &str)] = &[("highway", "residential")];

fn snap(network: &Network, n: i64) -> super::Snap {
    network.snap(Profile::FootDay, node(n), Metres::new(5.0)).unwrap()
}

#[test]
fn a_bridge_without_a_shared_node_is_no_junction() {
    // One street from 10 to 12 and one from 1 to 21 cross at 11 without sharing it; they meet only through 22.
    let map = world(&[(&[10, 12], STREET), (&[1, 21], STREET), (&[12, 22, 21], STREET)]);
    let (network, _) = build(&map);
    let leg = network.route(Profile::FootDay, snap(&network, 10), snap(&network, 1)).unwrap();
    assert_eq!(leg.segments.len(), 3, "all the way round: {leg:?}");
}

#[test]
fn a_roundabout_is_driven_one_way_and_walked_both() {
    let round = &[("highway", "residential"), ("junction", "roundabout")];
    let map = world(&[(&[11, 12, 22, 21, 11], round), (&[1, 11], STREET), (&[12, 2], STREET)]);
    let (network, _) = build(&map);
    let (a, b) = (snap(&network, 1), snap(&network, 2));
    let quick = network.route(Profile::Drive, a, b).unwrap();
    let slow = network.route(Profile::Drive, b, a).unwrap();
    assert!(slow.length.get() > quick.length.get() * 1.5, "{} {}", quick.length, slow.length);
    let there = network.route(Profile::FootDay, a, b).unwrap().length;
    let back = network.route(Profile::FootDay, b, a).unwrap().length;
    assert!((there.get() - back.get()).abs() < 0.5);
}

#[test]
fn an_island_is_dropped_and_reported() {
    let mut ways: Vec<(&[i64], &[(&str, &str)])> = vec![(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], STREET)];
    ways.push((&[50, 51], STREET));
    let (network, report) = build(&world(&ways));
    assert_eq!(report.islands.0, 1);
    assert!(network.snap(Profile::FootDay, node(50), Metres::new(5.0)).is_none());
}

#[test]
fn matrix_agrees_with_single_routes_and_a_slow_twin() {
    // A 6 × 4 grid with a few streets missing.
    let mut ways: Vec<(Vec<i64>, &[(&str, &str)])> = Vec::new();
    for y in 0..4 {
        ways.push(((0..6).map(|x| y * 10 + x).collect(), STREET));
    }
    for x in [0, 2, 5] {
        ways.push(((0..4).map(|y| y * 10 + x).collect(), STREET));
    }
    let refs: Vec<(&[i64], &[(&str, &str)])> = ways.iter().map(|(n, t)| (n.as_slice(), *t)).collect();
    let (network, _) = build(&world(&refs));
    let nodes: Vec<i64> = vec![0, 2, 5, 10, 12, 25, 30, 32, 35];
    let places: Vec<_> = nodes.iter().map(|n| snap(&network, *n)).collect();
    let matrix = network.matrix(Profile::FootDay, &places, None);
    let distances = network.distances(Profile::FootDay, &places);
    let slow = floyd_warshall(&network);
    for (i, a) in nodes.iter().enumerate() {
        for (j, b) in nodes.iter().enumerate() {
            let leg = network.route(Profile::FootDay, places[i], places[j]).unwrap();
            assert_eq!(matrix.seconds(i, j), Some(leg.time.get() as u32));
            let metres = f64::from(distances.millimetres(i, j).unwrap()) / 1000.0;
            let leg = network.shortest(Profile::FootDay, places[i], places[j]).unwrap();
            assert!((metres - leg.length.get()).abs() < 1e-9, "{a} to {b}: {metres} and {}", leg.length.get());
            let truth = slow[junction(&network, *a)][junction(&network, *b)];
            assert!((metres - truth).abs() < 1.0, "{a} to {b}: {metres} and {truth}");
        }
    }
}

fn junction(network: &Network, n: i64) -> usize {
    // Places between junctions of a straight street are no junctions: the twin needs those that are.
    let at = node(n).coord();
    let near = |c: &geo_types::Coord<f64>| (c.x - at.x).abs() + (c.y - at.y).abs();
    let best = network.junctions().iter().enumerate().min_by(|a, b| near(a.1).total_cmp(&near(b.1))).unwrap();
    assert!(near(best.1) < 1e-9, "{n} is no junction of this world");
    best.0
}

fn floyd_warshall(network: &Network) -> Vec<Vec<f64>> {
    let n = network.junctions().len();
    let mut d = vec![vec![f64::INFINITY; n]; n];
    for (i, row) in d.iter_mut().enumerate() {
        row[i] = 0.0;
    }
    for s in network.segments().iter().filter(|s| s.foot) {
        let (a, b) = (s.from.ix(), s.to.ix());
        d[a][b] = d[a][b].min(s.length.get());
        d[b][a] = d[a][b];
    }
    for k in 0..n {
        for i in 0..n {
            for j in 0..n {
                d[i][j] = d[i][j].min(d[i][k] + d[k][j]);
            }
        }
    }
    d
}

#[test]
fn walks_keep_their_budget_and_hang_together() {
    let map = world(&[(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], STREET), (&[2, 12, 22, 32], STREET)]);
    let (network, _) = build(&map);
    let all: Vec<SegmentId> = (0..network.segments().len()).map(SegmentId::from_ix).collect();
    let budget = Seconds::from_minutes(12);
    let round = network.loop_walk(Profile::FootDay, &all, budget).unwrap();
    assert!(round.time <= budget + Seconds::new(2) && round.time > Seconds::from_minutes(8), "{}", round.time.get());
    assert_eq!(round.line.0.first(), round.line.0.last());
    let walk = network.cover_walk(Profile::FootDay, &all, budget).unwrap();
    assert!(walk.time <= budget + Seconds::new(2));
    assert!(walk.length.get() > round.length.get() * 0.8);
}

#[test]
fn pieces_behind_barriers_are_told_as_such_and_pieces_without_nodes_as_such() {
    let mut map = world(&[(&[0, 1, 2, 3, 4], STREET), (&[4, 14], STREET), (&[3, 13, 99], STREET)]);
    let tags = vec![("access".to_owned(), "private".to_owned()), ("barrier".to_owned(), "gate".to_owned())];
    map.barriers.push(crate::domain::rawmap::RawBarrier { node: 14, tags });
    let warnings = build(&map).1.warnings.join("\n");
    assert!(warnings.contains("1 pieces of ways are left out: the barriers"), "{warnings}");
    assert!(!warnings.contains("not in the file"), "no node is missing: {warnings}");
    map.nodes.remove(&99);
    let warnings = build(&map).1.warnings.join("\n");
    assert!(warnings.contains("1 pieces of ways are left out: their nodes are not in the file"), "{warnings}");
}

#[test]
fn a_piece_cut_off_at_the_edge_is_not_part_of_the_main_network() {
    // Two streets that do not meet: one of about 630 m, and one of 560 m that is no island but cut off.
    let (network, _) =
        build(&world(&[(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], STREET), (&[30, 31, 32, 33, 34, 35, 36, 37, 38], STREET)]));
    let main: Vec<(i64, bool)> = (0..network.segments().len())
        .map(SegmentId::from_ix)
        .map(|id| (network.segment(id).osm_way, network.is_main(id)))
        .collect();
    assert_eq!(main, [(1, true), (2, false)]);
}
