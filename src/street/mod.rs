//! The walkable network: build, snap, shortest paths, many-to-many, walks along streets.
//!
//! Invariants: junctions stand only where ways meet or end; the geometry of a segment runs from its `from`
//! to its `to` junction; on foot every segment goes both ways; every query is a pure function of the network,
//! so queries run in parallel without locks and give the same answer on any number of threads.

mod areas;
mod attribute;
mod build;
mod graph;
mod hierarchy;
mod matrix;
mod network;
mod path;
mod reach;
mod rules;
mod search;
mod snap;
mod visible;
mod walk;

#[cfg(test)]
mod tests;

pub use areas::Areas;
pub use build::{BuildReport, build};
pub use graph::Measure;
pub use hierarchy::Hierarchy;
pub use matrix::{Distances, Matrix};
pub use network::{Network, Profile, Segment, StreetClass};
pub use path::Leg;
pub use reach::Reached;
pub use rules::NotWalked;
pub use snap::Snap;
pub use visible::VisibleWalk;
pub use walk::Walk;
