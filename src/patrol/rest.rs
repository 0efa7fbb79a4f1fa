//! The break where it divides the day best: the search does not mind if all stops come before it, an officer does.

use super::problem::Prepared;
use super::schedule::{Event, lumps};
use super::solve::{PlaceIx, Solution, Step};

/// A route's events, and what its budgets count, in seconds.
struct Day {
    events: Vec<Event>,
    home: i32,
    foot: i32,
    ride: i32,
    work: i32,
}

/// The day of some steps; `None` where no way leads.
fn day(p: &Prepared, v: usize, steps: &[Step]) -> Option<Day> {
    let (vehicle, tables) = (p.problem.vehicles.get(v)?, &p.problem);
    let mut out = Day { events: Vec::new(), home: 0, foot: 0, ride: 0, work: 0 };
    let (mut here, mut pending): (PlaceIx, Vec<(PlaceIx, PlaceIx)>) = (vehicle.start, Vec::new());
    let walk = |a: PlaceIx, b: PlaceIx, layer: usize| {
        if a == b { Some(0) } else { i32::try_from(tables.foot.get(layer)?.at(a, b)?).ok() }
    };
    let lead = |out: &mut Day, pending: &mut Vec<(PlaceIx, PlaceIx)>, here: PlaceIx, to: PlaceIx, layer: usize| {
        let (mut at, mut foot, mut ride) = (here, 0, 0);
        for (from, park) in pending.drain(..) {
            foot += walk(at, from, layer)?;
            ride += i32::try_from(tables.ride.at(from, park)?).ok()? + tables.parking;
            at = park;
        }
        foot += walk(at, to, layer)?;
        out.foot += foot;
        out.ride += ride;
        Some(foot + ride)
    };
    for step in steps {
        let (choice, bounds, dwell, work) = match *step {
            Step::Ride { from, to, .. } => {
                pending.push((from, to));
                continue;
            }
            Step::Visit { demand, choice, pieces, bounds, .. } => {
                let choice = tables.demands.get(demand)?.choices.get(choice)?;
                (choice, bounds, choice.stay(pieces), choice.stay(pieces))
            }
            Step::Pause { choice, bounds, .. } => {
                let choice = vehicle.pause.as_ref()?.choices.get(choice)?;
                (choice, bounds, choice.dwell, 0)
            }
        };
        let travel = lead(&mut out, &mut pending, here, choice.enter, choice.layer)?;
        out.events.push(Event { travel, dwell, bounds });
        out.work += work;
        here = choice.leave;
    }
    out.home = lead(&mut out, &mut pending, here, vehicle.end, vehicle.end_layer)?;
    Some(out)
}

/// How lumpy the free time of some steps is; `None` if they do not fit.
fn judge(p: &Prepared, v: usize, steps: &[Step]) -> Option<i64> {
    let (vehicle, day) = (p.problem.vehicles.get(v)?, day(p, v, steps)?);
    let mut at = vehicle.span.0;
    for e in &day.events {
        at = (at + e.travel).max(e.bounds.0);
        if at > e.bounds.1 {
            return None;
        }
        at += e.dwell;
    }
    let fits = at + day.home <= vehicle.span.1
        && day.foot + day.ride + day.work <= vehicle.busy
        && vehicle.max_ride.is_none_or(|m| day.ride <= m);
    fits.then(|| lumps(&day.events, vehicle.span, day.home))
}

/// Moves each break to where, and to the place at which, the free time of the day is spread most evenly.
pub fn ease(p: &Prepared, s: &mut Solution) {
    for v in 0..s.routes.len() {
        let Some(moved) = s.routes.get(v).and_then(|steps| better(p, v, steps)) else { continue };
        if let Some(route) = s.routes.get_mut(v) {
            *route = moved;
        }
    }
}

fn better(p: &Prepared, v: usize, steps: &[Step]) -> Option<Vec<Step>> {
    // Who may walk only so far is not sent farther for the sake of an even day.
    p.problem.vehicles.get(v).filter(|x| x.max_foot.is_none())?;
    let at = steps.iter().position(|s| matches!(s, Step::Pause { .. }))?;
    let now = judge(p, v, steps)?;
    let choices = &p.problem.vehicles.get(v)?.pause.as_ref()?.choices;
    let mut rest = steps.to_vec();
    rest.remove(at);
    // A tenth better is worth a change of plan.
    let (mut best, mut found) = (now - now / 10, None);
    for k in 0..=rest.len() {
        for (choice, c) in choices.iter().enumerate() {
            let mut tried = rest.clone();
            tried.insert(k, Step::Pause { choice, start: c.window.0, bounds: c.window });
            if let Some(lumps) = judge(p, v, &tried).filter(|l| *l < best) {
                (best, found) = (lumps, Some(tried));
            }
        }
    }
    let mut found = found?;
    retime(p, v, &mut found)?;
    Some(found)
}

/// The earliest times of steps that fit.
fn retime(p: &Prepared, v: usize, steps: &mut [Step]) -> Option<()> {
    let (span, day) = (p.problem.vehicles.get(v)?.span, day(p, v, steps)?);
    let mut at = span.0;
    let mut events = day.events.iter();
    // Rides begin, at the earliest, when the stop before them ends.
    for step in steps {
        match step {
            Step::Ride { depart, .. } => *depart = at,
            Step::Visit { start, .. } | Step::Pause { start, .. } => {
                let e = events.next()?;
                *start = (at + e.travel).max(e.bounds.0);
                at = *start + e.dwell;
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patrol::solve::{Search, solve};
    use crate::patrol::tests::world::{county, officer, picture, with};
    use crate::patrol::{PlanRequest, prepare_from, rewards::Rewards};

    #[test]
    fn a_break_moves_only_to_where_the_day_is_more_even_and_still_fits() {
        let c = with(county(), |o| o.officers = vec![officer("1", true), officer("2", false)]);
        let seen = picture(&c, &[(2.0, 2.0), (6.0, 5.0), (4.0, 1.0)]);
        let mut moved = 0;
        for day in 1..15 {
            let request = PlanRequest::new(jiff::civil::date(2026, 6, day));
            let p = prepare_from(&c, &request, &seen, &Rewards::shipped()).unwrap();
            let mut s = solve(&p.problem, &Search { iterations: 60, ..Search::default() }).best;
            for v in 0..s.routes.len() {
                let before = judge(&p, v, &s.routes[v]).unwrap();
                let visits = |s: &Solution| s.routes[v].iter().filter(|x| matches!(x, Step::Visit { .. })).count();
                let (n, was) = (visits(&s), s.routes[v].clone());
                ease(&p, &mut s);
                let after = judge(&p, v, &s.routes[v]).unwrap();
                assert!(after <= before && visits(&s) == n);
                if s.routes[v] != was {
                    assert!(after * 10 < before * 9 + 10, "{after} {before}");
                    moved += 1;
                }
            }
        }
        assert!(moved > 3, "{moved}");
    }
}
