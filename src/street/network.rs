//! The network as flat arrays.

use crate::domain::id::{JunctionId, SegmentId};
use crate::domain::place::{LonLat, Plane};
use crate::domain::units::Metres;
use geo_types::{Coord, LineString};

/// Who travels, and when: decides which segments may be used and how fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Profile {
    /// On foot by day: every walkable segment; a road without pavement at 40 mph or more never.
    FootDay,
    /// Alone on foot after dark: lit streets only (tagged lit, or built-up streets not tagged unlit), no
    /// unpaved path, no way through a park or a wood.
    FootDark,
    /// By car: every road a car may use, one-way streets obeyed.
    Drive,
}

/// The `highway` value of OSM that matters to speed and to safety.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreetClass {
    /// `motorway`, `motorway_link`: cars only.
    Motorway,
    /// `trunk`, `primary`, `secondary` and their links.
    Main,
    /// `tertiary`, `unclassified`.
    Through,
    /// `residential`, `living_street`, `road`.
    Residential,
    /// `service`.
    Service,
    /// `pedestrian`, `footway`, `corridor`.
    Foot,
    /// `path`, `track`, `bridleway`, `cycleway`.
    Path,
    /// `steps`.
    Steps,
}

/// A street segment between two junctions.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// OSM's way id.
    pub osm_way: i64,
    /// OSM's node ids of both ends: they stay when segment ids change.
    pub nodes: (i64, i64),
    /// Where it begins.
    pub from: JunctionId,
    /// Where it ends.
    pub to: JunctionId,
    /// Its name, empty if none.
    pub name: String,
    /// OSM's `highway` value.
    pub class: String,
    /// The class that decides.
    pub kind: StreetClass,
    /// Its length.
    pub length: Metres,
    /// May be walked by day.
    pub foot: bool,
    /// May be walked alone after dark.
    pub foot_dark: bool,
    /// May be driven from `from` to `to`, and back.
    pub drive: (bool, bool),
    /// km/h by car.
    pub drive_kmh: u8,
    /// Lit: `Some(true)`, `Some(false)` as tagged, `None` untagged.
    pub lit: Option<bool>,
    /// When it may be walked, as [`super::Day`] reads it; empty: always.
    pub hours: String,
    /// How long it takes on foot because of its gradient, in thousandths of the time on the flat: from `from` to `to`,
    /// and back.
    pub slope: (u16, u16),
    /// What waiting at the roads at its `from` and `to` end costs on foot, hundredths of a second; worked out from the streets.
    pub waits: (u16, u16),
    /// Residents attributed to it (its frontage).
    pub residents: f32,
    /// Ward in which its middle lies: an index into the county's wards.
    pub ward: Option<u32>,
    /// Its line from `from` to `to`, WGS 84.
    pub line: LineString<f64>,
}

impl Segment {
    /// Whether it is a line across a square or a park, not a street.
    #[must_use]
    pub fn is_across(&self) -> bool {
        matches!(self.class.as_str(), "square" | "park")
    }

    /// Whether people live along it: frontage counts, coverage is asked of it.
    #[must_use]
    pub fn is_frontage(&self) -> bool {
        self.foot && matches!(self.kind, StreetClass::Main | StreetClass::Through | StreetClass::Residential)
            || (self.kind == StreetClass::Foot && self.class == "pedestrian")
    }
}

/// The street network of a county.
#[derive(Debug, Clone)]
pub struct Network {
    pub(super) plane: Plane,
    pub(super) junctions: Vec<Coord<f64>>,
    pub(super) segments: Vec<Segment>,
    pub(super) graph: super::graph::Graphs,
    /// Shared by copies, which differ in what lies along the streets, never in the streets.
    pub(super) hierarchies: std::sync::Arc<super::matrix::Hierarchies>,
    pub(super) snaps: super::snap::SnapIndex,
    pub(super) barriers: std::sync::Arc<super::barriers::Barriers>,
}

impl Network {
    /// The plane on which this county is measured.
    #[must_use]
    pub const fn plane(&self) -> Plane {
        self.plane
    }

    /// All segments; a [`SegmentId`] is the position in this list.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// One segment. Ids come from this network only.
    #[must_use]
    pub fn segment(&self, id: SegmentId) -> &Segment {
        &self.segments[id.ix()]
    }

    /// Positions of the junctions, in WGS 84; a [`JunctionId`] is the position in this list.
    #[must_use]
    pub fn junctions(&self) -> &[Coord<f64>] {
        &self.junctions
    }

    /// Whether there is anything to walk on.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.segments.iter().any(|s| s.foot)
    }

    /// Walkable segments that meet at a junction.
    pub fn foot_at(&self, junction: JunctionId) -> impl Iterator<Item = SegmentId> + '_ {
        self.graph.at(Profile::FootDay, junction)
    }

    /// A position as a coordinate on a segment, `t` metres from its `from` end.
    #[must_use]
    pub fn position(&self, segment: SegmentId, t: f64) -> LonLat {
        super::snap::position(self, segment, t)
    }
}
