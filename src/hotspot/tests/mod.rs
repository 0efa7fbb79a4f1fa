//! Hotspots of counties made by hand and by `synth`, from rows to report.

mod months;
mod names;

use super::*;
use crate::county::{Boundaries, County, Ground, Incidents, Operations};
use crate::domain::incident::{Category, Incident};
use crate::domain::place::LonLat;
use crate::domain::rawmap::{RawMap, RawWay};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The place of a column and row of a grid of streets about 100 m apart.
fn at(x: f64, y: f64) -> LonLat {
    LonLat::new(-3.0 + 0.0015 * x, 51.5 + 0.001 * y).unwrap()
}

/// A town of ten streets each way, and nothing else.
fn county() -> County {
    let mut map = RawMap::default();
    for line in 0..10_i64 {
        for across in [false, true] {
            let place = |n: i64| if across { (line, n) } else { (n, line) };
            for (x, y) in (0..10).map(place) {
                map.nodes.insert(100 * x + y + 1, at(x as f64, y as f64));
            }
            let nodes = (0..10).map(place).map(|(x, y)| 100 * x + y + 1).collect();
            let tags = vec![("highway".to_owned(), "residential".to_owned())];
            map.ways.push(RawWay { id: map.ways.len() as i64 + 1, nodes, tags });
        }
    }
    County {
        name: "Grid".to_owned(),
        network: Arc::new(crate::street::build(&map).0),
        boundaries: Arc::new(Boundaries::default()),
        incidents: Arc::new(Incidents::default()),
        operations: Arc::new(Operations::default()),
        ground: Arc::new(Ground::default()),
        plans: Arc::new(Vec::new()),
        sources: BTreeMap::new(),
    }
}

fn row(month: &str, category: &str, place: LonLat) -> Incident {
    Incident {
        source_id: String::new(),
        force: "Vale Police".into(),
        month: month.parse().unwrap(),
        category: Category::from_name(category),
        outcome: "".into(),
        location: "On or near High Street".into(),
        lsoa: "".into(),
        at: Some(place),
    }
}

/// The hand-made town with these rows; months are held from the first row's to the last's, but for `missing`.
fn with_rows(rows: Vec<Incident>, missing: &[&str]) -> County {
    let mut held: BTreeMap<Month, u32> = BTreeMap::new();
    let (first, last) = (rows.iter().map(|r| r.month).min().unwrap(), rows.iter().map(|r| r.month).max().unwrap());
    let mut m = first;
    while m <= last {
        if !missing.iter().any(|x| x.parse() == Ok(m)) {
            held.insert(m, rows.iter().filter(|r| r.month == m).count() as u32);
        }
        m = m.plus(1);
    }
    let incidents = Incidents { rows, months: BTreeMap::from([("Vale Police".to_owned(), held)]) };
    County { incidents: Arc::new(incidents), ..county() }
}

fn months() -> Vec<String> {
    (0..12).map(|i| Month::new(2025, 7).unwrap().plus(i).to_string()).collect()
}

fn planted() -> Vec<Incident> {
    months().iter().flat_map(|m| (0..6).map(|_| row(m, "Robbery", at(2.0, 2.0))).collect::<Vec<_>>()).collect()
}

#[test]
fn no_incidents_no_hotspots_and_it_is_said() {
    let report = find(&county(), HotspotOptions::default());
    assert!(report.hotspots.is_empty() && report.risk.iter().all(|&r| r <= 0.0));
    assert!(report.notes.iter().any(|n| n.contains("No incidents are held")));
}

#[test]
fn the_mass_of_incidents_is_kept_when_it_spreads_along_streets() {
    let c = with_rows(planted(), &[]);
    let report = find(&c, HotspotOptions { harm: HarmProfile::Count, ..HotspotOptions::default() });
    let sum: f64 = report.risk.iter().map(|&r| f64::from(r)).sum();
    assert!((sum - 6.0).abs() < 1e-3, "six a month each month are six a month, not {sum}");
    assert_eq!(report.counts, (72, 72, 0));
}

