//! Why not: what it would take to include a demand, by trial.

use super::insert::{Slot, Taste, without};
use super::model::{FAR, Model, NONE};
use super::output;
use super::state::{State, Stop};
use super::{DemandIx, Problem, Solution, WhyNot};

const TASTE: Taste = Taste::PLAIN;

/// A set of stops of one route to take out, and what that loses.
struct Out {
    steps: Vec<usize>,
    lost: i64,
}

/// The plan without some stops of a route, if that fits.
fn less(m: &Model, s: &State, v: usize, out: &[usize]) -> Option<State> {
    let mut stops: Vec<Stop> = s.routes[v].stops.clone();
    let mut order = out.to_vec();
    order.sort_unstable_by(|a, b| b.cmp(a));
    for k in order {
        without(&mut stops, k);
    }
    let mut t = s.clone();
    t.replace(m, v, &stops).then_some(t)
}

/// Whether the demand fits once some stops are out.
fn fits(m: &Model, s: &State, v: usize, d: usize, out: &[usize]) -> Option<i64> {
    let mut t = less(m, s, v, out)?;
    let slot = t.best_slot(m, v, d, TASTE)?;
    let lost = s.value() - t.value();
    t.insert(m, v, &slot).then_some(lost)
}

/// The least costly stops to take out of a route, losing less than `bound`: one, two, or as many as needed.
fn room(m: &Model, s: &State, v: usize, d: usize, bound: i64) -> Option<Out> {
    if let Some(lost) = fits(m, s, v, d, &[]) {
        return Some(Out { steps: vec![], lost });
    }
    let mut order: Vec<(i64, usize)> = Vec::new();
    for (k, x) in s.routes[v].stops.iter().enumerate() {
        let demand = m.options[x.option as usize].demand;
        if demand != NONE {
            order.push((s.visits.loss(m, demand as usize, v, x.start), k));
        }
    }
    order.sort_unstable();
    let mut best: Option<Out> = None;
    let mut least = bound;
    let mut offer = |steps: &[usize], least: &mut i64| {
        if let Some(lost) = fits(m, s, v, d, steps)
            && lost < *least
        {
            *least = lost;
            best = Some(Out { steps: steps.to_vec(), lost });
        }
    };
    for &(loss, k) in &order {
        if loss >= least {
            break;
        }
        offer(&[k], &mut least);
    }
    for (i, &(x, a)) in order.iter().enumerate() {
        for &(y, b) in &order[i + 1..] {
            if x.saturating_add(y) >= least {
                break;
            }
            offer(&[a, b], &mut least);
        }
    }
    // Greedy: the least valuable go until it fits; then those not needed come back, the most valuable first.
    let mut out: Vec<usize> = Vec::new();
    for &(_, k) in &order {
        out.push(k);
        if out.len() > 2 && fits(m, s, v, d, &out).is_some() {
            break;
        }
    }
    for &(_, k) in order.iter().rev() {
        let fewer: Vec<usize> = out.iter().copied().filter(|&x| x != k).collect();
        if fewer.len() < out.len() && fits(m, s, v, d, &fewer).is_some() {
            out = fewer;
        }
    }
    offer(&out, &mut least);
    best
}

/// Seconds by which patrol time or its planned share would have to be longer for the demand to fit with nothing
/// taken out; 0 if no length of time would do.
fn short_by(m: &Model, s: &State, v: usize, d: usize) -> i32 {
    let mut wide = m.clone();
    wide.crews[v].to = FAR / 4;
    wide.crews[v].busy = FAR / 4;
    let mut t = s.clone();
    t.backward(&wide, v);
    let Some(slot): Option<Slot> = t.best_slot(&wide, v, d, TASTE) else { return 0 };
    if !t.insert(&wide, v, &slot) {
        return 0;
    }
    let (r, crew) = (&t.routes[v], &m.crews[v]);
    (r.back - crew.to).max(r.busy - crew.busy).clamp(0, i32::MAX.into()) as i32
}

/// The cheapest way to include a demand.
pub fn why_not(problem: &Problem, solution: &Solution, d: DemandIx) -> Option<WhyNot> {
    let m = Model::new(problem);
    if d >= m.wants.len() {
        return None;
    }
    let s = output::state(&m, solution);
    let mut best: Option<((i64, usize, i32), WhyNot)> = None;
    for v in (0..m.crews.len()).filter(|&v| m.may(v, d) && s.usable[v]) {
        let bound = best.as_ref().map_or(i64::MAX, |b: &((i64, usize, i32), WhyNot)| b.0.0.saturating_add(1));
        let Some(out) = room(&m, &s, v, d, bound) else { continue };
        let short = if out.steps.is_empty() { 0 } else { short_by(&m, &s, v, d) };
        let key = (out.lost, out.steps.len(), short);
        if best.as_ref().is_some_and(|b| b.0 <= key) {
            continue;
        }
        let Some(t) = less(&m, &s, v, &out.steps) else { continue };
        let mut drops: Vec<DemandIx> =
            out.steps.iter().map(|&k| m.options[s.routes[v].stops[k].option as usize].demand as usize).collect();
        drops.sort_unstable();
        let lost = s.reward(&m) - t.reward(&m);
        best = Some((key, WhyNot { vehicle: v, short_by: short, drops, lost }));
    }
    best.map(|b| b.1)
}
