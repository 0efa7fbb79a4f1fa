//! One island: ruin, recreate, and a choice whether to go on from the result.
//!
//! The temperature is a function of the iteration alone, in cycles of growing length, so that a run cut short by a
//! deadline is exactly the beginning of a longer one.

use super::insert::{Slot, Taste};
use super::model::{Model, NONE};
use super::pool::Pool;
use super::rng::Rng;
use super::ruin::{Scratch, ruin};
use super::state::State;
use super::{Outcome, Problem, Search, output, pool};
use rayon::prelude::*;
use std::time::Instant;

/// Iterations of the first cycle; each further one is half as long again.
const FIRST_CYCLE: u64 = 1500;

/// An island.
#[derive(Debug, Clone)]
pub struct Island {
    rng: Rng,
    /// Where it searches.
    pub current: State,
    /// The best it knows.
    pub best: State,
    work: State,
    scratch: Scratch,
    cache: Vec<Option<(Slot, u32)>>,
    pub pool: Pool,
    iteration: u64,
    cycle: (u64, u64),
    /// Start temperature in value, and how strongly it ruins.
    heat: f64,
    strength: usize,
}

/// More value, then less time.
fn beats(a: &State, b: &State) -> bool {
    a.value > b.value || (a.value == b.value && a.time() < b.time())
}

/// An empty plan: breaks placed, nothing visited.
pub fn empty(m: &Model) -> State {
    let mut s = State::new(m);
    let mut spare = Vec::new();
    for v in 0..m.crews.len() {
        let alone = m.crews[v].sound && s.forward(m, v);
        s.backward(m, v);
        // An empty day may be too short for the way home alone and still be none.
        s.usable[v] = m.crews[v].sound && (alone || m.crews[v].pause.is_some());
        if m.crews[v].pause.is_some() && s.usable[v] {
            let slot = s.pause_slot(m, v, Taste::PLAIN);
            s.usable[v] = slot.is_some_and(|slot| s.insert(m, v, &slot, &mut spare));
        }
    }
    s
}

impl Island {
    pub fn new(m: &Model, seed: u64, number: u64, pool: Pool) -> Self {
        let mut rng = Rng::new(seed, number + 1);
        let mut s = empty(m);
        let mut scratch = Scratch::default();
        let mut cache = Vec::new();
        scratch.slots.extend((0..m.crews.len()).filter(|&v| s.usable[v]));
        recreate(m, &mut s, &mut rng, &mut scratch, &mut cache, number as usize);
        let visits = s.routes.iter().map(|r| r.stops.len()).sum::<usize>().max(1);
        let mean = (s.reward(m) as f64 / visits as f64).max(1.0);
        let usable = s.usable.iter().filter(|u| **u).count().max(1);
        Self {
            rng,
            best: s.clone(),
            work: s.clone(),
            current: s,
            scratch,
            cache,
            pool,
            iteration: 0,
            cycle: (0, FIRST_CYCLE),
            heat: mean * [0.2, 0.5, 1.0, 0.35][number as usize % 4],
            strength: (visits / usable / 2).clamp(3, 12),
        }
    }

    /// Runs so many iterations.
    pub fn run(&mut self, m: &Model, iterations: u64) {
        if m.wants.is_empty() || !self.current.usable.contains(&true) {
            self.iteration += iterations;
            return;
        }
        for _ in 0..iterations {
            self.step(m);
        }
    }

    fn step(&mut self, m: &Model) {
        if self.iteration - self.cycle.0 >= self.cycle.1 {
            self.cycle = (self.iteration, self.cycle.1 + self.cycle.1 / 2);
            // Every cycle begins at the island's best.
            self.current.copy(&self.best);
        }
        let left = 1.0 - (self.iteration - self.cycle.0) as f64 / self.cycle.1 as f64;
        self.iteration += 1;
        self.work.copy(&self.current);
        ruin(m, &mut self.work, &mut self.rng, &mut self.scratch, self.strength);
        let style = self.rng.below(4);
        let whole = recreate(m, &mut self.work, &mut self.rng, &mut self.scratch, &mut self.cache, style);
        if !whole {
            return;
        }
        let u = self.rng.unit();
        let fall = (self.current.value.saturating_sub(self.work.value)) as f64;
        if fall > self.heat * left * left * u * u * 4.0 {
            return;
        }
        std::mem::swap(&mut self.current, &mut self.work);
        if beats(&self.current, &self.best) {
            self.best.copy(&self.current);
        }
        self.pool.offer(m, &self.current, self.best.value);
    }
}

