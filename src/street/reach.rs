//! What can be reached from a place within some time, and its outline.

use super::graph::{self, Measure};
use super::hierarchy::FAR;
use super::network::{Network, Profile};
use super::path::to_seconds;
use super::search::Scratch;
use super::snap::Snap;
use crate::domain::id::SegmentId;
use crate::domain::place::Plane;
use crate::domain::units::{Metres, Seconds};
use geo::orient::{Direction, Orient};
use geo::{Area, Buffer, MapCoords, Simplify};
use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Polygon};

/// How far to either side of a reached street its outline goes, metres: the houses along it.
const HALF_WIDTH: f64 = 25.0;
/// Gaps in an outline smaller than this are filled, square metres: the gardens inside a block of houses.
const GAP_M2: f64 = 20_000.0;
/// How far the drawn outline may lie from the exact one, metres.
const SLACK: f64 = 2.0;

/// A reached part of a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reached {
    /// The segment.
    pub segment: SegmentId,
    /// From where to where, metres from its `from` end; the first is the lesser.
    pub part: [f64; 2],
    /// Seconds to the nearest of its two positions, rounded up; 0 where the search began.
    pub seconds: u32,
}

/// Parts of a line, in order, with those that meet made one.
fn joined(mut parts: Vec<([f64; 2], u32)>) -> Vec<([f64; 2], u32)> {
    parts.retain(|(p, _)| p[1] > p[0]);
    parts.sort_by(|a, b| a.0[0].total_cmp(&b.0[0]).then(a.0[1].total_cmp(&b.0[1])));
    let mut all: Vec<([f64; 2], u32)> = Vec::new();
    for (part, cost) in parts {
        match all.last_mut() {
            Some((last, held)) if part[0] <= last[1] => {
                last[1] = last[1].max(part[1]);
                *held = cost.min(*held);
            }
            _ => all.push((part, cost)),
        }
    }
    all
}

impl Network {
    /// All parts of segments that can be reached from a place within a time, by segment and position.
    #[must_use]
    pub fn reach(&self, profile: Profile, from: Snap, within: Seconds) -> Vec<Reached> {
        let limit = (within.get().max(0) as u32).saturating_mul(100).min(FAR - 1);
        let mut scratch = Scratch::default();
        self.search(profile, Measure::Time, from, None, limit, &mut scratch);
        let mut reached = Vec::new();
        for (i, s) in self.segments.iter().enumerate() {
            let segment = SegmentId::from_ix(i);
            let length = s.length.get();
            // How far along the segment what is left of the time leads.
            let on = |cost: u32, forwards: bool| {
                let speed = graph::speed(s, profile, forwards).filter(|_| cost <= limit)?;
                Some(f64::from(limit - cost) / 100.0 * speed / graph::slope(s, profile, forwards))
            };
            let into = |junction: u32, at_from: bool| {
                graph::plus(scratch.cost_to(junction), graph::wait(s, profile, Measure::Time, at_from))
            };
            let (a, b) = (into(s.from.0, true), into(s.to.0, false));
            let mut parts = Vec::new();
            parts.extend(on(a, true).map(|m| ([0.0, m.min(length)], a)));
            parts.extend(on(b, false).map(|m| ([(length - m).max(0.0), length], b)));
            if from.segment == segment {
                parts.extend(on(0, true).map(|m| ([from.t, (from.t + m).min(length)], 0)));
                parts.extend(on(0, false).map(|m| ([(from.t - m).max(0.0), from.t], 0)));
            }
            let parts = joined(parts).into_iter();
            reached.extend(parts.map(|(part, cost)| Reached { segment, part, seconds: to_seconds(cost) }));
        }
        reached
    }

    /// The line of a reached part.
    #[must_use]
    pub fn reached_line(&self, reached: &Reached) -> LineString<f64> {
        let [a, b] = reached.part;
        LineString::new(super::snap::piece(&self.segment(reached.segment).line, a, b))
    }

    /// Length of all reached parts.
    #[must_use]
    pub fn reached_length(reached: &[Reached]) -> Metres {
        reached.iter().map(|r| Metres::new(r.part[1] - r.part[0])).sum()
    }

    /// The outline of reached parts: 25 m around them, small gaps filled; WGS 84, right-hand rule, seven decimals.
    #[must_use]
    pub fn reach_outline(&self, around: Snap, reached: &[Reached]) -> MultiPolygon<f64> {
        let plane = Plane::around(around.at);
        let flat = |r: &Reached| -> LineString<f64> {
            let line = self.reached_line(r);
            line.map_coords(|c| Coord::from(plane.project_coord(c))).simplify(SLACK)
        };
        let drawn = MultiLineString::new(reached.iter().map(flat).collect()).buffer(HALF_WIDTH);
        let tidy = |c: Coord<f64>| {
            let c = plane.unproject([c.x, c.y]);
            Coord { x: (c.x * 1e7).round() / 1e7, y: (c.y * 1e7).round() / 1e7 }
        };
        let filled = drawn.0.into_iter().map(|p| {
            let (outer, gaps) = p.into_inner();
            let gap = |g: &LineString<f64>| Polygon::new(g.clone(), Vec::new()).unsigned_area() >= GAP_M2;
            Polygon::new(outer, gaps.into_iter().filter(gap).collect()).simplify(SLACK).map_coords(tidy)
        });
        let outline = MultiPolygon::new(filled.filter(|p| p.exterior().0.len() >= 4).collect());
        outline.orient(Direction::Default)
    }
}
