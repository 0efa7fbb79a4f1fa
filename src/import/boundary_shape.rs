//! The outlines of a boundary file as valid polygons in WGS 84 degrees.

use super::report::{ImportError, Reject, SourceReport};
use geo::line_intersection::{LineIntersection, line_intersection};
use geo::orient::{Direction, Orient};
use geo::{Area, BoundingRect, Contains, MakeValid, MapCoords};
use geo_types::{Coord, Line, LineString, MultiPolygon, Polygon};
use proj4rs::Proj;
use serde_json::Value;

/// Degrees between which the United Kingdom and its sea lie: west, south, east, north.
pub(super) const BRITAIN: [f64; 4] = [-9.5, 49.0, 2.5, 61.5];

/// Airy 1830 transverse Mercator of EPSG:27700 with the seven parameters of its usual Helmert transformation
/// (Ordnance Survey, "A guide to coordinate systems in Great Britain", 6.6: right to about 5 m).
pub(super) const NATIONAL_GRID: &str = "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy \
     +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs";
pub(super) const DEGREES: &str = "+proj=longlat +datum=WGS84 +no_defs";

/// In which coordinates a file is written.
pub(super) enum Frame {
    /// Degrees of WGS 84, longitude first.
    Degrees,
    /// Metres of the British National Grid.
    Grid(Box<(Proj, Proj)>),
}

/// A valid outline.
pub(super) struct Shape {
    /// WGS 84, outer rings counter-clockwise.
    pub(super) geom: MultiPolygon<f64>,
    /// Whether it had to be repaired.
    pub(super) was_invalid: bool,
}

pub(super) fn in_britain(c: Coord<f64>) -> bool {
    let [west, south, east, north] = BRITAIN;
    (west..=east).contains(&c.x) && (south..=north).contains(&c.y)
}

/// All positions below a `coordinates` member.
fn positions(value: &Value, out: &mut Vec<Coord<f64>>) {
    let Value::Array(items) = value else { return };
    if let [x, y, ..] = items.as_slice()
        && let (Some(x), Some(y)) = (x.as_f64(), y.as_f64())
    {
        out.push(Coord { x, y });
    } else {
        for item in items {
            positions(item, out);
        }
    }
}

impl Frame {
    /// Decides by the size of the numbers, and by the `crs` member where the numbers leave a doubt.
    pub(super) fn of<'a>(
        crs: Option<&Value>,
        geometries: impl Iterator<Item = &'a Value>,
        file: &str,
        report: &mut SourceReport,
    ) -> Result<Self, ImportError> {
        let mut all = Vec::new();
        geometries.filter_map(|g| g.get("coordinates")).for_each(|c| positions(c, &mut all));
        let name = crs.map(|c| c.pointer("/properties/name").and_then(Value::as_str).unwrap_or("").to_owned());
        let refuse = |wrong: String, right: &str| {
            ImportError::Refused(Reject {
                file: file.to_owned(),
                line: 0,
                column: "coordinates".to_owned(),
                wrong,
                right: right.to_owned(),
            })
        };
        let says = |word: &str| name.as_ref().is_some_and(|n| n.contains(word));
        let on_globe = all.iter().all(|c| c.x.abs() <= 180.0 && c.y.abs() <= 90.0);
        let on_grid = all.iter().all(|c| (0.0..=700_000.0).contains(&c.x) && (0.0..=1_300_000.0).contains(&c.y));
        if on_globe {
            if says("27700") {
                report.warn(format!("{file}: says that it is in the British National Grid, but its coordinates are degrees and were read so"));
            }
            let is_swapped = |c: &Coord<f64>| in_britain(Coord { x: c.y, y: c.x });
            if let Some(c) = all.iter().find(|c| !in_britain(**c)) {
                if all.iter().all(is_swapped) {
                    let wrong = format!("latitude and longitude are swapped: the first position is [{}, {}]", c.x, c.y);
                    return Err(refuse(wrong, &format!("longitude before latitude: [{}, {}]", c.y, c.x)));
                }
                let wrong = format!("position [{}, {}] lies outside Britain", c.x, c.y);
                return Err(refuse(
                    wrong,
                    "[longitude, latitude] in WGS 84 degrees, or metres of the British National Grid",
                ));
            }
            return Ok(Self::Degrees);
        }
        if on_grid && !says("3857") {
            if !says("27700") && name.is_some() {
                report.warn(format!("{file}: says that it is in {}, but its coordinates are metres and were read as the British National Grid", name.unwrap_or_default()));
            }
            report.warn(format!("{file}: was converted from the British National Grid, right to about 5 m"));
            let both = Proj::from_proj_string(NATIONAL_GRID)
                .and_then(|from| Ok(Box::new((from, Proj::from_proj_string(DEGREES)?))))
                .map_err(|e| ImportError::format(file, "British National Grid file", e))?;
            return Ok(Self::Grid(both));
        }
        let c = all.iter().find(|c| c.x.abs() > 180.0 || c.y.abs() > 90.0).copied().unwrap_or_default();
        let said = name.map(|n| format!(" (the file says {n:?})")).unwrap_or_default();
        let wrong = format!("position [{}, {}]{said} is neither in degrees nor on the British National Grid", c.x, c.y);
        Err(refuse(wrong, "WGS 84 degrees (EPSG:4326) or British National Grid metres (EPSG:27700)"))
    }

    /// One geometry, valid and in degrees; otherwise what is wrong with it.
    pub(super) fn shape(&self, geometry: Option<&Value>) -> Result<Shape, String> {
        let geometry = geometry.filter(|g| !g.is_null()).ok_or("no geometry")?;
        let kind = geometry.get("type").and_then(Value::as_str).unwrap_or("");
        let coordinates = geometry.get("coordinates").and_then(Value::as_array).ok_or("no coordinates")?;
        let mut geom = MultiPolygon(match kind {
            "Polygon" => vec![polygon(coordinates)?],
            "MultiPolygon" => coordinates
                .iter()
                .map(|p| polygon(p.as_array().ok_or("a polygon without rings")?))
                .collect::<Result<_, _>>()?,
            _ => return Err(format!("its type is {kind:?}")),
        });
        if let Self::Grid(both) = self {
            geom = geom
                .try_map_coords(|c| {
                    let mut p = (c.x, c.y, 0.0);
                    proj4rs::transform::transform(&both.0, &both.1, &mut p)?;
                    Ok(Coord { x: p.0.to_degrees(), y: p.1.to_degrees() })
                })
                .map_err(|e: proj4rs::errors::Error| e.to_string())?;
            let mut coords = geom.iter().flat_map(|p| p.exterior().coords());
            if let Some(c) = coords.find(|c| !in_britain(**c)) {
                return Err(format!("position {:.5}, {:.5} lies outside Britain", c.x, c.y));
            }
        }
        let was_invalid = !is_valid(&geom);
        if was_invalid {
            geom = repair(&geom)?;
        }
        geom.0.retain(|p| p.unsigned_area() > 0.0);
        if geom.0.is_empty() {
            return Err("it has no area".to_owned());
        }
        Ok(Shape { geom: geom.orient(Direction::Default), was_invalid })
    }
}

