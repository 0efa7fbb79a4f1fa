//! A plan under construction: routes with their earliest starts and how far each stop may be pushed.
//!
//! Invariant: between calls every route is feasible with all the others standing still. Visits of one demand are
//! kept apart in their order of time; whoever changes a route brings the slack of routes that share a repeated
//! demand up to date. A route that is about to change is kept in a journal, so that going back costs what was
//! changed and not the whole plan.

use super::model::{Crew, Model, NONE};
use super::seen::Visits;

/// A stop of a route.
#[derive(Debug, Clone, Copy)]
pub struct Stop {
    /// Into [`Model::options`].
    pub option: u32,
    /// A ride to this place leads here; [`NONE`]: on foot.
    pub ride: u32,
    /// Where the car stands during the stop.
    pub car: u32,
    pub start: i64,
    pub end: i64,
    /// Latest start by its own bounds, its order among the demand's visits included.
    pub hi: i64,
    /// How much later the start may become with all that follows still feasible.
    pub slack: i64,
    /// Travel that leads here.
    pub travel: i64,
    /// Its share on foot.
    pub foot: i64,
}

impl Stop {
    /// A stop whose times are yet to be computed.
    pub fn new(option: u32, ride: u32, start: i64) -> Self {
        Self { option, ride, car: NONE, start, end: start, hi: start, slack: 0, travel: 0, foot: 0 }
    }
}

/// A place between two stops where something may fit, laid out for the scan on foot. What comes after it is reached
/// on foot to `target`, and from there in a fixed time (a ride, if there is one) that is already taken off `latest`.
#[derive(Debug, Clone, Copy)]
pub struct Gap {
    /// Earliest departure.
    pub ready: i64,
    /// Latest arrival at `target`.
    pub latest: i64,
    /// Arrival there that moves nothing.
    pub due: i64,
    /// The leg that is there now.
    pub travel: i64,
    pub from: u32,
    pub target: u32,
    /// Foot table of the leg to `target`.
    pub layer: u32,
    /// Position of the stop that comes after it.
    pub at: u32,
}

/// A route.
#[derive(Debug, Clone, Default)]
pub struct Route {
    pub stops: Vec<Stop>,
    /// Gaps with room for anything at all, in order of time.
    pub gaps: Vec<Gap>,
    /// Travel home and its share on foot.
    pub home: (i64, i64),
    /// Arrival at the end.
    pub back: i64,
    /// Travel and dwell, the break not counted.
    pub busy: i64,
    /// Travel on foot.
    pub foot: i64,
    /// Travel by car.
    pub drive: i64,
    /// Changes so far.
    pub version: u32,
    /// Whether a demand of several visits or officers is among the stops.
    pub shared: bool,
}

impl Route {
    /// Whether it keeps to an officer's limits as a whole.
    pub(super) fn fits(&self, crew: &Crew) -> bool {
        self.back <= crew.to && self.busy <= crew.busy && self.foot <= crew.foot && self.drive <= crew.drive
    }

    pub(super) fn copy(&mut self, other: &Self) {
        self.stops.clone_from(&other.stops);
        self.gaps.clone_from(&other.gaps);
        (self.home, self.back) = (other.home, other.back);
        (self.busy, self.foot, self.drive) = (other.busy, other.foot, other.drive);
        (self.version, self.shared) = (other.version, other.shared);
    }
}

/// A plan.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub routes: Vec<Route>,
    /// Vehicles that can do anything at all.
    pub usable: Vec<bool>,
    pub visits: Visits,
    /// Busy time of all.
    pub busy: i64,
    pub(super) dirty: Vec<bool>,
    pub(super) old: Vec<Stop>,
    pub(super) journal: Vec<(usize, Route)>,
    /// Entries of the journal that count; the others are kept for their memory.
    pub(super) kept: usize,
}

impl State {
    pub fn new(m: &Model) -> Self {
        Self {
            routes: vec![Route::default(); m.crews.len()],
            usable: vec![false; m.crews.len()],
            visits: Visits::new(m),
            busy: 0,
            dirty: vec![false; m.crews.len()],
            old: Vec::new(),
            journal: Vec::new(),
            kept: 0,
        }
    }

    /// Becomes a copy without new memory; there is no way back from it.
    pub fn copy(&mut self, other: &Self) {
        self.routes.resize_with(other.routes.len(), Route::default);
        for (a, b) in self.routes.iter_mut().zip(&other.routes) {
            a.copy(b);
        }
        self.usable.clone_from(&other.usable);
        self.visits.copy(&other.visits);
        self.busy = other.busy;
        self.dirty.resize(other.routes.len(), false);
        self.kept = 0;
    }

    /// Rewards and the bonus of mandatory demands.
    pub fn value(&self) -> i64 {
        self.visits.value
    }

    /// Reward alone, without the bonus.
    pub fn reward(&self, m: &Model) -> i64 {
        self.visits.reward(m)
    }

