//! How what was read joins what is held: a pure function from the two to a change set and its summary.
//!
//! Invariants: the same files twice give no change; what would lose much without being meant is refused; attributes
//! of streets (ward, residents) follow whatever they depend on, whichever file comes first.

mod areas;
mod crimes;
mod diff;
mod references;
mod streets;
mod tables;

#[cfg(test)]
mod tests;

pub use references::settle;

use crate::county::County;
use crate::domain::boundary::{Boundary, BoundaryKind};
use crate::domain::code::Vintage;
use crate::domain::table::Record;
use crate::domain::tables::TABLES;
use crate::import::{ImportError, ImportReport, Imported};
use crate::store::{Change, Store, StoreError};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Areas by kind and year, each list sorted by code.
pub type Areas = BTreeMap<(BoundaryKind, Vintage), Vec<Boundary>>;

/// What is held before an import.
#[derive(Debug)]
pub struct Held {
    /// The county.
    pub county: County,
    /// Areas of all years; the county has the newest only.
    pub areas: Areas,
    /// Rows of the force's own tables, by table.
    pub records: BTreeMap<&'static str, Vec<Record>>,
}

impl Held {
    /// Reads what a store holds.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(store: &dyn Store) -> Result<Self, StoreError> {
        let mut areas = Areas::new();
        for kind in [BoundaryKind::Ward, BoundaryKind::Parish, BoundaryKind::Lsoa] {
            for area in store.areas(kind)? {
                areas.entry((kind, area.key.vintage)).or_default().push(area);
            }
        }
        let rows = |spec: &&'static crate::domain::table::TableSpec| Ok((spec.name, store.records(spec.name)?));
        let records = TABLES.iter().map(rows).collect::<Result<_, StoreError>>()?;
        Ok(Self { county: store.load()?, areas, records })
    }
}

/// What the user decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether a loss is meant: a month that shrinks, a table that becomes empty, visits that are no longer listed.
    pub replace: bool,
    /// The county's new name.
    pub name: Option<String>,
}

/// One line of the summary. Read is what the files hold, kept is what of it was taken; the last three compare with
/// what was held before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What is counted: `streets`, `wards 2023`, `crimes`, `officers`…
    pub what: String,
    /// Which of the sources it came from: `osm`, `wards`, `crime`, `officers`… Empty if it follows from what is held.
    pub source: &'static str,
    /// Items in the files.
    pub read: u64,
    /// Items taken.
    pub kept: u64,
    /// Items that were not held.
    pub new: u64,
    /// Items that were held otherwise.
    pub changed: u64,
    /// Items that were held and are no longer there.
    pub removed: u64,
    /// More, in a few words.
    pub note: String,
}

/// The outcome of an import that may be carried out.
#[derive(Debug, Default)]
pub struct Intake {
    /// What to commit; empty if the files hold nothing new.
    pub changes: Vec<Change>,
    /// The summary.
    pub rows: Vec<Row>,
    /// Ids or codes that are gone, by what they were.
    pub removed: BTreeMap<String, Vec<String>>,
    /// Months between the first and the last of each force for which nothing was ever published.
    pub missing_months: BTreeMap<String, Vec<String>>,
    /// Crimes taken that have no place.
    pub without_place: u64,
    /// What was repaired, is missing or looks wrong, in plain sentences.
    pub warnings: Vec<String>,
}

impl Intake {
    fn warn(&mut self, sentence: String) {
        if !self.warnings.contains(&sentence) {
            self.warnings.push(sentence);
        }
    }
}

/// Why an import that could be read is not carried out.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// A month would shrink; there may be more of them.
    #[error("{first}{}", more(*others))]
    Shrinks {
        /// The first such month.
        first: ImportError,
        /// How many more there are.
        others: usize,
    },
    /// The map or the areas would lose much.
    #[error(
        "{what}: {new} in the new file where {held} are held, more than 10 % fewer; use --replace if that is meant"
    )]
    Loses {
        /// What is counted, with the unit.
        what: String,
        /// How much is held.
        held: u64,
        /// How much is in the new file.
        new: u64,
    },
    /// Areas would go to which rows refer that are held.
    #[error(
        "{table}: name areas that the new boundaries no longer have: {codes}; import {table} with them, or use --replace if that is meant"
    )]
    Orphans {
        /// The table that refers to them.
        table: &'static str,
        /// Their codes.
        codes: String,
    },
    /// A file of crimes has no row of a month that is held, or of any.
    #[error("{file}: no rows for {month}; what is held of it stays. A month without any crime is not published")]
    NoRows {
        /// The file.
        file: String,
        /// The month, or `any month`.
        month: String,
    },
    /// A table of the force, or the streets, would become empty.
    #[error("{what}: the new file has none where {held} are held; use --replace if that is meant")]
    Emptied {
        /// What is counted.
        what: String,
        /// How many are held.
        held: usize,
    },
}

/// Whether more than a tenth is lost.
fn shrinks(held: u64, new: u64) -> bool {
    new * 10 < held * 9
}

fn more(others: usize) -> String {
    match others {
        0 => String::new(),
        1 => " (and one more month)".to_owned(),
        n => format!(" (and {n} more months)"),
    }
}

/// Lays what was read over what is held.
///
/// # Errors
/// When something held would be lost that nobody said should be.
pub fn plan(held: &Held, mut imported: Imported, options: &Options) -> Result<Intake, IntakeError> {
    let mut out = Intake::default();
    for source in &imported.report.sources {
        source.warnings.iter().for_each(|w| out.warn(w.clone()));
    }
    let mut sources = imported.sources.clone();
    let areas = areas::merge(held, &imported, options, &mut out, &mut sources)?;
    let map = imported.map.take();
    tables::complete(held, map.as_ref().map_or(&[], |m| &m.assets), &mut imported.tables);
    streets::merge(held, map, &imported.report, &areas, options, &mut out)?;
    let months = std::mem::take(&mut imported.crimes);
    crimes::merge(held, months, &imported.report, options, &mut out, &mut sources)?;
    tables::merge(held, &imported, options, &mut out)?;
    references::orphans(held, &imported, options, &mut out.warnings)?;
    for (source, age) in sources {
        if held.county.sources.get(&source) != Some(&age) {
            out.changes.push(Change::Source(source, age));
        }
    }
    if let Some(name) = options.name.as_ref().filter(|n| **n != held.county.name) {
        out.changes.push(Change::Name(name.clone()));
    }
    Ok(out)
}

/// Rows of a source that were not taken: several cells of one line are one row.
fn rejected(report: &ImportReport, source: &str) -> u64 {
    let rows: BTreeSet<_> = report
        .sources
        .iter()
        .filter(|s| s.source == source)
        .flat_map(|s| &s.rejects)
        .map(|r| (&r.file, r.line, if r.line == 0 { r.column.split(' ').nth(1) } else { None }))
        .collect();
    rows.len() as u64
}

/// Ids, the first ten of them.
fn listed(ids: &[String]) -> String {
    let shown = ids.iter().take(10).map(String::as_str).collect::<Vec<_>>().join(", ");
    if ids.len() > 10 { format!("{shown} and {} more", ids.len() - 10) } else { shown }
}

/// A whole number with commas between thousands.
fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let comma = |i: usize| if i > 0 && (digits.len() - i).is_multiple_of(3) { "," } else { "" };
    digits.char_indices().fold(String::new(), |text, (i, c)| text + comma(i) + c.encode_utf8(&mut [0; 4]))
}
