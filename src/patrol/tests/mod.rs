//! Plans of a small county made by hand, from end to end.

pub mod world;

use super::check::check;
use super::rewards::Rewards;
use super::{PlanError, PlanRequest, geojson, plan_from};
use crate::county::County;
use crate::domain::plan::{DemandKind, Plan, RouteItem};
use crate::domain::time::Clock;
use std::sync::Arc;
use world::{asset, code, county, officer, picture, tasking, with};

const FRIDAY: &str = "2026-07-10";

fn request(date: &str) -> PlanRequest {
    PlanRequest { iterations: 300, ..PlanRequest::new(date.parse().unwrap()) }
}

/// Plans with three hotspots in the town, and holds the plan to the judge.
fn planned(c: &County, date: &str) -> Plan {
    let spots = picture(c, &[(2.0, 2.0), (6.0, 5.0), (4.0, 1.0)]);
    let plan = plan_from(c, &request(date), &spots, &Rewards::shipped()).unwrap();
    assert_eq!(check(c, &plan), vec![], "{}", told(&plan));
    plan
}

/// A plan as text, for whoever must find out why a test failed.
pub fn told(plan: &Plan) -> String {
    let clock = Clock::london(plan.date);
    let mut out = String::new();
    for r in &plan.routes {
        out += &format!("{} {:?}\n", r.label, r.minutes);
        for i in &r.items {
            let what = match i {
                RouteItem::Stop(s) => format!("{}: {}", s.demand, s.purpose),
                RouteItem::Walk { length, .. } => format!("walk {length}"),
                RouteItem::Ride { length, .. } => format!("ride {length}"),
                RouteItem::Break { place, .. } => format!("break at {place}"),
                RouteItem::Base { label, .. } => label.clone(),
            };
            out += &format!("  {}–{} {what}\n", clock.hhmm(i.begins()), clock.hhmm(i.ends()));
        }
    }
    out + &format!("{:#?}\n{:#?}", plan.notes, plan.left_out)
}

fn demands(plan: &Plan) -> Vec<String> {
    plan.routes.iter().flat_map(|r| r.stops()).map(|s| s.demand.as_str().to_owned()).collect()
}

#[test]
fn a_plain_day() {
    let c = with(county(), |o| o.officers = vec![officer("1", false), officer("2", false)]);
    let plan = planned(&c, FRIDAY);
    println!("{}", told(&plan));
    assert!(demands(&plan).iter().any(|d| d == "hotspot:hs-1"));
}

#[test]
fn a_village_is_reached_by_ride_and_the_car_comes_back() {
    let c = with(county(), |o| o.officers = vec![officer("1", true), officer("2", true)]);
    let plan = planned(&c, FRIDAY);
    println!("{}", told(&plan));
    assert!(demands(&plan).iter().any(|d| d == "uncovered:village-n2"));
}
