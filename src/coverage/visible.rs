//! Which streets were seen: by records of visits, and, apart from that, by published plans.
//!
//! A street counts as seen where an officer was on it or within sight of it. Without a record nothing is known:
//! an officer-day that left none makes the unseen streets of its area unknown.

use super::CoverageOptions;
use super::posts::Unit;
use super::scope::{Patch, Scope};
use crate::county::County;
use crate::domain::code::AreaCode;
use crate::domain::id::{OfficerId, SegmentId};
use crate::domain::place::{LonLat, Plane};
use crate::domain::plan::{RouteItem, StopShape};
use crate::domain::tables::Visit;
use crate::domain::units::Metres;
use crate::street::{Network, Profile};
use geo_types::{Coord, LineString};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// How far an officer is seen along a street (design 5.3).
const SIGHT: Metres = Metres::new(50.0);
/// Streets longer than this are not seen whole from a place beside them: the officer must be on them.
const LONG: Metres = Metres::new(250.0);
/// How near the line of a walk a long street must be to be the one walked.
const ON_IT: Metres = Metres::new(15.0);
/// How far from any street a visit still belongs to the nearest one.
const REACH: Metres = Metres::new(300.0);

/// What records and plans say of each street.
#[derive(Debug)]
pub(super) struct Visible {
    /// Days since each segment was last seen, by record of any age.
    pub days: Vec<Option<u32>>,
    /// Whether a published plan of the period passes in sight.
    pub planned: Vec<bool>,
    /// Days of records held before the day asked about; `None` without any record.
    pub held: Option<u32>,
    /// Cells whose unseen streets are unknown: in the period, in its last 7 days.
    pub unknown: (Patch, Patch),
    /// Recorded minutes in the period by officer and cell.
    pub minutes: BTreeMap<(OfficerId, u32), f64>,
    /// Recorded minutes in the period by segment.
    pub minutes_on: BTreeMap<u32, f64>,
    /// Officer-days of the period: all, and those without a record.
    pub officer_days: (u32, u32),
    /// Whether any published plan lies in the period.
    pub any_plan: bool,
}

/// Days from a date to the day asked about.
pub(super) fn days_before(on: Date, date: Date) -> Option<u32> {
    date.until(on).ok().and_then(|s| u32::try_from(s.get_days()).ok()).filter(|d| *d > 0)
}

/// Minutes of a visit; past midnight counts on, and nothing is longer than half a day.
pub(super) fn minutes_of(visit: &Visit) -> f64 {
    let (start, end) = (i32::from(visit.start.minutes()), i32::from(visit.end.minutes()));
    f64::from(if end < start { end + 1440 - start } else { end - start }.min(720))
}

/// A way from one recorded visit to the next is patrol if it took no longer, minutes; more may be a break (J).
pub(super) const WAY_MIN: i32 = 45;

/// A place at which somebody was seen, and whether on a walk that passes it.
type Sights = BTreeMap<(i64, i64), (LonLat, u32)>;

fn note(sights: &mut Sights, c: Coord<f64>, days: u32) {
    // About a metre: officers come to the same doors again and again.
    let key = ((c.x * 1e5).round() as i64, (c.y * 1e5).round() as i64);
    if let Ok(at) = LonLat::new(c.x, c.y) {
        sights.entry(key).and_modify(|s| s.1 = s.1.min(days)).or_insert((at, days));
    }
}

/// Places every 40 m along a line and at its ends.
fn note_line(sights: &mut Sights, line: &LineString<f64>, days: u32) {
    for l in line.lines() {
        let steps = (Plane::local_length(l.start, l.end) / 40.0).ceil().clamp(1.0, 10_000.0);
        for k in 0..steps as u32 {
            let share = f64::from(k) / steps;
            let c =
                Coord { x: l.start.x + (l.end.x - l.start.x) * share, y: l.start.y + (l.end.y - l.start.y) * share };
            note(sights, c, days);
        }
    }
    if let Some(c) = line.0.last() {
        note(sights, *c, days);
    }
}

