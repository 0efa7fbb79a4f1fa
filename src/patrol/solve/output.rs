//! From the search's plan to the interface's, and back.

use super::model::{Model, NONE};
use super::state::{State, Stop};
use super::{Fixed, Problem, Solution, Step};

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
    if o.repeats {
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
        let (mut here, mut at, mut car) = (crew.start, crew.from, crew.car);
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
                    let pieces = m.kin(x.option).pieces as usize;
                    Step::Visit { demand: o.demand as usize, choice, pieces, start, bounds }
                });
                here = o.leave;
                at = x.end;
            }
            if crew.rides && car != crew.end && (!r.stops.is_empty() || r.fits(crew)) {
                ride(car, crew.end, here, crew.layer, at, &mut steps);
            }
        }
        routes.push(steps);
    }
    let dropped = s.visits.dropped(m).collect();
    let paid = s.visits.paid().iter().zip(&p.quotas);
    let missing = paid.map(|(paid, q)| q.seconds.saturating_sub(*paid).max(0)).collect();
    let unkept = unkept(p, &routes);
    let mut solution = Solution { routes, reward: 0, dropped, missing, unkept };
    solution.reward = super::value::total(p, &solution);
    solution
}

/// Fixed visits that no step keeps.
pub fn unkept(p: &Problem, routes: &[Vec<Step>]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for (v, (x, steps)) in p.vehicles.iter().zip(routes).enumerate() {
        let mut left: Vec<&Fixed> = x.fixed.iter().collect();
        for step in steps {
            let Step::Visit { demand, choice, pieces, start, .. } = *step else { continue };
            let same = |f: &&Fixed| {
                let most = p.demands[demand].choices[choice].longer.len();
                (f.demand, f.choice, f.pieces.min(most)) == (demand, choice, pieces)
                    && (f.window.0..=f.window.1).contains(&start)
            };
            if let Some(i) = left.iter().position(same) {
                left.remove(i);
            }
        }
        out.extend(left.iter().map(|f| (v, f.demand)));
    }
    out
}

/// The option of a visit or a break; of a fixed one if it is that.
fn option(m: &Model, v: usize, demand: Option<usize>, (choice, pieces): (usize, usize), start: i64) -> Option<u32> {
    let crew = &m.crews[v];
    let same = |o: &u32| m.options[*o as usize].index as usize == choice;
    let Some(d) = demand else {
        let (first, last) = crew.pause?;
        return (first..last).find(same);
    };
    let w = m.wants.get(d)?;
    let of_it = |o: &u32| {
        let x = &m.options[*o as usize];
        x.demand as usize == d && m.kin(*o).pieces as usize == pieces && (x.lo..=x.hi).contains(&start)
    };
    if let Some(fixed) = (crew.fixed.0..crew.fixed.1).filter(of_it).find(same) {
        return Some(fixed);
    }
    let mut found = (w.first..w.last).find(same)?;
    while (m.kin(found).pieces as usize) < pieces && m.kin(found).longer != NONE {
        found = m.kin(found).longer;
    }
    Some(found)
}

/// Stops of a vehicle's steps; steps that make no sense are left out.
fn stops(m: &Model, v: usize, steps: &[Step]) -> Vec<Stop> {
    let mut out = Vec::new();
    let mut ride = NONE;
    for step in steps {
        let (found, start) = match *step {
            Step::Ride { to, .. } => {
                ride = to as u32;
                continue;
            }
            Step::Visit { demand, choice, pieces, start, .. } => {
                (option(m, v, Some(demand), (choice, pieces), start.into()), start)
            }
            Step::Pause { choice, start, .. } => (option(m, v, None, (choice, 0), start.into()), start),
        };
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

/// Fixed visits of a route.
fn fixed(m: &Model, stops: &[Stop]) -> usize {
    stops.iter().filter(|x| m.kin(x.option).fixed).count()
}

/// Whether a plan taken at its word keeps the rules, and no fewer of the fixed visits than an empty one.
fn sound(m: &Model, s: &mut State, empty: &State) -> bool {
    (0..s.routes.len()).all(|v| {
        if fixed(m, &s.routes[v].stops) < fixed(m, &empty.routes[v].stops) {
            return false;
        }
        let old = s.routes[v].stops.clone();
        let demand = |x: &Stop| m.options[x.option as usize].demand;
        let pause = old.iter().any(|x| demand(x) == NONE);
        let may = old.iter().all(|x| demand(x) == NONE || m.kin(x.option).fixed || m.may(v, demand(x) as usize));
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
    let mut s = super::island::empty(m);
    if sound(m, &mut whole, &s) {
        whole.sweep(m);
        return whole;
    }
    for v in (0..s.routes.len()).filter(|&v| m.crews[v].sound) {
        let Some(steps) = solution.routes.get(v).filter(|r| !r.is_empty()) else { continue };
        let empty = s.routes[v].stops.clone();
        let mut kept: Vec<Stop> = Vec::new();
        if !s.replace(m, v, &kept) {
            continue;
        }
        let mut all = stops(m, v, steps);
        all.retain(|x| match m.options[x.option as usize].demand {
            NONE => true,
            _ if m.kin(x.option).fixed => true,
            d => m.may(v, d as usize) && s.visits.seen(d as usize).len() < m.wants[d as usize].most,
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
        if fixed(m, &s.routes[v].stops) < fixed(m, &empty) {
            s.replace(m, v, &empty);
        }
    }
    s.sweep(m);
    s
}
