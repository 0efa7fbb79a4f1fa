//! Who pays for what: schemes, funders, posts.

use super::{may, must};
use crate::domain::code::AreaCode;
use crate::domain::id::{FunderId, OfficerId, PostId, SchemeId};
use crate::domain::table::{FieldKind as K, Row, TableSpec};
use jiff::civil::Date;

/// Kinds of funder and of scheme.
pub const PAYERS: &[&str] = &[
    "county_council",
    "district_council",
    "town_council",
    "parish_council",
    "city_council",
    "force",
    "commissioner",
    "business_district",
    "housing",
    "school",
    "business",
    "health",
    "other",
];

/// The `schemes` table.
pub const SCHEMES: TableSpec = TableSpec {
    name: "schemes",
    doc: "Agreements under which somebody pays for officers to cover wards or parishes.",
    fields: &[
        must("id", K::Id, "Short id, used by posts, officers and abstractions.", "county-rural"),
        must("name", K::Text(120), "Name as the agreement has it.", "County rural wards"),
        must("kind", K::Choice(PAYERS), "Who leads it.", "county_council"),
        must("funders", K::Shares, "Funder ids with their share in percent; together 100.", "county:60;alderton-tc:40"),
        must("areas", K::AreaCodes, "Codes of the wards or parishes that it covers.", "E05999001;E05999002"),
        may("vintage", K::Int(1990, 2100), "Year of those codes, if not that of the imported boundaries.", "2025"),
        must("start", K::Date, "First day.", "2025-04-01"),
        may("end", K::Date, "Last day.", "2028-03-31"),
        may("review_date", K::Date, "Next review.", "2026-10-01"),
        may("posts_funded", K::Int(0, 10_000), "Posts paid for. If blank, the posts table is counted.", "2"),
        may("hours_week", K::Number(0.0, 100_000.0), "Hours of patrol owed a week by all posts together.", "74"),
        may(
            "spread",
            K::Choice(&["even_by_ward", "by_residents", "by_need", "minimum_each", "as_agreed"]),
            "How those hours are spread over its areas.",
            "minimum_each",
        ),
        may(
            "min_hours_area_week",
            K::Number(0.0, 1000.0),
            "Least hours a week in each area, where the rule is minimum_each.",
            "3",
        ),
        may("max_abstraction_pct", K::Number(0.0, 100.0), "Most hours off the beat, in percent of hours worked.", "10"),
        may("vacancy_refund_weeks", K::Int(0, 520), "Weeks of vacancy after which money is due back.", "6"),
        may("cost_per_post_year", K::Number(0.0, 1_000_000.0), "Pounds a post a year.", "38500"),
        may(
            "purpose",
            K::Text(200),
            "What it is for, in a line that may be printed.",
            "Cover wards that no other scheme covers",
        ),
        may("reference", K::Text(64), "Reference of the agreement in the force's own system.", "SLA-2025-014"),
    ],
};

/// The `funders` table.
pub const FUNDERS: TableSpec = TableSpec {
    name: "funders",
    doc: "Who pays. Optional: a funder named in a scheme's shares needs a row only for its name and area.",
    fields: &[
        must("id", K::Id, "Short id, as in the shares of schemes.", "alderton-tc"),
        must("name", K::Text(120), "Name.", "Alderton Town Council"),
        must("kind", K::Choice(PAYERS), "What it is.", "town_council"),
        may("areas", K::AreaCodes, "Its own area: wards or parishes that it may see.", "E04999001"),
        may("contact_role", K::Text(80), "Office, not a person.", "Town clerk"),
        may("contribution_year", K::Number(0.0, 100_000_000.0), "Pounds a year over all schemes.", "46200"),
    ],
};

/// The `posts` table.
pub const POSTS: TableSpec = TableSpec {
    name: "posts",
    doc: "Paid places for an officer, filled or not.",
    fields: &[
        must("id", K::Id, "Short id.", "post-7"),
        must("scheme", K::Id, "Scheme that pays.", "county-rural"),
        may("title", K::Text(120), "What it is called.", "Rural officer, east"),
        may("officer", K::Id, "Holder. Blank: vacant.", "7012"),
        must("funded_from", K::Date, "First day paid for.", "2025-04-01"),
        may("funded_to", K::Date, "Last day paid for.", "2028-03-31"),
        may("filled_from", K::Date, "Since when the holder holds it.", "2025-05-12"),
        may("vacant_since", K::Date, "Since when it is vacant.", "2026-05-01"),
        may("areas", K::AreaCodes, "Patrol area: wards or parishes. Blank: those of the scheme.", "E05999001"),
        may("hours_week", K::Number(0.0, 168.0), "Hours a week.", "37"),
        may("fte", K::Number(0.0, 2.0), "Full-time share.", "1"),
        may("shared_with", K::Shares, "Other schemes that pay part of it, with percent of its minutes.", "alderton:40"),
        may("cost_year", K::Number(0.0, 1_000_000.0), "Pounds a year, if not the scheme's.", "38500"),
    ],
};

