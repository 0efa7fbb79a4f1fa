//! The rules of an import, on a county file of a few squares.

use super::*;
use crate::domain::code::{AreaCode, AreaKey};
use crate::domain::incident::{Category, Incident};
use crate::domain::place::LonLat;
use crate::domain::rawmap::{RawMap, RawWay};
use crate::domain::table::{TableSpec, Value};
use crate::domain::tables::table;
use crate::domain::time::Month;
use crate::store::GeoPackage;
use geo_types::{MultiPolygon, Rect, coord};
use tempfile::TempDir;

fn area(code: &str, year: u16, x: f64, w: f64) -> Boundary {
    Boundary {
        key: AreaKey { code: AreaCode::new(code).unwrap(), vintage: Vintage(year) },
        name: code.to_owned(),
        name_alt: String::new(),
        authority: String::new(),
        residents: None,
        geom: MultiPolygon(vec![Rect::new(coord! {x: x, y: 51.0}, coord! {x: x + w, y: 51.1}).to_polygon()]),
    }
}

fn areas(list: Vec<(BoundaryKind, Boundary)>) -> Imported {
    let mut got = Imported::default();
    for (kind, area) in list {
        got.boundaries.entry((kind, area.key.vintage)).or_default().push(area);
    }
    got
}

fn population(list: &[(&str, u32)]) -> Imported {
    let population = list.iter().map(|(c, n)| (AreaCode::new(c).unwrap(), *n)).collect();
    Imported { population, ..Imported::default() }
}

/// Two residential streets of a kilometre, one in each half of the square.
fn map() -> Imported {
    let mut map = RawMap::default();
    for (way, x) in [(1_i64, -2.98), (2, -2.93)] {
        let nodes = vec![way * 10, way * 10 + 1];
        for (node, y) in nodes.iter().zip([51.04, 51.05]) {
            map.nodes.insert(*node, LonLat::new(x, y).unwrap());
        }
        map.ways.push(RawWay { id: way, nodes, tags: vec![("highway".into(), "residential".into())] });
    }
    map.timestamp = Some("2026-01-02T00:00:00Z".to_owned());
    Imported { map: Some(map), ..Imported::default() }
}

fn months(list: &[(&str, usize)]) -> Imported {
    let mut got = Imported::default();
    for (month, n) in list {
        let month: Month = month.parse().unwrap();
        let row = |i: usize| Incident {
            source_id: if i.is_multiple_of(3) { String::new() } else { format!("id{i}") },
            force: "fenmark".into(),
            month,
            category: Category::from_name("Burglary"),
            outcome: "".into(),
            location: "On or near High Street".into(),
            lsoa: "L1".into(),
            at: (!i.is_multiple_of(7)).then(|| LonLat::new(-2.95, 51.05).unwrap()),
        };
        got.crimes.insert(("fenmark".to_owned(), month), (0..*n).map(row).collect());
    }
    got
}

fn rows(name: &str, ids: &[&str]) -> (&'static TableSpec, Vec<Record>) {
    let spec = table(name).unwrap();
    let row = |id: &&str| {
        let cells = spec.fields.iter().map(|f| match f.name {
            "id" => Some(Value::Text((*id).to_owned())),
            _ if f.required => f.check(f.example).unwrap(),
            _ => None,
        });
        Record(cells.collect())
    };
    (spec, ids.iter().map(row).collect())
}

fn roster(name: &str, ids: &[&str]) -> Imported {
    Imported { tables: vec![rows(name, ids)], ..Imported::default() }
}

struct Place {
    _dir: TempDir,
    store: GeoPackage,
}

impl Place {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let store = GeoPackage::create_or_open(dir.path().join("county.gpkg")).unwrap();
        Self { _dir: dir, store }
    }

    fn plan(&self, imported: Imported, options: &Options) -> Result<Intake, IntakeError> {
        plan(&Held::of(&self.store).unwrap(), imported, options)
    }

    /// Imports, and again, which must change nothing.
    fn take(&mut self, imported: impl Fn() -> Imported) -> Intake {
        let mut done = self.plan(imported(), &Options::default()).unwrap();
        self.store.commit(std::mem::take(&mut done.changes)).unwrap();
        let again = self.plan(imported(), &Options::default()).unwrap();
        assert!(again.changes.is_empty(), "{:?}", again.changes);
        assert!(again.rows.iter().all(|r| r.new + r.changed + r.removed == 0), "{:?}", again.rows);
        done
    }

    fn county(&self) -> County {
        self.store.load().unwrap()
    }

    /// Residents of the two streets, and their wards.
    fn streets(&self) -> Vec<(f32, Option<String>)> {
        let county = self.county();
        let ward = |i: u32| county.boundaries.wards[i as usize].key.code.to_string();
        county.network.segments().iter().map(|s| (s.residents.round(), s.ward.map(ward))).collect()
    }
}

