//! What the county holds, as layers of GeoJSON features: one list from which the collections, their counts and
//! their items all follow.

use super::published::Drawn;
use super::snapshot::Snapshot;
use crate::domain::boundary::Boundary;
use crate::domain::place::LonLat;
use crate::domain::time::Month;
use crate::index::{Near, Placed, Tree};
use crate::street::StreetClass;
use geo_types::Geometry;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// What a layer is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Wards,
    Parishes,
    Lsoas,
    Hotspots,
    Assets,
    Uncovered,
    Streets,
    Routes,
    Stops,
    Incidents,
    Concerns,
    Schemes,
}

/// A layer's name and what it is, as `/collections` says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerSpec {
    kind: Kind,
    /// The id in addresses.
    pub id: &'static str,
    /// A title for people.
    pub title: &'static str,
    /// One sentence.
    pub description: &'static str,
}

/// Every layer that is served.
pub const LAYERS: &[LayerSpec] = &[
    LayerSpec {
        kind: Kind::Wards,
        id: "wards",
        title: "Wards",
        description: "Electoral wards with residents and coverage.",
    },
    LayerSpec {
        kind: Kind::Parishes,
        id: "parishes",
        title: "Parishes",
        description: "Civil parishes with residents.",
    },
    LayerSpec { kind: Kind::Lsoas, id: "lsoas", title: "LSOAs", description: "Census areas with residents." },
    LayerSpec {
        kind: Kind::Hotspots,
        id: "hotspots",
        title: "Hotspots",
        description: "Streets where harm concentrates.",
    },
    LayerSpec {
        kind: Kind::Assets,
        id: "assets",
        title: "Community places",
        description: "Schools, places of worship, shops and others.",
    },
    LayerSpec {
        kind: Kind::Uncovered,
        id: "uncovered",
        title: "Uncovered areas",
        description: "Streets with no recorded patrol.",
    },
    LayerSpec { kind: Kind::Streets, id: "streets", title: "Streets", description: "The walkable network." },
    LayerSpec { kind: Kind::Routes, id: "routes", title: "Routes", description: "Published patrol routes." },
    LayerSpec { kind: Kind::Stops, id: "stops", title: "Stops", description: "Stops of published patrol routes." },
    LayerSpec {
        kind: Kind::Incidents,
        id: "incidents",
        title: "Incidents",
        description: "Recorded incidents at their published snap points.",
    },
    LayerSpec { kind: Kind::Concerns, id: "concerns", title: "Concerns", description: "What residents raised." },
    LayerSpec { kind: Kind::Schemes, id: "schemes", title: "Schemes", description: "Who pays for whom (no geometry)." },
];

/// When a thing was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A day.
    Day(Date),
    /// A month: any of its days.
    Month(Month),
}

/// A GeoJSON feature from its parts; coordinates are rounded to seven decimals.
pub(super) fn feature(id: &str, geometry: Option<&Geometry<f64>>, properties: Value) -> Value {
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

/// A layer of one snapshot. Its things are named by their positions in the snapshot's own lists, so that a feature is
/// written only when it is on the page asked for.
#[derive(Debug, Clone, Copy)]
pub struct Layer<'a> {
    kind: Kind,
    snapshot: &'a Snapshot,
}

impl LayerSpec {
    /// This layer of a snapshot.
    #[must_use]
    pub const fn of(self, snapshot: &Snapshot) -> Layer<'_> {
        Layer { kind: self.kind, snapshot }
    }
}

impl<'a> Layer<'a> {
    /// Every thing, in a stable order.
    #[must_use]
    pub fn all(self) -> Vec<u32> {
        let s = self.snapshot;
        let n = match self.kind {
            Kind::Wards => s.county.boundaries.wards.len(),
            Kind::Parishes => s.county.boundaries.parishes.len(),
            Kind::Lsoas => s.county.boundaries.lsoas.len(),
            Kind::Hotspots => s.hotspots.hotspots.len(),
            Kind::Assets => s.county.operations.assets.len(),
            Kind::Uncovered => s.coverage.uncovered.len(),
            Kind::Streets => s.county.network.segments().len(),
            Kind::Routes => s.published.routes.len(),
            Kind::Stops => s.published.stops.len(),
            Kind::Incidents => s.county.incidents.rows.len(),
            Kind::Concerns => s.county.operations.concerns.len(),
            Kind::Schemes => s.coverage.schemes.len(),
        };
        (0..n as u32).filter(|&i| self.serves(i)).collect()
    }

    /// What is driven on only is not a street to walk in.
    fn serves(self, i: u32) -> bool {
        self.kind != Kind::Streets || self.snapshot.county.network.segments().get(i as usize).is_some_and(|s| s.foot)
    }

