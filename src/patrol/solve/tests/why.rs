//! Why not: every answer is proved by a plan that the judge accepts, and none is cheaper by trying everything.

use super::random::{Dice, problem};
use super::search;
use super::verify::verify;
use crate::patrol::solve::explain::{Answer, answer};
use crate::patrol::solve::{Problem, Solution, Step, solve};
use proptest::prelude::*;

fn left_out(p: &Problem, s: &Solution) -> Vec<usize> {
    let visits = |d: usize| s.routes.iter().flatten().any(|x| matches!(x, Step::Visit { demand, .. } if *demand == d));
    (0..p.demands.len()).filter(|&d| !visits(d)).collect()
}

/// Reward and dropped demands as they are, bounds at the starts: what the judge wants of a whole solution.
fn finished(p: &Problem, plan: &Solution) -> Solution {
    let mut s = plan.clone();
    for x in s.routes.iter_mut().flatten() {
        if let Step::Visit { start, bounds, .. } | Step::Pause { start, bounds, .. } = x {
            *bounds = (*start, *start);
        }
    }
    s.reward = crate::patrol::solve::value::total(p, &s);
    let out = left_out(p, &s);
    s.dropped = out.into_iter().filter(|&d| p.demands[d].mandatory).collect();
    s
}

/// Reward of all demands but one.
fn without(p: &Problem, s: &Solution, d: usize) -> i64 {
    let mut rest = p.clone();
    rest.demands[d].choices.iter_mut().for_each(|c| c.reward = 0);
    finished(&rest, s).reward
}

fn proved(p: &Problem, s: &Solution, d: usize, a: &Answer) -> Result<(), String> {
    let (v, w) = (a.why.vehicle, &a.why);
    let instead = finished(p, a.instead.as_ref().ok_or("no plan proves it")?);
    verify(p, &instead)?;
    let gone: Vec<usize> = w.drops.clone();
    let count = |s: &Solution, d: usize| {
        s.routes[v].iter().filter(|x| matches!(x, Step::Visit { demand, .. } if *demand == d)).count()
    };
    if count(&instead, d) != 1 || gone.iter().any(|&x| count(&instead, x) >= count(s, x)) {
        return Err(format!("the plan does not do what is said: {w:?}"));
    }
    if without(p, s, d) - without(p, &instead, d) != w.lost {
        return Err(format!("{} is lost, not {}", without(p, s, d) - without(p, &instead, d), w.lost));
    }
    if w.short_by > 0 {
        let longer = a.longer.as_ref().ok_or("no longer plan proves it")?;
        for (more, fits) in [(w.short_by, true), (w.short_by - 1, false)] {
            let mut wide = p.clone();
            wide.vehicles[v].span.1 += more;
            wide.vehicles[v].busy += more;
            if verify(&wide, &finished(&wide, longer)).is_ok() != fits {
                return Err(format!("{more} s longer: expected to fit: {fits}"));
            }
        }
    }
    Ok(())
}

/// On foot, one visit a demand, no break: a route's end and busy time, the starts as early as they go.
fn walked(p: &Problem, v: usize, stops: &[(usize, usize)]) -> Option<i64> {
    let x = &p.vehicles[v];
    let (mut here, mut clock, mut busy, mut foot) = (x.start, i64::from(x.span.0), 0, 0);
    let way = |layer: usize, a: usize, b: usize| if a == b { Some(0) } else { p.foot[layer].at(a, b).map(i64::from) };
    for &(d, c) in stops {
        let c = &p.demands[d].choices[c];
        let leg = way(c.layer, here, c.enter)?;
        let start = (clock + leg).max(c.window.0.into());
        if start > c.window.1.into() {
            return None;
        }
        (here, clock, busy, foot) = (c.leave, start + i64::from(c.dwell), busy + leg + i64::from(c.dwell), foot + leg);
    }
    let leg = way(x.end_layer, here, x.end)?;
    let over = (clock + leg - i64::from(x.span.1)).max(busy + leg - i64::from(x.busy)).max(0);
    (x.max_foot.is_none_or(|m| foot + leg <= m.into())).then_some(over)
}

/// Least that must be dropped from one route for a demand to fit: mandatory ones, reward.
fn cheapest(p: &Problem, s: &Solution, d: usize) -> Option<(usize, i64)> {
    let mut best = None;
    for v in (0..p.vehicles.len()).filter(|&v| p.demands[d].allowed[v]) {
        let stops: Vec<(usize, usize)> = s.routes[v]
            .iter()
            .filter_map(|x| if let Step::Visit { demand, choice, .. } = *x { Some((demand, choice)) } else { None })
            .collect();
        for set in 0..1u32 << stops.len() {
            let (gone, kept): (Vec<_>, Vec<_>) = stops.iter().enumerate().partition(|(k, _)| set & (1 << k) != 0);
            let kept: Vec<(usize, usize)> = kept.into_iter().map(|x| *x.1).collect();
            let cost = gone.iter().fold((0, 0), |sum, (_, x)| {
                let demand = &p.demands[x.0];
                (sum.0 + usize::from(demand.mandatory), sum.1 + demand.choices[x.1].reward)
            });
            if best.is_some_and(|b| b <= cost) {
                continue;
            }
            let fits = (0..=kept.len()).any(|at| {
                (0..p.demands[d].choices.len()).any(|c| {
                    let mut with = kept.clone();
                    with.insert(at, (d, c));
                    walked(p, v, &with) == Some(0)
                })
            });
            if fits {
                best = Some(cost);
            }
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_is_proved_by_a_plan(seed: u64, demands in 4..16usize) {
        let p = problem(seed, 3, demands);
        let s = solve(&p, &search(seed, 30)).best;
        for d in left_out(&p, &s) {
            if let Some(a) = answer(&p, &s, d) {
                prop_assert_eq!(proved(&p, &s, d, &a), Ok(()), "seed {} demand {}: {:?}", seed, d, a.why);
            }
        }
    }

    #[test]
    fn no_way_is_cheaper_by_trying_everything(seed: u64, demands in 4..12usize) {
        let mut p = problem(seed, 2, demands);
        for v in &mut p.vehicles {
            (v.rides, v.pause) = (false, None);
            v.busy = v.busy.min(2500);
        }
        for d in &mut p.demands {
            d.decay.truncate(1);
            // No two sets of the same worth, so that there is one answer.
            let mut dice = Dice(seed ^ d.choices[0].reward as u64);
            d.choices.iter_mut().for_each(|c| c.reward = c.reward * 1000 + dice.roll(997));
        }
        let s = solve(&p, &search(seed, 30)).best;
        for d in left_out(&p, &s) {
            let found = answer(&p, &s, d).map(|a| {
                let mandatory = a.why.drops.iter().filter(|&&x| p.demands[x].mandatory).count();
                (mandatory, a.why.lost)
            });
            prop_assert_eq!(found, cheapest(&p, &s, d), "seed {} demand {}", seed, d);
        }
    }
}
