//! Incidents → risk on streets → hotspots.
//!
//! Invariants: incidents that police activity itself generates weigh nothing unless asked for; what an officer
//! logs never feeds risk; a missing month is missing and not quiet.

use crate::county::County;
use crate::domain::hotspot::Hotspot;
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

/// What to find.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HotspotOptions {
    /// Months used, counted back from the last.
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
    /// First and last month used.
    pub months: Option<(Month, Month)>,
    /// Months in that span that were not published.
    pub missing: Vec<Month>,
    /// Located incidents of those months; how many lie on a street; how many are too far from any.
    pub counts: (u64, u64, u64),
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// Finds hotspots. Deterministic; parallel over places.
#[must_use]
pub fn find(_county: &County, _options: HotspotOptions) -> HotspotReport {
    unimplemented!()
}
