//! What several commands need of a county file.

use super::Failure;
use crate::county::County;
use crate::domain::time::parse_date;
use crate::store::{GeoPackage, Store};
use anyhow::Context;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use std::path::Path;

/// Reads a county that other programs may be reading or writing.
pub(super) fn load(path: &Path) -> Result<County, Failure> {
    let store = GeoPackage::open_read_only(path).map_err(anyhow::Error::from)?;
    Ok(store.load().map_err(anyhow::Error::from)?)
}

/// Opens a county that exists, for writing; another writer is refused.
pub(super) fn open(path: &Path) -> Result<GeoPackage, Failure> {
    Ok(GeoPackage::open(path).map_err(anyhow::Error::from)?)
}

/// A date of the command line; a wrong one is wrong use.
pub(super) fn date(text: &str) -> Result<Date, Failure> {
    parse_date(text).map_err(|e| Failure::Usage(e.to_string()))
}

/// Today where the patrols are.
pub(super) fn today() -> Date {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    ZonedDateTime::new(Timestamp::now(), zone).date()
}

/// Writes a file whole or not at all, and says which one failed.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let written = super::output::write_whole(path, text.as_bytes());
    Ok(written.with_context(|| format!("{} cannot be written", path.display()))?)
}
