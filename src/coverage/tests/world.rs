//! A town on a grid in wards side by side, and a village that only a fast road without pavement joins.

use crate::county::{Boundaries, County, Ground, Incidents, Operations};
use crate::coverage::{CoverageOptions, CoverageReport, measure};
use crate::domain::asset::{Asset, AssetKind, AssetSource, RiskBand};
use crate::domain::boundary::Boundary;
use crate::domain::code::{AreaCode, AreaKey, Vintage};
use crate::domain::ground::{Settlement, SettlementKind};
use crate::domain::place::LonLat;
use crate::domain::rawmap::{RawMap, RawWay};
use crate::domain::tables::{Officer, Post, Scheme, Shift, Visit};
use crate::hotspot::HotspotReport;
use crate::street::build;
use geo_types::{MultiPolygon, Rect, coord};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The day of the question.
pub const ON: &str = "2026-07-01";
/// Rows of the town.
const ROWS: i64 = 9;
/// Columns of one ward.
const WIDE: i64 = 8;

/// A place on the grid, about 100 m a step.
pub fn at(x: f64, y: f64) -> LonLat {
    LonLat::new(-3.0 + 0.001_44 * x, 51.5 + 0.000_9 * y).unwrap()
}

/// A code.
pub fn code(text: &str) -> AreaCode {
    AreaCode::new(text).unwrap()
}

fn boundary(text: &str, name: &str, west: f64, east: f64, residents: u32) -> Boundary {
    let (a, b) = (at(west, -3.5), at(east, 12.5));
    Boundary {
        key: AreaKey { code: code(text), vintage: Vintage(2024) },
        name: name.to_owned(),
        name_alt: String::new(),
        authority: String::new(),
        residents: Some(residents),
        geom: MultiPolygon(vec![
            Rect::new(coord! {x: a.lon(), y: a.lat()}, coord! {x: b.lon(), y: b.lat()}).to_polygon(),
        ]),
    }
}

/// `wards` town wards `T1`…, each 8 columns wide with 2,000 residents, and a village ward `V` with 600.
pub fn county(wards: i64) -> County {
    let mut map = RawMap::default();
    let mut add = |nodes: &[(i64, i64)], tags: &[(&str, &str)]| {
        let mut tags: Vec<(String, String)> = tags.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        tags.sort();
        let ids: Vec<i64> = nodes.iter().map(|&(x, y)| 1000 * x + y + 1).collect();
        for (&(x, y), id) in nodes.iter().zip(&ids) {
            map.nodes.insert(*id, at(x as f64, y as f64));
        }
        map.ways.push(RawWay { id: map.ways.len() as i64 + 1, nodes: ids, tags });
    };
    let columns = wards * WIDE;
    for y in 0..ROWS {
        let line: Vec<(i64, i64)> = (0..columns).map(|x| (x, y)).collect();
        add(&line, &[("highway", "residential"), ("name", &format!("Row {y}"))]);
    }
    for x in 0..columns {
        let line: Vec<(i64, i64)> = (0..ROWS).map(|y| (x, y)).collect();
        add(&line, &[("highway", "residential"), ("name", &format!("Column {x}"))]);
    }
    let far = columns + 60;
    let fast = [("highway", "primary"), ("maxspeed", "60 mph"), ("sidewalk", "no"), ("name", "Fast Road")];
    add(&[(columns - 1, 4), (columns + 30, 4), (far, 4)], &fast);
    for y in 2..7 {
        let line: Vec<(i64, i64)> = (far..far + 5).map(|x| (x, y)).collect();
        add(&line, &[("highway", "residential"), ("name", &format!("Lane {y}"))]);
    }
    for x in [far, far + 4] {
        add(&[(x, 2), (x, 3), (x, 4), (x, 5), (x, 6)], &[("highway", "residential"), ("name", "Green")]);
    }
    let mut list: Vec<Boundary> = (0..wards)
        .map(|w| {
            let west = (w * WIDE) as f64 - 0.5;
            boundary(&format!("T{}", w + 1), &format!("Town {}", w + 1), west, west + WIDE as f64, 2000)
        })
        .collect();
    list.push(boundary("V", "Village", columns as f64 - 0.5, columns as f64 + 80.0, 600));
    let boundaries = Boundaries { wards: list, ..Boundaries::default() };
    let settlement =
        |id: &str, name: &str, kind, x, y| Settlement { id: id.into(), name: name.into(), kind, at: at(x, y) };
    let ground = Ground {
        settlements: vec![
            settlement("n1", "Gridton", SettlementKind::Town, columns as f64 / 2.0, 4.0),
            settlement("n2", "Farham", SettlementKind::Village, far as f64 + 2.0, 4.0),
        ],
        ..Ground::default()
    };
    let (network, _) = build(&map);
    County {
        name: "Made by hand".into(),
        network: Arc::new(network.attributed(&boundaries, &ground)),
        boundaries: Arc::new(boundaries),
        incidents: Arc::new(Incidents::default()),
        operations: Arc::new(Operations::default()),
        ground: Arc::new(ground),
        plans: Arc::new(Vec::new()),
        sources: BTreeMap::new(),
    }
}

