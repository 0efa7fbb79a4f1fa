//! Why not: what it would take to include a demand, by trial. It knows the problem and the plan, not the search.
//!
//! For each officer who may serve it: the stops of the route whose loss is least and without which the demand fits, all
//! other routes standing still, the order and the rides of what stays kept. Few stops are tried in every combination;
//! of long routes one, two and three, then greedily. The officer who loses least is told.

mod crew;
mod trial;

use super::{DemandIx, Problem, Solution, Step, VehicleIx, WhyNot, value};
use trial::{Item, Timed, Trial, items, without};

/// Sets of stops tried for one officer at most, before greed.
const TRIALS: usize = 1500;

/// Mandatory demands no longer served, then reward lost: compared in this order.
type Loss = (usize, i64);

/// A way to include the demand.
struct Way {
    loss: Loss,
    /// Positions taken out.
    out: Vec<usize>,
}

/// One officer's route and what is asked of it.
struct Case<'a> {
    p: &'a Problem,
    s: &'a Solution,
    v: VehicleIx,
    d: DemandIx,
    /// By this choice only.
    only: Option<usize>,
    trial: Trial<'a>,
    items: Vec<Item>,
}

/// What a plan earns from all demands but one, and how many mandatory ones of them it serves.
fn others(p: &Problem, s: &Solution, d: DemandIx) -> (usize, i64) {
    let mut served = vec![false; p.demands.len()];
    let mut rest = s.clone();
    for route in &mut rest.routes {
        route.retain(|x| !matches!(x, Step::Visit { demand, .. } if *demand == d));
        for x in route {
            if let Step::Visit { demand, .. } = x
                && let Some(cell) = served.get_mut(*demand)
            {
                *cell = true;
            }
        }
    }
    let kept = p.demands.iter().zip(&served).filter(|(x, s)| x.mandatory && **s).count();
    (kept, value::total(p, &rest))
}

impl Case<'_> {
    /// Whether a visit stays whatever comes: fixed, or others are there too.
    fn stays(&self, d: DemandIx) -> bool {
        let fixed = self.p.vehicles.get(self.v).is_some_and(|v| v.fixed.iter().any(|f| f.demand == d));
        fixed || self.p.demands.get(d).is_some_and(|d| d.crew() > 1)
    }

    /// The plan with this route as timed.
    fn plan(&self, t: &Timed) -> Solution {
        let mut plan = self.s.clone();
        if let Some(route) = plan.routes.get_mut(self.v) {
            *route = t.steps();
        }
        plan
    }

    fn less(&self, out: &[usize]) -> Vec<Item> {
        let mut items = self.items.clone();
        let mut order = out.to_vec();
        order.sort_unstable();
        for &k in order.iter().rev() {
            without(&mut items, k);
        }
        items
    }

    /// What is lost if the demand fits without some stops.
    fn loss(&self, out: &[usize]) -> Option<Loss> {
        let t = self.trial.with(&self.less(out), self.d, self.only).filter(|t| t.over == 0)?;
        let (before, after) = (others(self.p, self.s, self.d), others(self.p, &self.plan(&t), self.d));
        Some((before.0.saturating_sub(after.0), before.1.saturating_sub(after.1)))
    }

    /// What a stop is worth by itself: a set of stops is worth no less than its stops together, since a demand's later
    /// visits earn less than its first.
    fn single(&self, k: usize) -> Option<(Loss, usize)> {
        let d = self.items[k].demand.filter(|&d| !self.stays(d))?;
        let visits = |s: &&Step| matches!(s, Step::Visit { demand, .. } if *demand == d);
        let route = self.s.routes.get(self.v)?;
        let step = route.iter().enumerate().filter(|(_, x)| !matches!(x, Step::Ride { .. })).nth(k)?.0;
        let last = self.s.routes.iter().flatten().filter(visits).count() == 1;
        let mandatory = self.p.demands.get(d).is_some_and(|d| d.mandatory);
        Some(((usize::from(last && mandatory), value::marginal(self.p, self.s, self.v, step)), k))
    }

    /// The least costly stops to take out, losing less than `most`.
    fn room(&self, most: Loss) -> Option<Way> {
        if let Some(loss) = self.loss(&[]) {
            return (loss < most).then_some(Way { loss, out: vec![] });
        }
        let mut order: Vec<(Loss, usize)> = (0..self.items.len()).filter_map(|k| self.single(k)).collect();
        order.sort_unstable();
        let (mut best, mut least, mut tried) = (None, most, 0);
        for size in 1..=order.len() {
            self.sets(&order, size, (0, 0), &mut vec![], &mut least, &mut best, &mut tried);
            if tried > TRIALS {
                break;
            }
        }
        if best.is_none() && tried > TRIALS {
            best = self.greedy(&order).filter(|w| w.loss < most);
        }
        best
    }

    /// Tries all sets of a size from `order` on, the least valuable first, as long as they can still be better.
    #[allow(clippy::too_many_arguments)]
    fn sets(
        &self,
        order: &[(Loss, usize)],
        size: usize,
        sum: Loss,
        out: &mut Vec<usize>,
        least: &mut Loss,
        best: &mut Option<Way>,
        tried: &mut usize,
    ) {
        for (i, &(loss, k)) in order.iter().enumerate() {
            let sum = (sum.0 + loss.0, sum.1.saturating_add(loss.1));
            if sum >= *least || *tried > TRIALS {
                return;
            }
            out.push(k);
            if size > 1 {
                self.sets(&order[i + 1..], size - 1, sum, out, least, best, tried);
            } else {
                *tried += 1;
                if let Some(loss) = self.loss(out)
                    && loss < *least
                {
                    *least = loss;
                    *best = Some(Way { loss, out: out.clone() });
                }
            }
            out.pop();
        }
    }

    /// The least valuable go until it fits; then those not needed come back, the most valuable first.
    fn greedy(&self, order: &[(Loss, usize)]) -> Option<Way> {
        let mut out: Vec<usize> = Vec::new();
        for &(_, k) in order {
            out.push(k);
            if self.loss(&out).is_some() {
                break;
            }
        }
        for &(_, k) in order.iter().rev() {
            let fewer: Vec<usize> = out.iter().copied().filter(|&x| x != k).collect();
            if fewer.len() < out.len() && self.loss(&fewer).is_some() {
                out = fewer;
            }
        }
        Some(Way { loss: self.loss(&out)?, out })
    }

    fn answer(&self, way: &Way) -> Answer {
        let mut drops: Vec<DemandIx> = way.out.iter().filter_map(|&k| self.items[k].demand).collect();
        drops.sort_unstable();
        let instead = self.trial.with(&self.less(&way.out), self.d, self.only).map(|t| self.plan(&t));
        let longer = if way.out.is_empty() { None } else { self.trial.with(&self.items, self.d, self.only) };
        let short_by = longer.as_ref().map_or(0, |t| t.over.clamp(0, i32::MAX.into()) as i32);
        let longer = longer.map(|t| self.plan(&t));
        Answer { why: WhyNot { vehicle: self.v, with: vec![], short_by, drops, lost: way.loss.1 }, instead, longer }
    }
}

