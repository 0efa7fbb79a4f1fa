//! Visits: dwell, number and spacing at hotspots, opening hours, and that a stop is where its demand is.

use super::{Case, Faults, Violation, apart, demand};
use crate::domain::asset::Asset;
use crate::domain::calendar::Nation;
use crate::domain::opening;
use crate::domain::place::LonLat;
use crate::domain::plan::{DemandKind, Route, RouteItem};
use crate::domain::tables::Tasking;
use crate::domain::time::{Clock, TimeOfDay};
use opening_hours::RuleKind;
use std::collections::{BTreeMap, BTreeSet};

/// Most visits to one hotspot in a day (Ariel, Weinborn & Sherman 2016).
const MOST_VISITS: usize = 3;
/// How far along its street a sensitive tasking may be shown from its place, metres.
const STRETCH_M: f64 = 150.0;
/// Least and most minutes at a hotspot (Koper 1995).
const DWELL_MIN: (i32, i32) = (10, 15);

/// Opening hours of the date in elapsed seconds; `None` where none are stated or they cannot be read.
pub(super) fn open(case: &Case<'_>, stated: &str) -> Option<Vec<(i32, i32)>> {
    let date = case.clock.date();
    let rules = opening::rules(stated, Nation::of(&case.county.boundaries), date.year())?;
    let midnight = chrono::NaiveDate::from_ymd_opt(i32::from(date.year()), date.month() as u32, date.day() as u32)?
        .and_hms_opt(0, 0, 0)?;
    let elapsed = |t: chrono::NaiveDateTime| {
        let minutes = (t - midnight).num_minutes();
        let time = |m: i64| {
            TimeOfDay::hm((m / 60) as u16, (m % 60) as u16).unwrap_or_else(|| TimeOfDay::hm(24, 0).unwrap_or(NOON))
        };
        if minutes < 1440 {
            return case.clock.at(time(minutes.max(0))).get();
        }
        let next = date.tomorrow().map(Clock::london).map_or(0, |c| c.at(time(minutes - 1440)).get());
        case.clock.at(time(1440)).get() + next
    };
    let mut out: Vec<(i32, i32)> = Vec::new();
    for range in rules.iter_range(midnight, midnight + chrono::TimeDelta::hours(30)) {
        if range.kind == RuleKind::Open {
            let (from, to) = (elapsed(range.range.start), elapsed(range.range.end));
            match out.last_mut() {
                Some(last) if last.1 == from => last.1 = to,
                _ => out.push((from, to)),
            }
        }
    }
    Some(out)
}

/// Whether a place is shut all day by its kind: at a weekend, or on a bank holiday of which its hours do not speak.
pub(super) fn shut(case: &Case<'_>, a: &Asset) -> bool {
    let date = case.clock.date();
    let Some(usual) = case.cadences.of(a.kind.slug(), a.risk_band.slug()) else { return false };
    let (nation, stated) = (Nation::of(&case.county.boundaries), a.opening_hours.trim());
    if stated.is_empty() {
        usual.shut(date, nation)
    } else {
        usual.keeps(date, nation) && !stated.contains("PH") && stated != "24/7"
    }
}

const NOON: TimeOfDay = match TimeOfDay::hm(12, 0) {
    Some(t) => t,
    None => panic!("noon exists"),
};

/// Where a demand is, if the county's tables say.
fn place(case: &Case<'_>, kind: &str, id: &str) -> Option<LonLat> {
    let ops = &case.county.operations;
    match kind {
        "asset" => ops.assets.iter().find(|a| a.id.as_str() == id).map(|a| a.at),
        "concern" => ops.concerns.iter().find(|c| c.id == id).map(|c| c.at),
        "tasking" => super::orders::held(case, id).map(|t| t.at),
        "engagement" => ops.engagements.iter().find(|e| e.id == id).map(|e| e.at),
        _ => None,
    }
}

