//! The R-trees over what is not routed on: wards, parishes, LSOAs, hotspots, community places, uncovered areas,
//! incidents, and streets as shapes.
//!
//! Invariants: a tree says which *positions* of a list answer a question, in ascending order, so that the order of
//! the tree never shows; a thing without a place is in no answer.

mod place;
mod tree;

#[cfg(test)]
mod tests;

pub use place::{Frame, Place, Placed};
pub use tree::{Near, Tree};

use crate::county::County;
use crate::domain::asset::Asset;
use crate::domain::boundary::Boundary;
use crate::domain::coverage::UncoveredArea;
use crate::domain::hotspot::Hotspot;
use crate::domain::incident::Incident;
use crate::street::Segment;

/// One tree for each layer of a county. Every question is asked together with the list that the tree was made of.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// Of `county.boundaries.wards`.
    pub wards: Tree<Boundary>,
    /// Of `county.boundaries.parishes`.
    pub parishes: Tree<Boundary>,
    /// Of `county.boundaries.lsoas`.
    pub lsoas: Tree<Boundary>,
    /// Of the hotspots given.
    pub hotspots: Tree<Hotspot>,
    /// Of the uncovered areas given.
    pub uncovered: Tree<UncoveredArea>,
    /// Of `county.operations.assets`.
    pub assets: Tree<Asset>,
    /// Of `county.incidents.rows`.
    pub incidents: Tree<Incident>,
    /// Of `county.network.segments()`: positions are segment ids.
    pub streets: Tree<Segment>,
}

impl Index {
    /// Builds the trees.
    #[must_use]
    pub fn new(county: &County, hotspots: &[Hotspot], uncovered: &[UncoveredArea]) -> Self {
        Self {
            wards: Tree::new(&county.boundaries.wards),
            parishes: Tree::new(&county.boundaries.parishes),
            lsoas: Tree::new(&county.boundaries.lsoas),
            hotspots: Tree::new(hotspots),
            uncovered: Tree::new(uncovered),
            assets: Tree::new(&county.operations.assets),
            incidents: Tree::new(&county.incidents.rows),
            streets: Tree::new(county.network.segments()),
        }
    }
}
