//! The constants of reward and the settings, read from `data/`: nothing is tuned inside the code.

use crate::domain::calendar::{self, Nation};
use jiff::civil::Date;
use std::collections::BTreeMap;

const REWARDS: &str = include_str!("../../data/rewards.csv");
const SETTINGS: &str = include_str!("../../data/settings.csv");
const CADENCES: &str = include_str!("../../data/cadences.csv");
/// Good hours by kind of place.
pub(super) const WINDOWS: &str = include_str!("../../data/windows.csv");
/// School holidays.
pub(super) const TERMS: &str = include_str!("../../data/terms.csv");

/// One constant with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constant {
    /// The value in `unit`.
    pub value: i64,
    /// What the value counts.
    pub unit: String,
    /// Source, or J for our judgement.
    pub source: String,
}

/// All constants by name. Rewards are milli-points: one unit for every kind of demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewards {
    constants: BTreeMap<String, Constant>,
}

fn rows(text: &str) -> Vec<Vec<String>> {
    csv::Reader::from_reader(text.as_bytes())
        .records()
        .flatten()
        .map(|r| r.iter().map(|c| c.trim().to_owned()).collect())
        .collect()
}

impl Rewards {
    /// The tables shipped in `data/`.
    #[must_use]
    pub fn shipped() -> Self {
        let mut constants = BTreeMap::new();
        for row in rows(REWARDS).into_iter().chain(rows(SETTINGS)) {
            let [name, value, unit, source] = row.as_slice() else { continue };
            if let Ok(value) = value.parse() {
                constants.insert(name.clone(), Constant { value, unit: unit.clone(), source: source.clone() });
            }
        }
        Self { constants }
    }

    /// A constant; 0 if the table does not have it (a test sees to it that it has all names used).
    #[must_use]
    pub fn get(&self, name: &str) -> i64 {
        self.constants.get(name).map_or(0, |c| c.value)
    }

    /// The same tables with one constant multiplied: to see what moves when it is halved or doubled.
    #[must_use]
    pub fn scaled(&self, name: &str, permille: i64) -> Self {
        let mut other = self.clone();
        if let Some(c) = other.constants.get_mut(name) {
            c.value = (c.value * permille / 1000).max(1);
        }
        other
    }

    /// The same tables with one constant set.
    #[must_use]
    pub fn with(&self, name: &str, value: i64) -> Self {
        let mut other = self.clone();
        if let Some(c) = other.constants.get_mut(name) {
            c.value = value;
        }
        other
    }

    /// A constant as a number of things.
    #[must_use]
    pub fn count(&self, name: &str) -> usize {
        usize::try_from(self.get(name)).unwrap_or(0)
    }

    /// A constant in metres.
    #[must_use]
    pub fn metres(&self, name: &str) -> f64 {
        self.get(name) as f64
    }

    /// `reward` times a constant in permille.
    #[must_use]
    pub fn permille(&self, reward: i64, name: &str) -> i64 {
        reward.saturating_mul(self.get(name)) / 1000
    }

    /// A constant in minutes as whole seconds.
    #[must_use]
    pub fn minutes(&self, name: &str) -> i32 {
        i32::try_from(self.get(name) * 60).unwrap_or(0)
    }

    /// All constants.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Constant)> {
        self.constants.iter().map(|(n, c)| (n.as_str(), c))
    }
}

/// How a kind of place is visited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cadence {
    /// Days between visits; 0: not visited by cadence.
    pub days: u32,
    /// Minutes of a visit.
    pub dwell_min: u32,
    /// When a visit makes sense where opening hours are not known, local minutes since midnight.
    pub visit: (i32, i32),
    /// Days of the week, Monday first, on which it is open where opening hours are not known.
    pub weekdays: [bool; 7],
    /// Whether it is open on bank holidays where its opening hours do not say, and whether on Christmas Day.
    pub bank_holidays: (bool, bool),
    /// Whether it is lit and staffed while open after dark.
    pub staffed: bool,
}

impl Cadence {
    /// Whether a bank holiday shuts it, where its opening hours do not speak of bank holidays.
    #[must_use]
    pub fn keeps(&self, date: Date, nation: Nation) -> bool {
        let open = if (date.month(), date.day()) == (12, 25) { self.bank_holidays.1 } else { self.bank_holidays.0 };
        !open && calendar::bank_holiday(nation, date).is_some()
    }

    /// Whether it is shut on a date as a place of its kind, its own opening hours not being known.
    #[must_use]
    pub fn shut(&self, date: Date, nation: Nation) -> bool {
        !self.weekdays[date.weekday().to_monday_zero_offset() as usize % 7] || self.keeps(date, nation)
    }
}

