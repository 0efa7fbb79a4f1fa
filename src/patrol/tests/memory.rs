//! What a plan may remember: visits and published plans of earlier days, nothing else.

use super::world::at;
use super::{FRIDAY, demands, officers, planned, told};
use crate::county::County;
use crate::domain::plan::{Plan, PlanStatus};
use crate::domain::tables::Visit;
use std::sync::Arc;

pub fn visit(demand: &str, date: &str) -> Visit {
    Visit {
        id: format!("v-{demand}-{date}"),
        officer: "1".into(),
        date: date.parse().unwrap(),
        start: "11:00".parse().unwrap(),
        end: "11:10".parse().unwrap(),
        at: at(6.0, 1.0),
        demand: demand.into(),
        demand_kind: None,
        asset: demand.strip_prefix("asset:").map(Into::into),
        group: String::new(),
        outcome: "done".into(),
        way: None,
    }
}

fn with_visits(dates: &[&str]) -> County {
    let visits = dates.iter().flat_map(|d| [visit("asset:library", d), visit("hotspot:hs-1", d)]).collect();
    super::with(officers(&["1", "2"]), |o| o.visits = visits)
}

fn with_plan(c: &County, date: &str, status: PlanStatus) -> County {
    let other = Plan { date: date.parse().unwrap(), status, ..planned(c, FRIDAY) };
    County { plans: Arc::new(vec![other]), ..c.clone() }
}

#[test]
fn visits_of_the_day_itself_and_later_are_not_read() {
    let before = planned(&with_visits(&["2026-07-01"]), FRIDAY);
    let after = planned(&with_visits(&["2026-07-01", FRIDAY, "2026-07-11", "2027-01-01"]), FRIDAY);
    assert_eq!(before, after);
}

#[test]
fn plans_of_the_day_itself_and_later_and_drafts_are_not_read() {
    let c = officers(&["1", "2"]);
    let usual = planned(&c, FRIDAY);
    for (date, status) in [
        (FRIDAY, PlanStatus::Published),
        ("2026-07-11", PlanStatus::Published),
        ("2026-07-09", PlanStatus::Draft),
        ("2026-07-09", PlanStatus::Withdrawn),
    ] {
        let plan = planned(&with_plan(&c, date, status), FRIDAY);
        assert_eq!(
            (&plan.routes, &plan.left_out, &plan.facts),
            (&usual.routes, &usual.left_out, &usual.facts),
            "{date}"
        );
    }
}

#[test]
fn a_new_plan_of_the_same_date_is_the_next_version() {
    let c = officers(&["1"]);
    let plan = planned(&with_plan(&c, FRIDAY, PlanStatus::Published), FRIDAY);
    assert_eq!((plan.version, plan.id.as_str()), (2, "plan-2026-07-10-v2"));
}

#[test]
fn a_place_visited_lately_is_not_due() {
    let plan = planned(&with_visits(&["2026-07-08"]), FRIDAY);
    assert!(!demands(&plan).iter().any(|d| d == "asset:library"), "{}", told(&plan));
    let published = with_plan(&officers(&["1", "2"]), "2026-07-09", PlanStatus::Published);
    let plan = planned(&published, FRIDAY);
    assert!(!demands(&plan).iter().any(|d| d == "asset:library"), "{}", told(&plan));
}

#[test]
fn four_weeks_of_published_plans_do_not_begin_alike() {
    let mut c = officers(&["1", "2"]);
    let spots = [(2.0, 2.0), (6.0, 5.0), (4.0, 1.0), (1.0, 5.0), (6.0, 2.0), (3.0, 4.0)];
    let picture = super::picture(&c, &spots);
    let mut date: jiff::civil::Date = "2026-06-01".parse().unwrap();
    for _ in 0..28 {
        let request = super::PlanRequest { iterations: 60, ..super::PlanRequest::new(date) };
        let mut plan = super::plan_from(&c, &request, &picture, &super::Rewards::shipped()).unwrap();
        plan.status = PlanStatus::Published;
        let mut plans = (*c.plans).clone();
        plans.push(plan);
        c.plans = Arc::new(plans);
        date = date.tomorrow().unwrap();
    }
    assert!(c.plans.last().unwrap().facts.contains_key("unpredictability:hours"));
    let memory = crate::patrol::unpredict::Memory::of(&c, date);
    for (officer, days) in &memory.firsts {
        let alike = crate::patrol::unpredict::same_firsts(days).unwrap();
        assert!(alike <= 0.2, "officer {officer}: {alike}");
    }
    for (spot, hours) in &memory.hours {
        if let Some(share) = crate::patrol::unpredict::entropy_share(hours) {
            assert!(share >= 0.8, "{spot}: {share}");
        }
    }
}