fn wards_2023() -> Imported {
    areas(vec![(BoundaryKind::Ward, area("WA", 2023, -3.0, 0.05)), (BoundaryKind::Ward, area("WB", 2023, -2.95, 0.05))])
}

fn lsoas() -> Imported {
    areas(vec![(BoundaryKind::Lsoa, area("L1", 2021, -3.0, 0.05)), (BoundaryKind::Lsoa, area("L2", 2021, -2.95, 0.05))])
}

fn some(code: &str) -> Option<String> {
    (!code.is_empty()).then(|| code.to_owned())
}

#[test]
fn streets_know_wards_and_residents_whatever_comes_first() {
    let steps: [fn() -> Imported; 4] = [map, wards_2023, lsoas, || population(&[("L1", 700), ("L2", 300)])];
    // Each order of the four files ends in the same county; residents need their outlines before them.
    for order in [[0, 1, 2, 3], [2, 3, 1, 0], [1, 2, 3, 0], [2, 0, 3, 1], [2, 1, 0, 3]] {
        let mut place = Place::new();
        for step in order {
            place.take(steps[step]);
        }
        assert_eq!(place.streets(), [(700.0, some("WA")), (300.0, some("WB"))], "{order:?}");
        let wards: Vec<_> = place.county().boundaries.wards.iter().map(|w| w.residents).collect();
        assert_eq!(wards, [Some(700), Some(300)], "{order:?}");
    }
}

#[test]
fn new_wards_alone_move_the_streets_held() {
    let mut place = Place::new();
    place.take(map);
    place.take(wards_2023);
    let again = || areas(vec![(BoundaryKind::Ward, area("WC", 2025, -3.0, 0.1))]);
    let done = place.take(again);
    assert_eq!(place.streets().iter().map(|s| s.1.clone()).collect::<Vec<_>>(), [some("WC"), some("WC")]);
    assert!(done.rows.iter().any(|r| r.what == "street segments" && r.changed == 2), "{:?}", done.rows);
    // Wards of an older year are kept beside them and move nothing.
    let older = || areas(vec![(BoundaryKind::Ward, area("W0", 2013, -3.0, 0.1))]);
    place.take(older);
    assert_eq!(place.streets()[0].1, some("WC"));
    assert_eq!(place.store.areas(BoundaryKind::Ward).unwrap().len(), 4);
    assert_eq!(place.county().sources["wards"], "2025");
}

#[test]
fn residents_of_wards_do_not_unsettle_those_of_lsoas() {
    let mut place = Place::new();
    place.take(lsoas);
    place.take(|| population(&[("L1", 700), ("L2", 300)]));
    place.take(wards_2023);
    place.take(|| population(&[("WA", 710), ("WB", 290)]));
    let county = place.county();
    let of = |list: &[Boundary]| list.iter().map(|a| a.residents).collect::<Vec<_>>();
    assert_eq!(of(&county.boundaries.lsoas), [Some(700), Some(300)]);
    assert_eq!(of(&county.boundaries.wards), [Some(710), Some(290)]);
}

#[test]
fn a_population_of_elsewhere_leaves_all_as_it_is_and_says_so() {
    let mut place = Place::new();
    place.take(lsoas);
    place.take(|| population(&[("L1", 700), ("L2", 300)]));
    let done = place.plan(population(&[("X1", 5)]), &Options::default()).unwrap();
    assert!(done.changes.is_empty(), "{:?}", done.changes);
    assert!(done.warnings.iter().any(|w| w.contains("another place")), "{:?}", done.warnings);
}

#[test]
fn a_month_that_shrinks_is_refused_unless_meant_and_one_that_is_reordered_is_the_same() {
    let mut place = Place::new();
    let done = place.take(|| months(&[("2026-01", 100), ("2026-03", 50)]));
    assert!(done.warnings.iter().any(|w| w.contains("2026-02")), "{:?}", done.warnings);
    assert_eq!(done.missing_months["fenmark"], ["2026-02"]);
    assert_eq!(done.without_place, 15 + 8);
    assert_eq!(place.county().sources["crimes"], "2026-01 to 2026-03");
    let refused = place.plan(months(&[("2026-01", 89), ("2026-03", 40)]), &Options::default()).unwrap_err();
    assert!(refused.to_string().contains("--replace") && refused.to_string().contains("one more month"), "{refused}");
    let meant = Options { replace: true, ..Options::default() };
    assert_eq!(place.plan(months(&[("2026-01", 89)]), &meant).unwrap().changes.len(), 1);
    let mut turned = months(&[("2026-01", 100)]);
    turned.crimes.values_mut().for_each(|rows| rows.reverse());
    let done = place.plan(turned, &Options::default()).unwrap();
    assert!(done.changes.is_empty());
    let mut revised = months(&[("2026-01", 101)]);
    revised.crimes.values_mut().for_each(|rows| rows[5].outcome = "Under investigation".into());
    let done = place.plan(revised, &Options::default()).unwrap();
    assert_eq!((done.rows[0].new, done.rows[0].changed, done.rows[0].removed), (1, 1, 0));
    let done = place.take(|| months(&[("2026-02", 10)]));
    assert!(done.warnings.is_empty(), "{:?}", done.warnings);
}

