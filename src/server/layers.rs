//! What the county holds, as layers of GeoJSON features: one list from which the collections, their counts and
//! their items all follow.

use super::snapshot::Snapshot;
use crate::domain::boundary::Boundary;
use crate::domain::plan::{Plan, PlanStatus, RouteItem, StopShape};
use crate::domain::time::Clock;
use geo::BoundingRect;
use geo_types::{Geometry, LineString, MultiLineString, Point};
use serde_json::{Map, Value, json};

/// A layer's name and what it is, as `/collections` says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerSpec {
    /// The id in addresses.
    pub id: &'static str,
    /// A title for people.
    pub title: &'static str,
    /// One sentence.
    pub description: &'static str,
}

/// Every layer that is served.
pub const LAYERS: &[LayerSpec] = &[
    LayerSpec { id: "wards", title: "Wards", description: "Electoral wards with residents and coverage." },
    LayerSpec { id: "parishes", title: "Parishes", description: "Civil parishes with residents." },
    LayerSpec { id: "hotspots", title: "Hotspots", description: "Streets where harm concentrates." },
    LayerSpec { id: "assets", title: "Community places", description: "Schools, places of worship, shops and others." },
    LayerSpec { id: "uncovered", title: "Uncovered areas", description: "Streets with no recorded patrol." },
    LayerSpec { id: "streets", title: "Streets", description: "The walkable network." },
    LayerSpec { id: "routes", title: "Routes", description: "Published patrol routes." },
    LayerSpec { id: "stops", title: "Stops", description: "Stops of published patrol routes." },
    LayerSpec {
        id: "incidents",
        title: "Incidents",
        description: "Recorded incidents at their published snap points.",
    },
    LayerSpec { id: "concerns", title: "Concerns", description: "What residents raised." },
    LayerSpec { id: "schemes", title: "Schemes", description: "Who pays for whom (no geometry)." },
];

/// One feature before it is written: its box (if it has a place), its date (if it has one), its JSON.
#[derive(Debug, Clone)]
pub struct Item {
    /// West, south, east, north.
    pub bbox: Option<[f64; 4]>,
    /// `YYYY-MM-DD` or `YYYY-MM`, for `datetime`.
    pub date: Option<String>,
    /// The GeoJSON feature.
    pub feature: Value,
}

