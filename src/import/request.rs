//! One import: which files, and what they gave.

use super::boundary::{self, Columns};
use super::crime::{self, CrimeMonths};
use super::population::{self, Population};
use super::report::{ImportError, ImportReport, Reject, SourceReport};
use super::{elevation, osm, residents, roster};
use crate::domain::boundary::{Boundary, BoundaryKind};
use crate::domain::code::Vintage;
use crate::domain::rawmap::RawMap;
use crate::domain::table::{Record, Row, TableSpec};
use crate::domain::tables::TABLES;
use crate::domain::time::Month;
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// Which files an import reads. All are optional.
#[derive(Debug, Clone, Default)]
pub struct ImportRequest {
    /// An OpenStreetMap extract, `.osm.pbf` or `.osm`.
    pub osm: Option<PathBuf>,
    /// Heights of the ground as ESRI ASCII grids in the British National Grid; they need the extract beside them.
    pub elevation: Vec<PathBuf>,
    /// Wards, a file a vintage.
    pub wards: Vec<PathBuf>,
    /// Their columns, if not the usual ones.
    pub ward_columns: Columns,
    /// Parishes.
    pub parishes: Vec<PathBuf>,
    /// Their columns, if not the usual ones.
    pub parish_columns: Columns,
    /// LSOAs.
    pub lsoas: Vec<PathBuf>,
    /// Their columns, if not the usual ones.
    pub lsoa_columns: Columns,
    /// Residents by area.
    pub population: Vec<PathBuf>,
    /// Their column of residents, if several may be it.
    pub population_column: Option<String>,
    /// Street-level crime: files, folders or zips; a later one wins over an earlier one.
    pub crime: Vec<PathBuf>,
    /// The force's own tables by name (see [`TABLES`]): `assets`, `schemes`, `officers`…
    pub tables: BTreeMap<String, PathBuf>,
    /// The day of the import: months and reports of residents cannot be later.
    pub today: Option<Date>,
    /// Whether rows that are wrong are left out and listed, instead of refusing the import.
    pub lenient: bool,
}

/// Who wants to know how far an import is. Calls come from several threads.
pub trait Progress: Sync {
    /// `done` of `total` files are read; `source` is the last of them: `osm`, `wards`, `crime`…
    fn read(&self, source: &str, done: u64, total: u64);
}

/// Nobody wants to know.
impl Progress for () {
    fn read(&self, _: &str, _: u64, _: u64) {}
}

