//! The force's own tables: upsert by id, with what is gone listed.

use super::{Held, Intake, IntakeError, Options, Row, rejected};
use crate::domain::table::{Record, Row as Cells, TableSpec};
use crate::domain::tables::VISITS;
use crate::import::Imported;
use crate::import::merge::upsert;
use crate::store::Change;
use std::collections::BTreeSet;

/// Lays the rows of each table over those held.
pub(super) fn merge(held: &Held, imported: &Imported, options: &Options, out: &mut Intake) -> Result<(), IntakeError> {
    for (spec, rows) in &imported.tables {
        let before = held.records.get(spec.name).map_or(&[][..], Vec::as_slice);
        if rows.is_empty() && !before.is_empty() && !options.replace {
            return Err(IntakeError::Emptied { what: spec.name.to_owned(), held: before.len() });
        }
        let merged = if spec.name == VISITS.name && !options.replace {
            // History: what was walked stays walked, whether or not the new file goes back so far.
            upsert(before, &with_history(spec, before, rows))
        } else {
            upsert(before, rows)
        };
        let kept = rows.len() as u64;
        out.rows.push(Row {
            what: spec.name.to_owned(),
            source: spec.name,
            read: kept + rejected(&imported.report, spec.name),
            kept,
            new: merged.added.len() as u64,
            changed: merged.changed.len() as u64,
            removed: merged.removed.len() as u64,
            note: String::new(),
        });
        if !(merged.added.is_empty() && merged.changed.is_empty() && merged.removed.is_empty()) {
            out.changes.push(Change::Records { table: spec.name, rows: merged.rows });
        }
        if !merged.removed.is_empty() {
            out.removed.insert(spec.name.to_owned(), merged.removed);
        }
    }
    Ok(())
}

fn with_history(spec: &'static TableSpec, before: &[Record], rows: &[Record]) -> Vec<Record> {
    let id = |r: &Record| Cells::new(spec, r).text("id");
    let new: BTreeSet<String> = rows.iter().map(id).collect();
    before.iter().filter(|r| !new.contains(&id(r))).chain(rows).cloned().collect()
}
