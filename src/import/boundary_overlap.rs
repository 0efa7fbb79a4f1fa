//! Areas of one kind may not lie over one another: a place has one ward.

use super::boundary::listed;
use super::report::SourceReport;
use crate::domain::boundary::Boundary;
use crate::domain::place::{LonLat, Plane};
use geo::{Area, BooleanOps, BoundingRect, Euclidean, Length, MapCoords};
use geo_types::{Coord, MultiPolygon};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// An overlap smaller than this, square metres, comes of rounding or of unequal simplification.
const SLIVER_AREA: f64 = 500.0;
/// So does one that is narrower than this on average, metres.
const SLIVER_WIDTH: f64 = 2.0;

/// Gives overlaps to the area with the lower code, with a warning, and counts slivers. The areas are sorted by code.
pub(super) fn settle(areas: &mut [Boundary], file: &str, report: &mut SourceReport) {
    let boxes: Vec<GeomWithData<Rectangle<[f64; 2]>, usize>> = areas
        .iter()
        .enumerate()
        .filter_map(|(i, a)| {
            let r = a.geom.bounding_rect()?;
            Some(GeomWithData::new(Rectangle::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]), i))
        })
        .collect();
    let tree = RTree::bulk_load(boxes.clone());
    let mut pairs: Vec<(usize, usize)> = boxes
        .iter()
        .flat_map(|a| {
            let near = tree.locate_in_envelope_intersecting(AABB::from_corners(a.geom().lower(), a.geom().upper()));
            near.map(|b| (a.data, b.data)).filter(|(i, j)| i < j).collect::<Vec<_>>()
        })
        .collect();
    pairs.sort_unstable();
    let over: Vec<(usize, usize, f64, f64)> = pairs
        .into_par_iter()
        .filter_map(|(i, j)| {
            let (a, b) = (areas.get(i)?, areas.get(j)?);
            let (area, width) = size(&a.geom.intersection(&b.geom));
            (area > 1.0).then_some((i, j, area, width))
        })
        .collect();
    let (mut slivers, mut cut) = (0, Vec::new());
    for (i, j, area, width) in over {
        if area < SLIVER_AREA || width < SLIVER_WIDTH {
            slivers += 1;
            continue;
        }
        let (low, high) = areas.split_at_mut(j);
        let (Some(keeps), Some(gives)) = (low.get(i), high.first_mut()) else { continue };
        let mut rest = gives.geom.difference(&keeps.geom);
        // Rounding can leave parts without any area.
        rest.0.retain(|p| p.unsigned_area() > 0.0);
        if size(&rest).0 < 1.0 {
            report.warn(format!("{file}: {} lies wholly within {}; both were kept", gives.name, keeps.name));
            continue;
        }
        gives.geom = rest;
        cut.push(format!("{} and {} ({area:.0} m²)", keeps.name, gives.name));
    }
    if !cut.is_empty() {
        report.warn(format!("{file}: areas that overlap, the overlap given to the first: {}", listed(&cut)));
    }
    report.count("overlaps repaired", cut.len() as u64);
    report.count("slivers of overlap left", slivers);
}

/// Square metres, and mean width in metres: area over half the outline.
fn size(geom: &MultiPolygon<f64>) -> (f64, f64) {
    let Some(at) = geom.bounding_rect().map(geo_types::Rect::center).and_then(|c| LonLat::new(c.x, c.y).ok()) else {
        return (0.0, 0.0);
    };
    let plane = Plane::around(at);
    let flat = geom.map_coords(|c| {
        let [x, y] = plane.project_coord(c);
        Coord { x, y }
    });
    let outline: f64 = flat.iter().map(|p| Euclidean.length(p.exterior())).sum();
    let area = flat.unsigned_area();
    (area, if outline > 0.0 { area / (outline / 2.0) } else { 0.0 })
}
