//! What a visit pays when the team is taken apart into single routes, and how these prices are found.

use super::knapsack::Bag;
use super::relaxed::{Class, NONE, Relaxed};
use super::route::{Found, best};
use rayon::prelude::*;

/// Parts of a milli-point in which prices are counted: whole numbers, so that no sum is rounded.
pub const PARTS: i64 = 1 << 16;

/// Parts that a second costs at most (32 points), so that no product with the longest way overflows.
const MOST_SECOND: i64 = 1 << 31;

/// Time in buckets.
#[derive(Debug, Clone, Copy)]
pub struct Grid {
    pub origin: i64,
    /// Seconds of a bucket.
    pub width: i64,
    /// How many stops can begin in one bucket.
    pub rounds: usize,
}

impl Grid {
    /// The bucket of a moment.
    pub fn bucket(&self, t: i64) -> usize {
        ((t - self.origin).max(0) / self.width) as usize
    }

    /// Whole buckets in so many seconds: the later of two moments so far apart is at least so many buckets on.
    pub fn steps(&self, seconds: i64) -> u32 {
        (seconds / self.width).min(1 << 30) as u32
    }
}

/// Prices of one round, in parts of a milli-point.
#[derive(Debug)]
pub struct Prices<'a> {
    pub grid: Grid,
    /// Of each stop: its best value less the price of the team's visit that it is taken for.
    pub gain: Vec<i64>,
    /// Which visit that is.
    slot: Vec<usize>,
    /// A second of each class's budget.
    pub second: Vec<i64>,
    spells: Vec<i64>,
    layout: &'a Layout,
}

impl Prices<'_> {
    /// Price of starting a visit of a demand in a bucket, beyond that of the visit.
    pub fn at(&self, demand: u32, bucket: usize) -> i64 {
        if demand == NONE { 0 } else { self.layout.spell(demand, bucket).map_or(0, |k| self.spells[k]) }
    }
}

/// Which price is where: a demand's visits, and the spells of time in which only one of them can begin.
#[derive(Debug)]
pub struct Layout {
    slots: Vec<usize>,
    spells: Vec<usize>,
    /// Buckets of a spell; 0: none.
    length: Vec<usize>,
}

impl Layout {
    fn new(r: &Relaxed, grid: Grid, buckets: usize) -> Self {
        let mut l = Self { slots: vec![0], spells: vec![0], length: vec![] };
        for w in &r.wants {
            l.slots.push(l.slots.last().unwrap_or(&0) + w.most);
            // Two visits begin a dwell and a spacing apart at least.
            let length = if w.most > 1 { ((w.dwell + w.spacing) / grid.width) as usize } else { 0 };
            let count = if length > 0 { buckets.div_ceil(length) } else { 0 };
            l.spells.push(l.spells.last().unwrap_or(&0) + count);
            l.length.push(length);
        }
        l
    }

    fn spell(&self, demand: u32, bucket: usize) -> Option<usize> {
        let d = demand as usize;
        let k = self.spells[d] + bucket.checked_div(self.length[d])?;
        (k < self.spells[d + 1]).then_some(k)
    }
}

/// A price, its slope at the last routes, and the direction in which it moves.
#[derive(Debug, Clone, Copy, Default)]
struct Price {
    at: f64,
    slope: f64,
    way: f64,
}

/// The prices as they are sought.
pub struct Dual<'a> {
    r: &'a Relaxed,
    grid: Grid,
    layout: Layout,
    slots: Vec<Price>,
    spells: Vec<Price>,
    seconds: Vec<Price>,
    /// Seconds of a usual stop with its way: makes the price of a second comparable with that of a visit.
    usual: f64,
    /// No price need be higher, milli-points.
    most: f64,
    /// Steps of computation so far.
    pub steps: u64,
}

fn parts(price: f64) -> i64 {
    (price * PARTS as f64) as i64
}

impl<'a> Dual<'a> {
    /// Starts from what the bag says: a second is worth what it is where the bag is full, a visit what it earns beyond
    /// its seconds.
    pub fn new(r: &'a Relaxed, grid: Grid, buckets: usize, bag: &Bag, most: f64) -> Self {
        let second = bag.second;
        let layout = Layout::new(r, grid, buckets);
        let mut slots = vec![Price::default(); layout.slots[r.wants.len()]];
        let (mut sum, mut count) = (0.0, 0.0);
        for (s, &w) in r.stops.iter().zip(&bag.weights).filter(|x| *x.1 < i64::MAX) {
            sum += w as f64;
            count += 1.0;
            for (k, &v) in s.worth.iter().enumerate() {
                let price = &mut slots[layout.slots[s.demand as usize] + k].at;
                *price = price.max(v as f64 - second * w as f64);
            }
        }
        let spells = vec![Price::default(); layout.spells[r.wants.len()]];
        let usual = f64::max(sum / f64::max(count, 1.0), 1.0);
        let seconds = vec![Price { at: second * usual, ..Price::default() }; r.classes.len()];
        Self { r, grid, layout, slots, spells, seconds, usual, most, steps: 0 }
    }

