//! Who is covered, by whom, how recently; what nobody has reached; where new officers should go.

mod areas;
mod deploy;
mod groups;
mod partition;
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

pub use deploy::posts_for;
pub use visible::days_unseen;

use crate::county::County;
use crate::domain::code::AreaKey;
use crate::domain::coverage::UncoveredArea;
use crate::domain::id::{BaseId, SchemeId, SegmentId};
use crate::domain::place::LonLat;
use crate::hotspot::HotspotReport;
use geo_types::MultiPolygon;
use jiff::civil::Date;
use serde::Serialize;

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
    let (headline, notes) = (words::headline(&measured, &wards, &uncovered), words::notes(&measured));
    CoverageReport {
        wards,
        parishes,
        overlaps: schemes::overlaps(county, &scope, &running),
        schemes: schemes::deliveries(county, &scope, &units, &seen, options),
        reach: reach::rows(county, options),
        uncovered,
        days_unseen: seen.days,
        headline,
        notes,
    }
}

/// A patrol area drawn for one post.
#[derive(Debug, Clone, PartialEq)]
pub struct PatrolArea {
    /// 1 is the post that wins most.
    pub rank: u32,
    /// Where it starts.
    pub base: StartBase,
    /// Its wards: indices into the county's wards, ascending, contiguous by streets. A ward that is more than one
    /// beat is in several areas; `segments` tells them apart. Empty if the county has no wards.
    pub wards: Vec<u32>,
    /// Its streets, ascending.
    pub segments: Vec<SegmentId>,
    /// Its outline: WGS 84, lon/lat, right-hand rule.
    pub geom: MultiPolygon<f64>,
    /// Uncovered need that it wins, in the same unit for town and village (see `gain_words`).
    pub gain: f64,
    /// The gain in words with numbers.
    pub gain_words: String,
    /// Residents.
    pub residents: u32,
    /// Settlements in it, largest first.
    pub settlements: Vec<String>,
    /// Whether it is larger than a walk, so that its officer has a car.
    pub needs_car: bool,
}

/// Where an officer starts.
#[derive(Debug, Clone, PartialEq)]
pub struct StartBase {
    /// Its id.
    pub id: BaseId,
    /// Its name.
    pub name: String,
    /// Where.
    pub at: LonLat,
}

/// Areas for some posts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Deployment {
    /// One a post.
    pub areas: Vec<PatrolArea>,
    /// Posts of which about that many officers are on duty on a usual day, and the words for it.
    pub on_duty: (u32, String),
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// Draws areas for `officers` officers.
#[must_use]
pub fn deploy(county: &County, hotspots: &HotspotReport, coverage: &CoverageReport, officers: u32) -> Deployment {
    deploy::draw(county, hotspots, coverage, officers)
}
