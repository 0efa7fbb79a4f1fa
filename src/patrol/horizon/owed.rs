//! What schemes were promised in a week, over all its days in the horizon; and an even day for every officer.

use super::days::Days;
use super::merge::Joint;
use crate::patrol::solve::{Quota, Solution};
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What a quota is called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// Scheme and area; empty: nobody's.
    pub who: String,
    /// The last date of the horizon that counts.
    pub until: Option<Date>,
}

/// The Monday of a date's week.
fn monday(date: Date) -> Date {
    date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).unwrap_or(date)
}

/// Adds what is owed: each scheme's minutes in an area as one sum for the days of a week, each officer's even day, and
/// the doses of hotspots.
///
/// A date's own problem holds that date's even share of what is left of the week; the shares of the dates from the first
/// on which the scheme has somebody on duty are the sum.
pub fn quotas(days: &Days, x: &mut Joint) {
    let (vehicles, demands) = (x.problem.vehicles.len(), x.problem.demands.len());
    let none = || Quota { vehicles: vec![false; vehicles], demands: vec![false; demands], seconds: 0, price: 0 };
    let mut weeks: BTreeMap<(Date, &str), (Quota, Date)> = BTreeMap::new();
    let mut even = Vec::new();
    for (t, day) in days.list.iter().enumerate() {
        let week = monday(day.request.date);
        for (q, name) in day.p.problem.quotas.iter().zip(&day.p.owed) {
            let mut one = none();
            (one.seconds, one.price) = (q.seconds, q.price);
            for v in (0..q.vehicles.len()).filter(|&v| q.vehicles[v]) {
                one.vehicles[x.vehicles[t] + v] = true;
            }
            if name.is_empty() {
                // Whatever an officer does on that day.
                one.demands = vec![true; demands];
                even.push(one);
                continue;
            }
            for d in (0..q.demands.len()).filter(|&d| q.demands[d]) {
                if let Some(j) = x.of[t][d] {
                    one.demands[j] = true;
                }
            }
            let left = (0..i64::from(days.count)).filter(|n| {
                let date = days.first.checked_add((*n).days()).unwrap_or(days.first);
                *n >= day.number && monday(date) == week
            });
            let (dates, until) = left.fold((0, day.number), |(n, _), last| (n + 1, last));
            let until = days.first.checked_add(until.days()).unwrap_or(day.request.date);
            one.seconds *= dates;
            let held = weeks.entry((week, name.as_str())).or_insert_with(|| (one.clone(), until));
            for (a, b) in held.0.vehicles.iter_mut().zip(&one.vehicles) {
                *a |= *b;
            }
            for (a, b) in held.0.demands.iter_mut().zip(&one.demands) {
                *a |= *b;
            }
        }
    }
    for ((_, name), (quota, until)) in weeks {
        x.problem.quotas.push(quota);
        x.owed.push(Name { who: name.to_owned(), until: Some(until) });
    }
    for quota in even.into_iter().chain(x.doses.iter().map(|d| d.quota(vehicles, demands))) {
        x.problem.quotas.push(quota);
        x.owed.push(Name::default());
    }
}

/// What the days together leave owing to schemes, in words.
pub fn short(x: &Joint, s: &Solution) -> Vec<String> {
    let all = x.owed.iter().zip(&x.problem.quotas).zip(&s.missing);
    all.filter(|((name, _), missing)| !name.who.is_empty() && **missing >= 60)
        .map(|((name, q), &missing)| {
            let until = name.until.map_or_else(String::new, |d| format!(" until {d}"));
            format!(
                "{}: {} minutes of stops of the {} that the scheme promises{until}, on the days planned together; the \
                 search gave up {:.1} points for the rest.",
                name.who,
                (q.seconds - missing) / 60,
                q.seconds / 60,
                q.costs(missing) as f64 / 1000.0
            )
        })
        .collect()
}