    /// Things with a part in the box (west, south, east, north), in the order of [`Layer::all`].
    #[must_use]
    pub fn in_box(self, bbox: [f64; 4]) -> Vec<u32> {
        struct Ask([f64; 4]);
        impl Question for Ask {
            type Answer = Vec<u32>;
            fn ask<T: Placed>(self, tree: &Tree<T>, list: &[T]) -> Vec<u32> {
                tree.in_box(list, self.0)
            }
        }
        let mut found = self.tree(Ask(bbox)).unwrap_or_default();
        found.retain(|&i| self.serves(i));
        found
    }

    /// The `most` nearest things no farther than `limit` metres, nearest first; `None` if the layer has no places.
    #[must_use]
    pub fn nearest(self, at: LonLat, most: usize, limit: f64) -> Option<Vec<Near>> {
        struct Ask<'a>(LonLat, usize, f64, Layer<'a>);
        impl Question for Ask<'_> {
            type Answer = Vec<Near>;
            fn ask<T: Placed>(self, tree: &Tree<T>, list: &[T]) -> Vec<Near> {
                tree.nearest(list, self.0, self.1, self.2, |i, _| self.3.serves(i))
            }
        }
        self.tree(Ask(at, most, limit, self))
    }

    fn tree<Q: Question>(self, q: Q) -> Option<Q::Answer> {
        let (s, county) = (self.snapshot, &self.snapshot.county);
        Some(match self.kind {
            Kind::Wards => q.ask(&s.index.wards, &county.boundaries.wards),
            Kind::Parishes => q.ask(&s.index.parishes, &county.boundaries.parishes),
            Kind::Lsoas => q.ask(&s.index.lsoas, &county.boundaries.lsoas),
            Kind::Hotspots => q.ask(&s.index.hotspots, &s.hotspots.hotspots),
            Kind::Assets => q.ask(&s.index.assets, &county.operations.assets),
            Kind::Uncovered => q.ask(&s.index.uncovered, &s.coverage.uncovered),
            Kind::Streets => q.ask(&s.index.streets, county.network.segments()),
            Kind::Routes => q.ask(&s.published.routes_tree, &s.published.routes),
            Kind::Stops => q.ask(&s.published.stops_tree, &s.published.stops),
            Kind::Incidents => q.ask(&s.index.incidents, &county.incidents.rows),
            Kind::Concerns => q.ask(&s.concerns, &county.operations.concerns),
            Kind::Schemes => return None,
        })
    }

    fn drawn(self, i: u32) -> Option<&'a Drawn> {
        match self.kind {
            Kind::Routes => self.snapshot.published.routes.get(i as usize),
            Kind::Stops => self.snapshot.published.stops.get(i as usize),
            _ => None,
        }
    }

    /// When a thing was, if it has a time.
    #[must_use]
    pub fn when(self, i: u32) -> Option<When> {
        let county = &self.snapshot.county;
        match self.kind {
            Kind::Routes | Kind::Stops => self.drawn(i).map(|d| When::Day(d.date)),
            Kind::Incidents => county.incidents.rows.get(i as usize).map(|r| When::Month(r.month)),
            Kind::Concerns => county.operations.concerns.get(i as usize).and_then(|c| c.received).map(When::Day),
            _ => None,
        }
    }

    /// The id in addresses; empty if there is no such thing.
    #[must_use]
    pub fn id(self, i: u32) -> Cow<'a, str> {
        let (s, county, at) = (self.snapshot, &self.snapshot.county, i as usize);
        let area = |list: &'a [Boundary]| list.get(at).map(|b| b.key.code.as_str());
        let id = match self.kind {
            Kind::Wards => area(&county.boundaries.wards),
            Kind::Parishes => area(&county.boundaries.parishes),
            Kind::Lsoas => area(&county.boundaries.lsoas),
            Kind::Hotspots => s.hotspots.hotspots.get(at).map(|h| h.id.as_str()),
            Kind::Assets => county.operations.assets.get(at).map(|a| a.id.as_str()),
            Kind::Uncovered => s.coverage.uncovered.get(at).map(|u| u.id.as_str()),
            Kind::Routes | Kind::Stops => self.drawn(i).map(|d| d.id.as_str()),
            Kind::Concerns => county.operations.concerns.get(at).map(|c| c.id.as_str()),
            Kind::Schemes => s.coverage.schemes.get(at).map(|c| c.id.as_str()),
            Kind::Streets => return Cow::Owned(i.to_string()),
            // Published rows have no ids of their own, or share them.
            Kind::Incidents => return Cow::Owned((u64::from(i) + 1).to_string()),
        };
        Cow::Borrowed(id.unwrap_or_default())
    }

    /// The thing of an id.
    #[must_use]
    pub fn find(self, id: &str) -> Option<u32> {
        match self.kind {
            Kind::Streets | Kind::Incidents => {
                let number: u32 = id.parse().ok()?;
                let i = if self.kind == Kind::Incidents { number.checked_sub(1)? } else { number };
                (self.feature(i).is_some() && self.id(i) == id).then_some(i)
            }
            _ => self.all().into_iter().find(|&i| self.id(i) == id),
        }
    }

    /// The GeoJSON feature; `None` if there is no such thing.
    #[must_use]
    pub fn feature(self, i: u32) -> Option<Value> {
        let (s, county, at) = (self.snapshot, &self.snapshot.county, i as usize);
        let (geometry, properties) = match self.kind {
            Kind::Wards => area(county.boundaries.wards.get(at)?, Some(s)),
            Kind::Parishes => area(county.boundaries.parishes.get(at)?, Some(s)),
            Kind::Lsoas => area(county.boundaries.lsoas.get(at)?, None),
            Kind::Hotspots => {
                let h = s.hotspots.hotspots.get(at)?;
                let mut properties = serde_json::to_value(h).unwrap_or_default();
                if let Some(map) = properties.as_object_mut() {
                    map.remove("segments");
                }
                (Some(Geometry::Polygon(h.geom.clone())), properties)
            }
            Kind::Uncovered => {
                let u = s.coverage.uncovered.get(at)?;
                let mut properties = serde_json::to_value(u).unwrap_or_default();
                properties["reason_words"] = json!(u.reason.words());
                (Some(Geometry::Polygon(u.geom.clone())), properties)
            }
            Kind::Assets => {
                let a = county.operations.assets.get(at)?;
                let ward = s.index.wards.containing(&county.boundaries.wards, a.at);
                let ward = ward.first().and_then(|&w| county.boundaries.wards.get(w as usize));
                let properties = json!({
                    "id": a.id, "kind": a.kind.slug(), "kind_words": a.kind.words(), "name": a.name,
                    "risk_band": a.risk_band.slug(), "opening_hours": a.opening_hours, "community": a.community,
                    "ward": ward.map(|w| w.key.code.as_str()),
                });
                (Some(Geometry::Point(a.at.point())), properties)
            }
            Kind::Concerns => {
                let c = county.operations.concerns.get(at)?;
                let properties = json!({
                    "id": c.id, "kind": c.kind, "street": c.street, "people": c.people, "severity": c.severity,
                    "status": c.status, "received": c.received.map(|d| d.to_string()),
                });
                (Some(Geometry::Point(c.at.point())), properties)
            }
            Kind::Incidents => {
                let row = county.incidents.rows.get(at)?;
                let properties = json!({
                    "source_id": row.source_id, "force": &*row.force, "month": row.month.to_string(),
                    "category": row.category.as_str(), "outcome": &*row.outcome, "location": &*row.location,
                    "lsoa": &*row.lsoa,
                });
                (row.at.map(|p| Geometry::Point(p.point())), properties)
            }
            Kind::Streets => {
                let seg = county.network.segments().get(at).filter(|s| s.foot)?;
                let ward = seg.ward.and_then(|w| county.boundaries.wards.get(w as usize));
                let length = seg.length.get();
                // As the `streets` layer of the county file has it.
                let speed = if seg.kind == StreetClass::Steps { 0.5 } else { 4.5 / 3.6 };
                let properties = json!({
                    "id": i, "osm_way": seg.osm_way, "from_node": seg.from.0, "to_node": seg.to.0,
                    "osm_from": seg.nodes.0, "osm_to": seg.nodes.1, "name": seg.name, "class": seg.class,
                    "length_m": tenth(length), "walk_s": (length / speed).round(),
                    "residents": seg.residents.round(), "ward": ward.map(|w| w.key.code.as_str()),
                });
                (Some(Geometry::LineString(seg.line.clone())), properties)
            }
            Kind::Routes | Kind::Stops => {
                let drawn = self.drawn(i)?;
                (Some(drawn.geometry.clone()), drawn.properties.clone())
            }
            Kind::Schemes => (None, serde_json::to_value(s.coverage.schemes.get(at)?).unwrap_or_default()),
        };
        Some(feature(&self.id(i), geometry.as_ref(), properties))
    }
}

/// A question to whichever tree a layer has.
trait Question {
    type Answer;
    fn ask<T: Placed>(self, tree: &Tree<T>, list: &[T]) -> Self::Answer;
}

fn area(area: &Boundary, snapshot: Option<&Snapshot>) -> (Option<Geometry<f64>>, Value) {
    let mut properties = Map::new();
    properties.insert("code".into(), json!(area.key.code));
    properties.insert("vintage".into(), json!(area.key.vintage));
    properties.insert("name".into(), json!(area.name));
    properties.insert("name_alt".into(), json!(area.name_alt));
    properties.insert("residents".into(), json!(area.residents));
    let measured =
        snapshot.and_then(|s| s.coverage.wards.iter().chain(&s.coverage.parishes).find(|w| w.key == area.key));
    if let Some(Value::Object(more)) = measured.and_then(|w| serde_json::to_value(w).ok()) {
        properties.extend(more);
    }
    (Some(Geometry::MultiPolygon(area.geom.clone())), Value::Object(properties))
}

/// To one decimal.
pub(super) fn tenth(v: f64) -> f64 {
    (v * 10.0).round() / 10.0
}
