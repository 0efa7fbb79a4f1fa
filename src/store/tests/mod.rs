//! A miniature county through the store and back.

mod damage;
mod fixture;
mod lease;
mod timing;

use super::{Change, GeoPackage, Store, StoreError};
use crate::domain::asset::AssetSource;
use crate::domain::boundary::BoundaryKind;
use crate::domain::plan::PlanStatus;
use crate::domain::table::{Record, Value};
use crate::domain::tables::TABLES;
use fixture::{area, asset, changes, incident, month, network, plan, record};
use std::path::PathBuf;
use tempfile::TempDir;

/// A folder and the path of a county file in it that is not there yet.
fn place() -> (TempDir, PathBuf) {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("county.gpkg");
    (dir, path)
}

/// A full county in a file.
fn full() -> (TempDir, PathBuf) {
    let (dir, path) = place();
    GeoPackage::create_or_open(&path).unwrap().commit(changes()).unwrap();
    (dir, path)
}

#[test]
fn a_county_is_read_as_it_was_written() {
    let (_dir, path) = full();
    let store = GeoPackage::open_read_only(&path).unwrap();
    store.check().unwrap();
    let county = store.load().unwrap();
    assert_eq!(county.name, "Alderton");
    assert_eq!(county.sources["streets"], "2023-06-12");
    assert_eq!(county.network.segments(), network().segments());
    assert_eq!(county.network.junctions(), network().junctions());
    assert_eq!(county.network.plane(), network().plane());
    assert_eq!(county.boundaries.wards, [area("E05000001", 2024, 0.0), area("E05000002", 2024, 0.1)]);
    assert_eq!(county.boundaries.parishes, [area("E04000001", 2023, 0.0)]);
    assert_eq!(county.boundaries.lsoas, [area("E01000001", 2021, 0.0)]);
    assert_eq!(
        county.incidents.rows,
        [incident("f", "2025-01", 0), incident("f", "2025-01", 1), incident("f", "2025-03", 2)]
    );
    assert_eq!(county.incidents.missing(), []);
    assert_eq!(county.incidents.months["f"][&month("2025-02")], 0, "a month published without a row is held");
    let (shapes, settlements) = fixture::ground();
    assert_eq!((&county.ground.shapes, &county.ground.settlements), (&shapes, &settlements));
    assert_eq!(*county.plans, [plan(1), plan(2)]);
    let o = &county.operations;
    let ids: Vec<&str> = o.assets.iter().map(|a| a.id.as_str()).collect();
    assert_eq!(ids, ["as-017", "osm-n1", "osm-n2"]);
    assert_eq!(o.assets[1], asset("osm-n1"));
    assert_eq!(o.assets[0].source, AssetSource::Force);
    let paid = [o.schemes.len(), o.funders.len(), o.posts.len(), o.bases.len(), o.officers.len(), o.shifts.len()];
    assert_eq!(paid, [1; 6]);
    let done =
        [o.abstractions.len(), o.concerns.len(), o.taskings.len(), o.engagements.len(), o.groups.len(), o.visits.len()];
    assert_eq!(done, [1; 6]);
    for spec in TABLES {
        assert_eq!(store.records(spec.name).unwrap(), [record(spec.name)], "{}", spec.name);
    }
    assert!(county.network.segments().iter().any(|s| s.ward == Some(1)));
}

#[test]
fn the_same_again_changes_nothing_that_is_read() {
    let (_dir, path) = full();
    let mut store = GeoPackage::open(&path).unwrap();
    let before = format!("{:?}", store.load().unwrap());
    // Plans are added once; all else may be said again.
    let again = changes().into_iter().filter(|c| !matches!(c, Change::Plan(_) | Change::PlanStatus(..))).collect();
    store.commit(again).unwrap();
    assert_eq!(format!("{:?}", store.load().unwrap()), before);
}

