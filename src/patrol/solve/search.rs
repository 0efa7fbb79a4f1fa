//! Islands side by side, which exchange their best at fixed iterations: the same on any number of threads.

use super::island::{Island, beats};
use super::model::Model;
use super::pool::Pool;
use super::{Outcome, Problem, Progress, Search, output, pool};
use rayon::prelude::*;
use std::time::Instant;

/// Iterations between looks at the clock.
const ROUND: u64 = 50;
/// Rounds between exchanges.
const EXCHANGE: u64 = 40;

/// Solves on all islands.
pub fn solve(problem: &Problem, search: &Search) -> Outcome {
    let m = Model::new(problem);
    let size = search.pool.max(1);
    let start = search.start.as_ref().map(|s| output::warm(&m, s));
    let mut islands: Vec<Island> = (0..search.islands.max(1) as u64)
        .into_par_iter()
        .map(|i| Island::new(&m, search.seed, i, Pool::new(size, search.epsilon_permille), start.as_ref()))
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
        if search.watch.as_ref().is_some_and(|w| !(w.0)(progress(&m, &islands, done))) {
            break;
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

/// How far the islands are.
fn progress(m: &Model, islands: &[Island], iterations: u64) -> Progress {
    let best = islands.iter().max_by_key(|i| i.best.value()).map(|i| &i.best);
    let dropped = best.map_or(0, |s| s.visits.dropped(m).count());
    Progress { iterations, dropped, reward: best.map_or(0, |s| s.reward(m)) }
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
