//! Plans of a small county made by hand, from end to end.

mod any;
mod closures;
mod constants;
mod memory;
pub mod owed;
mod replan;
mod shape;
mod turns;
pub mod world;

use super::check::check;
use super::rewards::Rewards;
use super::{Picture, PlanError, PlanRequest, plan_from};
use crate::county::County;
use crate::domain::AssetKind;
use crate::domain::place::Plane;
use crate::domain::plan::{Plan, Route, RouteItem};
use crate::domain::time::Clock;
use crate::street::Network;
use std::fmt::Write;
use std::sync::Arc;
use world::{asset, at, code, county, engagement, officer, picture, tasking, with};

const FRIDAY: &str = "2026-07-10";
const WINTER: &str = "2026-12-11";

fn request(date: &str) -> PlanRequest {
    PlanRequest { iterations: 300, ..PlanRequest::new(date.parse().unwrap()) }
}

/// Plans with three hotspots in the town.
fn made(c: &County, date: &str) -> Result<Plan, PlanError> {
    let spots = picture(c, &[(2.0, 2.0), (6.0, 5.0), (4.0, 1.0)]);
    plan_from(c, &request(date), &spots, &Rewards::shipped())
}

/// The same, held to the judge.
fn planned(c: &County, date: &str) -> Plan {
    let plan = made(c, date).unwrap();
    assert_eq!(check(c, &plan), vec![], "{}", told(&plan));
    plan
}

/// A plan as text, for whoever must find out why a test failed.
pub fn told(plan: &Plan) -> String {
    let clock = Clock::london(plan.date);
    let mut out = String::new();
    for r in &plan.routes {
        let _ = writeln!(out, "{} {:?}", r.label, r.minutes);
        for i in &r.items {
            let what = match i {
                RouteItem::Stop(s) => format!("{}: {}", s.demand, s.purpose),
                RouteItem::Walk { length, .. } => format!("walk {length}"),
                RouteItem::Ride { length, .. } => format!("ride {length}"),
                RouteItem::Break { place, .. } => format!("break at {place}"),
                RouteItem::Base { label, .. } => label.clone(),
            };
            let _ = writeln!(out, "  {}–{} {what}", clock.hhmm(i.begins()), clock.hhmm(i.ends()));
        }
    }
    out + &format!("{:#?}\n{:#?}", plan.notes, plan.left_out)
}

fn demands(plan: &Plan) -> Vec<String> {
    plan.routes.iter().flat_map(Route::stops).map(|s| s.demand.as_str().to_owned()).collect()
}

fn officers(ids: &[&str]) -> County {
    with(county(), |o| o.officers = ids.iter().map(|id| officer(id, false)).collect())
}

#[test]
fn the_heaviest_hotspot_is_visited_and_every_stop_says_why_and_what_to_do() {
    let plan = planned(&officers(&["1", "2"]), FRIDAY);
    assert!(demands(&plan).iter().any(|d| d == "hotspot:hs-1"), "{}", told(&plan));
    for stop in plan.routes.iter().flat_map(Route::stops) {
        assert!(stop.purpose.chars().any(|c| c.is_ascii_digit()), "{} has no number behind it", stop.purpose);
        assert!((2..=3).contains(&stop.action.len()) && stop.reward.get() > 0);
    }
}

#[test]
fn a_village_is_reached_by_ride_and_only_by_who_may_drive() {
    let c = with(county(), |o| o.officers = vec![officer("1", true), officer("2", false)]);
    let plan = planned(&c, FRIDAY);
    let (driver, walker) = (&plan.routes[0], &plan.routes[1]);
    let there = driver.stops().find(|s| s.demand.as_str() == "uncovered:village-n2").expect("the village is reached");
    assert_eq!(there.settlement, "Farham");
    assert!(driver.ridden().get() > 9000.0 && walker.ridden().get() == 0.0);
    let none = planned(&officers(&["1"]), FRIDAY);
    assert!(none.left_out.iter().any(|l| l.demand.as_str() == "uncovered:village-n2" && !l.reason.is_empty()));
}

