//! One writer, any number of readers.

use super::{full, place};
use crate::store::{Change, GeoPackage, Store, StoreError};

#[test]
fn a_second_writer_is_refused_until_the_first_has_gone() {
    let (dir, path) = full();
    let first = GeoPackage::open(&path).unwrap();
    let error = GeoPackage::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::Locked(_)) && error.to_string().contains("another program"), "{error}");
    assert!(matches!(GeoPackage::create_or_open(&path), Err(StoreError::Locked(_))));
    drop(first);
    drop(GeoPackage::open(&path).unwrap());
    let names: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["county.gpkg"], "one file at rest");
}

#[test]
fn a_reader_sees_the_version_move_and_reads_beside_the_writer() {
    let (_dir, path) = full();
    let mut writer = GeoPackage::open(&path).unwrap();
    let reader = GeoPackage::open_read_only(&path).unwrap();
    let before = reader.version().unwrap();
    assert_eq!(before, writer.version().unwrap());
    writer.commit(vec![Change::Name("New".to_owned())]).unwrap();
    assert!(reader.version().unwrap() > before);
    assert_eq!(reader.load().unwrap().name, "New");
    writer.commit(vec![]).unwrap();
    assert_eq!(reader.version().unwrap(), before + 1, "nothing changed, nothing to reload");
}

#[test]
fn a_reader_cannot_write() {
    let (_dir, path) = full();
    let mut reader = GeoPackage::open_read_only(&path).unwrap();
    let error = reader.commit(vec![Change::Name("New".to_owned())]).unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly(_)), "{error}");
    assert!(reader.connection.execute_batch("DELETE FROM officers").is_err());
}

#[test]
fn a_folder_that_is_not_there_is_a_sentence() {
    let (dir, _) = place();
    let error = GeoPackage::create_or_open(dir.path().join("none/county.gpkg")).unwrap_err();
    assert!(matches!(error, StoreError::Disk { .. }), "{error}");
}
