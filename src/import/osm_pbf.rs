//! `.osm.pbf` into elements.

use super::osm::{Elements, Tags};
use super::report::ImportError;
use crate::domain::place::LonLat;
use osmpbf::{BlobDecode, BlobReader, Element, RelMemberType};
use std::panic::{AssertUnwindSafe, catch_unwind};

const FORMAT: &str = "OpenStreetMap PBF";

/// Reads all elements.
///
/// # Errors
/// When the bytes are damaged or cut short.
pub fn read(raw: &[u8], file: &str) -> Result<Elements, ImportError> {
    // The decoder indexes its string table unchecked in places, so damaged bytes may make it panic.
    catch_unwind(AssertUnwindSafe(|| read_blobs(raw, file)))
        .unwrap_or_else(|_| Err(ImportError::format(file, FORMAT, "its blocks contradict themselves")))
}

fn own<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> Tags {
    tags.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

fn read_blobs(raw: &[u8], file: &str) -> Result<Elements, ImportError> {
    let mut out = Elements::default();
    for blob in BlobReader::new(raw) {
        let blob = blob.map_err(|e| ImportError::format(file, FORMAT, e))?;
        match blob.decode().map_err(|e| ImportError::format(file, FORMAT, e))? {
            BlobDecode::OsmHeader(header) => {
                out.timestamp = header
                    .osmosis_replication_timestamp()
                    .and_then(|s| jiff::Timestamp::from_second(s).ok())
                    .map(|t| t.to_string());
            }
            BlobDecode::OsmData(block) => block.for_each_element(|e| take(e, &mut out)),
            BlobDecode::Unknown(_) => {}
        }
    }
    Ok(out)
}

fn take(element: Element<'_>, out: &mut Elements) {
    let mut node = |id: i64, lon: f64, lat: f64, tags: Tags| {
        if let Ok(at) = LonLat::new(lon, lat) {
            out.nodes.insert(id, at);
            if !tags.is_empty() {
                out.node_tags.push((id, tags));
            }
        }
    };
    match element {
        Element::Node(n) => node(n.id(), n.lon(), n.lat(), own(n.tags())),
        Element::DenseNode(n) => node(n.id(), n.lon(), n.lat(), own(n.tags())),
        Element::Way(w) => out.ways.push((w.id(), w.refs().collect(), own(w.tags()))),
        Element::Relation(r) => {
            let tags = own(r.tags());
            if super::osm::tag(&tags, "type") == "multipolygon" {
                let (mut outer, mut inner) = (Vec::new(), Vec::new());
                for m in r.members().filter(|m| m.member_type == RelMemberType::Way) {
                    if m.role().is_ok_and(|role| role == "inner") {
                        inner.push(m.member_id);
                    } else {
                        outer.push(m.member_id);
                    }
                }
                out.relations.push((r.id(), outer, inner, tags));
            }
        }
    }
}
