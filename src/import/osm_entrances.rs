//! Where one goes into a place that is drawn as an area: its entrance, not its middle.

use super::osm::{Elements, Tags, tag};
use crate::domain::place::LonLat;
use geo::{BoundingRect, Contains};
use geo_types::{Point, Polygon};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};
use rustc_hash::{FxHashMap, FxHashSet};

/// Nodes by which one goes in.
pub(super) struct Entrances {
    /// The main entrance has 0, any other 1, a gate 2.
    rank: FxHashMap<i64, u8>,
    /// Entrances of buildings, gates left out.
    doors: RTree<GeomWithData<[f64; 2], i64>>,
    /// Those that lie on a street or path.
    on_street: FxHashSet<i64>,
}

/// How good an entrance a node is for a visitor; `None`: it is none.
fn rank(tags: &Tags) -> Option<u8> {
    let barred = |key| matches!(tag(tags, key), "no" | "private");
    if barred("access") || barred("foot") || tag(tags, "locked") == "yes" {
        return None;
    }
    match tag(tags, "entrance") {
        "main" => return Some(0),
        "" => {}
        "no" | "emergency" | "exit" | "service" | "garage" | "fire_exit" => return None,
        _ => return Some(1),
    }
    matches!(tag(tags, "barrier"), "gate" | "entrance" | "kissing_gate" | "swing_gate").then_some(2)
}

impl Entrances {
    pub(super) fn of(e: &Elements) -> Self {
        let rank: FxHashMap<i64, u8> = e.node_tags.iter().filter_map(|(n, tags)| Some((*n, rank(tags)?))).collect();
        let pin = |n: i64| Some(GeomWithData::new([e.nodes.get(&n)?.lon(), e.nodes.get(&n)?.lat()], n));
        let doors =
            e.node_tags.iter().filter(|(n, _)| rank.get(n).is_some_and(|r| *r < 2)).filter_map(|(n, _)| pin(*n));
        let streets = e.ways.iter().filter(|w| !tag(&w.2, "highway").is_empty());
        let on_street = streets.flat_map(|w| &w.1).filter(|n| rank.contains_key(n)).copied().collect();
        Self { doors: RTree::bulk_load(doors.collect()), on_street, rank }
    }

    /// The entrance of an outline: the main one on it, else any, one on a street first, else a gate on it; with none of them, the
    /// entrance of a building within. The lowest id of equals.
    pub(super) fn best(&self, e: &Elements, ring: &[i64], shape: &Polygon<f64>) -> Option<LonLat> {
        let key = |n: &i64| Some((*self.rank.get(n)?, !self.on_street.contains(n), *n));
        let on_ring = ring.iter().filter_map(key).min();
        let within = || {
            let r = shape.bounding_rect()?;
            let window = AABB::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]);
            let inside = |d: &&GeomWithData<[f64; 2], i64>| shape.contains(&Point::new(d.geom()[0], d.geom()[1]));
            self.doors.locate_in_envelope(window).filter(inside).filter_map(|d| key(&d.data)).min()
        };
        let (_, _, node) = on_ring.or_else(within)?;
        e.nodes.get(&node).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::LineString;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    /// A square of nodes 1 to 4 with node 5 inside.
    fn square(tagged: &[(i64, &[(&str, &str)])]) -> (Elements, Polygon<f64>) {
        let mut e = Elements::default();
        for (id, x, y) in [(1, 0.0, 0.0), (2, 2.0, 0.0), (3, 2.0, 2.0), (4, 0.0, 2.0), (5, 1.0, 1.0)] {
            e.nodes.insert(id, LonLat::new(-3.0 + x * 1e-3, 51.5 + y * 1e-3).unwrap());
        }
        e.node_tags = tagged.iter().map(|(n, t)| (*n, tags(t))).collect();
        let ring = LineString([1, 2, 3, 4, 1].iter().map(|n| e.nodes[n].coord()).collect());
        (e, Polygon::new(ring, vec![]))
    }

    fn best(tagged: &[(i64, &[(&str, &str)])]) -> Option<i64> {
        let (e, shape) = square(tagged);
        let at = Entrances::of(&e).best(&e, &[1, 2, 3, 4, 1], &shape)?;
        e.nodes.iter().find(|(_, p)| **p == at).map(|(n, _)| *n)
    }

    #[test]
    fn the_main_entrance_comes_before_others_gates_and_doors_within() {
        let (main, any, gate): (&[_], &[_], &[_]) =
            (&[("entrance", "main")], &[("entrance", "yes")], &[("barrier", "gate")]);
        assert_eq!(best(&[(1, any), (3, main), (5, main)]), Some(3));
        assert_eq!(best(&[(4, gate), (2, any)]), Some(2));
        assert_eq!(best(&[(4, gate), (5, main)]), Some(4));
        assert_eq!(best(&[(5, any)]), Some(5));
        assert_eq!(best(&[]), None);
    }

    #[test]
    fn a_door_that_is_no_way_in_is_none() {
        assert_eq!(
            best(&[(1, &[("entrance", "emergency")]), (2, &[("barrier", "gate"), ("access", "private")])]),
            None
        );
    }
}
