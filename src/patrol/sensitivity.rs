//! How the plan moves when a constant of `data/rewards.csv` is halved or doubled: for the planner who doubts one.
//! One plan a constant and factor, so on request only.

use super::rewards::Rewards;
use super::{Picture, PlanError, PlanRequest, plan_from};
use crate::county::County;
use crate::domain::plan::Plan;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// The minutes of a plan by purpose and place, under one changed constant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shift {
    /// The constant; empty for the plan as it is.
    pub constant: String,
    /// 500 halved, 2000 doubled, 1000 as it is.
    pub permille: i64,
    /// Minutes of all routes by purpose, by town or village, on foot, riding and free.
    pub minutes: BTreeMap<String, i64>,
}

fn minutes(plan: &Plan) -> BTreeMap<String, i64> {
    let mut out = BTreeMap::new();
    for (key, m) in plan.routes.iter().flat_map(|r| &r.minutes) {
        *out.entry(key.clone()).or_default() += m;
    }
    out
}

/// The plan as it is, then with each constant of reward halved and doubled.
///
/// # Errors
/// As [`super::plan`].
pub fn sensitivity(county: &County, request: &PlanRequest, picture: &Picture) -> Result<Vec<Shift>, PlanError> {
    let usual = Rewards::shipped();
    let mut cases = vec![(String::new(), 1000)];
    for (name, c) in usual.iter().filter(|(_, c)| c.unit.starts_with("milli-points") || c.unit.starts_with("permille"))
    {
        // A share of the first visit may be halved, and doubled as far as a whole visit.
        cases.extend([500, 2000].into_iter().filter(|f| c.value * f / 1000 > 0).map(|f| (name.to_owned(), f)));
    }
    cases
        .into_par_iter()
        .map(|(constant, permille)| {
            let r = usual.scaled(&constant, permille);
            let plan = plan_from(county, request, picture, &r)?;
            Ok(Shift { constant, permille, minutes: minutes(&plan) })
        })
        .collect()
}
