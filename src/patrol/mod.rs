//! Demands → problem → solver → routes → explanation. The heart.

pub mod check;
mod closures;
pub mod demand;
pub mod duty;
mod explain;
mod fit;
pub mod geojson;
pub mod horizon;
pub mod hours;
pub mod problem;
pub mod replan;
mod request;
mod rest;
pub mod rewards;
pub mod roster;
mod route;
mod schedule;
mod schemes;
mod search;
mod sensitivity;
mod shade;
pub mod solve;
pub mod sunset;
mod tell;
pub mod unpredict;
mod walks;

#[cfg(test)]
mod tests;

pub use request::{PlanError, PlanRequest};
pub use sensitivity::{Shift, sensitivity};

use crate::county::County;
use crate::coverage::{self, CoverageOptions, CoverageReport, DeployOptions, Deployment};
use crate::domain::place::LonLat;
use crate::domain::plan::Plan;
use crate::domain::time::Clock;
use crate::hotspot::{self, HotspotOptions, HotspotReport};
use problem::{Places, Prepared, Ways};
use rewards::Rewards;
use search::Place;
use solve::Search;
use std::collections::BTreeMap;
use std::sync::Arc;
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
        let deployment = request.officers.map(|n| {
            if county.operations.officers.is_empty() && county.operations.posts.is_empty() {
                return coverage::deploy_with(county, &spots, &cover, &DeployOptions::on_duty(n));
            }
            // These officers stand in place of the roster: nobody else covers anything on that day.
            let bare = alone(county);
            let cover = coverage::measure(&bare, &spots, CoverageOptions { days: 28, on: request.date });
            coverage::deploy_with(&bare, &spots, &cover, &DeployOptions::on_duty(n))
        });
        Self { spots, cover, deployment }
    }
}

/// The county without anybody in post.
fn alone(county: &County) -> County {
    let mut operations = (*county.operations).clone();
    operations.officers.clear();
    operations.posts.clear();
    County { operations: Arc::new(operations), ..county.clone() }
}

/// Everything before the search: who, what, and the numbers of both.
///
/// # Errors
/// When there are no streets, nobody is on duty, or no base lies near a street.
pub fn prepare(county: &County, request: &PlanRequest) -> Result<Prepared, PlanError> {
    if county.network.is_empty() {
        return Err(PlanError::NoStreets);
    }
    let (picture, r) = (Picture::of(county, request), Rewards::shipped());
    let open = closures::open(county, request, &picture, &r);
    prepare_from(open.as_ref().unwrap_or(county), request, &picture, &r)
}

/// As [`prepare`], but with all streets whatever their hours, from a picture that is at hand and with given constants.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_from(
    county: &County,
    request: &PlanRequest,
    picture: &Picture,
    r: &Rewards,
) -> Result<Prepared, PlanError> {
    prepare_also(county, request, picture, r, None)
}

/// As [`prepare_from`], with a further place from which somebody sets out.
fn prepare_also(
    county: &County,
    request: &PlanRequest,
    picture: &Picture,
    r: &Rewards,
    also: Option<LonLat>,
) -> Result<Prepared, PlanError> {
    let mut places = Places::new(county);
    let mut p = prepare_on(county, request, picture, r, also, &mut places)?;
    let ways = Ways::of(county, &places, &[&p.problem]);
    ways.fill(r, p.kmh_tenths, &mut p.problem);
    (p.places, p.stands) = (places.list, places.stands);
    Ok(p)
}

/// As [`prepare_also`], on places that further dates may share, and without ways between them.
fn prepare_on(
    county: &County,
    request: &PlanRequest,
    picture: &Picture,
    r: &Rewards,
    also: Option<LonLat>,
    places: &mut Places<'_>,
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
                "{n} officers on duty were assumed, in place of any roster and in areas drawn for them; shifts are the usual \
                 ones, early and late by turns, early only where too few streets are lit."
            ));
            notes.push(coverage::posts_for(n).1);
            notes.extend(deployment.notes.iter().cloned());
            roster::from_deployment(county, &clock, r, n, (deployment, &picture.spots))
        }
        (None, _) => roster::from_roster(county, &clock, r, &mut notes),
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
    let asks = demand::all(county, &clock, r, &picture.spots, &picture.cover, &duties, dusk);
    let mut prepared = problem::prepare(county, &clock, r, asks, duties, (dusk, also), places);
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
    // The judge looks at the county as it is, everything else at what is open.
    let (whole, open) = (county, closures::open(county, request, picture, r));
    let county = open.as_ref().unwrap_or(county);
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
    let (prepared, outcome, bound) = search::search(&place, prepared, &search);
    let clock = Clock::london(request.date);
    let mut notes = prepared.notes.clone();
    let found = shade::unpredictable(&place, &clock, &prepared, &outcome, (&search, EPSILON_PERMILLE), &mut notes);
    let (prepared, solution) = (&found.0, &found.1);
    // What repeats this plan exactly, even if seconds were asked for.
    let repeat = PlanRequest { iterations: outcome.iterations, seconds: None, ..request.clone() };
    let solved = tell::Solved { whole, county, known: county, request: &repeat, prepared, solution, bound };
    Ok(tell::plan(&solved, notes, BTreeMap::new(), r))
}
