//! Demands → problem → solver → routes → explanation. The heart.

pub mod check;
pub mod demand;
pub mod duty;
mod explain;
pub mod geojson;
pub mod hours;
pub mod problem;
mod request;
pub mod rewards;
pub mod roster;
mod route;
mod schedule;
mod schemes;
mod search;
mod sensitivity;
pub mod solve;
pub mod sunset;
pub mod unpredict;
mod walks;

#[cfg(test)]
mod tests;

pub use request::{PlanError, PlanRequest};
pub use sensitivity::{Shift, sensitivity};

use crate::county::County;
use crate::coverage::{self, CoverageOptions, CoverageReport, Deployment};
use crate::domain::id::{DemandId, PlanId};
use crate::domain::plan::{Plan, PlanStatus};
use crate::domain::time::Clock;
use crate::domain::units::MilliPoints;
use crate::hotspot::{self, HotspotOptions, HotspotReport};
use problem::Prepared;
use rewards::Rewards;
use search::Place;
use solve::{Outcome, Search, Solution};
use std::time::{Duration, Instant};

/// Solutions kept within epsilon of the best, for unpredictability.
const POOL: usize = 16;
/// A plan within this of the best reward must meet the limits of unpredictability if any does, permille.
const EPSILON_PERMILLE: u32 = 30;
/// Strong demands left out that a plan explains.
const LEFT_OUT: usize = 20;

/// What analysis says of the county before a date.
#[derive(Debug, Clone, Default)]
pub struct Picture {
    /// Hotspots.
    pub spots: HotspotReport,
    /// Coverage.
    pub cover: CoverageReport,
    /// Areas, where officers are assumed.
    pub deployment: Option<Deployment>,
}

impl Picture {
    /// Hotspots, coverage and areas as a request needs them.
    #[must_use]
    pub fn of(county: &County, request: &PlanRequest) -> Self {
        let spots = hotspot::find(county, HotspotOptions::default());
        let cover = coverage::measure(county, &spots, CoverageOptions { days: 28, on: request.date });
        let deployment = request.officers.map(|n| coverage::deploy(county, &spots, &cover, n));
        Self { spots, cover, deployment }
    }
}

/// Everything before the search: who, what, and the numbers of both.
///
/// # Errors
/// When there are no streets, nobody is on duty, or no base lies near a street.
pub fn prepare(county: &County, request: &PlanRequest) -> Result<Prepared, PlanError> {
    if county.network.is_empty() {
        return Err(PlanError::NoStreets);
    }
    prepare_from(county, request, &Picture::of(county, request), &Rewards::shipped())
}

/// As [`prepare`], from a picture that is at hand and with given constants.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_from(
    county: &County,
    request: &PlanRequest,
    picture: &Picture,
    r: &Rewards,
) -> Result<Prepared, PlanError> {
    if county.network.is_empty() {
        return Err(PlanError::NoStreets);
    }
    let clock = Clock::london(request.date);
    let mut notes = picture.spots.notes.clone();
    let duties = match (request.officers, &picture.deployment) {
        (Some(n), deployment) => {
            let none = Deployment::default();
            let deployment = deployment.as_ref().unwrap_or(&none);
            notes.push(format!(
                "{n} officers on duty were assumed, in areas drawn for them; shifts are the usual ones."
            ));
            notes.push(coverage::posts_for(n).1);
            notes.extend(deployment.notes.iter().cloned());
            roster::from_deployment(county, &clock, r, n, deployment)
        }
        (None, _) => roster::from_roster(county, &clock, r),
    };
    if duties.is_empty() {
        return Err(PlanError::NobodyOnDuty(request.date));
    }
    let sunset = sunset::sunset(&clock, county.network.plane().origin());
    let dusk = sunset.get() - r.minutes("dusk_margin_min");
    notes.push(format!(
        "Sunset is at {}; from {} minutes before it walks keep to lit streets.",
        clock.hhmm(sunset),
        r.get("dusk_margin_min")
    ));
    let asks = demand::all(county, &clock, r, &picture.spots, &picture.cover, duties.len());
    let mut prepared = problem::prepare(county, &clock, r, asks, duties, dusk);
    if prepared.duties.is_empty() {
        return Err(PlanError::NoBase(request.date));
    }
    notes.append(&mut prepared.notes);
    prepared.notes = notes;
    Ok(prepared)
}

/// Plans the routes of one date. Reads only visits and published plans of days before it; the same county,
/// request and seed give the same plan on any number of threads.
///
/// # Errors
/// As [`prepare`]; also when `seconds` is not above 0.
pub fn plan(county: &County, request: &PlanRequest) -> Result<Plan, PlanError> {
    request.check()?;
    if county.network.is_empty() {
        return Err(PlanError::NoStreets);
    }
    plan_from(county, request, &Picture::of(county, request), &Rewards::shipped())
}

