//! Putting the parts' solutions together.

use super::Part;
use crate::patrol::solve::output::unkept;
use crate::patrol::solve::{DemandIx, Problem, Solution, Step, value};

/// The whole plan of one solution for each part.
fn whole(p: &Problem, parts: &[Part], solutions: &[&Solution]) -> Solution {
    let mut routes = vec![Vec::new(); p.vehicles.len()];
    let mut dropped: Vec<DemandIx> = Vec::new();
    for (part, s) in parts.iter().zip(solutions) {
        for (&v, steps) in part.vehicles.iter().zip(&s.routes) {
            routes[v] = steps.iter().map(|x| part.step(*x)).collect();
        }
        dropped.extend(s.dropped.iter().map(|&d| part.demands[d]));
    }
    dropped.extend(unserved(p, parts));
    dropped.sort_unstable();
    let missing = missing(p, &routes);
    let unkept = unkept(p, &routes);
    let mut whole = Solution { routes, reward: 0, dropped, missing, unkept };
    whole.reward = value::total(p, &whole);
    whole
}

/// Mandatory demands that nobody may serve.
pub fn unserved<'a>(p: &'a Problem, parts: &[Part]) -> impl Iterator<Item = DemandIx> + 'a {
    let mut known = vec![false; p.demands.len()];
    parts.iter().flat_map(|part| &part.demands).for_each(|&d| known[d] = true);
    (0..p.demands.len()).filter(move |&d| !known[d] && p.demands[d].mandatory)
}

/// Whole plans that differ, the best first: of each part the first, the second… of its own, which lie within the same share
/// of the best each.
pub fn pool(p: &Problem, parts: &[Part], pools: &[Vec<Solution>], size: usize) -> Vec<Solution> {
    let turn = |i: usize| {
        let chosen: Vec<&Solution> = pools.iter().map(|pool| &pool[i % pool.len()]).collect();
        whole(p, parts, &chosen)
    };
    let many = pools.iter().map(Vec::len).max().unwrap_or(1).min(size.max(1));
    let mut all: Vec<Solution> = (0..many).map(turn).collect();
    all[1..].sort_by_key(|s| std::cmp::Reverse(s.worth(p)));
    all
}

/// Seconds missing of each quota.
fn missing(p: &Problem, routes: &[Vec<Step>]) -> Vec<i64> {
    let mut left: Vec<i64> = p.quotas.iter().map(|q| q.seconds).collect();
    for (v, steps) in routes.iter().enumerate() {
        for step in steps {
            let Step::Visit { demand, choice, pieces, .. } = *step else { continue };
            let stay = i64::from(p.demands[demand].choices[choice].stay(pieces));
            for (_, left) in p.quotas.iter().zip(&mut left).filter(|(q, _)| q.counts(v, demand)) {
                *left = left.saturating_sub(stay);
            }
        }
    }
    left.into_iter().map(|s| s.max(0)).collect()
}

impl Part {
    /// A step in the numbers of the whole problem.
    fn step(&self, step: Step) -> Step {
        match step {
            Step::Visit { demand, choice, pieces, start, bounds } => {
                Step::Visit { demand: self.demands[demand], choice, pieces, start, bounds }
            }
            Step::Ride { from, to, depart } => Step::Ride { from: self.places[from], to: self.places[to], depart },
            Step::Pause { .. } => step,
        }
    }
}
