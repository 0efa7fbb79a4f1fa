//! Who is on duty, from when to when, where from, and where they may be sent.

use super::hours;
use super::rewards::Rewards;
use crate::county::County;
use crate::domain::asset::AssetKind;
use crate::domain::code::AreaCode;
use crate::domain::id::{BaseId, OfficerId, SchemeId, TeamId};
use crate::domain::place::{LonLat, Plane};
use crate::domain::tables::Base;
use crate::domain::time::{Clock, TimeOfDay};
use geo::{Centroid, Contains};
use jiff::civil::Weekday;

/// One officer's duty.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    /// Who.
    pub officer: OfficerId,
    /// Call sign.
    pub label: String,
    /// Team, empty if none.
    pub team: TeamId,
    /// Who pays, empty if none.
    pub scheme: SchemeId,
    /// Base.
    pub base: BaseId,
    /// Its name.
    pub base_name: String,
    /// Where it is.
    pub at: LonLat,
    /// Wards of the patrol area, as indices; empty: everywhere.
    pub wards: Vec<u32>,
    /// Other wards by consent.
    pub consent: Vec<u32>,
    /// Begin and end of the shift, seconds from local midnight.
    pub span: (i32, i32),
    /// Seconds of book-on and of write-up.
    pub office: (i32, i32),
    /// Seconds of the break; earliest start and latest end.
    pub pause: (i32, (i32, i32)),
    /// Percent of patrol time left unplanned.
    pub discretion_pct: i64,
    /// Whether a car is at hand.
    pub car: bool,
    /// Powers.
    pub powers: Vec<String>,
    /// Walks with another, or is allowed out alone after dark.
    pub dark_by_choice: bool,
    /// Most metres on foot between stops.
    pub max_foot_m: Option<f64>,
    /// Walking speed, tenths of km/h, if slower or faster than the usual.
    pub walk_kmh_tenths: Option<i64>,
    /// Others who walk the whole shift with this officer.
    pub with: Vec<Partner>,
}

/// An officer who walks with another.
#[derive(Debug, Clone, PartialEq)]
pub struct Partner {
    /// Who.
    pub officer: OfficerId,
    /// Call sign.
    pub label: String,
    /// Team.
    pub team: TeamId,
    /// Who pays.
    pub scheme: SchemeId,
}

impl Duty {
    /// Whether the duty may be sent to a ward (`None`: a place in no ward, open to all).
    #[must_use]
    pub fn may_go(&self, ward: Option<u32>) -> bool {
        self.wards.is_empty() || ward.is_none_or(|w| self.wards.contains(&w) || self.consent.contains(&w))
    }

    /// Whether the duty may be sent to a place of a ward: without a car no farther from the base than `reach` metres.
    #[must_use]
    pub fn may_be_sent(&self, ward: Option<u32>, at: LonLat, reach: f64) -> bool {
        self.may_go(ward) && (self.car || Plane::local_length(self.at.coord(), at.coord()) <= reach)
    }
}

/// Default shift of design 5.6: early or late by weekday.
#[must_use]
pub fn default_shift(day: Weekday, pattern: &str, early: bool) -> (TimeOfDay, TimeOfDay) {
    let hm = |h: u16, m: u16| TimeOfDay::hm(h, m).unwrap_or_else(|| TimeOfDay::hm(8, 0).unwrap_or(MIDNIGHT));
    let early = match pattern {
        "early" | "days" | "school_gate" => true,
        "late" => false,
        _ => early,
    };
    match (day, early) {
        (Weekday::Sunday, _) => (hm(12, 0), hm(20, 0)),
        (Weekday::Friday | Weekday::Saturday, true) if pattern != "school_gate" => (hm(10, 0), hm(18, 0)),
        (Weekday::Friday | Weekday::Saturday, false) => (hm(14, 0), hm(22, 0)),
        (_, true) if pattern == "school_gate" => (hm(7, 30), hm(15, 30)),
        (_, true) => (hm(8, 0), hm(16, 0)),
        (_, false) => (hm(13, 0), hm(21, 0)),
    }
}

const MIDNIGHT: TimeOfDay = match TimeOfDay::hm(0, 0) {
    Some(t) => t,
    None => panic!("midnight exists"),
};

/// Bases of the force, else police stations on the map, else a place in the middle of the network.
#[must_use]
pub fn bases(county: &County) -> Vec<Base> {
    if !county.operations.bases.is_empty() {
        return county.operations.bases.clone();
    }
    let mut found: Vec<Base> = county
        .operations
        .assets
        .iter()
        .filter(|a| a.kind == AssetKind::PoliceStation)
        .map(|a| Base {
            id: BaseId::new(a.id.as_str()),
            name: if a.name.is_empty() { "Police station".to_owned() } else { a.name.clone() },
            at: a.at,
            cars: None,
            refreshment: true,
        })
        .collect();
    if found.is_empty() {
        let at = county.network.plane().origin();
        found.push(Base {
            id: BaseId::new("middle"),
            name: "Middle of the map (no base is known)".to_owned(),
            at,
            cars: None,
            refreshment: true,
        });
    }
    found
}

