//! Known vectors, and the report against a slow twin on random histories.

use super::report::{Report, Verdict, report};
use super::*;
use crate::domain::plan::{PlanStatus, PurposeKind, Route, RouteItem, Stop, StopShape};
use crate::domain::units::MilliPoints;
use crate::patrol::tests::world;
use proptest::prelude::*;
use std::sync::Arc;

#[test]
fn entropy_of_known_vectors() {
    assert_eq!(entropy_share(&[9; 9]), None);
    assert_eq!(entropy_share(&[9; 12]), Some(0.0));
    let even: Vec<i32> = (8..20).collect();
    assert!((entropy_share(&even).unwrap() - 1.0).abs() < 1e-12);
    let two: Vec<i32> = (0..12).map(|i| i % 2).collect();
    assert!((entropy_share(&two).unwrap() - 2f64.ln() / 12f64.ln()).abs() < 1e-12);
    // Ten visits have ten hours at most; thirteen hours are as good as twelve.
    assert!((entropy_share(&even[..10]).unwrap() - 1.0).abs() < 1e-12);
    assert_eq!(entropy_share(&(8..21).collect::<Vec<_>>()), Some(1.0));
}

#[test]
fn repeated_beginnings_are_counted() {
    let day = |t: &str| vec![t.to_owned()];
    assert_eq!(same_firsts(&[day("a")]), None);
    assert_eq!(same_firsts(&[day("a"), day("a"), day("b")]), Some(0.5));
}

