//! Hotspots as the map page asks for them.

use super::json;

#[test]
fn hotspots_come_with_trend_forecast_and_backtest() {
    let all = json("/api/hotspots");
    let spots = all["hotspots"].as_array().unwrap();
    assert!(!spots.is_empty());
    for h in spots {
        let n = |key: &str| h[key].as_f64().unwrap_or_else(|| panic!("{key} of {h}"));
        assert!(n("score_low") <= n("score") && n("score") <= n("score_high"));
        assert!(n("prevented_per_minute") > 0.0 && n("visit_min") >= 12.0);
        assert!(n("months_hot") >= 1.0 && n("months_active") >= 1.0);
        assert!(["new", "growing", "steady", "fading"].contains(&h["trend"].as_str().unwrap()));
        assert!(h["since"].as_str().unwrap() <= h["months"][1].as_str().unwrap());
    }
    let ids: Vec<&str> = spots.iter().map(|h| h["id"].as_str().unwrap()).collect();
    for g in all["gone"].as_array().unwrap() {
        assert!(!ids.contains(&g["id"].as_str().unwrap()) && g["last"].is_string() && g["at"][0].is_number());
    }
    let f = &all["forecast"];
    assert!(f["month"].as_str() > all["months"][1].as_str(), "{f}");
    assert!(f["ships_words"].is_string() && f["bandwidth_m"].as_f64() > Some(0.0) && f["proved"].is_boolean());
    let gains = f["gains"].as_array().unwrap();
    assert_eq!(gains.len(), 3);
    assert!(gains.iter().all(|g| g["baseline_words"].is_string() && g["interval"][0].is_number()), "{f}");
    let b = &all["backtest"];
    assert_eq!(b["months"].as_array().unwrap().len() as u64, f["months"].as_u64().unwrap());
    for table in ["points", "spread"] {
        // The chosen forecast, three forecasts and four baselines at 1, 2 and 5 %.
        let rows = b[table]["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 24);
        for r in rows {
            for figure in ["pai", "pei", "recaptured"] {
                let n = |key: &str| r[figure][key].as_f64().unwrap();
                assert!(n("low") <= n("value") + 1e-9 && n("value") <= n("high") + 1e-9, "{r}");
            }
        }
    }
    assert_eq!(all["overlaps"].as_array().unwrap().len(), 3);
}
