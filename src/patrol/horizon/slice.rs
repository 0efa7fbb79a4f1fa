//! One day of the horizon while the others stay as they are: what they serve is not asked for again, what they leave is
//! worth what it adds to them.

use super::days::Days;
use super::merge::{Joint, paid};
use crate::patrol::problem::Prepared;
use crate::patrol::solve::{Demand, Quota, Solution, Step};
use std::collections::BTreeSet;

/// A visit of some day, in the horizon's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    pub vehicle: usize,
    pub demand: usize,
    pub start: i32,
    pub end: i32,
}

/// The visits of one day's routes.
pub fn done(days: &Days, x: &Joint, day: usize, s: &Solution) -> Vec<Done> {
    let (offset, problem) = (days.list[day].offset, &days.list[day].p.problem);
    let visit = |v: usize, step: &Step| match *step {
        Step::Visit { demand, choice, pieces, start, .. } => {
            let stay = problem.demands.get(demand)?.choices.get(choice)?.stay(pieces);
            let start = start + offset;
            let demand = (*x.of[day].get(demand)?)?;
            Some(Done { vehicle: x.vehicles[day] + v, demand, start, end: start + stay })
        }
        _ => None,
    };
    let visit = &visit;
    s.routes.iter().enumerate().flat_map(|(v, r)| r.iter().filter_map(move |step| visit(v, step))).collect()
}

/// A day's problem, given the visits of all other days.
pub fn slice(days: &Days, x: &Joint, day: usize, others: &[Done]) -> Prepared {
    let mut p = days.list[day].p.clone();
    days.ways.fill(&days.r, p.kmh_tenths, &mut p.problem);
    let mut gone = BTreeSet::new();
    for d in 0..p.problem.demands.len() {
        let demand = &mut p.problem.demands[d];
        let Some(j) = x.of[day][d] else {
            // What takes fewer officers on another date is done there.
            (demand.mandatory, demand.decay) = (false, Vec::new());
            gone.insert(d);
            continue;
        };
        for c in &mut demand.choices {
            *c = paid(c, x.pay[day][d]);
        }
        let shared = x.parts[j].len() > 1 || x.problem.demands[j].decay != demand.decay;
        let visits: Vec<Done> = others.iter().filter(|o| shared && o.demand == j).copied().collect();
        if shared && !open(days.list[day].offset, &x.problem.demands[j], &visits, demand) {
            (demand.mandatory, demand.decay) = (false, Vec::new());
            gone.insert(d);
        }
    }
    doses(x, day, others, &mut p);
    let quotas = x.problem.quotas.iter().zip(&x.owed).take(x.problem.quotas.len() - x.doses.len());
    p.problem.quotas = quotas.filter_map(|(q, _)| left(x, day, others, q, &p)).collect();
    p.owed = vec![String::new(); p.problem.quotas.len()];
    p.elsewhere = gone;
    let ids: BTreeSet<_> = p.elsewhere.iter().map(|&d| p.asks[d].id.clone()).collect();
    p.unmet.retain(|(a, _)| !ids.contains(&a.id) && !served(days, x, others, a));
    p
}

/// Whether another day serves what cannot be planned on this one.
fn served(days: &Days, x: &Joint, others: &[Done], ask: &crate::patrol::demand::Ask) -> bool {
    let once = |j: usize| x.parts[j].len() > 1 || x.problem.demands[j].decay.len() == 1;
    others.iter().filter(|o| once(o.demand)).any(|o| {
        x.parts[o.demand].first().is_some_and(|part| {
            let there = &days.list[part.day].p.asks[part.demand];
            there.id == ask.id && there.kind != crate::domain::DemandKind::Hotspot
        })
    })
}

/// Leaves of a demand what other days' visits to it leave; false if that is nothing.
fn open(offset: i32, joint: &Demand, visits: &[Done], demand: &mut Demand) -> bool {
    if visits.len() >= joint.decay.len().max(usize::from(joint.crew() > 1)) || (joint.crew() > 1 && !visits.is_empty())
    {
        return false;
    }
    // The visits between which this one would come, by the middle of the day.
    let middle = offset + 43_200;
    let before = visits.iter().filter(|v| v.start < middle).map(|v| v.end).max();
    let after = visits.iter().filter(|v| v.start >= middle).map(|v| v.start).min();
    let rank = visits.iter().filter(|v| v.start < middle).count();
    let mut any = false;
    for c in &mut demand.choices {
        let longest = c.stay(c.longer.len());
        if let Some(end) = before {
            c.window.0 = c.window.0.max(end.saturating_add(joint.spacing) - offset);
        }
        if let Some(start) = after {
            c.window.1 = c.window.1.min(start.saturating_sub(joint.spacing + longest) - offset);
        }
        any |= c.window.0 <= c.window.1;
    }
    if let Some(&k) = joint.decay.get(rank) {
        demand.decay = vec![k];
    }
    any
}

/// Pays a hotspot's first visit of the day the doses that no other day has paid.
fn doses(x: &Joint, day: usize, others: &[Done], p: &mut Prepared) {
    let seen: BTreeSet<usize> = others.iter().map(|o| o.demand).collect();
    for (d, demand) in p.problem.demands.iter_mut().enumerate() {
        let Some(j) = x.of[day][d] else { continue };
        let owed = x.doses.iter().filter(|o| o.demands.contains(&j) && o.demands.is_disjoint(&seen));
        let more: i64 = owed.map(|o| o.worth).sum();
        let usual = demand.choices.iter().map(|c| c.reward).max().unwrap_or(0);
        if more <= 0 || usual <= 0 {
            continue;
        }
        for c in &mut demand.choices {
            c.reward += more;
        }
        // Later visits of the day stay worth what they were.
        for k in demand.decay.iter_mut().skip(1) {
            *k = (i64::from(*k) * usual / (usual + more)) as u32;
        }
    }
}

/// What other days leave owing of a quota, for this day's officers and demands.
fn left(x: &Joint, day: usize, others: &[Done], q: &Quota, p: &Prepared) -> Option<Quota> {
    let paid: i64 = others.iter().filter(|o| q.counts(o.vehicle, o.demand)).map(|o| i64::from(o.end - o.start)).sum();
    let vehicles: Vec<bool> = (0..p.problem.vehicles.len()).map(|v| q.vehicles[x.vehicles[day] + v]).collect();
    let demands: Vec<bool> =
        (0..p.asks.len()).map(|d| x.of[day][d].is_some_and(|j| q.demands.get(j) == Some(&true))).collect();
    let seconds = q.seconds - paid;
    (seconds > 0 && vehicles.contains(&true) && demands.contains(&true)).then_some(Quota {
        vehicles,
        demands,
        seconds,
        price: q.price,
    })
}
