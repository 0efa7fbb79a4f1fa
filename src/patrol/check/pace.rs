//! Times fit the lines: nobody walks or drives faster than the speeds set, nor idles under the name of a walk.

use super::{Case, Faults, ground, metres};
use crate::domain::plan::{Route, RouteItem, StopShape};
use crate::street::StreetClass;
use geo_types::LineString;

/// Share by which times may differ, and seconds of roundings.
const TOLERANCE: f64 = 0.02;
const GRACE_S: f64 = 10.0;
/// Pace on steps as a share of that on streets, at least.
const STEPS: f64 = 0.3;

/// Metres of a walked line on steps.
fn steps(case: &Case<'_>, line: &LineString<f64>) -> f64 {
    let only = |l: &geo_types::Line<f64>| {
        let streets = ground::under(case, l.start, l.end);
        !streets.is_empty() && streets.iter().all(|(s, _)| s.kind == StreetClass::Steps)
    };
    line.lines().filter(only).map(|l| super::apart(l.start, l.end)).sum()
}

/// How much longer than on the flat a walked line may take by gradients, as a factor, and seconds of waiting at roads.
fn slow(case: &Case<'_>, line: &LineString<f64>) -> (f64, f64) {
    let (mut factor, mut waits, mut passed) = (0.0, 0.0, Vec::new());
    for l in line.lines() {
        let metres = super::apart(l.start, l.end);
        let streets = ground::under(case, l.start, l.end);
        let steepest = streets.iter().map(|(s, _)| s.slope.0.max(s.slope.1)).max().unwrap_or(1000);
        factor += metres * f64::from(steepest) / 1000.0;
        for (s, _) in streets.iter().filter(|(s, _)| s.waits != (0, 0)) {
            if !passed.contains(&(s.osm_way, s.nodes)) {
                passed.push((s.osm_way, s.nodes));
                waits += f64::from(u32::from(s.waits.0) + u32::from(s.waits.1)) / 100.0;
            }
        }
    }
    (factor / metres(line).max(1.0), waits)
}

pub(super) fn check(case: &Case<'_>, route: &Route, faults: &mut Faults<'_>) {
    let usual = case.r.get("walk_kmh_tenths") as f64 / 36.0;
    let own = |r: &Route| case.officer(r).and_then(|o| o.walk_kmh).map_or(usual, |kmh| kmh / 3.6);
    // Ways are timed by the slowest on duty; nobody is made to walk faster than they do.
    let slowest = case.plan.routes.iter().map(own).fold(usual, f64::min);
    let pace = own(route).min(usual);
    let patrol = case.r.get("patrol_kmh_tenths") as f64 / 36.0;
    for item in &route.items {
        let time = f64::from((item.ends() - item.begins()).get());
        let at = case.hhmm(item.begins());
        match item {
            RouteItem::Walk { line, length, .. } => {
                let m = metres(line);
                let (steep, waits) = slow(case, line);
                // Waiting is scaled with the pace, as everything in the tables.
                let most = (m + steps(case, line) / STEPS) * steep.max(1.0) / slowest + waits * usual / slowest;
                if time + GRACE_S < m / pace * (1.0 - TOLERANCE) {
                    faults.say(format!("the walk at {at} of {m:.0} m is faster than {:.1} km/h", pace * 3.6));
                } else if time > most * (1.0 + TOLERANCE) + GRACE_S {
                    faults.say(format!("the walk at {at} of {m:.0} m takes {:.0} min", time / 60.0));
                }
                stated(length.get(), m, "walk", &at, faults);
            }
            RouteItem::Ride { line, length, .. } => {
                let Ok((foot, seconds)) = ground::driven(case, line) else { continue };
                let parking = case.r.get("parking_s") as f64;
                let least = seconds * (1.0 - TOLERANCE) + foot / usual + parking;
                if time + GRACE_S < least {
                    faults.say(format!("the ride at {at} takes {time:.0} s and needs {least:.0}"));
                } else if time > (seconds + foot * 1.5 / usual + parking) * (1.0 + TOLERANCE) + GRACE_S {
                    faults.say(format!("the ride at {at} takes {time:.0} s, longer than the way"));
                }
                stated(length.get(), metres(line), "ride", &at, faults);
            }
            RouteItem::Stop(stop) => {
                if let StopShape::Walk(line) = &stop.at
                    && time + GRACE_S < metres(line) / patrol * (1.0 - TOLERANCE)
                {
                    faults.say(format!("the walked stop at {at} is faster than {:.1} km/h", patrol * 3.6));
                }
            }
            RouteItem::Base { .. } | RouteItem::Break { .. } => {}
        }
    }
    if let Some(most) = case.officer(route).and_then(|o| o.max_foot_km)
        && route.on_foot().km() > most + 0.05
    {
        faults.say(format!("{:.1} km on foot, at most {most} for this officer", route.on_foot().km()));
    }
}

fn stated(stated: f64, drawn: f64, name: &str, at: &str, faults: &mut Faults<'_>) {
    if (stated - drawn).abs() > 5.0 + drawn * TOLERANCE {
        faults.say(format!("the {name} at {at} is said to be {stated:.0} m and drawn {drawn:.0} m long"));
    }
}
