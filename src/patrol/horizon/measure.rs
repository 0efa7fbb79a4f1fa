//! Two ways of planning the same days compared: by plain facts that a reader can count in the plans, and by what the
//! horizon pays, whoever made the plans.

use super::bound::lasting;
use super::days::Days;
use super::merge::Joint;
use super::search::{missing, together};
use crate::county::County;
use crate::domain::plan::{DemandKind, Plan, Stop};
use crate::domain::time::Clock;
use crate::patrol::rewards::Rewards;
use crate::patrol::solve::{Solution, Step};
use crate::patrol::{Picture, PlanError, PlanRequest};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What some days' plans do, counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Facts {
    /// Stops.
    pub stops: usize,
    /// Different community places and groups visited.
    pub places: usize,
    /// Visits to them.
    pub place_visits: usize,
    /// Different hotspots visited.
    pub hotspots: usize,
    /// Hotspots visited on a day, summed over the days.
    pub hotspot_days: usize,
    /// Visits to hotspots.
    pub hotspot_visits: usize,
    /// Hotspots that are visited in every run of three of the days.
    pub hotspots_kept: usize,
    /// Different walks on streets not seen lately.
    pub walks: usize,
    /// Their length, km.
    pub walks_km: f64,
    /// Walks made again on a later day.
    pub walks_again: usize,
    /// Kilometres on foot, walked stops included.
    pub foot_km: f64,
    /// Kilometres by car.
    pub ride_km: f64,
    /// Minutes of stops.
    pub stop_minutes: i64,
    /// Visits to a hotspot that begin in an hour of the clock in which it was visited on a day before.
    pub same_hour: usize,
    /// Officers' days that begin with the same three free stops as their day before.
    pub same_beginning: usize,
}

/// Counts what the plans of some days do, in order of date.
#[must_use]
pub fn facts(plans: &[Plan]) -> Facts {
    let mut f = Facts::default();
    let mut spots: BTreeMap<&str, BTreeMap<Date, BTreeSet<String>>> = BTreeMap::new();
    let (mut places, mut walks): (BTreeSet<&str>, BTreeMap<&str, usize>) = Default::default();
    let mut firsts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for plan in plans {
        let clock = Clock::london(plan.date);
        for route in &plan.routes {
            f.foot_km += route.on_foot().km();
            f.ride_km += route.ridden().km();
            let begin: Vec<&str> = route.stops().filter(|s| !s.timed).take(3).map(|s| s.demand.as_str()).collect();
            if let Some(before) = firsts.insert(route.officer.as_str(), begin.clone()) {
                f.same_beginning += usize::from(before == begin && !begin.is_empty());
            }
            for stop in route.stops() {
                f.stops += 1;
                f.stop_minutes += i64::from((stop.leave - stop.arrive).get()) / 60;
                let id = stop.demand.as_str();
                match stop.kind {
                    DemandKind::Hotspot => {
                        f.hotspot_visits += 1;
                        let hour = clock.hhmm(stop.arrive).split(':').next().unwrap_or_default().to_owned();
                        let days = spots.entry(id).or_default();
                        f.same_hour += usize::from(days.iter().any(|(d, h)| *d < plan.date && h.contains(&hour)));
                        days.entry(plan.date).or_default().insert(hour);
                    }
                    DemandKind::Asset => {
                        f.place_visits += 1;
                        places.insert(id);
                    }
                    DemandKind::Uncovered => {
                        let times = walks.entry(id).or_default();
                        *times += 1;
                        if *times == 1 {
                            f.walks_km += metres(stop) / 1000.0;
                        } else {
                            f.walks_again += 1;
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    (f.places, f.walks, f.hotspots) = (places.len(), walks.len(), spots.len());
    f.hotspot_days = spots.values().map(BTreeMap::len).sum();
    let dates: Vec<Date> = plans.iter().map(|p| p.date).collect();
    let kept = |days: &&BTreeMap<Date, BTreeSet<String>>| {
        dates.windows(3.min(dates.len().max(1))).all(|w| w.iter().any(|d| days.contains_key(d)))
    };
    f.hotspots_kept = spots.values().filter(kept).count();
    f
}

fn metres(stop: &Stop) -> f64 {
    match &stop.at {
        crate::domain::plan::StopShape::Walk(line) => {
            line.lines().map(|l| crate::domain::place::Plane::local_length(l.start, l.end)).sum()
        }
        crate::domain::plan::StopShape::Point(_) => 0.0,
    }
}

/// What the horizon pays for some days' plans, milli-points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Worth {
    /// Visits.
    pub visits: i64,
    /// What lasts of visits to hotspots.
    pub lasting: i64,
    /// The price of what is owed to schemes and to balance, and missing.
    pub owing: i64,
    /// Stops that the horizon does not offer: they count for nothing.
    pub strange: usize,
}

impl Worth {
    /// All in all.
    #[must_use]
    pub const fn total(&self) -> i64 {
        self.visits + self.lasting - self.owing
    }
}

/// What plans of the days from the request's date on are worth, whoever made them.
///
/// # Errors
/// As [`super::plan_days`].
pub fn worth(
    county: &County,
    request: &PlanRequest,
    count: u32,
    picture: &Picture,
    r: &Rewards,
    plans: &[Plan],
) -> Result<Worth, PlanError> {
    let days = Days::of(county, request, count, picture, r)?;
    let joint = Joint::of(county, &days);
    let mut strange = 0;
    let mut all = Vec::new();
    for day in &days.list {
        let plan = plans.iter().find(|p| p.date == day.request.date);
        let mut one = Solution::default();
        for duty in &day.p.duties {
            let span = (duty.span.0, duty.span.1);
            let own = |r: &&crate::domain::Route| r.officer == duty.officer && r.start.get() == span.0;
            let stops = plan.and_then(|p| p.routes.iter().find(own)).into_iter().flat_map(crate::domain::Route::stops);
            let found: Vec<Option<Step>> = stops.map(|s| step(day, s)).collect();
            strange += found.iter().filter(|s| s.is_none()).count();
            one.routes.push(found.into_iter().flatten().collect());
        }
        all.push(one);
    }
    let s = together(&days, &joint, &all);
    let first = joint.problem.quotas.len() - joint.doses.len();
    let missing = missing(&joint.problem, &s);
    let owing = joint.problem.quotas.iter().zip(&missing).take(first).map(|(q, m)| q.costs(*m)).sum();
    Ok(Worth { visits: s.reward, lasting: lasting(&joint, &s), owing, strange })
}

/// A stop as a step of its day: by the best choice that fits it.
fn step(day: &super::days::Day, stop: &Stop) -> Option<Step> {
    let (start, stay) = (stop.arrive.get(), (stop.leave - stop.arrive).get());
    let of_it = (0..day.p.asks.len()).filter(|d| day.p.asks[*d].id == stop.demand);
    let fits = of_it.flat_map(|d| {
        day.p.problem.demands[d].choices.iter().enumerate().filter_map(move |(k, c)| {
            let pieces = (0..=c.longer.len()).find(|n| c.stay(*n) == stay)?;
            (c.window.0..=c.window.1).contains(&start).then_some((c.earns(pieces), d, k, pieces))
        })
    });
    let (_, demand, choice, pieces) = fits.max_by_key(|x| (x.0, std::cmp::Reverse((x.1, x.2))))?;
    Some(Step::Visit { demand, choice, pieces, start, bounds: (start, start) })
}
