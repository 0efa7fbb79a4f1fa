//! The best ways between all pairs of places.

use super::graph::{self, Measure};
use super::hierarchy::{Ends, FAR, Hierarchy, Skeleton};
use super::network::{Network, Profile};
use super::path::to_seconds;
use super::search::{Scratch, best_end};
use super::snap::Snap;
use rayon::prelude::*;
use std::sync::OnceLock;

/// A hierarchy is made for what so many searches of the whole network cost: a search settles a junction in about
/// 55 ns, a hierarchy is made in about 900 ns a junction (Newport on foot, 13,360 junctions).
const WORTH_IT: usize = 16;

/// Travel between all pairs of some places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    size: usize,
    seconds: Vec<u32>,
}

impl Matrix {
    /// Seconds from place `i` to place `j`, rounded up; `None` if unreachable (or beyond the limit asked for).
    #[must_use]
    pub fn seconds(&self, i: usize, j: usize) -> Option<u32> {
        Some(self.seconds[i * self.size + j]).filter(|&s| s != FAR)
    }
}

/// Shortest lengths between all pairs of some places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distances {
    size: usize,
    millimetres: Vec<u32>,
}

impl Distances {
    /// Millimetres from place `i` to place `j`; `None` if unreachable.
    #[must_use]
    pub fn millimetres(&self, i: usize, j: usize) -> Option<u32> {
        Some(self.millimetres[i * self.size + j]).filter(|&mm| mm != FAR)
    }

    /// Whole metres from place `i` to place `j`, halves rounded up; `None` if unreachable.
    #[must_use]
    pub fn metres(&self, i: usize, j: usize) -> Option<u32> {
        self.millimetres(i, j).map(|mm| (mm + 500) / 1000)
    }
}

/// The hierarchies of a network, each made when it is first asked for.
#[derive(Debug, Default)]
pub struct Hierarchies {
    skeleton: OnceLock<Skeleton>,
    by_profile: [OnceLock<Hierarchy>; 6],
}

fn number(profile: Profile, measure: Measure) -> usize {
    let profile = match profile {
        Profile::FootDay => 0,
        Profile::FootDark => 1,
        Profile::Drive => 2,
    };
    2 * profile + usize::from(measure == Measure::Length)
}

fn within(limit: Option<u32>) -> u32 {
    limit.map_or(FAR - 1, |l| l.min(FAR - 1))
}

impl Network {
    /// The hierarchy of a profile and measure, made on the first call (about a microsecond for each junction). Tables
    /// make what they need themselves; this is for those who want the time of it apart.
    #[must_use]
    pub fn hierarchy(&self, profile: Profile, measure: Measure) -> &Hierarchy {
        self.hierarchies.by_profile[number(profile, measure)].get_or_init(|| {
            let edges = self.segments.iter().map(|s| (s.from.0, s.to.0));
            let skeleton = self.hierarchies.skeleton.get_or_init(|| Skeleton::new(self.junctions.len(), edges));
            skeleton.customised(self.graph.of(profile).costs(measure))
        })
    }

    /// Quickest times between all pairs of places; ways longer than `limit` seconds count as none, if it is given.
    /// The answer does not depend on the number of threads.
    #[must_use]
    pub fn matrix(&self, profile: Profile, places: &[Snap], limit: Option<u32>) -> Matrix {
        let mut seconds = self.table(profile, Measure::Time, places, limit.map(|s| s.saturating_mul(100)));
        for cell in &mut seconds {
            let whole = if *cell < FAR { to_seconds(*cell) } else { FAR };
            *cell = if limit.is_some_and(|l| whole > l) { FAR } else { whole };
        }
        Matrix { size: places.len(), seconds }
    }

    /// Shortest lengths between all pairs of places. The answer does not depend on the number of threads.
    #[must_use]
    pub fn distances(&self, profile: Profile, places: &[Snap]) -> Distances {
        Distances { size: places.len(), millimetres: self.table(profile, Measure::Length, places, None) }
    }

    /// Best costs, row by row, by whichever method is the quicker; beyond the limit they may be left out.
    fn table(&self, profile: Profile, measure: Measure, places: &[Snap], limit: Option<u32>) -> Vec<u32> {
        let made = self.hierarchies.by_profile[number(profile, measure)].get().is_some();
        if !made && self.searches_cost_less(profile, measure, places, limit) {
            return self.table_by_search(profile, measure, places, limit);
        }
        let ends = |inwards| -> Vec<Ends> {
            places.iter().map(|s| graph::ends(self, profile, measure, *s, inwards)).collect()
        };
        let mut table = self.hierarchy(profile, measure).table(&ends(false), &ends(true));
        // Between places of one segment the way may not leave it.
        let mut by_segment: Vec<usize> = (0..places.len()).collect();
        by_segment.sort_by_key(|i| (places[*i].segment, *i));
        for together in by_segment.chunk_by(|a, b| places[*a].segment == places[*b].segment) {
            for &i in together {
                for &j in together {
                    if let Some(cost) = graph::direct(self, profile, measure, places[i], places[j]) {
                        let cell = &mut table[i * places.len() + j];
                        *cell = cost.min(*cell);
                    }
                }
            }
        }
        table
    }

    /// Whether plain searches from all places cost less than making a hierarchy, taking the first search for all: few
    /// places, or near ones in a large county. The answer is the same either way.
    fn searches_cost_less(&self, profile: Profile, measure: Measure, places: &[Snap], limit: Option<u32>) -> bool {
        let Some(&first) = places.first() else { return true };
        let mut scratch = Scratch::default();
        self.search(profile, measure, first, Some(places), within(limit), &mut scratch);
        places.len().saturating_mul(scratch.settled) < WORTH_IT * self.junctions.len()
    }

    /// Best costs, row by row, by a plain search from each place: for few places, and the slow twin in tests.
    pub(super) fn table_by_search(
        &self,
        profile: Profile,
        measure: Measure,
        places: &[Snap],
        limit: Option<u32>,
    ) -> Vec<u32> {
        let rows: Vec<Vec<u32>> = places
            .par_iter()
            .map_init(Scratch::default, |scratch, &from| {
                self.search(profile, measure, from, Some(places), within(limit), scratch);
                let cell = |&to: &Snap| {
                    let around = best_end(self, profile, measure, scratch, to).map_or(FAR, |e| e.0);
                    graph::direct(self, profile, measure, from, to).map_or(around, |along| along.min(around))
                };
                places.iter().map(cell).collect()
            })
            .collect();
        rows.concat()
    }
}

#[cfg(test)]
mod tests;
