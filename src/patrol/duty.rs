//! Who is on duty, from when to when, where from, and where they may be sent.

use super::rewards::Rewards;
use crate::county::County;
use crate::coverage::Deployment;
use crate::domain::asset::AssetKind;
use crate::domain::code::AreaCode;
use crate::domain::id::{BaseId, OfficerId, SchemeId, TeamId};
use crate::domain::place::{LonLat, Plane};
use crate::domain::tables::{Base, Officer, Shift};
use crate::domain::time::{Clock, TimeOfDay};
use geo::{Centroid, Contains};
use jiff::civil::Weekday;
use std::collections::BTreeMap;

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
}

impl Duty {
    /// Whether the duty may be sent to a ward (`None`: a place in no ward, open to all).
    #[must_use]
    pub fn may_go(&self, ward: Option<u32>) -> bool {
        self.wards.is_empty() || ward.is_none_or(|w| self.wards.contains(&w) || self.consent.contains(&w))
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

fn ward_indices(county: &County, codes: &[AreaCode]) -> Vec<u32> {
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

struct Terms {
    times: (TimeOfDay, TimeOfDay),
    minutes: (Option<u32>, Option<u32>, Option<u32>),
    pause: (Option<TimeOfDay>, Option<TimeOfDay>),
    discretion_pct: Option<u32>,
}

type Spans = ((i32, i32), (i32, i32), (i32, (i32, i32)), i64);

fn spans(clock: &Clock, r: &Rewards, terms: &Terms) -> Spans {
    const DAY: i32 = 86_400;
    let start = clock.at(terms.times.0).get();
    let mut end = clock.at(terms.times.1).get();
    if end <= start {
        end += DAY;
    }
    let or = |given: Option<u32>, name: &str| given.map_or_else(|| r.minutes(name), |m| m as i32 * 60);
    let within = |given: Option<TimeOfDay>, hours: i64| {
        given.map_or(start + hours as i32 * 3600, |t| {
            let t = clock.at(t).get();
            if t < start { t + DAY } else { t }
        })
    };
    (
        (start, end),
        (or(terms.minutes.1, "book_on_min"), or(terms.minutes.2, "write_up_min")),
        (
            or(terms.minutes.0, "break_min"),
            (within(terms.pause.0, r.get("break_from_h")), within(terms.pause.1, r.get("break_to_h"))),
        ),
        terms.discretion_pct.map_or_else(|| r.get("discretion_pct"), i64::from),
    )
}

fn nearest(bases: &[Base], to: LonLat) -> Option<&Base> {
    let far = |b: &Base| Plane::local_length(b.at.coord(), to.coord());
    bases.iter().min_by(|a, b| far(a).total_cmp(&far(b)).then_with(|| a.id.cmp(&b.id)))
}

/// Duties from the roster: the shifts table where it has rows for the date, else officers by their pattern.
/// Empty if there is no roster.
#[must_use]
pub fn from_roster(county: &County, clock: &Clock, r: &Rewards) -> Vec<Duty> {
    let ops = &county.operations;
    let date = clock.date();
    let shifts: Vec<&Shift> = ops.shifts.iter().filter(|s| s.date == date).collect();
    let here = |o: &Officer| {
        o.status == "active" && o.attached.0.is_none_or(|d| d <= date) && o.attached.1.is_none_or(|d| d >= date)
    };
    let away = |o: &OfficerId| {
        ops.abstractions.iter().any(|a| {
            a.date == date
                && &a.officer == o
                && (a.hours >= 6.0 || matches!(a.reason.as_str(), "leave" | "sick" | "training" | "secondment"))
        })
    };
    let mut jobs: Vec<(&Officer, Option<&Shift>)> = if shifts.is_empty() {
        ops.officers.iter().filter(|o| here(o)).map(|o| (o, None)).collect()
    } else {
        shifts
            .iter()
            .filter(|s| s.kind == "patrol")
            .filter_map(|s| Some((ops.officers.iter().find(|o| o.id == s.officer)?, Some(*s))))
            .collect()
    };
    jobs.retain(|(o, _)| !away(&o.id));
    jobs.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    let bases = bases(county);
    let mut cars: BTreeMap<BaseId, u32> = bases.iter().map(|b| (b.id.clone(), b.cars.unwrap_or(u32::MAX))).collect();
    let week = date.iso_week_date().week();
    let mut duties = Vec::new();
    for (i, (officer, shift)) in jobs.into_iter().enumerate() {
        let post =
            ops.posts.iter().find(|p| officer.post.as_ref() == Some(&p.id) || p.officer.as_ref() == Some(&officer.id));
        let scheme = officer.scheme.clone().or_else(|| post.map(|p| p.scheme.clone())).unwrap_or_default();
        let mut areas = officer.areas.clone();
        if areas.is_empty() {
            areas = post.map(|p| p.areas.clone()).unwrap_or_default();
        }
        if areas.is_empty() {
            areas = ops.schemes.iter().find(|s| s.id == scheme).map(|s| s.areas.clone()).unwrap_or_default();
        }
        let wards = ward_indices(county, &areas);
        let wanted = shift.and_then(|s| s.base.clone()).or_else(|| officer.base.clone());
        let middle = wards
            .first()
            .and_then(|&w| county.boundaries.wards.get(w as usize)?.geom.centroid())
            .and_then(|p| LonLat::new(p.x(), p.y()).ok())
            .unwrap_or_else(|| county.network.plane().origin());
        let Some(base) = wanted.and_then(|w| bases.iter().find(|b| b.id == w)).or_else(|| nearest(&bases, middle))
        else {
            continue;
        };
        let early = (i as i64 + i64::from(week)) % 2 == 0;
        let times = shift.map_or_else(|| default_shift(clock.weekday(), &officer.pattern, early), |s| (s.start, s.end));
        let terms = Terms {
            times,
            minutes: shift.map_or((None, None, None), |s| s.minutes),
            pause: shift.map_or((None, None), |s| s.break_window),
            discretion_pct: shift.and_then(|s| s.discretion_pct),
        };
        let (span, office, pause, discretion_pct) = spans(clock, r, &terms);
        let left = cars.get(&base.id).copied().unwrap_or(0);
        let car = shift.and_then(|s| s.car).unwrap_or(officer.may_drive) && officer.may_drive && left > 0;
        if car {
            cars.insert(base.id.clone(), left - 1);
        }
        duties.push(Duty {
            officer: officer.id.clone(),
            label: officer.label.clone(),
            team: officer.team.clone(),
            scheme,
            base: base.id.clone(),
            base_name: base.name.clone(),
            at: base.at,
            wards,
            consent: ward_indices(county, &officer.consent_areas),
            span,
            office,
            pause,
            discretion_pct,
            car,
            powers: officer.powers.clone(),
            dark_by_choice: officer.after_dark_alone,
            max_foot_m: officer.max_foot_km.map(|km| km * 1000.0),
        });
    }
    duties
}

/// `n` officers on duty in areas drawn by deployment, half early, half late.
#[must_use]
pub fn from_deployment(county: &County, clock: &Clock, r: &Rewards, n: u32, deployment: &Deployment) -> Vec<Duty> {
    let bases = bases(county);
    let day = clock.weekday();
    (0..n as usize)
        .filter_map(|i| {
            let area = deployment.areas.get(i);
            let (base, name, at) = match area {
                Some(a) => (a.base.id.clone(), a.base.name.clone(), a.base.at),
                None => bases.get(i % bases.len().max(1)).map(|b| (b.id.clone(), b.name.clone(), b.at))?,
            };
            let terms = Terms {
                times: default_shift(day, "default", i % 2 == 0),
                minutes: (None, None, None),
                pause: (None, None),
                discretion_pct: None,
            };
            let (span, office, pause, discretion_pct) = spans(clock, r, &terms);
            Some(Duty {
                officer: OfficerId::new(&format!("officer-{}", i + 1)),
                label: format!("Officer {}", i + 1),
                team: TeamId::default(),
                scheme: SchemeId::default(),
                base,
                base_name: name,
                at,
                wards: area.map(|a| a.wards.clone()).unwrap_or_default(),
                consent: Vec::new(),
                span,
                office,
                pause,
                discretion_pct,
                car: area.is_some_and(|a| a.needs_car),
                powers: Vec::new(),
                dark_by_choice: false,
                max_foot_m: None,
            })
        })
        .collect()
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
