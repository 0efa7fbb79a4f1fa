//! The plan as GeoJSON has what the contract says.

use super::world::{county, engagement, officer, with};
use super::{FRIDAY, planned};
use crate::patrol::geojson::feature_collection;
use serde_json::Value;

#[test]
fn every_kind_of_feature_has_the_properties_of_the_contract() {
    let c = with(county(), |o| {
        o.officers = vec![officer("1", true)];
        o.engagements = vec![engagement("e1", FRIDAY, ("11:00", "11:45"), 5.0, 5.0)];
        // Nobody has the power: something is left out.
        let mut t = super::tasking("t1", FRIDAY, ("14:00", "15:00"), 3.0, 3.0);
        t.power = "issue_penalty".into();
        o.taskings = vec![t];
    });
    let plan = planned(&c, FRIDAY);
    let all = feature_collection(&plan);
    let wanted: &[(&str, &[&str], &[&str])] = &[
        (
            "route",
            &["LineString", "MultiLineString"],
            &[
                "plan_id",
                "version",
                "status",
                "officer",
                "team",
                "scheme",
                "date",
                "start",
                "end",
                "km",
                "ride_km",
                "reward",
                "seed",
                "iterations",
                "minutes",
            ],
        ),
        (
            "stop",
            &["Point", "LineString"],
            &[
                "officer",
                "seq",
                "arrive",
                "leave",
                "dwell_min",
                "demand",
                "demand_kind",
                "purpose_kind",
                "purpose",
                "action",
                "reward",
                "ward",
            ],
        ),
        ("break", &["Point"], &["officer", "arrive", "leave"]),
        ("base", &["Point"], &["officer", "arrive", "leave"]),
        ("ride", &["LineString"], &["officer", "mode", "depart", "arrive", "km"]),
        ("left_out", &["Point"], &["demand", "demand_kind", "reward", "reason", "cost"]),
    ];
    let features = all["features"].as_array().unwrap();
    for (kind, shapes, properties) in wanted {
        let found: Vec<&Value> = features.iter().filter(|f| f["properties"]["kind"] == *kind).collect();
        assert!(!found.is_empty(), "no {kind}");
        for f in found {
            let geometry = f["geometry"]["type"].as_str().unwrap();
            assert!(shapes.contains(&geometry), "{kind} as {geometry}");
            for p in *properties {
                assert!(f["properties"].get(p).is_some(), "{kind} without {p}");
            }
            each_position(&f["geometry"]["coordinates"], &mut |lon, lat| {
                assert!((-3.1..-2.8).contains(&lon) && (51.4..51.6).contains(&lat), "{lon}, {lat}");
            });
            for time in ["arrive", "leave", "depart", "start", "end"] {
                if let Some(t) = f["properties"].get(time).and_then(Value::as_str) {
                    assert!(t.starts_with(FRIDAY) && t.ends_with("+01:00"), "{t}");
                }
            }
        }
    }
    let route = features.iter().find(|f| f["properties"]["kind"] == "route").unwrap();
    assert_eq!(route["geometry"]["type"], "MultiLineString", "rides break the line");
    assert!(route["properties"]["minutes"]["slack"].as_i64().unwrap() > 0);
}

fn each_position(v: &Value, look: &mut impl FnMut(f64, f64)) {
    match v.as_array().map(Vec::as_slice) {
        Some([lon, lat]) if lon.is_number() => look(lon.as_f64().unwrap(), lat.as_f64().unwrap()),
        Some(list) => list.iter().for_each(|x| each_position(x, look)),
        None => {}
    }
}
