//! Public files and the force's own tables in, checked domain values out.
//!
//! Invariants: nothing here writes; a file is read whole or refused with a sentence; no bytes make it panic; what it
//! returns is in an order that the files alone decide.

pub mod boundary;
mod boundary_overlap;
mod boundary_shape;
pub mod crime;
mod crime_notes;
mod cross;
mod csv_text;
pub mod elevation;
pub mod input;
pub mod merge;
pub mod osm;
mod osm_areas;
mod osm_assets;
mod osm_entrances;
mod osm_ground;
mod osm_parades;
mod osm_pbf;
mod osm_xml;
pub mod points;
pub mod population;
mod quiet;
pub mod report;
pub mod request;
pub mod residents;
pub mod roster;
pub mod street_list;
pub mod template;

pub use boundary::Columns;
pub use report::{ImportError, ImportReport, Reject, SourceReport};
pub use request::{ImportRequest, Imported, Progress, read};
