//! A day that is under way, planned again: an officer was held, is where nobody thought, or has gone home; or a tasking
//! has come in. What was walked is walked; what others were told stays, to the minute, unless they are freed; what the
//! officer was to do is open to everybody again, and so is whatever is new.

mod cut;
mod merge;

use super::problem::Prepared;
use super::rewards::Rewards;
use super::solve::{Search, Solution, solve};
use super::tell::{judged, next_version, numbered};
use super::{LEFT_OUT, Picture, PlanError, PlanRequest, closures, explain, prepare_also};
use crate::county::County;
use crate::domain::id::{OfficerId, PlanId};
use crate::domain::place::LonLat;
use crate::domain::plan::{Plan, PlanStatus, Route};
use crate::domain::time::Clock;
use crate::domain::units::{MilliPoints, Seconds};
use cut::Cut;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// Under this name a plan's facts hold what was asked, one [`Replan`] after the other.
pub const FACT: &str = "replans";

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Replan {
    /// The date to which the shifts belong.
    pub date: Date,
    /// To whom.
    pub officer: OfficerId,
    /// When: seconds since local midnight of the date.
    pub at: Seconds,
    /// Where the officer is then, and goes on from; `None`: is out for the rest of the day.
    pub place: Option<LonLat>,
    /// Others whose further stops may change too.
    pub free: Vec<OfficerId>,
    /// Iterations of the search.
    pub iterations: u64,
    /// Stop the search earlier after so many seconds.
    pub seconds: Option<f64>,
    /// Seed.
    pub seed: u64,
}

/// Why a day cannot be planned again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplanError {
    /// Nothing to change.
    #[error("no plan is published for {0}; publish one first: footbeat publish --county C --date {0}")]
    NothingPublished(Date),
    /// Nobody of that id.
    #[error("{officer} has no route in the published plan of {date}; it has routes for {held}")]
    NoRoute {
        /// Who was asked for.
        officer: OfficerId,
        /// When.
        date: Date,
        /// Who there is.
        held: String,
    },
    /// Outside the shift.
    #[error("{at} is outside the shift of {officer}, {from} to {to}")]
    OutsideShift {
        /// Who.
        officer: OfficerId,
        /// The moment asked for, and the shift.
        at: String,
        /// Its begin.
        from: String,
        /// Its end.
        to: String,
    },
    /// Nowhere.
    #[error("{0}, {1} lies more than 500 m from any street that may be walked; check --lon and --lat")]
    OffStreets(String, String),
    /// As for any plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
}

/// The replans of a plan, in the order in which they were made.
#[must_use]
pub fn replans(plan: &Plan) -> Vec<Replan> {
    plan.facts.get(FACT).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// Plans the rest of a published day again; a draft of the next version.
///
/// # Errors
/// When nothing is published for the date, the officer has no route in it, the moment is not in the shift, or the place
/// is on no street.
pub fn replan(county: &County, asked: &Replan) -> Result<Plan, ReplanError> {
    let running = running(county, asked)?;
    let request = PlanRequest { date: asked.date, ..original(running) };
    replan_from(county, asked, &Picture::of(county, &request), &Rewards::shipped())
}

/// As [`replan`], from a picture that is at hand and with given constants.
///
/// # Errors
/// As [`replan`].
pub fn replan_from(county: &County, asked: &Replan, picture: &Picture, r: &Rewards) -> Result<Plan, ReplanError> {
    let running = running(county, asked)?;
    let clock = Clock::london(asked.date);
    for officer in std::iter::once(&asked.officer).chain(&asked.free) {
        let route = route_of(running, officer).ok_or_else(|| no_route(running, officer))?;
        if officer == &asked.officer && !(route.start..route.end).contains(&asked.at) {
            return Err(ReplanError::OutsideShift {
                officer: officer.clone(),
                at: clock.hhmm(asked.at),
                from: clock.hhmm(route.start),
                to: clock.hhmm(route.end),
            });
        }
    }
    let request = PlanRequest { date: asked.date, ..original(running) };
    request.check()?;
    let (all, open) = (county, closures::open(county, &request, picture, r));
    let county = open.as_ref().unwrap_or(county);
    let mut p = prepare_also(county, &request, picture, r, asked.place)?;
    if let (Some(at), None) = (asked.place, p.also) {
        return Err(ReplanError::OffStreets(format!("{:.5}", at.lon()), format!("{:.5}", at.lat())));
    }
    let mut cuts: Vec<Cut> = (0..p.duties.len()).map(|v| Cut::of(&p, running, asked, v)).collect();
    // A meeting stays if all who were to come still come; else it is open again, to anybody.
    let met: Vec<usize> = cuts.iter().flat_map(|c| &c.fixed).map(|f| f.demand).collect();
    let whole = |d: usize| met.iter().filter(|m| **m == d).count() >= p.problem.demands[d].crew();
    for cut in &mut cuts {
        cut.fixed.retain(|f| whole(f.demand));
    }
    let kept = |c: &Cut| c.fixed.iter().map(|f| (f.demand, f.choice, f.window.0)).collect::<Vec<_>>();
    let kept: Vec<(usize, usize, i32)> = cuts.iter().flat_map(kept).collect();
    for cut in &cuts {
        cut.exclude(&mut p, &kept);
    }
    let mut start = Solution::default();
    for (v, cut) in cuts.iter().enumerate() {
        cut.apply(&mut p, v);
        start.routes.push(cut.steps.clone());
    }
    let deadline = asked.seconds.map(|s| Instant::now() + Duration::from_secs_f64(s.clamp(0.0, 86_400.0)));
    let iterations = if deadline.is_some() { u64::MAX >> 1 } else { asked.iterations };
    let search = Search { seed: asked.seed, iterations, deadline, start: Some(start), ..Search::default() };
    let outcome = solve(&p.problem, &search);
    let asked = Replan { iterations: outcome.iterations, seconds: None, ..asked.clone() };
    Ok(numbered(all, judged(all, merged(county, running, &p, &cuts, &outcome.best, &asked), r)))
}

fn running<'a>(county: &'a County, asked: &Replan) -> Result<&'a Plan, ReplanError> {
    let published = |p: &&Plan| p.date == asked.date && p.status == PlanStatus::Published;
    county.plans.iter().rfind(published).ok_or(ReplanError::NothingPublished(asked.date))
}

