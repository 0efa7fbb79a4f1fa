//! One search at a time: Dijkstra from a place, on one profile's graph.

use super::graph::{self, Graph, Measure};
use super::hierarchy::FAR;
use super::network::{Network, Profile};
use super::snap::Snap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Where a search came from at the junctions where it began.
pub(super) const START: u32 = u32::MAX;

/// Scratch memory of one search, cleared in constant time by its stamp.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    stamp: u32,
    seen: Vec<u32>,
    cost: Vec<u32>,
    came_by: Vec<u32>,
    came_from: Vec<u32>,
    heap: BinaryHeap<Reverse<(u32, u32)>>,
    /// Junctions settled by the last search.
    pub(super) settled: usize,
}

impl Scratch {
    fn begin(&mut self, junctions: usize) {
        if self.seen.len() < junctions {
            self.seen.resize(junctions, 0);
            self.cost.resize(junctions, FAR);
            self.came_by.resize(junctions, 0);
            self.came_from.resize(junctions, START);
        }
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.seen.fill(0);
            self.stamp = 1;
        }
        self.heap.clear();
        self.settled = 0;
    }

    /// What the search found a junction to cost, [`FAR`] if it did not come there.
    pub(super) fn cost_to(&self, junction: u32) -> u32 {
        if self.seen[junction as usize] == self.stamp { self.cost[junction as usize] } else { FAR }
    }

    /// By which segment and from which junction the search came to one that it reached; `None` where it began.
    pub(super) fn came(&self, junction: u32) -> Option<(u32, u32)> {
        let from = self.came_from[junction as usize];
        (from != START).then(|| (self.came_by[junction as usize], from))
    }

    fn offer(&mut self, junction: u32, cost: u32, by: u32, from: u32) {
        if cost < self.cost_to(junction) {
            let j = junction as usize;
            self.seen[j] = self.stamp;
            self.cost[j] = cost;
            self.came_by[j] = by;
            self.came_from[j] = from;
            self.heap.push(Reverse((cost, junction)));
        }
    }

    /// Settles junctions in order of cost until `done` says so or the limit is passed.
    fn run(&mut self, graph: &Graph, measure: Measure, limit: u32, mut done: impl FnMut(u32) -> bool) {
        while let Some(Reverse((cost, junction))) = self.heap.pop() {
            if cost > self.cost_to(junction) {
                continue;
            }
            if cost > limit || done(junction) {
                break;
            }
            self.settled += 1;
            for arc in graph.out(junction) {
                self.offer(arc.to, graph::plus(cost, arc.cost(measure)), arc.segment, junction);
            }
        }
    }
}

impl Network {
    /// Searches from a place until all of `to` are reached (all there is, if `to` is `None`), no farther than `limit`.
    pub(super) fn search(
        &self,
        profile: Profile,
        measure: Measure,
        from: Snap,
        to: Option<&[Snap]>,
        limit: u32,
        scratch: &mut Scratch,
    ) {
        scratch.begin(self.junctions.len());
        for (junction, cost) in graph::ends(self, profile, measure, from, false).into_iter().flatten() {
            scratch.offer(junction, cost, 0, START);
        }
        let ends = |t: &Snap| graph::ends(self, profile, measure, *t, true);
        let mut wanted: Vec<u32> =
            to.unwrap_or_default().iter().flat_map(ends).flatten().map(|(junction, _)| junction).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut left = wanted.len();
        // `done` is asked as a junction is settled, before its arcs are followed: ending at the last wanted one is safe.
        scratch.run(self.graph.of(profile), measure, limit, |junction| {
            if wanted.binary_search(&junction).is_ok() {
                left -= 1;
            }
            left == 0 && to.is_some()
        });
    }
}

/// The best way found by a search to a place: cost, and the junction by which it comes.
pub(super) fn best_end(
    network: &Network,
    profile: Profile,
    measure: Measure,
    scratch: &Scratch,
    to: Snap,
) -> Option<(u32, u32)> {
    let ends = graph::ends(network, profile, measure, to, true).into_iter().flatten();
    ends.map(|(junction, cost)| (graph::plus(scratch.cost_to(junction), cost), junction)).filter(|e| e.0 < FAR).min()
}
