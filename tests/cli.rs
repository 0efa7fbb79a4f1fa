//! The command line as a user meets it.

mod fenmark;

use assert_cmd::Command;
use fenmark::{everything, import, names, source};
use footbeat::store::Store as _;
use predicates::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

fn footbeat() -> Command {
    Command::cargo_bin("footbeat").expect("the binary is built with its tests")
}

/// A folder with the made-up county in it.
fn place() -> (TempDir, PathBuf) {
    static WHOLE: OnceLock<Vec<u8>> = OnceLock::new();
    let whole = WHOLE.get_or_init(|| {
        let dir = TempDir::new().unwrap();
        let county = dir.path().join("c.gpkg");
        let mut args = everything();
        args.push("--no-analysis".to_owned());
        import(&county, &args).success();
        fs::read(county).unwrap()
    });
    let dir = TempDir::new().unwrap();
    let county = dir.path().join("c.gpkg");
    fs::write(&county, whole).unwrap();
    (dir, county)
}

/// What a command that must fail says, with its exit status; the county stays as it was.
fn fails(county: &Path, args: &[&str], code: i32) -> String {
    let (before, beside) = (fs::read(county).unwrap(), names(county.parent().unwrap()));
    let output = footbeat().args(args).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    assert!(fs::read(county).unwrap() == before, "{args:?}: the county is another");
    assert_eq!(names(county.parent().unwrap()), beside, "{args:?}");
    said
}

#[test]
fn a_template_prints_every_column() {
    footbeat()
        .args(["template", "officers"])
        .assert()
        .success()
        .stdout(predicate::str::contains("may_drive").and(predicate::str::contains("\nid,label,team,")));
}

#[test]
fn an_unknown_template_is_wrong_use_and_names_those_there_are() {
    footbeat().args(["template", "nonsense"]).assert().code(2).stderr(predicate::str::contains("engagements"));
}

#[test]
fn an_unknown_command_is_wrong_use() {
    footbeat().arg("fly").assert().code(2);
}

#[test]
fn no_result_is_written_over_the_county_or_another_result() {
    let (dir, county) = place();
    let (c, odd) = (county.to_str().unwrap(), dir.path().join("./c.gpkg"));
    let lock = dir.path().join("c.gpkg.lock");
    let one = dir.path().join("one");
    for (command, options) in [
        ("hotspots", &["--out", "--hexagons", "--streets"][..]),
        ("coverage", &["--out", "--uncovered", "--csv"]),
        ("deploy --posts 2", &["--out"]),
        ("plan --date 2026-11-24", &["--out"]),
    ] {
        let words: Vec<&str> = command.split(' ').chain(["--county", c]).collect();
        for option in options {
            for over in [odd.to_str().unwrap(), c, lock.to_str().unwrap()] {
                let said = fails(&county, &[&words[..], &[option, over]].concat(), 2);
                assert!(said.contains("written over"), "{command} {option}: {said}");
            }
        }
        if let [a, b, ..] = options {
            let same = one.to_str().unwrap();
            let said = fails(&county, &[&words[..], &[a, same, b, same]].concat(), 2);
            assert!(said.contains(&format!("the file of {a} too")), "{said}");
        }
    }
    let list = dir.path().join("b.csv");
    fs::copy(source().join("bases.csv"), &list).unwrap();
    let list = list.to_str().unwrap();
    let said = fails(&county, &["import", "--county", c, "--bases", list, "--rejects", list], 2);
    assert!(said.contains("a file to read"), "{said}");
}

#[test]
fn a_search_has_bounds_and_waits_for_nobody() {
    let (_dir, county) = place();
    let plan = ["plan", "--date", "2026-11-24", "--county", county.to_str().unwrap()];
    let with = |more: &[&'static str]| [&plan[..], more].concat();
    fails(&county, &with(&["--seconds", "86401"]), 2);
    fails(&county, &with(&["--seconds", "-1"]), 2);
    fails(&county, &with(&["--iterations", "10000001"]), 2);
    // Refused at once while another program writes, and not after the search.
    let writer = footbeat::store::GeoPackage::open(&county).unwrap();
    let start = std::time::Instant::now();
    let output = footbeat().args(with(&["--seconds", "300"])).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("being changed by another program"));
    assert!(output.status.code() == Some(1) && start.elapsed().as_secs() < 200);
    drop(writer);
}

