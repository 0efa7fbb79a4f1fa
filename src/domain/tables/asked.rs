//! What is asked of officers: concerns that residents raise, taskings that supervisors give.
//!
//! No free text about people: a reference points into the force's own system.

use super::paid::count;
use super::{may, must};
use crate::domain::id::{DemandId, FunderId, OfficerId, TeamId};
use crate::domain::place::LonLat;
use crate::domain::table::{FieldKind as K, Row, TableSpec};
use crate::domain::time::TimeOfDay;
use jiff::civil::Date;

const CONCERN_KINDS: &[&str] = &[
    "anti_social_behaviour",
    "dark_path",
    "parking",
    "speeding",
    "youths_at_night",
    "drugs",
    "drinking",
    "litter_fly_tipping",
    "noise",
    "burglary_fear",
    "vehicle_crime",
    "begging",
    "hate",
    "harassment",
    "off_road_bikes",
    "dogs",
    "vandalism",
    "shop_theft",
    "rural_crime",
    "scams",
    "loneliness",
    "other",
];
const CONCERN_STATUS: &[&str] = &["open", "accepted", "adopted", "declined", "passed_on", "resolved"];
const TASKING_KINDS: &[&str] = &[
    "welfare_check",
    "visit",
    "enquiry",
    "patrol",
    "reassurance",
    "house_to_house",
    "cctv_enquiry",
    "licence_visit",
    "cordon",
    "leaflet",
    "other",
];

/// The `concerns` table.
pub const CONCERNS: TableSpec = TableSpec {
    name: "concerns",
    doc: "What residents raised, crime or not. About places, never about people.",
    fields: &[
        must("id", K::Id, "Short id.", "con-2026-031"),
        must("received", K::Date, "When it was raised.", "2026-06-21"),
        must("kind", K::Choice(CONCERN_KINDS), "What it is about.", "dark_path"),
        must(
            "source",
            K::Choice(&[
                "survey",
                "meeting",
                "councillor",
                "council",
                "telephone",
                "email",
                "online",
                "walkabout",
                "watch",
                "school",
                "business",
                "other",
            ]),
            "How it came in.",
            "survey",
        ),
        must("lon", K::Lon, "Longitude, WGS 84 degrees: a street, not a front door.", "-2.9977"),
        must("lat", K::Lat, "Latitude, WGS 84 degrees.", "51.5884"),
        may("radius_m", K::Int(0, 2000), "How far it reaches, metres. Blank: 100.", "100"),
        may("street", K::Text(120), "Street or place as people call it.", "Canal path"),
        may(
            "time_of_day",
            K::Choices(&["morning", "afternoon", "evening", "night"]),
            "When it happens. Blank: any time.",
            "evening;night",
        ),
        may(
            "days",
            K::Choices(&["mo", "tu", "we", "th", "fr", "sa", "su"]),
            "Days on which it happens. Blank: any.",
            "fr;sa",
        ),
        may("people", K::Int(1, 100_000), "How many people raised it. Blank: 1.", "14"),
        may("severity", K::Int(1, 5), "How heavily it weighs on them, 1 to 5. Blank: 3.", "3"),
        may("status", K::Choice(CONCERN_STATUS), "Blank: open.", "adopted"),
        may("adopted_from", K::Date, "Since when it is a local priority.", "2026-07-01"),
        may("adopted_to", K::Date, "Until when.", "2026-09-30"),
        may("answered", K::Date, "First answer (72 hours are promised).", "2026-06-22"),
        may("acted", K::Date, "First action.", "2026-06-24"),
        may("told_back", K::Date, "When those who raised it were told.", "2026-07-02"),
        may("decision_reason", K::Text(200), "Why it was declined or passed on.", "Passed to highways: street lamp"),
        may("raised_by", K::Id, "Funder that raised it, if one did.", "alderton-tc"),
        may("owner", K::Id, "Officer or team that owns it.", "north"),
        may("expires", K::Date, "After this day it no longer asks for patrol.", "2026-12-31"),
        may("reference", K::Text(64), "Reference in the force's own system.", "REF-88210"),
    ],
};

