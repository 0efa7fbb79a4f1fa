//! What finding hotspots takes, forecasts and backtest included, and how it grows.
//!
//!     cargo bench --bench hotspot -- [--county C.gpkg…] [--residents 10000 100000 1000000] [--seed K]
//!
//! Counties of `--residents` are made up (`footbeat synth`) and read. Figures are processor seconds of one thread, the
//! best of `--repeat` runs with the defaults of `footbeat hotspots`. With two or more made-up counties, growth exponents
//! between the least and the greatest are printed: log(time ratio) / log(ratio), by pieces of street and by incidents.

use clap::Parser;
use cpu_time::ProcessTime;
use footbeat::county::{Boundaries, County, Ground, Incidents, Operations};
use footbeat::domain::time::Month;
use footbeat::hotspot::{HotspotOptions, HotspotReport, find};
use footbeat::import::{self, ImportRequest};
use footbeat::store::{GeoPackage, Store};
use footbeat::street::build;
use footbeat::synth::{SynthOptions, write};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Hotspots with the defaults, in processor seconds of one thread
#[derive(Debug, Parser)]
struct Args {
    /// County files
    #[arg(long, num_args = 1.., value_name = "C.gpkg")]
    county: Vec<PathBuf>,
    /// Made-up counties of so many residents
    #[arg(long, num_args = 1.., value_name = "N")]
    residents: Vec<u32>,
    /// Seed of counties
    #[arg(long, default_value_t = 1, value_name = "K")]
    seed: u64,
    /// The best of so many runs
    #[arg(long, default_value_t = 2, value_name = "N")]
    repeat: usize,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

fn made_up(residents: u32, seed: u64) -> Result<County, Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let out = dir.path().join("county");
    let until = Month::new(2026, 6).ok_or("a month")?;
    write(&out, &SynthOptions { seed, residents, officers: 4, until, date: jiff::civil::date(2026, 7, 10) })?;
    let request = ImportRequest {
        osm: Some(out.join("streets.osm")),
        crime: vec![out.join("crime")],
        ..ImportRequest::default()
    };
    let mut got = import::read(&request, &())?;
    let mut months: BTreeMap<_, BTreeMap<_, u32>> = BTreeMap::new();
    let mut rows = Vec::new();
    for ((force, month), list) in got.crimes {
        months.entry(force).or_default().insert(month, list.len() as u32);
        rows.extend(list);
    }
    let (network, _) = build(&got.map.take().ok_or("no streets")?);
    Ok(County {
        name: "made up".into(),
        network: Arc::new(network),
        boundaries: Arc::new(Boundaries::default()),
        incidents: Arc::new(Incidents { rows, months }),
        operations: Arc::new(Operations::default()),
        ground: Arc::new(Ground::default()),
        plans: Arc::new(Vec::new()),
        sources: BTreeMap::new(),
    })
}

/// Pieces of street, incidents, seconds.
fn measure(name: &str, county: &County, repeat: usize) -> (f64, f64, f64) {
    let mut best = f64::INFINITY;
    let mut report = HotspotReport::default();
    for _ in 0..repeat.max(1) {
        let begun = ProcessTime::now();
        report = find(county, HotspotOptions::default());
        best = best.min(begun.elapsed().as_secs_f64());
    }
    let (pieces, rows) = (report.pieces.len(), county.incidents.rows.len());
    let ships = report.forecast.as_ref().map_or("nothing", |f| f.choice.ships.words());
    let held = report.backtest.months.len();
    println!("| {name} | {pieces} | {rows} | {} | {held} | {ships} | {best:.2} |", report.hotspots.len());
    (pieces as f64, rows as f64, best)
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    println!(
        "| county | pieces | incidents | hotspots | months held back | ships | s |\n|---|---:|---:|---:|---:|---|---:|"
    );
    for path in &args.county {
        let county = GeoPackage::open_read_only(path)?.load()?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        measure(&name, &county, args.repeat);
    }
    let mut points = Vec::new();
    for &n in &args.residents {
        points.push(measure(&format!("{n} residents"), &made_up(n, args.seed)?, args.repeat));
    }
    if let [first, .., last] = points.as_slice() {
        let exponent = |a: f64, b: f64| (last.2 / first.2).ln() / (b / a).ln();
        println!(
            "\nexponents: {:.2} by pieces, {:.2} by incidents",
            exponent(first.0, last.0),
            exponent(first.1, last.1)
        );
    }
    Ok(())
}

fn main() -> ExitCode {
    let args = Args::parse();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    // Errors become words inside: those of other crates may not cross threads.
    let done = pool.map_err(|e| e.to_string()).and_then(|pool| pool.install(|| run(&args).map_err(|e| e.to_string())));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}
