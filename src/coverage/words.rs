//! The sentences of a coverage report.

use super::areas::Measured;
use super::{AreaCoverage, CoverageOptions};
use crate::domain::coverage::UncoveredArea;

fn people(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(c);
    }
    text
}

/// The answer to "who sees nobody?" in one or two sentences.
pub(super) fn headline(m: &Measured<'_>, wards: &[AreaCoverage], uncovered: &[UncoveredArea]) -> String {
    if m.county.network.is_empty() {
        return "No streets are held yet: import a map to measure coverage.".to_owned();
    }
    let CoverageOptions { days, .. } = m.options;
    let mut parts = Vec::new();
    let bare: Vec<&AreaCoverage> = wards.iter().filter(|w| w.scheme_share.is_some_and(|s| s < 0.5)).collect();
    if !m.knows_posts() {
        parts.push("No schemes, posts or officers are held, so nobody is known to cover any ward.".to_owned());
    } else if bare.is_empty() {
        parts.push(format!("All {} wards have an officer in post.", wards.len()));
    } else {
        let first: Vec<String> =
            bare.iter().take(3).map(|w| format!("{} ({} residents)", w.name, people(u64::from(w.residents)))).collect();
        let more = if bare.len() > 3 { format!(" and {} more", bare.len() - 3) } else { String::new() };
        parts.push(format!(
            "{} of {} wards {} no officer in post: {}{more}.",
            bare.len(),
            wards.len(),
            if bare.len() == 1 { "has" } else { "have" },
            first.join(", ")
        ));
    }
    if m.seen.held.is_none() {
        parts.push(format!("No patrol is on record, so who was seen in the last {days} days is unknown."));
    } else if !uncovered.is_empty() {
        let all: u64 = uncovered.iter().map(|u| u64::from(u.residents)).sum();
        parts.push(format!(
            "{} residents in {} areas saw no recorded patrol in the last {days} days; first {}.",
            people(all),
            uncovered.len(),
            uncovered.first().map(|u| u.name.as_str()).unwrap_or_default()
        ));
    }
    parts.join(" ")
}

/// What a reader must know.
pub(super) fn notes(m: &Measured<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let (all, silent) = m.seen.officer_days;
    if silent > 0 {
        notes.push(format!(
            "{silent} of {all} officer-days left no record: the unseen streets of their areas are unknown and count as \
             neither walked nor missed."
        ));
    }
    if m.seen.held.is_none() {
        notes.push("No visit is on record. No record is not the same as not walked.".to_owned());
    }
    if m.county.boundaries.wards.iter().any(|w| w.residents.is_none()) {
        notes.push("Residents of some wards are not known: the sum over their streets is used.".to_owned());
    }
    notes.push(
        "A street counts as seen within 50 m of a visit or of a walked stop; one longer than 250 m only where the \
         officer was on it."
            .to_owned(),
    );
    if !m.county.operations.abstractions.is_empty() {
        notes.push("Hours off the beat leave out leave and sickness, which no cap is meant to count.".to_owned());
    }
    notes
}
