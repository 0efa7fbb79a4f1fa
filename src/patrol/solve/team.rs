//! One team's search: islands side by side, which exchange their best at fixed iterations.

use super::island::{Island, beats};
use super::model::Model;
use super::pool::Pool;
use super::{Problem, Search, Solution, output, pool};
use rayon::prelude::*;

/// Iterations between exchanges.
const EXCHANGE: u64 = 2000;
/// Iterations of the first cycle of islands where four officers have the iterations to themselves, and the most of any.
const CYCLE: u64 = 1_660;
const LONGEST_FIRST: u64 = 1_500;

/// Officers for whom [`Search::iterations`] are meant; for more there are more, in proportion.
pub const USUAL: u64 = 4;

/// A team's part of all iterations: for each one asked for it makes `mine` / `all`, rounded up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    mine: u64,
    all: u64,
}

impl Share {
    /// Of a team of so many officers among so many: all together make the iterations asked for, or so many times as many as
    /// they are more than the usual four, and each team its part by its officers.
    pub fn new(officers: usize, among: usize) -> Self {
        let (officers, among) = (officers.max(1) as u64, among.max(1) as u64);
        Self { mine: officers * among.max(USUAL), all: among * USUAL }
    }

    /// Iterations of the team where so many are asked for.
    pub fn of(self, iterations: u64) -> u64 {
        let own = (u128::from(iterations) * u128::from(self.mine)).div_ceil(self.all.into());
        u64::try_from(own).unwrap_or(u64::MAX)
    }
}

/// A team.
#[derive(Debug)]
pub struct Team<'a> {
    problem: &'a Problem,
    m: Model,
    islands: Vec<Island>,
    share: Share,
    /// Iterations of each island so far.
    done: u64,
}

impl<'a> Team<'a> {
    /// On all islands; `parks`: further places where a car may be left.
    pub fn new(
        (problem, parks): (&'a Problem, &[u32]),
        start: Option<&Solution>,
        share: Share,
        search: &Search,
    ) -> Self {
        let m = Model::new(problem, parks);
        let size = search.pool.max(1);
        let start = start.map(|s| output::warm(&m, s));
        let islands = (0..search.islands.max(1) as u64)
            .into_par_iter()
            .map(|i| {
                let pool = Pool::new(size, search.epsilon_permille);
                Island::new(&m, (search.seed, i), share.of(CYCLE).min(LONGEST_FIRST), pool, start.as_ref())
            })
            .collect();
        Self { problem, m, islands, share, done: 0 }
    }

    /// Whether there is nothing to search.
    pub fn idle(&self) -> bool {
        self.m.wants.is_empty() || self.islands.iter().all(|i| !i.current.usable.contains(&true))
    }

    /// How many officers it has.
    pub fn officers(&self) -> usize {
        self.m.crews.len()
    }

    /// Goes on until its share of so many iterations is made.
    pub fn run_to(&mut self, iterations: u64) {
        if self.idle() {
            return;
        }
        let iterations = self.share.of(iterations);
        while self.done < iterations {
            let now = (iterations - self.done).min(EXCHANGE - self.done % EXCHANGE);
            let m = &self.m;
            self.islands.par_iter_mut().for_each(|i| i.run(m, now));
            self.done += now;
            if self.done.is_multiple_of(EXCHANGE) {
                exchange(&mut self.islands);
            }
        }
    }

    /// Mandatory demands left out by the best plan, and its reward.
    pub fn progress(&self) -> (usize, i64) {
        let best = self.islands.iter().max_by_key(|i| i.best.value()).map(|i| &i.best);
        best.map_or((0, 0), |s| (s.visits.dropped(&self.m).count(), s.reward(&self.m)))
    }

    /// The best, and others near it.
    pub fn solutions(self, search: &Search) -> Vec<Solution> {
        let (m, islands) = (self.m, self.islands);
        let mut best = 0;
        for i in 1..islands.len() {
            if beats(&islands[i].best, &islands[best].best) {
                best = i;
            }
        }
        let top = islands[best].best.clone();
        let kept = islands.into_iter().flat_map(|i| i.pool.into_kept()).collect();
        let size = search.pool.max(1);
        let near = pool::select(&m, &top, kept, size, search.epsilon_permille);
        let told = near.into_iter().map(|mut s| {
            output::settle(&m, &mut s);
            output::solution(&m, self.problem, &s)
        });
        told.collect()
    }
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
