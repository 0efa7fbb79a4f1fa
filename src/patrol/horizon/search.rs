//! How several days are searched: day after day first, then all at once, then each day again while the others stay.

use super::days::Days;
use super::merge::Joint;
use super::slice::{Done, done, slice};
use crate::county::County;
use crate::domain::plan::{Plan, PlanStatus};
use crate::patrol::problem::Prepared;
use crate::patrol::search::{Place, search};
use crate::patrol::solve::{Problem, Search, Solution, Step, Watch, reward, solve};
use crate::patrol::{EPSILON_PERMILLE, POOL, PlanRequest, route, shade};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Iterations of each day before all are searched at once; fewer, if a day's own plan would make fewer.
const BEFORE: u64 = 500;
/// Iterations of all days at once for each iteration of a day's own plan.
const AT_ONCE: u64 = 2;
/// Iterations of each day at the end, as a part of a day's own plan's.
const AFTER: u64 = 2;

/// The days as they were found.
pub struct Found {
    /// Each day's routes, in the numbers of its own problem.
    pub days: Vec<Solution>,
    /// Each day's problem as the last search of it left it: who walks less, who may go where.
    pub left: Vec<Prepared>,
    /// What was said of each day's unpredictability.
    pub said: Vec<Vec<String>>,
    /// Iterations of a day's own plan that repeat it.
    pub iterations: u64,
}

impl Found {
    /// The visits of all days but one.
    pub fn others(&self, days: &Days, x: &Joint, day: usize) -> Vec<Done> {
        others(days, x, &self.days, day)
    }
}

fn others(days: &Days, x: &Joint, all: &[Solution], day: usize) -> Vec<Done> {
    (0..all.len()).filter(|t| *t != day).flat_map(|t| done(days, x, t, &all[t])).collect()
}

/// The days' routes as one solution of the horizon.
pub fn together(days: &Days, x: &Joint, all: &[Solution]) -> Solution {
    let mut out = Solution::default();
    for (t, day) in days.list.iter().enumerate() {
        for v in 0..day.p.problem.vehicles.len() {
            let steps = all.get(t).and_then(|s| s.routes.get(v)).map_or(&[][..], Vec::as_slice);
            out.routes.push(steps.iter().filter_map(|s| x.to_joint(s, t, day.offset)).collect());
        }
    }
    out.reward = reward(&x.problem, &out);
    out.missing = missing(&x.problem, &out);
    out
}

/// Seconds missing of each quota.
pub fn missing(p: &Problem, s: &Solution) -> Vec<i64> {
    let mut left: Vec<i64> = p.quotas.iter().map(|q| q.seconds).collect();
    for (v, steps) in s.routes.iter().enumerate() {
        for step in steps {
            let Step::Visit { demand, choice, pieces, .. } = *step else { continue };
            let stay = p.demands.get(demand).and_then(|d| d.choices.get(choice)).map_or(0, |c| c.stay(pieces));
            for (q, left) in p.quotas.iter().zip(&mut left).filter(|(q, _)| q.counts(v, demand)) {
                *left -= i64::from(stay).min(q.seconds);
            }
        }
    }
    left.iter().map(|l| (*l).max(0)).collect()
}

/// The horizon's routes day by day.
fn apart(days: &Days, x: &Joint, s: &Solution) -> Vec<Solution> {
    let mut out = Vec::new();
    for (t, day) in days.list.iter().enumerate() {
        let mut one = Solution::default();
        for v in x.vehicles[t]..x.vehicles[t + 1] {
            let steps = s.routes.get(v).map_or(&[][..], Vec::as_slice);
            one.routes.push(steps.iter().filter_map(|s| x.to_day(s, t, day.offset)).collect());
        }
        out.push(one);
    }
    out
}

/// Lets others do what the officers who know the places could not on any day.
fn let_go(days: &mut Days, x: &mut Joint, all: &[Solution]) {
    let made: Vec<usize> = (0..all.len()).flat_map(|t| done(days, x, t, &all[t])).map(|d| d.demand).collect();
    for (t, day) in days.list.iter_mut().enumerate() {
        for (d, may) in &day.p.preferred {
            let Some(j) = x.of[t][*d].filter(|j| !made.contains(j)) else { continue };
            day.p.problem.demands[*d].allowed.clone_from(may);
            for (v, may) in may.iter().enumerate() {
                x.problem.demands[j].allowed[x.vehicles[t] + v] = *may;
            }
        }
        // From now on nobody is kept for it.
        day.p.preferred.clear();
    }
}

