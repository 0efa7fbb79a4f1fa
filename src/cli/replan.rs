//! `footbeat replan`: the rest of a published day, after something happened to an officer.

use super::Failure;
use super::county::{date, load, open, write};
use super::plan::{MOST_ITERATIONS, summary, summary_json};
use super::targets::keep_apart;
use crate::county::County;
use crate::domain::place::LonLat;
use crate::domain::plan::PlanStatus;
use crate::domain::time::{Clock, TimeOfDay};
use crate::domain::units::Seconds;
use crate::patrol::geojson;
use crate::patrol::replan::{Replan, replan};
use crate::store::{Change, Store};
use anyhow::anyhow;
use std::path::PathBuf;

/// What happened, and to whom.
#[derive(Debug, clap::Args)]
pub(super) struct ReplanArgs {
    /// County file
    #[arg(long, value_name = "C.gpkg")]
    county: PathBuf,
    /// Date to which the shifts belong, YYYY-MM-DD
    #[arg(long)]
    date: String,
    /// Officer, by the id of the roster
    #[arg(long, value_name = "ID")]
    officer: String,
    /// From when on, local time
    #[arg(long, value_name = "HH:MM")]
    at: String,
    /// Longitude of the place from which the officer goes on
    #[arg(long, value_name = "X", allow_negative_numbers = true, required_unless_present = "gone")]
    lon: Option<f64>,
    /// Latitude of it
    #[arg(long, value_name = "Y", allow_negative_numbers = true, required_unless_present = "gone")]
    lat: Option<f64>,
    /// The officer is out for the rest of the day
    #[arg(long, conflicts_with_all = ["lon", "lat"])]
    gone: bool,
    /// Another officer whose further stops may change too; may be given more than once
    #[arg(long, value_name = "ID")]
    free: Vec<String>,
    /// Iterations of the search
    #[arg(long, default_value_t = 2000, value_name = "N", value_parser = clap::value_parser!(u64).range(..=MOST_ITERATIONS))]
    iterations: u64,
    /// Search for so many seconds instead; the iterations made are printed
    #[arg(long, value_name = "S", conflicts_with = "iterations")]
    seconds: Option<f64>,
    /// Seed of the search
    #[arg(long, default_value_t = 1, value_name = "K")]
    seed: u64,
    /// Write the plan as GeoJSON
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write the file only; do not keep the draft in the county file
    #[arg(long)]
    dry_run: bool,
    /// Print a summary as JSON
    #[arg(long)]
    json: bool,
}

/// Plans the rest of a day and keeps the draft; the text to print.
pub(super) fn run_replan(args: &ReplanArgs) -> Result<String, Failure> {
    let date = date(&args.date)?;
    keep_apart(&args.county, &[], &[("--out", args.out.as_deref())])?;
    let time: TimeOfDay = args
        .at
        .parse()
        .map_err(|_| Failure::Usage(format!("--at {} is no time of day; write it as 14:30", args.at)))?;
    if args.seconds.is_some_and(|s| !s.is_finite() || s <= 0.0 || s > 86_400.0) {
        return Err(Failure::Usage("--seconds wants a number above 0 and at most 86400, a day".to_owned()));
    }
    let place = match (args.lon, args.lat) {
        (Some(lon), Some(lat)) => Some(LonLat::new(lon, lat).map_err(|e| Failure::Usage(e.to_string()))?),
        _ => None,
    };
    let mut store = if args.dry_run { None } else { Some(open(&args.county)?) };
    let county = match &store {
        Some(store) => store.load().map_err(anyhow::Error::from)?,
        None => load(&args.county)?,
    };
    let asked = Replan {
        date,
        officer: args.officer.as_str().into(),
        at: moment(&county, date, &args.officer, time),
        place,
        free: args.free.iter().map(|o| o.as_str().into()).collect(),
        iterations: args.iterations,
        seconds: args.seconds,
        seed: args.seed,
    };
    let made = replan(&county, &asked).map_err(|e| Failure::Work(anyhow!(e)))?;
    if let Some(path) = &args.out {
        write(path, &geojson::text(&made))?;
    }
    let text = if args.json { summary_json(&made)? } else { summary(&made) };
    let held = county.plans.iter().any(|p| p.id == made.id);
    if let Some(store) = store.as_mut().filter(|_| !held) {
        store.commit(vec![Change::Plan(Box::new(made))]).map_err(anyhow::Error::from)?;
    }
    Ok(text)
}

/// A local time of the officer's shift: of the next day if the shift goes over midnight and the time is before its begin.
fn moment(county: &County, date: jiff::civil::Date, officer: &str, time: TimeOfDay) -> Seconds {
    let at = Clock::london(date).at(time);
    let plan = county.plans.iter().rfind(|p| p.date == date && p.status == PlanStatus::Published);
    let route = plan.and_then(|p| p.routes.iter().find(|r| r.officer.as_str() == officer));
    let midnight = TimeOfDay::hm(24, 0).map_or(Seconds::new(86_400), |t| Clock::london(date).at(t));
    match route {
        Some(r) if at < r.start && r.end > midnight => {
            let next = date.tomorrow().map_or(at, |d| Clock::london(d).at(time));
            Seconds::new(midnight.get() + next.get())
        }
        _ => at,
    }
}
