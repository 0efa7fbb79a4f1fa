//! `route`, `reach` and `matrix` as a user meets them, held to a slow twin that reads the county by itself.

mod fenmark;

use fenmark::{everything, footbeat, import, names};
use footbeat::domain::id::SegmentId;
use footbeat::domain::place::LonLat;
use footbeat::domain::{Metres, Seconds};
use footbeat::store::{GeoPackage, Store};
use footbeat::street::{Network, Profile, Snap};
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

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

fn network(county: &Path) -> Network {
    Network::clone(&GeoPackage::open_read_only(county).unwrap().load().unwrap().network)
}

/// Places near the middles of streets, some metres beside them, spread over the county.
fn places(net: &Network, most: usize) -> Vec<LonLat> {
    let main = |i: &usize| net.is_main(SegmentId::from_ix(*i));
    let walked: Vec<usize> = (0..net.segments().len()).filter(main).collect();
    let step = (walked.len() / most).max(1);
    let middle = |i: usize| {
        let line = &net.segments()[i].line.0;
        let (a, b) = (line[0], line[1]);
        LonLat::new(a.x * 0.6 + b.x * 0.4 + 2e-5, a.y * 0.6 + b.y * 0.4).unwrap()
    };
    walked.into_iter().step_by(step).take(most).map(middle).collect()
}

/// Millimetres from a place to both ends of every street, by Dijkstra, written for this test alone.
fn slow(net: &Network, from: Snap) -> Vec<u64> {
    let mm = |m: f64| (m * 1000.0).round() as u64;
    let mut near: Vec<Vec<(usize, u64)>> = vec![Vec::new(); net.junctions().len()];
    for s in net.segments().iter().filter(|s| s.foot) {
        near[s.from.ix()].push((s.to.ix(), mm(s.length.get())));
        near[s.to.ix()].push((s.from.ix(), mm(s.length.get())));
    }
    let s = net.segment(from.segment);
    let mut cost = vec![u64::MAX; near.len()];
    let mut heap = BinaryHeap::new();
    for (end, m) in [(s.from, mm(from.t)), (s.to, mm(s.length.get()) - mm(from.t))] {
        heap.push(Reverse((m, end.ix())));
    }
    while let Some(Reverse((c, j))) = heap.pop() {
        if c < cost[j] {
            cost[j] = c;
            heap.extend(near[j].iter().map(|(to, m)| Reverse((c + m, *to))));
        }
    }
    cost
}

fn slow_metres(net: &Network, cost: &[u64], from: Snap, to: Snap) -> Option<u64> {
    let mm = |m: f64| (m * 1000.0).round() as u64;
    let s = net.segment(to.segment);
    let ends = [(s.from, mm(to.t)), (s.to, mm(s.length.get()) - mm(to.t))];
    let around = ends.iter().map(|(end, m)| cost[end.ix()].saturating_add(*m)).min().filter(|c| *c < u64::MAX);
    let along = (from.segment == to.segment).then(|| mm(from.t).abs_diff(mm(to.t)));
    around.into_iter().chain(along).min().map(|c| (c + 500) / 1000)
}

fn csv_of(points: &[LonLat]) -> String {
    let rows = points.iter().enumerate().map(|(i, p)| format!("p{i},{},{}\n", p.lon(), p.lat()));
    format!("id,lon,lat\n{}", rows.collect::<String>())
}

/// Runs `matrix`; its rows without header and ids, and what it says of itself.
fn matrix(county: &Path, points: &str, threads: &str) -> (Vec<Vec<Option<u64>>>, Value, String) {
    let dir = TempDir::new().unwrap();
    let (list, out) = (dir.path().join("p.csv"), dir.path().join("m.csv"));
    fs::write(&list, points).unwrap();
    let mut command = footbeat();
    command.args(["matrix", "--threads", threads, "--county"]).arg(county).arg("--points").arg(&list);
    let done = command.arg("--out").arg(&out).output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.success(), "{said}");
    assert!(done.stdout.is_empty() && said.lines().count() == 1, "{said}");
    let text = fs::read_to_string(&out).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let ids: Vec<&str> = rows[0].iter().skip(1).collect();
    assert_eq!(ids, rows[1..].iter().map(|r| &r[0]).collect::<Vec<_>>());
    let cell = |c: &str| (!c.is_empty()).then(|| c.parse().unwrap());
    let cells = rows[1..].iter().map(|r| r.iter().skip(1).map(cell).collect()).collect();
    (cells, serde_json::from_str(&said).unwrap(), text)
}