#[test]
fn a_month_that_was_not_published_does_not_make_a_place_quieter() {
    let whole = find(&with_rows(planted(), &[]), HotspotOptions::default());
    let rows: Vec<Incident> = planted().into_iter().filter(|r| r.month.to_string() != "2026-02").collect();
    let gap = find(&with_rows(rows.clone(), &["2026-02"]), HotspotOptions::default());
    let quiet = find(&with_rows(rows, &[]), HotspotOptions::default());
    let sum = |r: &HotspotReport| r.risk.iter().map(|&x| f64::from(x)).sum::<f64>();
    assert!((sum(&whole) - sum(&gap)).abs() < 1e-3, "missing is not quiet");
    assert!(sum(&quiet) < sum(&whole) * 0.97, "quiet is quiet");
    assert_eq!(gap.missing.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2026-02"]);
    assert!(gap.notes.iter().any(|n| n.contains("2026-02")));
}

#[test]
fn what_police_find_themselves_never_makes_a_hotspot() {
    let rows: Vec<Incident> =
        planted().into_iter().map(|r| Incident { category: Category::from_name("Drugs"), ..r }).collect();
    for harm in HarmProfile::ALL {
        let report = find(&with_rows(rows.clone(), &[]), HotspotOptions { harm, ..HotspotOptions::default() });
        assert!(report.hotspots.is_empty() && report.risk.iter().all(|&r| r <= 0.0));
    }
}

#[test]
fn incidents_far_from_every_street_are_counted_apart() {
    let mut rows = planted();
    rows.push(row("2026-01", "Burglary", LonLat::new(-2.0, 51.0).unwrap()));
    let report = find(&with_rows(rows, &[]), HotspotOptions::default());
    assert_eq!(report.counts, (73, 72, 1));
}

#[test]
fn invented_county_hotspots_are_few_short_disjoint_and_hold_much_harm() {
    let c = synthetic();
    let report = find(&c, HotspotOptions::default());
    let spots = &report.hotspots;
    assert!(spots.len() >= 10, "{} hotspots", spots.len());
    let mut seen = std::collections::BTreeSet::new();
    for (i, h) in spots.iter().enumerate() {
        assert_eq!(h.rank as usize, i + 1);
        assert!(h.incidents >= 3 && h.length_m >= 100.0 && h.length_m <= 400.0, "{h:?}");
        assert!(h.segments.iter().all(|s| seen.insert(*s)), "no street in two hotspots");
        assert!(h.geom.exterior().0.len() >= 4);
        assert_eq!(h.hours.len(), 168);
    }
    let worth = |h: &crate::domain::hotspot::Hotspot| h.measures.prevented_per_minute;
    assert!(spots.windows(2).all(|w| worth(&w[0]) >= worth(&w[1])));
    assert!(spots.iter().all(|h| h.measures.score_low <= h.score && h.score <= h.measures.score_high));
    let ids: std::collections::BTreeSet<&str> = spots.iter().map(|h| h.id.as_str()).collect();
    assert_eq!(ids.len(), spots.len(), "ids are unique");
    let length: f64 = c.network.segments().iter().filter(|s| s.foot).map(|s| s.length.get()).sum();
    let (harm, metres) = spots.iter().fold((0.0, 0.0), |(a, b), h| (a + h.harm_share, b + h.length_m));
    assert!(harm > 3.0 * metres / length, "{harm} of harm on {} of streets", metres / length);
}

#[test]
fn the_numbers_of_a_hotspot_are_those_of_the_incidents_within_its_outline() {
    use geo::Contains;
    let county = synthetic();
    let report = find(&county, HotspotOptions::default());
    assert!(!report.hotspots.is_empty());
    let harm = super::harm::Harm::with(None);
    let (first, last) = report.months.unwrap();
    for h in &report.hotspots {
        // A corner belongs to several streets: a place there counts whichever of them is the nearest.
        let rows = county.incidents.rows.iter().filter(|r| (first..=last).contains(&r.month));
        let counted = rows.filter(|r| !harm.is_police_generated(&r.category));
        let inside = counted.filter(|r| r.at.is_some_and(|at| h.geom.contains(&at.point()))).count();
        assert!(h.incidents as usize >= inside, "{}: {} of {inside}", h.id, h.incidents);
        assert_eq!(h.incidents, h.mix.iter().map(|m| m.1).sum::<u32>());
    }
}

#[test]
fn the_number_of_threads_does_not_show() {
    let c = synthetic();
    let with = |n| {
        rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap().install(|| find(&c, HotspotOptions::default()))
    };
    let (one, three) = (with(1), with(3));
    assert_eq!(one.risk, three.risk);
    assert_eq!(one.hotspots, three.hotspots);
    assert_eq!(one.notes, three.notes);
}

/// A made-up county with its streets and incidents.
pub(crate) fn synthetic() -> County {
    use crate::import::{ImportRequest, read};
    use crate::synth::{SynthOptions, write};
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("county");
    let options = SynthOptions {
        seed: 5,
        residents: 30_000,
        officers: 4,
        until: Month::new(2026, 6).unwrap(),
        date: jiff::civil::date(2026, 7, 10),
    };
    write(&out, &options).unwrap();
    let request = ImportRequest {
        osm: Some(out.join("streets.osm")),
        crime: vec![out.join("crime")],
        ..ImportRequest::default()
    };
    let imported = read(&request, &()).unwrap();
    let mut months: BTreeMap<String, BTreeMap<Month, u32>> = BTreeMap::new();
    let mut rows = Vec::new();
    for ((force, month), list) in imported.crimes {
        months.entry(force).or_default().insert(month, list.len() as u32);
        rows.extend(list);
    }
    let (network, _) = crate::street::build(&imported.map.unwrap());
    County { network: Arc::new(network), incidents: Arc::new(Incidents { rows, months }), ..county() }
}
