//! Outlines of patrol areas: wards and output areas as they are drawn, or the ground around their streets.

use super::parts::{Part, Shape};
use crate::county::County;
use geo::algorithm::bool_ops::unary_union;
use geo::orient::{Direction, Orient};
use geo::{Area, BooleanOps, Validation};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

/// Polygons smaller than this are slivers of two drawings of one border: about a tenth of a hectare in degrees².
const SLIVER: f64 = 1.3e-7;

fn rounded(ring: &LineString<f64>) -> LineString<f64> {
    let mut line: Vec<Coord<f64>> =
        ring.0.iter().map(|c| Coord { x: (c.x * 1e7).round() / 1e7, y: (c.y * 1e7).round() / 1e7 }).collect();
    line.dedup();
    LineString(line)
}

/// The outline of one part: WGS 84.
fn outline(county: &County, part: &Part) -> MultiPolygon<f64> {
    let boundaries = &county.boundaries;
    let ward = part.ward.and_then(|w| boundaries.wards.get(w as usize)).map(|w| &w.geom);
    let mut whole = Vec::new();
    for shape in &part.shapes {
        let drawn = match shape {
            Shape::Ward(w) => boundaries.wards.get(*w as usize).map(|w| w.geom.clone()),
            Shape::Lsoa(l) => boundaries.lsoas.get(*l as usize).map(|l| match ward {
                Some(ward) => l.geom.intersection(ward),
                None => l.geom.clone(),
            }),
            Shape::Streets => {
                let around = MultiPolygon::new(vec![super::uncovered::outline(&county.network, &part.segments)]);
                Some(match ward {
                    Some(ward) => around.intersection(ward),
                    None => around,
                })
            }
        };
        whole.extend(drawn.into_iter().flatten());
    }
    MultiPolygon(whole)
}

/// The outline of some parts together: WGS 84, lon/lat, right-hand rule, 7 decimals.
pub(super) fn of(county: &County, parts: &[&Part]) -> MultiPolygon<f64> {
    let drawn: Vec<Polygon<f64>> = parts.iter().flat_map(|p| outline(county, p)).collect();
    let mut whole = match drawn.as_slice() {
        [one] => MultiPolygon::new(vec![one.clone()]),
        _ => unary_union(&drawn),
    };
    if whole.0.iter().any(|p| p.unsigned_area() >= SLIVER) {
        whole.0.retain(|p| p.unsigned_area() >= SLIVER);
    }
    // Rounding may make a ring touch itself; drawn anew, it is whole again, and at last stays as it was.
    for _ in 0..3 {
        let near = round(&whole);
        if near.is_valid() {
            return near.orient(Direction::Default);
        }
        whole = unary_union(&near.0);
    }
    whole.orient(Direction::Default)
}

fn round(whole: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let one = |p: &Polygon<f64>| {
        let holes = p.interiors().iter().map(rounded).filter(|r| r.0.len() >= 4).collect();
        Polygon::new(rounded(p.exterior()), holes)
    };
    MultiPolygon(whole.0.iter().map(one).filter(|p| p.exterior().0.len() >= 4).collect())
}
