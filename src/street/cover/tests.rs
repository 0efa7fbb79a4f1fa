use super::order::{Case, Visit};
use crate::domain::id::SegmentId;
use crate::domain::place::LonLat;
use crate::domain::rawmap::{RawMap, RawWay};
use crate::domain::units::Metres;
use crate::street::{Network, Profile, Snap, build};
use proptest::prelude::*;

/// A grid of streets about 70 m by 110 m, every street there for which `there` says so.
fn grid(w: i64, h: i64, there: impl Fn(usize) -> bool) -> Network {
    let mut map = RawMap::default();
    let mut number = 0;
    let mut street = |map: &mut RawMap, a: (i64, i64), b: (i64, i64)| {
        number += 1;
        if !there(number) {
            return;
        }
        let nodes = [a, b].map(|(x, y)| {
            let at = LonLat::new(-2.0 + 0.001 * x as f64, 52.0 + 0.001 * y as f64).unwrap();
            map.nodes.insert(100 * y + x, at);
            100 * y + x
        });
        let tags = vec![("highway".to_owned(), "residential".to_owned())];
        map.ways.push(RawWay { id: number as i64, nodes: nodes.to_vec(), tags });
    };
    for y in 0..h {
        for x in 0..w {
            if x + 1 < w {
                street(&mut map, (x, y), (x + 1, y));
            }
            if y + 1 < h {
                street(&mut map, (x, y), (x, y + 1));
            }
        }
    }
    build(&map).0
}

fn start_of(net: &Network, i: usize) -> Snap {
    let segment = SegmentId::from_ix(i % net.segments().len());
    Snap { segment, t: 0.0, at: net.position(segment, 0.0), distance: Metres::ZERO }
}

/// All orders and directions, one after the other.
fn slow(case: &Case, done: &mut Vec<Visit>) -> u64 {
    if done.len() == case.streets {
        return case.priced(done);
    }
    let mut best = u64::MAX;
    for street in 0..case.streets {
        if done.iter().all(|v| v.street != street) {
            for forwards in [true, false] {
                done.push(Visit { street, forwards });
                best = best.min(slow(case, done));
                done.pop();
            }
        }
    }
    best
}

fn case(streets: usize, points: &[(u16, u16)]) -> Case {
    let far = |a: (u16, u16), b: (u16, u16)| u64::from(a.0.abs_diff(b.0)) + u64::from(a.1.abs_diff(b.1));
    let points = &points[..2 * streets + 2];
    Case { streets, far: points.iter().flat_map(|a| points.iter().map(|b| far(*a, *b))).collect() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_exact_order_is_the_best_of_all_and_the_search_is_near_it(
        streets in 0usize..5, points in prop::collection::vec((0u16..100, 0u16..100), 12),
    ) {
        let case = case(streets, &points);
        let truth = slow(&case, &mut Vec::new());
        prop_assert_eq!(case.priced(&case.exact()), truth);
        let found = case.priced(&case.search());
        prop_assert!(found >= truth && found <= truth + truth / 5, "{found} and {truth}");
    }

    #[test]
    fn a_covering_walk_passes_all_that_it_should_and_hangs_together(
        gone in prop::collection::vec(0usize..40, 0..8), wanted in prop::collection::vec(0usize..40, 1..20), from in 0usize..40, to in 0usize..40,
    ) {
        let net = grid(5, 5, |n| !gone.contains(&n));
        let n = net.segments().len();
        let wanted: Vec<SegmentId> = wanted.iter().map(|i| SegmentId::from_ix(i % n)).collect();
        let (from, to) = (start_of(&net, from), start_of(&net, to));
        let Some(walk) = net.covering_walk(Profile::FootDay, from, to, &wanted) else { return Ok(()) };
        for s in wanted.iter().filter(|s| !walk.left.contains(s)) {
            prop_assert!(walk.leg.segments.contains(s), "{s:?} is not walked");
        }
        let drawn: f64 = walk.leg.line.lines().map(|l| crate::domain::place::Plane::local_length(l.start, l.end)).sum();
        prop_assert!((drawn - walk.leg.length.get()).abs() < 0.5, "{drawn} and {}", walk.leg.length);
        prop_assert!(walk.leg.length.get() + 1e-3 >= walk.covered.get());
        let ends = (walk.leg.line.0.first().copied(), walk.leg.line.0.last().copied());
        if walk.leg.line.0.len() > 1 {
            prop_assert_eq!(ends, (Some(from.at.coord()), Some(to.at.coord())));
        }
    }
}

/// Streets of a random grid to cover: the mean and the largest gap of the search to the exact order, in thousandths of the whole walk.
fn gaps(cases: u64) -> (f64, f64) {
    let (mut sum, mut most) = (0.0, 0.0f64);
    for seed in 0..cases {
        let mut state = seed * 7919 + 1;
        let mut dice = |n: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % n as u64) as usize
        };
        let points: Vec<(u16, u16)> = (0..24)
            .flat_map(|_| {
                let (x, y) = (100 * dice(8) as u16, 100 * dice(8) as u16);
                if dice(2) == 0 { [(x, y), (x + 100, y)] } else { [(x, y), (x, y + 100)] }
            })
            .collect();
        let case = case(10, &points);
        let (exact, found) = (case.priced(&case.exact()) + 1000, case.priced(&case.search()) + 1000);
        let gap = (found - exact) as f64 / exact as f64 * 1000.0;
        sum += gap;
        most = most.max(gap);
    }
    (sum / cases as f64, most)
}

#[test]
fn the_search_loses_little_on_ten_streets_of_a_grid() {
    let (mean, most) = gaps(40);
    println!("gap to the exact order: mean {mean:.2} and at most {most:.2} thousandths");
    assert!(mean < 10.0 && most < 60.0, "mean {mean}, at most {most} thousandths");
}

#[test]
fn a_square_of_four_streets_is_walked_around_once() {
    let net = grid(2, 2, |_| true);
    let all: Vec<SegmentId> = (0..4).map(SegmentId::from_ix).collect();
    let from = start_of(&net, 0);
    let walk = net.covering_walk(Profile::FootDay, from, from, &all).unwrap();
    assert!(walk.proven && walk.left.is_empty());
    assert!((walk.leg.length.get() - walk.covered.get()).abs() < 0.01, "{} and {}", walk.leg.length, walk.covered);
    // With one street only it is there and back.
    let walk = net.covering_walk(Profile::FootDay, from, from, &all[..1]).unwrap();
    assert!((walk.leg.length.get() - 2.0 * walk.covered.get()).abs() < 0.01);
}
