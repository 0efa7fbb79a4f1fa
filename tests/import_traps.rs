//! What the real world gets wrong: repaired with a warning, or refused with a sentence; never a panic.

use footbeat::domain::boundary::{Boundary, BoundaryKind};
use footbeat::domain::code::Vintage;
use footbeat::domain::tables::TABLES;
use footbeat::import::{self, Columns, ImportError, ImportRequest, SourceReport, boundary, crime};
use geo::{Area as _, Winding as _};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

const HEADER: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";

fn crimes(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn row(id: &str, month: &str, lon: &str, lat: &str) -> String {
    format!(
        "{id},{month},Gwent Police,Gwent Police,{lon},{lat},On or near High Street,W01001600,Newport 012A,Burglary,,"
    )
}

fn put(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn feature(properties: &str, ring: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

/// A square of so many thousandths of a degree.
fn square(x: f64, y: f64, side: f64) -> String {
    let (e, n) = (x + side / 1000.0, y + side / 1000.0);
    format!("[[{x},{y}],[{x},{n}],[{e},{n}],[{e},{y}],[{x},{y}]]")
}

fn wards(text: &str) -> (Result<Vec<Boundary>, ImportError>, SourceReport) {
    let mut report = SourceReport::new("wards");
    let got = boundary::parse(text.as_bytes().to_vec(), "w", BoundaryKind::Ward, &Columns::default(), &mut report);
    (got, report)
}

fn named(code: &str) -> String {
    format!(r#""WD23CD":"{code}","WD23NM":"Ward {code}","LAD23CD":"W06000022""#)
}

fn refusal(text: &str) -> String {
    wards(text).0.unwrap_err().to_string()
}

#[test]
fn national_grid_is_converted_to_a_few_metres() {
    // Caister water tower, the worked example of Ordnance Survey's guide: 52°39'28.723"N 1°42'57.787"E.
    let ring = "[[651409.804,313177.450],[651409.804,314177.45],[650409.804,314177.45],[651409.804,313177.450]]";
    let text = collection(&[feature(&named("E05000001"), ring)]);
    let (got, report) = wards(&text);
    let geom = &got.unwrap()[0].geom;
    let near = |c: &geo::Coord<f64>| (c.x - 1.716_052).abs() < 1e-4 && (c.y - 52.657_979).abs() < 5e-5;
    assert!(geom.0[0].exterior().coords().any(near), "{geom:?}");
    assert!(report.warnings.iter().any(|w| w.contains("National Grid")), "{report:?}");
}

#[test]
fn coordinates_that_would_mislead_are_refused() {
    let swapped = collection(&[feature(&named("W05000001"), "[[51.5,-3.0],[51.6,-3.0],[51.6,-2.9],[51.5,-3.0]]")]);
    assert!(refusal(&swapped).contains("swapped"), "{}", refusal(&swapped));
    let paris = collection(&[feature(&named("W05000001"), &square(2.35, 48.85, 1.0))]);
    assert!(refusal(&paris).contains("outside Britain"), "{}", refusal(&paris));
    let mercator = "[[-334000,6721000],[-333000,6721000],[-333000,6722000],[-334000,6721000]]";
    let web = collection(&[feature(&named("W05000001"), mercator)]);
    assert!(refusal(&web).contains("EPSG:27700"), "{}", refusal(&web));
}

#[test]
fn broken_outlines_and_overlaps_are_repaired_with_a_warning() {
    let bow = "[[-3.0,51.5],[-2.99,51.51],[-2.99,51.5],[-3.0,51.51],[-3.0,51.5]]";
    let text = collection(&[
        feature(&named("W05000003"), bow),
        feature(&named("W05000002"), &square(-2.905, 51.5, 10.0)),
        feature(&named("W05000001"), &square(-2.9, 51.5, 10.0)),
        feature(&named("W05000004"), &square(-2.890_001, 51.5, 10.0)),
    ]);
    let (got, report) = wards(&text);
    let got = got.unwrap();
    let codes: Vec<_> = got.iter().map(|w| w.key.code.as_str()).collect();
    assert_eq!(codes, ["W05000001", "W05000002", "W05000003", "W05000004"]);
    assert_eq!(got[2].geom.0.len(), 2, "a bow is two triangles");
    assert!((got[0].geom.unsigned_area() - 1e-4).abs() < 1e-9, "the lower code keeps its area");
    assert!((got[1].geom.unsigned_area() - 0.5e-4).abs() < 1e-9, "the higher one loses the overlap");
    assert_eq!((report.get("overlaps repaired"), report.get("slivers of overlap left")), (1, 1));
    assert!(report.warnings.iter().any(|w| w.contains("Ward W05000003")), "{report:?}");
    assert!(report.warnings.iter().any(|w| w.contains("Ward W05000001 and Ward W05000002")), "{report:?}");
    assert!(got.iter().all(|w| w.geom.iter().all(|p| p.exterior().is_ccw())));
}

#[test]
fn codes_names_and_years_come_from_whatever_the_columns_are_called() {
    let square = square(-3.0, 51.5, 10.0);
    let read = |properties: &str, kind, columns: &Columns| {
        let text = gzip(collection(&[feature(properties, &square)]).as_bytes());
        let folder = tempfile::tempdir().unwrap();
        boundary::read(&put(folder.path(), "b.geojson.gz", text), kind, columns, &mut SourceReport::new("b"))
    };
    let usual = Columns::default();
    for (properties, kind, year) in [
        (r#""wd22cd":"W05000001","wd22nm":"A","wd22nmw":"B","lad22cd":"W06000022""#, BoundaryKind::Ward, 2022),
        (
            r#""PARNCP21CD":"W05000001","PARNCP21NM":"A","PARNCP21NMW":"B","LAD21CD":"W06000022""#,
            BoundaryKind::Parish,
            2021,
        ),
        (r#""PAR99CD":"W05000001","PAR99NM":"A","PAR99NMW":"B","LAD99CD":"W06000022""#, BoundaryKind::Parish, 1999),
        (r#""LSOA11CD":"W05000001","LSOA11NM":"A","LSOA11NMW":"B","LAD11CD":"W06000022""#, BoundaryKind::Lsoa, 2011),
    ] {
        let area = read(properties, kind, &usual).unwrap().remove(0);
        assert_eq!((area.key.vintage, area.name.as_str()), (Vintage(year), "A"));
        assert_eq!((area.name_alt.as_str(), area.authority.as_str()), ("B", "W06000022"));
    }
    let own = Columns { code: Some("Beat".into()), name: Some("title".into()), vintage: Some(Vintage(2025)) };
    let area = read(r#""beat":7,"Title":"Docks""#, BoundaryKind::Ward, &own).unwrap().remove(0);
    assert_eq!((area.key.code.as_str(), area.key.vintage, area.name.as_str()), ("7", Vintage(2025), "Docks"));
    let error = read(r#""FID":1,"NAME":"x""#, BoundaryKind::Ward, &usual).unwrap_err().to_string();
    assert!(error.contains("WD23CD") && error.contains("FID, NAME"), "{error}");
}

#[test]
fn doubled_codes_are_refused_and_blank_ones_rejected_by_feature() {
    let (a, b) = (
        feature(&named("W05000001"), &square(-3.0, 51.5, 1.0)),
        feature(&named("W05000001"), &square(-2.9, 51.5, 1.0)),
    );
    assert!(refusal(&collection(&[a.clone(), b])).contains("twice"));
    let blank = feature(r#""WD23CD":"","WD23NM":"x""#, &square(-2.9, 51.5, 1.0));
    let line = blank.replace("Polygon", "LineString").replace(r#":"","#, r#":"W05000009","#);
    let (got, report) = wards(&collection(&[a, blank, line]));
    assert_eq!(got.unwrap().len(), 1);
    let columns: Vec<_> = report.rejects.iter().map(|r| r.column.as_str()).collect();
    assert_eq!(columns, ["feature 2 WD23CD", "feature 3 geometry"]);
    for text in ["", "{", "[]", r#"{"type":"Topology"}"#, r#"{"type":"FeatureCollection","features":[]}"#] {
        assert!(wards(text).0.is_err());
    }
}

#[test]
fn crimes_come_as_folders_zips_gzips_with_marks_and_any_line_ends() {
    let folder = tempfile::tempdir().unwrap();
    let june = crimes(&[
        &row("", "2025-06", "-2.99", "51.58"),
        &row("", "2025-06", "-2.99", "51.58"),
        &row("a", "2025-06", "", ""),
    ]);
    let july = crimes(&[&row("b", "2025-07", "-2.99", "51.58").replace("High", "Cafe\u{301}")]);
    put(folder.path(), "all/2025-06/2025-06-gwent-street.csv.gz", gzip(june.as_bytes()));
    put(folder.path(), "all/2025-07/2025-07-gwent-street.csv", format!("\u{feff}{}", july.replace('\n', "\r\n")));
    put(folder.path(), "all/2025-07/2025-07-gwent-outcomes.csv", "Crime ID\n");
    let members =
        [("2025-06/2025-06-gwent-street.csv", june.as_bytes()), ("2025-07/2025-07-gwent-street.csv", july.as_bytes())];
    put(folder.path(), "all.zip", zipped(&members));
    for name in ["all", "all.zip"] {
        let mut report = SourceReport::new("crime");
        let months = crime::read(&folder.path().join(name), &mut report).unwrap();
        assert_eq!(["rows", "located", "without a place", "months"].map(|c| report.get(c)), [4, 3, 1, 2]);
        assert_eq!(months.values().map(Vec::len).collect::<Vec<_>>(), [3, 1], "identical rows without an id are two");
    }
    let latin = put(
        folder.path(),
        "latin.csv",
        june.replace("High", "Caf\u{e9}").chars().map(|c| c as u8).collect::<Vec<u8>>(),
    );
    let mut report = SourceReport::new("crime");
    let months = crime::read(&latin, &mut report).unwrap();
    assert_eq!(months.values().flatten().next().unwrap().location.as_ref(), "On or near Caf\u{e9} Street");
    assert_eq!(report.warnings.len(), 1);
}

#[test]
fn a_month_in_two_files_is_taken_from_the_later_with_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.csv", crimes(&[&row("1", "2025-06", "-3", "51.5"), &row("2", "2025-06", "-3", "51.5")]));
    put(folder.path(), "b.csv", crimes(&[&row("1", "2025-06", "-3", "51.6")]));
    let mut report = SourceReport::new("crime");
    let months = crime::read(folder.path(), &mut report).unwrap();
    assert_eq!(crime::tally(&months).rows, 1);
    assert!(report.warnings[0].contains("2025-06"), "{report:?}");
    let paths = ["b.csv", "a.csv"].map(|n| folder.path().join(n)).to_vec();
    let got = import::read(&ImportRequest { crime: paths, ..ImportRequest::default() }, &()).unwrap();
    assert_eq!(crime::tally(&got.crimes).rows, 2, "the order of the options decides");
    assert_eq!(got.sources.get("crimes").unwrap(), "2025-06 to 2025-06");
}

#[test]
fn a_crime_file_that_would_mislead_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let say = |bytes: &[u8]| {
        let path = put(folder.path(), "c.csv", bytes);
        crime::read(&path, &mut SourceReport::new("crime")).unwrap_err().to_string()
    };
    let swapped = crimes(&[&row("1", "2025-06", "51.5", "-3"), &row("2", "2025-06", "51.6", "-3")]);
    assert!(say(swapped.as_bytes()).contains("swapped in all 2 rows"), "{}", say(swapped.as_bytes()));
    let lacking = crimes(&[]).replace("Month,", "").replace("Latitude,", "");
    let said = say(lacking.as_bytes());
    assert!(said.contains("Month, Latitude; found: Crime ID, Reported by"), "{said}");
    let quote = crimes(&[&row("\"1", "2025-06", "-3", "51.5"), &row("2", "2025-06", "-3", "51.5")]);
    assert!(say(quote.as_bytes()).contains("line 2"), "{}", say(quote.as_bytes()));
    let bomb = gzip(&vec![b' '; 80 << 20]);
    assert!(say(&bomb).contains("zip bomb"), "{}", say(&bomb));
    assert!(say(&gzip(swapped.as_bytes())[..40]).contains("gzip"));
    assert!(say(&zipped(&[("readme.txt", b"x")])).contains("holds no street CSV files"));
    assert!(say(b"").contains("empty"));
    assert!(crime::read(&folder.path().join("nothing"), &mut SourceReport::new("crime")).is_err());
}

#[test]
fn wrong_rows_refuse_an_import_unless_it_is_lenient() {
    let folder = tempfile::tempdir().unwrap();
    let bad: Vec<String> = (0..30).map(|i| row(&i.to_string(), "2025-13", "-3", "51.5")).collect();
    let mut rows: Vec<&str> = bad.iter().map(String::as_str).collect();
    let (good, ragged) = (row("x", "2025-06", "-3", "51.5"), "1,2");
    rows.extend([good.as_str(), ragged]);
    let path = put(folder.path(), "c.csv", crimes(&rows));
    let mut request = ImportRequest { crime: vec![path], ..ImportRequest::default() };
    let said = import::read(&request, &()).unwrap_err().to_string();
    assert!(said.starts_with("31 cells or rows are wrong") && said.contains("and 11 more"), "{said}");
    assert_eq!(said.lines().count(), 22);
    request.lenient = true;
    let got = import::read(&request, &()).unwrap();
    assert_eq!(crime::tally(&got.crimes).rows, 1);
    let csv = got.report.rejects_csv();
    assert_eq!(csv.lines().count(), 32);
    assert!(csv.lines().nth(1).unwrap().contains(",2,Month,"), "{csv}");
}

#[test]
fn a_directory_or_an_empty_file_in_place_of_any_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (empty, here) = (put(folder.path(), "empty", ""), folder.path().to_owned());
    for path in [&empty, &here] {
        let one = || vec![path.clone()];
        let blank = ImportRequest::default;
        let mut requests = vec![
            ImportRequest { osm: Some(path.clone()), ..blank() },
            ImportRequest { wards: one(), ..blank() },
            ImportRequest { population: one(), ..blank() },
        ];
        requests.extend(
            TABLES.iter().map(|t| ImportRequest { tables: [(t.name.to_owned(), path.clone())].into(), ..blank() }),
        );
        for request in requests {
            let said = import::read(&request, &()).unwrap_err().to_string();
            assert!(said.contains("is empty") || said.contains("is a directory"), "{said}");
        }
    }
}
