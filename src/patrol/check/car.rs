//! A car stays where it is left, is driven by those who may, and comes back to its base.

use super::{Case, Faults, NEAR_M, Violation, apart, same_day};
use crate::domain::id::BaseId;
use crate::domain::plan::{Route, RouteItem};
use std::collections::BTreeMap;

fn rides(route: &Route) -> bool {
    route.items.iter().any(|i| matches!(i, RouteItem::Ride { .. }))
}

pub(super) fn check(case: &Case<'_>, route: &Route, faults: &mut Faults<'_>) {
    let Some(RouteItem::Base { at: base, .. }) = route.items.first() else { return };
    let mut car = *base;
    let mut parked = route.start;
    for item in &route.items {
        let RouteItem::Ride { depart, line, .. } = item else { continue };
        let (Some(from), Some(to)) = (line.0.first(), line.0.last()) else { continue };
        // Where an officer was held nobody planned, nor how they came there.
        let moved = case.told(route).iter().any(|t| t.0 > parked && t.0 <= *depart);
        parked = item.ends();
        if apart(car, *from) > NEAR_M && !moved {
            faults.say(format!(
                "the ride at {} departs {:.0} m from where the car was left",
                case.hhmm(*depart),
                apart(car, *from)
            ));
        }
        car = *to;
    }
    // Who went home sick left it, and who was held drove where nobody planned; the plan says so.
    let moved = case.told(route).iter().any(|t| t.0 >= parked);
    if apart(car, *base) > NEAR_M && !moved {
        faults.say("the car is not brought back to base".into());
    }
    if !rides(route) {
        return;
    }
    let ridden: i32 = route
        .items
        .iter()
        .map(|i| if let RouteItem::Ride { depart, arrive, .. } = i { (*arrive - *depart).get() } else { 0 })
        .sum();
    let most = case.r.minutes("ride_max_min");
    if ridden > most {
        faults.say(format!("{} minutes by car, at most {}", ridden / 60, most / 60));
    }
    // Officers that were assumed may drive; of those who walk together one is enough.
    let drivers: Vec<_> = case.together(route).map(|r| case.officer(r)).collect();
    if drivers.iter().all(Option::is_some) && !drivers.iter().flatten().any(|o| o.may_drive) {
        faults.say("nobody on this route may drive".into());
    }
}

/// No base sends out more cars than it has.
pub(super) fn check_team(case: &Case<'_>, out: &mut Vec<Violation>) {
    let mut used: BTreeMap<&BaseId, Vec<&Route>> = BTreeMap::new();
    for route in case.plan.routes.iter().filter(|r| rides(r)) {
        let list = used.entry(&route.base).or_default();
        if !list.iter().any(|other| same_day(other, route)) {
            list.push(route);
        }
    }
    for base in &case.county.operations.bases {
        let out_of_it = used.get(&base.id).map_or(&[][..], Vec::as_slice);
        if let Some(cars) = base.cars {
            let most = most_at_once(out_of_it);
            if most > cars as usize {
                let officer = String::new();
                out.push(Violation {
                    officer,
                    what: format!("{most} cars of {} are out and it has {cars}", base.name),
                });
            }
        }
    }
}

/// Most of some routes whose cars are out at the same moment: a car is out from its first ride to its last.
fn most_at_once(routes: &[&Route]) -> usize {
    let span = |r: &&Route| {
        let rides = || r.items.iter().filter(|i| matches!(i, RouteItem::Ride { .. }));
        Some((rides().map(RouteItem::begins).min()?, rides().map(RouteItem::ends).max()?))
    };
    let spans: Vec<_> = routes.iter().filter_map(span).collect();
    spans.iter().map(|a| spans.iter().filter(|b| b.0 <= a.0 && a.0 < b.1).count()).max().unwrap_or(0)
}
