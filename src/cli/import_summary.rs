//! What an import says at its end.

use super::output::{table, thousands};
use super::refresh::Refreshed;
use crate::intake::{Intake, Row};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The end of an import, as JSON or as text.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    /// The county file.
    pub county: String,
    /// Whether anything was new.
    pub changed: bool,
    /// Counts.
    pub rows: Vec<Row>,
    /// Files and folders by source, in the order of the options.
    pub from: BTreeMap<String, Vec<String>>,
    /// Cells and rows that were wrong and left out.
    pub rejects: u64,
    /// Crimes taken that have no place: counted, and on no map.
    pub without_place: u64,
    /// Months by force that were never published, which is not the same as quiet ones.
    pub missing_months: BTreeMap<String, Vec<String>>,
    /// What is gone, by what it was.
    pub removed: BTreeMap<String, Vec<String>>,
    /// Sentences.
    pub warnings: Vec<String>,
    /// Hotspots and uncovered areas, if they were worked out anew.
    pub analysis: Option<Refreshed>,
    /// How long reading and writing took.
    pub seconds: f64,
    /// How long hotspots and uncovered areas took after that.
    pub analysis_seconds: f64,
}

impl Summary {
    /// Before the changes are carried out.
    pub(super) fn of(county: &Path, from: &BTreeMap<String, Vec<PathBuf>>, plan: &Intake, rejects: u64) -> Self {
        let shown = |(source, paths): (&String, &Vec<PathBuf>)| {
            (source.clone(), paths.iter().map(|p| p.display().to_string()).collect())
        };
        Self {
            county: county.display().to_string(),
            changed: !plan.changes.is_empty(),
            rows: plan.rows.clone(),
            from: from.iter().map(shown).collect(),
            rejects,
            without_place: plan.without_place,
            missing_months: plan.missing_months.clone(),
            removed: plan.removed.clone(),
            warnings: plan.warnings.clone(),
            analysis: None,
            seconds: 0.0,
            analysis_seconds: 0.0,
        }
    }

    /// A table for people.
    pub(super) fn text(&self) -> String {
        let number = |n: u64| if n == 0 { "–".to_owned() } else { thousands(n) };
        let cells = |r: &Row| {
            let mut cells = vec![r.what.clone()];
            cells.extend([r.read, r.kept, r.new, r.changed, r.removed].map(number));
            cells.push(self.files(r.source));
            cells.push(r.note.clone());
            cells
        };
        let rows: Vec<Vec<String>> = self.rows.iter().map(cells).collect();
        let mut out = table(&["what", "read", "kept", "new", "changed", "removed", "from", ""], &rows);
        for (what, ids) in &self.removed {
            let shown = ids.iter().take(20).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if ids.len() > 20 { format!(" and {} more", ids.len() - 20) } else { String::new() };
            let _ = writeln!(out, "removed from {what}: {shown}{more}");
        }
        if self.rejects > 0 {
            let _ = writeln!(out, "left out as wrong: {} (listed in the file of rejects)", thousands(self.rejects));
        }
        if self.without_place > 0 {
            let _ = writeln!(out, "crimes without a place: {} (counted, and on no map)", thousands(self.without_place));
        }
        for (force, months) in &self.missing_months {
            let _ = writeln!(out, "{force}: never published: {}", months.join(", "));
        }
        if let Some(done) = &self.analysis {
            let (spots, areas) = (thousands(done.hotspots as u64), thousands(done.uncovered as u64));
            let _ = writeln!(
                out,
                "worked out anew: {spots} hotspots, {areas} uncovered areas ({:.1} s)",
                self.analysis_seconds
            );
            if done.too_far > 0 {
                let (far, all) = (thousands(done.too_far), thousands(done.located));
                let _ = writeln!(
                    out,
                    "of {all} incidents of the last twelve months, {far} lie far from every street of the map: they count in their ward, but in no hotspot"
                );
            }
        }
        let said = if self.changed { "is up to date" } else { "holds all of this already; nothing was changed" };
        let _ = writeln!(out, "{} {said} ({:.1} s)", self.county, self.seconds);
        out
    }

    /// The first file of a source by its last name, and how many more there are.
    fn files(&self, source: &str) -> String {
        let Some(paths) = self.from.get(source) else { return String::new() };
        let Some(first) = paths.first() else { return String::new() };
        let name = Path::new(first).file_name().map_or(first.clone(), |n| n.to_string_lossy().into_owned());
        if paths.len() > 1 { format!("{name} and {} more", paths.len() - 1) } else { name }
    }
}
