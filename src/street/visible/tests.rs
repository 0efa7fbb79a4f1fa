//! The visible walk against trying every walk, and against what it promises.

use super::labels::best;
use super::*;
use crate::domain::place::LonLat;
use crate::domain::rawmap::{RawMap, RawWay};
use crate::domain::units::Metres;
use crate::street::build;
use proptest::prelude::*;

/// The most that any walk from node 0 to node 1 wins, and the least length that wins it, by trying all of them.
fn slow(case: &Case, node: u32, length: u32, have: &mut Vec<bool>) -> Option<(u64, std::cmp::Reverse<u32>)> {
    let won = |have: &[bool]| case.prizes.iter().zip(have).filter(|(_, h)| **h).map(|(p, _)| p).sum::<u64>();
    if node == 1 {
        return Some((won(have), std::cmp::Reverse(length)));
    }
    let mut found = None;
    for way in &case.ways[node as usize] {
        let length = length + way.length;
        let left = case.left[way.to as usize];
        if left == u32::MAX || length + left > case.budget {
            continue;
        }
        let new = way.prize.filter(|p| !have[*p as usize]);
        if let Some(p) = new {
            have[p as usize] = true;
        }
        found = found.max(slow(case, way.to, length, have));
        if let Some(p) = new {
            have[p as usize] = false;
        }
    }
    found
}

fn case(edges: &[(u32, u32, u32, u64)], more: u32) -> Option<Case> {
    let nodes = 7;
    let mut case = Case { ways: vec![Vec::new(); nodes], left: vec![u32::MAX; nodes], prizes: vec![], budget: 0 };
    for (i, &(a, b, length, worth)) in edges.iter().enumerate() {
        let prize = (worth > 0).then(|| {
            case.prizes.push(worth);
            case.prizes.len() as u32 - 1
        });
        case.ways[a as usize].push(Way { to: b, length, prize, name: i as u32 });
        case.ways[b as usize].push(Way { to: a, length, prize, name: i as u32 });
    }
    // A walk ends at its end.
    case.ways[1].clear();
    case.left[1] = 0;
    for _ in 0..nodes {
        for &(a, b, length, _) in edges {
            for (x, y) in [(a, b), (b, a)] {
                let through = case.left[y as usize].saturating_add(length);
                if x != 1 {
                    case.left[x as usize] = case.left[x as usize].min(through);
                }
            }
        }
    }
    case.budget = case.left[0].checked_add(more)?;
    Some(case)
}

proptest! {
    #[test]
    fn label_setting_finds_the_best_of_all_walks_and_the_quick_ones_no_more(
        edges in prop::collection::vec((0u32..7, 0u32..7, 3u32..9, 0u64..6), 1..12),
        more in 0u32..14,
    ) {
        let Some(case) = case(&edges, more) else { return Ok(()) };
        let all = slow(&case, 0, 0, &mut vec![false; case.prizes.len()]);
        let exact = best(&case, Dominance::Exact, usize::MAX);
        prop_assert_eq!(exact.as_ref().map(|f| (f.won, std::cmp::Reverse(f.length))), all);
        prop_assert!(exact.as_ref().is_none_or(|f| f.proven));
        for dominance in [Dominance::Share(0), Dominance::Share(3), Dominance::Share(50)] {
            let quick = best(&case, dominance, usize::MAX);
            prop_assert_eq!(quick.is_some(), all.is_some());
            prop_assert!(quick.is_none_or(|f| Some((f.won, std::cmp::Reverse(f.length))) <= all && !f.proven));
        }
        // Small cases are always proven.
        let told = |f: Option<Found>| f.map(|f| (f.won, f.length, f.proven));
        prop_assert_eq!(told(walk(&case)), told(exact));
    }
}

/// A grid of 6 × 5 streets.
fn grid() -> Network {
    let mut map = RawMap::default();
    let mut ways: Vec<Vec<i64>> = (0..5).map(|y| (0..6).map(|x| y * 10 + x).collect()).collect();
    ways.extend((0..6).map(|x| (0..5).map(|y| y * 10 + x).collect::<Vec<i64>>()));
    for (i, nodes) in ways.into_iter().enumerate() {
        for n in &nodes {
            let at = LonLat::new(-2.0 + 0.001 * (n % 10) as f64, 52.0 + 0.001 * (n / 10) as f64).unwrap();
            map.nodes.insert(*n, at);
        }
        map.ways.push(RawWay { id: i as i64 + 1, nodes, tags: vec![("highway".into(), "residential".into())] });
    }
    build(&map).0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn a_visible_walk_keeps_its_promises(
        a in (0usize..49, 0.0..=1.0f64), b in (0usize..49, 0.0..=1.0f64),
        more in 0.0..0.5f64, worth in prop::collection::vec(0u64..50, 49),
    ) {
        let net = grid();
        let place = |(which, share): (usize, f64)| {
            let segment = SegmentId::from_ix(which % net.segments().len());
            let t = net.segment(segment).length.get() * share;
            Snap { segment, t, at: net.position(segment, t), distance: Metres::ZERO }
        };
        let (from, to) = (place(a), place(b));
        let walk = net.visible_walk(Profile::FootDay, from, to, more, &worth).unwrap();
        prop_assert!(walk.leg.length.get() <= walk.shortest.length.get() * (1.0 + more) + 1e-9);
        prop_assert!(walk.won >= walk.shortest_won);
        // What it wins is the worth of the streets that it passes, each once.
        let passed: std::collections::BTreeSet<SegmentId> = walk.leg.segments.iter().copied().collect();
        let most: u64 = passed.iter().map(|s| worth[s.ix()]).sum();
        let ends = [from.segment, to.segment].into_iter().collect::<std::collections::BTreeSet<_>>();
        let least = most - ends.iter().filter(|s| passed.contains(s)).map(|s| worth[s.ix()]).sum::<u64>();
        prop_assert!((least..=most).contains(&walk.won), "{} is not in {least}..={most}", walk.won);
        // Its line begins and ends where it should, and hangs together.
        let line = &walk.leg.line.0;
        if let [first, .., last] = line.as_slice() {
            let near = |a: &geo_types::Coord<f64>, b: LonLat| (a.x - b.lon()).abs() + (a.y - b.lat()).abs() < 1e-9;
            prop_assert!(near(first, from.at) && near(last, to.at));
        }
        let drawn: f64 = walk.leg.line.lines().map(|l| crate::domain::Plane::local_length(l.start, l.end)).sum();
        prop_assert!((drawn - walk.leg.length.get()).abs() < 0.1, "{drawn} and {}", walk.leg.length.get());
        // Nothing to win: the shortest way.
        let plain = net.visible_walk(Profile::FootDay, from, to, more, &[]).unwrap();
        prop_assert_eq!(plain.leg.length, plain.shortest.length);
    }
}
