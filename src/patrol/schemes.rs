//! Who pays for how many minutes, and how many of them the plan gives: reported for each scheme with an officer on
//! duty, so that a shortfall is seen before the day and not after the year.

use crate::county::County;
use crate::domain::id::SchemeId;
use crate::domain::plan::{Route, RouteItem};
use std::collections::BTreeMap;

/// Facts by scheme, and sentences on schemes that get less than they pay for.
#[must_use]
pub fn minutes(county: &County, routes: &[Route]) -> (BTreeMap<String, String>, Vec<String>) {
    let mut planned: BTreeMap<&SchemeId, i64> = BTreeMap::new();
    for route in routes.iter().filter(|r| !r.scheme.as_str().is_empty()) {
        // Patrol is what is not office, ride or break: stops, ways on foot, and the officer's own discretion.
        let off: i64 = route
            .items
            .iter()
            .filter(|i| matches!(i, RouteItem::Base { .. } | RouteItem::Ride { .. } | RouteItem::Break { .. }))
            .map(|i| i64::from((i.ends() - i.begins()).get()))
            .sum();
        *planned.entry(&route.scheme).or_default() += (i64::from((route.end - route.start).get()) - off) / 60;
    }
    let (mut facts, mut notes) = (BTreeMap::new(), Vec::new());
    let words = |m: i64| format!("{} h {:02} min", m / 60, m % 60);
    for s in &county.operations.schemes {
        let has = planned.get(&s.id).copied().unwrap_or(0);
        let Some(week) = s.hours_week else {
            if has > 0 {
                facts.insert(
                    format!("scheme:{}", s.id),
                    format!("{} of patrol; the scheme states no hours", words(has)),
                );
            }
            continue;
        };
        // A week's hours shared evenly among its days.
        let due = (week * 60.0 / 7.0).round() as i64;
        facts.insert(
            format!("scheme:{}", s.id),
            format!(
                "{} of patrol planned; an even share of the {week} h a week paid for is {}",
                words(has),
                words(due)
            ),
        );
        if has < due {
            notes.push(format!(
                "{} gets {} of patrol on this date, {} less than an even share of what it pays for.",
                s.name,
                words(has),
                words(due - has)
            ));
        }
    }
    (facts, notes)
}