#[test]
fn months_that_are_not_held_are_named() {
    let (_dir, county) = place();
    let c = county.to_str().unwrap();
    let said = fails(&county, &["hotspots", "--county", c, "--until", "2031-01"], 1);
    assert!(said.contains("2031-01") && said.contains("to 2026-10"), "{said}");
}

#[test]
fn hotspots_write_what_the_contract_says() {
    let (dir, county) = place();
    let c = county.to_str().unwrap();
    let file = |name: &str| dir.path().join(name).display().to_string();
    let (hexagons, streets) = (file("h.geojson"), file("s.geojson"));
    let own = file("own.csv");
    fs::write(&own, "category,weight\nburglary,3\nrobbery,5\n").unwrap();
    for more in [&["--bandwidth", "150"][..], &["--harm-file", &own], &["--until", "2026-04", "--police-generated"]] {
        let args = [&["hotspots", "--county", c, "--hexagons", &hexagons, "--streets", &streets, "--backtest"], more];
        footbeat().args(args.concat()).assert().success().stdout(
            predicate::str::contains("Backtest: each of").and(predicate::str::contains("counts of the last 12 months")),
        );
        let read = |name: &str| -> Vec<serde_json::Value> {
            let all: serde_json::Value = serde_json::from_str(&fs::read_to_string(name).unwrap()).unwrap();
            all["features"].as_array().unwrap().iter().map(|f| f["properties"].clone()).collect()
        };
        let cells = read(&hexagons);
        assert!(!cells.is_empty());
        for h in &cells {
            assert!(h["h3"].is_string() && h["significant"].is_boolean(), "{h}");
            assert!(["weight", "gi_z", "gi_p"].iter().all(|k| h[k].is_number()), "{h}");
        }
        let pieces = read(&streets);
        let sum = |k: &str| pieces.iter().map(|p| p[k].as_f64().unwrap()).sum::<f64>();
        assert!(sum("weight") > 0.0 && (sum("score") - sum("weight")).abs() < 1e-9 * sum("weight"));
        assert!(pieces.iter().all(|p| p["length_m"].as_f64().unwrap() <= 50.0 + 1e-9));
    }
    let said = fails(&county, &["hotspots", "--county", c, "--bandwidth", "3"], 2);
    assert!(said.contains("20 to 2000"), "{said}");
    fs::write(&own, "category,weight\nburglary,lots\n").unwrap();
    let said = fails(&county, &["hotspots", "--county", c, "--harm-file", &own], 1);
    assert!(said.contains("line 2") && said.contains("lots"), "{said}");
    let said = fails(&county, &["hotspots", "--county", c, "--harm-file", &own, "--streets", &own], 2);
    assert!(said.contains("a file to read"), "{said}");
}

