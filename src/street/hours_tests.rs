//! Parks and squares: hours, lines across, gradients and busy roads, in miniature worlds.

use super::{Day, Measure, Network, Profile, Snap, build};
use crate::domain::calendar::Nation;
use crate::domain::ground::{GroundKind, GroundShape};
use crate::domain::id::SegmentId;
use crate::domain::place::LonLat;
use crate::domain::rawmap::{RawArea, RawMap, RawWay};
use crate::domain::time::Clock;
use crate::domain::units::Metres;
use geo_types::{Geometry, LineString, Polygon};
use proptest::prelude::*;
use std::collections::BTreeMap;

type Tags<'a> = &'a [(&'a str, &'a str)];

/// Node `10 * y + x` on a grid of about 69 m by 111 m.
fn node(n: i64) -> LonLat {
    LonLat::new(-2.0 + 0.001 * (n % 10) as f64, 52.0 + 0.001 * (n / 10) as f64).unwrap()
}

fn tags(list: Tags<'_>) -> Vec<(String, String)> {
    let mut tags: Vec<(String, String)> = list.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    tags.sort();
    tags
}

fn world(ways: &[(&[i64], Tags<'_>)], areas: &[(&[i64], Tags<'_>)]) -> RawMap {
    let mut map = RawMap::default();
    for (i, (nodes, t)) in ways.iter().enumerate() {
        map.ways.push(RawWay { id: i as i64 + 1, nodes: nodes.to_vec(), tags: tags(t) });
    }
    for (i, (ring, t)) in areas.iter().enumerate() {
        map.areas.push(RawArea { id: i as i64 + 1001, rings: vec![ring.to_vec()], tags: tags(t) });
    }
    let used = ways.iter().map(|w| w.0).chain(areas.iter().map(|a| a.0)).flatten();
    map.nodes = used.map(|n| (*n, node(*n))).collect();
    map
}

const STREET: Tags<'_> = &[("highway", "residential")];
const PATH: Tags<'_> = &[("highway", "footway"), ("lit", "yes")];
const PARK: Tags<'_> = &[("leisure", "park"), ("opening_hours", "08:00-20:00"), ("access", "customers")];
const H: i32 = 3600;

fn snap(net: &Network, n: i64) -> Snap {
    net.snap(Profile::FootDay, node(n), Metres::new(5.0)).unwrap()
}

fn day() -> Day {
    Day::new(&Clock::london("2026-05-12".parse().unwrap()), Nation::England, LonLat::new(-2.0, 52.0).unwrap())
}