/// A GeoJSON feature from its parts; coordinates are rounded to seven decimals.
#[must_use]
pub fn feature(id: &str, geometry: Option<&Geometry<f64>>, properties: Value) -> Value {
    let geometry = geometry.map_or(Value::Null, |g| {
        let mut value = serde_json::to_value(geojson::Geometry::from(g)).unwrap_or(Value::Null);
        if let Some(c) = value.get_mut("coordinates") {
            round(c);
        }
        value
    });
    let members = [("type", json!("Feature")), ("id", json!(id)), ("geometry", geometry), ("properties", properties)];
    Value::Object(members.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
}

fn round(value: &mut Value) {
    match value {
        Value::Array(parts) => parts.iter_mut().for_each(round),
        Value::Number(n) => {
            if let Some(f) = n.as_f64() {
                *value = json!((f * 1e7).round() / 1e7);
            }
        }
        _ => {}
    }
}

fn item(id: &str, geometry: &Geometry<f64>, date: Option<String>, properties: Value) -> Item {
    let bbox = geometry.bounding_rect().map(|r| [r.min().x, r.min().y, r.max().x, r.max().y]);
    Item { bbox, date, feature: feature(id, Some(geometry), properties) }
}

/// The features of a layer, in a stable order; `None` if there is no such layer.
#[must_use]
pub fn items(snapshot: &Snapshot, layer: &str) -> Option<Vec<Item>> {
    let county = &snapshot.county;
    let operations = &county.operations;
    Some(match layer {
        "wards" => areas(&county.boundaries.wards, Some(snapshot)),
        "parishes" => areas(&county.boundaries.parishes, None),
        "hotspots" => snapshot
            .hotspots
            .hotspots
            .iter()
            .map(|h| {
                let mut properties = serde_json::to_value(h).unwrap_or_default();
                if let Some(map) = properties.as_object_mut() {
                    map.remove("segments");
                }
                item(&h.id, &Geometry::Polygon(h.geom.clone()), None, properties)
            })
            .collect(),
        "uncovered" => snapshot
            .coverage
            .uncovered
            .iter()
            .map(|u| {
                let mut properties = serde_json::to_value(u).unwrap_or_default();
                properties["reason_words"] = json!(u.reason.words());
                item(&u.id, &Geometry::Polygon(u.geom.clone()), None, properties)
            })
            .collect(),
        "assets" => operations
            .assets
            .iter()
            .map(|a| {
                let properties = json!({
                    "kind": a.kind.slug(), "kind_words": a.kind.words(), "name": a.name,
                    "risk_band": a.risk_band.slug(), "opening_hours": a.opening_hours, "community": a.community,
                });
                item(a.id.as_str(), &Geometry::Point(a.at.point()), None, properties)
            })
            .collect(),
        "concerns" => operations
            .concerns
            .iter()
            .map(|c| {
                let properties = json!({
                    "kind": c.kind, "street": c.street, "people": c.people, "severity": c.severity, "status": c.status,
                    "received": c.received.map(|d| d.to_string()),
                });
                item(&c.id, &Geometry::Point(c.at.point()), c.received.map(|d| d.to_string()), properties)
            })
            .collect(),
        "incidents" => county
            .incidents
            .rows
            .iter()
            .enumerate()
            .map(|(i, row)| {
                let properties = json!({
                    "force": &*row.force, "month": row.month.to_string(), "category": row.category.as_str(),
                    "outcome": &*row.outcome, "location": &*row.location, "lsoa": &*row.lsoa,
                });
                let date = Some(row.month.to_string());
                let id = (i + 1).to_string();
                match row.at {
                    Some(at) => item(&id, &Geometry::Point(at.point()), date, properties),
                    None => Item { bbox: None, date, feature: feature(&id, None, properties) },
                }
            })
            .collect(),
        "streets" => county
            .network
            .segments()
            .iter()
            .enumerate()
            .filter(|(_, s)| s.foot)
            .map(|(i, s)| {
                let ward = s.ward.and_then(|w| county.boundaries.wards.get(w as usize));
                let properties = json!({
                    "id": i, "osm_way": s.osm_way, "from_node": s.nodes.0, "to_node": s.nodes.1, "name": s.name,
                    "class": s.class, "length_m": (s.length.get() * 10.0).round() / 10.0,
                    "residents": s.residents.round(), "ward": ward.map(|w| w.key.code.as_str()),
                });
                item(&i.to_string(), &Geometry::LineString(s.line.clone()), None, properties)
            })
            .collect(),
        "routes" => published(snapshot).flat_map(routes).collect(),
        "stops" => published(snapshot).flat_map(stops).collect(),
        "schemes" => snapshot
            .coverage
            .schemes
            .iter()
            .map(|s| Item {
                bbox: None,
                date: None,
                feature: feature(s.id.as_str(), None, serde_json::to_value(s).unwrap_or_default()),
            })
            .collect(),
        _ => return None,
    })
}

fn areas(areas: &[Boundary], snapshot: Option<&Snapshot>) -> Vec<Item> {
    areas
        .iter()
        .map(|area| {
            let mut properties = Map::new();
            properties.insert("code".into(), json!(area.key.code));
            properties.insert("vintage".into(), json!(area.key.vintage));
            properties.insert("name".into(), json!(area.name));
            properties.insert("name_alt".into(), json!(area.name_alt));
            properties.insert("residents".into(), json!(area.residents));
            let measured = snapshot.and_then(|s| s.coverage.wards.iter().find(|w| w.key == area.key));
            if let Some(Value::Object(more)) = measured.and_then(|w| serde_json::to_value(w).ok()) {
                properties.extend(more);
            }
            item(area.key.code.as_str(), &Geometry::MultiPolygon(area.geom.clone()), None, Value::Object(properties))
        })
        .collect()
}

fn published(snapshot: &Snapshot) -> impl Iterator<Item = &Plan> {
    snapshot.county.plans.iter().filter(|p| p.status == PlanStatus::Published)
}

fn routes(plan: &Plan) -> Vec<Item> {
    let clock = Clock::london(plan.date);
    plan.routes
        .iter()
        .map(|route| {
            let mut lines: Vec<LineString<f64>> = Vec::new();
            let mut open = false;
            for part in &route.items {
                match part {
                    RouteItem::Walk { line, .. } => join(&mut lines, &mut open, line),
                    RouteItem::Stop(stop) => {
                        if let StopShape::Walk(line) = &stop.at {
                            join(&mut lines, &mut open, line);
                        }
                    }
                    RouteItem::Ride { .. } => open = false,
                    RouteItem::Base { .. } | RouteItem::Break { .. } => {}
                }
            }
            lines.retain(|l| l.0.len() > 1);
            let geometry = match lines.len() {
                1 => Geometry::LineString(lines.swap_remove(0)),
                _ => Geometry::MultiLineString(MultiLineString::new(lines)),
            };
            let properties = json!({
                "kind": "route", "plan_id": plan.id, "version": plan.version, "status": plan.status.slug(),
                "officer": route.officer, "label": route.label, "team": route.team, "scheme": route.scheme,
                "date": plan.date.to_string(), "start": clock.rfc3339(route.start), "end": clock.rfc3339(route.end),
                "km": tenth(route.on_foot().km()), "ride_km": tenth(route.ridden().km()), "reward": route.reward,
                "seed": plan.seed, "iterations": plan.iterations, "minutes": route.minutes,
            });
            let id = format!("{}:{}", plan.id, route.officer);
            item(&id, &geometry, Some(plan.date.to_string()), properties)
        })
        .collect()
}

fn join(lines: &mut Vec<LineString<f64>>, open: &mut bool, line: &LineString<f64>) {
    match lines.last_mut().filter(|_| *open) {
        Some(last) => {
            for &c in &line.0 {
                if last.0.last() != Some(&c) {
                    last.0.push(c);
                }
            }
        }
        None => lines.push(line.clone()),
    }
    *open = true;
}

fn tenth(v: f64) -> f64 {
    (v * 10.0).round() / 10.0
}

fn stops(plan: &Plan) -> Vec<Item> {
    let clock = Clock::london(plan.date);
    plan.routes
        .iter()
        .flat_map(|route| {
            let clock = clock.clone();
            route.stops().map(move |stop| {
                let geometry = match &stop.at {
                    StopShape::Point(c) => Geometry::Point(Point(*c)),
                    StopShape::Walk(line) => Geometry::LineString(line.clone()),
                };
                let properties = json!({
                    "kind": "stop", "plan_id": plan.id, "officer": route.officer, "label": route.label, "seq": stop.seq,
                    "arrive": clock.rfc3339(stop.arrive), "leave": clock.rfc3339(stop.leave),
                    "dwell_min": f64::from((stop.leave - stop.arrive).get()) / 60.0, "demand": stop.demand,
                    "demand_kind": stop.kind.slug(), "purpose_kind": stop.purpose_kind.slug(), "name": stop.name,
                    "purpose": stop.purpose, "action": stop.action, "reward": stop.reward,
                    "ward": stop.ward.as_ref().map(|w| w.code.as_str()),
                });
                let id = format!("{}:{}:{}", plan.id, route.officer, stop.seq);
                item(&id, &geometry, Some(plan.date.to_string()), properties)
            })
        })
        .collect()
}
