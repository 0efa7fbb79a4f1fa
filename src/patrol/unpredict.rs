//! Unpredictability (S3): measured over 28 days, and chosen among plans of nearly the same reward.

use super::problem::Prepared;
use super::route;
use super::solve::Solution;
use crate::county::County;
use crate::domain::plan::DemandKind;
use crate::domain::time::Clock;
use crate::domain::units::Seconds;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What is remembered: arrival hours by hotspot, and the first three stops of each officer's days, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    /// Hours of arrival by demand.
    pub hours: BTreeMap<String, Vec<i32>>,
    /// First three stops whose time is free, by officer.
    pub firsts: BTreeMap<String, Vec<Vec<String>>>,
}

/// Patrol hours of a usual day among which arrivals can be spread.
const HOURS: usize = 12;
/// Least entropy of arrival hours at a hotspot over 28 days, as a share of the most possible (our judgement).
const LEAST_ENTROPY: f64 = 0.8;
/// Largest share of successive days that begin with the same three stops (our judgement).
const MOST_ALIKE: f64 = 0.2;

/// The hour of the day of an elapsed time.
pub(super) fn local_hour(clock: &Clock, elapsed: i32) -> i32 {
    i32::from(clock.zoned(Seconds::new(elapsed)).hour())
}

/// Entropy of the hours as a share of the most possible for so many visits; `None` under 10 visits.
#[must_use]
pub fn entropy_share(hours: &[i32]) -> Option<f64> {
    if hours.len() < 10 {
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

/// Share of successive days with the same first three stops; `None` with fewer than two days.
#[must_use]
pub fn same_firsts(days: &[Vec<String>]) -> Option<f64> {
    let pairs = days.len().checked_sub(1).filter(|&p| p > 0)?;
    Some(days.windows(2).filter(|w| w[0] == w[1] && !w[0].is_empty()).count() as f64 / pairs as f64)
}

impl Memory {
    /// Of the published plans of the 28 days before a date.
    #[must_use]
    pub fn of(county: &County, date: Date) -> Self {
        let mut m = Self::default();
        for plan in county.published_before(date).filter(|p| date.duration_since(p.date).as_hours() <= 28 * 24) {
            let clock = Clock::london(plan.date);
            for r in &plan.routes {
                let free: Vec<_> = r.stops().filter(|s| !s.timed).collect();
                for s in free.iter().filter(|s| s.kind == DemandKind::Hotspot) {
                    m.hours.entry(s.demand.as_str().into()).or_default().push(local_hour(&clock, s.arrive.get()));
                }
                let first = free.iter().take(3).map(|s| s.demand.as_str().to_owned()).collect();
                m.firsts.entry(r.officer.as_str().into()).or_default().push(first);
            }
        }
        m
    }

    /// The memory with a solution, at its real times, added as one more day.
    #[must_use]
    pub fn with(&self, p: &Prepared, s: &Solution, clock: &Clock, seed: u64) -> Self {
        let mut m = self.clone();
        for (v, duty) in p.duties.iter().enumerate() {
            let mut first = Vec::new();
            for (demand, start) in route::visits(p, s, v, route::jitter(seed, clock.date(), v)) {
                let Some(ask) = p.asks.get(demand).filter(|a| !a.timed) else { continue };
                if ask.kind == DemandKind::Hotspot {
                    m.hours.entry(ask.id.as_str().into()).or_default().push(local_hour(clock, start));
                }
                if first.len() < 3 {
                    first.push(ask.id.as_str().to_owned());
                }
            }
            m.firsts.entry(duty.officer.as_str().into()).or_default().push(first);
        }
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
        days.len() > 5 && same_firsts(days).is_some_and(|s| s > MOST_ALIKE)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_of_known_vectors() {
        assert_eq!(entropy_share(&[9; 9]), None);
        assert_eq!(entropy_share(&[9; 12]), Some(0.0));
        let even: Vec<i32> = (8..20).collect();
        assert!((entropy_share(&even).unwrap() - 1.0).abs() < 1e-12);
        let two: Vec<i32> = (0..12).map(|i| i % 2).collect();
        assert!((entropy_share(&two).unwrap() - 2f64.ln() / 12f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn repeated_beginnings_are_counted() {
        let day = |t: &str| vec![t.to_owned()];
        assert_eq!(same_firsts(&[day("a")]), None);
        assert_eq!(same_firsts(&[day("a"), day("a"), day("b")]), Some(0.5));
    }
}
