//! What a finished plan is worth, and what each visit adds to it.

use super::model::worth;
use super::{DemandIx, Problem, Solution, Step, VehicleIx};

/// Start, vehicle, step, and which choice with how many pieces: in order of time if sorted.
type Visit = (i32, usize, usize, (usize, usize));

/// A demand's visits in order of time.
fn visits(solution: &Solution, d: DemandIx) -> Vec<Visit> {
    let mut out = Vec::new();
    for (v, steps) in solution.routes.iter().enumerate() {
        for (k, step) in steps.iter().enumerate() {
            if let Step::Visit { demand, choice, pieces, start, .. } = *step
                && demand == d
            {
                out.push((start, v, k, (choice, pieces)));
            }
        }
    }
    out.sort_unstable();
    out
}

fn sum<'a>(problem: &Problem, d: DemandIx, visits: impl Iterator<Item = &'a Visit>) -> i64 {
    let Some(demand) = problem.demands.get(d) else { return 0 };
    let reward = |x: &Visit, k: usize| {
        let reward = demand.choices.get(x.3.0).map_or(0, |c| c.earns(x.3.1));
        worth(reward, demand.decay.get(k).copied().unwrap_or(0))
    };
    if demand.crew() > 1 {
        // One visit of several officers, if all are there at one time.
        let all: Vec<&Visit> = visits.collect();
        let whole = all.len() >= demand.crew() && all.iter().all(|x| x.0 == all[0].0);
        return if whole { reward(all[0], 0) } else { 0 };
    }
    visits.enumerate().map(|(k, x)| reward(x, k)).fold(0, i64::saturating_add)
}

/// The team's reward.
pub fn total(problem: &Problem, solution: &Solution) -> i64 {
    let mut by: Vec<Vec<Visit>> = vec![Vec::new(); problem.demands.len()];
    for (v, steps) in solution.routes.iter().enumerate() {
        for (k, step) in steps.iter().enumerate() {
            if let Step::Visit { demand, choice, pieces, start, .. } = *step
                && let Some(list) = by.get_mut(demand)
            {
                list.push((start, v, k, (choice, pieces)));
            }
        }
    }
    by.iter_mut()
        .enumerate()
        .map(|(d, list)| {
            list.sort_unstable();
            sum(problem, d, list.iter())
        })
        .fold(0, i64::saturating_add)
}

/// The reward lost without one visit.
pub fn marginal(problem: &Problem, solution: &Solution, v: VehicleIx, k: usize) -> i64 {
    let Some(Step::Visit { demand, .. }) = solution.routes.get(v).and_then(|r| r.get(k)) else { return 0 };
    let all = visits(solution, *demand);
    let with = sum(problem, *demand, all.iter());
    let without = sum(problem, *demand, all.iter().filter(|x| (x.1, x.2) != (v, k)));
    with.saturating_sub(without)
}
