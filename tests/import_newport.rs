//! The real place gives the counts that its own README states.

use footbeat::import::{SourceReport, crime, osm, population};
use std::path::{Path, PathBuf};

fn newport() -> Option<PathBuf> {
    let fallback = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/newport");
    let folder = std::env::var_os("FOOTBEAT_REAL").map_or(fallback, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not there; FOOTBEAT_REAL names the folder", folder.display());
    None
}

#[test]
fn streets_and_police_stations() {
    let Some(folder) = newport() else { return };
    let map = osm::read(&folder.join("newport-2023-06-13.osm.pbf"), &mut SourceReport::new("osm")).unwrap();
    assert_eq!(map.ways.len(), 8_965);
    let police = map.assets.iter().filter(|a| a.kind == footbeat::domain::AssetKind::PoliceStation).count();
    assert_eq!(police, 5);
}

#[test]
fn a_cut_extract_is_an_error() {
    let Some(folder) = newport() else { return };
    let raw = std::fs::read(folder.join("newport-2023-06-13.osm.pbf")).unwrap();
    let cut = &raw[..raw.len() * 2 / 3];
    assert!(osm::parse(cut, "cut.osm.pbf", &mut SourceReport::new("osm")).is_err());
}

#[test]
fn crimes_and_residents() {
    let Some(folder) = newport() else { return };
    let mut report = SourceReport::new("crime");
    crime::read(&folder.join("crimes"), &mut report).unwrap();
    let counts = ["rows", "located", "without a place", "without an id", "months"].map(|n| report.get(n));
    assert_eq!(counts, [90_054, 87_240, 2_814, 15_622, 36]);
    let mut report = SourceReport::new("population");
    population::read(&folder.join("population/lsoa21-census2021-newport.csv"), &mut report).unwrap();
    assert_eq!((report.get("areas"), report.get("residents")), (100, 159_611));
}
