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

/// A square or a park: an area that may be walked across, or that closes at night with the paths in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawArea {
    /// OSM's way id; of a relation its id with a minus.
    pub id: i64,
    /// Closed rings of node ids, outer and inner ones: what lies in an odd number of them is inside.
    pub rings: Vec<Vec<i64>>,
    /// Tags that matter, sorted by key.
    pub tags: Vec<(String, String)>,
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
    /// Positions of the nodes of `ways` and `areas`.
    pub nodes: FxHashMap<i64, LonLat>,
    /// Heights of nodes in metres, where an elevation file gives them.
    pub heights: FxHashMap<i64, f32>,
    /// Squares and parks: ways in ascending id order, then relations.
    pub areas: Vec<RawArea>,
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
