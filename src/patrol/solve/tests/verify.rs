//! A judge that shares no code with the search: it walks each route from the problem's own tables.

use crate::patrol::solve::{Fixed, PlaceIx, Problem, Solution, Step, Table};
use std::collections::BTreeMap;

/// Start, vehicle, dwell, reward, bounds of a visit.
type Visit = (i64, usize, i64, i64, (i64, i64));

fn at(t: &Table, a: PlaceIx, b: PlaceIx) -> Option<i64> {
    if a >= t.size || b >= t.size {
        return None;
    }
    t.at(a, b).map(i64::from)
}

fn walk(p: &Problem, layer: usize, a: PlaceIx, b: PlaceIx) -> Result<i64, String> {
    if a == b {
        return Ok(0);
    }
    p.foot.get(layer).and_then(|t| at(t, a, b)).ok_or_else(|| format!("no way on foot {a} → {b} in layer {layer}"))
}

/// Everything that is wrong with a solution, or its reward.
pub fn verify(p: &Problem, s: &Solution) -> Result<i64, String> {
    if s.routes.len() != p.vehicles.len() {
        return Err("routes and vehicles differ in number".into());
    }
    let mut visits: BTreeMap<usize, Vec<Visit>> = BTreeMap::new();
    let mut unkept: Vec<(usize, usize)> = vec![];
    for (v, (route, vehicle)) in s.routes.iter().zip(&p.vehicles).enumerate() {
        if route.is_empty() {
            unkept.extend(vehicle.fixed.iter().map(|f| (v, f.demand)));
            continue;
        }
        let (mut here, mut car, mut time) = (vehicle.start, vehicle.car(), i64::from(vehicle.span.0));
        let mut fixed = vehicle.fixed.clone();
        let (mut busy, mut foot, mut drive, mut breaks) = (0i64, 0i64, 0i64, 0);
        let mut rides: Vec<(usize, usize, i64)> = vec![];
        let arrive =
            |rides: &mut Vec<(usize, usize, i64)>, here: usize, time: i64, to: usize, layer: usize, car: &mut usize| {
                let (mut here, mut t, mut walked) = (here, time, 0);
                for (from, dest, depart) in rides.drain(..) {
                    if !vehicle.rides {
                        return Err("rides without a car".to_owned());
                    }
                    if from != *car {
                        return Err(format!("rides from {from}, the car stands at {car}"));
                    }
                    let f = walk(p, layer, here, from)?;
                    if depart != t + f {
                        return Err(format!("departs at {depart} instead of {}", t + f));
                    }
                    let r = at(&p.ride, from, dest).ok_or("no way by car")?;
                    t += f + r + i64::from(p.parking);
                    walked += f;
                    (*car, here) = (dest, dest);
                }
                let f = walk(p, layer, here, to)?;
                Ok::<_, String>((t + f, walked + f))
            };
        for step in route {
            let (choice, start, bounds, demand, pieces) = match *step {
                Step::Ride { from, to, depart } => {
                    rides.push((from, to, depart.into()));
                    continue;
                }
                Step::Visit { demand, choice, pieces, start, bounds } => {
                    let d = p.demands.get(demand).ok_or("no such demand")?;
                    let same = |f: &Fixed| {
                        (f.demand, f.choice) == (demand, choice)
                            && f.pieces.min(d.choices[choice].longer.len()) == pieces
                            && f.window.0 <= start
                            && start <= f.window.1
                    };
                    let settled = fixed.iter().position(same).map(|i| fixed.remove(i)).is_some();
                    if !settled && !d.allowed.get(v).copied().unwrap_or(false) {
                        return Err(format!("{v} may not serve {demand}"));
                    }
                    (d.choices.get(choice).ok_or("no such choice")?, start, bounds, Some(demand), pieces)
                }
                Step::Pause { choice, start, bounds } => {
                    breaks += 1;
                    let b = vehicle.pause.as_ref().ok_or("a break without need")?;
                    (b.choices.get(choice).ok_or("no such break")?, start, bounds, None, 0)
                }
            };
            let (there, walked) = arrive(&mut rides, here, time, choice.enter, choice.layer, &mut car)?;
            let start = i64::from(start);
            if start < there {
                return Err(format!("starts at {start}, arrives at {there}"));
            }
            if start < choice.window.0.into() || start > choice.window.1.into() {
                return Err(format!("starts at {start} outside {:?}", choice.window));
            }
            if bounds.0 < choice.window.0 || bounds.1 > choice.window.1 {
                return Err("bounds outside the window".into());
            }
            if start < bounds.0.into() || start > bounds.1.into() {
                return Err(format!("starts at {start} outside its bounds {bounds:?}"));
            }
            if pieces > choice.longer.len() {
                return Err(format!("{pieces} pieces of {}", choice.longer.len()));
            }
            // Piece by piece, not by the problem's own sum.
            let more = &choice.longer[..pieces];
            let dwell = i64::from(choice.dwell) + more.iter().map(|l| i64::from(l.seconds)).sum::<i64>();
            let reward = more.iter().fold(choice.reward, |r, l| r.saturating_add(l.reward));
            busy += there - time;
            foot += walked;
            drive += there - time - walked;
            if let Some(d) = demand {
                busy += dwell;
                let b = (bounds.0.into(), bounds.1.into());
                visits.entry(d).or_default().push((start, v, dwell, reward, b));
            }
            time = start + dwell;
            here = choice.leave;
        }
        let (back, walked) = arrive(&mut rides, here, time, vehicle.end, vehicle.end_layer, &mut car)?;
        busy += back - time;
        foot += walked;
        drive += back - time - walked;
        if vehicle.rides && car != vehicle.end {
            return Err(format!("the car stays at {car}"));
        }
        if back > vehicle.span.1.into() {
            return Err(format!("back at {back}, after {}", vehicle.span.1));
        }
        if busy > vehicle.busy.into() {
            return Err(format!("busy {busy} of {}", vehicle.busy));
        }
        if vehicle.max_foot.is_some_and(|m| foot > m.into()) {
            return Err(format!("{foot} s on foot of {:?}", vehicle.max_foot));
        }
        if vehicle.max_ride.is_some_and(|m| drive > m.into()) {
            return Err(format!("{drive} s by car of {:?}", vehicle.max_ride));
        }
        unkept.extend(fixed.iter().map(|f| (v, f.demand)));
        if breaks != i32::from(vehicle.pause.is_some()) {
            return Err(format!("{breaks} breaks"));
        }
    }
    let mut reward: i64 = 0;
    for (q, missing) in p.quotas.iter().zip(&s.missing) {
        let counts = |d: usize, x: &Visit| q.vehicles.get(x.1) == Some(&true) && q.demands.get(d) == Some(&true);
        let all = visits.iter().flat_map(|(d, l)| l.iter().map(move |x| (*d, x)));
        let paid: i64 = all.filter(|(d, x)| counts(*d, x)).map(|(_, x)| x.2).sum();
        if *missing != (q.seconds - paid).max(0) {
            return Err(format!("says {missing} s are missing, {paid} of {} are paid", q.seconds));
        }
    }
    if s.missing.len() != p.quotas.len() {
        return Err("quotas differ in number".into());
    }
    for (d, list) in &mut visits {
        list.sort_unstable();
        let demand = &p.demands[*d];
        if demand.together > 1 {
            let (mut who, first) = (list.iter().map(|x| x.1).collect::<Vec<_>>(), list[0]);
            who.dedup();
            let fixed = p.vehicles.iter().flat_map(|v| &v.fixed).any(|f| f.demand == *d);
            if who.len() != list.len() || list.iter().any(|x| x.0 != first.0) {
                return Err(format!("{d} is not visited together: {list:?}"));
            }
            if list.len() == demand.together {
                let share = i128::from(demand.decay.first().copied().unwrap_or(0));
                let r = i128::from(first.3) * share / 1000;
                reward = reward.saturating_add(i64::try_from(r).unwrap_or(if r > 0 { i64::MAX } else { i64::MIN }));
            } else if list.len() > demand.together || !fixed {
                return Err(format!("{} officers come to {d}, it takes {}", list.len(), demand.together));
            }
            continue;
        }
        if list.len() > demand.decay.len() {
            return Err(format!("{} visits to {d}", list.len()));
        }
        for (a, b) in list.iter().zip(list.iter().skip(1)) {
            if b.0 - (a.0 + a.2) < i64::from(demand.spacing).max(0) {
                return Err(format!("visits to {d} at {} and {} are too close", a.0, b.0));
            }
            if b.4.0 - (a.4.1 + a.2) < i64::from(demand.spacing).max(0) {
                return Err(format!("bounds of visits to {d} allow them too close"));
            }
        }
        for (x, share) in list.iter().zip(&demand.decay) {
            let r = i128::from(x.3) * i128::from(*share) / 1000;
            reward = reward.saturating_add(i64::try_from(r).unwrap_or(if r > 0 { i64::MAX } else { i64::MIN }));
        }
    }
    if reward != s.reward {
        return Err(format!("says {} and is worth {reward}", s.reward));
    }
    let (mut told, mut found) = (s.unkept.clone(), unkept);
    told.sort_unstable();
    found.sort_unstable();
    if told != found {
        return Err(format!("says {told:?} are not kept, {found:?} are not"));
    }
    let dropped: Vec<usize> = (0..p.demands.len())
        .filter(|d| p.demands[*d].mandatory && visits.get(d).map_or(0, Vec::len) < p.demands[*d].together.max(1))
        .collect();
    if dropped != s.dropped {
        return Err(format!("says it drops {:?}, drops {dropped:?}", s.dropped));
    }
    Ok(reward)
}
