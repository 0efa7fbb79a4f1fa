//! The commented blank of a table.

use crate::domain::table::TableSpec;
use std::fmt::Write as _;

/// The text of a blank: what the table is for, each column, an example row behind a comment sign, the header.
/// It imports as it is, as no rows.
#[must_use]
pub fn blank(spec: &TableSpec) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "# {}: {}", spec.name, spec.doc);
    let _ = writeln!(out, "# Lines that begin with # are comments. Delete none or all of them.\n#");
    for f in spec.fields {
        let need = if f.required { "required" } else { "optional" };
        let _ = writeln!(out, "# {} ({need}): {} Example: {}", f.name, f.doc, f.example);
    }
    let quoted = |t: &str| {
        if t.contains([',', '"']) { format!("\"{}\"", t.replace('"', "\"\"")) } else { t.to_owned() }
    };
    let examples: Vec<_> = spec.fields.iter().map(|f| quoted(f.example)).collect();
    let names: Vec<_> = spec.fields.iter().map(|f| f.name).collect();
    let _ = writeln!(out, "#\n# example: {}", examples.join(","));
    let _ = writeln!(out, "{}", names.join(","));
    out
}
