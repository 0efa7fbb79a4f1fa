//! police.uk street-level crime: a CSV, a folder of them or of month folders, or the zip as downloaded.

use super::boundary_shape::in_britain;
use super::report::{ImportError, Reject, SourceReport};
use super::{crime_notes, csv_text, input};
use crate::domain::incident::{Category, Incident};
use crate::domain::place::LonLat;
use crate::domain::time::Month;
use crime_notes::unheard_of;
use geo_types::Coord;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Rows of each force and month, in the order of the files.
pub type CrimeMonths = BTreeMap<(String, Month), Vec<Incident>>;

const COLUMNS: [&str; 9] = [
    "Crime ID",
    "Month",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "Crime type",
    "Last outcome category",
];

/// Reads a file, a folder or a zip. A month that two files hold is taken from the later of them: files go by path,
/// members of a zip by name.
///
/// # Errors
/// When a file is damaged, lacks a column or would mislead (broken quote, swapped coordinates).
pub fn read(path: &Path, report: &mut SourceReport) -> Result<CrimeMonths, ImportError> {
    let mut files = Vec::new();
    let meta = fs::metadata(path).map_err(|e| ImportError::io(path, e))?;
    if meta.is_dir() {
        list(path, 0, &mut BTreeSet::new(), &mut files)?;
        files.sort();
        if files.is_empty() {
            return Err(ImportError::Nothing { path: path.to_owned(), wanted: "street CSV files" });
        }
    } else {
        files.push(path.to_owned());
    }
    let parts: Vec<_> = files
        .par_iter()
        .map(|file| {
            let raw = input::bytes(file)?;
            if raw.starts_with(b"PK\x03\x04") {
                read_zip(&raw, file)
            } else {
                Ok(vec![read_csv(raw, &file.display().to_string())?])
            }
        })
        .collect::<Result<_, ImportError>>()?;
    let mut months = CrimeMonths::new();
    for (_, of_file) in parts.iter().flatten() {
        report.without_rows.extend(of_file.without_rows.iter().cloned());
    }
    for (part, of_file) in parts.into_iter().flatten() {
        report.files += 1;
        report.rejects.extend(of_file.rejects);
        of_file.warnings.into_iter().for_each(|w| report.warn(w));
        join(&mut months, part, report);
    }
    unheard_of(&months, report);
    let sum = tally(&months);
    report.count("rows", sum.rows);
    report.count("located", sum.located);
    report.count("without a place", sum.rows - sum.located);
    report.count("without an id", sum.without_id);
    report.count("months", months.len() as u64);
    Ok(months)
}

/// How many rows there are, and of which sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All rows.
    pub rows: u64,
    /// Rows with a place.
    pub located: u64,
    /// Rows without the publisher's id: anti-social behaviour.
    pub without_id: u64,
}

/// Counts rows.
#[must_use]
pub fn tally(months: &CrimeMonths) -> Tally {
    let mut sum = Tally::default();
    for row in months.values().flatten() {
        sum.rows += 1;
        sum.located += u64::from(row.at.is_some());
        sum.without_id += u64::from(row.source_id.is_empty());
    }
    sum
}

/// Adds newly read months; one that is there already is replaced, with a warning.
pub fn join(months: &mut CrimeMonths, new: CrimeMonths, report: &mut SourceReport) {
    for ((force, month), rows) in new {
        let count = rows.len();
        if let Some(old) = months.insert((force.clone(), month), rows) {
            report.warn(format!(
                "{force} {month} is in more than one file: the {count} rows of the later one are taken, the {} of the earlier one are not",
                old.len()
            ));
        }
    }
}

/// Folders in folders that are looked into.
const DEEPEST: u8 = 8;

fn is_street_csv(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    // What a Mac adds to an archive or leaves on a foreign disk.
    let last = lower.rsplit(['/', '\\']).next().unwrap_or(&lower);
    if last.starts_with("._") || lower.contains("__macosx/") {
        return false;
    }
    let stem = lower.strip_suffix(".gz").unwrap_or(&lower);
    stem.strip_suffix(".csv").is_some_and(|s| !s.ends_with("-outcomes") && !s.ends_with("-stop-and-search"))
}

/// Street CSV files of a folder and of the folders in it, each folder once, whatever links lead to it.
fn list(dir: &Path, depth: u8, seen: &mut BTreeSet<PathBuf>, files: &mut Vec<PathBuf>) -> Result<(), ImportError> {
    if !seen.insert(dir.canonicalize().map_err(|e| ImportError::io(dir, e))?) {
        return Ok(());
    }
    for entry in fs::read_dir(dir).map_err(|e| ImportError::io(dir, e))? {
        let path = entry.map_err(|e| ImportError::io(dir, e))?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if depth < DEEPEST && name != "__MACOSX" {
                list(&path, depth + 1, seen, files)?;
            }
        } else if is_street_csv(&name) {
            files.push(path);
        }
    }
    Ok(())
}

type Part = (CrimeMonths, SourceReport);

