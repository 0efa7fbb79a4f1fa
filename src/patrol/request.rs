//! What is asked for, and why it cannot be had.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A plan to make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanRequest {
    /// The date to which its shifts belong.
    pub date: Date,
    /// Officers on duty when there is no roster, or to plan without it.
    pub officers: Option<u32>,
    /// Iterations of the search for up to four officers, with more officers more in proportion.
    pub iterations: u64,
    /// Stop the search earlier after so many seconds.
    pub seconds: Option<f64>,
    /// Seed.
    pub seed: u64,
}

impl PlanRequest {
    /// The usual request for a date: 5,000 iterations, seed 1, the roster as it is.
    #[must_use]
    pub const fn new(date: Date) -> Self {
        Self { date, officers: None, iterations: 5000, seconds: None, seed: 1 }
    }

    /// Whether it can be planned at all.
    ///
    /// # Errors
    /// When the seconds are no duration of at most a day.
    pub fn check(&self) -> Result<(), PlanError> {
        match self.seconds {
            Some(s) if !s.is_finite() || s <= 0.0 || s > 86_400.0 => Err(PlanError::BadSeconds(s.to_string())),
            _ => Ok(()),
        }
    }
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Nothing to walk on.
    #[error("the county has no streets to walk on; import a map first: footbeat import --county C --osm FILE")]
    NoStreets,
    /// Nobody to plan for.
    #[error("nobody is on duty on {0}: import officers or shifts, or ask for officers with --officers N")]
    NobodyOnDuty(Date),
    /// No officer starts within reach of a street.
    #[error(
        "no base of the officers on duty on {0} lies within 500 m of a walkable street; check lon and lat of bases"
    )]
    NoBase(Date),
    /// A horizon that runs out of dates.
    #[error("{0} and {1} days is no date")]
    NoDate(Date, u32),
    /// Seconds that are no duration.
    #[error("{0} is no number of seconds to search; give a number above 0 and at most 86400, a day")]
    BadSeconds(String),
}
