//! What an incident weighs: `data/harm.csv`; and when in the week it is likely: `data/patterns.csv`.

use super::HarmProfile;
use crate::domain::incident::Category;
use serde::Deserialize;
use std::collections::BTreeMap;

const HARM: &str = include_str!("../../data/harm.csv");
const PATTERNS: &str = include_str!("../../data/patterns.csv");
/// Hours of a week.
pub(super) const WEEK: usize = 168;

#[derive(Debug, Clone, Deserialize)]
struct Weights {
    category: String,
    count: f64,
    cchi: f64,
    css: f64,
    patrol: f64,
    police_generated: String,
}

/// Harm by category.
#[derive(Debug, Clone)]
pub(super) struct Harm {
    rows: BTreeMap<String, Weights>,
    hours: BTreeMap<(String, bool), Vec<f64>>,
}

impl Harm {
    /// The tables that ship with the program; a test holds every row of them to be readable.
    pub(super) fn shipped() -> Self {
        let rows = csv::Reader::from_reader(HARM.as_bytes()).into_deserialize::<Weights>().filter_map(Result::ok);
        let rows = rows.map(|w| (w.category.clone(), w)).collect();
        let mut hours = BTreeMap::new();
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(PATTERNS.as_bytes());
        for row in reader.records().filter_map(Result::ok) {
            let cells: Vec<f64> = row.iter().skip(2).filter_map(|c| c.parse().ok()).collect();
            if let (Some(category), Some(day), 24) = (row.get(0), row.get(1), cells.len()) {
                hours.insert((category.to_owned(), day == "weekend"), cells);
            }
        }
        Self { rows, hours }
    }

    /// The weight of a category; one that the publisher has invented since weighs as `other-crime`. What police
    /// activity itself finds weighs nothing, so that patrols do not feed on their own records.
    pub(super) fn of(&self, category: &Category, profile: HarmProfile) -> f64 {
        let Some(w) = self.rows.get(category.as_str()).or_else(|| self.rows.get("other-crime")) else { return 0.0 };
        match profile {
            _ if w.police_generated == "yes" => 0.0,
            HarmProfile::Count => w.count,
            HarmProfile::Cchi => w.cchi,
            HarmProfile::Css => w.css,
            HarmProfile::Patrol => w.patrol,
        }
    }

    /// Whether police activity itself brings such incidents to light.
    pub(super) fn is_police_generated(&self, category: &Category) -> bool {
        self.rows.get(category.as_str()).is_some_and(|w| w.police_generated == "yes")
    }

    /// Relative weight of each hour of the week, Monday 00:00 first, mean 1, for a mix of harm by category.
    pub(super) fn week(&self, mix: &BTreeMap<&Category, f64>) -> Vec<f32> {
        let mut week = vec![0.0_f64; WEEK];
        for (category, share) in mix {
            for (h, slot) in week.iter_mut().enumerate() {
                let (day, hour) = (h / 24, h % 24);
                // Friday from 18:00 to Sunday 18:00.
                let weekend = day == 5 || (day == 4 && hour >= 18) || (day == 6 && hour < 18);
                let row = self.hours.get(&(category.as_str().to_owned(), weekend));
                *slot += share * row.and_then(|r| r.get(hour)).copied().unwrap_or(1.0);
            }
        }
        let mean = week.iter().sum::<f64>() / WEEK as f64;
        week.iter().map(|w| if mean > 0.0 { (w / mean) as f32 } else { 1.0 }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_both_tables_is_read() {
        let harm = Harm::shipped();
        assert_eq!(harm.rows.len(), HARM.lines().count() - 1);
        assert_eq!(harm.hours.len(), harm.rows.len() * 2);
    }

    #[test]
    fn what_police_find_weighs_nothing_and_news_weighs_as_other() {
        let harm = Harm::shipped();
        for profile in [HarmProfile::Count, HarmProfile::Cchi, HarmProfile::Css, HarmProfile::Patrol] {
            assert!(harm.of(&Category::from_name("Drugs"), profile).abs() < f64::EPSILON);
        }
        let unknown = harm.of(&Category::from_name("Time theft"), HarmProfile::Cchi);
        assert!((unknown - 10.0).abs() < 1e-9);
    }

    #[test]
    fn a_week_has_mean_one() {
        let harm = Harm::shipped();
        let burglary = Category::from_name("Burglary");
        let week = harm.week(&BTreeMap::from([(&burglary, 2.0)]));
        assert!((week.iter().sum::<f32>() / 168.0 - 1.0).abs() < 1e-3);
        assert!(week[13] > week[8], "a weekday's early afternoon is likelier than its morning");
    }
}