/// What is told, and the plans that prove it.
#[derive(Debug, Clone)]
pub struct Answer {
    pub why: WhyNot,
    /// With the demand, without what is dropped (its reward not computed).
    #[cfg_attr(not(test), allow(dead_code))]
    pub instead: Option<Solution>,
    /// With the demand and everything else, in a shift that is longer by what is missing.
    #[cfg_attr(not(test), allow(dead_code))]
    pub longer: Option<Solution>,
}

/// The cheapest way to include a demand.
pub fn why_not(problem: &Problem, solution: &Solution, d: DemandIx) -> Option<WhyNot> {
    answer(problem, solution, d).map(|a| a.why)
}

/// As [`why_not`], with the plans that prove it.
pub fn answer(problem: &Problem, solution: &Solution, d: DemandIx) -> Option<Answer> {
    let demand = problem.demands.get(d)?;
    if demand.crew() > 1 {
        return crew::answer(problem, solution, d);
    }
    let able = (0..problem.vehicles.len()).filter(|&v| demand.allowed.get(v) == Some(&true));
    cheapest(problem, solution, d, None, able).map(|b| b.1)
}

/// What an answer costs: less is better.
type Cost = (Loss, usize, i32);

/// The cheapest of some vehicles, by any or one choice of the demand.
fn cheapest(
    problem: &Problem,
    solution: &Solution,
    d: DemandIx,
    only: Option<usize>,
    able: impl Iterator<Item = VehicleIx>,
) -> Option<(Cost, Answer)> {
    let mut best: Option<(Cost, Answer)> = None;
    for v in able {
        let Some(trial) = Trial::new(problem, solution, v) else { continue };
        let found = items(solution.routes.get(v).map_or(&[], Vec::as_slice));
        // Who stays home for want of a break must take one with the demand.
        let breaks = problem.vehicles[v].pause.as_ref().map_or(0, |b| b.choices.len());
        let rested = breaks == 0 || found.iter().any(|x| x.demand.is_none());
        let starts: Vec<Vec<Item>> = if rested {
            vec![found]
        } else {
            (0..breaks).map(|choice| vec![Item { demand: None, choice, pieces: 0, ride: None }]).collect()
        };
        let mut case = Case { p: problem, s: solution, v, d, only, trial, items: vec![] };
        for items in starts {
            case.items = items;
            let most = best.as_ref().map_or((usize::MAX, i64::MAX), |b| (b.0.0.0, b.0.0.1.saturating_add(1)));
            let Some(way) = case.room(most) else { continue };
            let answer = case.answer(&way);
            let key = (way.loss, way.out.len(), answer.why.short_by);
            if best.as_ref().is_none_or(|b| key < b.0) {
                best = Some((key, answer));
            }
        }
    }
    best
}
