//! Trees against a slow scan of the whole list.

use super::*;
use crate::domain::place::LonLat;
use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPolygon, Point, Polygon, Rect};
use proptest::prelude::*;

fn coord() -> impl Strategy<Value = Coord<f64>> {
    // A coarse grid, so that edges and corners meet and distances tie; two clusters, far apart.
    (0..40i32, 0..40i32, any::<bool>()).prop_map(|(x, y, far)| Coord {
        x: -3.0 + f64::from(x) * 0.005 + if far { 0.4 } else { 0.0 },
        y: 51.5 + f64::from(y) * 0.005,
    })
}

/// A triangle: any three positions make a valid one, or a flat one, which must do no harm.
fn triangle() -> impl Strategy<Value = Polygon<f64>> {
    (coord(), coord(), coord()).prop_map(|(a, b, c)| Polygon::new(LineString::new(vec![a, b, c]), vec![]))
}

fn line() -> impl Strategy<Value = LineString<f64>> {
    prop::collection::vec(coord(), 2..6).prop_map(LineString::new)
}

fn shape() -> impl Strategy<Value = Geometry<f64>> {
    prop_oneof![
        coord().prop_map(|c| Geometry::Point(Point(c))),
        line().prop_map(Geometry::LineString),
        prop::collection::vec(line(), 0..3).prop_map(|l| Geometry::MultiLineString(MultiLineString::new(l))),
        triangle().prop_map(Geometry::Polygon),
        prop::collection::vec(triangle(), 0..3).prop_map(|a| Geometry::MultiPolygon(MultiPolygon::new(a))),
    ]
}

fn shapes() -> impl Strategy<Value = Vec<Geometry<f64>>> {
    prop::collection::vec(shape(), 0..80)
}

fn bbox() -> impl Strategy<Value = [f64; 4]> {
    (coord(), coord()).prop_map(|(a, b)| [a.x.min(b.x), a.y.min(b.y), a.x.max(b.x), a.y.max(b.y)])
}

proptest! {
    #[test]
    fn a_box_finds_what_a_scan_finds(list in shapes(), bbox in bbox()) {
        let rect = Rect::new(Coord { x: bbox[0], y: bbox[1] }, Coord { x: bbox[2], y: bbox[3] });
        let scan: Vec<u32> = (0u32..).zip(&list).filter(|(_, g)| g.place().meets(&rect)).map(|(i, _)| i).collect();
        prop_assert_eq!(Tree::new(&list).in_box(&list, bbox), scan);
    }

    #[test]
    fn a_position_lies_in_the_areas_that_a_scan_finds(list in shapes(), at in coord()) {
        let scan: Vec<u32> = (0u32..).zip(&list).filter(|(_, g)| g.place().holds(at)).map(|(i, _)| i).collect();
        let at = LonLat::new(at.x, at.y).unwrap();
        prop_assert_eq!(Tree::new(&list).containing(&list, at), scan);
    }

    #[test]
    fn the_nearest_are_those_of_a_scan(list in shapes(), at in coord(), most in 0..6usize, km in 0..40u32) {
        let tree = Tree::new(&list);
        let limit = f64::from(km) * 1000.0;
        let wanted = |i: u32| i % 3 != 1;
        let mut scan: Vec<(f64, u32)> = (0u32..)
            .zip(&list)
            .filter(|(i, _)| wanted(*i))
            .filter_map(|(i, g)| Some((g.place().distance(tree.frame(), at)?, i)))
            .filter(|(d, _)| *d <= limit)
            .collect();
        scan.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        scan.truncate(most);
        let found = tree.nearest(&list, LonLat::new(at.x, at.y).unwrap(), most, limit, |i, _| wanted(i));
        let found: Vec<(f64, u32)> = found.into_iter().map(|n| (n.metres, n.at)).collect();
        prop_assert_eq!(found, scan);
    }
}

#[test]
fn distances_are_metres() {
    let list = [Geometry::Point(Point::new(-3.0, 51.51)), Geometry::Point(Point::new(-2.99, 51.5))];
    let near = Tree::new(&list).nearest(&list, LonLat::new(-3.0, 51.5).unwrap(), 2, f64::INFINITY, |_, _| true);
    assert_eq!(near.iter().map(|n| n.at).collect::<Vec<_>>(), [1, 0]);
    // A hundredth of a degree: 694 m east, 1,113 m north at this latitude.
    assert!((near[0].metres - 694.0).abs() < 2.0 && (near[1].metres - 1112.6).abs() < 2.0, "{near:?}");
}

#[test]
fn a_box_over_the_antimeridian_takes_both_sides() {
    let list = [175.0, -175.0, 0.0].map(|x| Geometry::Point(Point::new(x, 0.0)));
    assert_eq!(Tree::new(&list).in_box(&list, [170.0, -10.0, -170.0, 10.0]), [0, 1]);
}

#[test]
fn inside_an_area_is_no_distance_and_a_hole_is_outside() {
    let ring = |a: f64, b: f64| {
        LineString::from(vec![(a, a + 51.0), (b, a + 51.0), (b, b + 51.0), (a, b + 51.0), (a, a + 51.0)])
    };
    let list = [Geometry::Polygon(Polygon::new(ring(0.0, 0.4), vec![ring(0.1, 0.3)]))];
    let tree = Tree::new(&list);
    let near = |x: f64| tree.nearest(&list, LonLat::new(x, 51.0 + x).unwrap(), 1, f64::INFINITY, |_, _| true)[0].metres;
    assert!(near(0.05) == 0.0 && near(0.2) > 5000.0);
    assert!(tree.containing(&list, LonLat::new(0.2, 51.2).unwrap()).is_empty());
}

#[test]
fn the_edge_counts_and_nothing_is_found_in_nothing() {
    let list = [Geometry::Point(Point::new(1.0, 1.0))];
    assert_eq!(Tree::new(&list).in_box(&list, [0.0, 0.0, 1.0, 1.0]), [0]);
    assert!(Tree::new(&list).in_box(&list, [0.0, 0.0, 0.999, 1.0]).is_empty());
    let none: [Geometry<f64>; 0] = [];
    assert!(Tree::new(&none).is_empty() && Tree::new(&none).in_box(&none, [-180.0, -90.0, 180.0, 90.0]).is_empty());
}
