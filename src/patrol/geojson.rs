//! A plan as GeoJSON (contract §4): RFC 7946, lon/lat to 7 decimals, the same bytes for the same plan.

use crate::domain::plan::{Plan, Route, RouteItem, StopShape};
use crate::domain::time::Clock;
use crate::domain::units::Seconds;
use geo_types::{Coord, LineString};
use serde_json::{Value, json};

fn position(c: Coord<f64>) -> Value {
    let round = |v: f64| (v * 1e7).round() / 1e7;
    json!([round(c.x), round(c.y)])
}

fn point(c: Coord<f64>) -> Value {
    json!({"type": "Point", "coordinates": position(c)})
}

fn positions(line: &LineString<f64>) -> Vec<Value> {
    line.0.iter().map(|&c| position(c)).collect()
}

fn line(l: &LineString<f64>) -> Value {
    // A line has two positions at least.
    let mut p = positions(l);
    if p.len() == 1 {
        p.push(p[0].clone());
    }
    json!({"type": "LineString", "coordinates": p})
}

fn feature(geometry: &Value, properties: &Value) -> Value {
    json!({"type": "Feature", "geometry": geometry, "properties": properties})
}

/// The parts of a route between rides.
fn walked(route: &Route) -> Vec<Vec<Value>> {
    let mut parts: Vec<Vec<Value>> = vec![Vec::new()];
    for item in &route.items {
        let more = match item {
            RouteItem::Base { at, .. } | RouteItem::Break { at, .. } => vec![position(*at)],
            RouteItem::Walk { line, .. } => positions(line),
            RouteItem::Stop(s) => match &s.at {
                StopShape::Point(c) => vec![position(*c)],
                StopShape::Walk(l) => positions(l),
            },
            RouteItem::Ride { .. } => {
                parts.push(Vec::new());
                continue;
            }
        };
        if let Some(part) = parts.last_mut() {
            for p in more {
                if part.last() != Some(&p) {
                    part.push(p);
                }
            }
        }
    }
    parts.retain(|p| p.len() > 1);
    parts
}

/// The text of the FeatureCollection.
#[must_use]
pub fn text(plan: &Plan) -> String {
    feature_collection(plan).to_string()
}

