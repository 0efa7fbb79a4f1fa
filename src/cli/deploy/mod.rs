//! `footbeat deploy`: patrol areas for some posts, and what each wins; two deployments compared; a year reviewed.

mod review;
mod what_if;

use super::Failure;
use super::county::{load, today, write};
use super::coverage::outline;
use super::hotspots::geojson;
use super::output::{table, thousands};
use super::targets::keep_apart;
use crate::county::County;
use crate::coverage::{
    AREAS, CoverageOptions, CoverageReport, DeployOptions, Deployment, DropOff, PatrolArea, area_properties, csv,
    deploy_with, measure,
};
use crate::domain::place::LonLat;
use crate::hotspot::{HotspotOptions, HotspotReport, find};
use anyhow::{Context, anyhow};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// How many posts, and where to write their areas.
#[derive(Debug, clap::Args)]
pub(super) struct Deploy {
    /// County file
    #[arg(long, value_name = "C.gpkg")]
    county: PathBuf,
    /// Posts to deploy
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=5000), required_unless_present = "review")]
    posts: Option<u32>,
    /// Compare ward by ward with another deployment: a GeoJSON of areas (as --out writes them, or drawn by hand), or a
    /// number of posts
    #[arg(long, value_name = "OTHER.geojson|N")]
    what_if: Option<String>,
    /// Review the attachments of a year instead: which changes would win most, and what they cost
    #[arg(long, value_name = "YYYY", value_parser = clap::value_parser!(i16).range(2010..=2100), conflicts_with_all = ["posts", "what_if"])]
    review: Option<i16>,
    /// Least percent of a shift that is spent on the beat; 79 is all of it but for the base and the break
    #[arg(long, default_value_t = 50, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=79))]
    least_on_beat: u32,
    /// Nobody has a car: parts beyond a walk are reached by drop-offs only
    #[arg(long)]
    no_cars: bool,
    /// Bus stops or drop-offs, a CSV with lon, lat, minutes (from a base, one way, waiting included)
    #[arg(long, value_name = "FILE")]
    drop_offs: Option<PathBuf>,
    /// Write the areas as GeoJSON (with --review: the wards, now and then)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write the comparison or the review as CSV; without either, the areas
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// Draws areas; the text to print.
pub(super) fn run(args: &Deploy) -> Result<String, Failure> {
    let other = args.what_if.as_deref().filter(|t| t.parse::<u32>().is_err()).map(Path::new);
    let reads: Vec<&Path> = other.into_iter().chain(args.drop_offs.as_deref()).collect();
    keep_apart(&args.county, &reads, &[("--out", args.out.as_deref()), ("--csv", args.csv.as_deref())])?;
    if let Some(n) = args.what_if.as_deref().and_then(|t| t.parse::<u32>().ok()).filter(|n| !(1..=5000).contains(n)) {
        return Err(Failure::Usage(format!("--what-if {n}: 1 to 5000 posts would be right")));
    }
    let county = load(&args.county)?;
    let options = options(args)?;
    if let Some(year) = args.review {
        return review::run(args, &county, &options, year);
    }
    let hotspots = find(&county, HotspotOptions::default());
    let coverage = measure(&county, &hotspots, CoverageOptions { days: 28, on: today() });
    let deployment = deploy_with(&county, &hotspots, &coverage, &options);
    if let Some(path) = &args.out {
        let areas = deployment.areas.iter().map(|a| (outline(&a.geom), area_properties(&county, a)));
        write(path, &geojson(areas))?;
    }
    if let Some(asked) = &args.what_if {
        let held = Held { county: &county, hotspots: &hotspots, coverage: &coverage, options: &options };
        return what_if::run(args, &held, &deployment, asked);
    }
    let areas: Vec<Value> = deployment.areas.iter().map(|a| area_properties(&county, a)).collect();
    if let Some(path) = &args.csv {
        write(path, &csv(AREAS, &areas))?;
    }
    if args.json {
        let value = json!({
            "posts": options.posts, "on_duty": deployment.on_duty.0, "on_duty_words": deployment.on_duty.1,
            "won": deployment.won, "need": deployment.need, "steps": deployment.steps,
            "pays_until": deployment.pays_until, "pays_words": deployment.pays_words, "areas": areas,
            "notes": deployment.notes,
        });
        return Ok(value.to_string() + "\n");
    }
    Ok(text(&county, &deployment))
}

