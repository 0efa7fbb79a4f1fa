//! Which published places a hotspot's numbers speak of: those on its streets or right beside them.

use super::outline::HALF_WIDTH;
use super::pieces::Pieces;
use super::points::Spot;
use crate::street::Network;
use geo_types::LineString;
use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, PointDistance, RTree};
use std::collections::BTreeSet;

/// A published point this far outside the outline is still said to be at it, metres: points are put on the map by
/// hand, at middles of streets and corners.
const BESIDE_M: f64 = 10.0;

/// Places by where they are.
pub(super) struct Beside {
    tree: RTree<GeomWithData<[f64; 2], usize>>,
}

impl Beside {
    /// The index of some places.
    pub(super) fn new(network: &Network, spots: &[Spot<'_>]) -> Self {
        let plane = network.plane();
        let points = spots.iter().enumerate().map(|(i, s)| GeomWithData::new(plane.project(s.at), i));
        Self { tree: RTree::bulk_load(points.collect()) }
    }

    /// Positions of the places that lie on some pieces, or within the width of their outline and 10 m; ascending.
    pub(super) fn of(
        &self,
        network: &Network,
        pieces: &Pieces,
        spots: &[Spot<'_>],
        lines: &[LineString<f64>],
        own: &BTreeSet<usize>,
    ) -> Vec<usize> {
        let (plane, reach) = (network.plane(), HALF_WIDTH + BESIDE_M);
        let mut found: BTreeSet<usize> = BTreeSet::new();
        for l in lines.iter().flat_map(LineString::lines) {
            let (a, b) = (plane.project_coord(l.start), plane.project_coord(l.end));
            let line = Line::new(a, b);
            let window = AABB::from_corners(
                [a[0].min(b[0]) - reach, a[1].min(b[1]) - reach],
                [a[0].max(b[0]) + reach, a[1].max(b[1]) + reach],
            );
            let near = self.tree.locate_in_envelope(window);
            found.extend(near.filter(|p| line.distance_2(p.geom()) <= reach * reach).map(|p| p.data));
        }
        // A place farther from its street than that (up to 100 m) lies on it all the same.
        let on = |s: &Spot<'_>| pieces.at(s.snap.segment, s.snap.t).is_some_and(|p| own.contains(&p));
        found.extend(spots.iter().enumerate().filter(|(_, s)| on(s)).map(|(i, _)| i));
        found.into_iter().collect()
    }
}
