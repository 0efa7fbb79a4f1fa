//! The words of the trade as types: units, codes, places, people and plans.
//!
//! Invariants: nothing here reads a file, a clock or a database, and nothing here is async.
//! Longitude comes before latitude everywhere, in WGS 84 degrees. Lengths are metres, durations are
//! whole seconds, rewards are whole milli-points.

pub mod asset;
pub mod boundary;
pub mod calendar;
pub mod code;
pub mod coverage;
pub mod ground;
pub mod hotspot;
pub mod id;
pub mod incident;
pub mod opening;
pub mod place;
pub mod plan;
pub mod rawmap;
pub mod table;
pub mod tables;
pub mod time;
pub mod units;

pub use asset::{Asset, AssetKind, RiskBand};
pub use boundary::{Boundary, BoundaryKind};
pub use code::{AreaCode, AreaKey, Vintage};
pub use coverage::{UncoveredArea, UncoveredReason};
pub use ground::{GroundKind, GroundShape, Settlement, SettlementKind};
pub use hotspot::{Hotspot, Trend};
pub use incident::{Category, Incident};
pub use place::{LonLat, Plane};
pub use plan::{DemandKind, LeftOut, Plan, PlanStatus, PurposeKind, Route, RouteItem};
pub use time::{Clock, Month, TimeOfDay};
pub use units::{Metres, MilliPoints, Seconds};
