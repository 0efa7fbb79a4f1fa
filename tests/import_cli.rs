//! `footbeat import` as a user meets it: a made-up county into a file, again, in parts, and killed in the middle.

mod fenmark;

use fenmark::{content, everything, footbeat, import, names, source};
use footbeat::store::{GeoPackage, Store};
use predicates::prelude::*;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn summary(county: &Path, args: &[String]) -> Value {
    let mut args = args.to_vec();
    args.push("--json".to_owned());
    serde_json::from_slice(&import(county, &args).success().get_output().stdout).unwrap()
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

    assert!(again["analysis"].is_null(), "nothing follows from nothing: {again}");
    assert!(layer(&county, "hotspots") > 0 && layer(&county, "uncovered") > 0);

    let county = GeoPackage::open_read_only(&county).unwrap().load().unwrap();
    assert_eq!(county.name, "Fenmark Test");
    assert_eq!(county.operations.officers.len(), 4);
    assert!(!county.network.is_empty() && !county.operations.visits.is_empty());
    let residents: f32 = county.network.segments().iter().map(|s| s.residents).sum();
    assert!((5_000.0..7_000.0).contains(&residents), "{residents} residents on streets");
    assert!(county.network.segments().iter().filter(|s| s.foot).all(|s| s.ward.is_some() || s.residents == 0.0));
}

/// Rows of a layer.
fn layer(county: &Path, name: &str) -> i64 {
    let file = rusqlite::Connection::open(county).unwrap();
    file.query_row(&format!("SELECT count(*) FROM {name}"), [], |row| row.get(0)).unwrap()
}

/// The day of the layers that follow from the data.
fn analysed(county: &Path) -> String {
    GeoPackage::open_read_only(county).unwrap().load().unwrap().sources["analysis"].clone()
}

#[test]
fn the_summary_says_what_came_from_where_and_what_is_missing() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    let crime = source().join("crime");
    let mut months: Vec<_> = fs::read_dir(&crime).unwrap().map(|e| e.unwrap().path()).collect();
    months.sort();
    let gap = months.remove(1);
    let mut args = vec!["--crime".to_owned()];
    args.extend(months.iter().take(3).map(|p| p.display().to_string()));
    let gap = gap.file_name().unwrap().to_string_lossy().into_owned();
    import(&county, &args).success().stdout(
        predicate::str::contains(format!("never published: {gap}"))
            .and(predicate::str::contains("crimes without a place: "))
            .and(predicate::str::contains("and 2 more  months 3; with a place "))
            .and(predicate::str::contains("worked out anew: 0 hotspots")),
    );
    let done = summary(&county, &everything());
    let rows = done["rows"].as_array().unwrap();
    assert!(rows.iter().all(|r| done["from"].get(r["source"].as_str().unwrap()).is_some()), "{done}");
    // The made-up force, too, has a month that it never published.
    assert!(
        done["missing_months"].as_object().unwrap().len() == 1 && !done["missing_months"].to_string().contains(&gap)
    );
    assert!(done["without_place"].as_u64() > Some(0) && done["analysis"]["hotspots"].as_u64() > Some(0), "{done}");
    import(&county, &["--name".to_owned(), "Fen".to_owned(), "--quiet".to_owned()]).success().stdout("").stderr("");
}

#[test]
fn what_follows_from_the_data_may_wait_for_the_next_import() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    let mut args = everything();
    args.push("--no-analysis".to_owned());
    import(&county, &args).success();
    assert_eq!((layer(&county, "hotspots"), analysed(&county).as_str()), (0, "to be done"));
    args.pop();
    let done = summary(&county, &args);
    assert_eq!(done["changed"], false);
    assert!(layer(&county, "hotspots") > 0 && analysed(&county) != "to be done");
}

#[test]
fn tracks_are_refused_and_the_list_of_rejects_spares_the_files_it_is_about() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    let line = dir.path().join("walk.gpx");
    fs::write(&line, "<gpx/>").unwrap();
    let mut args = everything();
    args.extend(["--tracks".to_owned(), line.display().to_string()]);
    import(&county, &args).code(2).stderr(predicate::str::contains("--tracks cannot be read yet"));
    assert_eq!(names(dir.path()), ["walk.gpx"]);
    import(&county, &["--name".to_owned(), "Fen".to_owned()]).success();
    let bases = dir.path().join("bases.csv");
    fs::copy(source().join("bases.csv"), &bases).unwrap();
    let (held, read) = (fs::read(&county).unwrap(), fs::read(&bases).unwrap());
    let there = dir.path().join("./bases.csv");
    for (option, list) in [("--lenient", &county), ("--rejects", &bases), ("--lenient", &there)] {
        let args = ["--bases", bases.to_str().unwrap(), option, list.to_str().unwrap()].map(str::to_owned);
        import(&county, &args).code(2).stderr(predicate::str::contains("another name"));
    }
    assert!(fs::read(&county).unwrap() == held && fs::read(&bases).unwrap() == read);
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
    assert_ne!(analysed(&county), "to be done", "what a killed import left undone is done");
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
