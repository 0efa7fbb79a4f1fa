//! The real place through the county file and back.

use footbeat::domain::{BoundaryKind, Vintage};
use footbeat::import::{self, ImportRequest};
use footbeat::store::{Change, GeoPackage, Store};
use std::path::{Path, PathBuf};
use std::time::Instant;

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
fn the_real_place_is_read_as_it_was_written() {
    let Some(folder) = newport() else { return };
    let areas = folder.join("boundaries");
    let request = ImportRequest {
        osm: Some(folder.join("newport-2023-06-13.osm.pbf")),
        wards: vec![areas.join("wards-may2023-newport-bsc.geojson"), areas.join("wards-2013-newport.geojson")],
        lsoas: vec![areas.join("lsoa-2011-newport.geojson")],
        crime: vec![folder.join("crimes")],
        ..ImportRequest::default()
    };
    let got = import::read(&request, &()).unwrap();
    let map = got.map.unwrap();
    let (network, _) = footbeat::street::build(&map);
    let mut wards = got.boundaries[&(BoundaryKind::Ward, Vintage(2023))].clone();
    wards.sort_by(|a, b| a.key.cmp(&b.key));
    let boundaries = footbeat::county::Boundaries { wards, ..Default::default() };
    let ground = footbeat::county::Ground { shapes: map.ground.clone(), settlements: map.settlements.clone() };
    let network = network.attributed(&boundaries, &ground);
    let mut changes = vec![
        Change::Streets(Box::new(network.clone())),
        Change::Ground(map.ground.clone(), map.settlements.clone()),
        Change::MapAssets(map.assets.clone()),
    ];
    changes.extend(got.boundaries.into_iter().map(|((kind, _), list)| Change::Boundaries(kind, list)));
    changes.extend(got.crimes.into_iter().map(|((force, month), rows)| Change::Incidents { force, month, rows }));

    let dir = tempfile::TempDir::new().unwrap();
    let path = dir.path().join("newport.gpkg");
    let start = Instant::now();
    GeoPackage::create_or_open(&path).unwrap().commit(changes).unwrap();
    let written = start.elapsed();
    let start = Instant::now();
    let county = GeoPackage::open_read_only(&path).unwrap().load().unwrap();
    println!("write {written:.2?}, load {:.2?}, {} bytes", start.elapsed(), std::fs::metadata(&path).unwrap().len());

    assert_eq!(county.network.segments(), network.segments());
    assert_eq!(county.network.junctions(), network.junctions());
    assert_eq!(county.boundaries.wards, boundaries.wards);
    assert_eq!(county.ground.shapes, map.ground);
    assert_eq!(county.incidents.rows.len(), 90_054);
    assert_eq!(county.incidents.missing(), []);
    let mut assets = map.assets;
    assets.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(county.operations.assets, assets);
}
