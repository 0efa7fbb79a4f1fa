//! Unpredictability as the page asks for it: published on 24 and 25 November, withdrawn on the 23rd, a draft of the 24th.

use super::{json, problem};
use serde_json::Value;

fn told(query: &str) -> Value {
    json(&format!("/api/unpredictability{query}"))
}

fn dates(told: &Value) -> Vec<&str> {
    told["published"].as_array().unwrap().iter().map(|d| d.as_str().unwrap()).collect()
}

#[test]
fn only_published_plans_up_to_the_date_count() {
    let today = told("");
    assert_eq!(today, told("?date=2026-11-24"));
    assert_eq!(dates(&today), ["2026-11-24"]);
    assert_eq!((today["from"].as_str(), today["to"].as_str()), (Some("2026-10-28"), Some("2026-11-24")));
    let two = told("?date=2026-11-25");
    assert_eq!(dates(&two), ["2026-11-24", "2026-11-25"]);
    assert_eq!(two["totals"]["visits"].as_u64().unwrap(), 2 * today["totals"]["visits"].as_u64().unwrap());
    // The plan of the 25th is not there on the 23rd, nor is the withdrawn one.
    let before = told("?date=2026-11-23");
    assert!(dates(&before).is_empty() && before["hotspots"].as_array().unwrap().is_empty());
    assert_eq!(before["to"], "2026-11-22");
    assert!(before["headline"].as_str().unwrap().starts_with("No plan is published"));
    // Four weeks later they have left the window.
    assert!(dates(&told("?date=2026-12-24")).is_empty());
}

#[test]
fn the_figures_are_those_of_the_plans() {
    let plan = json("/api/plan?date=2026-11-24");
    let routes = plan["routes"].as_array().unwrap();
    let stops = routes.iter().flat_map(|r| r["items"].as_array().unwrap()).filter(|i| i["kind"] == "hotspot").count();
    let today = told("?date=2026-11-24");
    let hotspots = today["hotspots"].as_array().unwrap();
    assert!(!hotspots.is_empty());
    let mut visits = 0;
    for h in hotspots {
        let by_hour = h["by_hour"].as_array().unwrap();
        assert_eq!(by_hour.len(), 24);
        assert_eq!(h["visits"].as_u64(), Some(by_hour.iter().map(|n| n.as_u64().unwrap()).sum()));
        visits += h["visits"].as_u64().unwrap();
        assert!(!h["name"].as_str().unwrap().is_empty() && h["rank"].is_u64());
        json(&format!("/collections/hotspots/items/{}", h["id"].as_str().unwrap()));
        assert_eq!((h["verdict"].as_str(), h["entropy_share"].is_null()), (Some("too_few"), true));
    }
    assert_eq!(visits as usize, stops);
    let limits = &today["limits"];
    assert_eq!((limits["entropy_share"].as_f64(), limits["alike_share"].as_f64()), (Some(0.8), Some(0.2)));
    assert_eq!((limits["visits"].as_u64(), limits["days"].as_u64()), (Some(10), Some(6)));
}

#[test]
fn officers_have_call_signs_and_the_same_day_twice_begins_alike() {
    // Both published days are the same plan.
    for o in told("?date=2026-11-25")["officers"].as_array().unwrap() {
        assert_eq!((o["days"].as_u64(), o["compared"].as_u64()), (Some(2), Some(1)));
        assert_eq!(o["alike_on"], serde_json::json!(["2026-11-25"]));
        let label = o["label"].as_str().unwrap();
        assert!(!label.is_empty() && !label.contains('('), "{label}");
    }
}

#[test]
fn what_is_no_date_is_refused() {
    for bad in ["2026-02-30", "yesterday", "2026-11", "%ff"] {
        assert!(!problem("GET", &format!("/api/unpredictability?date={bad}"), &[], 400).is_empty());
    }
    problem("POST", "/api/unpredictability", &[], 405);
}
