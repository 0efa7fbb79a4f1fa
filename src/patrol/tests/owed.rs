//! What is owed to who pays, and officers who meet.

use super::world::{asset, code, county, officer, shift, tasking, with};
use super::{FRIDAY, demands, officers, planned, told};
use crate::domain::AssetKind;
use crate::domain::plan::{Plan, PlanStatus};
use crate::domain::tables::Scheme;
use crate::patrol::schemes::tests::scheme;
use std::sync::Arc;

/// A scheme that promises hours a week to each of its areas.
pub fn promised(id: &str, areas: &[&str], hours: f64) -> Scheme {
    let areas = areas.iter().map(|a| code(a)).collect();
    Scheme { areas, min_hours_area_week: Some(hours), ..scheme(id, 37.0) }
}

/// Minutes of stops in a ward.
fn minutes(plan: &Plan, ward: &str) -> i32 {
    let stops = plan.routes.iter().flat_map(crate::domain::Route::stops);
    let there = stops.filter(|s| s.ward.as_ref().is_some_and(|w| w.code.as_str() == ward));
    there.map(|s| (s.leave - s.arrive).get() / 60).sum()
}

#[test]
fn an_area_gets_the_minutes_that_its_scheme_promises() {
    // The town has much to do and the village little; the officer covers both.
    let base = |hours: f64| {
        with(county(), |o| {
            o.officers = vec![officer("1", true)];
            o.officers[0].scheme = Some("a".into());
            o.schemes = vec![promised("a", &["W0000001", "W0000002"], hours)];
            let village = county().ground.settlements.iter().find(|s| s.name == "Farham").unwrap().at;
            for i in 0..12 {
                let mut place = asset(&format!("v{i}"), AssetKind::Church, 0.0, 0.0, "");
                (place.at, place.risk_band) = (village, crate::domain::RiskBand::Low);
                o.assets.push(place);
                let mut school = asset(&format!("s{i}"), AssetKind::School, f64::from(i % 9), f64::from(i / 9), "");
                school.risk_band = crate::domain::RiskBand::High;
                o.assets.push(school);
            }
        })
    };
    let (free, owed) = (planned(&base(0.0), FRIDAY), planned(&base(3.0), FRIDAY));
    let village = |p: &Plan| minutes(p, "W0000002");
    assert!(village(&owed) > village(&free), "{} {}", told(&owed), told(&free));
    let says = |p: &Plan| p.notes.iter().filter(|n| n.contains("what the scheme promises")).count();
    assert_eq!(says(&free), 0);
    // More than a day can hold is told with what it cost to leave it.
    let much = planned(&base(90.0), FRIDAY);
    assert!(says(&much) > 0, "{:?}", much.notes);
}

#[test]
fn what_a_week_has_given_is_taken_off_what_is_owed() {
    let c = with(county(), |o| {
        o.officers = vec![officer("1", true)];
        o.officers[0].scheme = Some("a".into());
        o.schemes = vec![promised("a", &["W0000001"], 7.0)];
    });
    let owed = |c: &crate::county::County, date: &str| {
        let prepared = crate::patrol::prepare_from(
            c,
            &super::request(date),
            &super::world::picture(c, &[(2.0, 2.0)]),
            &crate::patrol::rewards::Rewards::shipped(),
        );
        let p = prepared.unwrap();
        p.problem.quotas.iter().zip(&p.owed).filter(|q| !q.1.is_empty()).map(|q| q.0.seconds).sum::<i64>()
    };
    // Thursday: seven hours over four days that are left.
    assert_eq!(owed(&c, "2026-07-09"), 7 * 3600 / 4);
    let mut plan = planned(&c, "2026-07-09");
    plan.status = PlanStatus::Published;
    let given = i64::from(minutes(&plan, "W0000001")) * 60;
    assert!(given > 0);
    let after = crate::county::County { plans: Arc::new(vec![plan]), ..c };
    let friday = owed(&after, FRIDAY);
    assert!((friday - (7 * 3600 - given) / 3).abs() < 60 * 20, "{friday} {given}");
    // A new week begins.
    assert_eq!(owed(&after, "2026-07-13"), 7 * 3600 / 7);
}

#[test]
fn officers_from_two_ways_meet_for_what_needs_two() {
    let c = with(officers(&["1", "2", "3"]), |o| {
        o.shifts = ["1", "2", "3"].map(|id| shift(id, FRIDAY, "08:00", "16:00")).to_vec();
        let mut t = tasking("t1", FRIDAY, ("10:00", "14:00"), 5.0, 2.0);
        t.officers_needed = 2;
        o.taskings = vec![t];
    });
    let plan = planned(&c, FRIDAY);
    let stops: Vec<_> = plan
        .routes
        .iter()
        .flat_map(|r| r.stops().map(move |s| (r.officer.as_str(), s)))
        .filter(|(_, s)| s.demand.as_str() == "tasking:t1")
        .collect();
    assert_eq!(stops.len(), 2, "{}", told(&plan));
    assert_eq!(stops[0].1.arrive, stops[1].1.arrive);
    assert_eq!(stops[0].1.arrive.get() % 300, 0);
    assert!(stops[0].1.purpose.contains("Together with PCSO"), "{}", stops[0].1.purpose);
    // One visit is counted once.
    assert!(stops.iter().filter(|s| s.1.reward.get() == 0).count() == 1);
    assert!(demands(&plan).len() > 2);
}

#[test]
fn a_stay_at_a_hotspot_is_as_long_as_the_day_allows() {
    let c = officers(&["1"]);
    let plan = planned(&c, FRIDAY);
    let stays: Vec<i32> = plan
        .routes
        .iter()
        .flat_map(crate::domain::Route::stops)
        .filter(|s| s.kind == crate::domain::plan::DemandKind::Hotspot)
        .map(|s| (s.leave - s.arrive).get() / 60)
        .collect();
    assert!(!stays.is_empty() && stays.iter().all(|m| (10..=15).contains(m)), "{stays:?}");
    assert!(stays.contains(&15), "a quiet day has time: {stays:?}");
}
