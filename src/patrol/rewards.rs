//! The constants of reward and the settings, read from `data/`: nothing is tuned inside the code.

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
    /// Whether it is lit and staffed while open after dark.
    pub staffed: bool,
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
                assert!(c.of(kind, band).is_some_and(|c| c.visit.0 < c.visit.1), "{kind} {band}");
            }
        }
        let days = |band| c.of("off_licence", band).map(|c| c.days);
        assert!(days("high") < days("low"));
        assert_eq!(c.of("no_such_kind", "high"), None);
    }
}