/// Fills the touched routes: breaks first, then by value against cost. False if a break found no place.
fn recreate(
    m: &Model,
    s: &mut State,
    rng: &mut Rng,
    scratch: &mut Scratch,
    cache: &mut Vec<Option<(Slot, u32)>>,
    style: usize,
) -> bool {
    let salt = if rng.chance(50) { rng.next() as u32 } else { 0 };
    let park = if m.parks.is_empty() || rng.chance(60) { NONE } else { m.parks[rng.below(m.parks.len())] };
    let taste = Taste { wait: [0, 0, 50, 100][rng.below(4)], power: [1, 2, 2, 3][style % 4], salt, park };
    for &v in &scratch.slots {
        let missing = m.crews[v].pause.is_some()
            && !s.routes[v].stops.iter().any(|x| m.options[x.option as usize].demand == NONE);
        if missing {
            let Some(slot) = s.pause_slot(m, v, taste) else { return false };
            if !s.insert(m, v, &slot, &mut scratch.spare) {
                return false;
            }
        }
    }
    let (k, n) = (scratch.slots.len(), m.wants.len());
    cache.clear();
    for (i, &v) in scratch.slots.iter().enumerate() {
        for d in 0..n {
            // A blink now and then keeps the recreation from always being the same.
            let slot = if rng.below(64) == 0 { None } else { s.best_slot(m, v, d, taste) };
            cache.push(slot.map(|x| (x, s.routes[v].version)));
        }
        debug_assert_eq!(cache.len(), (i + 1) * n);
    }
    let mut again = n * k <= 64 || rng.chance(20);
    loop {
        let mut top: Option<(f64, usize)> = None;
        for (i, c) in cache.iter().enumerate() {
            if let Some((slot, _)) = c {
                let score = slot.score * (0.9 + 0.2 * rng.unit());
                if top.is_none_or(|b| score > b.0) {
                    top = Some((score, i));
                }
            }
        }
        let Some((_, i)) = top else {
            if !again {
                return true;
            }
            // What did not fit before may fit now: another stop can be the way there, by dark or by car.
            again = false;
            for (i, c) in cache.iter_mut().enumerate() {
                let (v, d) = (scratch.slots[i / n], i % n);
                *c = s.best_slot(m, v, d, taste).map(|x| (x, s.routes[v].version));
            }
            if cache.iter().any(Option::is_some) {
                continue;
            }
            return true;
        };
        let (v, d) = (scratch.slots[i / n], i % n);
        let Some((slot, version)) = cache[i] else { return true };
        let fresh = s.routes[v].version == version;
        if !fresh {
            cache[i] = s.best_slot(m, v, d, taste).map(|x| (x, s.routes[v].version));
            continue;
        }
        if !s.insert(m, v, &slot, &mut scratch.spare) {
            again = false;
            cache[i] = None;
            continue;
        }
        for j in 0..k {
            let w = scratch.slots[j];
            for e in 0..n {
                let c = &mut cache[j * n + e];
                // What did not fit before hardly fits a fuller route.
                if c.is_some() && (w == v || e == d) {
                    *c = s.best_slot(m, w, e, taste).map(|x| (x, s.routes[w].version));
                }
            }
        }
    }
}

/// Islands, whatever the number of threads.
const ISLANDS: u64 = 4;
/// Iterations between looks at the clock.
const ROUND: u64 = 50;
/// Rounds between exchanges.
const EXCHANGE: u64 = 40;

/// Solves on all islands.
pub fn solve(problem: &Problem, search: &Search) -> Outcome {
    let m = Model::new(problem);
    let size = search.pool.max(1);
    let mut islands: Vec<Island> = (0..ISLANDS)
        .into_par_iter()
        .map(|i| Island::new(&m, search.seed, i, Pool::new(size, search.epsilon_permille)))
        .collect();
    let nothing = m.wants.is_empty() || islands.iter().all(|i| !i.current.usable.contains(&true));
    let (mut done, mut rounds) = (0, 0);
    while !nothing && done < search.iterations && search.deadline.is_none_or(|d| Instant::now() < d) {
        let now = ROUND.min(search.iterations - done);
        islands.par_iter_mut().for_each(|i| i.run(&m, now));
        done += now;
        rounds += 1;
        if rounds % EXCHANGE == 0 {
            exchange(&mut islands);
        }
    }
    let mut best = 0;
    for i in 1..islands.len() {
        if beats(&islands[i].best, &islands[best].best) {
            best = i;
        }
    }
    let top = islands[best].best.clone();
    let kept = islands.into_iter().flat_map(|i| i.pool.into_kept()).collect();
    let pool: Vec<_> = pool::select(&m, &top, kept, size, search.epsilon_permille)
        .into_iter()
        .map(|mut s| {
            output::settle(&m, &mut s);
            output::solution(&m, problem, &s)
        })
        .collect();
    Outcome { best: pool[0].clone(), pool, iterations: done }
}

/// The island that is furthest behind goes on from the best plan of all.
fn exchange(islands: &mut [Island]) {
    let (mut best, mut worst) = (0, 0);
    for i in 1..islands.len() {
        if beats(&islands[i].best, &islands[best].best) {
            best = i;
        }
        if beats(&islands[worst].best, &islands[i].best) {
            worst = i;
        }
    }
    if best != worst {
        let top = islands[best].best.clone();
        islands[worst].best.copy(&top);
        islands[worst].current.copy(&top);
    }
}