/// The `taskings` table.
pub const TASKINGS: TableSpec = TableSpec {
    name: "taskings",
    doc: "What a supervisor orders.",
    fields: &[
        must("id", K::Id, "Short id.", "task-2026-112"),
        must("kind", K::Choice(TASKING_KINDS), "What it is.", "visit"),
        may("title", K::Text(80), "What the officer reads. Nothing private.", "Shop visit after thefts"),
        must("date_from", K::Date, "First day.", "2026-07-10"),
        must("date_to", K::Date, "Last day; after it the tasking has expired.", "2026-07-12"),
        may("time_from", K::Time, "Earliest start.", "14:00"),
        may("time_to", K::Time, "Latest end.", "18:00"),
        must("lon", K::Lon, "Longitude, WGS 84 degrees: the street, for a sensitive one no nearer.", "-2.9977"),
        must("lat", K::Lat, "Latitude, WGS 84 degrees.", "51.5884"),
        may("street", K::Text(120), "Street.", "High Street"),
        may("dwell_min", K::Int(1, 240), "Minutes there. Blank: 20.", "20"),
        may("mandatory", K::Bool, "Whether it must be done. Blank: no.", "yes"),
        may("priority", K::Int(1, 5), "1 most pressing, 5 least. Blank: 3.", "2"),
        may(
            "sensitive",
            K::Bool,
            "Plans show a street and a time, never what, where exactly or which. Blank: no.",
            "no",
        ),
        may("officers_needed", K::Int(1, 2), "Officers together. Blank: 1.", "1"),
        may("officer", K::Id, "The only officer who may do it.", "7012"),
        may("prefer_officer", K::Id, "Officer who knows the place.", "7012"),
        may("team", K::Id, "Team that does it. Blank: whose area it is in.", "north"),
        may("power", K::Choice(super::people::POWERS), "Designated power needed.", "confiscate_alcohol"),
        may(
            "actions",
            K::Text(200),
            "Up to three things to do, separated by ';'.",
            "Check CCTV covers the till;Leave contact card",
        ),
        may("raised_by", K::Id, "Funder that asked for it, if one did.", "alderton-tc"),
        may("status", K::Choice(&["open", "done", "cancelled"]), "Blank: open.", "open"),
        may("result", K::Choice(&["done", "no_reply", "not_needed", "passed_on"]), "What came of it.", "done"),
        may("reference", K::Text(64), "Reference in the force's own system.", "TSK-5501"),
    ],
};

/// Something residents raised.
#[derive(Debug, Clone, PartialEq)]
pub struct Concern {
    /// Its id.
    pub id: String,
    /// When it was raised.
    pub received: Option<Date>,
    /// What it is about.
    pub kind: String,
    /// How it came in.
    pub source: String,
    /// Where.
    pub at: LonLat,
    /// How far it reaches, metres.
    pub radius_m: f64,
    /// Street as people call it.
    pub street: String,
    /// `morning`, `afternoon`, `evening`, `night`; empty: any.
    pub time_of_day: Vec<String>,
    /// `mo` … `su`; empty: any.
    pub days: Vec<String>,
    /// How many people raised it.
    pub people: u32,
    /// 1 to 5.
    pub severity: u32,
    /// `open`, `accepted`, `adopted`, `declined`, `passed_on`, `resolved`.
    pub status: String,
    /// First and last day as a local priority.
    pub adopted: (Option<Date>, Option<Date>),
    /// After this day it no longer asks for patrol.
    pub expires: Option<Date>,
    /// Funder that raised it.
    pub raised_by: Option<FunderId>,
}

impl Concern {
    /// From a checked row; `None` if it has no place.
    #[must_use]
    pub fn from_row(r: Row<'_>) -> Option<Self> {
        let status = r.text("status");
        let raised_by = r.text("raised_by");
        Some(Self {
            id: r.text("id"),
            received: r.date("received"),
            kind: r.text("kind"),
            source: r.text("source"),
            at: r.at()?,
            radius_m: r.number("radius_m").unwrap_or(100.0),
            street: r.text("street"),
            time_of_day: r.list("time_of_day"),
            days: r.list("days"),
            people: count(r, "people").unwrap_or(1),
            severity: count(r, "severity").unwrap_or(3),
            status: if status.is_empty() { "open".to_owned() } else { status },
            adopted: (r.date("adopted_from"), r.date("adopted_to")),
            expires: r.date("expires"),
            raised_by: (!raised_by.is_empty()).then(|| FunderId::new(&raised_by)),
        })
    }

