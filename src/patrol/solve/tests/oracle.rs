//! The best of small problems by trying everything: first the routes of each vehicle by itself (`routes`), then their
//! combinations from the most valuable down, until nothing left can be better. Plain and slow; the definition of the
//! problem is all that it knows.

use super::plain::plain;
use super::routes::{Group, Route, groups};
use super::verify::verify;
use crate::patrol::solve::{PlaceIx, Problem, Solution, Step};

/// What a route does, without times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Do {
    Visit(usize, usize),
    Pause(usize),
    Ride(PlaceIx),
}

/// Times of all routes at once: starts as early as precedence, windows and spacing allow, for a given order of
/// the visits to each repeated demand, found by relaxation.
fn time(p: &Problem, routes: &[Vec<Do>], first: &[(usize, usize)]) -> Option<Solution> {
    // `first`: order of (vehicle, position) among visits of repeated demands.
    let choice = |v: usize, x: Do| match x {
        Do::Visit(d, c) => Some(&p.demands[d].choices[c]),
        Do::Pause(c) => p.vehicles[v].pause.as_ref().map(|b| &b.choices[c]),
        Do::Ride(_) => None,
    };
    let mut starts: Vec<Vec<i64>> = routes.iter().map(|r| vec![i64::MIN; r.len()]).collect();
    for _ in 0..20 {
        let before = starts.clone();
        for (v, r) in routes.iter().enumerate() {
            let vehicle = &p.vehicles[v];
            let (mut here, mut car, mut t) = (vehicle.start, vehicle.car(), i64::from(vehicle.span.0));
            for (k, &x) in r.iter().enumerate() {
                let layer = r[k..].iter().find_map(|&y| choice(v, y)).map_or(vehicle.end_layer, |c| c.layer);
                let walk = |a: usize, b: usize| {
                    if a == b { Some(0) } else { p.foot[layer].at(a, b).map(i64::from) }
                };
                if let Do::Ride(to) = x {
                    t += walk(here, car)?;
                    starts[v][k] = t;
                    t += i64::from(p.ride.at(car, to)?) + i64::from(p.parking);
                    (here, car) = (to, to);
                    continue;
                }
                let c = choice(v, x)?;
                t += walk(here, c.enter)?;
                let mut s = t.max(c.window.0.into());
                if let Do::Visit(d, _) = x {
                    for &(w, j) in first.iter().take_while(|y| **y != (v, k)) {
                        if let Do::Visit(e, c) = routes[w][j]
                            && e == d
                            && p.demands[d].together <= 1
                        {
                            let end = starts[w][j].saturating_add(p.demands[e].choices[c].dwell.into());
                            s = s.max(end.saturating_add(p.demands[d].spacing.into()));
                        }
                    }
                }
                if s > c.window.1.into() {
                    return None;
                }
                starts[v][k] = s;
                t = s + i64::from(c.dwell);
                here = c.leave;
            }
        }
        if before == starts {
            break;
        }
    }
    let mut s = Solution::default();
    for (v, r) in routes.iter().enumerate() {
        let mut car = p.vehicles[v].car();
        let mut steps = vec![];
        for (k, &x) in r.iter().enumerate() {
            let start = starts[v][k] as i32;
            let bounds = (start, start);
            steps.push(match x {
                Do::Visit(demand, choice) => Step::Visit { demand, choice, pieces: 0, start, bounds },
                Do::Pause(choice) => Step::Pause { choice, start, bounds },
                Do::Ride(to) => {
                    let from = car;
                    car = to;
                    Step::Ride { from, to, depart: start }
                }
            });
        }
        s.routes.push(steps);
    }
    let mut by: Vec<Vec<(i32, usize, usize)>> = vec![vec![]; p.demands.len()];
    for (v, r) in s.routes.iter().enumerate() {
        for x in r {
            if let Step::Visit { demand, choice, start, .. } = *x {
                by[demand].push((start, v, choice));
            }
        }
    }
    for (d, list) in by.iter_mut().enumerate() {
        list.sort_unstable();
        if p.demands[d].together > 1 {
            match list.first() {
                Some(x) => s.reward += p.demands[d].choices[x.2].reward * i64::from(p.demands[d].decay[0]) / 1000,
                None if p.demands[d].mandatory => s.dropped.push(d),
                None => {}
            }
            continue;
        }
        for (x, share) in list.iter().zip(&p.demands[d].decay) {
            s.reward += p.demands[d].choices[x.2].reward * i64::from(*share) / 1000;
        }
        if list.is_empty() && p.demands[d].mandatory {
            s.dropped.push(d);
        }
    }
    for q in &p.quotas {
        let mut paid = 0;
        for (d, list) in by.iter().enumerate().filter(|(d, _)| q.demands[*d]) {
            paid += list
                .iter()
                .filter(|x| q.vehicles[x.1])
                .map(|x| i64::from(p.demands[d].choices[x.2].dwell))
                .sum::<i64>();
        }
        s.missing.push((q.seconds - paid).max(0));
    }
    verify(p, &s).ok().map(|_| s)
}

/// What a mandatory demand counts beyond its reward: more than all rewards together.
pub fn bonus(p: &Problem) -> i64 {
    let all = p.demands.iter().flat_map(|d| &d.choices).map(|c| c.reward).sum::<i64>();
    all * p.demands.iter().map(|d| d.decay.len()).max().unwrap_or(1) as i64 + owed(p) + 1
}

/// What is lost if nothing is paid of any quota.
fn owed(p: &Problem) -> i64 {
    p.quotas.iter().map(|q| q.price * q.seconds / 60).sum()
}

