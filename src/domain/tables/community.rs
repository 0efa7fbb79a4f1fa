//! What is arranged with the community: dated engagements, and groups that are kept in touch with.
//!
//! About groups, never about people.

use super::paid::count;
use super::{may, must};
use crate::domain::id::{AssetId, OfficerId, TeamId};
use crate::domain::place::LonLat;
use crate::domain::table::{FieldKind as K, Row, TableSpec};
use crate::domain::time::TimeOfDay;
use jiff::civil::Date;

const ENGAGEMENT_KINDS: &[&str] = &[
    "surgery",
    "meeting",
    "school_input",
    "faith_meeting",
    "group_meeting",
    "walkabout",
    "event",
    "stall",
    "drop_in",
    "watch_meeting",
    "other",
];
const GROUP_KINDS: &[&str] = &[
    "faith",
    "ethnic_community",
    "age_older",
    "age_youth",
    "disability",
    "business",
    "watch_scheme",
    "advisory",
    "residents",
    "women",
    "lgbt",
    "traveller",
    "refugee",
    "farming",
    "sport",
    "other",
];

/// The `engagements` table.
pub const ENGAGEMENTS: TableSpec = TableSpec {
    name: "engagements",
    doc: "Dated events with the community: surgeries, meetings, school inputs.",
    fields: &[
        must("id", K::Id, "Short id.", "eng-2026-074"),
        may("series", K::Id, "Series that it belongs to.", "mosque-first-friday"),
        must("kind", K::Choice(ENGAGEMENT_KINDS), "What it is.", "faith_meeting"),
        must("title", K::Text(120), "Public title.", "Meeting with the mosque committee"),
        must("date", K::Date, "Date.", "2026-07-10"),
        must("start", K::Time, "Start, local time.", "18:00"),
        must("end", K::Time, "End, local time.", "19:00"),
        must("lon", K::Lon, "Longitude, WGS 84 degrees.", "-2.9977"),
        must("lat", K::Lat, "Latitude, WGS 84 degrees.", "51.5884"),
        may("venue", K::Text(120), "Name of the place.", "Commercial Road mosque"),
        may("asset", K::Id, "Asset id of the place.", "osm-n123"),
        may("group", K::Id, "Group that it is with.", "grp-mosque"),
        may("community", K::Text(60), "Faith or community, as in the reference tables.", "muslim"),
        may("officer", K::Id, "Officer who goes.", "7012"),
        may("team", K::Id, "Team, if any officer of it may go.", "north"),
        may("mandatory", K::Bool, "Whether it must be kept. Blank: yes.", "yes"),
        may("expected", K::Int(0, 100_000), "People expected.", "25"),
        may("attended", K::Int(0, 100_000), "People who came.", "31"),
        may("frequency_days", K::Int(1, 400), "Days between events that the series wants.", "28"),
        may(
            "channel",
            K::Choice(&["in_person", "online", "telephone"]),
            "Blank: in_person. Only these are planned.",
            "in_person",
        ),
        may("status", K::Choice(&["planned", "held", "cancelled"]), "Blank: planned.", "planned"),
    ],
};

/// The `groups` table.
pub const GROUPS: TableSpec = TableSpec {
    name: "groups",
    doc: "Groups to keep in touch with. Never data on their members.",
    fields: &[
        must("id", K::Id, "Short id.", "grp-mosque"),
        must("name", K::Text(120), "Public name.", "Commercial Road mosque committee"),
        must("kind", K::Choice(GROUP_KINDS), "What kind of group.", "faith"),
        may("community", K::Text(60), "Faith or community, as in the reference tables.", "muslim"),
        may("areas", K::AreaCodes, "Wards or parishes.", "E05999001"),
        may("asset", K::Id, "Asset id of its meeting place.", "osm-n123"),
        may("lon", K::Lon, "Longitude of its meeting place.", "-2.9977"),
        may("lat", K::Lat, "Latitude of its meeting place.", "51.5884"),
        may("cadence_days", K::Int(1, 800), "Days between contacts that are wanted. Blank: by kind.", "42"),
        may("last_contact", K::Date, "Last contact, if known from before.", "2026-05-15"),
        may("owner", K::Id, "Officer or team that keeps in touch.", "7012"),
        may("size_band", K::Choice(&["under_20", "20_to_100", "over_100"]), "How many people it reaches.", "over_100"),
        may("status", K::Choice(&["active", "dormant"]), "Blank: active.", "active"),
    ],
};

