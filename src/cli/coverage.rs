//! `footbeat coverage`: who is covered, by whom, how recently; what nobody has reached.

use super::Failure;
use super::county::{date, load, today, write};
use super::equity;
use super::hotspots::geojson;
use super::output::{table, thousands};
use super::targets::keep_apart;
use crate::county::County;
use crate::coverage::{CoverageOptions, CoverageReport, league_csv, measure};
use crate::domain::code::AreaKey;
use crate::hotspot::{HotspotOptions, find};
use geo_types::{Geometry, MultiPolygon};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Which period to measure and where to write it.
#[derive(Debug, clap::Args)]
pub(super) struct Coverage {
    /// County file
    #[arg(long, value_name = "C.gpkg")]
    county: PathBuf,
    /// Days looked back
    #[arg(long, default_value_t = 28, value_parser = clap::value_parser!(u32).range(1..=3660))]
    days: u32,
    /// The day of the question, YYYY-MM-DD; it is not counted itself; today if not given
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Write wards with their coverage as GeoJSON
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write uncovered areas as GeoJSON
    #[arg(long, value_name = "FILE")]
    uncovered: Option<PathBuf>,
    /// Write wards with their coverage as CSV
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write parishes with their coverage as CSV
    #[arg(long, value_name = "FILE")]
    parishes: Option<PathBuf>,
    /// Write streets with homes, and the days since each was last seen, as GeoJSON
    #[arg(long, value_name = "FILE")]
    streets: Option<PathBuf>,
    /// Deprivation tenths, a CSV with code (of LSOAs or wards) and tenth (1 the most deprived): adds minutes, harm and
    /// residents by tenth
    #[arg(long, value_name = "FILE")]
    deprivation: Option<PathBuf>,
    /// Simulate instead what planning on one's own visits would do over two years, with and without safeguards
    #[arg(long)]
    feedback: bool,
    /// Seed of the simulation
    #[arg(long, default_value_t = 1, value_name = "K", requires = "feedback")]
    seed: u64,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// One polygon as a polygon, several as several.
pub(super) fn outline(geom: &MultiPolygon<f64>) -> Geometry<f64> {
    match geom.0.as_slice() {
        [one] => Geometry::Polygon(one.clone()),
        _ => Geometry::MultiPolygon(geom.clone()),
    }
}

/// Measures coverage; the text to print.
pub(super) fn run(args: &Coverage) -> Result<String, Failure> {
    let on = args.on.as_deref().map_or_else(|| Ok(today()), date)?;
    let writes = [
        ("--out", args.out.as_deref()),
        ("--uncovered", args.uncovered.as_deref()),
        ("--csv", args.csv.as_deref()),
        ("--parishes", args.parishes.as_deref()),
        ("--streets", args.streets.as_deref()),
    ];
    let reads: Vec<&Path> = args.deprivation.iter().map(PathBuf::as_path).collect();
    keep_apart(&args.county, &reads, &writes)?;
    let tenths = args.deprivation.as_deref().map(equity::tenths).transpose()?;
    let county = load(&args.county)?;
    let hotspots = find(&county, HotspotOptions::default());
    if args.feedback {
        return Ok(equity::simulated(&county, &hotspots, args.seed, args.json));
    }
    let options = CoverageOptions { days: args.days, on };
    let report = measure(&county, &hotspots, options);
    let equity = tenths.map(|t| crate::coverage::equity(&county, &hotspots, options, &t));
    if let Some(path) = &args.parishes {
        write(path, &league_csv(&report.parishes))?;
    }
    if let Some(path) = &args.streets {
        write(path, &streets(&county, &report))?;
    }
    if let Some(path) = &args.out {
        write(path, &wards(&county, &report))?;
    }
    if let Some(path) = &args.uncovered {
        let features = report.uncovered.iter().map(|u| {
            let mut value = serde_json::to_value(u).unwrap_or_default();
            value["reason_words"] = json!(u.reason.words());
            value["ward"] = json!(u.ward.as_ref().map(|w| w.code.as_str()));
            (Geometry::Polygon(u.geom.clone()), value)
        });
        write(path, &geojson(features))?;
    }
    if let Some(path) = &args.csv {
        write(path, &league_csv(&report.wards))?;
    }
    if args.json {
        let overlaps: Vec<Value> = report
            .overlaps
            .iter()
            .map(|(key, by)| json!({"code": key.code, "vintage": key.vintage, "schemes": by}))
            .collect();
        let value = json!({
            "on": on.to_string(), "days": args.days, "headline": report.headline, "wards": report.wards,
            "parishes": report.parishes, "overlaps": overlaps, "schemes": report.schemes, "reach": report.reach,
            "overlap": report.overlap, "balance": report.balance, "equity": equity,
            "uncovered": report.uncovered, "notes": report.notes,
        });
        return Ok(value.to_string() + "\n");
    }
    let mut out = text(&county, &report, args.days);
    if let Some(equity) = &equity {
        out += &equity::text(equity);
    }
    Ok(out)
}

/// Streets with homes and the days since each was last seen, by record.
fn streets(county: &County, report: &CoverageReport) -> String {
    let ward = |w: Option<u32>| w.and_then(|w| county.boundaries.wards.get(w as usize)).map(|w| w.key.code.as_str());
    let with_homes = county.network.segments().iter().zip(&report.days_unseen).filter(|(s, _)| s.is_frontage());
    geojson(with_homes.map(|(s, days)| {
        let told = json!({
            "name": s.name, "osm_way": s.osm_way, "ward": ward(s.ward), "length_m": s.length.get(),
            "residents": s.residents, "days_unseen": days,
        });
        (Geometry::LineString(s.line.clone()), told)
    }))
}

fn wards(county: &County, report: &CoverageReport) -> String {
    let by_key: BTreeMap<&AreaKey, &MultiPolygon<f64>> =
        county.boundaries.wards.iter().map(|w| (&w.key, &w.geom)).collect();
    geojson(report.wards.iter().filter_map(|w| {
        let geom = by_key.get(&w.key)?;
        Some((outline(geom), serde_json::to_value(w).unwrap_or_default()))
    }))
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "unknown".to_owned(), |s| format!("{:.0}", s * 100.0))
}

