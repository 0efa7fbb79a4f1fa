//! Community places and what really happened: assets and visits.

use super::paid::count;
use super::{may, must};
use crate::domain::asset::{Asset, AssetKind, AssetSource, RiskBand};
use crate::domain::id::{AssetId, OfficerId};
use crate::domain::place::LonLat;
use crate::domain::plan::{DemandKind, PurposeKind};
use crate::domain::table::{FieldKind as K, Row, TableSpec};
use crate::domain::time::TimeOfDay;
use jiff::civil::Date;

/// The `assets` table.
pub const ASSETS: TableSpec = TableSpec {
    name: "assets",
    doc: "Key community places that the map lacks, or knows less well than the force. A row whose id is that of a place on the map replaces it; cells left blank keep the opening hours and the community that the map has.",
    fields: &[
        must("id", K::Id, "Short id.", "as-017"),
        must("kind", K::Choice(AssetKind::SLUGS), "What it is.", "off_licence"),
        must("name", K::Text(120), "Public name.", "Station Road off-licence"),
        must("lon", K::Lon, "Longitude, WGS 84 degrees.", "-2.9977"),
        must("lat", K::Lat, "Latitude, WGS 84 degrees.", "51.5884"),
        may("risk_band", K::Choice(RiskBand::SLUGS), "How often it should be seen. Blank: medium.", "high"),
        may("opening_hours", K::OpeningHours, "When a visit makes sense.", "Mo-Sa 10:00-22:00"),
        may("community", K::Text(60), "Faith or community that it serves.", "polish"),
        may("cadence_days", K::Int(1, 800), "Days between visits. Blank: by kind and risk band.", "42"),
        may("dwell_min", K::Int(1, 240), "Minutes of a visit. Blank: by kind.", "15"),
        may("last_visit", K::Date, "Last visit, if known from before.", "2026-05-30"),
        may("contact_role", K::Text(80), "Office to ask for, not a person.", "Manager"),
        may(
            "terms",
            K::Choice(&["term_time", "always"]),
            "Whether it is visited in term time only. Blank: schools in term time.",
            "always",
        ),
        may("staffed", K::Bool, "Whether it is lit and staffed after dark. Blank: by kind.", "yes"),
    ],
};

/// The `visits` table.
pub const VISITS: TableSpec = TableSpec {
    name: "visits",
    doc: "What really happened: where an officer was, from when to when.",
    fields: &[
        must("id", K::Id, "Short id.", "vis-2026-07-09-7012-3"),
        must("officer", K::Id, "Officer.", "7012"),
        must("date", K::Date, "Date of the shift.", "2026-07-09"),
        must("start", K::Time, "From, local time.", "10:05"),
        must("end", K::Time, "To, local time.", "10:18"),
        must("lon", K::Lon, "Longitude, WGS 84 degrees.", "-2.9977"),
        must("lat", K::Lat, "Latitude, WGS 84 degrees.", "51.5884"),
        may("demand", K::Id, "What it was for, as the plan names it.", "hotspot:hs-4711"),
        may("demand_kind", K::Choice(DemandKind::SLUGS), "Its kind.", "hotspot"),
        may("purpose_kind", K::Choice(PurposeKind::SLUGS), "Its purpose.", "priority_area"),
        may("asset", K::Id, "Community place, if one was visited.", "osm-n123"),
        may("group", K::Id, "Group, if one was met.", "grp-mosque"),
        may(
            "outcome",
            K::Choice(&["done", "nobody_there", "closed", "partly", "skipped", "called_away"]),
            "Blank: done.",
            "done",
        ),
        may(
            "heading",
            K::Choice(&["engagement", "problem_solving", "fighting_crime"]),
            "Which of the three headings.",
            "engagement",
        ),
        may(
            "partner",
            K::Choice(&[
                "none", "council", "school", "housing", "health", "fire", "wardens", "watch", "business", "other",
            ]),
            "With whom.",
            "council",
        ),
        may("channel", K::Choice(&["on_foot", "meeting", "online", "telephone"]), "How. Blank: on_foot.", "on_foot"),
        may(
            "topic",
            K::Choice(&[
                "reassurance",
                "anti_social_behaviour",
                "burglary",
                "drugs",
                "road_safety",
                "hate",
                "youth",
                "shop_theft",
                "welfare",
                "rural",
                "other",
            ]),
            "About what.",
            "youth",
        ),
        may("people", K::Int(0, 100_000), "How many were spoken to.", "6"),
        may("way", K::Text(20), "OSM way on which it was, if known.", "4711"),
        may("source", K::Choice(&["app", "import", "track"]), "Blank: import.", "app"),
    ],
};

/// An asset from a checked row; `None` if kind or place are missing.
#[must_use]
pub fn asset_from_row(r: Row<'_>) -> Option<Asset> {
    Some(Asset {
        id: AssetId::new(&r.text("id")),
        kind: AssetKind::from_slug(&r.text("kind"))?,
        name: r.text("name"),
        at: r.at()?,
        risk_band: RiskBand::from_slug(&r.text("risk_band")).unwrap_or_default(),
        opening_hours: r.text("opening_hours"),
        community: r.text("community"),
        cadence_days: count(r, "cadence_days"),
        dwell_min: count(r, "dwell_min"),
        last_visit: r.date("last_visit"),
        source: AssetSource::Force,
    })
}

/// What really happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// Its id.
    pub id: String,
    /// Who.
    pub officer: OfficerId,
    /// Date of the shift.
    pub date: Date,
    /// From, local.
    pub start: TimeOfDay,
    /// To, local.
    pub end: TimeOfDay,
    /// Where.
    pub at: LonLat,
    /// What it was for, empty if not said.
    pub demand: String,
    /// Its kind.
    pub demand_kind: Option<DemandKind>,
    /// Community place.
    pub asset: Option<AssetId>,
    /// Group, empty if none.
    pub group: String,
    /// `done`, `nobody_there`, `closed`, `partly`, `skipped`, `called_away`.
    pub outcome: String,
    /// OSM way, if known.
    pub way: Option<i64>,
}

impl Visit {
    /// From a checked row; `None` if place, date or times are missing.
    #[must_use]
    pub fn from_row(r: Row<'_>) -> Option<Self> {
        let filled = |c: &str| Some(r.text(c)).filter(|t| !t.is_empty());
        Some(Self {
            id: r.text("id"),
            officer: OfficerId::new(&r.text("officer")),
            date: r.date("date")?,
            start: r.time("start")?,
            end: r.time("end")?,
            at: r.at()?,
            demand: r.text("demand"),
            demand_kind: DemandKind::from_slug(&r.text("demand_kind")),
            asset: filled("asset").map(|t| AssetId::new(&t)),
            group: r.text("group"),
            outcome: filled("outcome").unwrap_or_else(|| "done".to_owned()),
            way: r.text("way").parse().ok(),
        })
    }

    /// Whether an officer was really there.
    #[must_use]
    pub fn was_there(&self) -> bool {
        !matches!(self.outcome.as_str(), "skipped" | "called_away")
    }
}
