//! Parks that close: which streets lie in them.

use super::network::{Segment, StreetClass};
use super::validity;
use crate::domain::place::Plane;
use crate::domain::rawmap::{RawArea, RawMap};
use geo_types::{Coord, LineString};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// The value of a tag of an area.
pub(super) fn tag<'a>(area: &'a RawArea, key: &str) -> Option<&'a str> {
    area.tags.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
}

/// The rings of an area as lines; `None` if nodes are missing.
pub(super) fn rings(map: &RawMap, area: &RawArea) -> Option<Vec<LineString<f64>>> {
    area.rings.iter().map(|ring| ring.iter().map(|n| map.nodes.get(n).map(|p| p.coord())).collect()).collect()
}

/// Whether a position lies in an odd number of rings.
fn inside(rings: &[LineString<f64>], at: Coord<f64>) -> bool {
    let mut odd = false;
    for l in rings.iter().flat_map(LineString::lines) {
        if (l.start.y > at.y) != (l.end.y > at.y) {
            let x = l.start.x + (at.y - l.start.y) / (l.end.y - l.start.y) * (l.end.x - l.start.x);
            odd ^= x > at.x;
        }
    }
    odd
}

/// Parks with hours.
pub(super) struct Parks {
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    list: Vec<(String, Vec<LineString<f64>>)>,
    /// Ids of those of which the hours cannot be read.
    pub(super) unread: Vec<i64>,
}

impl Parks {
    pub(super) fn of(map: &RawMap) -> Self {
        let (mut list, mut unread, mut boxes) = (Vec::new(), Vec::new(), Vec::new());
        for area in &map.areas {
            let stated = validity::stated(|key| tag(area, key));
            if stated.unread {
                unread.push(area.id);
            }
            let Some(rings) = rings(map, area).filter(|_| !stated.hours.is_empty()) else { continue };
            let all = || rings.iter().flat_map(|r| r.0.iter());
            let low = all().fold([f64::INFINITY; 2], |l, c| [l[0].min(c.x), l[1].min(c.y)]);
            let high = all().fold([f64::NEG_INFINITY; 2], |h, c| [h[0].max(c.x), h[1].max(c.y)]);
            boxes.push(GeomWithData::new(Rectangle::from_corners(low, high), list.len()));
            list.push((stated.hours, rings));
        }
        Self { tree: RTree::bulk_load(boxes), list, unread }
    }

    /// The hours of the first park in which at least half of a path lies; a road through a park is not shut with it.
    pub(super) fn around(&self, s: &Segment) -> Option<&str> {
        if !matches!(s.kind, StreetClass::Foot | StreetClass::Path | StreetClass::Steps) {
            return None;
        }
        let c = s.line.0.first()?;
        let near = |at: Coord<f64>| self.tree.locate_in_envelope_intersecting(AABB::from_point([at.x, at.y]));
        let mut which: Vec<usize> = s.line.0.iter().chain([c]).flat_map(|c| near(*c)).map(|g| g.data).collect();
        which.sort_unstable();
        which.dedup();
        let held = |rings: &[LineString<f64>]| -> f64 {
            let pieces = s.line.lines().flat_map(|l| {
                // A straight piece is looked at in tenths: it may lead in or out.
                let length = Plane::local_length(l.start, l.end) / 10.0;
                (0..10).map(move |k| (l.start + (l.end - l.start) * ((f64::from(k) + 0.5) / 10.0), length))
            });
            pieces.filter(|(at, _)| inside(rings, *at)).map(|(_, m)| m).sum()
        };
        let found = which.into_iter().filter_map(|i| self.list.get(i));
        found.into_iter().find(|(_, rings)| held(rings) * 2.0 >= s.length.get()).map(|(hours, _)| hours.as_str())
    }
}
