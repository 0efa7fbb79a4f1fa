//! What deployment answers: areas, what posts win, two deployments compared, a year reviewed.

use crate::domain::code::AreaKey;
use crate::domain::id::{BaseId, SegmentId};
use crate::domain::place::LonLat;
use geo_types::MultiPolygon;
use serde::Serialize;

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
    /// Uncovered need in it: points, of which the county has 100 if nobody is in post.
    pub need: f64,
    /// What its post wins of that need, in the same unit for town and village (see `docs/deployment.md`).
    pub gain: f64,
    /// The gain in words with numbers.
    pub gain_words: String,
    /// Share of the shift, 0 to 1, that is spent in it, and not at the base, on breaks or on the way.
    pub shift_share_on_beat: f64,
    /// Minutes of one round: a walk past all its homes, with a stay at each hotspot.
    pub round_min: f64,
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

/// What some posts win together, and the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// Posts.
    pub posts: u32,
    /// Points that they win together, with areas drawn anew for so many.
    pub won: f64,
    /// Points that the last one adds; where numbers of posts were left out, the mean since the one before.
    pub gain: f64,
}

/// Areas for some posts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Deployment {
    /// One a post.
    pub areas: Vec<PatrolArea>,
    /// Posts of which about that many officers are on duty on a usual day, and the words for it.
    pub on_duty: (u32, String),
    /// Points won together.
    pub won: f64,
    /// Points that there are to win.
    pub need: f64,
    /// What each number of posts wins, from the first to the last.
    pub steps: Vec<Step>,
    /// The number of posts after which another stops paying; `None`: all pay.
    pub pays_until: Option<u32>,
    /// That in words, with the rule.
    pub pays_words: String,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// One ward under two deployments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WardOutcome {
    /// Its code; empty for what lies outside all wards.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Residents.
    pub residents: u32,
    /// Points of uncovered need.
    pub need: f64,
    /// Posts that are its own, by the need that it has of their areas.
    pub posts: [f64; 2],
    /// Patrol minutes a week.
    pub minutes: [f64; 2],
    /// Points won.
    pub won: [f64; 2],
    /// Points that the second wins more than the first.
    pub change: f64,
}

/// Two deployments ward by ward, largest change first.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct WhatIf {
    /// What each is.
    pub names: [String; 2],
    /// Posts of each.
    pub posts: [u32; 2],
    /// Points that each wins.
    pub won: [f64; 2],
    /// Wards.
    pub wards: Vec<WardOutcome>,
}

/// What a review proposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewKind {
    /// Fill a vacancy, as it is paid for.
    Fill,
    /// Attach an officer to a further ward.
    Attach,
    /// End an attachment for which there is no time.
    Detach,
}

impl ReviewKind {
    /// Plain words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Fill => "fill",
            Self::Attach => "attach to",
            Self::Detach => "release from",
        }
    }
}

/// One proposed change, in the order in which they are best made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReviewChange {
    /// What.
    pub kind: ReviewKind,
    /// Whose: a call sign, or a vacancy.
    pub holder: String,
    /// The ward; of a vacancy the one with most need.
    pub ward: AreaKey,
    /// Its name.
    pub ward_name: String,
    /// Points won, after the changes before it; what others lose is taken off.
    pub gain: f64,
    /// Points that other wards lose by it.
    pub cost: f64,
    /// Residents of those wards.
    pub residents_with_less: u32,
    /// Their names.
    pub wards_with_less: Vec<String>,
}

/// One ward now and with all changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReviewWard {
    /// Code and vintage.
    #[serde(flatten)]
    pub key: AreaKey,
    /// Name.
    pub name: String,
    /// Residents.
    pub residents: u32,
    /// Points of need, of 100 in the county.
    pub need: f64,
    /// Who is attached, now and then.
    pub holders: [Vec<String>; 2],
    /// Patrol minutes a week if spent as well as can be, now and then.
    pub minutes: [f64; 2],
    /// Points won, now and then.
    pub won: [f64; 2],
}

/// A year's attachments, and what to change.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Review {
    /// Points of need.
    pub need: f64,
    /// Points won, now and with all changes.
    pub won: [f64; 2],
    /// Changes, in order.
    pub changes: Vec<ReviewChange>,
    /// Wards.
    pub wards: Vec<ReviewWard>,
}
