//! A tour of what people really hand over, through the command: each a clear sentence, exit status 1 or 2, never a
//! panic, and the county as it was.

mod fenmark;

use fenmark::{everything, footbeat, import, names, source};
use rand::{RngExt as _, SeedableRng as _};
use rusqlite::Connection;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

/// A folder with a county in it and room for files.
struct Place {
    dir: TempDir,
    county: PathBuf,
}

impl Place {
    fn new() -> Self {
        static WHOLE: OnceLock<Vec<u8>> = OnceLock::new();
        let whole = WHOLE.get_or_init(|| {
            let dir = TempDir::new().unwrap();
            let county = dir.path().join("c.gpkg");
            import(&county, &everything()).success();
            fs::read(county).unwrap()
        });
        let dir = TempDir::new().unwrap();
        let county = dir.path().join("c.gpkg");
        fs::write(&county, whole).unwrap();
        Self { dir, county }
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }

    /// The sentence of an import that must fail, once it is clear that it did no harm.
    fn refused(&self, args: &[&str]) -> String {
        let (before, beside) = (fs::read(&self.county).ok(), names(self.dir.path()));
        let output = footbeat().arg("import").arg("--county").arg(&self.county).args(args).output().unwrap();
        let said = String::from_utf8(output.stderr).expect("sentences are UTF-8");
        assert!(matches!(output.status.code(), Some(1 | 2)), "{args:?}: {:?}\n{said}", output.status);
        assert!(output.stdout.is_empty(), "{args:?} printed a result");
        for (word, is) in [("panicked", "a panic"), ("RUST_BACKTRACE", "a panic"), ("Os {", "code"), ("Err(", "code")] {
            assert!(!said.contains(word), "{args:?}: {is} is no sentence: {said}");
        }
        assert!(said.starts_with("footbeat: ") || said.starts_with("error: "), "{args:?}: {said}");
        assert!(fs::read(&self.county).ok() == before, "{args:?}: the county is another");
        assert_eq!(names(self.dir.path()), beside, "{args:?}: something was left behind");
        said
    }

    /// As [`Place::refused`], of a file with these bytes; the sentence must have the file's name and these words.
    fn says(&self, option: &str, name: &str, bytes: impl AsRef<[u8]>, words: &[&str]) {
        let path = self.put(name, bytes);
        let said = self.refused(&[option, &path]);
        for word in words.iter().chain([&name]) {
            assert!(said.contains(word), "{option} {name}: no {word:?} in: {said}");
        }
    }
}

fn read(name: &str) -> String {
    fs::read_to_string(source().join(name)).unwrap()
}

/// One month of crimes.
fn crimes() -> String {
    let month = fs::read_dir(source().join("crime")).unwrap().map(|e| e.unwrap().path()).min().unwrap();
    fs::read_to_string(fs::read_dir(month).unwrap().next().unwrap().unwrap().path()).unwrap()
}

/// Rows with the cells at `a` and `b` in each other's place, but not the header.
fn swapped(text: &str, a: usize, b: usize) -> String {
    let mut lines = text.lines();
    let mut out = lines.next().unwrap_or_default().to_owned() + "\n";
    for line in lines {
        let mut cells: Vec<&str> = line.split(',').collect();
        cells.swap(a, b);
        out += &(cells.join(",") + "\n");
    }
    out
}

/// Options that take a file, with the file of the made-up county that each reads.
fn files() -> Vec<(String, PathBuf)> {
    everything().chunks(2).map(|pair| (pair[0].clone(), PathBuf::from(&pair[1]))).collect()
}

#[test]
fn a_map_that_is_cut_short_or_no_map() {
    let place = Place::new();
    // The length of a header, the header of a block of 100 bytes, and 20 of them.
    let mut pbf = vec![0, 0, 0, 13, 0x0a, 9];
    pbf.extend(b"OSMHeader\x18\x64");
    pbf.extend([0_u8; 20]);
    place.says("--osm", "cut.osm.pbf", &pbf, &[]);
    place.says("--osm", "head.osm.pbf", &pbf[..9], &[]);
    let map = read("streets.osm");
    place.says("--osm", "cut.osm", &map[..map.len() / 2], &[]);
    place.says("--osm", "page.osm", "<!DOCTYPE html><html><body>404 Not Found</body></html>", &[]);
    place.says("--osm", "noise.osm.pbf", [0x9d; 4000], &[]);
    place.says("--osm", "no-streets.osm", "<?xml version=\"1.0\"?><osm version=\"0.6\"></osm>", &[]);
    let real = std::env::var_os("FOOTBEAT_REAL").map(|f| Path::new(&f).join("newport-2023-06-13.osm.pbf"));
    match real.map(fs::read) {
        Some(Ok(raw)) => place.says("--osm", "newport.osm.pbf", &raw[..raw.len() * 2 / 3], &[]),
        _ => println!("skipped the real extract: FOOTBEAT_REAL names no folder that has it"),
    }
}

