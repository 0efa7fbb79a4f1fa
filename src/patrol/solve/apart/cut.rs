//! Cutting a part out of a problem.

use super::Part;
use crate::patrol::solve::model::NONE;
use crate::patrol::solve::{Break, Choice, Demand, DemandIx, PlaceIx, Problem, Quota, Solution, Step, Table};
use crate::patrol::solve::{Fixed, Vehicle, VehicleIx};

/// Parking places up to which every part knows all of them.
const FEW: usize = 64;
/// Beyond, those within so many seconds on foot of a place of its own.
const WALK: u32 = 1800;

/// The whole problem, and where cars may be left in it.
pub struct Whole<'a> {
    p: &'a Problem,
    size: usize,
    parks: Vec<PlaceIx>,
    /// Where cars are left in the plan to start from, by vehicle.
    left: Vec<Vec<PlaceIx>>,
}

fn cell(t: &Table, a: PlaceIx, b: PlaceIx) -> u32 {
    let inside = a < t.size && b < t.size;
    if inside { t.seconds.get(a * t.size + b).copied().unwrap_or(NONE) } else { NONE }
}

/// Places that a vehicle's own rules name.
fn bases(v: &Vehicle) -> impl Iterator<Item = PlaceIx> + '_ {
    [v.start, v.end, v.car()].into_iter().chain(pauses(v).flat_map(|c| [c.enter, c.leave]))
}

fn pauses(v: &Vehicle) -> impl Iterator<Item = &Choice> {
    v.pause.iter().flat_map(|b| &b.choices)
}

impl<'a> Whole<'a> {
    pub fn new(p: &'a Problem, start: Option<&Solution>) -> Self {
        let size = p.foot.iter().map(|t| t.size).max().unwrap_or(0);
        let mut parks: Vec<PlaceIx> = p.demands.iter().filter_map(|d| d.park).collect();
        parks.extend(p.vehicles.iter().flat_map(|v| [v.start, v.end, v.car()]));
        parks.extend(p.vehicles.iter().flat_map(pauses).map(|c| c.enter));
        parks.retain(|x| *x < size);
        parks.sort_unstable();
        parks.dedup();
        let rides = |steps: &Vec<Step>| {
            let to = steps.iter().map(|s| if let Step::Ride { to, .. } = *s { to } else { size });
            to.filter(|to| *to < size).collect()
        };
        Self { p, size, parks, left: start.iter().flat_map(|s| &s.routes).map(rides).collect() }
    }

    /// The part of these vehicles and demands.
    pub fn part(&self, vehicles: Vec<VehicleIx>, demands: Vec<DemandIx>) -> Part {
        let p = self.p;
        let mut places: Vec<PlaceIx> = vehicles.iter().flat_map(|&v| bases(&p.vehicles[v])).collect();
        places.extend(demands.iter().flat_map(|&d| &p.demands[d].choices).flat_map(|c| [c.enter, c.leave]));
        places.extend(demands.iter().filter_map(|&d| p.demands[d].park));
        places.extend(vehicles.iter().filter_map(|&v| self.left.get(v)).flatten());
        places.retain(|x| *x < self.size);
        places.sort_unstable();
        places.dedup();
        let foreign = if vehicles.iter().any(|&v| p.vehicles[v].rides) { self.near(&places) } else { Vec::new() };
        places.extend(&foreign);
        places.sort_unstable();
        places.dedup();
        let place = |x: PlaceIx| places.binary_search(&x).unwrap_or(NONE as usize);
        let choice = |c: &Choice| Choice { enter: place(c.enter), leave: place(c.leave), ..c.clone() };
        let vehicle = |&v: &VehicleIx| {
            let x = &p.vehicles[v];
            // What a fixed visit names that is nothing stays nothing.
            let demand = |d: DemandIx| demands.binary_search(&d).unwrap_or(usize::MAX);
            Vehicle {
                start: place(x.start),
                car: x.car.map(place),
                end: place(x.end),
                pause: x.pause.as_ref().map(|b| Break { choices: b.choices.iter().map(choice).collect() }),
                fixed: x.fixed.iter().map(|f| Fixed { demand: demand(f.demand), ..f.clone() }).collect(),
                ..x.clone()
            }
        };
        let demand = |&d: &DemandIx| {
            let x = &p.demands[d];
            Demand {
                choices: x.choices.iter().map(choice).collect(),
                decay: x.decay.clone(),
                allowed: vehicles.iter().map(|v| x.allowed.get(*v) == Some(&true)).collect(),
                park: x.park.map(place),
                ..*x
            }
        };
        let own = |all: &[bool], list: &[usize]| list.iter().map(|i| all.get(*i) == Some(&true)).collect::<Vec<bool>>();
        let quotas = p.quotas.iter().filter_map(|q| {
            let (vehicles, demands) = (own(&q.vehicles, &vehicles), own(&q.demands, &demands));
            let pays = vehicles.contains(&true) && demands.contains(&true);
            pays.then_some(Quota { vehicles, demands, ..*q })
        });
        let table = |t: &Table| Table {
            size: places.len(),
            seconds: places.iter().flat_map(|&a| places.iter().map(move |&b| cell(t, a, b))).collect(),
        };
        let problem = Problem {
            vehicles: vehicles.iter().map(vehicle).collect(),
            demands: demands.iter().map(demand).collect(),
            foot: p.foot.iter().map(table).collect(),
            ride: table(&p.ride),
            parking: p.parking,
            quotas: quotas.collect(),
        };
        let parks = foreign.iter().map(|&x| place(x) as u32).collect();
        Part { problem, parks, vehicles, demands, places }
    }

    /// Parking places of all that a part may use.
    fn near(&self, places: &[PlaceIx]) -> Vec<PlaceIx> {
        if self.parks.len() <= FEW {
            return self.parks.clone();
        }
        let foot = &self.p.foot;
        let near = |a: PlaceIx, b: PlaceIx| foot.iter().any(|t| cell(t, a, b) <= WALK);
        let usable = |x: &&PlaceIx| places.iter().any(|&y| near(**x, y) && near(y, **x));
        self.parks.iter().filter(usable).copied().collect()
    }
}
