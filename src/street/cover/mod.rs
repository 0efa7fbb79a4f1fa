//! A walk that covers given streets, from one place to another: the rural postman's problem.
//!
//! Each street is walked once from end to end, in some order and some direction, with shortest ways between; whatever is
//! passed on these ways is walked again when its turn comes, which costs nothing if its turn is then. So the best order
//! and directions of all streets give the best walk (`order.rs`): up to [`EXACT`] streets found by dynamic programming
//! over sets, beyond that by cheapest insertion and local search. No matching of odd corners is made: an order in which
//! the search is at rest has it inside.

mod order;

use super::graph::Measure;
use super::network::{Network, Profile};
use super::path::{Leg, Stretch};
use super::snap::Snap;
use crate::domain::id::SegmentId;
use crate::domain::units::Metres;
use order::{Case, Visit};

/// Up to so many streets the answer is the best there is.
const EXACT: usize = 12;
/// More streets than this are not ordered as one walk.
const MOST: usize = 1000;

/// A walk along all of some streets.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverWalk {
    /// The walk, at the pace of a way between stops.
    pub leg: Leg,
    /// Length of the streets covered, each once.
    pub covered: Metres,
    /// Streets that cannot be walked or reached under the profile.
    pub left: Vec<SegmentId>,
    /// Whether it is proven that no walk is shorter.
    pub proven: bool,
}

impl Network {
    /// A short walk from a place to another along all of `segments`, each from end to end. `None` if no way leads
    /// from the first to the second place, or there are more than 1,000 streets.
    #[must_use]
    pub fn covering_walk(&self, profile: Profile, from: Snap, to: Snap, segments: &[SegmentId]) -> Option<CoverWalk> {
        let mut wanted: Vec<SegmentId> = segments.iter().copied().filter(|s| s.ix() < self.segments.len()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let usable = |s: &SegmentId| {
            let s = self.segment(*s);
            match profile {
                Profile::FootDay => s.foot,
                Profile::FootDark => s.foot && s.foot_dark,
                Profile::Drive => false,
            }
        };
        let (mut wanted, mut left): (Vec<SegmentId>, Vec<SegmentId>) = wanted.into_iter().partition(usable);
        if wanted.len() > MOST || profile == Profile::Drive {
            return None;
        }
        let end =
            |segment: SegmentId, t: f64| Snap { segment, t, at: self.position(segment, t), distance: Metres::ZERO };
        let ends = |s: SegmentId| [end(s, 0.0), end(s, self.segment(s).length.get())];
        let reached = {
            let places: Vec<Snap> = wanted.iter().map(|s| end(*s, 0.0)).chain([from, to]).collect();
            let n = places.len();
            // From the start to each, and so, on foot, back.
            let row = self.distances(profile, &places);
            row.millimetres(n - 2, n - 1)?;
            (0..n - 2).map(|i| row.millimetres(n - 2, i).is_some()).collect::<Vec<_>>()
        };
        let mut keep = reached.iter();
        wanted.retain(|s| {
            let stays = keep.next().copied().unwrap_or(false);
            if !stays {
                left.push(*s);
            }
            stays
        });
        left.sort_unstable();
        let places: Vec<Snap> = wanted.iter().flat_map(|s| ends(*s)).chain([from, to]).collect();
        let table = self.distances(profile, &places);
        let size = places.len();
        let far = |i: usize, j: usize| u64::from(table.millimetres(i, j).unwrap_or(u32::MAX));
        let case = Case { streets: wanted.len(), far: (0..size * size).map(|k| far(k / size, k % size)).collect() };
        let (visits, proven) = if wanted.len() <= EXACT { (case.exact(), true) } else { (case.search(), false) };
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut at = from;
        for Visit { street, forwards } in visits {
            let id = *wanted.get(street)?;
            let length = self.segment(id).length.get();
            let part = if forwards { [0.0, length] } else { [length, 0.0] };
            stretches.extend(self.between(profile, at, end(id, part[0]))?);
            stretches.push(Stretch { segment: id, part, forwards, whole: true });
            at = end(id, part[1]);
        }
        stretches.extend(self.between(profile, at, to)?);
        let covered = wanted.iter().map(|s| self.segment(*s).length).sum();
        Some(CoverWalk { leg: self.leg(profile, &stretches), covered, left, proven })
    }

    /// The shortest way without the stretches of no length that begin and end it at a junction.
    fn between(&self, profile: Profile, from: Snap, to: Snap) -> Option<Vec<Stretch>> {
        let mut stretches = self.best_stretches(profile, Measure::Length, from, to)?;
        stretches.retain(|s| (s.part[0] - s.part[1]).abs() > 1e-9);
        Some(stretches)
    }
}

#[cfg(test)]
mod tests;
