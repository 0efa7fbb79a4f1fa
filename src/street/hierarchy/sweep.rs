//! Many-to-many by sweeps: sixteen sources at once, up from each source, then once down over what leads to targets.

use super::{Arcs, FAR, Hierarchy};
use rayon::prelude::*;

/// Sources that share a sweep: sixteen costs fill a cache line.
const LANES: usize = 16;

type Row = [u32; LANES];

const NOWHERE: Row = [FAR; LANES];

/// Where a place joins the graph: at most two nodes, each with the cost between it and the place.
pub type Ends = [Option<(u32, u32)>; 2];

/// The part of a hierarchy that leads down to some targets, from the top to the bottom.
struct Downwards {
    /// Ranks, from high to low.
    ranks: Vec<u32>,
    /// The place in `ranks` of each rank that is in it.
    place: Vec<u32>,
    /// Arcs to higher places, for each place.
    arcs: Arcs,
}

const NOT_IN: u32 = u32::MAX;

/// All that can be reached from some ranks along arcs, ascending, and noted in `place`: its position in that list.
fn closure(arcs: &Arcs, from: impl Iterator<Item = u32>, place: &mut [u32], found: &mut Vec<u32>) {
    found.clear();
    let mut find = |rank: u32, found: &mut Vec<u32>| {
        if std::mem::replace(&mut place[rank as usize], 0) == NOT_IN {
            found.push(rank);
        }
    };
    from.for_each(|rank| find(rank, found));
    let mut next = 0;
    while let Some(&rank) = found.get(next) {
        next += 1;
        arcs.of(rank).iter().for_each(|&(upper, _)| find(upper, found));
    }
    found.sort_unstable();
    for (i, rank) in found.iter().enumerate() {
        place[*rank as usize] = i as u32;
    }
}

impl Downwards {
    fn new(hierarchy: &Hierarchy, targets: &[Ends]) -> Self {
        let mut place = vec![NOT_IN; hierarchy.rank.len()];
        let mut ranks = Vec::new();
        let ends = targets.iter().flatten().flatten().map(|(node, _)| hierarchy.rank[*node as usize]);
        closure(&hierarchy.down, ends, &mut place, &mut ranks);
        ranks.reverse();
        let mut arcs = Arcs { first: vec![0], arcs: Vec::new() };
        for (i, &rank) in ranks.iter().enumerate() {
            place[rank as usize] = i as u32;
            arcs.arcs.extend(hierarchy.down.of(rank).iter().map(|&(upper, cost)| (place[upper as usize], cost)));
            arcs.first.push(arcs.arcs.len() as u32);
        }
        Self { ranks, place, arcs }
    }
}

/// `to` becomes the lesser of itself and `from + cost`, lane by lane.
#[inline]
fn relax(to: &mut Row, from: &Row, cost: u32) {
    for (t, f) in to.iter_mut().zip(from) {
        // Both are at most FAR, which is half of what the type holds.
        *t = (*t).min(f + cost);
    }
}

/// Memory of one worker, used again for each sweep.
struct Scratch {
    /// Ranks above the sources, ascending; the place of each in that list, [`NOT_IN`] of all between sweeps; costs.
    above: Vec<u32>,
    place: Vec<u32>,
    up: Vec<Row>,
    /// Costs on the way down, by place in [`Downwards`].
    down: Vec<Row>,
}

impl Scratch {
    fn new(nodes: usize, places: usize) -> Self {
        Self { above: Vec::new(), place: vec![NOT_IN; nodes], up: Vec::new(), down: vec![NOWHERE; places] }
    }

    /// Costs from the sources to all that lies above them, and of that to what leads down to targets.
    fn climb(&mut self, hierarchy: &Hierarchy, downwards: &Downwards, sources: &[Ends]) {
        let rank = |node: u32| hierarchy.rank[node as usize];
        let starts = sources.iter().flatten().flatten().map(|(node, _)| rank(*node));
        closure(&hierarchy.up, starts, &mut self.place, &mut self.above);
        self.up.clear();
        self.up.resize(self.above.len(), NOWHERE);
        for (lane, ends) in sources.iter().enumerate() {
            for &(node, cost) in ends.iter().flatten() {
                let slot = &mut self.up[self.place[rank(node) as usize] as usize][lane];
                *slot = cost.min(*slot);
            }
        }
        self.down.fill(NOWHERE);
        for (i, &r) in self.above.iter().enumerate() {
            let row = self.up[i];
            for &(upper, cost) in hierarchy.up.of(r) {
                relax(&mut self.up[self.place[upper as usize] as usize], &row, cost);
            }
            if let Some(slot) = self.down.get_mut(downwards.place[r as usize] as usize) {
                *slot = row;
            }
        }
        for &r in &self.above {
            self.place[r as usize] = NOT_IN;
        }
    }

    /// Costs from the sources to every place of `downwards`.
    fn sweep(&mut self, hierarchy: &Hierarchy, downwards: &Downwards, sources: &[Ends]) {
        self.climb(hierarchy, downwards, sources);
        for place in 0..downwards.ranks.len() {
            let (above, rest) = self.down.split_at_mut(place);
            let Some(row) = rest.first_mut() else { break };
            let mut best = *row;
            for &(upper, cost) in downwards.arcs.of(place as u32) {
                relax(&mut best, &above[upper as usize], cost);
            }
            *row = best;
        }
    }

    /// Writes the costs to each target into the sources' rows of a table.
    fn write(&self, targets: &[[(u32, u32); 2]], table: &mut [u32]) {
        let columns = targets.len();
        for (column, ends) in targets.iter().enumerate() {
            let mut best = NOWHERE;
            for &(place, cost) in ends {
                if let Some(row) = self.down.get(place as usize) {
                    relax(&mut best, row, cost);
                }
            }
            for (lane, cost) in best.into_iter().enumerate() {
                if let Some(cell) = table.get_mut(lane * columns + column) {
                    *cell = cost.min(FAR);
                }
            }
        }
    }
}

impl Hierarchy {
    /// What the best way from each source to each target costs, row by row; [`FAR`] where there is none. Sweeps
    /// run on rayon's workers; the answer does not depend on how many there are.
    ///
    /// # Panics
    /// When an end is no node of the graph.
    #[must_use]
    pub(crate) fn table(&self, sources: &[Ends], targets: &[Ends]) -> Vec<u32> {
        let mut table = vec![FAR; sources.len() * targets.len()];
        if table.is_empty() {
            return table;
        }
        let downwards = Downwards::new(self, targets);
        let ends: Vec<[(u32, u32); 2]> = targets
            .iter()
            .map(|t| {
                t.map(|end| {
                    end.map_or((NOT_IN, FAR), |(node, cost)| {
                        (downwards.place[self.rank[node as usize] as usize], cost.min(FAR))
                    })
                })
            })
            .collect();
        table.par_chunks_mut(LANES * targets.len()).zip(sources.par_chunks(LANES)).for_each_init(
            || Scratch::new(self.rank.len(), downwards.ranks.len()),
            |scratch, (rows, sources)| {
                scratch.sweep(self, &downwards, sources);
                scratch.write(&ends, rows);
            },
        );
        table
    }
}
