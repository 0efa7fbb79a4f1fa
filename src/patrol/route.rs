//! A solved route → an officer's day on real streets.

use super::explain;
use super::problem::Prepared;
use super::schedule::{Event, spread};
use super::solve::{PlaceIx, Solution, Step, marginal};
use crate::county::County;
use crate::domain::code::AreaKey;
use crate::domain::place::Plane;
use crate::domain::plan::{Route, RouteItem, Stop, StopShape};
use crate::domain::units::{Metres, MilliPoints, Seconds};
use crate::street::Profile;
use std::collections::BTreeMap;

#[derive(Clone, Copy)]
enum Move {
    Foot(PlaceIx, PlaceIx, usize),
    Ride(PlaceIx, PlaceIx),
}

fn seconds(p: &Prepared, m: Move) -> i32 {
    let pr = &p.problem;
    match m {
        Move::Foot(a, b, _) if a == b => 0,
        Move::Foot(a, b, layer) => pr.foot.get(layer).and_then(|t| t.at(a, b)).unwrap_or(0) as i32,
        Move::Ride(a, b) => pr.ride.at(a, b).unwrap_or(0) as i32 + pr.parking,
    }
}

fn item(county: &County, p: &Prepared, m: Move, depart: i32, arrive: i32) -> Option<RouteItem> {
    let (a, b, profile) = match m {
        Move::Foot(a, b, layer) => (a, b, if layer == 1 { Profile::FootDark } else { Profile::FootDay }),
        Move::Ride(a, b) => (a, b, Profile::Drive),
    };
    let (from, to) = (*p.places.get(a)?, *p.places.get(b)?);
    let stand = |place: PlaceIx, snap| p.stands.get(&place).map_or(snap, |s| s.snap);
    let ends = if profile == Profile::Drive { (stand(a, from), stand(b, to)) } else { (from, to) };
    let mut leg = county.network.route(profile, ends.0, ends.1)?;
    let mut yard = 0.0;
    if profile == Profile::Drive {
        // From the door of a base to its car and back: across the yard, on no street, and counted.
        for (door, car) in [(from, ends.0), (to, ends.1)] {
            yard += Plane::local_length(door.at.coord(), car.at.coord());
        }
        leg.line.0.insert(0, from.at.coord());
        leg.line.0.push(to.at.coord());
        leg.line.0.dedup();
    }
    let (depart, arrive) = (Seconds::new(depart), Seconds::new(arrive));
    let length = Metres::new(leg.length.get().max(0.0) + yard);
    Some(match m {
        Move::Foot(..) => RouteItem::Walk { depart, arrive, length, line: leg.line },
        Move::Ride(..) => RouteItem::Ride { depart, arrive, length, line: leg.line },
    })
}

/// The ward of an index.
#[must_use]
pub fn ward_key(county: &County, ward: Option<u32>) -> Option<AreaKey> {
    county.boundaries.wards.get(ward? as usize).map(|w| w.key.clone())
}

/// A vehicle's steps with their real times: what travel leads to each, and when each begins.
struct Timed {
    /// Positions among the steps.
    which: Vec<usize>,
    moves: Vec<Vec<Move>>,
    dwells: Vec<i32>,
    starts: Vec<i32>,
    home: Vec<Move>,
}

fn timed(p: &Prepared, s: &Solution, v: usize, seed: u64) -> Option<Timed> {
    let vehicle = p.problem.vehicles.get(v)?;
    let steps = s.routes.get(v).map_or(&[][..], Vec::as_slice);
    let mut here = vehicle.start;
    let mut pending: Vec<(PlaceIx, PlaceIx)> = Vec::new();
    let mut events: Vec<Event> = Vec::new();
    let mut moves: Vec<Vec<Move>> = Vec::new();
    let mut which: Vec<usize> = Vec::new();
    let lead = |here: PlaceIx, pending: &mut Vec<(PlaceIx, PlaceIx)>, to: PlaceIx, layer: usize| {
        let (mut out, mut at) = (Vec::new(), here);
        for (from, park) in pending.drain(..) {
            out.push(Move::Foot(at, from, layer));
            out.push(Move::Ride(from, park));
            at = park;
        }
        out.push(Move::Foot(at, to, layer));
        out
    };
    for (k, step) in steps.iter().enumerate() {
        let (choice, dwell, bounds) = match *step {
            Step::Ride { from, to, .. } => {
                pending.push((from, to));
                continue;
            }
            Step::Visit { demand, choice, pieces, bounds, .. } => {
                let c = p.problem.demands.get(demand)?.choices.get(choice)?;
                (c, c.stay(pieces), bounds)
            }
            Step::Pause { choice, bounds, .. } => {
                let c = vehicle.pause.as_ref()?.choices.get(choice)?;
                (c, c.dwell, bounds)
            }
        };
        let way = lead(here, &mut pending, choice.enter, choice.layer);
        events.push(Event { travel: way.iter().map(|&m| seconds(p, m)).sum(), dwell, bounds });
        moves.push(way);
        which.push(k);
        here = choice.leave;
    }
    let home = lead(here, &mut pending, vehicle.end, vehicle.end_layer);
    let home_time: i32 = home.iter().map(|&m| seconds(p, m)).sum();
    let starts = spread(&events, vehicle.span, home_time, seed);
    let dwells = events.iter().map(|e| e.dwell).collect();
    Some(Timed { which, moves, dwells, starts, home })
}

