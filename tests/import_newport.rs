//! The real place gives the counts that its own README states.

use footbeat::domain::{BoundaryKind, Vintage};
use footbeat::import::{self, ImportRequest, SourceReport, crime, osm, population};
use geo::Contains as _;
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
    population::read(&folder.join("population/lsoa21-census2021-newport.csv"), None, &mut report).unwrap();
    assert_eq!((report.get("areas"), report.get("residents")), (100, 159_611));
}

#[test]
fn the_whole_place_in_one_request() {
    let Some(folder) = newport() else { return };
    let areas = folder.join("boundaries");
    let request = ImportRequest {
        osm: Some(folder.join("newport-2023-06-13.osm.pbf")),
        wards: vec![areas.join("wards-may2023-newport-bsc.geojson"), areas.join("wards-2013-newport.geojson")],
        lsoas: vec![areas.join("lsoa-2011-newport.geojson")],
        population: vec![folder.join("population/lsoa21-census2021-newport.csv")],
        crime: vec![folder.join("crimes-earlier-release"), folder.join("crimes")],
        ..ImportRequest::default()
    };
    let began = std::time::Instant::now();
    let got = import::read(&request, &()).unwrap();
    println!("{:?}\n{:#?}\n{:?}", began.elapsed(), got.report, got.sources);
    let areas: Vec<_> = got.boundaries.iter().map(|((kind, year), rows)| (kind.table(), year.0, rows.len())).collect();
    assert_eq!(areas, [("wards", 2013, 20), ("wards", 2023, 21), ("lsoas", 2011, 95)]);
    assert_eq!(got.crimes.values().map(Vec::len).sum::<usize>(), 90_054);
    assert_eq!(got.sources.get("crimes").map(String::as_str), Some("2022-07 to 2025-06"));
    let stow_hill = &got.boundaries[&(BoundaryKind::Ward, Vintage(2023))][18];
    assert_eq!((stow_hill.key.code.as_str(), stow_hill.name.as_str()), ("W05001645", "Stow Hill"));
    let parades =
        got.map.as_ref().map_or(0, |m| m.assets.iter().filter(|a| a.id.as_str().starts_with("osm-p-")).count());
    assert!((5..60).contains(&parades), "{parades} parades");
    let wards = &got.boundaries[&(BoundaryKind::Ward, Vintage(2023))];
    let residents: u32 = wards.iter().filter_map(|w| w.residents).sum();
    println!("{parades} parades, {residents} residents in {} wards", wards.len());
    assert!((155_000..164_000).contains(&residents), "{residents} of 159,611");
    let rows = got.crimes.values().flatten().filter_map(|i| i.at);
    assert_eq!(rows.filter(|at| stow_hill.geom.contains(&at.point())).count(), 10_193);
}
