//! Tables on streets: the hierarchy against plain searches, on random towns, for every profile and measure.

use super::*;
use crate::domain::id::SegmentId;
use crate::domain::place::LonLat;
use crate::domain::rawmap::{RawMap, RawWay};
use crate::domain::units::Metres;
use crate::street::build;
use proptest::prelude::*;

/// Ways between the nodes of a 7 × 7 grid: first node, second node, kind.
fn town(ways: &[(u32, u32, u8)]) -> Network {
    let mut map = RawMap::default();
    for (i, (a, b, kind)) in ways.iter().enumerate() {
        let tags: &[(&str, &str)] = match kind % 6 {
            0 => &[("highway", "residential"), ("oneway", "yes")],
            1 => &[("highway", "steps")],
            2 => &[("highway", "footway")],
            3 => &[("highway", "motorway")],
            4 => &[("highway", "residential"), ("lit", "no")],
            _ => &[("highway", "residential")],
        };
        let tags = tags.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        // A bend of its own: parallel ways differ in length, and a way back to where it began is a loop.
        let bend = 1000 + i as i64;
        map.ways.push(RawWay { id: i as i64 + 1, nodes: vec![i64::from(*a), bend, i64::from(*b)], tags });
        let at = |n: u32| (-2.0 + 0.001 * f64::from(n % 7), 52.0 + 0.001 * f64::from(n / 7));
        let ((ax, ay), (bx, by)) = (at(*a), at(*b));
        for (node, x, y) in [
            (i64::from(*a), ax, ay),
            (i64::from(*b), bx, by),
            (bend, f64::midpoint(ax, bx) + 1e-5 * (i % 5) as f64, f64::midpoint(ay, by) + 2e-5 * (1 + i % 3) as f64),
        ] {
            map.nodes.insert(node, LonLat::new(x, y).unwrap());
        }
    }
    build(&map).0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_hierarchy_says_what_plain_searches_say(
        ways in prop::collection::vec((0u32..49, 0u32..49, 0u8..6), 1..90),
        places in prop::collection::vec((any::<prop::sample::Index>(), 0.0..=1.0f64), 1..40),
        limit in prop::option::of(0u32..2000),
    ) {
        let net = town(&ways);
        if net.segments().is_empty() {
            return Ok(());
        }
        let places: Vec<Snap> = places
            .iter()
            .map(|(which, share)| {
                let segment = SegmentId::from_ix(which.index(net.segments().len()));
                let t = net.segment(segment).length.get() * share;
                Snap { segment, t, at: net.position(segment, t), distance: Metres::ZERO }
            })
            .collect();
        for profile in [Profile::FootDay, Profile::FootDark, Profile::Drive] {
            for measure in [Measure::Time, Measure::Length] {
                let slow = net.table_by_search(profile, measure, &places, None);
                let _ = net.hierarchy(profile, measure);
                prop_assert_eq!(&net.table(profile, measure, &places, None), &slow);
            }
            // The quickest way and the shortest one are the ways of the tables, to the last unit.
            let (times, lengths) = (net.matrix(profile, &places, None), net.distances(profile, &places));
            let cut = net.matrix(profile, &places, limit);
            for (i, &a) in places.iter().enumerate() {
                for (j, &b) in places.iter().enumerate() {
                    let leg = net.route(profile, a, b);
                    prop_assert_eq!(leg.map(|l| l.time.get() as u32), times.seconds(i, j));
                    let leg = net.shortest(profile, a, b);
                    let exact = leg.map(|l| (l.length.get() * 1000.0).round() as u32);
                    prop_assert_eq!(exact, lengths.millimetres(i, j));
                    let within = times.seconds(i, j).filter(|s| limit.is_none_or(|l| *s <= l));
                    prop_assert_eq!(cut.seconds(i, j), within);
                }
            }
        }
    }
}

#[test]
fn few_places_are_searched_for_and_many_looked_up_with_the_same_answer() {
    let ways: Vec<(u32, u32, u8)> = (0..48).filter(|i| i % 7 != 6).map(|i| (i, i + 1, 5)).collect();
    let net = town(&[&ways[..], &[(0, 7, 5), (8, 15, 1), (20, 27, 2), (27, 34, 5)]].concat());
    let place = |i: usize| {
        let segment = SegmentId::from_ix(i % net.segments().len());
        Snap { segment, t: 1.0, at: net.position(segment, 1.0), distance: Metres::ZERO }
    };
    let many: Vec<Snap> = (0..100 * WORTH_IT).map(place).collect();
    let made = || net.hierarchies.by_profile[number(Profile::FootDay, Measure::Time)].get().is_some();
    let few = net.matrix(Profile::FootDay, &many[..5], None);
    assert!(!made());
    let all = net.matrix(Profile::FootDay, &many, None);
    assert!(made());
    assert!((0..5).all(|i| (0..5).all(|j| few.seconds(i, j) == all.seconds(i, j))));
    assert_eq!(net.matrix(Profile::FootDay, &[], None), Matrix { size: 0, seconds: Vec::new() });
}
