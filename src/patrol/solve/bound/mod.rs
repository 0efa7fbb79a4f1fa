//! An upper bound on the reward: no plan, however found, earns more.
//!
//! Three relaxations, each weaker and cheaper than the next, and the least of their values:
//! 1. **Everything**: each demand's visits at their best values, as if they took no time.
//! 2. **A bag of seconds**: all shifts as one knapsack with the visits cut in part at the last (Dantzig 1957); a visit
//!    weighs its dwell and the least way that can lead to it.
//! 3. **Routes apart** (Lagrange, as Held & Karp 1971; for team orienteering as Boussier, Feillet & Gendreau 2007 price
//!    routes): the rules that tie officers together are priced, and each officer takes the best route at these prices.
//!
//! In the third, with π ≥ 0 the price of demand d's k-th visit, ρ ≥ 0 that of a spell i of time in which at most one
//! visit to d can begin (shorter than its spacing and dwell), μ ≥ 0 that of a second of officer v's budget B:
//!
//! ```text
//! bound(π, ρ, μ) = Σ_dk π + Σ_di ρ + Σ_v [ μ_v B_v + max(0, max over routes of v of
//!                  Σ visits ( max_k(worth_k − π_dk)⁺ − ρ_d,i(start) − μ_v dwell ) − μ_v travel ) ]
//! ```
//!
//! is at least the optimum for any prices: a plan's value is a matching of its visits to the k of their demands, and
//! `worth_k ≤ gain + π_dk`. A price search (subgradient) brings it down; any stop of the search leaves a valid bound.
//!
//! The best route is sought among more than the real ones: times in buckets rounded down (a real route stays one, with
//! its real starts), layers of dark and light and the place of the car forgotten (a least way between places is taken),
//! `max_foot`, `max_ride` and `mandatory` ignored, returns allowed except at once. Windows, breaks, allowed sets, shift
//! and budget are kept. Ways are closed (shortest through any place), so a stop that does not pay is never on the way.
//! All sums are of whole numbers.
//!
//! Officers who share no demand ([`Relaxed::apart`]) are bounded each for themselves and the least values added: in the same
//! half second 463,412 became 418,928 and 438,513 became 398,287 on two days of Newport, where eight officers have areas of
//! their own, because each group's prices move by steps of their own and its grid is finer.

mod knapsack;
mod prices;
mod relaxed;
mod route;

use super::Problem;
use prices::{Dual, PARTS};
use relaxed::Relaxed;

/// Steps of computation after which the search for prices stops: some tenths of a second on one core.
const STEPS: u64 = 100_000_000;
/// The fall hoped for in the first step, as a share of the bound, and to what part of that steps shrink: of few values
/// tried the best on two patrol problems and four of the literature's.
const FIRST_STEP: f64 = 0.5;
const SHRINKS_TO: f64 = 0.0003;
/// Rounds of it at most.
const ROUNDS: usize = 400;
/// Total value (ten million points) above which sums of parts might not fit; the plainest bound must do then.
const MOST_VALUE: i64 = 10_000_000_000;

/// The bound on the team's reward, milli-points: deterministic, of some hundred milliseconds at most.
#[must_use]
pub fn bound(problem: &Problem) -> i64 {
    bound_above(problem, 0)
}

/// As [`bound`], told of a reward that is known to be reached: it speeds the search up, and never changes what is
/// true.
#[must_use]
pub fn bound_above(problem: &Problem, reached: i64) -> i64 {
    within(problem, reached, STEPS)
}

/// As [`bound_above`], with so many steps of computation.
pub(super) fn within(problem: &Problem, reached: i64, steps: u64) -> i64 {
    let all = relaxed::everything(problem);
    if all > MOST_VALUE || all <= 0 {
        return all;
    }
    let r = Relaxed::new(problem);
    let best = all.min(knapsack::fill(&r).bound);
    if !r.closed || r.classes.is_empty() {
        return best;
    }
    // Who shares no demand has prices of his own, and they are found sooner alone.
    let apart = r.apart();
    let work = |r: &Relaxed| r.classes.iter().map(|c| c.reach.len().max(1) as u64).sum::<u64>();
    let whole = apart.iter().map(work).sum::<u64>().max(1);
    // What is known to be reached says nothing of one among several.
    let reached = if apart.len() == 1 { reached } else { 0 };
    let each = |r: &Relaxed| {
        let steps = u128::from(steps) * u128::from(work(r)) / u128::from(whole);
        alone(r, all, reached, steps as u64)
    };
    apart.iter().map(each).fold(0, i64::saturating_add).min(best)
}

/// The bound on what those earn who share demands with nobody else.
fn alone(r: &Relaxed, all: i64, reached: i64, steps: u64) -> i64 {
    let bag = knapsack::fill(r);
    let best = all.min(bag.bound);
    let least = bag.weights.iter().copied().min().unwrap_or(0);
    match prices::grid(&r.classes, least, steps) {
        Some((grid, buckets)) => {
            let dual = Dual::new(r, grid, buckets, &bag, all as f64);
            search(dual, best, reached, steps)
        }
        None => best,
    }
}

/// Lowers the bound step by step; each value on the way is valid. Steps shrink with the share of the work that is
/// done; each quarter of it begins where the bound was lowest.
fn search(mut dual: Dual<'_>, start: i64, reached: i64, steps: u64) -> i64 {
    let mut best = start;
    let mut lowest = i64::MAX;
    let mut places = dual.places();
    let mut quarter = 1.0;
    for round in 0..ROUNDS {
        let value = dual.value();
        best = best.min(value.div_euclid(PARTS));
        if value < lowest {
            lowest = value;
            places = dual.places();
        }
        if best <= reached || dual.steps > steps {
            break;
        }
        let share = f64::max(dual.steps as f64 / steps as f64, round as f64 / ROUNDS as f64);
        if share * 4.0 >= quarter {
            quarter += 1.0;
            dual.go_to(&places);
            dual.value();
        }
        dual.step(lowest as f64 / PARTS as f64 * FIRST_STEP * SHRINKS_TO.powf(share));
    }
    best
}
