//! The sentences of a coverage report.

use super::areas::Measured;
use super::{AreaCoverage, CoverageOptions};
use crate::domain::coverage::{UncoveredArea, UncoveredReason};

/// A whole number with commas between thousands.
pub(super) fn people(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}

/// An estimate to two significant digits.
fn rounded(n: u64) -> u64 {
    let unit = 10_u64.pow(n.checked_ilog10().unwrap_or(0).saturating_sub(1));
    (n + unit / 2) / unit * unit
}

/// The residents of all wards in three parts that together are all of them: seen, not known, not seen.
fn seen(wards: &[AreaCoverage], days: u32) -> String {
    let sum = |f: &dyn Fn(&AreaCoverage) -> f64| wards.iter().map(|w| f64::from(w.residents) * f(w)).sum::<f64>();
    let all = sum(&|_| 1.0);
    if all <= 0.0 {
        return String::new();
    }
    let seen = (sum(&|w| w.seen_share.unwrap_or(0.0)) / all * 100.0).round();
    let unknown = (sum(&|w| w.unknown_share) / all * 100.0).round().min(100.0 - seen);
    let unseen = 100.0 - seen - unknown;
    let rest = if unknown > 0.0 {
        format!(", for {unknown:.0} % it is not known and {unseen:.0} % were not seen")
    } else {
        format!(" and {unseen:.0} % were not seen")
    };
    format!("In the last {days} days {seen:.0} % of residents had a recorded patrol within sight{rest}.")
}

/// The answer to "who sees nobody?" in one or two sentences.
pub(super) fn headline(m: &Measured<'_>, wards: &[AreaCoverage], uncovered: &[UncoveredArea]) -> String {
    if m.county.network.is_empty() {
        return "No streets are held yet: import a map to measure coverage.".to_owned();
    }
    let CoverageOptions { days, .. } = m.options;
    let mut parts = Vec::new();
    let bare: Vec<&AreaCoverage> = wards.iter().filter(|w| w.scheme_share.is_some_and(|s| s < 0.5)).collect();
    let residents = |list: &[&AreaCoverage]| people(list.iter().map(|w| u64::from(w.residents)).sum());
    if !m.knows_posts() {
        let all: Vec<&AreaCoverage> = wards.iter().collect();
        let who = match all.len() {
            0 => String::new(),
            n => format!(" {n} {} with {} residents", if n == 1 { "ward" } else { "wards" }, residents(&all)),
        };
        parts.push(format!(
            "Who covers{}is unknown: no schemes, posts or officers are held.",
            if who.is_empty() { " this county ".to_owned() } else { who + " " }
        ));
    } else if bare.is_empty() {
        parts.push(match wards.len() {
            0 => "No wards are held, so coverage by ward cannot be told.".to_owned(),
            1 => "The one ward has a filled post.".to_owned(),
            n => format!("All {n} wards have a filled post."),
        });
    } else {
        let first: Vec<String> =
            bare.iter().take(3).map(|w| format!("{} ({})", w.name, people(u64::from(w.residents)))).collect();
        let more = if bare.len() > 3 { format!(" and {} more", bare.len() - 3) } else { String::new() };
        parts.push(format!(
            "{} of {} wards with {} residents {} no filled post: {}{more}.",
            bare.len(),
            wards.len(),
            residents(&bare),
            if bare.len() == 1 { "has" } else { "have" },
            first.join(", ")
        ));
    }
    if m.seen.held.is_none() {
        parts.push(format!("No patrol is on record, so who was seen in the last {days} days is unknown."));
    } else {
        parts.push(seen(wards, days));
        // What left no record is not known, and no gap.
        let gaps: Vec<&UncoveredArea> = uncovered.iter().filter(|u| u.reason != UncoveredReason::NotRecorded).collect();
        let all: u64 = gaps.iter().map(|u| u64::from(u.residents)).sum();
        if let Some(first) = gaps.first() {
            parts.push(format!(
                "About {} residents in {} {} saw no recorded patrol; first {}.",
                people(rounded(all)),
                gaps.len(),
                if gaps.len() == 1 { "area" } else { "areas" },
                first.name
            ));
        }
    }
    parts.retain(|p| !p.is_empty());
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
    let off_map = (0..m.county.boundaries.wards.len() as u32).filter(|w| !m.scope.has_streets(*w)).count();
    if off_map > 0 && !m.county.network.is_empty() {
        notes.push(format!("The map holds no streets of {off_map} wards: nothing can be said of who was seen there."));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_keep_two_digits() {
        assert_eq!([0, 7, 48, 89_404, 12_500].map(rounded), [0, 7, 48, 89_000, 13_000]);
    }
}
