//! Dusk, computed anew; and where a lone officer may stop after it.

use super::{Case, Faults, apart, demand};
use crate::domain::place::LonLat;
use crate::domain::plan::Route;
use crate::domain::time::{Clock, TimeOfDay};
use crate::patrol::rewards::Rewards;

/// By how much two ways of computing sunset may differ, seconds.
const GRACE_S: i32 = 180;

/// From when a walk must be on lit streets, seconds since local midnight: sunset by the low-precision formula of the
/// Astronomical Almanac (mean anomaly, equation of centre, obliquity 23.44°, horizon at −0.833°), less the margin.
pub(super) fn from(clock: &Clock, at: LonLat, r: &Rewards) -> i32 {
    let date = clock.date();
    // Days from noon (UTC) of 1 January 2000.
    let epoch = jiff::civil::Date::constant(2000, 1, 1);
    let days = date.duration_since(epoch).as_hours() as f64 / 24.0 - at.lon() / 360.0;
    let anomaly = (357.5291 + 0.985_600_28 * days).to_radians();
    let centre = 1.9148 * anomaly.sin() + 0.02 * (2.0 * anomaly).sin() + 0.0003 * (3.0 * anomaly).sin();
    let longitude = (anomaly.to_degrees() + centre + 180.0 + 102.9372).to_radians();
    let transit = days + 0.0053 * anomaly.sin() - 0.0069 * (2.0 * longitude).sin();
    let declination = (longitude.sin() * 23.44f64.to_radians().sin()).asin();
    let lat = at.lat().to_radians();
    let cos = ((-0.833f64).to_radians().sin() - lat.sin() * declination.sin()) / (lat.cos() * declination.cos());
    let set = transit + cos.clamp(-1.0, 1.0).acos().to_degrees() / 360.0;
    // 946,728,000: noon of 1 January 2000 in seconds since 1970.
    let moment = jiff::Timestamp::from_second(946_728_000 + (set * 86_400.0) as i64);
    moment.map_or(86_400, |m| clock.elapsed(m).get()) - r.minutes("dusk_margin_min") + GRACE_S
}

/// Lone officers stop after dark only where a place is open and staffed.
pub(super) fn check(case: &Case<'_>, route: &Route, faults: &mut Faults<'_>) {
    let alone = case.together(route).count() <= 1;
    if !alone || case.officer(route).is_some_and(|o| o.after_dark_alone) {
        return;
    }
    for stop in route.stops().filter(|s| s.leave.get() > case.dark) {
        let span = (stop.arrive.get().max(case.dark), stop.leave.get());
        let (kind, id) = demand(stop);
        // An event has others at it.
        if kind == "engagement" || staffed(case, stop.at.start(), span) || own(case, kind, id, span) {
            continue;
        }
        faults.say(format!(
            "{} at {} is a lone stop after dark with no staffed place",
            stop.name,
            case.hhmm(stop.arrive)
        ));
    }
}

/// Hours of a place: stated, else the usual ones of its kind.
fn hours(case: &Case<'_>, a: &crate::domain::Asset) -> Vec<(i32, i32)> {
    if super::visits::shut(case, a) {
        return Vec::new();
    }
    super::visits::open(case, &a.opening_hours).unwrap_or_else(|| {
        let visit = case.cadences.of(a.kind.slug(), a.risk_band.slug()).map_or((540, 1020), |c| c.visit);
        let at = |m: i32| TimeOfDay::hm((m / 60) as u16, (m % 60) as u16).map_or(m * 60, |t| case.clock.at(t).get());
        vec![(at(visit.0), at(visit.1))]
    })
}

fn staffed(case: &Case<'_>, at: geo_types::Coord<f64>, span: (i32, i32)) -> bool {
    let reach = case.r.metres("staffed_near_m") + case.r.metres("snap_reach_m");
    let mut open: Vec<(i32, i32)> = case
        .county
        .operations
        .assets
        .iter()
        .filter(|a| apart(a.at.coord(), at) <= reach)
        .filter(|a| case.cadences.of(a.kind.slug(), a.risk_band.slug()).is_some_and(|c| c.staffed))
        .flat_map(|a| hours(case, a))
        .collect();
    open.sort_unstable();
    // One place may close while another is open still.
    let mut until = span.0;
    for o in open {
        if o.0 <= until {
            until = until.max(o.1);
        }
    }
    until >= span.1
}

/// Whether the stop is a visit to a staffed place itself, while open.
fn own(case: &Case<'_>, kind: &str, id: &str, span: (i32, i32)) -> bool {
    let ops = &case.county.operations;
    let asset = match kind {
        "asset" => Some(id.to_owned()),
        "group" => ops.groups.iter().find(|g| g.id == id).and_then(|g| g.asset.as_ref()).map(|a| a.as_str().to_owned()),
        _ => None,
    };
    let found = asset.and_then(|id| ops.assets.iter().find(|a| a.id.as_str() == id));
    found.is_some_and(|a| super::day::inside(&hours(case, a), span))
}
