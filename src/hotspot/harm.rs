//! What an incident weighs: `data/harm.csv`; and when in the week it is likely: `data/patterns.csv`.

use super::HarmProfile;
use crate::domain::incident::Category;
use serde::Deserialize;
use std::collections::BTreeMap;

const HARM: &str = include_str!("../../data/harm.csv");
const PATTERNS: &str = include_str!("../../data/patterns.csv");
/// Hours of a week.
pub(super) const WEEK: usize = 168;

/// Which weights count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Weights {
    /// The column.
    pub(super) profile: HarmProfile,
    /// Whether what police activity itself finds counts too.
    pub(super) police_generated: bool,
}

/// Weights of harm that a user brings: `category,weight[,police_generated]`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OwnWeights {
    rows: BTreeMap<String, (f64, bool)>,
}

/// Why a table of weights cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct OwnWeightsError {
    /// The line, the header being 1.
    pub line: u64,
    /// What is wrong with it.
    pub what: String,
}

impl OwnWeights {
    /// Reads a table of weights: a header, then one category a line with a weight of 0 or more; `police_generated` is
    /// `yes` for what police activity itself brings to light. Lines that begin with `#` are skipped. Categories that
    /// it does not name weigh as `other-crime` does, or nothing if it does not name that either.
    ///
    /// # Errors
    /// When a column is missing, a weight is no number of 0 or more, a category comes twice, or there is none.
    pub fn read(text: &str) -> Result<Self, OwnWeightsError> {
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let fail = |line: u64, what: String| Err(OwnWeightsError { line, what });
        let headers = match reader.headers() {
            Ok(headers) => headers.clone(),
            Err(e) => return fail(1, e.to_string()),
        };
        let column = |name: &str| headers.iter().position(|h| h.eq_ignore_ascii_case(name));
        let (Some(category), Some(weight)) = (column("category"), column("weight")) else {
            return fail(1, "wants the columns category and weight".to_owned());
        };
        let police = column("police_generated");
        let mut rows = BTreeMap::new();
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(e) => return fail(e.position().map_or(0, csv::Position::line), e.to_string()),
            };
            let line = record.position().map_or(0, csv::Position::line);
            let name = Category::from_name(record.get(category).unwrap_or_default());
            let text = record.get(weight).unwrap_or_default();
            if name.as_str().is_empty() {
                return fail(line, "has no category".to_owned());
            }
            let Some(value) = text.parse::<f64>().ok().filter(|v| (0.0..=1e6).contains(v)) else {
                return fail(line, format!("weight {text:?}: wanted a number from 0 to 1000000"));
            };
            let generated = match police.and_then(|c| record.get(c)).unwrap_or_default() {
                "yes" => true,
                "no" | "" => false,
                other => return fail(line, format!("police_generated {other:?}: wanted yes or no")),
            };
            if rows.insert(name.as_str().to_owned(), (value, generated)).is_some() {
                return fail(line, format!("{name} comes twice"));
            }
        }
        if rows.is_empty() {
            return fail(1, "has no categories".to_owned());
        }
        Ok(Self { rows })
    }
}

#[derive(Debug, Clone, Deserialize)]
struct Row {
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
    rows: BTreeMap<String, Row>,
    own: Option<OwnWeights>,
    hours: BTreeMap<(String, bool), Vec<f64>>,
}

impl Harm {
    /// The tables that ship with the program; a test holds every row of them to be readable.
    pub(super) fn shipped() -> Self {
        let reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(HARM.as_bytes());
        let rows = reader.into_deserialize::<Row>().filter_map(Result::ok);
        let rows = rows.map(|w| (w.category.clone(), w)).collect();
        let mut hours = BTreeMap::new();
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(PATTERNS.as_bytes());
        for row in reader.records().filter_map(Result::ok) {
            let cells: Vec<f64> = row.iter().skip(2).filter_map(|c| c.parse().ok()).collect();
            if let (Some(category), Some(day), 24) = (row.get(0), row.get(1), cells.len()) {
                hours.insert((category.to_owned(), day == "weekend"), cells);
            }
        }
        Self { rows, own: None, hours }
    }

    /// With weights of the user's own.
    pub(super) fn with(own: Option<&OwnWeights>) -> Self {
        Self { own: own.cloned(), ..Self::shipped() }
    }

    /// The weight of a category; one that the publisher has invented since weighs as `other-crime`. What police
    /// activity itself finds weighs nothing unless asked for, so that patrols do not feed on their own records.
    pub(super) fn weight(&self, category: &Category, by: Weights) -> f64 {
        if self.is_police_generated(category) && !by.police_generated {
            return 0.0;
        }
        if let (HarmProfile::Own, Some(own)) = (by.profile, &self.own) {
            return own.rows.get(category.as_str()).or_else(|| own.rows.get("other-crime")).map_or(0.0, |r| r.0);
        }
        let Some(w) = self.rows.get(category.as_str()).or_else(|| self.rows.get("other-crime")) else { return 0.0 };
        match by.profile {
            HarmProfile::Count => w.count,
            HarmProfile::Cchi => w.cchi,
            HarmProfile::Css => w.css,
            HarmProfile::Patrol | HarmProfile::Own => w.patrol,
        }
    }

    /// Whether police activity itself brings such incidents to light.
    pub(super) fn is_police_generated(&self, category: &Category) -> bool {
        let own = self.own.as_ref().and_then(|o| o.rows.get(category.as_str()));
        own.is_some_and(|o| o.1) || self.rows.get(category.as_str()).is_some_and(|w| w.police_generated == "yes")
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
        assert_eq!(harm.rows.len(), HARM.lines().filter(|l| !l.starts_with('#')).count() - 1);
        assert_eq!(harm.hours.len(), harm.rows.len() * 2);
    }

    #[test]
    fn what_police_find_weighs_nothing_unless_asked_and_news_weighs_as_other() {
        let harm = Harm::shipped();
        let drugs = Category::from_name("Drugs");
        for profile in HarmProfile::ALL {
            assert!(harm.weight(&drugs, Weights { profile, police_generated: false }).abs() < f64::EPSILON);
        }
        assert!(harm.weight(&drugs, Weights { profile: HarmProfile::Count, police_generated: true }) > 0.5);
        let news = Category::from_name("Time theft");
        let unknown = harm.weight(&news, Weights { profile: HarmProfile::Cchi, police_generated: false });
        assert!((unknown - 10.0).abs() < 1e-9);
    }

    #[test]
    fn weights_of_the_user_count_and_faults_name_their_line() {
        let text = "# ours\ncategory,weight,police_generated\nRobbery,9.5,no\nShoplifting,2,yes\n";
        let harm = Harm::with(Some(&OwnWeights::read(text).unwrap()));
        let own = |name: &str| {
            harm.weight(&Category::from_name(name), Weights { profile: HarmProfile::Own, police_generated: false })
        };
        assert_eq!((own("Robbery"), own("Shoplifting"), own("Burglary")), (9.5, 0.0, 0.0));
        for (bad, line, what) in [
            ("category,weight\nrobbery,-1\n", 2, "-1"),
            ("category,weight\nrobbery,NaN\n", 2, "NaN"),
            ("category,weight\nrobbery,1\nRobbery,2\n", 3, "twice"),
            ("category\nrobbery\n", 1, "weight"),
            ("category,weight\n", 1, "no categories"),
            ("", 1, "columns"),
            ("category,weight,police_generated\na,1,perhaps\n", 2, "perhaps"),
        ] {
            let e = OwnWeights::read(bad).unwrap_err();
            assert!(e.line == line && e.what.contains(what), "{bad:?}: {e}");
        }
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
