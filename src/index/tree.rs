//! An R-tree over the boxes of a list.

use super::place::{Frame, Placed};
use crate::domain::place::LonLat;
use geo_types::{Coord, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::cmp::Ordering;
use std::marker::PhantomData;

/// Which positions of a list of `T` lie where. The list is handed in again with every question, so that nothing is
/// held twice; it must be the one that the tree was made of.
#[derive(Debug, Clone)]
pub struct Tree<T> {
    frame: Frame,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>,
    of: PhantomData<fn(&T)>,
}

impl<T> Default for Tree<T> {
    fn default() -> Self {
        Self { frame: Frame::around(None), boxes: RTree::new(), of: PhantomData }
    }
}

/// One answer of [`Tree::nearest`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The position in the list.
    pub at: u32,
    /// How far, in metres (right to about 1 % within 100 km of the middle of the layer).
    pub metres: f64,
}

impl Near {
    fn order(&self, other: &Self) -> Ordering {
        self.metres.total_cmp(&other.metres).then(self.at.cmp(&other.at))
    }
}

/// A box west, south, east, north in degrees as one rectangle, or as two where it crosses the antimeridian.
fn halves([w, s, e, n]: [f64; 4]) -> Vec<Rect<f64>> {
    let rect = |a: f64, b: f64| Rect::new(Coord { x: a, y: s }, Coord { x: b, y: n });
    if w <= e { vec![rect(w, e)] } else { vec![rect(w, 180.0_f64.max(w)), rect((-180.0_f64).min(e), e)] }
}

impl<T: Placed> Tree<T> {
    /// The tree of a list; things without a place are left out.
    #[must_use]
    pub fn new(list: &[T]) -> Self {
        let bounds: Vec<(u32, Rect<f64>)> =
            (0u32..).zip(list).filter_map(|(i, t)| Some((i, t.place().bounds()?))).collect();
        let all = bounds.iter().map(|(_, r)| *r).reduce(|a, b| {
            Rect::new(
                Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
                Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
            )
        });
        let frame = Frame::around(all);
        let boxes =
            bounds.into_iter().map(|(i, r)| GeomWithData::new(Rectangle::from_aabb(envelope(frame, &r)), i)).collect();
        Self { frame, boxes: RTree::bulk_load(boxes), of: PhantomData }
    }

    /// How many things have a place.
    #[must_use]
    pub fn len(&self) -> usize {
        self.boxes.size()
    }

    /// Whether nothing has a place.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What has a part in the box west, south, east, north (degrees; west > east crosses the antimeridian), its edge
    /// included: positions in ascending order.
    #[must_use]
    pub fn in_box(&self, list: &[T], bbox: [f64; 4]) -> Vec<u32> {
        let mut found = Vec::new();
        for half in halves(bbox) {
            let meets = |i: &u32| list.get(*i as usize).is_some_and(|t| t.place().meets(&half));
            let window = envelope(self.frame, &half);
            found.extend(self.boxes.locate_in_envelope_intersecting(window).map(|g| g.data).filter(meets));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The areas in which a position lies, their edges included: positions in ascending order.
    #[must_use]
    pub fn containing(&self, list: &[T], at: LonLat) -> Vec<u32> {
        let holds = |i: &u32| list.get(*i as usize).is_some_and(|t| t.place().holds(at.coord()));
        let point = self.frame.project(at.coord());
        let mut found: Vec<u32> = self.boxes.locate_all_at_point(point).map(|g| g.data).filter(holds).collect();
        found.sort_unstable();
        found
    }

    /// The `most` nearest things no farther than `limit` metres that `wanted` takes: nearest first, ties by position.
    #[must_use]
    pub fn nearest(
        &self,
        list: &[T],
        at: LonLat,
        most: usize,
        limit: f64,
        wanted: impl Fn(u32, &T) -> bool,
    ) -> Vec<Near> {
        let mut best: Vec<Near> = Vec::new();
        if most == 0 {
            return best;
        }
        for (found, square) in self.boxes.nearest_neighbor_iter_with_distance_2(self.frame.project(at.coord())) {
            // No part is nearer than its box, but for the last bits.
            let least = square.sqrt() * (1.0 - 1e-12) - 1e-6;
            if least > limit || (best.len() == most && best.last().is_some_and(|b| least > b.metres)) {
                break;
            }
            let i = found.data;
            let Some(thing) = list.get(i as usize).filter(|t| wanted(i, t)) else { continue };
            let Some(metres) = thing.place().distance(self.frame, at.coord()).filter(|m| *m <= limit) else { continue };
            let near = Near { at: i, metres };
            let place = best.partition_point(|b| b.order(&near) == Ordering::Less);
            best.insert(place, near);
            best.truncate(most);
        }
        best
    }

    /// The plane on which [`Tree::nearest`] measures.
    #[must_use]
    pub const fn frame(&self) -> Frame {
        self.frame
    }
}

fn envelope(frame: Frame, rect: &Rect<f64>) -> AABB<[f64; 2]> {
    AABB::from_corners(frame.project(rect.min()), frame.project(rect.max()))
}
