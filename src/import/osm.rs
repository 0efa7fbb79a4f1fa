//! OpenStreetMap extracts, binary or XML, as the raw map from which streets are built.

use super::boundary_shape::in_britain;
use super::input;
use super::report::{ImportError, SourceReport};
use super::{osm_areas, osm_assets, osm_ground, osm_pbf, osm_xml};
use crate::domain::asset::Asset;
use crate::domain::ground::{Settlement, SettlementKind};
use crate::domain::opening;
use crate::domain::place::LonLat;
use crate::domain::rawmap::{RawBarrier, RawMap, RawWay};
use geo_types::Coord;
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;

/// Tags of an element, as found.
pub type Tags = Vec<(String, String)>;

/// The value of a tag, empty if there is none.
#[must_use]
pub fn tag<'a>(tags: &'a Tags, key: &str) -> &'a str {
    tags.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v.as_str())
}

/// A multipolygon relation: its id, outer and inner way ids, tags.
pub type Multipolygon = (i64, Vec<i64>, Vec<i64>, Tags);

/// What both formats are read into.
#[derive(Debug, Default)]
pub struct Elements {
    /// Positions of all nodes.
    pub nodes: FxHashMap<i64, LonLat>,
    /// Tags of the nodes that have any.
    pub node_tags: Vec<(i64, Tags)>,
    /// Ways with their nodes and tags.
    pub ways: Vec<(i64, Vec<i64>, Tags)>,
    /// Multipolygon relations.
    pub relations: Vec<Multipolygon>,
    /// Date of the data.
    pub timestamp: Option<String>,
}

/// Reads `.osm.pbf` or `.osm` XML, told apart by content; XML may be gzipped.
///
/// # Errors
/// When the file is damaged or neither.
pub fn read(path: &Path, report: &mut SourceReport) -> Result<RawMap, ImportError> {
    parse(&input::bytes(path)?, &path.display().to_string(), report)
}

/// As [`read`], of bytes.
///
/// # Errors
/// As [`read`].
pub fn parse(raw: &[u8], file: &str, report: &mut SourceReport) -> Result<RawMap, ImportError> {
    let body = raw.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(raw);
    let mut elements =
        if body.trim_ascii_start().starts_with(b"<") { osm_xml::read(body, file)? } else { osm_pbf::read(raw, file)? };
    elements.ways.sort_by_key(|w| w.0);
    elements.ways.dedup_by_key(|w| w.0);
    elements.node_tags.sort_by_key(|n| n.0);
    elements.relations.sort_by_key(|r| r.0);
    let map = assemble(&elements);
    if map.ways.is_empty() {
        return Err(ImportError::format(file, "OpenStreetMap extract", "it holds no way with a highway tag"));
    }
    let mut places = map.nodes.values().peekable();
    if places.peek().is_some() && places.all(|at| in_britain(Coord { x: at.lat(), y: at.lon() })) {
        let detail = "latitude and longitude are swapped in all nodes of its ways";
        return Err(ImportError::format(file, "OpenStreetMap extract", detail));
    }
    report.files += 1;
    report.count("nodes", elements.nodes.len() as u64);
    report.count("ways", elements.ways.len() as u64);
    report.count("highway ways", map.ways.len() as u64);
    report.count("barriers", map.barriers.len() as u64);
    report.count("ground shapes", map.ground.len() as u64);
    report.count("settlements", map.settlements.len() as u64);
    report.count("community places", map.assets.len() as u64);
    report_hours(&map, file, report);
    let missing = map.ways.iter().flat_map(|w| &w.nodes).filter(|n| !map.nodes.contains_key(n)).count();
    if missing > 0 {
        report.warn(format!("{file}: ways refer to {missing} nodes that the file does not hold; those are left out"));
    }
    Ok(map)
}

/// Opening hours that nobody can read: how many, and the first few.
fn report_hours(map: &RawMap, file: &str, report: &mut SourceReport) {
    let unread = |a: &&Asset| !a.opening_hours.is_empty() && opening::tidy(&a.opening_hours).is_none();
    let list: Vec<&Asset> = map.assets.iter().filter(unread).collect();
    if !list.is_empty() {
        let first: Vec<String> =
            list.iter().take(3).map(|a| format!("{} ({}): {:?}", a.name, a.id, a.opening_hours)).collect();
        report.warn(format!(
            "{file}: the opening hours of {} community places cannot be read, so they are taken to be open in office \
             hours on weekdays; the first: {}",
            list.len(),
            first.join("; ")
        ));
    }
}

