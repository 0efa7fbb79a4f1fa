//! Months, times of day, and the clock of a shift's date in Europe/London.

use super::units::Seconds;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A calendar month, `YYYY-MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i16,
    month: i8,
}

/// Why a text is no month, time of day or date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no {wanted}")]
pub struct TimeTextError {
    /// What was found.
    pub found: String,
    /// What would be right, with an example.
    pub wanted: &'static str,
}

impl Month {
    /// A month of the years 1900 to 2199.
    #[must_use]
    pub const fn new(year: i16, month: i8) -> Option<Self> {
        if year >= 1900 && year <= 2199 && month >= 1 && month <= 12 { Some(Self { year, month }) } else { None }
    }

    /// The month in which a date lies.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month of the year, 1 to 12.
    #[must_use]
    pub const fn month(self) -> i8 {
        self.month
    }

    /// Months since January of year 0: differences are numbers of months.
    #[must_use]
    pub const fn index(self) -> i32 {
        self.year as i32 * 12 + self.month as i32 - 1
    }

    /// The month `n` months later (earlier if negative).
    #[must_use]
    pub const fn plus(self, n: i32) -> Self {
        let i = self.index() + n;
        #[expect(clippy::cast_possible_truncation, reason = "months of a few centuries")]
        Self { year: i.div_euclid(12) as i16, month: (i.rem_euclid(12) + 1) as i8 }
    }
}

impl FromStr for Month {
    type Err = TimeTextError;
    fn from_str(text: &str) -> Result<Self, TimeTextError> {
        let bad = || TimeTextError { found: text.to_owned(), wanted: "month, such as 2025-06" };
        let (y, m) = text.trim().split_once('-').ok_or_else(bad)?;
        if y.len() != 4 || m.len() != 2 {
            return Err(bad());
        }
        Self::new(y.parse().map_err(|_| bad())?, m.parse().map_err(|_| bad())?).ok_or_else(bad)
    }
}
impl TryFrom<String> for Month {
    type Error = TimeTextError;
    fn try_from(text: String) -> Result<Self, TimeTextError> {
        text.parse()
    }
}
impl From<Month> for String {
    fn from(m: Month) -> Self {
        m.to_string()
    }
}
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// A local time of day in minutes after midnight, 0 to 1,440 (24:00 ends a day).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// The time `hour:minute`.
    #[must_use]
    pub const fn hm(hour: u16, minute: u16) -> Option<Self> {
        let m = hour * 60 + minute;
        if minute < 60 && m <= 1440 { Some(Self(m)) } else { None }
    }

    /// Minutes after midnight.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }
}
impl FromStr for TimeOfDay {
    type Err = TimeTextError;
    fn from_str(text: &str) -> Result<Self, TimeTextError> {
        let bad = || TimeTextError { found: text.to_owned(), wanted: "time of day, such as 08:30" };
        let t = text.trim();
        let mut parts = t.split(':');
        let (Some(h), Some(m)) = (parts.next(), parts.next()) else {
            return Err(bad());
        };
        // Spreadsheets like to add seconds; whole minutes are all that a plan needs.
        let seconds_fine = parts.next().is_none_or(|s| s == "00") && parts.next().is_none();
        if h.len() > 2 || m.len() != 2 || !seconds_fine {
            return Err(bad());
        }
        Self::hm(h.parse().map_err(|_| bad())?, m.parse().map_err(|_| bad())?).ok_or_else(bad)
    }
}
impl TryFrom<String> for TimeOfDay {
    type Error = TimeTextError;
    fn try_from(text: String) -> Result<Self, TimeTextError> {
        text.parse()
    }
}
impl From<TimeOfDay> for String {
    fn from(t: TimeOfDay) -> Self {
        t.to_string()
    }
}
impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A real calendar date from `YYYY-MM-DD`.
///
/// # Errors
/// When the text has another form or the date does not exist (2026-02-30).
pub fn parse_date(text: &str) -> Result<Date, TimeTextError> {
    let t = text.trim();
    let bad =
        || TimeTextError { found: text.to_owned(), wanted: "date that exists, written YYYY-MM-DD, such as 2026-07-10" };
    if t.len() != 10 {
        return Err(bad());
    }
    t.parse().map_err(|_| bad())
}

/// Turns local times of one shift date into elapsed seconds since its local midnight and back, so that
/// a 23- or 25-hour day is planned with the time that really passes.
#[derive(Debug, Clone)]
pub struct Clock {
    date: Date,
    tz: TimeZone,
    midnight: Timestamp,
}

impl Clock {
    /// The clock of a date in Europe/London.
    #[must_use]
    pub fn london(date: Date) -> Self {
        let tz = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
        let midnight = tz
            .to_ambiguous_zoned_datetime(date.to_datetime(Time::midnight()))
            .compatible()
            .map_or(Timestamp::UNIX_EPOCH, |z| z.timestamp());
        Self { date, tz, midnight }
    }

    /// The date.
    #[must_use]
    pub const fn date(&self) -> Date {
        self.date
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(&self) -> Weekday {
        self.date.weekday()
    }

    /// Elapsed seconds from local midnight to a local time of day (`24:00` is the next midnight). A time
    /// that the spring change skips is taken an hour later; one that autumn repeats, the first time.
    #[must_use]
    pub fn at(&self, time: TimeOfDay) -> Seconds {
        let m = i64::from(time.minutes());
        let (date, m) = if m == 1440 { (self.date.tomorrow().unwrap_or(self.date), 0) } else { (self.date, m) };
        #[expect(clippy::cast_possible_truncation, reason = "m < 1440")]
        let civil = date.at((m / 60) as i8, (m % 60) as i8, 0, 0);
        let stamp = self.tz.to_ambiguous_zoned_datetime(civil).compatible().map_or(self.midnight, |z| z.timestamp());
        Seconds::new(i32::try_from(stamp.as_second() - self.midnight.as_second()).unwrap_or(0))
    }

    /// The moment `elapsed` after local midnight.
    #[must_use]
    pub fn zoned(&self, elapsed: Seconds) -> ZonedDateTime {
        let second = self.midnight.as_second() + i64::from(elapsed.get());
        Timestamp::from_second(second).unwrap_or(self.midnight).to_zoned_datetime(self.tz.clone())
    }

    /// RFC 3339 with the offset of that moment, e.g. `2026-07-10T09:05:00+01:00`.
    #[must_use]
    pub fn rfc3339(&self, elapsed: Seconds) -> String {
        self.zoned(elapsed).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// Local time of day for people, `HH:MM`.
    #[must_use]
    pub fn hhmm(&self, elapsed: Seconds) -> String {
        self.zoned(elapsed).strftime("%H:%M").to_string()
    }

    /// Elapsed seconds since local midnight of a moment.
    #[must_use]
    pub fn elapsed(&self, moment: Timestamp) -> Seconds {
        Seconds::new(i32::try_from(moment.as_second() - self.midnight.as_second()).unwrap_or(i32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t(text: &str) -> TimeOfDay {
        text.parse().unwrap()
    }

    #[test]
    fn months_count_across_years() {
        let m: Month = "2024-11".parse().unwrap();
        assert_eq!(m.plus(3).to_string(), "2025-02");
        assert_eq!(m.plus(-11).to_string(), "2023-12");
        assert!("2024-13".parse::<Month>().is_err() && "24-01".parse::<Month>().is_err());
    }

    #[test]
    fn a_summer_day_has_an_offset_of_one_hour() {
        let clock = Clock::london(parse_date("2026-07-10").unwrap());
        assert_eq!(clock.rfc3339(clock.at(t("09:05"))), "2026-07-10T09:05:00+01:00");
    }

    #[test]
    fn the_day_of_the_spring_change_is_an_hour_short() {
        let clock = Clock::london(parse_date("2026-03-29").unwrap());
        assert_eq!(clock.at(t("24:00")), Seconds::new(23 * 3600));
        assert_eq!(clock.rfc3339(clock.at(t("08:00"))), "2026-03-29T08:00:00+01:00");
        assert_eq!(clock.at(t("08:00")), Seconds::new(7 * 3600));
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        assert!(parse_date("2026-02-30").is_err() && parse_date("10/07/2026").is_err());
    }
}
