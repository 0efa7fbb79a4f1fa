//! The solver and the bound against the oracle, on small random problems with every feature on. `PROPTEST_CASES` says
//! how many.

use super::random::{full, problem};
use super::{check, oracle, search};
use crate::patrol::solve::bound::within;
use crate::patrol::solve::{Problem, Solution, solve};
use rayon::prelude::*;
use std::cmp::Reverse;

/// Steps of computation of a bound: few, so that many can be asked for.
const STEPS: u64 = 1_000_000;
/// Iterations of the search.
const ITERATIONS: u64 = 1000;
/// Of a hundred small problems so many at least are solved as well as can be.
const LEAST_PERCENT: usize = 99;

pub(super) fn cases(usual: u64) -> u64 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// A small problem: up to 3 vehicles and 12 demands, the more of them the shorter the shifts.
pub(super) fn small(seed: u64) -> Problem {
    let (vehicles, demands, busy) = match seed % 8 {
        0 => (3, 12, 800),
        1 => (2, 10, 1000),
        2 => (3, 6, 1400),
        3 => (2, 7, 1600),
        4 => (1, 8, 2000),
        5 => (3, 4, 3000),
        6 => (2, 4, 5000),
        _ => (1, 5, 5000),
    };
    // Half of them with every feature on.
    let mut p =
        if (seed / 8).is_multiple_of(2) { problem(seed, vehicles, demands) } else { full(seed, vehicles, demands) };
    for v in &mut p.vehicles {
        v.busy = v.busy.min(busy);
    }
    // Of many demands only some may be visited again: all orders of all visits are tried.
    for d in p.demands.iter_mut().skip(4) {
        d.decay.truncate(1);
    }
    p
}

pub(super) fn worth(p: &Problem, s: &Solution) -> (Reverse<usize>, i64) {
    (Reverse(s.dropped.len()), s.worth(p))
}

/// What comparing found: as good as the oracle's, compared at all, and how far the bound lies above, in permille.
fn compare(seed: u64) -> Option<(bool, i64)> {
    let p = small(seed);
    let most = oracle::best(&p)?;
    let o = solve(&p, &search(seed, ITERATIONS));
    check(&p, &o).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
    if !o.best.unkept.is_empty() {
        return None;
    }
    assert!(worth(&p, &o.best) <= worth(&p, &most), "seed {seed}: {:?} is better than the best, {most:?}", o.best);
    let above = within(&p, 0, STEPS);
    assert!(above >= most.reward, "seed {seed}: the bound {above} is below {}", most.reward);
    assert!(within(&p, most.reward, STEPS) >= most.reward, "seed {seed}: the bound told of the best is below it");
    if worth(&p, &o.best) != worth(&p, &most) {
        println!("seed {seed}: {:?} of {:?}", worth(&p, &o.best), worth(&p, &most));
    }
    Some((worth(&p, &o.best) == worth(&p, &most), (above - most.reward) * 1000 / above.max(1)))
}

#[test]
fn small_problems_are_solved_as_well_as_by_trying_everything_and_bounded_from_above() {
    let n = cases(32);
    let found: Vec<(bool, i64)> = (0..n).into_par_iter().filter_map(compare).collect();
    let (all, same) = (found.len(), found.iter().filter(|f| f.0).count());
    let mut gaps: Vec<i64> = found.iter().map(|f| f.1).collect();
    gaps.sort_unstable();
    let mean = gaps.iter().sum::<i64>() as f64 / gaps.len().max(1) as f64 / 10.0;
    println!("{same} of {all} as good as the best ({n} tried); bound above by {mean:.1} % in the mean");
    assert!(all as u64 * 10 >= n * 7, "only {all} of {n} are small enough for the oracle");
    assert!(same * 100 >= all * LEAST_PERCENT, "only {same} of {all} are best");
}

#[test]
fn one_more_officer_is_never_worse() {
    (0..cases(24)).into_par_iter().for_each(|seed| {
        let p = small(seed);
        // One more officer with a promise to keep can be worse.
        if p.vehicles.last().is_some_and(|v| !v.fixed.is_empty()) {
            return;
        }
        let mut fewer = p.clone();
        fewer.vehicles.pop();
        for d in &mut fewer.demands {
            d.allowed.pop();
        }
        fewer.quotas.iter_mut().for_each(|q| {
            q.vehicles.pop();
        });
        if let Some((more, less)) = oracle::best(&p).zip(oracle::best(&fewer)) {
            assert!(worth(&p, &more) >= worth(&fewer, &less), "seed {seed}");
        }
    });
}

#[test]
fn the_best_never_falls_with_more_iterations() {
    for seed in 0..cases(6).min(200) {
        let p = problem(seed, 3, 20);
        let mut last = None;
        for iterations in [1, 10, 50, 100, 230, 400] {
            let now = worth(&p, &solve(&p, &search(seed, iterations)).best);
            assert!(last.is_none_or(|l| l <= now), "seed {seed}: {iterations} iterations give {now:?} after {last:?}");
            last = Some(now);
        }
    }
}

#[test]
fn a_bound_lies_above_what_is_found_and_near_it() {
    let (mut reward, mut above) = (0, 0);
    for seed in 0..3 {
        let p = problem(seed, 3, 30);
        let found = solve(&p, &search(seed, 300)).best.reward;
        let most = within(&p, 0, STEPS);
        assert!(most >= found, "seed {seed}: {most} < {found}");
        assert_eq!(most, within(&p, 0, STEPS));
        reward += found;
        above += most;
    }
    println!("found {reward}, at most {above}");
    assert!(reward * 100 >= above * 50, "{reward} of {above}");
}
