//! The force's own tables: upsert by id, with what is gone listed.

use super::{Held, Intake, IntakeError, Options, Row, rejected};
use crate::domain::asset::Asset;
use crate::domain::table::{Record, Row as Cells, TableSpec, Value};
use crate::domain::tables::{ASSETS, VISITS};
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

/// Fills the blank cells of the force's rows of places that the map knows too, by id: what the force does not say, the
/// map still says. The map read now comes before the one held; of a place that the force has taken already, its row
/// holds what the map said.
///
/// A map that comes after the force's rows fills those that are held, so that the order of imports does not matter.
pub(super) fn complete(held: &Held, map: &[Asset], tables: &mut Vec<(&'static TableSpec, Vec<Record>)>) {
    if !map.is_empty() && !tables.iter().any(|(spec, _)| spec.name == ASSETS.name) {
        let before = held.records.get(ASSETS.name).map_or(&[][..], Vec::as_slice);
        let mut again = vec![(&ASSETS, before.to_vec())];
        fill(held, map, &mut again);
        tables.extend(again.into_iter().filter(|(_, rows)| rows != before));
        return;
    }
    fill(held, map, tables);
}

fn fill(held: &Held, map: &[Asset], tables: &mut [(&'static TableSpec, Vec<Record>)]) {
    let known = |id: &str| {
        let fresh = map.iter().find(|a| a.id.as_str() == id);
        let before = held.county.operations.assets.iter().find(|a| a.id.as_str() == id);
        let first = |pick: fn(&Asset) -> &String| {
            fresh.into_iter().chain(before).map(pick).find(|t| !t.is_empty()).cloned().unwrap_or_default()
        };
        [("opening_hours", first(|a| &a.opening_hours)), ("community", first(|a| &a.community))]
    };
    for (spec, rows) in tables.iter_mut().filter(|(spec, _)| spec.name == ASSETS.name) {
        for row in rows {
            let id = Cells::new(spec, row).text("id");
            if !is_of_the_map(&id) {
                continue;
            }
            for (column, value) in known(&id).into_iter().filter(|(_, v)| !v.is_empty()) {
                if let Some(cell) = spec.position(column).and_then(|i| row.0.get_mut(i)).filter(|c| c.is_none()) {
                    *cell = Some(Value::Text(value));
                }
            }
        }
    }
}

/// Whether an id is one that a map gives: `osm-n`, `osm-w`, `osm-r`, `osm-p-`.
fn is_of_the_map(id: &str) -> bool {
    id.starts_with("osm-")
}

fn with_history(spec: &'static TableSpec, before: &[Record], rows: &[Record]) -> Vec<Record> {
    let id = |r: &Record| Cells::new(spec, r).text("id");
    let new: BTreeSet<String> = rows.iter().map(id).collect();
    before.iter().filter(|r| !new.contains(&id(r))).chain(rows).cloned().collect()
}