fn crimes(month: &str) -> String {
    let file = source().join(format!("crime/{month}/{month}-fenmark-street.csv"));
    fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

#[test]
fn a_month_to_come_and_one_without_rows_are_refused() {
    let (dir, county) = place();
    let c = county.to_str().unwrap();
    let file = |name: &str, text: String| {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let later = file("l.csv", crimes("2026-10").replace(",2026-10,", ",2126-10,"));
    let said = fails(&county, &["import", "--county", c, "--crime", &later], 1);
    assert!(said.contains("2126-10, which is still to come"), "{said}");
    let concern = "id,received,kind,source,lon,lat\nc,2126-01-01,dogs,survey,-2.9977,51.5884\n";
    let concern = file("concern.csv", concern.to_owned());
    let said = fails(&county, &["import", "--county", c, "--concerns", &concern], 1);
    assert!(said.contains("line 2, column received: 2126-01-01, which is still to come"), "{said}");
    let header = crimes("2026-10").lines().next().unwrap().to_owned() + "\n";
    let none = file("2026-10-fenmark-street.csv", header);
    let said = fails(&county, &["import", "--county", c, "--crime", &none], 1);
    assert!(said.contains("no rows for 2026-10"), "{said}");
    let rejected = file("2026-09-fenmark-street.csv", crimes("2026-09").replace(",2026-09,", ",soon,"));
    let list = file("list.csv", String::new());
    let output = footbeat().args(["import", "--county", c, "--crime", &rejected, "--lenient", &list]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && said.contains("no rows for 2026-09"), "{said}");
}

#[test]
fn odd_files_are_told_from_odd_rows() {
    let (dir, county) = place();
    let c = county.to_str().unwrap();
    let file = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let bases = fs::read_to_string(source().join("bases.csv")).unwrap();
    let nul = file("nul.csv", &bases.replacen("station", "sta\0tion", 1));
    assert!(fails(&county, &["import", "--county", c, "--bases", &nul], 1).contains("line 2, column 2"));
    let packed = file("x.csv.bz2", "BZh91AY&SY");
    assert!(fails(&county, &["import", "--county", c, "--bases", &packed], 1).contains("bzip2"));
    let said = fails(&county, &["import", "--county", c, "--bases", "nowhere.csv"], 1);
    assert_eq!(said.matches("No such file").count(), 1, "{said}");
    if Path::new("/dev/zero").exists() {
        assert!(fails(&county, &["import", "--county", c, "--bases", "/dev/zero"], 1).contains("a device"));
    }
    let semicolons = file("semi.csv", &bases.replace(',', ";"));
    import(&county, &["--bases".to_owned(), semicolons, "--no-analysis".to_owned()])
        .success()
        .stderr(predicate::str::contains("separated by semicolons"));
}

#[test]
fn rows_that_lead_nowhere_are_refused_with_file_and_line_or_listed() {
    let (dir, county) = place();
    let (c, officers) = (county.to_str().unwrap(), dir.path().join("o.csv"));
    let text = fs::read_to_string(source().join("officers.csv")).unwrap();
    fs::write(&officers, text + "7999,,north,,,,E05999099,,,,,,,,,,,,,,\n").unwrap();
    let said = fails(&county, &["import", "--county", c, "--officers", officers.to_str().unwrap()], 1);
    assert!(said.contains("line 6, column areas: \"E05999099\""), "{said}");
    let list = dir.path().join("list.csv");
    let args = ["--officers", officers.to_str().unwrap(), "--lenient", list.to_str().unwrap()].map(str::to_owned);
    import(&county, &args).success();
    assert!(fs::read_to_string(list).unwrap().contains("E05999099"));
}

#[test]
fn a_made_up_county_is_not_made_over_what_else_is_there() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("made");
    let make = || {
        let mut command = footbeat();
        command.args(["synth", "--residents", "5000", "--officers", "2", "--out"]).arg(&out);
        command
    };
    make().assert().success();
    make().assert().success();
    fs::write(out.join("crime/notes.txt"), "mine").unwrap();
    make().assert().code(1).stderr(predicate::str::contains("crime/notes.txt"));
    assert_eq!(fs::read_to_string(out.join("crime/notes.txt")).unwrap(), "mine");
}

#[test]
fn crimes_lie_as_deep_as_they_like_and_what_a_mac_adds_is_passed_over() {
    let dir = TempDir::new().unwrap();
    let deep = dir.path().join("a/b/c/d");
    fs::create_dir_all(&deep).unwrap();
    fs::create_dir_all(dir.path().join("__MACOSX")).unwrap();
    fs::write(deep.join("2026-10-fenmark-street.csv"), crimes("2026-10")).unwrap();
    fs::write(deep.join("._2026-10-fenmark-street.csv"), "\0\u{5}noise").unwrap();
    fs::write(dir.path().join("__MACOSX/2026-10-fenmark-street.csv"), "noise").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(dir.path(), deep.join("round")).unwrap();
    let county = TempDir::new().unwrap();
    let args = ["--no-analysis".to_owned(), "--crime".to_owned(), dir.path().display().to_string()];
    import(&county.path().join("c.gpkg"), &args).success();
}

#[test]
fn planning_again_gives_the_same_bytes_on_any_number_of_threads() {
    let (dir, county) = place();
    let c = county.to_str().unwrap();
    let made = |name: &str, seed: &str, threads: &str| {
        let out = dir.path().join(name);
        let args = ["plan", "--county", c, "--date", "2026-11-24", "--iterations", "200", "--seed", seed, "--out"];
        let run = footbeat().args(args).arg(&out).env("RAYON_NUM_THREADS", threads).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        fs::read(&out).unwrap()
    };
    let first = made("a", "1", "1");
    assert_eq!(made("b", "1", "2"), first, "a draft that says the same is the same draft");
    assert_ne!(made("c", "2", "1"), first);
    assert_eq!(made("d", "1", "3"), first);
    let drafts = footbeat::store::GeoPackage::open_read_only(&county).unwrap().load().unwrap();
    assert_eq!(drafts.plans.len(), 2);
}
