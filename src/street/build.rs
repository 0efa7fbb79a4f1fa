//! OSM ways → network.

use super::network::{Network, Segment};
use crate::domain::boundary::Boundaries;
use crate::domain::ground::Ground;
use crate::domain::rawmap::RawMap;

/// What building found, for the import's summary.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BuildReport {
    /// Walkable ways.
    pub walkable_ways: usize,
    /// Walkable length, metres.
    pub walkable_m: f64,
    /// Connected pieces dropped as islands, with their total length in metres.
    pub islands: (usize, f64),
    /// Sentences for the user: gates assumed open, ways without nodes…
    pub warnings: Vec<String>,
}

/// Builds the network from an OSM file's ways.
#[must_use]
pub fn build(_map: &RawMap) -> (Network, BuildReport) {
    unimplemented!()
}

impl Network {
    /// Puts a network together from its stored segments (the county file's `streets` and `roads` rows).
    #[must_use]
    pub fn from_segments(_segments: Vec<Segment>) -> Self {
        unimplemented!()
    }

    /// Attributes wards and residents to segments: the residents of each LSOA (or ward, where there is no LSOA
    /// with a population) are shared among its frontage by residential buildings near each street, or by length
    /// where buildings are not mapped. Sums are kept: residents of an area with at least one frontage street all
    /// land on streets.
    #[must_use]
    pub fn attributed(&self, _boundaries: &Boundaries, _ground: &Ground) -> Self {
        unimplemented!()
    }
}