fn route(county: &Path, from: LonLat, to: LonLat, more: &[&str]) -> Value {
    let mut command = footbeat();
    command.args(["route", "--json", "--county"]).arg(county);
    command.arg(format!("--from={},{}", from.lon(), from.lat())).arg(format!("--to={},{}", to.lon(), to.lat()));
    let done = command.args(more).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

#[test]
fn a_matrix_says_what_a_slow_twin_says_and_what_route_says() {
    let (_dir, county) = place();
    let net = network(&county);
    let mut points = places(&net, 60);
    // Two on one street, and one twice.
    points.push(LonLat::new(points[3].lon() + 3e-5, points[3].lat()).unwrap());
    points.push(points[5]);
    let (cells, said, text) = matrix(&county, &csv_of(&points), "1");
    assert_eq!(matrix(&county, &csv_of(&points), "3").2, text, "the number of threads does not show");
    for key in ["load", "snap", "matrix"] {
        assert!(said[key].as_f64().is_some_and(|s| s >= 0.0), "{said}");
    }
    let snaps: Vec<Snap> = points.iter().map(|p| net.snap(Profile::FootDay, *p, Metres::new(500.0)).unwrap()).collect();
    for (i, from) in snaps.iter().enumerate() {
        let cost = slow(&net, *from);
        for (j, to) in snaps.iter().enumerate() {
            assert_eq!(cells[i][j], slow_metres(&net, &cost, *from, *to), "p{i} to p{j}");
        }
    }
    for (i, j) in [(0, 1), (3, 60), (5, 61), (7, 7), (12, 40)] {
        if let Some(metres) = cells[i][j] {
            assert_eq!(route(&county, points[i], points[j], &[])["metres"], metres, "p{i} to p{j}");
        }
    }
}

#[test]
fn a_place_off_the_streets_has_empty_cells_and_is_named() {
    let (_dir, county) = place();
    let net = network(&county);
    let points = [places(&net, 2), vec![LonLat::new(10.0, 10.0).unwrap()]].concat();
    let (cells, said, _) = matrix(&county, &csv_of(&points), "1");
    assert!(cells[2].iter().all(Option::is_none) && cells.iter().all(|r| r[2].is_none()));
    assert_eq!(cells[0][0], Some(0));
    assert_eq!(said["off_streets"], serde_json::json!(["p2"]));
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_nothing_is_written() {
    let (dir, county) = place();
    let at = |name: &str| dir.path().join(name).display().to_string();
    let (c, list) = (at("c.gpkg"), at("p.csv"));
    let fails = |args: &[&str], code: i32| {
        let (before, beside) = (fs::read(&county).unwrap(), names(dir.path()));
        let done = footbeat().args(args).output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(code), "{args:?}: {said}");
        assert!(fs::read(&county).unwrap() == before && names(dir.path()) == beside, "{args:?}");
        said
    };
    fs::write(&list, "id,lon,lat\na,-3,51.5\nb,far,51.5\n").unwrap();
    let matrix = |out: &'static str| ["matrix", "--county", c.as_str(), "--points", list.as_str(), "--out", out];
    let said = fails(&matrix("m.csv"), 1);
    assert!(said.contains("line 3, column lon: \"far\""), "{said}");
    let over = |out: &str| fails(&["matrix", "--county", &c, "--points", &list, "--out", out], 2);
    assert!(over(&c).contains("the county file"));
    assert!(over(&list).contains("a file to read"));
    assert!(
        fails(&["matrix", "--county", &c, "--points", &at("none.csv"), "--out", &at("m.csv")], 1).contains("none.csv")
    );
    let said = fails(&["route", "--county", &c, "--from", "north", "--to", "-3,51.5"], 2);
    assert!(said.contains("such as -2.9977,51.5884"), "{said}");
    let said = fails(&["route", "--county", &c, "--from", "10,10", "--to", "-3,51.5"], 1);
    assert!(said.contains("--from 10.000000,10.000000: no street that may be walked lies within 500 m"), "{said}");
    fails(&["route", "--county", &c, "--from", "-3,51.5", "--to", "-3,51.5", "--visible", "9"], 2);
    fails(&["reach", "--county", &c, "--from", "-3,51.5", "--minutes", "0"], 2);
    fails(&["reach", "--county", &c, "--from", "-3,51.5", "--minutes", "nan"], 2);
    let place = places(&network(&county), 1)[0];
    let swapped = format!("{},{}", place.lat(), place.lon());
    let said = fails(&["route", "--county", &c, "--from", &swapped, "--to", "-3,51.5"], 1);
    assert!(said.contains("longitude comes first"), "{said}");
    let from = place.to_string();
    for command in [&["reach", "--minutes", "5"][..], &["route", "--to", &from]] {
        let said = fails(&[command, &["--county", &c, "--from", &from, "--out", &c]].concat(), 2);
        assert!(said.contains("the county file"), "{said}");
    }
}

#[test]
fn reach_goes_as_far_as_the_minutes_and_no_farther() {
    let (dir, county) = place();
    let net = network(&county);
    let from = places(&net, 9)[4];
    let out = dir.path().join("reach.geojson");
    let args = ["--from".to_owned(), from.to_string(), "--minutes".to_owned(), "7".to_owned()];
    footbeat().args(["reach", "--county"]).arg(&county).args(&args).arg("--out").arg(&out).assert().success();
    let drawn: Value = serde_json::from_str(&fs::read_to_string(&out).unwrap()).unwrap();
    let features = drawn["features"].as_array().unwrap();
    assert_eq!(features[0]["properties"]["kind"], "reach");
    assert!(features[0]["geometry"]["type"].as_str().unwrap().ends_with("Polygon"));
    // The command line writes six decimals of a degree.
    let from = LonLat::new((from.lon() * 1e6).round() / 1e6, (from.lat() * 1e6).round() / 1e6).unwrap();
    let home = net.snap(Profile::FootDay, from, Metres::new(500.0)).unwrap();
    let reached = net.reach(Profile::FootDay, home, Seconds::new(420));
    assert_eq!(features.len(), reached.len() + 1);
    // Times to both ends of every street, by a table.
    let end = |i: usize, t: f64| {
        let segment = SegmentId::from_ix(i);
        Snap { segment, t, at: net.position(segment, t), distance: Metres::ZERO }
    };
    let walked: Vec<usize> = (0..net.segments().len()).filter(|i| net.segments()[*i].foot).collect();
    let ends = walked.iter().flat_map(|&i| [end(i, 0.0), end(i, net.segments()[i].length.get())]);
    let all: Vec<Snap> = std::iter::once(home).chain(ends).collect();
    let times = net.matrix(Profile::FootDay, &all, None);
    for (k, &i) in walked.iter().enumerate() {
        let length = net.segments()[i].length.get();
        let parts: Vec<_> = reached.iter().filter(|r| r.segment.ix() == i).collect();
        let at = |t: f64| parts.iter().any(|r| r.part[0] <= t && t <= r.part[1]);
        for (t, time) in [(0.0, times.seconds(0, 1 + 2 * k)), (length, times.seconds(0, 2 + 2 * k))] {
            // A place at a street's very end counts a hundredth of a second to get there.
            match time {
                Some(s) if s < 420 => assert!(at(t), "street {i} at {t}: {s} s"),
                Some(s) if s <= 421 => {}
                _ => assert!(!at(t), "street {i} at {t}: {time:?}"),
            }
        }
        assert!(parts.iter().all(|r| r.seconds <= 420 && r.part[0] >= 0.0 && r.part[1] <= length + 1e-9));
    }
    // A stretch ends where the time does.
    let metres = Network::reached_length(&reached).get();
    let more = Network::reached_length(&net.reach(Profile::FootDay, home, Seconds::new(480))).get();
    assert!(metres > 300.0 && more > metres, "{metres} and {more}");
    assert!(Network::reached_length(&net.reach(Profile::FootDay, home, Seconds::ZERO)).get() < 1e-6);
}

#[test]
fn a_visible_walk_is_no_longer_than_allowed_and_passes_no_fewer() {
    let (dir, county) = place();
    let net = network(&county);
    let points = places(&net, 40);
    let (cells, _, _) = matrix(&county, &csv_of(&points), "1");
    let mut tried = 0;
    for (i, j) in (0..40).map(|i| (i, (i + 1) % 40)).filter(|&(i, j)| cells[i][j].is_some_and(|m| m > 300)).take(5) {
        let out = dir.path().join("w.geojson");
        let found = route(&county, points[i], points[j], &["--visible", "0.15", "--out", out.to_str().unwrap()]);
        let (plain, walk) = (&found[0], &found[1]);
        let metres = |way: &Value| way["metres"].as_f64().unwrap();
        assert_eq!(plain["metres"], cells[i][j].unwrap());
        assert!(metres(walk) <= metres(plain) * 1.15 + 1.0, "{found}");
        assert!(walk["won"].as_f64() >= plain["won"].as_f64(), "{found}");
        let drawn: Value = serde_json::from_str(&fs::read_to_string(&out).unwrap()).unwrap();
        assert_eq!(drawn["features"].as_array().unwrap().len(), 2);
        tried += 1;
    }
    assert!(tried > 0);
}
