//! What tiles are cut from: everything that is drawn, in web Mercator, in one R-tree.

use super::encode::{Drawn, encode};
use crate::domain::ground::{GroundKind, SettlementKind};
use crate::domain::id::JunctionId;
use crate::street::{Network, StreetClass};
use geo::{Area, BoundingRect, MapCoords};
use geo_types::{Coord, Geometry, LineString, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// All that is drawn, ready to be cut. Positions are web Mercator (EPSG:3857) scaled to the unit square, y down.
#[derive(Debug, Clone, Default)]
pub struct GroundIndex {
    things: Vec<Drawn>,
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>,
}

/// WGS 84 to web Mercator on the unit square, y down (EPSG Guidance Note 7-2, method 1024).
fn mercator(c: Coord<f64>) -> Coord<f64> {
    let lat = c.y.clamp(-85.051_128, 85.051_128).to_radians();
    Coord { x: c.x / 360.0 + 0.5, y: 0.5 - lat.tan().asinh() / std::f64::consts::TAU }
}

impl GroundIndex {
    /// Gathers what is drawn of a county.
    #[must_use]
    pub fn new(network: &Network, ground: &crate::domain::ground::Ground) -> Self {
        let mut things = Vec::new();
        for shape in &ground.shapes {
            let geom = shape.geom.map_coords(mercator);
            // A shape smaller than a few units of a tile is not seen before this zoom.
            let side = geom.unsigned_area().sqrt();
            let from = match shape.kind {
                GroundKind::Building => 13,
                GroundKind::Railway => 9,
                GroundKind::Water | GroundKind::Green if side > 0.0 => first_zoom(side),
                GroundKind::Water | GroundKind::Green => 11,
            };
            things.push(Drawn {
                layer: shape.kind.table(),
                from,
                name: shape.name.clone(),
                key: "class",
                value: shape.class.clone(),
                geom,
            });
        }
        things.extend(streets(network));
        for place in &ground.settlements {
            let from = match place.kind {
                SettlementKind::City | SettlementKind::Town => 8,
                SettlementKind::Village => 10,
                SettlementKind::Suburb => 12,
                SettlementKind::Hamlet => 13,
            };
            things.push(Drawn {
                layer: "places",
                from,
                name: place.name.clone(),
                key: "kind",
                value: place.kind.as_str().to_owned(),
                geom: Geometry::Point(Point(mercator(place.at.point().0))),
            });
        }
        let boxes = things.iter().enumerate().filter_map(|(i, t)| {
            let r = t.geom.bounding_rect()?;
            Some(GeomWithData::new(Rectangle::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]), i as u32))
        });
        let tree = RTree::bulk_load(boxes.collect());
        Self { things, tree }
    }

    /// One tile as bytes of the Mapbox Vector Tile format; empty where nothing lies.
    #[must_use]
    pub fn tile(&self, z: u8, x: u32, y: u32) -> Vec<u8> {
        let side = 1.0 / f64::from(1_u32 << z);
        // A margin, so that lines at the edge are drawn to it from both sides.
        let margin = side / 64.0;
        let (left, top) = (f64::from(x) * side, f64::from(y) * side);
        let window = AABB::from_corners([left - margin, top - margin], [left + side + margin, top + side + margin]);
        let mut found: Vec<u32> = self.tree.locate_in_envelope_intersecting(window).map(|g| g.data).collect();
        found.sort_unstable();
        let seen = found.iter().map(|&i| &self.things[i as usize]).filter(|t| t.from <= z);
        encode(seen, z, Coord { x: left, y: top }, side)
    }
}

/// The first zoom at which a square of this side (unit square) covers about three pixels of a 512-pixel tile.
fn first_zoom(side: f64) -> u8 {
    (super::MIN_ZOOM..super::MAX_ZOOM).find(|&z| side * f64::from(1_u32 << z) * 512.0 >= 3.0).unwrap_or(super::MAX_ZOOM)
}

/// Streets as long lines: segments of one name and class are joined where just two of them meet, so that names find
/// room along them.
fn streets(network: &Network) -> Vec<Drawn> {
    let mut groups: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    // Lines across squares and parks are ways to walk, not to draw.
    for (i, s) in network.segments().iter().enumerate().filter(|(_, s)| !s.is_across()) {
        groups.entry((&s.class, &s.name)).or_default().push(i);
    }
    let mut drawn = Vec::new();
    for ((class, name), members) in groups {
        let from = match members.first().map(|&i| network.segments()[i].kind) {
            Some(StreetClass::Motorway | StreetClass::Main) => 8,
            Some(StreetClass::Through) => 10,
            Some(StreetClass::Residential | StreetClass::Foot) => 12,
            _ => 13,
        };
        for line in chains(network, &members) {
            let geom = Geometry::LineString(line.map_coords(mercator));
            drawn.push(Drawn {
                layer: "streets",
                from,
                name: name.to_owned(),
                key: "class",
                value: class.to_owned(),
                geom,
            });
        }
    }
    drawn
}

/// Joins segments end to end through junctions where exactly two of them meet.
fn chains(network: &Network, members: &[usize]) -> Vec<LineString<f64>> {
    let segments = network.segments();
    let mut at: FxHashMap<JunctionId, Vec<usize>> = FxHashMap::default();
    for &i in members {
        at.entry(segments[i].from).or_default().push(i);
        at.entry(segments[i].to).or_default().push(i);
    }
    let mut used: FxHashSet<usize> = FxHashSet::default();
    let next = |junction: JunctionId, came: usize| match at.get(&junction).map(Vec::as_slice) {
        Some([a, b]) if a != b => Some(if *a == came { *b } else { *a }),
        _ => None,
    };
    let mut lines = Vec::new();
    // Chains with loose ends first, then rings, which have none.
    let loose = |i: usize| next(segments[i].from, i).is_none() || next(segments[i].to, i).is_none();
    let order = members.iter().filter(|&&i| loose(i)).chain(members.iter().filter(|&&i| !loose(i)));
    for &first in order {
        if used.contains(&first) {
            continue;
        }
        let mut current = first;
        let forward = next(segments[first].from, first).is_none() || next(segments[first].to, first).is_some();
        let mut end = if forward { segments[first].to } else { segments[first].from };
        let mut coords = segments[first].line.0.clone();
        if !forward {
            coords.reverse();
        }
        used.insert(first);
        while let Some(i) = next(end, current).filter(|i| !used.contains(i)) {
            used.insert(i);
            let s = &segments[i];
            if s.from == end {
                coords.extend(s.line.0.iter().skip(1));
                end = s.to;
            } else {
                coords.extend(s.line.0.iter().rev().skip(1));
                end = s.from;
            }
            current = i;
        }
        lines.push(LineString::new(coords));
    }
    lines
}