#[test]
fn an_empty_county_is_read() {
    let (_dir, path) = place();
    let store = GeoPackage::create_or_open(&path).unwrap();
    let county = store.load().unwrap();
    assert!(county.network.is_empty() && county.plans.is_empty() && county.name.is_empty());
}

#[test]
fn months_and_vintages_are_replaced_apart() {
    let (_dir, path) = full();
    let mut store = GeoPackage::open(&path).unwrap();
    let rows = vec![incident("f", "2025-01", 9)];
    store
        .commit(vec![
            Change::Incidents { force: "f".into(), month: month("2025-01"), rows },
            Change::Incidents { force: "g".into(), month: month("2025-01"), rows: vec![incident("g", "2025-01", 1)] },
            Change::Boundaries(BoundaryKind::Ward, vec![area("E05000009", 2020, 0.0)]),
        ])
        .unwrap();
    let county = store.load().unwrap();
    assert_eq!(county.incidents.rows.len(), 3);
    assert_eq!(county.incidents.months["f"][&month("2025-01")], 1);
    assert_eq!(county.boundaries.wards.len(), 2, "the newest vintage only");
    store.commit(vec![Change::Boundaries(BoundaryKind::Ward, vec![area("E05000003", 2025, 0.0)])]).unwrap();
    assert_eq!(store.load().unwrap().boundaries.wards[0].key.code.as_str(), "E05000003");
}

#[test]
fn a_place_of_the_force_replaces_one_of_the_map_and_gives_it_back() {
    let (_dir, path) = full();
    let mut store = GeoPackage::open(&path).unwrap();
    let mut row = record("assets");
    row.0[0] = Some(Value::Text("osm-n1".to_owned()));
    store.commit(vec![Change::Records { table: "assets", rows: vec![row.clone()] }]).unwrap();
    let source = |store: &GeoPackage| {
        let assets = store.load().unwrap().operations.assets.clone();
        assets.iter().find(|a| a.id.as_str() == "osm-n1").map(|a| (a.source, assets.len()))
    };
    assert_eq!(source(&store), Some((AssetSource::Force, 2)));
    store.commit(vec![Change::MapAssets(vec![asset("osm-n1"), asset("osm-n3")])]).unwrap();
    assert_eq!(source(&store), Some((AssetSource::Force, 2)));
    assert_eq!(store.records("assets").unwrap(), [row]);
    store.commit(vec![Change::Records { table: "assets", rows: vec![] }]).unwrap();
    assert_eq!(source(&store), Some((AssetSource::Osm, 2)));
}

#[test]
fn a_commit_that_fails_leaves_all_as_it_was() {
    let (_dir, path) = full();
    let mut store = GeoPackage::open(&path).unwrap();
    let (before, version) = (format!("{:?}", store.load().unwrap()), store.version().unwrap());
    let mut nowhere = record("visits");
    nowhere.0[5] = None;
    let twice = vec![record("officers"), record("officers")];
    let stranger = vec![incident("other", "2025-01", 1)];
    for (bad, word) in [
        (Change::Records { table: "visits", rows: vec![nowhere] }, "visits"),
        (Change::Records { table: "officers", rows: twice }, "officers.id"),
        (Change::Records { table: "horses", rows: vec![Record(vec![])] }, "horses"),
        (Change::Incidents { force: "f".into(), month: month("2025-01"), rows: stranger }, "other"),
        (Change::Plan(Box::new(plan(1))), "plan-2026-07-10-v1"),
        (Change::PlanStatus("plan-x".into(), PlanStatus::Withdrawn), "plan-x"),
    ] {
        let first = vec![Change::Name("Other".to_owned()), Change::MapAssets(vec![]), bad];
        let error = store.commit(first).unwrap_err();
        assert!(matches!(error, StoreError::Refused { .. }) && error.to_string().contains(word), "{error}");
        assert_eq!(format!("{:?}", store.load().unwrap()), before);
        assert_eq!(store.version().unwrap(), version);
    }
    store.check().unwrap();
}

