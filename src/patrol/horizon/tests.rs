//! Several days as one: each day valid by itself, nothing asked twice, the same whatever the threads and the order of rows.

use super::days::Days;
use super::*;
use crate::domain::DemandKind;
use crate::domain::{AssetKind, RiskBand};
use crate::patrol::check::check;
use crate::patrol::geojson;
use crate::patrol::tests::owed::promised;
use crate::patrol::tests::world::{asset, county, engagement, officer, picture, tasking, with};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A Monday.
pub const FIRST: &str = "2026-07-06";

const SPOTS: &[(f64, f64)] = &[(2.0, 2.0), (6.0, 5.0), (4.0, 1.0), (1.0, 5.0), (7.0, 3.0)];

fn request(iterations: u64) -> PlanRequest {
    PlanRequest { iterations, ..PlanRequest::new(FIRST.parse().unwrap()) }
}

/// The days of a county.
pub fn days(c: &County, picture: &Picture, first: &str, count: u32) -> Days {
    Days::of(c, &PlanRequest::new(first.parse().unwrap()), count, picture, &Rewards::shipped()).unwrap()
}

/// Two officers, and places whose visits are overdue, due during the week, and early.
pub fn waiting_town() -> County {
    with(county(), |o| {
        o.officers = vec![officer("1", true), officer("2", false)];
        for i in 0..16 {
            let mut a = asset(&format!("p{i}"), AssetKind::Church, f64::from(i % 8), f64::from(i / 4), "");
            a.risk_band = RiskBand::Medium;
            let last = ["2026-03-01", "2026-05-27", "2026-06-10"][i as usize % 3];
            a.last_visit = (i % 4 != 3).then(|| last.parse().unwrap());
            o.assets.push(a);
        }
    })
}

/// A town with something of everything.
fn town(officers: u8) -> County {
    with(waiting_town(), |o| {
        o.officers = (0..officers).map(|i| officer(&format!("{}", i + 1), i == 0)).collect();
        o.officers[0].scheme = Some("a".into());
        o.schemes = vec![promised("a", &["W0000001"], 9.0)];
        o.assets.push(asset("school", AssetKind::School, 5.5, 2.0, ""));
        o.taskings = vec![tasking("t1", FIRST, ("", ""), 3.0, 3.0)];
        o.taskings[0].dates.1 = "2026-07-10".parse().unwrap();
        o.taskings[0].mandatory = true;
        o.engagements = vec![engagement("e1", "2026-07-08", ("14:00", "15:00"), 7.0, 1.0)];
    })
}

fn planned(c: &County, count: u32, iterations: u64) -> Horizon {
    plan_days_from(c, &request(iterations), count, &picture(c, SPOTS), &Rewards::shipped()).unwrap()
}

fn stops(h: &Horizon) -> Vec<(Date, String)> {
    let all = h.plans.iter().flat_map(|p| p.routes.iter().flat_map(|r| r.stops().map(|s| (p.date, s))));
    all.map(|(d, s)| (d, s.demand.as_str().to_owned())).collect()
}

fn text(h: &Horizon) -> String {
    h.plans.iter().map(geojson::text).collect()
}

#[test]
fn one_day_is_the_plan_of_that_day() {
    let c = town(2);
    let alone = plan_from(&c, &request(60), &picture(&c, SPOTS), &Rewards::shipped()).unwrap();
    let one = planned(&c, 1, 60);
    assert_eq!(geojson::text(&alone), text(&one));
    assert_eq!((one.plans, one.summary), (vec![alone], None));
}

#[test]
fn each_day_passes_the_judge_and_nothing_is_asked_twice() {
    let c = town(3);
    let week = planned(&c, 7, 120);
    assert_eq!(week.plans.len() + week.nobody.len(), 7);
    let mut known = c.clone();
    for plan in &week.plans {
        assert!(check(&known, plan).is_empty(), "{} {:?}", plan.date, check(&known, plan));
        assert!(plan.bound.unwrap() >= plan.reward, "{:?} {:?}", plan.bound, plan.reward);
        known = search::with(&known, plan);
    }
    let all = stops(&week);
    let times = |id: &str| all.iter().filter(|s| s.1 == id).count();
    for id in all.iter().map(|s| &s.1).filter(|i| i.starts_with("uncovered:") || i.starts_with("asset:p")) {
        assert_eq!(times(id), 1, "{id}");
    }
    assert_eq!((times("tasking:t1"), times("engagement:e1")), (1, 1), "{all:?}");
    assert!(all.contains(&("2026-07-08".parse().unwrap(), "engagement:e1".to_owned())));
    // What another day does is not told as left out, and what is left out is done on no day.
    let done: BTreeSet<&String> = all.iter().map(|s| &s.1).collect();
    for left in week.plans.iter().flat_map(|p| &p.left_out).filter(|l| l.kind != DemandKind::Hotspot) {
        assert!(!done.contains(&left.demand.as_str().to_owned()), "{} is left out and done", left.demand);
    }
    let s = week.summary.unwrap();
    assert!(s.bound >= s.reward && s.reward.get() > 0, "{s:?}");
    let days: i64 = week.plans.iter().map(|p| p.reward.get()).sum();
    assert!(s.reward.get() >= days, "what days add to each other is no more than all: {days} {s:?}");
}

