//! Shortest paths and many-to-many tables on the flat arrays.

use super::network::{Network, Profile};
use super::snap::Snap;
use crate::domain::id::{JunctionId, SegmentId};
use crate::domain::units::{Metres, Seconds};
use geo_types::LineString;

/// One adjacency per profile.
#[derive(Debug, Clone, Default)]
pub struct Graphs {}

impl Graphs {
    /// Segments usable under a profile that meet at a junction.
    pub fn at(&self, _profile: Profile, _junction: JunctionId) -> impl Iterator<Item = SegmentId> + '_ {
        std::iter::empty()
    }
}

/// A way from one place to another along the network.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// How long it takes, rounded up.
    pub time: Seconds,
    /// How far.
    pub length: Metres,
    /// The line, from the first snapped position to the last; at least two positions unless both are the same.
    pub line: LineString<f64>,
    /// The segments used, in order.
    pub segments: Vec<SegmentId>,
}

/// Travel between all pairs of some places.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    size: usize,
    seconds: Vec<u32>,
    metres: Vec<f32>,
}

impl Matrix {
    /// Seconds from place `i` to place `j`, rounded up; `None` if unreachable (or beyond the limit asked for).
    #[must_use]
    pub fn seconds(&self, i: usize, j: usize) -> Option<u32> {
        Some(self.seconds[i * self.size + j]).filter(|&s| s != u32::MAX)
    }

    /// Metres of that way; `None` if unreachable.
    #[must_use]
    pub fn metres(&self, i: usize, j: usize) -> Option<f32> {
        self.seconds(i, j).map(|_| self.metres[i * self.size + j])
    }
}

impl Network {
    /// The quickest way between two snapped places, `None` if there is none under this profile.
    #[must_use]
    pub fn route(&self, _profile: Profile, _from: Snap, _to: Snap) -> Option<Leg> {
        unimplemented!()
    }

    /// Quickest times between all pairs of places, each source on a rayon worker; the answer does not depend on
    /// the number of threads. Searches stop at `limit` seconds if given.
    #[must_use]
    pub fn matrix(&self, _profile: Profile, _places: &[Snap], _limit: Option<u32>) -> Matrix {
        unimplemented!()
    }
}
