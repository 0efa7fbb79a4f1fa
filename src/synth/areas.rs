//! Wards, parishes and LSOAs as GeoJSON with the statistics office's column names, and residents as CSV.

use super::layout::{Area, Layout};
use serde_json::json;
use std::io::{self, Write};

/// Local authority of every ward.
const AUTHORITY: (&str, &str) = ("E06099001", "Fenmark");

/// One layer of areas.
pub(super) fn geojson(areas: &[Area], columns: (&str, &str), out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{{\"type\":\"FeatureCollection\",\"features\":[")?;
    for (i, area) in areas.iter().enumerate() {
        // Seven decimals, about a centimetre; neighbours share corners and so round alike.
        let round = |v: f64| (v * 1e7).round() / 1e7;
        let ring: Vec<[f64; 2]> = area.ring.iter().map(|p| [round(p.lon()), round(p.lat())]).collect();
        let mut properties = serde_json::Map::new();
        properties.insert(columns.0.to_owned(), json!(area.code));
        properties.insert(columns.1.to_owned(), json!(area.name));
        properties.insert("LAD25CD".to_owned(), json!(AUTHORITY.0));
        properties.insert("LAD25NM".to_owned(), json!(AUTHORITY.1));
        let feature = json!({
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        });
        let comma = if i + 1 < areas.len() { "," } else { "" };
        writeln!(out, "{feature}{comma}")?;
    }
    writeln!(out, "]}}")
}

/// Residents by LSOA, as a census table has them.
pub(super) fn population(layout: &Layout, out: impl Write) -> Result<(), csv::Error> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["LSOA21CD", "LSOA21NM", "usual_residents"])?;
    for area in &layout.lsoas {
        csv.write_record([&area.code, &area.name, &area.residents.to_string()])?;
    }
    csv.flush()?;
    Ok(())
}