#[test]
fn hotspots_are_spread_over_the_days() {
    let c = with(county(), |o| o.officers = vec![officer("1", false)]);
    let week = planned(&c, 6, 200);
    let mut days: BTreeMap<String, BTreeSet<Date>> = BTreeMap::new();
    for (date, id) in stops(&week).into_iter().filter(|s| s.1.starts_with("hotspot:")) {
        days.entry(id).or_default().insert(date);
    }
    assert_eq!(days.len(), SPOTS.len());
    for (id, dates) in days {
        let all: Vec<Date> = week.plans.iter().map(|p| p.date).collect();
        assert!(all.windows(3).all(|w| w.iter().any(|d| dates.contains(d))), "{id}: {dates:?}");
    }
}

#[test]
fn later_days_know_what_earlier_ones_do() {
    let c = with(county(), |o| o.officers = vec![officer("1", false)]);
    let week = planned(&c, 4, 100);
    let mut last: BTreeMap<String, Date> = BTreeMap::new();
    let mut told = 0;
    for plan in &week.plans {
        for s in plan.routes.iter().flat_map(crate::domain::Route::stops).filter(|s| s.kind == DemandKind::Hotspot) {
            if let Some(d) = last.get(s.demand.as_str()).filter(|d| **d < plan.date) {
                let ago = plan.date.duration_since(*d).as_hours() / 24;
                assert!(s.purpose.contains(&format!("last planned or visited {ago} days ago")), "{}", s.purpose);
                told += 1;
            }
            last.insert(s.demand.as_str().to_owned(), plan.date);
        }
    }
    assert!(told > 3);
    let fact: Summary = serde_json::from_str(&week.plans[1].facts[FACT]).unwrap();
    assert_eq!(Some(fact), week.summary);
}

#[test]
fn the_same_on_any_number_of_threads_and_whatever_the_order_of_rows() {
    let c = town(2);
    let on = |threads: usize, c: &County| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| text(&planned(c, 3, 60)))
    };
    let usual = on(1, &c);
    assert_eq!(usual, on(4, &c));
    let turned = with(c, |o| {
        o.assets.reverse();
        o.taskings.reverse();
        o.visits.reverse();
    });
    assert_eq!(usual, on(2, &turned));
}

#[test]
fn seconds_say_the_iterations_that_repeat_them() {
    let c = with(county(), |o| o.officers = vec![officer("1", false)]);
    let seen = picture(&c, SPOTS);
    let some = PlanRequest { seconds: Some(0.05), ..request(1) };
    let a = plan_days_from(&c, &some, 2, &seen, &Rewards::shipped()).unwrap();
    let iterations = a.summary.clone().unwrap().iterations;
    let b = plan_days_from(&c, &request(iterations), 2, &seen, &Rewards::shipped()).unwrap();
    assert_eq!(text(&a), text(&b));
}

#[test]
fn days_without_anybody_are_told() {
    let c = with(county(), |o| o.officers = Vec::new());
    let none = plan_days_from(&c, &request(10), 3, &picture(&c, SPOTS), &Rewards::shipped());
    assert_eq!(none, Err(PlanError::NobodyOnDuty(FIRST.parse().unwrap())));
    let end = PlanRequest::new(Date::MAX);
    assert!(plan_days_from(&town(1), &end, 3, &picture(&c, SPOTS), &Rewards::shipped()).is_err());
}

#[test]
fn what_a_week_owes_is_one_sum() {
    let c = town(2);
    let days = days(&c, &picture(&c, SPOTS), "2026-07-08", 7);
    let joint = Joint::of(&c, &days);
    // Nine hours a week from Wednesday: five days of this week, two of the next.
    let named = joint.owed.iter().zip(&joint.problem.quotas).filter(|(n, _)| !n.who.is_empty());
    let owed: Vec<(Option<Date>, i64)> = named.map(|(n, q)| (n.until, q.seconds / 60)).collect();
    let date = |d: &str| d.parse::<Date>().ok();
    assert_eq!(owed, vec![(date("2026-07-12"), 540), (date("2026-07-14"), 540 * 2 / 7)]);
}

#[test]
fn the_constants_of_several_days_move_the_problem() {
    let c = waiting_town();
    let seen = picture(&c, SPOTS);
    let debug = |r: &Rewards| {
        let days = Days::of(&c, &request(1), 4, &seen, r).unwrap();
        format!("{:?}", Joint::of(&c, &days).problem)
    };
    let usual = Rewards::shipped();
    for (name, _) in usual.iter().filter(|(n, _)| n.starts_with("horizon_")) {
        assert_ne!(debug(&usual), debug(&usual.scaled(name, 300)), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn any_days_of_any_team_pass_the_judge(officers in 1u8..4, count in 2u32..6, seed in 0u64..50, from in 0i64..300) {
        let c = town(officers);
        let first: Date = "2026-01-05".parse().unwrap();
        let date = first.checked_add(jiff::Span::new().days(from)).unwrap();
        let request = PlanRequest { iterations: 30, seed, ..PlanRequest::new(date) };
        let week = plan_days_from(&c, &request, count, &picture(&c, SPOTS), &Rewards::shipped()).unwrap();
        let mut known = c.clone();
        for plan in &week.plans {
            let found = check(&known, plan);
            prop_assert!(found.is_empty(), "{} {:?}", plan.date, found);
            prop_assert!(plan.bound.unwrap() >= plan.reward);
            known = search::with(&known, plan);
        }
        let s = week.summary.unwrap();
        prop_assert!(s.bound >= s.reward);
    }
}