#[test]
fn identical_rows_without_an_id_are_counted_each() {
    let mut place = Place::new();
    let same = |n: usize| {
        let mut got = months(&[("2026-01", n)]);
        let rows = got.crimes.values_mut().next().unwrap();
        let first = rows[0].clone();
        rows.fill(first);
        got
    };
    place.take(|| same(20));
    let done = place.plan(same(23), &Options::default()).unwrap();
    assert_eq!((done.rows[0].new, done.rows[0].changed), (3, 0));
}

#[test]
fn rosters_are_upserted_with_removals_listed() {
    let mut place = Place::new();
    place.take(|| roster("funders", &["a", "b", "c"]));
    let done = place.take(|| roster("funders", &["a", "d"]));
    assert_eq!(done.removed["funders"], ["b", "c"]);
    assert_eq!((done.rows[0].new, done.rows[0].removed), (1, 2));
    let refused = place.plan(roster("funders", &[]), &Options::default()).unwrap_err();
    assert!(matches!(refused, IntakeError::Emptied { held: 2, .. }), "{refused}");
}

#[test]
fn a_blank_cell_of_the_force_keeps_what_the_map_knows_of_a_place() {
    let mut file = Place::new();
    let place = crate::domain::Asset {
        id: crate::domain::id::AssetId::new("osm-n1"),
        kind: crate::domain::AssetKind::Library,
        name: "Library".into(),
        at: LonLat::new(-2.98, 51.04).unwrap(),
        risk_band: crate::domain::RiskBand::Medium,
        opening_hours: "Mo-Fr 09:00-17:00".into(),
        community: String::new(),
        cadence_days: None,
        dwell_min: None,
        last_visit: None,
        source: crate::domain::asset::AssetSource::Osm,
    };
    let with_map = || {
        let mut got = map();
        got.map.as_mut().unwrap().assets.push(place.clone());
        got
    };
    file.take(with_map);
    let csv = |hours: &str| {
        let text =
            format!("id,kind,name,lon,lat,risk_band,opening_hours\nosm-n1,library,Library,-2.98,51.04,high,{hours}\n");
        let spec = table("assets").unwrap();
        let mut report = crate::import::SourceReport::new("assets");
        let rows = crate::import::roster::parse(text.into_bytes(), "assets.csv", spec, &mut report).unwrap();
        Imported { tables: vec![(spec, rows)], ..Imported::default() }
    };
    let hours = |file: &Place| file.county().operations.assets[0].opening_hours.clone();
    file.take(|| csv(""));
    assert_eq!(hours(&file), "Mo-Fr 09:00-17:00");
    assert_eq!(file.county().operations.assets[0].risk_band, crate::domain::RiskBand::High);
    assert!(file.take(|| csv("")).changes.is_empty(), "the same file again changes nothing");
    file.take(with_map);
    assert_eq!(hours(&file), "Mo-Fr 09:00-17:00");
    file.take(|| csv("Sa 10:00-12:00"));
    assert_eq!(hours(&file), "Sa 10:00-12:00", "what the force says counts");
    let mut later = Place::new();
    later.take(|| csv(""));
    later.take(with_map);
    assert_eq!(hours(&later), "Mo-Fr 09:00-17:00", "a map that comes later says it too");
}

#[test]
fn visits_are_history_and_stay() {
    let mut place = Place::new();
    place.take(|| roster("visits", &["v1", "v2"]));
    place.take(|| roster("visits", &["v2", "v3"]));
    assert_eq!(place.county().operations.visits.len(), 3);
    let meant = Options { replace: true, ..Options::default() };
    let done = place.plan(roster("visits", &["v3"]), &meant).unwrap();
    assert_eq!(done.removed["visits"], ["v1", "v2"]);
}

#[test]
fn a_map_without_streets_does_not_replace_one_with_them() {
    let mut place = Place::new();
    place.take(map);
    let empty = || Imported { map: Some(RawMap::default()), ..Imported::default() };
    let refused = place.plan(empty(), &Options::default()).unwrap_err();
    assert!(refused.to_string().contains("walkable streets"), "{refused}");
}

