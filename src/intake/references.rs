//! Ids and codes in the force's tables that lead nowhere: told, not refused, for files come one after the other.

use super::areas::Outcome;
use super::{Held, Intake, listed};
use crate::domain::table::{FieldKind, Record, Row, TableSpec};
use crate::import::Imported;
use std::collections::{BTreeMap, BTreeSet};

/// Table, column, and the table whose ids the column names. Past visits are not looked at: officers leave.
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
];

/// Looks at the tables of this import. A table that is not held at all is not missed yet.
pub(super) fn check(held: &Held, imported: &Imported, areas: &Outcome, out: &mut Intake) {
    let mut tables: BTreeMap<&str, &[Record]> = held.records.iter().map(|(name, rows)| (*name, &rows[..])).collect();
    tables.extend(imported.tables.iter().map(|(spec, rows)| (spec.name, &rows[..])));
    for (spec, rows) in &imported.tables {
        for (_, column, target) in REFERENCES.iter().filter(|(table, ..)| *table == spec.name) {
            let ids: BTreeSet<String> = tables.get(target).into_iter().flat_map(|r| r.iter()).map(id).collect();
            complain(spec, rows, column, &ids, target, out);
        }
        let codes: BTreeSet<String> = areas.newest.wards.iter().chain(&areas.newest.parishes).map(code).collect();
        for field in spec.fields.iter().filter(|f| f.kind == FieldKind::AreaCodes) {
            complain(spec, rows, field.name, &codes, "wards or parishes", out);
        }
    }
}

fn id(record: &Record) -> String {
    record.0.first().and_then(Option::as_ref).map(|v| v.text().into_owned()).unwrap_or_default()
}

fn code(area: &crate::domain::boundary::Boundary) -> String {
    area.key.code.to_string()
}

fn complain(
    spec: &'static TableSpec,
    rows: &[Record],
    column: &str,
    known: &BTreeSet<String>,
    target: &str,
    out: &mut Intake,
) {
    if known.is_empty() {
        return;
    }
    // A share is `id:percent`; no id of another column has a colon and a number behind it.
    let shares = spec.position(column).is_some_and(|i| spec.fields[i].kind == FieldKind::Shares);
    let mut astray = BTreeSet::new();
    for row in rows {
        for cell in Row::new(spec, row).list(column) {
            let id = if shares { cell.rsplit_once(':').map_or(&*cell, |(id, _)| id) } else { &*cell };
            if !known.contains(id) {
                astray.insert(id.to_owned());
            }
        }
    }
    if !astray.is_empty() {
        let astray: Vec<String> = astray.into_iter().collect();
        out.warn(format!("{}: column {column} names what is not among the {target}: {}", spec.name, listed(&astray)));
    }
}
