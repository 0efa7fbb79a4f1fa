//! What is not a county file, or no longer one: a sentence each, never a panic.

use super::{full, place};
use crate::store::{Change, GeoPackage, Store, StoreError};
use proptest::prelude::*;
use rusqlite::Connection;
use std::fs;

fn refused(path: &std::path::Path) -> StoreError {
    let read = GeoPackage::open_read_only(path).unwrap_err();
    let write = GeoPackage::create_or_open(path).unwrap_err();
    assert_eq!(read.to_string(), write.to_string());
    read
}

#[test]
fn each_wrong_file_has_its_own_sentence() {
    let (dir, path) = place();
    let error = GeoPackage::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::NotFound(_)), "{error}");
    assert!(matches!(GeoPackage::open_read_only(&path), Err(StoreError::NotFound(_))));
    let error = refused(dir.path());
    assert!(matches!(error, StoreError::Directory(_)), "{error}");
    fs::write(&path, "").unwrap();
    assert!(matches!(refused(&path), StoreError::Empty(_)));
    for text in ["x".to_owned(), "code,name\n".repeat(400)] {
        fs::write(&path, text).unwrap();
        let error = refused(&path);
        assert!(matches!(error, StoreError::NotSqlite(_)), "{error}");
    }
}

#[test]
fn a_file_of_somebody_else_is_left_alone() {
    let (_dir, path) = place();
    let c = Connection::open(&path).unwrap();
    c.execute_batch("CREATE TABLE a (b)").unwrap();
    let error = refused(&path);
    assert!(matches!(error, StoreError::Foreign { what: "an SQLite database", .. }), "{error}");
    c.execute_batch("CREATE TABLE gpkg_contents (table_name)").unwrap();
    drop(c);
    let before = fs::read(&path).unwrap();
    let error = refused(&path);
    assert!(matches!(error, StoreError::Foreign { what: "a GeoPackage", .. }), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_newer_file_names_both_versions() {
    let (_dir, path) = full();
    let sql = "UPDATE footbeat_meta SET value = 70 WHERE key = 'schema'";
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    let text = refused(&path).to_string();
    assert!(
        text.contains("version 70") && text.contains(&format!("up to {}", crate::store::schema::VERSION)),
        "{text}"
    );
}

#[test]
fn a_row_that_cannot_be_is_named() {
    for (sql, table, word) in [
        ("UPDATE wards SET geom = x'00' WHERE code = 'E05000001'", "wards", "cut off"),
        ("UPDATE incidents SET month = 'June'", "incidents", "June"),
        ("UPDATE streets SET id = 99 WHERE id = 2", "streets", "segment ids"),
        ("UPDATE streets SET kind = 'river' WHERE id = 2", "streets", "river"),
        ("UPDATE streets SET length_m = 'long' WHERE id = 2", "streets", "Text"),
        ("UPDATE plans SET shapes = x'00'", "plans", "cut off"),
        ("UPDATE plans SET plan = '{'", "plans", "EOF"),
        ("UPDATE visits SET date = 'soon'", "visits", "missing"),
        ("UPDATE officers SET label = x'ff'", "officers", "bytes"),
        ("UPDATE incidents SET location = CAST(x'ff' AS TEXT)", "incidents", "UTF-8"),
    ] {
        let (_dir, path) = full();
        let c = Connection::open(&path).unwrap();
        c.execute_batch(&drop_triggers(&c)).unwrap();
        c.execute_batch(sql).unwrap();
        drop(c);
        let error = GeoPackage::open_read_only(&path).unwrap().load().unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, StoreError::Damaged { .. }), "{sql}: {text}");
        assert!(text.contains(&format!("table {table}, row")) && text.contains(word), "{sql}: {text}");
    }
}

/// A plain connection has no functions for the triggers.
fn drop_triggers(c: &Connection) -> String {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
    let mut statement = c.prepare(sql).unwrap();
    let names = statement.query_map([], |r| r.get::<_, String>(0)).unwrap();
    names.fold(String::new(), |text, name| text + &format!("DROP TRIGGER \"{}\";", name.unwrap()))
}

#[test]
fn what_a_newer_program_expects_is_added() {
    let (_dir, path) = full();
    let c = Connection::open(&path).unwrap();
    c.execute_batch("ALTER TABLE officers DROP COLUMN walk_kmh; DROP TABLE funders; DROP TABLE bases").unwrap();
    drop(c);
    let mut store = GeoPackage::open(&path).unwrap();
    let mut row = super::record("officers");
    let i = crate::domain::tables::OFFICERS.position("walk_kmh").unwrap();
    row.0[i] = None;
    assert_eq!(store.records("officers").unwrap(), [row]);
    store.commit(vec![Change::Records { table: "officers", rows: vec![super::record("officers")] }]).unwrap();
    assert!(store.load().unwrap().operations.officers[0].walk_kmh.is_some());
}

#[test]
fn a_kill_in_the_middle_leaves_the_county_as_it_was() {
    let (dir, path) = full();
    let before = format!("{:?}", GeoPackage::open_read_only(&path).unwrap().load().unwrap());
    // A transaction whose pages are already in the file and whose journal lies beside it: what a kill leaves.
    let c = Connection::open(&path).unwrap();
    c.pragma_update(None, "cache_size", 1).unwrap();
    c.execute_batch("BEGIN; DELETE FROM plans; DELETE FROM officers; DELETE FROM layer_styles;").unwrap();
    c.execute_batch("CREATE TABLE filler AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i, randomblob(200) AS b FROM n").unwrap();
    let (copy, journal) = (dir.path().join("copy.gpkg"), dir.path().join("copy.gpkg-journal"));
    fs::copy(&path, &copy).unwrap();
    fs::copy(dir.path().join("county.gpkg-journal"), &journal).unwrap();
    assert!(fs::metadata(&copy).unwrap().len() > 800_000, "pages were spilled");
    let store = GeoPackage::open_read_only(&copy).unwrap();
    assert_eq!(format!("{:?}", store.load().unwrap()), before);
    store.check().unwrap();
    // And one that is dropped without a commit.
    drop(c);
    assert_eq!(format!("{:?}", GeoPackage::open_read_only(&path).unwrap().load().unwrap()), before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn damaged_bytes_never_panic(
        flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..60),
        cut in proptest::option::weighted(0.3, any::<prop::sample::Index>()),
    ) {
        let (_dir, path) = place();
        let mut bytes = sample().clone();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        fs::write(&path, bytes).unwrap();
        if let Ok(store) = GeoPackage::open_read_only(&path) {
            let _ = (store.load(), store.version(), store.records("visits"), store.check());
        }
        if let Ok(mut store) = GeoPackage::open(&path) {
            let _ = (store.commit(super::changes()), store.load());
        }
    }
}

/// The bytes of the miniature county, made once.
fn sample() -> &'static Vec<u8> {
    static BYTES: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    BYTES.get_or_init(|| {
        let (_dir, path) = full();
        fs::read(path).unwrap()
    })
}
