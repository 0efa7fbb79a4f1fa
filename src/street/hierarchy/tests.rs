//! Tables against a slow twin, on random graphs with one-way, parallel, free, endless and looping arcs, in pieces.

use super::{Ends, FAR, Skeleton};
use proptest::prelude::*;

type Arc = (u32, u32, u32);

/// Costs from a place to all nodes, by trying every arc until nothing changes.
fn slow(nodes: u32, arcs: &[Arc], from: &Ends) -> Vec<u32> {
    let mut cost = vec![FAR; nodes as usize];
    for &(node, c) in from.iter().flatten() {
        cost[node as usize] = cost[node as usize].min(c);
    }
    loop {
        let before = cost.clone();
        for &(a, b, c) in arcs {
            let through = cost[a as usize].saturating_add(c).min(FAR);
            cost[b as usize] = cost[b as usize].min(through);
        }
        if cost == before {
            return cost;
        }
    }
}

fn agrees(nodes: u32, arcs: &[Arc], sources: &[Ends], targets: &[Ends]) {
    let skeleton = Skeleton::new(nodes as usize, arcs.iter().map(|a| (a.0, a.1)));
    let table = skeleton.customised(arcs.iter().copied()).table(sources, targets);
    for (i, source) in sources.iter().enumerate() {
        let cost = slow(nodes, arcs, source);
        for (j, target) in targets.iter().enumerate() {
            let ends = target.iter().flatten().map(|&(node, c)| cost[node as usize].saturating_add(c).min(FAR));
            assert_eq!(table[i * targets.len() + j], ends.min().unwrap_or(FAR), "{source:?} to {target:?}");
        }
    }
}

prop_compose! {
    fn graphs()(nodes in 1u32..40)(
        nodes in Just(nodes),
        arcs in prop::collection::vec(
            (0..nodes, 0..nodes, prop_oneof![4 => 0u32..30, 1 => Just(0), 1 => Just(FAR - 5), 1 => Just(u32::MAX)]),
            0..100,
        ),
        both in any::<bool>(),
        sources in prop::collection::vec(ends(nodes), 0..40),
        targets in prop::collection::vec(ends(nodes), 0..12),
    ) -> (u32, Vec<Arc>, Vec<Ends>, Vec<Ends>) {
        let back: Vec<Arc> = arcs.iter().filter(|_| both).map(|&(a, b, c)| (b, a, c)).collect();
        (nodes, [arcs, back].concat(), sources, targets)
    }
}

fn ends(nodes: u32) -> impl Strategy<Value = Ends> {
    let end = prop::option::weighted(0.8, (0..nodes, 0u32..20));
    (end.clone(), end).prop_map(|(a, b)| [a, b])
}

proptest! {
    #[test]
    fn a_table_says_what_plain_searches_say((nodes, arcs, sources, targets) in graphs()) {
        agrees(nodes, &arcs, &sources, &targets);
    }
}

/// The place at a node.
fn at(node: u32) -> Ends {
    [Some((node, 0)), None]
}

#[test]
fn every_small_ring_path_and_star_agrees() {
    for nodes in 1..20u32 {
        let all: Vec<Ends> = (0..nodes).map(at).collect();
        let ring: Vec<Arc> = (0..nodes).map(|i| (i, (i + 1) % nodes, i + 1)).collect();
        let path: Vec<Arc> = (1..nodes).flat_map(|i| [(i - 1, i, 3), (i, i - 1, 4)]).collect();
        let star: Vec<Arc> = (1..nodes).flat_map(|i| [(0, i, i), (i, 0, 1)]).collect();
        for arcs in [ring, path, star, Vec::new()] {
            agrees(nodes, &arcs, &all, &all);
        }
    }
}

#[test]
fn one_skeleton_serves_many_costs_and_the_number_of_threads_does_not_show() {
    let side = 12u32;
    let edges: Vec<(u32, u32)> = (0..side * side)
        .flat_map(|v| {
            let (x, y) = (v % side, v / side);
            let right = (x + 1 < side).then_some((v, v + 1));
            let down = (y + 1 < side).then_some((v, v + side));
            right.into_iter().chain(down)
        })
        .collect();
    let skeleton = Skeleton::new((side * side) as usize, edges.iter().copied());
    let all: Vec<Ends> = (0..side * side).map(at).collect();
    for seed in 1..4u32 {
        let cost = |a: u32, b: u32| (a * 31 + b * 17 + a * b * seed) % 97;
        let arcs: Vec<Arc> = edges.iter().flat_map(|&(a, b)| [(a, b, cost(a, b)), (b, a, cost(b, a))]).collect();
        let hierarchy = skeleton.customised(arcs.iter().copied());
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| hierarchy.table(&all, &all))
        };
        let table = with(1);
        assert!(table == with(3));
        for (i, source) in all.iter().enumerate() {
            assert_eq!(table[i * all.len()..][..all.len()], slow(side * side, &arcs, source));
        }
    }
}