/// What a deployment is drawn from.
struct Held<'a> {
    county: &'a County,
    hotspots: &'a HotspotReport,
    coverage: &'a CoverageReport,
    options: &'a DeployOptions,
}

fn options(args: &Deploy) -> Result<DeployOptions, Failure> {
    let mut options = DeployOptions::posts(args.posts.unwrap_or(1));
    options.least_share = f64::from(args.least_on_beat) / 100.0;
    options.cars = !args.no_cars;
    if let Some(path) = &args.drop_offs {
        options.drop_offs = drop_offs(path)?;
    }
    Ok(options)
}

fn drop_offs(path: &Path) -> Result<Vec<DropOff>, Failure> {
    let mut reader = ::csv::ReaderBuilder::new()
        .trim(::csv::Trim::All)
        .from_path(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let header = reader.headers().with_context(|| format!("{} has no header", path.display()))?.clone();
    let column = |name: &str| {
        let found = header.iter().position(|h| h.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
        found.ok_or_else(|| anyhow!("{}: no column {name}; lon, lat, minutes would be right", path.display()))
    };
    let columns = [column("lon")?, column("lat")?, column("minutes")?];
    let mut list = Vec::new();
    for (n, row) in reader.records().enumerate() {
        let row = row.with_context(|| format!("{} line {}", path.display(), n + 2))?;
        let number = |i: usize| row.get(columns[i]).and_then(|t| t.parse::<f64>().ok()).filter(|v| v.is_finite());
        let read = || Some((LonLat::new(number(0)?, number(1)?).ok()?, number(2).filter(|m| *m >= 0.0)?));
        let (at, minutes) = read().ok_or_else(|| {
            anyhow!("{} line {}: lon, lat in degrees and minutes from 0 would be right", path.display(), n + 2)
        })?;
        list.push(DropOff { at, minutes });
    }
    Ok(list)
}

fn wards(county: &County, area: &PatrolArea) -> Vec<String> {
    let wards = area.wards.iter().filter_map(|w| county.boundaries.wards.get(*w as usize));
    wards.map(|w| w.name.clone()).collect()
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
                format!("{:.0}", a.shift_share_on_beat * 100.0),
                format!("{:.1}", a.gain),
                a.gain_words.clone(),
            ]
        })
        .collect();
    let mut out = deployment.on_duty.1.clone() + "\n";
    if !rows.is_empty() {
        out += "\n";
        out += &table(&["post", "area", "residents", "base", "by", "% on beat", "gain", "why"], &rows);
        let _ = writeln!(out, "\nTogether they win {:.1} of {:.1} points of need.", deployment.won, deployment.need);
        out += &steps(deployment);
    }
    for note in &deployment.notes {
        let _ = writeln!(out, "{note}");
    }
    out
}

/// What each number of posts wins: all of up to twenty numbers, some of more.
fn steps(deployment: &Deployment) -> String {
    let all = &deployment.steps;
    let step = all.len().div_ceil(20).max(1);
    let shown = all.iter().enumerate().filter(|(i, _)| i % step == 0 || i + 1 == all.len());
    let rows: Vec<Vec<String>> =
        shown.map(|(_, s)| vec![s.posts.to_string(), format!("{:.1}", s.won), format!("{:.2}", s.gain)]).collect();
    format!("\n{}{}\n\n", table(&["posts", "points won", "by the last"], &rows), deployment.pays_words)
}
