//! The problem laid out flat for the search, with whatever cannot be used left out.
//!
//! Times are `i64` here so that no sum of the interface's `i32` can overflow; "no way" is [`FAR`], which no span
//! can hold, so that the hot loop adds without asking.

use super::owed::Owed;
use super::sieve::Sieve;

/// Longer than any span.
pub const FAR: i64 = 1 << 40;
/// No place, no ride, no demand.
pub const NONE: u32 = u32::MAX;
/// Neighbours of a demand.
const NEAR: usize = 48;

/// A choice of a demand or a break.
#[derive(Debug, Clone, Copy)]
pub struct Option_ {
    pub enter: u32,
    pub leave: u32,
    pub layer: u32,
    /// The demand; [`NONE`] for a break.
    pub demand: u32,
    /// Its position among the demand's or break's choices.
    pub index: u32,
    /// Whether its demand may be visited more than once.
    pub repeats: bool,
    /// Whether it takes several officers at once.
    pub team: bool,
    /// Where a car is left for it.
    pub park: u32,
    pub dwell: i64,
    /// What it takes of the busy budget: the dwell, or nothing for a break.
    pub work: i64,
    pub lo: i64,
    pub hi: i64,
}

/// What is asked of an option seldom.
#[derive(Debug, Clone, Copy)]
pub struct Kin {
    /// The same with one piece of stay more; [`NONE`]: none.
    pub longer: u32,
    /// The same with the shortest stay.
    pub shortest: u32,
    /// Pieces of stay.
    pub pieces: u32,
    /// Whether it stays where it is.
    pub fixed: bool,
}

/// A demand.
#[derive(Debug, Clone, Copy)]
pub struct Want {
    pub first: u32,
    pub last: u32,
    /// Visits at most, each officer's of a team counted.
    pub most: usize,
    /// Officers who come together.
    pub crew: usize,
    pub spacing: i64,
    pub mandatory: bool,
}

/// A vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crew {
    pub start: u32,
    pub end: u32,
    /// Where the car stands at first.
    pub car: u32,
    pub from: i64,
    pub to: i64,
    pub rides: bool,
    pub busy: i64,
    pub foot: i64,
    /// Seconds by car at most.
    pub drive: i64,
    pub layer: u32,
    /// Range of its break's choices.
    pub pause: Option<(u32, u32)>,
    /// Range of its fixed visits.
    pub fixed: (u32, u32),
    /// Numbers make sense.
    pub sound: bool,
}

/// The flat problem.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) size: usize,
    /// From by to.
    pub(super) foot: Vec<u32>,
    /// To by from, so that both legs of a new stop lie in one row each.
    pub(super) toof: Vec<u32>,
    pub(super) ride: Vec<u32>,
    pub(super) parking: i64,
    pub options: Vec<Option_>,
    pub kin: Vec<Kin>,
    pub wants: Vec<Want>,
    pub crews: Vec<Crew>,
    /// Demands that take several officers at once.
    pub teams: Vec<u32>,
    /// Demands that are mandatory.
    pub must: Vec<u32>,
    /// Whether any stay can be longer.
    pub stretches: bool,
    pub owed: Owed,
    /// All parking places.
    pub parks: Vec<u32>,
    /// Visits of any one demand at most.
    pub stride: usize,
    pub(super) values: Vec<i64>,
    pub(super) allowed: Vec<bool>,
    /// Seconds that the shortest stop adds at least, wherever it is put (by the triangle inequality, less what
    /// rounding takes), and what it adds to the busy time: gaps with less are passed over.
    pub least: i64,
    pub least_work: i64,
    /// For each demand the others near it in place and time, the nearest first: [`NEAR`] a row, short rows filled
    /// with [`NONE`].
    pub(super) near: Vec<u32>,
    /// Which options fit on foot, unless there are too many.
    pub sieve: Option<Sieve>,
    /// Whether a stop can make room for another: other layers, cars, walks, repeated visits.
    pub opens: bool,
    /// Whether routes are to be seen as wholes now and then: cars, breaks, what is mandatory, officers who come together.
    pub whole: bool,
    /// What serving a mandatory demand counts beyond its reward: more than everything else together.
    pub bonus: i64,
}

