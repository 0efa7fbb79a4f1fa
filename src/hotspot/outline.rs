//! The outline of a hotspot on the map.

use crate::street::Network;
use geo::{Area, BooleanOps, Buffer};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

/// Half the width of the outline, metres: both pavements and the house fronts.
pub(super) const HALF_WIDTH: f64 = 22.0;

/// The streets with what stands along them: the largest piece, without holes, counter-clockwise, seven decimals.
pub(super) fn outline(network: &Network, lines: &[LineString<f64>]) -> Polygon<f64> {
    let plane = network.plane();
    let mut whole = MultiPolygon::new(Vec::new());
    for line in lines {
        let line: LineString<f64> = line.coords().map(|&c| Coord::from(plane.project_coord(c))).collect();
        let piece = line.buffer(HALF_WIDTH);
        whole = if whole.0.is_empty() { piece } else { whole.union(&piece) };
    }
    let largest = whole.0.into_iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
    let Some(largest) = largest else { return Polygon::new(LineString::new(Vec::new()), Vec::new()) };
    let tidy = |v: f64| (v * 1e7).round() / 1e7;
    let ring = largest.exterior().coords().map(|c| {
        let c = plane.unproject([c.x, c.y]);
        Coord { x: tidy(c.x), y: tidy(c.y) }
    });
    let mut ring: Vec<Coord<f64>> = ring.collect();
    ring.dedup();
    let mut polygon = Polygon::new(ring.into(), Vec::new());
    if polygon.signed_area() < 0.0 {
        polygon.exterior_mut(|r| r.0.reverse());
    }
    polygon
}
