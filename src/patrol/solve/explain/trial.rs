//! One route at a time, from the problem's own tables, while all others stand still.

use crate::patrol::solve::{Choice, DemandIx, PlaceIx, Problem, Solution, Step, Table, Vehicle, VehicleIx};
use std::collections::BTreeMap;

/// A visit, or the break (no demand), and the ride that leads to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    pub demand: Option<DemandIx>,
    pub choice: usize,
    /// Pieces of a longer stay.
    pub pieces: usize,
    pub ride: Option<PlaceIx>,
}

/// Where a route has come to.
#[derive(Debug, Clone, Copy)]
struct Now {
    here: PlaceIx,
    car: PlaceIx,
    clock: i64,
    busy: i64,
    foot: i64,
    drive: i64,
}

/// A route in its order with its starts, and how many seconds too long it is (0: it fits).
#[derive(Debug, Clone)]
pub struct Timed {
    pub items: Vec<Item>,
    pub starts: Vec<i64>,
    pub over: i64,
    /// Rides: the item that each leads to (their number: home), from, to, departure.
    pub rides: Vec<(usize, PlaceIx, PlaceIx, i64)>,
}

/// A vehicle's route under trial.
pub struct Trial<'a> {
    p: &'a Problem,
    v: VehicleIx,
    vehicle: &'a Vehicle,
    /// Starts and ends of the others' visits, in order of time.
    seen: BTreeMap<DemandIx, Vec<(i64, i64)>>,
    /// Where a car could be left.
    parks: Vec<PlaceIx>,
}

fn small(t: i64) -> i32 {
    t.clamp(i32::MIN.into(), i32::MAX.into()) as i32
}

impl Timed {
    /// As steps of a solution.
    pub fn steps(&self) -> Vec<Step> {
        let mut out = Vec::new();
        for k in 0..=self.items.len() {
            let to_it = self.rides.iter().filter(|r| r.0 == k);
            out.extend(to_it.map(|&(_, from, to, at)| Step::Ride { from, to, depart: small(at) }));
            let (Some(x), Some(&start)) = (self.items.get(k), self.starts.get(k)) else { continue };
            let (choice, pieces, start) = (x.choice, x.pieces, small(start));
            let bounds = (start, start);
            out.push(match x.demand {
                Some(demand) => Step::Visit { demand, choice, pieces, start, bounds },
                None => Step::Pause { choice, start, bounds },
            });
        }
        out
    }
}

/// Parking places beyond those of the route that are tried for a new stop, at most.
const PARKS: usize = 12;

/// A solution's route as items; the ride home is implied.
pub fn items(steps: &[Step]) -> Vec<Item> {
    let (mut out, mut ride) = (Vec::new(), None);
    for step in steps {
        let (demand, choice, pieces) = match *step {
            Step::Ride { to, .. } => {
                ride = Some(to);
                continue;
            }
            Step::Visit { demand, choice, pieces, .. } => (Some(demand), choice, pieces),
            Step::Pause { choice, .. } => (None, choice, 0),
        };
        out.push(Item { demand, choice, pieces, ride: ride.take() });
    }
    out
}

/// Without the item at a position; who walked from its car still finds it there.
pub fn without(items: &mut Vec<Item>, at: usize) {
    let gone = items.remove(at);
    if let Some(next) = items.get_mut(at) {
        next.ride = next.ride.or(gone.ride);
    }
}

fn cell(t: &Table, from: PlaceIx, to: PlaceIx) -> Option<i64> {
    let inside = from < t.size && to < t.size;
    let s = *t.seconds.get(from * t.size + to).filter(|_| inside)?;
    (s != Table::NEVER).then_some(s.into())
}

