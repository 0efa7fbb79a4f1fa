//! The constants of reward and the settings, read from `data/`: nothing is tuned inside the code.

use std::collections::BTreeMap;

const REWARDS: &str = include_str!("../../data/rewards.csv");
const SETTINGS: &str = include_str!("../../data/settings.csv");
const CADENCES: &str = include_str!("../../data/cadences.csv");

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

/// How often and how long a kind of place is visited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cadences(BTreeMap<(String, String), (u32, u32)>);

impl Cadences {
    /// The table shipped in `data/cadences.csv`; columns are found by name.
    #[must_use]
    pub fn shipped() -> Self {
        let mut reader = csv::Reader::from_reader(CADENCES.as_bytes());
        let headers = reader.headers().cloned().unwrap_or_default();
        let column = |n: &str| headers.iter().position(|h| h.trim() == n);
        let (kind, band, days, dwell) =
            (column("kind"), column("risk_band"), column("cadence_days"), column("dwell_min"));
        let mut map = BTreeMap::new();
        for row in reader.records().flatten() {
            let cell = |c: Option<usize>| c.and_then(|i| row.get(i)).unwrap_or("").trim().to_owned();
            map.insert((cell(kind), cell(band)), (cell(days).parse().unwrap_or(60), cell(dwell).parse().unwrap_or(10)));
        }
        Self(map)
    }

    /// Days between visits and minutes of one, by kind and band; the medium band, then 60 days and 10 minutes,
    /// where the table is silent.
    #[must_use]
    pub fn of(&self, kind: &str, band: &str) -> (u32, u32) {
        let at = |b: &str| self.0.get(&(kind.to_owned(), b.to_owned())).copied();
        at(band).or_else(|| at("medium")).or_else(|| at("")).unwrap_or((60, 10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn every_name_the_code_asks_for_is_in_the_tables() {
        let r = Rewards::shipped();
        let sources = [include_str!("demand.rs"), include_str!("duty.rs"), include_str!("problem.rs")];
        for text in sources {
            for call in ["r.get(\"", "r.minutes(\""] {
                for piece in text.split(call).skip(1) {
                    let name = piece.split('"').next().unwrap_or("");
                    assert!(r.iter().any(|(n, _)| n == name), "{name} is missing from data/");
                }
            }
        }
    }

    #[test]
    fn cadences_fall_back_to_the_medium_band_and_then_to_two_months() {
        let c = Cadences::shipped();
        assert_eq!(c.of("no_such_kind", "high"), (60, 10));
        assert!(c.of("off_licence", "high").0 < c.of("off_licence", "low").0);
    }
}
