//! `footbeat deploy`: patrol areas for some posts, and what each wins.

use super::Failure;
use super::county::{load, today, write};
use super::coverage::outline;
use super::hotspots::geojson;
use super::output::{table, thousands};
use super::targets::keep_apart;
use crate::county::County;
use crate::coverage::{CoverageOptions, Deployment, PatrolArea, deploy, measure};
use crate::hotspot::{HotspotOptions, find};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// How many posts, and where to write their areas.
#[derive(Debug, clap::Args)]
pub(super) struct Deploy {
    /// County file
    #[arg(long, value_name = "C.gpkg")]
    county: PathBuf,
    /// Posts to deploy
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=5000))]
    posts: u32,
    /// Write the areas as GeoJSON
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// Draws areas; the text to print.
pub(super) fn run(args: &Deploy) -> Result<String, Failure> {
    keep_apart(&args.county, &[], &[("--out", args.out.as_deref())])?;
    let county = load(&args.county)?;
    let hotspots = find(&county, HotspotOptions::default());
    let coverage = measure(&county, &hotspots, CoverageOptions { days: 28, on: today() });
    let deployment = deploy(&county, &hotspots, &coverage, args.posts);
    if let Some(path) = &args.out {
        let areas = deployment.areas.iter().map(|a| (outline(&a.geom), properties(&county, a)));
        write(path, &geojson(areas))?;
    }
    if args.json {
        let areas: Vec<Value> = deployment.areas.iter().map(|a| properties(&county, a)).collect();
        let value = json!({
            "posts": args.posts, "on_duty": deployment.on_duty.0, "on_duty_words": deployment.on_duty.1,
            "areas": areas, "notes": deployment.notes,
        });
        return Ok(value.to_string() + "\n");
    }
    Ok(text(&county, &deployment))
}

fn wards(county: &County, area: &PatrolArea) -> Vec<String> {
    let wards = area.wards.iter().filter_map(|w| county.boundaries.wards.get(*w as usize));
    wards.map(|w| w.name.clone()).collect()
}

fn properties(county: &County, area: &PatrolArea) -> Value {
    let codes: Vec<&str> = area
        .wards
        .iter()
        .filter_map(|w| county.boundaries.wards.get(*w as usize))
        .map(|w| w.key.code.as_str())
        .collect();
    json!({
        "rank": area.rank, "base": area.base.name, "base_id": area.base.id, "base_lon": area.base.at.lon(),
        "base_lat": area.base.at.lat(), "wards": codes, "ward_names": wards(county, area),
        "gain": (area.gain * 100.0).round() / 100.0, "gain_words": area.gain_words, "residents": area.residents,
        "settlements": area.settlements, "needs_car": area.needs_car,
        "km": (area.segments.iter().map(|s| county.network.segment(*s).length.km()).sum::<f64>() * 10.0).round() / 10.0,
    })
}

/// The first of a list and how many more.
fn some(list: &[String], most: usize) -> String {
    let first = list.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
    if list.len() > most { format!("{first} +{}", list.len() - most) } else { first }
}

fn text(county: &County, deployment: &Deployment) -> String {
    let rows: Vec<Vec<String>> = deployment
        .areas
        .iter()
        .map(|a| {
            let wards = wards(county, a);
            vec![
                a.rank.to_string(),
                some(if wards.is_empty() { &a.settlements } else { &wards }, 3),
                thousands(u64::from(a.residents)),
                a.base.name.clone(),
                if a.needs_car { "car" } else { "on foot" }.to_owned(),
                format!("{:.1}", a.gain),
                a.gain_words.clone(),
            ]
        })
        .collect();
    let mut out = deployment.on_duty.1.clone() + "\n";
    if !rows.is_empty() {
        out += "\n";
        out += &table(&["post", "area", "residents", "base", "by", "gain", "why"], &rows);
        // The first officer of a shared area wins all of its need; the others add depth, not need.
        let mut firsts: Vec<&PatrolArea> = deployment.areas.iter().collect();
        firsts.sort_by(|a, b| a.segments.cmp(&b.segments).then(a.rank.cmp(&b.rank)));
        firsts.dedup_by(|b, a| a.segments == b.segments);
        let all: f64 = firsts.iter().map(|a| a.gain).sum();
        let _ = writeln!(out, "\nTogether they win {all:.1} of 100 points of need.");
    }
    for note in &deployment.notes {
        let _ = writeln!(out, "{note}");
    }
    out
}
