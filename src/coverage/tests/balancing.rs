//! Need against supply, overlaps, the feedback loop, a year reviewed, and what must hold of all coverage.

use super::world::{ON, at, code, county, measured, officer, post, scheme, shift, visit, with};
use crate::county::County;
use crate::coverage::balance::lorenz;
use crate::coverage::feedback::simulate;
use crate::coverage::{CoverageOptions, DeployOptions, ReviewKind, equity, measure, review};
use crate::domain::tables::Visit;
use crate::hotspot::HotspotReport;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Gini by its definition: mean difference of supply for each unit of need, over pairs.
fn gini(pairs: &[(f64, f64)]) -> f64 {
    let (need, supply) = pairs.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
    let mut sum = 0.0;
    for a in pairs {
        for b in pairs {
            // Need-weighted difference of the ratios of supply to need.
            sum += (a.1 / supply * b.0 / need - b.1 / supply * a.0 / need).abs();
        }
    }
    sum / 2.0
}

proptest! {
    #[test]
    fn the_curve_is_that_of_the_definition(pairs in prop::collection::vec((0.1..10.0f64, 0.0..10.0f64), 1..12)) {
        prop_assume!(pairs.iter().any(|p| p.1 > 0.0));
        let (told, points) = lorenz(&pairs).unwrap();
        prop_assert!((told - gini(&pairs)).abs() < 1e-9, "{} and {}", told, gini(&pairs));
        prop_assert!(points.windows(2).all(|w| w[0][0] <= w[1][0] && w[0][1] <= w[1][1]));
        let last = points[points.len() - 1];
        prop_assert!((last[0] - 1.0).abs() < 1e-9 && (last[1] - 1.0).abs() < 1e-9);
        prop_assert!(points.iter().all(|p| p[1] <= p[0] + 1e-9), "below the diagonal");
    }
}

fn walked() -> County {
    with(county(3), |o| {
        o.schemes = vec![scheme("a", &["T1", "T2"]), scheme("b", &["T2", "T3"])];
        o.posts = vec![post("p1", "a", Some("1")), post("p2", "b", Some("2"))];
        o.officers = vec![officer("1", "a"), officer("2", "b")];
        o.shifts = vec![shift("1", "2026-06-20"), shift("2", "2026-06-20")];
        o.visits = vec![visit("1", "2026-06-20", 3.0, 3.0), visit("2", "2026-06-20", 3.0, 5.0)];
    })
}

#[test]
fn money_and_minutes_that_miss_each_other_are_told() {
    let report = measured(&walked());
    let twice = &report.overlap.paid_twice;
    assert_eq!(twice.len(), 1);
    assert_eq!((twice[0].name.as_str(), twice[0].schemes.len()), ("Town 2", 2));
    assert!(twice[0].km > 5.0 && twice[0].residents.abs_diff(2000) < 5, "{:?}", (twice[0].km, twice[0].residents));
    // Officer 2 of scheme b was in Town 1, for which only a pays.
    let outside = &report.overlap.outside;
    assert_eq!(outside.len(), 1);
    assert_eq!((outside[0].scheme.as_str(), outside[0].wards[0].0.as_str()), ("b", "Town 1"));
    assert!((outside[0].share - 1.0).abs() < 1e-9);
    let silent: Vec<&str> = report.overlap.unvisited.iter().map(|k| k.code.as_str()).collect();
    assert_eq!(silent, ["T2", "T3"]);
}

#[test]
fn wards_that_explain_an_imbalance_are_named() {
    let balance = measured(&walked()).balance;
    let sum = |f: fn(&crate::coverage::WardBalance) -> Option<f64>| balance.wards.iter().filter_map(f).sum::<f64>();
    assert!((sum(|w| Some(w.need_share)) - 1.0).abs() < 1e-9 && (sum(|w| w.minutes_share) - 1.0).abs() < 1e-9);
    assert!(sum(|w| w.surplus).abs() < 1e-9);
    assert!(balance.by_record && balance.gini.unwrap() > 0.5, "{balance:?}");
    assert_eq!(balance.wards.last().unwrap().name, "Town 1");
    assert!(balance.words.contains("Most: Town 1"), "{}", balance.words);
    let nothing = measured(&county(2)).balance;
    assert!(nothing.gini.is_none() && nothing.words.contains("no minutes"));
}

#[test]
fn shares_of_tenths_add_up() {
    let c = walked();
    let options = CoverageOptions { days: 28, on: ON.parse().unwrap() };
    let tenths: BTreeMap<_, _> = [(code("T1"), 1), (code("T2"), 10)].into();
    let told = equity(&c, &HotspotReport::default(), options, &tenths);
    let sum: f64 = told.tenths.iter().map(|t| t.residents).sum();
    assert!((sum + told.unmatched - 1.0).abs() < 1e-9 && told.unmatched > 0.2);
    assert!((told.tenths[0].minutes - 1.0).abs() < 1e-9, "all minutes were in Town 1");
    assert!(told.tenths[9].minutes_by_residents == Some(0.0) && told.tenths[4].minutes_by_residents.is_none());
}

#[test]
fn the_loop_concentrates_and_the_safeguards_hold_it() {
    let places: Vec<(f64, f64)> = (0..60).map(|i| (2.0 + f64::from(i % 7) * 3.0, 1500.0)).collect();
    let runs = simulate(&places, 7);
    assert_eq!(runs, simulate(&places, 7));
    assert!(runs.iter().all(|r| r.months.len() == 25));
    let end = |i: usize| runs[i].months[24];
    assert!(runs[0].months[0].gini < end(0).gini, "{:?}", end(0));
    assert!(end(0).misplaced > end(2).misplaced, "{:?} {:?}", end(0), end(2));
    assert!(end(1).gini > end(2).gini && end(2).gini > end(3).gini);
    assert!(simulate(&[], 1).iter().all(|r| r.months[24].unseen == 0));
}

