//! Duties → the solver's vehicles, with the places of their breaks.

use super::Dusk;
use super::choices::cut;
use super::places::Places;
use crate::county::County;
use crate::domain::calendar::Nation;
use crate::domain::place::{LonLat, Plane};
use crate::domain::time::Clock;
use crate::patrol::duty::Duty;
use crate::patrol::hours::{Known, of_place};
use crate::patrol::rewards::{Cadences, Rewards};
use crate::patrol::solve::{Break, Choice, Vehicle};

/// Refreshment points looked at for one officer, spread from near to far.
const POINTS: usize = 12;

/// The vehicle of a duty, and the name of the place of each break choice; `None` if its base is off the network.
pub fn vehicle(
    county: &County,
    clock: &Clock,
    r: &Rewards,
    places: &mut Places<'_>,
    duty: &Duty,
    dusk: Dusk,
) -> Option<(Vehicle, Vec<String>)> {
    let base = places.base(duty.at, r.metres("base_reach_m"))?;
    let rides = duty.car && places.stands.contains_key(&base);
    let span = (duty.span.0 + duty.office.0, duty.span.1 - duty.office.1);
    let (length, (earliest, latest_end)) = duty.pause;
    let (mut choices, mut names) = (Vec::new(), Vec::new());
    if length > 0 {
        let reach = if rides { 15_000.0 } else { r.metres("walk_reach_m") };
        let mut spots = vec![(base, duty.base_name.clone(), vec![(earliest, latest_end)])];
        for (_, at, name, open) in points(county, clock, duty, reach) {
            let place = places.find(at, r.metres("snap_reach_m"));
            spots.extend(place.map(|p| (p, name, open)));
        }
        for (place, name, open) in spots {
            for (from, to) in open {
                let (from, to) = (from.max(earliest), to.min(latest_end) - length);
                for (from, to, layer) in cut(from, to, length, dusk.at, true) {
                    let window = (from, to);
                    choices.push(Choice {
                        enter: place,
                        leave: place,
                        dwell: length,
                        window,
                        reward: 0,
                        layer,
                        longer: vec![],
                    });
                    names.push(name.clone());
                }
            }
        }
    }
    let patrol = (span.1 - span.0 - length).max(0);
    let speed = dusk.kmh_tenths as f64 / 36.0;
    let vehicle = Vehicle {
        start: base,
        end: base,
        span,
        rides,
        pause: (length > 0).then_some(Break { choices }),
        busy: (i64::from(patrol) * (100 - duty.discretion_pct) / 100) as i32,
        end_layer: usize::from(span.1 > dusk.at),
        max_foot: duty.max_foot_m.map(|m| (m / speed) as i32),
        max_ride: Some(r.minutes("ride_max_min")),
        car: None,
        fixed: Vec::new(),
    };
    Some((vehicle, names))
}

type Point = (f64, LonLat, String, Vec<(i32, i32)>);

fn points(county: &County, clock: &Clock, duty: &Duty, reach: f64) -> Vec<Point> {
    let (length, (earliest, latest)) = duty.pause;
    let (nation, cadences) = (Nation::of(&county.boundaries), Cadences::shipped());
    let mut near: Vec<Point> = county
        .operations
        .assets
        .iter()
        .filter(|a| a.kind.is_refreshment())
        .filter_map(|a| {
            let metres = Plane::local_length(a.at.coord(), duty.at.coord());
            let (open, known) = of_place(clock, nation, cadences.of(a.kind.slug(), a.risk_band.slug()), a);
            // Where hours are not stated a place is used at any hour of a day on which it is open.
            let usual = known == Known::Usual && !open.is_empty();
            let open = if usual { vec![(earliest, latest)] } else { open };
            let fits = open.iter().any(|o| o.1.min(latest) - o.0.max(earliest) >= length);
            let name = if a.name.is_empty() { a.kind.words().to_owned() } else { a.name.clone() };
            (metres < reach && fits).then_some((metres, a.at, name, open))
        })
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.2.cmp(&b.2)));
    let stride = near.len().div_ceil(POINTS).max(1);
    near.into_iter().step_by(stride).collect()
}