fn text(county: &County, report: &CoverageReport, days: u32) -> String {
    let mut out = report.headline.clone() + "\n";
    let rows: Vec<Vec<String>> = report
        .wards
        .iter()
        .map(|w| {
            vec![
                w.name.clone(),
                thousands(u64::from(w.residents)),
                percent(w.scheme_share),
                format!("{}/{}", w.posts_filled, w.posts_funded),
                percent(w.seen_share),
                percent(w.seen_share_7),
                w.planned_share.map_or_else(|| "no plan".to_owned(), |s| format!("{:.0}", s * 100.0)),
                format!("{:.0}", w.unknown_share * 100.0),
                w.days_unseen.map_or_else(|| "unknown".to_owned(), |d| format!("{d:.0}")),
                format!("{:.0}", w.minutes),
                format!("{:.0}", w.minutes_paid),
                format!("{:.1}", w.harm_share * 100.0),
            ]
        })
        .collect();
    if !rows.is_empty() {
        let seen = format!("% seen {days} d");
        let header = [
            "ward",
            "residents",
            "% with a filled post",
            "posts",
            &seen,
            "% seen 7 d",
            "% planned",
            "% unknown",
            "days unseen",
            "minutes",
            "paid for",
            "% of harm",
        ];
        out += "\n";
        out += &table(&header, &rows);
    }
    out += &schemes(county, report);
    out += &uncovered(county, report);
    if !report.notes.is_empty() {
        out += "\n";
    }
    for note in &report.notes {
        let _ = writeln!(out, "{note}");
    }
    out
}

