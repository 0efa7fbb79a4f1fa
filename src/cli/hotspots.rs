//! `footbeat hotspots`: where harm concentrates, how surely, and how well that told the months that followed.

use super::Failure;
use super::county::{load, write};
use super::output::table;
use super::targets::keep_apart;
use crate::county::County;
use crate::domain::time::Month;
use crate::hotspot::{HarmProfile, HotspotOptions, HotspotReport, Measured, OwnWeights, Table, find_with};
use geo_types::{Geometry, LineString, Polygon};
use geojson::{Feature, FeatureCollection, JsonObject};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Which hotspots to find and where to write them.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
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
    /// Weights of your own instead: a CSV file with category, weight and, if you like, police_generated
    #[arg(long, value_name = "FILE", conflicts_with = "harm")]
    harm_file: Option<PathBuf>,
    /// Metres over which forecasts spread along streets; chosen by cross-validation if not given
    #[arg(long, value_name = "METRES")]
    bandwidth: Option<f64>,
    /// Count what police activity itself brings to light (drugs, weapons), and show what that changes
    #[arg(long)]
    police_generated: bool,
    /// Show what counting it would change, without counting it
    #[arg(long)]
    police_effect: bool,
    /// Write the hotspots as GeoJSON
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write the hexagons of the significance test as GeoJSON
    #[arg(long, value_name = "FILE")]
    hexagons: Option<PathBuf>,
    /// Write every piece of street (at most 50 m) with the harm expected on it as GeoJSON
    #[arg(long, value_name = "FILE")]
    streets: Option<PathBuf>,
    /// How well forecasts of the past told the month after, beside plain counts, with confidence intervals
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
    let harm: HarmProfile = match &args.harm_file {
        Some(_) => HarmProfile::Own,
        None => args.harm.parse().map_err(Failure::Usage)?,
    };
    if let Some(b) = args.bandwidth.filter(|b| !(20.0..=2000.0).contains(b)) {
        return Err(Failure::Usage(format!("--bandwidth {b}: wanted metres from 20 to 2000")));
    }
    let writes = [
        ("--out", args.out.as_deref()),
        ("--hexagons", args.hexagons.as_deref()),
        ("--streets", args.streets.as_deref()),
    ];
    let reads: Vec<&std::path::Path> = args.harm_file.iter().map(PathBuf::as_path).collect();
    keep_apart(&args.county, &reads, &writes)?;
    let own = args.harm_file.as_deref().map(own_weights).transpose()?;
    let options = HotspotOptions {
        months: args.months,
        until,
        harm,
        bandwidth: args.bandwidth,
        police_generated: args.police_generated,
        police_effect: args.police_effect || args.police_generated,
    };
    let county = load(&args.county)?;
    if let Some(until) = until {
        held(&county, until)?;
    }
    let report = find_with(&county, options, own.as_ref());
    if let Some(path) = &args.out {
        write(path, &geojson(report.hotspots.iter().map(|h| (Geometry::Polygon(h.geom.clone()), hotspot(h)))))?;
    }
    if let Some(path) = &args.hexagons {
        write(path, &hexagons(&report))?;
    }
    if let Some(path) = &args.streets {
        write(path, &streets(&county, &report))?;
    }
    if args.json {
        let months = report.months.map(|(a, b)| [a.to_string(), b.to_string()]);
        let all: Vec<Value> = report.hotspots.iter().map(hotspot).collect();
        let value = json!({
            "harm": harm.slug(), "months": months, "missing": report.missing, "located": report.counts.0,
            "on_street": report.counts.1, "too_far": report.counts.2, "hotspots": all, "notes": report.notes,
            "forecast": report.forecast, "gone": report.gone, "overlaps": report.overlaps,
            "police_effect": report.police_effect,
            "backtest": args.backtest.then_some(&report.backtest),
        });
        return Ok(value.to_string() + "\n");
    }
    Ok(text(&report, args.backtest))
}

/// Reads the user's weights.
fn own_weights(path: &std::path::Path) -> Result<OwnWeights, Failure> {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|e| Failure::Work(anyhow::anyhow!("{name}: {e}")))?;
    OwnWeights::read(&text).map_err(|e| Failure::Work(anyhow::anyhow!("{name}, {e}")))
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
            "h3": h.cell.to_string(), "weight": h.weight, "gi_z": h.z, "gi_p": h.p, "significant": h.significant,
        });
        // A polygon closes its ring itself.
        (Geometry::Polygon(Polygon::new(LineString::from(ring), Vec::new())), properties)
    }))
}

