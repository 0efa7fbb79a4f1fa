//! What lies between a place and a street: rivers, railways, motorways. A place is not taken to the street on the far
//! bank because that is a few metres nearer.

use super::network::{Network, Segment, StreetClass};
use crate::domain::ground::{GroundKind, GroundShape};
use crate::domain::place::Plane;
use crate::domain::units::Metres;
use geo_types::{Coord, Geometry, LineString, Polygon};
use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, RTree};
use std::sync::Arc;

/// A street on the far side counts as so much farther than it is: with none on the near side within that, the bridge
/// or crossing that the map lacks is likelier than a place that nobody can reach.
pub const FAR_SIDE: Metres = Metres::new(150.0);
/// Water narrower than this in both directions is walked around, metres: ponds, fountains.
const POND_M: f64 = 60.0;

/// A straight piece of a barrier: whose, and whether it is the edge of an area (or else a line).
type Piece = GeomWithData<Line<[f64; 2]>, (u32, bool)>;

/// Barriers on the county's plane.
#[derive(Debug, Clone, Default)]
pub struct Barriers {
    tree: RTree<Piece>,
}

/// Collects pieces.
struct Pieces {
    plane: Plane,
    list: Vec<Piece>,
    owner: u32,
}

impl Pieces {
    fn line(&mut self, line: &LineString<f64>, area: bool) {
        let on = |c: Coord<f64>| self.plane.project_coord(c);
        let owner = self.owner;
        self.list.extend(line.lines().map(|l| GeomWithData::new(Line::new(on(l.start), on(l.end)), (owner, area))));
    }

    fn polygon(&mut self, polygon: &Polygon<f64>) {
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for c in polygon.exterior().coords() {
            let p = self.plane.project_coord(*c);
            for k in 0..2 {
                low[k] = low[k].min(p[k]);
                high[k] = high[k].max(p[k]);
            }
        }
        if (high[0] - low[0]).max(high[1] - low[1]) < POND_M {
            return;
        }
        self.line(polygon.exterior(), true);
        polygon.interiors().iter().for_each(|hole| self.line(hole, true));
    }

    fn shape(&mut self, shape: &GroundShape) {
        match (&shape.geom, shape.kind) {
            (Geometry::LineString(line), _) => self.line(line, false),
            (Geometry::Polygon(p), GroundKind::Water) => self.polygon(p),
            (Geometry::MultiPolygon(all), GroundKind::Water) => all.0.iter().for_each(|p| self.polygon(p)),
            _ => {}
        }
        self.owner += 1;
    }
}

/// Whether a shape bars the way: water and railways, but not trams, which run in streets, and nothing on a bridge.
fn bars(shape: &GroundShape) -> bool {
    match shape.kind {
        GroundKind::Water => true,
        GroundKind::Railway => shape.class != "tram" && !shape.class.ends_with("_bridge"),
        GroundKind::Green | GroundKind::Building => false,
    }
}

/// Twice the area of a triangle, positive if it turns left.
fn turn(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// Whether two straight pieces cross; an end of the second on the first counts to its left side, so that a line
/// through a corner of a ring crosses the ring once.
fn cross(p: [f64; 2], q: [f64; 2], a: [f64; 2], b: [f64; 2]) -> bool {
    let (sa, sb) = (turn(p, q, a) >= 0.0, turn(p, q, b) >= 0.0);
    let (sp, sq) = (turn(a, b, p), turn(a, b, q));
    // Nothing is crossed by touching it: a street along a bank, a place on a line.
    sa != sb && (sp > 0.0 && sq < 0.0 || sp < 0.0 && sq > 0.0)
}

impl Barriers {
    pub(super) fn new(plane: Plane, shapes: &[GroundShape], segments: &[Segment]) -> Self {
        let mut pieces = Pieces { plane, list: Vec::new(), owner: 0 };
        shapes.iter().filter(|s| bars(s)).for_each(|s| pieces.shape(s));
        for s in segments.iter().filter(|s| s.kind == StreetClass::Motorway && !s.foot) {
            pieces.line(&s.line, false);
            pieces.owner += 1;
        }
        Self { tree: RTree::bulk_load(pieces.list) }
    }

    /// How many straight pieces.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tree.size()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a barrier lies between two positions on the plane: a line that is crossed, or an area that is crossed
    /// from bank to bank. One whose edge is crossed an odd number of times holds one of the two: a bridge, a pier.
    #[must_use]
    pub fn between(&self, p: [f64; 2], q: [f64; 2]) -> bool {
        let envelope = AABB::from_corners(p, q);
        let mut edges: Vec<u32> = Vec::new();
        for piece in self.tree.locate_in_envelope_intersecting(envelope) {
            let (owner, area) = piece.data;
            let line = piece.geom();
            if cross(p, q, line.from, line.to) {
                if !area {
                    return true;
                }
                edges.push(owner);
            }
        }
        edges.sort_unstable();
        edges.chunk_by(|a, b| a == b).any(|of| of.len() % 2 == 0)
    }
}

impl Network {
    /// The same network with rivers and railways between places and streets: a place keeps to its side.
    #[must_use]
    pub fn with_barriers(mut self, shapes: &[GroundShape]) -> Self {
        self.barriers = Arc::new(Barriers::new(self.plane, shapes, &self.segments));
        self
    }

    /// What lies between places and streets.
    #[must_use]
    pub fn barriers(&self) -> &Barriers {
        &self.barriers
    }
}