impl Model {
    /// The neighbours of all demands, as [`Self::near`] reads them.
    pub(super) fn neighbours(&self) -> Vec<u32> {
        let n = self.wants.len();
        let mut near = Vec::with_capacity(n * NEAR);
        let mut keys: Vec<(i64, u32)> = Vec::with_capacity(n);
        for a in 0..n {
            keys.clear();
            let w = &self.wants[a];
            if let Some(o) = (w.first..w.last).next().map(|i| self.options[i as usize]) {
                let (to, from) = (self.ways_to(o.layer, o.enter), self.ways_from(o.layer, o.leave));
                for (b, x) in self.wants.iter().enumerate() {
                    if b != a && x.first < x.last {
                        let p = &self.options[x.first as usize];
                        let early = (p.lo - o.hi).max(o.lo - p.hi).max(0);
                        let far = to[p.leave as usize].min(from[p.enter as usize]);
                        keys.push((i64::from(far) + early / 2, b as u32));
                    }
                }
            }
            if keys.len() > NEAR {
                keys.select_nth_unstable(NEAR - 1);
                keys.truncate(NEAR);
            }
            keys.sort_unstable();
            near.extend(keys.iter().map(|k| k.1));
            near.resize((a + 1) * NEAR, NONE);
        }
        near
    }

    /// Demands near one, the nearest first.
    pub fn near(&self, d: usize) -> impl Iterator<Item = usize> + '_ {
        self.near[d * NEAR..(d + 1) * NEAR].iter().take_while(|x| **x != NONE).map(|x| *x as usize)
    }

    /// Whether a place is on the tables.
    pub fn knows(&self, place: u32) -> bool {
        (place as usize) < self.size
    }

    /// Seconds on foot; [`NONE`] is longer than any span.
    pub fn walk(&self, layer: u32, from: u32, to: u32) -> i64 {
        self.foot[(layer as usize * self.size + from as usize) * self.size + to as usize].into()
    }

    /// All ways on foot from a place.
    pub fn ways_from(&self, layer: u32, from: u32) -> &[u32] {
        let row = (layer as usize * self.size + from as usize) * self.size;
        &self.foot[row..row + self.size]
    }

    /// All ways on foot to a place.
    pub fn ways_to(&self, layer: u32, to: u32) -> &[u32] {
        let row = (layer as usize * self.size + to as usize) * self.size;
        &self.toof[row..row + self.size]
    }

    /// Seconds in the car, getting in and out included.
    pub fn drive(&self, from: u32, to: u32) -> i64 {
        i64::from(self.ride[from as usize * self.size + to as usize]) + self.parking
    }

    /// Travel and its share on foot from one place to another, by a ride to `ride` if there is one.
    pub fn lead(&self, from: u32, car: u32, ride: u32, to: u32, layer: u32) -> (i64, i64) {
        if ride == NONE {
            let f = self.walk(layer, from, to);
            return (f, f);
        }
        let f = self.walk(layer, from, car) + self.walk(layer, ride, to);
        (f + self.drive(car, ride), f)
    }

    /// Travel home, with the car.
    pub fn home(&self, v: usize, from: u32, car: u32) -> (i64, i64) {
        let c = &self.crews[v];
        self.lead(from, car, if car == NONE || car == c.end { NONE } else { c.end }, c.end, c.layer)
    }

    /// Value of the `k`-th visit by an option.
    pub fn value(&self, option: u32, k: usize) -> i64 {
        self.values[option as usize * self.stride + k]
    }

    /// What a demand's first visit by an option gains.
    pub fn first_gain(&self, option: u32) -> i64 {
        let w = &self.wants[self.options[option as usize].demand as usize];
        self.value(option, 0) + if w.mandatory { self.bonus } else { 0 }
    }

    /// Whether a route of one vehicle is one of another, and worth the same.
    pub fn alike(&self, v: usize, w: usize) -> bool {
        let n = self.wants.len();
        self.crews[v] == self.crews[w]
            && self.allowed[v * n..(v + 1) * n] == self.allowed[w * n..(w + 1) * n]
            && self.owed.alike(v, w)
    }

    /// What is asked of an option seldom.
    pub fn kin(&self, option: u32) -> &Kin {
        &self.kin[option as usize]
    }

    /// Whether a vehicle may serve a demand.
    pub fn may(&self, v: usize, d: usize) -> bool {
        self.allowed[v * self.wants.len() + d]
    }
}

/// Reward of a visit in whole milli-points.
pub fn worth(reward: i64, permille: u32) -> i64 {
    let v = i128::from(reward) * i128::from(permille) / 1000;
    v.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}
