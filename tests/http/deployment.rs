//! The league table, what-if with N, and the feedback loop, as the page asks for them.

use super::{ask, json, problem};
use axum::http::StatusCode;
use serde_json::Value;

fn text(address: &str) -> (String, String) {
    let (status, head, body) = ask("GET", address, &[]);
    assert_eq!(status, StatusCode::OK, "{address}");
    (head["content-type"].to_str().unwrap().to_owned(), String::from_utf8(body).unwrap())
}

#[test]
fn the_league_table_is_sorted_and_downloaded() {
    let told = json("/api/league?sort=residents&order=asc");
    let rows = told["rows"].as_array().unwrap();
    assert!(rows.len() > 3);
    assert!(rows.is_sorted_by_key(|r| r["residents"].as_u64().unwrap()));
    let down = json("/api/league?sort=name");
    let names: Vec<&str> = down["rows"].as_array().unwrap().iter().filter_map(|r| r["name"].as_str()).collect();
    assert!(names.is_sorted_by(|a, b| a >= b), "{names:?}");
    let days: Vec<Value> = json("/api/league?sort=days_unseen")["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["days_unseen"].clone())
        .collect();
    let known = days.iter().take_while(|d| !d.is_null()).count();
    assert!(days[known..].iter().all(Value::is_null), "unknown comes last");
    let (media, table) = text("/api/league?sort=residents&format=csv");
    assert!(media.starts_with("text/csv") && table.starts_with("code,vintage,name,residents,"));
    assert_eq!(table.lines().count(), rows.len() + 1);
    let (media, map) = text("/api/league?format=geojson");
    assert_eq!(media, "application/geo+json");
    let map: Value = serde_json::from_str(&map).unwrap();
    assert_eq!(map["features"].as_array().unwrap().len(), rows.len());
    assert!(
        map["features"][0]["geometry"]["coordinates"].is_array()
            && map["features"][0]["properties"]["name"].is_string()
    );
    assert!(!json("/api/league?by=parishes")["rows"].as_array().unwrap().is_empty());
    for wrong in ["sort=nothing", "days=0", "format=xml", "by=streets", "order=up", "unknown=1"] {
        problem_or_refused(&format!("/api/league?{wrong}"));
    }
}

fn problem_or_refused(address: &str) {
    let (status, _, _) = ask("GET", address, &[]);
    assert_eq!(status, StatusCode::BAD_REQUEST, "{address}");
}

#[test]
fn what_if_with_more_posts() {
    let told = json("/api/deploy?posts=2&what_if=4");
    assert_eq!(told["areas"]["features"].as_array().unwrap().len(), 2);
    assert_eq!(told["steps"].as_array().unwrap().len(), 2);
    assert!(told["on_duty_words"].as_str().unwrap().contains("on duty") && told["pays_words"].is_string());
    let area = &told["areas"]["features"][0];
    assert_eq!(area["properties"]["post"], 1);
    assert!(area["properties"]["shift_share_on_beat"].as_f64().unwrap() >= 0.5 && area["geometry"]["type"].is_string());
    let compared = &told["what_if"];
    let sum: f64 = compared["wards"].as_array().unwrap().iter().map(|w| w["change"].as_f64().unwrap()).sum();
    let whole = compared["won"][1].as_f64().unwrap() - compared["won"][0].as_f64().unwrap();
    assert!((sum - whole).abs() < 1e-6 && compared["posts"] == serde_json::json!([2, 4]));
    let (media, table) = text("/api/deploy?posts=2&what_if=4&format=csv");
    assert!(media.starts_with("text/csv") && table.starts_with("code,name,residents,need,posts_a"));
    assert!(text("/api/deploy?posts=2&format=csv").1.starts_with("post,ward_names"));
    assert_eq!(json("/api/deploy?posts=2&what_if=by_hand")["what_if"]["posts"], serde_json::json!([2, 2]));
    for wrong in ["posts=0", "posts=201", "posts=2&what_if=x", "posts=2&what_if=0", "posts=2&format=pdf"] {
        let said = problem("GET", &format!("/api/deploy?{wrong}"), &[], 400);
        assert!(said.contains("would be right"), "{said}");
    }
}

#[test]
fn coverage_tells_balance_and_overlaps() {
    let told = json("/api/coverage");
    assert!(told["balance"]["words"].as_str().unwrap().starts_with("Need against supply"));
    assert!(told["balance"]["lorenz"].is_array() && told["overlap"]["paid_twice"].is_array());
}

#[test]
fn the_feedback_loop_is_repeated_by_its_seed() {
    let told = json("/api/feedback?seed=3");
    assert_eq!(told["runs"].as_array().unwrap().len(), 4);
    assert_eq!(told["runs"][0]["months"].as_array().unwrap().len(), 25);
    assert_eq!(told, json("/api/feedback?seed=3"));
}
