//! Walks along given streets: a hotspot's loop, a beat through streets not seen lately.

use super::network::{Network, Profile};
use super::snap::Snap;
use crate::domain::id::SegmentId;
use crate::domain::units::{Metres, Seconds};
use geo_types::LineString;

/// A walk along streets at patrol pace (3.5 km/h).
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// Where it begins.
    pub start: Snap,
    /// Where it ends; equal to `start` for a loop.
    pub end: Snap,
    /// How long it takes at patrol pace, rounded up.
    pub time: Seconds,
    /// How far.
    pub length: Metres,
    /// Its line from start to end.
    pub line: LineString<f64>,
    /// Streets walked at least once, ascending.
    pub segments: Vec<SegmentId>,
}

impl Network {
    /// A closed walk that covers as much of `segments` (weightiest first in the list) as `budget` of time allows
    /// at patrol pace, starting and ending at the same place on the first of them. `None` if none may be walked.
    #[must_use]
    pub fn loop_walk(&self, _profile: Profile, _segments: &[SegmentId], _budget: Seconds) -> Option<Walk> {
        unimplemented!()
    }

    /// A walk from one end to another that covers as much of `segments` as `budget` allows, repeating little.
    #[must_use]
    pub fn cover_walk(&self, _profile: Profile, _segments: &[SegmentId], _budget: Seconds) -> Option<Walk> {
        unimplemented!()
    }
}
