//! All routes of one vehicle that can be part of a best plan, for the oracle.

use super::oracle::{Do, bonus};
use super::plain::Plain;
use crate::patrol::solve::{Choice, PlaceIx, Problem, Vehicle};
use std::collections::BTreeMap;

/// Beginnings of routes tried at most.
const MOST: usize = 60_000;

/// A route that is feasible by itself.
#[derive(Debug, Clone)]
pub struct Route {
    pub steps: Vec<Do>,
    /// What its visits are worth by themselves, with the bonus of mandatory demands; of a team's their share, rounded up.
    pub value: i64,
    paid: Vec<i64>,
}

/// Routes that visit the same.
#[derive(Debug, Clone)]
pub struct Group {
    /// Demands that are visited once at most.
    pub mask: u32,
    /// Demand and choice of visits to others.
    pub repeats: Vec<(usize, usize)>,
    pub routes: Vec<Route>,
    pub value: i64,
}

#[derive(Clone)]
struct Now {
    steps: Vec<Do>,
    here: PlaceIx,
    car: PlaceIx,
    paused: bool,
    mask: u32,
    repeats: Vec<(usize, usize)>,
    /// Demand and end of visits to demands that may be visited again.
    ends: Vec<(usize, i64)>,
    /// Clock, busy, on foot, by car.
    spent: [i64; 4],
    value: i64,
    /// Seconds that count for each quota.
    paid: Vec<i64>,
}

type Key = (u32, PlaceIx, PlaceIx, bool);
/// What was spent, the value, and what was paid of each quota.
type Seen = ([i64; 4], i64, Vec<i64>);

struct Growth<'a> {
    x: &'a Plain,
    p: &'a Problem,
    v: usize,
    vehicle: &'a Vehicle,
    parks: Vec<PlaceIx>,
    bonus: i64,
    tried: usize,
    /// Beginnings without repeated visits that nothing beats: what was spent, and the value.
    seen: BTreeMap<Key, Vec<Seen>>,
    out: BTreeMap<(u32, Vec<(usize, usize)>), Group>,
}

/// The groups of a vehicle's routes, the most valuable first; staying home is one. `None` if there are too many.
pub fn groups(x: &Plain, v: usize) -> Option<Vec<Group>> {
    let p = &x.problem;
    let vehicle = &p.vehicles[v];
    // Where cars are left: demands' parking places, places of breaks, anybody's base. Not every place there is.
    let mut parks: Vec<PlaceIx> = p.demands.iter().filter_map(|d| d.park).collect();
    for x in &p.vehicles {
        parks.extend(x.pause.iter().flat_map(|b| &b.choices).map(|c| c.enter));
        parks.extend([x.start, x.end, x.car()]);
    }
    parks.sort_unstable();
    parks.dedup();
    if !vehicle.rides {
        parks.clear();
    }
    let (seen, out) = (BTreeMap::new(), BTreeMap::new());
    let mut g = Growth { x, p, v, vehicle, parks, bonus: bonus(p), tried: 0, seen, out };
    let nothing = vec![0; p.quotas.len()];
    if x.must[v].is_empty() {
        g.keep(0, vec![], &Route { steps: vec![], value: 0, paid: nothing.clone() });
    }
    let now = Now {
        steps: vec![],
        here: vehicle.start,
        car: vehicle.car(),
        paused: false,
        mask: 0,
        repeats: vec![],
        ends: vec![],
        spent: [vehicle.span.0.into(), 0, 0, 0],
        value: 0,
        paid: nothing,
    };
    g.grow(&now);
    if g.tried > MOST {
        return None;
    }
    let mut list: Vec<Group> = g.out.into_values().collect();
    list.sort_by_key(|g| std::cmp::Reverse(g.value));
    Some(list)
}

