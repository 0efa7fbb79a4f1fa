//! `.osm` XML into elements.

use super::osm::{Elements, Tags, tag};
use super::report::ImportError;
use crate::domain::place::LonLat;
use quick_xml::events::{BytesStart, Event};

const FORMAT: &str = "OpenStreetMap XML";

#[derive(Default)]
struct Open {
    id: i64,
    at: Option<LonLat>,
    tags: Tags,
    nodes: Vec<i64>,
    outer: Vec<i64>,
    inner: Vec<i64>,
}

fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let a = e.try_get_attribute(name).ok()??;
    let text: &str = a.value.as_ref();
    Some(quick_xml::escape::unescape(text).ok()?.into_owned())
}

/// Reads all elements.
///
/// # Errors
/// When the XML is damaged or cut short.
pub fn read(raw: &[u8], file: &str) -> Result<Elements, ImportError> {
    let mut reader = quick_xml::Reader::from_reader(raw);
    let (mut out, mut open, mut closed) = (Elements::default(), Open::default(), false);
    // The date that the file states, and the latest change of any element: both as RFC 3339 in UTC.
    let (mut told, mut newest) = (None, None);
    let mut buffer = Vec::new();
    loop {
        let bad = |why: &str, at: u64| ImportError::format(file, FORMAT, format!("{why} at byte {at}"));
        let position = reader.buffer_position();
        let event = reader.read_event_into(&mut buffer).map_err(|e| bad(&e.to_string(), position))?;
        match &event {
            Event::Start(e) | Event::Empty(e) => {
                let number = |name: &str| attribute(e, name).and_then(|v| v.parse::<i64>().ok());
                match e.name().as_ref() {
                    "osm" | "meta" => told = attribute(e, "osm_base").or_else(|| attribute(e, "timestamp")).or(told),
                    "node" | "way" | "relation" => {
                        let id = number("id").ok_or_else(|| bad("an element without an id", position))?;
                        let degrees = |name| attribute(e, name).and_then(|v| v.parse::<f64>().ok());
                        let at = degrees("lon").zip(degrees("lat")).and_then(|(x, y)| LonLat::new(x, y).ok());
                        newest = attribute(e, "timestamp").max(newest);
                        open = Open { id, at, ..Open::default() };
                    }
                    "tag" => open.tags.extend(attribute(e, "k").zip(attribute(e, "v"))),
                    "nd" => open.nodes.extend(number("ref")),
                    "member" if attribute(e, "type").as_deref() == Some("way") => {
                        let inner = attribute(e, "role").as_deref() == Some("inner");
                        if inner { &mut open.inner } else { &mut open.outer }.extend(number("ref"));
                    }
                    _ => {}
                }
                if matches!(event, Event::Empty(_)) {
                    finish(e.name().as_ref(), &mut open, &mut out);
                }
            }
            Event::End(e) => {
                closed |= e.name().as_ref() == "osm";
                finish(e.name().as_ref(), &mut open, &mut out);
            }
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    out.timestamp = told.or(newest);
    if closed { Ok(out) } else { Err(ImportError::format(file, FORMAT, "it is cut short: </osm> is missing")) }
}

fn finish(name: &str, open: &mut Open, out: &mut Elements) {
    match name {
        "node" => {
            let done = std::mem::take(open);
            if let Some(at) = done.at {
                out.nodes.insert(done.id, at);
                if !done.tags.is_empty() {
                    out.node_tags.push((done.id, done.tags));
                }
            }
        }
        "way" => {
            let done = std::mem::take(open);
            out.ways.push((done.id, done.nodes, done.tags));
        }
        "relation" => {
            let done = std::mem::take(open);
            if tag(&done.tags, "type") == "multipolygon" {
                out.relations.push((done.id, done.outer, done.inner, done.tags));
            }
        }
        _ => {}
    }
}
