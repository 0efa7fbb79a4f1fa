//! A small county made by hand: a town on a grid, a village five kilometres off along an unlit lane, an unlit footpath,
//! a motorway, one ward for each place.

use crate::county::County;
use crate::county::{Boundaries, Ground, Incidents, Operations};
use crate::domain::asset::AssetSource;
use crate::domain::code::{AreaKey, Vintage};
use crate::domain::ground::{Settlement, SettlementKind};
use crate::domain::id::SegmentId;
use crate::domain::place::LonLat;
use crate::domain::rawmap::{RawMap, RawWay};
use crate::domain::tables::{Base, Engagement, Officer, Shift, Tasking};
use crate::domain::{Asset, AssetKind, Boundary, Hotspot, RiskBand, Trend};
use crate::hotspot::HotspotReport;
use crate::patrol::Picture;
use crate::street::{Profile, build};
use geo_types::{MultiPolygon, Polygon, Rect, coord};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Steps of the grid: about 104 m east, 111 m north.
const EAST: f64 = 0.0015;
const NORTH: f64 = 0.001;
/// Columns and rows of the town's grid.
const COLUMNS: i64 = 9;
const ROWS: i64 = 7;

/// The place of a column and row of the grid; the village begins at column 50.
pub fn at(x: f64, y: f64) -> LonLat {
    LonLat::new(-3.0 + EAST * x, 51.5 + NORTH * y).unwrap()
}

fn node(x: i64, y: i64) -> i64 {
    1000 * x + y + 1
}