/// The days `Mo`, `Mo-Fr`…, Monday first; none where the text is not such.
pub(super) fn weekdays(text: &str) -> [bool; 7] {
    const NAMES: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
    let (a, b) = text.split_once('-').unwrap_or((text, text));
    let ix = |n: &str| NAMES.iter().position(|&d| d == n).unwrap_or(7);
    let days = ix(a)..=ix(b);
    std::array::from_fn(|i| days.contains(&i))
}

/// How often, how long and when each kind of place is visited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cadences(BTreeMap<(String, String), Cadence>);

impl Cadences {
    /// The table shipped in `data/cadences.csv`; columns are found by name.
    #[must_use]
    pub fn shipped() -> Self {
        let mut reader = csv::Reader::from_reader(CADENCES.as_bytes());
        let headers = reader.headers().cloned().unwrap_or_default();
        let mut map = BTreeMap::new();
        for row in reader.records().flatten() {
            let cell = |n: &str| {
                let column = headers.iter().position(|h| h.trim() == n);
                column.and_then(|i| row.get(i)).unwrap_or("").trim().to_owned()
            };
            let time = |n: &str, other: i32| {
                cell(n).parse::<crate::domain::TimeOfDay>().map_or(other, |t| i32::from(t.minutes()))
            };
            let cadence = Cadence {
                days: cell("cadence_days").parse().unwrap_or(0),
                dwell_min: cell("dwell_min").parse().unwrap_or(10),
                visit: (time("visit_from", 540), time("visit_to", 1020)),
                weekdays: weekdays(&cell("days")),
                bank_holidays: (cell("bank_holidays") != "closed", cell("bank_holidays") == "open"),
                staffed: cell("staffed") == "yes",
            };
            map.insert((cell("kind"), cell("risk_band")), cadence);
        }
        Self(map)
    }

    /// By kind and risk band; the row for all bands, then that of the medium one, where a band has none of its own.
    #[must_use]
    pub fn of(&self, kind: &str, band: &str) -> Option<&Cadence> {
        let at = |b: &str| self.0.get(&(kind.to_owned(), b.to_owned()));
        at(band).or_else(|| at("")).or_else(|| at("medium"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    #[test]
    fn every_constant_names_its_source_and_is_used_in_range() {
        let r = Rewards::shipped();
        assert!(r.iter().count() > 35);
        for (name, c) in r.iter() {
            assert!(c.value > 0 && !c.source.is_empty() && !c.unit.is_empty(), "{name}");
        }
        assert!(r.get("hotspot_second_permille") <= 400, "the first visit earns at least 60 %");
        assert!(r.get("hotspot_third_permille") <= r.get("hotspot_second_permille"));
    }

    fn code(folder: &Path, out: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                code(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("rewards.rs") {
                out.push_str(&fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn every_name_the_code_asks_for_is_in_the_tables_and_every_row_is_used() {
        let r = Rewards::shipped();
        let mut text = String::new();
        code(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/patrol"), &mut text);
        for call in ["r.get(\"", "r.minutes(\"", "r.count(\"", "r.metres(\""] {
            for piece in text.split(call).skip(1) {
                let name = piece.split('"').next().unwrap_or("");
                assert!(r.iter().any(|(n, _)| n == name), "{name} is missing from data/");
            }
        }
        for (name, _) in r.iter() {
            assert!(text.contains(&format!("\"{name}\"")), "{name} in data/ is never read");
        }
    }

    #[test]
    fn every_kind_of_place_has_its_cadence() {
        let c = Cadences::shipped();
        for kind in crate::domain::AssetKind::SLUGS {
            for band in crate::domain::asset::RiskBand::SLUGS {
                let fine = |c: &Cadence| c.visit.0 < c.visit.1 && c.weekdays[..5] == [true; 5];
                assert!(c.of(kind, band).is_some_and(fine), "{kind} {band}");
            }
        }
        let open = |kind: &str, date: &str| {
            let date = date.parse().unwrap();
            c.of(kind, "medium").is_some_and(|c| !c.shut(date, Nation::Wales))
        };
        // A Saturday, a Sunday, a bank holiday, Christmas Day.
        let week = |kind| ["2026-07-11", "2026-07-12", "2026-08-31", "2026-12-25"].map(|d| open(kind, d));
        assert_eq!(week("school"), [false; 4]);
        assert_eq!(week("nursery"), [false; 4]);
        assert_eq!(week("post_office"), [true, false, false, false]);
        assert_eq!(week("library"), [true, false, false, false]);
        assert_eq!(week("pub"), [true, true, true, false]);
        assert_eq!(week("church"), [true; 4]);
        let days = |band| c.of("off_licence", band).map(|c| c.days);
        assert!(days("high") < days("low"));
        assert_eq!(c.of("no_such_kind", "high"), None);
    }
}
