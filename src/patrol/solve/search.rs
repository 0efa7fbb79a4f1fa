//! Teams side by side, each on islands side by side: the same on any number of threads.
//!
//! Teams that share nothing are searched apart ([`super::apart`]), each for itself as if it were alone.

use super::apart::{self, Part};
use super::team::{Share, Team, USUAL};
use super::{Outcome, Problem, Progress, Search, Solution};
use rayon::prelude::*;
use std::time::Instant;

/// Iterations of all teams together between looks at the clock, about, however many officers they have.
const ROUND: u64 = 50;

/// Solves.
pub fn solve(problem: &Problem, search: &Search) -> Outcome {
    let parts = apart::parts(problem, search.start.as_ref());
    if parts.is_empty() {
        let share = Share::new(problem.vehicles.len(), problem.vehicles.len());
        let mut teams = [Team::new((problem, &[]), search.start.as_ref(), share, search)];
        let iterations = run(&mut teams, search, 0);
        let [team] = teams;
        let pool = team.solutions(search);
        return Outcome { best: pool[0].clone(), pool, iterations };
    }
    let mut teams: Vec<Team> = parts.par_iter().map(|p| team(p, problem, search)).collect();
    let iterations = run(&mut teams, search, apart::unserved(problem, &parts).count());
    let pools: Vec<Vec<Solution>> = teams.into_par_iter().map(|t| t.solutions(search)).collect();
    let pool = apart::pool(problem, &parts, &pools, search.pool);
    Outcome { best: pool[0].clone(), pool, iterations }
}

fn team<'a>(part: &'a Part, whole: &Problem, search: &Search) -> Team<'a> {
    let start = search.start.as_ref().map(|s| part.of(s));
    let share = Share::new(part.problem.vehicles.len(), whole.vehicles.len());
    Team::new((&part.problem, &part.parks), start.as_ref(), share, search)
}

/// Runs all teams until one of the search's ends is reached; iterations made. `dropped`: mandatory demands in no team.
fn run(teams: &mut [Team], search: &Search, dropped: usize) -> u64 {
    if teams.iter().all(Team::idle) {
        return 0;
    }
    let free = search.deadline.is_none() && search.watch.is_none();
    let officers: usize = teams.iter().map(Team::officers).sum();
    let round = (ROUND * USUAL / (officers as u64).max(USUAL)).max(1);
    let mut done = 0;
    while done < search.iterations && search.deadline.is_none_or(|d| Instant::now() < d) {
        // Nobody waits: each team to its end.
        done = if free { search.iterations } else { search.iterations.min(done + round) };
        teams.par_iter_mut().for_each(|t| t.run_to(done));
        if search.watch.as_ref().is_some_and(|w| !(w.0)(progress(teams, done, dropped))) {
            break;
        }
    }
    done
}

/// How far the teams are.
fn progress(teams: &[Team], iterations: u64, dropped: usize) -> Progress {
    let (dropped, reward) =
        teams.iter().map(Team::progress).fold((dropped, 0i64), |a, b| (a.0 + b.0, a.1.saturating_add(b.1)));
    Progress { iterations, dropped, reward }
}
