//! police.uk street-level crime: a CSV, a folder of them or of month folders, or the zip as downloaded.

use super::input;
use super::report::{ImportError, Reject, SourceReport};
use crate::domain::incident::{Category, Incident};
use crate::domain::place::LonLat;
use crate::domain::time::Month;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

/// Reads a file, a folder or a zip.
///
/// # Errors
/// When a file is damaged, lacks a column or would mislead (broken quote, swapped coordinates).
pub fn read(path: &Path, report: &mut SourceReport) -> Result<CrimeMonths, ImportError> {
    let mut files = Vec::new();
    let meta = fs::metadata(path).map_err(|e| ImportError::io(path, e))?;
    if meta.is_dir() {
        list(path, 0, &mut files)?;
        files.sort();
        if files.is_empty() {
            return Err(ImportError::Nothing { path: path.to_owned(), wanted: "street CSV files" });
        }
    } else {
        files.push(path.to_owned());
    }
    let mut months = CrimeMonths::new();
    for file in &files {
        let name = file.display().to_string();
        let raw = input::bytes(file)?;
        if raw.starts_with(b"PK\x03\x04") {
            read_zip(raw, file, &mut months, report)?;
        } else {
            read_csv(raw, &name, &mut months, report)?;
        }
    }
    let rows = || months.values().flatten();
    let (all, located) = (rows().count() as u64, rows().filter(|i| i.at.is_some()).count() as u64);
    let nameless = rows().filter(|i| i.source_id.is_empty()).count() as u64;
    report.count("rows", all);
    report.count("located", located);
    report.count("without a place", all - located);
    report.count("without an id", nameless);
    report.count("months", months.len() as u64);
    Ok(months)
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

fn is_street_csv(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let stem = lower.strip_suffix(".gz").unwrap_or(&lower);
    stem.strip_suffix(".csv").is_some_and(|s| !s.ends_with("-outcomes") && !s.ends_with("-stop-and-search"))
}

fn list(dir: &Path, depth: u8, files: &mut Vec<PathBuf>) -> Result<(), ImportError> {
    for entry in fs::read_dir(dir).map_err(|e| ImportError::io(dir, e))? {
        let path = entry.map_err(|e| ImportError::io(dir, e))?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if depth < 2 {
                list(&path, depth + 1, files)?;
            }
        } else if is_street_csv(&name) {
            files.push(path);
        }
    }
    Ok(())
}

fn read_zip(raw: Vec<u8>, path: &Path, months: &mut CrimeMonths, report: &mut SourceReport) -> Result<(), ImportError> {
    let file = path.display().to_string();
    let damaged = |e: &dyn std::fmt::Display| ImportError::format(&file, "zip", e);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(raw)).map_err(|e| damaged(&e))?;
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
    let mut total = 0_u64;
    for name in names {
        let label = format!("{file}!{name}");
        let member = archive.by_name(&name).map_err(|e| damaged(&e))?;
        let packed = member.compressed_size();
        let content = input::bounded(member, packed, &label, "zip")?;
        total += content.len() as u64;
        if total > input::MAX_UNPACKED {
            return Err(ImportError::Bomb { file, limit: input::MAX_UNPACKED, ratio: input::MAX_RATIO });
        }
        read_csv(input::unpack(content, &label)?, &label, months, report)?;
    }
    Ok(())
}

/// Reads one CSV into the months. A (force, month) that an earlier file of the same import already gave is refused
/// no sooner than here: the rows of a second file are added, since a month may be split over files.
///
/// # Errors
/// As [`read`].
pub fn read_csv(
    raw: Vec<u8>,
    file: &str,
    months: &mut CrimeMonths,
    report: &mut SourceReport,
) -> Result<(), ImportError> {
    let text = input::text(raw, file, report);
    let refuse = |line: u64, column: &str, wrong: String, right: &str| {
        ImportError::Refused(Reject {
            file: file.to_owned(),
            line,
            column: column.to_owned(),
            wrong,
            right: right.to_owned(),
        })
    };
    if let Some(line) = input::broken_quote(&text) {
        return Err(refuse(
            line,
            "",
            "a quote is opened and not closed".to_owned(),
            "a closing quote before the comma",
        ));
    }
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| ImportError::format(file, "CSV", e))?.clone();
    let mut at = [0; COLUMNS.len()];
    for (slot, column) in at.iter_mut().zip(COLUMNS) {
        *slot = header.iter().position(|h| h.trim().eq_ignore_ascii_case(column)).ok_or_else(|| {
            let found: String = header.iter().collect::<Vec<_>>().join(", ").chars().take(300).collect();
            ImportError::MissingColumn { file: file.to_owned(), column: column.to_owned(), found }
        })?;
    }
    let mut shared = FxHashSet::<Arc<str>>::default();
    let mut intern = |t: &str| -> Arc<str> {
        shared.get(t).cloned().unwrap_or_else(|| {
            let new: Arc<str> = t.into();
            shared.insert(Arc::clone(&new));
            new
        })
    };
    report.files += 1;
    for row in reader.records() {
        let row = row.map_err(|e| {
            let line = e.position().map_or(0, csv::Position::line);
            refuse(line, "", e.to_string(), "as many cells as the header has")
        })?;
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |i: usize| at.get(i).and_then(|&c| row.get(c)).unwrap_or("").trim();
        let month: Month =
            cell(1).parse().map_err(|_| refuse(line, "Month", format!("{:?}", cell(1)), "a month such as 2025-06"))?;
        if cell(2).is_empty() {
            return Err(refuse(line, "Falls within", "blank".to_owned(), "the name of a force"));
        }
        let place = match (cell(3), cell(4)) {
            ("", "") => None,
            (lon, lat) => {
                let number = |t: &str, column: &str| {
                    t.parse::<f64>().map_err(|_| refuse(line, column, format!("{t:?}"), "degrees such as -2.997721"))
                };
                let (lon, lat) = (number(lon, "Longitude")?, number(lat, "Latitude")?);
                if (49.0..=61.5).contains(&lon) && (-9.5..=2.5).contains(&lat) {
                    let wrong = format!("longitude {lon} and latitude {lat} are swapped");
                    return Err(refuse(line, "Longitude", wrong, &format!("longitude {lat} and latitude {lon}")));
                }
                if !((-9.5..=2.5).contains(&lon) && (49.0..=61.5).contains(&lat)) {
                    let wrong = format!("longitude {lon}, latitude {lat}");
                    return Err(refuse(line, "Longitude", wrong, "a place in the United Kingdom in WGS 84 degrees"));
                }
                LonLat::new(lon, lat).ok()
            }
        };
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
    Ok(())
}
