//! The server as programs meet it: a small made-up county, asked through the router, and the command on a socket.

use assert_cmd::cargo::CommandCargoExt as _;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use footbeat::domain::plan::{Plan, PlanStatus};
use footbeat::index::Placed as _;
use footbeat::patrol::{PlanRequest, plan};
use footbeat::server::{self, App, Snapshot};
use footbeat::store::{GeoPackage, Store as _};
use geo::{Area as _, BooleanOps as _};
use geo_types::{Coord, Geometry, Rect};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tower::ServiceExt as _;

#[path = "http/deployment.rs"]
mod deployment;
#[path = "http/hotspots.rs"]
mod hotspots;
#[path = "http/unpredictability.rs"]
mod unpredictability;

const COLLECTIONS: [&str; 12] = [
    "wards",
    "parishes",
    "lsoas",
    "hotspots",
    "assets",
    "uncovered",
    "streets",
    "routes",
    "stops",
    "incidents",
    "concerns",
    "schemes",
];

fn footbeat(args: &[&str]) {
    let out = Command::cargo_bin("footbeat").unwrap().args(args).output().unwrap();
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
}

/// A county file, made once: the folder stays until the tests end.
fn file() -> &'static Path {
    static FILE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = FILE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let county = dir.path().join("c.gpkg");
        let at = |name: &str| dir.path().join("in").join(name).display().to_string();
        footbeat(&["synth", "--residents", "5000", "--officers", "3", "--out", &at("")]);
        let mut args = vec!["import".to_owned(), "--county".to_owned(), county.display().to_string()];
        for (option, name) in [
            ("--osm", "streets.osm"),
            ("--wards", "wards.geojson"),
            ("--parishes", "parishes.geojson"),
            ("--lsoas", "lsoa.geojson"),
            ("--population", "population.csv"),
            ("--crime", "crime"),
        ] {
            args.extend([option.to_owned(), at(name)]);
        }
        for table in footbeat::domain::tables::TABLES {
            let name = at(&format!("{}.csv", table.name));
            if Path::new(&name).exists() {
                args.extend([format!("--{}", table.name), name]);
            }
        }
        footbeat(&args.iter().map(String::as_str).collect::<Vec<_>>());
        (dir, county)
    });
    path
}

/// Published today, a draft of today, a withdrawn day and one to come.
fn plans(made: &Plan) -> Vec<Plan> {
    let of = |date: &str, version: u32, status| Plan {
        id: format!("plan-{date}-v{version}").as_str().into(),
        date: date.parse().unwrap(),
        version,
        status,
        ..made.clone()
    };
    vec![
        of("2026-11-23", 1, PlanStatus::Withdrawn),
        of("2026-11-24", 1, PlanStatus::Published),
        of("2026-11-24", 2, PlanStatus::Draft),
        of("2026-11-25", 1, PlanStatus::Published),
    ]
}

fn app() -> &'static App {
    static ALL: OnceLock<App> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut county = GeoPackage::open_read_only(file()).unwrap().load().unwrap();
        let date = "2026-11-24".parse().unwrap();
        let request = PlanRequest { date, officers: None, iterations: 20, seconds: None, seed: 1 };
        county.plans = Arc::new(plans(&plan(&county, &request).unwrap()));
        App::new(Snapshot::new(county, date))
    })
}

fn router() -> &'static Router {
    static ROUTER: OnceLock<Router> = OnceLock::new();
    ROUTER.get_or_init(|| server::router(app().clone()))
}

fn runtime() -> &'static tokio::runtime::Runtime {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| tokio::runtime::Runtime::new().unwrap())
}

fn ask(method: &str, address: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Vec<u8>) {
    let mut request = Request::builder().method(method).uri(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    runtime().block_on(async {
        let response = router().clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, to_bytes(body, usize::MAX).await.unwrap().to_vec())
    })
}

fn json(address: &str) -> Value {
    let (status, _, body) = ask("GET", address, &[("accept", "application/json")]);
    assert_eq!(status, StatusCode::OK, "{address}: {}", String::from_utf8_lossy(&body));
    serde_json::from_slice(&body).unwrap()
}

