//! Which ward, parish or LSOA holds a place or a street: one rule for all that asks.

use super::network::Network;
use crate::domain::boundary::Boundary;
use crate::domain::id::SegmentId;
use crate::domain::place::{LonLat, Plane};
use geo::{BoundingRect, Contains};
use geo_types::{Coord, LineString, Point};
use rstar::primitives::{GeomWithData, Line, Rectangle};
use rstar::{AABB, PointDistance, RTree};

/// What lies in no area belongs to the nearest one within this distance, metres: boundaries published for maps are
/// generalised (super-generalised ones of ONS to 200 m), so that slivers lie between neighbours.
pub const NEAR_M: f64 = 150.0;
/// Where a street is sampled, as shares of its length.
const SAMPLES: [f64; 5] = [0.5, 0.1, 0.3, 0.7, 0.9];

/// An index of the boxes of some areas. Every question is asked together with the list it was made of.
#[derive(Debug, Clone, Default)]
pub struct Areas {
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl Areas {
    /// The index of a list.
    #[must_use]
    pub fn new(areas: &[Boundary]) -> Self {
        let boxes = areas.iter().enumerate().filter_map(|(i, a)| {
            let r = a.geom.bounding_rect()?;
            Some(GeomWithData::new(Rectangle::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]), i))
        });
        Self { tree: RTree::bulk_load(boxes.collect()) }
    }

    /// The first area, in their order, that contains a position.
    #[must_use]
    pub fn containing(&self, areas: &[Boundary], at: Point<f64>) -> Option<usize> {
        let near = self.tree.locate_in_envelope_intersecting(AABB::from_point([at.x(), at.y()]));
        near.map(|g| g.data).filter(|&i| areas.get(i).is_some_and(|a| a.geom.contains(&at))).min()
    }

    /// The area of a position: the first that contains it, else the nearest within 150 m, the first of equals.
    #[must_use]
    pub fn of(&self, areas: &[Boundary], at: LonLat) -> Option<usize> {
        self.containing(areas, at.point()).or_else(|| self.nearest(areas, at))
    }

    /// The area of a street: the one that holds most of five places along it, of equals the one of its middle; if
    /// none holds any, the nearest to its middle.
    #[must_use]
    pub fn of_street(&self, areas: &[Boundary], network: &Network, id: SegmentId) -> Option<usize> {
        let length = network.segment(id).length.get();
        let places = SAMPLES.map(|share| network.position(id, length * share));
        let held = places.map(|p| self.containing(areas, p.point()));
        let count = |area: usize| held.iter().filter(|h| **h == Some(area)).count();
        // The middle is the first: of equals the first stays.
        let best = held.iter().flatten().copied().rev().max_by_key(|&a| count(a));
        best.or_else(|| self.nearest(areas, places[0]))
    }

    fn nearest(&self, areas: &[Boundary], at: LonLat) -> Option<usize> {
        let plane = Plane::around(at);
        let corner = |m: f64| plane.unproject([m, m]);
        let (low, high) = (corner(-NEAR_M), corner(NEAR_M));
        let near = self.tree.locate_in_envelope_intersecting(AABB::from_corners([low.x, low.y], [high.x, high.y]));
        let p = plane.project(at);
        let metres = |i: usize| {
            let rings = areas.get(i).into_iter().flat_map(|a| &a.geom.0);
            let rings = rings.flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
            let on = |c: Coord<f64>| plane.project_coord(c);
            let squares = rings.flat_map(LineString::lines).map(|l| Line::new(on(l.start), on(l.end)).distance_2(&p));
            squares.fold(f64::INFINITY, f64::min).sqrt()
        };
        let found = near.map(|g| (metres(g.data), g.data)).filter(|(m, _)| *m <= NEAR_M);
        found.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|(_, i)| i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::{AreaCode, AreaKey, Vintage};
    use crate::domain::rawmap::{RawMap, RawWay};
    use geo_types::{MultiPolygon, Rect};

    /// A metre is about 1/69,000 of a degree of longitude here.
    fn lon(metres: f64) -> f64 {
        -3.0 + metres / 69_000.0
    }

    fn ward(code: &str, from: f64, to: f64) -> Boundary {
        let shape = Rect::new(Coord { x: lon(from), y: 51.4 }, Coord { x: lon(to), y: 51.6 }).to_polygon();
        Boundary {
            key: AreaKey { code: AreaCode::new(code).unwrap(), vintage: Vintage(2023) },
            name: code.to_owned(),
            name_alt: String::new(),
            authority: String::new(),
            residents: None,
            geom: MultiPolygon(vec![shape]),
        }
    }

    #[test]
    fn a_sliver_between_wards_belongs_to_the_nearer_one_and_the_open_sea_to_none() {
        let wards = [ward("A", 0.0, 1000.0), ward("B", 1100.0, 2000.0)];
        let areas = Areas::new(&wards);
        let of = |m: f64| areas.of(&wards, LonLat::new(lon(m), 51.5).unwrap());
        assert_eq!([of(500.0), of(1030.0), of(1070.0), of(1500.0)], [Some(0), Some(0), Some(1), Some(1)]);
        assert_eq!([of(2100.0), of(2300.0), of(-140.0), of(-400.0)], [Some(1), None, Some(0), None]);
    }

    #[test]
    fn a_street_over_a_border_belongs_to_the_ward_of_most_of_it() {
        let wards = [ward("A", 0.0, 1000.0), ward("B", 1100.0, 2000.0)];
        let areas = Areas::new(&wards);
        let of = |from: f64, to: f64| {
            let mut map = RawMap::default();
            for (n, m) in [(1, from), (2, to)] {
                map.nodes.insert(n, LonLat::new(lon(m), 51.5).unwrap());
            }
            let tags = vec![("highway".to_owned(), "residential".to_owned())];
            map.ways.push(RawWay { id: 1, nodes: vec![1, 2], tags });
            let network = crate::street::build(&map).0;
            areas.of_street(&wards, &network, SegmentId(0))
        };
        assert_eq!(of(200.0, 1300.0), Some(0));
        assert_eq!(of(800.0, 1900.0), Some(1));
        assert_eq!(of(1010.0, 1060.0), Some(0), "wholly in the sliver, nearer to A");
        assert_eq!(of(2300.0, 2900.0), None);
    }
}
