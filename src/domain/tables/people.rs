//! Officers, where they start from, when they work and what takes them off the beat.

use super::paid::{codes, count};
use super::{may, must};
use crate::domain::code::AreaCode;
use crate::domain::id::{BaseId, OfficerId, PostId, SchemeId, TeamId};
use crate::domain::place::LonLat;
use crate::domain::table::{FieldKind as K, Row, TableSpec};
use crate::domain::time::TimeOfDay;
use jiff::civil::Date;

/// Designated powers that limit taskings (Police Reform Act 2002 and designations under it).
pub const POWERS: &[&str] = &[
    "require_name",
    "penalty_notices",
    "confiscate_alcohol",
    "confiscate_tobacco",
    "traffic_control",
    "enter_to_save_life",
    "dispersal",
    "bylaws",
    "truancy",
    "detain",
];
/// Reasons for which an officer is off the beat.
pub const ABSTRACTION_REASONS: &[&str] = &[
    "front_desk",
    "scene_guard",
    "court",
    "training",
    "night_time_economy",
    "event",
    "custody",
    "response",
    "meeting",
    "leave",
    "sick",
    "light_duties",
    "secondment",
    "held_at_scene",
    "weather",
    "other",
];

/// The `bases` table.
pub const BASES: TableSpec = TableSpec {
    name: "bases",
    doc: "Where shifts start and end. Without it, police stations on the map serve.",
    fields: &[
        must("id", K::Id, "Short id.", "alderton-ps"),
        must("name", K::Text(120), "Name.", "Alderton police station"),
        must("lon", K::Lon, "Longitude, WGS 84 degrees.", "-2.9977"),
        must("lat", K::Lat, "Latitude, WGS 84 degrees.", "51.5884"),
        may("team", K::Id, "Team that starts here.", "north"),
        may("cars", K::Int(0, 1000), "Cars that patrol may take.", "2"),
        may("refreshment", K::Bool, "Whether a break can be taken there.", "yes"),
        may("opening_hours", K::OpeningHours, "When officers can use it. Blank: always.", "Mo-Su 07:00-23:00"),
    ],
};

/// The `officers` table.
pub const OFFICERS: TableSpec = TableSpec {
    name: "officers",
    doc: "Officers (PCSOs), each attached to a patrol area for years. Use call signs; names are not needed.",
    fields: &[
        must("id", K::Id, "Collar number or call sign.", "7012"),
        may("label", K::Text(60), "What pages call the officer. Blank: PCSO and the id.", "PCSO 7012"),
        must("team", K::Id, "Team.", "north"),
        may("base", K::Id, "Base id. Blank: the base nearest to the patrol area.", "alderton-ps"),
        may("post", K::Id, "Post held.", "post-7"),
        may("scheme", K::Id, "Scheme that pays, if the post does not say. Blank: the force.", "county-rural"),
        may(
            "areas",
            K::AreaCodes,
            "Patrol area: ward or parish codes. Blank: those of the post.",
            "E05999001;E05999002",
        ),
        may("consent_areas", K::AreaCodes, "Other areas where the officer may be sent.", "E05999003"),
        may("attached_from", K::Date, "Since when attached to that area.", "2021-09-01"),
        may("attached_to", K::Date, "Until when.", "2027-08-31"),
        may("status", K::Choice(&["active", "training", "long_leave", "left"]), "Blank: active.", "active"),
        may("hours_week", K::Number(0.0, 168.0), "Contracted hours.", "37"),
        may(
            "pattern",
            K::Choice(&["default", "early", "late", "days", "school_gate"]),
            "Shift where the shifts table has no row. Blank: default, early and late by turns.",
            "default",
        ),
        may("may_drive", K::Bool, "Whether the officer may drive a force vehicle. Blank: no.", "yes"),
        may("powers", K::Choices(POWERS), "Designated powers.", "require_name;confiscate_alcohol"),
        may("languages", K::Text(120), "Languages spoken, separated by ';'.", "Urdu;Welsh"),
        may("paired_with", K::Id, "Officer with whom all shifts are worked together.", "7013"),
        may(
            "after_dark_alone",
            K::Bool,
            "Whether lone stops after dark are allowed beyond lit, staffed places. Blank: no.",
            "no",
        ),
        may("walk_kmh", K::Number(2.0, 7.0), "Walking speed, if not the usual 4.5.", "4.5"),
        may("max_foot_km", K::Number(1.0, 40.0), "Most kilometres on foot in a shift.", "16"),
        may(
            "public_contact",
            K::Text(120),
            "Team mailbox or telephone for the named-officer directory.",
            "north.team@force.example",
        ),
    ],
};

