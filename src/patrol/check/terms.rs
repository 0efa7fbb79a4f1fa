//! What an officer's shift demands, from the roster and the settings.

use super::Case;
use crate::domain::plan::Route;
use crate::domain::tables::Shift;
use crate::domain::time::{Clock, TimeOfDay};

/// The demands of a shift, in seconds.
pub(super) struct Terms {
    /// Begin and end as the roster has them, if it has.
    pub span: Option<(i32, i32)>,
    /// Book-on and briefing.
    pub book_on: i32,
    /// Write-up.
    pub write_up: i32,
    /// Length of the break; 0: none is demanded.
    pub pause: i32,
    /// Whether the roster says that there is no break.
    pub waived: bool,
    /// Earliest start and latest end of the break.
    pub window: (i32, i32),
    /// Percent of patrol time that stays free.
    pub discretion: i64,
}

/// The patrol shift of a route's officer on the date, if the roster has one.
pub(super) fn shift<'a>(case: &'a Case<'_>, route: &Route) -> Option<&'a Shift> {
    let own = |s: &&Shift| s.date == case.plan.date && s.officer == route.officer && s.kind == "patrol";
    let rows = || case.county.operations.shifts.iter().filter(own);
    // Of two rows, that with which the route begins.
    rows().find(|s| case.clock.at(s.start) == route.start).or_else(|| rows().next())
}

/// A local time at or after another moment: of the date itself, else of the next day.
fn after(case: &Case<'_>, time: TimeOfDay, from: i32) -> i32 {
    let today = case.clock.at(time).get();
    if today > from {
        return today;
    }
    let next = case.clock.date().tomorrow().map(Clock::london);
    // The next day's clock counts from the next midnight.
    let midnight = TimeOfDay::hm(24, 0).map_or(86_400, |t| case.clock.at(t).get());
    next.map_or(today, |c| midnight + c.at(time).get())
}

pub(super) fn of(case: &Case<'_>, route: &Route) -> Terms {
    let row = shift(case, route);
    let minutes = |given: Option<u32>, name: &str| given.map_or_else(|| case.r.minutes(name), |m| m as i32 * 60);
    let given = row.map_or((None, None, None), |s| s.minutes);
    let start = route.start.get();
    let hours = |name: &str| start + case.r.get(name) as i32 * 3600;
    let set = row.map_or((None, None), |s| s.break_window);
    let window = (
        set.0.map_or_else(|| hours("break_from_h"), |t| after(case, t, start - 1)),
        set.1.map_or_else(|| hours("break_to_h"), |t| after(case, t, start - 1)),
    );
    let write_up = minutes(given.2, "write_up_min");
    let mut pause = minutes(given.0, "break_min");
    let waived = pause == 0;
    if window.0 + pause > window.1.min(route.end.get() - write_up) {
        // The shift is over before its break would be due.
        pause = 0;
    }
    let span = row.map(|s| {
        let from = case.clock.at(s.start).get();
        (from, after(case, s.end, from))
    });
    let discretion = row.and_then(|s| s.discretion_pct).map_or_else(|| case.r.get("discretion_pct"), i64::from);
    Terms { span, book_on: minutes(given.1, "book_on_min"), write_up, pause, waived, window, discretion }
}
