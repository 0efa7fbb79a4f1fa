//! Wards and residents of street segments.

use super::areas::Areas;
use super::network::{Network, StreetClass};
use crate::domain::boundary::{Boundaries, Boundary};
use crate::domain::ground::{Ground, GroundKind};
use crate::domain::place::LonLat;
use crate::domain::units::Metres;
use geo::Centroid;
use geo_types::Point;

/// Residents of a dwelling where nothing is known: the mean household of the 2021 census in England and Wales
/// was 2.4 people.
const HOUSEHOLD: f32 = 2.4;
/// A building farther from any street than this is not counted to one.
const FRONTAGE_REACH: Metres = Metres::new(80.0);

impl Network {
    /// Attributes wards and residents to segments: the residents of each LSOA (or ward, where no LSOA has a
    /// population) are shared among its frontage by the buildings near each street, or by length where buildings
    /// are not mapped. Sums are kept: residents of an area with at least one frontage street all land on streets.
    /// With no population at all each building counts as one household.
    #[must_use]
    pub fn attributed(&self, boundaries: &Boundaries, ground: &Ground) -> Self {
        let mut network = self.clone();
        let middles: Vec<Point<f64>> = self
            .segments
            .iter()
            .enumerate()
            .map(|(i, s)| self.position(crate::domain::id::SegmentId::from_ix(i), s.length.get() / 2.0).point())
            .collect();
        let wards = Areas::new(&boundaries.wards);
        for (i, s) in network.segments.iter_mut().enumerate() {
            let id = crate::domain::id::SegmentId::from_ix(i);
            s.ward = wards.of_street(&boundaries.wards, self, id).map(|i| i as u32);
            s.residents = 0.0;
        }
        let homes = self.homes(ground);
        let populated = |list: &[Boundary]| list.iter().any(|a| a.residents.is_some());
        let areas = if populated(&boundaries.lsoas) { &boundaries.lsoas } else { &boundaries.wards };
        if !populated(areas) {
            for (s, n) in network.segments.iter_mut().zip(&homes) {
                s.residents = *n as f32 * HOUSEHOLD;
            }
            return network;
        }
        let index = Areas::new(areas);
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); areas.len()];
        for (i, at) in middles.iter().enumerate().filter(|(i, _)| self.segments[*i].is_frontage()) {
            if let Some(area) = index.containing(areas, *at) {
                members[area].push(i);
            }
        }
        for (area, list) in areas.iter().zip(&members) {
            let buildings: u32 = list.iter().map(|&i| homes[i]).sum();
            let weight = |i: usize| {
                if buildings > 0 {
                    return f64::from(homes[i]);
                }
                // People live along residential streets first.
                let s = &self.segments[i];
                s.length.get() * if s.kind == StreetClass::Residential { 1.0 } else { 0.3 }
            };
            let whole: f64 = list.iter().map(|&i| weight(i)).sum();
            for &i in list.iter().filter(|_| whole > 0.0) {
                network.segments[i].residents = (f64::from(area.residents.unwrap_or(0)) * weight(i) / whole) as f32;
            }
        }
        network
    }

    /// Buildings that look like homes, counted to the nearest frontage street.
    fn homes(&self, ground: &Ground) -> Vec<u32> {
        let mut homes = vec![0; self.segments.len()];
        let home = |class: &str| {
            matches!(
                class,
                "yes"
                    | "house"
                    | "residential"
                    | "terrace"
                    | "semidetached_house"
                    | "detached"
                    | "apartments"
                    | "bungalow"
                    | "farm"
            )
        };
        for shape in ground.shapes.iter().filter(|s| s.kind == GroundKind::Building && home(&s.class)) {
            let Some(at) = shape.geom.centroid().and_then(|p| LonLat::new(p.x(), p.y()).ok()) else { continue };
            let near = self.segments_near(at, FRONTAGE_REACH);
            let p = self.plane.project(at);
            let nearest = near
                .into_iter()
                .filter(|id| self.segment(*id).is_frontage())
                .min_by(|a, b| self.distance_2(*a, p).total_cmp(&self.distance_2(*b, p)).then(a.cmp(b)));
            if let Some(id) = nearest {
                homes[id.ix()] += 1;
            }
        }
        homes
    }

    /// Square of the distance from a point on the plane to a segment.
    fn distance_2(&self, id: crate::domain::id::SegmentId, p: [f64; 2]) -> f64 {
        use rstar::PointDistance;
        let pieces = self.segment(id).line.lines().map(|l| {
            rstar::primitives::Line::new(self.plane.project_coord(l.start), self.plane.project_coord(l.end))
                .distance_2(&p)
        });
        pieces.fold(f64::INFINITY, f64::min)
    }
}