#[test]
fn rows_that_lead_nowhere_are_left_out_with_their_line_and_so_are_those_that_lead_to_them() {
    let mut place = Place::new();
    place.take(wards_2023);
    let mut both = Imported::default();
    for (name, text) in [
        ("officers", "id,team,areas\n7001,n,WA\n7012,n,WA;E05999099\n"),
        ("shifts", "id,officer,date,start,end\na,7001,2026-07-10,08:00,16:00\n\nb,7012,2026-07-10,08:00,16:00\n"),
    ] {
        let (spec, mut report) = (table(name).unwrap(), crate::import::SourceReport::new(name));
        let rows = crate::import::roster::parse(text.as_bytes().to_vec(), name, spec, &mut report).unwrap();
        both.tables.push((spec, rows));
        both.report.sources.push(report);
    }
    let held = Held::of(&place.store).unwrap();
    settle(&held, &mut both);
    let told: Vec<String> = both.report.rejects().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("officers, line 3, column areas: \"E05999099\""), "{told:?}");
    assert!(told[1].starts_with("shifts, line 4, column officer: \"7012\""), "{told:?}");
    assert!(both.tables.iter().all(|(_, rows)| rows.len() == 1));
}

#[test]
fn areas_to_which_rows_refer_stay() {
    let mut place = Place::new();
    place.take(|| areas(vec![(BoundaryKind::Ward, area("E05999001", 2023, -3.0, 0.1))]));
    let officer = || {
        let (spec, mut rows) = rows("officers", &["7012"]);
        let column = spec.position("areas").unwrap();
        rows[0].0[column] = Some(Value::Text("E05999001".to_owned()));
        Imported { tables: vec![(spec, rows)], ..Imported::default() }
    };
    place.take(officer);
    let other = || areas(vec![(BoundaryKind::Ward, area("WC", 2025, -3.0, 0.1))]);
    let refused = place.plan(other(), &Options::default()).unwrap_err();
    assert!(refused.to_string().contains("officers: name areas"), "{refused}");
    assert!(refused.to_string().contains("E05999001"), "{refused}");
    let meant = Options { replace: true, ..Options::default() };
    let done = place.plan(other(), &meant).unwrap();
    assert!(done.warnings.iter().any(|w| w.contains("no longer held")), "{:?}", done.warnings);
}

#[test]
fn areas_and_streets_do_not_shrink_unless_that_is_meant() {
    let mut place = Place::new();
    place.take(wards_2023);
    place.take(map);
    let one = || areas(vec![(BoundaryKind::Ward, area("WA", 2023, -3.0, 0.1))]);
    let refused = place.plan(one(), &Options::default()).unwrap_err();
    assert!(matches!(refused, IntakeError::Loses { held: 2, new: 1, .. }), "{refused}");
    let meant = Options { replace: true, ..Options::default() };
    assert!(place.plan(one(), &meant).is_ok());
    let less = || {
        let mut less = map();
        less.map.as_mut().unwrap().ways.truncate(1);
        less
    };
    let refused = place.plan(less(), &Options::default()).unwrap_err();
    assert!(refused.to_string().contains("walkable streets, metres"), "{refused}");
    assert!(place.plan(less(), &meant).is_ok());
}

#[test]
fn a_file_without_rows_is_no_quiet_month() {
    let mut place = Place::new();
    place.take(|| months(&[("2026-01", 100)]));
    let empty = |name: &str, month: &str| {
        let mut report = crate::import::SourceReport::new("crime");
        report.without_rows.push((name.to_owned(), month.parse().ok()));
        Imported { report: crate::import::ImportReport { sources: vec![report] }, ..Imported::default() }
    };
    let refused = place.plan(empty("2026-01-fenmark-street.csv", "2026-01"), &Options::default()).unwrap_err();
    assert!(refused.to_string().contains("no rows for 2026-01"), "{refused}");
    let mut beside = empty("2026-02-fenmark-street.csv", "2026-02");
    beside.crimes = months(&[("2026-03", 10)]).crimes;
    assert!(place.plan(beside, &Options::default()).is_ok(), "a month that is not held may be empty");
}

#[test]
fn a_name_is_a_change_once() {
    let mut place = Place::new();
    let named = Options { name: Some("Fenmark".to_owned()), ..Options::default() };
    let done = place.plan(Imported::default(), &named).unwrap();
    place.store.commit(done.changes).unwrap();
    assert!(place.plan(Imported::default(), &named).unwrap().changes.is_empty());
    assert_eq!(place.county().name, "Fenmark");
}
