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
    /// A hotspot within the last year, and none any more.
    Gone,
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
            Self::Gone => "gone",
        }
    }
}

/// Connected streets of high harm, small enough to patrol in 10 to 15 minutes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hotspot {
    /// Stable from run to run and from month to month while it is the same place: `hs-` and the OSM way of the street
    /// that was its peak when it first was a hotspot.
    pub id: String,
    /// 1 is where a minute of patrol is expected to prevent most harm.
    pub rank: u32,
    /// Harm expected in the month to come on its streets, in the units of the harm profile: of its own incidents, and
    /// of those along the streets around it, whose places are published roughly.
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
    /// What is known of it beside.
    #[serde(flatten)]
    pub measures: Measures,
}

/// How surely a hotspot is one, for how long, and what a minute there is worth.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Measures {
    /// Lower end of the score's 95 % interval: chance in the number and kind of incidents, as recorded.
    pub score_low: f64,
    /// Upper end.
    pub score_high: f64,
    /// Minutes of one visit: its streets walked there and back at 3.5 km/h, at least 12.
    pub visit_min: f64,
    /// Harm that a minute of patrol is expected to prevent, one visit a day, in units of the profile.
    pub prevented_per_minute: f64,
    /// Lower end, from that of the score.
    pub prevented_low: f64,
    /// Upper end.
    pub prevented_high: f64,
    /// Months used in which there was an incident.
    pub months_active: u32,
    /// Of the last twelve months, those in which it was a hotspot, this one included.
    pub months_hot: u32,
    /// Since which month it has been one without a break, `YYYY-MM`; as far back as months were looked at.
    pub since: String,
}