/// A draft with nothing but its routes, as the days after it remember it.
fn remembered(county: &County, days: &Days, day: usize, p: &Prepared, s: &Solution) -> Plan {
    let (date, seed) = (days.list[day].request.date, days.list[day].request.seed);
    let routes =
        (0..p.duties.len()).flat_map(|v| route::build(county, p, s, v, route::jitter(seed, date, v))).collect();
    Plan {
        id: crate::domain::id::PlanId::new("remembered"),
        version: u32::MAX,
        status: PlanStatus::Published,
        date,
        seed,
        iterations: 0,
        reward: crate::domain::units::MilliPoints::new(0),
        bound: None,
        routes,
        left_out: Vec::new(),
        notes: Vec::new(),
        facts: std::collections::BTreeMap::new(),
    }
}

/// The county with a plan as if published, in place of what is published for its date.
pub fn with(county: &County, plan: &Plan) -> County {
    let mut plans: Vec<Plan> = county.plans.as_ref().clone();
    for held in plans.iter_mut().filter(|p| p.date == plan.date && p.status == PlanStatus::Published) {
        held.status = PlanStatus::Withdrawn;
    }
    plans.push(Plan { status: PlanStatus::Published, ..plan.clone() });
    County { plans: Arc::new(plans), ..county.clone() }
}

/// How the horizon is searched at once: stopped, if seconds are set, only where a whole number of a day's iterations has
/// been made, so that these repeat it.
fn at_once(request: &PlanRequest, days: usize, start: Solution) -> Search {
    let base = Search { seed: request.seed, start: Some(start), ..Search::default() };
    let Some(seconds) = request.seconds else {
        return Search { iterations: request.iterations.saturating_mul(AT_ONCE), ..base };
    };
    let until = Instant::now() + Duration::from_secs_f64((seconds * days as f64).min(86_400.0));
    // No fewer than what was made before, so that the number found repeats that too.
    let whole = |n: u64| n.is_multiple_of(AT_ONCE) && n >= BEFORE * AT_ONCE;
    let watch = Watch::new(move |p| Instant::now() < until || !whole(p.iterations));
    Search { iterations: u64::MAX >> 1, watch: Some(watch), ..base }
}

/// Searches the days.
pub fn find(county: &County, days: &mut Days, x: &mut Joint, request: &PlanRequest) -> Found {
    let count = days.list.len();
    let before = if request.seconds.is_some() { BEFORE } else { request.iterations.min(BEFORE) };
    let mut all = vec![Solution::default(); count];
    for t in 0..count {
        let p = slice(days, x, t, &others(days, x, &all, t));
        all[t] = solve(&p.problem, &Search { seed: request.seed, iterations: before, ..Search::default() }).best;
    }
    let outcome = solve(&x.problem, &at_once(request, count, together(days, x, &all)));
    let iterations = outcome.iterations / AT_ONCE;
    all = apart(days, x, &outcome.best);
    let_go(days, x, &all);
    let mut found = Found { days: all, left: Vec::new(), said: Vec::new(), iterations };
    let mut known = county.clone();
    for t in 0..count {
        let p = slice(days, x, t, &found.others(days, x, t));
        let start = Solution { reward: 0, ..found.days[t].clone() };
        let search_day = Search {
            seed: request.seed,
            iterations: iterations.div_ceil(AFTER),
            start: Some(start),
            pool: POOL,
            epsilon_permille: EPSILON_PERMILLE,
            ..Search::default()
        };
        let day = &days.list[t];
        let place = Place { county: &known, date: day.request.date, seed: request.seed };
        let plain = p.clone();
        let (p, outcome, _) = search(&place, p, &search_day);
        let mut said = Vec::new();
        let also = (&search_day, EPSILON_PERMILLE);
        let (p, s) = shade::unpredictable(&place, &day.clock, &p, &outcome, also, &mut said);
        known = with(&known, &remembered(county, days, t, &p, &s));
        found.days[t] = same(&s, &p, &plain);
        found.left.push(p);
        found.said.push(said);
    }
    found
}

/// A solution in the choices of a problem of the same demands whose windows were not yet cut into hours.
fn same(s: &Solution, from: &Prepared, to: &Prepared) -> Solution {
    let mut out = s.clone();
    for steps in &mut out.routes {
        steps.retain_mut(|step| {
            let Step::Visit { demand, choice, start, .. } = step else { return true };
            let Some(c) = from.problem.demands.get(*demand).and_then(|d| d.choices.get(*choice)) else { return false };
            let Some(wide) = to.problem.demands.get(*demand) else { return false };
            let alike = wide.choices.iter().position(|w| {
                (w.enter, w.leave, w.dwell, w.layer) == (c.enter, c.leave, c.dwell, c.layer)
                    && w.longer.len() == c.longer.len()
                    && (w.window.0..=w.window.1).contains(start)
                    && w.reward == c.reward
            });
            alike.map(|k| *choice = k).is_some()
        });
    }
    out
}
