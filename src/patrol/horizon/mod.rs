//! Several days planned as one: what is owed in a week and what falls due is spread over the days that each officer
//! works, and not given to the first day that can take it.
//!
//! Each date is prepared as for its own plan (`days`); the dates become one problem (`merge`) with a vehicle for each
//! officer and date. What several dates ask for and wants one visit (a community place whose cadence is longer than the
//! horizon, streets not seen, an order) is one demand with the choices of all dates, worth less the longer it waits
//! (`again`); places due more often may be visited so often, a cadence apart. Hotspots and concerns stay with each date,
//! with that date's limits on visits, and a part of what a hotspot's visit is worth lasts for days (`dose`). Minutes owed
//! to schemes are one sum for the days of a week (`owed`).
//!
//! The search (`search`) goes over the dates one by one, then over all at once, then again over each date while the
//! others stay (`slice`): that last round is an ordinary day's search, with all that belongs to it (who walks only so
//! far, breaks, unpredictability against the days before), so each day's plan keeps every rule that a day's own plan keeps.
//!
//! **What the figures of a day mean.** A day's reward is what it adds to the other days of the horizon; its bound holds
//! while these stay as they are. The horizon's reward is that of all days, each visit counted once, and its bound
//! holds for any plan of these dates.

mod again;
mod bound;
mod days;
mod dose;
pub mod measure;
mod merge;
mod owed;
mod search;
mod slice;
#[cfg(test)]
mod tests;

use super::problem::Prepared;
use super::rewards::Rewards;
use super::solve::{Problem, bound_above};
use super::{Picture, PlanError, PlanRequest, closures, plan_from, prepare_on, problem, tell};
use crate::county::County;
use crate::domain::plan::Plan;
use crate::domain::units::MilliPoints;
use days::{Days, aged};
use jiff::civil::Date;
use merge::Joint;
use search::{Found, together, with};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Days planned as one at most.
pub const MOST_DAYS: u32 = 14;
/// The fact of a plan that tells of the days planned with it.
pub const FACT: &str = "horizon";

/// What repeats the plans of several days, and what they are worth together: a plan's fact [`FACT`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The first date.
    pub first: Date,
    /// Days from it on.
    pub days: u32,
    /// Officers assumed, in place of a roster.
    pub officers: Option<u32>,
    /// Iterations that repeat the plans.
    pub iterations: u64,
    /// Seed.
    pub seed: u64,
    /// Reward of all days, what lasts of visits to hotspots included, milli-points.
    pub reward: MilliPoints,
    /// No plans of these dates are worth more, milli-points.
    pub bound: MilliPoints,
}

/// The plans of several days.
#[derive(Debug, Clone, PartialEq)]
pub struct Horizon {
    /// One a date on which somebody is on duty, in order.
    pub plans: Vec<Plan>,
    /// Dates on which nobody is.
    pub nobody: Vec<Date>,
    /// What they are worth together; `None` for a single day.
    pub summary: Option<Summary>,
}

/// Plans `count` days from the request's date on as one; a single day as [`super::plan`] does. Reads only visits and
/// published plans of days before the first. The same county, request and count give the same plans on any number of
/// threads. `seconds` are those of one day.
///
/// # Errors
/// As [`super::plan`]; nobody on duty only if that is so on all days; when the calendar ends before the horizon does.
pub fn plan_days(county: &County, request: &PlanRequest, count: u32) -> Result<Horizon, PlanError> {
    request.check()?;
    if county.network.is_empty() {
        return Err(PlanError::NoStreets);
    }
    plan_days_from(county, request, count, &Picture::of(county, request), &Rewards::shipped())
}

