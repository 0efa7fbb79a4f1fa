//! What a finished plan is worth, and what each visit adds to it.

use super::model::worth;
use super::{DemandIx, Problem, Solution, Step, VehicleIx};

/// (start, vehicle, step, choice) of a demand's visits in order of time.
fn visits(solution: &Solution, d: DemandIx) -> Vec<(i32, usize, usize, usize)> {
    let mut out = Vec::new();
    for (v, steps) in solution.routes.iter().enumerate() {
        for (k, step) in steps.iter().enumerate() {
            if let Step::Visit { demand, choice, start, .. } = *step
                && demand == d
            {
                out.push((start, v, k, choice));
            }
        }
    }
    out.sort_unstable();
    out
}

fn sum(problem: &Problem, d: DemandIx, choices: impl Iterator<Item = usize>) -> i64 {
    let Some(demand) = problem.demands.get(d) else { return 0 };
    choices
        .enumerate()
        .map(|(k, c)| {
            let reward = demand.choices.get(c).map_or(0, |c| c.reward);
            worth(reward, demand.decay.get(k).copied().unwrap_or(0))
        })
        .fold(0, i64::saturating_add)
}

/// The team's reward.
pub fn total(problem: &Problem, solution: &Solution) -> i64 {
    let mut by: Vec<Vec<(i32, usize, usize, usize)>> = vec![Vec::new(); problem.demands.len()];
    for (v, steps) in solution.routes.iter().enumerate() {
        for (k, step) in steps.iter().enumerate() {
            if let Step::Visit { demand, choice, start, .. } = *step
                && let Some(list) = by.get_mut(demand)
            {
                list.push((start, v, k, choice));
            }
        }
    }
    by.iter_mut()
        .enumerate()
        .map(|(d, list)| {
            list.sort_unstable();
            sum(problem, d, list.iter().map(|x| x.3))
        })
        .fold(0, i64::saturating_add)
}

/// The reward lost without one visit.
pub fn marginal(problem: &Problem, solution: &Solution, v: VehicleIx, k: usize) -> i64 {
    let Some(Step::Visit { demand, .. }) = solution.routes.get(v).and_then(|r| r.get(k)) else { return 0 };
    let all = visits(solution, *demand);
    let with = sum(problem, *demand, all.iter().map(|x| x.3));
    let without = sum(problem, *demand, all.iter().filter(|x| (x.1, x.2) != (v, k)).map(|x| x.3));
    with.saturating_sub(without)
}
