//! Water, green, buildings and railways from ways and multipolygon relations.

use super::osm::{Elements, Tags, tag};
use crate::domain::ground::{GroundKind, GroundShape};
use geo::Contains;
use geo::orient::{Direction, Orient};
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Polygon};
use rustc_hash::FxHashMap;

/// What tags draw, with OSM's value.
fn kind(tags: &Tags) -> Option<(GroundKind, &str)> {
    let get = |k| tag(tags, k);
    // What runs below the ground is neither seen nor in anybody's way.
    let buried = matches!(get("tunnel"), "yes" | "culvert" | "flooded" | "covered");
    if buried && (!get("waterway").is_empty() || !get("railway").is_empty()) {
        return None;
    }
    if !get("building").is_empty() && get("building") != "no" {
        return Some((GroundKind::Building, get("building")));
    }
    if get("natural") == "water" {
        return Some((GroundKind::Water, "water"));
    }
    if matches!(get("waterway"), "river" | "riverbank" | "canal" | "stream" | "dock") {
        return Some((GroundKind::Water, get("waterway")));
    }
    if matches!(get("railway"), "rail" | "light_rail" | "tram" | "narrow_gauge") {
        let bridge = !matches!(get("bridge"), "" | "no");
        let class = if bridge && get("railway") == "rail" { "rail_bridge" } else { get("railway") };
        return Some((GroundKind::Railway, class));
    }
    for (key, values) in [
        (
            "leisure",
            &["park", "garden", "pitch", "playground", "golf_course", "nature_reserve", "recreation_ground", "common"]
                [..],
        ),
        (
            "landuse",
            &["forest", "grass", "meadow", "recreation_ground", "cemetery", "village_green", "allotments", "orchard"][..],
        ),
        ("natural", &["wood", "scrub", "grassland", "heath", "wetland"][..]),
    ] {
        if values.contains(&get(key)) {
            return Some((GroundKind::Green, get(key)));
        }
    }
    None
}

fn line(e: &Elements, nodes: &[i64]) -> Vec<Coord<f64>> {
    nodes.iter().filter_map(|n| e.nodes.get(n)).map(|p| p.coord()).collect()
}

/// Joins way ends to rings of nodes; what does not close is left out.
pub(super) fn node_rings(by_id: &FxHashMap<i64, &Vec<i64>>, members: &[i64]) -> Vec<Vec<i64>> {
    let mut parts: Vec<Vec<i64>> =
        members.iter().filter_map(|m| by_id.get(m)).filter(|n| n.len() > 1).map(|n| (*n).clone()).collect();
    let mut out = Vec::new();
    while let Some(mut ring) = parts.pop() {
        while ring.first() != ring.last() {
            let Some(&end) = ring.last() else { break };
            let Some(i) = parts.iter().position(|p| p.first() == Some(&end) || p.last() == Some(&end)) else { break };
            let mut next = parts.swap_remove(i);
            if next.first() != Some(&end) {
                next.reverse();
            }
            ring.extend(next.into_iter().skip(1));
        }
        if ring.len() > 3 && ring.first() == ring.last() {
            out.push(ring);
        }
    }
    out
}

fn rings(e: &Elements, by_id: &FxHashMap<i64, &Vec<i64>>, members: &[i64]) -> Vec<LineString<f64>> {
    let lines = node_rings(by_id, members).into_iter().map(|ring| line(e, &ring));
    lines.filter(|coords| coords.len() > 3).map(LineString).collect()
}

/// The polygons of a multipolygon relation, holes cut out.
pub(super) fn polygons(
    e: &Elements,
    by_id: &FxHashMap<i64, &Vec<i64>>,
    outer: &[i64],
    inner: &[i64],
) -> Vec<Polygon<f64>> {
    let mut polygons: Vec<Polygon<f64>> = rings(e, by_id, outer).into_iter().map(|r| Polygon::new(r, vec![])).collect();
    for hole in rings(e, by_id, inner) {
        let first = hole.0.first().copied();
        if let Some(p) = polygons.iter_mut().find(|p| first.is_some_and(|c| p.contains(&c))) {
            p.interiors_push(hole);
        }
    }
    polygons
}

/// All shapes, ways first, each in the order of ids.
#[must_use]
pub fn shapes(e: &Elements) -> Vec<GroundShape> {
    let mut out = Vec::new();
    for (_, nodes, tags) in &e.ways {
        let Some((kind, class)) = kind(tags) else { continue };
        let coords = line(e, nodes);
        let closed = nodes.len() > 3 && nodes.first() == nodes.last() && coords.len() > 3;
        let is_line = kind == GroundKind::Railway || (kind == GroundKind::Water && class != "water" && !closed);
        let geom = if closed && !is_line {
            Geometry::Polygon(Polygon::new(LineString(coords), vec![]).orient(Direction::Default))
        } else if is_line && coords.len() > 1 {
            Geometry::LineString(LineString(coords))
        } else {
            continue;
        };
        out.push(GroundShape { kind, class: class.to_owned(), name: tag(tags, "name").to_owned(), geom });
    }
    let by_id: FxHashMap<i64, &Vec<i64>> = e.ways.iter().map(|w| (w.0, &w.1)).collect();
    for (_, outer, inner, tags) in &e.relations {
        let Some((kind, class)) = kind(tags).filter(|k| k.0 != GroundKind::Railway) else { continue };
        let polygons = polygons(e, &by_id, outer, inner);
        if !polygons.is_empty() {
            let geom = Geometry::MultiPolygon(MultiPolygon(polygons).orient(Direction::Default));
            out.push(GroundShape { kind, class: class.to_owned(), name: tag(tags, "name").to_owned(), geom });
        }
    }
    out
}
