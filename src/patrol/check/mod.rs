//! An independent judge of a plan. It reads the finished plan, the county and the tables in `data/`, and nothing that
//! the planner thought on the way: it shares no code with the solver, the schedule, the routes or the demands, so that
//! a mistake there is not repeated here.

mod area;
mod car;
mod dark;
mod day;
mod ground;
mod orders;
mod pace;
mod strength;
mod terms;
mod visits;

#[cfg(test)]
mod tests;

use super::rewards::{Cadences, Rewards};
use crate::county::County;
use crate::domain::calendar::Nation;
use crate::domain::place::Plane;
use crate::domain::plan::{Plan, Route, Stop};
use crate::domain::tables::Officer;
use crate::domain::time::Clock;
use crate::street::Day;
use geo_types::{Coord, LineString};

/// What is wrong, and in whose route (empty: the whole plan).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Officer.
    pub officer: String,
    /// In words.
    pub what: String,
}

/// Places nearer than this are one place, metres: coordinates are kept to a centimetre.
const NEAR_M: f64 = 5.0;

/// What every rule looks at.
struct Case<'a> {
    county: &'a County,
    plan: &'a Plan,
    r: &'a Rewards,
    cadences: Cadences,
    clock: Clock,
    /// From when a walk must be on lit streets, seconds since local midnight.
    dark: i32,
    /// Reads the hours of streets.
    day: Day,
}

/// Notes faults of one route.
struct Faults<'a> {
    officer: &'a str,
    out: &'a mut Vec<Violation>,
}

impl Faults<'_> {
    fn say(&mut self, what: String) {
        self.out.push(Violation { officer: self.officer.to_owned(), what });
    }
}

impl Case<'_> {
    fn hhmm(&self, at: crate::domain::Seconds) -> String {
        self.clock.hhmm(at)
    }

    fn officer(&self, route: &Route) -> Option<&Officer> {
        self.county.operations.officers.iter().find(|o| o.id == route.officer)
    }

    /// Moments at which the officer was told to be somewhere else than planned, and whether for the rest of the day, as the
    /// plan says: from then on the day is another.
    fn told(&self, route: &Route) -> Vec<(crate::domain::Seconds, bool)> {
        let all = crate::patrol::replan::replans(self.plan);
        let own = |o: &crate::domain::id::OfficerId| o == &route.officer || self.walks_with(route, o);
        all.iter().filter(|r| own(&r.officer)).map(|r| (r.at, r.place.is_none())).collect()
    }

    /// Whether a stop was broken off.
    fn broken(&self, route: &Route, stop: &Stop) -> bool {
        self.told(route).iter().any(|t| t.0 == stop.leave)
    }

    /// Whether another officer of the plan walks with a route.
    fn walks_with(&self, route: &Route, other: &crate::domain::id::OfficerId) -> bool {
        self.together(route).any(|r| &r.officer == other)
    }

    /// Whether the officer is out for the rest of the day.
    fn gone(&self, route: &Route) -> bool {
        self.told(route).iter().any(|t| t.1)
    }

    /// Routes that do the very same at the same time: officers who walk together.
    fn together<'b>(&'b self, route: &'b Route) -> impl Iterator<Item = &'b Route> {
        self.plan.routes.iter().filter(|r| r.items.len() == route.items.len() && same_day(r, route))
    }
}

/// Whether two routes are one walk of two people: every element begins, ends and lies alike.
fn same_day(a: &Route, b: &Route) -> bool {
    let demand = |r: &Route| r.stops().map(|s| (s.demand.clone(), s.arrive, s.leave)).collect::<Vec<_>>();
    a.base == b.base
        && a.items.iter().zip(&b.items).all(|(x, y)| x.begins() == y.begins() && x.ends() == y.ends())
        && demand(a) == demand(b)
        && a.stops().next().is_some()
}

fn apart(a: Coord<f64>, b: Coord<f64>) -> f64 {
    Plane::local_length(a, b)
}

fn metres(line: &LineString<f64>) -> f64 {
    line.lines().map(|l| apart(l.start, l.end)).sum()
}

/// Kind and key of a stop's demand, as in `asset:osm-n12`.
fn demand(stop: &Stop) -> (&str, &str) {
    stop.demand.as_str().split_once(':').unwrap_or(("", stop.demand.as_str()))
}

/// All faults of a plan against its county and the tables shipped in `data/`; empty if it may be walked.
#[must_use]
pub fn check(county: &County, plan: &Plan) -> Vec<Violation> {
    check_with(county, plan, &Rewards::shipped())
}

/// As [`check`], against given tables.
#[must_use]
pub fn check_with(county: &County, plan: &Plan, r: &Rewards) -> Vec<Violation> {
    let clock = Clock::london(plan.date);
    let dark = dark::from(&clock, county.network.plane().origin(), r);
    let day = Day::new(&clock, Nation::of(&county.boundaries), county.network.plane().origin());
    let case = Case { county, plan, r, cadences: Cadences::shipped(), clock, dark, day };
    let mut out = Vec::new();
    for route in &plan.routes {
        let mut faults = Faults { officer: route.officer.as_str(), out: &mut out };
        if !day::check(&case, route, &mut faults) {
            continue;
        }
        ground::check(&case, route, &mut faults);
        pace::check(&case, route, &mut faults);
        car::check(&case, route, &mut faults);
        area::check(&case, route, &mut faults);
        dark::check(&case, route, &mut faults);
        visits::check(&case, route, &mut faults);
        orders::check(&case, route, &mut faults);
    }
    strength::check_team(&case, &mut out);
    visits::check_team(&case, &mut out);
    car::check_team(&case, &mut out);
    out
}