/// Segments seen from a place.
fn seen_from(network: &Network, at: LonLat) -> Vec<SegmentId> {
    let mut ids: Vec<SegmentId> =
        network.segments_near(at, SIGHT).into_iter().filter(|s| network.segment(*s).length <= LONG).collect();
    ids.extend(network.segments_near(at, ON_IT));
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// For each segment the fewest days at which it was seen.
fn mark(network: &Network, sights: &Sights) -> Vec<Option<u32>> {
    let mut days: Vec<Option<u32>> = vec![None; network.segments().len()];
    let places: Vec<&(LonLat, u32)> = sights.values().collect();
    let found: Vec<(Vec<SegmentId>, u32)> = places.par_iter().map(|(at, d)| (seen_from(network, *at), *d)).collect();
    for (ids, d) in found {
        for id in ids {
            let slot = &mut days[id.ix()];
            *slot = Some(slot.map_or(d, |old| old.min(d)));
        }
    }
    days
}

/// Days before `on` since each segment was last seen, by any record held; `None` where there is no record.
#[must_use]
pub fn days_unseen(county: &County, on: Date) -> Vec<Option<u32>> {
    let (sights, _) = records(county, &Scope::new(county), CoverageOptions { days: 0, on });
    mark(&county.network, &sights)
}

/// The walked stops of published plans by date, officer and demand: a visit that says it was for one of them
/// walked its line.
fn walked_stops(county: &County) -> BTreeMap<(Date, &OfficerId, &str), &LineString<f64>> {
    let mut walks = BTreeMap::new();
    for plan in county.plans.iter().filter(|p| p.status == crate::domain::PlanStatus::Published) {
        for route in &plan.routes {
            for stop in route.stops() {
                if let StopShape::Walk(line) = &stop.at {
                    walks.insert((plan.date, &route.officer, stop.demand.as_str()), line);
                }
            }
        }
    }
    walks
}

/// Recorded minutes of a period.
#[derive(Debug, Default)]
struct Minutes {
    by_cell: BTreeMap<(OfficerId, u32), f64>,
    by_segment: BTreeMap<u32, f64>,
}

/// Where visits happened: sights of all records before the day, and minutes in the period.
fn records(county: &County, scope: &Scope, options: CoverageOptions) -> (Sights, Minutes) {
    let network = &county.network;
    let walks = walked_stops(county);
    let mut sights = Sights::new();
    let mut minutes = Minutes::default();
    let mut ends: BTreeMap<(Date, &OfficerId), i32> = BTreeMap::new();
    let there = county.operations.visits.iter().filter(|v| v.was_there());
    let dated: Vec<(&Visit, u32)> = there.filter_map(|v| Some((v, days_before(options.on, v.date)?))).collect();
    let snaps: Vec<_> = dated.par_iter().map(|(v, _)| network.snap(Profile::FootDay, v.at, REACH)).collect();
    for ((visit, days), snap) in dated.into_iter().zip(snaps) {
        // A record far from every street marks nothing, but it is a record.
        if let Some(snap) = snap {
            note(&mut sights, snap.at.coord(), days);
            if days <= options.days {
                let cell = scope.cell_of[snap.segment.ix()];
                // Visits of a date come in order of time; who walks from one to the next is on patrol.
                let begin = i32::from(visit.start.minutes());
                let end = begin + minutes_of(visit) as i32;
                let before = ends.insert((visit.date, &visit.officer), end).unwrap_or(begin);
                let way = begin - before;
                let way = if (1..=WAY_MIN).contains(&way) { f64::from(way) } else { 0.0 };
                let spent = minutes_of(visit) + way;
                *minutes.by_cell.entry((visit.officer.clone(), cell)).or_default() += spent;
                *minutes.by_segment.entry(snap.segment.0).or_default() += spent;
            }
        }
        if let (Some(way), Some(snap)) = (visit.way, snap) {
            for id in network.segments_near(snap.at, Metres::new(150.0)) {
                let s = network.segment(id);
                if s.osm_way == way && s.length <= LONG {
                    note_line(&mut sights, &s.line, days);
                }
            }
        }
        let whole = !visit.demand.is_empty() && visit.outcome == "done";
        if let Some(line) = walks.get(&(visit.date, &visit.officer, visit.demand.as_str())).filter(|_| whole) {
            note_line(&mut sights, line, days);
        }
    }
    (sights, minutes)
}

/// Sights of published plans of the period.
fn plans(county: &County, options: CoverageOptions) -> (Sights, bool) {
    let mut sights = Sights::new();
    let mut any = false;
    for plan in county.published_before(options.on) {
        let Some(days) = days_before(options.on, plan.date).filter(|d| *d <= options.days) else { continue };
        any = true;
        for item in plan.routes.iter().flat_map(|r| &r.items) {
            match item {
                RouteItem::Walk { line, .. } => note_line(&mut sights, line, days),
                RouteItem::Stop(stop) => match &stop.at {
                    StopShape::Point(c) => note(&mut sights, *c, days),
                    StopShape::Walk(line) => note_line(&mut sights, line, days),
                },
                RouteItem::Base { .. } | RouteItem::Ride { .. } | RouteItem::Break { .. } => {}
            }
        }
    }
    (sights, any)
}

/// Officer-days of the period, rostered or published, with the area where each was to be.
fn officer_days<'a>(
    county: &'a County,
    scope: &Scope,
    units: &'a [Unit],
    options: CoverageOptions,
) -> BTreeMap<(Date, &'a OfficerId), Patch> {
    let in_period = |d: Date| days_before(options.on, d).is_some_and(|n| n <= options.days);
    let mut own: BTreeMap<&OfficerId, Patch> = BTreeMap::new();
    for unit in units {
        if let Some(officer) = &unit.officer {
            own.entry(officer).or_default().extend(&unit.patch);
        }
    }
    for officer in &county.operations.officers {
        own.entry(&officer.id).or_insert_with(|| scope.patch(&officer.areas));
    }
    let mut found: BTreeMap<(Date, &OfficerId), Patch> = BTreeMap::new();
    for shift in county.operations.shifts.iter().filter(|s| s.kind == "patrol" && in_period(s.date)) {
        let patch = own.get(&shift.officer).cloned().unwrap_or_default();
        found.entry((shift.date, &shift.officer)).or_default().extend(patch);
    }
    for plan in county.published_before(options.on).filter(|p| in_period(p.date)) {
        for route in &plan.routes {
            let codes: Vec<&AreaCode> = route.wards.iter().map(|k| &k.code).collect();
            let mut patch = scope.patch(codes);
            if patch.is_empty() {
                patch = own.get(&route.officer).cloned().unwrap_or_default();
            }
            found.entry((plan.date, &route.officer)).or_default().extend(patch);
        }
    }
    found
}

