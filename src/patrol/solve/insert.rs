//! Where a stop fits into a route, and what it costs: constant time on foot, a short walk down the route where a
//! ride moves the car for those who follow.

use super::model::{FAR, Model, NONE};
use super::state::{Gap, State, Stop};

/// As the following stop's ride: it stays as it is.
const KEEP: u32 = NONE - 1;

/// A way to insert a stop.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    pub at: u32,
    pub option: u32,
    /// Ride that leads to the new stop.
    pub ride: u32,
    /// Ride of the stop after it from now on.
    pub next: u32,
    pub start: i64,
    /// Gain against cost, by the taste it was found with.
    pub score: f64,
}

/// How slots are compared, and which are overlooked: greed with a changing eye.
#[derive(Debug, Clone, Copy)]
pub struct Taste {
    /// What a second of the stop's own wait costs, in percent.
    pub wait: i64,
    /// Power of the gain against the cost.
    pub power: u8,
    /// If not 0, one option in four is overlooked, others with another salt.
    pub salt: u32,
    /// A further parking place to try for every stop; [`NONE`]: none.
    pub park: u32,
}

impl Taste {
    /// Overlooks nothing, prefers gain.
    pub const PLAIN: Self = Self { wait: 0, power: 3, salt: 0, park: NONE };

    fn overlooks(self, option: u32) -> bool {
        self.salt != 0 && (option ^ self.salt).wrapping_mul(0x9E37_79B1) >> 30 == 0
    }

    fn score(self, gain: i64, cost: i64) -> f64 {
        let g = gain.max(1) as f64;
        let high = match self.power {
            0 | 1 => g,
            2 => g * g,
            _ => g * g * g,
        };
        high / cost as f64
    }
}

struct Place {
    v: usize,
    at: usize,
    here: u32,
    ready: i64,
    car: u32,
}

impl State {
    /// Best slot for a demand in a route, by gain, then cost.
    pub fn best_slot(&self, m: &Model, v: usize, d: usize, taste: Taste) -> Option<Slot> {
        let w = &m.wants[d];
        if !self.usable[v] || self.visits.seen(d).len() >= w.most || !m.may(v, d) {
            return None;
        }
        self.scan(m, v, (w.first, w.last), taste)
    }

    /// Best slot for a break.
    pub fn pause_slot(&self, m: &Model, v: usize, taste: Taste) -> Option<Slot> {
        self.scan(m, v, m.crews[v].pause?, taste)
    }

    /// Best slot on foot for an option in some of a route's gaps, one bit each (the last for all that follow).
    pub fn option_slot(&self, m: &Model, v: usize, option: u32, taste: Taste, gaps: u32) -> Option<Slot> {
        let mut best: Option<Slot> = None;
        if !taste.overlooks(option) {
            let o = &m.options[option as usize];
            if o.repeats && !self.visits.seen(o.demand as usize).is_empty() {
                self.again_on_foot(m, v, option, taste, &mut best);
            } else if gaps >> 31 != 0 {
                self.on_foot(m, v, option, taste, self.routes[v].gaps.iter(), &mut best);
            } else {
                let all = &self.routes[v].gaps;
                let mut left = gaps;
                let some = std::iter::from_fn(|| {
                    if left == 0 {
                        return None;
                    }
                    let i = left.trailing_zeros() as usize;
                    left &= left - 1;
                    all.get(i)
                });
                self.on_foot(m, v, option, taste, some, &mut best);
            }
        }
        best
    }

    /// Best slot for one of a range of options.
    pub(super) fn scan(&self, m: &Model, v: usize, range: (u32, u32), taste: Taste) -> Option<Slot> {
        let mut best: Option<Slot> = None;
        for option in range.0..range.1 {
            if taste.overlooks(option) {
                continue;
            }
            let o = &m.options[option as usize];
            if o.repeats && !self.visits.seen(o.demand as usize).is_empty() {
                self.again_on_foot(m, v, option, taste, &mut best);
            } else {
                self.on_foot(m, v, option, taste, self.routes[v].gaps.iter(), &mut best);
            }
            if m.crews[v].rides {
                self.by_car(m, v, option, taste, &mut best);
            }
        }
        best
    }

