//! `footbeat import` as a user meets it: a made-up county into a file, again, in parts, and killed in the middle.

use assert_cmd::Command;
use footbeat::store::{GeoPackage, Store};
use predicates::prelude::*;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn footbeat() -> Command {
    Command::cargo_bin("footbeat").expect("the binary is built with its tests")
}

/// A small made-up county, made once.
fn source() -> &'static Path {
    static MADE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let make = || {
        let dir = TempDir::new().unwrap();
        let out = dir.path().join("fenmark");
        footbeat().args(["synth", "--residents", "6000", "--officers", "4", "--out"]).arg(&out).assert().success();
        (dir, out)
    };
    &MADE.get_or_init(make).1
}

const TABLES: [&str; 12] = [
    "schemes",
    "funders",
    "posts",
    "bases",
    "officers",
    "shifts",
    "abstractions",
    "assets",
    "concerns",
    "taskings",
    "engagements",
    "groups",
];

/// All options for the whole county.
fn everything() -> Vec<String> {
    let from = source();
    let file = |name: &str| from.join(name).display().to_string();
    let mut args = vec!["--osm".to_owned(), file("streets.osm"), "--crime".to_owned(), file("crime")];
    for (option, name) in [
        ("--wards", "wards.geojson"),
        ("--parishes", "parishes.geojson"),
        ("--lsoas", "lsoa.geojson"),
        ("--population", "population.csv"),
        ("--visits", "visits.csv"),
    ] {
        args.extend([option.to_owned(), file(name)]);
    }
    for table in TABLES {
        args.extend([format!("--{table}"), file(&format!("{table}.csv"))]);
    }
    args
}

fn import(county: &Path, args: &[String]) -> assert_cmd::assert::Assert {
    footbeat().arg("import").arg("--county").arg(county).args(args).assert()
}

fn summary(county: &Path, args: &[String]) -> Value {
    let mut args = args.to_vec();
    args.push("--json".to_owned());
    serde_json::from_slice(&import(county, &args).success().get_output().stdout).unwrap()
}

/// What a county holds, whatever the bytes of its file.
fn content(county: &Path) -> String {
    let store = GeoPackage::open_read_only(county).unwrap();
    let c = store.load().unwrap();
    let tables: Vec<_> = footbeat::domain::tables::TABLES.iter().map(|t| store.records(t.name).unwrap()).collect();
    format!(
        "{} {:?} {:?} {:?} {:?} {:?} {tables:?}",
        c.name,
        c.sources,
        c.boundaries,
        c.incidents.rows,
        c.operations.assets,
        c.network.segments()
    )
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_county_from_all_its_files_and_again() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("fenmark-test.gpkg");
    import(&county, &everything())
        .success()
        .stdout(predicate::str::contains("street segments").and(predicate::str::contains("officers")));
    assert_eq!(names(dir.path()), ["fenmark-test.gpkg"], "one file and nothing beside it");
    let (before, bytes) = (GeoPackage::open_read_only(&county).unwrap().version().unwrap(), fs::read(&county).unwrap());
    let again = summary(&county, &everything());
    assert_eq!(again["changed"], false, "{again}");
    for row in again["rows"].as_array().unwrap() {
        assert_eq!((&row["new"], &row["changed"], &row["removed"]), (&0.into(), &0.into(), &0.into()), "{row}");
    }
    assert_eq!(GeoPackage::open_read_only(&county).unwrap().version().unwrap(), before);
    assert!(fs::read(&county).unwrap() == bytes, "the very bytes");

    let county = GeoPackage::open_read_only(&county).unwrap().load().unwrap();
    assert_eq!(county.name, "Fenmark Test");
    assert_eq!(county.operations.officers.len(), 4);
    assert!(!county.network.is_empty() && !county.operations.visits.is_empty());
    let residents: f32 = county.network.segments().iter().map(|s| s.residents).sum();
    assert!((5_000.0..7_000.0).contains(&residents), "{residents} residents on streets");
    assert!(county.network.segments().iter().filter(|s| s.foot).all(|s| s.ward.is_some() || s.residents == 0.0));
}

