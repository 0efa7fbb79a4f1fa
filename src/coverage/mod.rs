//! Who is covered, by whom, how recently; what nobody has reached; where new officers should go.

mod areas;
mod balance;
mod balanced;
mod deploy;
mod deployed;
mod equity;
mod feedback;
mod groups;
mod league;
mod overlap;
mod parts;
mod pieces;
mod posts;
mod reach;
mod schemes;
mod scope;
mod shape;
#[cfg(test)]
mod tests;
mod uncovered;
mod visible;
mod words;

pub use balanced::{Balance, Equity, FeedbackMonth, FeedbackRun, Outside, Overlap, PaidTwice, TenthShare, WardBalance};
pub use deploy::{DeployOptions, Drawn, DropOff};
pub use deployed::{
    Deployment, PatrolArea, Review, ReviewChange, ReviewKind, ReviewWard, StartBase, Step, WardOutcome, WhatIf,
};
pub use league::{AREAS, LEAGUE, area_properties, compared_csv, csv, league_csv};
pub use visible::days_unseen;

use crate::county::County;
use crate::domain::code::{AreaCode, AreaKey};
use crate::domain::coverage::UncoveredArea;
use crate::domain::id::{SchemeId, SegmentId};
use crate::hotspot::HotspotReport;
use geo_types::MultiPolygon;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// The period to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoverageOptions {
    /// Days before `on`.
    pub days: u32,
    /// The day on which the question is asked; that day itself is not counted.
    pub on: Date,
}

/// Coverage of one ward (or parish): three separate questions, never mixed into one number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaCoverage {
    /// Code and vintage.
    #[serde(flatten)]
    pub key: AreaKey,
    /// Name.
    pub name: String,
    /// Residents.
    pub residents: u32,
    /// Share of residents inside the patrol area of a filled post, 0 to 1; `None` if neither schemes, posts nor
    /// officers are held.
    pub scheme_share: Option<f64>,
    /// Schemes that pay for it.
    pub schemes: Vec<SchemeId>,
    /// Posts funded, filled; vacant ones are the difference.
    pub posts_funded: u32,
    /// Posts filled.
    pub posts_filled: u32,
    /// Hours a week owed per 1,000 residents by filled posts.
    pub hours_per_1000: f64,
    /// Share of residents whose street was walked or in sight of a walk in the period, from records; `None` if
    /// there is no record: unknown, not unseen.
    pub seen_share: Option<f64>,
    /// The same over the last 7 days.
    pub seen_share_7: Option<f64>,
    /// The same from published plans, walked or not; `None` if no plan of the period was published.
    pub planned_share: Option<f64>,
    /// Share of residents for whom nothing is known, because officer-days in their area left no record.
    pub unknown_share: f64,
    /// Residents-weighted days since last recorded patrol; `None` if there are no records at all.
    pub days_unseen: Option<f64>,
    /// Recorded patrol minutes in the period.
    pub minutes: f64,
    /// Minutes that its schemes pay for in the period.
    pub minutes_paid: f64,
    /// Share of the county's located harm, 0 to 1, by the places of incidents.
    pub harm_share: f64,
    /// Incidents a month, by their places, whether or not the map has streets there.
    pub incidents_month: f64,
    /// What a reader must know of this area, such as that the map has no streets there.
    pub note: String,
}

/// Delivered against paid for, by scheme.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchemeDelivery {
    /// The scheme.
    pub id: SchemeId,
    /// Its name.
    pub name: String,
    /// Posts funded.
    pub funded: u32,
    /// Posts filled.
    pub filled: u32,
    /// Hours owed in the period.
    pub hours_owed: f64,
    /// Hours recorded in its areas by its officers in the period.
    pub hours_delivered: f64,
    /// Hours off the beat in the period.
    pub hours_abstracted: f64,
    /// Cap on abstraction, percent of hours owed.
    pub cap_pct: Option<f64>,
    /// Whether that cap is passed.
    pub over_cap: bool,
    /// Days since the oldest vacancy began.
    pub vacant_days: Option<i64>,
    /// Whether money is due back for it.
    pub refund_due: bool,
}

/// Contact with one faith or community: empty rows are shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReachRow {
    /// Faith or community, as in the reference tables.
    pub community: String,
    /// Places of it in the county.
    pub places: u32,
    /// Groups of it.
    pub groups: u32,
    /// Last contact, if any.
    pub last_contact: Option<Date>,
    /// By whom: call sign.
    pub by: String,
    /// Days since.
    pub days: Option<i64>,
}

