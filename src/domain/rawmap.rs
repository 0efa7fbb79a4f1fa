//! What an OpenStreetMap file holds for Footbeat, before a network is built from it.

use super::asset::Asset;
use super::ground::{GroundShape, Settlement};
use super::place::LonLat;
use rustc_hash::FxHashMap;

/// An OSM way with a `highway` value, with the tags that decide who may use it and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawWay {
    /// OSM's way id.
    pub id: i64,
    /// Node ids in drawing order.
    pub nodes: Vec<i64>,
    /// All tags that matter to the network (highway, name, name:cy, foot, access, vehicle, motor_vehicle,
    /// motorcar, oneway, junction, lit, surface, sidewalk*, maxspeed, bridge, tunnel, layer, service, incline,
    /// area, tracktype, width, opening_hours, conditional ones), sorted by key.
    pub tags: Vec<(String, String)>,
}

impl RawWay {
    /// The value of a tag.
    #[must_use]
    pub fn tag(&self, key: &str) -> Option<&str> {
        self.tags.binary_search_by(|(k, _)| k.as_str().cmp(key)).ok().map(|i| self.tags[i].1.as_str())
    }
}

/// A node that blocks or slows: gates, bollards, stiles, with its tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawBarrier {
    /// OSM's node id.
    pub node: i64,
    /// `barrier` and access tags, sorted by key.
    pub tags: Vec<(String, String)>,
}

/// Everything that one OSM file gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawMap {
    /// Ways with `highway`, in ascending id order, all values (the street room decides who may use them).
    pub ways: Vec<RawWay>,
    /// Positions of the nodes of `ways`.
    pub nodes: FxHashMap<i64, LonLat>,
    /// Barriers on the nodes of `ways`, in ascending id order.
    pub barriers: Vec<RawBarrier>,
    /// Water, green, buildings and railways.
    pub ground: Vec<GroundShape>,
    /// Settlements.
    pub settlements: Vec<Settlement>,
    /// Key community places found by their tags.
    pub assets: Vec<Asset>,
    /// Date of the data if the file says so, RFC 3339.
    pub timestamp: Option<String>,
}
