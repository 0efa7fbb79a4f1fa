//! The layers that follow from the data, hotspots and uncovered areas: worked out anew after an import.

use crate::county::County;
use crate::coverage::{self, CoverageOptions};
use crate::hotspot::{self, HotspotOptions};
use crate::store::{Change, Store, StoreError};
use jiff::civil::Date;
use serde::Serialize;

/// The source under which the age of these layers is held.
const SOURCE: &str = "analysis";
/// Its age while the layers are older than the data.
const DUE: &str = "to be done";

/// Goes with every change of data: if the program ends before the layers follow, the next import sees it.
#[must_use]
pub fn mark() -> Change {
    Change::Source(SOURCE.to_owned(), DUE.to_owned())
}

/// Whether the layers are older than the data.
#[must_use]
pub fn is_due(county: &County) -> bool {
    county.sources.get(SOURCE).is_some_and(|age| age == DUE)
}

/// What a reader must know about the new layers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Refreshed {
    /// Hotspots found.
    pub hotspots: usize,
    /// Uncovered areas found.
    pub uncovered: usize,
    /// Incidents of the last twelve months that have a place.
    pub located: u64,
    /// How many of them lie too far from every street of the map to count anywhere.
    pub too_far: u64,
    /// Notes of both.
    pub notes: Vec<String>,
}

/// Finds hotspots and measures coverage over the 28 days before `on`, and writes both layers.
///
/// # Errors
/// When the store cannot be read or written; the layers are then as they were.
pub fn refresh(store: &mut dyn Store, on: Date) -> Result<Refreshed, StoreError> {
    let county = store.load()?;
    let hotspots = hotspot::find(&county, HotspotOptions::default());
    let coverage = coverage::measure(&county, &hotspots, CoverageOptions { days: 28, on });
    let mut done = Refreshed {
        hotspots: hotspots.hotspots.len(),
        uncovered: coverage.uncovered.len(),
        located: hotspots.counts.0,
        too_far: hotspots.counts.2,
        notes: hotspots.notes,
    };
    done.notes.extend(coverage.notes);
    store.commit(vec![
        Change::Hotspots(hotspots.hotspots),
        Change::Uncovered(coverage.uncovered),
        Change::Source(SOURCE.to_owned(), on.to_string()),
    ])?;
    Ok(done)
}