fn read_zip(raw: &[u8], path: &Path) -> Result<Vec<Part>, ImportError> {
    let file = path.display().to_string();
    let damaged = |e: &dyn std::fmt::Display| ImportError::format(&file, "zip", e);
    let archive = zip::ZipArchive::new(Cursor::new(raw)).map_err(|e| damaged(&e))?;
    let mut names: Vec<String> = archive
        .file_names()
        .filter_map(Result::ok)
        .map(std::borrow::Cow::into_owned)
        .filter(|n| is_street_csv(n))
        .collect();
    names.sort();
    if names.is_empty() {
        return Err(ImportError::Nothing { path: path.to_owned(), wanted: "street CSV files" });
    }
    let total = AtomicU64::new(0);
    names
        .par_iter()
        .map(|name| {
            let label = format!("{file}!{name}");
            let mut archive = archive.clone();
            let member = archive.by_name(name).map_err(|e| damaged(&e))?;
            let packed = member.compressed_size();
            let content = input::unpack(input::bounded(member, packed, &label, "zip")?, &label)?;
            let size = content.len() as u64;
            if total.fetch_add(size, Ordering::Relaxed) + size > input::MAX_UNPACKED {
                let file = file.clone();
                return Err(ImportError::Bomb { file, limit: input::MAX_UNPACKED, ratio: input::MAX_RATIO });
            }
            read_csv(content, &label)
        })
        .collect()
}

/// Reads one CSV. Rows that are wrong are left out and are among the rejects of its report.
///
/// # Errors
/// As [`read`].
pub fn read_csv(raw: Vec<u8>, file: &str) -> Result<(CrimeMonths, SourceReport), ImportError> {
    let mut report = SourceReport::new("crime");
    let mut months = CrimeMonths::new();
    let (text, between) = csv_text::open(raw, file, &mut report)?;
    let mut reader = csv::ReaderBuilder::new().delimiter(between).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| ImportError::format(file, "CSV", e))?.clone();
    let position = |column: &str| header.iter().position(|h| h.trim().eq_ignore_ascii_case(column));
    let missing: Vec<&str> = COLUMNS.into_iter().filter(|c| position(c).is_none()).collect();
    if !missing.is_empty() {
        return Err(ImportError::missing(file, &missing.join(", "), header.iter()));
    }
    let at = COLUMNS.map(|c| position(c).unwrap_or(usize::MAX));
    let mut shared = FxHashSet::<Arc<str>>::default();
    let mut intern = |t: &str| -> Arc<str> {
        shared.get(t).cloned().unwrap_or_else(|| {
            let new: Arc<str> = t.into();
            shared.insert(Arc::clone(&new));
            new
        })
    };
    let (mut placed, mut swapped) = (0_u64, 0_u64);
    for row in reader.records() {
        let row = row.map_err(|e| ImportError::format(file, "CSV", e))?;
        let line = csv_text::line(&text, &row);
        let cell = |i: usize| at.get(i).and_then(|&c| row.get(c)).unwrap_or("").trim();
        if row.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let mut reject = |column: &str, wrong: String, right: &str| {
            report.rejects.push(Reject {
                file: file.to_owned(),
                line,
                column: column.to_owned(),
                wrong,
                right: right.to_owned(),
            });
        };
        if row.len() != header.len() {
            reject("", format!("{} cells", row.len()), &format!("{} cells, as in the header", header.len()));
            continue;
        }
        let Ok(month) = cell(1).parse::<Month>() else {
            reject("Month", format!("{:?}", cell(1)), "a month such as 2025-06");
            continue;
        };
        if cell(2).is_empty() {
            reject("Falls within", "blank".to_owned(), "the name of a force");
            continue;
        }
        let place = match place(cell(3), cell(4)) {
            Ok(place) => place,
            Err((column, wrong, right)) => {
                swapped += u64::from(wrong.ends_with(SWAPPED));
                reject(column, wrong, &right);
                continue;
            }
        };
        placed += u64::from(place.is_some());
        let force = intern(cell(2));
        months.entry((force.to_string(), month)).or_default().push(Incident {
            source_id: cell(0).to_owned(),
            force,
            month,
            category: Category::from_name(cell(7)),
            outcome: intern(cell(8)),
            location: intern(cell(5)),
            lsoa: intern(cell(6)),
            at: place,
        });
    }
    if swapped > 0 && placed == 0 {
        let first = report.rejects.into_iter().find(|r| r.wrong.ends_with(SWAPPED));
        return Err(first.map_or_else(
            || ImportError::format(file, "CSV", SWAPPED),
            |r| ImportError::Refused(Reject { wrong: format!("{} in all {swapped} rows", r.wrong), ..r }),
        ));
    }
    crime_notes::name_and_rows(file, &months, &mut report);
    Ok((months, report))
}

const SWAPPED: &str = "are swapped";

/// The place of a row, if it has one; otherwise which column is wrong, what was found, and what would be right.
fn place(lon: &str, lat: &str) -> Result<Option<LonLat>, (&'static str, String, String)> {
    if lon.is_empty() && lat.is_empty() {
        return Ok(None);
    }
    let number = |t: &str, column| {
        t.parse::<f64>().map_err(|_| (column, format!("{t:?}"), "degrees such as -2.997721, or both blank".to_owned()))
    };
    let (lon, lat) = (number(lon, "Longitude")?, number(lat, "Latitude")?);
    if in_britain(Coord { x: lon, y: lat }) {
        return Ok(LonLat::new(lon, lat).ok());
    }
    if in_britain(Coord { x: lat, y: lon }) {
        let wrong = format!("longitude {lon} and latitude {lat} {SWAPPED}");
        return Err(("Longitude", wrong, format!("longitude {lat} and latitude {lon}")));
    }
    let right = "a place in the United Kingdom in WGS 84 degrees".to_owned();
    Err(("Longitude", format!("longitude {lon}, latitude {lat}"), right))
}
