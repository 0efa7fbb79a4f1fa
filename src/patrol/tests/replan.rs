//! A day under way, planned again.

use super::world::{at, county, officer, picture, tasking, with};
use super::{FRIDAY, planned, told};
use crate::county::County;
use crate::domain::plan::{Plan, PlanStatus, RouteItem};
use crate::domain::units::Seconds;
use crate::patrol::check::check;
use crate::patrol::replan::{Replan, ReplanError, replan_from, replans};
use crate::patrol::rewards::Rewards;
use std::sync::Arc;

/// Three officers with a published day.
fn published() -> County {
    let c = with(county(), |o| {
        o.officers = vec![officer("1", true), officer("2", false), officer("3", false)];
        o.shifts = ["1", "2", "3"].map(|id| super::world::shift(id, FRIDAY, "08:00", "16:00")).to_vec();
    });
    let mut plan = planned(&c, FRIDAY);
    plan.status = PlanStatus::Published;
    County { plans: Arc::new(vec![plan]), ..c }
}

fn asked(hour: i32, minute: i32, place: Option<(f64, f64)>) -> Replan {
    Replan {
        date: FRIDAY.parse().unwrap(),
        officer: "1".into(),
        at: Seconds::new(hour * 3600 + minute * 60),
        place: place.map(|(x, y)| at(x, y)),
        free: vec![],
        iterations: 200,
        seconds: None,
        seed: 1,
    }
}

fn again(c: &County, asked: &Replan) -> Result<Plan, ReplanError> {
    replan_from(c, asked, &picture(c, &[(2.0, 2.0), (6.0, 5.0), (4.0, 1.0)]), &Rewards::shipped())
}

/// Stops of an officer: what, from when to when.
fn stops(plan: &Plan, officer: &str) -> Vec<(String, i32, i32)> {
    let route = plan.routes.iter().find(|r| r.officer.as_str() == officer).unwrap();
    route.stops().map(|s| (s.demand.to_string(), s.arrive.get(), s.leave.get())).collect()
}

#[test]
fn others_keep_their_stops_to_the_minute_and_the_past_stays() {
    let c = published();
    for (hour, minute) in [(8, 20), (9, 30), (10, 47), (12, 5), (13, 30), (15, 0)] {
        let asked = asked(hour, minute, Some((7.0, 5.0)));
        let plan = again(&c, &asked).unwrap_or_else(|e| panic!("{hour}:{minute}: {e}"));
        assert_eq!(check(&c, &plan), vec![], "{hour}:{minute} {}", told(&plan));
        assert!(!plan.notes.iter().any(|n| n.contains("could not be kept")), "{:?}", plan.notes);
        for other in ["2", "3"] {
            let (before, now) = (stops(&c.plans[0], other), stops(&plan, other));
            assert!(before.iter().all(|s| now.contains(s)), "{hour}:{minute} {other}: {before:?} {now:?}");
        }
        let past = |p: &Plan| stops(p, "1").into_iter().filter(|s| s.2 <= asked.at.get()).collect::<Vec<_>>();
        let (walked, told) = (past(&plan), past(&c.plans[0]));
        // A stop may have been broken off.
        assert!(told.iter().all(|s| walked.contains(s)) && walked.len() <= told.len() + 1, "{walked:?} {told:?}");
        // What is new begins from the place told, and not before.
        let new = plan.routes[0].items.iter().find(|i| i.begins() >= asked.at).unwrap();
        if let RouteItem::Walk { line, .. } = new {
            let from = line.0[0];
            assert!(crate::domain::place::Plane::local_length(from, at(7.0, 5.0).coord()) < 30.0);
        }
        assert_eq!(plan.version, 2);
        assert_eq!(replans(&plan).len(), 1);
        assert_eq!(again(&c, &asked).unwrap(), plan, "a replan repeats");
    }
}