#[test]
fn in_parts_and_in_another_order_it_is_the_same_county() {
    let dir = TempDir::new().unwrap();
    let (whole, parts) = (dir.path().join("fen.gpkg"), dir.path().join("parts/fen.gpkg"));
    fs::create_dir(dir.path().join("parts")).unwrap();
    import(&whole, &everything()).success();
    let all = everything();
    let pairs: Vec<&[String]> = all.chunks(2).collect();
    let last = |p: &&&[String]| p[0] == "--population";
    // Residents come last: they are laid onto outlines, of which there must be some.
    for pair in pairs.iter().rev().filter(|p| !last(p)).chain(pairs.iter().filter(last)) {
        import(&parts, pair).success();
    }
    assert!(content(&whole) == content(&parts));
}

#[test]
fn wrong_use_is_two_and_makes_nothing() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    import(&county, &[]).code(2).stderr(predicate::str::contains("nothing to import"));
    for args in [["--wards-from", "x"], ["--ward-vintage", "soon"], ["--osm", ""]] {
        import(&county, &args.map(str::to_owned)).code(predicate::in_iter([1, 2]));
    }
    footbeat().args(["import", "--osm", "x"]).assert().code(2).stderr(predicate::str::contains("--county"));
    assert!(names(dir.path()).is_empty());
}

#[test]
fn rows_that_are_wrong_refuse_the_import_or_are_listed() {
    let dir = TempDir::new().unwrap();
    let (county, list) = (dir.path().join("c.gpkg"), dir.path().join("rejects.csv"));
    let text = fs::read_to_string(source().join("bases.csv")).unwrap();
    let bases = dir.path().join("bases.csv");
    fs::write(&bases, text + "far,Far away,200,91,,,,\n").unwrap();
    let args = |more: &[&str]| {
        let mut args = vec!["--bases".to_owned(), bases.display().to_string()];
        args.extend(more.iter().map(|s| (*s).to_owned()));
        args
    };
    let rejects = list.display().to_string();
    import(&county, &args(&["--rejects", &rejects]))
        .code(1)
        .stderr(predicate::str::contains("column lon").and(predicate::str::contains("column lat")));
    assert!(!county.exists());
    let listed = fs::read_to_string(&list).unwrap();
    assert!(
        listed.starts_with("source,file,line,column,found,wanted\nbases,") && listed.lines().count() == 3,
        "{listed}"
    );
    fs::remove_file(&list).unwrap();
    let done = summary(&county, &args(&["--lenient", &rejects]));
    assert_eq!(done["rejects"], 2);
    let row = &done["rows"][0];
    assert_eq!(row["read"].as_u64(), row["kept"].as_u64().map(|n| n + 1), "two cells of one row: {row}");
    assert_eq!(fs::read_to_string(&list).unwrap(), listed);
}

#[test]
fn columns_and_years_can_be_named() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    let text = fs::read_to_string(source().join("wards.geojson")).unwrap();
    let year = text.split("\"WD").nth(1).unwrap().chars().take(2).collect::<String>();
    let wards = dir.path().join("wards.geojson");
    fs::write(&wards, text.replace(&format!("WD{year}CD"), "kod").replace(&format!("WD{year}NM"), "enw")).unwrap();
    let file = wards.display().to_string();
    import(&county, &["--wards".to_owned(), file.clone()]).code(1).stderr(predicate::str::contains("missing: column"));
    let named = ["--wards", &file, "--ward-code", "kod", "--ward-name", "enw", "--ward-vintage", "2019"];
    import(&county, &named.map(str::to_owned)).success();
    assert_eq!(GeoPackage::open_read_only(&county).unwrap().load().unwrap().sources["wards"], "2019");
}

