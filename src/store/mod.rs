//! Where a county is kept: one trait, its first home a GeoPackage.
//!
//! Invariants: a change set is committed whole or not at all; readers never wait for the one writer.

mod error;
mod geometry;
mod geopackage;
mod lease;
mod places;
mod plans;
mod read;
mod schema;
mod styles;
mod write;

#[cfg(test)]
mod tests;

pub use error::StoreError;
pub use geopackage::GeoPackage;

use crate::county::County;
use crate::domain::asset::Asset;
use crate::domain::boundary::{Boundary, BoundaryKind};
use crate::domain::coverage::UncoveredArea;
use crate::domain::ground::{GroundShape, Settlement};
use crate::domain::hotspot::Hotspot;
use crate::domain::id::PlanId;
use crate::domain::incident::Incident;
use crate::domain::plan::{Plan, PlanStatus};
use crate::domain::table::Record;
use crate::domain::time::Month;
use crate::street::Network;

/// One step of a change set.
#[derive(Debug)]
pub enum Change {
    /// What pages call the county.
    Name(String),
    /// Replaces the streets (the `streets` and `roads` layers).
    Streets(Box<Network>),
    /// Replaces ground shapes and settlements.
    Ground(Vec<GroundShape>, Vec<Settlement>),
    /// Replaces the community places that came from the map; those of the force stay.
    MapAssets(Vec<Asset>),
    /// Replaces the areas of one kind and of the vintages that the new ones have; other vintages stay.
    Boundaries(BoundaryKind, Vec<Boundary>),
    /// Replaces the incidents of one force and month.
    Incidents {
        /// The force.
        force: String,
        /// The month.
        month: Month,
        /// Its rows.
        rows: Vec<Incident>,
    },
    /// Replaces the rows of one of the force's tables; rows are already merged with those held.
    Records {
        /// The table's name.
        table: &'static str,
        /// Its rows.
        rows: Vec<Record>,
    },
    /// Replaces the `hotspots` layer.
    Hotspots(Vec<Hotspot>),
    /// Replaces the `uncovered` layer.
    Uncovered(Vec<UncoveredArea>),
    /// Adds a plan (`plans`, `routes`, `stops`).
    Plan(Box<Plan>),
    /// Changes where a plan stands.
    PlanStatus(PlanId, PlanStatus),
    /// Sets the age of a source: (`streets`, `2023-06-12`).
    Source(String, String),
}

/// Where a county is kept.
pub trait Store {
    /// Reads everything.
    ///
    /// # Errors
    /// When the store cannot be read, is damaged, not ours, or newer than this program.
    fn load(&self) -> Result<County, StoreError>;

    /// The checked rows of one of the force's tables, in the order of their ids.
    ///
    /// # Errors
    /// As [`Store::load`].
    fn records(&self, table: &'static str) -> Result<Vec<Record>, StoreError>;

    /// The areas of one kind and of all vintages, sorted by vintage and code; [`Store::load`] gives the newest only.
    ///
    /// # Errors
    /// As [`Store::load`].
    fn areas(&self, kind: BoundaryKind) -> Result<Vec<Boundary>, StoreError>;

    /// Carries out a change set, whole or not at all.
    ///
    /// # Errors
    /// When nothing was changed, and why.
    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError>;

    /// A number that changes whenever another program changes the store.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn version(&self) -> Result<i64, StoreError>;
}
