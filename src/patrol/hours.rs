//! Local hours → elapsed seconds of a shift's date: opening hours, good hours, terms.

use super::rewards::Cadence;
use crate::domain::asset::{Asset, AssetKind};
use crate::domain::calendar::{Nation, bank_holiday, easter};
use crate::domain::opening;
use crate::domain::time::{Clock, TimeOfDay};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use opening_hours::RuleKind;

/// From and to, in elapsed seconds since local midnight.
pub type Span = (i32, i32);

/// How far into the next day a shift may reach, local minutes since midnight.
const LAST_MINUTE: i32 = 30 * 60;

/// Elapsed seconds since the clock's local midnight at a local time given in minutes; from 1,440 on the next day.
#[must_use]
pub fn local(clock: &Clock, minutes: i32) -> i32 {
    let minutes = minutes.max(0);
    let time = |m: i32| {
        let m = u16::try_from(m).unwrap_or(0);
        TimeOfDay::hm(m / 60, m % 60)
    };
    if minutes <= 1440 {
        return time(minutes).map_or(0, |t| clock.at(t).get());
    }
    let midnight = time(1440).map_or(86_400, |t| clock.at(t).get());
    let next = clock.date().tomorrow().map(Clock::london);
    midnight + next.ok().zip(time((minutes - 1440).min(1440))).map_or(0, |(c, t)| c.at(t).get())
}

/// Opening hours (OSM's grammar, with the bank holidays of a nation) from the clock's midnight to 06:00 of the next
/// day; `None` if they cannot be read.
#[must_use]
pub fn open_on(clock: &Clock, nation: Nation, hours: &str) -> Option<Vec<Span>> {
    let date = clock.date();
    let rules = opening::rules(hours, nation, date.year())?;
    let day = chrono::NaiveDate::from_ymd_opt(i32::from(date.year()), date.month() as u32, date.day() as u32)?;
    let midnight = day.and_hms_opt(0, 0, 0)?;
    let end = midnight + chrono::TimeDelta::minutes(i64::from(LAST_MINUTE));
    let mut out: Vec<Span> = Vec::new();
    for range in rules.iter_range(midnight, end) {
        if range.kind != RuleKind::Open {
            continue;
        }
        let minute = |t: chrono::NaiveDateTime| i32::try_from((t - midnight).num_minutes()).unwrap_or(0);
        let (from, to) = (local(clock, minute(range.range.start)), local(clock, minute(range.range.end)));
        match out.last_mut() {
            Some(last) if last.1 >= from => last.1 = to,
            _ => out.push((from, to)),
        }
    }
    Some(out)
}

/// The holiday of `data/terms.csv` in which a date lies; `None` in term.
#[must_use]
pub fn holiday(date: Date) -> Option<String> {
    for row in csv::Reader::from_reader(super::rewards::TERMS.as_bytes()).records().flatten() {
        let cell = |i: usize| row.get(i).unwrap_or("").trim();
        let inside = if cell(1) == "easter" {
            let day = |i: usize| Some(easter(date.year())?.saturating_add(cell(i).parse::<i64>().ok()?.days()));
            day(2).zip(day(3)).is_some_and(|(a, b)| a <= date && date <= b)
        } else {
            let today = format!("{:02}-{:02}", date.month(), date.day());
            let (a, b) = (cell(2), cell(3));
            // A holiday may run over the end of the year.
            if a <= b { a <= today.as_str() && today.as_str() <= b } else { a <= today.as_str() || today.as_str() <= b }
        };
        if inside {
            return Some(cell(0).to_owned());
        }
    }
    None
}

/// How the hours of a place are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// They are stated and can be read.
    Stated,
    /// Nothing is stated: those of its kind.
    Usual,
    /// What is stated cannot be read: office hours on weekdays.
    Unreadable,
}

/// Office hours on weekdays: when a place is safely open whose stated hours cannot be read (J), minutes.
const CAUTIOUS: (i32, i32) = (10 * 60, 16 * 60);

/// When a place is open on the clock's date, and how that is known. Schools and nurseries are shut at weekends
/// whatever they state; bank holidays shut places of the kinds that `data/cadences.csv` says, unless they state
/// their hours of bank holidays themselves.
#[must_use]
pub fn of_place(clock: &Clock, nation: Nation, usual: Option<&Cadence>, a: &Asset) -> (Vec<Span>, Known) {
    let date = clock.date();
    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let stated = open_on(clock, nation, &a.opening_hours);
    let known = match (&stated, a.opening_hours.trim().is_empty()) {
        (Some(_), _) => Known::Stated,
        (None, true) => Known::Usual,
        (None, false) => Known::Unreadable,
    };
    let pupils = matches!(a.kind, AssetKind::School | AssetKind::Nursery);
    let shut = match known {
        Known::Stated => usual.is_some_and(|c| c.keeps(date, nation)) && !opening::knows_holidays(&a.opening_hours),
        Known::Usual => usual.is_some_and(|c| c.shut(date, nation)),
        Known::Unreadable => weekend || bank_holiday(nation, date).is_some(),
    };
    if shut || (pupils && weekend) {
        return (Vec::new(), known);
    }
    let visit = match known {
        Known::Unreadable => CAUTIOUS,
        _ => usual.map_or((540, 1020), |c| c.visit),
    };
    (stated.unwrap_or_else(|| vec![(local(clock, visit.0), local(clock, visit.1))]), known)
}

/// A span of good hours, with what it is.
pub type GoodHours = (Span, String);