/// As [`plan`], from a picture that is at hand and with given constants.
///
/// # Errors
/// As [`plan`].
pub fn plan_from(county: &County, request: &PlanRequest, picture: &Picture, r: &Rewards) -> Result<Plan, PlanError> {
    request.check()?;
    let prepared = prepare_from(county, request, picture, r)?;
    let deadline = request.seconds.map(|s| Instant::now() + Duration::from_secs_f64(s.min(86_400.0)));
    let iterations = if deadline.is_some() { u64::MAX >> 1 } else { request.iterations };
    let search = Search {
        seed: request.seed,
        iterations,
        deadline,
        pool: POOL,
        epsilon_permille: EPSILON_PERMILLE,
        ..Search::default()
    };
    let place = Place { county, date: request.date, seed: request.seed };
    let (prepared, outcome) = search::search(&place, prepared, &search);
    let clock = Clock::london(request.date);
    let mut notes = prepared.notes.clone();
    let found = unpredictable(&place, &clock, &prepared, &outcome, &search, &mut notes);
    let (prepared, solution) = (&found.0, &found.1);
    let routes: Vec<_> = (0..prepared.duties.len())
        .flat_map(|v| route::build(county, prepared, solution, v, route::jitter(request.seed, request.date, v)))
        .collect();
    let left_out = explain::left_out(county, prepared, solution, LEFT_OUT);
    for ask in left_out.iter().filter(|l| must_be_kept(prepared, &l.demand)) {
        notes.push(format!("{} must be kept and is not planned: {}", ask.name, ask.reason));
    }
    let version = county.plans.iter().filter(|p| p.date == request.date).map(|p| p.version).max().unwrap_or(0) + 1;
    let memory = unpredict::Memory::of(county, request.date).with(prepared, solution, &clock, request.seed);
    let mut facts = memory.facts();
    let (paid, short) = schemes::minutes(county, &routes);
    facts.extend(paid);
    notes.extend(short);
    notes.extend(schemes::posts(county, request.date, routes.len()).filter(|_| request.officers.is_none()));
    // What repeats this plan exactly, even if seconds were asked for.
    let repeat = PlanRequest { iterations: outcome.iterations, seconds: None, ..request.clone() };
    facts.insert("request".to_owned(), serde_json::to_string(&repeat).unwrap_or_default());
    let plan = Plan {
        id: PlanId::new(&format!("plan-{}-v{version}", request.date)),
        version,
        status: PlanStatus::Draft,
        date: request.date,
        seed: request.seed,
        iterations: outcome.iterations,
        reward: MilliPoints::new(solution.reward),
        routes,
        left_out,
        notes,
        facts,
    };
    Ok(judged(county, plan, r))
}

fn must_be_kept(p: &Prepared, id: &DemandId) -> bool {
    p.asks.iter().chain(p.unmet.iter().map(|u| &u.0)).any(|a| a.mandatory && &a.id == id)
}

/// The solution that meets the limits of unpredictability if one within 3 % of the best does; otherwise the best of
/// the pool, with a note of the limit missed and of what meeting it would cost.
fn unpredictable(
    place: &Place<'_>,
    clock: &Clock,
    prepared: &Prepared,
    outcome: &Outcome,
    search: &Search,
    notes: &mut Vec<String>,
) -> (Prepared, Solution) {
    let seed = place.seed;
    let before = unpredict::Memory::of(place.county, clock.date());
    let chosen = unpredict::choose(&before, prepared, &outcome.best, &outcome.pool, clock, seed);
    let after = before.with(prepared, chosen, clock, seed);
    let missed = after.missed();
    if missed == (0, 0) {
        return (prepared.clone(), chosen.clone());
    }
    let strict = unpredict::relieved(&after, &before, prepared, clock);
    let again = Search { iterations: outcome.iterations, deadline: None, ..search.clone() };
    let other = solve::solve(&strict.problem, &again);
    let then = before.with(&strict, &other.best, clock, seed).missed();
    let lost = outcome.best.reward - other.best.reward;
    let near = lost * 1000 <= outcome.best.reward * i64::from(EPSILON_PERMILLE);
    if near
        && then.0 + then.1 < missed.0 + missed.1
        && other.best.dropped.len() <= chosen.dropped.len()
        && search::over(place, &strict, &other.best).is_empty()
    {
        if then != (0, 0) {
            notes.push(sentence(then, lost));
        }
        return (strict, other.best);
    }
    notes.push(sentence(missed, lost));
    (prepared.clone(), chosen.clone())
}

fn sentence((hours, firsts): (usize, usize), lost: i64) -> String {
    format!(
        "Unpredictability is missed at {hours} hotspots (arrival hours) and by {firsts} officers (first three stops). Keeping off the hours and beginnings used most would cost {:.1} points of this day's reward; more different days mend it too.",
        lost as f64 / 1000.0
    )
}

/// The plan with the judge's findings among its notes.
fn judged(county: &County, mut plan: Plan, r: &Rewards) -> Plan {
    for v in check::check_with(county, &plan, r) {
        plan.notes.push(format!("Check: {} {}", v.officer, v.what));
    }
    plan
}