impl<'a> Trial<'a> {
    /// For a vehicle of a solution.
    pub fn new(p: &'a Problem, solution: &Solution, v: VehicleIx) -> Option<Self> {
        let vehicle = p.vehicles.get(v)?;
        let mut seen: BTreeMap<DemandIx, Vec<(i64, i64)>> = BTreeMap::new();
        for step in solution.routes.iter().enumerate().filter(|(w, _)| *w != v).flat_map(|(_, r)| r) {
            if let Step::Visit { demand, choice, pieces, start, .. } = *step
                && let Some(c) = p.demands.get(demand).and_then(|d| d.choices.get(choice))
            {
                seen.entry(demand).or_default().push((start.into(), i64::from(start) + i64::from(c.stay(pieces))));
            }
        }
        for list in seen.values_mut() {
            list.sort_unstable();
        }
        let mut parks: Vec<PlaceIx> =
            p.demands.iter().filter_map(|d| d.park).chain([vehicle.start, vehicle.car()]).collect();
        parks.sort_unstable();
        parks.dedup();
        parks.truncate(if vehicle.rides && parks.len() <= PARKS { PARKS } else { 0 });
        Some(Self { p, v, vehicle, seen, parks })
    }

    /// The choice of an item, if it makes sense.
    fn choice(&self, x: Item) -> Option<&'a Choice> {
        let list = match x.demand {
            Some(d) => &self.p.demands.get(d)?.choices,
            None => &self.vehicle.pause.as_ref()?.choices,
        };
        list.get(x.choice).filter(|c| c.dwell >= 0 && c.window.0 <= c.window.1)
    }

    fn walk(&self, layer: usize, from: PlaceIx, to: PlaceIx) -> Option<i64> {
        let t = self.p.foot.get(layer)?;
        if from == to && to < t.size { Some(0) } else { cell(t, from, to) }
    }

    /// On to a place, by a ride if one is given.
    fn lead(&self, mut now: Now, ride: Option<PlaceIx>, to: PlaceIx, layer: usize) -> Option<Now> {
        let mut on_foot = 0;
        if let Some(q) = ride.filter(|&q| q != now.car) {
            if !self.vehicle.rides {
                return None;
            }
            on_foot = self.walk(layer, now.here, now.car)?;
            let drive = cell(&self.p.ride, now.car, q)? + i64::from(self.p.parking.max(0));
            (now.here, now.car) = (q, q);
            now.drive += drive;
            now.clock += drive;
            now.busy += drive;
        }
        on_foot += self.walk(layer, now.here, to)?;
        now.foot += on_foot;
        now.clock += on_foot;
        now.busy += on_foot;
        now.here = to;
        Some(now)
    }

    /// The ride between two moments, if the car has moved.
    fn ride(&self, to: usize, before: &Now, now: &Now, layer: usize) -> Option<(usize, PlaceIx, PlaceIx, i64)> {
        let depart = before.clock + self.walk(layer, before.here, before.car).unwrap_or(0);
        (before.car != now.car).then_some((to, before.car, now.car, depart))
    }

    /// Earliest start from `at` on that keeps apart from the demand's other visits: the others', and the route's own
    /// before it.
    fn apart(&self, d: DemandIx, mut at: i64, dwell: i64, own: Option<i64>) -> i64 {
        let gap = self.p.demands.get(d).map_or(0, |d| i64::from(d.spacing).max(0));
        at = at.max(own.map_or(i64::MIN, |end| end + gap));
        for &(start, end) in self.seen.get(&d).into_iter().flatten() {
            if at + dwell + gap <= start {
                break;
            }
            at = at.max(end + gap);
        }
        at
    }

    /// Times a route: as early as it goes. `None` if a window or a limit of walking or riding does not hold, or a demand
    /// is visited too often, however long the shift.
    pub fn time(&self, items: Vec<Item>) -> Option<Timed> {
        let v = self.vehicle;
        let mut now = Now { here: v.start, car: v.car(), clock: v.span.0.into(), busy: 0, foot: 0, drive: 0 };
        let mut starts = Vec::with_capacity(items.len());
        let mut ends: Vec<(DemandIx, i64)> = Vec::with_capacity(items.len());
        let mut pauses = 0;
        let mut rides = Vec::new();
        for (k, &x) in items.iter().enumerate() {
            let c = self.choice(x)?;
            let stay = i64::from(if x.demand.is_some() { c.stay(x.pieces) } else { c.dwell });
            let before = now;
            now = self.lead(before, x.ride, c.enter, c.layer)?;
            rides.extend(self.ride(k, &before, &now, c.layer));
            let mut start = now.clock.max(c.window.0.into());
            if let Some(d) = x.demand {
                let demand = &self.p.demands[d];
                let own = ends.iter().filter(|e| e.0 == d).map(|e| e.1).max();
                let before = ends.iter().filter(|e| e.0 == d).count() + self.seen.get(&d).map_or(0, Vec::len);
                if demand.crew() > 1 {
                    if own.is_some() || c.window.0 != c.window.1 {
                        return None;
                    }
                } else if before >= demand.decay.len() {
                    return None;
                } else {
                    start = self.apart(d, start, stay, own);
                }
                ends.push((d, start + stay));
                now.busy += stay;
            } else {
                pauses += 1;
            }
            if start > c.window.1.into() {
                return None;
            }
            starts.push(start);
            now.clock = start + stay;
            now.here = c.leave;
        }
        if pauses != usize::from(v.pause.is_some()) {
            return None;
        }
        let before = now;
        now = self.lead(before, v.rides.then_some(v.end), v.end, v.end_layer)?;
        rides.extend(self.ride(items.len(), &before, &now, v.end_layer));
        let far = v.max_foot.is_some_and(|m| now.foot > m.into()) || v.max_ride.is_some_and(|m| now.drive > m.into());
        let over = (now.clock - i64::from(v.span.1)).max(now.busy - i64::from(v.busy)).max(0);
        (!far).then_some(Timed { items, starts, over, rides })
    }

    /// The route with one visit to a demand more, by any or one choice, that is least too long; one that fits if there is
    /// one.
    pub fn with(&self, items: &[Item], d: DemandIx, only: Option<usize>) -> Option<Timed> {
        let demand = self.p.demands.get(d).filter(|x| x.allowed.get(self.v) == Some(&true))?;
        let mut best: Option<Timed> = None;
        for at in 0..=items.len() {
            let car = items[..at].iter().rev().find_map(|x| x.ride).unwrap_or(self.vehicle.car());
            for choice in (0..demand.choices.len()).filter(|c| only.is_none_or(|o| o == *c)) {
                for (ride, next) in self.rides(items.get(at), car, demand.park) {
                    let mut longer = items.to_vec();
                    if let Some(x) = longer.get_mut(at) {
                        x.ride = next;
                    }
                    longer.insert(at, Item { demand: Some(d), choice, pieces: 0, ride });
                    if let Some(t) = self.time(longer)
                        && best.as_ref().is_none_or(|b| t.over < b.over)
                    {
                        let fits = t.over == 0;
                        best = Some(t);
                        if fits {
                            return best;
                        }
                    }
                }
            }
        }
        best
    }

    /// Rides to a new stop and on to the one after it: on foot, or with the car to some place; the next as before, on
    /// foot, back to where the car was, or to its own parking place.
    fn rides(
        &self,
        next: Option<&Item>,
        car: PlaceIx,
        own: Option<PlaceIx>,
    ) -> Vec<(Option<PlaceIx>, Option<PlaceIx>)> {
        let was = next.and_then(|x| x.ride);
        let mut out = vec![(None, was)];
        if !self.vehicle.rides {
            return out;
        }
        let theirs = next.and_then(|x| x.demand).and_then(|d| self.p.demands.get(d)?.park);
        let mut to: Vec<PlaceIx> = own.into_iter().chain(was).chain(self.parks.iter().copied()).collect();
        to.sort_unstable();
        to.dedup();
        for q in to.into_iter().filter(|&q| q != car) {
            let after: &[Option<PlaceIx>] = if next.is_none() { &[None] } else { &[was, None, Some(car), theirs] };
            for &n in after {
                if !out.contains(&(Some(q), n)) {
                    out.push((Some(q), n));
                }
            }
        }
        out
    }
}
