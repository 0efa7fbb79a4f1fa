//! Who holds which patrol area on a day: posts, and officers attached to an area without a post.

use super::scope::{Patch, Scope};
use crate::county::County;
use crate::domain::code::AreaCode;
use crate::domain::id::{OfficerId, SchemeId};
use crate::domain::tables::{Officer, Post, Scheme};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Hours a week of a full-time post where neither post nor scheme says.
pub(super) const FULL_TIME: f64 = 37.0;

/// A post, or an officer who has an area without one.
#[derive(Debug)]
pub(super) struct Unit {
    /// Holder; `None` is a vacancy.
    pub officer: Option<OfficerId>,
    /// Payers with the share of minutes each pays, together 1; empty: the force.
    pub payers: Vec<(SchemeId, f64)>,
    /// Patrol area.
    pub patch: Patch,
    /// Hours a week.
    pub hours: f64,
    /// Since when it is vacant, if it is.
    pub vacant_since: Option<Date>,
}

impl Unit {
    pub fn filled(&self) -> bool {
        self.officer.is_some()
    }

    /// The share of its minutes that a scheme pays for.
    pub fn share_of(&self, scheme: &SchemeId) -> f64 {
        self.payers.iter().filter(|(s, _)| s == scheme).map(|(_, share)| share).sum()
    }
}

/// Whether a scheme runs on a date.
pub(super) fn runs(scheme: &Scheme, on: Date) -> bool {
    scheme.start.is_none_or(|d| d <= on) && scheme.end.is_none_or(|d| d >= on)
}

fn serves(officer: &Officer, on: Date) -> bool {
    officer.status == "active"
        && officer.attached.0.is_none_or(|d| d <= on)
        && officer.attached.1.is_none_or(|d| d >= on)
}

fn hours_of(scheme: Option<&Scheme>) -> f64 {
    scheme.and_then(|s| Some(s.hours_week? / f64::from(s.posts_funded.filter(|n| *n > 0)?))).unwrap_or(FULL_TIME)
}

/// Payers of a post: its own scheme keeps what others do not pay.
fn payers(post: &Post) -> Vec<(SchemeId, f64)> {
    let others: f64 = post.shared_with.iter().map(|(_, p)| p.max(0.0)).sum();
    let scale = if others > 100.0 { 1.0 / others } else { 0.01 };
    let mut list = vec![(post.scheme.clone(), 1.0 - (others * scale).min(1.0))];
    list.extend(post.shared_with.iter().map(|(s, p)| (s.clone(), p.max(0.0) * scale)));
    list
}

/// All posts paid for on a date, and officers attached to an area who hold none of them.
pub(super) fn units(county: &County, scope: &Scope, on: Date) -> Vec<Unit> {
    let operations = &county.operations;
    let schemes: BTreeMap<&SchemeId, &Scheme> = operations.schemes.iter().map(|s| (&s.id, s)).collect();
    let officers: BTreeMap<&OfficerId, &Officer> = operations.officers.iter().map(|o| (&o.id, o)).collect();
    let mut list = Vec::new();
    for post in operations.posts.iter().filter(|p| p.is_funded_on(on)) {
        let scheme = schemes.get(&post.scheme).copied();
        if scheme.is_some_and(|s| !runs(s, on)) {
            continue;
        }
        // Whoever has left holds nothing, even if the posts table is not yet brought up to date.
        let left = post.officer.as_ref().and_then(|o| officers.get(o)).is_some_and(|o| o.status == "left");
        let holder = post.officer.clone().filter(|_| post.is_filled_on(on) && !left);
        let own = holder.as_ref().and_then(|h| officers.get(h)).map_or(&[] as &[AreaCode], |o| &o.areas);
        let areas = [&post.areas[..], own, scheme.map_or(&[], |s| &s.areas[..])];
        let areas = areas.into_iter().find(|a| !a.is_empty()).unwrap_or_default();
        let since = post.vacant_since.filter(|d| *d <= on).or(post.funded.0);
        list.push(Unit {
            vacant_since: since.filter(|_| holder.is_none()),
            officer: holder,
            payers: payers(post),
            patch: scope.patch(areas),
            hours: post.hours_week.unwrap_or_else(|| hours_of(scheme)),
        });
    }
    for officer in operations.officers.iter().filter(|o| serves(o, on)) {
        if operations.posts.iter().any(|p| p.officer.as_ref() == Some(&officer.id) && p.is_funded_on(on)) {
            continue;
        }
        let scheme = officer.scheme.as_ref().and_then(|s| schemes.get(s).copied()).filter(|s| runs(s, on));
        let areas =
            if officer.areas.is_empty() { scheme.map_or(&[][..], |s| &s.areas[..]) } else { &officer.areas[..] };
        if areas.is_empty() {
            continue;
        }
        list.push(Unit {
            officer: Some(officer.id.clone()),
            payers: scheme.map(|s| (s.id.clone(), 1.0)).into_iter().collect(),
            patch: scope.patch(areas),
            hours: hours_of(scheme),
            vacant_since: None,
        });
    }
    list
}