#[test]
fn a_review_fills_gaps_beside_which_somebody_works() {
    // Both officers hold the same small ward; the next one has nobody.
    let c = with(county(3), |o| {
        o.schemes = vec![scheme("a", &["T1"])];
        o.posts = vec![post("p1", "a", Some("1")), post("p2", "a", Some("2")), post("p3", "a", None)];
        o.officers = vec![officer("1", "a"), officer("2", "a")];
    });
    let told = review(&c, (&HotspotReport::default(), &measured(&c)), ON.parse().unwrap(), &DeployOptions::posts(1));
    assert_eq!(told.changes[0].kind, ReviewKind::Fill);
    let attached: Vec<&str> =
        told.changes.iter().filter(|c| c.kind == ReviewKind::Attach).map(|c| c.ward_name.as_str()).collect();
    assert!(attached.contains(&"Town 2"), "{attached:?}");
    let sum: f64 = told.changes.iter().map(|c| c.gain).sum();
    assert!((sum - (told.won[1] - told.won[0])).abs() < 1e-6, "the changes explain all that is won");
    assert!(told.won[1] > told.won[0] + 10.0 && told.won[1] <= told.need);
    assert!(told.changes.iter().all(|c| c.cost >= 0.0));
    let nobody = review(
        &county(2),
        (&HotspotReport::default(), &measured(&county(2))),
        ON.parse().unwrap(),
        &DeployOptions::posts(1),
    );
    assert!(nobody.changes.is_empty() && nobody.won == [0.0, 0.0]);
}

/// A few visits anywhere, in any order.
fn visits() -> impl Strategy<Value = Vec<Visit>> {
    let one = (0..2u8, 1..29u8, -2.0..30.0f64, -2.0..10.0f64, 8..20u8).prop_map(|(who, day, x, y, hour)| Visit {
        start: format!("{hour:02}:00").parse().unwrap(),
        end: format!("{hour:02}:20").parse().unwrap(),
        id: format!("{who}-{day}-{x}-{y}-{hour}"),
        at: at(x, y),
        ..visit(if who == 0 { "1" } else { "2" }, &format!("2026-06-{day:02}"), 0.0, 0.0)
    });
    prop::collection::vec(one, 0..12)
}

fn told(visits: &[Visit]) -> crate::coverage::CoverageReport {
    let mut sorted = visits.to_vec();
    sorted.sort_by(|a, b| (a.date, a.start, &a.id).cmp(&(b.date, b.start, &b.id)));
    let c = with(walked(), |o| o.visits = sorted);
    measure(&c, &HotspotReport::default(), CoverageOptions { days: 28, on: ON.parse().unwrap() })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn coverage_never_grows_by_taking_a_visit_away(all in visits(), which in any::<prop::sample::Index>()) {
        prop_assume!(!all.is_empty());
        let mut fewer = all.clone();
        fewer.remove(which.index(all.len()));
        let (more, less) = (told(&all), told(&fewer));
        for (a, b) in more.days_unseen.iter().zip(&less.days_unseen) {
            // Never seen is longer ago than any day.
            prop_assert!(a.unwrap_or(u32::MAX) <= b.unwrap_or(u32::MAX));
        }
        for a in &more.wards {
            let b = less.wards.iter().find(|w| w.key == a.key).unwrap();
            if let (Some(a), Some(b)) = (a.seen_share, b.seen_share) {
                prop_assert!(b <= a + 1e-12);
            }
        }
    }

    #[test]
    fn parts_of_wards_add_up_whatever_the_order(all in visits(), seed in any::<u64>()) {
        let mut mixed = all.clone();
        let n = mixed.len().max(1);
        for i in 0..mixed.len() {
            mixed.swap(i, (seed as usize).wrapping_mul(i + 1) % n);
        }
        let (a, b) = (told(&all), told(&mixed));
        prop_assert_eq!(&a.wards, &b.wards);
        prop_assert_eq!(&a.uncovered, &b.uncovered);
        prop_assert_eq!(&a.overlap, &b.overlap);
        prop_assert_eq!(&a.balance, &b.balance);
        for w in &a.wards {
            // Seen, unseen and unknown are parts of one whole.
            let seen = w.seen_share.unwrap_or(0.0);
            prop_assert!((0.0..=1.0 + 1e-9).contains(&(seen + w.unknown_share)), "{} {}", seen, w.unknown_share);
        }
        let shares: f64 = a.wards.iter().map(|w| w.harm_share).sum();
        prop_assert!(shares <= 1.0 + 1e-9);
    }
}

#[test]
fn wards_and_posts_in_any_order_get_the_same_answers() {
    let c = walked();
    let turned = with(walked(), |o| {
        o.schemes.reverse();
        o.posts.reverse();
        o.officers.reverse();
        o.shifts.reverse();
    });
    let (a, b) = (measured(&c), measured(&turned));
    assert_eq!(a.wards, b.wards);
    assert_eq!(a.overlap, b.overlap);
    assert_eq!(a.schemes, b.schemes);
    let deployed = |c: &County| crate::coverage::deploy(c, &HotspotReport::default(), &measured(c), 3);
    assert_eq!(deployed(&c), deployed(&turned));
}
