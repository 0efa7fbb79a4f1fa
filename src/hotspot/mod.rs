//! Incidents → risk on streets → hotspots.
//!
//! Invariants: incidents that police activity itself generates weigh nothing unless asked for; what an officer
//! logs never feeds risk; a missing month is missing and not quiet.

mod backtest;
mod beside;
mod choice;
mod describe;
mod find;
mod flags;
mod forecast;
mod groups;
mod harm;
mod history;
mod identity;
mod measure;
mod notes;
mod outline;
mod pieces;
mod points;
mod rolling;
mod significance;
mod spread;
mod trend;

#[cfg(test)]
mod tests;

pub use backtest::{Backtest, Measured, Row, Table};
pub use choice::{Choice, Gain};
pub use find::{find, find_with};
pub use forecast::Method;
pub use harm::{OwnWeights, OwnWeightsError};
pub use significance::Hexagon;

use crate::domain::hotspot::Hotspot;
use crate::domain::id::SegmentId;
use crate::domain::place::LonLat;
use crate::domain::time::Month;
use crate::street::Network;
use geo_types::LineString;
use serde::Serialize;

/// Which weights turn an incident into harm; see `data/harm.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HarmProfile {
    /// Every incident is 1, police-generated ones 0.
    Count,
    /// Cambridge Crime Harm Index.
    Cchi,
    /// ONS Crime Severity Score.
    Css,
    /// What presence can prevent.
    #[default]
    Patrol,
    /// Weights that the user brings; see [`OwnWeights`].
    Own,
}

impl HarmProfile {
    /// The profiles that ship.
    pub const ALL: [Self; 4] = [Self::Count, Self::Cchi, Self::Css, Self::Patrol];

    /// The word on the command line and in files.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Cchi => "cchi",
            Self::Css => "css",
            Self::Patrol => "patrol",
            Self::Own => "own",
        }
    }
}

impl std::str::FromStr for HarmProfile {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|p| p.slug() == text);
        found.ok_or_else(|| format!("{text:?} is no harm profile; there are count, cchi, css and patrol"))
    }
}

/// What to find.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HotspotOptions {
    /// Months used, counted back from the last; at least 1.
    pub months: u32,
    /// Last month; the newest held if `None`.
    pub until: Option<Month>,
    /// Weights.
    pub harm: HarmProfile,
    /// Bandwidth of forecasts along streets, metres; chosen by cross-validation if `None`.
    pub bandwidth: Option<f64>,
    /// Whether what police activity itself brings to light counts: patrols may then feed on their own records.
    pub police_generated: bool,
    /// Whether to work out what counting it would change.
    pub police_effect: bool,
}

impl Default for HotspotOptions {
    fn default() -> Self {
        Self {
            months: 12,
            until: None,
            harm: HarmProfile::default(),
            bandwidth: None,
            police_generated: false,
            police_effect: false,
        }
    }
}

/// A piece of a street, at most 50 m long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PieceRisk {
    /// Its street.
    pub segment: SegmentId,
    /// Where it begins on it, metres from the `from` end.
    pub from_m: f64,
    /// Where it ends.
    pub to_m: f64,
    /// Expected harm in the month to come: the density's integral over the piece. Scores of all pieces sum to their
    /// weights.
    pub score: f64,
    /// Expected harm of the published places on it, before it is spread.
    pub weight: f64,
}

impl PieceRisk {
    /// Its line: WGS 84, lon/lat. The network is that of the county it was found in.
    #[must_use]
    pub fn line(&self, network: &Network) -> LineString<f64> {
        pieces::part(&network.segment(self.segment).line, self.from_m, self.to_m)
    }
}

/// A place that was a hotspot in one of the last twelve months, and is none any more.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gone {
    /// The name that it had.
    pub id: String,
    /// Its streets.
    pub streets: Vec<String>,
    /// The last month in which it was one.
    pub last: Month,
    /// In how many months it was one.
    pub months_hot: u32,
    /// The middle of its peak.
    pub at: LonLat,
}

/// How many of the heaviest hotspots are so under other weights too.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overlap {
    /// The other profile.
    pub profile: &'static str,
    /// How many.
    pub shared: u32,
    /// Of how many.
    pub of: u32,
}

/// What counting the categories that police activity itself brings to light would change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PoliceEffect {
    /// The profile.
    pub profile: &'static str,
    /// Their share of harm on streets, were they counted, 0 to 1.
    pub harm_share: f64,
    /// Streets of the 20 heaviest hotspots that would be among those of the 20 heaviest still.
    pub streets_kept: u32,
    /// Of how many.
    pub streets: u32,
}

/// The forecast that hotspots rest on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ForecastReport {
    /// The month that is forecast.
    pub month: Month,
    /// Bandwidth along streets, metres.
    pub bandwidth_m: f64,
    /// Bandwidths tried, metres, with the mean log-likelihood a unit of harm of the last twelve months held back; empty if it was
    /// given.
    pub bandwidths: Vec<(f64, f64)>,
    /// What ships, and why.
    #[serde(flatten)]
    pub choice: Choice,
}

/// Hotspots, and the risk of every street.
#[derive(Debug, Clone, Default)]
pub struct HotspotReport {
    /// By the harm that a minute of patrol is expected to prevent, most first.
    pub hotspots: Vec<Hotspot>,
    /// Places that were hotspots within a year and are none any more, the last to go first.
    pub gone: Vec<Gone>,
    /// Expected harm in the month to come on each segment, by segment id (0 where none): spread by the kernel, sums
    /// kept.
    pub risk: Vec<f32>,
    /// The same on every piece of walkable street, exactly.
    pub pieces: Vec<PieceRisk>,
    /// Harm a month at each published place, whether or not a street of the map is near.
    pub places: Vec<(LonLat, f64)>,
    /// The hexagons of the significance test, by cell.
    pub hexagons: Vec<Hexagon>,
    /// First and last month used.
    pub months: Option<(Month, Month)>,
    /// Months in that span that were not published.
    pub missing: Vec<Month>,
    /// Located incidents of those months; how many lie on a street; how many are too far from any.
    pub counts: (u64, u64, u64),
    /// The forecast that they rest on; `None` without incidents.
    pub forecast: Option<ForecastReport>,
    /// How forecasts of the past told the month after.
    pub backtest: Backtest,
    /// Under other weights.
    pub overlaps: Vec<Overlap>,
    /// What police-generated categories would change; empty unless asked for.
    pub police_effect: Vec<PoliceEffect>,
    /// What a reader must know.
    pub notes: Vec<String>,
}
