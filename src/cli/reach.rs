//! `footbeat reach`: what can be reached on foot within some minutes.

use super::Failure;
use super::county::{load, write};
use super::coverage::outline;
use super::hotspots::geojson;
use super::place::{Place, on_foot};
use super::targets::keep_apart;
use crate::domain::units::Seconds;
use crate::street::{Network, Profile};
use geo_types::Geometry;
use serde_json::json;
use std::path::PathBuf;

/// From where, for how long, and where to write it.
#[derive(Debug, clap::Args)]
pub(super) struct Reach {
    /// County file
    #[arg(long, value_name = "C.gpkg")]
    county: PathBuf,
    /// Where to begin, in degrees
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true)]
    from: Place,
    /// Minutes on foot, at 4.5 km/h and slower on steps
    #[arg(long, value_name = "M", value_parser = minutes)]
    minutes: f64,
    /// Write the outline and the reached streets as GeoJSON
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

fn minutes(text: &str) -> Result<f64, String> {
    let found: Option<f64> = text.trim().parse().ok();
    found.filter(|m| (0.1..=600.0).contains(m)).ok_or_else(|| "right would be a number from 0.1 to 600".to_owned())
}

/// Finds what can be reached; the text to print.
pub(super) fn run(args: &Reach) -> Result<String, Failure> {
    keep_apart(&args.county, &[], &[("--out", args.out.as_deref())])?;
    let county = load(&args.county)?;
    let net = &county.network;
    let from = on_foot(&county, "--from", args.from.0)?;
    let within = Seconds::new((args.minutes * 60.0).round() as i32);
    let reached = net.reach(Profile::FootDay, from, within);
    let area = net.reach_outline(from, &reached);
    let km = (Network::reached_length(&reached).km() * 100.0).round() / 100.0;
    let residents: f64 = reached
        .iter()
        .map(|r| {
            let s = net.segment(r.segment);
            // Of a street reached in part, as much.
            f64::from(s.residents) * (r.part[1] - r.part[0]) / s.length.get().max(1e-9)
        })
        .sum();
    let summary = json!({
        "minutes": args.minutes, "from": from.at.rounded(), "off_street_m": from.distance.get().round(),
        "streets": reached.len(), "km": km, "residents": residents.round(),
    });
    if let Some(path) = &args.out {
        let mut whole = summary.clone();
        whole["kind"] = json!("reach");
        let streets = reached.iter().map(|r| {
            let s = net.segment(r.segment);
            let properties = json!({
                "kind": "street", "segment": r.segment.0, "osm_way": s.osm_way, "name": s.name, "class": s.class,
                "seconds": r.seconds, "length_m": ((r.part[1] - r.part[0]) * 10.0).round() / 10.0,
            });
            (Geometry::LineString(net.reached_line(r)), properties)
        });
        write(path, &geojson(std::iter::once((outline(&area), whole)).chain(streets)))?;
    }
    if args.json {
        return Ok(summary.to_string() + "\n");
    }
    Ok(format!(
        "In {} minutes on foot: {km} km of street, {} residents along it.\n",
        args.minutes,
        super::output::thousands(residents.round() as u64)
    ))
}
