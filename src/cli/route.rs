//! `footbeat route`: the shortest way on foot between two places.

use super::Failure;
use super::county::{load, write};
use super::hotspots::geojson;
use super::place::{Place, on_foot};
use super::targets::keep_apart;
use crate::street::{Leg, Profile};
use geo_types::Geometry;
use serde_json::{Value, json};
use std::path::PathBuf;

/// From where to where, and where to write it.
#[derive(Debug, clap::Args)]
pub(super) struct Route {
    /// County file
    #[arg(long, value_name = "C.gpkg")]
    county: PathBuf,
    /// Where to begin, in degrees
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true)]
    from: Place,
    /// Where to end, in degrees
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true)]
    to: Place,
    /// Write the way as GeoJSON
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

fn properties(kind: &str, leg: &Leg) -> Value {
    json!({
        "kind": kind, "metres": metres(leg), "seconds": leg.time.get(),
        "segments": leg.segments.iter().map(|s| s.0).collect::<Vec<_>>(),
    })
}

/// Whole metres, halves rounded up, as in the tables of `footbeat matrix`.
fn metres(leg: &Leg) -> u64 {
    (((leg.length.get() * 1000.0).round() as u64) + 500) / 1000
}

/// Finds the way; the text to print.
pub(super) fn run(args: &Route) -> Result<String, Failure> {
    keep_apart(&args.county, &[], &[("--out", args.out.as_deref())])?;
    let county = load(&args.county)?;
    let from = on_foot(&county, "--from", args.from.0)?;
    let to = on_foot(&county, "--to", args.to.0)?;
    let leg = county.network.shortest(Profile::FootDay, from, to).ok_or_else(|| {
        Failure::Work(anyhow::anyhow!("no way on foot leads from {} to {}: the streets do not meet", from.at, to.at))
    })?;
    let found = properties("shortest", &leg);
    if let Some(path) = &args.out {
        write(path, &geojson(std::iter::once((Geometry::LineString(leg.line.clone()), found.clone()))))?;
    }
    if args.json {
        return Ok(found.to_string() + "\n");
    }
    Ok(format!("{} m on foot, {}\n", super::output::thousands(metres(&leg)), leg.time))
}
