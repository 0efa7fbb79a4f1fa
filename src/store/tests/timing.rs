//! How long a county of the size of Newport takes.

use super::fixture::{area, month, plan};
use super::place;
use crate::domain::boundary::BoundaryKind;
use crate::domain::id::JunctionId;
use crate::domain::incident::{Category, Incident};
use crate::domain::place::LonLat;
use crate::domain::units::Metres;
use crate::store::{Change, GeoPackage, Store};
use crate::street::{Network, Segment, StreetClass};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use std::time::Instant;

fn coord(n: i64) -> Coord<f64> {
    Coord { x: -3.1 + 0.001 * (n % 112) as f64, y: 51.5 + 0.001 * (n / 112) as f64 }
}

/// A grid of streets, 112 junctions wide.
fn streets() -> Network {
    let segment = |a: i64, b: i64| Segment {
        osm_way: a,
        nodes: (a, b),
        from: JunctionId(0),
        to: JunctionId(0),
        name: format!("Street {}", a % 400),
        class: "residential".to_owned(),
        kind: StreetClass::Residential,
        length: Metres::new(90.0),
        foot: true,
        foot_dark: true,
        drive: (true, true),
        drive_kmh: 32,
        lit: Some(true),
        hours: String::new(),
        slope: (1000, 1000),
        waits: (0, 0),
        residents: 3.0,
        ward: None,
        line: LineString::new(
            (0..6)
                .map(|i| {
                    let (p, q, t) = (coord(a), coord(b), f64::from(i) / 5.0);
                    Coord { x: p.x + (q.x - p.x) * t, y: p.y + (q.y - p.y) * t }
                })
                .collect(),
        ),
    };
    let n = 112 * 112;
    let across = (0..n).filter(|i| i % 112 != 111).map(|i| segment(i, i + 1));
    Network::from_segments(across.chain((0..n - 112).map(|i| segment(i, i + 112))).collect())
}

#[test]
#[ignore = "a measurement: cargo test --release store::tests::timing -- --ignored --nocapture"]
fn a_county_of_the_size_of_newport() {
    let (_dir, path) = place();
    let mut changes = vec![Change::Streets(Box::new(streets()))];
    for m in 0..36 {
        let month = month("2022-07").plus(m);
        let rows = (0..2500i64).map(|i| Incident {
            source_id: format!("{i:064x}"),
            force: "Gwent Police".into(),
            month,
            category: Category::from_name("Violence and sexual offences"),
            outcome: "Investigation complete; no suspect identified".into(),
            location: format!("On or near Street {}", i % 400).into(),
            lsoa: format!("W0100{:04}", i % 95).into(),
            at: LonLat::new(coord(i).x, coord(i).y).ok(),
        });
        changes.push(Change::Incidents { force: "Gwent Police".to_owned(), month, rows: rows.collect() });
    }
    let ring = |n: i64| {
        LineString::new(
            (0..=200)
                .map(|i| {
                    let (c, turn) = (coord(n * 11), f64::from(i % 200) / 200.0 * std::f64::consts::TAU);
                    Coord { x: c.x + 0.01 * turn.cos(), y: c.y + 0.01 * turn.sin() }
                })
                .collect(),
        )
    };
    let areas = |kind: char, count: i64, year| {
        (0..count)
            .map(|n| {
                let mut b = area(&format!("{kind}{n:08}"), year, 0.0);
                b.geom = MultiPolygon(vec![Polygon::new(ring(n), vec![])]);
                b
            })
            .collect::<Vec<_>>()
    };
    changes.push(Change::Boundaries(BoundaryKind::Ward, areas('W', 300, 2024)));
    changes.push(Change::Boundaries(BoundaryKind::Lsoa, areas('L', 700, 2021)));
    for n in 1..=100 {
        let mut p = plan(n);
        let route = p.routes[0].clone();
        p.routes = vec![route; 8];
        for r in &mut p.routes {
            let items = r.items.clone();
            (0..12).for_each(|_| r.items.extend(items.iter().cloned()));
        }
        changes.push(Change::Plan(Box::new(p)));
    }
    let start = Instant::now();
    let mut store = GeoPackage::create_or_open(&path).unwrap();
    store.commit(changes).unwrap();
    let size = std::fs::metadata(&path).unwrap().len();
    println!("write {:.2} s, {:.1} MB", start.elapsed().as_secs_f64(), size as f64 / 1e6);
    drop(store);
    let start = Instant::now();
    let county = GeoPackage::open_read_only(&path).unwrap().load().unwrap();
    println!(
        "load {:.2} s: {} incidents, {} segments, {} areas, {} plans",
        start.elapsed().as_secs_f64(),
        county.incidents.rows.len(),
        county.network.segments().len(),
        county.boundaries.wards.len() + county.boundaries.lsoas.len(),
        county.plans.len()
    );
    let segments = county.network.segments().to_vec();
    let start = Instant::now();
    let again = Network::from_segments(segments);
    println!("of which the network from {} segments {:.2} s", again.segments().len(), start.elapsed().as_secs_f64());
}