    /// The bound at these prices, in parts; slopes are left behind.
    pub fn value(&mut self) -> i64 {
        let r = self.r;
        let whole = |list: &[Price]| list.iter().map(|p| parts(p.at)).collect::<Vec<i64>>();
        let (slots, spells) = (whole(&self.slots), whole(&self.spells));
        let second = self.seconds.iter().map(|p| parts(p.at / self.usual).min(MOST_SECOND)).collect::<Vec<i64>>();
        let (mut gain, mut slot) = (vec![0; r.stops.len()], vec![0; r.stops.len()]);
        for (i, s) in r.stops.iter().enumerate() {
            let first = self.layout.slots[s.demand as usize];
            for (k, &v) in s.worth.iter().enumerate() {
                let g = v * PARTS - slots[first + k];
                if g > gain[i] {
                    (gain[i], slot[i]) = (g, first + k);
                }
            }
        }
        let mut total: i128 = slots.iter().chain(&spells).map(|&p| i128::from(p)).sum();
        let prices = Prices { grid: self.grid, gain, slot, second, spells, layout: &self.layout };
        let found: Vec<Found> = r.classes.par_iter().enumerate().map(|(i, c)| best(r, c, i, &prices)).collect();
        for p in self.slots.iter_mut().chain(&mut self.spells) {
            p.slope = 1.0;
        }
        for (i, (f, c)) in found.iter().zip(&r.classes).enumerate() {
            total += i128::from(c.many) * (i128::from(f.value) + i128::from(prices.second[i]) * i128::from(c.budget));
            self.steps += f.steps;
            self.seconds[i].slope = c.many as f64 * (c.budget - f.busy) as f64 / self.usual;
            let base = self.grid.bucket(c.span.0);
            for &(stop, bucket) in &f.stops {
                self.slots[prices.slot[stop as usize]].slope -= c.many as f64;
                let demand = r.stops[stop as usize].demand;
                if let Some(k) = self.layout.spell(demand, base + bucket as usize) {
                    self.spells[k].slope -= c.many as f64;
                }
            }
        }
        i64::try_from(total).unwrap_or(i64::MAX)
    }

    /// One step down (Held, Wolfe & Crowder 1974; deflected as Camerini, Fratta & Maffioli 1975): `fall` is what the
    /// bound is hoped to fall by, in milli-points.
    pub fn step(&mut self, fall: f64) {
        let mut all: Vec<&mut Price> = self.slots.iter_mut().chain(&mut self.spells).chain(&mut self.seconds).collect();
        let (mut length, mut along) = (0.0, 0.0);
        for p in &mut all {
            p.way = if p.at <= 0.0 && p.slope > 0.0 { 0.0 } else { p.slope + 0.5 * p.way };
            length += p.way * p.way;
            along += p.way * p.slope;
        }
        if length <= 0.0 || along <= 0.0 {
            for p in &mut all {
                p.way = 0.0;
            }
            return;
        }
        for p in all {
            p.at = (p.at - fall / length * p.way).clamp(0.0, self.most);
        }
    }

    /// Remembers the prices, or goes back to those remembered.
    pub fn places(&self) -> Vec<f64> {
        self.slots.iter().chain(&self.spells).chain(&self.seconds).map(|p| p.at).collect()
    }

    /// Goes back to remembered prices, at rest.
    pub fn go_to(&mut self, places: &[f64]) {
        let all = self.slots.iter_mut().chain(&mut self.spells).chain(&mut self.seconds);
        for (p, &at) in all.zip(places) {
            *p = Price { at, slope: p.slope, way: 0.0 };
        }
    }
}

/// Rounds that the work should be enough for.
const ROUNDS_WANTED: i64 = 160;

/// A grid fine enough for the shortest stop, and no finer than the steps of computation allow; `None` if so many stops
/// can begin at once that time says nothing.
pub fn grid(classes: &[Class], least: i64, steps: u64) -> Option<(Grid, usize)> {
    let origin = classes.iter().map(|c| c.span.0).min()?;
    let latest = classes.iter().map(|c| c.span.1).max()?;
    let longest = classes.iter().map(|c| c.span.1 - c.span.0).max()?.max(1);
    // A round asks for every pair of stops in every bucket; prices make most stops not worth it.
    let pairs: i64 = classes.iter().map(|c| (c.reach.len() as i64).pow(2) * if c.pause { 2 } else { 1 }).sum();
    let finest = (steps as i64 * 4 / ROUNDS_WANTED / pairs.max(1)).clamp(96, 480);
    let width = least.clamp(longest / finest + 1, longest / 96 + 1);
    let rounds = (width / least.max(1) + 3) as usize;
    let grid = Grid { origin, width, rounds };
    let buckets = grid.bucket(latest) + 1;
    (least > 0 && rounds <= 24 && buckets <= 4000).then_some((grid, buckets))
}
