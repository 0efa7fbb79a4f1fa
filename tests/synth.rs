//! The invented county: reproducible, readable by our own importers, and as uneven as a real one.

use footbeat::domain::asset::AssetKind;
use footbeat::domain::ground::SettlementKind;
use footbeat::domain::table::{Record, Row};
use footbeat::domain::tables::{Engagement, Officer, Post, Scheme, Shift, TABLES, Tasking, table};
use footbeat::domain::time::Month;
use footbeat::import::report::SourceReport;
use footbeat::import::{crime, osm, population, roster};
use footbeat::synth::{SynthError, SynthOptions, SynthSummary, write};
use geo::{Area, Contains, Intersects};
use geo_types::{MultiPolygon, Point};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

struct County {
    dir: tempfile::TempDir,
    summary: SynthSummary,
    options: SynthOptions,
}

fn make(options: SynthOptions) -> County {
    let dir = tempfile::tempdir().unwrap();
    let summary = write(&dir.path().join("county"), &options).unwrap();
    County { dir, summary, options }
}

impl County {
    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join("county").join(name)
    }

    fn rows(&self, name: &str) -> Vec<Record> {
        let mut report = SourceReport::new("roster");
        let spec = table(name).unwrap();
        let rows = roster::read(&self.path(&format!("{name}.csv")), spec, &mut report).unwrap();
        assert!(report.rejects.is_empty() && report.warnings.is_empty(), "{name}: {report:?}");
        rows
    }

    fn typed<T>(&self, name: &str, make: impl Fn(Row<'_>) -> T) -> Vec<T> {
        self.rows(name).iter().map(|r| make(Row::new(table(name).unwrap(), r))).collect()
    }

    fn areas(&self, name: &str, code: &str) -> Vec<(String, MultiPolygon<f64>)> {
        let text = fs::read_to_string(self.path(name)).unwrap();
        let geojson::GeoJson::FeatureCollection(all) = text.parse().unwrap() else { panic!("no collection") };
        let area = |f: geojson::Feature| {
            let code = f.property(code).unwrap().as_str().unwrap().to_owned();
            let polygon: geo_types::Polygon<f64> = f.geometry.unwrap().try_into().unwrap();
            (code, MultiPolygon(vec![polygon]))
        };
        all.features.into_iter().map(area).collect()
    }
}

/// One county of the usual size for all tests that only read.
static COUNTY: LazyLock<County> = LazyLock::new(|| make(SynthOptions::default()));

fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![dir.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                out.insert(path.strip_prefix(dir).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    out
}

#[test]
fn the_same_options_give_the_same_bytes_and_another_seed_others() {
    let small = |seed| make(SynthOptions { seed, residents: 20_000, ..SynthOptions::default() });
    let (a, b, c) = (small(7), small(7), small(8));
    assert_eq!(files(a.dir.path()), files(b.dir.path()));
    assert_ne!(
        files(a.dir.path())[Path::new("county/streets.osm")],
        files(c.dir.path())[Path::new("county/streets.osm")]
    );
}

#[test]
fn every_file_is_read_by_our_importers_without_a_reject() {
    let mut report = SourceReport::new("all");
    let map = osm::read(&COUNTY.path("streets.osm"), &mut report).unwrap();
    let people = population::read(&COUNTY.path("population.csv"), None, &mut report).unwrap();
    let months = crime::read(&COUNTY.path("crime"), &mut report).unwrap();
    assert!(report.rejects.is_empty() && report.warnings.is_empty(), "{report:?}");
    assert_eq!(people.values().sum::<u32>(), COUNTY.options.residents);
    assert_eq!(months.values().map(Vec::len).sum::<usize>() as u64, COUNTY.summary.incidents);
    for spec in TABLES {
        assert!(!COUNTY.rows(spec.name).is_empty(), "{} has no rows", spec.name);
    }
    // Places of every kind that map tags can say, faiths among them.
    let kinds: BTreeSet<AssetKind> = map.assets.iter().map(|a| a.kind).collect();
    for kind in AssetKind::ALL.iter().filter(|k| **k != AssetKind::Other) {
        assert!(kinds.contains(kind), "no {}", kind.words());
    }
    let open = map.assets.iter().filter(|a| !a.opening_hours.is_empty()).count();
    assert!(open * 2 > map.assets.len(), "{open} of {} have opening hours", map.assets.len());
}

fn root(up: &BTreeMap<i64, i64>, mut n: i64) -> i64 {
    while up[&n] != n {
        n = up[&n];
    }
    n
}

#[test]
fn streets_hang_together() {
    let mut report = SourceReport::new("osm");
    let map = osm::read(&COUNTY.path("streets.osm"), &mut report).unwrap();
    // Corners of parks are on no street.
    let mut up: BTreeMap<i64, i64> = map.ways.iter().flat_map(|w| &w.nodes).map(|&n| (n, n)).collect();
    for way in map.ways.iter().filter(|w| w.tag("highway") != Some("motorway")) {
        for pair in way.nodes.windows(2) {
            let (a, b) = (root(&up, pair[0]), root(&up, pair[1]));
            up.insert(a.max(b), a.min(b));
        }
    }
    let roots: Vec<i64> = up.keys().map(|&n| root(&up, n)).collect();
    let mut sizes: BTreeMap<i64, usize> = BTreeMap::new();
    for root in &roots {
        *sizes.entry(*root).or_default() += 1;
    }
    let largest = sizes.values().max().unwrap();
    assert!(*largest as f64 > 0.97 * roots.len() as f64, "{largest} of {} nodes hang together", roots.len());
}

#[test]
fn half_of_all_incidents_fall_on_a_twentieth_of_the_streets() {
    let mut report = SourceReport::new("all");
    let map = osm::read(&COUNTY.path("streets.osm"), &mut report).unwrap();
    let (network, _) = footbeat::street::build(&map);
    let months = crime::read(&COUNTY.path("crime"), &mut report).unwrap();
    let mut on: BTreeMap<footbeat::domain::id::SegmentId, usize> = BTreeMap::new();
    let (mut all, mut placed) = (0, 0);
    for i in months.values().flatten() {
        all += 1;
        let Some(at) = i.at else { continue };
        placed += 1;
        let limit = footbeat::domain::units::Metres::new(50.0);
        let snapped = network.snap(footbeat::street::Profile::FootDay, at, limit);
        if let Some(s) = snapped {
            *on.entry(s.segment).or_default() += 1;
        }
    }
    let streets = network.segments().len();
    let mut counts: Vec<usize> = on.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let matched: usize = counts.iter().sum();
    let top: usize = counts.iter().take(streets / 20).sum();
    let share = top as f64 / matched as f64;
    assert!(matched as f64 > 0.9 * f64::from(placed), "{matched} of {placed} lie on walkable streets");
    assert!((0.35..0.65).contains(&share), "{share:.2} on the top twentieth of {streets} segments");
    let nowhere = 1.0 - f64::from(placed) / f64::from(all);
    println!("{share:.3} of {matched} on the top twentieth of {streets} segments");
    assert!((0.02..0.04).contains(&nowhere), "{nowhere} without a place");
}

#[test]
fn months_have_a_gap_a_series_a_growing_and_a_fading_place() {
    let mut report = SourceReport::new("crime");
    let months = crime::read(&COUNTY.path("crime"), &mut report).unwrap();
    let last = COUNTY.options.until;
    let there: BTreeSet<Month> = months.keys().map(|k| k.1).collect();
    assert_eq!(there.len(), 23);
    assert_eq!((there.first().copied(), there.last().copied()), (Some(last.plus(-23)), Some(last)));
    // The same point, by half-year: incidents of one place that multiply, of another that vanish.
    let mut early: BTreeMap<String, [i32; 2]> = BTreeMap::new();
    let mut burglaries: BTreeMap<String, [i32; 2]> = BTreeMap::new();
    for ((_, month), rows) in &months {
        let age = last.index() - month.index();
        for i in rows.iter().filter(|i| i.at.is_some()) {
            assert_eq!(i.source_id.is_empty(), i.category.as_str() == "anti-social-behaviour");
            let key = i.at.unwrap().to_string();
            match age {
                18.. => early.entry(key.clone()).or_default()[0] += 1,
                0..6 => early.entry(key.clone()).or_default()[1] += 1,
                _ => {}
            }
            if i.category.as_str() == "burglary" {
                burglaries.entry(key).or_default()[usize::from(age < 2)] += 1;
            }
        }
    }
    assert!(early.values().any(|[a, b]| *b >= 20 && *b >= 3 * a), "nothing grows");
    assert!(early.values().any(|[a, b]| *a >= 20 && *a >= 3 * b), "nothing fades");
    assert!(burglaries.values().any(|[a, b]| *b >= 3 && b > a), "no burglary series");
}

#[test]
fn wards_parishes_and_lsoas_are_partitions() {
    let layers = [("wards.geojson", "WD25CD"), ("parishes.geojson", "PARNCP25CD"), ("lsoa.geojson", "LSOA21CD")];
    let mut totals = Vec::new();
    for (file, column) in layers {
        let areas = COUNTY.areas(file, column);
        let codes: BTreeSet<&String> = areas.iter().map(|a| &a.0).collect();
        assert_eq!(codes.len(), areas.len());
        assert!(codes.iter().all(|c| footbeat::domain::code::AreaCode::new(c).unwrap().is_gss()));
        totals.push(areas.iter().map(|a| a.1.unsigned_area()).sum::<f64>());
        // Points of a fine grid lie in one area each, or on a border.
        let outline = |p: &Point<f64>| areas.iter().filter(|a| a.1.contains(p)).count();
        for i in 1..60 {
            for j in 1..60 {
                let p = Point::new(-1.896 + f64::from(i) * 0.0038, 52.902 + f64::from(j) * 0.00165);
                let inside = outline(&p);
                assert!(inside <= 1, "{p:?} lies in {inside} of {file}");
                assert!(inside == 1 || areas.iter().any(|a| a.1.intersects(&p)), "{p:?} lies in none of {file}");
            }
        }
    }
    assert!(totals.windows(2).all(|t| (t[0] / t[1] - 1.0).abs() < 1e-9), "{totals:?}");
}

#[test]
fn payers_overlap_in_one_ward_and_leave_one_out() {
    check_payers(&COUNTY);
}

#[test]
fn the_plan_date_has_officers_a_mandatory_check_and_a_mosque_series() {
    let date = COUNTY.options.date;
    let officers = COUNTY.typed("officers", |r| Officer::from(r));
    assert_eq!(officers.len(), 12);
    let shifts = COUNTY.typed("shifts", |r| Shift::from_row(r).unwrap());
    let on = shifts.iter().filter(|s| s.date == date && s.kind == "patrol").count();
    assert!((5..=10).contains(&on), "{on} on duty");
    let taskings = COUNTY.typed("taskings", |r| Tasking::from_row(r).unwrap());
    let check: Vec<&Tasking> = taskings.iter().filter(|t| t.mandatory && t.is_live_on(date)).collect();
    assert_eq!((check.len(), check[0].kind.as_str(), check[0].times.0.is_some()), (1, "welfare_check", true));
    let met = COUNTY.typed("engagements", |r| Engagement::from_row(r).unwrap());
    let series = met.iter().filter(|e| e.series == "mosque-friday-1").count();
    assert!(series >= 5 && met.iter().any(|e| e.kind == "school_input") && met.iter().any(|e| e.date == date));
    let bases = COUNTY.typed("bases", |r| r.int("cars").unwrap_or(0));
    assert!(bases.len() >= 2 && bases.iter().all(|c| *c > 0));
    // Nobody is named by more than a call sign.
    assert!(officers.iter().all(|o| o.label == format!("PCSO {}", o.id)));
}

#[test]
fn numbers_follow_the_options() {
    let small = make(SynthOptions { residents: 20_000, officers: 4, ..SynthOptions::default() });
    assert_eq!((small.summary.residents, small.summary.officers), (20_000, 4));
    let rate = small.summary.incidents as f64 / 20_000.0 / 2.0 * 24.0 / 23.0;
    assert!((0.085..0.12).contains(&rate), "{rate} incidents per resident and year");
    let ratio = COUNTY.summary.streets as f64 / small.summary.streets as f64;
    assert!((4.0..8.0).contains(&ratio), "six times the people, {ratio} times the streets");
    let cli = make(SynthOptions { residents: 5_000, officers: 1, ..SynthOptions::default() });
    assert_eq!(cli.typed("officers", |r| Officer::from(r)).len(), 1);
}

#[test]
fn a_folder_with_something_else_is_refused_and_ours_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("letter.txt"), "dear").unwrap();
    let options = SynthOptions { residents: 5_000, ..SynthOptions::default() };
    assert!(matches!(write(dir.path(), &options), Err(SynthError::Occupied { .. })));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    let out = dir.path().join("county");
    write(&out, &options).unwrap();
    fs::write(out.join("mine.csv"), "x").unwrap();
    let again = SynthOptions { seed: 2, ..options.clone() };
    assert!(matches!(write(&out, &again), Err(SynthError::Foreign { name, .. }) if name == "mine.csv"));
    assert!(out.join("mine.csv").exists() && out.join("streets.osm").exists());
    fs::remove_file(out.join("mine.csv")).unwrap();
    write(&out, &again).unwrap();
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "nothing is left beside it");
    let too_few = SynthOptions { residents: 10, ..options };
    assert!(matches!(write(&out, &too_few), Err(SynthError::Option { what: "residents", .. })));
}

