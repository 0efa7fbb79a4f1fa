//! `footbeat import`: public files and the force's own tables into a county file.

use super::Failure;
use super::county::today;
use super::import_summary::Summary;
use super::new_county::NewCounty;
use super::output::write_whole;
use super::refresh;
use super::targets::keep_apart;
use crate::domain::code::Vintage;
use crate::import::{self, Columns, ImportError, ImportRequest, Imported, Progress};
use crate::intake::{self, Held};
use crate::store::{GeoPackage, Store};
use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Which files, and into which county.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub(super) struct Import {
    /// County file to make or to bring up to date
    #[arg(long, value_name = "FILE")]
    county: PathBuf,
    /// What pages call the county; a new one is called after its file
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    map: MapFiles,
    #[command(flatten)]
    tables: TableFiles,
    /// Recorded GPS lines; not read by this version, and refused
    #[arg(long, value_name = "FILE", num_args = 1..)]
    tracks: Vec<PathBuf>,
    /// Leave wrong rows out, list them in this CSV file and import the rest
    #[arg(long, value_name = "FILE")]
    lenient: Option<PathBuf>,
    /// List wrong rows in this CSV file, whether or not the import is refused for them
    #[arg(long, value_name = "FILE", conflicts_with = "lenient")]
    rejects: Option<PathBuf>,
    /// A loss is meant: months, streets and areas may shrink, tables may become empty, visits not listed go
    #[arg(long)]
    replace: bool,
    /// Leave hotspots and uncovered areas to the next import
    #[arg(long)]
    no_analysis: bool,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
    /// Print nothing but errors
    #[arg(long, conflicts_with = "json")]
    quiet: bool,
}

/// Public files.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Public files (plain or gzipped)")]
struct MapFiles {
    /// OpenStreetMap extract, .osm.pbf or .osm
    #[arg(long, value_name = "FILE")]
    osm: Option<PathBuf>,
    /// Heights of the ground for gradients, with --osm: ESRI ASCII grids in the British National Grid (OS Terrain 50)
    #[arg(long, value_name = "FILE.asc", num_args = 1.., requires = "osm")]
    elevation: Vec<PathBuf>,
    /// Wards as GeoJSON, a file a year
    #[arg(long, value_name = "FILE", num_args = 1..)]
    wards: Vec<PathBuf>,
    /// Parishes (in Wales: communities) as GeoJSON
    #[arg(long, value_name = "FILE", num_args = 1..)]
    parishes: Vec<PathBuf>,
    /// LSOAs as GeoJSON
    #[arg(long, visible_alias = "lsoa", value_name = "FILE", num_args = 1..)]
    lsoas: Vec<PathBuf>,
    /// Residents by LSOA or ward as CSV
    #[arg(long, value_name = "FILE", num_args = 1..)]
    population: Vec<PathBuf>,
    /// Street-level crime of police.uk: CSV files, folders of them, or the zip; later ones win
    #[arg(long, value_name = "FILE|DIR|ZIP", num_args = 1..)]
    crime: Vec<PathBuf>,
    /// Column of residents in the population file
    #[arg(long, value_name = "COLUMN")]
    population_column: Option<String>,
    /// Column of ward codes, where the usual names do not fit
    #[arg(long, value_name = "COLUMN")]
    ward_code: Option<String>,
    /// Column of ward names
    #[arg(long, value_name = "COLUMN")]
    ward_name: Option<String>,
    /// Year of the wards
    #[arg(long, value_name = "YEAR", value_parser = year)]
    ward_vintage: Option<Vintage>,
    /// Column of parish codes
    #[arg(long, value_name = "COLUMN")]
    parish_code: Option<String>,
    /// Column of parish names
    #[arg(long, value_name = "COLUMN")]
    parish_name: Option<String>,
    /// Year of the parishes
    #[arg(long, value_name = "YEAR", value_parser = year)]
    parish_vintage: Option<Vintage>,
    /// Column of LSOA codes
    #[arg(long, value_name = "COLUMN")]
    lsoa_code: Option<String>,
    /// Column of LSOA names
    #[arg(long, value_name = "COLUMN")]
    lsoa_name: Option<String>,
    /// Year of the LSOAs
    #[arg(long, value_name = "YEAR", value_parser = year)]
    lsoa_vintage: Option<Vintage>,
}

fn year(text: &str) -> Result<Vintage, String> {
    match text.parse::<u16>() {
        Ok(year) if (1974..=2100).contains(&year) => Ok(Vintage(year)),
        _ => Err("a year such as 2023 is needed".to_owned()),
    }
}

