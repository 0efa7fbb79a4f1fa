//! One island: ruin, recreate, and a choice whether to go on from the result.
//!
//! The temperature is a function of the iteration alone, in cycles of growing length, so that a run cut short by a
//! deadline is exactly the beginning of a longer one.

use super::tune::p;
use super::insert::Taste;
use super::model::Model;
use super::pool::Pool;
use super::rng::Rng;
use super::recreate::{recreate, taste};
use super::ruin::{Scratch, ruin};
use super::state::State;
use super::{Outcome, Problem, Search, output, pool};
use rayon::prelude::*;
use std::time::Instant;

/// Iterations of the first cycle; each further one is half as long again.


/// An island.
#[derive(Debug, Clone)]
pub struct Island {
    rng: Rng,
    /// Where it searches.
    pub current: State,
    /// The best it knows.
    pub best: State,
    scratch: Scratch,
    pub pool: Pool,
    iteration: u64,
    cycle: (u64, u64),
    /// Start temperature in value, and how strongly it ruins.
    mean: f64,
    weight: f64,
    strength: usize,
}

/// More value, then less time.
fn beats(a: &State, b: &State) -> bool {
    (a.value(), -a.busy) > (b.value(), -b.busy)
}

/// An empty plan: breaks placed, nothing visited.
pub fn empty(m: &Model) -> State {
    let mut s = State::new(m);
    for v in 0..m.crews.len() {
        let alone = m.crews[v].sound && s.forward(m, v);
        s.backward(m, v);
        // An empty day may be too short for the way home alone and still be none.
        s.usable[v] = m.crews[v].sound && (alone || m.crews[v].pause.is_some());
        if m.crews[v].pause.is_some() && s.usable[v] {
            let slot = s.pause_slot(m, v, Taste::PLAIN);
            s.usable[v] = slot.is_some_and(|slot| s.insert(m, v, &slot));
        }
    }
    s
}

impl Island {
    pub fn new(m: &Model, seed: u64, number: u64, pool: Pool) -> Self {
        let mut rng = Rng::new(seed, number + 1);
        let mut s = empty(m);
        let mut scratch = Scratch::default();
        scratch.touched.extend((0..m.crews.len()).filter(|&v| s.usable[v]));
        let taste = taste(m, &mut rng, number as usize);
        recreate(m, &mut s, &mut rng, &mut scratch, taste);
        let visits = s.routes.iter().map(|r| r.stops.len()).sum::<usize>().max(1);
        let mean = (s.reward(m) as f64 / visits as f64).max(1.0);
        let mean_time = (s.busy as f64 / visits as f64).max(1.0);
        let usable = s.usable.iter().filter(|u| **u).count().max(1);
        Self {
            rng,
            best: s.clone(),
            current: s,
            scratch,
            pool,
            iteration: 0,
            cycle: (0, p(2) as u64),
            mean,
            weight: p(5) * mean / mean_time,
            strength: (visits / usable / 2).clamp(3, p(4) as usize),
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
            self.cycle = (self.iteration, (self.cycle.1 as f64 * p(3)) as u64);
            // Every cycle begins at the island's best.
            self.current.copy(&self.best);
        }
        let left = 1.0 - (self.iteration - self.cycle.0) as f64 / self.cycle.1 as f64;
        self.iteration += 1;
        let before = (self.current.value(), self.current.busy);
        self.current.begin();
        ruin(m, &mut self.current, &mut self.rng, &mut self.scratch, self.strength);
        let style = self.rng.below(4);
        let taste = taste(m, &mut self.rng, style);
        let whole = recreate(m, &mut self.current, &mut self.rng, &mut self.scratch, taste);
        let fall = before.0.saturating_sub(self.current.value()) as f64
            + (self.current.busy - before.1) as f64 * self.weight;
        let done = 1.0 - left;
        let temperature = self.mean * p(0) * (p(1) / p(0)).powf(done);
        let accept = fall <= 0.0 || fall < -temperature * self.rng.unit().ln();
        if !whole || !accept {
            self.current.rollback(m);
            return;
        }
        if beats(&self.current, &self.best) {
            self.best.copy(&self.current);
        }
        self.pool.offer(m, &self.current, self.best.value());
    }
}

/// Iterations between looks at the clock.
const ROUND: u64 = 50;
/// Rounds between exchanges.
const EXCHANGE: u64 = 40;

/// Solves on all islands.
pub fn solve(problem: &Problem, search: &Search) -> Outcome {
    let m = Model::new(problem);
    let size = search.pool.max(1);
    let mut islands: Vec<Island> = (0..search.islands.max(1) as u64)
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
        if let Some(w) = &search.watch {
            let reward = islands.iter().map(|i| i.best.reward(&m)).max().unwrap_or(0);
            if !(w.0)(super::Progress { iterations: done, reward }) {
                break;
            }
        }
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
