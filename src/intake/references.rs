//! Ids and codes in the force's tables that lead nowhere: whoever is sent by one would be sent nowhere, or anywhere.

use super::{Held, IntakeError, Options, listed};
use crate::domain::boundary::{Boundary, BoundaryKind};
use crate::domain::table::{FieldKind, Record, Row, TableSpec};
use crate::domain::tables::{TABLES, table};
use crate::import::Imported;
use std::collections::{BTreeMap, BTreeSet};

/// Table, column, and the table whose ids the column names.
const REFERENCES: &[(&str, &str, &str)] = &[
    ("schemes", "funders", "funders"),
    ("posts", "scheme", "schemes"),
    ("posts", "shared_with", "schemes"),
    ("posts", "officer", "officers"),
    ("officers", "base", "bases"),
    ("officers", "post", "posts"),
    ("officers", "scheme", "schemes"),
    ("officers", "paired_with", "officers"),
    ("shifts", "officer", "officers"),
    ("shifts", "base", "bases"),
    ("shifts", "paired_with", "officers"),
    ("abstractions", "officer", "officers"),
    ("abstractions", "scheme", "schemes"),
    ("abstractions", "covered_by", "officers"),
    ("concerns", "raised_by", "funders"),
    ("taskings", "officer", "officers"),
    ("taskings", "prefer_officer", "officers"),
    ("taskings", "raised_by", "funders"),
    ("engagements", "group", "groups"),
    ("engagements", "officer", "officers"),
    ("engagements", "asset", PLACES),
    ("groups", "asset", PLACES),
    ("visits", "officer", "officers"),
];

/// Places of the map and of the force together.
const PLACES: &str = "places";
/// The reference table of communities: open, for a county may have one that it lacks.
const COMMUNITY_ROWS: &str = include_str!("../../data/communities.csv");

/// What may be named, by the table that has it. A table that is not held at all is not missed yet, for files come one
/// after the other.
struct Known {
    ids: BTreeMap<&'static str, BTreeSet<String>>,
    wards: BTreeSet<String>,
    parishes: BTreeSet<String>,
    /// Of all years that are held.
    ever: BTreeSet<String>,
}

fn id(record: &Record) -> String {
    record.0.first().and_then(Option::as_ref).map(|v| v.text().into_owned()).unwrap_or_default()
}

/// Codes of the newest year of a kind, before or after an import.
fn newest<'a>(
    all: impl Iterator<Item = (&'a (BoundaryKind, crate::domain::code::Vintage), &'a Vec<Boundary>)>,
) -> BTreeSet<String> {
    let last = all.max_by_key(|(key, _)| key.1);
    last.into_iter().flat_map(|(_, list)| list).map(|a| a.key.code.to_string()).collect()
}

impl Known {
    fn after(held: &Held, imported: &Imported) -> Self {
        let mut ids: BTreeMap<&'static str, BTreeSet<String>> =
            held.records.iter().map(|(name, rows)| (*name, rows.iter().map(id).collect())).collect();
        ids.extend(imported.tables.iter().map(|(spec, rows)| (spec.name, rows.iter().map(id).collect())));
        let mut places: BTreeSet<String> = ids.get("assets").cloned().unwrap_or_default();
        places.extend(held.county.operations.assets.iter().map(|a| a.id.to_string()));
        places.extend(imported.map.iter().flat_map(|m| &m.assets).map(|a| a.id.to_string()));
        ids.insert(PLACES, places);
        let areas = || held.areas.iter().chain(&imported.boundaries);
        let of = |kind: BoundaryKind| newest(areas().filter(|(key, _)| key.0 == kind));
        let ever = areas().flat_map(|(_, list)| list).map(|a| a.key.code.to_string()).collect();
        Self { ids, wards: of(BoundaryKind::Ward), parishes: of(BoundaryKind::Parish), ever }
    }

    /// Whether a code is one of an area, or of a kind of area that is not held.
    fn area(&self, code: &str, any_year: bool) -> bool {
        let kind = if code.starts_with("E04") || code.starts_with("W04") { &self.parishes } else { &self.wards };
        kind.is_empty()
            || self.wards.contains(code)
            || self.parishes.contains(code)
            || (any_year && self.ever.contains(code))
    }