macro_rules! tables {
    ($($name:ident: $doc:literal,)*) => {
        /// The force's own tables.
        #[derive(Debug, clap::Args)]
        #[command(next_help_heading = "The force's own tables (CSV; see `footbeat template NAME`)")]
        struct TableFiles {
            $(
                #[doc = $doc]
                #[arg(long, value_name = "FILE")]
                $name: Option<PathBuf>,
            )*
        }

        impl TableFiles {
            fn by_name(&self) -> BTreeMap<String, PathBuf> {
                let all = [$((stringify!($name), &self.$name)),*];
                all.into_iter().filter_map(|(name, path)| Some((name.to_owned(), path.clone()?))).collect()
            }
        }
    };
}

tables! {
    schemes: "Schemes with their payers and areas",
    funders: "Payers",
    posts: "Posts",
    bases: "Bases where shifts begin",
    officers: "Officers",
    shifts: "Shifts",
    abstractions: "Hours off the beat",
    assets: "Community places, beside those of the map",
    concerns: "Concerns raised",
    taskings: "Taskings",
    engagements: "Engagements",
    groups: "Groups",
    visits: "Visits made; those held before stay",
}

impl Import {
    fn request(&self) -> ImportRequest {
        let columns = |code: &Option<String>, name: &Option<String>, vintage| Columns {
            code: code.clone(),
            name: name.clone(),
            vintage,
        };
        let m = &self.map;
        ImportRequest {
            osm: m.osm.clone(),
            elevation: m.elevation.clone(),
            wards: m.wards.clone(),
            ward_columns: columns(&m.ward_code, &m.ward_name, m.ward_vintage),
            parishes: m.parishes.clone(),
            parish_columns: columns(&m.parish_code, &m.parish_name, m.parish_vintage),
            lsoas: m.lsoas.clone(),
            lsoa_columns: columns(&m.lsoa_code, &m.lsoa_name, m.lsoa_vintage),
            population: m.population.clone(),
            population_column: m.population_column.clone(),
            crime: m.crime.clone(),
            today: Some(today()),
            tables: self.tables.by_name(),
            // Rejects are looked at here, so that they can be listed with their sources.
            lenient: true,
        }
    }

    /// Files by source.
    fn from(&self) -> BTreeMap<String, Vec<PathBuf>> {
        let m = &self.map;
        let mut from: BTreeMap<String, Vec<PathBuf>> =
            self.tables.by_name().into_iter().map(|(name, path)| (name, vec![path])).collect();
        for (source, paths) in [
            ("osm", m.osm.as_slice()),
            ("elevation", &m.elevation),
            ("wards", &m.wards),
            ("parishes", &m.parishes),
            ("lsoas", &m.lsoas),
            ("population", &m.population),
            ("crime", &m.crime),
        ] {
            if !paths.is_empty() {
                from.insert(source.to_owned(), paths.to_vec());
            }
        }
        from
    }

    fn is_idle(&self) -> bool {
        self.from().is_empty() && self.name.is_none()
    }
}

/// A bar on a terminal, nothing elsewhere.
struct Bar(ProgressBar);

impl Bar {
    fn new(quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg} ({elapsed})") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    fn step(&self, what: &'static str) {
        self.0.set_message(what);
    }
}

