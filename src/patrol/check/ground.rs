//! Every line lies on the streets: walks on what may be walked (lit after dark), rides on what may be driven that way.

use super::{Case, Faults, apart, metres};
use crate::domain::place::{LonLat, Plane};
use crate::domain::plan::{Route, RouteItem, StopShape};
use crate::domain::units::Metres;
use crate::street::{Segment, StreetClass};
use geo_types::{Coord, LineString};

/// How far a line may lie off the street that it is drawn on, metres.
const OFF_M: f64 = 1.5;

/// Whether a place lies on a straight piece of street.
fn on(plane: Plane, piece: (Coord<f64>, Coord<f64>), at: Coord<f64>) -> bool {
    let ([ax, ay], [bx, by], [px, py]) =
        (plane.project_coord(piece.0), plane.project_coord(piece.1), plane.project_coord(at));
    let (dx, dy) = (bx - ax, by - ay);
    let square = dx * dx + dy * dy;
    let t = if square > 0.0 { (((px - ax) * dx + (py - ay) * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
    (ax + t * dx - px).hypot(ay + t * dy - py) <= OFF_M
}

/// Streets along which one straight piece of a line runs, each with whether it runs from its `from` end.
pub(super) fn under<'a>(case: &'a Case<'_>, a: Coord<f64>, b: Coord<f64>) -> Vec<(&'a Segment, bool)> {
    let net = &case.county.network;
    let middle = LonLat::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y));
    let Ok(middle) = middle else { return Vec::new() };
    let mut out = Vec::new();
    for id in net.segments_near(middle, Metres::new(OFF_M)) {
        let s = net.segment(id);
        for l in s.line.lines() {
            if on(net.plane(), (l.start, l.end), a) && on(net.plane(), (l.start, l.end), b) {
                let ahead = (l.end.x - l.start.x) * (b.x - a.x) + (l.end.y - l.start.y) * (b.y - a.y) >= 0.0;
                out.push((s, ahead));
            }
        }
    }
    out
}

/// Whether a street is shut at some time of a span.
fn shut(case: &Case<'_>, s: &Segment, (from, to): (i32, i32)) -> bool {
    !s.hours.is_empty() && case.day.shut(&s.hours).iter().any(|h| h.0 < to && h.1 > from)
}

/// The first piece of a walked line that is not on a street that may be walked: its middle, and what is wrong.
fn bad_step(
    case: &Case<'_>,
    line: &LineString<f64>,
    dark: bool,
    span: (i32, i32),
) -> Option<(Coord<f64>, &'static str)> {
    for l in line.lines().filter(|l| apart(l.start, l.end) > 0.05) {
        let streets = under(case, l.start, l.end);
        let walked = |s: &Segment| s.foot && s.kind != StreetClass::Motorway;
        let what = if streets.is_empty() {
            "leaves the streets"
        } else if !streets.iter().any(|(s, _)| walked(s)) {
            "is on a road that may not be walked"
        } else if dark && !streets.iter().any(|(s, _)| walked(s) && s.foot_dark) {
            "is on an unlit way after dark"
        } else if !streets.iter().any(|(s, _)| walked(s) && !shut(case, s, span)) {
            "is on a way that is shut then"
        } else {
            continue;
        };
        return Some((l.start, what));
    }
    None
}

pub(super) fn check(case: &Case<'_>, route: &Route, faults: &mut Faults<'_>) {
    for item in &route.items {
        let dark = item.ends().get() > case.dark;
        let (line, name) = match item {
            RouteItem::Walk { line, .. } => (line, "walk"),
            RouteItem::Stop(s) => match &s.at {
                StopShape::Walk(line) => (line, "walked stop"),
                StopShape::Point(_) => continue,
            },
            RouteItem::Ride { line, depart, .. } => {
                if let Some(at) = off_road(case, line) {
                    faults.say(format!(
                        "the ride at {} leaves the roads near {:.5}, {:.5}",
                        case.hhmm(*depart),
                        at.x,
                        at.y
                    ));
                }
                continue;
            }
            RouteItem::Base { .. } | RouteItem::Break { .. } => continue,
        };
        if let Some((at, what)) = bad_step(case, line, dark, (item.begins().get(), item.ends().get())) {
            faults.say(format!("the {name} at {} {what} near {:.5}, {:.5}", case.hhmm(item.begins()), at.x, at.y));
        }
    }
}

/// Pieces of a ride by kind: (metres of the way between door and car, then seconds by car), or where it leaves the
/// roads. The first and the last piece may be the way on foot between a door and the car.
pub(super) fn driven(case: &Case<'_>, line: &LineString<f64>) -> Result<(f64, f64), Coord<f64>> {
    let last = line.0.len().saturating_sub(2);
    let (mut foot, mut seconds) = (0.0, 0.0);
    for (i, l) in line.lines().enumerate() {
        let length = apart(l.start, l.end);
        if length <= 0.05 {
            continue;
        }
        let streets = under(case, l.start, l.end);
        let may = streets.iter().filter(|(s, ahead)| if *ahead { s.drive.0 } else { s.drive.1 });
        match may.map(|(s, _)| f64::from(s.drive_kmh.max(5))).reduce(f64::max) {
            Some(kmh) => seconds += length * 3.6 / kmh,
            None if (i == 0 || i == last) && length <= case.r.metres("base_reach_m") => foot += length,
            None => return Err(l.start),
        }
    }
    if metres(line) > 0.0 { Ok((foot, seconds)) } else { Err(line.0.first().copied().unwrap_or_default()) }
}

fn off_road(case: &Case<'_>, line: &LineString<f64>) -> Option<Coord<f64>> {
    driven(case, line).err()
}
