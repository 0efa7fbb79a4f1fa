//! `footbeat route`: the shortest way on foot between two places, and the walk that shows most beside it.

use super::Failure;
use super::county::{load, today, write};
use super::hotspots::geojson;
use super::output::thousands;
use super::place::{Place, on_foot};
use super::targets::keep_apart;
use crate::county::County;
use crate::coverage::days_unseen;
use crate::street::{Leg, Profile, Snap, VisibleWalk};
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
    /// Also find the walk at most this share longer that passes most residents not seen lately, such as 0.15
    #[arg(long, value_name = "SHARE", value_parser = share)]
    visible: Option<f64>,
    /// Write the way, or both, as GeoJSON
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

fn share(text: &str) -> Result<f64, String> {
    let found: Option<f64> = text.trim().parse().ok();
    found
        .filter(|m| (0.0..=2.0).contains(m))
        .ok_or_else(|| "right would be a share from 0 to 2, such as 0.15".to_owned())
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
    let mut ways = vec![(properties("shortest", &leg), leg.line.clone())];
    let mut said = format!("{} m on foot, {}\n", thousands(metres(&leg)), leg.time);
    if let Some(more) = args.visible {
        let (walk, words) = visible(&county, from, to, more)?;
        said += &words;
        ways[0].0["won"] = json!(walk.shortest_won as f64 / UNIT);
        let mut properties = properties("visible", &walk.leg);
        properties["won"] = json!(walk.won as f64 / UNIT);
        properties["proven"] = json!(walk.proven);
        ways.push((properties, walk.leg.line));
    }
    if let Some(path) = &args.out {
        write(path, &geojson(ways.iter().map(|(p, line)| (Geometry::LineString(line.clone()), p.clone()))))?;
    }
    if args.json {
        let found: Vec<&Value> = ways.iter().map(|w| &w.0).collect();
        return Ok(match found.as_slice() {
            [one] => one.to_string(),
            several => json!(several).to_string(),
        } + "\n");
    }
    Ok(said)
}

/// Parts of one resident not seen for [`LONG_AGO`] days in which worth is counted.
const UNIT: f64 = 1000.0;
/// Days after which a street counts in full; nobody knows of more than that it was not lately.
const LONG_AGO: u32 = 28;

/// The visible walk. A street is worth its residents, in full if it was not seen for 28 days by any record, in part
/// if it was.
fn visible(county: &County, from: Snap, to: Snap, more: f64) -> Result<(VisibleWalk, String), Failure> {
    let unseen = days_unseen(county, today());
    let segments = county.network.segments().iter().zip(&unseen);
    let worth: Vec<u64> = segments
        .map(|(s, days)| {
            let share = f64::from(days.unwrap_or(LONG_AGO).min(LONG_AGO)) / f64::from(LONG_AGO);
            (f64::from(s.residents.max(0.0)) * share * UNIT).round() as u64
        })
        .collect();
    let walk = county.network.visible_walk(Profile::FootDay, from, to, more, &worth);
    let walk = walk.ok_or_else(|| Failure::Work(anyhow::anyhow!("no walk leads from {} to {}", from.at, to.at)))?;
    let residents = |won: u64| thousands((won as f64 / UNIT).round() as u64);
    let longer = 100.0 * (walk.leg.length.get() / walk.shortest.length.get().max(1e-3) - 1.0);
    let words = format!(
        "visible: {} m ({longer:.1} % more), {}; passes {} residents not seen for {LONG_AGO} days, the shortest way {}{}\n",
        thousands(metres(&walk.leg)),
        walk.leg.time,
        residents(walk.won),
        residents(walk.shortest_won),
        if walk.proven { "; no walk of that length passes more" } else { "" },
    );
    Ok((walk, words))
}