/// As [`plan_days`], from a picture of the first date that is at hand and with given constants.
///
/// # Errors
/// As [`plan_days`].
pub fn plan_days_from(
    county: &County,
    request: &PlanRequest,
    count: u32,
    picture: &Picture,
    r: &Rewards,
) -> Result<Horizon, PlanError> {
    request.check()?;
    if count <= 1 {
        return match plan_from(county, request, picture, r) {
            Ok(plan) => Ok(Horizon { plans: vec![plan], nobody: Vec::new(), summary: None }),
            Err(e) => Err(e),
        };
    }
    let count = count.min(MOST_DAYS);
    // As in a plan of one date: the judge looks at the county as it is, everything else at what is open.
    let (whole, open) = (county, closures::open_days(county, request, count, picture, r));
    let county = open.as_ref().unwrap_or(county);
    let mut days = Days::of(county, request, count, picture, r)?;
    let mut joint = Joint::of(county, &days);
    let found = search::find(county, &mut days, &mut joint, request);
    let all = together(&days, &joint, &found.days);
    let reward = all.reward + bound::lasting(&joint, &all);
    let summary = Summary {
        first: request.date,
        days: count,
        officers: request.officers,
        iterations: found.iterations,
        seed: request.seed,
        reward: MilliPoints::new(reward),
        bound: MilliPoints::new(bound::bound(&joint, reward)),
    };
    let short = owed::short(&joint, &all);
    let mut known = county.clone();
    let mut plans = Vec::new();
    for t in 0..days.list.len() {
        let plan = told((whole, county), &known, (&days, &joint, &found), t, picture, r, &summary, &short);
        known = with(&known, &plan);
        plans.push(plan);
    }
    Ok(Horizon { plans, nobody: days.nobody, summary: Some(summary) })
}

/// The problem of several days in numbers, as it is searched at once.
///
/// # Errors
/// As [`plan_days`].
pub fn problem_of_days(county: &County, request: &PlanRequest, count: u32) -> Result<Problem, PlanError> {
    if county.network.is_empty() {
        return Err(PlanError::NoStreets);
    }
    let (picture, r, count) = (Picture::of(county, request), Rewards::shipped(), count.clamp(1, MOST_DAYS));
    let open = closures::open_days(county, request, count, &picture, &r);
    let county = open.as_ref().unwrap_or(county);
    let days = Days::of(county, request, count, &picture, &r)?;
    Ok(Joint::of(county, &days).problem)
}

/// A day's plan: its routes as found, with what is known of the days before it.
#[allow(clippy::too_many_arguments)] // all that is known of the horizon
fn told(
    (whole, county): (&County, &County),
    known: &County,
    (days, joint, found): (&Days, &Joint, &Found),
    t: usize,
    picture: &Picture,
    r: &Rewards,
    summary: &Summary,
    short: &[String],
) -> Plan {
    let day = &days.list[t];
    let mut p = slice::slice(days, joint, t, &found.others(days, joint, t));
    keep(&mut p, &found.left[t]);
    // Why each stop is made, and what a reader must know, as a planner of that day sees it.
    let request = PlanRequest { iterations: found.iterations, seconds: None, ..day.request.clone() };
    let mut notes = p.notes.clone();
    if t > 0 {
        let mut places = problem::Places::new(county);
        let picture = aged(picture, day.number as u32);
        if let Ok(now) = prepare_on(known, &request, &picture, r, None, &mut places) {
            let why: BTreeMap<_, _> = now.asks.iter().map(|a| (&a.id, &a.purpose)).collect();
            for ask in &mut p.asks {
                if let Some(purpose) = why.get(&ask.id) {
                    ask.purpose.clone_from(purpose);
                }
            }
            notes = now.notes;
        }
    }
    notes.insert(
        0,
        format!(
            "Planned together with the other days from {} to {}: a place that they visit is not asked for again, and \
             what a visit to a hotspot is worth counts theirs. This day's points are what it adds to them.",
            days.first,
            days.last()
        ),
    );
    notes.extend(found.said[t].iter().cloned());
    notes.extend(short.iter().cloned());
    let mut solution = found.days[t].clone();
    solution.reward = super::solve::reward(&p.problem, &solution);
    solution.missing = search::missing(&p.problem, &solution);
    let bound = bound_above(&p.problem, solution.reward);
    let solved = tell::Solved { whole, county, known, request: &request, prepared: &p, solution: &solution, bound };
    let fact = (FACT.to_owned(), serde_json::to_string(summary).unwrap_or_default());
    tell::plan(&solved, notes, BTreeMap::from([fact]), r)
}

/// Takes over what the last search of a day learned: who walks less, and who may go where.
fn keep(p: &mut Prepared, left: &Prepared) {
    for (v, old) in p.problem.vehicles.iter_mut().zip(&left.problem.vehicles) {
        v.max_foot = old.max_foot;
    }
    for (d, old) in p.problem.demands.iter_mut().zip(&left.problem.demands) {
        d.allowed.clone_from(&old.allowed);
    }
}