#[test]
fn tables_with_a_broken_quote_or_without_a_column() {
    let place = Place::new();
    let crimes = crimes();
    place.says("--crime", "quote.csv", crimes.replacen("On or near ", "\"On or near ", 1), &["line 2", "quote"]);
    place.says("--officers", "quote-officers.csv", read("officers.csv").replacen("7002,", "7002,\"", 1), &["line 3"]);
    place.says(
        "--population",
        "quote-people.csv",
        read("population.csv").replacen("Fenmark", "\"Fenmark", 1),
        &["quote"],
    );
    for (option, file, column) in [
        ("--crime", crimes.clone(), "Longitude"),
        ("--crime", crimes, "Month"),
        ("--officers", read("officers.csv"), "id"),
        ("--bases", read("bases.csv"), "lon"),
        ("--population", read("population.csv"), "LSOA21CD"),
        ("--population", read("population.csv"), "usual_residents"),
        ("--wards", read("wards.geojson"), "WD25CD"),
    ] {
        let year = file.split("\"WD").nth(1).map_or("25", |rest| &rest[..2]);
        let column = column.replace("25", year);
        let quoted = format!("\"{column}\"");
        let other = if file.contains(&quoted) {
            file.replace(&quoted, "\"Nothing\"")
        } else {
            file.replacen(&column, "Nothing", 1)
        };
        assert_ne!(other, file, "{column}");
        place.says(option, &format!("no-{column}.x"), other, &["missing", "found"]);
    }
}

#[test]
fn longitude_and_latitude_in_each_others_place() {
    let place = Place::new();
    place.says("--crime", "c.csv", swapped(&crimes(), 4, 5), &["swapped"]);
    place.says("--bases", "b.csv", swapped(&read("bases.csv"), 2, 3), &["column lon", "swapped"]);
    let map = read("streets.osm").replace(" lat=", " was=").replace(" lon=", " lat=").replace(" was=", " lon=");
    place.says("--osm", "s.osm", map, &["swapped"]);
    let mut wards: serde_json::Value = serde_json::from_str(&read("wards.geojson")).unwrap();
    turn(&mut wards);
    place.says("--wards", "w.geojson", wards.to_string(), &["swapped"]);
}

/// Swaps every pair of numbers.
fn turn(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Array(list) if list.len() == 2 && list.iter().all(serde_json::Value::is_number) => {
            list.reverse();
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(turn),
        serde_json::Value::Object(map) => map.values_mut().for_each(turn),
        _ => {}
    }
}

#[test]
fn empty_files_folders_and_files_that_are_not_there() {
    let place = Place::new();
    let (empty, folder) = (place.put("empty", ""), place.dir.path().join("folder"));
    fs::create_dir(&folder).unwrap();
    let (folder, nowhere) = (folder.display().to_string(), place.dir.path().join("nowhere.csv").display().to_string());
    for (option, _) in files() {
        assert!(place.refused(&[&option, &empty]).contains("empty"), "{option}");
        let said = place.refused(&[&option, &folder]);
        assert!(said.contains(if option == "--crime" { "holds no" } else { "directory" }), "{option}: {said}");
        let said = place.refused(&[&option, &nowhere]);
        assert!(said.contains("nowhere.csv: cannot be read"), "{option}: {said}");
    }
}

#[test]
fn bombs() {
    let place = Place::new();
    let blanks = vec![b' '; 80 << 20];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("2025-06/2025-06-fenmark-street.csv", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&blanks).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    place.says("--crime", "bomb.zip", &zip, &["zip bomb"]);
    place.says("--crime", "cut.zip", &zip[..zip.len() / 2], &[]);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&blanks).unwrap();
    let gzip = gzip.finish().unwrap();
    for option in ["--crime", "--osm", "--wards", "--officers"] {
        place.says(option, "bomb.gz", &gzip, &["zip bomb"]);
        place.says(option, "cut.gz", &gzip[..gzip.len() / 2], &[]);
    }
}

#[test]
fn one_file_in_place_of_another() {
    let place = Place::new();
    let files = files();
    for (option, right) in &files {
        for (_, other) in files.iter().filter(|(o, _)| o != option) {
            let said = place.refused(&[option, &other.display().to_string()]);
            assert!(said.lines().count() < 30, "{option} {} with {said}", right.display());
        }
    }
}