#[test]
fn a_plan_may_be_published_and_withdrawn() {
    let (_dir, path) = full();
    let mut store = GeoPackage::open(&path).unwrap();
    store.commit(vec![Change::PlanStatus("plan-2026-07-10-v2".into(), PlanStatus::Withdrawn)]).unwrap();
    assert_eq!(store.load().unwrap().plans[1].status, PlanStatus::Withdrawn);
    let sql = "SELECT (SELECT group_concat(status ORDER BY version) FROM routes), (SELECT group_concat(status ORDER BY version) FROM stops)";
    let c = rusqlite::Connection::open(&path).unwrap();
    let found: (String, String) = c.query_row(sql, [], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
    assert_eq!(found, ("published,withdrawn".into(), "published,withdrawn".into()));
}

#[test]
fn every_layer_has_a_style_an_index_and_an_extent() {
    let (_dir, path) = full();
    let c = rusqlite::Connection::open(&path).unwrap();
    for layer in super::schema::layers().iter().filter(|l| l.geometry.is_some()) {
        let one = |sql: &str| -> i64 { c.query_row(sql, [layer.name], |r| r.get(0)).unwrap() };
        let name = layer.name;
        let style =
            "SELECT count(*) FROM layer_styles WHERE f_table_name = ?1 AND useAsDefault AND styleQML LIKE '%<symbol %'";
        assert_eq!(one(style), 1, "{name}");
        assert_eq!(one("SELECT count(*) FROM gpkg_extensions WHERE table_name = ?1"), 1, "{name}");
        assert_eq!(one("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?1"), 7, "{name}");
        let sql = format!("SELECT (SELECT count(*) FROM rtree_{name}_geom), (SELECT count(geom) FROM {name})");
        let (indexed, rows): (i64, i64) = c.query_row(&sql, [], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
        assert_eq!(indexed, rows, "{name}");
        let extent = "SELECT count(*) FROM gpkg_contents WHERE table_name = ?1 AND min_x < 0 AND max_y > 51";
        assert_eq!(one(extent), i64::from(rows > 0), "{name}");
    }
}

#[test]
fn few_incidents_keep_the_index_row_by_row() {
    let (_dir, path) = place();
    let mut store = GeoPackage::create_or_open(&path).unwrap();
    let many = (0..40).map(|n| incident("f", "2025-01", n)).collect();
    let month_of = |m: &str, rows| Change::Incidents { force: "f".into(), month: month(m), rows };
    store.commit(vec![month_of("2025-01", many)]).unwrap();
    store.commit(vec![month_of("2025-02", vec![incident("f", "2025-02", 0), incident("f", "2025-02", 1)])]).unwrap();
    let sql = "SELECT (SELECT count(*) FROM rtree_incidents_geom), (SELECT count(geom) FROM incidents)";
    let counts = store.connection.query_row(sql, [], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?))).unwrap();
    assert_eq!(counts.0, counts.1);
}

#[test]
fn ogrinfo_opens_every_layer() {
    let (_dir, path) = full();
    let Ok(output) = std::process::Command::new("ogrinfo").args(["-ro", "-al"]).arg(&path).output() else {
        println!("skipped: there is no ogrinfo here (Debian: gdal-bin)");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !errors.contains("ERROR"), "{errors}");
    for layer in super::schema::layers() {
        let start = text.find(&format!("Layer name: {}\n", layer.name)).unwrap_or_else(|| panic!("no {}", layer.name));
        let part = text[start..].split("\nLayer name: ").next().unwrap();
        let features = part.lines().filter(|l| l.starts_with("OGRFeature(")).count();
        assert!(features > 0 || layer.name == super::schema::REPLACED, "{} has no rows: {part}", layer.name);
        assert!(part.contains("WGS 84") || layer.geometry.is_none(), "{}", layer.name);
    }
}
