//! `footbeat coverage` and `footbeat deploy` as a user meets them, on a made-up county and on the real place.

mod fenmark;

use fenmark::{everything, footbeat, import};
use geo::{Area, Contains, Validation};
use geo_types::MultiPolygon;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn told(county: &Path, args: &[&str]) -> String {
    let run = footbeat().arg(args[0]).arg("--county").arg(county).args(&args[1..]).assert().success();
    String::from_utf8(run.get_output().stdout.clone()).unwrap()
}

fn asked(county: &Path, args: &[&str]) -> Value {
    serde_json::from_str(&told(county, &[args, &["--json"]].concat())).unwrap()
}

/// Features of a file with their outlines, which are valid polygons that follow the right-hand rule.
fn features(path: &Path) -> Vec<(serde_json::Map<String, Value>, MultiPolygon<f64>)> {
    let geojson::GeoJson::FeatureCollection(all) = fs::read_to_string(path).unwrap().parse().unwrap() else {
        panic!("no collection")
    };
    let outline = |f: geojson::Feature| {
        let geometry: geo_types::Geometry<f64> = f.geometry.unwrap().try_into().unwrap();
        let geom = match geometry {
            geo_types::Geometry::Polygon(p) => MultiPolygon::new(vec![p]),
            geo_types::Geometry::MultiPolygon(m) => m,
            other => panic!("{other:?}"),
        };
        let properties = f.properties.unwrap();
        assert!(geom.is_valid(), "{}: {:?}", Value::from(properties.clone()), geom.validation_errors());
        assert!(geom.iter().all(|p| p.signed_area() > 0.0), "right-hand rule");
        (properties, geom)
    };
    all.features.into_iter().map(outline).collect()
}

fn newport(dir: &TempDir) -> Option<PathBuf> {
    let Some(real) = std::env::var_os("FOOTBEAT_REAL").map(PathBuf::from) else {
        println!("skipped: FOOTBEAT_REAL does not name the folder of the real data");
        return None;
    };
    let county = dir.path().join("newport.gpkg");
    let file = |name: &str| real.join(name).display().to_string();
    let args = [
        ("--osm", file("newport-2023-06-13.osm.pbf")),
        ("--wards", file("boundaries/wards-may2023-newport-bsc.geojson")),
        ("--lsoa", file("boundaries/lsoa-2011-newport.geojson")),
        ("--population", file("population/lsoa21-census2021-newport.csv")),
        ("--crime", file("crimes")),
    ];
    let args: Vec<String> = args.into_iter().flat_map(|(option, path)| [option.to_owned(), path]).collect();
    import(&county, &args).success();
    Some(county)
}

#[test]
fn coverage_of_a_made_up_county() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    import(&county, &everything()).success();
    let file = |name: &str| dir.path().join(name);
    let (out, gaps, csv) = (file("wards.geojson"), file("gaps.geojson"), file("wards.csv"));
    let text = told(
        &county,
        &[
            "coverage",
            "--on",
            "2026-11-24",
            "--out",
            out.to_str().unwrap(),
            "--uncovered",
            gaps.to_str().unwrap(),
            "--csv",
            csv.to_str().unwrap(),
        ],
    );
    let first = text.lines().next().unwrap();
    assert!(first.contains("no filled post") && first.contains("residents"), "{first}");
    let json = asked(&county, &["coverage", "--on", "2026-11-24"]);
    let wards = json["wards"].as_array().unwrap();
    assert_eq!(json["headline"], first);
    assert_eq!(features(&out).len(), wards.len());
    for ((properties, _), ward) in features(&out).iter().zip(wards) {
        assert_eq!(properties["code"], ward["code"]);
        assert_eq!(properties["scheme_share"], ward["scheme_share"]);
        let share = ward["scheme_share"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&share) && share.is_sign_positive());
    }
    let table = fs::read_to_string(&csv).unwrap();
    assert!(table.starts_with("code,vintage,name,residents,scheme_share,"));
    assert_eq!(table.lines().count(), wards.len() + 1);
    let size = |u: &Value| u["residents"].as_u64().unwrap() * u["days_unseen"].as_u64().unwrap().max(1);
    let sizes: Vec<u64> = json["uncovered"].as_array().unwrap().iter().map(size).collect();
    assert!(!sizes.is_empty() && sizes.is_sorted_by(|a, b| a >= b), "{sizes:?}");
    assert_eq!(features(&gaps).len(), sizes.len());
    assert!(json["reach"].as_array().unwrap().iter().any(|r| r["last_contact"].is_null()), "empty rows are shown");
}