    /// Whether it asks for patrol on a date.
    #[must_use]
    pub fn is_live_on(&self, date: Date) -> bool {
        matches!(self.status.as_str(), "open" | "accepted" | "adopted")
            && self.received.is_none_or(|d| d <= date)
            && self.expires.is_none_or(|d| d >= date)
    }

    /// Whether it is an adopted local priority on a date.
    #[must_use]
    pub fn is_priority_on(&self, date: Date) -> bool {
        self.is_live_on(date)
            && self.status == "adopted"
            && self.adopted.0.is_none_or(|d| d <= date)
            && self.adopted.1.is_none_or(|d| d >= date)
    }
}

/// How the keys of sensitive taskings begin.
const HIDDEN: &str = "sensitive-";

/// Something a supervisor ordered.
#[derive(Debug, Clone, PartialEq)]
pub struct Tasking {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// What the officer reads.
    pub title: String,
    /// First and last day.
    pub dates: (Date, Date),
    /// Earliest start and latest end on each day.
    pub times: (Option<TimeOfDay>, Option<TimeOfDay>),
    /// Where.
    pub at: LonLat,
    /// Street.
    pub street: String,
    /// Minutes there.
    pub dwell_min: u32,
    /// Whether it must be done.
    pub mandatory: bool,
    /// 1 most pressing, 5 least.
    pub priority: u32,
    /// Plans show a street and a time only: see [`Tasking::key`].
    pub sensitive: bool,
    /// Officers together.
    pub officers_needed: u32,
    /// The only officer who may do it.
    pub officer: Option<OfficerId>,
    /// Officer who knows the place.
    pub prefer_officer: Option<OfficerId>,
    /// Team that does it.
    pub team: Option<TeamId>,
    /// Designated power needed, empty if none.
    pub power: String,
    /// Things to do.
    pub actions: Vec<String>,
    /// `open`, `done`, `cancelled`.
    pub status: String,
    /// Reference in the force's own system.
    pub reference: String,
}

impl Tasking {
    /// From a checked row; `None` if place or dates are missing.
    #[must_use]
    pub fn from_row(r: Row<'_>) -> Option<Self> {
        let filled = |c: &str| Some(r.text(c)).filter(|t| !t.is_empty());
        Some(Self {
            id: r.text("id"),
            kind: r.text("kind"),
            title: r.text("title"),
            dates: (r.date("date_from")?, r.date("date_to")?),
            times: (r.time("time_from"), r.time("time_to")),
            at: r.at()?,
            street: r.text("street"),
            dwell_min: count(r, "dwell_min").unwrap_or(20),
            mandatory: r.yes("mandatory").unwrap_or(false),
            priority: count(r, "priority").unwrap_or(3),
            sensitive: r.yes("sensitive").unwrap_or(false),
            officers_needed: count(r, "officers_needed").unwrap_or(1),
            officer: filled("officer").map(|t| OfficerId::new(&t)),
            prefer_officer: filled("prefer_officer").map(|t| OfficerId::new(&t)),
            team: filled("team").map(|t| TeamId::new(&t)),
            power: r.text("power"),
            actions: r.list("actions"),
            status: filled("status").unwrap_or_else(|| "open".to_owned()),
            reference: r.text("reference"),
        })
    }

    /// What plans call it: its id, or, if it is sensitive, a number that says nothing and that only the holder of the
    /// row can lead back to it.
    #[must_use]
    pub fn key(&self) -> String {
        if !self.sensitive {
            return self.id.clone();
        }
        let row = format!("{}|{}|{}|{}|{}", self.id, self.reference, self.dates.0, self.at.lon(), self.at.lat());
        // FNV-1a: the same on every machine and in every version.
        let hash =
            row.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        format!("{HIDDEN}{hash:016x}")
    }

    /// Whether a plan's demand is a sensitive tasking.
    #[must_use]
    pub fn is_hidden(demand: &DemandId) -> bool {
        demand.as_str().strip_prefix("tasking:").is_some_and(|key| key.starts_with(HIDDEN))
    }

    /// Whether it asks for an officer on a date.
    #[must_use]
    pub fn is_live_on(&self, date: Date) -> bool {
        self.status == "open" && self.dates.0 <= date && date <= self.dates.1
    }
}
