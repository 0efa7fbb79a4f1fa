//! The search, and what it is asked again: taskings for those who know the place, and most kilometres on foot.

use super::problem::Prepared;
use super::rest;
use super::route;
use super::solve::{Outcome, Search, Solution, Step, bound_above, solve};
use crate::county::County;
use jiff::civil::Date;

/// Searches made again so that officers with a cap keep it, before walked stops are taken from them.
const AGAIN: usize = 3;

/// What a search is for: the streets tell how far officers walk.
pub struct Place<'a> {
    /// The county.
    pub county: &'a County,
    /// The date.
    pub date: Date,
    /// The seed.
    pub seed: u64,
}

/// Searches with taskings kept for the officers who know their places, and once more with those let go that these
/// officers could not serve; then, where an officer with a cap walks farther, with less for that officer.
/// Also the bound on the reward of any plan, whatever anybody's cap on walking.
pub fn search(place: &Place<'_>, mut p: Prepared, search: &Search) -> (Prepared, Outcome, i64) {
    let mut outcome = solve(&p.problem, search);
    // Further searches make as many iterations as the first, so that the number reported repeats them all.
    let again = Search { iterations: outcome.iterations, deadline: None, ..search.clone() };
    if let_go(&mut p, &outcome) {
        outcome = solve(&p.problem, &again);
    }
    let bound = bound_above(&p.problem, outcome.best.reward);
    // After some rounds walked stops are taken from who is over still: at most once from each.
    for round in 0..=AGAIN + p.duties.len() {
        let over: Vec<(usize, f64)> = over(place, &p, &outcome.best);
        if over.is_empty() {
            break;
        }
        for (v, metres) in over {
            tighten(&mut p, v, metres, round >= AGAIN);
        }
        outcome = solve(&p.problem, &again);
    }
    std::iter::once(&mut outcome.best).chain(&mut outcome.pool).for_each(|s| rest::ease(&p, s));
    outcome.pool.retain(|s| over(place, &p, s).is_empty());
    (p, outcome, bound)
}

/// Lets others do what the officer who knows the place could not; whether anything changed.
fn let_go(p: &mut Prepared, outcome: &Outcome) -> bool {
    let visited = |d: usize| {
        outcome.best.routes.iter().flatten().any(|s| matches!(s, Step::Visit { demand, .. } if *demand == d))
    };
    let undone: Vec<(usize, Vec<bool>)> = p.preferred.iter().filter(|(d, _)| !visited(*d)).cloned().collect();
    let mut changed = false;
    for (d, all) in undone {
        if let Some(demand) = p.problem.demands.get_mut(d)
            && demand.allowed != all
        {
            demand.allowed = all;
            changed = true;
        }
    }
    changed
}

/// Vehicles that walk farther than their cap, with the metres: the search counts ways between places, not walks along
/// a hotspot's or a village's streets.
pub fn over(place: &Place<'_>, p: &Prepared, s: &Solution) -> Vec<(usize, f64)> {
    let capped = p.duties.iter().enumerate().filter_map(|(v, d)| Some((v, d.max_foot_m?)));
    capped
        .filter_map(|(v, most)| {
            let routes = route::build(place.county, p, s, v, route::jitter(place.seed, place.date, v));
            let metres = routes.first().map_or(0.0, |r| r.on_foot().get()) - most;
            (metres > 20.0).then_some((v, metres))
        })
        .collect()
}

/// Less on foot between places for a vehicle; at last no walked stops.
fn tighten(p: &mut Prepared, v: usize, metres: f64, last: bool) {
    if last {
        let walked = p.walks.iter().map(|w| w.iter().any(Option::is_some));
        for (demand, walked) in p.problem.demands.iter_mut().zip(walked) {
            if let Some(may) = demand.allowed.get_mut(v).filter(|_| walked) {
                *may = false;
            }
        }
        // With nothing but ways between places the cap of the search is the cap.
        return;
    }
    let kmh = p.duties.get(v).and_then(|d| d.walk_kmh_tenths).unwrap_or(45).max(1) as f64;
    if let Some(most) = p.problem.vehicles.get_mut(v).and_then(|v| v.max_foot.as_mut()) {
        *most = (*most - (metres * 36.0 / kmh) as i32 - 60).max(0);
    }
}
