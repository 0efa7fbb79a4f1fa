//! Good routes remembered, and the best of them put together: a set packing, as Hu & Lim (2014) and Amarouche et al.
//! (2020) use for the problem with a fixed number of vehicles.
//!
//! Routes come from plans near the best. A route may stand for any vehicle of the same kind. Now and then the routes
//! of a few vehicles are chosen anew among all remembered that share no demand with each other or with the vehicles
//! that keep theirs. Routes with a repeated demand are not remembered: their worth depends on the others.

use super::model::{Model, NONE};
use super::rng::Rng;
use super::state::{State, Stop};
use rustc_hash::{FxHashSet, FxHasher};
use std::hash::Hasher;

/// Routes remembered for each kind of vehicle.
const MOST: usize = 300;
/// Vehicles chosen anew at once.
const AT_ONCE: usize = 4;
/// Pairs compared at most.
const EFFORT: usize = 60_000;

#[derive(Debug, Clone, Default)]
struct Remembered {
    value: i64,
    hash: u64,
    demands: Vec<u64>,
    stops: Vec<Stop>,
}

/// Remembered routes.
#[derive(Debug, Clone)]
pub struct Packing {
    /// Kind of each vehicle.
    kind: Vec<usize>,
    routes: Vec<Vec<Remembered>>,
    next: Vec<usize>,
    known: FxHashSet<u64>,
    words: usize,
    on: bool,
}

fn bits(m: &Model, stops: &[Stop], out: &mut [u64]) -> i64 {
    let mut value = 0;
    for s in stops {
        let d = m.options[s.option as usize].demand;
        if d != NONE {
            out[d as usize / 64] |= 1 << (d % 64);
            value += m.first_gain(s.option);
        }
    }
    value
}

fn apart(a: &[u64], b: &[u64]) -> bool {
    a.iter().zip(b).all(|(x, y)| x & y == 0)
}

impl Packing {
    pub fn new(m: &Model) -> Self {
        let n = m.crews.len();
        let kind: Vec<usize> = (0..n).map(|v| (0..v).find(|&w| m.alike(v, w)).unwrap_or(v)).collect();
        let on = n > 1;
        Self {
            kind,
            routes: vec![Vec::new(); n],
            next: vec![0; n],
            known: FxHashSet::default(),
            words: m.wants.len().div_ceil(64),
            on,
        }
    }

    /// Remembers a route.
    pub fn remember(&mut self, m: &Model, s: &State, v: usize) {
        if !self.on || s.routes[v].shared || s.routes[v].stops.is_empty() {
            return;
        }
        let mut h = FxHasher::default();
        let kind = self.kind[v];
        h.write_usize(kind);
        for x in &s.routes[v].stops {
            h.write_u32(x.option);
        }
        let hash = h.finish();
        if !self.known.insert(hash) {
            return;
        }
        let list = &mut self.routes[kind];
        let place = if list.len() < MOST {
            list.push(Remembered::default());
            list.len() - 1
        } else {
            self.next[kind] = (self.next[kind] + 1) % MOST;
            self.next[kind]
        };
        let r = &mut list[place];
        self.known.remove(&r.hash);
        r.hash = hash;
        r.demands.clear();
        r.demands.resize(self.words, 0);
        r.stops.clone_from(&s.routes[v].stops);
        r.value = bits(m, &r.stops, &mut r.demands);
    }

    /// Chooses the routes of a few vehicles anew; true if the plan is worth more than before.
    pub fn recombine(&self, m: &Model, s: &mut State, rng: &mut Rng) -> bool {
        if !self.on {
            return false;
        }
        let n = m.crews.len();
        let mut chosen: Vec<usize> = Vec::with_capacity(AT_ONCE);
        let first = rng.below(n);
        for i in 0..n {
            let v = if n <= AT_ONCE { i } else { (first + i) % n };
            let same = s.usable[v] && !s.routes[v].shared && (n <= AT_ONCE || self.kind[v] == self.kind[first]);
            if same && chosen.len() < AT_ONCE {
                chosen.push(v);
            }
        }
        if chosen.len() < 2 {
            return false;
        }
        let mut used = vec![0u64; self.words];
        for v in (0..n).filter(|v| !chosen.contains(v)) {
            bits(m, &s.routes[v].stops, &mut used);
        }
        let now: i64 = chosen.iter().map(|&v| bits(m, &s.routes[v].stops, &mut vec![0; self.words])).sum();
        // Kinds differ: each vehicle has its own list, the most valuable first.
        let lists: Vec<Vec<&Remembered>> = chosen
            .iter()
            .map(|&v| {
                let mut l: Vec<&Remembered> =
                    self.routes[self.kind[v]].iter().filter(|r| apart(&r.demands, &used)).collect();
                l.sort_by_key(|r| (std::cmp::Reverse(r.value), r.hash));
                l
            })
            .collect();
        let alike = chosen.windows(2).all(|w| self.kind[w[0]] == self.kind[w[1]]);
        let mut search = Choose { lists: &lists, alike, best: now, found: None, now: Vec::new(), effort: EFFORT };
        search.go(0, 0, &used);
        let Some(found) = search.found else { return false };
        let before = s.value();
        s.begin();
        for &v in &chosen {
            s.replace(m, v, &[]);
        }
        let mut whole = true;
        for (i, &v) in chosen.iter().enumerate() {
            whole &= s.replace(m, v, &lists[i][found[i]].stops);
        }
        if !whole || s.value() <= before {
            s.rollback(m);
            return false;
        }
        true
    }
}

/// Depth first, with the sum of the most valuable as bound.
struct Choose<'a> {
    lists: &'a [Vec<&'a Remembered>],
    alike: bool,
    best: i64,
    found: Option<Vec<usize>>,
    now: Vec<usize>,
    effort: usize,
}

impl Choose<'_> {
    fn go(&mut self, depth: usize, value: i64, used: &[u64]) {
        if depth == self.lists.len() {
            if value > self.best {
                (self.best, self.found) = (value, Some(self.now.clone()));
            }
            return;
        }
        // Vehicles of one kind take their routes in order.
        let from = if self.alike { self.now.last().map_or(0, |i| i + 1) } else { 0 };
        let later: i64 = self.lists[depth + 1..].iter().map(|l| l.first().map_or(0, |r| r.value)).sum();
        for i in from..self.lists[depth].len() {
            let r = self.lists[depth][i];
            let rest = if self.alike { r.value * (self.lists.len() - depth - 1) as i64 } else { later };
            if value + r.value + rest <= self.best || self.effort == 0 {
                return;
            }
            self.effort -= 1;
            if apart(&r.demands, used) {
                let both: Vec<u64> = r.demands.iter().zip(used).map(|(a, b)| a | b).collect();
                self.now.push(i);
                self.go(depth + 1, value + r.value, &both);
                self.now.pop();
            }
        }
    }
}