fn streets(county: &County, report: &HotspotReport) -> String {
    geojson(report.pieces.iter().map(|p| {
        let s = county.network.segment(p.segment);
        let properties = json!({
            "street": p.segment.0, "osm_way": s.osm_way, "name": s.name, "from_m": p.from_m, "to_m": p.to_m,
            "length_m": p.to_m - p.from_m, "score": p.score, "weight": p.weight,
        });
        (Geometry::LineString(p.line(&county.network)), properties)
    }))
}

fn percent(v: f64) -> String {
    format!("{:.1}", v * 100.0)
}

fn text(report: &HotspotReport, backtest: bool) -> String {
    let rows: Vec<Vec<String>> = report
        .hotspots
        .iter()
        .take(30)
        .map(|h| {
            let most = h.mix.first().map_or_else(String::new, |(c, _)| c.words());
            let name = if h.streets.is_empty() {
                format!("no name ({})", h.id)
            } else {
                h.streets.iter().take(2).cloned().collect::<Vec<_>>().join(", ")
            };
            vec![
                h.rank.to_string(),
                name,
                format!("{:.1}", h.score),
                format!("{:.1}–{:.1}", h.measures.score_low, h.measures.score_high),
                percent(h.harm_share),
                format!("{:.2}", h.measures.prevented_per_minute * 1000.0),
                h.incidents.to_string(),
                format!("{:.0}", h.length_m),
                h.trend.as_str().to_owned(),
                h.measures.months_hot.to_string(),
                most,
                h.flags.join(", "),
            ]
        })
        .collect();
    let header = [
        "rank",
        "streets",
        "harm/month",
        "95 %",
        "% of harm",
        "prevented/1000 min",
        "incidents",
        "metres",
        "trend",
        "months hot",
        "mostly",
        "near",
    ];
    let mut out = table(&header, &rows);
    let all: f64 = report.hotspots.iter().map(|h| h.harm_share).sum();
    let _ = writeln!(out, "\n{} hotspots hold {} % of the harm on streets.", report.hotspots.len(), percent(all));
    if !report.gone.is_empty() {
        let title = |g: &crate::hotspot::Gone| {
            let name = if g.streets.is_empty() { g.id.clone() } else { g.streets[..g.streets.len().min(2)].join(", ") };
            format!("{name} (last {})", g.last)
        };
        let named: Vec<String> = report.gone.iter().take(8).map(title).collect();
        let more = report.gone.len().saturating_sub(8);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        let _ = writeln!(out, "Gone within a year: {}{more}.", named.join("; "));
    }
    for note in &report.notes {
        let _ = writeln!(out, "{note}");
    }
    for e in &report.police_effect {
        let _ = writeln!(
            out,
            "Counting what police activity brings to light, by {}: {} % of harm; {} of the {} streets of the 20 heaviest \
             hotspots stay.",
            e.profile,
            percent(e.harm_share),
            e.streets_kept,
            e.streets
        );
    }
    if backtest {
        out += &tested(report);
    }
    out
}

/// The tables of the backtest.
fn tested(report: &HotspotReport) -> String {
    let b = &report.backtest;
    let (Some(first), Some(last)) = (b.months.first(), b.months.last()) else {
        return "\nToo few months for a backtest: it wants ten months before the first that is forecast.\n".to_owned();
    };
    let mut out = format!(
        "\nBacktest: each of {} months from {first} to {last} forecast from the months before it alone; harm {:.0}.\n",
        b.months.len(),
        b.harm
    );
    let mut part = |title: &str, t: &Table| {
        let cell = |m: &Measured| format!("{:.2} ({:.2}–{:.2})", m.value, m.low, m.high);
        let rows: Vec<Vec<String>> = t
            .rows
            .iter()
            .map(|r| {
                let share = format!("{:.0} %", r.length_share * 100.0);
                let kind = if r.baseline { "baseline" } else { "" };
                vec![share, r.words.clone(), kind.to_owned(), cell(&r.pai), cell(&r.pei), cell(&r.recaptured)]
            })
            .collect();
        let _ = writeln!(out, "\n{title}");
        out += &table(&["of length", "method", "", "PAI (95 %)", "PEI (95 %)", "recaptured (95 %)"], &rows);
    };
    part("Weights spread over the street by a fixed rule (kernel of 100 m), in the tested months too:", &b.spread);
    part(
        "Published points as they are. Nearly every incident falls on a point already seen, so counts look better here \
         than they can be on the ground:",
        &b.points,
    );
    out
}
