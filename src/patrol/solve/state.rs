//! A plan under construction: routes with their earliest starts and how far each stop may be pushed.
//!
//! Invariant: between calls every route is feasible with all the others standing still. Visits of one demand are
//! kept apart in their order of time; whoever changes a route brings the slack of routes that share a repeated
//! demand up to date.

use super::model::{FAR, Model, NONE};

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

/// A route.
#[derive(Debug, Clone, Default)]
pub struct Route {
    pub stops: Vec<Stop>,
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
}

/// A visit of a demand, as the demand sees it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen {
    pub start: i64,
    pub end: i64,
    pub route: u32,
    pub option: u32,
}

/// A plan.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub routes: Vec<Route>,
    /// Vehicles that can do anything at all.
    pub usable: Vec<bool>,
    seen: Vec<Seen>,
    count: Vec<u8>,
    worth: Vec<i64>,
    /// Rewards and the bonus of mandatory demands.
    pub value: i64,
    stride: usize,
    dirty: Vec<bool>,
    pub(super) changed: Vec<Stop>,
}

impl State {
    pub fn new(m: &Model) -> Self {
        Self {
            routes: vec![Route::default(); m.crews.len()],
            usable: vec![false; m.crews.len()],
            seen: vec![Seen::default(); m.wants.len() * m.stride],
            count: vec![0; m.wants.len()],
            worth: vec![0; m.wants.len()],
            value: 0,
            stride: m.stride,
            dirty: vec![false; m.crews.len()],
            changed: Vec::new(),
        }
    }

    /// Becomes a copy without new memory.
    pub fn copy(&mut self, other: &Self) {
        self.routes.clone_from(&other.routes);
        self.usable.clone_from(&other.usable);
        self.seen.clone_from(&other.seen);
        self.count.clone_from(&other.count);
        self.worth.clone_from(&other.worth);
        self.value = other.value;
    }

    /// Visits of a demand in order of time.
    pub fn seen(&self, d: usize) -> &[Seen] {
        &self.seen[d * self.stride..d * self.stride + usize::from(self.count[d])]
    }

    /// Busy time of all.
    pub fn time(&self) -> i64 {
        self.routes.iter().map(|r| r.busy).sum()
    }

    /// Reward alone, without the bonus.
    pub fn reward(&self, m: &Model) -> i64 {
        let kept = m.wants.iter().zip(&self.count).filter(|(w, c)| w.mandatory && **c > 0).count() as i64;
        self.value - kept * m.bonus
    }

    /// Value of a demand's visits in their order.
    fn sum(m: &Model, d: usize, options: impl Iterator<Item = u32>) -> i64 {
        let mut total = 0;
        let mut any = false;
        for (k, o) in options.enumerate() {
            total += m.value(o, k);
            any = true;
        }
        if any && m.wants[d].mandatory { total + m.bonus } else { total }
    }

    /// What one more visit would add.
    pub fn gain(&self, m: &Model, d: usize, option: u32, start: i64) -> i64 {
        let seen = self.seen(d);
        if seen.is_empty() {
            return Self::sum(m, d, std::iter::once(option));
        }
        let at = seen.iter().position(|s| s.start > start).unwrap_or(seen.len());
        let order = seen[..at].iter().map(|s| s.option).chain([option]).chain(seen[at..].iter().map(|s| s.option));
        Self::sum(m, d, order) - self.worth[d]
    }

    /// What the plan would lose without a visit.
    pub fn loss(&self, m: &Model, d: usize, v: usize, start: i64) -> i64 {
        let mut left = self.seen(d).iter().filter(|s| !(s.route as usize == v && s.start == start)).map(|s| s.option);
        self.worth[d] - Self::sum(m, d, &mut left)
    }

    /// Earliest and latest start of a visit as other routes' visits of the demand allow; `start` tells its place
    /// among them.
    fn apart(&self, m: &Model, d: usize, v: usize, start: i64, dwell: i64) -> (i64, i64) {
        let (mut lo, mut hi) = (-FAR, FAR);
        for s in self.seen(d).iter().filter(|s| s.route as usize != v) {
            if s.start > start || (s.start == start && s.route as usize > v) {
                hi = hi.min(s.start - dwell - m.wants[d].spacing);
            } else {
                lo = lo.max(s.end + m.wants[d].spacing);
            }
        }
        (lo, hi)
    }

    /// Computes the earliest times of a route; false if it does not fit. The demands' records are untouched:
    /// [`Self::commit`] follows if the route is kept.
    pub fn forward(&mut self, m: &Model, v: usize) -> bool {
        let mut stops = std::mem::take(&mut self.routes[v].stops);
        let crew = &m.crews[v];
        let (mut here, mut at) = (crew.start, crew.from);
        let mut car = if crew.rides { crew.start } else { NONE };
        let (mut busy, mut foot, mut drive) = (0, 0, 0);
        let mut fits = true;
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
            if o.demand != NONE && m.wants[o.demand as usize].most > 1 {
                let d = o.demand as usize;
                let (a, b) = self.apart(m, d, v, s.start, o.dwell);
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
            busy += s.travel + o.work;
            foot += s.foot;
            drive += s.travel - s.foot;
            here = o.leave;
            at = s.end;
        }
        let home = m.home(v, here, car);
        let r = &mut self.routes[v];
        r.stops = stops;
        r.home = home;
        r.back = at + home.0;
        r.busy = busy + home.0;
        r.foot = foot + home.1;
        r.drive = drive + home.0 - home.1;
        r.version = r.version.wrapping_add(1);
        fits && r.back <= crew.to && r.busy <= crew.busy && r.foot <= crew.foot && r.drive <= crew.drive
    }