/// The same county without wards; its old wards as output areas, or not even those.
pub fn without_wards(mut county: County, lsoas: bool) -> County {
    let mut segments = county.network.segments().to_vec();
    for s in &mut segments {
        s.ward = None;
    }
    county.network = Arc::new(crate::street::Network::from_segments(segments));
    let lsoas = if lsoas { county.boundaries.wards.clone() } else { Vec::new() };
    county.boundaries = Arc::new(Boundaries { lsoas, ..Boundaries::default() });
    county
}

/// A changed county.
pub fn with(mut county: County, change: impl FnOnce(&mut Operations)) -> County {
    let mut operations = (*county.operations).clone();
    change(&mut operations);
    county.operations = Arc::new(operations);
    county
}

/// A scheme that pays for areas.
pub fn scheme(id: &str, areas: &[&str]) -> Scheme {
    Scheme {
        id: id.into(),
        name: format!("Scheme {id}"),
        kind: "town".into(),
        funders: Vec::new(),
        areas: areas.iter().map(|a| code(a)).collect(),
        start: None,
        end: None,
        posts_funded: None,
        hours_week: None,
        spread: String::new(),
        min_hours_area_week: None,
        max_abstraction_pct: None,
        vacancy_refund_weeks: Some(6),
        cost_per_post_year: None,
        review_date: None,
        purpose: String::new(),
    }
}

/// A post in the scheme's areas; no officer is a vacancy since 1 May.
pub fn post(id: &str, scheme: &str, officer: Option<&str>) -> Post {
    Post {
        id: id.into(),
        scheme: scheme.into(),
        title: String::new(),
        officer: officer.map(Into::into),
        funded: (None, None),
        filled_from: None,
        vacant_since: officer.is_none().then(|| "2026-05-01".parse().unwrap()),
        areas: Vec::new(),
        hours_week: None,
        shared_with: Vec::new(),
    }
}

/// An officer of a scheme.
pub fn officer(id: &str, scheme: &str) -> Officer {
    Officer {
        id: id.into(),
        label: format!("PCSO {id}"),
        team: "north".into(),
        base: None,
        post: None,
        scheme: Some(scheme.into()),
        areas: Vec::new(),
        consent_areas: Vec::new(),
        attached: (None, None),
        status: "active".into(),
        pattern: "early".into(),
        may_drive: false,
        powers: Vec::new(),
        paired_with: None,
        after_dark_alone: false,
        walk_kmh: None,
        max_foot_km: None,
    }
}

/// Half an hour somewhere.
pub fn visit(officer: &str, date: &str, x: f64, y: f64) -> Visit {
    Visit {
        id: format!("v-{officer}-{date}-{x}-{y}"),
        officer: officer.into(),
        date: date.parse().unwrap(),
        start: "11:00".parse().unwrap(),
        end: "11:30".parse().unwrap(),
        at: at(x, y),
        demand: String::new(),
        demand_kind: None,
        asset: None,
        group: String::new(),
        outcome: "done".into(),
        way: None,
    }
}

/// A patrol shift.
pub fn shift(officer: &str, date: &str) -> Shift {
    Shift {
        id: format!("s-{officer}-{date}"),
        officer: officer.into(),
        date: date.parse().unwrap(),
        start: "08:00".parse().unwrap(),
        end: "16:00".parse().unwrap(),
        kind: "patrol".into(),
        base: None,
        break_window: (None, None),
        minutes: (None, None, None),
        discretion_pct: None,
        car: None,
        paired_with: None,
    }
}

/// A community place.
pub fn asset(id: &str, kind: AssetKind, x: f64, y: f64) -> Asset {
    Asset {
        id: id.into(),
        kind,
        name: id.to_owned(),
        at: at(x, y),
        risk_band: RiskBand::Medium,
        opening_hours: String::new(),
        community: String::new(),
        cadence_days: None,
        dwell_min: None,
        last_visit: None,
        source: AssetSource::Force,
    }
}

/// Coverage of four weeks without hotspots.
pub fn measured(county: &County) -> CoverageReport {
    measure(county, &HotspotReport::default(), CoverageOptions { days: 28, on: ON.parse().unwrap() })
}
