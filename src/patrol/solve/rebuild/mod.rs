//! One officer's route built anew, all others standing still: a dynamic programme over beginnings of routes of which
//! only the most promising go on (restricted dynamic programming, Malandraki & Dial 1996; a beam). Insertion decides
//! stop by stop; where a car stands for several stops, a break lies between, or something mandatory must first throw
//! others out, the whole route has to be seen at once.
//!
//! Beginnings of equal length are compared by what they earned less a price of what they used up of the day, of the
//! busy time, and of the ways on foot and by car. The prices are drawn anew each time.

mod extend;

use super::model::{Model, NONE};
use super::rng::Rng;
use super::state::{State, Stop};
use rustc_hash::FxHashSet;

/// Demands up to which a problem is small.
const SMALL: usize = 16;
/// Iterations in which small plans are built anew often.
const EAGER: u64 = 1_000;
/// Beginnings of one length that go on: at least, and at most.
const WIDTH: (usize, usize) = (4, 200);
/// Demands looked at; beyond, those of the route, their neighbours and a few others.
const DEMANDS: usize = 48;
/// Parking places tried for every stop; beyond, the stop's own and a few drawn for the whole route.
const PARKS: usize = 12;
/// Of those drawn.
const DRAWN: usize = 2;
/// Stops of a route at most.
const DEPTH: usize = 60;

/// A beginning of a route.
#[derive(Debug, Clone, Copy)]
struct Label {
    score: f64,
    /// What its visits add, by what the others do now.
    value: i64,
    /// The same without what is promised for mandatory demands, with noise.
    rank: f64,
    end: i64,
    /// Travel and dwell, on foot, by car.
    spent: (i64, i64, i64),
    here: u32,
    car: u32,
    parent: u32,
    option: u32,
    ride: u32,
    start: i64,
    /// Of the set of what is visited.
    hash: u64,
    /// Fixed visits so far.
    kept: u32,
    paused: bool,
}

/// What a label visits of a demand.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    clock: u64,
    count: usize,
    end: i64,
}

/// How beginnings are compared.
#[derive(Debug, Clone, Copy, Default)]
struct Prices {
    day: f64,
    busy: f64,
    foot: f64,
    drive: f64,
    /// Share of a gain that is noise.
    noise: f64,
    salt: u64,
}

/// Memory kept from one call to the next.
#[derive(Debug, Clone, Default)]
pub struct Rebuild {
    labels: Vec<Label>,
    next: Vec<Label>,
    options: Vec<u32>,
    parks: Vec<u32>,
    /// Mandatory demands that nobody else serves.
    must: Vec<u32>,
    fixed: Vec<u32>,
    seen: FxHashSet<u64>,
    marks: Vec<Mark>,
    clock: u64,
    /// Seconds that a label pays of each quota.
    paid: Vec<i64>,
    old: Vec<Stop>,
    stops: Vec<Stop>,
}

/// How many of a hundred iterations build routes anew, and how many continuations each tries, about: where plans are small
/// and hemmed in by rules thoroughly, and often until what there is to find is mostly found, else so that it takes about
/// as long as all the rest.
pub fn often(m: &Model, iteration: u64) -> (usize, usize) {
    match m.wants.len() <= SMALL {
        true if iteration <= EAGER => (10, 60_000),
        true => (1, 60_000),
        false => (3, 20_000),
    }
}

