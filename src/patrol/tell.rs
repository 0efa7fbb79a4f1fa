//! A solved date → its plan: routes, what was left out and why, notes and facts, judged before anybody sees it.

use super::check;
use super::problem::Prepared;
use super::rewards::Rewards;
use super::solve::Solution;
use super::unpredict::Memory;
use super::{LEFT_OUT, PlanRequest, explain, geojson, problem, route, schemes};
use crate::county::County;
use crate::domain::id::{DemandId, PlanId};
use crate::domain::plan::{Plan, PlanStatus};
use crate::domain::tables::Tasking;
use crate::domain::time::Clock;
use crate::domain::units::MilliPoints;
use std::collections::BTreeMap;

/// A date that is solved.
pub struct Solved<'a> {
    /// The county as it is held: what the judge looks at.
    pub whole: &'a County,
    /// The county as it may be walked: without streets that are shut.
    pub county: &'a County,
    /// The county as the date knows it: with what is planned together for the days before, as if published.
    pub known: &'a County,
    /// What repeats the plan.
    pub request: &'a PlanRequest,
    /// The numbers.
    pub prepared: &'a Prepared,
    /// The routes in numbers.
    pub solution: &'a Solution,
    /// No routes earn more.
    pub bound: i64,
}

/// The plan of a solved date; `notes` are what is known so far that a reader must know, `more` further facts.
pub fn plan(x: &Solved<'_>, mut notes: Vec<String>, more: BTreeMap<String, String>, r: &Rewards) -> Plan {
    let Solved { county, request, prepared, solution, .. } = *x;
    let (date, seed, clock) = (request.date, request.seed, Clock::london(request.date));
    let routes: Vec<_> = (0..prepared.duties.len())
        .flat_map(|v| route::build(county, prepared, solution, v, route::jitter(seed, date, v)))
        .collect();
    let mut left_out = explain::left_out(county, prepared, solution, LEFT_OUT);
    for ask in left_out.iter().filter(|l| must_be_kept(prepared, &l.demand)) {
        notes.push(format!("{} must be kept and is not planned: {}", ask.name, ask.reason));
    }
    // What is sensitive is told without a place.
    let hidden = left_out.extract_if(.., |l| Tasking::is_hidden(&l.demand));
    let told = hidden.filter(|l| !must_be_kept(prepared, &l.demand));
    notes.extend(told.map(|l| format!("A sensitive tasking is not planned: {}", l.reason)));
    let version = next_version(county, date);
    let mut facts = Memory::of(x.known, date).with(prepared, solution, &clock, seed).facts();
    let (paid, short) = schemes::minutes(county, &routes);
    facts.extend(paid);
    facts.extend(more);
    notes.extend(short);
    notes.extend(problem::short(prepared, solution));
    notes.extend(schemes::posts(county, date, routes.len()).filter(|_| request.officers.is_none()));
    facts.insert("request".to_owned(), serde_json::to_string(request).unwrap_or_default());
    let plan = Plan {
        id: PlanId::new(&format!("plan-{date}-v{version}")),
        version,
        status: PlanStatus::Draft,
        date,
        seed,
        iterations: request.iterations,
        reward: MilliPoints::new(solution.reward),
        bound: Some(MilliPoints::new(x.bound)),
        routes,
        left_out,
        notes,
        facts,
    };
    numbered(x.whole, judged(x.whole, plan, r))
}

/// The version that a new plan of a date has.
pub fn next_version(county: &County, date: jiff::civil::Date) -> u32 {
    county.plans.iter().filter(|p| p.date == date).map(|p| p.version).max().unwrap_or(0) + 1
}

/// The plan under the number of the draft that says exactly the same, if one is held: planning again changes nothing.
pub fn numbered(county: &County, plan: Plan) -> Plan {
    let drafts = county.plans.iter().filter(|p| p.date == plan.date && p.status == PlanStatus::Draft);
    let under = |held: &Plan| Plan { id: held.id.clone(), version: held.version, ..plan.clone() };
    let same = drafts.map(|held| (held, under(held))).find(|(held, plan)| geojson::text(held) == geojson::text(plan));
    same.map_or(plan, |(_, plan)| plan)
}

fn must_be_kept(p: &Prepared, id: &DemandId) -> bool {
    p.asks.iter().chain(p.unmet.iter().map(|u| &u.0)).any(|a| a.mandatory && &a.id == id)
}

/// The plan with the judge's findings among its notes.
pub fn judged(county: &County, mut plan: Plan, r: &Rewards) -> Plan {
    for v in check::check_with(county, &plan, r) {
        plan.notes.push(format!("Check: {} {}", v.officer, v.what));
    }
    plan
}
