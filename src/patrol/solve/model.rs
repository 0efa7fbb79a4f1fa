//! The problem laid out flat for the search, with whatever cannot be used left out.
//!
//! Times are `i64` here so that no sum of the interface's `i32` can overflow; "no way" is [`FAR`], which no span
//! can hold, so that the hot loop adds without asking.

use super::sieve::Sieve;
use super::{Choice, Problem, Table};

/// Longer than any span.
pub const FAR: i64 = 1 << 40;
/// No place, no ride, no demand.
pub const NONE: u32 = u32::MAX;
/// Visits of one demand at most, whatever its decay says.
const MOST_VISITS: usize = 8;
/// Neighbours of a demand.
const NEAR: usize = 48;
/// Values are cut here so that sums with the bonus of mandatory demands fit.
const MOST_VALUE: i64 = 1_000_000_000_000;

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
    /// Where a car is left for it.
    pub park: u32,
    pub dwell: i64,
    /// What it takes of the busy budget: the dwell, or nothing for a break.
    pub work: i64,
    pub lo: i64,
    pub hi: i64,
}

/// A demand.
#[derive(Debug, Clone, Copy)]
pub struct Want {
    pub first: u32,
    pub last: u32,
    /// Visits at most.
    pub most: usize,
    pub spacing: i64,
    pub mandatory: bool,
}

/// A vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crew {
    pub start: u32,
    pub end: u32,
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
    /// Numbers make sense.
    pub sound: bool,
}

/// The flat problem.
#[derive(Debug, Clone)]
pub struct Model {
    size: usize,
    /// From by to.
    foot: Vec<u32>,
    /// To by from, so that both legs of a new stop lie in one row each.
    toof: Vec<u32>,
    ride: Vec<u32>,
    parking: i64,
    pub options: Vec<Option_>,
    pub wants: Vec<Want>,
    pub crews: Vec<Crew>,
    /// All parking places.
    pub parks: Vec<u32>,
    /// Visits of any one demand at most.
    pub stride: usize,
    values: Vec<i64>,
    allowed: Vec<bool>,
    /// Seconds that the shortest stop adds at least, wherever it is put (by the triangle inequality, less what
    /// rounding takes), and what it adds to the busy time: gaps with less are passed over.
    pub least: i64,
    pub least_work: i64,
    /// For each demand the others near it in place and time, the nearest first: [`NEAR`] a row, short rows filled
    /// with [`NONE`].
    near: Vec<u32>,
    /// Which options fit on foot, unless there are too many.
    pub sieve: Option<Sieve>,
    /// Whether a stop can make room for another: other layers, cars, walks, repeated visits.
    pub opens: bool,
    /// What serving a mandatory demand counts beyond its reward: more than everything else together.
    pub bonus: i64,
}

/// A table of the common size; places outside it are never reached, and a place is at no distance from itself if
/// `stay` says so.
fn copy(table: &Table, size: usize, stay: bool, out: &mut Vec<u32>) {
    for a in 0..size {
        for b in 0..size {
            let inside = a < table.size && b < table.size;
            let seconds = if inside { table.seconds.get(a * table.size + b).copied().unwrap_or(NONE) } else { NONE };
            out.push(if stay && a == b { 0 } else { seconds });
        }
    }
}

/// The same tables, to by from.
fn turned(tables: &[u32], size: usize) -> Vec<u32> {
    let mut out = Vec::with_capacity(tables.len());
    for t in tables.chunks_exact((size * size).max(1)) {
        for b in 0..size {
            out.extend((0..size).map(|a| t[a * size + b]));
        }
    }
    out
}