/// The `shifts` table.
pub const SHIFTS: TableSpec = TableSpec {
    name: "shifts",
    doc: "Duties by date. A date with any row here is planned from these rows only.",
    fields: &[
        must("id", K::Id, "Short id.", "2026-07-10-7012"),
        must("officer", K::Id, "Officer.", "7012"),
        must("date", K::Date, "Date on which the shift starts.", "2026-07-10"),
        must("start", K::Time, "Start, local time.", "08:00"),
        must("end", K::Time, "End; earlier than the start means the next day.", "16:00"),
        may(
            "kind",
            K::Choice(&["patrol", "office", "training", "event", "leave"]),
            "Blank: patrol. Only patrol is planned.",
            "patrol",
        ),
        may("base", K::Id, "Base, if not the officer's.", "alderton-ps"),
        may("break_from", K::Time, "Earliest start of the break, if not 3 hours in.", "11:00"),
        may("break_to", K::Time, "Latest end of the break, if not 5 hours in.", "13:00"),
        may("break_min", K::Int(0, 120), "Minutes of break. Blank: 30.", "30"),
        may("book_on_min", K::Int(0, 180), "Minutes of book-on and briefing. Blank: 30.", "30"),
        may("write_up_min", K::Int(0, 180), "Minutes of write-up. Blank: 40.", "40"),
        may("discretion_pct", K::Int(0, 80), "Share of patrol time left to the officer, in percent. Blank: 25.", "25"),
        may("car", K::Bool, "Whether a car is at hand. Blank: if the officer may drive and the base has one.", "yes"),
        may("paired_with", K::Id, "Officer of the same shift who walks with this one.", "7013"),
    ],
};

/// The `abstractions` table.
pub const ABSTRACTIONS: TableSpec = TableSpec {
    name: "abstractions",
    doc: "Hours off the beat, with a reason.",
    fields: &[
        must("id", K::Id, "Short id.", "abs-2026-0117"),
        must("officer", K::Id, "Officer.", "7012"),
        must("date", K::Date, "Date.", "2026-07-09"),
        may("start", K::Time, "From, if known.", "10:00"),
        may("end", K::Time, "To, if known.", "14:00"),
        must("hours", K::Number(0.0, 24.0), "Hours.", "4"),
        must("reason", K::Choice(ABSTRACTION_REASONS), "Why.", "front_desk"),
        may("scheme", K::Id, "Scheme whose hours they were, if not the officer's.", "county-rural"),
        may("covered_by", K::Id, "Officer who covered, if any.", "7015"),
        may("agreed", K::Bool, "Whether the payer agreed.", "no"),
        may("reference", K::Text(64), "Reference in the force's own system.", "DUTY-3391"),
    ],
};

/// Where shifts start and end.
#[derive(Debug, Clone, PartialEq)]
pub struct Base {
    /// Its id.
    pub id: BaseId,
    /// Its name.
    pub name: String,
    /// Where.
    pub at: LonLat,
    /// Cars for patrol; `None` if the table does not say.
    pub cars: Option<u32>,
    /// Whether a break can be taken there.
    pub refreshment: bool,
}

impl Base {
    /// From a checked row; `None` if it has no place.
    #[must_use]
    pub fn from_row(r: Row<'_>) -> Option<Self> {
        Some(Self {
            id: BaseId::new(&r.text("id")),
            name: r.text("name"),
            at: r.at()?,
            cars: count(r, "cars"),
            refreshment: r.yes("refreshment").unwrap_or(true),
        })
    }
}

/// An officer.
#[derive(Debug, Clone, PartialEq)]
pub struct Officer {
    /// Collar number or call sign.
    pub id: OfficerId,
    /// What pages call the officer.
    pub label: String,
    /// Team.
    pub team: TeamId,
    /// Base, if the row names one.
    pub base: Option<BaseId>,
    /// Post held.
    pub post: Option<PostId>,
    /// Scheme that pays.
    pub scheme: Option<SchemeId>,
    /// Patrol area; empty means the post's.
    pub areas: Vec<AreaCode>,
    /// Areas where the officer may be sent besides.
    pub consent_areas: Vec<AreaCode>,
    /// First and last day of the attachment.
    pub attached: (Option<Date>, Option<Date>),
    /// `active`, `training`, `long_leave` or `left`.
    pub status: String,
    /// `default`, `early`, `late`, `days` or `school_gate`.
    pub pattern: String,
    /// Whether the officer may drive.
    pub may_drive: bool,
    /// Designated powers.
    pub powers: Vec<String>,
    /// Officer with whom all shifts are worked.
    pub paired_with: Option<OfficerId>,
    /// Whether lone stops after dark are allowed beyond lit, staffed places.
    pub after_dark_alone: bool,
    /// Walking speed, km/h.
    pub walk_kmh: Option<f64>,
    /// Most kilometres on foot.
    pub max_foot_km: Option<f64>,
}