fn polygon(rings: &[Value]) -> Result<Polygon<f64>, String> {
    let mut out = Vec::with_capacity(rings.len());
    for ring in rings {
        let ring = ring.as_array().ok_or("a ring that is no list")?;
        let coords = ring
            .iter()
            .map(|position| match position.as_array().map(Vec::as_slice) {
                Some([x, y, ..]) => x.as_f64().zip(y.as_f64()).map(|(x, y)| Coord { x, y }),
                _ => None,
            })
            .collect::<Option<Vec<_>>>()
            .ok_or("a position that is not two numbers")?;
        let mut line = LineString(coords);
        line.close();
        line.0.dedup();
        if line.0.len() < 4 {
            return Err(format!("a ring of {} different positions", line.0.len().saturating_sub(1)));
        }
        out.push(line);
    }
    let mut rings = out.into_iter();
    let outer = rings.next().ok_or("a polygon without rings")?;
    Ok(Polygon::new(outer, rings.collect()))
}

/// Whether no two edges cross or overlap, no ring touches itself, holes lie inside and parts apart.
///
/// The edges are swept from west to east, so that each is compared only with those beside it; `geo`'s own check
/// compares all pairs, which takes minutes on unsimplified coastlines.
fn is_valid(geom: &MultiPolygon<f64>) -> bool {
    struct Edge {
        line: Line<f64>,
        ring: usize,
    }
    let mut edges: Vec<Edge> = Vec::new();
    let rings = geom.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    for (ring, line_string) in rings.enumerate() {
        edges.extend(line_string.lines().map(|line| Edge { line, ring }));
    }
    let west = |l: &Line<f64>| l.start.x.min(l.end.x);
    edges.sort_by(|a, b| west(&a.line).total_cmp(&west(&b.line)));
    for (i, a) in edges.iter().enumerate() {
        let east = a.line.start.x.max(a.line.end.x);
        let (low, high) = (a.line.start.y.min(a.line.end.y), a.line.start.y.max(a.line.end.y));
        for b in edges.iter().skip(i + 1).take_while(|b| west(&b.line) <= east) {
            if b.line.start.y.max(b.line.end.y) < low || b.line.start.y.min(b.line.end.y) > high {
                continue;
            }
            match line_intersection(a.line, b.line) {
                None => {}
                Some(LineIntersection::Collinear { intersection }) if intersection.start == intersection.end => {}
                Some(LineIntersection::Collinear { .. }) => return false,
                Some(LineIntersection::SinglePoint { is_proper, .. }) => {
                    let follow = a.line.end == b.line.start || b.line.end == a.line.start;
                    if is_proper || (a.ring == b.ring && !follow) {
                        return false;
                    }
                }
            }
        }
    }
    let holes_inside = geom.iter().all(|p| {
        let shell = Polygon::new(p.exterior().clone(), vec![]);
        p.interiors().iter().all(|hole| hole.coords().any(|c| shell.contains(c)))
    });
    let boxes: Vec<_> = geom.iter().map(BoundingRect::bounding_rect).collect();
    let first_inside = |inner: usize, outer: usize| {
        let (Some(Some(i)), Some(Some(o))) = (boxes.get(inner), boxes.get(outer)) else { return false };
        o.contains(i) && geom.0[inner].exterior().coords().any(|c| geom.0[outer].contains(c))
    };
    let n = geom.0.len();
    holes_inside && (0..n).all(|i| (0..n).all(|j| i == j || !first_inside(i, j)))
}

/// Each part repaired by itself, then all joined: parts that overlap must not cancel out.
fn repair(geom: &MultiPolygon<f64>) -> Result<MultiPolygon<f64>, String> {
    let parts = geom.iter().map(MakeValid::make_valid).collect::<Result<Vec<_>, _>>().map_err(|e| e.to_string())?;
    Ok(if parts.len() == 1 {
        parts.into_iter().next().unwrap_or(MultiPolygon(vec![]))
    } else {
        geo::unary_union(&parts)
    })
}
