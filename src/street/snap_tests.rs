//! Snapping beside a slow scan, and worlds with a river, a railway or a motorway in them.

use super::{FAR_SIDE, Network, Profile, Side, Snap, build};
use crate::domain::ground::{GroundKind, GroundShape};
use crate::domain::id::SegmentId;
use crate::domain::place::{LonLat, Plane};
use crate::domain::rawmap::{RawMap, RawWay};
use crate::domain::units::Metres;
use geo::line_intersection::{LineIntersection, line_intersection};
use geo_types::{Coord, Geometry, LineString, Polygon};
use proptest::prelude::*;

/// Kind, from, to; metres.
type Straight<'a> = (&'a str, (f64, f64), (f64, f64));

/// Where a point of a metre grid lies.
fn at(x: f64, y: f64) -> LonLat {
    let plane = Plane::around(LonLat::new(-3.0, 51.6).unwrap());
    let c = plane.unproject([x, y]);
    LonLat::new(c.x, c.y).unwrap()
}

fn line(points: &[(f64, f64)]) -> LineString<f64> {
    points.iter().map(|(x, y)| at(*x, *y).coord()).collect()
}

fn ring(points: &[(f64, f64)]) -> Geometry<f64> {
    Geometry::Polygon(Polygon::new(line(points), vec![]))
}

fn shape(kind: GroundKind, class: &str, geom: Geometry<f64>) -> GroundShape {
    GroundShape { kind, class: class.to_owned(), name: String::new(), geom }
}

