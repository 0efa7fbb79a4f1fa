//! What is odd about a file of crimes and no reason to refuse it.

use super::crime::CrimeMonths;
use super::report::SourceReport;
use crate::domain::time::Month;
use std::collections::{BTreeMap, BTreeSet};

/// Weights of harm, by category.
const HARM: &str = include_str!("../../data/harm.csv");
/// The category as which one that is not listed weighs.
const DEFAULT: &str = "other-crime";

/// The month with which a file is named, as the publisher names them: `2025-06-gwent-street.csv`.
fn month_of(file: &str) -> Option<Month> {
    file.rsplit(['/', '\\', '!']).next()?.get(..7)?.parse().ok()
}

/// Notes a file without rows, and one whose rows are of another month than its name.
pub(super) fn name_and_rows(file: &str, months: &CrimeMonths, report: &mut SourceReport) {
    let named = month_of(file);
    if months.is_empty() {
        report.without_rows.push((file.to_owned(), named));
    }
    let others: BTreeSet<String> =
        months.keys().map(|k| k.1).filter(|m| named.is_some_and(|n| n != *m)).map(|m| m.to_string()).collect();
    if let (Some(named), false) = (named, others.is_empty()) {
        let others = others.into_iter().collect::<Vec<_>>().join(", ");
        report.warn(format!("{file}: is named after {named} and has rows of {others}, which are taken as such"));
    }
}

/// Notes categories that no table of weights has.
pub(super) fn unheard_of(months: &CrimeMonths, report: &mut SourceReport) {
    let row = |line: &'static str| line.split(',').collect::<Vec<_>>();
    let rows: Vec<Vec<&str>> = HARM.lines().filter(|l| !l.starts_with('#')).map(row).collect();
    let known: BTreeSet<&str> = rows.iter().filter_map(|r| r.first().copied()).collect();
    let mut unknown = BTreeMap::<&str, u64>::new();
    for incident in months.values().flatten() {
        let category = incident.category.as_str();
        if !known.contains(category) {
            *unknown.entry(category).or_default() += 1;
        }
    }
    let (Some(head), Some(weights)) = (rows.first(), rows.iter().find(|r| r.first() == Some(&DEFAULT))) else { return };
    let weights: Vec<String> = (1..=4).filter_map(|i| Some(format!("{} {}", head.get(i)?, weights.get(i)?))).collect();
    for (category, n) in unknown {
        report.warn(format!(
            "crime category {category:?} ({n} rows) is not known and weighs as {DEFAULT} does: {}",
            weights.join(", ")
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::crime::read_csv;

    #[test]
    fn an_unknown_category_and_another_month_are_noted() {
        let head =
            "Crime ID,Month,Falls within,Longitude,Latitude,Location,LSOA code,Crime type,Last outcome category\n";
        let row = |kind: &str| format!("a,2025-06,Fenmark,,,On or near X,E01,{kind},\n");
        let text = head.to_owned() + &row("Burglary") + &row("Moon theft");
        let (months, mut report) = read_csv(text.into_bytes(), "d/2025-05-fenmark-street.csv").unwrap();
        unheard_of(&months, &mut report);
        assert!(report.warnings[0].contains("named after 2025-05 and has rows of 2025-06"), "{:?}", report.warnings);
        assert!(report.warnings[1].contains("\"moon-theft\" (1 rows)"), "{:?}", report.warnings);
        assert!(report.warnings[1].contains("count 1, cchi 10, css 10, patrol 0"), "{:?}", report.warnings);
        let (_, report) = read_csv(head.as_bytes().to_vec(), "2025-05-fenmark-street.csv").unwrap();
        assert_eq!(report.without_rows.len(), 1);
    }
}
