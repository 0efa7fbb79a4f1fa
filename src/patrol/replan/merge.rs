//! What was walked, and what is to be walked now, as one day.

use super::cut::Cut;
use super::{Replan, route_of};
use crate::county::County;
use crate::domain::plan::{Plan, Route, RouteItem};
use crate::domain::time::Clock;
use crate::domain::units::MilliPoints;
use crate::patrol::problem::Prepared;
use crate::patrol::route;
use crate::patrol::solve::Solution;
use std::collections::BTreeSet;

/// The routes of one vehicle: one, or one for each of those who walk together.
pub fn routes(
    county: &County,
    running: &Plan,
    (p, cut, s): (&Prepared, &Cut, &Solution),
    v: usize,
    asked: &Replan,
) -> Vec<Route> {
    let duty = &p.duties[v];
    let who: Vec<_> = std::iter::once(&duty.officer).chain(duty.with.iter().map(|w| &w.officer)).collect();
    let published = || who.iter().filter_map(|o| route_of(running, o)).cloned();
    if cut.gone {
        return published().map(|r| ended(r, cut, asked)).collect();
    }
    if cut.from.is_none() {
        return published().collect();
    }
    let built = route::build(county, p, s, v, route::jitter(asked.seed, asked.date, v));
    built.into_iter().map(|new| joined(new, running, cut)).collect()
}

/// The past and the rest of a day.
fn joined(mut new: Route, running: &Plan, cut: &Cut) -> Route {
    let Some(old) = route_of(running, &new.officer) else { return new };
    let mut items = past(old, cut);
    // The rest of the day does not begin with a book-on.
    items.extend(new.items.drain(..).skip(1));
    (new.start, new.end) = (old.start, old.end);
    finished(new, items)
}

/// What is behind, as this officer's route has it.
fn past(old: &Route, cut: &Cut) -> Vec<RouteItem> {
    let past = old.items.iter().zip(&cut.past).map(|(mine, ours)| match (mine, ours) {
        // Those who walk together differ in what is counted for them.
        (RouteItem::Stop(a), RouteItem::Stop(b)) => {
            RouteItem::Stop(crate::domain::plan::Stop { leave: b.leave, at: b.at.clone(), ..a.clone() })
        }
        _ => ours.clone(),
    });
    let same = cut.past.len() <= old.items.len()
        && old.items.iter().zip(&cut.past).all(|(a, b)| a.begins() == b.begins() && a.ends() >= b.ends());
    if same { past.collect() } else { cut.past.clone() }
}

/// A day that ends at the moment asked for.
fn ended(mut route: Route, cut: &Cut, asked: &Replan) -> Route {
    let mut items = past(&route, cut);
    if let Some(RouteItem::Base { at, .. }) = route.items.last() {
        items.push(RouteItem::Base {
            // A break or a briefing that has begun is ended.
            arrive: items.last().map_or(asked.at, |i| i.ends().max(asked.at)),
            leave: route.end,
            at: *at,
            label: "Not on patrol any more".to_owned(),
        });
    }
    route.items.clear();
    finished(route, items)
}

/// Numbers, sums and minutes of a route's items.
fn finished(mut route: Route, mut items: Vec<RouteItem>) -> Route {
    let (mut seq, mut reward) = (0, 0);
    for item in &mut items {
        if let RouteItem::Stop(stop) = item {
            seq += 1;
            stop.seq = seq;
            reward += stop.reward.get();
        }
    }
    route.reward = MilliPoints::new(reward);
    route.minutes = route::minutes(&items, (route.end - route.start).get());
    route.items = items;
    route
}

/// What changed, in words.
pub fn notes(running: &Plan, routes: &[Route], asked: &Replan, clock: &Clock) -> Vec<String> {
    let label = |r: &&Route| r.officer == asked.officer;
    let who = running.routes.iter().find(label).map_or_else(|| asked.officer.to_string(), |r| r.label.clone());
    let at = clock.hhmm(asked.at);
    let mut out = vec![match asked.place {
        Some(place) => format!(
            "Planned again from {at}: {who} goes on from {:.5}, {:.5}. What others were told stays.",
            place.lon(),
            place.lat()
        ),
        None => format!("Planned again from {at}: {who} is out for the rest of the day. What others were told stays."),
    }];
    if !asked.free.is_empty() {
        let names: Vec<&str> =
            running.routes.iter().filter(|r| asked.free.contains(&r.officer)).map(|r| r.label.as_str()).collect();
        out.push(format!("Free to change as well: {}.", names.join(", ")));
    }
    let ahead = |routes: &[Route]| -> BTreeSet<(String, String)> {
        let all = routes.iter().flat_map(|r| r.stops().map(move |s| (r, s)));
        all.filter(|(_, s)| s.leave > asked.at).map(|(r, s)| (s.name.clone(), r.label.clone())).collect()
    };
    let (before, after) = (ahead(&running.routes), ahead(routes));
    let names = |set: &BTreeSet<(String, String)>| set.iter().map(|x| x.0.clone()).collect::<BTreeSet<_>>();
    let lost: Vec<String> = names(&before).difference(&names(&after)).cloned().collect();
    if !lost.is_empty() {
        out.push(format!("Not visited any more: {}.", lost.join(", ")));
    }
    let new: Vec<String> = after.difference(&before).map(|(stop, who)| format!("{stop} ({who})")).collect();
    if !new.is_empty() {
        out.push(format!("New: {}.", new.join(", ")));
    }
    if asked.place.is_none()
        && let Some(route) = running.routes.iter().find(label)
        && out_with_car(route, asked)
    {
        out.push(format!("The car of {who} stands where it was left, away from {}.", route.base_name));
    }
    out
}

/// Whether a car is away from its base at the moment asked for.
fn out_with_car(route: &Route, asked: &Replan) -> bool {
    let home = route.items.first().and_then(|i| if let RouteItem::Base { at, .. } = i { Some(*at) } else { None });
    let rides = route.items.iter().filter(|i| i.begins() < asked.at);
    let mut left =
        rides.filter_map(|i| if let RouteItem::Ride { line, .. } = i { line.0.last().copied() } else { None });
    left.next_back().zip(home).is_some_and(|(car, home)| crate::domain::place::Plane::local_length(car, home) > 5.0)
}