/// What the plan was made from.
fn original(running: &Plan) -> PlanRequest {
    let text = running.facts.get("request");
    let request = text.and_then(|t| serde_json::from_str(t).ok());
    request.unwrap_or_else(|| PlanRequest::new(running.date))
}

fn route_of<'a>(plan: &'a Plan, officer: &OfficerId) -> Option<&'a Route> {
    plan.routes.iter().find(|r| &r.officer == officer)
}

fn no_route(plan: &Plan, officer: &OfficerId) -> ReplanError {
    let held: Vec<&str> = plan.routes.iter().map(|r| r.officer.as_str()).collect();
    ReplanError::NoRoute { officer: officer.clone(), date: plan.date, held: held.join(", ") }
}

/// The plan of what was walked and what is to be walked now.
fn merged(county: &County, running: &Plan, p: &Prepared, cuts: &[Cut], s: &Solution, asked: &Replan) -> Plan {
    let clock = Clock::london(asked.date);
    let mut routes: Vec<Route> = Vec::new();
    let mut planned: Vec<&OfficerId> = Vec::new();
    for (v, duty) in p.duties.iter().enumerate() {
        planned.extend(std::iter::once(&duty.officer).chain(duty.with.iter().map(|w| &w.officer)));
        routes.extend(merge::routes(county, running, (p, &cuts[v], s), v, asked));
    }
    // Whoever is not on duty by the roster of now keeps the published route.
    routes.extend(running.routes.iter().filter(|r| !planned.contains(&&r.officer)).cloned());
    let place = |o: &OfficerId| running.routes.iter().position(|r| &r.officer == o).unwrap_or(usize::MAX);
    routes.sort_by_key(|r| (place(&r.officer), r.officer.clone()));
    let done: Vec<usize> = cuts.iter().flat_map(|c| &c.done).map(|d| d.0).collect();
    let mut left_out = explain::left_out(county, p, s, LEFT_OUT + done.len());
    left_out.retain(|l| !done.iter().any(|&d| p.asks[d].id == l.demand));
    left_out.truncate(LEFT_OUT);
    let version = next_version(county, asked.date);
    let mut facts = running.facts.clone();
    let mut all = replans(running);
    all.push(asked.clone());
    facts.insert(FACT.to_owned(), serde_json::to_string(&all).unwrap_or_default());
    let mut notes = merge::notes(running, &routes, asked, &clock);
    if cuts.iter().any(|c| c.drove) {
        notes.push("The car stood too far off to have been walked from: it is taken to be at hand.".to_owned());
    }
    notes.extend(s.unkept.iter().filter_map(|&(v, d)| {
        let (who, what) = (p.duties.get(v)?, p.asks.get(d)?);
        Some(format!("{}: the stop at {} could not be kept.", who.label, what.name))
    }));
    notes.extend(running.notes.iter().filter(|n| !n.starts_with("Check: ")).cloned());
    Plan {
        id: PlanId::new(&format!("plan-{}-v{version}", asked.date)),
        version,
        status: PlanStatus::Draft,
        date: asked.date,
        seed: asked.seed,
        iterations: asked.iterations,
        reward: MilliPoints::new(routes.iter().map(|r| r.reward.get()).sum()),
        bound: None,
        routes,
        left_out,
        notes,
        facts,
    }
}