/// Reads records and plans.
pub(super) fn look(county: &County, scope: &Scope, units: &[Unit], options: CoverageOptions) -> Visible {
    let (recorded, minutes) = records(county, scope, options);
    let (published, any_plan) = plans(county, options);
    let visits = &county.operations.visits;
    let held = visits.iter().filter_map(|v| days_before(options.on, v.date)).max();
    let mut known: BTreeSet<(Date, &OfficerId)> = visits.iter().map(|v| (v.date, &v.officer)).collect();
    // A day off the beat is accounted for: that officer was known not to patrol.
    let off = county.operations.abstractions.iter().filter(|a| a.hours >= 6.0);
    known.extend(off.map(|a| (a.date, &a.officer)));
    let days = officer_days(county, scope, units, options);
    let mut unknown = (Patch::new(), Patch::new());
    let mut silent = 0;
    for (key, patch) in &days {
        if !known.contains(key) {
            silent += 1;
            unknown.0.extend(patch);
            if days_before(options.on, key.0).is_some_and(|d| d <= 7) {
                unknown.1.extend(patch);
            }
        }
    }
    Visible {
        days: mark(&county.network, &recorded),
        planned: mark(&county.network, &published).into_iter().map(|d| d.is_some()).collect(),
        held,
        unknown,
        minutes: minutes.by_cell,
        minutes_on: minutes.by_segment,
        officer_days: (days.len() as u32, silent),
        any_plan,
    }
}
