//! Parks that close, squares, gradients, sides and covering walks as a user meets them: a small map in, answers out.

mod fenmark;

use fenmark::footbeat;
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Node `10 * y + x` of a grid of about 69 m by 111 m near Newport.
fn lon_lat(n: i64) -> (f64, f64) {
    (-3.0 + 0.001 * (n % 10) as f64, 51.58 + 0.001 * (n / 10) as f64)
}

fn map(dir: &Path) -> PathBuf {
    let nodes = [10, 11, 12, 13, 14, 15, 21, 31, 41, 42, 43, 33, 23, 1, 3, 44, 45, 46, 47];
    let mut text = "<osm version=\"0.6\">\n".to_owned();
    for n in nodes {
        let (lon, lat) = lon_lat(n);
        let _ = writeln!(text, "<node id=\"{n}\" lat=\"{lat}\" lon=\"{lon}\"/>");
    }
    let mut way = |id: i64, nodes: &[i64], tags: &[(&str, &str)]| {
        let _ = write!(text, "<way id=\"{id}\">");
        for n in nodes {
            let _ = write!(text, "<nd ref=\"{n}\"/>");
        }
        for (k, v) in tags {
            let _ = write!(text, "<tag k=\"{k}\" v=\"{v}\"/>");
        }
        text += "</way>\n";
    };
    let street = [("highway", "residential"), ("name", "Long Street")];
    way(101, &[10, 11], &street);
    way(102, &[11, 12, 13], &[("highway", "footway"), ("lit", "yes")]);
    way(103, &[11, 21, 31, 41, 42, 43, 33, 23, 13], &street);
    way(104, &[13, 14, 15], &street);
    way(105, &[43, 44, 45, 46, 47], &street);
    way(
        201,
        &[1, 3, 23, 21, 1],
        &[("leisure", "park"), ("name", "Park"), ("access:conditional", "no @ (20:00-08:00)"), ("barrier", "fence")],
    );
    text += "</osm>\n";
    let path = dir.join("map.osm");
    fs::write(&path, text).unwrap();
    path
}

fn imported(dir: &Path, more: &[&str]) -> (PathBuf, String) {
    let county = dir.join("c.gpkg");
    let done = footbeat()
        .args(["import", "--no-analysis", "--county"])
        .arg(&county)
        .arg("--osm")
        .arg(map(dir))
        .args(more)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    (county, said)
}

fn route(county: &Path, from: (f64, f64), to: (f64, f64), more: &[&str]) -> Value {
    let mut command = footbeat();
    command.args(["route", "--json", "--county"]).arg(county);
    command.arg(format!("--from={},{}", from.0, from.1)).arg(format!("--to={},{}", to.0, to.1));
    let done = command.args(more).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

#[test]
fn a_park_is_crossed_until_it_closes() {
    let dir = TempDir::new().unwrap();
    let (county, said) = imported(dir.path(), &[]);
    assert!(said.contains("1 segments of 0.1 km with hours"), "{said}");
    let at = |time: &str| {
        let way = route(&county, lon_lat(10), lon_lat(14), &["--at", time, "--on", "2026-05-12"]);
        (
            way["metres"].as_u64().unwrap() < 400,
            way["waited"].as_i64().unwrap(),
            way["arrive"].as_str().unwrap().to_owned(),
        )
    };
    let (through, waited, arrive) = at("19:50");
    assert!(through && waited == 0 && arrive.starts_with("2026-05-12T19:53"), "{arrive}");
    assert!(!at("20:10").0);
    assert!(!at("06:00").0);
    let (through, waited, _) = at("07:58");
    assert!(through && waited > 30, "{waited}");
    let wrong = footbeat().args(["route", "--county", "x", "--from=0,0", "--to=0,0", "--at", "26:00"]).assert();
    wrong.code(2);
}

#[test]
fn the_side_of_the_street_is_told() {
    let dir = TempDir::new().unwrap();
    let (county, _) = imported(dir.path(), &[]);
    // Way 104 runs east: north of it is its left.
    let (lon, lat) = lon_lat(14);
    let way = route(&county, (lon + 0.0005, lat + 0.0001), (lon, lat - 0.0001), &[]);
    assert_eq!((&way["from"]["side"], &way["from"]["osm_way"]), (&"left".into(), &104.into()), "{way}");
    assert_eq!(way["to"]["side"], "right");
    assert!((way["from"]["off_street_m"].as_f64().unwrap() - 11.1).abs() < 0.2, "{way}");
}

#[test]
fn heights_make_the_way_up_slower() {
    let dir = TempDir::new().unwrap();
    // Forty cells of 50 m around 51.58 N, 3.00 W (about 330700, 187200), rising 5 m a cell to the east.
    let row = (0..60).map(|c| (c * 5).to_string()).collect::<Vec<_>>().join(" ") + "\n";
    let grid = dir.path().join("st38.asc");
    let head = "ncols 60\nnrows 60\nxllcorner 329000\nyllcorner 186000\ncellsize 50\n";
    fs::write(&grid, head.to_owned() + &row.repeat(60)).unwrap();
    let (county, said) = imported(dir.path(), &["--elevation", &grid.display().to_string()]);
    assert!(!said.contains("on no grid"), "{said}");
    let seconds = |a: i64, b: i64| route(&county, lon_lat(a), lon_lat(b), &[])["seconds"].as_f64().unwrap();
    let (up, down) = (seconds(10, 15), seconds(15, 10));
    // One in ten: exp(0.35) = 1.42 of the time.
    assert!((up / down - 1.42).abs() < 0.05, "{up} and {down}");
    let refused = footbeat().args(["import", "--county", "x.gpkg", "--elevation"]).arg(&grid).assert();
    refused.code(2);
    fs::write(&grid, "no grid").unwrap();
    let county = dir.path().join("d.gpkg");
    let wrong = footbeat()
        .args(["import", "--county"])
        .arg(&county)
        .arg("--osm")
        .arg(dir.path().join("map.osm"))
        .arg("--elevation")
        .arg(&grid)
        .assert();
    wrong.code(1);
    assert!(!county.exists());
}

#[test]
fn a_walk_covers_the_streets_of_a_list() {
    let dir = TempDir::new().unwrap();
    let (county, _) = imported(dir.path(), &[]);
    let list = dir.path().join("s.csv");
    fs::write(&list, "osm_way\n103\n104\n").unwrap();
    let file = list.display().to_string();
    let ways = route(&county, lon_lat(10), lon_lat(10), &["--cover", &file]);
    let walk = &ways[1];
    assert_eq!((&walk["kind"], &walk["proven"]), (&"cover".into(), &true.into()), "{ways}");
    // Out by 101, around by 103 with 104 there and back, home through the park: 103 and 104 once, the rest as shortest.
    let once = walk["covered_m"].as_f64().unwrap();
    let more = walk["metres"].as_f64().unwrap() - once;
    assert!((more - (138.6 * 2.0 + 69.3 * 2.0)).abs() < 5.0, "{walk}");
    fs::write(&list, "osm_way\n999\n").unwrap();
    let mut command = footbeat();
    command.args(["route", "--county"]).arg(&county).args(["--from=-3,51.58", "--to=-3,51.58", "--cover", &file]);
    command.assert().code(1);
}
