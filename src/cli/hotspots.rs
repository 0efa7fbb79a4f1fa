//! `footbeat hotspots`: where harm concentrates, how surely, and how well that told the months that followed.

use super::Failure;
use super::county::{load, write};
use super::output::table;
use super::targets::keep_apart;
use crate::county::County;
use crate::domain::time::Month;
use crate::hotspot::{Backtest, HarmProfile, HotspotOptions, HotspotReport, backtest, find};
use geo_types::{Geometry, LineString, Polygon};
use geojson::{Feature, FeatureCollection, JsonObject};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Which hotspots to find and where to write them.
#[derive(Debug, clap::Args)]
pub(super) struct Hotspots {
    /// County file
    #[arg(long, value_name = "C.gpkg")]
    county: PathBuf,
    /// Months used, counted back from the last
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=240))]
    months: u32,
    /// Last month, YYYY-MM; the newest held if not given
    #[arg(long)]
    until: Option<String>,
    /// Weights of harm: count, cchi, css or patrol
    #[arg(long, default_value = "patrol")]
    harm: String,
    /// Write the hotspots as GeoJSON
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write the hexagons of the significance test as GeoJSON
    #[arg(long, value_name = "FILE")]
    hexagons: Option<PathBuf>,
    /// Write streets with their harm a month as GeoJSON
    #[arg(long, value_name = "FILE")]
    streets: Option<PathBuf>,
    /// How well hotspots of the past told the month after: accuracy of the last six months
    #[arg(long)]
    backtest: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// Finds hotspots; the text to print.
pub(super) fn run(args: &Hotspots) -> Result<String, Failure> {
    let until: Option<Month> = args
        .until
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|e: crate::domain::time::TimeTextError| Failure::Usage(e.to_string()))?;
    let harm: HarmProfile = args.harm.parse().map_err(Failure::Usage)?;
    let writes = [
        ("--out", args.out.as_deref()),
        ("--hexagons", args.hexagons.as_deref()),
        ("--streets", args.streets.as_deref()),
    ];
    keep_apart(&args.county, &[], &writes)?;
    let options = HotspotOptions { months: args.months, until, harm };
    let county = load(&args.county)?;
    if let Some(until) = until {
        held(&county, until)?;
    }
    let report = find(&county, options);
    if let Some(path) = &args.out {
        write(path, &geojson(report.hotspots.iter().map(|h| (Geometry::Polygon(h.geom.clone()), hotspot(h)))))?;
    }
    if let Some(path) = &args.hexagons {
        write(path, &hexagons(&report))?;
    }
    if let Some(path) = &args.streets {
        write(path, &streets(&county, &report))?;
    }
    let tested = args.backtest.then(|| backtest(&county, options));
    if args.json {
        let months = report.months.map(|(a, b)| [a.to_string(), b.to_string()]);
        let all: Vec<Value> = report.hotspots.iter().map(hotspot).collect();
        let value = json!({
            "harm": harm.slug(), "months": months, "missing": report.missing, "located": report.counts.0,
            "on_street": report.counts.1, "too_far": report.counts.2, "hotspots": all, "notes": report.notes,
            "backtest": tested,
        });
        return Ok(value.to_string() + "\n");
    }
    Ok(text(&report, tested.as_ref()))
}

/// Refuses a last month that no force has, with those that are held.
fn held(county: &County, until: Month) -> Result<(), Failure> {
    let months = || county.incidents.months.values().flat_map(|months| months.keys());
    let (Some(first), Some(last)) = (months().min(), months().max()) else {
        return Err(Failure::Work(anyhow::anyhow!(
            "no crimes are held; import them first with footbeat import --crime"
        )));
    };
    if until < *first || until > *last {
        return Err(Failure::Work(anyhow::anyhow!(
            "no crimes of {until} are held; there are months from {first} to {last}"
        )));
    }
    Ok(())
}

fn hotspot(h: &crate::domain::hotspot::Hotspot) -> Value {
    let mut value = serde_json::to_value(h).unwrap_or_default();
    if let Some(map) = value.as_object_mut() {
        map.remove("segments");
    }
    value
}

/// A collection of features, RFC 7946.
pub(super) fn geojson(features: impl Iterator<Item = (Geometry<f64>, Value)>) -> String {
    let features = features.map(|(geometry, properties)| Feature {
        geometry: Some(geojson::Geometry::from(&geometry)),
        properties: match properties {
            Value::Object(map) => Some(map),
            _ => Some(JsonObject::new()),
        },
        ..Feature::default()
    });
    FeatureCollection { bbox: None, features: features.collect(), foreign_members: None }.to_string() + "\n"
}

fn hexagons(report: &HotspotReport) -> String {
    geojson(report.hexagons.iter().map(|h| {
        let ring = h.cell.boundary().iter().map(|v| (v.lng(), v.lat())).collect::<Vec<_>>();
        let properties = json!({
            "cell": h.cell.to_string(), "harm": h.weight, "z": h.z, "p": h.p, "significant": h.significant,
        });
        // A polygon closes its ring itself.
        (Geometry::Polygon(Polygon::new(LineString::from(ring), Vec::new())), properties)
    }))
}

fn streets(county: &County, report: &HotspotReport) -> String {
    let segments = county.network.segments().iter().enumerate();
    geojson(segments.filter_map(|(i, s)| {
        let risk = report.risk.get(i).copied().filter(|&r| r > 0.0)?;
        let per_km = f64::from(risk) / s.length.km().max(0.01);
        let properties =
            json!({"id": i, "osm_way": s.osm_way, "name": s.name, "harm_month": risk, "harm_month_km": per_km});
        Some((Geometry::LineString(s.line.clone()), properties))
    }))
}

fn text(report: &HotspotReport, tested: Option<&Backtest>) -> String {
    let percent = |v: f64| format!("{:.1}", v * 100.0);
    let rows: Vec<Vec<String>> = report
        .hotspots
        .iter()
        .take(30)
        .map(|h| {
            let most = h.mix.first().map_or_else(String::new, |(c, _)| c.words());
            let name = if h.streets.is_empty() {
                h.id.clone()
            } else {
                h.streets.iter().take(2).cloned().collect::<Vec<_>>().join(", ")
            };
            vec![
                h.rank.to_string(),
                name,
                format!("{:.1}", h.score),
                percent(h.harm_share),
                h.incidents.to_string(),
                format!("{:.0}", h.length_m),
                h.trend.as_str().to_owned(),
                most,
                h.flags.join(", "),
            ]
        })
        .collect();
    let header = ["rank", "streets", "harm/month", "% of harm", "incidents", "metres", "trend", "mostly", "near"];
    let mut out = table(&header, &rows);
    let all: f64 = report.hotspots.iter().map(|h| h.harm_share).sum();
    let _ = writeln!(out, "\n{} hotspots hold {} % of the harm on streets.", report.hotspots.len(), percent(all));
    for note in &report.notes {
        let _ = writeln!(out, "{note}");
    }
    if let Some(tested) = tested {
        let rows: Vec<Vec<String>> = tested
            .months
            .iter()
            .map(|m| {
                vec![
                    m.month.to_string(),
                    m.incidents.to_string(),
                    m.hit.to_string(),
                    percent(m.length_share),
                    format!("{:.1}", m.pai),
                    format!("{:.2}", m.pei),
                    format!("{:.1}", m.pai_counts),
                ]
            })
            .collect();
        out += "\nHotspots as found from the months before, tested on the month itself:\n";
        out += &table(&["month", "incidents", "hit", "% of length", "PAI", "PEI", "PAI of plain counts"], &rows);
    }
    out
}
