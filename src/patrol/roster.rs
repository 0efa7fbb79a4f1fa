//! Duties from the roster, or for areas that deployment drew; officers who walk together become one duty.

use super::duty::{Duty, Partner, Terms, bases, default_shift, spans, ward_indices};
use super::fit;
use super::rewards::Rewards;
use super::sunset::sunset;
use crate::county::County;
use crate::coverage::{Deployment, PatrolArea};
use crate::domain::id::{BaseId, OfficerId, SchemeId, SegmentId, TeamId};
use crate::domain::place::{LonLat, Plane};
use crate::domain::tables::Base;
use crate::domain::time::{Clock, TimeOfDay};
use crate::domain::units::Metres;
use crate::hotspot::HotspotReport;
use crate::street::{Profile, Snap};
use geo::Centroid;
use jiff::civil::Weekday;
use std::collections::BTreeMap;

fn nearest(bases: &[Base], to: LonLat) -> Option<&Base> {
    let far = |b: &Base| Plane::local_length(b.at.coord(), to.coord());
    bases.iter().min_by(|a, b| far(a).total_cmp(&far(b)).then_with(|| a.id.cmp(&b.id)))
}

/// Duties from the roster: the shifts table where it has rows for the date, else officers by their pattern.
/// Empty if there is no roster. Rows that cannot be planned, and areas that nobody knows, are noted.
#[must_use]
pub fn from_roster(county: &County, clock: &Clock, r: &Rewards, notes: &mut Vec<String>) -> Vec<Duty> {
    let ops = &county.operations;
    let date = clock.date();
    let away = |o: &OfficerId| {
        ops.abstractions.iter().any(|a| {
            a.date == date
                && &a.officer == o
                && (a.hours >= 6.0 && (a.span.0.is_none() || a.span.1.is_none())
                    || matches!(a.reason.as_str(), "leave" | "sick" | "training" | "secondment"))
        })
    };
    let mut jobs = fit::officers(county, date, notes);
    jobs.retain(|(o, _)| !away(&o.id));
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
        let wards = fit::wards(county, officer, &areas, base.at, notes);
        let early = (i as i64 + i64::from(week)) % 2 == 0;
        let usual = || default_shift(clock.weekday(), &officer.pattern, early);
        let Some(times) = free(county, clock, &officer.id, shift.map_or_else(usual, |s| (s.start, s.end))) else {
            continue;
        };
        let terms = Terms {
            times,
            minutes: shift.map_or((None, None, None), |s| s.minutes),
            pause: shift.map_or((None, None), |s| s.break_window),
            discretion_pct: shift.and_then(|s| s.discretion_pct),
        };
        let (span, office, pause, discretion_pct) = spans(clock, r, &terms);
        let patrol = span.1 - span.0 - office.0 - office.1 - pause.0;
        let discretion_pct = with_unplaced(county, clock, &officer.id, patrol, discretion_pct);
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

/// The longer part of a shift that hours off the beat leave, where their times are known; `None` if less than two
/// hours are left.
fn free(
    county: &County,
    clock: &Clock,
    officer: &OfficerId,
    mut times: (TimeOfDay, TimeOfDay),
) -> Option<(TimeOfDay, TimeOfDay)> {
    let minutes = |t: TimeOfDay, from: TimeOfDay| {
        // On the next day if not later than the start.
        i32::from(t.minutes()) + if t <= from { 1440 } else { 0 }
    };
    let off = county.operations.abstractions.iter();
    for a in off.filter(|a| a.date == clock.date() && &a.officer == officer) {
        let (Some(from), Some(to)) = a.span else { continue };
        let (start, end) = (i32::from(times.0.minutes()), minutes(times.1, times.0));
        // Hours after midnight belong to a shift that is still on then.
        let shift = |t: TimeOfDay| {
            let m = i32::from(t.minutes());
            if m < start && m + 1440 <= end { m + 1440 } else { m }
        };
        let (from_m, mut to_m) = (shift(from), shift(to));
        if to_m <= from_m {
            to_m += 1440;
        }
        if to_m <= start || from_m >= end {
            continue;
        }
        let (before, after) = (from_m - start, end - to_m);
        if before.max(after) < 120 {
            return None;
        }
        if before >= after {
            times.1 = from;
        } else {
            times.0 = to;
        }
    }
    Some(times)
}

/// Percent of patrol time left free, with room for hours off the beat whose time of day nobody has given.
fn with_unplaced(county: &County, clock: &Clock, officer: &OfficerId, patrol: i32, pct: i64) -> i64 {
    let off = county.operations.abstractions.iter();
    let unplaced = |a: &&crate::domain::tables::Abstraction| {
        a.date == clock.date() && &a.officer == officer && (a.span.0.is_none() || a.span.1.is_none())
    };
    let hours: f64 = off.filter(unplaced).map(|a| a.hours.max(0.0)).sum();
    let share = (hours * 3600.0 / f64::from(patrol.max(1))).min(1.0);
    pct + ((100 - pct) as f64 * share).ceil() as i64
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

/// Streets looked at to tell how much of an area can be patrolled after dark.
const SAMPLED: usize = 40;

/// Share of some of an area's streets that can be walked to after dark: from its base, or by whoever rides there.
fn lit_share(county: &County, area: &PatrolArea) -> f64 {
    let net = &county.network;
    let limit = Metres::new(150.0);
    let homes: Vec<LonLat> = net
        .segments()
        .iter()
        .enumerate()
        .filter(|(_, s)| s.is_frontage() && s.ward.is_some_and(|w| area.wards.contains(&w)))
        .map(|(i, s)| net.position(SegmentId::from_ix(i), s.length.get() / 2.0))
        .collect();
    let step = homes.len().div_ceil(SAMPLED).max(1);
    let sample: Vec<LonLat> = homes.into_iter().step_by(step).collect();
    let Some(base) = net.snap(Profile::FootDark, area.base.at, limit).filter(|_| !sample.is_empty()) else {
        return 0.0;
    };
    let lit: Vec<Snap> = sample.iter().filter_map(|&at| net.snap(Profile::FootDark, at, Metres::new(1.0))).collect();
    let fit = if area.needs_car {
        lit.len()
    } else {
        let places: Vec<Snap> = std::iter::once(base).chain(lit).collect();
        let legs = net.matrix(Profile::FootDark, &places, None);
        (1..places.len()).filter(|&j| legs.seconds(0, j).is_some()).count()
    };
    fit as f64 / sample.len() as f64
}

/// Least share of an area's streets that can be walked to after dark, for a late shift when it is dark.
const LIT_ENOUGH: f64 = 0.5;

/// Which of `n` officers work late: at most half of them, and if it gets dark during the shift only in areas that can
/// be patrolled after dark; on Fridays and Saturdays the areas with most harm (harm peaks in the evenings of the
/// weekend), on other days by turns, week by week, so that no place has only mornings or only evenings.
fn late(county: &County, clock: &Clock, n: usize, deployment: &Deployment, spots: &HotspotReport) -> Vec<bool> {
    let day = clock.weekday();
    let end = clock.at(default_shift(day, "late", false).1);
    let sunset = sunset(clock, county.network.plane().origin());
    let fit = |i: usize| {
        let lit = |a| sunset.get() + 3600 >= end.get() || lit_share(county, a) >= LIT_ENOUGH;
        deployment.areas.get(i).is_some_and(lit)
    };
    let harm = |i: usize| -> f64 {
        let Some(area) = deployment.areas.get(i) else { return 0.0 };
        let inside = |h: &&crate::domain::Hotspot| h.segments.iter().any(|s| area.segments.binary_search(s).is_ok());
        spots.hotspots.iter().filter(inside).map(|h| h.score).sum()
    };
    let mut fits: Vec<usize> = (0..n).filter(|&i| fit(i)).collect();
    let mut late = vec![false; n];
    if matches!(day, Weekday::Friday | Weekday::Saturday) {
        fits.sort_by(|&a, &b| harm(b).total_cmp(&harm(a)).then(a.cmp(&b)));
        fits.iter().take(n / 2).for_each(|&i| late[i] = true);
        return late;
    }
    // Where few areas can be patrolled after dark, each still has mornings in one week of three.
    let most = (n / 2).min((fits.len() * 2).div_ceil(3));
    let week = clock.date().iso_week_date().week().unsigned_abs() as usize;
    for k in 0..most {
        late[fits[(week * most + k) % fits.len()]] = true;
    }
    late
}

/// `n` officers on duty in areas drawn by deployment, half early, half late.
#[must_use]
pub fn from_deployment(
    county: &County,
    clock: &Clock,
    r: &Rewards,
    n: u32,
    (deployment, spots): (&Deployment, &HotspotReport),
) -> Vec<Duty> {
    let bases = bases(county);
    let day = clock.weekday();
    let late = late(county, clock, n as usize, deployment, spots);
    (0..n as usize)
        .filter_map(|i| {
            let area = deployment.areas.get(i);
            let (base, name, at) = match area {
                Some(a) => (a.base.id.clone(), a.base.name.clone(), a.base.at),
                None => bases.get(i % bases.len().max(1)).map(|b| (b.id.clone(), b.name.clone(), b.at))?,
            };
            let terms = Terms {
                times: default_shift(day, "default", !late[i]),
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

#[cfg(test)]
mod tests {
    use crate::domain::Seconds;
    use crate::domain::tables::Abstraction;
    use crate::patrol::check::check;
    use crate::patrol::rewards::Rewards;
    use crate::patrol::tests::world::{county, officer, picture, with};
    use crate::patrol::{PlanError, PlanRequest, plan_from};

    fn off(span: (&str, &str), hours: f64, reason: &str) -> Abstraction {
        Abstraction {
            id: "a".into(),
            officer: "1".into(),
            date: "2026-07-10".parse().unwrap(),
            span: (span.0.parse().ok(), span.1.parse().ok()),
            hours,
            reason: reason.into(),
            scheme: None,
        }
    }

    fn plan(off: Abstraction) -> Result<crate::domain::Plan, PlanError> {
        let c = with(county(), |o| {
            o.officers = vec![officer("1", false)];
            o.abstractions = vec![off];
        });
        let request = PlanRequest { iterations: 50, ..PlanRequest::new("2026-07-10".parse().unwrap()) };
        let plan = plan_from(&c, &request, &picture(&c, &[(2.0, 2.0), (6.0, 5.0)]), &Rewards::shipped())?;
        assert_eq!(check(&c, &plan), vec![]);
        Ok(plan)
    }

    #[test]
    fn hours_off_the_beat_are_not_planned() {
        // The early shift of a Friday is 10:00 to 18:00.
        let span = |o| plan(o).map(|p| (p.routes[0].start, p.routes[0].end)).unwrap();
        let h = |a: i32, b: i32| (Seconds::new(a * 3600), Seconds::new(b * 3600));
        assert_eq!(span(off(("10:00", "12:00"), 2.0, "court")), h(12, 18));
        assert_eq!(span(off(("15:00", "17:00"), 2.0, "front_desk")), h(10, 15));
        assert_eq!(span(off(("07:00", "09:00"), 2.0, "meeting")), h(10, 18));
        assert!(plan(off(("11:00", "17:00"), 6.0, "scene_guard")).is_err(), "an hour at either end is no patrol");
        assert!(plan(off(("", ""), 0.0, "sick")).is_err());
    }

    #[test]
    fn hours_without_a_time_of_day_leave_as_much_room() {
        let slack = |o| plan(o).unwrap().routes[0].minutes["slack"];
        assert!(slack(off(("", ""), 4.0, "custody")) >= 240 + 35);
    }
}
