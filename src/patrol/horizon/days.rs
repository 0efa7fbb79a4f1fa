//! Each date of a horizon as it would be planned by itself: who is on duty, what is asked, when it gets dark. All on one
//! list of places, so that several dates need one table of ways and not one each.

use crate::county::County;
use crate::domain::time::Clock;
use crate::patrol::problem::{Places, Prepared, Ways};
use crate::patrol::rewards::Rewards;
use crate::patrol::{Picture, PlanError, PlanRequest, prepare_on};
use jiff::ToSpan as _;
use jiff::civil::Date;

/// One date on which somebody is on duty.
pub struct Day {
    /// Days after the first date.
    pub number: i64,
    /// Seconds that pass from the first date's midnight to its own.
    pub offset: i32,
    pub request: PlanRequest,
    pub clock: Clock,
    /// The date's problem, without ways.
    pub p: Prepared,
}

/// How many candidates a date considers of what wants one visit in all.
const LISTS: &[&str] = &["assets_base", "assets_officer", "uncovered_base", "uncovered_officer"];

/// The dates.
pub struct Days {
    pub first: Date,
    /// Dates asked for, those without anybody included.
    pub count: u32,
    pub list: Vec<Day>,
    /// Dates on which nobody is on duty.
    pub nobody: Vec<Date>,
    pub ways: Ways,
    /// The tables, without what a day's own plan pays where three days have passed since a visit.
    pub r: Rewards,
    /// That, permille.
    pub overdue: i64,
}

/// The date so many days later.
///
/// # Errors
/// When the calendar ends before.
pub fn later(first: Date, days: u32) -> Result<Date, PlanError> {
    first.checked_add(i64::from(days).days()).map_err(|_| PlanError::NoDate(first, days))
}

/// The picture as it will be so many days later if nobody goes anywhere.
pub fn aged(picture: &Picture, days: u32) -> Picture {
    let mut out = picture.clone();
    for unseen in out.cover.days_unseen.iter_mut().flatten() {
        *unseen = unseen.saturating_add(days);
    }
    for area in &mut out.cover.uncovered {
        area.days_unseen = area.days_unseen.saturating_add(days);
    }
    out
}

impl Days {
    /// Prepares the dates from the request's on, as the county knows them before the first.
    ///
    /// # Errors
    /// As [`crate::patrol::prepare`] for one of them; nobody on duty only if that is so on all.
    pub fn of(
        county: &County,
        request: &PlanRequest,
        count: u32,
        picture: &Picture,
        r: &Rewards,
    ) -> Result<Self, PlanError> {
        // What a hotspot gains by the days since a visit is told by the other days of the horizon.
        let overdue = r.get("hotspot_overdue_permille");
        let mut r = r.with("hotspot_overdue_permille", 1000);
        // What is done on one date is no candidate of the next, which looks further down the list: each date looks as far
        // as all of them together will.
        for list in LISTS {
            r = r.with(list, r.get(list).saturating_mul(i64::from(count)));
        }
        let first = Clock::london(request.date);
        let mut places = Places::new(county);
        let (mut list, mut nobody) = (Vec::new(), Vec::new());
        for n in 0..count {
            let date = later(request.date, n)?;
            let request = PlanRequest { date, ..request.clone() };
            let clock = Clock::london(date);
            match prepare_on(county, &request, &aged(picture, n), &r, None, &mut places) {
                Err(PlanError::NobodyOnDuty(date)) => nobody.push(date),
                other => {
                    let p = other?;
                    for d in &p.problem.demands {
                        if let Some(c) = d.choices.first().filter(|_| p.problem.vehicles.iter().any(|v| v.rides)) {
                            places.settle(c.enter, d.park);
                        }
                    }
                    let midnight = clock.zoned(crate::domain::Seconds::new(0)).timestamp();
                    let offset = first.elapsed(midnight).get();
                    list.push(Day { number: i64::from(n), offset, request, clock, p });
                }
            }
        }
        if list.is_empty() {
            return Err(PlanError::NobodyOnDuty(request.date));
        }
        let problems: Vec<_> = list.iter().map(|d| &d.p.problem).collect();
        let ways = Ways::of(county, &places, &problems);
        for day in &mut list {
            (day.p.places, day.p.stands) = (places.list.clone(), places.stands.clone());
        }
        Ok(Self { first: request.date, count, list, nobody, ways, r, overdue })
    }

    /// The last date asked for.
    pub fn last(&self) -> Date {
        later(self.first, self.count.saturating_sub(1)).unwrap_or(self.first)
    }
}