#[test]
fn county_files_that_are_none_of_ours() {
    let bases = source().join("bases.csv").display().to_string();
    let theirs = |make: &str| {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("theirs");
        Connection::open(&path).unwrap().execute_batch(make).unwrap();
        fs::read(path).unwrap()
    };
    let geopackage = "PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;
        CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT); CREATE TABLE trees (fid INTEGER);";
    for (bytes, words) in [
        (theirs(geopackage), "a GeoPackage that Footbeat did not make"),
        (theirs("CREATE TABLE x (y)"), "an SQLite database that Footbeat did not make"),
        (b"id,name\n".repeat(500), "no county file"),
        (Vec::new(), "is empty"),
    ] {
        let place = Place::new();
        fs::write(&place.county, bytes).unwrap();
        let said = place.refused(&["--bases", &bases]);
        assert!(said.contains(words) && said.contains("c.gpkg"), "{said}");
    }
    let place = Place::new();
    fs::remove_file(&place.county).unwrap();
    fs::create_dir(&place.county).unwrap();
    assert!(place.refused(&["--bases", &bases]).contains("is a directory"));
    fs::remove_dir(&place.county).unwrap();
    let far = place.dir.path().join("no/such/folder/c.gpkg").display().to_string();
    let output = footbeat().args(["import", "--county", &far, "--bases", &bases]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && said.contains("folder"), "{said}");
}

#[test]
fn a_county_from_a_newer_version() {
    let place = Place::new();
    let file = Connection::open(&place.county).unwrap();
    file.execute("UPDATE footbeat_meta SET value = 999 WHERE key = 'schema'", []).unwrap();
    drop(file);
    let bases = source().join("bases.csv").display().to_string();
    let said = place.refused(&["--bases", &bases]);
    assert!(said.contains("999") && said.contains("newer"), "{said}");
}

#[test]
fn a_damaged_county() {
    let place = Place::new();
    let whole = fs::read(&place.county).unwrap();
    let bases = source().join("bases.csv").display().to_string();
    // Cut in the middle, and every page but the first overwritten.
    fs::write(&place.county, &whole[..whole.len() / 2]).unwrap();
    assert!(place.refused(&["--bases", &bases]).contains("damaged"));
    let mut noise = whole.clone();
    noise[4096..].fill(0x5a);
    fs::write(&place.county, &noise).unwrap();
    assert!(place.refused(&["--bases", &bases]).contains("damaged"));
    // A row that cannot be.
    fs::write(&place.county, &whole).unwrap();
    let file = Connection::open(&place.county).unwrap();
    // Its triggers call functions that only Footbeat has.
    let triggers: Vec<String> = {
        let mut names = file.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").unwrap();
        names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    for name in triggers {
        file.execute(&format!("DROP TRIGGER \"{name}\""), []).unwrap();
    }
    file.execute_batch("UPDATE incidents SET month = 'soon' WHERE rowid = (SELECT min(rowid) FROM incidents)").unwrap();
    drop(file);
    let said = place.refused(&["--bases", &bases]);
    assert!(said.contains("damaged") && said.contains("incidents"), "{said}");
}

#[test]
fn a_list_of_rejects_that_cannot_be_written_stops_the_import() {
    let place = Place::new();
    let bases = place.put("bases.csv", read("bases.csv") + "far,Far away,200,91,,,,\n");
    let list = place.dir.path().join("no/list.csv").display().to_string();
    let said = place.refused(&["--bases", &bases, "--lenient", &list]);
    assert!(said.contains("nothing was imported"), "{said}");
}

/// Bytes changed, cut out or doubled in every file in turn: it is refused or it is read, and nothing else.
#[test]
fn noise_in_any_file_never_panics() {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(11);
    let dir = TempDir::new().unwrap();
    let list = dir.path().join("rejects.csv").display().to_string();
    for (option, path) in files() {
        let whole = if path.is_dir() { crimes().into_bytes() } else { fs::read(&path).unwrap() };
        for round in 0..6_u32 {
            let mut bytes = whole.clone();
            for _ in 0..=round {
                let at = random.random_range(0..bytes.len());
                match random.random_range(0..4) {
                    0 => bytes[at] = random.random(),
                    1 => bytes[at] = b"\"\n,-0{[<\\"[random.random_range(0..9)],
                    2 => drop(bytes.drain(at..(at + 40).min(bytes.len()))),
                    _ => bytes.extend_from_within(at..),
                }
            }
            let (file, county) = (dir.path().join("noise"), dir.path().join("c.gpkg"));
            fs::write(&file, &bytes).unwrap();
            let mut command = footbeat();
            command.args(["import", "--quiet", "--lenient", &list, "--county"]).arg(&county).arg(&option).arg(&file);
            let output = command.output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(matches!(output.status.code(), Some(0 | 1)), "{option} round {round}: {:?} {said}", output.status);
            assert_eq!(output.status.success(), county.exists(), "{option} round {round}: {said}");
            let _ = fs::remove_file(&county);
        }
    }
}
