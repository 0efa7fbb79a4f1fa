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

/// A plan as the search knows it; steps that make no sense are left out.
pub fn state(m: &Model, solution: &Solution) -> State {
    let mut s = super::island::empty(m);
    for v in 0..s.routes.len() {
        let Some(steps) = solution.routes.get(v).filter(|r| !r.is_empty()) else { continue };
        let old = std::mem::take(&mut s.routes[v].stops);
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
                s.routes[v].stops.push(stop);
            }
            ride = NONE;
        }
        s.commit(m, v, &old);
    }
    settle(m, &mut s);
    s
}
