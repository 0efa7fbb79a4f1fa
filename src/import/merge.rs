//! How what is new joins what is held: pure functions.

use super::report::ImportError;
use crate::domain::table::{Record, Value};
use crate::domain::time::Month;
use std::collections::BTreeMap;

/// A table after an upsert, and what changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// The rows to keep, in the order of their ids.
    pub rows: Vec<Record>,
    /// Ids that are new.
    pub added: Vec<String>,
    /// Ids whose row differs.
    pub changed: Vec<String>,
    /// Ids that the new file no longer has; their rows are gone.
    pub removed: Vec<String>,
}

fn by_id(rows: &[Record]) -> BTreeMap<String, &Record> {
    let id = |r: &Record| r.0.first().and_then(Option::as_ref).map(Value::text).unwrap_or_default().into_owned();
    rows.iter().map(|r| (id(r), r)).collect()
}

/// Rows of a new file laid over those held.
#[must_use]
pub fn upsert(held: &[Record], new: &[Record]) -> Merged {
    let (old, new) = (by_id(held), by_id(new));
    let mut merged = Merged::default();
    for (id, row) in &new {
        match old.get(id) {
            None => merged.added.push(id.clone()),
            Some(before) if before != row => merged.changed.push(id.clone()),
            Some(_) => {}
        }
        merged.rows.push((*row).clone());
    }
    merged.removed = old.keys().filter(|id| !new.contains_key(*id)).cloned().collect();
    merged
}

/// Refuses a month that shrinks by more than a tenth, unless that is meant.
///
/// # Errors
/// When it shrinks so and `replace` is not set.
pub fn check_shrink(force: &str, month: Month, old: u64, new: u64, replace: bool) -> Result<(), ImportError> {
    if !replace && new * 10 < old * 9 {
        return Err(ImportError::Shrinks { force: force.to_owned(), month: month.to_string(), old, new });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, n: i64) -> Record {
        Record(vec![Some(Value::Text(id.to_owned())), Some(Value::Int(n))])
    }

    #[test]
    fn upsert_lists_what_changed_and_twice_changes_nothing() {
        let held = [row("a", 1), row("b", 1), row("c", 1)];
        let new = [row("d", 1), row("b", 2), row("a", 1)];
        let merged = upsert(&held, &new);
        assert_eq!(
            (merged.added, merged.changed, merged.removed),
            (vec!["d".to_owned()], vec!["b".to_owned()], vec!["c".to_owned()])
        );
        let again = upsert(&merged.rows, &new);
        assert!(again.added.is_empty() && again.changed.is_empty() && again.removed.is_empty());
        assert_eq!(again.rows, merged.rows);
    }

    #[test]
    fn a_tenth_fewer_is_fine_and_more_is_refused() {
        let month: Month = "2025-06".parse().unwrap();
        assert!(check_shrink("x", month, 100, 90, false).is_ok());
        assert!(check_shrink("x", month, 100, 89, false).is_err());
        assert!(check_shrink("x", month, 100, 0, true).is_ok());
    }
}
