//! Unpredictability (S3): measured over 28 days, and chosen among plans of nearly the same reward.

pub mod report;
#[cfg(test)]
mod tests;

use super::problem::Prepared;
use super::route;
use super::solve::Solution;
use crate::county::County;
use crate::domain::plan::{DemandKind, Plan};
use crate::domain::time::Clock;
use crate::domain::units::Seconds;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What is remembered: arrival hours by hotspot, and the first three stops of each officer's days, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    /// Hours of arrival by demand.
    pub hours: BTreeMap<String, Vec<i32>>,
    /// First three stops whose time is free, by officer; days without such a stop are left out.
    pub firsts: BTreeMap<String, Vec<Vec<String>>>,
}

/// Days over which unpredictability is measured.
pub const DAYS: i32 = 28;
/// Patrol hours of a usual day among which arrivals can be spread.
pub const HOURS: usize = 12;
/// Visits of a hotspot under which its hours say nothing.
pub const LEAST_VISITS: usize = 10;
/// Least entropy of arrival hours at a hotspot over 28 days, as a share of the most possible (our judgement).
pub const LEAST_ENTROPY: f64 = 0.8;
/// Stops with which a day begins.
pub const FIRST_STOPS: usize = 3;
/// Pairs of successive days under which an officer's beginnings say nothing: of fewer, a single one alike would be more
/// than [`MOST_ALIKE`].
pub const LEAST_PAIRS: usize = 5;
/// Largest share of successive days that begin with the same three stops (our judgement).
pub const MOST_ALIKE: f64 = 0.2;

/// The hour of the day of an elapsed time.
pub(super) fn local_hour(clock: &Clock, elapsed: i32) -> i32 {
    i32::from(clock.zoned(Seconds::new(elapsed)).hour())
}

/// Entropy of the hours as a share of the most possible for so many visits; `None` under 10 visits.
///
/// `H / H_max` with `H = −Σ p ln p` over the hours of the clock, `p` being the share of visits that begin in an hour
/// (C. E. Shannon, A Mathematical Theory of Communication, 1948, §§6–7), and `H_max = ln min(12, visits)`. 0 is always
/// the same hour, 1 an even spread; more than 12 different hours are 1 too.
#[must_use]
pub fn entropy_share(hours: &[i32]) -> Option<f64> {
    if hours.len() < LEAST_VISITS {
        return None;
    }
    let mut counts: BTreeMap<i32, f64> = BTreeMap::new();
    for h in hours {
        *counts.entry(*h).or_default() += 1.0;
    }
    let n = hours.len() as f64;
    let entropy: f64 = counts.values().map(|c| -(c / n) * (c / n).ln()).sum();
    Some((entropy / (HOURS.min(hours.len()) as f64).ln()).min(1.0))
}

/// Share of successive days with the same first three stops in the same order; `None` with fewer than two days.
#[must_use]
pub fn same_firsts(days: &[Vec<String>]) -> Option<f64> {
    let pairs = days.len().checked_sub(1).filter(|&p| p > 0)?;
    Some(days.windows(2).filter(|w| w[0] == w[1]).count() as f64 / pairs as f64)
}

/// A stop whose time is free: who is where, and when (seconds since the date's midnight).
struct Call<'a> {
    officer: &'a str,
    demand: &'a str,
    hotspot: bool,
    at: i32,
}

impl Memory {
    /// Of the published plans of the 27 days before a date: with the day itself they are the 28 that are measured.
    #[must_use]
    pub fn of(county: &County, date: Date) -> Self {
        let Ok(last) = date.yesterday() else { return Self::default() };
        let mut m = Self::default();
        for plan in county.published_between(back(date, DAYS - 1), last) {
            m.append(Self::of_day(plan));
        }
        m
    }

    /// Of one plan.
    fn of_day(plan: &Plan) -> Self {
        let calls = plan.routes.iter().flat_map(|r| {
            r.stops().filter(|s| !s.timed).map(|s| Call {
                officer: r.officer.as_str(),
                demand: s.demand.as_str(),
                hotspot: s.kind == DemandKind::Hotspot,
                at: s.arrive.get(),
            })
        });
        Self::of_calls(&Clock::london(plan.date), calls)
    }

