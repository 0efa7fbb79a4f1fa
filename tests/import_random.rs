//! No bytes make a parser panic: random ones, and right ones with a few of them changed.

use footbeat::domain::boundary::BoundaryKind;
use footbeat::domain::tables::TABLES;
use footbeat::import::{Columns, SourceReport, boundary, crime, osm, population, roster, template};
use proptest::prelude::*;

/// A protobuf field of bytes.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![number << 3 | 2];
    varint(bytes.len() as u64, &mut out);
    out.extend(bytes);
    out
}

fn varint(mut n: u64, out: &mut Vec<u8>) {
    while n > 127 {
        out.push(n as u8 | 128);
        n >>= 7;
    }
    out.push(n as u8);
}

fn number(field: u8, n: u64) -> Vec<u8> {
    let mut out = vec![field << 3];
    varint(n, &mut out);
    out
}

fn zigzag(n: i64) -> u64 {
    ((n << 1) ^ (n >> 63)) as u64
}

fn blob(kind: &str, content: &[u8]) -> Vec<u8> {
    let body = field(1, content);
    let head = [field(1, kind.as_bytes()), number(3, body.len() as u64)].concat();
    [&(head.len() as u32).to_be_bytes()[..], &head, &body].concat()
}

/// Two nodes, one of them a police station, and a named street between them.
fn pbf() -> Vec<u8> {
    let words = ["", "highway", "residential", "name", "High Street", "amenity", "police"];
    let table: Vec<u8> = words.iter().flat_map(|w| field(1, w.as_bytes())).collect();
    let node = |id: i64, lon: i64, tags: &[u8]| {
        let (keys, values): (Vec<u8>, Vec<u8>) = tags.chunks(2).map(|t| (t[0], t[1])).unzip();
        let place = [number(8, zigzag(515_000_000)), number(9, zigzag(lon))].concat();
        field(1, &[number(1, zigzag(id)), field(2, &keys), field(3, &values), place].concat())
    };
    let way = [number(1, 7), field(2, &[1, 3]), field(3, &[2, 4]), field(8, &[2, 2])].concat();
    let group = [node(1, -30_000_000, &[5, 6]), node(2, -29_990_000, &[]), field(3, &way)].concat();
    let header = [field(4, b"OsmSchema-V0.6"), number(32, 0)].concat();
    let block = [field(1, &table), field(2, &group)].concat();
    [blob("OSMHeader", &header[..16]), blob("OSMData", &block)].concat()
}

const XML: &str = r#"<?xml version="1.0"?><osm version="0.6"><node id="1" lat="51.5" lon="-3.0"/><node id="2" lat="51.5" lon="-2.99">
<tag k="shop" v="convenience"/></node><way id="9"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way></osm>"#;

const WARDS: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"WD23CD":"W05000001","WD23NM":"A"},
"geometry":{"type":"Polygon","coordinates":[[[-3.0,51.5],[-2.9,51.5],[-2.9,51.6],[-3.0,51.6],[-3.0,51.5]]]}}]}"#;

const CRIMES: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context
a,2025-06,G,G,-2.99,51.58,On or near High Street,W01001600,Newport 012A,Burglary,,\n";

fn all(bytes: &[u8]) {
    let mut report = SourceReport::new("any");
    let _ = osm::parse(bytes, "r", &mut report);
    for kind in [BoundaryKind::Ward, BoundaryKind::Parish, BoundaryKind::Lsoa] {
        let _ = boundary::parse(bytes.to_vec(), "r", kind, &Columns::default(), &mut report);
    }
    let _ = crime::read_csv(bytes.to_vec(), "r");
    let _ = population::parse(bytes.to_vec(), "r", None, &mut report);
    for spec in TABLES {
        let _ = roster::parse(bytes.to_vec(), "r", spec, &mut report);
    }
}

#[test]
fn a_small_binary_extract_is_read() {
    let map = osm::parse(&pbf(), "p", &mut SourceReport::new("osm")).unwrap();
    assert_eq!((map.ways.len(), map.nodes.len(), map.assets.len()), (1, 2, 1));
    assert_eq!(map.ways[0].tag("name"), Some("High Street"));
    for cut in 1..pbf().len() {
        let _ = osm::parse(&pbf()[..cut], "p", &mut SourceReport::new("osm"));
    }
}

proptest! {
    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        all(&bytes);
    }

    #[test]
    fn right_files_with_bytes_changed(
        which in 0_usize..5,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        do_cut: bool,
    ) {
        let filled = template::blank(TABLES[3]).replace("# example: ", "");
        let mut bytes = match which {
            0 => pbf(),
            1 => XML.as_bytes().to_vec(),
            2 => WARDS.as_bytes().to_vec(),
            3 => CRIMES.as_bytes().to_vec(),
            _ => filled.into_bytes(),
        };
        for (at, to) in changes {
            let i = at.index(bytes.len());
            bytes[i] = to;
        }
        if do_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        all(&bytes);
    }

    #[test]
    fn outlines_of_random_corners_are_made_valid(
        corners in prop::collection::vec((0_i32..12, 0_i32..12), 3..14),
        others in prop::collection::vec((0_i32..12, 0_i32..12), 3..9),
    ) {
        let ring = |corners: &[(i32, i32)]| {
            let list: Vec<String> = corners.iter().chain(corners.first())
                .map(|(x, y)| format!("[{},{}]", -3.0 + f64::from(*x) / 100.0, 51.5 + f64::from(*y) / 100.0)).collect();
            format!("[{}]", list.join(","))
        };
        let feature = |code: &str, rings: &str| format!(
            r#"{{"type":"Feature","properties":{{"WD23CD":"{code}","WD23NM":"{code}"}},"geometry":{{"type":"MultiPolygon","coordinates":[{rings}]}}}}"#
        );
        let both = format!("[{},{}],[{}]", ring(&corners), ring(&others), ring(&others));
        let text = format!(r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
            feature("W05000001", &both), feature("W05000002", &format!("[{}]", ring(&others))));
        let mut report = SourceReport::new("wards");
        let got = boundary::parse(text.into_bytes(), "r", BoundaryKind::Ward, &Columns::default(), &mut report).unwrap();
        for area in got {
            use geo::{Area, Validation};
            prop_assert!(area.geom.unsigned_area() > 0.0);
            for part in &area.geom {
                prop_assert!(part.is_valid(), "{:?}", part.validation_errors());
            }
        }
    }
}
