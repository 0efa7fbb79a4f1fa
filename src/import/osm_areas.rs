//! Squares and parks: areas that are walked across, or that close at night with all paths in them.

use super::osm::{Elements, Tags, tag};
use super::osm_ground::node_rings;
use crate::domain::rawmap::RawArea;
use rustc_hash::FxHashMap;

const KEPT: &[&str] = &[
    "access",
    "access:conditional",
    "area",
    "barrier",
    "fee",
    "foot",
    "foot:conditional",
    "highway",
    "landuse",
    "leisure",
    "lit",
    "name",
    "opening_hours",
    "place",
    "surface",
];

fn is_area(tags: &Tags, relation: bool) -> bool {
    let square = !tag(tags, "highway").is_empty() && (relation || tag(tags, "area") == "yes");
    square
        || matches!(tag(tags, "leisure"), "park" | "garden" | "common" | "recreation_ground" | "nature_reserve")
        || matches!(tag(tags, "landuse"), "village_green" | "recreation_ground" | "cemetery")
}

/// All of them, ways first, each in the order of ids; a relation has its id with a minus.
pub(super) fn areas(e: &Elements) -> Vec<RawArea> {
    let keep = |tags: &Tags| -> Tags {
        let mut kept: Tags = tags.iter().filter(|(k, _)| KEPT.contains(&k.as_str())).cloned().collect();
        kept.sort();
        kept.dedup_by(|a, b| a.0 == b.0);
        kept
    };
    let ways = e
        .ways
        .iter()
        .filter(|(_, nodes, tags)| nodes.len() > 3 && nodes.first() == nodes.last() && is_area(tags, false));
    let mut out: Vec<RawArea> =
        ways.map(|(id, nodes, tags)| RawArea { id: *id, rings: vec![nodes.clone()], tags: keep(tags) }).collect();
    let by_id: FxHashMap<i64, &Vec<i64>> = e.ways.iter().map(|w| (w.0, &w.1)).collect();
    for (id, outer, inner, tags) in e.relations.iter().filter(|r| is_area(&r.3, true)) {
        let mut rings = node_rings(&by_id, outer);
        rings.extend(node_rings(&by_id, inner));
        if !rings.is_empty() {
            out.push(RawArea { id: -id, rings, tags: keep(tags) });
        }
    }
    out
}