impl Model {
    pub fn new(p: &Problem) -> Self {
        let size = p.foot.iter().map(|t| t.size).max().unwrap_or(0);
        let (mut foot, mut ride) = (Vec::new(), Vec::new());
        for t in &p.foot {
            copy(t, size, true, &mut foot);
        }
        copy(&p.ride, size, false, &mut ride);
        let toof = turned(&foot, size);
        let place = |x: usize| (x < size).then_some(x as u32);
        let option = |c: &Choice, demand: u32, index: usize, park: u32, repeats: bool| {
            let sound = c.layer < p.foot.len() && c.dwell >= 0 && c.window.0 <= c.window.1;
            let (enter, leave) = (place(c.enter)?, place(c.leave)?);
            sound.then_some(Option_ {
                enter,
                leave,
                layer: c.layer as u32,
                demand,
                index: index as u32,
                repeats,
                park,
                dwell: c.dwell.into(),
                work: if demand == NONE { 0 } else { c.dwell.into() },
                lo: c.window.0.into(),
                hi: c.window.1.into(),
            })
        };
        let stride = p.demands.iter().map(|d| d.decay.len().min(MOST_VISITS)).max().unwrap_or(0).max(1);
        let (mut options, mut values, mut wants) = (Vec::new(), Vec::new(), Vec::new());
        for (i, d) in p.demands.iter().enumerate() {
            let first = options.len() as u32;
            let park = d.park.and_then(place).unwrap_or(NONE);
            // Without an entry of the decay no visit is wanted, mandatory or not: nothing to choose from.
            let choices = if d.decay.is_empty() { &[] } else { d.choices.as_slice() };
            for (j, c) in choices.iter().enumerate() {
                if let Some(o) = option(c, i as u32, j, park, d.decay.len() > 1) {
                    options.push(o);
                    for k in 0..stride {
                        let v = worth(c.reward, d.decay.get(k).copied().unwrap_or(0));
                        values.push(v.clamp(-MOST_VALUE, MOST_VALUE));
                    }
                }
            }
            wants.push(Want {
                first,
                last: options.len() as u32,
                most: d.decay.len().min(MOST_VISITS),
                spacing: d.spacing.max(0).into(),
                mandatory: d.mandatory,
            });
        }
        let top: i64 = wants
            .iter()
            .map(|w| {
                let all = &values[w.first as usize * stride..w.last as usize * stride];
                all.iter().copied().max().unwrap_or(0).max(0).saturating_mul(w.most as i64)
            })
            .fold(0, i64::saturating_add);
        let mandatory = wants.iter().filter(|w| w.mandatory).count().max(1) as i64;
        let bonus = top.saturating_add(1).min(i64::MAX / 4 / mandatory);
        let mut crews = Vec::new();
        let mut allowed = vec![false; p.demands.len() * p.vehicles.len()];
        for (v, x) in p.vehicles.iter().enumerate() {
            let (start, end) = (place(x.start), place(x.end));
            let pause = x.pause.as_ref().map(|b| {
                let first = options.len() as u32;
                for (j, c) in b.choices.iter().enumerate() {
                    let e = c.enter;
                    // A break is reached by car where cars come.
                    let park = (0..size).any(|a| a != e && e < size && ride[a * size + e] != NONE);
                    if let Some(o) = option(c, NONE, j, if park { e as u32 } else { NONE }, false) {
                        options.push(o);
                        values.extend(std::iter::repeat_n(0, stride));
                    }
                }
                (first, options.len() as u32)
            });
            crews.push(Crew {
                start: start.unwrap_or(0),
                end: end.unwrap_or(0),
                from: x.span.0.into(),
                // No span holds a way that is none.
                to: i64::from(x.span.1).min(i64::from(x.span.0) + i64::from(i32::MAX)),
                rides: x.rides,
                busy: x.busy.into(),
                foot: x.max_foot.map_or(FAR, i64::from),
                drive: x.max_ride.map_or(FAR, i64::from),
                layer: x.end_layer as u32,
                pause,
                sound: start.is_some() && end.is_some() && x.end_layer < p.foot.len() && x.span.0 <= x.span.1,
            });
            for (i, d) in p.demands.iter().enumerate() {
                allowed[v * p.demands.len() + i] = d.allowed.get(v).copied().unwrap_or(false);
            }
        }
        let mut parks: Vec<u32> = options.iter().map(|o: &Option_| o.park).filter(|p| *p != NONE).collect();
        parks.extend(crews.iter().filter(|c: &&Crew| c.rides && c.sound).map(|c| c.start));
        parks.sort_unstable();
        parks.dedup();
        let opens = p.foot.len() > 1
            || crews.iter().any(|c: &Crew| c.rides)
            || options.iter().any(|o| o.repeats || o.enter != o.leave);
        let mut out = Self {
            near: Vec::new(),
            sieve: None,
            opens,
            least: 0,
            least_work: 0,
            parks,
            size,
            foot,
            toof,
            ride,
            parking: p.parking.max(0).into(),
            options,
            wants,
            crews,
            stride,
            values,
            allowed,
            bonus,
        };
        // Walking through a stop can be a part of the way.
        let detour = |o: &Option_| (o.dwell - out.walk(o.layer, o.enter, o.leave).min(o.dwell), o.work);
        let least = out.options.iter().map(detour).fold((FAR, FAR), |a, b| (a.0.min(b.0), a.1.min(b.1)));
        // With several layers a stop can lie on a shorter way.
        (out.least, out.least_work) = if p.foot.len() > 1 { (-FAR, -FAR) } else { (least.0 - 1, least.1 - 1) };
        out.near = out.neighbours();
        out.sieve = Sieve::new(&out, size, p.foot.len());
        out
    }

    fn neighbours(&self) -> Vec<u32> {
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

    /// Whether a route of one vehicle is one of another.
    pub fn alike(&self, v: usize, w: usize) -> bool {
        let n = self.wants.len();
        self.crews[v] == self.crews[w] && self.allowed[v * n..(v + 1) * n] == self.allowed[w * n..(w + 1) * n]
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
