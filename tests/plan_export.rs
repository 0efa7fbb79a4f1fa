//! `footbeat plan --export-problem` as a user meets it: the problem in numbers, read back and solved again.

mod fenmark;

use fenmark::{everything, footbeat, import, names};
use footbeat::patrol::solve::{Search, bound, exchange, solve};
use predicates::prelude::*;
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

#[test]
fn a_problem_is_exported_without_geography_and_read_back() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    import(&county, &everything()).success();
    let (folder, file, day) = (dir.path().join("problems"), dir.path().join("p.json"), dir.path().join("day.geojson"));
    let plan = |more: &[&str]| {
        let mut command = footbeat();
        command.args(["plan", "--date", "2026-11-24", "--dry-run", "--iterations", "60", "--county"]).arg(&county);
        command.args(more).arg("--export-problem");
        command
    };
    plan(&[]).arg(&folder).assert().success().stdout(predicate::str::contains("of the best possible"));
    let made = plan(&["--json", "--out", &day.display().to_string()]).arg(&file).assert().success();
    assert_eq!(names(&folder), ["problem-2026-11-24.json"]);
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text, fs::read_to_string(folder.join("problem-2026-11-24.json")).unwrap(), "the same bytes");
    for word in ["lon", "lat", "name", "geom"] {
        assert!(!text.contains(&format!("\"{word}\"")), "{word} has no place there");
    }
    let problem = exchange::from_json(&text).unwrap();
    assert!(!problem.vehicles.is_empty() && !problem.demands.is_empty());
    let search = Search { iterations: 60, ..Search::default() };
    let (reward, most) = (solve(&problem, &search).best.reward, bound(&problem));
    assert!(reward > 0 && reward <= most, "{reward} {most}");

    let summary: Value = serde_json::from_slice(&made.get_output().stdout).unwrap();
    let plan: Value = serde_json::from_str(&fs::read_to_string(&day).unwrap()).unwrap();
    assert_eq!((&plan["reward"], &plan["bound"]), (&summary["reward"], &summary["bound"]));
    assert!(plan["reward"].as_i64() <= plan["bound"].as_i64(), "{summary}");
    assert!(summary["gap_percent"].as_f64().unwrap() < 100.0);
}

#[test]
fn a_place_that_cannot_be_written_is_said() {
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    import(&county, &everything()).success();
    footbeat()
        .args(["plan", "--date", "2026-11-24", "--dry-run", "--iterations", "5", "--county"])
        .arg(&county)
        .arg("--export-problem")
        .arg(dir.path().join("no/such/p.json"))
        .assert()
        .code(1)
        .stderr(predicate::str::contains("p.json cannot be written"));
}
