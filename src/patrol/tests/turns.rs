//! Who works when and where if officers are assumed, and that nobody is left idle while work is due.

use super::world::{asset, county, officer, picture, with};
use super::{PlanRequest, Rewards, demands, planned, told};
use crate::county::County;
use crate::domain::AssetKind;
use crate::domain::time::Clock;
use crate::patrol::{Picture, roster};
use std::sync::Arc;

fn starts(c: &County, date: &str, n: u32) -> Vec<i32> {
    let day = date.parse().unwrap();
    let request = PlanRequest { officers: Some(n), ..PlanRequest::new(day) };
    let mut seen = Picture::of(c, &request);
    seen.spots = picture(c, &[(2.0, 2.0), (6.0, 5.0)]).spots;
    let deployment = seen.deployment.unwrap();
    let duties = roster::from_deployment(c, &Clock::london(day), &Rewards::shipped(), n, (&deployment, &seen.spots));
    duties.iter().map(|d| d.span.0 / 3600).collect()
}

#[test]
fn early_and_late_go_by_turns_in_the_light_months() {
    let c = county();
    let (one, next) = (starts(&c, "2026-06-10", 2), starts(&c, "2026-06-17", 2));
    assert_eq!(one.iter().filter(|s| **s == 13).count(), 1, "{one:?}");
    assert!(one.iter().zip(&next).all(|(a, b)| a != b), "{one:?} {next:?}");
}

#[test]
fn assumed_officers_stand_in_place_of_the_roster() {
    let alone = county();
    let held = with(alone.clone(), |o| o.officers = vec![officer("1", true), officer("2", false)]);
    let areas = |c: &County| {
        let request = PlanRequest { officers: Some(2), ..PlanRequest::new("2026-06-10".parse().unwrap()) };
        Picture::of(c, &request).deployment.unwrap().areas
    };
    assert_eq!(areas(&alone), areas(&held));
}

#[test]
fn what_is_due_in_the_own_area_is_seen_however_much_is_due_elsewhere() {
    // Sixty schools of high risk in the town would fill a list for the whole county; the village has one church.
    let c = with(county(), |o| {
        o.officers = vec![officer("1", false), officer("2", true)];
        o.officers[0].areas = vec![super::code("W0000001")];
        o.officers[1].areas = vec![super::code("W0000002")];
        let village = county().ground.settlements.iter().find(|s| s.name == "Farham").unwrap().at;
        let mut church = asset("church", AssetKind::Church, 0.0, 0.0, "");
        (church.at, church.risk_band) = (village, crate::domain::RiskBand::Low);
        o.assets = vec![church];
        for i in 0..60 {
            let mut school = asset(&format!("s{i}"), AssetKind::School, f64::from(i % 9), f64::from(i / 9), "");
            school.risk_band = crate::domain::RiskBand::High;
            o.assets.push(school);
        }
    });
    let plan = planned(&c, super::FRIDAY);
    assert!(demands(&plan).iter().any(|d| d == "asset:church"), "{}", told(&plan));
}

#[test]
fn hours_used_before_look_worth_less_and_nothing_else_changes() {
    let c = with(county(), |o| o.officers = vec![officer("1", false)]);
    let request = PlanRequest { iterations: 60, ..PlanRequest::new("2026-07-09".parse().unwrap()) };
    let seen = picture(&c, &[(2.0, 2.0)]);
    let mut plan = super::plan_from(&c, &request, &seen, &Rewards::shipped()).unwrap();
    plan.status = crate::domain::plan::PlanStatus::Published;
    let hour = |p: &crate::domain::Plan| {
        let clock = Clock::london(p.date);
        let stops = p.routes.iter().flat_map(crate::domain::Route::stops);
        stops.filter(|s| s.demand.as_str() == "hotspot:hs-1").map(|s| clock.hhmm(s.arrive)[..2].to_owned()).next()
    };
    let first = hour(&plan).unwrap();
    let later = County { plans: Arc::new(vec![plan]), ..c };
    let request = PlanRequest { date: "2026-07-10".parse().unwrap(), ..request };
    let next = super::plan_from(&later, &request, &seen, &Rewards::shipped()).unwrap();
    assert_eq!(crate::patrol::check::check(&later, &next), vec![]);
    assert_ne!(hour(&next).unwrap(), first);
    // Three visits of 15 minutes at their true worth: 1, 0.4 and 0.25 of 1.8 points for ten minutes and 7, 5.6, 4.5, 3.6
    // and 2.9 % of that for the five further ones.
    assert_eq!(next.reward.get(), 3667);
}
