//! What schemes were promised, as minutes of stops: an area's least hours a week, and an even day for every officer.
//!
//! A week runs from Monday. What published plans of its earlier days gave an area is taken off; the rest is shared evenly
//! among the days that are left, so that a visit missed on Monday is made up for by Sunday and not forgotten.

use super::Prepared;
use crate::county::County;
use crate::domain::tables::Scheme;
use crate::domain::time::Clock;
use crate::patrol::demand::Ask;
use crate::patrol::duty::{Duty, ward_indices};
use crate::patrol::rewards::Rewards;
use crate::patrol::solve::{Quota, Solution, Vehicle};

/// Minutes of stops that are owed on a date, each with what it is called: by each scheme to each of its areas, and to
/// balance (which needs no name).
pub fn quotas(
    county: &County,
    clock: &Clock,
    r: &Rewards,
    duties: &[Duty],
    asks: &[Ask],
    vehicles: &[Vehicle],
) -> Vec<(Quota, String)> {
    let mut out = Vec::new();
    let date = clock.date();
    let live = |s: &&Scheme| s.start.is_none_or(|d| d <= date) && s.end.is_none_or(|d| d >= date);
    for s in county.operations.schemes.iter().filter(live) {
        let pays = |d: &Duty| d.scheme == s.id || d.with.iter().any(|p| p.scheme == s.id);
        let paid: Vec<bool> = duties.iter().map(pays).collect();
        let Some(hours) = s.min_hours_area_week.filter(|_| paid.contains(&true)) else { continue };
        for code in &s.areas {
            let wards = ward_indices(county, std::slice::from_ref(code));
            let seconds = left(county, clock, s, &wards, hours);
            let demands: Vec<bool> = asks.iter().map(|a| a.ward.is_some_and(|w| wards.contains(&w))).collect();
            if seconds > 0 && demands.contains(&true) {
                let name = wards.first().and_then(|&w| county.boundaries.wards.get(w as usize));
                let name = name.map_or_else(|| code.as_str().to_owned(), |w| w.name.clone());
                let quota = Quota { vehicles: paid.clone(), demands, seconds, price: r.get("quota_minute") };
                out.push((quota, format!("{} in {name}", s.name)));
            }
        }
    }
    for v in 0..vehicles.len() {
        let own = (0..vehicles.len()).map(|w| w == v).collect();
        let seconds = i64::from(vehicles[v].busy) / 2;
        let price = r.get("balance_minute");
        out.push((Quota { vehicles: own, demands: vec![true; asks.len()], seconds, price }, String::new()));
    }
    out
}

/// Seconds of stops that a scheme still owes some wards this week, as an even share of the days that are left.
fn left(county: &County, clock: &Clock, s: &Scheme, wards: &[u32], hours: f64) -> i64 {
    let date = clock.date();
    let day = i64::from(date.weekday().to_monday_zero_offset());
    let codes: Vec<_> = wards.iter().filter_map(|&w| county.boundaries.wards.get(w as usize)).map(|w| &w.key).collect();
    let this_week = |d: jiff::civil::Date| (1..=day).contains(&(date.duration_since(d).as_hours() / 24));
    let plans = county.published_before(date).filter(|p| this_week(p.date));
    let given: i64 = plans
        .flat_map(|p| &p.routes)
        .filter(|route| route.scheme == s.id)
        .flat_map(crate::domain::Route::stops)
        .filter(|stop| stop.ward.as_ref().is_some_and(|w| codes.contains(&w)))
        .map(|stop| i64::from((stop.leave - stop.arrive).get()))
        .sum();
    let owed = (hours * 3600.0).clamp(0.0, 1e7) as i64 - given;
    owed.max(0) / (7 - day)
}

/// What a plan leaves owing to schemes, with the price of it, in words.
#[must_use]
pub fn short(p: &Prepared, s: &Solution) -> Vec<String> {
    let all = p.owed.iter().zip(&p.problem.quotas).zip(&s.missing);
    let short = all.filter(|((name, _), missing)| !name.is_empty() && **missing >= 60);
    short
        .map(|((name, q), &missing)| {
            format!(
                "{name}: {} minutes of stops of the {} that are this day's part of what the scheme promises; the search \
                 gave up {:.1} points for the rest.",
                (q.seconds - missing) / 60,
                q.seconds / 60,
                q.costs(missing) as f64 / 1000.0
            )
        })
        .collect()
}