fn optional<T>(text: &str, make: impl Fn(&str) -> T) -> Option<T> {
    (!text.is_empty()).then(|| make(text))
}

fn or(text: String, default: &str) -> String {
    if text.is_empty() { default.to_owned() } else { text }
}

impl From<Row<'_>> for Officer {
    fn from(r: Row<'_>) -> Self {
        let id = OfficerId::new(&r.text("id"));
        Self {
            label: or(r.text("label"), &format!("PCSO {id}")),
            id,
            team: TeamId::new(&r.text("team")),
            base: optional(&r.text("base"), BaseId::new),
            post: optional(&r.text("post"), PostId::new),
            scheme: optional(&r.text("scheme"), SchemeId::new),
            areas: codes(r, "areas"),
            consent_areas: codes(r, "consent_areas"),
            attached: (r.date("attached_from"), r.date("attached_to")),
            status: or(r.text("status"), "active"),
            pattern: or(r.text("pattern"), "default"),
            may_drive: r.yes("may_drive").unwrap_or(false),
            powers: r.list("powers"),
            paired_with: optional(&r.text("paired_with"), OfficerId::new),
            after_dark_alone: r.yes("after_dark_alone").unwrap_or(false),
            walk_kmh: r.number("walk_kmh"),
            max_foot_km: r.number("max_foot_km"),
        }
    }
}

/// One officer's duty on one date.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// Its id.
    pub id: String,
    /// Who.
    pub officer: OfficerId,
    /// Date on which it starts.
    pub date: Date,
    /// Start, local.
    pub start: TimeOfDay,
    /// End, local; not later than the start means the next day.
    pub end: TimeOfDay,
    /// `patrol`, `office`, `training`, `event` or `leave`.
    pub kind: String,
    /// Base, if not the officer's.
    pub base: Option<BaseId>,
    /// Earliest start and latest end of the break, if set.
    pub break_window: (Option<TimeOfDay>, Option<TimeOfDay>),
    /// Minutes of break, book-on and write-up, if set.
    pub minutes: (Option<u32>, Option<u32>, Option<u32>),
    /// Percent of patrol time left to the officer, if set.
    pub discretion_pct: Option<u32>,
    /// Whether a car is at hand, if said.
    pub car: Option<bool>,
    /// Officer who walks with this one.
    pub paired_with: Option<OfficerId>,
}

impl Shift {
    /// From a checked row; `None` if date or times are missing.
    #[must_use]
    pub fn from_row(r: Row<'_>) -> Option<Self> {
        Some(Self {
            id: r.text("id"),
            officer: OfficerId::new(&r.text("officer")),
            date: r.date("date")?,
            start: r.time("start")?,
            end: r.time("end")?,
            kind: or(r.text("kind"), "patrol"),
            base: optional(&r.text("base"), BaseId::new),
            break_window: (r.time("break_from"), r.time("break_to")),
            minutes: (count(r, "break_min"), count(r, "book_on_min"), count(r, "write_up_min")),
            discretion_pct: count(r, "discretion_pct"),
            car: r.yes("car"),
            paired_with: optional(&r.text("paired_with"), OfficerId::new),
        })
    }
}

/// Hours off the beat.
#[derive(Debug, Clone, PartialEq)]
pub struct Abstraction {
    /// Its id.
    pub id: String,
    /// Who.
    pub officer: OfficerId,
    /// When.
    pub date: Date,
    /// From and to, if known.
    pub span: (Option<TimeOfDay>, Option<TimeOfDay>),
    /// Hours.
    pub hours: f64,
    /// One of [`ABSTRACTION_REASONS`].
    pub reason: String,
    /// Scheme whose hours they were, if not the officer's.
    pub scheme: Option<SchemeId>,
}

impl Abstraction {
    /// From a checked row; `None` if the date is missing.
    #[must_use]
    pub fn from_row(r: Row<'_>) -> Option<Self> {
        Some(Self {
            id: r.text("id"),
            officer: OfficerId::new(&r.text("officer")),
            date: r.date("date")?,
            span: (r.time("start"), r.time("end")),
            hours: r.number("hours").unwrap_or(0.0),
            reason: r.text("reason"),
            scheme: optional(&r.text("scheme"), SchemeId::new),
        })
    }
}