impl Progress for Bar {
    fn read(&self, source: &str, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
        self.0.set_message(format!("files read, last {source}"));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Imports; the summary as text.
pub(super) fn run(args: &Import) -> Result<String, Failure> {
    if !args.tracks.is_empty() {
        let words = "--tracks cannot be read yet: this version has no reader of recorded GPS lines. Nothing was \
                     imported; visits made can be given as a table with --visits";
        return Err(Failure::Usage(words.to_owned()));
    }
    if args.is_idle() {
        let words = "nothing to import: name at least one file, such as --osm, --wards, --crime or --officers";
        return Err(Failure::Usage(words.to_owned()));
    }
    if args.county.file_name().is_none() {
        return Err(Failure::Usage(format!(
            "{} names no file; a county is one file, such as gwent.gpkg",
            args.county.display()
        )));
    }
    let from = args.from();
    let reads: Vec<&Path> = from.values().flatten().map(PathBuf::as_path).collect();
    let lists = [("--lenient", args.lenient.as_deref()), ("--rejects", args.rejects.as_deref())];
    keep_apart(&args.county, &reads, &lists)?;
    let start = Instant::now();
    let bar = Bar::new(args.quiet);
    // A county that is there is opened first: whoever may not write it should not wait for the files to be read.
    let mut held = args.county.exists().then(|| GeoPackage::open(&args.county)).transpose().map_err(work)?;
    let imported = import::read(&args.request(), &bar).map_err(work)?;
    let mut new = if held.is_none() { Some(NewCounty::make(&args.county)?) } else { None };
    let store = held.as_mut().or_else(|| new.as_mut().and_then(NewCounty::store));
    let Some(store) = store else { return Err(Failure::Work(anyhow::anyhow!("the county is closed"))) };
    let summary = carry_out(args, store, imported, &bar, start)?;
    if let Some(new) = new {
        new.finish().map_err(|e| anyhow::anyhow!("cannot make {}: {e}", args.county.display()))?;
    }
    drop(bar);
    if args.quiet {
        return Ok(String::new());
    }
    if args.json {
        return Ok(serde_json::to_string(&summary).map_err(work)? + "\n");
    }
    summary.warnings.iter().for_each(|w| {
        let kind = if w.starts_with("warning: ") { "" } else { "note: " };
        let _ = writeln!(std::io::stderr(), "{kind}{w}");
    });
    Ok(summary.text())
}

fn work(e: impl Into<anyhow::Error>) -> Failure {
    Failure::Work(e.into())
}

/// Lists or refuses what is wrong in the files, by themselves and against what is held.
fn settle(args: &Import, held: &Held, imported: &mut Imported) -> Result<(), Failure> {
    intake::settle(held, imported);
    if let Some(list) = args.lenient.as_ref().or(args.rejects.as_ref()) {
        write_whole(list, imported.report.rejects_csv().as_bytes())
            .map_err(|e| anyhow::anyhow!("cannot write {}: {e}; nothing was imported", list.display()))?;
    }
    let rejects: Vec<_> = imported.report.rejects().cloned().collect();
    if args.lenient.is_none() && !rejects.is_empty() {
        return Err(work(ImportError::Rejected { rejects }));
    }
    Ok(())
}

fn carry_out(
    args: &Import,
    store: &mut GeoPackage,
    mut imported: Imported,
    bar: &Bar,
    start: Instant,
) -> Result<Summary, Failure> {
    bar.step("files read; building streets");
    let held = Held::of(store).map_err(work)?;
    settle(args, &held, &mut imported)?;
    let name = args.name.clone().or_else(|| held.county.name.is_empty().then(|| called(&args.county)));
    let rejected = imported.report.rejects().count() as u64;
    let options = intake::Options { replace: args.replace, name };
    let plan = intake::plan(&held, imported, &options).map_err(work)?;
    let mut summary = Summary::of(&args.county, &args.from(), &plan, rejected);
    let due = refresh::is_due(&held.county) || !plan.changes.is_empty();
    drop(held);
    if !plan.changes.is_empty() {
        bar.step("writing");
        let mut changes = plan.changes;
        changes.push(refresh::mark());
        store.commit(changes).map_err(work)?;
    }
    summary.seconds = start.elapsed().as_secs_f64();
    if due && !args.no_analysis {
        bar.step("finding hotspots and uncovered areas");
        let start = Instant::now();
        let done = refresh::refresh(store, today()).context("the files are in, but not what follows from them")?;
        summary.analysis = Some(done);
        summary.analysis_seconds = start.elapsed().as_secs_f64();
    }
    Ok(summary)
}

/// A county is called after its file: `north-alder.gpkg` is North Alder.
fn called(county: &Path) -> String {
    let stem = county.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let word = |w: &str| {
        let mut letters = w.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    stem.split(['-', '_', ' ']).filter(|w| !w.is_empty()).map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tables::TABLES;

    #[test]
    fn every_table_has_its_option() {
        let one = || Some(PathBuf::from("x"));
        let all = TableFiles {
            schemes: one(),
            funders: one(),
            posts: one(),
            bases: one(),
            officers: one(),
            shifts: one(),
            abstractions: one(),
            assets: one(),
            concerns: one(),
            taskings: one(),
            engagements: one(),
            groups: one(),
            visits: one(),
        };
        let names: Vec<String> = all.by_name().into_keys().collect();
        let mut known: Vec<&str> = TABLES.iter().map(|t| t.name).collect();
        known.sort_unstable();
        assert_eq!(names, known);
    }

    #[test]
    fn a_county_is_called_after_its_file() {
        assert_eq!(called(Path::new("/tmp/north-alder_vale.gpkg")), "North Alder Vale");
        assert_eq!(called(Path::new("élan.gpkg")), "Élan");
    }
}