/// A dated event.
#[derive(Debug, Clone, PartialEq)]
pub struct Engagement {
    /// Its id.
    pub id: String,
    /// Series, empty if none.
    pub series: String,
    /// What it is.
    pub kind: String,
    /// Public title.
    pub title: String,
    /// Date.
    pub date: Date,
    /// Start, local.
    pub start: TimeOfDay,
    /// End, local.
    pub end: TimeOfDay,
    /// Where.
    pub at: LonLat,
    /// Name of the place.
    pub venue: String,
    /// Asset of the place.
    pub asset: Option<AssetId>,
    /// Group, empty if none.
    pub group: String,
    /// Faith or community, empty if none.
    pub community: String,
    /// Officer who goes.
    pub officer: Option<OfficerId>,
    /// Team, if any officer of it may go.
    pub team: Option<TeamId>,
    /// Whether it must be kept.
    pub mandatory: bool,
    /// People expected.
    pub expected: Option<u32>,
    /// People who came.
    pub attended: Option<u32>,
    /// `in_person`, `online` or `telephone`.
    pub channel: String,
    /// `planned`, `held` or `cancelled`.
    pub status: String,
}

impl Engagement {
    /// From a checked row; `None` if place, date or times are missing.
    #[must_use]
    pub fn from_row(r: Row<'_>) -> Option<Self> {
        let filled = |c: &str| Some(r.text(c)).filter(|t| !t.is_empty());
        Some(Self {
            id: r.text("id"),
            series: r.text("series"),
            kind: r.text("kind"),
            title: r.text("title"),
            date: r.date("date")?,
            start: r.time("start")?,
            end: r.time("end")?,
            at: r.at()?,
            venue: r.text("venue"),
            asset: filled("asset").map(|t| AssetId::new(&t)),
            group: r.text("group"),
            community: r.text("community"),
            officer: filled("officer").map(|t| OfficerId::new(&t)),
            team: filled("team").map(|t| TeamId::new(&t)),
            mandatory: r.yes("mandatory").unwrap_or(true),
            expected: count(r, "expected"),
            attended: count(r, "attended"),
            channel: filled("channel").unwrap_or_else(|| "in_person".to_owned()),
            status: filled("status").unwrap_or_else(|| "planned".to_owned()),
        })
    }
}

/// A group to keep in touch with.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Public name.
    pub name: String,
    /// What kind of group.
    pub kind: String,
    /// Faith or community, empty if none.
    pub community: String,
    /// Meeting place, if known.
    pub at: Option<LonLat>,
    /// Asset of its meeting place.
    pub asset: Option<AssetId>,
    /// Days between contacts that are wanted.
    pub cadence_days: Option<u32>,
    /// Last contact known from before.
    pub last_contact: Option<Date>,
    /// Officer or team that keeps in touch, empty if none.
    pub owner: String,
    /// `active` or `dormant`.
    pub status: String,
}

impl From<Row<'_>> for Group {
    fn from(r: Row<'_>) -> Self {
        let filled = |c: &str| Some(r.text(c)).filter(|t| !t.is_empty());
        Self {
            id: r.text("id"),
            name: r.text("name"),
            kind: r.text("kind"),
            community: r.text("community"),
            at: r.at(),
            asset: filled("asset").map(|t| AssetId::new(&t)),
            cadence_days: count(r, "cadence_days"),
            last_contact: r.date("last_contact"),
            owner: r.text("owner"),
            status: filled("status").unwrap_or_else(|| "active".to_owned()),
        }
    }
}
