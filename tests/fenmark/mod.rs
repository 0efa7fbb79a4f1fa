//! A small made-up county for tests of the commands, and what they hold afterwards.

#![allow(dead_code, reason = "each test uses what it needs of it")]

use assert_cmd::Command;
use footbeat::store::{GeoPackage, Store};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The program under test.
pub fn footbeat() -> Command {
    Command::cargo_bin("footbeat").expect("the binary is built with its tests")
}

/// A small made-up county, made once.
pub fn source() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        // Not a folder that is deleted at the end: what is static is never dropped. The next run writes over it.
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(concat!("fenmark-", env!("CARGO_CRATE_NAME")));
        footbeat().args(["synth", "--residents", "6000", "--officers", "4", "--out"]).arg(&out).assert().success();
        out
    })
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
pub fn everything() -> Vec<String> {
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

/// Runs an import.
pub fn import(county: &Path, args: &[String]) -> assert_cmd::assert::Assert {
    footbeat().arg("import").arg("--county").arg(county).args(args).assert()
}

/// What a county holds that comes from files, whatever the bytes of its file and the day of its analysis.
pub fn content(county: &Path) -> String {
    let store = GeoPackage::open_read_only(county).unwrap();
    let mut c = store.load().unwrap();
    c.sources.remove("analysis");
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

/// Names in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
