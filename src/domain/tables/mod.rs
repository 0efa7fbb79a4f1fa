//! The tables that a force brings, each with its columns and its typed row.
//!
//! The declaration of a column is the only place that names it: the template, the check at import, the
//! layer in the county file and the typed row follow from it.

mod asked;
mod community;
mod paid;
mod people;
mod record;

pub use asked::{CONCERNS, Concern, TASKINGS, Tasking};
pub use community::{ENGAGEMENTS, Engagement, GROUPS, Group};
pub use paid::{FUNDERS, Funder, PAYERS, POSTS, Post, SCHEMES, Scheme};
pub use people::{
    ABSTRACTION_REASONS, ABSTRACTIONS, Abstraction, BASES, Base, OFFICERS, Officer, POWERS, SHIFTS, Shift,
};
pub use record::{ASSETS, VISITS, Visit, asset_from_row};

use super::table::{Field, FieldKind, TableSpec};

/// Every table, in the order in which a newcomer would fill them.
pub const TABLES: &[&TableSpec] = &[
    &SCHEMES,
    &FUNDERS,
    &POSTS,
    &BASES,
    &OFFICERS,
    &SHIFTS,
    &ABSTRACTIONS,
    &ASSETS,
    &CONCERNS,
    &TASKINGS,
    &ENGAGEMENTS,
    &GROUPS,
    &VISITS,
];

/// The table of a name.
#[must_use]
pub fn table(name: &str) -> Option<&'static TableSpec> {
    TABLES.iter().copied().find(|t| t.name == name)
}

const fn must(name: &'static str, kind: FieldKind, doc: &'static str, example: &'static str) -> Field {
    Field { name, kind, required: true, doc, example }
}

const fn may(name: &'static str, kind: FieldKind, doc: &'static str, example: &'static str) -> Field {
    Field { name, kind, required: false, doc, example }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_passes_its_own_check() {
        for table in TABLES {
            for field in table.fields {
                let checked = field.check(field.example);
                assert!(checked.is_ok(), "{}.{}: {checked:?}", table.name, field.name);
            }
        }
    }

    #[test]
    fn ids_come_first_and_names_are_unique() {
        for table in TABLES {
            assert_eq!(table.fields[0].name, "id", "{}", table.name);
            for (i, f) in table.fields.iter().enumerate() {
                assert!(table.fields[..i].iter().all(|g| g.name != f.name), "{}.{} twice", table.name, f.name);
            }
        }
    }
}