/// A stop: demand, hour of arrival, whether its time is free.
type Visit = (&'static str, i32, bool);
/// Who goes where.
type Day = Vec<(&'static str, Vec<Visit>)>;

fn stop(&(demand, hour, free): &Visit) -> RouteItem {
    let hotspot = demand.starts_with("hotspot:");
    RouteItem::Stop(Stop {
        seq: 1,
        arrive: Seconds::new(hour * 3600 + 120),
        leave: Seconds::new(hour * 3600 + 900),
        demand: demand.into(),
        kind: if hotspot { DemandKind::Hotspot } else { DemandKind::Asset },
        purpose_kind: PurposeKind::PriorityArea,
        name: format!("{demand} Street"),
        purpose: String::new(),
        action: Vec::new(),
        reward: MilliPoints::new(1),
        ward: None,
        settlement: "Gridton".into(),
        timed: !free,
        at: StopShape::Point(world::at(1.0, 1.0).coord()),
    })
}

fn plan_of(date: &str, version: u32, status: PlanStatus, day: &Day) -> Plan {
    let route = |(officer, visits): &(&str, Vec<Visit>)| Route {
        officer: (*officer).into(),
        label: format!("Officer {officer} (with Officer 99)"),
        team: "".into(),
        scheme: "".into(),
        base: "ps".into(),
        base_name: String::new(),
        wards: Vec::new(),
        start: Seconds::new(8 * 3600),
        end: Seconds::new(16 * 3600),
        items: visits.iter().map(stop).collect(),
        reward: MilliPoints::ZERO,
        minutes: BTreeMap::new(),
    };
    Plan {
        id: format!("plan-{date}-v{version}").as_str().into(),
        version,
        status,
        date: date.parse().unwrap(),
        seed: 1,
        iterations: 1,
        reward: MilliPoints::ZERO,
        bound: None,
        routes: day.iter().map(route).collect(),
        left_out: Vec::new(),
        notes: Vec::new(),
        facts: BTreeMap::new(),
    }
}

fn published(date: &str, day: &Day) -> Plan {
    plan_of(date, 1, PlanStatus::Published, day)
}

fn told(plans: Vec<Plan>, on: &str) -> Report {
    let mut county = world::county();
    county.plans = Arc::new(plans);
    report(&county, &[], on.parse().unwrap())
}

const ON: &str = "2026-07-28";

fn dates(n: i32) -> Vec<String> {
    let on: Date = ON.parse().unwrap();
    (0..n).rev().map(|k| back(on, k).to_string()).collect()
}

#[test]
fn twelve_days_at_one_hour_miss_and_at_twelve_hours_meet() {
    let days = dates(12);
    let plans = days.iter().enumerate().map(|(i, d)| {
        published(d, &vec![("1", vec![("hotspot:same", 9, true), ("hotspot:spread", 8 + i as i32, true)])])
    });
    let r = told(plans.collect(), ON);
    let (same, spread) = (&r.hotspots[0], &r.hotspots[1]);
    assert_eq!((same.id.as_str(), same.entropy_share, same.verdict), ("same", Some(0.0), Verdict::Misses));
    assert_eq!((same.visits, same.by_hour[9], same.by_hour.iter().sum::<u32>()), (12, 12, 12));
    assert_eq!((spread.id.as_str(), spread.verdict), ("spread", Verdict::Meets));
    assert!((spread.entropy_share.unwrap() - 1.0).abs() < 1e-12 && spread.by_hour[8..20] == [1; 12]);
    assert_eq!((same.name.as_str(), same.settlement.as_str(), same.rank), ("hotspot:same Street", "Gridton", None));
    // The day that begins at 08:00 with the other stop is unlike the next; all others are alike.
    let officer = &r.officers[0];
    assert_eq!((officer.label.as_str(), officer.days, officer.compared), ("Officer 1", 12, 11));
    assert_eq!((officer.alike_on.len(), officer.verdict), (10, Verdict::Misses));
    assert_eq!(officer.alike_on[0].to_string(), days[2]);
    assert_eq!((r.totals.visits, r.totals.compared, r.totals.alike), (24, 11, 10));
    assert_eq!((r.totals.hotspots.meets, r.totals.hotspots.misses, r.totals.officers.misses), (1, 1, 1));
}

#[test]
fn too_few_visits_and_days_say_so() {
    let day = || vec![("1", vec![("hotspot:a", 9, true)])];
    let few = told(dates(5).iter().map(|d| published(d, &day())).collect(), ON);
    assert_eq!((few.hotspots[0].verdict, few.officers[0].verdict), (Verdict::TooFew, Verdict::TooFew));
    assert_eq!((few.hotspots[0].entropy_share, few.officers[0].alike_share), (None, None));
    assert_eq!(few.headline, "Too few published plans to say");
    let none = told(Vec::new(), ON);
    assert_eq!((none.hotspots.len(), none.officers.len(), none.to.to_string().as_str()), (0, 0, "2026-07-27"));
    let enough = told(dates(6).iter().map(|d| published(d, &day())).collect(), ON);
    assert_eq!((enough.hotspots[0].verdict, enough.officers[0].verdict), (Verdict::TooFew, Verdict::Misses));
}

#[test]
fn one_day_in_five_alike_is_allowed() {
    let day = |a: &'static str| vec![("1", vec![(a, 9, true)])];
    let begin = ["asset:a", "asset:a", "asset:b", "asset:a", "asset:c", "asset:a"];
    let r = told(dates(6).iter().zip(begin).map(|(d, a)| published(d, &day(a))).collect(), ON);
    assert_eq!((r.officers[0].alike_share, r.officers[0].verdict), (Some(0.2), Verdict::Meets));
}

#[test]
fn who_walks_together_makes_one_visit_and_two_shifts_have_one_beginning() {
    let together = vec![("1", vec![("hotspot:a", 9, true)]), ("2", vec![("hotspot:a", 9, true)])];
    let r = told(vec![published(ON, &together)], ON);
    assert_eq!((r.totals.visits, r.officers.len()), (1, 2));
    let split = vec![("1", vec![("asset:late", 18, true)]), ("1", vec![("asset:early", 9, true)])];
    let r = told(vec![published(ON, &split)], ON);
    assert_eq!(r.officers[0].days, 1);
}

#[test]
fn the_window_is_28_days_and_ends_with_a_published_day() {
    let day = || vec![("1", vec![("hotspot:a", 9, true)])];
    let all = |n| dates(n).iter().map(|d| published(d, &day())).collect::<Vec<_>>();
    let r = told(all(40), ON);
    assert_eq!((r.published.len(), r.totals.visits, r.to.to_string().as_str()), (28, 28, ON));
    assert_eq!(r.from.to_string(), "2026-07-01");
    let mut plans = all(40);
    plans.pop();
    let r = told(plans, ON);
    assert_eq!((r.published.len(), r.from.to_string().as_str()), (28, "2026-06-30"));
    // What a plan says of itself is what the page says of its day.
    let mut county = world::county();
    county.plans = Arc::new(all(40));
    let mut memory = Memory::of(&county, ON.parse().unwrap());
    assert_eq!(memory.hours["hotspot:a"].len(), 27);
    memory.append(Memory::of_day(county.plans.last().unwrap()));
    assert_eq!(memory.hours["hotspot:a"].len(), 28);
}

#[test]
fn hours_are_those_of_the_clock_in_london() {
    // 29 March 2026 has 23 hours: nine elapsed hours after midnight it is ten o'clock.
    let r = told(vec![published("2026-03-29", &vec![("1", vec![("hotspot:a", 9, true)])])], "2026-03-29");
    assert_eq!(r.hotspots[0].by_hour[10], 1);
}

#[test]
fn the_edge_of_the_calendar_is_no_trap() {
    for on in ["0001-01-01", "9999-12-31", "-009999-01-01"] {
        assert_eq!(told(vec![published(ON, &Vec::new())], on).published.len(), 0);
    }
}

const PLACES: [&str; 4] = ["hotspot:a", "hotspot:b", "asset:c", "asset:d"];
const OFFICERS: [&str; 3] = ["1", "2", "3"];

/// Days before [`ON`], what its status is drawn from, and stops: officer, place, hour, whether the time is free.
type Drawn = (i32, u8, Vec<(usize, usize, i32, bool)>);

fn any_plan() -> impl Strategy<Value = Drawn> {
    (-3..34i32, 0..6u8, prop::collection::vec((0..3usize, 0..4usize, 7..22i32, any::<bool>()), 0..9))
}

/// At most one published plan a date, as the store keeps it; drafts and withdrawn ones beside it.
fn history(raw: &[Drawn]) -> Vec<Plan> {
    let on: Date = ON.parse().unwrap();
    let mut taken = BTreeSet::new();
    let plans = raw.iter().zip(1..).map(|((back_days, status, stops), version)| {
        let date = back(on, *back_days).to_string();
        let status = match status {
            0 => PlanStatus::Draft,
            1 => PlanStatus::Withdrawn,
            _ if taken.insert(*back_days) => PlanStatus::Published,
            _ => PlanStatus::Withdrawn,
        };
        let route = |k: usize| {
            let mut own: Vec<Visit> = stops.iter().filter(|s| s.0 == k).map(|s| (PLACES[s.1], s.2, s.3)).collect();
            own.sort_by_key(|v| v.1);
            (OFFICERS[k], own)
        };
        plan_of(&date, version, status, &(0..3).map(route).collect())
    });
    plans.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_report_is_what_a_plain_count_finds(raw in prop::collection::vec(any_plan(), 0..40)) {
        let plans = history(&raw);
        let r = told(plans.clone(), ON);
        let counted: Vec<&Plan> = plans
            .iter()
            .filter(|p| p.status == PlanStatus::Published && p.date >= r.from && p.date <= ON.parse().unwrap())
            .collect();
        prop_assert_eq!(r.published.len(), counted.len());
        for place in &PLACES[..2] {
            let mut hours = [0u32; 24];
            for p in &counted {
                let visits: BTreeSet<i32> = p.routes.iter().flat_map(Route::stops)
                    .filter(|s| !s.timed && s.demand.as_str() == *place).map(|s| s.arrive.get()).collect();
                for v in visits {
                    hours[(v / 3600) as usize] += 1;
                }
            }
            let n = hours.iter().sum::<u32>();
            let found = r.hotspots.iter().find(|h| format!("hotspot:{}", h.id) == *place);
            prop_assert_eq!(found.map_or(0, |h| h.visits), n);
            let Some(found) = found else { continue };
            prop_assert_eq!(found.by_hour, hours);
            // H = ln n − Σ c ln c / n.
            let sum: f64 = hours.iter().filter(|c| **c > 0).map(|&c| f64::from(c) * f64::from(c).ln()).sum();
            let share = (f64::from(n).ln() - sum / f64::from(n)) / f64::from(n.clamp(2, 12)).ln();
            match found.entropy_share {
                None => prop_assert!(n < 10),
                Some(s) => prop_assert!(n >= 10 && (s - share.min(1.0)).abs() < 1e-9, "{} {}", s, share),
            }
        }
        for officer in OFFICERS {
            let mut by_date: BTreeMap<Date, Vec<&str>> = BTreeMap::new();
            for p in &counted {
                let mut own: Vec<(i32, &str)> = p.routes.iter().filter(|r| r.officer.as_str() == officer)
                    .flat_map(Route::stops).filter(|s| !s.timed).map(|s| (s.arrive.get(), s.demand.as_str())).collect();
                own.sort_unstable();
                if !own.is_empty() {
                    by_date.insert(p.date, own.iter().take(3).map(|s| s.1).collect());
                }
            }
            let days: Vec<_> = by_date.iter().collect();
            let alike: Vec<Date> = days.windows(2).filter(|w| w[0].1 == w[1].1).map(|w| *w[1].0).collect();
            let found = r.officers.iter().find(|o| o.officer.as_str() == officer);
            prop_assert_eq!(found.map_or(0, |o| o.days as usize), days.len());
            let Some(found) = found else { continue };
            prop_assert_eq!(&found.alike_on, &alike);
            let verdict = if found.compared < 5 { Verdict::TooFew }
                else if alike.len() * 5 <= found.compared as usize { Verdict::Meets } else { Verdict::Misses };
            prop_assert_eq!(found.verdict, verdict);
        }
    }

    #[test]
    fn order_does_not_matter_and_other_plans_and_fixed_stops_do_not_count(
        raw in prop::collection::vec(any_plan(), 0..40),
        seed in any::<u64>(),
    ) {
        let plans = history(&raw);
        let usual = told(plans.clone(), ON);
        let mut mixed = plans.clone();
        mixed.sort_by_key(|p| (u64::from(p.version) ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        prop_assert_eq!(&told(mixed, ON), &usual);
        let on: Date = ON.parse().unwrap();
        let kept = plans.iter().filter(|p| p.status == PlanStatus::Published && p.date >= usual.from && p.date <= on);
        let bare: Vec<Plan> = kept.cloned().map(|mut p| {
            for r in &mut p.routes {
                r.items.retain(|i| matches!(i, RouteItem::Stop(s) if !s.timed));
            }
            p
        }).collect();
        prop_assert_eq!(&told(bare, ON), &usual);
    }
}