/// A path from 11 to 13 through a park, and a long street around it by 41 and 43.
fn park() -> Network {
    let ways: [(&[i64], Tags<'_>); 3] =
        [(&[10, 11], STREET), (&[11, 12, 13], PATH), (&[11, 21, 31, 41, 42, 43, 33, 23, 13, 14, 15], STREET)];
    build(&world(&ways, &[(&[1, 3, 23, 21, 1], PARK)])).0
}

#[test]
fn a_walk_before_the_park_closes_passes_and_one_after_goes_around() {
    let net = park();
    let (a, b) = (snap(&net, 10), snap(&net, 14));
    let at = |h: i32, m: i32| {
        let found = net.route_at(Profile::FootDay, &day(), h * H + m * 60, a, b).unwrap();
        (found.leg.length.get() < 500.0, found.waited.get())
    };
    assert_eq!(at(19, 50), (true, 0));
    assert_eq!(at(20, 10), (false, 0));
    // The path takes 110 s, the way to its gate 55 s: who sets out at 19:58 would be in the park when it closes.
    assert_eq!(at(19, 58), (false, 0));
    assert_eq!(at(7, 0), (false, 0));
    let (short, waited) = at(7, 58);
    assert!(short && (60..70).contains(&waited), "a minute before the gate opens is worth waiting: {waited}");
    assert!(net.route(Profile::FootDark, a, b).unwrap().length.get() > 500.0, "lit, but never after dark");
}

#[test]
fn the_network_of_a_span_is_without_what_is_shut_in_it() {
    let net = park();
    assert!(net.open_during(&day(), (9 * H, 19 * H)).is_none());
    let late = net.open_during(&day(), (9 * H, 21 * H)).unwrap();
    let shut: Vec<bool> = late.segments().iter().map(|s| s.foot != net.segments()[0].foot).collect();
    assert_eq!(late.segments().len(), net.segments().len());
    assert_eq!(shut.iter().filter(|s| **s).count(), 1);
    let (a, b) = (snap(&late, 10), snap(&late, 14));
    assert!(late.route(Profile::FootDay, a, b).unwrap().length.get() > 500.0);
}

#[test]
fn a_road_through_a_park_is_not_shut_with_it() {
    let net = build(&world(&[(&[10, 11, 12, 13, 14, 15, 16, 17, 18], STREET)], &[(&[1, 3, 23, 21, 1], PARK)])).0;
    assert!(net.segments().iter().all(|s| s.hours.is_empty()));
}

/// All ways without a junction twice, each with waiting: the earliest arrival, hundredths of a second.
fn slow(
    net: &Network,
    shut: &BTreeMap<usize, Vec<(i64, i64)>>,
    at: usize,
    goal: usize,
    now: i64,
    seen: &mut Vec<usize>,
) -> i64 {
    if at == goal {
        return now;
    }
    let mut best = i64::MAX;
    for (i, s) in net.segments().iter().enumerate() {
        for (from, to) in [(s.from.ix(), s.to.ix()), (s.to.ix(), s.from.ix())] {
            if from == at && !seen.contains(&to) {
                let cost = ((s.length.get() / 1.25) * 100.0).ceil() as i64;
                let mut enter = now;
                for &(a, b) in shut.get(&i).map_or(&[][..], Vec::as_slice) {
                    if enter < b && enter + cost > a {
                        enter = b;
                    }
                }
                seen.push(to);
                best = best.min(slow(net, shut, to, goal, enter + cost, seen));
                seen.pop();
            }
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_way_at_a_time_is_the_earliest_of_all_ways(
        hours in prop::collection::vec((0usize..12, 0i32..40, 1i32..20), 0..8), depart in 0i32..1200,
    ) {
        // Three by three junctions; each street is shut for some minutes after noon.
        let mut ways: Vec<(Vec<i64>, String)> = Vec::new();
        for y in 0..3 {
            for x in 0..3 {
                let n = 10 * y + x;
                ways.extend((x < 2).then(|| (vec![n, n + 1], String::new())));
                ways.extend((y < 2).then(|| (vec![n, n + 10], String::new())));
            }
        }
        for (way, from, length) in &hours {
            let to = from + length;
            ways[way % 12].1 = format!("no @ (12:{from:02}-12:{to:02})").replace("12:60", "13:00");
        }
        let own: Vec<Vec<(&str, &str)>> = ways
            .iter()
            .map(|(_, h)| if h.is_empty() { STREET.to_vec() } else { vec![("highway", "residential"), ("access:conditional", h.as_str())] })
            .collect();
        let list: Vec<(&[i64], Tags<'_>)> = ways.iter().zip(&own).map(|(w, t)| (w.0.as_slice(), t.as_slice())).collect();
        let net = build(&world(&list, &[])).0;
        let start = 12 * H + depart;
        let shut: BTreeMap<usize, Vec<(i64, i64)>> = net
            .segments()
            .iter()
            .enumerate()
            .map(|(i, s)| {
                let rel = |t: i32| i64::from(t - start) * 100;
                (i, day().shut(&s.hours).iter().map(|h| (rel(h.0), rel(h.1))).collect())
            })
            .collect();
        let near = |n: i64| {
            let at = node(n).coord();
            net.junctions().iter().position(|c| (c.x - at.x).abs() + (c.y - at.y).abs() < 1e-9).unwrap()
        };
        let (a, b) = (snap(&net, 0), snap(&net, 22));
        let found = net.route_at(Profile::FootDay, &day(), start, a, b).unwrap();
        let truth = slow(&net, &shut, near(0), near(22), 0, &mut vec![near(0)]);
        // Leaving the first junction and coming to the last cost a hundredth each as a stretch of no length.
        prop_assert!((i64::from(found.leg.time.get()) * 100 - truth).abs() <= 110, "{:?} and {truth}", found.leg.time);
    }
}

/// A square of 69 m by 111 m times two, entered at three corners; `ground` stands on it.
fn square(ground: Vec<GroundShape>) -> (Network, super::BuildReport) {
    let ways: [(&[i64], Tags<'_>); 3] =
        [(&[0, 1, 11], STREET), (&[3, 13], STREET), (&[31, 41, 42, 43, 44, 45, 46], STREET)];
    let tags: Tags<'_> = &[("highway", "pedestrian"), ("area", "yes")];
    let mut map = world(&ways, &[(&[11, 13, 33, 31, 11], tags)]);
    map.ground = ground;
    build(&map)
}

#[test]
fn a_square_is_walked_straight_across_and_around_what_stands_on_it() {
    let (net, report) = square(Vec::new());
    assert_eq!(report.across.0, 1);
    let way = |net: &Network| net.shortest(Profile::FootDay, snap(net, 3), snap(net, 41)).unwrap().length.get();
    let straight = crate::domain::place::Plane::local_length(node(13).coord(), node(31).coord());
    let ends = crate::domain::place::Plane::local_length(node(3).coord(), node(13).coord()) * 2.0;
    assert!((way(&net) - straight - ends).abs() < 1.0, "{} and {}", way(&net), straight + ends);
    assert!(net.segments().iter().filter(|s| s.class == "square").all(|s| !s.is_frontage() && s.foot_dark));
    let corner = |x: f64, y: f64| geo_types::Coord { x: -2.0 + 0.001 * x, y: 52.0 + 0.001 * y };
    let hall =
        LineString(vec![corner(1.5, 1.5), corner(2.5, 1.5), corner(2.5, 2.5), corner(1.5, 2.5), corner(1.5, 1.5)]);
    let hall = GroundShape {
        kind: GroundKind::Building,
        class: "yes".to_owned(),
        name: String::new(),
        geom: Geometry::Polygon(Polygon::new(hall, vec![])),
    };
    let around = way(&square(vec![hall.clone()]).0);
    let past = |a: geo_types::Coord<f64>| {
        use crate::domain::place::Plane;
        Plane::local_length(node(13).coord(), a) + Plane::local_length(a, node(31).coord())
    };
    let truth = past(corner(1.5, 1.5)).min(past(corner(2.5, 2.5))) + ends;
    assert!((around - truth).abs() < 1.0, "{around} and {truth}");
    let Geometry::Polygon(building) = &hall.geom else { return };
    let (net, _) = square(vec![hall.clone()]);
    for s in net.segments().iter().filter(|s| s.class == "square") {
        use geo::Contains;
        for l in s.line.lines() {
            let inner = (1..20).map(|k| l.start + (l.end - l.start) * (f64::from(k) / 20.0));
            assert!(inner.into_iter().all(|c| !building.contains(&c)), "{s:?} leads through the hall");
        }
    }
}

#[test]
fn a_park_beside_a_road_is_entered_by_its_paths_only() {
    let ways: [(&[i64], Tags<'_>); 3] =
        [(&[11, 12, 13], STREET), (&[31, 30, 20, 10, 11], PATH), (&[33, 34, 24, 14, 13], PATH)];
    let ring: &[i64] = &[11, 12, 13, 33, 31, 11];
    let net = build(&world(&ways, &[(ring, &[("leisure", "park")])])).0;
    let across: Vec<(i64, i64)> = net.segments().iter().filter(|s| s.class == "park").map(|s| s.nodes).collect();
    // The corners 11, 13, 31 and 33 are on paths; 12 is on the road alone.
    assert!(!across.is_empty() && across.iter().all(|(a, b)| *a != 12 && *b != 12), "{across:?}");
    assert!(net.segments().iter().filter(|s| s.class == "park").all(|s| !s.foot_dark));
    let private: Tags<'_> = &[("leisure", "park"), ("access", "private")];
    assert!(build(&world(&ways, &[(ring, private)])).0.segments().iter().all(|s| s.class != "park"));
}

#[test]
fn uphill_takes_longer_by_toblers_function_and_a_bridge_is_level() {
    let ways: [(&[i64], Tags<'_>); 2] =
        [(&[0, 1, 2], STREET), (&[2, 3, 4], &[("highway", "residential"), ("bridge", "yes")])];
    let mut map = world(&ways, &[]);
    map.heights = [(0, 0.0), (1, 7.0), (2, 14.0), (3, -20.0), (4, 14.0)].into_iter().collect();
    let net = build(&map).0;
    let slopes: Vec<(u16, u16)> = net.segments().iter().map(|s| s.slope).collect();
    // 7 m in 68.7 m: exp(3.5 × 0.1019) up, and a little more than five per cent too steep down.
    assert!(slopes[0].0.abs_diff(1429) < 5 && slopes[0].1.abs_diff(1007) < 3, "{slopes:?}");
    assert_eq!(slopes[1], (1000, 1000));
    let time = |a: i64, b: i64| net.route(Profile::FootDay, snap(&net, a), snap(&net, b)).unwrap().time.get();
    assert!(time(0, 2) > time(2, 0) * 4 / 3, "{} and {}", time(0, 2), time(2, 0));
}

#[test]
fn crossing_a_busy_road_takes_time_and_walking_along_it_none() {
    let busy: Tags<'_> = &[("highway", "primary"), ("maxspeed", "30 mph"), ("sidewalk", "both")];
    let net = build(&world(&[(&[1, 11], STREET), (&[11, 21], STREET), (&[10, 11, 12, 13], busy)], &[])).0;
    let time = |a: i64, b: i64| {
        let leg = net.route(Profile::FootDay, snap(&net, a), snap(&net, b)).unwrap();
        leg.time.get() - (leg.length.get() / 1.25).ceil() as i32
    };
    assert!((17..=19).contains(&time(1, 21)), "straight across: {}", time(1, 21));
    assert!((8..=10).contains(&time(1, 13)), "half for turning: {}", time(1, 13));
    assert!((-1..=1).contains(&time(10, 13)), "along: {}", time(10, 13));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn with_slopes_and_waits_the_hierarchy_says_what_plain_searches_say(
        heights in prop::collection::vec(0u8..60, 16), busy in prop::collection::vec(any::<bool>(), 8), at in prop::collection::vec((0usize..24, 0.0..1.0f64), 40),
    ) {
        let kinds: Vec<Vec<(&str, &str)>> = busy
            .iter()
            .map(|b| vec![("highway", if *b { "secondary" } else { "residential" }), ("maxspeed", "30 mph")])
            .collect();
        let mut ways: Vec<(Vec<i64>, usize)> = Vec::new();
        for k in 0..4i64 {
            ways.push(((0..4).map(|x| 10 * k + x).collect(), k as usize));
            ways.push(((0..4).map(|y| 10 * y + k).collect(), 4 + k as usize));
        }
        let list: Vec<(&[i64], Tags<'_>)> = ways.iter().map(|(n, k)| (n.as_slice(), kinds[*k].as_slice())).collect();
        let mut map = world(&list, &[]);
        map.heights = (0..16i64).map(|i| (10 * (i / 4) + i % 4, f32::from(heights[i as usize]))).collect();
        let net = build(&map).0;
        let places: Vec<Snap> = at
            .iter()
            .map(|(i, share)| {
                let segment = SegmentId::from_ix(i % net.segments().len());
                let t = net.segment(segment).length.get() * share;
                Snap { segment, t, at: net.position(segment, t), distance: Metres::ZERO }
            })
            .collect();
        let _ = net.hierarchy(Profile::FootDay, Measure::Time);
        let table = net.matrix(Profile::FootDay, &places, None);
        let plain = net.table_by_search(Profile::FootDay, Measure::Time, &places, None);
        for (i, a) in places.iter().enumerate() {
            for (j, b) in places.iter().enumerate() {
                prop_assert_eq!(table.seconds(i, j), Some(plain[i * places.len() + j].div_ceil(100)));
                let leg = net.route(Profile::FootDay, *a, *b).unwrap();
                prop_assert_eq!(table.seconds(i, j), Some(leg.time.get() as u32), "{:?} to {:?}", a, b);
            }
        }
    }
}
