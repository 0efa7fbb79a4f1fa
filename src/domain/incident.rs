//! Recorded crimes and anti-social behaviour.

use super::place::LonLat;
use super::time::Month;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A police.uk category as a lower-case slug: `anti-social-behaviour`, `burglary`. Open: a name that the
/// publisher invents tomorrow is kept, and gets the weight of `other-crime`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Category(Arc<str>);

impl Category {
    /// The slug of a printed category name: lower case, runs of anything but letters and digits as one
    /// hyphen. "Violence and sexual offences" becomes `violence-and-sexual-offences`.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        let mut slug = String::with_capacity(name.len());
        for c in name.trim().chars() {
            if c.is_alphanumeric() {
                slug.extend(c.to_lowercase());
            } else if !slug.ends_with('-') && !slug.is_empty() {
                slug.push('-');
            }
        }
        Self(slug.trim_end_matches('-').into())
    }

    /// The slug.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The slug in plain words: `violence and sexual offences`.
    #[must_use]
    pub fn words(&self) -> String {
        self.0.replace('-', " ").replace("anti social", "anti-social")
    }
}
impl From<String> for Category {
    fn from(name: String) -> Self {
        Self::from_name(&name)
    }
}
impl From<Category> for String {
    fn from(category: Category) -> Self {
        category.0.as_ref().to_owned()
    }
}
impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One published row: a recorded crime or a call about anti-social behaviour.
///
/// Published places are anonymised snap points, months are all the time there is, and identical rows
/// without an id are different incidents.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// The publisher's id; empty for anti-social behaviour. Not unique.
    pub source_id: String,
    /// The force in whose area it fell ("Falls within").
    pub force: Arc<str>,
    /// The month.
    pub month: Month,
    /// The category.
    pub category: Category,
    /// The last outcome, empty if none.
    pub outcome: Arc<str>,
    /// "On or near High Street".
    pub location: Arc<str>,
    /// LSOA code as published (2011 and 2021 codes are mixed in the wild), empty if none.
    pub lsoa: Arc<str>,
    /// Where, if the row has a place.
    pub at: Option<LonLat>,
}