/// What an import gave, checked and in an order that the files alone decide. Nothing is stored yet.
#[derive(Debug, Default)]
pub struct Imported {
    /// Streets, ground, settlements and community places of the map.
    pub map: Option<RawMap>,
    /// Areas by kind and year, sorted by code, with residents where the population files know them.
    pub boundaries: BTreeMap<(BoundaryKind, Vintage), Vec<Boundary>>,
    /// Residents by area code.
    pub population: Population,
    /// Incidents of each force and month.
    pub crimes: CrimeMonths,
    /// Rows of the force's own tables, in the order of [`TABLES`].
    pub tables: Vec<(&'static TableSpec, Vec<Record>)>,
    /// Age of each source that was read: `streets` → `2023-06-12`, `crimes` → `2022-07 to 2025-06`.
    pub sources: BTreeMap<String, String>,
    /// Counts, warnings and rejects of each source.
    pub report: ImportReport,
    /// What was said when residents were laid onto the areas of these files.
    pub residents: SourceReport,
}

enum Job<'a> {
    Osm(&'a PathBuf),
    Elevation(&'a PathBuf),
    Boundary(BoundaryKind, &'a PathBuf, &'a Columns),
    Population(&'a PathBuf, Option<&'a str>),
    Crime(&'a PathBuf),
    Table(&'static TableSpec, &'a PathBuf),
}

enum Part {
    Map(Box<RawMap>),
    Heights(elevation::Grid),
    Areas(BoundaryKind, Vec<Boundary>),
    Residents(Population),
    Crimes(CrimeMonths),
    Rows(&'static TableSpec, Vec<Record>),
}

impl Job<'_> {
    fn source(&self) -> &'static str {
        match self {
            Self::Osm(_) => "osm",
            Self::Elevation(_) => "elevation",
            Self::Boundary(kind, ..) => kind.table(),
            Self::Population(..) => "population",
            Self::Crime(_) => "crime",
            Self::Table(spec, _) => spec.name,
        }
    }

    fn run(&self) -> Result<(Part, SourceReport), ImportError> {
        let mut report = SourceReport::new(self.source());
        let part = match self {
            Self::Osm(path) => Part::Map(Box::new(osm::read(path, &mut report)?)),
            Self::Elevation(path) => Part::Heights(elevation::read(path, &mut report)?),
            Self::Boundary(kind, path, columns) => {
                Part::Areas(*kind, boundary::read(path, *kind, columns, &mut report)?)
            }
            Self::Population(path, column) => Part::Residents(population::read(path, *column, &mut report)?),
            Self::Crime(path) => Part::Crimes(crime::read(path, &mut report)?),
            Self::Table(spec, path) => Part::Rows(spec, roster::read(path, spec, &mut report)?),
        };
        Ok((part, report))
    }
}

fn jobs(request: &ImportRequest) -> Result<Vec<Job<'_>>, ImportError> {
    let mut jobs: Vec<Job<'_>> = request.osm.iter().map(Job::Osm).collect();
    jobs.extend(request.elevation.iter().map(Job::Elevation));
    for (kind, paths, columns) in [
        (BoundaryKind::Ward, &request.wards, &request.ward_columns),
        (BoundaryKind::Parish, &request.parishes, &request.parish_columns),
        (BoundaryKind::Lsoa, &request.lsoas, &request.lsoa_columns),
    ] {
        jobs.extend(paths.iter().map(|path| Job::Boundary(kind, path, columns)));
    }
    let column = request.population_column.as_deref();
    jobs.extend(request.population.iter().map(|path| Job::Population(path, column)));
    jobs.extend(request.crime.iter().map(Job::Crime));
    if let Some(name) = request.tables.keys().find(|name| TABLES.iter().all(|t| t.name != name.as_str())) {
        return Err(ImportError::UnknownTable { name: name.clone() });
    }
    for spec in TABLES {
        jobs.extend(request.tables.get(spec.name).map(|path| Job::Table(spec, path)));
    }
    Ok(jobs)
}

/// Reads and checks all files of an import, several at a time.
///
/// # Errors
/// When a file is damaged or would mislead, or, unless the request is lenient, when any row is wrong: then with all
/// the wrong rows at once.
pub fn read(request: &ImportRequest, progress: &dyn Progress) -> Result<Imported, ImportError> {
    let jobs = jobs(request)?;
    let (done, total) = (AtomicU64::new(0), jobs.len() as u64);
    let parts: Vec<Result<(Part, SourceReport), ImportError>> = jobs
        .par_iter()
        .map(|job| {
            let result = job.run();
            progress.read(job.source(), done.fetch_add(1, Ordering::Relaxed) + 1, total);
            result
        })
        .collect();
    let mut out = Imported::default();
    let mut grids = Vec::new();
    for part in parts {
        let (part, mut report) = part?;
        match part {
            Part::Heights(grid) => grids.push(grid),
            part => out.take(part, &mut report),
        }
        out.report.sources.push(report);
    }
    if let Some(map) = &mut out.map {
        let mut report = SourceReport::new("elevation");
        elevation::lay(map, &grids, &mut report)?;
        out.report.sources.extend((!grids.is_empty()).then_some(report));
    }
    if let Some(today) = request.today {
        out.nothing_to_come(today);
    }
    residents::fill(&mut out.boundaries, &out.population, &mut out.residents);
    if !request.lenient {
        let rejects: Vec<_> = out.report.rejects().cloned().collect();
        if !rejects.is_empty() {
            return Err(ImportError::Rejected { rejects });
        }
    }
    out.date();
    Ok(out)
}

impl Imported {
    fn take(&mut self, part: Part, report: &mut SourceReport) {
        match part {
            Part::Map(map) => self.map = Some(*map),
            // Laid onto the map when all files are read.
            Part::Heights(_) => {}
            Part::Areas(kind, areas) => {
                for area in areas {
                    self.boundaries.entry((kind, area.key.vintage)).or_default().push(area);
                }
            }
            Part::Residents(new) => self.population.extend(new),
            Part::Crimes(new) => crime::join(&mut self.crimes, new, report),
            Part::Rows(spec, rows) => self.tables.push((spec, rows)),
        }
    }

    /// Leaves out, among the rejects, what is dated after today.
    fn nothing_to_come(&mut self, today: Date) {
        let last = Month::of(today);
        let later: Vec<(String, Month)> = self.crimes.keys().filter(|k| k.1 > last).cloned().collect();
        for key in later {
            let n = self.crimes.remove(&key).map_or(0, |rows| rows.len());
            let (force, month) = key;
            if let Some(report) = self.report.sources.iter_mut().find(|s| s.source == "crime") {
                report.rejects.push(Reject {
                    file: force,
                    line: 0,
                    column: "Month".to_owned(),
                    wrong: format!("{n} rows of {month}, which is still to come"),
                    right: format!("months up to {last}"),
                });
            }
        }
        for (spec, rows) in self.tables.iter_mut().filter(|(spec, _)| spec.name == "concerns") {
            let Some(report) = self.report.sources.iter_mut().find(|s| s.source == spec.name) else { continue };
            report.leave_out(rows, |r| {
                let day = Row::new(spec, r).date("received").filter(|d| *d > today)?;
                Some(("received", format!("{day}, which is still to come"), format!("a day up to {today}")))
            });
        }
    }

    fn date(&mut self) {
        if let Some(when) = self.map.as_ref().and_then(|m| m.timestamp.as_deref()) {
            self.sources.insert("streets".to_owned(), when.chars().take(10).collect());
        }
        let mut months = self.crimes.keys().map(|(_, month)| *month);
        if let Some(first) = months.next() {
            let (low, high) = months.fold((first, first), |(a, b), m| (a.min(m), b.max(m)));
            self.sources.insert("crimes".to_owned(), format!("{low} to {high}"));
        }
        for (kind, vintage) in self.boundaries.keys().filter(|(_, v)| v.0 > 0) {
            self.sources.insert(kind.table().to_owned(), vintage.to_string());
        }
    }
}