#[test]
fn boundaries_are_read_without_a_repair() {
    use footbeat::domain::boundary::BoundaryKind;
    use footbeat::import::boundary::{Columns, read};
    let mut report = SourceReport::new("areas");
    for (file, kind) in [
        ("wards.geojson", BoundaryKind::Ward),
        ("parishes.geojson", BoundaryKind::Parish),
        ("lsoa.geojson", BoundaryKind::Lsoa),
    ] {
        let areas = read(&COUNTY.path(file), kind, &Columns::default(), &mut report).unwrap();
        let vintage = if kind == BoundaryKind::Lsoa { 2021 } else { 2025 };
        assert!(areas.iter().all(|a| a.key.vintage.0 == vintage && !a.name.is_empty()));
    }
    assert!(report.warnings.is_empty() && report.rejects.is_empty(), "{report:?}");
}

/// Every settlement is reached by car from the first town, and has streets to walk.
fn check_reach(county: &County) {
    use footbeat::street::{Profile, build};
    let map = osm::read(&county.path("streets.osm"), &mut SourceReport::new("osm")).unwrap();
    let (network, report) = build(&map);
    assert!(report.warnings.is_empty(), "{report:?}");
    let near = footbeat::domain::units::Metres::new(400.0);
    let base = map.settlements.iter().find(|s| s.kind == SettlementKind::Town).unwrap();
    let from = network.snap(Profile::Drive, base.at, near).unwrap();
    for place in &map.settlements {
        let to = network.snap(Profile::Drive, place.at, near).unwrap();
        assert!(network.route(Profile::Drive, from, to).is_some(), "no road to {}", place.name);
        let here = network.segments_near(place.at, near);
        let walkable: f64 = here.iter().map(|&s| network.segment(s)).filter(|s| s.foot).map(|s| s.length.get()).sum();
        assert!(walkable > 200.0, "{walkable} m to walk in {}", place.name);
    }
}

