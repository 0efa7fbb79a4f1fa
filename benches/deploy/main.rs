//! Deployment on counties that are at hand.
//!
//! What routes really win in the areas that are chosen, against one officer for each of the wards with most residents
//! (both planned by the solver, same officers on duty, same iterations and seed):
//!
//!     cargo bench --bench deploy -- --county C.gpkg --officers 4 8 --date 2025-07-18 2025-12-12 [--iterations 5000]
//!
//! Growth: processor seconds of coverage and of deployment by size of county, and the exponents between them:
//!
//!     cargo bench --bench deploy -- --county 1x.gpkg 10x.gpkg 100x.gpkg --growth

use clap::Parser;
use cpu_time::ProcessTime;
use footbeat::county::County;
use footbeat::coverage::{self, CoverageOptions, DeployOptions, Deployment};
use footbeat::hotspot::{HotspotOptions, find};
use footbeat::patrol::rewards::Rewards;
use footbeat::patrol::{Picture, PlanRequest, plan_from};
use footbeat::store::{GeoPackage, Store as _};
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What routes win in chosen areas against hand-drawn ones, or growth by size
#[derive(Debug, Parser)]
struct Args {
    /// County files
    #[arg(long, required = true, num_args = 1.., value_name = "C.gpkg")]
    county: Vec<PathBuf>,
    /// Officers on duty
    #[arg(long, num_args = 1.., default_values_t = [4, 8], value_name = "N")]
    officers: Vec<u32>,
    /// Dates
    #[arg(long, num_args = 1.., default_values = ["2025-07-18", "2025-12-12"], value_name = "DATE")]
    date: Vec<Date>,
    /// Iterations of each plan
    #[arg(long, default_value_t = 5000, value_name = "N")]
    iterations: u64,
    /// Seed of each plan
    #[arg(long, default_value_t = 1, value_name = "K")]
    seed: u64,
    /// Growth instead
    #[arg(long)]
    growth: bool,
    /// Posts of --growth
    #[arg(long, default_value_t = 8, value_name = "N")]
    posts: u32,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

fn load(path: &Path) -> Result<County, String> {
    let store = GeoPackage::open_read_only(path).map_err(|e| format!("{}: {e}", path.display()))?;
    store.load().map_err(|e| format!("{}: {e}", path.display()))
}

/// Nobody else is on duty.
fn alone(county: &County) -> County {
    let mut operations = (*county.operations).clone();
    operations.officers.clear();
    operations.posts.clear();
    County { operations: Arc::new(operations), ..county.clone() }
}

fn rewards(args: &Args) -> Result<(), String> {
    for path in &args.county {
        let county = load(path)?;
        let bare = alone(&county);
        let spots = find(&county, HotspotOptions::default());
        println!("{}: reward of the planned day, {} iterations, seed {}", path.display(), args.iterations, args.seed);
        println!("officers  date        chosen     by hand    chosen more   points won (model) chosen, by hand");
        for &n in &args.officers {
            for &date in &args.date {
                let cover = coverage::measure(&bare, &spots, CoverageOptions { days: 28, on: date });
                let options = DeployOptions::on_duty(n);
                let areas = [
                    coverage::deploy_with(&bare, &spots, &cover, &options),
                    coverage::hand_drawn(&bare, &spots, &cover, &options),
                ];
                let won = [areas[0].won, areas[1].won];
                let reward = |deployment: Deployment| -> Result<i64, String> {
                    let seen = coverage::measure(&county, &spots, CoverageOptions { days: 28, on: date });
                    let picture = Picture { spots: spots.clone(), cover: seen, deployment: Some(deployment) };
                    let request = PlanRequest {
                        officers: Some(n),
                        iterations: args.iterations,
                        seed: args.seed,
                        ..PlanRequest::new(date)
                    };
                    let plan =
                        plan_from(&county, &request, &picture, &Rewards::shipped()).map_err(|e| e.to_string())?;
                    Ok(plan.reward.get())
                };
                let [chosen, hand] = areas;
                let (chosen, hand) = (reward(chosen)?, reward(hand)?);
                let more = 100.0 * (chosen - hand) as f64 / hand.max(1) as f64;
                println!("{n:8}  {date}  {chosen:9}  {hand:9}  {more:+10.1} %   {:.1}, {:.1}", won[0], won[1]);
            }
        }
    }
    Ok(())
}

fn growth(args: &Args) -> Result<(), String> {
    println!("county                segments  hotspots s  coverage s  deploy {} s", args.posts);
    let mut before: Option<(f64, [f64; 3])> = None;
    for path in &args.county {
        let county = load(path)?;
        let size = county.network.segments().len() as f64;
        let began = ProcessTime::now();
        let spots = find(&county, HotspotOptions::default());
        let found = began.elapsed().as_secs_f64();
        let on = county.incidents.last_month().and_then(|m| format!("{}-01", m.plus(1)).parse().ok());
        let on = on.unwrap_or_else(|| Date::constant(2025, 7, 1));
        let began = ProcessTime::now();
        let cover = coverage::measure(&county, &spots, CoverageOptions { days: 28, on });
        let measured = began.elapsed().as_secs_f64();
        let began = ProcessTime::now();
        let areas = coverage::deploy(&county, &spots, &cover, args.posts);
        let deployed = began.elapsed().as_secs_f64();
        let times = [found, measured, deployed];
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        println!("{name:20}  {size:8}  {found:10.2}  {measured:10.2}  {deployed:8.2}   ({:.1} points)", areas.won);
        if let Some((s, t)) = before {
            let exponent = |i: usize| (times[i] / t[i].max(1e-9)).ln() / (size / s).ln();
            println!("  exponent            {:18.2}  {:10.2}  {:8.2}", exponent(0), exponent(1), exponent(2));
        }
        before = Some((size, times));
    }
    Ok(())
}

fn main() -> ExitCode {
    let args = Args::parse();
    let done = if args.growth { growth(&args) } else { rewards(&args) };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(said) => {
            eprintln!("{said}");
            ExitCode::FAILURE
        }
    }
}