fn mix(x: u64) -> u64 {
    let z = (x ^ (x >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (z ^ (z >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}

impl Rebuild {
    /// Builds a route anew; false, and the route as it was, if nothing whole was found.
    pub fn run(&mut self, m: &Model, s: &mut State, v: usize, rng: &mut Rng) -> bool {
        self.old.clone_from(&s.routes[v].stops);
        if !s.usable[v] || !s.replace(m, v, &[]) {
            return false;
        }
        self.gather(m, s, v, rng);
        let found = self.grow(m, s, v, rng);
        if let Some(last) = found {
            self.unroll(last);
            let stops = std::mem::take(&mut self.stops);
            let fits = s.replace(m, v, &stops);
            self.stops = stops;
            if fits {
                return true;
            }
        }
        // As it was, unless others moved meanwhile: they stood still.
        s.replace(m, v, &self.old);
        false
    }

    /// What may be visited, and where a car may be left.
    fn gather(&mut self, m: &Model, s: &State, v: usize, rng: &mut Rng) {
        self.marks.resize(m.wants.len(), Mark::default());
        self.clock += 1;
        self.options.clear();
        let longer = m.stretches && rng.chance(50);
        let (clock, marks, options) = (self.clock, &mut self.marks, &mut self.options);
        let mut fresh = |d: usize| std::mem::replace(&mut marks[d].clock, clock) != clock;
        let mut add = |d: usize| {
            if !m.may(v, d) || !fresh(d) {
                return;
            }
            let w = &m.wants[d];
            for shortest in w.first..w.last {
                let mut o = shortest;
                while o != NONE {
                    options.push(o);
                    o = if longer { m.kin(o).longer } else { NONE };
                }
            }
        };
        let open = s.visits.open();
        if open.len() <= DEMANDS {
            for &d in open {
                add(d as usize);
            }
        } else {
            let own = self.old.iter().map(|x| m.options[x.option as usize].demand).filter(|d| *d != NONE);
            own.clone().filter(|d| s.visits.is_open(*d as usize)).for_each(|d| add(d as usize));
            let each = (DEMANDS / self.old.len().max(1)).max(1);
            for d in own {
                m.near(d as usize).filter(|d| s.visits.is_open(*d)).take(each).for_each(&mut add);
            }
            for _ in 0..DEMANDS / 4 {
                add(open[rng.below(open.len())] as usize);
            }
        }
        // Others wait for one who comes.
        for &d in &m.teams {
            let seen = s.visits.seen(d as usize);
            if seen.len() + 1 == m.wants[d as usize].crew && m.may(v, d as usize) {
                let w = &m.wants[d as usize];
                let same = |o: &u32| {
                    m.options[*o as usize].lo == seen[0].start && m.kin(*o).shortest == m.kin(seen[0].option).shortest
                };
                options.extend((w.first..w.last).filter(same));
            }
        }
        self.must.clear();
        self.must.extend(m.must.iter().filter(|&&d| {
            let alone = m.wants[d as usize].crew == 1;
            alone && s.visits.seen(d as usize).is_empty() && m.may(v, d as usize)
        }));
        self.fixed.clear();
        self.fixed.extend(self.old.iter().map(|x| x.option).filter(|o| m.kin(*o).fixed));
        self.parks.clear();
        if m.crews[v].rides {
            if m.parks.len() <= PARKS {
                self.parks.extend(&m.parks);
            } else {
                self.parks.extend((0..DRAWN).map(|_| m.parks[rng.below(m.parks.len())]));
            }
        }
    }

    fn prices(&self, m: &Model, v: usize, rng: &mut Rng) -> Prices {
        let top = self.options.iter().map(|&o| m.value(o, 0).max(0) as f64).sum::<f64>();
        let many = self.options.len().max(1) as f64;
        // About what the route would earn: the mean gain by the stops that the day may hold.
        let all = top / many * self.old.len().max(4) as f64;
        let crew = &m.crews[v];
        let mut price = |limit: i64| all * rng.unit() * 1.5 / limit.clamp(1, 1 << 30) as f64;
        let (day, busy) = (price(crew.to - crew.from), price(crew.busy));
        let (foot, drive) = (price(crew.foot), price(crew.drive));
        let noise = if rng.chance(50) { 0.0 } else { 2.0 * rng.unit() * rng.unit() };
        Prices { day, busy, foot, drive, noise, salt: rng.next() }
    }

    /// Lengthens beginnings until none goes on; the last label of the best whole route.
    fn grow(&mut self, m: &Model, s: &State, v: usize, rng: &mut Rng) -> Option<u32> {
        let prices = self.prices(m, v, rng);
        let crew = m.crews[v];
        let rides = 1 + if crew.rides { self.parks.len() + 1 } else { 0 };
        let width = often(m, 0).1 / (self.options.len().max(1) * rides * self.old.len().max(4));
        let width = width.clamp(WIDTH.0, WIDTH.1);
        self.labels.clear();
        self.labels.push(Label {
            score: 0.0,
            value: 0,
            rank: 0.0,
            end: crew.from,
            spent: (0, 0, 0),
            here: crew.start,
            car: if crew.rides { crew.car } else { NONE },
            parent: NONE,
            option: NONE,
            ride: NONE,
            start: 0,
            hash: 0,
            kept: 0,
            paused: crew.pause.is_none(),
        });
        let mut best: Option<((i64, i64), u32)> = None;
        let (mut from, mut to) = (0, 1);
        for _ in 0..DEPTH {
            self.next.clear();
            for at in from..to {
                let label = self.labels[at];
                if let Some(key) = self.whole(m, v, &label)
                    && best.is_none_or(|b| key > b.0)
                {
                    best = Some((key, at as u32));
                }
                self.extend(m, s, v, at, &prices);
            }
            if self.next.is_empty() {
                break;
            }
            // The best first; of those that visit the same and stand at the same places the best alone.
            let enough = width * 6;
            let order = |a: &Label, b: &Label| b.score.total_cmp(&a.score).then(a.hash.cmp(&b.hash));
            if self.next.len() > enough {
                self.next.select_nth_unstable_by(enough, order);
                self.next.truncate(enough);
            }
            self.next.sort_by(order);
            self.seen.clear();
            from = self.labels.len();
            for l in &self.next {
                if self.labels.len() < from + width
                    && self.seen.insert(l.hash ^ mix(u64::from(l.here) << 32 | u64::from(l.car)))
                {
                    self.labels.push(*l);
                }
            }
            to = self.labels.len();
        }
        best.map(|b| b.1)
    }

    /// Value and spare time of a label that can go home now.
    fn whole(&self, m: &Model, v: usize, l: &Label) -> Option<(i64, i64)> {
        let crew = &m.crews[v];
        if !l.paused || (l.kept as usize) < self.fixed.len() {
            return None;
        }
        let (t, f) = m.home(v, l.here, l.car);
        let fits = l.end + t <= crew.to
            && l.spent.0 + t <= crew.busy
            && l.spent.1 + f <= crew.foot
            && l.spent.2 + t - f <= crew.drive;
        fits.then_some((l.value, -(l.spent.0 + t)))
    }

    /// The stops that lead to a label.
    fn unroll(&mut self, last: u32) {
        self.stops.clear();
        let mut i = last as usize;
        while self.labels[i].parent != NONE {
            let l = &self.labels[i];
            self.stops.push(Stop::new(l.option, l.ride, l.start));
            i = l.parent as usize;
        }
        self.stops.reverse();
    }
}