const WAY_TAGS: &[&str] = &[
    "access",
    "area",
    "bicycle",
    "bridge",
    "covered",
    "foot",
    "footway",
    "highway",
    "incline",
    "junction",
    "layer",
    "lit",
    "maxspeed",
    "motor_vehicle",
    "motorcar",
    "motorroad",
    "name",
    "name:cy",
    "oneway",
    "opening_hours",
    "ref",
    "service",
    "smoothness",
    "surface",
    "toll",
    "tracktype",
    "tunnel",
    "vehicle",
    "verge",
    "width",
];

fn keeps(key: &str) -> bool {
    WAY_TAGS.contains(&key) || key.starts_with("sidewalk") || key.contains(":conditional") || key.starts_with("oneway:")
}

fn assemble(e: &Elements) -> RawMap {
    let mut map = RawMap { timestamp: e.timestamp.clone(), ..RawMap::default() };
    let mut used = FxHashSet::default();
    for (id, nodes, tags) in e.ways.iter().filter(|w| !tag(&w.2, "highway").is_empty()) {
        let mut kept: Tags = tags.iter().filter(|(k, _)| keeps(k)).cloned().collect();
        kept.sort();
        kept.dedup_by(|a, b| a.0 == b.0);
        used.extend(nodes.iter().copied());
        map.ways.push(RawWay { id: *id, nodes: nodes.clone(), tags: kept });
    }
    map.areas = osm_areas::areas(e);
    let rings = map.areas.iter().flat_map(|a| a.rings.iter().flatten());
    map.nodes = used.iter().chain(rings).filter_map(|n| e.nodes.get(n).map(|p| (*n, *p))).collect();
    for (id, tags) in &e.node_tags {
        let Some(&at) = e.nodes.get(id) else { continue };
        if !tag(tags, "barrier").is_empty() && used.contains(id) {
            let mut kept: Tags = tags
                .iter()
                .filter(|(k, _)| {
                    matches!(
                        k.as_str(),
                        "barrier" | "access" | "foot" | "vehicle" | "motor_vehicle" | "locked" | "bicycle"
                    )
                })
                .cloned()
                .collect();
            kept.sort();
            map.barriers.push(RawBarrier { node: *id, tags: kept });
        }
        if let Some(kind) = SettlementKind::from_osm(tag(tags, "place"))
            && !tag(tags, "name").is_empty()
        {
            let name = tag(tags, "name").to_owned();
            map.settlements.push(Settlement { id: format!("osm-n{id}"), name, kind, at });
        }
    }
    map.settlements.sort_by(|a, b| a.id.cmp(&b.id));
    map.ground = osm_ground::shapes(e);
    map.assets = osm_assets::assets(e);
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = r#"<?xml version="1.0"?><osm version="0.6">
      <node id="1" lat="51.5" lon="-3.0"/><node id="2" lat="51.5" lon="-2.99"><tag k="barrier" v="gate"/></node>
      <node id="3" lat="51.51" lon="-2.99"/><node id="4" lat="51.52" lon="-3"><tag k="amenity" v="police"/><tag k="name" v="A &amp; B"/></node>
      <node id="5" lat="51.52" lon="-3"><tag k="place" v="village"/><tag k="name" v="Aldbrook"/></node>
      <way id="9"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>
      <way id="8"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="leisure" v="park"/></way></osm>"#;

    #[test]
    fn xml_gives_streets_barriers_places_and_ground() {
        let map = parse(XML.as_bytes(), "x.osm", &mut SourceReport::new("osm")).unwrap();
        assert_eq!(
            (map.ways.len(), map.nodes.len(), map.barriers.len()),
            (1, 3, 1),
            "nodes of the street and of the park"
        );
        assert_eq!(map.areas.iter().map(|a| a.id).collect::<Vec<_>>(), [8]);
        assert_eq!((map.settlements.len(), map.ground.len()), (1, 1));
        assert!(map.assets.iter().any(|a| a.id.as_str() == "osm-n4" && a.name == "A & B"));
        assert!(map.assets.iter().any(|a| a.id.as_str() == "osm-w8"));
    }

    #[test]
    fn a_cut_file_is_an_error() {
        assert!(parse(&XML.as_bytes()[..XML.len() - 20], "x.osm", &mut SourceReport::new("osm")).is_err());
        assert!(parse(b"\x00\x00\x00\x0d\x0a\x09OSMHeader", "x.pbf", &mut SourceReport::new("osm")).is_err());
    }
}
