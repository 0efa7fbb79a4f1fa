//! Why not, for a demand that takes several officers at one time: for each of its starts the officers who lose least.

use super::{Answer, Cost, cheapest};
use crate::patrol::solve::{DemandIx, Problem, Solution};

/// Starts tried at most, evenly over all there are.
const STARTS: usize = 8;

/// The cheapest way to bring the officers together. `None` if too few may or can come at any of the starts tried.
pub fn answer(problem: &Problem, solution: &Solution, d: DemandIx) -> Option<Answer> {
    let demand = problem.demands.get(d)?;
    let starts: Vec<usize> =
        (0..demand.choices.len()).filter(|&c| demand.choices[c].window.0 == demand.choices[c].window.1).collect();
    let mut best: Option<(Cost, Answer)> = None;
    for &choice in starts.iter().step_by(starts.len().div_ceil(STARTS).max(1)) {
        let able = (0..problem.vehicles.len()).filter(|&v| demand.allowed.get(v) == Some(&true));
        let mut each: Vec<(Cost, Answer)> =
            able.filter_map(|v| cheapest(problem, solution, d, Some(choice), std::iter::once(v))).collect();
        each.sort_by_key(|e| (e.0, e.1.why.vehicle));
        if each.len() < demand.crew() {
            continue;
        }
        each.truncate(demand.crew());
        let (mut cost, mut all) = each.remove(0);
        for (more, other) in each {
            cost = ((cost.0.0 + more.0.0, cost.0.1.saturating_add(more.0.1)), cost.1 + more.1, cost.2.max(more.2));
            all.why.with.push(other.why.vehicle);
            all.why.short_by = all.why.short_by.max(other.why.short_by);
            all.why.drops.extend(other.why.drops);
            all.why.lost = all.why.lost.saturating_add(other.why.lost);
        }
        all.why.drops.sort_unstable();
        all.why.drops.dedup();
        // Each plan shows one officer's part only.
        (all.instead, all.longer) = (None, None);
        if best.as_ref().is_none_or(|b| cost < b.0) {
            best = Some((cost, all));
        }
    }
    best.map(|b| b.1)
}