impl Growth<'_> {
    fn keep(&mut self, mask: u32, mut repeats: Vec<(usize, usize)>, route: &Route) {
        repeats.sort_unstable();
        let new = Group { mask, repeats: repeats.clone(), routes: vec![], value: i64::MIN };
        let g = self.out.entry((mask, repeats)).or_insert(new);
        if g.repeats.is_empty() {
            let beats = |a: &Route, b: &Route| a.value >= b.value && a.paid.iter().zip(&b.paid).all(|(a, b)| a >= b);
            if !g.routes.iter().any(|r| beats(r, route)) {
                g.routes.retain(|r| !beats(route, r));
                g.routes.push(route.clone());
            }
        } else {
            g.routes.push(route.clone());
        }
        g.value = g.value.max(route.value);
    }

    /// What it takes to get to a place, by a ride if there is one: clock, busy, on foot, by car.
    fn lead(&self, now: &Now, ride: Option<PlaceIx>, to: PlaceIx, layer: usize) -> Option<[i64; 4]> {
        let walk = |a: PlaceIx, b: PlaceIx| if a == b { Some(0) } else { self.p.foot[layer].at(a, b).map(i64::from) };
        let Some(q) = ride else {
            let f = walk(now.here, to)?;
            return Some([f, f, f, 0]);
        };
        let f = walk(now.here, now.car)? + walk(q, to)?;
        let r = i64::from(self.p.ride.at(now.car, q)?) + i64::from(self.p.parking);
        Some([f + r, f + r, f, r])
    }

    fn fits(&self, spent: &[i64; 4]) -> bool {
        let v = self.vehicle;
        spent[0] <= v.span.1.into()
            && spent[1] <= v.busy.into()
            && v.max_foot.is_none_or(|m| spent[2] <= m.into())
            && v.max_ride.is_none_or(|m| spent[3] <= m.into())
    }

    /// The route ends here, if it can.
    fn end(&mut self, now: &Now) {
        let there = |m: &(usize, usize)| now.steps.contains(&Do::Visit(m.0, m.1));
        let whole = self.x.must[self.v].iter().all(there);
        if now.steps.is_empty() || now.paused != self.vehicle.pause.is_some() || !whole {
            return;
        }
        let end = self.vehicle.end;
        let ride = (self.vehicle.rides && now.car != end).then_some(end);
        let Some(more) = self.lead(now, ride, end, self.vehicle.end_layer) else { return };
        let mut spent = now.spent;
        spent.iter_mut().zip(more).for_each(|(s, m)| *s += m);
        if self.fits(&spent) {
            let mut steps = now.steps.clone();
            steps.extend(ride.map(Do::Ride));
            self.keep(now.mask, now.repeats.clone(), &Route { steps, value: now.value, paid: now.paid.clone() });
        }
    }

    fn grow(&mut self, now: &Now) {
        self.tried += 1;
        if self.tried > MOST {
            return;
        }
        // Who must go somewhere cannot be beaten by who need not.
        if now.repeats.is_empty() && self.x.must[self.v].is_empty() {
            let list = self.seen.entry((now.mask, now.here, now.car, now.paused)).or_default();
            let beats = |a: &Seen, b: &Seen| {
                a.1 >= b.1 && (0..4).all(|i| a.0[i] <= b.0[i]) && a.2.iter().zip(&b.2).all(|(a, b)| a >= b)
            };
            let mine = (now.spent, now.value, now.paid.clone());
            if !now.steps.is_empty() && list.iter().any(|x| beats(x, &mine)) {
                return;
            }
            list.retain(|x| !beats(&mine, x));
            list.push(mine);
        }
        self.end(now);
        let (p, v) = (self.p, self.v);
        for (d, demand) in p.demands.iter().enumerate() {
            for (c, choice) in demand.choices.iter().enumerate() {
                let must = self.x.must[v].contains(&(d, c));
                if !must && (!demand.allowed[v] || self.x.only[d][c]) || must && now.steps.contains(&Do::Visit(d, c)) {
                    continue;
                }
                self.visit(now, Do::Visit(d, c), choice);
            }
        }
        let vehicle = self.vehicle;
        if let Some(b) = vehicle.pause.as_ref().filter(|_| !now.paused) {
            for (c, choice) in b.choices.iter().enumerate() {
                self.visit(now, Do::Pause(c), choice);
            }
        }
    }

    fn visit(&mut self, now: &Now, what: Do, choice: &Choice) {
        let mut next = now.clone();
        let mut earliest = i64::from(choice.window.0);
        if let Do::Visit(d, c) = what {
            let demand = &self.p.demands[d];
            let before = now.repeats.iter().filter(|r| r.0 == d).count();
            let crew = demand.together.max(1);
            let most = if crew > 1 { 1 } else { demand.decay.len() };
            if crew > 1 && choice.window.0 != choice.window.1 {
                return;
            }
            if before >= most || now.mask & (1 << d) != 0 {
                return;
            }
            if demand.decay.len() == 1 && crew == 1 {
                next.mask |= 1 << d;
            } else {
                next.repeats.push((d, c));
                let last = now.ends.iter().filter(|e| e.0 == d).map(|e| e.1).max();
                earliest = earliest.max(last.map_or(i64::MIN, |e| e + i64::from(demand.spacing)));
            }
            let all = choice.reward * i64::from(demand.decay[before]) / 1000;
            let all = if before == 0 && demand.mandatory { all + self.bonus } else { all };
            next.value += (all + crew as i64 - 1) / crew as i64;
            for (paid, q) in next.paid.iter_mut().zip(&self.p.quotas) {
                *paid += if q.vehicles[self.v] && q.demands[d] { i64::from(choice.dwell) } else { 0 };
            }
        } else {
            next.paused = true;
        }
        let rides: Vec<PlaceIx> = self.parks.iter().copied().filter(|&q| q != now.car).collect();
        for ride in std::iter::once(None).chain(rides.into_iter().map(Some)) {
            let Some(more) = self.lead(now, ride, choice.enter, choice.layer) else { continue };
            let mut there = next.clone();
            there.spent.iter_mut().zip(more).for_each(|(s, m)| *s += m);
            there.spent[0] = there.spent[0].max(earliest);
            if there.spent[0] > choice.window.1.into() {
                continue;
            }
            there.spent[0] += i64::from(choice.dwell);
            if let Do::Visit(d, _) = what {
                there.spent[1] += i64::from(choice.dwell);
                there.ends.push((d, there.spent[0]));
            }
            if !self.fits(&there.spent) {
                continue;
            }
            there.here = choice.leave;
            there.car = ride.unwrap_or(now.car);
            there.steps.extend(ride.map(Do::Ride));
            there.steps.push(what);
            self.grow(&there);
        }
    }
}