#[test]
fn wrong_use_is_told_from_failure() {
    let dir = TempDir::new().unwrap();
    let none = dir.path().join("none.gpkg");
    footbeat().args(["coverage", "--on", "2026-02-30", "--county"]).arg(&none).assert().code(2);
    footbeat().args(["coverage", "--days", "0", "--county"]).arg(&none).assert().code(2);
    footbeat().args(["deploy", "--posts", "0", "--county"]).arg(&none).assert().code(2);
    footbeat().args(["deploy", "--county"]).arg(&none).assert().code(2);
    footbeat().args(["coverage", "--county"]).arg(&none).assert().code(1);
    footbeat().args(["deploy", "--posts", "3", "--county"]).arg(&none).assert().code(1);
}

fn deployed(county: &Path, posts: usize, out: &Path) {
    let n = posts.to_string();
    let text = told(county, &["deploy", "--posts", &n, "--out", out.to_str().unwrap()]);
    assert!(text.contains("on duty"), "{text}");
    let areas = features(out);
    assert_eq!(areas.len(), posts);
    for (i, (a, geom)) in areas.iter().enumerate() {
        assert_eq!(a["rank"], i + 1);
        assert_eq!(a["post"], i + 1);
        let share = a["shift_share_on_beat"].as_f64().unwrap();
        assert!((0.5..=0.8).contains(&share), "{share}");
        assert!(a["gain"].as_f64().unwrap() >= 0.0 && a["gain_words"].as_str().unwrap().contains("points of need"));
        assert!(a["residents"].is_u64() && a["needs_car"].is_boolean() && a["settlements"].is_array());
        assert!(!a["base"].as_str().unwrap().is_empty() && a["km"].as_f64().unwrap() > 0.1);
        assert!(geom.unsigned_area() > 0.0);
    }
}

#[test]
fn posts_are_deployed_the_same_on_any_number_of_threads() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    import(&county, &everything()).success();
    for posts in [1, 4, 25] {
        deployed(&county, posts, &dir.path().join("areas.geojson"));
    }
    let bytes = |threads: &str| {
        let out = dir.path().join(threads);
        let run = ["deploy", "--posts", "9", "--out", out.to_str().unwrap(), "--county"];
        footbeat().env("RAYON_NUM_THREADS", threads).args(run).arg(&county).assert().success();
        fs::read(out).unwrap()
    };
    assert!(bytes("1") == bytes("2"));
}

#[test]
fn deployments_are_compared_and_a_year_is_reviewed() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    import(&county, &everything()).success();
    let file = |name: &str| dir.path().join(name).display().to_string();
    let (areas, csv, map) = (file("areas.geojson"), file("table.csv"), file("map.geojson"));
    told(&county, &["deploy", "--posts", "3", "--out", &areas]);
    let same = asked(&county, &["deploy", "--posts", "3", "--what-if", &areas]);
    let won = |v: &Value, n: usize| v["what_if"]["won"][n].as_f64().unwrap();
    // A border street may fall to the other side of its outline.
    assert!((won(&same, 0) - won(&same, 1)).abs() < 0.02 * won(&same, 0), "{}", same["what_if"]["won"]);
    let more = told(&county, &["deploy", "--posts", "3", "--what-if", "5", "--csv", &csv]);
    assert!(more.contains("B: 5 posts") && more.contains("B − A"), "{more}");
    assert!(fs::read_to_string(&csv).unwrap().starts_with("code,name,residents,need,posts_a,posts_b,"));
    let steps = asked(&county, &["deploy", "--posts", "5"]);
    let won: Vec<f64> = steps["steps"].as_array().unwrap().iter().map(|s| s["won"].as_f64().unwrap()).collect();
    assert!(won.len() == 5 && won.is_sorted() && steps["pays_words"].as_str().unwrap().contains("pay"), "{won:?}");
    let review = told(&county, &["deploy", "--review", "2026", "--out", &map, "--csv", &csv]);
    assert!(review.contains("Attachments as they are win"), "{review}");
    assert!(features(Path::new(&map)).iter().all(|(p, _)| p["holders_now"].is_array() && p["won_then"].is_number()));
    assert!(fs::read_to_string(&csv).unwrap().starts_with("kind,holder,ward_code,"));
    for wrong in [&["--posts", "3", "--what-if", "0"][..], &["--review", "2026", "--posts", "3"], &["--review", "2099"]]
    {
        footbeat().args(["deploy", "--county"]).arg(&county).args(wrong).assert().code(2);
    }
    let none = file("none.geojson");
    footbeat().args(["deploy", "--posts", "3", "--what-if", &none, "--county"]).arg(&county).assert().code(1);
}

