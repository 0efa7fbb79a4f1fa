//! `footbeat demo`: an invented county from nothing to a day's published plan on a map.

use super::county::{open, today};
use super::plan::publish;
use super::{Failure, import, refresh, serve};
use crate::domain::plan::PlanStatus;
use crate::domain::tables::TABLES;
use crate::domain::time::Month;
use crate::patrol::{PlanRequest, plan};
use crate::store::{Change, Store as _};
use crate::synth::{SynthOptions, write};
use clap::Parser;
use jiff::civil::Date;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Residents and officers of the demo county: a district that a sergeant knows by heart.
const RESIDENTS: u32 = 120_000;
const OFFICERS: u32 = 12;

/// Where to make and to serve it.
#[derive(Debug, clap::Args)]
pub(super) struct Demo {
    /// Address of this machine; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Make the county anew, as of today
    #[arg(long)]
    fresh: bool,
    /// Folder of the demo
    #[arg(long, value_name = "DIR", default_value = "demo")]
    dir: PathBuf,
    /// Make, plan and publish, but do not serve
    #[arg(long)]
    no_serve: bool,
}

/// The import command alone: the demo imports as a user would.
#[derive(Debug, Parser)]
struct AsTyped {
    #[command(flatten)]
    import: import::Import,
}

/// Makes what is absent, plans today, serves.
pub(super) fn run(args: &Demo) -> Result<(), Failure> {
    let address = serve::address(&args.listen)?;
    let county = args.dir.join("demo.gpkg");
    let date = today();
    if args.fresh || !county.exists() {
        make(&args.dir, &county, date)?;
    }
    plan_day(&county, date)?;
    if args.no_serve {
        return super::print(&format!("{} holds the demo county and the plan of {date}\n", county.display()));
    }
    serve::run(&county, address, |address| {
        super::print(&format!("Footbeat is at http://{address}/\n"))?;
        say("the county is invented; Ctrl-C stops the demo");
        Ok(())
    })
}

fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "footbeat: {text}");
}

/// Writes the invented files and imports them.
fn make(dir: &Path, county: &Path, date: Date) -> Result<(), Failure> {
    say("making the demo county");
    let files = dir.join("files");
    std::fs::create_dir_all(dir).map_err(|e| anyhow::anyhow!("cannot make {}: {e}", dir.display()))?;
    // Crimes of a month are published weeks after its end.
    let options =
        SynthOptions { seed: 1, residents: RESIDENTS, officers: OFFICERS, until: Month::of(date).plus(-1), date };
    write(&files, &options).map_err(anyhow::Error::from)?;
    if county.exists() {
        std::fs::remove_file(county).map_err(|e| anyhow::anyhow!("cannot replace {}: {e}", county.display()))?;
    }
    let mut words: Vec<OsString> =
        ["footbeat", "--name", "Demo county (invented)", "--quiet", "--no-analysis"].map(OsString::from).into();
    let mut add = |option: &str, path: PathBuf| words.extend([OsString::from(option), path.into_os_string()]);
    add("--county", county.to_path_buf());
    add("--osm", files.join("streets.osm"));
    add("--wards", files.join("wards.geojson"));
    add("--parishes", files.join("parishes.geojson"));
    add("--lsoas", files.join("lsoa.geojson"));
    add("--population", files.join("population.csv"));
    add("--crime", files.join("crime"));
    for table in TABLES {
        add(&format!("--{}", table.name), files.join(format!("{}.csv", table.name)));
    }
    let typed = AsTyped::try_parse_from(words).map_err(anyhow::Error::from)?;
    import::run(&typed.import)?;
    refresh::refresh(&mut open(county)?, date).map_err(anyhow::Error::from)?;
    Ok(())
}

/// Plans and publishes a date, unless that is done.
fn plan_day(county: &Path, date: Date) -> Result<(), Failure> {
    let mut store = open(county)?;
    let held = store.load().map_err(anyhow::Error::from)?;
    if held.published(date).is_some() {
        return Ok(());
    }
    say(&format!("planning {date}"));
    let draft = plan(&held, &PlanRequest::new(date)).map_err(anyhow::Error::from)?;
    let mut changes = publish(&held, &draft)?;
    changes.insert(0, Change::Plan(Box::new(draft)));
    debug_assert!(matches!(changes.last(), Some(Change::PlanStatus(_, PlanStatus::Published))));
    store.commit(changes).map_err(anyhow::Error::from)?;
    Ok(())
}
