//! Recorded crime: a month of a force is replaced as a whole, and only if it differs.

use super::{Held, Intake, IntakeError, Options, Row, rejected, thousands};
use crate::domain::incident::Incident;
use crate::domain::time::Month;
use crate::import::crime::{CrimeMonths, tally};
use crate::import::{ImportReport, merge as rule};
use crate::store::Change;
use std::collections::{BTreeMap, BTreeSet};

type Key<'a> = (&'a str, Month);

/// Lays months over those held.
pub(super) fn merge(
    held: &Held,
    crimes: CrimeMonths,
    report: &ImportReport,
    options: &Options,
    out: &mut Intake,
    sources: &mut BTreeMap<String, String>,
) -> Result<(), IntakeError> {
    without_rows(held, &crimes, report)?;
    if crimes.is_empty() {
        return Ok(());
    }
    let mut before = BTreeMap::<Key<'_>, Vec<&Incident>>::new();
    for row in &held.county.incidents.rows {
        let key = (&*row.force, row.month);
        if crimes.contains_key(&(key.0.to_owned(), key.1)) {
            before.entry(key).or_default().push(row);
        }
    }
    let read: BTreeSet<(String, Month)> = crimes.keys().cloned().collect();
    let none = Vec::new();
    let mut shrinking = Vec::new();
    let sum = tally(&crimes);
    out.without_place = sum.rows - sum.located;
    let mut line = Row {
        what: "crimes".to_owned(),
        source: "crime",
        read: sum.rows + rejected(report, "crime"),
        kept: sum.rows,
        note: format!(
            "months {}; with a place {}, without {}",
            crimes.len(),
            thousands(sum.located),
            thousands(out.without_place)
        ),
        ..Row::default()
    };
    for ((force, month), rows) in crimes {
        let old = before.get(&(force.as_str(), month)).unwrap_or(&none);
        let (was, is) = (old.len() as u64, rows.len() as u64);
        if let Err(e) = rule::check_shrink(&force, month, was, is, options.replace) {
            shrinking.push(e);
        }
        let (gone, come) = difference(old, &rows);
        if gone + come > 0 || !knows(held, &force, month) {
            let changed = gone.min(come);
            line.changed += changed;
            line.new += come - changed;
            line.removed += gone - changed;
            out.changes.push(Change::Incidents { force, month, rows });
        }
    }
    let mut shrinking = shrinking.into_iter();
    if let Some(first) = shrinking.next() {
        return Err(IntakeError::Shrinks { first, others: shrinking.len() });
    }
    out.rows.push(line);
    ages(held, &read, out, sources);
    Ok(())
}

/// Refuses a file without rows where a month with its name is held, or where no file has any: that is no news of a
/// quiet month.
fn without_rows(held: &Held, crimes: &CrimeMonths, report: &ImportReport) -> Result<(), IntakeError> {
    for (file, month) in report.sources.iter().flat_map(|s| &s.without_rows) {
        let name = file.to_ascii_lowercase();
        let of = |force: &str| force.split(' ').next().is_some_and(|word| name.contains(&word.to_ascii_lowercase()));
        let waits = |(force, months): (&String, &BTreeMap<Month, _>), month: &Month| {
            months.contains_key(month) && of(force) && !crimes.contains_key(&(force.clone(), *month))
        };
        let stays = month.filter(|m| held.county.incidents.months.iter().any(|force| waits(force, m)));
        if stays.is_some() || crimes.is_empty() {
            let month = month.map_or_else(|| "any month".to_owned(), |m| m.to_string());
            return Err(IntakeError::NoRows { file: file.clone(), month });
        }
    }
    Ok(())
}

fn knows(held: &Held, force: &str, month: Month) -> bool {
    held.county.incidents.months.get(force).is_some_and(|months| months.contains_key(&month))
}

/// How many rows are gone and how many have come; the order of rows means nothing.
fn difference(old: &[&Incident], new: &[Incident]) -> (u64, u64) {
    if old.len() == new.len() && old.iter().zip(new).all(|(a, b)| *a == b) {
        return (0, 0);
    }
    let mut seen = BTreeMap::<_, (u64, u64)>::new();
    for row in old {
        seen.entry(key(row)).or_default().0 += 1;
    }
    for row in new {
        seen.entry(key(row)).or_default().1 += 1;
    }
    seen.values().fold((0, 0), |(gone, come), (a, b)| (gone + a.saturating_sub(*b), come + b.saturating_sub(*a)))
}

/// All of a row but force and month, so that it can be ordered.
fn key(row: &Incident) -> impl Ord + '_ {
    let at = row.at.map(|at| (at.lon().to_bits(), at.lat().to_bits()));
    (&row.source_id, &row.category, &*row.outcome, &*row.location, &*row.lsoa, at)
}

/// First and last month of all that is then held, and months between them that no force file has.
fn ages(held: &Held, read: &BTreeSet<(String, Month)>, out: &mut Intake, sources: &mut BTreeMap<String, String>) {
    let mut months = BTreeMap::<&str, BTreeSet<Month>>::new();
    for (force, list) in &held.county.incidents.months {
        months.entry(force).or_default().extend(list.keys());
    }
    for (force, month) in read {
        months.entry(force).or_default().insert(*month);
    }
    let all = || months.values().flatten();
    if let (Some(first), Some(last)) = (all().min(), all().max()) {
        sources.insert("crimes".to_owned(), format!("{first} to {last}"));
    }
    for (force, list) in &months {
        let (Some(&first), Some(&last)) = (list.first(), list.last()) else { continue };
        let span = std::iter::successors(Some(first), |m| Some(m.plus(1))).take_while(|m| *m < last);
        let missing: Vec<String> = span.filter(|m| !list.contains(m)).map(|m| m.to_string()).collect();
        if !missing.is_empty() {
            let what = super::listed(&missing);
            out.warn(format!("{force}: no crimes were published for {what}: missing is not the same as quiet"));
            out.missing_months.insert((*force).to_owned(), missing);
        }
    }
}