/// Straight streets between points, each a way of its own with its own nodes unless they lie at the same point.
fn world(streets: &[Straight<'_>], ground: Vec<GroundShape>) -> Network {
    let mut map = RawMap { ground, ..RawMap::default() };
    let mut points: Vec<(f64, f64)> = Vec::new();
    for (i, (highway, a, b)) in streets.iter().enumerate() {
        let nodes = [a, b].map(|p| {
            let known = points.iter().position(|q| q == p);
            let n = known.unwrap_or_else(|| {
                points.push(*p);
                points.len() - 1
            });
            map.nodes.insert(n as i64, at(p.0, p.1));
            n as i64
        });
        let tags = vec![("highway".to_owned(), (*highway).to_owned())];
        map.ways.push(RawWay { id: i as i64 + 1, nodes: nodes.to_vec(), tags });
    }
    build(&map).0
}

/// Two long streets 100 m apart, joined far off.
const BANKS: [Straight<'_>; 3] = [
    ("residential", (0.0, 0.0), (2000.0, 0.0)),
    ("residential", (0.0, 100.0), (2000.0, 100.0)),
    ("residential", (2000.0, 0.0), (2000.0, 100.0)),
];

fn way_of(net: &Network, x: f64, y: f64) -> Option<i64> {
    net.snap(Profile::FootDay, at(x, y), Metres::new(300.0)).map(|s| net.segment(s.segment).osm_way)
}

#[test]
fn a_place_keeps_to_its_bank() {
    // The water lies nearer to the second street: from y = 60 the second is nearer.
    for water in [
        shape(GroundKind::Water, "river", Geometry::LineString(line(&[(-50.0, 80.0), (1500.0, 80.0)]))),
        shape(GroundKind::Railway, "rail", Geometry::LineString(line(&[(-50.0, 80.0), (1500.0, 80.0)]))),
        shape(
            GroundKind::Water,
            "water",
            ring(&[(-50.0, 70.0), (1500.0, 70.0), (1500.0, 90.0), (-50.0, 90.0), (-50.0, 70.0)]),
        ),
    ] {
        let net = world(&BANKS, vec![water.clone()]);
        assert_eq!(way_of(&net, 500.0, 60.0), Some(1), "{water:?}");
        assert_eq!(way_of(&net, 500.0, 95.0), Some(2), "{water:?}");
        assert_eq!(way_of(&net, 1800.0, 60.0), Some(2), "beyond the end of the water: {water:?}");
    }
}

#[test]
fn trams_bridges_and_ponds_are_no_barriers() {
    let rail =
        |class: &str| shape(GroundKind::Railway, class, Geometry::LineString(line(&[(-50.0, 80.0), (1500.0, 80.0)])));
    let pond = ring(&[(490.0, 70.0), (510.0, 70.0), (510.0, 90.0), (490.0, 90.0), (490.0, 70.0)]);
    for ground in [rail("tram"), rail("rail_bridge"), shape(GroundKind::Water, "water", pond)] {
        assert_eq!(way_of(&world(&BANKS, vec![ground.clone()]), 500.0, 60.0), Some(2), "{ground:?}");
    }
}

#[test]
fn with_no_street_on_the_near_side_the_far_one_is_taken_and_a_bridge_is_on_the_water() {
    let river = ring(&[(-50.0, 20.0), (2100.0, 20.0), (2100.0, 80.0), (-50.0, 80.0), (-50.0, 20.0)]);
    let net = world(&BANKS, vec![shape(GroundKind::Water, "river", river)]);
    // A place on the bridge at x = 2000, above the water.
    assert_eq!(way_of(&net, 1990.0, 50.0), Some(3));
    let rail = Geometry::LineString(line(&[(-50.0, 180.0), (2500.0, 180.0)]));
    let net = world(&BANKS, vec![shape(GroundKind::Railway, "rail", rail)]);
    let beyond = net.snap(Profile::FootDay, at(500.0, 200.0), Metres::new(300.0)).unwrap();
    assert_eq!(net.segment(beyond.segment).osm_way, 2);
    assert!((beyond.distance.get() - 100.0).abs() < 0.5, "the distance is the real one: {}", beyond.distance);
}

#[test]
fn a_motorway_next_door_is_neither_taken_nor_crossed() {
    let streets = [
        BANKS[0],
        BANKS[1],
        BANKS[2],
        ("motorway", (-50.0, 80.0), (1500.0, 80.0)),
        ("residential", (0.0, 0.0), (0.0, -50.0)),
    ];
    let net = world(&streets, vec![]);
    assert_eq!(way_of(&net, 500.0, 79.0), Some(1), "a metre beside the motorway");
    assert_eq!(way_of(&net, 500.0, 60.0), Some(1));
}

#[test]
fn the_side_is_seen_from_the_beginning_of_the_street() {
    let net = world(&BANKS, vec![]);
    let side = |x: f64, y: f64| {
        let place = at(x, y);
        let s = net.snap(Profile::FootDay, place, Metres::new(300.0)).unwrap();
        (net.side(&s, place), (s.distance.get() * 10.0).round() / 10.0)
    };
    // The first street runs east.
    assert_eq!(side(500.0, 12.0), (Side::Left, 12.0));
    assert_eq!(side(500.0, -12.0), (Side::Right, 12.0));
    assert_eq!(side(500.0, 0.2).0, Side::On);
    assert_eq!(side(-40.0, 0.0).0, Side::On, "before its beginning, in line with it");
}

fn nearest(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let share = (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    [a[0] + share * dx, a[1] + share * dy]
}

/// Everything looked at, written for this test: all pieces of all streets, all barriers.
fn slow(net: &Network, from: LonLat, limit: f64, walls: &[Vec<Coord<f64>>]) -> Option<(SegmentId, f64)> {
    let plane = net.plane();
    let p = plane.project(from);
    let mut best: Option<(f64, SegmentId, f64)> = None;
    for (i, s) in net.segments().iter().enumerate().filter(|(_, s)| s.foot) {
        let id = SegmentId::from_ix(i);
        if !net.is_main(id) {
            continue;
        }
        for l in s.line.lines() {
            let q = nearest(p, plane.project_coord(l.start), plane.project_coord(l.end));
            let d = (p[0] - q[0]).hypot(p[1] - q[1]);
            let crosses = walls.iter().any(|w| {
                w.windows(2).any(|c| {
                    let line = |p: [f64; 2]| Coord { x: p[0], y: p[1] };
                    let straight = geo_types::Line::new(line(p), line(q));
                    let wall = geo_types::Line::new(line(plane.project_coord(c[0])), line(plane.project_coord(c[1])));
                    let met = line_intersection(straight, wall);
                    matches!(met, Some(LineIntersection::SinglePoint { is_proper: true, .. }))
                })
            });
            let counted = if crosses { d + FAR_SIDE.get() } else { d };
            if d <= limit && best.is_none_or(|b| (counted, id) < (b.0, b.1)) {
                best = Some((counted, id, d));
            }
        }
    }
    best.map(|b| (b.1, b.2))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn many_places_at_once_snap_as_a_slow_scan_says(
        corners in prop::collection::vec((0.0..600.0f64, 0.0..600.0f64), 8..14),
        walls in prop::collection::vec(((-50.0..650.0f64, -50.0..650.0f64), (-50.0..650.0f64, -50.0..650.0f64)), 0..5),
        places in prop::collection::vec((-100.0..700.0f64, -100.0..700.0f64), 1..30),
    ) {
        let streets: Vec<Straight<'_>> =
            corners.windows(2).map(|c| ("residential", c[0], c[1])).collect();
        let river = |w: &((f64, f64), (f64, f64))| {
            shape(GroundKind::Water, "river", Geometry::LineString(line(&[w.0, w.1])))
        };
        let net = world(&streets, walls.iter().map(river).collect());
        let wall_lines: Vec<Vec<Coord<f64>>> = walls.iter().map(|w| line(&[w.0, w.1]).0).collect();
        let places: Vec<LonLat> = places.iter().map(|(x, y)| at(*x, *y)).collect();
        let found: Vec<Option<Snap>> = net.snap_all(Profile::FootDay, &places, Metres::new(250.0));
        for (place, snap) in places.iter().zip(found) {
            prop_assert_eq!(snap, net.snap(Profile::FootDay, *place, Metres::new(250.0)));
            match (snap, slow(&net, *place, 250.0, &wall_lines)) {
                // At a junction two streets are equally near but for the last bit of a float.
                (Some(s), Some((id, d))) => {
                    prop_assert!((s.distance.get() - d).abs() < 0.5, "{s:?} and {d} m to {id:?}");
                }
                (a, b) => prop_assert!(a.is_none() && b.is_none(), "{:?} and {:?}", a, b),
            }
        }
    }
}