/// A problem document of that status; its words.
fn problem(method: &str, address: &str, headers: &[(&str, &str)], status: u16) -> String {
    let (found, head, body) = ask(method, address, headers);
    assert_eq!(found.as_u16(), status, "{address}");
    assert_eq!(head["content-type"], "application/problem+json", "{address}");
    let told: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(told["status"], status, "{address}");
    told["detail"].as_str().unwrap().to_owned()
}

fn features(value: &Value) -> &Vec<Value> {
    value["features"].as_array().unwrap()
}

fn ids(value: &Value) -> Vec<String> {
    features(value).iter().map(|f| f["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_standards_pages_are_there() {
    let landing = json("/");
    let rels: BTreeSet<&str> =
        landing["links"].as_array().unwrap().iter().map(|l| l["rel"].as_str().unwrap()).collect();
    for rel in ["self", "service-desc", "conformance", "data"] {
        assert!(rels.contains(rel), "{rel}");
    }
    for link in landing["links"].as_array().unwrap() {
        json(link["href"].as_str().unwrap());
    }
    assert!(json("/conformance")["conformsTo"].to_string().contains("ogcapi-features-1/1.0/conf/core"));
    let api = json("/api");
    assert!(api["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in ["/collections/{id}/items", "/nearest", "/tiles/{z}/{x}/{y}", "/api/coverage", "/api/unpredictability"]
    {
        assert!(api["paths"][path]["get"]["responses"].is_object(), "{path}");
    }
    let listed: Vec<Value> = json("/collections")["collections"].as_array().unwrap().clone();
    let listed: BTreeSet<&str> = listed.iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!(listed, COLLECTIONS.into_iter().collect());
}

#[test]
fn every_collection_is_walked_to_its_end_once() {
    for collection in COLLECTIONS {
        let whole = json(&format!("/collections/{collection}/items?limit=10000"));
        // GeoJSON as another library reads it.
        whole.to_string().parse::<geojson::FeatureCollection>().unwrap();
        let all = ids(&whole);
        assert_eq!(whole["numberMatched"], all.len(), "{collection}");
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{collection}: an id twice");
        assert!(!all.is_empty(), "{collection} is empty");
        let mut walked = Vec::new();
        let mut next = Some(format!("/collections/{collection}/items?limit={}", all.len() / 4 + 1));
        while let Some(address) = next {
            let page = json(&address);
            walked.extend(ids(&page));
            let links = page["links"].as_array().unwrap();
            next = links.iter().find(|l| l["rel"] == "next").map(|l| l["href"].as_str().unwrap().to_owned());
        }
        assert_eq!(walked, all, "{collection}");
        for id in [&all[0], &all[all.len() - 1]] {
            let one = json(&format!("/collections/{collection}/items/{id}"));
            assert_eq!((one["type"].as_str(), one["id"].as_str()), (Some("Feature"), Some(id.as_str())));
        }
        problem("GET", &format!("/collections/{collection}/items/nobody"), &[], 404);
    }
}

#[test]
fn a_box_holds_what_a_scan_finds() {
    let bounds = app().now().bounds().unwrap();
    let at = |share: f64, low: usize| bounds[low] + (bounds[low + 2] - bounds[low]) * share;
    for collection in COLLECTIONS {
        let whole = json(&format!("/collections/{collection}/items?limit=10000"));
        for (from, to) in [(0.0, 1.0), (0.3, 0.5), (0.45, 0.55), (0.5, 0.5), (1.5, 2.0)] {
            let (w, s, e, n) = (at(from, 0), at(from, 1), at(to, 0), at(to, 1));
            let rect = Rect::new(Coord { x: w, y: s }, Coord { x: e, y: n });
            let scan: Vec<String> = features(&whole)
                .iter()
                .filter(|f| {
                    let geometry = serde_json::from_value::<geojson::Geometry>(f["geometry"].clone());
                    geometry.is_ok_and(|g| Geometry::<f64>::try_from(g).unwrap().place().meets(&rect))
                })
                .map(|f| f["id"].as_str().unwrap().to_owned())
                .collect();
            let found = ids(&json(&format!("/collections/{collection}/items?limit=10000&bbox={w},{s},{e},{n}")));
            assert_eq!(found, scan, "{collection} {from} {to}");
        }
    }
}

#[test]
fn times_narrow_and_what_is_wrong_is_refused() {
    let all = json("/collections/incidents/items?limit=1")["numberMatched"].as_u64().unwrap();
    let month =
        json("/collections/incidents/items?limit=1&datetime=2026-03-01/2026-03-31")["numberMatched"].as_u64().unwrap();
    assert!(0 < month && month < all);
    for bad in [
        "limit=0",
        "limit=-1",
        "limit=x",
        "offset=-1",
        "bbox=1,2,3",
        "bbox=a,b,c,d",
        "bbox=0,9,1,1",
        "bbox=0,0,1,inf",
        "datetime=2026-02-30",
        "datetime=x",
        "datetime=2026-02-02/2026-02-01",
        "colour=red",
        "limit=1&limit=2",
        "bbox=%ff",
        "datetime=%c3%a9%c3%a9%c3%a9%c3%a9%c3%a9%c3%a9",
    ] {
        problem("GET", &format!("/collections/wards/items?{bad}"), &[], 400);
    }
    for bad in
        ["lon=1", "lon=x&lat=1", "lon=200&lat=1", "lon=NaN&lat=1", "lon=1&lat=1&limit=0", "lon=1&lat=1&within=-1"]
    {
        problem("GET", &format!("/nearest?{bad}"), &[], 400);
    }
    problem("GET", "/nearest?lon=1&lat=1&collection=schemes", &[], 400);
    problem("GET", "/nearest?lon=1&lat=1&collection=roads", &[], 404);
    problem("GET", "/api/coverage?days=0", &[], 400);
    problem("GET", "/api/plan?date=2026-02-30", &[], 400);
    assert!(problem("GET", "/collections/roads", &[], 404).contains("streets"));
    problem("GET", "/collections/roads/items", &[], 404);
    problem("GET", "/nowhere", &[], 404);
    problem("GET", "/tiles/14/99999/0", &[], 404);
    problem("GET", "/tiles/x/1/1", &[], 400);
    problem("POST", "/collections", &[], 405);
}

#[test]
fn the_nearest_is_near() {
    let place = json("/collections/assets/items?limit=1");
    let at = &features(&place)[0]["geometry"]["coordinates"];
    let found = json(&format!("/nearest?collection=assets&limit=5&within=100000&lon={}&lat={}", at[0], at[1]));
    let distances: Vec<f64> =
        features(&found).iter().map(|f| f["properties"]["distance_m"].as_f64().unwrap()).collect();
    assert!(distances.len() == 5 && distances[0] < 0.1 && distances.is_sorted(), "{distances:?}");
    let street = json(&format!("/nearest?within=5000&lon={}&lat={}", at[0], at[1]));
    assert_eq!(features(&street)[0]["geometry"]["type"], "LineString");
}

#[test]
fn drafts_and_withdrawn_plans_are_never_served() {
    for collection in ["routes", "stops"] {
        let all = json(&format!("/collections/{collection}/items?limit=10000"));
        let seen: BTreeSet<(String, u64)> = features(&all)
            .iter()
            .map(|f| {
                assert_eq!(f["properties"]["status"], "published");
                let date = f["properties"]["date"].as_str().unwrap().to_owned();
                (date, f["properties"]["version"].as_u64().unwrap())
            })
            .collect();
        assert_eq!(seen, [("2026-11-24".to_owned(), 1), ("2026-11-25".to_owned(), 1)].into());
        let day = json(&format!("/collections/{collection}/items?datetime=2026-11-25&limit=10000"));
        assert_eq!(features(&day).len() * 2, features(&all).len());
    }
    assert_eq!(json("/api/plan?date=2026-11-24")["version"], 1);
    problem("GET", "/api/plan?date=2026-11-23", &[], 404);
    assert_eq!(json("/api/county")["plan_dates"].as_array().unwrap().len(), 2);
}

#[test]
fn a_council_sees_totals_and_no_route() {
    let payers = json("/api/councils");
    assert!(!payers.as_array().unwrap().is_empty());
    for payer in payers.as_array().unwrap() {
        let text = json(&format!("/api/councils/{}", payer["id"].as_str().unwrap())).to_string();
        for word in ["routes", "stops", "officer", "officers", "by_hour", "2026-11-25", "geometry", "planned"] {
            assert!(!text.contains(&format!("\"{word}\"")), "{word}: {text}");
        }
    }
    problem("GET", "/api/councils/nobody", &[], 404);
    problem("GET", "/api/councils/nobody/area", &[], 404);
}

#[test]
fn a_council_that_pays_a_part_is_told_its_part_and_its_own_area_first() {
    // Which parish council pays depends on the names that were made up.
    let payers = json("/api/councils");
    let council = payers.as_array().unwrap().iter().find(|p| p["id"].as_str().unwrap().ends_with("-pc")).unwrap();
    let told = json(&format!("/api/councils/{}", council["id"].as_str().unwrap()));
    let scheme = &told["schemes"][0];
    let funded = scheme["funded"].as_f64().unwrap();
    let posts = (funded * 1.5).round() / 10.0;
    assert_eq!((scheme["share"].as_f64(), scheme["posts_paid"].as_f64()), (Some(0.15), Some(posts)));
    let said = format!("Pays 15 % ({posts} post) of County rural wards");
    assert!(told["headline"].as_str().unwrap().starts_with(&said), "{said}: {told}");
    let codes = |list: &Value| list.as_array().unwrap().iter().map(|w| w["code"].to_string()).collect::<Vec<_>>();
    assert_eq!(codes(&told["wards"]).len(), 1, "its own parish alone");
    assert!(!codes(&scheme["wards"]).is_empty());
    assert!(!codes(&scheme["wards"]).contains(&codes(&told["wards"])[0]));
    let owed = scheme["hours_owed"].as_f64().unwrap();
    assert!((scheme["hours_owed_paid"].as_f64().unwrap() - 0.15 * owed).abs() < 1e-6);
    // A force without an area of its own is shown that of its schemes.
    assert!(!json("/api/councils/fenmark-police")["wards"].as_array().unwrap().is_empty());
}

#[test]
fn the_area_of_a_council_and_the_rest_share_no_ground() {
    for payer in json("/api/councils").as_array().unwrap() {
        let told = json(&format!("/api/councils/{}/area", payer["id"].as_str().unwrap()));
        let shape = |kind: &str| {
            let found = features(&told).iter().find(|f| f["properties"]["kind"] == kind).unwrap()["geometry"].clone();
            let geometry: geojson::Geometry = serde_json::from_value(found).unwrap();
            geo_types::MultiPolygon::<f64>::try_from(geometry).unwrap()
        };
        let (own, scheme, rest) = (shape("own"), shape("scheme"), shape("rest"));
        for area in [&own, &scheme] {
            assert!(area.intersection(&rest).unsigned_area() < area.unsigned_area() * 1e-4);
        }
        assert!((own.union(&scheme).union(&rest).unsigned_area() - 17.0 * 14.0).abs() < 1e-4, "nothing is lost");
    }
}

#[test]
fn only_this_machine_is_answered() {
    for host in ["evil.example", "evil.example:8080", "localhost.evil.example", "192.168.0.9:8080"] {
        problem("GET", "/collections/wards/items", &[("host", host)], 421);
    }
    for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"] {
        assert_eq!(ask("GET", "/collections", &[("host", host)]).0, StatusCode::OK, "{host}");
    }
}

#[test]
fn every_answer_is_guarded_and_nothing_is_sent_twice() {
    for address in ["/", "/collections", "/collections/wards/items", "/api", "/nowhere", "/tiles", "/collections/roads"]
    {
        let (_, head, _) = ask("GET", address, &[]);
        assert!(head["content-security-policy"].to_str().unwrap().contains("default-src 'self'"), "{address}");
        assert_eq!(head["x-content-type-options"], "nosniff", "{address}");
        assert_eq!(head["referrer-policy"], "no-referrer", "{address}");
        assert!(!head.contains_key("access-control-allow-origin"), "{address}");
    }
    let address = "/collections/wards/items";
    let (_, head, body) = ask("GET", address, &[]);
    let tag = head["etag"].to_str().unwrap().to_owned();
    for known in [tag.as_str(), "*", &format!("\"x\", {tag}")] {
        let (status, head, body) = ask("GET", address, &[("if-none-match", known)]);
        assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
        assert_eq!(head["etag"], tag.as_str());
    }
    assert_eq!(ask("GET", address, &[("if-none-match", "W/\"other\"")]).0, StatusCode::OK);
    let (status, head, none) = ask("HEAD", address, &[]);
    assert_eq!((status, none.len(), &head["etag"]), (StatusCode::OK, 0, &tag.parse().unwrap()));
    let (_, head, small) = ask("GET", address, &[("accept-encoding", "gzip")]);
    assert_eq!(head["content-encoding"], "gzip");
    assert!(small.len() < body.len());
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&small[..]).read_to_end(&mut text).unwrap();
    assert_eq!(text, body);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn no_question_makes_it_panic(
        path in prop_oneof![
            Just("/collections/streets/items".to_owned()), Just("/collections/incidents/items".to_owned()),
            Just("/nearest".to_owned()), Just("/api/plan".to_owned()), Just("/api/unpredictability".to_owned()),
            "/collections/[a-z%0-9]{0,8}/items/[%0-9a-z:.-]{0,12}", "/tiles/[0-9]{1,3}/[0-9]{1,9}/[0-9]{1,11}",
            "/assets/[a-z./%0-9]{0,12}", "/api/councils/[%0-9a-f]{1,9}",
        ],
        query in prop_oneof![
            "[a-z=&%0-9,./+-]{0,40}",
            "(limit|offset|bbox|datetime|lon|lat|within|date)=[0-9eE.,/%T:-]{0,30}",
            "bbox=-?[0-9]{1,3}(e[0-9]{1,3})?,-?[0-9]{1,3},[0-9]{1,3},[0-9]{1,3}(e[0-9]{1,3})?&limit=[0-9]{1,20}&offset=[0-9]{1,20}",
            "lon=-?[0-9]{1,3}&lat=-?[0-9]{1,2}&within=[0-9]{1,6}(e[0-9]{1,3})?&limit=[0-9]{1,3}",
        ],
    ) {
        // What no client can send does not reach a server.
        prop_assume!(format!("{path}?{query}").parse::<axum::http::Uri>().is_ok());
        let (status, head, body) = ask("GET", &format!("{path}?{query}"), &[]);
        prop_assert!(!status.is_server_error(), "{path}?{query}: {status}");
        if status.is_client_error() {
            prop_assert_eq!(&head["content-type"], "application/problem+json");
            prop_assert!(serde_json::from_slice::<Value>(&body).is_ok());
        }
    }
}

/// One request on a socket of its own; status line, headers and body as one text.
fn over_socket(address: &str, path: &str) -> String {
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = Vec::new();
    stream.read_to_end(&mut text).unwrap();
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(unix)]
#[test]
fn the_command_serves_follows_the_file_and_ends_when_told() {
    let dir = tempfile::tempdir().unwrap();
    let county = dir.path().join("c.gpkg");
    std::fs::copy(file(), &county).unwrap();
    let name = county.display().to_string();
    let mut child = Command::cargo_bin("footbeat")
        .unwrap()
        .args(["serve", "--listen", "127.0.0.1:0", "--county", &name])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("Footbeat is at http://").unwrap().trim_end_matches('/').to_owned();
    assert!(address.starts_with("127.0.0.1:") && !address.ends_with(":0"), "{line}");
    assert!(over_socket(&address, "/collections").starts_with("HTTP/1.1 200"));
    footbeat(&["import", "--county", &name, "--name", "Another name"]);
    let begun = Instant::now();
    while !over_socket(&address, "/api/county").contains("\"Another name\"") {
        assert!(begun.elapsed() < Duration::from_mins(1), "the new state is not served");
        std::thread::sleep(Duration::from_millis(100));
    }
    // A file that cannot be read any more leaves what was read.
    std::fs::write(&county, "no county").unwrap();
    std::thread::sleep(Duration::from_millis(2500));
    assert!(over_socket(&address, "/api/county").contains("\"Another name\""));
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    assert!(child.wait().unwrap().success());
}

#[test]
fn what_cannot_be_served_is_told_in_a_sentence() {
    let run = |args: &[&str]| {
        let out = Command::cargo_bin("footbeat").unwrap().arg("serve").args(args).output().unwrap();
        (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned())
    };
    let (code, told) = run(&["--county", "x.gpkg", "--listen", "0.0.0.0:8080"]);
    assert!(code == Some(2) && told.contains("no accounts"), "{told}");
    let (code, told) = run(&["--county", "no-such.gpkg", "--listen", "127.0.0.1:0"]);
    assert!(code == Some(1) && told.contains("no-such.gpkg"), "{told}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, told) = run(&["--county", &file().display().to_string(), "--listen", &address]);
    assert!(code == Some(1) && told.contains("cannot listen"), "{told}");
}
