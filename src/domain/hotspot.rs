//! Hotspots: streets where harm concentrates.

use super::id::SegmentId;
use super::incident::Category;
use geo_types::Polygon;
use serde::{Deserialize, Serialize};

/// Whether harm there is rising or falling, by the Mann–Kendall test on its months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// Nearly nothing until the last months.
    New,
    /// Rising.
    Growing,
    /// Neither rising nor falling that the data can tell.
    Steady,
    /// Falling.
    Fading,
}

impl Trend {
    /// The value in files and layers, which is also the plain word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Growing => "growing",
            Self::Steady => "steady",
            Self::Fading => "fading",
        }
    }
}

/// Connected streets of high harm, small enough to patrol in 10 to 15 minutes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hotspot {
    /// Stable from run to run on the same data: `hs-` and the OSM way of its heaviest street.
    pub id: String,
    /// 1 is the heaviest.
    pub rank: u32,
    /// Expected harm a month on its streets, in the units of the harm profile: of its own incidents, and of those
    /// within 200 m along the streets around it, whose places are published roughly.
    pub score: f64,
    /// Share of the county's located harm, 0 to 1.
    pub harm_share: f64,
    /// Direction of its months.
    pub trend: Trend,
    /// Incidents on its streets and right beside them (within 32 m of their middle line) in the months used.
    pub incidents: u32,
    /// Length of its streets, metres.
    pub length_m: f64,
    /// Its streets, heaviest first.
    pub segments: Vec<SegmentId>,
    /// Names of its streets, heaviest first, without repeats; empty names left out.
    pub streets: Vec<String>,
    /// Incidents by category, most first.
    pub mix: Vec<(Category, u32)>,
    /// First and last month used, `YYYY-MM`.
    pub months: (String, String),
    /// Flags for a person to decide about: `hospital`, `prison`, `police_station` nearby.
    pub flags: Vec<String>,
    /// Relative weight of each hour of the week, Monday 00:00 first; mean 1. A documented prior when times
    /// are not published.
    #[serde(skip)]
    pub hours: Vec<f32>,
    /// Outline: WGS 84, lon/lat.
    #[serde(skip)]
    pub geom: Polygon<f64>,
}