fn lit(name: &str) -> [(&'static str, &str); 3] {
    [("highway", "residential"), ("lit", "yes"), ("name", name)]
}

fn map() -> RawMap {
    let mut map = RawMap::default();
    let mut add = |nodes: &[(i64, i64)], tags: &[(&str, &str)]| {
        let mut tags: Vec<(String, String)> = tags.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        tags.sort();
        for &(x, y) in nodes {
            map.nodes.insert(node(x, y), at(x as f64, y as f64));
        }
        let nodes = nodes.iter().map(|&(x, y)| node(x, y)).collect();
        map.ways.push(RawWay { id: map.ways.len() as i64 + 1, nodes, tags });
    };
    for y in 0..ROWS {
        let line: Vec<(i64, i64)> = (0..COLUMNS).map(|x| (x, y)).collect();
        let name = format!("Row {y}");
        add(&line, &lit(&name));
    }
    for x in 0..COLUMNS {
        let line: Vec<(i64, i64)> = (0..ROWS).map(|y| (x, y)).collect();
        let name = format!("Column {x}");
        add(&line, &lit(&name));
    }
    // A dark footpath that cuts a corner of the town, and a lane to the village.
    add(&[(0, 0), (-1, 3), (0, 6)], &[("highway", "footway"), ("lit", "no")]);
    add(&[(COLUMNS - 1, 3), (30, 3), (50, 3)], &[("highway", "unclassified"), ("lit", "no"), ("name", "Long Lane")]);
    add(&[(50, 3), (52, 3), (54, 3)], &lit("Village Street"));
    add(&[(52, 3), (52, 5), (54, 5), (54, 3)], &lit("Church Lane"));
    // A motorway past the town, joined to nothing that is walked.
    add(&[(0, 9), (30, 9), (60, 9)], &[("highway", "motorway")]);
    map
}

fn ward(code: &str, name: &str, west: f64, east: f64) -> Boundary {
    let (a, b) = (at(west, -5.0), at(east, 15.0));
    let outline: Polygon<f64> = Rect::new(coord! {x: a.lon(), y: a.lat()}, coord! {x: b.lon(), y: b.lat()}).into();
    Boundary {
        key: AreaKey { code: code.into_code(), vintage: Vintage(2024) },
        name: name.to_owned(),
        name_alt: String::new(),
        authority: String::new(),
        residents: Some(2000),
        geom: MultiPolygon(vec![outline]),
    }
}

trait IntoCode {
    fn into_code(self) -> crate::domain::AreaCode;
}
impl IntoCode for &str {
    fn into_code(self) -> crate::domain::AreaCode {
        crate::domain::AreaCode::new(self).unwrap()
    }
}

/// A code of a ward.
pub fn code(text: &str) -> crate::domain::AreaCode {
    text.into_code()
}

/// The county with a base in the town's middle, two cars, no officers, a café and a library.
pub fn county() -> County {
    let (network, _) = build(&map());
    let boundaries = Boundaries {
        wards: vec![ward("W0000001", "Town", -5.0, 20.0), ward("W0000002", "Village", 40.0, 70.0)],
        ..Boundaries::default()
    };
    let settlement = |id: &str, name: &str, kind, at| Settlement { id: id.into(), name: name.into(), kind, at };
    let ground = Ground {
        settlements: vec![
            settlement("n1", "Gridton", SettlementKind::Town, at(4.0, 3.0)),
            settlement("n2", "Farham", SettlementKind::Village, at(53.0, 4.0)),
        ],
        ..Ground::default()
    };
    let network = network.attributed(&boundaries, &ground);
    let operations = Operations {
        bases: vec![Base {
            id: "ps".into(),
            name: "Gridton station".into(),
            at: at(4.0, 3.0),
            cars: Some(1),
            refreshment: true,
        }],
        assets: vec![
            asset("cafe", AssetKind::Cafe, 2.0, 5.0, ""),
            asset("library", AssetKind::Library, 6.0, 1.0, "Mo-Fr 10:00-17:00"),
        ],
        ..Operations::default()
    };
    County {
        name: "Made by hand".into(),
        network: Arc::new(network),
        boundaries: Arc::new(boundaries),
        incidents: Arc::new(Incidents::default()),
        operations: Arc::new(operations),
        ground: Arc::new(ground),
        plans: Arc::new(Vec::new()),
        sources: BTreeMap::new(),
    }
}

/// A community place.
pub fn asset(id: &str, kind: AssetKind, x: f64, y: f64, hours: &str) -> Asset {
    Asset {
        id: id.into(),
        kind,
        name: id.to_owned(),
        at: at(x, y),
        risk_band: RiskBand::Medium,
        opening_hours: hours.to_owned(),
        community: String::new(),
        cadence_days: None,
        dwell_min: None,
        last_visit: None,
        source: AssetSource::Force,
    }
}

/// An officer of the town's base who works early shifts.
pub fn officer(id: &str, drives: bool) -> Officer {
    Officer {
        id: id.into(),
        label: format!("PCSO {id}"),
        team: "north".into(),
        base: Some("ps".into()),
        post: None,
        scheme: None,
        areas: Vec::new(),
        consent_areas: Vec::new(),
        attached: (None, None),
        status: "active".into(),
        pattern: "early".into(),
        may_drive: drives,
        powers: Vec::new(),
        paired_with: None,
        after_dark_alone: false,
        walk_kmh: None,
        max_foot_km: None,
    }
}

/// A tasking of one day.
pub fn tasking(id: &str, date: &str, times: (&str, &str), x: f64, y: f64) -> Tasking {
    Tasking {
        id: id.into(),
        kind: "visit".into(),
        title: "Shop visit".into(),
        dates: (date.parse().unwrap(), date.parse().unwrap()),
        times: (times.0.parse().ok(), times.1.parse().ok()),
        at: at(x, y),
        street: "Row".into(),
        dwell_min: 20,
        mandatory: true,
        priority: 3,
        sensitive: false,
        officers_needed: 1,
        officer: None,
        prefer_officer: None,
        team: None,
        power: String::new(),
        actions: Vec::new(),
        status: "open".into(),
        reference: String::new(),
    }
}

/// Changes the force's own tables.
pub fn with(mut county: County, change: impl FnOnce(&mut Operations)) -> County {
    let mut ops = (*county.operations).clone();
    change(&mut ops);
    county.operations = Arc::new(ops);
    county
}

/// The street nearest to a place of the grid.
pub fn street(county: &County, x: f64, y: f64) -> SegmentId {
    county.network.snap(Profile::FootDay, at(x, y), crate::domain::Metres::new(50.0)).unwrap().segment
}

/// A hotspot on the streets around a place of the grid.
pub fn hotspot(county: &County, rank: u32, x: f64, y: f64) -> Hotspot {
    let segments = vec![
        street(county, x + 0.5, y),
        street(county, x + 1.5, y),
        street(county, x - 0.5, y),
        street(county, x, y + 0.5),
    ];
    Hotspot {
        id: format!("hs-{rank}"),
        rank,
        score: 10.0 / f64::from(rank),
        harm_share: 0.1 / f64::from(rank),
        trend: Trend::Steady,
        incidents: 40,
        length_m: 400.0,
        segments,
        streets: vec![format!("Row {y}")],
        mix: Vec::new(),
        months: ("2025-07".into(), "2026-06".into()),
        flags: Vec::new(),
        hours: Vec::new(),
        geom: Polygon::new(geo_types::LineString(Vec::new()), Vec::new()),
        measures: crate::domain::hotspot::Measures::default(),
    }
}

/// A picture with hotspots at places of the grid.
pub fn picture(county: &County, spots: &[(f64, f64)]) -> Picture {
    let hotspots = spots.iter().enumerate().map(|(i, &(x, y))| hotspot(county, i as u32 + 1, x, y)).collect();
    Picture { spots: HotspotReport { hotspots, ..HotspotReport::default() }, ..Picture::default() }
}

/// A meeting.
pub fn engagement(id: &str, date: &str, times: (&str, &str), x: f64, y: f64) -> Engagement {
    Engagement {
        id: id.into(),
        series: String::new(),
        kind: "meeting".into(),
        title: "Street surgery".into(),
        date: date.parse().unwrap(),
        start: times.0.parse().unwrap(),
        end: times.1.parse().unwrap(),
        at: at(x, y),
        venue: "Hall".into(),
        asset: None,
        group: String::new(),
        community: String::new(),
        officer: None,
        team: None,
        mandatory: true,
        expected: Some(20),
        attended: None,
        channel: "in_person".into(),
        status: "planned".into(),
    }
}

/// A patrol shift.
pub fn shift(officer: &str, date: &str, start: &str, end: &str) -> Shift {
    Shift {
        id: format!("{date}-{officer}"),
        officer: officer.into(),
        date: date.parse().unwrap(),
        start: start.parse().unwrap(),
        end: end.parse().unwrap(),
        kind: "patrol".into(),
        base: None,
        break_window: (None, None),
        minutes: (None, None, None),
        discretion_pct: None,
        car: None,
        paired_with: None,
    }
}
