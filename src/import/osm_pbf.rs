//! `.osm.pbf` into elements.

use super::osm::{Elements, Tags};
use super::quiet;
use super::report::ImportError;
use crate::domain::place::LonLat;
use osmpbf::{Blob, BlobDecode, BlobReader, Element, RelMemberType};
use rayon::prelude::*;

const FORMAT: &str = "OpenStreetMap PBF";

/// Blobs decoded at a time. One unpacks to 32 MiB at most, and usually to less than one.
const BATCH: usize = 64;

/// Reads all elements.
///
/// # Errors
/// When the bytes are damaged or cut short.
pub fn read(raw: &[u8], file: &str) -> Result<Elements, ImportError> {
    let bad = |e: &dyn std::fmt::Display| ImportError::format(file, FORMAT, e);
    let mut out = Elements::default();
    let (mut newest, mut told) = (None, None);
    let mut blobs = BlobReader::new(raw);
    loop {
        let batch: Vec<Blob> = blobs.by_ref().take(BATCH).collect::<Result<_, _>>().map_err(|e| bad(&e))?;
        if batch.is_empty() {
            break;
        }
        // The decoder indexes its string table unchecked in places, so damaged bytes may make it panic.
        let parts: Vec<Part> = batch
            .par_iter()
            .map(|blob| match quiet::caught(|| decode(blob)) {
                Some(part) => part.map_err(|e| bad(&e)),
                None => Err(bad(&"its blocks contradict themselves")),
            })
            .collect::<Result<_, _>>()?;
        for part in parts {
            out.nodes.extend(part.nodes);
            out.node_tags.extend(part.elements.node_tags);
            out.ways.extend(part.elements.ways);
            out.relations.extend(part.elements.relations);
            newest = newest.max(part.newest);
            told = told.or(part.told);
        }
    }
    out.timestamp = told.or(newest).and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok()).map(|t| t.to_string());
    Ok(out)
}

/// What one blob holds.
#[derive(Default)]
struct Part {
    nodes: Vec<(i64, LonLat)>,
    elements: Elements,
    /// The latest change of any element, milliseconds since 1970.
    newest: Option<i64>,
    /// The date that the header states, the same.
    told: Option<i64>,
}

fn own<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> Tags {
    tags.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

fn decode(blob: &Blob) -> Result<Part, osmpbf::Error> {
    let mut part = Part::default();
    match blob.decode()? {
        BlobDecode::OsmHeader(header) => {
            part.told = header.osmosis_replication_timestamp().and_then(|s| s.checked_mul(1000));
        }
        BlobDecode::OsmData(block) => block.for_each_element(|e| part.take(e)),
        BlobDecode::Unknown(_) => {}
    }
    Ok(part)
}

impl Part {
    fn node(&mut self, id: i64, lon: f64, lat: f64, tags: Tags) {
        if let Ok(at) = LonLat::new(lon, lat) {
            self.nodes.push((id, at));
            if !tags.is_empty() {
                self.elements.node_tags.push((id, tags));
            }
        }
    }

    fn take(&mut self, element: Element<'_>) {
        let changed = match &element {
            Element::Node(n) => n.info().milli_timestamp(),
            Element::DenseNode(n) => n.info().map(osmpbf::DenseNodeInfo::milli_timestamp),
            Element::Way(w) => w.info().milli_timestamp(),
            Element::Relation(r) => r.info().milli_timestamp(),
        };
        self.newest = self.newest.max(changed.filter(|ms| *ms > 0));
        match element {
            Element::Node(n) => self.node(n.id(), n.lon(), n.lat(), own(n.tags())),
            Element::DenseNode(n) => self.node(n.id(), n.lon(), n.lat(), own(n.tags())),
            Element::Way(w) => self.elements.ways.push((w.id(), w.refs().collect(), own(w.tags()))),
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
                    self.elements.relations.push((r.id(), outer, inner, tags));
                }
            }
        }
    }
}