    /// Computes how far each stop of a route may be pushed.
    pub fn backward(&mut self, m: &Model, v: usize) {
        let mut stops = std::mem::take(&mut self.routes[v].stops);
        let mut room = m.crews[v].to - self.routes[v].back;
        for j in (0..stops.len()).rev() {
            let (head, after) = stops.split_at_mut(j + 1);
            let s = &mut head[j];
            let o = &m.options[s.option as usize];
            if let Some(next) = after.first() {
                room = next.slack + (next.start - s.end - next.travel).max(0);
            }
            s.hi = o.hi;
            if o.demand != NONE && m.wants[o.demand as usize].most > 1 {
                let d = o.demand as usize;
                s.hi = s.hi.min(self.apart(m, d, v, s.start, o.dwell).1);
                if let Some(x) = after.iter().find(|x| m.options[x.option as usize].demand == o.demand) {
                    // Exact for a push of both; `hi` holds while the later one stands still.
                    let gap = x.start - s.end - m.wants[d].spacing;
                    room = room.min(gap + x.slack);
                    s.slack = room.min(s.hi - s.start);
                    s.hi = s.hi.min(s.start + gap);
                    room = s.slack;
                    continue;
                }
            }
            s.slack = room.min(s.hi - s.start);
            room = s.slack;
        }
        let r = &mut self.routes[v];
        r.stops = stops;
        r.version = r.version.wrapping_add(1);
    }

    /// Tells the demands what a route that was computed by [`Self::forward`] visits now; `old`: its stops before.
    pub fn commit(&mut self, m: &Model, v: usize, old: &[Stop]) {
        self.dirty.fill(false);
        for s in old {
            let d = m.options[s.option as usize].demand;
            if d != NONE {
                self.forget(m, d as usize, v);
                self.mark(m, d as usize);
            }
        }
        let stops = std::mem::take(&mut self.routes[v].stops);
        for s in &stops {
            let d = m.options[s.option as usize].demand;
            if d != NONE {
                self.mark(m, d as usize);
                let seen = Seen { start: s.start, end: s.end, route: v as u32, option: s.option };
                self.record(m, d as usize, seen);
            }
        }
        self.routes[v].stops = stops;
        self.dirty[v] = true;
        for w in 0..self.routes.len() {
            if self.dirty[w] {
                self.backward(m, w);
            }
        }
    }

    /// Marks the routes that visit a repeated demand.
    fn mark(&mut self, m: &Model, d: usize) {
        if m.wants[d].most > 1 {
            let base = d * self.stride;
            for i in base..base + usize::from(self.count[d]) {
                let w = self.seen[i].route as usize;
                self.dirty[w] = true;
            }
        }
    }

    fn revalue(&mut self, m: &Model, d: usize) {
        let now = Self::sum(m, d, self.seen(d).iter().map(|s| s.option));
        self.value += now - self.worth[d];
        self.worth[d] = now;
    }

    fn forget(&mut self, m: &Model, d: usize, v: usize) {
        let base = d * self.stride;
        let mut kept = 0;
        for i in 0..usize::from(self.count[d]) {
            let s = self.seen[base + i];
            if s.route as usize != v {
                self.seen[base + kept] = s;
                kept += 1;
            }
        }
        self.count[d] = kept as u8;
        self.revalue(m, d);
    }

    fn record(&mut self, m: &Model, d: usize, seen: Seen) {
        let (base, n) = (d * self.stride, usize::from(self.count[d]));
        if n >= self.stride {
            return;
        }
        let mut at = n;
        while at > 0 && (self.seen[base + at - 1].start, self.seen[base + at - 1].route) > (seen.start, seen.route) {
            self.seen[base + at] = self.seen[base + at - 1];
            at -= 1;
        }
        self.seen[base + at] = seen;
        self.count[d] += 1;
        self.revalue(m, d);
    }

    /// Replaces a route's stops if the result fits; otherwise all is as before.
    pub fn replace(&mut self, m: &Model, v: usize, stops: &[Stop], spare: &mut Vec<Stop>) -> bool {
        spare.clone_from(&self.routes[v].stops);
        stops.clone_into(&mut self.routes[v].stops);
        let fits = self.forward(m, v);
        if !fits {
            self.routes[v].stops.clone_from(spare);
            self.forward(m, v);
        }
        self.commit(m, v, spare);
        fits
    }
}