/// How a vehicle's free time is spread: another way each day, officer and seed.
#[must_use]
pub fn jitter(seed: u64, date: jiff::civil::Date, v: usize) -> u64 {
    (seed ^ ((date.day_of_year() as u64) << 32)).wrapping_add(v as u64 * 7919)
}

/// The visits of a vehicle in order, as (demand, real start).
#[must_use]
pub fn visits(p: &Prepared, s: &Solution, v: usize, seed: u64) -> Vec<(usize, i32)> {
    let (Some(t), Some(steps)) = (timed(p, s, v, seed), s.routes.get(v)) else { return Vec::new() };
    t.which
        .iter()
        .zip(&t.starts)
        .filter_map(|(&k, &start)| match steps.get(k) {
            Some(Step::Visit { demand, .. }) => Some((*demand, start)),
            _ => None,
        })
        .collect()
}

/// The routes of one vehicle: one, or one for each of those who walk together.
#[must_use]
pub fn build(county: &County, p: &Prepared, s: &Solution, v: usize, seed: u64) -> Vec<Route> {
    let Some(first) = one(county, p, s, v, seed) else { return Vec::new() };
    let partners = p.duties.get(v).map_or(&[][..], |d| d.with.as_slice());
    let mut out = vec![first.clone()];
    for w in partners {
        let mut route = first.clone();
        route.officer = w.officer.clone();
        route.label = format!("{} (with {})", w.label, first.label);
        route.team = w.team.clone();
        route.scheme = w.scheme.clone();
        // Two officers together are one visit: it is counted once.
        route.reward = MilliPoints::ZERO;
        for item in &mut route.items {
            if let RouteItem::Stop(stop) = item {
                stop.reward = MilliPoints::ZERO;
            }
        }
        out.push(route);
    }
    if let (Some(route), false) = (out.first_mut(), partners.is_empty()) {
        let names: Vec<&str> = partners.iter().map(|w| w.label.as_str()).collect();
        route.label = format!("{} (with {})", route.label, names.join(", "));
    }
    out
}

/// Others who come to the same visit of a demand that takes several.
fn partners(p: &Prepared, s: &Solution, v: usize, d: usize) -> Vec<usize> {
    let team = p.problem.demands.get(d).is_some_and(|d| d.crew() > 1);
    let there = |r: &[Step]| r.iter().any(|x| matches!(x, Step::Visit { demand, .. } if *demand == d));
    s.routes.iter().enumerate().filter(|(w, r)| team && *w != v && there(r)).map(|(w, _)| w).collect()
}

/// A purpose that says whom to meet.
fn met(p: &Prepared, purpose: &str, others: &[usize]) -> String {
    let names: Vec<&str> = others.iter().filter_map(|&w| p.duties.get(w)).map(|d| d.label.as_str()).collect();
    if names.is_empty() { purpose.to_owned() } else { format!("{purpose} Together with {}.", names.join(", ")) }
}

