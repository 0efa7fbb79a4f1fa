//! Many-to-many tables: a customisable contraction hierarchy, swept sixteen sources at once. It knows numbers only.
//!
//! 1. [`Skeleton`] (`order.rs`): the order in which junctions are taken out, and the links that this makes. One for
//!    all profiles. Dead ends and the bends of chains go first and cost nothing later.
//! 2. [`Skeleton::customised`] (`customise.rs`): costs for the links of one profile and measure, exact whole numbers,
//!    and only links that lie on a best way (Dibbelt, Strasser and Wagner 2016, *Customizable Contraction
//!    Hierarchies*: basic, then perfect customisation; no witness is ever searched for).
//! 3. [`Hierarchy::table`] (`sweep.rs`): RPHAST (Delling, Goldberg and Werneck 2011). What leads down to the targets
//!    is picked once; then for sixteen sources at a time, the way up, and one sweep down over flat arrays. An arc is
//!    an addition and a minimum on sixteen lanes, which the compiler turns into vector instructions.
//!
//! # What was measured, and why this won
//!
//! Newport on foot (13,360 junctions, 16,647 segments), a square table of 200 / 1,000 / 2,000 random places, one
//! thread, processor seconds, best of 5, two cores shared with other work:
//!
//! | method | made in | 200 | 1,000 | 2,000 |
//! |---|---:|---:|---:|---:|
//! | **this** (order 0.004 s, costs 0.003 s) | **0.007** | **0.0008** | **0.006** | **0.015** |
//! | the same, 8 lanes | 0.011 | 0.0008 | 0.006 | 0.017 |
//! | the same, 32 lanes | 0.011 | 0.0010 | 0.007 | 0.018 |
//! | the same without perfect customisation (72,632 arcs, not 63,538) | 0.011 | 0.0009 | 0.007 | 0.017 |
//! | the same with AVX2 instructions (a build for newer processors only) | 0.012 | 0.0006 | 0.003 | 0.009 |
//! | plain Dijkstra from each place on the same graph | 0 | 0.14 | 0.75 | 1.5 |
//! | a peer: RoutingKit's customisable hierarchy (that is, its own table of the same town) | 0.28 | 0.007 | 0.10 | 0.40 |
//!
//! Preparing takes what sixteen plain searches take, so a hierarchy wins for nearly every table (for few places, and near
//! ones in a large county, searches are kept: `matrix.rs`), and there is no need of one that is quicker to ask but slower
//! to make. Planning twenty officers' day there took 2.6 s of processor in all, 3.5 s before, with the same bytes.
//! Depth-first ranks and ties by level changed nothing that can be measured at this size.
//!
//! # Growth
//!
//! Made-up counties of 4,399, 48,617 and 146,486 segments (processor seconds, machine shared with a dozen other programs):
//!
//! | | | | | exponent |
//! |---|---:|---:|---:|---:|
//! | order with a heap and a piece of memory for each list | 0.0021 | 0.046 | 0.212 | 1.31 |
//! | **order with a queue by degree and one pool** (`lists.rs`) | 0.0009 | 0.013 | 0.048 | 1.14 |
//! | costs of a profile | 0.0005 | 0.0085 | 0.027 | 1.12 |
//!
//! Links are 2.4, 2.6 and 2.6 a segment either way: the work grows as the county does, and what was above it was the heap
//! (a third of the time) and neighbours far apart in memory. Numbering junctions anew so that neighbours are close, breadth
//! or depth first, won nothing more. On a full grid, which has no weak places to cut and so is the worst case (real
//! networks of streets are far kinder), 90,000 junctions took 6.5 s before and 4.3 s now.

mod customise;
mod lists;
mod order;
mod sweep;

#[cfg(test)]
mod tests;

pub use order::Skeleton;
pub use sweep::Ends;

/// The cost of no way: half of what the type holds, so that two costs can be added without care.
pub const FAR: u32 = u32::MAX / 2;

/// Arcs of nodes by rank: to which higher rank, at what cost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Arcs {
    first: Vec<u32>,
    arcs: Vec<(u32, u32)>,
}

impl Arcs {
    fn of(&self, rank: u32) -> &[(u32, u32)] {
        &self.arcs[self.first[rank as usize] as usize..self.first[rank as usize + 1] as usize]
    }
}

/// A hierarchy with costs: arcs from each node to higher ones (`up`), and from higher ones to it (`down`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hierarchy {
    rank: Vec<u32>,
    up: Arcs,
    down: Arcs,
}

impl Hierarchy {
    /// Arcs up and down that a best way may need.
    #[must_use]
    pub fn arcs(&self) -> usize {
        self.up.arcs.len() + self.down.arcs.len()
    }
}
