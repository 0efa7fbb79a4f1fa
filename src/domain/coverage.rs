//! Who is covered, by whom, how recently.

use super::code::AreaKey;
use super::id::SegmentId;
use geo_types::Polygon;
use serde::{Deserialize, Serialize};

/// Why no recorded patrol reached some streets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UncoveredReason {
    /// No scheme or officer has a post there.
    NoPost,
    /// A post exists and nobody holds it.
    Vacant,
    /// The officer was taken off the beat.
    Abstracted,
    /// Officers of the area were drawn to other places.
    DrawnElsewhere,
    /// Farther from a base than a walk or an allowed ride.
    OutOfReach,
    /// Streets that were closed or unlit in the hours worked.
    ClosedByTime,
    /// Officer-days without visit or track: unknown, not unseen.
    NotRecorded,
}

impl UncoveredReason {
    /// The value in files and layers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoPost => "no_post",
            Self::Vacant => "vacant",
            Self::Abstracted => "abstracted",
            Self::DrawnElsewhere => "drawn_elsewhere",
            Self::OutOfReach => "out_of_reach",
            Self::ClosedByTime => "closed_by_time",
            Self::NotRecorded => "not_recorded",
        }
    }

    /// Plain words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoPost => "no post covers it",
            Self::Vacant => "its post is vacant",
            Self::Abstracted => "its officer was off the beat",
            Self::DrawnElsewhere => "its officers were drawn elsewhere",
            Self::OutOfReach => "out of reach on foot and no car",
            Self::ClosedByTime => "closed or unlit in the hours worked",
            Self::NotRecorded => "patrols there left no record",
        }
    }
}

/// A cluster of connected streets with no recorded patrol in the period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UncoveredArea {
    /// `unc-` and the OSM way of its longest street.
    pub id: String,
    /// Settlement or ward that names it for people.
    pub name: String,
    /// Length of its streets, metres.
    pub length_m: f64,
    /// Residents on its streets.
    pub residents: u32,
    /// Residents-weighted days since the last recorded patrol; never seen counts as the days of records held
    /// before the day in question.
    pub days_unseen: u32,
    /// True if there is no record of any patrol at all.
    pub never: bool,
    /// Why.
    pub reason: UncoveredReason,
    /// Its ward, if in one.
    #[serde(skip)]
    pub ward: Option<AreaKey>,
    /// Its streets.
    #[serde(skip)]
    pub segments: Vec<SegmentId>,
    /// Outline: WGS 84, lon/lat.
    #[serde(skip)]
    pub geom: Polygon<f64>,
}