fn value(p: &Problem, s: &Solution) -> i64 {
    let mandatory = p.demands.iter().filter(|d| d.mandatory).count();
    s.worth(p) + owed(p) + bonus(p) * (mandatory - s.dropped.len()) as i64
}

/// Fewest mandatory demands dropped, then most reward; `None` if there are more routes than can be tried.
pub fn best(with: &Problem) -> Option<Solution> {
    let x = plain(with);
    let p = &x.problem;
    let lists: Vec<Vec<Group>> = (0..p.vehicles.len()).map(|v| groups(&x, v)).collect::<Option<_>>()?;
    let nothing = vec![vec![]; p.vehicles.len()];
    let free = x.must.iter().all(Vec::is_empty);
    let mut top = if free { time(p, &nothing, &[]).expect("nobody needs to go out") } else { worst(p) };
    combine(p, &lists, &mut vec![], 0, owed(p), &mut top);
    (top.reward > i64::MIN).then_some(top)
}

/// Less than any plan.
fn worst(p: &Problem) -> Solution {
    let missing = p.quotas.iter().map(|q| q.seconds).collect();
    Solution {
        reward: i64::MIN,
        dropped: (0..p.demands.len()).filter(|&d| p.demands[d].mandatory).collect(),
        missing,
        ..Solution::default()
    }
}

/// Tries the groups of the next vehicle, the most valuable first. Together routes are worth no more than the sum of
/// each by itself: a demand's later visits are worth no more than its first.
fn combine<'a>(
    p: &Problem,
    lists: &'a [Vec<Group>],
    chosen: &mut Vec<&'a Group>,
    mask: u32,
    sum: i64,
    top: &mut Solution,
) {
    let v = chosen.len();
    if v == lists.len() {
        return together(p, chosen, top);
    }
    if lists[v..].iter().any(Vec::is_empty) {
        return;
    }
    let rest: i64 = lists[v + 1..].iter().map(|l| l[0].value).sum();
    for g in &lists[v] {
        if sum + g.value + rest <= value(p, top) {
            break;
        }
        if mask & g.mask == 0 {
            chosen.push(g);
            combine(p, lists, chosen, mask | g.mask, sum + g.value, top);
            chosen.pop();
        }
    }
}

/// The best of one group a vehicle: if a demand is visited by several, in every order of their visits.
fn together(p: &Problem, chosen: &[&Group], top: &mut Solution) {
    let shared: Vec<usize> = (0..p.demands.len())
        .filter(|d| chosen.iter().filter(|g| g.repeats.iter().any(|r| r.0 == *d)).count() > 1)
        .collect();
    let count = |d: usize| chosen.iter().flat_map(|g| &g.repeats).filter(|r| r.0 == d).count();
    let over = |d: usize| match p.demands[d].together {
        0 | 1 => count(d) > p.demands[d].decay.len(),
        crew => count(d) != 0 && count(d) != crew,
    };
    if (0..p.demands.len()).any(over) {
        return;
    }
    let shared: Vec<usize> = shared.into_iter().filter(|&d| p.demands[d].together <= 1).collect();
    let mut pick = vec![0; chosen.len()];
    loop {
        let routes: Vec<&Route> = chosen.iter().zip(&pick).map(|(g, &i)| &g.routes[i]).collect();
        if routes.iter().map(|r| r.value).sum::<i64>() + owed(p) > value(p, top) {
            let steps: Vec<Vec<Do>> = routes.iter().map(|r| r.steps.clone()).collect();
            let mut order = vec![];
            for (v, r) in steps.iter().enumerate() {
                order.extend(
                    (0..r.len())
                        .map(|k| (v, k))
                        .filter(|&(v, k)| matches!(steps[v][k], Do::Visit(d, _) if !shared.contains(&d))),
                );
            }
            orders(p, &steps, &shared, &mut order, top);
        }
        let Some(v) = (0..pick.len()).find(|&v| pick[v] + 1 < chosen[v].routes.len()) else { return };
        pick[v] += 1;
        pick[..v].fill(0);
    }
}

/// Every order of the visits to shared demands that keeps each route's own.
fn orders(p: &Problem, steps: &[Vec<Do>], shared: &[usize], order: &mut Vec<(usize, usize)>, top: &mut Solution) {
    let Some((&d, rest)) = shared.split_first() else {
        if let Some(s) = time(p, steps, order)
            && value(p, &s) > value(p, top)
        {
            *top = s;
        }
        return;
    };
    let lists: Vec<Vec<(usize, usize)>> = (0..steps.len())
        .map(|v| {
            let to_d = |k: &usize| matches!(steps[v][*k], Do::Visit(e, _) if e == d);
            (0..steps[v].len()).filter(to_d).map(|k| (v, k)).collect()
        })
        .collect();
    merge(&mut vec![0; lists.len()], &lists, order, &mut |order| orders(p, steps, rest, order, top));
}

fn merge(
    taken: &mut Vec<usize>,
    lists: &[Vec<(usize, usize)>],
    order: &mut Vec<(usize, usize)>,
    then: &mut impl FnMut(&mut Vec<(usize, usize)>),
) {
    let mut whole = true;
    for v in 0..lists.len() {
        if let Some(&x) = lists[v].get(taken[v]) {
            whole = false;
            order.push(x);
            taken[v] += 1;
            merge(taken, lists, order, then);
            taken[v] -= 1;
            order.pop();
        }
    }
    if whole {
        then(order);
    }
}
