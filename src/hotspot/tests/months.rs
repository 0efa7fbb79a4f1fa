//! What months may and may not do: later ones change nothing, the next one keeps names, 2020 and 2021 stay out.

use super::*;
use crate::domain::hotspot::Hotspot;

/// Everything that a report says, as text.
fn all(r: &HotspotReport) -> String {
    format!(
        "{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
        r.hotspots, r.gone, r.risk, r.pieces, r.hexagons, r.forecast, r.backtest, r.overlaps, r.notes
    )
}

fn up_to(county: &County, last: Month) -> County {
    let mut incidents = (*county.incidents).clone();
    incidents.rows.retain(|r| r.month <= last);
    for held in incidents.months.values_mut() {
        held.retain(|month, _| *month <= last);
    }
    County { incidents: Arc::new(incidents), ..county.clone() }
}

#[test]
fn nothing_after_the_last_month_is_used_and_no_order_of_rows_shows() {
    let whole = synthetic();
    let until = whole.incidents.last_month().unwrap().plus(-2);
    let options = HotspotOptions { until: Some(until), ..HotspotOptions::default() };
    let with = find(&whole, options);
    assert_eq!(with.months.unwrap().1, until);
    assert!(!with.hotspots.is_empty());
    assert_eq!(all(&with), all(&find(&up_to(&whole, until), HotspotOptions::default())));
    let mut turned = up_to(&whole, until);
    let mut incidents = (*turned.incidents).clone();
    incidents.rows.reverse();
    let n = incidents.rows.len();
    for i in (0..n / 2).step_by(7) {
        incidents.rows.swap(i, (i * 31 + 11) % n);
    }
    turned.incidents = Arc::new(incidents);
    assert_eq!(all(&with), all(&find(&turned, HotspotOptions::default())));
}

#[test]
fn the_same_place_keeps_its_name_when_a_month_is_added() {
    let county = synthetic();
    let last = county.incidents.last_month().unwrap();
    let at = |n: i32| find(&county, HotspotOptions { until: Some(last.plus(n)), ..HotspotOptions::default() });
    let (before, after) = (at(-1), at(0));
    let streets = |h: &Hotspot| h.segments.iter().copied().collect::<std::collections::BTreeSet<_>>();
    let mut same = 0;
    for h in &after.hotspots {
        if let Some(old) = before.hotspots.iter().find(|o| streets(o) == streets(h)) {
            // Parts of one long street may be two hotspots: then either of them.
            let twins: Vec<&str> =
                before.hotspots.iter().filter(|o| streets(o) == streets(h)).map(|o| o.id.as_str()).collect();
            assert!(twins.contains(&h.id.as_str()), "{} was {}", h.id, old.id);
            same += 1;
        }
        if let Some(old) = before.hotspots.iter().find(|o| o.id == h.id) {
            assert!(streets(old).intersection(&streets(h)).next().is_some(), "{} is elsewhere now", h.id);
        }
    }
    assert!(same >= 5, "{same} places are just the same");
    let kept = after.hotspots.iter().filter(|h| before.hotspots.iter().any(|o| o.id == h.id)).count();
    assert!(kept * 10 >= after.hotspots.len() * 7, "{kept} of {}", after.hotspots.len());
    for g in &after.gone {
        assert!(after.hotspots.iter().all(|h| h.id != g.id) && g.last < last);
    }
}

#[test]
fn the_years_of_lockdown_are_in_no_baseline() {
    let months = |from: (i16, i8), n: i32| (0..n).map(move |i| Month::new(from.0, from.1).unwrap().plus(i));
    let mut rows = Vec::new();
    for m in months((2021, 7), 12) {
        let n = if m.year() == 2021 { 60 } else { 6 };
        rows.extend((0..n).map(|_| row(&m.to_string(), "Anti-social behaviour", at(2.0, 2.0))));
    }
    let options = HotspotOptions { harm: HarmProfile::Count, ..HotspotOptions::default() };
    let report = find(&with_rows(rows.clone(), &[]), options);
    let sum: f64 = report.pieces.iter().map(|p| p.score).sum();
    assert!((sum - 6.0).abs() < 1e-9, "six a month, as in 2022, not {sum}");
    assert!(report.notes.iter().any(|n| n.contains("2021-07 to 2021-12")), "{:?}", report.notes);
    // Where nothing else is held, they are better than nothing.
    rows.retain(|r| r.month.year() == 2021);
    let only = find(&with_rows(rows, &[]), options);
    assert!((only.pieces.iter().map(|p| p.score).sum::<f64>() - 60.0).abs() < 1e-9);
}

#[test]
fn scores_of_pieces_sum_to_weights_for_any_bandwidth_and_profile() {
    let county = synthetic();
    for (harm, bandwidth) in
        [(HarmProfile::Cchi, None), (HarmProfile::Count, Some(137.0)), (HarmProfile::Css, Some(500.0))]
    {
        let report = find(&county, HotspotOptions { harm, bandwidth, ..HotspotOptions::default() });
        let (score, weight) = report.pieces.iter().fold((0.0, 0.0), |s, p| (s.0 + p.score, s.1 + p.weight));
        assert!(weight > 0.0 && (score - weight).abs() < 1e-9 * weight, "{score} for {weight}");
        assert!(report.pieces.iter().all(|p| p.to_m - p.from_m <= 50.0 + 1e-9));
    }
}

#[test]
fn what_police_find_counts_when_asked_and_its_effect_is_told() {
    let mut rows = planted();
    rows.extend(months().iter().flat_map(|m| (0..9).map(|_| row(m, "Drugs", at(7.0, 7.0))).collect::<Vec<_>>()));
    let county = with_rows(rows, &[]);
    let asked = HotspotOptions {
        harm: HarmProfile::Count,
        police_generated: true,
        police_effect: true,
        ..HotspotOptions::default()
    };
    let with = find(&county, asked);
    assert!((with.pieces.iter().map(|p| p.score).sum::<f64>() - 15.0).abs() < 1e-9);
    let count = with.police_effect.iter().find(|e| e.profile == "count").unwrap();
    assert!((count.harm_share - 9.0 / 15.0).abs() < 1e-9, "{count:?}");
    let without = find(&county, HotspotOptions { harm: HarmProfile::Count, ..HotspotOptions::default() });
    assert!(
        (without.pieces.iter().map(|p| p.score).sum::<f64>() - 6.0).abs() < 1e-9 && without.police_effect.is_empty()
    );
}

#[test]
fn weights_of_the_user_decide_where_hotspots_are() {
    let mut rows = planted();
    rows.extend(months().iter().flat_map(|m| (0..6).map(|_| row(m, "Shoplifting", at(7.0, 7.0))).collect::<Vec<_>>()));
    let county = with_rows(rows, &[]);
    let own = OwnWeights::read("category,weight\nshoplifting,3\n").unwrap();
    let report = find_with(&county, HotspotOptions { harm: HarmProfile::Own, ..HotspotOptions::default() }, Some(&own));
    assert!((report.pieces.iter().map(|p| p.score).sum::<f64>() - 18.0).abs() < 1e-9);
    assert_eq!(report.overlaps.len(), 4, "beside all profiles that ship");
}
