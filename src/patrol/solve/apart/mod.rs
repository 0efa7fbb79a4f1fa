//! Teams that share nothing are problems of their own: no demand that both may serve, no quota over both.
//!
//! What ties officers together is whom a demand allows or fixes, and what a quota counts. Each part is cut out with its own
//! places alone, searched by itself, and the solutions are put together again. Officers who have nothing to do form a part
//! of their own, without demands; demands that nobody may serve are in no part.

mod cut;
mod join;

pub use join::{pool, unserved};

use super::model::NONE;
use super::{DemandIx, PlaceIx, Problem, Solution, Step, VehicleIx};

/// A team, and what is where in the whole problem.
#[derive(Debug)]
pub struct Part {
    pub problem: Problem,
    /// Other teams' parking places in reach, in its own numbers: a car may be left there too.
    pub parks: Vec<u32>,
    vehicles: Vec<VehicleIx>,
    demands: Vec<DemandIx>,
    places: Vec<PlaceIx>,
}

/// Vehicles and demands.
type Team = (Vec<VehicleIx>, Vec<DemandIx>);

/// Groups of numbers that belong together.
struct Groups(Vec<usize>);

impl Groups {
    fn of(&mut self, mut x: usize) -> usize {
        while self.0[x] != x {
            self.0[x] = self.0[self.0[x]];
            x = self.0[x];
        }
        x
    }

    /// The least number stands for its group.
    fn tie(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// The parts of a problem, in order of their first vehicles; none if it has fewer than two. `start` may leave cars where
/// only it does.
pub fn parts(p: &Problem, start: Option<&Solution>) -> Vec<Part> {
    let teams = teams(p);
    if teams.iter().filter(|t| !t.1.is_empty()).count() < 2 {
        return Vec::new();
    }
    let whole = cut::Whole::new(p, start);
    teams.into_iter().map(|(vehicles, demands)| whole.part(vehicles, demands)).collect()
}

/// Vehicles and demands that belong together; those without demands at last, together.
fn teams(p: &Problem) -> Vec<Team> {
    let (vehicles, demands) = (p.vehicles.len(), p.demands.len());
    let mut groups = Groups((0..vehicles + demands).collect());
    for (d, demand) in p.demands.iter().enumerate() {
        for v in (0..vehicles).filter(|v| demand.allowed.get(*v) == Some(&true)) {
            groups.tie(v, vehicles + d);
        }
    }
    for (v, x) in p.vehicles.iter().enumerate() {
        for f in x.fixed.iter().filter(|f| f.demand < demands) {
            groups.tie(v, vehicles + f.demand);
        }
    }
    // A quota ties those who may pay it.
    for q in p.quotas.iter().filter(|q| q.costs(q.seconds) > 0) {
        let pays = |v: usize| {
            let may = |d: usize| p.demands[d].allowed.get(v) == Some(&true);
            let fixed = |d: usize| p.vehicles[v].fixed.iter().any(|f| f.demand == d);
            q.vehicles.get(v) == Some(&true) && (0..demands).any(|d| q.counts(v, d) && (may(d) || fixed(d)))
        };
        let mut all = (0..vehicles).filter(|v| pays(*v));
        if let Some(first) = all.next() {
            all.for_each(|v| groups.tie(first, v));
        }
    }
    let mut number = vec![usize::MAX; vehicles];
    let (mut teams, mut idle) = (Vec::<Team>::new(), Vec::new());
    let mut busy = vec![false; vehicles];
    for d in 0..demands {
        if let Some(b) = busy.get_mut(groups.of(vehicles + d)) {
            *b = true;
        }
    }
    for v in 0..vehicles {
        let of = groups.of(v);
        if !busy[of] {
            idle.push(v);
            continue;
        }
        if number[of] == usize::MAX {
            number[of] = teams.len();
            teams.push((Vec::new(), Vec::new()));
        }
        teams[number[of]].0.push(v);
    }
    for d in 0..demands {
        if let Some(&n) = number.get(groups.of(vehicles + d)).filter(|n| **n != usize::MAX) {
            teams[n].1.push(d);
        }
    }
    if !idle.is_empty() {
        teams.push((idle, Vec::new()));
    }
    teams
}

impl Part {
    /// Its share of a plan; what it does not know is left out there.
    pub fn of(&self, whole: &Solution) -> Solution {
        let place = |x: usize| self.places.binary_search(&x).unwrap_or(NONE as usize);
        let routes = self.vehicles.iter().map(|&v| {
            let steps = whole.routes.get(v).into_iter().flatten();
            let mut own = Vec::new();
            for step in steps {
                own.extend(match *step {
                    Step::Visit { demand, choice, pieces, start, bounds } => {
                        let found = self.demands.binary_search(&demand).ok();
                        found.map(|demand| Step::Visit { demand, choice, pieces, start, bounds })
                    }
                    Step::Ride { from, to, depart } => Some(Step::Ride { from: place(from), to: place(to), depart }),
                    Step::Pause { .. } => Some(*step),
                });
            }
            own
        });
        Solution { routes: routes.collect(), ..Solution::default() }
    }
}
