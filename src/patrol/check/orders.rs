//! Taskings and engagements: their times, and who may do them.

use super::{Case, Faults, demand};
use crate::domain::id::{OfficerId, TeamId};
use crate::domain::plan::{Route, Stop};
use crate::domain::tables::Tasking;
use crate::domain::time::{Clock, TimeOfDay};

pub(super) fn check(case: &Case<'_>, route: &Route, faults: &mut Faults<'_>) {
    for stop in route.stops() {
        match demand(stop) {
            ("tasking", id) => tasking(case, route, stop, id, faults),
            ("engagement", id) => engagement(case, route, stop, id, faults),
            _ => {}
        }
    }
}

/// A local end: on the next day if not after its start.
fn end(case: &Case<'_>, from: i32, to: TimeOfDay) -> i32 {
    let today = case.clock.at(to).get();
    if today > from {
        return today;
    }
    let midnight = TimeOfDay::hm(24, 0).map_or(86_400, |t| case.clock.at(t).get());
    midnight + case.clock.date().tomorrow().map(Clock::london).map_or(0, |c| c.at(to).get())
}

/// Whether the only officer and the only team that may do something are on the route.
fn bound(case: &Case<'_>, route: &Route, who: Option<&OfficerId>, team: Option<&TeamId>) -> bool {
    let on = |test: &dyn Fn(&Route) -> bool| test(route) || case.together(route).any(test);
    who.is_none_or(|o| on(&|r: &Route| &r.officer == o)) && team.is_none_or(|t| on(&|r: &Route| &r.team == t))
}

fn tasking(case: &Case<'_>, route: &Route, stop: &Stop, id: &str, faults: &mut Faults<'_>) {
    let Some(t) = held(case, id) else { return };
    if !t.is_live_on(case.plan.date) {
        faults.say(format!("tasking {id} is not open on this date"));
    }
    let from = t.times.0.map(|x| case.clock.at(x).get());
    let to = t.times.1.map(|x| end(case, from.unwrap_or(-1), x));
    if from.is_some_and(|f| stop.arrive.get() < f) || to.is_some_and(|e| stop.leave.get() > e) {
        let time = |t: Option<TimeOfDay>| t.map_or_else(String::new, |t| t.to_string());
        faults.say(format!(
            "tasking {id} at {} lies outside {}–{}",
            case.hhmm(stop.arrive),
            time(t.times.0),
            time(t.times.1)
        ));
    }
    if (stop.leave - stop.arrive).get() < t.dwell_min as i32 * 60 && !case.broken(route, stop) {
        faults.say(format!("tasking {id} gets less than its {} min", t.dwell_min));
    }
    if !bound(case, route, t.officer.as_ref(), t.team.as_ref()) {
        faults.say(format!("tasking {id} is for another officer or team"));
    }
    let able = |r: &Route| case.officer(r).is_some_and(|o| o.powers.contains(&t.power));
    if !t.power.is_empty() && !able(route) && !case.together(route).any(able) {
        faults.say(format!("tasking {id} needs the power {}", t.power));
    }
    // Those who walk together, or who come there from different ways for the same time.
    let meets =
        |r: &Route| r.stops().any(|s| s.demand == stop.demand && (s.arrive, s.leave) == (stop.arrive, stop.leave));
    let met = case.plan.routes.iter().filter(|r| meets(r)).count();
    if case.together(route).count().max(met).max(1) < t.officers_needed as usize {
        faults.say(format!("tasking {id} needs {} officers together", t.officers_needed));
    }
    let shown = |text: &String| !text.is_empty() && (stop.name.contains(text) || stop.purpose.contains(text));
    if t.sensitive && (id == t.id || shown(&t.title) || shown(&t.reference)) {
        faults.say(format!("sensitive {} shows more than a street and a time", t.key()));
    }
}

/// The tasking that a plan names: by its id, or by the key under which a sensitive one goes.
pub(super) fn held<'a>(case: &'a Case<'_>, id: &str) -> Option<&'a Tasking> {
    let all = &case.county.operations.taskings;
    all.iter().find(|t| t.key() == id).or_else(|| all.iter().find(|t| t.id == id))
}

fn engagement(case: &Case<'_>, route: &Route, stop: &Stop, id: &str, faults: &mut Faults<'_>) {
    let Some(e) = case.county.operations.engagements.iter().find(|e| e.id == id) else { return };
    if e.date != case.plan.date {
        faults.say(format!("{} is on {}", e.title, e.date));
    }
    let from = case.clock.at(e.start).get();
    let short = stop.leave.get() < end(case, from, e.end) && !case.broken(route, stop);
    if stop.arrive.get() > from || short {
        faults.say(format!("{} is not kept from {} to {}", e.title, e.start, e.end));
    }
    if !bound(case, route, e.officer.as_ref(), e.team.as_ref()) {
        faults.say(format!("{} is for another officer or team", e.title));
    }
}
