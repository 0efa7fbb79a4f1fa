//! Bank holidays of the nations of the United Kingdom, computed by the rules of `data/holidays.csv` (gov.uk).

use super::boundary::Boundaries;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

const HOLIDAYS: &str = include_str!("../../data/holidays.csv");

/// Whose bank holidays count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Nation {
    /// England; its bank holidays are those of Wales.
    #[default]
    England,
    /// Wales.
    Wales,
    /// Scotland.
    Scotland,
    /// Northern Ireland.
    NorthernIreland,
}

impl Nation {
    /// The nation of most areas, by the first letter of their GSS codes; England where no code says.
    #[must_use]
    pub fn of(areas: &Boundaries) -> Self {
        let count = |nation: Self| {
            let all = [&areas.wards, &areas.parishes, &areas.lsoas].into_iter().flatten();
            let gss = all.map(|a| a.key.code.as_str()).filter(|c| c.get(1..).is_some_and(|n| n.parse::<u64>().is_ok()));
            gss.filter(|c| c.starts_with(nation.letter())).count()
        };
        let all = [Self::NorthernIreland, Self::Scotland, Self::Wales, Self::England];
        all.into_iter().max_by_key(|n| count(*n)).unwrap_or_default()
    }

    /// The first letter of its GSS codes, and its letter in `data/holidays.csv`.
    const fn letter(self) -> char {
        match self {
            Self::England => 'E',
            Self::Wales => 'W',
            Self::Scotland => 'S',
            Self::NorthernIreland => 'N',
        }
    }
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

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The bank holidays of a year by date. A day that falls on a weekend is listed itself, for shops and offices keep it
/// too, and again as its substitute: the next weekday that is no bank holiday already.
#[must_use]
pub fn bank_holidays(nation: Nation, year: i16) -> Vec<(Date, String)> {
    let mut out: Vec<(Date, String)> = Vec::new();
    let mut moved: Vec<(Date, String)> = Vec::new();
    for row in csv::Reader::from_reader(HOLIDAYS.as_bytes()).records().flatten() {
        let cell = |i: usize| row.get(i).unwrap_or("").trim();
        if !cell(1).contains(nation.letter()) {
            continue;
        }
        let month = cell(3).parse::<i8>().unwrap_or(1);
        let monday =
            |nth: i8| Date::new(year, month, 1).and_then(|d| d.nth_weekday_of_month(nth, Weekday::Monday)).ok();
        let date = match cell(2) {
            "substitute" => cell(4).parse().ok().and_then(|day| Date::new(year, month, day).ok()),
            "easter" => easter(year).zip(cell(4).parse::<i64>().ok()).map(|(e, days)| e.saturating_add(days.days())),
            "first Monday" => monday(1),
            "last Monday" => monday(-1),
            "once" => cell(4).parse::<Date>().ok().filter(|d| d.year() == year),
            _ => None,
        };
        let Some(date) = date else { continue };
        if cell(2) == "substitute" && is_weekend(date) {
            moved.push((date, cell(0).to_owned()));
        }
        out.push((date, cell(0).to_owned()));
    }
    for (mut date, name) in moved {
        while is_weekend(date) || out.iter().any(|h| h.0 == date) {
            date = date.saturating_add(1.day());
        }
        out.push((date, format!("{name}, substitute day")));
    }
    out.sort();
    out
}

/// The bank holiday on a date.
#[must_use]
pub fn bank_holiday(nation: Nation, date: Date) -> Option<String> {
    bank_holidays(nation, date.year()).into_iter().find(|h| h.0 == date).map(|h| h.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::boundary::Boundary;
    use crate::domain::code::{AreaCode, AreaKey, Vintage};

    /// Weekdays of <https://www.gov.uk/bank-holidays>, as published there.
    const PUBLISHED: [(Nation, i16, &[&str]); 4] = [
        (Nation::Wales, 2026, &["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
        (Nation::England, 2027, &["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"]),
        (
            Nation::Scotland,
            2026,
            &["01-01", "01-02", "04-03", "05-04", "05-25", "06-15", "08-03", "11-30", "12-25", "12-28"],
        ),
        (
            Nation::NorthernIreland,
            2026,
            &["01-01", "03-17", "04-03", "04-06", "05-04", "05-25", "07-13", "08-31", "12-25", "12-28"],
        ),
    ];

    #[test]
    fn weekdays_off_are_those_that_the_government_publishes() {
        for (nation, year, dates) in PUBLISHED {
            let ours: Vec<Date> =
                bank_holidays(nation, year).into_iter().map(|h| h.0).filter(|d| !is_weekend(*d)).collect();
            let theirs: Vec<Date> = dates.iter().map(|d| format!("{year}-{d}").parse().unwrap()).collect();
            assert_eq!(ours, theirs, "{nation:?} {year}");
        }
        let boxing = bank_holiday(Nation::Wales, "2026-12-26".parse().unwrap());
        assert_eq!(boxing.as_deref(), Some("Boxing Day"), "a Saturday is kept too");
    }

    #[test]
    fn easter_of_known_years() {
        assert_eq!(easter(2024), Some("2024-03-31".parse().unwrap()));
        assert_eq!(easter(2025), Some("2025-04-20".parse().unwrap()));
        assert_eq!(easter(2026), Some("2026-04-05".parse().unwrap()));
    }

    #[test]
    fn a_nation_is_told_by_its_codes_and_is_england_without_any() {
        let area = |code: &str| Boundary {
            key: AreaKey { code: AreaCode::new(code).unwrap(), vintage: Vintage(2023) },
            name: String::new(),
            name_alt: String::new(),
            authority: String::new(),
            residents: None,
            geom: geo_types::MultiPolygon::new(Vec::new()),
        };
        let of = |codes: &[&str]| {
            Nation::of(&Boundaries { wards: codes.iter().map(|c| area(c)).collect(), ..Boundaries::default() })
        };
        assert_eq!(of(&["W05001645", "W05001646", "E05000001"]), Nation::Wales);
        assert_eq!(of(&["S13002516"]), Nation::Scotland);
        assert_eq!(of(&["N08000101"]), Nation::NorthernIreland);
        assert_eq!(of(&["North-1", "South-2"]), Nation::England);
        assert_eq!(of(&[]), Nation::England);
    }
}