/// The FeatureCollection of a plan.
#[must_use]
pub fn feature_collection(plan: &Plan) -> Value {
    let clock = Clock::london(plan.date);
    let time = |s: Seconds| clock.rfc3339(s);
    let km = |m: crate::domain::Metres| (m.km() * 1000.0).round() / 1000.0;
    let mut features = Vec::new();
    for route in &plan.routes {
        let parts = walked(route);
        let geometry = match parts.as_slice() {
            [] => json!({"type": "LineString", "coordinates": route.items.first().map_or_else(Vec::new, |i| match i {
                RouteItem::Base { at, .. } => vec![position(*at), position(*at)],
                _ => Vec::new(),
            })}),
            [one] => json!({"type": "LineString", "coordinates": one}),
            more => json!({"type": "MultiLineString", "coordinates": more}),
        };
        let o = route.officer.as_str();
        features.push(feature(
            &geometry,
            &json!({
                "kind": "route", "plan_id": plan.id, "version": plan.version, "status": plan.status.slug(),
                "officer": o, "label": route.label, "team": route.team, "scheme": route.scheme,
                "date": plan.date.to_string(), "start": time(route.start), "end": time(route.end),
                "km": km(route.on_foot()), "ride_km": km(route.ridden()), "reward": route.reward,
                "seed": plan.seed, "iterations": plan.iterations, "minutes": route.minutes,
            }),
        ));
        for item in &route.items {
            features.push(match item {
                RouteItem::Walk { .. } => continue,
                RouteItem::Base { arrive, leave, at, label } => feature(
                    &point(*at),
                    &json!({"kind": "base", "officer": o, "arrive": time(*arrive), "leave": time(*leave),
                        "name": route.base_name, "label": label}),
                ),
                RouteItem::Break { arrive, leave, at, place } => feature(
                    &point(*at),
                    &json!({"kind": "break", "officer": o, "arrive": time(*arrive), "leave": time(*leave), "name": place}),
                ),
                RouteItem::Ride { depart, arrive, length, line: l } => feature(
                    &line(l),
                    &json!({"kind": "ride", "officer": o, "mode": "car", "depart": time(*depart),
                        "arrive": time(*arrive), "km": km(*length)}),
                ),
                RouteItem::Stop(s) => feature(
                    &match &s.at {
                        StopShape::Point(c) => point(*c),
                        StopShape::Walk(l) => line(l),
                    },
                    &json!({"kind": "stop", "officer": o, "seq": s.seq, "arrive": time(s.arrive), "leave": time(s.leave),
                        "dwell_min": (s.leave - s.arrive).minutes(), "demand": s.demand, "demand_kind": s.kind.slug(),
                        "purpose_kind": s.purpose_kind.slug(), "name": s.name, "purpose": s.purpose,
                        "action": s.action.join("; "), "reward": s.reward,
                        "ward": s.ward.as_ref().map(|w| w.code.as_str()), "settlement": s.settlement}),
                ),
            });
        }
    }
    for l in &plan.left_out {
        features.push(feature(
            &point(l.at),
            &json!({"kind": "left_out", "demand": l.demand, "demand_kind": l.kind.slug(), "name": l.name,
                "reward": l.reward, "reason": l.reason, "cost": l.cost,
                "ward": l.ward.as_ref().map(|w| w.code.as_str())}),
        ));
    }
    json!({"type": "FeatureCollection", "features": features, "plan_id": plan.id, "reward": plan.reward,
        "bound": plan.bound, "notes": plan.notes, "facts": plan.facts})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{DemandId, OfficerId};
    use crate::domain::plan::{DemandKind, PlanStatus, PurposeKind, Stop};
    use crate::domain::units::Metres;
    use std::collections::BTreeMap;

    fn day() -> Route {
        let s = Seconds::new;
        let base = Coord { x: -3.0, y: 51.5 };
        let spot = Coord { x: -3.0, y: 51.504 };
        let line = |a, b| LineString(vec![a, b]);
        let walk = |from: i32, a, b| RouteItem::Walk {
            depart: s(from),
            arrive: s(from + 400),
            length: Metres::new(445.0),
            line: line(a, b),
        };
        let h = 3600;
        Route {
            officer: OfficerId::new("o1"),
            label: "Officer 1".into(),
            team: "".into(),
            scheme: "".into(),
            base: "b".into(),
            base_name: "Base".into(),
            wards: vec![],
            start: s(8 * h),
            end: s(16 * h),
            items: vec![
                RouteItem::Base {
                    arrive: s(8 * h),
                    leave: s(8 * h + 1800),
                    at: base,
                    label: "Book-on and briefing".into(),
                },
                walk(9 * h, base, spot),
                RouteItem::Stop(Stop {
                    seq: 1,
                    arrive: s(9 * h + 400),
                    leave: s(9 * h + 1120),
                    demand: DemandId::new("hotspot:hs-1"),
                    kind: DemandKind::Hotspot,
                    purpose_kind: PurposeKind::PriorityArea,
                    name: "High Street".into(),
                    purpose: "Why".into(),
                    action: vec!["Look".into()],
                    reward: crate::domain::MilliPoints::new(1800),
                    ward: None,
                    settlement: String::new(),
                    timed: false,
                    at: StopShape::Point(spot),
                }),
                RouteItem::Break { arrive: s(12 * h), leave: s(12 * h + 1800), at: spot, place: "Café".into() },
                walk(14 * h, spot, base),
                RouteItem::Base { arrive: s(15 * h), leave: s(16 * h), at: base, label: "Write-up".into() },
            ],
            reward: crate::domain::MilliPoints::new(1800),
            minutes: BTreeMap::new(),
        }
    }

    #[test]
    fn a_plan_has_the_shape_of_the_contract() {
        let plan = Plan {
            id: "plan-2026-07-10-v1".into(),
            version: 1,
            status: PlanStatus::Draft,
            date: "2026-07-10".parse().unwrap(),
            seed: 1,
            iterations: 10,
            reward: crate::domain::MilliPoints::new(1800),
            bound: Some(crate::domain::MilliPoints::new(2000)),
            routes: vec![day()],
            left_out: vec![],
            notes: vec![],
            facts: std::collections::BTreeMap::new(),
        };
        let v = feature_collection(&plan);
        let kinds: Vec<&str> =
            v["features"].as_array().unwrap().iter().map(|f| f["properties"]["kind"].as_str().unwrap()).collect();
        assert_eq!((&v["reward"], &v["bound"]), (&1800.into(), &2000.into()));
        assert!((plan.gap_percent().unwrap() - 10.0).abs() < 1e-9);
        assert_eq!(kinds, ["route", "base", "stop", "break", "base"]);
        let stop = &v["features"][2];
        assert_eq!(stop["properties"]["arrive"], "2026-07-10T09:06:40+01:00");
        assert_eq!(stop["properties"]["dwell_min"], 12);
        assert_eq!(stop["geometry"]["coordinates"], serde_json::json!([-3.0, 51.504]));
        assert_eq!(v["features"][0]["geometry"]["type"], "LineString");
    }
}
