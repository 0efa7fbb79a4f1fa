//! From the search's plan to the interface's, and back.

use super::model::{Model, NONE};
use super::state::{State, Stop};
use super::{Problem, Solution, Step};

fn small(t: i64) -> i32 {
    t.clamp(i32::MIN.into(), i32::MAX.into()) as i32
}

/// Brings all starts forward as far as they go.
pub fn settle(m: &Model, s: &mut State) {
    let mut old = Vec::new();
    for _ in 0..2 {
        for v in 0..s.routes.len() {
            if s.usable[v] {
                old.clone_from(&s.routes[v].stops);
                let _fits = s.forward(m, v);
                s.commit(m, v, &old);
            }
        }
    }
}

/// Bounds of a visit: its window, and half of the room to the demand's visits before and after it, so that each
/// may move without asking the other.
fn bounds(m: &Model, s: &State, v: usize, stop: &Stop) -> (i32, i32) {
    let o = &m.options[stop.option as usize];
    let (mut lo, mut hi) = (o.lo, o.hi);
    if o.demand != NONE {
        let gap = m.wants[o.demand as usize].spacing;
        let seen = s.visits.seen(o.demand as usize);
        if let Some(i) = seen.iter().position(|x| x.route as usize == v && x.start == stop.start) {
            if let Some(p) = i.checked_sub(1).map(|i| seen[i]) {
                let room = stop.start - p.end - gap;
                lo = lo.max(stop.start - room / 2);
            }
            if let Some(n) = seen.get(i + 1) {
                let room = n.start - stop.end - gap;
                hi = hi.min(stop.start + (room - room / 2));
            }
        }
    }
    (small(lo), small(hi))
}

/// The plan as steps.
pub fn solution(m: &Model, p: &Problem, s: &State) -> Solution {
    let mut routes = Vec::with_capacity(s.routes.len());
    for (v, r) in s.routes.iter().enumerate() {
        let mut steps = Vec::new();
        let crew = &m.crews[v];
        let (mut here, mut at, mut car) = (crew.start, crew.from, crew.start);
        let ride = |from: u32, to: u32, here: u32, layer: u32, at: i64, steps: &mut Vec<Step>| {
            let depart = small(at + m.walk(layer, here, from));
            steps.push(Step::Ride { from: from as usize, to: to as usize, depart });
        };
        if s.usable[v] {
            for x in &r.stops {
                let o = &m.options[x.option as usize];
                if x.ride != NONE {
                    ride(car, x.ride, here, o.layer, at, &mut steps);
                    car = x.ride;
                }
                let (choice, start, bounds) = (o.index as usize, small(x.start), bounds(m, s, v, x));
                steps.push(if o.demand == NONE {
                    Step::Pause { choice, start, bounds }
                } else {
                    Step::Visit { demand: o.demand as usize, choice, start, bounds }
                });
                here = o.leave;
                at = x.end;
            }
            if crew.rides && car != crew.end {
                ride(car, crew.end, here, crew.layer, at, &mut steps);
            }
        }
        routes.push(steps);
    }
    let dropped = s.visits.dropped(m).collect();
    let mut solution = Solution { routes, reward: 0, dropped };
    solution.reward = super::value::total(p, &solution);
    solution
}

/// Stops of a vehicle's steps; steps that make no sense are left out.
fn stops(m: &Model, v: usize, steps: &[Step]) -> Vec<Stop> {
    let mut out = Vec::new();
    let mut ride = NONE;
    for step in steps {
        let (range, index, start) = match *step {
            Step::Ride { to, .. } => {
                ride = to as u32;
                continue;
            }
            Step::Visit { demand, choice, start, .. } => {
                let Some(w) = m.wants.get(demand) else { continue };
                ((w.first, w.last), choice, start)
            }
            Step::Pause { choice, start, .. } => (m.crews[v].pause.unwrap_or((0, 0)), choice, start),
        };
        let found = (range.0..range.1).find(|&o| m.options[o as usize].index as usize == index);
        if let Some(option) = found {
            let mut stop = Stop::new(option, if m.knows(ride) { ride } else { NONE }, start.into());
            stop.end = stop.start + m.options[option as usize].dwell;
            out.push(stop);
        }
        ride = NONE;
    }
    out
}

/// A plan as the search knows it, taken at its word.
pub fn state(m: &Model, solution: &Solution) -> State {
    let mut s = super::island::empty(m);
    for v in 0..s.routes.len() {
        let Some(steps) = solution.routes.get(v).filter(|r| !r.is_empty()) else { continue };
        let old = std::mem::take(&mut s.routes[v].stops);
        s.routes[v].stops = stops(m, v, steps);
        s.commit(m, v, &old);
    }
    settle(m, &mut s);
    s
}

/// Whether a route of these stops takes no break, and with the others' visits no demand, more often than it may.
fn within(m: &Model, s: &State, v: usize, stops: &[Stop]) -> bool {
    stops.iter().all(|x| {
        let d = m.options[x.option as usize].demand;
        let own = stops.iter().filter(|y| m.options[y.option as usize].demand == d).count();
        if d == NONE {
            return own == 1;
        }
        let others = s.visits.seen(d as usize).iter().filter(|x| x.route as usize != v).count();
        own + others <= m.wants[d as usize].most
    })
}

/// Whether a plan taken at its word keeps the rules.
fn sound(m: &Model, s: &mut State) -> bool {
    (0..s.routes.len()).all(|v| {
        let old = s.routes[v].stops.clone();
        let demand = |x: &Stop| m.options[x.option as usize].demand;
        let pause = old.iter().any(|x| demand(x) == NONE);
        let may = old.iter().all(|x| demand(x) == NONE || m.may(v, demand(x) as usize));
        if old.is_empty() || !s.usable[v] {
            return old.is_empty();
        }
        let fits = within(m, s, v, &old) && s.forward(m, v);
        s.commit(m, v, &old);
        fits && may && pause == m.crews[v].pause.is_some()
    })
}

/// A plan for a problem that may have changed since: all of it if it still fits, else of each route what does, stop by
/// stop.
pub fn warm(m: &Model, solution: &Solution) -> State {
    let mut whole = state(m, solution);
    if sound(m, &mut whole) {
        return whole;
    }
    let mut s = super::island::empty(m);
    for v in (0..s.routes.len()).filter(|&v| m.crews[v].sound) {
        let Some(steps) = solution.routes.get(v).filter(|r| !r.is_empty()) else { continue };
        let empty = s.routes[v].stops.clone();
        let mut kept: Vec<Stop> = Vec::new();
        s.replace(m, v, &kept);
        let mut all = stops(m, v, steps);
        all.retain(|x| match m.options[x.option as usize].demand {
            NONE => true,
            d => m.may(v, d as usize) && s.visits.is_open(d as usize),
        });
        for &stop in &all {
            kept.push(stop);
            if !within(m, &s, v, &kept) || !s.replace(m, v, &kept) {
                kept.pop();
            }
        }
        let pause = m.crews[v].pause.is_some();
        if pause && !kept.iter().any(|x| m.options[x.option as usize].demand == NONE) {
            let slot = s.pause_slot(m, v, super::insert::Taste::PLAIN);
            if !slot.is_some_and(|slot| s.insert(m, v, &slot)) {
                s.replace(m, v, &empty);
            }
        }
    }
    s
}
