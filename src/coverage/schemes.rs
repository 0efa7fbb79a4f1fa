//! Delivered against paid for: posts, hours, vacancies, hours off the beat, areas with two payers.

use super::posts::{FULL_TIME, Unit, runs};
use super::scope::{Patch, Scope};
use super::visible::{Visible, days_before};
use super::{CoverageOptions, SchemeDelivery};
use crate::county::County;
use crate::domain::code::AreaKey;
use crate::domain::id::SchemeId;
use crate::domain::tables::Scheme;

/// An area counts to a scheme that holds at least this share of its residents: slivers of a redrawn boundary do not.
pub(super) const TOUCHES: f64 = 0.1;

/// Absences that are the officer's due and not hours taken from the beat: no cap is meant to count them.
const OWN_ABSENCE: &[&str] = &["leave", "sick"];

/// What one scheme owes and delivers in the period.
fn delivery(
    county: &County,
    scope: &Scope,
    units: &[Unit],
    seen: &Visible,
    options: CoverageOptions,
    scheme: &Scheme,
) -> SchemeDelivery {
    let weeks = f64::from(options.days) / 7.0;
    let mine: Vec<&Unit> = units.iter().filter(|u| u.payers.first().is_some_and(|(s, _)| *s == scheme.id)).collect();
    let filled = mine.iter().filter(|u| u.filled()).count() as u32;
    let funded = scheme.posts_funded.unwrap_or(mine.len() as u32);
    let paid: f64 = units.iter().map(|u| u.hours * u.share_of(&scheme.id)).sum();
    let week = scheme.hours_week.unwrap_or(if paid > 0.0 { paid } else { f64::from(funded) * FULL_TIME });
    let hours_owed = if runs(scheme, options.on) { week * weeks } else { 0.0 };
    let patch = scope.patch(&scheme.areas);
    let mut delivered = 0.0;
    for ((officer, cell), minutes) in &seen.minutes {
        let own = units.iter().filter(|u| u.officer.as_ref() == Some(officer));
        if let Some(unit) = own.max_by(|a, b| a.share_of(&scheme.id).total_cmp(&b.share_of(&scheme.id)))
            && (patch.contains(cell) || unit.patch.contains(cell))
        {
            delivered += minutes / 60.0 * unit.share_of(&scheme.id);
        }
    }
    let mut abstracted = 0.0;
    for a in &county.operations.abstractions {
        let in_period = days_before(options.on, a.date).is_some_and(|d| d <= options.days);
        if in_period && !OWN_ABSENCE.contains(&a.reason.as_str()) {
            abstracted += if let Some(s) = &a.scheme {
                f64::from(u8::from(*s == scheme.id)) * a.hours
            } else {
                let own = units.iter().filter(|u| u.officer.as_ref() == Some(&a.officer));
                own.map(|u| u.share_of(&scheme.id)).fold(0.0, f64::max) * a.hours
            };
        }
    }
    let vacant_days =
        mine.iter().filter_map(|u| Some(i64::from(u.vacant_since?.until(options.on).ok()?.get_days()))).max();
    let refund_after = scheme.vacancy_refund_weeks.map(|w| i64::from(w) * 7);
    SchemeDelivery {
        id: scheme.id.clone(),
        name: scheme.name.clone(),
        funded,
        filled,
        hours_owed,
        hours_delivered: delivered,
        hours_abstracted: abstracted,
        cap_pct: scheme.max_abstraction_pct,
        over_cap: scheme.max_abstraction_pct.is_some_and(|cap| abstracted > hours_owed * cap / 100.0 + 1e-9),
        vacant_days,
        refund_due: refund_after.zip(vacant_days).is_some_and(|(limit, days)| days > limit),
    }
}

/// All schemes, in the order of their ids.
pub(super) fn deliveries(
    county: &County,
    scope: &Scope,
    units: &[Unit],
    seen: &Visible,
    options: CoverageOptions,
) -> Vec<SchemeDelivery> {
    let mut list: Vec<SchemeDelivery> =
        county.operations.schemes.iter().map(|s| delivery(county, scope, units, seen, options, s)).collect();
    list.sort_by(|a, b| a.id.cmp(&b.id));
    list
}

/// Schemes that run on the day, with their cells.
pub(super) fn running(county: &County, scope: &Scope, options: CoverageOptions) -> Vec<(SchemeId, Patch)> {
    let on_day = county.operations.schemes.iter().filter(|s| runs(s, options.on));
    let mut list: Vec<_> = on_day.map(|s| (s.id.clone(), scope.patch(&s.areas))).collect();
    list.sort();
    list
}

/// Wards where residents are paid for by two schemes or more, and parishes that a scheme names.
pub(super) fn overlaps(county: &County, scope: &Scope, running: &[(SchemeId, Patch)]) -> Vec<(AreaKey, Vec<SchemeId>)> {
    let mut found = Vec::new();
    let mut ask = |key: &AreaKey, area: &Patch| {
        let near: Vec<&(SchemeId, Patch)> = running.iter().filter(|(_, p)| !p.is_disjoint(area)).collect();
        // Two schemes may share a ward by parishes without meeting: only cells paid for twice count.
        let shared = |(id, p): &&(SchemeId, Patch)| {
            let twice: Patch = area
                .intersection(p)
                .copied()
                .filter(|c| near.iter().any(|(other, q)| other != id && q.contains(c)))
                .collect();
            !twice.is_empty() && scope.share(area, &twice) >= TOUCHES
        };
        let payers: Vec<SchemeId> = near.iter().copied().filter(shared).map(|(id, _)| id.clone()).collect();
        if payers.len() > 1 {
            found.push((key.clone(), payers));
        }
    };
    for (i, ward) in county.boundaries.wards.iter().enumerate() {
        ask(&ward.key, &scope.of_ward(i as u32));
    }
    for (i, parish) in county.boundaries.parishes.iter().enumerate() {
        if county.operations.schemes.iter().any(|s| s.areas.contains(&parish.key.code)) {
            ask(&parish.key, &scope.of_parish(i as u32));
        }
    }
    found
}
