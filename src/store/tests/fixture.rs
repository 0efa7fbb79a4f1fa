//! The miniature county.

use crate::domain::asset::{Asset, AssetKind, AssetSource, RiskBand};
use crate::domain::boundary::{Boundary, BoundaryKind};
use crate::domain::code::{AreaCode, AreaKey, Vintage};
use crate::domain::coverage::{UncoveredArea, UncoveredReason};
use crate::domain::ground::{GroundKind, GroundShape, Settlement, SettlementKind};
use crate::domain::hotspot::{Hotspot, Trend};
use crate::domain::id::{JunctionId, SegmentId};
use crate::domain::incident::{Category, Incident};
use crate::domain::place::LonLat;
use crate::domain::plan::{DemandKind, LeftOut, Plan, PlanStatus, PurposeKind, Route, RouteItem, Stop, StopShape};
use crate::domain::table::Record;
use crate::domain::tables::{TABLES, table};
use crate::domain::time::Month;
use crate::domain::units::{Metres, MilliPoints, Seconds};
use crate::store::Change;
use crate::street::{Network, Segment, StreetClass};
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Polygon};
use std::collections::BTreeMap;

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// A position with digits to the last bit.
fn at(x: f64, y: f64) -> Coord<f64> {
    Coord { x: -3.0 + x / 3.0, y: 51.5 + y / 7.0 }
}

fn square(x: f64) -> Polygon<f64> {
    Polygon::new(LineString::new(vec![at(x, 0.0), at(x + 0.1, 0.0), at(x + 0.1, 0.1), at(x, 0.1), at(x, 0.0)]), vec![])
}

pub fn key(code: &str, vintage: u16) -> AreaKey {
    AreaKey { code: AreaCode::new(code).unwrap(), vintage: Vintage(vintage) }
}

pub fn area(code: &str, vintage: u16, x: f64) -> Boundary {
    Boundary {
        key: key(code, vintage),
        name: format!("Area {code}"),
        name_alt: "Ardal".to_owned(),
        authority: "E07000001".to_owned(),
        residents: (x > 0.0).then_some(1500),
        geom: MultiPolygon(vec![square(x)]),
    }
}

pub fn network() -> Network {
    let segment = |n: i64, foot: bool| Segment {
        osm_way: 100 + n,
        nodes: (n, n + 1),
        from: JunctionId(0),
        to: JunctionId(0),
        name: if n == 0 { String::new() } else { format!("Stryd {n}") },
        class: if foot { "residential" } else { "motorway" }.to_owned(),
        kind: if foot { StreetClass::Residential } else { StreetClass::Motorway },
        length: Metres::new(70.0 / 3.0 + n as f64),
        foot,
        foot_dark: foot && n % 2 == 0,
        drive: (true, n % 3 == 0),
        drive_kmh: 48,
        lit: [None, Some(true), Some(false)][n as usize % 3],
        hours: if n == 2 { "shut 20:00-08:00".to_owned() } else { String::new() },
        slope: (1000 + n as u16, 1100),
        waits: (0, 0),
        residents: n as f32 / 3.0,
        ward: foot.then_some(n as u32 % 2),
        line: LineString::new(vec![
            at(0.01 * n as f64, 0.05),
            at(0.01 * (n as f64 + 0.5), 0.06),
            at(0.01 * (n + 1) as f64, 0.05),
        ]),
    };
    Network::from_segments((0..8).map(|n| segment(n, n % 4 != 3)).collect())
}

pub fn incident(force: &str, month: &str, n: u32) -> Incident {
    Incident {
        source_id: if n == 0 { String::new() } else { format!("c{n}") },
        force: force.into(),
        month: month.parse().unwrap(),
        category: Category::from_name("Anti-social behaviour"),
        outcome: "".into(),
        location: "On or near High Street".into(),
        lsoa: "E01000001".into(),
        at: (n != 2).then(|| lon_lat(0.01 * f64::from(n), 0.05)),
    }
}

fn lon_lat(x: f64, y: f64) -> LonLat {
    let c = at(x, y);
    LonLat::new(c.x, c.y).unwrap()
}

pub fn asset(id: &str) -> Asset {
    Asset {
        id: id.into(),
        kind: AssetKind::Mosque,
        name: String::new(),
        at: lon_lat(0.05, 0.05),
        risk_band: RiskBand::High,
        opening_hours: "Mo-Fr 09:00-17:00".to_owned(),
        community: "muslim".to_owned(),
        cadence_days: Some(14),
        dwell_min: None,
        last_visit: None,
        source: AssetSource::Osm,
    }
}

/// The row of a table that its own examples make.
pub fn record(name: &str) -> Record {
    Record(table(name).unwrap().fields.iter().map(|f| f.check(f.example).unwrap()).collect())
}

pub fn ground() -> (Vec<GroundShape>, Vec<Settlement>) {
    let shape = |kind, geom| GroundShape { kind, class: "yes".to_owned(), name: "Afon".to_owned(), geom };
    let line = LineString::new(vec![at(0.0, 0.0), at(0.2, 0.1)]);
    let shapes = vec![
        shape(GroundKind::Water, Geometry::LineString(line.clone())),
        shape(GroundKind::Green, Geometry::MultiPolygon(MultiPolygon(vec![square(0.0)]))),
        shape(GroundKind::Building, Geometry::Polygon(square(0.3))),
        shape(GroundKind::Railway, Geometry::LineString(line)),
        shape(GroundKind::Water, Geometry::Polygon(square(0.4))),
    ];
    let town = Settlement {
        id: "osm-n7".to_owned(),
        name: "Alderton".to_owned(),
        kind: SettlementKind::Suburb,
        at: lon_lat(0.05, 0.05),
    };
    (shapes, vec![town])
}

