//! What an import says at its end.

use super::output::{table, thousands};
use crate::intake::{Intake, Row};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// The end of an import, as JSON or as text.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    /// The county file.
    pub county: String,
    /// Whether anything was new.
    pub changed: bool,
    /// Counts.
    pub rows: Vec<Row>,
    /// Cells and rows that were wrong and left out.
    pub rejects: u64,
    /// What is gone, by what it was.
    pub removed: BTreeMap<String, Vec<String>>,
    /// Sentences.
    pub warnings: Vec<String>,
    /// How long it took.
    pub seconds: f64,
}

impl Summary {
    /// Before the changes are carried out.
    pub(super) fn of(county: &Path, plan: &Intake, rejects: u64) -> Self {
        Self {
            county: county.display().to_string(),
            changed: !plan.changes.is_empty(),
            rows: plan.rows.clone(),
            rejects,
            removed: plan.removed.clone(),
            warnings: plan.warnings.clone(),
            seconds: 0.0,
        }
    }

    /// A table for people.
    pub(super) fn text(&self) -> String {
        let number = |n: u64| if n == 0 { "–".to_owned() } else { thousands(n) };
        let cells = |r: &Row| {
            let mut cells = vec![r.what.clone()];
            cells.extend([r.read, r.kept, r.new, r.changed, r.removed].map(number));
            cells.push(r.note.clone());
            cells
        };
        let rows: Vec<Vec<String>> = self.rows.iter().map(cells).collect();
        let mut out = table(&["what", "read", "kept", "new", "changed", "removed", ""], &rows);
        for (what, ids) in &self.removed {
            let shown = ids.iter().take(20).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if ids.len() > 20 { format!(" and {} more", ids.len() - 20) } else { String::new() };
            let _ = writeln!(out, "removed from {what}: {shown}{more}");
        }
        if self.rejects > 0 {
            let _ = writeln!(out, "left out as wrong: {} (listed in the file of rejects)", thousands(self.rejects));
        }
        let said = if self.changed { "is up to date" } else { "holds all of this already; nothing was changed" };
        let _ = writeln!(out, "{} {said} ({:.1} s)", self.county, self.seconds);
        out
    }
}
