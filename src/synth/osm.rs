//! The map as OpenStreetMap XML, written as it goes.

use super::canvas::Canvas;
use super::layout::Layout;
use std::io::{self, Write};

/// Ids of ways begin here: no node has the number of a way.
pub(super) const FIRST_WAY: u64 = 500_000_001;
/// Ids of nodes begin here.
pub(super) const FIRST_NODE: u64 = 1;

/// Writes all nodes, then all ways.
pub(super) fn write(canvas: &Canvas, layout: &Layout, date: jiff::civil::Date, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<osm version=\"0.6\" generator=\"footbeat synth\" timestamp=\"{date}T00:00:00Z\">")?;
    let (low, high) = layout.extent();
    writeln!(
        out,
        " <bounds minlat=\"{:.7}\" minlon=\"{:.7}\" maxlat=\"{:.7}\" maxlon=\"{:.7}\"/>",
        low.lat(),
        low.lon(),
        high.lat(),
        high.lon()
    )?;
    for (i, p) in canvas.nodes.iter().enumerate() {
        write!(out, " <node id=\"{}\" lat=\"{:.7}\" lon=\"{:.7}\"", i as u64 + FIRST_NODE, p.lat(), p.lon())?;
        match canvas.node_tags.get(&(i as u32)) {
            None => writeln!(out, "/>")?,
            Some(tags) => {
                writeln!(out, ">")?;
                tags.iter().try_for_each(|(k, v)| tag(out, k, v))?;
                writeln!(out, " </node>")?;
            }
        }
    }
    for (i, way) in canvas.ways.iter().enumerate() {
        writeln!(out, " <way id=\"{}\">", i as u64 + FIRST_WAY)?;
        for n in &way.nodes {
            writeln!(out, "  <nd ref=\"{}\"/>", u64::from(*n) + FIRST_NODE)?;
        }
        way.tags.iter().try_for_each(|(k, v)| tag(out, k, v))?;
        writeln!(out, " </way>")?;
    }
    writeln!(out, "</osm>")
}

fn tag(out: &mut impl Write, key: &str, value: &str) -> io::Result<()> {
    if value.contains(['&', '<', '>', '"']) {
        let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        return writeln!(out, "  <tag k=\"{key}\" v=\"{value}\"/>");
    }
    writeln!(out, "  <tag k=\"{key}\" v=\"{value}\"/>")
}