#[test]
fn coverage_tells_who_gets_how_much() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    import(&county, &everything()).success();
    let file = |name: &str| dir.path().join(name).display().to_string();
    let (parishes, streets, tenths) = (file("parishes.csv"), file("streets.geojson"), file("tenths.csv"));
    let wards = asked(&county, &["coverage", "--on", "2026-11-24"]);
    let codes: Vec<String> = wards["wards"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .map(|(i, w)| format!("{},{}\n", w["code"].as_str().unwrap(), i % 10 + 1))
        .collect();
    fs::write(&tenths, "code,tenth\n".to_owned() + &codes.concat()).unwrap();
    let args =
        ["coverage", "--on", "2026-11-24", "--deprivation", &tenths, "--parishes", &parishes, "--streets", &streets];
    let text = told(&county, &args);
    assert!(text.contains("Need against supply") && text.contains("By deprivation"), "{text}");
    assert!(fs::read_to_string(&parishes).unwrap().starts_with("code,vintage,name,"));
    assert!(fs::read_to_string(&streets).unwrap().contains("days_unseen"));
    let json = asked(&county, &["coverage", "--on", "2026-11-24", "--deprivation", &tenths]);
    let sum: f64 = json["equity"]["tenths"].as_array().unwrap().iter().map(|t| t["residents"].as_f64().unwrap()).sum();
    assert!((sum + json["equity"]["unmatched"].as_f64().unwrap() - 1.0).abs() < 1e-9);
    let loops = told(&county, &["coverage", "--feedback", "--seed", "5"]);
    assert!(loops.contains("only what residents report"), "{loops}");
    assert_eq!(loops, told(&county, &["coverage", "--feedback", "--seed", "5"]));
    fs::write(&tenths, "code,tenth\nX,11\n").unwrap();
    footbeat().args(["coverage", "--deprivation", &tenths, "--county"]).arg(&county).assert().code(1);
}

#[test]
fn the_real_place() {
    let dir = TempDir::new().unwrap();
    let Some(county) = newport(&dir) else { return };
    let json = asked(&county, &["coverage", "--on", "2025-07-01"]);
    assert_eq!(json["wards"].as_array().unwrap().len(), 21);
    assert!(json["headline"].as_str().unwrap().starts_with("Who covers 21 wards"), "{}", json["headline"]);
    assert!(json["wards"].as_array().unwrap().iter().all(|w| w["seen_share"].is_null()), "no record is unknown");
    let most = json["wards"]
        .as_array()
        .unwrap()
        .iter()
        .max_by(|a, b| a["harm_share"].as_f64().unwrap().total_cmp(&b["harm_share"].as_f64().unwrap()));
    assert_eq!(most.unwrap()["name"], "Stow Hill");

    let out = dir.path().join("areas.geojson");
    for posts in [1, 8, 30] {
        deployed(&county, posts, &out);
    }
    let eight = asked(&county, &["deploy", "--posts", "8"]);
    let areas = eight["areas"].as_array().unwrap();
    let wards: BTreeSet<&str> =
        areas.iter().flat_map(|a| a["wards"].as_array().unwrap()).filter_map(Value::as_str).collect();
    assert_eq!(wards.len(), 17, "all but the four of which the map has no street");
    let gains: Vec<f64> = areas.iter().map(|a| a["gain"].as_f64().unwrap()).collect();
    let mean = gains.iter().sum::<f64>() / 8.0;
    let needs: f64 = areas.iter().map(|a| a["need"].as_f64().unwrap()).sum();
    assert!((99.0..=106.0).contains(&needs), "nothing is left out: {needs}");
    assert!(gains[0] < mean * 1.6 && gains[7] > mean * 0.5, "balanced: {gains:?}");
    assert!(eight["notes"].to_string().contains("Bettws"), "{}", eight["notes"]);
    let police = |a: &&Value| a["base"].as_str().unwrap().contains("Police");
    assert_eq!(areas.iter().filter(police).count(), 8);
    // The centre of Newport is in the area of Stow Hill's officer.
    deployed(&county, 8, &out);
    let centre = geo_types::Point::new(-2.9977, 51.5877);
    let of_centre = features(&out).into_iter().filter(|(_, g)| g.contains(&centre)).count();
    assert_eq!(of_centre, 1, "areas do not lie over each other");
}