    /// Computes the earliest times of a route; false if it does not fit. The demands' records are untouched:
    /// [`Self::commit`] follows if the route is kept.
    pub fn forward(&mut self, m: &Model, v: usize) -> bool {
        let mut stops = std::mem::take(&mut self.routes[v].stops);
        let crew = &m.crews[v];
        let (mut here, mut at) = (crew.start, crew.from);
        let mut car = if crew.rides { crew.car } else { NONE };
        let (mut busy, mut foot) = (0, 0);
        let (mut work, mut shared, mut fits) = (0, false, true);
        for j in 0..stops.len() {
            let (before, rest) = stops.split_at_mut(j);
            let s = &mut rest[0];
            let o = &m.options[s.option as usize];
            if s.ride == car {
                s.ride = NONE;
            }
            (s.travel, s.foot) = m.lead(here, car, s.ride, o.enter, o.layer);
            if s.ride != NONE {
                car = s.ride;
            }
            s.car = car;
            let mut lo = o.lo;
            let mut hi = o.hi;
            shared |= o.team;
            if o.repeats {
                shared = true;
                let d = o.demand as usize;
                let (a, b) = self.visits.apart(m, d, v, s.start, o.dwell);
                lo = lo.max(a);
                hi = hi.min(b);
                let own = before.iter().rev().find(|x| m.options[x.option as usize].demand == o.demand);
                if let Some(x) = own {
                    lo = lo.max(x.end + m.wants[d].spacing);
                }
            }
            s.start = lo.max(at + s.travel);
            s.end = s.start + o.dwell;
            s.hi = hi;
            fits &= s.start <= hi;
            busy += s.travel;
            work += o.work;
            foot += s.foot;
            here = o.leave;
            at = s.end;
        }
        let home = m.home(v, here, car);
        let r = &mut self.routes[v];
        r.stops = stops;
        r.home = home;
        r.back = at + home.0;
        r.foot = foot + home.1;
        r.drive = busy + home.0 - r.foot;
        self.busy -= r.busy;
        r.busy = busy + home.0 + work;
        self.busy += r.busy;
        r.shared = shared;
        r.version = r.version.wrapping_add(1);
        // Who has nothing to do stays home, however far away the car is.
        r.stops.is_empty() || (fits && r.fits(crew))
    }

    /// Computes how far each stop of a route may be pushed, and where there is room.
    pub fn backward(&mut self, m: &Model, v: usize) {
        let mut stops = std::mem::take(&mut self.routes[v].stops);
        let mut gaps = std::mem::take(&mut self.routes[v].gaps);
        gaps.clear();
        let crew = &m.crews[v];
        let left = crew.busy - self.routes[v].busy;
        let mut room = crew.to - self.routes[v].back;
        let mut next = (self.routes[v].back, self.routes[v].home.0, crew.end, crew.layer, true);
        for j in (0..=stops.len()).rev() {
            let (here, ready, car) = match j.checked_sub(1).map(|i| &stops[i]) {
                Some(s) => (m.options[s.option as usize].leave, s.end, s.car),
                None => (crew.start, crew.from, if crew.rides { crew.car } else { NONE }),
            };
            let (start, travel, enter, layer, home) = next;
            let ride = if home { if car == crew.end { NONE } else { car } } else { stops[j].ride };
            let (target, tail) = if ride == NONE || car == NONE {
                (enter, 0)
            } else if home {
                (car, m.drive(car, crew.end))
            } else {
                (car, m.drive(car, ride) + m.walk(layer, ride, enter))
            };
            let latest = start + room - tail;
            let direct = travel - tail;
            if latest - ready - direct >= m.least && left >= m.least_work {
                gaps.push(Gap {
                    ready,
                    latest,
                    due: start - tail,
                    travel: direct,
                    from: here,
                    target,
                    layer,
                    at: j as u32,
                });
            }
            let Some(i) = j.checked_sub(1) else { break };
            room += (start - ready - travel).max(0);
            let (head, after) = stops.split_at_mut(j);
            let s = &mut head[i];
            let o = &m.options[s.option as usize];
            let mut hi = o.hi;
            let mut still = hi;
            if o.repeats {
                let d = o.demand as usize;
                hi = hi.min(self.visits.apart(m, d, v, s.start, o.dwell).1);
                still = hi;
                if let Some(x) = after.iter().find(|x| m.options[x.option as usize].demand == o.demand) {
                    // Exact for a push of both; `hi` holds while the later one stands still.
                    let gap = x.start - s.end - m.wants[d].spacing;
                    room = room.min(gap + x.slack);
                    still = hi.min(s.start + gap);
                }
            }
            room = room.min(hi - s.start);
            s.hi = still;
            s.slack = room;
            next = (s.start, s.travel, o.enter, o.layer, false);
        }
        gaps.reverse();
        let r = &mut self.routes[v];
        r.stops = stops;
        r.gaps = gaps;
        r.version = r.version.wrapping_add(1);
    }
}