    /// Of the stops of one day, in any order.
    fn of_calls<'a>(clock: &Clock, calls: impl Iterator<Item = Call<'a>>) -> Self {
        // Officers who walk together make one visit: it is counted once.
        let mut visits: BTreeSet<(&str, i32)> = BTreeSet::new();
        let mut days: BTreeMap<&str, Vec<(i32, &str)>> = BTreeMap::new();
        for call in calls {
            if call.hotspot {
                visits.insert((call.demand, call.at));
            }
            days.entry(call.officer).or_default().push((call.at, call.demand));
        }
        let mut m = Self::default();
        for (demand, at) in visits {
            m.hours.entry(demand.to_owned()).or_default().push(local_hour(clock, at));
        }
        for (officer, mut stops) in days {
            // An officer with two shifts on a date has one beginning.
            stops.sort_unstable();
            let first = stops.into_iter().take(FIRST_STOPS).map(|(_, demand)| demand.to_owned()).collect();
            m.firsts.insert(officer.to_owned(), vec![first]);
        }
        m
    }

    /// Adds what came after.
    fn append(&mut self, later: Self) {
        for (demand, hours) in later.hours {
            self.hours.entry(demand).or_default().extend(hours);
        }
        for (officer, days) in later.firsts {
            self.firsts.entry(officer).or_default().extend(days);
        }
    }

    /// The memory with a solution, at its real times, added as one more day.
    #[must_use]
    pub fn with(&self, p: &Prepared, s: &Solution, clock: &Clock, seed: u64) -> Self {
        let calls = p.duties.iter().enumerate().flat_map(|(v, duty)| {
            let visits = route::visits(p, s, v, route::jitter(seed, clock.date(), v));
            let who = std::iter::once(&duty.officer).chain(duty.with.iter().map(|w| &w.officer));
            who.flat_map(move |officer| {
                let calls = visits.iter().filter_map(|&(demand, at)| {
                    let ask = p.asks.get(demand).filter(|a| !a.timed)?;
                    let hotspot = ask.kind == DemandKind::Hotspot;
                    Some(Call { officer: officer.as_str(), demand: ask.id.as_str(), hotspot, at })
                });
                calls.collect::<Vec<_>>()
            })
        });
        let mut m = self.clone();
        m.append(Self::of_calls(clock, calls));
        m
    }

    /// Limits missed: hotspots with too regular hours, officers with too regular beginnings.
    #[must_use]
    pub fn missed(&self) -> (usize, usize) {
        (
            self.hours.values().filter_map(|h| entropy_share(h)).filter(|e| *e < LEAST_ENTROPY).count(),
            self.firsts.keys().filter(|o| self.begins_alike(o)).count(),
        )
    }

    /// Whether an officer's days begin alike too often.
    pub(super) fn begins_alike(&self, officer: &str) -> bool {
        let days = self.firsts.get(officer).map_or(&[][..], Vec::as_slice);
        days.len() > LEAST_PAIRS && same_firsts(days).is_some_and(|s| s > MOST_ALIKE)
    }

    /// How alike the last day is to the days before: visits at hours used before, and beginnings repeated.
    pub(super) fn alike(&self) -> usize {
        let hours: usize = self
            .hours
            .values()
            .filter_map(|h| h.split_last())
            .map(|(last, before)| before.iter().filter(|b| *b == last).count())
            .sum();
        let firsts = self.firsts.values().filter(|d| d.len() > 1 && d[d.len() - 1] == d[d.len() - 2]).count();
        hours + firsts * 10
    }

    /// The measures in words.
    #[must_use]
    pub fn facts(&self) -> BTreeMap<String, String> {
        let shares: Vec<f64> = self.hours.values().filter_map(|h| entropy_share(h)).collect();
        let few = self.hours.len() - shares.len();
        let least = shares.iter().copied().fold(f64::INFINITY, f64::min);
        let mut text = if shares.is_empty() {
            "too few visits to say".to_owned()
        } else {
            format!("least spread of arrival hours {least:.2} of the most possible (limit 0.80)")
        };
        text = format!("{text}; {few} hotspots with under 10 visits in 28 days");
        let firsts = self.firsts.values().filter_map(|d| same_firsts(d)).fold(0.0, f64::max);
        BTreeMap::from([
            ("unpredictability:hours".to_owned(), text),
            (
                "unpredictability:first_stops".to_owned(),
                format!("{:.0} % of successive days (limit 20 %)", firsts * 100.0),
            ),
        ])
    }
}

/// The solution of a pool that misses the fewest limits, then is least like the days before, then is worth most.
#[must_use]
pub fn choose<'a>(
    memory: &Memory,
    p: &Prepared,
    best: &'a Solution,
    pool: &'a [Solution],
    clock: &Clock,
    seed: u64,
) -> &'a Solution {
    std::iter::once(best)
        .chain(pool)
        .min_by_key(|s| {
            let m = memory.with(p, s, clock, seed);
            let (a, b) = m.missed();
            (s.dropped.len(), a + b, m.alike(), std::cmp::Reverse(s.reward))
        })
        .unwrap_or(best)
}

/// The date so many days before; the first date there is, should it lie before that.
fn back(date: Date, days: i32) -> Date {
    date.checked_sub(days.days()).unwrap_or(Date::MIN)
}
