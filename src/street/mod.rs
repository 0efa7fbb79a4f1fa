//! The walkable network: build, snap, shortest paths, many-to-many, walks along streets.
//!
//! Invariants: junctions stand only where ways meet or end; the geometry of a segment runs from its `from`
//! to its `to` junction; on foot every segment goes both ways; every query is a pure function of the network,
//! so queries run in parallel without locks and give the same answer on any number of threads.

mod across;
mod areas;
mod attribute;
mod barriers;
mod build;
mod cover;
mod graph;
mod hierarchy;
mod matrix;
mod network;
mod parks;
mod path;
mod reach;
mod rules;
mod search;
mod slope;
mod snap;
mod timed;
mod validity;
mod visible;
mod walk;

#[cfg(test)]
mod hours_tests;
#[cfg(test)]
mod snap_tests;
#[cfg(test)]
mod tests;

pub use areas::Areas;
pub use barriers::{Barriers, FAR_SIDE};
pub use build::{BuildReport, build};
pub use cover::CoverWalk;
pub use graph::Measure;
pub use hierarchy::Hierarchy;
pub use matrix::{Distances, Matrix};
pub use network::{Network, Profile, Segment, StreetClass};
pub use path::Leg;
pub use reach::Reached;
pub use rules::NotWalked;
pub use slope::FLAT;
pub use snap::{Side, Snap};
pub use timed::TimedLeg;
pub use validity::{Day, Span};
pub use visible::VisibleWalk;
pub use walk::Walk;
