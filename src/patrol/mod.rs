//! Demands → problem → solver → routes → explanation. The heart.

pub mod check;
pub mod demand;
pub mod duty;
mod explain;
pub mod geojson;
pub mod problem;
mod request;
pub mod rewards;
mod route;
mod schedule;
pub mod solve;
pub mod sunset;
pub mod unpredict;

pub use request::{PlanError, PlanRequest};

use crate::county::County;
use crate::coverage::{self, CoverageOptions};
use crate::domain::id::PlanId;
use crate::domain::plan::{Plan, PlanStatus};
use crate::domain::time::Clock;
use crate::domain::units::MilliPoints;
use crate::hotspot::{self, HotspotOptions};
use problem::Prepared;
use std::time::{Duration, Instant};

/// Everything before the search: who, what, and the numbers of both.
///
/// # Errors
/// When there are no streets, nobody is on duty, or no base lies near a street.
pub fn prepare(county: &County, request: &PlanRequest) -> Result<(Prepared, Vec<String>), PlanError> {
    if county.network.is_empty() {
        return Err(PlanError::NoStreets);
    }
    let r = rewards::Rewards::shipped();
    let clock = Clock::london(request.date);
    let spots = hotspot::find(county, HotspotOptions::default());
    let cover = coverage::measure(county, &spots, CoverageOptions { days: 28, on: request.date });
    let mut notes = spots.notes.clone();
    let duties = match request.officers {
        Some(n) => {
            let deployment = coverage::deploy(county, &spots, &cover, n);
            notes.push(format!(
                "{n} officers on duty were assumed, in areas drawn for them; shifts are the usual ones."
            ));
            duty::from_deployment(county, &clock, &r, n, &deployment)
        }
        None => duty::from_roster(county, &clock, &r),
    };
    if duties.is_empty() {
        return Err(PlanError::NobodyOnDuty(request.date));
    }
    let dusk = sunset::sunset(&clock, county.network.plane().origin());
    notes.push(format!("Sunset is at {}; later walks keep to lit streets.", clock.hhmm(dusk)));
    let asks = demand::all(county, &clock, &r, &spots, &cover, duties.len());
    let prepared = problem::prepare(county, request.date, &r, asks, duties, dusk.get());
    if prepared.duties.is_empty() {
        return Err(PlanError::NoBase(request.date));
    }
    Ok((prepared, notes))
}

/// Plans the routes of one date. Reads only visits and published plans of days before it; the same county,
/// request and seed give the same plan on any number of threads.
///
/// # Errors
/// As [`prepare`]; also when `seconds` is not above 0.
pub fn plan(county: &County, request: &PlanRequest) -> Result<Plan, PlanError> {
    if request.seconds.is_some_and(|s| !s.is_finite() || s <= 0.0) {
        return Err(PlanError::BadSeconds(format!("{:?}", request.seconds.unwrap_or_default())));
    }
    let (prepared, mut notes) = prepare(county, request)?;
    let deadline = request.seconds.map(|s| Instant::now() + Duration::from_secs_f64(s.min(86_400.0)));
    let iterations = if deadline.is_some() { u64::MAX >> 1 } else { request.iterations };
    let search = solve::Search { seed: request.seed, iterations, deadline, pool: 16, epsilon_permille: 30 };
    let outcome = solve::solve(&prepared.problem, &search);
    let memory = unpredict::Memory::of(county, request.date);
    let solution = unpredict::choose(&memory, &prepared, &outcome.best, &outcome.pool);
    let with = memory.with(&prepared, solution);
    let missed = with.missed();
    if missed != (0, 0) {
        notes.push(format!(
            "Unpredictability is missed at {} hotspots (hours) and by {} officers (first stops): no plan found within 3 % of the best meets it.",
            missed.0, missed.1
        ));
    }
    let jitter = request.seed ^ (request.date.day_of_year() as u64) << 32;
    let routes = (0..prepared.duties.len())
        .filter_map(|v| route::build(county, &prepared, solution, v, jitter.wrapping_add(v as u64 * 7919)))
        .collect();
    for &d in &solution.dropped {
        if let Some(ask) = prepared.asks.get(d) {
            notes.push(format!("{} must be kept and could not be placed.", ask.name));
        }
    }
    let version = county.plans.iter().filter(|p| p.date == request.date).map(|p| p.version).max().unwrap_or(0) + 1;
    let plan = Plan {
        id: PlanId::new(&format!("plan-{}-v{version}", request.date)),
        version,
        status: PlanStatus::Draft,
        date: request.date,
        seed: request.seed,
        iterations: outcome.iterations,
        reward: MilliPoints::new(solution.reward),
        routes,
        left_out: explain::left_out(county, &prepared, solution, 20),
        notes,
        facts: with.facts(),
    };
    Ok(judged(county, plan))
}

/// The plan with the judge's findings among its notes.
fn judged(county: &County, mut plan: Plan) -> Plan {
    for v in check::check(county, &plan) {
        plan.notes.push(format!("Check: {} {}", v.officer, v.what));
    }
    plan
}