fn one(county: &County, p: &Prepared, s: &Solution, v: usize, seed: u64) -> Option<Route> {
    let (duty, vehicle) = (p.duties.get(v)?, p.problem.vehicles.get(v)?);
    let steps = s.routes.get(v).map_or(&[][..], Vec::as_slice);
    let Timed { which, moves, dwells, starts, home } = timed(p, s, v, seed)?;
    let base = p.places[vehicle.start].at.coord();
    let mut items = vec![RouteItem::Base {
        arrive: Seconds::new(duty.span.0),
        leave: Seconds::new(vehicle.span.0),
        at: base,
        label: "Book-on and briefing".to_owned(),
    }];
    let mut reward = 0;
    let mut seq = 0;
    let travel = |way: &[Move], arrive: i32, items: &mut Vec<RouteItem>| -> Option<()> {
        let mut at = arrive - way.iter().map(|&m| seconds(p, m)).sum::<i32>();
        for &m in way {
            let t = seconds(p, m);
            if t > 0 {
                items.push(item(county, p, m, at, at + t)?);
            }
            at += t;
        }
        Some(())
    };
    for (i, &k) in which.iter().enumerate() {
        let start = starts[i];
        travel(&moves[i], start, &mut items)?;
        let (arrive, leave) = (Seconds::new(start), Seconds::new(start + dwells[i]));
        match steps[k] {
            Step::Visit { demand, choice, .. } => {
                let ask = p.asks.get(demand)?;
                let place = p.places[p.problem.demands[demand].choices[choice].enter].at.coord();
                let at = match p.walks[demand][choice].and_then(|w| ask.walks.get(w)) {
                    Some((w, _)) if w.line.0.len() > 1 => StopShape::Walk(w.line.clone()),
                    _ => StopShape::Point(place),
                };
                // Officers who meet are one visit: it is counted once.
                let others = partners(p, s, v, demand);
                let worth = if others.iter().any(|w| *w < v) { 0 } else { marginal(&p.problem, s, v, k) };
                reward += worth;
                seq += 1;
                items.push(RouteItem::Stop(Stop {
                    seq,
                    arrive,
                    leave,
                    demand: ask.id.clone(),
                    kind: ask.kind,
                    purpose_kind: ask.purpose_kind,
                    name: ask.name.clone(),
                    purpose: met(p, &ask.purpose, &others),
                    action: ask.action.clone(),
                    reward: MilliPoints::new(worth),
                    ward: ward_key(county, ask.ward),
                    settlement: explain::settlement(county, ask.at),
                    timed: ask.timed,
                    at,
                }));
            }
            Step::Pause { choice, .. } => items.push(RouteItem::Break {
                arrive,
                leave,
                at: p.places[vehicle.pause.as_ref()?.choices[choice].enter].at.coord(),
                place: p.breaks[v].get(choice).cloned().unwrap_or_default(),
            }),
            Step::Ride { .. } => {}
        }
    }
    travel(&home, vehicle.span.1, &mut items)?;
    items.push(RouteItem::Base {
        arrive: Seconds::new(vehicle.span.1),
        leave: Seconds::new(duty.span.1),
        at: p.places[vehicle.end].at.coord(),
        label: "Write-up".to_owned(),
    });
    let minutes = minutes(&items, duty.span.1 - duty.span.0);
    Some(Route {
        officer: duty.officer.clone(),
        label: duty.label.clone(),
        team: duty.team.clone(),
        scheme: duty.scheme.clone(),
        base: duty.base.clone(),
        base_name: duty.base_name.clone(),
        wards: duty.wards.iter().filter_map(|&w| ward_key(county, Some(w))).collect(),
        start: Seconds::new(duty.span.0),
        end: Seconds::new(duty.span.1),
        items,
        reward: MilliPoints::new(reward),
        minutes,
    })
}

/// Minutes of a shift of so many seconds by what they go to; the keys are those of [`Route::minutes`].
#[must_use]
pub fn minutes(items: &[RouteItem], shift: i32) -> BTreeMap<String, i64> {
    let mut minutes: BTreeMap<String, i64> = BTreeMap::new();
    let mut spent = 0;
    for it in items {
        let m = i64::from((it.ends() - it.begins()).get());
        spent += m;
        let mut add = |key: String| *minutes.entry(key).or_default() += m;
        match it {
            RouteItem::Base { .. } => add("office".into()),
            RouteItem::Walk { .. } => add("walk".into()),
            RouteItem::Ride { .. } => add("ride".into()),
            RouteItem::Break { .. } => add("break".into()),
            RouteItem::Stop(stop) => {
                add(format!("purpose:{}", stop.purpose_kind.slug()));
                let place = if stop.settlement.is_empty() { "elsewhere" } else { &stop.settlement };
                add(format!("place:{place}"));
            }
        }
    }
    minutes.insert("slack".into(), i64::from(shift) - spent);
    for m in minutes.values_mut() {
        *m = (*m + 30) / 60;
    }
    minutes
}
