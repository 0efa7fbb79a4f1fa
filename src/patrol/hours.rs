//! Local hours → elapsed seconds of a shift's date: opening hours, good hours, terms.

use crate::domain::time::{Clock, TimeOfDay};
use jiff::ToSpan;
use jiff::civil::Date;
use opening_hours::localization::Country;
use opening_hours::{Context, OpeningHours, RuleKind};

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

/// Opening hours (OSM's grammar, with the public holidays of the United Kingdom) from the clock's midnight to 06:00
/// of the next day; `None` if they cannot be read.
#[must_use]
pub fn open_on(clock: &Clock, hours: &str) -> Option<Vec<Span>> {
    let rules: OpeningHours = hours.parse().ok()?;
    let rules = rules.with_context(Context::default().with_holidays(Country::GB.holidays()));
    let date = clock.date();
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

/// Easter Sunday of a year (Gregorian calendar, the anonymous algorithm published in Nature in 1876).
#[expect(clippy::many_single_char_names, reason = "the letters of the published algorithm")]
#[must_use]
pub fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, (n / 31) as i8, (n % 31 + 1) as i8).ok()
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

/// A span of good hours, with what it is.
pub type GoodHours = (Span, String);

/// The rows of `data/windows.csv` for a kind of place on the clock's date.
#[must_use]
pub fn good_hours(clock: &Clock, kind: &str, in_term: bool) -> Vec<GoodHours> {
    const NAMES: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
    let today = clock.weekday().to_monday_zero_offset() as usize;
    let mut out = Vec::new();
    for row in csv::Reader::from_reader(super::rewards::WINDOWS.as_bytes()).records().flatten() {
        let cell = |i: usize| row.get(i).unwrap_or("").trim();
        let (a, b) = cell(1).split_once('-').unwrap_or((cell(1), cell(1)));
        let ix = |n: &str| NAMES.iter().position(|&d| d == n).unwrap_or(7);
        if cell(0) != kind || !(ix(a)..=ix(b)).contains(&today) || (cell(4) == "term" && !in_term) {
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
            open_on(&friday, "Mo-Fr 09:00-12:05,13:00-17:00").unwrap(),
            vec![(9 * HOUR, 12 * HOUR + 300), (13 * HOUR, 17 * HOUR)]
        );
        assert_eq!(open_on(&friday, "Fr 20:00-02:00").unwrap(), vec![(20 * HOUR, 26 * HOUR)]);
        assert_eq!(open_on(&friday, "Sa 10:00-12:00").unwrap(), vec![]);
        assert!(open_on(&friday, "whenever you like").is_none());
    }

    #[test]
    fn on_the_day_of_the_spring_change_nine_o_clock_is_eight_hours_after_midnight() {
        let c = clock("2026-03-29");
        assert_eq!(local(&c, 9 * 60), 8 * HOUR);
        assert_eq!(local(&c, 25 * 60), 24 * HOUR);
        assert_eq!(open_on(&c, "Mo-Su 09:00-17:00").unwrap(), vec![(8 * HOUR, 16 * HOUR)]);
        let autumn = clock("2026-10-25");
        assert_eq!(local(&autumn, 9 * 60), 10 * HOUR);
        // One o'clock is repeated, two o'clock is not.
        assert_eq!(local(&clock("2026-10-24"), 25 * 60), 25 * HOUR, "the first of the two one o'clocks");
        assert_eq!(local(&clock("2026-10-24"), 26 * 60), 27 * HOUR);
    }

    #[test]
    fn easter_of_known_years() {
        assert_eq!(easter(2024), Some("2024-03-31".parse().unwrap()));
        assert_eq!(easter(2025), Some("2025-04-20".parse().unwrap()));
        assert_eq!(easter(2026), Some("2026-04-05".parse().unwrap()));
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