    /// The first cell of a row that leads nowhere: column, what was found, what would be right.
    fn astray(&self, spec: &'static TableSpec, record: &Record) -> Option<(&'static str, String, String)> {
        let row = Row::new(spec, record);
        for (_, column, target) in REFERENCES.iter().filter(|(table, ..)| *table == spec.name) {
            let Some(ids) = self.ids.get(target).filter(|ids| !ids.is_empty()) else { continue };
            // A share is `id:percent`; no id of another column has a colon and a number behind it.
            let shares = spec.position(column).is_some_and(|i| spec.fields[i].kind == FieldKind::Shares);
            for cell in row.list(column) {
                let id = if shares { cell.rsplit_once(':').map_or(&*cell, |(id, _)| id) } else { &*cell };
                if !ids.contains(id) {
                    let of = if *target == PLACES { "places of the map and of assets" } else { *target };
                    return Some((column, format!("{id:?}"), format!("an id that is among the {of}")));
                }
            }
        }
        let any_year = spec.name == "schemes" && row.int("vintage").is_some();
        for field in spec.fields.iter().filter(|f| f.kind == FieldKind::AreaCodes) {
            if let Some(code) = row.list(field.name).into_iter().find(|code| !self.area(code, any_year)) {
                let right = "a code that is among the wards or parishes".to_owned();
                return Some((field.name, format!("{code:?}"), right));
            }
        }
        None
    }
}

/// Leaves rows of this import that name what there is not out, among the rejects, and those that name them in turn.
pub fn settle(held: &Held, imported: &mut Imported) {
    loop {
        let known = Known::after(held, imported);
        let before: usize = imported.tables.iter().map(|(_, rows)| rows.len()).sum();
        for (spec, rows) in &mut imported.tables {
            if let Some(report) = imported.report.sources.iter_mut().find(|s| s.source == spec.name) {
                report.leave_out(rows, |row| known.astray(spec, row));
            }
        }
        if imported.tables.iter().map(|(_, rows)| rows.len()).sum::<usize>() == before {
            break;
        }
    }
    communities(held, imported);
}

/// Notes communities that neither the reference table nor any place has: a slip of the pen, or one that is new.
fn communities(held: &Held, imported: &mut Imported) {
    let mut known: BTreeSet<String> =
        COMMUNITY_ROWS.lines().flat_map(|l| l.split(',').take(3)).map(str::to_lowercase).collect();
    let places = held.county.operations.assets.iter().chain(imported.map.iter().flat_map(|m| &m.assets));
    known.extend(places.map(|a| a.community.to_lowercase()));
    let named = |spec: &'static TableSpec, row: &Record| Row::new(spec, row).text("community").to_lowercase();
    for (spec, rows) in imported.tables.iter().filter(|(spec, _)| spec.name == "assets") {
        known.extend(rows.iter().map(|r| named(spec, r)));
    }
    for (spec, rows) in imported.tables.iter().filter(|(spec, _)| ["engagements", "groups"].contains(&spec.name)) {
        let Some(report) = imported.report.sources.iter_mut().find(|s| s.source == spec.name) else { continue };
        let strange: Vec<String> = rows
            .iter()
            .zip(&report.lines)
            .map(|(row, line)| (named(spec, row), line))
            .filter(|(name, _)| !name.is_empty() && !known.contains(name))
            .map(|(name, line)| format!("{name} (line {line})"))
            .collect();
        if !strange.is_empty() {
            let file = report.file.clone();
            report.warn(format!("{file}: no place and no reference table has the community {}", listed(&strange)));
        }
    }
}

/// Refuses areas that leave rows which are held without theirs, unless that is meant; then they are told.
pub(super) fn orphans(
    held: &Held,
    imported: &Imported,
    options: &Options,
    warnings: &mut Vec<String>,
) -> Result<(), IntakeError> {
    if imported.boundaries.is_empty() {
        return Ok(());
    }
    let none = Imported::default();
    let (before, after) = (Known::after(held, &none), Known::after(held, imported));
    let read: BTreeSet<&str> = imported.tables.iter().map(|(spec, _)| spec.name).collect();
    for name in TABLES.iter().map(|t| t.name).filter(|name| !read.contains(name)) {
        let (Some(spec), Some(rows)) = (table(name), held.records.get(name)) else { continue };
        let mut lost = BTreeSet::new();
        for row in rows.iter().map(|r| Row::new(spec, r)) {
            let any_year = name == "schemes" && row.int("vintage").is_some();
            for field in spec.fields.iter().filter(|f| f.kind == FieldKind::AreaCodes) {
                let codes = row.list(field.name).into_iter();
                lost.extend(codes.filter(|c| before.area(c, any_year) && !after.area(c, any_year)));
            }
        }
        // What was never known is lost no more.
        lost.retain(|code| before.wards.contains(code) || before.parishes.contains(code));
        if lost.is_empty() {
            continue;
        }
        let codes = listed(&lost.into_iter().collect::<Vec<_>>());
        if !options.replace {
            return Err(IntakeError::Orphans { table: name, codes });
        }
        warnings.push(format!("{name}: name areas that are no longer held: {codes}"));
    }
    Ok(())
}
