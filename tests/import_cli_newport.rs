//! The real place through the command: the counts of its README, releases that revise each other, and the time taken.

mod fenmark;

use fenmark::{content, footbeat};
use footbeat::domain::{AssetKind, BoundaryKind};
use footbeat::store::{GeoPackage, Store};
use geo::Contains as _;
use serde_json::Value;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn newport() -> Option<PathBuf> {
    let folder = std::env::var_os("FOOTBEAT_REAL").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: FOOTBEAT_REAL does not name the folder of the real data");
    }
    folder
}

fn import(county: &Path, args: &[(&str, PathBuf)]) -> Value {
    let mut command = footbeat();
    command.args(["import", "--json", "--county"]).arg(county);
    for (option, path) in args {
        command.arg(option).arg(path);
    }
    serde_json::from_slice(&command.assert().success().get_output().stdout).unwrap()
}

fn row<'a>(summary: &'a Value, what: &str) -> &'a Value {
    summary["rows"].as_array().unwrap().iter().find(|r| r["what"] == what).unwrap()
}

#[test]
fn the_whole_place_as_its_readme_counts_it() {
    let Some(real) = newport() else { return };
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("newport.gpkg");
    let areas = real.join("boundaries");
    let args = [
        ("--osm", real.join("newport-2023-06-13.osm.pbf")),
        ("--wards", areas.join("wards-may2023-newport-bsc.geojson")),
        ("--wards", areas.join("wards-2013-newport.geojson")),
        ("--lsoa", areas.join("lsoa-2011-newport.geojson")),
        ("--population", real.join("population/lsoa21-census2021-newport.csv")),
        ("--crime", real.join("crimes")),
    ];
    let done = import(&county, &args);
    println!("import {} s, hotspots and coverage {} s more", done["seconds"], done["analysis_seconds"]);
    let crimes = row(&done, "crimes");
    assert_eq!((&crimes["kept"], &crimes["new"]), (&90_054.into(), &90_054.into()));
    assert_eq!(done["without_place"], 2_814);
    assert_eq!(done["missing_months"], serde_json::json!({}));
    assert_eq!(done["rejects"], 0);
    assert!(done["analysis"]["too_far"].as_u64() > Some(10_000), "the north has crimes and no streets: {done}");

    let store = GeoPackage::open_read_only(&county).unwrap();
    let held = store.load().unwrap();
    assert_eq!(held.name, "Newport");
    let crimes = &held.incidents.rows;
    assert_eq!(crimes.iter().filter(|i| i.at.is_some()).count(), 87_240);
    assert_eq!(crimes.iter().filter(|i| i.source_id.is_empty()).count(), 15_622);
    for (month, located, without) in [("2023-06", 2_437, 30), ("2022-12", 1_981, 14), ("2024-07", 2_898, 0)] {
        let of = |placed: bool| crimes.iter().filter(move |i| i.month.to_string() == month && i.at.is_some() == placed);
        assert_eq!(of(true).count(), located, "{month}");
        assert!(without == 0 || of(false).count() == without, "{month}");
    }
    // The newest wards are the county's; the older ones are kept beside them.
    let wards = &held.boundaries.wards;
    assert_eq!((wards.len(), store.areas(BoundaryKind::Ward).unwrap().len()), (21, 41));
    let inside = |code: &str| {
        let ward = wards.iter().find(|w| w.key.code.as_str() == code).unwrap();
        crimes.iter().filter_map(|i| i.at).filter(|at| ward.geom.contains(&at.point())).count()
    };
    assert_eq!(["W05001645", "W05001635", "W05001638"].map(inside), [10_193, 7_091, 6_190]);
    let police = held.operations.assets.iter().filter(|a| a.kind == AssetKind::PoliceStation).count();
    assert_eq!(police, 5);
    // Half the map lies in no ward of the city, and three wards have no street: residents of those are on none.
    let km = |code: &str| {
        let i = wards.iter().position(|w| w.key.code.as_str() == code).map(|i| i as u32);
        held.network
            .segments()
            .iter()
            .filter(|s| s.foot && !s.is_across() && s.ward == i)
            .map(|s| s.length.km())
            .sum::<f64>()
    };
    assert!(km("W05001630") < 0.01 && km("W05001632") < 0.01 && km("W05001637") < 0.01);
    for (code, readme) in [("W05001645", 62.0), ("W05001635", 110.8), ("W05001638", 79.6), ("W05001647", 28.0)] {
        assert!((0.75..1.05).contains(&(km(code) / readme)), "{code}: {} km of {readme}", km(code));
    }
    drop((store, held));

    let before = content(&county);
    let again = import(&county, &args);
    assert_eq!((&again["changed"], &again["analysis"]), (&false.into(), &Value::Null));
    assert!(content(&county) == before);
}

#[test]
fn a_later_release_changes_outcomes_only() {
    let Some(real) = newport() else { return };
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("newport.gpkg");
    let first = import(&county, &[("--crime", real.join("crimes-earlier-release"))]);
    assert_eq!(row(&first, "crimes")["new"], 2_527 + 2_447 + 2_619 + 2_810);
    let then = import(&county, &[("--crime", real.join("crimes"))]);
    let crimes = row(&then, "crimes");
    let others = 90_054 - (2_527 + 2_447 + 2_619 + 2_810);
    assert_eq!((&crimes["new"], &crimes["removed"]), (&others.into(), &0.into()), "{crimes}");
    assert_eq!(crimes["changed"], 623 + 744 + 1_053 + 1_690, "{crimes}");
    // The older release again: what is held is newer, but the last import wins, and no month shrinks.
    let back = import(&county, &[("--crime", real.join("crimes-earlier-release"))]);
    assert_eq!(row(&back, "crimes")["changed"], 623 + 744 + 1_053 + 1_690);
}