/// Everything about coverage on one day.
#[derive(Debug, Clone, Default)]
pub struct CoverageReport {
    /// Wards, worst first: those that no filled post covers, by residents; then by days unseen.
    pub wards: Vec<AreaCoverage>,
    /// Parishes, likewise.
    pub parishes: Vec<AreaCoverage>,
    /// Areas paid for by two schemes or more.
    pub overlaps: Vec<(AreaKey, Vec<SchemeId>)>,
    /// Schemes.
    pub schemes: Vec<SchemeDelivery>,
    /// Where money and minutes miss each other.
    pub overlap: Overlap,
    /// Need against supply.
    pub balance: Balance,
    /// Contact by faith and community.
    pub reach: Vec<ReachRow>,
    /// Uncovered areas, most residents × days first.
    pub uncovered: Vec<UncoveredArea>,
    /// Days since each segment was last walked or in sight of a walk by record; `None`: no record.
    pub days_unseen: Vec<Option<u32>>,
    /// The sentence that answers the planner first.
    pub headline: String,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// Measures coverage.
#[must_use]
pub fn measure(county: &County, hotspots: &HotspotReport, options: CoverageOptions) -> CoverageReport {
    let scope = scope::Scope::new(county);
    let units = posts::units(county, &scope, options.on);
    let seen = visible::look(county, &scope, &units, options);
    let running = schemes::running(county, &scope, options);
    let measured = areas::Measured { county, scope: &scope, units: &units, running: &running, seen: &seen, options };
    let (wards, parishes) = measured.areas(hotspots);
    let uncovered = uncovered::areas(&measured);
    let (overlap, balance) = (overlap::of(&measured, &wards), balance::of(&measured, &wards));
    let (headline, notes) = (words::headline(&measured, &wards, &uncovered), words::notes(&measured));
    CoverageReport {
        wards,
        parishes,
        overlaps: schemes::overlaps(county, &scope, &running),
        schemes: schemes::deliveries(county, &scope, &units, &seen, options),
        overlap,
        balance,
        reach: reach::rows(county, options),
        uncovered,
        days_unseen: seen.days,
        headline,
        notes,
    }
}

/// Minutes, harm and residents by deprivation tenth: `tenths` by code of LSOA or ward, 1 the most deprived.
#[must_use]
pub fn equity(
    county: &County,
    hotspots: &HotspotReport,
    options: CoverageOptions,
    tenths: &BTreeMap<AreaCode, u8>,
) -> Equity {
    equity::by_tenth(county, hotspots, options, tenths)
}

/// What planning on one's own visits would do over two years, beside rules that guard against it: a simulation over
/// the county's LSOAs (wards, where it has none). Deterministic for a seed.
#[must_use]
pub fn feedback(county: &County, hotspots: &HotspotReport, seed: u64) -> Vec<FeedbackRun> {
    let boundaries = &county.boundaries;
    let lsoas =
        if boundaries.lsoas.is_empty() { Vec::new() } else { scope::holding(&county.network, &boundaries.lsoas) };
    let mut places: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for (i, s) in county.network.segments().iter().enumerate() {
        let place = if lsoas.is_empty() { s.ward } else { lsoas[i] };
        if let Some(p) = place {
            let sums = places.entry(p).or_default();
            sums.0 += f64::from(hotspots.risk.get(i).copied().unwrap_or(0.0).max(0.0));
            sums.1 += f64::from(s.residents.max(0.0));
        }
    }
    // Harm in incidents: on average ten a month in a place.
    let all: f64 = places.values().map(|p| p.0).sum();
    let scale = if all > 0.0 { 10.0 * places.len() as f64 / all } else { 0.0 };
    let places: Vec<(f64, f64)> = places.into_values().map(|(h, r)| (h * scale, r)).collect();
    feedback::simulate(&places, seed)
}

/// Reviews attachments on a day, by coverage measured up to it.
#[must_use]
pub fn review(
    county: &County,
    picture: (&HotspotReport, &CoverageReport),
    on: Date,
    options: &DeployOptions,
) -> Review {
    let scope = scope::Scope::new(county);
    let units = posts::units(county, &scope, on);
    deploy::review(county, picture, (&scope, &units), options)
}

/// Draws areas for `posts` posts.
#[must_use]
pub fn deploy(county: &County, hotspots: &HotspotReport, coverage: &CoverageReport, posts: u32) -> Deployment {
    deploy::draw(county, hotspots, coverage, &DeployOptions::posts(posts))
}

/// Draws areas as the options say.
#[must_use]
pub fn deploy_with(
    county: &County,
    hotspots: &HotspotReport,
    coverage: &CoverageReport,
    options: &DeployOptions,
) -> Deployment {
    deploy::draw(county, hotspots, coverage, options)
}

/// How many posts it takes to have `on_duty` officers on duty on a usual day, and the words for it.
#[must_use]
pub fn posts_for(on_duty: u32) -> (u32, String) {
    deploy::posts_for(on_duty)
}

/// Compares two deployments of the same need.
#[must_use]
pub fn what_if(
    county: &County,
    picture: (&HotspotReport, &CoverageReport),
    names: [String; 2],
    drawn: [&[Drawn]; 2],
    options: &DeployOptions,
) -> WhatIf {
    deploy::compare(county, picture, names, drawn, options)
}

/// Streets of which the middle lies in an outline.
#[must_use]
pub fn streets_within(county: &County, outline: &MultiPolygon<f64>) -> Vec<SegmentId> {
    deploy::within(county, outline)
}

/// One officer for each of the wards with most residents, with the ward's number in the county's list.
#[must_use]
pub fn by_hand(county: &County, posts: u32) -> Vec<(u32, Drawn)> {
    deploy::by_hand(county, posts)
}

/// Areas as people draw them: one officer for each of the wards with most residents. For comparison.
#[must_use]
pub fn hand_drawn(
    county: &County,
    hotspots: &HotspotReport,
    coverage: &CoverageReport,
    options: &DeployOptions,
) -> Deployment {
    deploy::hand_drawn(county, hotspots, coverage, options)
}