#[test]
fn removals_are_listed_and_a_shrinking_month_is_refused() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    import(&county, &everything()).success();
    let before = fs::read(&county).unwrap();
    let month = fs::read_dir(source().join("crime")).unwrap().map(|e| e.unwrap().path()).min().unwrap();
    let file = fs::read_dir(month).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(file).unwrap();
    let half: Vec<&str> = text.lines().take(text.lines().count() / 2).collect();
    let short = dir.path().join("short.csv");
    fs::write(&short, half.join("\n")).unwrap();
    let crime = ["--crime".to_owned(), short.display().to_string()];
    import(&county, &crime).code(1).stderr(predicate::str::contains("--replace"));
    assert!(fs::read(&county).unwrap() == before, "byte for byte");
    let officers = fs::read_to_string(source().join("officers.csv")).unwrap();
    let rest: Vec<&str> = officers.lines().filter(|l| !l.starts_with("7001")).collect();
    let fewer = dir.path().join("officers.csv");
    fs::write(&fewer, rest.join("\n")).unwrap();
    import(&county, &["--officers".to_owned(), fewer.display().to_string()])
        .success()
        .stdout(predicate::str::contains("removed from officers: 7001"));
    let done = summary(&county, &[crime[0].clone(), crime[1].clone(), "--replace".to_owned()]);
    assert_eq!(done["changed"], true);
}

#[test]
fn one_import_at_a_time() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    import(&county, &["--name".to_owned(), "Fen".to_owned()]).success();
    let _held = GeoPackage::open(&county).unwrap();
    import(&county, &everything()).code(1).stderr(predicate::str::contains("another program"));
}

/// Starts an import and kills it after a while; whether it was still running.
fn killed(county: &Path, args: &[String], after: Duration) -> bool {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("footbeat"))
        .arg("import")
        .arg("--county")
        .arg(county)
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(after);
    let running = child.try_wait().unwrap().is_none();
    // On Unix this is kill -9.
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

#[test]
fn killed_in_the_middle_the_county_is_as_it_was() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    let start = Instant::now();
    import(&county, &everything()).success();
    let whole = start.elapsed();
    // Another county's worth of change, so that there is much to write.
    let other = dir.path().join("other");
    footbeat()
        .args(["synth", "--residents", "20000", "--officers", "9", "--seed", "7", "--out"])
        .arg(&other)
        .assert()
        .success();
    let here = source().display().to_string();
    let mut args: Vec<String> = everything().iter().map(|a| a.replace(&here, &other.display().to_string())).collect();
    args.push("--replace".to_owned());
    let (before, mut cut) = (content(&county), 0);
    let done = dir.path().join("done.gpkg");
    fs::copy(&county, &done).unwrap();
    import(&done, &args).success();
    let after = content(&done).replacen("Done", "C", 1);
    for step in 0..24_u32 {
        let running = killed(&county, &args, whole * step / 12);
        let found = content(&county);
        assert!(found == before || found == after, "neither as it was nor as it shall be, step {step}");
        if found == after {
            break;
        }
        cut += u32::from(running);
    }
    assert!(cut > 0, "not one import was cut");
    import(&county, &args).success();
    assert!(content(&county) == after);
}

#[test]
fn killed_in_the_middle_a_new_county_is_whole_or_not_there() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    let start = Instant::now();
    let first = dir.path().join("first");
    fs::create_dir(&first).unwrap();
    import(&first.join("c.gpkg"), &everything()).success();
    let (whole, after) = (start.elapsed(), content(&first.join("c.gpkg")));
    for step in 0..16_u32 {
        killed(&county, &everything(), whole * step / 12);
        if county.exists() {
            assert!(content(&county) == after);
            fs::remove_file(&county).unwrap();
        }
    }
    import(&county, &everything()).success();
    assert_eq!(names(dir.path()), ["c.gpkg", "first"], "what a killed import left is gone");
    assert!(content(&county) == after);
}