fn schemes(county: &County, report: &CoverageReport) -> String {
    let mut out = String::new();
    let rows: Vec<Vec<String>> = report
        .schemes
        .iter()
        .map(|s| {
            let mut said = Vec::new();
            said.extend(s.vacant_days.map(|d| format!("vacant for {d} days")));
            said.extend(s.refund_due.then(|| "refund due".to_owned()));
            said.extend(s.over_cap.then(|| "over the cap on abstraction".to_owned()));
            vec![
                s.name.clone(),
                format!("{}/{}", s.filled, s.funded),
                format!("{:.0}", s.hours_owed),
                format!("{:.0}", s.hours_delivered),
                format!("{:.0}", s.hours_abstracted),
                said.join(", "),
            ]
        })
        .collect();
    if !rows.is_empty() {
        out += "\n";
        out += &table(&["scheme", "posts", "hours owed", "recorded", "off the beat", ""], &rows);
    }
    let name = |key: &AreaKey| {
        let all = county.boundaries.wards.iter().chain(&county.boundaries.parishes);
        all.filter(|b| b.key == *key).map(|b| b.name.as_str()).next().unwrap_or(key.code.as_str()).to_owned()
    };
    for (key, by) in &report.overlaps {
        let by: Vec<&str> = by.iter().map(crate::domain::id::SchemeId::as_str).collect();
        let _ = write!(out, "\nPaid for twice: {} by {}.", name(key), by.join(" and "));
    }
    if !report.overlaps.is_empty() {
        out += "\n";
    }
    out + &misses(&name, report)
}

/// Where money and minutes miss each other, and need and supply, in sentences.
fn misses(name: &dyn Fn(&AreaKey) -> String, report: &CoverageReport) -> String {
    let mut out = String::from("\n");
    let twice = &report.overlap.paid_twice;
    if !twice.is_empty() {
        let km: f64 = twice.iter().map(|t| t.km).sum();
        let residents: u64 = twice.iter().map(|t| u64::from(t.residents)).sum();
        let _ =
            writeln!(out, "Two schemes or more pay for {km:.1} km of streets with {} residents.", thousands(residents));
    }
    for o in &report.overlap.outside {
        let wards: Vec<String> = o.wards.iter().take(3).map(|(w, m)| format!("{w} ({m:.0} min)")).collect();
        let said = if wards.is_empty() { "outside all wards".to_owned() } else { wards.join(", ") };
        let _ = writeln!(
            out,
            "{} spent {:.0} minutes ({:.0} % of its recorded ones) outside its areas: {said}.",
            o.scheme.as_str(),
            o.minutes,
            o.share * 100.0
        );
    }
    if !report.overlap.unvisited.is_empty() {
        let names: Vec<String> = report.overlap.unvisited.iter().map(name).collect();
        let _ = writeln!(out, "Paid for and not visited in the period: {}.", names.join(", "));
    }
    let _ = writeln!(out, "{}", report.balance.words);
    out
}

fn uncovered(county: &County, report: &CoverageReport) -> String {
    let known = report.wards.iter().any(|w| w.scheme_share.is_some());
    let rows: Vec<Vec<String>> = report
        .uncovered
        .iter()
        .take(15)
        .map(|u| {
            let ward = county.boundaries.wards.iter().find(|w| Some(&w.key) == u.ward.as_ref());
            vec![
                u.name.clone(),
                ward.map(|w| w.name.clone()).unwrap_or_default(),
                thousands(u64::from(u.residents)),
                match (u.never, u.days_unseen) {
                    (true, 0) => "no record".to_owned(),
                    (true, _) => "never".to_owned(),
                    (false, days) => days.to_string(),
                },
                format!("{:.1}", u.length_m / 1000.0),
                if known { u.reason.words() } else { "no post is known" }.to_owned(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let more = report.uncovered.len().saturating_sub(rows.len());
    let rest = if more > 0 { format!("and {more} more areas\n") } else { String::new() };
    format!("\n{}{rest}", table(&["uncovered area", "ward", "residents", "days", "km", "because"], &rows))
}