pub(super) fn check(case: &Case<'_>, route: &Route, faults: &mut Faults<'_>) {
    let ops = &case.county.operations;
    for stop in route.stops() {
        let at = case.hhmm(stop.arrive);
        let time = (stop.leave - stop.arrive).get();
        let whole = !case.broken(route, stop);
        if whole && stop.kind == DemandKind::Hotspot && !(DWELL_MIN.0 * 60..=DWELL_MIN.1 * 60).contains(&time) {
            faults.say(format!("the stop at the hotspot {} at {at} lasts {} min, not 10 to 15", stop.name, time / 60));
        }
        if stop.purpose.trim().is_empty() || stop.action.is_empty() {
            faults.say(format!("{} at {at} has no purpose or nothing to do", stop.name));
        }
        let (kind, id) = demand(stop);
        // Of a sensitive tasking the street is shown, not the door.
        let blurred = if Tasking::is_hidden(&stop.demand) { STRETCH_M } else { 0.0 };
        let reach = case.r.metres("snap_reach_m") + super::NEAR_M + blurred;
        match place(case, kind, id) {
            Some(p) if apart(p.coord(), stop.at.start()) > reach => {
                faults.say(format!(
                    "{} is visited {:.0} m from where it is",
                    stop.name,
                    apart(p.coord(), stop.at.start())
                ));
            }
            None if matches!(kind, "asset" | "concern" | "tasking" | "engagement") => {
                faults.say(format!("the county knows no {}", stop.demand));
            }
            _ => {}
        }
        let asset = match kind {
            "asset" => ops.assets.iter().find(|a| a.id.as_str() == id),
            "group" => {
                let group = ops.groups.iter().find(|g| g.id == id).and_then(|g| g.asset.as_ref());
                group.and_then(|g| ops.assets.iter().find(|a| &a.id == g))
            }
            _ => None,
        };
        if asset.is_some_and(|a| shut(case, a)) {
            faults.say(format!("{} is shut on this date", stop.name));
        }
        if let Some(hours) = asset.and_then(|a| open(case, &a.opening_hours))
            && !super::day::inside(&hours, (stop.arrive.get(), stop.leave.get()))
        {
            faults.say(format!("{} is closed at {at} or before {}", stop.name, case.hhmm(stop.leave)));
        }
    }
    if route.items.iter().any(|i| matches!(i, RouteItem::Stop(s) if s.leave <= s.arrive)) {
        faults.say("a stop takes no time".into());
    }
}

/// Visits to one demand by the whole team: number and spacing. Officers who walk together are one visit.
pub(super) fn check_team(case: &Case<'_>, out: &mut Vec<Violation>) {
    let mut visits: BTreeMap<(&str, DemandKind), BTreeSet<(i32, i32)>> = BTreeMap::new();
    for route in &case.plan.routes {
        let pairs = case.together(route).count() > 1;
        for s in route.stops() {
            let several = demand(s).0 == "tasking"
                && super::orders::held(case, demand(s).1).is_some_and(|t| t.officers_needed > 1);
            let times = visits.entry((s.demand.as_str(), s.kind)).or_default();
            if !times.insert((s.arrive.get(), s.leave.get())) && !pairs && !several {
                let what = format!("{} is visited twice at {}", s.demand, case.hhmm(s.arrive));
                out.push(Violation { officer: route.officer.as_str().to_owned(), what });
            }
        }
    }
    let spacing = case.r.minutes("hotspot_spacing_min");
    for ((id, kind), times) in &visits {
        let mut say = |what: String| out.push(Violation { officer: String::new(), what });
        let most = match kind {
            DemandKind::Hotspot => MOST_VISITS,
            DemandKind::Concern => 2,
            _ => 1,
        };
        if times.len() > most {
            say(format!("{id} is visited {} times, at most {most}", times.len()));
        }
        let list: Vec<_> = times.iter().collect();
        if let Some(w) = list.windows(2).find(|w| w[1].0 - w[0].1 < spacing)
            && matches!(kind, DemandKind::Hotspot | DemandKind::Concern)
        {
            let again = case.hhmm(crate::domain::Seconds::new(w[1].0));
            say(format!("{id} is visited again at {again}, less than {} minutes after the last visit", spacing / 60));
        }
    }
}