pub fn plan(version: u32) -> Plan {
    let (t, line) = (Seconds::from_minutes, LineString::new(vec![at(0.0, 0.05), at(0.01, 0.05), at(0.02, 0.06)]));
    let stop = |seq, at| {
        RouteItem::Stop(Stop {
            seq,
            arrive: t(500),
            leave: t(512),
            demand: "hotspot:hs-1".into(),
            kind: DemandKind::Hotspot,
            purpose_kind: PurposeKind::PriorityArea,
            name: "High Street".to_owned(),
            purpose: "9 of 100 incidents".to_owned(),
            action: vec!["Be seen".to_owned()],
            reward: MilliPoints::new(1800),
            ward: Some(key("E05000001", 2024)),
            settlement: "Alderton".to_owned(),
            timed: false,
            at,
        })
    };
    let base =
        |from, to| RouteItem::Base { arrive: t(from), leave: t(to), at: at(0.0, 0.05), label: "Book-on".to_owned() };
    let length = Metres::new(100.0 / 3.0);
    let route = Route {
        officer: "7012".into(),
        label: "PCSO 7012".to_owned(),
        team: "north".into(),
        scheme: "".into(),
        base: "b".into(),
        base_name: "Base".to_owned(),
        wards: vec![key("E05000001", 2024)],
        start: t(480),
        end: t(960),
        items: vec![
            base(480, 495),
            RouteItem::Walk { depart: t(495), arrive: t(500), length, line: line.clone() },
            if version == 1 {
                stop(1, StopShape::Point(at(0.02, 0.06)))
            } else {
                stop(1, StopShape::Walk(line.clone()))
            },
            RouteItem::Ride { depart: t(520), arrive: t(530), length, line },
            RouteItem::Break { arrive: t(700), leave: t(745), at: at(0.02, 0.06), place: "Café".to_owned() },
            base(940, 960),
        ],
        reward: MilliPoints::new(1800),
        minutes: BTreeMap::from([("walk".to_owned(), 5)]),
    };
    Plan {
        id: format!("plan-2026-07-10-v{version}").as_str().into(),
        version,
        status: PlanStatus::Published,
        date: "2026-07-10".parse().unwrap(),
        seed: u64::MAX,
        iterations: 100,
        reward: MilliPoints::new(1800),
        bound: Some(MilliPoints::new(2000)),
        routes: vec![route],
        left_out: vec![LeftOut {
            demand: "asset:osm-n1".into(),
            kind: DemandKind::Asset,
            name: "Mosque".to_owned(),
            reward: MilliPoints::new(5),
            reason: "no time".to_owned(),
            cost: None,
            at: at(0.03, 0.07),
            ward: None,
        }],
        notes: vec!["a note".to_owned()],
        facts: BTreeMap::from([("spread".to_owned(), "0.9".to_owned())]),
    }
}

/// Every kind of change.
pub fn changes() -> Vec<Change> {
    let hotspot = Hotspot {
        id: "hs-100".to_owned(),
        rank: 1,
        score: 1.5,
        harm_share: 0.1,
        trend: Trend::Growing,
        incidents: 9,
        length_m: 250.0,
        segments: vec![SegmentId(0)],
        streets: vec!["High Street".to_owned()],
        mix: vec![(Category::from_name("Drugs"), 9)],
        months: ("2025-01".to_owned(), "2025-03".to_owned()),
        flags: vec![],
        hours: vec![],
        geom: square(0.0),
        measures: crate::domain::hotspot::Measures::default(),
    };
    let uncovered = UncoveredArea {
        id: "unc-101".to_owned(),
        name: "Alderton".to_owned(),
        length_m: 900.0,
        residents: 80,
        days_unseen: 30,
        never: false,
        reason: UncoveredReason::NoPost,
        ward: Some(key("E05000001", 2024)),
        segments: vec![SegmentId(1)],
        geom: square(0.1),
    };
    let of = |m: &str, rows| Change::Incidents { force: "f".to_owned(), month: month(m), rows };
    let (shapes, settlements) = ground();
    let mut draft = plan(2);
    draft.status = PlanStatus::Draft;
    let mut list = vec![
        Change::Name("Alderton".to_owned()),
        Change::Source("streets".to_owned(), "2023-06-12".to_owned()),
        // Streets name wards that come later in the same set.
        Change::Streets(Box::new(network())),
        Change::Boundaries(BoundaryKind::Ward, vec![area("E05000002", 2024, 0.1), area("E05000001", 2024, 0.0)]),
        Change::Boundaries(BoundaryKind::Parish, vec![area("E04000001", 2023, 0.0)]),
        Change::Boundaries(BoundaryKind::Lsoa, vec![area("E01000001", 2021, 0.0)]),
        Change::Ground(shapes, settlements),
        Change::MapAssets(vec![asset("osm-n2"), asset("osm-n1")]),
        of("2025-03", vec![incident("f", "2025-03", 2)]),
        of("2025-01", vec![incident("f", "2025-01", 0), incident("f", "2025-01", 1)]),
        of("2025-02", vec![]),
        Change::Hotspots(vec![hotspot]),
        Change::Uncovered(vec![uncovered]),
        Change::Plan(Box::new(draft)),
        Change::Plan(Box::new(plan(1))),
        Change::PlanStatus("plan-2026-07-10-v2".into(), PlanStatus::Published),
    ];
    list.extend(TABLES.iter().map(|t| Change::Records { table: t.name, rows: vec![record(t.name)] }));
    list
}