#[test]
fn who_is_out_leaves_the_stops_to_others() {
    let c = published();
    let plan = again(&c, &asked(9, 0, None)).unwrap();
    assert_eq!(check(&c, &plan), vec![], "{}", told(&plan));
    assert!(stops(&plan, "1").iter().all(|s| s.2 <= 9 * 3600));
    let ahead = |p: &Plan, o: &str| stops(p, o).iter().filter(|s| s.1 > 9 * 3600).count();
    let (before, now) = (ahead(&c.plans[0], "2") + ahead(&c.plans[0], "3"), ahead(&plan, "2") + ahead(&plan, "3"));
    assert!(now >= before);
    assert!(plan.notes[0].contains("is out for the rest of the day"), "{:?}", plan.notes);
    // The other's day may be freed too, and then may change.
    let freed = again(&c, &Replan { free: vec!["2".into()], ..asked(9, 0, None) }).unwrap();
    assert_eq!(check(&c, &freed), vec![], "{}", told(&freed));
    let total = |p: &Plan| p.routes.iter().map(|r| r.reward.get()).sum::<i64>();
    assert!(total(&freed) * 100 >= total(&plan) * 97, "{} {}", total(&freed), total(&plan));
}

#[test]
fn a_new_order_goes_to_whoever_can_do_it() {
    let c = published();
    let c = with(c, |o| o.taskings = vec![tasking("new", FRIDAY, ("13:00", "15:30"), 5.0, 2.0)]);
    let plan = again(&c, &asked(12, 0, Some((4.0, 4.0)))).unwrap();
    assert_eq!(check(&c, &plan), vec![], "{}", told(&plan));
    let doing = ["1", "2", "3"].iter().filter(|o| stops(&plan, o).iter().any(|s| s.0 == "tasking:new")).count();
    assert_eq!(doing, 1, "{}", told(&plan));
}

#[test]
fn a_replan_of_a_replan_keeps_both() {
    let c = published();
    let mut once = again(&c, &asked(10, 0, Some((7.0, 5.0)))).unwrap();
    once.status = PlanStatus::Published;
    let c = County { plans: Arc::new(vec![once]), ..c };
    let twice = again(&c, &Replan { officer: "2".into(), ..asked(12, 0, Some((1.0, 1.0))) }).unwrap();
    assert_eq!(check(&c, &twice), vec![], "{}", told(&twice));
    assert_eq!(replans(&twice).len(), 2);
}

#[test]
fn what_cannot_be_is_told() {
    let c = published();
    let late = again(&c, &asked(17, 0, Some((4.0, 4.0)))).unwrap_err();
    assert_eq!(late.to_string(), "17:00 is outside the shift of 1, 08:00 to 16:00");
    let far = again(&c, &asked(10, 0, Some((4.0, 90.0)))).unwrap_err();
    assert!(matches!(far, ReplanError::OffStreets(..)), "{far}");
    let nobody = again(&c, &Replan { officer: "9".into(), ..asked(10, 0, None) }).unwrap_err();
    assert!(nobody.to_string().contains("it has routes for 1, 2, 3"), "{nobody}");
    let none = County { plans: Arc::new(vec![]), ..c };
    assert!(matches!(again(&none, &asked(10, 0, None)), Err(ReplanError::NothingPublished(_))));
}

#[test]
fn whoever_goes_home_in_the_middle_of_anything_leaves_a_day_that_hangs_together() {
    let c = published();
    for minute in (8 * 60 + 5..15 * 60 + 30).step_by(35) {
        let plan = again(&c, &Replan { iterations: 10, ..asked(minute / 60, minute % 60, None) }).unwrap();
        assert_eq!(check(&c, &plan), vec![], "{}:{} {}", minute / 60, minute % 60, told(&plan));
    }
}

#[test]
fn nobody_waits_alone_for_whoever_is_out() {
    let c = with(published(), |o| {
        let mut t = tasking("t1", FRIDAY, ("11:00", "15:00"), 5.0, 2.0);
        t.officers_needed = 2;
        o.taskings = vec![t];
    });
    let mut plan = planned(&c, FRIDAY);
    plan.status = PlanStatus::Published;
    let meets = |p: &Plan| {
        let all = ["1", "2", "3"].map(|o| (o, stops(p, o).iter().any(|s| s.0 == "tasking:t1")));
        all.iter().filter(|x| x.1).map(|x| x.0.to_owned()).collect::<Vec<_>>()
    };
    let who = meets(&plan);
    assert_eq!(who.len(), 2, "{}", told(&plan));
    let c = County { plans: Arc::new(vec![plan]), ..c };
    let later = again(&c, &Replan { officer: who[0].as_str().into(), ..asked(9, 0, None) }).unwrap();
    assert_eq!(check(&c, &later), vec![], "{}", told(&later));
    assert_eq!(meets(&later).len(), 2, "the other two meet: {}", told(&later));
}
