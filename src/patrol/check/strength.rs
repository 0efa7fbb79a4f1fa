//! The roster of today against a plan that may be of yesterday: whoever walks a route is on the strength, has that shift
//! on that date, works no longer than a shift lasts, and is in one place at a time.

use super::{Case, Faults, Violation, terms};
use crate::domain::plan::Route;
use crate::domain::time::TimeOfDay;
use crate::patrol::PlanRequest;
use jiff::civil::Weekday;

/// The longest shift, hours of the clock.
const LONGEST_H: i64 = 12;

/// Usual shifts where the shifts table has no row for a date: (from, to) in minutes after midnight.
const WEEK: &[(u16, u16)] = &[(480, 960), (780, 1260), (450, 930)];
const FRIDAY_AND_SATURDAY: &[(u16, u16)] = &[(600, 1080), (840, 1320), (450, 930)];
const SUNDAY: &[(u16, u16)] = &[(720, 1200)];

/// Whether the plan says that its officers come from the roster, and not from a number of officers to assume.
fn from_roster(case: &Case<'_>) -> bool {
    let request = case.plan.facts.get("request").and_then(|text| serde_json::from_str::<PlanRequest>(text).ok());
    request.is_some_and(|r| r.officers.is_none())
}

pub(super) fn check(case: &Case<'_>, route: &Route, partly_off: bool, faults: &mut Faults<'_>) {
    let (date, ops) = (case.plan.date, &case.county.operations);
    let local = |at| case.clock.zoned(at).datetime();
    let long = local(route.end).duration_since(local(route.start));
    if long > jiff::SignedDuration::from_hours(LONGEST_H) {
        faults.say(format!("the shift lasts {} hours, and at most {LONGEST_H} may be", long.as_hours()));
    }
    let Some(officer) = case.officer(route) else {
        if from_roster(case) {
            faults.say("the roster has no such officer".into());
        }
        return;
    };
    let (from, to) = officer.attached;
    if officer.status != "active" {
        faults.say(format!("the officer is not on the strength ({})", officer.status.replace('_', " ")));
    } else if from.is_some_and(|d| d > date) || to.is_some_and(|d| d < date) {
        faults.say("the officer is not attached to the area on this date".into());
    }
    let listed = ops.shifts.iter().any(|s| s.date == date);
    if listed && terms::shift(case, route).is_none() {
        faults.say("the roster has no patrol shift for this officer on this date".into());
    }
    if !listed && !partly_off && from_roster(case) && !usual(case, route) {
        faults.say("the roster has no row for this date, and the shift is none of the usual ones".into());
    }
}

fn usual(case: &Case<'_>, route: &Route) -> bool {
    let all = match case.plan.date.weekday() {
        Weekday::Sunday => SUNDAY,
        Weekday::Friday | Weekday::Saturday => FRIDAY_AND_SATURDAY,
        _ => WEEK,
    };
    let at = |m: u16| TimeOfDay::hm(m / 60, m % 60).map(|t| case.clock.at(t));
    all.iter().any(|s| at(s.0) == Some(route.start) && at(s.1) == Some(route.end))
}

/// Nobody walks two routes at once.
pub(super) fn check_team(case: &Case<'_>, out: &mut Vec<Violation>) {
    let routes = &case.plan.routes;
    for (i, a) in routes.iter().enumerate() {
        let again = |b: &&Route| b.officer == a.officer && b.start < a.end && a.start < b.end;
        if let Some(b) = routes.iter().take(i).find(again) {
            let what = format!("two routes at once, from {} and from {}", case.hhmm(b.start), case.hhmm(a.start));
            out.push(Violation { officer: a.officer.as_str().to_owned(), what });
        }
    }
}