/// One ward is paid for twice, one by nobody; one post is vacant.
fn check_payers(county: &County) {
    let schemes = county.typed("schemes", |r| Scheme::from(r));
    let wards = county.areas("wards.geojson", "WD25CD");
    let paid = |code: &str| schemes.iter().filter(|s| s.areas.iter().any(|a| a.as_str() == code)).count();
    let payers: Vec<usize> = wards.iter().map(|w| paid(&w.0)).collect();
    assert_eq!(payers.iter().filter(|n| **n == 0).count(), 1, "{payers:?}");
    assert_eq!(payers.iter().filter(|n| **n == 2).count(), 1, "{payers:?}");
    for s in &schemes {
        assert!((s.funders.iter().map(|f| f.1).sum::<f64>() - 100.0).abs() < 1e-9);
    }
    let posts = county.typed("posts", |r| Post::from(r));
    let vacant: Vec<&Post> = posts.iter().filter(|p| !p.is_filled_on(county.options.date)).collect();
    assert_eq!(vacant.len(), 1);
    let funders: Vec<String> = county.typed("funders", |r| r.text("kind"));
    for kind in ["county_council", "town_council", "parish_council"] {
        assert!(funders.iter().any(|f| f == kind));
    }
}

#[test]
fn every_town_and_village_is_reached_by_car_and_walked_on_foot() {
    check_reach(&COUNTY);
}

#[test]
fn other_seeds_and_sizes_keep_the_promises() {
    for (seed, residents, officers) in
        [(2, 20_000, 3), (3, 45_000, 8), (4, 70_000, 25), (5, 200_000, 20), (6, 5_000, 2)]
    {
        let county = make(SynthOptions { seed, residents, officers, ..SynthOptions::default() });
        check_reach(&county);
        check_payers(&county);
        for spec in TABLES {
            assert!(!county.rows(spec.name).is_empty(), "seed {seed}: {} has no rows", spec.name);
        }
    }
}

#[test]
fn the_command_makes_a_county_and_says_what_is_wrong() {
    let dir = tempfile::tempdir().unwrap();
    let run = |more: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("footbeat").unwrap();
        command.current_dir(dir.path()).args(["synth", "--out", "county", "--residents", "5000"]).args(more).assert()
    };
    run(&["--json"]).success().stdout(predicates::str::contains("\"residents\":5000"));
    run(&["--date", "2026-02-30"]).code(2).stderr(predicates::str::contains("2026-02-30"));
    run(&["--officers", "0"]).code(2);
    fs::remove_file(dir.path().join("county/synth.json")).unwrap();
    run(&[]).code(1).stderr(predicates::str::contains("not made by footbeat synth"));
}