#[test]
fn a_long_way_from_the_door_to_the_street_is_part_of_the_ride_and_counted_once() {
    let c = with(county(), |o| {
        o.officers = vec![officer("1", true)];
        o.bases[0].at = at(19.0, 5.0);
    });
    // 220 m of yard are more than a judge forgives a ride of three kilometres.
    let plan = planned(&c, FRIDAY);
    let rides = plan.routes[0].items.iter().filter_map(|i| match i {
        RouteItem::Ride { length, line, .. } => Some((length.get(), line)),
        _ => None,
    });
    let mut seen = 0;
    for (said, line) in rides {
        let drawn: f64 = line.lines().map(|l| Plane::local_length(l.start, l.end)).sum();
        assert!((said - drawn).abs() < 1.0 && said < 9000.0, "{said} {drawn}");
        seen += 1;
    }
    assert!(seen > 1, "{}", told(&plan));
}

#[test]
fn nobody_takes_a_car_for_a_short_walk() {
    let c = with(county(), |o| o.officers = vec![officer("1", true)]);
    let plan = planned(&c, FRIDAY);
    let rides: Vec<f64> = plan.routes[0]
        .items
        .iter()
        .filter_map(|i| if let RouteItem::Ride { length, .. } = i { Some(length.get()) } else { None })
        .collect();
    // Home at last from wherever the car is.
    assert!(rides.len() >= 2 && rides.iter().rev().skip(1).all(|m| *m > 1200.0), "{rides:?}");
}

#[test]
fn a_tasking_that_must_be_kept_is_kept_by_whoever_may() {
    let c = with(officers(&["1", "2"]), |o| {
        let mut t = tasking("t1", FRIDAY, ("15:00", "15:40"), 8.0, 6.0);
        t.power = "confiscate_alcohol".into();
        o.taskings = vec![t];
        o.officers[1].powers = vec!["confiscate_alcohol".into()];
    });
    let plan = planned(&c, FRIDAY);
    let stop = plan.routes[1].stops().find(|s| s.demand.as_str() == "tasking:t1").expect("kept");
    assert!(stop.timed);
    // Nobody with the power: it heads what is left out, with the reason, and a note says so.
    let c = with(c, |o| o.officers[1].powers.clear());
    let plan = planned(&c, FRIDAY);
    assert_eq!(plan.left_out[0].demand.as_str(), "tasking:t1");
    assert!(plan.left_out[0].reason.contains("confiscate alcohol"), "{}", plan.left_out[0].reason);
    assert!(plan.notes.iter().any(|n| n.contains("must be kept")));
}

#[test]
fn a_sensitive_tasking_shows_a_street_and_a_time_only() {
    let c = with(officers(&["1"]), |o| {
        let mut t = tasking("case-4711", FRIDAY, ("", ""), 3.1, 3.0);
        (t.sensitive, t.title, t.reference) = (true, "Secret title".into(), "TSK-1".into());
        t.actions = vec!["Secret action".into()];
        o.taskings = vec![t];
    });
    let plan = planned(&c, FRIDAY);
    let text = super::geojson::text(&plan);
    for secret in ["Secret", "TSK-1", "case-4711", "welfare"] {
        assert!(!text.contains(secret), "{secret} is told");
    }
    let stop = plan.routes[0].stops().find(|s| s.kind == crate::domain::DemandKind::Tasking).expect("planned");
    assert!(stop.demand.as_str().starts_with("tasking:sensitive-"));
    // The middle of the block, wherever on it the door is.
    let far = crate::domain::place::Plane::local_length(stop.at.start(), at(3.5, 3.0).coord());
    assert!(far < 2.0, "{far} m from the middle of the street");
    // Nobody may do it: the reason is told, and no place.
    let c = with(c, |o| {
        o.taskings[0].mandatory = false;
        o.taskings[0].power = "dispersal".into();
    });
    let plan = planned(&c, FRIDAY);
    assert!(plan.left_out.iter().all(|l| l.kind != crate::domain::DemandKind::Tasking));
    let told = plan.notes.iter().find(|n| n.starts_with("A sensitive tasking is not planned")).expect("told");
    assert!(told.contains("dispersal"), "{told}");
}

#[test]
fn the_same_bytes_on_one_thread_and_on_two() {
    let c = with(county(), |o| {
        o.officers = vec![officer("1", true), officer("2", false), officer("3", false)];
        o.engagements = vec![engagement("e1", FRIDAY, ("14:00", "15:00"), 7.0, 1.0)];
    });
    let text = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| super::geojson::text(&planned(&c, FRIDAY)))
    };
    let (one, two) = (text(1), text(2));
    assert!(one == two, "the number of threads shows in the plan");
    assert!(one == text(1), "a plan does not repeat");
}

