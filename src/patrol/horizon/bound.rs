//! What the days are worth together, and how much they could be.

use super::merge::Joint;
use super::search::missing;
use crate::patrol::solve::{Solution, bound_above};

/// What lasts of the visits to hotspots, milli-points: each dose once, by whichever day pays it.
pub fn lasting(x: &Joint, s: &Solution) -> i64 {
    let first = x.problem.quotas.len() - x.doses.len();
    let missing = missing(&x.problem, s);
    let paid = |(q, missing): (&crate::patrol::solve::Quota, &i64)| q.costs(q.seconds) - q.costs(*missing);
    x.problem.quotas.iter().zip(&missing).skip(first).map(paid).sum()
}

/// No routes of these days are worth more than the less of two bounds on their rewards: as if every dose were paid, and
/// as if each visit paid all doses that it can pay.
pub fn bound(x: &Joint, reached: i64) -> i64 {
    let all: i64 =
        x.problem.quotas.iter().skip(x.problem.quotas.len() - x.doses.len()).map(|q| q.costs(q.seconds)).sum();
    let mut each = x.problem.clone();
    for (d, demand) in each.demands.iter_mut().enumerate() {
        let more: i64 = x.doses.iter().filter(|o| o.demands.contains(&d)).map(|o| o.worth).sum();
        for c in &mut demand.choices {
            c.reward += more;
        }
    }
    let every = bound_above(&x.problem, reached - all).saturating_add(all);
    every.min(bound_above(&each, reached))
}
