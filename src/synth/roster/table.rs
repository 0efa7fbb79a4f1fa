//! Rows of one of the force's tables, cells named by column.

use crate::domain::table::TableSpec;
use std::io::Write;

/// A table while it is filled.
pub(in crate::synth) struct Table {
    spec: &'static TableSpec,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty one.
    pub(super) const fn new(spec: &'static TableSpec) -> Self {
        Self { spec, rows: Vec::new() }
    }

    /// Adds a row; columns that are not named stay blank.
    pub(super) fn row(&mut self, cells: &[(&'static str, &str)]) {
        let mut row = vec![String::new(); self.spec.fields.len()];
        for (name, value) in cells {
            debug_assert!(self.spec.position(name).is_some(), "{} has no column {name}", self.spec.name);
            if let Some(cell) = self.spec.position(name).and_then(|i| row.get_mut(i)) {
                (*value).clone_into(cell);
            }
        }
        self.rows.push(row);
    }

    pub(in crate::synth) const fn name(&self) -> &'static str {
        self.spec.name
    }

    pub(in crate::synth) fn len(&self) -> usize {
        self.rows.len()
    }

    /// As CSV.
    pub(in crate::synth) fn write(&self, out: impl Write) -> Result<(), csv::Error> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(self.spec.fields.iter().map(|f| f.name))?;
        for row in &self.rows {
            csv.write_record(row)?;
        }
        csv.flush()?;
        Ok(())
    }
}