#[test]
fn a_county_with_nothing_to_plan_for_says_what_is_missing() {
    let empty = County { network: Arc::new(Network::from_segments(Vec::new())), ..officers(&["1"]) };
    let nothing = plan_from(&empty, &request(FRIDAY), &Picture::default(), &Rewards::shipped());
    assert_eq!(nothing.unwrap_err(), PlanError::NoStreets);
    assert_eq!(super::plan(&empty, &request(FRIDAY)).unwrap_err(), PlanError::NoStreets);
    let date = FRIDAY.parse().unwrap();
    assert_eq!(made(&county(), FRIDAY).unwrap_err(), PlanError::NobodyOnDuty(date));
    let far = with(officers(&["1"]), |o| o.bases[0].at = at(4.0, 100.0));
    assert_eq!(made(&far, FRIDAY).unwrap_err(), PlanError::NoBase(date));
    let bad = PlanRequest { seconds: Some(f64::NAN), ..request(FRIDAY) };
    let spots = picture(&far, &[]);
    assert!(matches!(plan_from(&far, &bad, &spots, &Rewards::shipped()), Err(PlanError::BadSeconds(_))));
}

#[test]
fn officers_assumed_without_a_roster_get_days_too() {
    let c = county();
    let asked = PlanRequest { officers: Some(3), ..request(FRIDAY) };
    let plan = plan_from(&c, &asked, &picture(&c, &[(2.0, 2.0)]), &Rewards::shipped()).unwrap();
    assert_eq!(check(&c, &plan), vec![], "{}", told(&plan));
    assert_eq!(plan.routes.len(), 3);
    assert!(plan.notes.iter().any(|n| n.contains("3 officers on duty were assumed")));
}

#[test]
fn officers_who_walk_together_may_do_what_needs_two() {
    let c = with(officers(&["1", "2", "3"]), |o| {
        o.officers[0].paired_with = Some("2".into());
        let mut t = tasking("t1", FRIDAY, ("12:00", "17:00"), 5.0, 2.0);
        t.officers_needed = 2;
        o.taskings = vec![t];
    });
    let plan = planned(&c, FRIDAY);
    let doing = plan.routes.iter().filter(|r| r.stops().any(|s| s.demand.as_str() == "tasking:t1"));
    let who: Vec<&str> = doing.map(|r| r.officer.as_str()).collect();
    assert_eq!(who, ["1", "2"]);
}

#[test]
fn after_dark_the_unlit_path_is_avoided_and_lone_officers_stop_at_staffed_places() {
    let c = with(officers(&["1"]), |o| {
        o.officers[0].pattern = "late".into();
        o.assets.push(asset("hall", AssetKind::LeisureCentre, 0.0, 5.0, "Mo-Su 09:00-22:00"));
    });
    let plan = planned(&c, WINTER);
    assert!(plan.notes.iter().any(|n| n.starts_with("Sunset is at 16:0")), "{:?}", plan.notes);
    assert!(!demands(&plan).is_empty());
}

#[test]
fn days_of_the_clock_change_and_nights_over_midnight_are_planned_in_time_that_passes() {
    for date in ["2026-03-29", "2026-10-25"] {
        planned(&officers(&["1"]), date);
    }
    let night = with(officers(&["1"]), |o| {
        o.officers[0].after_dark_alone = true;
        o.shifts = vec![world::shift("1", FRIDAY, "19:00", "03:00")];
    });
    let plan = planned(&night, FRIDAY);
    assert_eq!(plan.routes[0].end.get(), 27 * 3600);
}

#[test]
fn an_officer_keeps_to_the_patrol_area() {
    let c = with(county(), |o| {
        o.officers = vec![officer("1", true), officer("2", false)];
        o.officers[0].areas = vec![code("W0000002")];
        o.officers[1].areas = vec![code("W0000001")];
    });
    let plan = planned(&c, FRIDAY);
    let wards = |i: usize| plan.routes[i].stops().filter_map(|s| s.ward.clone()).map(|w| w.code).collect::<Vec<_>>();
    assert!(wards(0).iter().all(|w| w.as_str() == "W0000002") && !wards(0).is_empty());
    assert!(wards(1).iter().all(|w| w.as_str() == "W0000001") && !wards(1).is_empty());
}

#[test]
fn a_slow_officer_with_a_cap_on_foot_gets_a_day_that_keeps_both() {
    let c = with(officers(&["1", "2"]), |o| {
        o.officers[0].walk_kmh = Some(3.0);
        o.officers[0].max_foot_km = Some(2.0);
    });
    let plan = planned(&c, FRIDAY);
    assert!(plan.routes[0].on_foot().km() <= 2.05);
}
