//! The best of small problems by trying everything.

use super::verify::verify;
use crate::patrol::solve::{PlaceIx, Problem, Solution, Step};

/// What a route does, without times.
#[derive(Clone, Copy, PartialEq)]
enum Do {
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
            let (mut here, mut car, mut t) = (vehicle.start, vehicle.start, i64::from(vehicle.span.0));
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
        let mut car = p.vehicles[v].start;
        let mut steps = vec![];
        for (k, &x) in r.iter().enumerate() {
            let start = starts[v][k] as i32;
            let bounds = (start, start);
            steps.push(match x {
                Do::Visit(demand, choice) => Step::Visit { demand, choice, start, bounds },
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
        for (x, share) in list.iter().zip(&p.demands[d].decay) {
            s.reward += p.demands[d].choices[x.2].reward * i64::from(*share) / 1000;
        }
        if list.is_empty() && p.demands[d].mandatory {
            s.dropped.push(d);
        }
    }
    verify(p, &s).ok().map(|_| s)
}

/// Fewest mandatory demands dropped, then most reward, by trying every order of every choice with every ride to
/// the demand's own parking place, back to where the car was, or to the end. Two vehicles at most are tried in
/// all combinations of their feasible routes.
pub fn best(p: &Problem) -> (usize, i64) {
    let mandatory = p.demands.iter().filter(|d| d.mandatory).count();
    let mut top = (std::cmp::Reverse(mandatory), 0i64);
    let lists: Vec<Vec<Vec<Do>>> = (0..p.vehicles.len()).map(|v| routes(p, v)).collect();
    let mut one = vec![Vec::new(); p.vehicles.len()];
    combine(p, &lists, 0, &mut one, &mut top);
    (top.0.0, top.1)
}

fn combine(
    p: &Problem,
    lists: &[Vec<Vec<Do>>],
    v: usize,
    now: &mut Vec<Vec<Do>>,
    top: &mut (std::cmp::Reverse<usize>, i64),
) {
    if v < lists.len() {
        for r in &lists[v] {
            now[v].clone_from(r);
            combine(p, lists, v + 1, now, top);
        }
        return;
    }
    let mut order: Vec<(usize, usize)> = vec![];
    for (v, r) in now.iter().enumerate() {
        order.extend((0..r.len()).map(|k| (v, k)).filter(|&(v, k)| matches!(now[v][k], Do::Visit(..))));
    }
    // Both orders of the vehicles are enough for two visits of a demand by two vehicles.
    for flip in [false, true] {
        if flip {
            order.sort_by_key(|&(v, k)| (std::cmp::Reverse(v), k));
        }
        if let Some(s) = time(p, now, &order) {
            *top = (*top).max((std::cmp::Reverse(s.dropped.len()), s.reward));
        }
    }
}

/// All routes of a vehicle that are feasible by themselves; the empty one first.
fn routes(p: &Problem, v: usize) -> Vec<Vec<Do>> {
    let mut out = vec![vec![]];
    let vehicle = &p.vehicles[v];
    let mut items: Vec<Do> = vec![];
    for (d, x) in p.demands.iter().enumerate() {
        if x.allowed[v] {
            items.extend((0..x.choices.len()).map(|c| Do::Visit(d, c)));
        }
    }
    if let Some(b) = &vehicle.pause {
        items.extend((0..b.choices.len()).map(Do::Pause));
    }
    grow(p, v, &items, &mut vec![], vehicle.start, &mut out);
    out
}

fn grow(p: &Problem, v: usize, items: &[Do], now: &mut Vec<Do>, car: PlaceIx, out: &mut Vec<Vec<Do>>) {
    let vehicle = &p.vehicles[v];
    if !now.is_empty() {
        let mut whole = now.clone();
        if vehicle.rides && car != vehicle.end {
            whole.push(Do::Ride(vehicle.end));
        }
        let alone = Problem { vehicles: vec![vehicle.clone()], ..p.clone() };
        let mut alone = alone;
        for d in &mut alone.demands {
            d.allowed = vec![d.allowed[v]];
        }
        let order: Vec<(usize, usize)> = (0..whole.len()).map(|k| (0, k)).collect();
        if time(&alone, std::slice::from_ref(&whole), &order).is_some() {
            out.push(whole);
        }
    }
    for &x in items {
        let taken = now
            .iter()
            .filter(|y| match (x, **y) {
                (Do::Visit(a, _), Do::Visit(b, _)) => a == b,
                (Do::Pause(_), Do::Pause(_)) => true,
                _ => false,
            })
            .count();
        let most = if let Do::Visit(d, _) = x { p.demands[d].decay.len() } else { 1 };
        if taken >= most {
            continue;
        }
        let mut parks: Vec<Option<PlaceIx>> = vec![None];
        if vehicle.rides {
            let mut all: Vec<PlaceIx> = p.demands.iter().filter_map(|d| d.park).collect();
            all.extend(vehicle.pause.iter().flat_map(|b| &b.choices).map(|c| c.enter));
            all.push(vehicle.start);
            all.push(vehicle.end);
            all.sort_unstable();
            all.dedup();
            parks.extend(all.into_iter().filter(|&q| q != car).map(Some));
        }
        for q in parks {
            let len = now.len();
            now.extend(q.map(Do::Ride));
            now.push(x);
            if begins(p, v, now) {
                grow(p, v, items, now, q.unwrap_or(car), out);
            }
            now.truncate(len);
        }
    }
}

/// Whether the beginning of a route keeps its windows (a necessary condition).
fn begins(p: &Problem, v: usize, now: &[Do]) -> bool {
    let vehicle = &p.vehicles[v];
    let (mut here, mut car, mut t, mut busy) = (vehicle.start, vehicle.start, i64::from(vehicle.span.0), 0);
    for (k, &x) in now.iter().enumerate() {
        let c = |y: Do| match y {
            Do::Visit(d, c) => Some(&p.demands[d].choices[c]),
            Do::Pause(c) => vehicle.pause.as_ref().map(|b| &b.choices[c]),
            Do::Ride(_) => None,
        };
        let layer = now[k..].iter().find_map(|&y| c(y)).map_or(0, |c| c.layer);
        let walk = |a: usize, b: usize| if a == b { Some(0) } else { p.foot[layer].at(a, b).map(i64::from) };
        let (go, to) = match x {
            Do::Ride(to) => {
                (walk(here, car).zip(p.ride.at(car, to)).map(|(a, b)| a + i64::from(b) + i64::from(p.parking)), to)
            }
            y => {
                let Some(c) = c(y) else { return false };
                (walk(here, c.enter), c.enter)
            }
        };
        let Some(go) = go else { return false };
        t += go;
        busy += go;
        here = to;
        if let Do::Ride(to) = x {
            car = to;
            continue;
        }
        let Some(c) = c(x) else { return false };
        t = t.max(c.window.0.into());
        if t > c.window.1.into() {
            return false;
        }
        t += i64::from(c.dwell);
        busy += if matches!(x, Do::Visit(..)) { i64::from(c.dwell) } else { 0 };
        here = c.leave;
    }
    t <= vehicle.span.1.into() && busy <= vehicle.busy.into()
}