pub(super) fn ward_indices(county: &County, codes: &[AreaCode]) -> Vec<u32> {
    let b = &county.boundaries;
    let mut wards: Vec<u32> = Vec::new();
    for code in codes {
        if let Some(i) = b.wards.iter().position(|w| &w.key.code == code) {
            wards.push(i as u32);
        } else if let Some(parish) = b.parishes.iter().find(|p| &p.key.code == code) {
            // A parish stands for the wards that share a middle with it.
            let middle = parish.geom.centroid();
            for (i, ward) in b.wards.iter().enumerate() {
                let inside = ward.geom.centroid().is_some_and(|c| parish.geom.contains(&c));
                if inside || middle.is_some_and(|m| ward.geom.contains(&m)) {
                    wards.push(i as u32);
                }
            }
        }
    }
    wards.sort_unstable();
    wards.dedup();
    wards
}

/// The terms of a shift, as far as they are given.
pub(super) struct Terms {
    pub times: (TimeOfDay, TimeOfDay),
    pub minutes: (Option<u32>, Option<u32>, Option<u32>),
    pub pause: (Option<TimeOfDay>, Option<TimeOfDay>),
    pub discretion_pct: Option<u32>,
}

/// Shift; book-on and write-up; break with its window; discretion.
pub(super) type Spans = ((i32, i32), (i32, i32), (i32, (i32, i32)), i64);

/// Turns the terms of a shift into seconds.
pub(super) fn spans(clock: &Clock, r: &Rewards, terms: &Terms) -> Spans {
    let start = clock.at(terms.times.0).get();
    // Local times of the next day are read on the next day's clock: nights of the clock change are 7 or 9 hours.
    let tomorrow = |t: TimeOfDay| hours::local(clock, 1440 + i32::from(t.minutes()));
    let mut end = clock.at(terms.times.1).get();
    if end <= start {
        end = tomorrow(terms.times.1);
    }
    let or = |given: Option<u32>, usual: i32| given.map_or(usual, |m| m as i32 * 60);
    let within = |given: Option<TimeOfDay>, hours: i64| {
        given.map_or(start + hours as i32 * 3600, |t| {
            let at = clock.at(t).get();
            if at < start { tomorrow(t) } else { at }
        })
    };
    let window = (within(terms.pause.0, r.get("break_from_h")), within(terms.pause.1, r.get("break_to_h")));
    let office = (or(terms.minutes.1, r.minutes("book_on_min")), or(terms.minutes.2, r.minutes("write_up_min")));
    let mut pause = or(terms.minutes.0, r.minutes("break_min"));
    // A short shift ends before its break would be due.
    if window.0 + pause > window.1.min(end - office.1) {
        pause = 0;
    }
    let discretion = terms.discretion_pct.map_or_else(|| r.get("discretion_pct"), i64::from);
    ((start, end), office, (pause, window), discretion)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_shifts_follow_the_week() {
        let text = |d, early| {
            let (a, b) = default_shift(d, "default", early);
            format!("{a}-{b}")
        };
        assert_eq!(text(Weekday::Monday, true), "08:00-16:00");
        assert_eq!(text(Weekday::Thursday, false), "13:00-21:00");
        assert_eq!(text(Weekday::Friday, true), "10:00-18:00");
        assert_eq!(text(Weekday::Saturday, false), "14:00-22:00");
        assert_eq!(text(Weekday::Sunday, true), "12:00-20:00");
        assert_eq!(default_shift(Weekday::Tuesday, "school_gate", false).0.to_string(), "07:30");
    }

    #[test]
    fn a_night_shift_ends_the_next_day_and_keeps_its_break_inside() {
        let clock = Clock::london("2026-07-10".parse().unwrap());
        let terms = Terms {
            times: ("18:00".parse().unwrap(), "02:00".parse().unwrap()),
            minutes: (None, Some(20), None),
            pause: (None, None),
            discretion_pct: None,
        };
        let (span, office, pause, pct) = spans(&clock, &Rewards::shipped(), &terms);
        assert_eq!(span, (18 * 3600, 26 * 3600));
        assert_eq!(office, (1200, 2400));
        assert_eq!(pause, (1800, (21 * 3600, 23 * 3600)));
        assert_eq!(pct, 25);
    }
}
