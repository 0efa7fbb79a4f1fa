//! What lies around the streets: water, green, buildings, railways, settlements. Drawn, and used to tell
//! town from village; never routed on.

use super::place::LonLat;
use geo_types::Geometry;
use serde::{Deserialize, Serialize};

/// What a ground shape is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroundKind {
    /// Lakes, rivers and the sea as areas, streams as lines.
    Water,
    /// Parks, woods, grass, pitches, cemeteries.
    Green,
    /// A building's outline.
    Building,
    /// A railway line.
    Railway,
}

impl GroundKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Water, Self::Green, Self::Building, Self::Railway];

    /// The layer's table name.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::Water => "water",
            Self::Green => "green",
            Self::Building => "buildings",
            Self::Railway => "railways",
        }
    }
}

/// One shape of the ground.
#[derive(Debug, Clone, PartialEq)]
pub struct GroundShape {
    /// What it is.
    pub kind: GroundKind,
    /// OSM's value, e.g. `park`, `river`, `residential`; `yes` for most buildings; `rail_bridge` for a railway on a
    /// bridge.
    pub class: String,
    /// Its name, empty if none.
    pub name: String,
    /// WGS 84, lon/lat: polygons, multipolygons or line strings.
    pub geom: Geometry<f64>,
}

/// How large a settlement is, by OSM's `place` value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettlementKind {
    /// A city.
    City,
    /// A town.
    Town,
    /// A suburb, quarter or neighbourhood of a city or town.
    Suburb,
    /// A village.
    Village,
    /// A hamlet or isolated dwellings.
    Hamlet,
}

impl SettlementKind {
    /// From OSM's `place` value.
    #[must_use]
    pub fn from_osm(value: &str) -> Option<Self> {
        Some(match value {
            "city" => Self::City,
            "town" => Self::Town,
            "suburb" | "quarter" | "neighbourhood" | "borough" => Self::Suburb,
            "village" => Self::Village,
            "hamlet" | "isolated_dwelling" => Self::Hamlet,
            _ => return None,
        })
    }

    /// The value in the `places` layer.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::Town => "town",
            Self::Suburb => "suburb",
            Self::Village => "village",
            Self::Hamlet => "hamlet",
        }
    }
}

/// A named settlement with its centre.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settlement {
    /// `osm-n123`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How large.
    pub kind: SettlementKind,
    /// Its centre.
    pub at: LonLat,
}

/// Water, green, buildings, railways and settlements.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    /// Shapes to draw.
    pub shapes: Vec<GroundShape>,
    /// Settlements, sorted by id.
    pub settlements: Vec<Settlement>,
}