/// Who pays for officers to cover which areas.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheme {
    /// Its id.
    pub id: SchemeId,
    /// Its name.
    pub name: String,
    /// Who leads it: one of [`PAYERS`].
    pub kind: String,
    /// Funders with their share, 0 to 100.
    pub funders: Vec<(FunderId, f64)>,
    /// Areas covered: ward or parish codes.
    pub areas: Vec<AreaCode>,
    /// First day.
    pub start: Option<Date>,
    /// Last day.
    pub end: Option<Date>,
    /// Posts paid for.
    pub posts_funded: Option<u32>,
    /// Hours owed a week.
    pub hours_week: Option<f64>,
    /// How they are spread.
    pub spread: String,
    /// Least hours a week in each area.
    pub min_hours_area_week: Option<f64>,
    /// Cap on abstraction, percent.
    pub max_abstraction_pct: Option<f64>,
    /// Weeks of vacancy after which money is due back.
    pub vacancy_refund_weeks: Option<u32>,
    /// Pounds a post a year.
    pub cost_per_post_year: Option<f64>,
    /// Next review.
    pub review_date: Option<Date>,
    /// What it is for.
    pub purpose: String,
}

/// The parts of a list cell that are area codes.
pub(super) fn codes(row: Row<'_>, column: &str) -> Vec<AreaCode> {
    row.list(column).iter().filter_map(|c| AreaCode::new(c).ok()).collect()
}

fn shares(row: Row<'_>, column: &str) -> Vec<(String, f64)> {
    row.list(column)
        .iter()
        .filter_map(|pair| {
            pair.rsplit_once(':').and_then(|(id, s)| Some((id.trim().to_owned(), s.trim().parse().ok()?)))
        })
        .collect()
}

pub(super) fn count(row: Row<'_>, column: &str) -> Option<u32> {
    row.int(column).and_then(|i| u32::try_from(i).ok())
}

impl From<Row<'_>> for Scheme {
    fn from(r: Row<'_>) -> Self {
        Self {
            id: SchemeId::new(&r.text("id")),
            name: r.text("name"),
            kind: r.text("kind"),
            funders: shares(r, "funders").into_iter().map(|(id, s)| (FunderId::new(&id), s)).collect(),
            areas: codes(r, "areas"),
            start: r.date("start"),
            end: r.date("end"),
            posts_funded: count(r, "posts_funded"),
            hours_week: r.number("hours_week"),
            spread: r.text("spread"),
            min_hours_area_week: r.number("min_hours_area_week"),
            max_abstraction_pct: r.number("max_abstraction_pct"),
            vacancy_refund_weeks: count(r, "vacancy_refund_weeks"),
            cost_per_post_year: r.number("cost_per_post_year"),
            review_date: r.date("review_date"),
            purpose: r.text("purpose"),
        }
    }
}

/// Who pays.
#[derive(Debug, Clone, PartialEq)]
pub struct Funder {
    /// Its id.
    pub id: FunderId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// Its own area.
    pub areas: Vec<AreaCode>,
    /// Pounds a year over all schemes.
    pub contribution_year: Option<f64>,
}

impl From<Row<'_>> for Funder {
    fn from(r: Row<'_>) -> Self {
        Self {
            id: FunderId::new(&r.text("id")),
            name: r.text("name"),
            kind: r.text("kind"),
            areas: codes(r, "areas"),
            contribution_year: r.number("contribution_year"),
        }
    }
}

/// A paid place for an officer.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Scheme that pays.
    pub scheme: SchemeId,
    /// What it is called.
    pub title: String,
    /// Holder; `None` is a vacancy.
    pub officer: Option<OfficerId>,
    /// First and last day paid for.
    pub funded: (Option<Date>, Option<Date>),
    /// Since when the holder holds it.
    pub filled_from: Option<Date>,
    /// Since when it is vacant.
    pub vacant_since: Option<Date>,
    /// Patrol area; empty means the scheme's.
    pub areas: Vec<AreaCode>,
    /// Hours a week.
    pub hours_week: Option<f64>,
    /// Other schemes that pay part of its minutes, percent.
    pub shared_with: Vec<(SchemeId, f64)>,
}

impl Post {
    /// Whether somebody holds it on a date, within the time that is paid for.
    #[must_use]
    pub fn is_filled_on(&self, date: Date) -> bool {
        self.is_funded_on(date)
            && self.officer.is_some()
            && self.filled_from.is_none_or(|d| d <= date)
            && self.vacant_since.is_none_or(|d| d > date)
    }

    /// Whether it is paid for on a date.
    #[must_use]
    pub fn is_funded_on(&self, date: Date) -> bool {
        self.funded.0.is_none_or(|d| d <= date) && self.funded.1.is_none_or(|d| d >= date)
    }
}

impl From<Row<'_>> for Post {
    fn from(r: Row<'_>) -> Self {
        let officer = r.text("officer");
        Self {
            id: PostId::new(&r.text("id")),
            scheme: SchemeId::new(&r.text("scheme")),
            title: r.text("title"),
            officer: (!officer.is_empty()).then(|| OfficerId::new(&officer)),
            funded: (r.date("funded_from"), r.date("funded_to")),
            filled_from: r.date("filled_from"),
            vacant_since: r.date("vacant_since"),
            areas: codes(r, "areas"),
            hours_week: r.number("hours_week"),
            shared_with: shares(r, "shared_with").into_iter().map(|(id, s)| (SchemeId::new(&id), s)).collect(),
        }
    }
}
