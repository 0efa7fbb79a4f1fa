//! Where a thing is: the few shapes that layers have, and the three questions that an index asks of them.

use crate::domain::asset::Asset;
use crate::domain::boundary::Boundary;
use crate::domain::coverage::UncoveredArea;
use crate::domain::hotspot::Hotspot;
use crate::domain::incident::Incident;
use crate::domain::place::Plane;
use crate::domain::tables::Concern;
use crate::street::Segment;
use geo::{BoundingRect, Intersects};
use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPolygon, Polygon, Rect};

/// A shape in WGS 84 degrees (x = longitude, y = latitude), borrowed from the thing that has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place<'a> {
    /// It has no place.
    Nowhere,
    /// A point.
    Point(Coord<f64>),
    /// A line.
    Line(&'a LineString<f64>),
    /// Several lines: a route with rides between.
    Lines(&'a MultiLineString<f64>),
    /// An area in one part.
    Area(&'a Polygon<f64>),
    /// An area in several parts.
    Areas(&'a MultiPolygon<f64>),
}

/// What has a place.
pub trait Placed {
    /// Its place.
    fn place(&self) -> Place<'_>;
}

impl Placed for Boundary {
    fn place(&self) -> Place<'_> {
        Place::Areas(&self.geom)
    }
}
impl Placed for Hotspot {
    fn place(&self) -> Place<'_> {
        Place::Area(&self.geom)
    }
}
impl Placed for UncoveredArea {
    fn place(&self) -> Place<'_> {
        Place::Area(&self.geom)
    }
}
impl Placed for Asset {
    fn place(&self) -> Place<'_> {
        Place::Point(self.at.coord())
    }
}
impl Placed for Concern {
    fn place(&self) -> Place<'_> {
        Place::Point(self.at.coord())
    }
}
impl Placed for Incident {
    fn place(&self) -> Place<'_> {
        self.at.map_or(Place::Nowhere, |at| Place::Point(at.coord()))
    }
}
impl Placed for Segment {
    fn place(&self) -> Place<'_> {
        Place::Line(&self.line)
    }
}
impl Placed for Geometry<f64> {
    fn place(&self) -> Place<'_> {
        match self {
            Self::Point(p) => Place::Point(p.0),
            Self::LineString(line) => Place::Line(line),
            Self::MultiLineString(lines) => Place::Lines(lines),
            Self::Polygon(area) => Place::Area(area),
            Self::MultiPolygon(areas) => Place::Areas(areas),
            _ => Place::Nowhere,
        }
    }
}

impl Place<'_> {
    /// The smallest box round it; `None` if it has no place.
    #[must_use]
    pub fn bounds(self) -> Option<Rect<f64>> {
        let rect = match self {
            Self::Nowhere => None,
            Self::Point(c) => Some(Rect::new(c, c)),
            Self::Line(l) => l.bounding_rect(),
            Self::Lines(l) => l.bounding_rect(),
            Self::Area(a) => a.bounding_rect(),
            Self::Areas(a) => a.bounding_rect(),
        };
        // A tree cannot order what is not a number.
        rect.filter(|r| [r.min().x, r.min().y, r.max().x, r.max().y].iter().all(|v| v.is_finite()))
    }

    /// Whether any of it lies in a box, whose edge counts as inside.
    #[must_use]
    pub fn meets(self, rect: &Rect<f64>) -> bool {
        match self {
            Self::Nowhere => false,
            Self::Point(c) => rect.intersects(&c),
            Self::Line(l) => l.intersects(rect),
            Self::Lines(l) => l.intersects(rect),
            Self::Area(a) => a.intersects(rect),
            Self::Areas(a) => a.intersects(rect),
        }
    }

    /// Whether it is an area in which a position lies, its edge included.
    #[must_use]
    pub fn holds(self, at: Coord<f64>) -> bool {
        match self {
            Self::Area(a) => a.intersects(&at),
            Self::Areas(a) => a.intersects(&at),
            Self::Nowhere | Self::Point(_) | Self::Line(_) | Self::Lines(_) => false,
        }
    }

    /// Metres on a plane from a position to the nearest part, 0 inside an area; `None` if it has no place.
    #[must_use]
    pub fn distance(self, frame: Frame, at: Coord<f64>) -> Option<f64> {
        if self.holds(at) {
            return Some(0.0);
        }
        let p = frame.project(at);
        let line = |l: &LineString<f64>| {
            let one = l.0.first().map(|&c| to_piece(p, frame.project(c), frame.project(c)));
            let pieces = l.lines().map(|s| to_piece(p, frame.project(s.start), frame.project(s.end)));
            pieces.chain(one).reduce(f64::min)
        };
        let area =
            |a: &Polygon<f64>| std::iter::once(a.exterior()).chain(a.interiors()).filter_map(line).reduce(f64::min);
        match self {
            Self::Nowhere => None,
            Self::Point(c) => Some(to_piece(p, frame.project(c), frame.project(c))),
            Self::Line(l) => line(l),
            Self::Lines(l) => l.iter().filter_map(line).reduce(f64::min),
            Self::Area(a) => area(a),
            Self::Areas(a) => a.iter().filter_map(area).reduce(f64::min),
        }
    }
}

/// Distance from a point to a straight piece.
fn to_piece([px, py]: [f64; 2], [ax, ay]: [f64; 2], [bx, by]: [f64; 2]) -> f64 {
    let square = (bx - ax).powi(2) + (by - ay).powi(2);
    let share =
        if square > 0.0 { (((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / square).clamp(0.0, 1.0) } else { 0.0 };
    (px - ax - (bx - ax) * share).hypot(py - ay - (by - ay) * share)
}

/// The flat plane in metres on which a tree measures. Projecting keeps order (what lies west stays west), so a box
/// in degrees is a box on the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame(Plane);

impl Frame {
    /// The plane around the middle of a box in degrees.
    #[must_use]
    pub fn around(bounds: Option<Rect<f64>>) -> Self {
        let middle = bounds.map(Rect::center).unwrap_or_default();
        // At the poles degrees of longitude have no length, and far-off nonsense has no plane: any will do there.
        let at = crate::domain::place::LonLat::new(middle.x, middle.y.clamp(-85.0, 85.0)).unwrap_or_default();
        Self(Plane::around(at))
    }

    /// Metres east and north of the middle.
    #[must_use]
    pub fn project(self, c: Coord<f64>) -> [f64; 2] {
        self.0.project_coord(c)
    }
}
