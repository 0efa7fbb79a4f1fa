//! Duties from the roster, or for areas that deployment drew; officers who walk together become one duty.

use super::duty::{Duty, Partner, Terms, bases, default_shift, spans, ward_indices};
use super::rewards::Rewards;
use crate::county::County;
use crate::coverage::Deployment;
use crate::domain::id::{BaseId, OfficerId, SchemeId, TeamId};
use crate::domain::place::{LonLat, Plane};
use crate::domain::tables::{Base, Officer, Shift};
use crate::domain::time::Clock;
use geo::Centroid;
use std::collections::BTreeMap;

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
    let mut duties: Vec<Duty> = Vec::new();
    let mut pairs: Vec<(OfficerId, OfficerId)> = Vec::new();
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
            walk_kmh_tenths: officer.walk_kmh.map(|kmh| (kmh * 10.0).floor() as i64),
            with: Vec::new(),
        });
        if let Some(other) = shift.and_then(|s| s.paired_with.clone()).or_else(|| officer.paired_with.clone()) {
            pairs.push((officer.id.clone(), other));
        }
    }
    join(duties, &pairs)
}

/// Makes one duty of two officers who walk together and work the same hours from the same base.
fn join(mut duties: Vec<Duty>, pairs: &[(OfficerId, OfficerId)]) -> Vec<Duty> {
    for (a, b) in pairs {
        let place = |o: &OfficerId| duties.iter().position(|d| &d.officer == o);
        let (Some(i), Some(j)) = (place(a), place(b)) else { continue };
        let (i, j) = (i.min(j), i.max(j));
        if i == j || duties[i].span != duties[j].span || duties[i].base != duties[j].base {
            continue;
        }
        let second = duties.remove(j);
        let first = &mut duties[i];
        first.with.push(Partner {
            officer: second.officer,
            label: second.label,
            team: second.team,
            scheme: second.scheme,
        });
        first.powers.extend(second.powers);
        first.consent.extend(second.wards.into_iter().chain(second.consent));
        first.car |= second.car;
        first.dark_by_choice = true;
        first.discretion_pct = first.discretion_pct.max(second.discretion_pct);
        first.max_foot_m = first.max_foot_m.into_iter().chain(second.max_foot_m).reduce(f64::min);
        first.walk_kmh_tenths = first.walk_kmh_tenths.into_iter().chain(second.walk_kmh_tenths).min();
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
                walk_kmh_tenths: None,
                with: Vec::new(),
            })
        })
        .collect()
}
