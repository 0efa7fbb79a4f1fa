//! Incidents → risk on streets → hotspots.
//!
//! Invariants: incidents that police activity itself generates weigh nothing unless asked for; what an officer
//! logs never feeds risk; a missing month is missing and not quiet.

mod backtest;
mod beside;
mod find;
mod grow;
mod harm;
mod outline;
mod points;
mod significance;
mod spread;
mod trend;

#[cfg(test)]
mod tests;

pub use backtest::{Backtest, MonthTest, backtest};
pub use find::find;
pub use significance::Hexagon;

use crate::domain::hotspot::Hotspot;
use crate::domain::place::LonLat;
use crate::domain::time::Month;

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
}

impl HarmProfile {
    /// Every profile.
    pub const ALL: [Self; 4] = [Self::Count, Self::Cchi, Self::Css, Self::Patrol];

    /// The word on the command line and in files.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Cchi => "cchi",
            Self::Css => "css",
            Self::Patrol => "patrol",
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
}

impl Default for HotspotOptions {
    fn default() -> Self {
        Self { months: 12, until: None, harm: HarmProfile::default() }
    }
}

/// Hotspots, and the risk of every street.
#[derive(Debug, Clone, Default)]
pub struct HotspotReport {
    /// Heaviest first.
    pub hotspots: Vec<Hotspot>,
    /// Harm a month on each segment, by segment id (0 where none): spread by the kernel, sums kept.
    pub risk: Vec<f32>,
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
    /// What a reader must know.
    pub notes: Vec<String>,
}
