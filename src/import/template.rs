//! The commented blank of a table.

use crate::domain::table::{Field, FieldKind, TableSpec};
use std::fmt::Write as _;

/// The text of a blank: what the table is for, each column with what it may hold, an example row behind a comment
/// sign, the header. It imports as it is, as no rows.
#[must_use]
pub fn blank(spec: &TableSpec) -> String {
    let mut out = format!("# {}: {}\n#\n", spec.name, spec.doc);
    for field in spec.fields {
        let must = if field.required { "must be filled" } else { "may be blank" };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "# {} ({must}; {}): {} Example: {}", field.name, holds(field), field.doc, field.example);
    }
    out.push_str(
        "#\n# Lines that begin with # are passed over. Rows are matched by id when the file is imported again.\n",
    );
    let quoted = |t: &str| {
        if t.contains([',', '"']) { format!("\"{}\"", t.replace('"', "\"\"")) } else { t.to_owned() }
    };
    let examples: Vec<_> = spec.fields.iter().map(|f| quoted(f.example)).collect();
    let names: Vec<_> = spec.fields.iter().map(|f| f.name).collect();
    let _ = writeln!(out, "# example: {}\n{}", examples.join(","), names.join(","));
    out
}

fn holds(field: &Field) -> String {
    match field.kind {
        FieldKind::Text(max) => format!("text, at most {max} characters"),
        FieldKind::Id => "an id".into(),
        FieldKind::Ids => "ids separated by ;".into(),
        FieldKind::AreaCodes => "ward or parish codes separated by ;".into(),
        FieldKind::Shares => "id:percent separated by ;".into(),
        FieldKind::Int(a, b) => format!("whole number {a} to {b}"),
        FieldKind::Number(a, b) => format!("number {a} to {b}"),
        FieldKind::Bool => "yes or no".into(),
        FieldKind::Date => "YYYY-MM-DD".into(),
        FieldKind::Time => "HH:MM".into(),
        FieldKind::DateTime => "YYYY-MM-DDTHH:MM".into(),
        FieldKind::Month => "YYYY-MM".into(),
        FieldKind::OpeningHours => "opening hours as OpenStreetMap writes them".into(),
        FieldKind::Choice(words) => format!("one of {}", words.join(", ")),
        FieldKind::Choices(words) => format!("some of {}, separated by ;", words.join(", ")),
        FieldKind::Lon => "longitude in degrees".into(),
        FieldKind::Lat => "latitude in degrees".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tables::TABLES;

    #[test]
    fn every_blank_is_comments_and_one_header() {
        for spec in TABLES {
            let text = blank(spec);
            let rows: Vec<&str> = text.lines().filter(|l| !l.starts_with('#')).collect();
            assert_eq!(rows.len(), 1, "{}", spec.name);
            assert_eq!(rows[0].split(',').count(), spec.fields.len());
        }
    }
}
