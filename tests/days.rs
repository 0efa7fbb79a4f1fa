//! Several days at once, and a day planned again while it is under way, as a user does it.

mod fenmark;

use assert_cmd::Command;
use fenmark::{everything, import};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const DAY: &str = "2026-11-24";

fn footbeat(county: &Path, args: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = Command::cargo_bin("footbeat").expect("the binary is built with its tests");
    command.args(args).arg("--county").arg(county).assert()
}

fn said(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// Stops of a plan's GeoJSON: officer, demand, arrival.
fn stops(text: &str) -> BTreeSet<(String, String, String)> {
    let plan: Value = serde_json::from_str(text).unwrap();
    let all = plan["features"].as_array().unwrap().iter().map(|f| &f["properties"]);
    let word = |p: &Value, name: &str| p[name].as_str().unwrap_or_default().to_owned();
    all.filter(|p| p["kind"] == "stop").map(|p| (word(p, "officer"), word(p, "demand"), word(p, "arrive"))).collect()
}

#[test]
fn a_day_under_way_is_planned_again_and_published() {
    let dir = TempDir::new().unwrap();
    let (county, out) = (dir.path().join("c.gpkg"), dir.path().join("again.geojson"));
    let mut args = everything();
    args.push("--no-analysis".to_owned());
    import(&county, &args).success();
    let again = ["replan", "--date", DAY, "--iterations", "100"];
    let nothing = footbeat(&county, &[&again[..], &["--officer", "x", "--at", "12:00", "--gone"]].concat()).code(1);
    let error = String::from_utf8(nothing.get_output().stderr.clone()).unwrap();
    assert!(error.contains("no plan is published for 2026-11-24"), "{error}");
    let first = dir.path().join("first.geojson");
    footbeat(&county, &["plan", "--date", DAY, "--iterations", "100", "--out", first.to_str().unwrap()]).success();
    footbeat(&county, &["publish", "--date", DAY]).success();
    let before = fs::read_to_string(&first).unwrap();
    let published = stops(&before);
    let officers: BTreeSet<&String> = published.iter().map(|s| &s.0).collect();
    let who = officers.first().unwrap().as_str();
    // Where the officer is when it happens: at somebody's stop.
    let plan: Value = serde_json::from_str(&before).unwrap();
    let point = plan["features"].as_array().unwrap().iter().find(|f| f["geometry"]["type"] == "Point").unwrap();
    let [lon, lat] = [0, 1].map(|i| point["geometry"]["coordinates"][i].as_f64().unwrap().to_string());
    for bad in [
        &["--officer", who, "--at", "25:00", "--gone"][..],
        &["--officer", who, "--at", "12:00"],
        &["--officer", who, "--at", "12:00", "--lon", "500", "--lat", "1"],
        &["--officer", who, "--at", "12:00", "--gone", "--lon", "1", "--lat", "1"],
    ] {
        footbeat(&county, &[&again[..], bad].concat()).code(2);
    }
    footbeat(&county, &[&again[..], &["--officer", "nobody", "--at", "12:00", "--gone"]].concat()).code(1);
    let now = ["--officer", who, "--at", "14:30", "--lon", &lon, "--lat", &lat, "--out", out.to_str().unwrap()];
    let text = said(&footbeat(&county, &[&again[..], &now].concat()).success());
    assert!(text.contains("Planned again from 14:30"), "{text}");
    let later = stops(&fs::read_to_string(&out).unwrap());
    let kept: Vec<_> = published.iter().filter(|s| s.0 != who).collect();
    assert!(!kept.is_empty() && kept.iter().all(|s| later.contains(*s)), "others' stops stay");
    // The checker passes what was planned again.
    let text = said(&footbeat(&county, &["publish", "--date", DAY]).success());
    assert!(text.contains("-v2 is published"), "{text}");
}

/// Demands of one kind in a plan's file.
fn demands(file: &Path, kind: &str) -> BTreeSet<String> {
    let all = stops(&fs::read_to_string(file).unwrap());
    all.into_iter().map(|s| s.1).filter(|d| d.starts_with(kind)).collect()
}

/// The plans in a folder, in order of date.
fn files(out: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(out).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn a_week_is_planned_day_after_day_all_or_none() {
    let dir = TempDir::new().unwrap();
    let (county, out) = (dir.path().join("c.gpkg"), dir.path().join("week"));
    let mut args = everything();
    args.push("--no-analysis".to_owned());
    import(&county, &args).success();
    let out_dir = out.to_str().unwrap();
    let week = ["plan", "--date", DAY, "--days", "4", "--rolling", "--iterations", "40", "--out", out_dir];
    let text = said(&footbeat(&county, &week).success());
    assert!(files(&out).len() > 1, "{text}");
    assert!(text.contains("knows their drafts as if published"), "{text}");
    // A place that was visited on one day is not due on the next.
    let mut seen = BTreeSet::new();
    for file in &files(&out) {
        let today = demands(file, "asset:");
        assert!(today.is_disjoint(&seen), "visited yesterday and again: {today:?} {seen:?}");
        seen = today;
    }
    footbeat(&county, &["plan", "--date", DAY, "--days", "0"]).code(2);
    footbeat(&county, &["plan", "--date", DAY, "--days", "2", "--export-problem", "one.json"]).code(2);
    footbeat(&county, &["plan", "--date", DAY, "--days", "29"]).code(2);
}

#[test]
fn a_week_is_planned_together_and_published_day_by_day() {
    let dir = TempDir::new().unwrap();
    let (county, out, problem) = (dir.path().join("c.gpkg"), dir.path().join("week"), dir.path().join("problem"));
    let mut args = everything();
    args.push("--no-analysis".to_owned());
    import(&county, &args).success();
    let (out_dir, problem_dir) = (out.to_str().unwrap(), problem.to_str().unwrap());
    let week = ["plan", "--date", DAY, "--days", "4", "--iterations", "40", "--out", out_dir];
    let text = said(&footbeat(&county, &[&week[..], &["--export-problem", problem_dir]].concat()).success());
    assert!(text.contains("4 days from 2026-11-24 together"), "{text}");
    assert!(problem.join("problem-2026-11-24-2026-11-27.json").is_file());
    let mut places = BTreeSet::new();
    let made = files(&out);
    for file in &made {
        for place in demands(file, "asset:").into_iter().chain(demands(file, "uncovered:")) {
            assert!(places.insert(place.clone()), "{place} is visited twice");
        }
        let name = file.file_stem().unwrap().to_str().unwrap();
        let date = name.strip_prefix("plan-").unwrap();
        let published = said(&footbeat(&county, &["publish", "--date", date]).success());
        assert!(published.contains("is published"), "{published}");
    }
    assert!(made.len() > 1 && !places.is_empty(), "{text}");
    // Longer horizons are planned in parts.
    let long = ["plan", "--date", DAY, "--days", "15", "--iterations", "3", "--dry-run", "--json"];
    let lines = said(&footbeat(&county, &long).success());
    let together = lines.lines().filter(|l| serde_json::from_str::<Value>(l).unwrap()["horizon"].is_object()).count();
    assert_eq!(together, 2, "{lines}");
}
