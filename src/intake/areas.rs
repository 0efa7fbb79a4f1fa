//! Wards, parishes and LSOAs, with residents whichever of outlines and population came first.

use super::diff::by_key;
use super::{Areas, Held, Intake, IntakeError, Options, Row, listed, rejected, shrinks, thousands};
use crate::county::Boundaries;
use crate::domain::boundary::{Boundary, BoundaryKind};
use crate::import::population::Population;
use crate::import::{Imported, SourceReport, residents};
use crate::store::Change;
use std::collections::BTreeMap;

/// The county's areas after the import, and whether those of the newest years differ from the ones held.
pub(super) struct Outcome {
    pub newest: Boundaries,
    pub changed: bool,
}

/// Lays areas and residents over those held.
pub(super) fn merge(
    held: &Held,
    imported: &Imported,
    options: &Options,
    out: &mut Intake,
    sources: &mut BTreeMap<String, String>,
) -> Result<Outcome, IntakeError> {
    let mut after = held.areas.clone();
    for ((kind, year), list) in &imported.boundaries {
        let list = each_once(*kind, list, out);
        let before = held.areas.get(&(*kind, *year)).map_or(0, Vec::len) as u64;
        let now = list.len() as u64;
        if shrinks(before, now) && !options.replace {
            let what = format!("{} of {year}", kind.table());
            return Err(IntakeError::Loses { what, held: before, new: now });
        }
        after.insert((*kind, *year), list);
    }
    if !imported.boundaries.is_empty() || !imported.population.is_empty() {
        let mut report = SourceReport::new("population");
        let known = population(&imported.population, &held.areas, &after);
        residents::fill(&mut after, &known, &mut report);
        report.warnings.iter().for_each(|w| out.warn(w.clone()));
        if !imported.population.is_empty() {
            out.rows.push(Row {
                what: "residents by area".to_owned(),
                source: "population",
                read: imported.population.len() as u64 + rejected(&imported.report, "population"),
                kept: imported.population.len() as u64,
                note: format!(
                    "areas with residents: {}, of them estimated from LSOAs: {}",
                    report.get("areas on the map with residents") + report.get("areas estimated from LSOAs"),
                    report.get("areas estimated from LSOAs")
                ),
                ..Row::default()
            });
        }
    }
    for (key, list) in &after {
        let before = held.areas.get(key).map_or(&[][..], Vec::as_slice);
        let read = imported.boundaries.contains_key(key);
        let first = imported.boundaries.keys().find(|(kind, _)| *kind == key.0) == Some(key);
        let refused = if first { rejected(&imported.report, key.0.table()) } else { 0 };
        describe(*key, before, list, read.then_some(refused), out);
        if before != list {
            out.changes.push(Change::Boundaries(key.0, list.clone()));
        }
    }
    for (kind, year) in after.keys().filter(|(_, year)| year.0 > 0) {
        // The years ascend: the newest stays.
        if imported.boundaries.keys().any(|(k, _)| k == kind) {
            sources.insert(kind.table().to_owned(), year.to_string());
        }
    }
    let (was, newest) = (newest(&held.areas), newest(&after));
    let changed = was.wards != newest.wards || was.parishes != newest.parishes || was.lsoas != newest.lsoas;
    Ok(Outcome { newest, changed })
}

/// Areas sorted by code; of a code that two files have, the later one.
fn each_once(kind: BoundaryKind, list: &[Boundary], out: &mut Intake) -> Vec<Boundary> {
    let mut by_code = BTreeMap::new();
    let mut twice = Vec::new();
    for area in list {
        if by_code.insert(area.key.code.clone(), area.clone()).is_some_and(|old| old != *area) {
            twice.push(area.key.code.to_string());
        }
    }
    if !twice.is_empty() {
        out.warn(format!("{}: in two files of one year, the later one is taken: {}", kind.table(), listed(&twice)));
    }
    by_code.into_values().collect()
}

/// Residents by code: those of the file, and those held for kinds of which the file says nothing. A file of LSOAs
/// speaks for wards and parishes too, for those are estimated from it.
fn population(new: &Population, held: &Areas, after: &Areas) -> Population {
    let mut all = new.clone();
    let named = |of: &dyn Fn(BoundaryKind) -> bool| {
        after.iter().filter(|((kind, _), _)| of(*kind)).flat_map(|(_, l)| l).any(|a| new.contains_key(&a.key.code))
    };
    let lsoas = named(&|kind| kind == BoundaryKind::Lsoa);
    let outer = named(&|kind| kind != BoundaryKind::Lsoa);
    for ((kind, _), list) in held {
        if lsoas || (outer && *kind != BoundaryKind::Lsoa) {
            continue;
        }
        for area in list {
            if let Some(n) = area.residents {
                all.entry(area.key.code.clone()).or_insert(n);
            }
        }
    }
    all
}

fn describe(
    (kind, year): (BoundaryKind, crate::domain::code::Vintage),
    before: &[Boundary],
    after: &[Boundary],
    refused: Option<u64>,
    out: &mut Intake,
) {
    let diff = by_key(before, after, |a| a.key.code.to_string(), |a, b| a == b);
    if refused.is_none() && diff.changed == 0 {
        return;
    }
    let what = if year.0 > 0 { format!("{} {year}", kind.table()) } else { kind.table().to_owned() };
    let blank = after.iter().filter(|a| a.residents.is_none()).count();
    let note = if blank == 0 {
        let people: u64 = after.iter().filter_map(|a| a.residents).map(u64::from).sum();
        format!("residents {}", thousands(people))
    } else if blank == after.len() {
        "residents unknown".to_owned()
    } else {
        format!("residents unknown in {blank}")
    };
    let kept = refused.map_or(0, |_| after.len() as u64);
    out.rows.push(Row {
        what: what.clone(),
        source: refused.map_or("", |_| kind.table()),
        read: kept + refused.unwrap_or(0),
        kept,
        new: diff.new,
        changed: diff.changed,
        removed: diff.removed.len() as u64,
        note,
    });
    if !diff.removed.is_empty() {
        out.removed.insert(what, diff.removed);
    }
}

/// The newest year of each kind, as a store gives them.
fn newest(areas: &Areas) -> Boundaries {
    let of = |kind| {
        let list = areas.iter().rfind(|((k, _), _)| *k == kind);
        list.map(|(_, list)| list.clone()).unwrap_or_default()
    };
    Boundaries { wards: of(BoundaryKind::Ward), parishes: of(BoundaryKind::Parish), lsoas: of(BoundaryKind::Lsoa) }
}