    /// The gap where a first visit on foot costs least: the inner loop of the whole search.
    fn on_foot<'a>(
        &self,
        m: &Model,
        v: usize,
        option: u32,
        taste: Taste,
        gaps: impl Iterator<Item = &'a Gap>,
        best: &mut Option<Slot>,
    ) {
        let (r, crew, o) = (&self.routes[v], &m.crews[v], &m.options[option as usize]);
        let gain = if o.demand == NONE { 0 } else { m.first_gain(option) + self.visits.pays(m, v, option) };
        if gain <= 0 && o.demand != NONE {
            return;
        }
        let most = (crew.busy - r.busy - o.work).min(crew.foot - r.foot);
        let (to, from) = (m.ways_to(o.layer, o.enter), m.ways_from(0, o.leave));
        let (mut least, mut found) = (i64::MAX, (0, 0));
        for g in gaps {
            if g.ready > o.hi {
                break;
            }
            if o.lo + o.dwell > g.latest {
                continue;
            }
            let go = i64::from(to[g.from as usize]);
            let arrive = g.ready + go;
            let start = arrive.max(o.lo);
            let on = if g.layer == 0 { from[g.target as usize].into() } else { m.walk(g.layer, o.leave, g.target) };
            let there = start + o.dwell + on;
            let add = go + on - g.travel;
            if start > o.hi || there > g.latest || add > most {
                continue;
            }
            // Travel and dwell added, or the push of what follows if that is more.
            let cost = (add + o.work).max(there - g.due).max(1) + (start - arrive) * taste.wait / 100;
            if cost < least {
                (least, found) = (cost, (g.at, start));
            }
        }
        if least < i64::MAX {
            let score = taste.score(gain, least);
            if best.is_none_or(|b| score > b.score) {
                *best = Some(Slot { at: found.0, option, ride: NONE, next: KEEP, start: found.1, score });
            }
        }
    }

    /// As [`Self::on_foot`] for a demand that has a visit already: it must be kept apart from that one, and its gain
    /// depends on its time.
    fn again_on_foot(&self, m: &Model, v: usize, option: u32, taste: Taste, best: &mut Option<Slot>) {
        let (r, crew, o) = (&self.routes[v], &m.crews[v], &m.options[option as usize]);
        let pays = self.visits.pays(m, v, option);
        let own = self.visits.seen(o.demand as usize).iter().any(|x| x.route as usize == v);
        for g in &r.gaps {
            if g.ready > o.hi {
                break;
            }
            if o.lo + o.dwell > g.latest {
                continue;
            }
            let go = m.walk(o.layer, g.from, o.enter);
            let arrive = g.ready + go;
            if arrive > o.hi {
                continue;
            }
            let next = if own { self.next_of(m, v, g.at as usize, o.demand) } else { FAR };
            let start = self.visits.clear_start(m, o.demand as usize, arrive.max(o.lo), o.dwell, (v, next));
            let on = m.walk(g.layer, o.leave, g.target);
            let there = start + o.dwell + on;
            let add = go + on - g.travel;
            let fits = start <= o.hi && there <= g.latest && add + o.work <= crew.busy - r.busy;
            if !fits || add > crew.foot - r.foot {
                continue;
            }
            let gain = self.visits.gain(m, o.demand as usize, option, start.min(next - 1)) + pays;
            let cost = (add + o.work).max(there - g.due).max(1) + (start - arrive) * taste.wait / 100;
            let score = taste.score(gain, cost);
            if gain > 0 && best.is_none_or(|b| score > b.score) {
                *best = Some(Slot { at: g.at, option, ride: NONE, next: KEEP, start, score });
            }
        }
    }

    /// Start of a route's next visit to a demand from a position on: the order of the visits is that of the route.
    fn next_of(&self, m: &Model, v: usize, at: usize, demand: u32) -> i64 {
        let mut rest = self.routes[v].stops[at..].iter();
        rest.find(|x| m.options[x.option as usize].demand == demand).map_or(FAR, |x| x.start)
    }

    /// The ways that move the car.
    fn by_car(&self, m: &Model, v: usize, option: u32, taste: Taste, best: &mut Option<Slot>) {
        let (r, crew, o) = (&self.routes[v], &m.crews[v], &m.options[option as usize]);
        let left = crew.busy - r.busy;
        for at in 0..=r.stops.len() {
            let p = match at.checked_sub(1).map(|i| &r.stops[i]) {
                Some(s) => Place { v, at, here: m.options[s.option as usize].leave, ready: s.end, car: s.car },
                None => Place { v, at, here: crew.start, ready: crew.from, car: crew.car },
            };
            let last = r.stops.get(at).map_or(crew.to, |s| s.start + s.slack);
            // Cheap refusals first: too late, too early, too long.
            if p.ready > o.hi {
                break;
            }
            if p.ready.max(o.lo) + o.dwell <= last {
                self.ways(m, &p, option, left, taste, best);
            }
        }
    }

    /// All rides to a new stop at a place in a route.
    fn ways(&self, m: &Model, p: &Place, option: u32, left: i64, taste: Taste, best: &mut Option<Slot>) {
        let next = self.routes[p.v].stops.get(p.at).map_or(NONE, |s| s.ride);
        let mut offer = |ride: u32, after: u32| {
            if let Some(s) = self.way(m, p, option, (ride, after), left, taste)
                && best.is_none_or(|b| s.score > b.score)
            {
                *best = Some(s);
            }
        };
        let own = m.options[option as usize].park;
        for (i, park) in [own, taste.park].into_iter().enumerate() {
            if park == NONE || park == p.car || (i == 1 && park == own) {
                continue;
            }
            offer(park, if next == park { NONE } else { next });
            if next == NONE {
                offer(park, p.car);
                // Those who follow may be nearer to a parking place of their own.
                if let Some(s) = self.routes[p.v].stops.get(p.at) {
                    let theirs = m.options[s.option as usize].park;
                    if theirs != NONE && theirs != park && theirs != p.car {
                        offer(park, theirs);
                    }
                }
            } else if next != park {
                offer(park, NONE);
            }
        }
        if next != NONE && next != own {
            offer(next, NONE);
        }
    }

    /// One way: feasible or not, and at what cost.
    fn way(
        &self,
        m: &Model,
        p: &Place,
        option: u32,
        (ride, after): (u32, u32),
        left: i64,
        taste: Taste,
    ) -> Option<Slot> {
        let (r, crew, o) = (&self.routes[p.v], &m.crews[p.v], &m.options[option as usize]);
        let (travel, foot) = m.lead(p.here, p.car, ride, o.enter, o.layer);
        let mut busy = travel + o.work;
        let arrive = p.ready + travel;
        let mut start = arrive.max(o.lo);
        let mut next = FAR;
        if o.repeats {
            next = self.next_of(m, p.v, p.at, o.demand);
            start = self.visits.clear_start(m, o.demand as usize, start, o.dwell, (p.v, next));
        }
        if start > o.hi {
            return None;
        }
        let (mut walked, mut driven) = (foot, travel - foot);
        let mut car = if ride == NONE { p.car } else { ride };
        let (mut end, mut here) = (start + o.dwell, o.leave);
        let mut push = 0;
        let mut j = p.at;
        let mut first = true;
        let mut settled = false;
        while let Some(s) = r.stops.get(j) {
            let so = &m.options[s.option as usize];
            let s_ride = if first { after } else { s.ride };
            let (t, f) = if !first && s_ride == NONE {
                (s.travel, s.foot)
            } else {
                m.lead(here, car, if s_ride == car { NONE } else { s_ride }, so.enter, so.layer)
            };
            busy += t - s.travel;
            walked += f - s.foot;
            driven += (t - f) - (s.travel - s.foot);
            if s_ride != NONE {
                car = s_ride;
            }
            let shift = (end + t - s.start).max(0);
            if first {
                push = shift;
            }
            if car == s.car {
                if shift > s.slack {
                    return None;
                }
                settled = true;
                break;
            }
            if s.start + shift > s.hi {
                return None;
            }
            end = s.end + shift;
            here = so.leave;
            first = false;
            j += 1;
        }
        if !settled {
            let (t, f) = m.home(p.v, here, car);
            busy += t - r.home.0;
            walked += f - r.home.1;
            driven += (t - f) - (r.home.0 - r.home.1);
            if end + t > crew.to {
                return None;
            }
            if first {
                push = (end + t - r.back).max(0);
            }
        }
        if busy > left || r.foot + walked > crew.foot || r.drive + driven > crew.drive {
            return None;
        }
        let gain = match o.demand {
            NONE => 0,
            _ if o.team => m.first_gain(option),
            d => self.visits.gain(m, d as usize, option, start.min(next - 1)) + self.visits.pays(m, p.v, option),
        };
        if gain <= 0 && o.demand != NONE {
            return None;
        }
        // Travel and dwell added, or the push of what follows if that is more.
        let cost = (busy.max(push).max(1) + (start - arrive) * taste.wait / 100).max(1);
        let score = taste.score(gain, cost);
        Some(Slot { at: p.at as u32, option, ride, next: after, start, score })
    }
}

/// Puts a slot's stop into a list of stops.
pub fn with(stops: &mut Vec<Stop>, slot: &Slot) {
    let at = (slot.at as usize).min(stops.len());
    if slot.next != KEEP
        && let Some(s) = stops.get_mut(at)
    {
        s.ride = slot.next;
    }
    stops.insert(at, Stop::new(slot.option, slot.ride, slot.start));
}

/// Takes the stop at a position out of a list; those who walked from its car still find it there.
pub fn without(stops: &mut Vec<Stop>, at: usize) {
    let gone = stops.remove(at);
    if gone.ride != NONE
        && let Some(next) = stops.get_mut(at)
        && next.ride == NONE
    {
        next.ride = gone.ride;
    }
}