/// The rows of `data/windows.csv` for a kind of place on the clock's date.
#[must_use]
pub fn good_hours(clock: &Clock, kind: &str, in_term: bool) -> Vec<GoodHours> {
    let today = clock.weekday().to_monday_zero_offset() as usize;
    let mut out = Vec::new();
    for row in csv::Reader::from_reader(super::rewards::WINDOWS.as_bytes()).records().flatten() {
        let cell = |i: usize| row.get(i).unwrap_or("").trim();
        if cell(0) != kind || !super::rewards::weekdays(cell(1))[today % 7] || (cell(4) == "term" && !in_term) {
            continue;
        }
        let time = |i: usize| cell(i).parse::<TimeOfDay>().map(|t| i32::from(t.minutes()));
        if let (Ok(from), Ok(to)) = (time(2), time(3)) {
            let to = if to <= from { to + 1440 } else { to };
            out.push(((local(clock, from), local(clock, to)), cell(5).to_owned()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i32 = 3600;

    fn clock(date: &str) -> Clock {
        Clock::london(date.parse().unwrap())
    }

    #[test]
    fn opening_hours_keep_their_minutes_and_reach_past_midnight() {
        let friday = clock("2026-07-10");
        assert_eq!(
            open_on(&friday, Nation::Wales, "Mo-Fr 09:00-12:05,13:00-17:00").unwrap(),
            vec![(9 * HOUR, 12 * HOUR + 300), (13 * HOUR, 17 * HOUR)]
        );
        assert_eq!(open_on(&friday, Nation::Wales, "Fr 20:00-02:00").unwrap(), vec![(20 * HOUR, 26 * HOUR)]);
        assert_eq!(open_on(&friday, Nation::Wales, "Sa 10:00-12:00").unwrap(), vec![]);
        assert!(open_on(&friday, Nation::Wales, "whenever you like").is_none());
    }

    #[test]
    fn on_the_day_of_the_spring_change_nine_o_clock_is_eight_hours_after_midnight() {
        let c = clock("2026-03-29");
        assert_eq!(local(&c, 9 * 60), 8 * HOUR);
        assert_eq!(local(&c, 25 * 60), 24 * HOUR);
        assert_eq!(open_on(&c, Nation::Wales, "Mo-Su 09:00-17:00").unwrap(), vec![(8 * HOUR, 16 * HOUR)]);
        let autumn = clock("2026-10-25");
        assert_eq!(local(&autumn, 9 * 60), 10 * HOUR);
        // One o'clock is repeated, two o'clock is not.
        assert_eq!(local(&clock("2026-10-24"), 25 * 60), 25 * HOUR, "the first of the two one o'clocks");
        assert_eq!(local(&clock("2026-10-24"), 26 * 60), 27 * HOUR);
    }

    #[test]
    fn bank_holidays_shut_what_states_so_and_offices_that_do_not_say() {
        use crate::domain::asset::{AssetKind as A, AssetSource, RiskBand};
        let cadences = super::super::rewards::Cadences::shipped();
        let open = |date: &str, kind: AssetKind, hours: &str| {
            let place = Asset {
                id: crate::domain::id::AssetId::new("x"),
                kind,
                name: String::new(),
                at: crate::domain::LonLat::default(),
                risk_band: RiskBand::Medium,
                opening_hours: hours.to_owned(),
                community: String::new(),
                cadence_days: None,
                dwell_min: None,
                last_visit: None,
                source: AssetSource::Osm,
            };
            let (spans, known) = of_place(&clock(date), Nation::Wales, cadences.of(kind.slug(), "medium"), &place);
            (!spans.is_empty(), known)
        };
        // The summer bank holiday is a Monday; so is the substitute day of Boxing Day in 2026.
        for date in ["2026-08-31", "2026-12-28", "2026-12-25", "2026-04-06"] {
            assert!(!open(date, A::Surgery, "Mo-Fr 08:00-18:30; PH Off").0, "{date}");
            assert!(!open(date, A::Surgery, "Mo-Fr 08:00-18:30").0, "{date}");
            assert!(!open(date, A::Library, "").0 && !open(date, A::PostOffice, "").0, "{date}");
            assert!(open(date, A::Pharmacy, "Mo-Fr 09:00-17:00; PH 10:00-12:00").0, "{date}");
        }
        assert!(open("2026-08-31", A::Cafe, "Mo-Su 09:00-17:00").0);
        assert!(!open("2026-12-25", A::Cafe, "Mo-Su 09:00-17:00").0);
        assert!(open("2026-12-25", A::Hospital, "24/7").0 && open("2026-12-25", A::Church, "").0);
        // A Tuesday, and a Sunday.
        assert_eq!(open("2026-09-01", A::Library, ""), (true, Known::Usual));
        assert_eq!(open("2026-09-01", A::Library, "ask inside"), (true, Known::Unreadable));
        assert_eq!(open("2026-09-06", A::Pub, "ask inside"), (false, Known::Unreadable));
        assert_eq!(open("2026-09-06", A::Library, ""), (false, Known::Usual));
        assert_eq!(open("2026-09-06", A::School, "Mo-Su 08:00-16:00"), (false, Known::Stated));
    }

    #[test]
    fn terms_and_school_gates() {
        assert_eq!(holiday("2026-07-10".parse().unwrap()), None);
        assert_eq!(holiday("2026-08-10".parse().unwrap()).as_deref(), Some("summer"));
        assert_eq!(holiday("2026-01-02".parse().unwrap()).as_deref(), Some("Christmas"));
        assert_eq!(holiday("2026-04-06".parse().unwrap()).as_deref(), Some("Easter"));
        assert_eq!(good_hours(&clock("2026-07-10"), "school", true).len(), 2);
        assert!(good_hours(&clock("2026-07-10"), "school", false).is_empty());
        assert!(good_hours(&clock("2026-07-12"), "school", true).is_empty());
        assert_eq!(good_hours(&clock("2026-07-12"), "concern:night", true)[0].0, (21 * HOUR, 26 * HOUR));
    }
}
