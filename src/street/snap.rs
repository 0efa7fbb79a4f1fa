//! From any place to the nearest segment, by an R-tree of segment pieces.

use super::network::{Network, Profile};
use crate::domain::id::SegmentId;
use crate::domain::place::LonLat;
use crate::domain::units::Metres;

/// A place on the network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snap {
    /// The segment.
    pub segment: SegmentId,
    /// Metres from the segment's `from` end along its line.
    pub t: f64,
    /// The position on the segment.
    pub at: LonLat,
    /// How far the place asked for is from it.
    pub distance: Metres,
}

/// The R-tree.
#[derive(Debug, Clone, Default)]
pub struct SnapIndex {}

pub(super) fn position(_network: &Network, _segment: SegmentId, _t: f64) -> LonLat {
    unimplemented!()
}

impl Network {
    /// The nearest place on a segment usable under `profile` and connected to the county's main network,
    /// no farther than `limit`.
    #[must_use]
    pub fn snap(&self, _profile: Profile, _at: LonLat, _limit: Metres) -> Option<Snap> {
        unimplemented!()
    }

    /// Segments whose line comes within `radius` of a place, in ascending id order (straight distance).
    #[must_use]
    pub fn segments_near(&self, _at: LonLat, _radius: Metres) -> Vec<SegmentId> {
        unimplemented!()
    }
}
