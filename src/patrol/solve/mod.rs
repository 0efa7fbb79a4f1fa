//! The solver: a team orienteering problem with time windows, widened by what patrol needs.
//!
//! Invariants: numbers only, no geography, no clock, no I/O. Times are whole seconds from local midnight of the
//! plan's date, rewards whole milli-points. The same problem, seed, islands and iterations give the same solution on any
//! number of threads.

// m the model, s a state, v a vehicle, d a demand, k a position: the same letters everywhere in this room.
#![allow(clippy::many_single_char_names)]

mod apart;
mod bound;
mod build;
mod change;
pub mod exchange;
mod explain;
mod insert;
mod island;
mod model;
mod output;
mod owed;
mod packing;
mod pool;
mod problem;
mod rebuild;
mod recreate;
mod rng;
mod ruin;
mod search;
mod seen;
mod sieve;
mod state;
mod stretch;
mod team;
mod teams;
#[cfg(test)]
mod tests;
mod value;

pub use problem::{Break, Choice, Demand, DemandIx, Fixed, Longer, PlaceIx, Problem, Quota, Table, Vehicle, VehicleIx};

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

/// One step of a route, in order of time. Foot legs are implied: the table of the next step's layer leads from
/// where the last step ended to where the next begins. The leg back to a parked car takes the layer of the stop
/// after the ride (or the end's).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A visit.
    Visit {
        /// The demand.
        demand: DemandIx,
        /// Which of its choices.
        choice: usize,
        /// So many pieces of its longer stay.
        pieces: usize,
        /// Start, the earliest that fits.
        start: i32,
        /// Start may be moved within these bounds (spacing to other visits of the same demand included) as long
        /// as the route's own order and travel hold.
        bounds: (i32, i32),
    },
    /// The break.
    Pause {
        /// Which of its choices.
        choice: usize,
        /// Start.
        start: i32,
        /// As for a visit.
        bounds: (i32, i32),
    },
    /// A ride: the officer is back at the car (`from`, where it was left) and leaves it at `to`.
    Ride {
        /// Where the car stands.
        from: PlaceIx,
        /// Where it is left next.
        to: PlaceIx,
        /// Departure, the earliest that fits.
        depart: i32,
    },
}

/// A plan in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Solution {
    /// One list of steps a vehicle.
    pub routes: Vec<Vec<Step>>,
    /// The team's reward, milli-points: what its visits earn.
    pub reward: i64,
    /// Mandatory demands that could not all be served.
    pub dropped: Vec<DemandIx>,
    /// Seconds missing of each quota.
    pub missing: Vec<i64>,
    /// Fixed visits that could not be kept.
    pub unkept: Vec<(VehicleIx, DemandIx)>,
}

impl Solution {
    /// What the search makes as high as it can once the fewest mandatory demands are dropped, milli-points: the reward
    /// less the price of what is missing of the quotas.
    #[must_use]
    pub fn worth(&self, problem: &Problem) -> i64 {
        let cost = problem.quotas.iter().zip(&self.missing).map(|(q, &m)| q.costs(m));
        cost.fold(self.reward, i64::saturating_sub)
    }
}

/// How far a search is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Iterations made, as [`Search::iterations`] counts them.
    pub iterations: u64,
    /// Mandatory demands that the best plan so far leaves out.
    pub dropped: usize,
    /// Its reward: never falls while `dropped` stays.
    pub reward: i64,
}

/// Who watches a search: is told how far it is at fixed iterations, and says whether it goes on.
#[derive(Clone)]
pub struct Watch(Arc<dyn Fn(Progress) -> bool + Send + Sync>);

impl Watch {
    /// A watcher; the search stops when it answers false.
    pub fn new(f: impl Fn(Progress) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(f))
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}

/// When to stop, and how to search.
#[derive(Debug, Clone)]
pub struct Search {
    /// Seed.
    pub seed: u64,
    /// Iterations of each island where up to four officers are planned for; with more there are more, in proportion.
    /// Teams that share nothing are searched apart and share them by their officers.
    pub iterations: u64,
    /// Stop earlier at this moment; the outcome says how many iterations repeat it.
    pub deadline: Option<Instant>,
    /// Is told of progress and may stop the search; the outcome says how many iterations repeat it.
    pub watch: Option<Watch>,
    /// Searches side by side, which exchange their best at fixed iterations: part of what is repeated, whatever the
    /// number of threads. 0 counts as 1.
    pub islands: usize,
    /// Start from this plan instead of an empty one: what does not fit (any more) is left out and the room filled.
    pub start: Option<Solution>,
    /// Keep up to so many different solutions within `epsilon_permille` of the best, for unpredictability.
    pub pool: usize,
    /// How far below the best a kept solution may lie, in permille (30 is 3 %).
    pub epsilon_permille: u32,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            seed: 1,
            iterations: 10_000,
            deadline: None,
            watch: None,
            islands: 4,
            start: None,
            pool: 1,
            epsilon_permille: 30,
        }
    }
}

/// What the search found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// The best.
    pub best: Solution,
    /// Different solutions within epsilon of the best, best first, the best included.
    pub pool: Vec<Solution>,
    /// Iterations made, as [`Search::iterations`] counts them: with the seed they repeat the outcome.
    pub iterations: u64,
}

/// Solves.
#[must_use]
pub fn solve(problem: &Problem, search: &Search) -> Outcome {
    search::solve(problem, search)
}

pub use bound::{bound, bound_above};

/// What a demand that is in nobody's route would cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyNot {
    /// The vehicle into whose route it fits best.
    pub vehicle: VehicleIx,
    /// Others who come with it, where the demand takes several; what follows is then of all of them.
    pub with: Vec<VehicleIx>,
    /// Minutes missing there: how much longer the patrol time (or the planned share of it) would have to be,
    /// in seconds; 0 if time is not what is missing.
    pub short_by: i32,
    /// Visits that would have to go to make room.
    pub drops: Vec<DemandIx>,
    /// Reward of those visits, less what remains of it by diminishing.
    pub lost: i64,
}

/// The cheapest way found to include a demand that the solution leaves out: computed, not guessed. `None` if no
/// vehicle may serve it, or none can reach it within its windows even with an otherwise empty route.
#[must_use]
pub fn why_not(problem: &Problem, solution: &Solution, demand: DemandIx) -> Option<WhyNot> {
    explain::why_not(problem, solution, demand)
}

/// The team's reward of a solution by a problem's numbers, whichever problem it was found with, as long as demands
/// and choices are the same.
#[must_use]
pub fn reward(problem: &Problem, solution: &Solution) -> i64 {
    value::total(problem, solution)
}

/// What the team's reward would lose without the visit at a position of a route (later visits of the same demand
/// move up in the order of diminishing).
#[must_use]
pub fn marginal(problem: &Problem, solution: &Solution, vehicle: VehicleIx, step: usize) -> i64 {
    value::marginal(problem, solution, vehicle, step)
}
