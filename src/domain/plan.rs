//! A plan: the routes of one date, with every stop's reason.

use super::code::AreaKey;
use super::id::{BaseId, DemandId, OfficerId, PlanId, SchemeId, TeamId};
use super::units::{Metres, MilliPoints, Seconds};
use geo_types::{Coord, LineString};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! slug_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $slug:literal, $words:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $slug)] $variant,)+ }
        impl $name {
            /// Every variant.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Every slug, in the same order.
            pub const SLUGS: &'static [&'static str] = &[$($slug),+];
            /// The value in files and layers.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug),+ }
            }
            /// Plain words.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),+ }
            }
            /// From the slug.
            #[must_use]
            pub fn from_slug(slug: &str) -> Option<Self> {
                match slug { $($slug => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

slug_enum!(
    /// What asks for presence.
    DemandKind {
        /// Streets where harm concentrates.
        Hotspot => "hotspot", "hotspot";
        /// A community place whose visit is due.
        Asset => "asset", "community place";
        /// Something residents raised.
        Concern => "concern", "concern";
        /// Something a supervisor ordered.
        Tasking => "tasking", "tasking";
        /// A dated event.
        Engagement => "engagement", "engagement";
        /// Streets with no recorded patrol.
        Uncovered => "uncovered", "streets not seen lately";
        /// Every frontage of some streets.
        HouseToHouse => "house_to_house", "house-to-house";
        /// A closed area whose posts are staffed.
        Cordon => "cordon", "cordon";
        /// Being seen after an incident.
        Reassurance => "reassurance", "reassurance";
    }
);
slug_enum!(
    /// The three purposes of neighbourhood patrol.
    PurposeKind {
        /// Where harm concentrates.
        PriorityArea => "priority_area", "priority area";
        /// What the community asked for or is owed.
        LocalPriority => "local_priority", "local priority";
        /// What is new.
        EmergingRisk => "emerging_risk", "emerging risk";
    }
);
slug_enum!(
    /// Where a plan stands.
    PlanStatus {
        /// Made, not yet anybody's orders.
        Draft => "draft", "draft";
        /// Served and remembered.
        Published => "published", "published";
        /// Taken back.
        Withdrawn => "withdrawn", "withdrawn";
    }
);

/// What happens at one place of a route.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// 1 for the first stop of the route.
    pub seq: u32,
    /// When the officer is there.
    pub arrive: Seconds,
    /// When the officer goes on.
    pub leave: Seconds,
    /// The demand.
    pub demand: DemandId,
    /// Its kind.
    pub kind: DemandKind,
    /// Which of the three purposes.
    pub purpose_kind: PurposeKind,
    /// What the place is called, without anything private.
    pub name: String,
    /// Why, in plain words with the numbers behind it.
    pub purpose: String,
    /// Two or three things to do there.
    pub action: Vec<String>,
    /// What the plan would lose without this stop.
    pub reward: MilliPoints,
    /// Its ward.
    pub ward: Option<AreaKey>,
    /// The settlement in or near which it lies, empty if none.
    pub settlement: String,
    /// Whether its time is fixed by others (engagements, timed taskings): such stops do not count for
    /// unpredictability.
    pub timed: bool,
    /// One point for a stop on the spot; a walked stop's line otherwise. WGS 84, on the street network.
    pub at: StopShape,
}

/// Where a stop is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum StopShape {
    /// On the spot.
    Point(Coord<f64>),
    /// Walked from the first to the last position.
    Walk(LineString<f64>),
}

impl StopShape {
    /// Where it begins.
    #[must_use]
    pub fn start(&self) -> Coord<f64> {
        match self {
            Self::Point(c) => *c,
            Self::Walk(line) => line.0.first().copied().unwrap_or_default(),
        }
    }

    /// Where it ends.
    #[must_use]
    pub fn end(&self) -> Coord<f64> {
        match self {
            Self::Point(c) => *c,
            Self::Walk(line) => line.0.last().copied().unwrap_or_default(),
        }
    }
}

/// One element of an officer's day, in order of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RouteItem {
    /// Book-on and briefing, or write-up, at base.
    Base {
        /// Begin.
        arrive: Seconds,
        /// End.
        leave: Seconds,
        /// Where (on the street network).
        at: Coord<f64>,
        /// `Book-on and briefing` or `Write-up`.
        label: String,
    },
    /// On foot from one place to the next.
    Walk {
        /// Begin.
        depart: Seconds,
        /// End.
        arrive: Seconds,
        /// How far.
        length: Metres,
        /// The way along the streets.
        line: LineString<f64>,
    },
    /// By car from where it was left to where it is left next.
    Ride {
        /// Begin.
        depart: Seconds,
        /// End, the parking overhead included.
        arrive: Seconds,
        /// How far.
        length: Metres,
        /// The way along the roads.
        line: LineString<f64>,
    },
    /// A stop.
    Stop(Stop),
    /// The break.
    Break {
        /// Begin.
        arrive: Seconds,
        /// End.
        leave: Seconds,
        /// Where (on the street network).
        at: Coord<f64>,
        /// Name of the refreshment point.
        place: String,
    },
}

impl RouteItem {
    /// When it begins.
    #[must_use]
    pub const fn begins(&self) -> Seconds {
        match self {
            Self::Base { arrive, .. } | Self::Break { arrive, .. } => *arrive,
            Self::Walk { depart, .. } | Self::Ride { depart, .. } => *depart,
            Self::Stop(stop) => stop.arrive,
        }
    }

    /// When it ends.
    #[must_use]
    pub const fn ends(&self) -> Seconds {
        match self {
            Self::Base { leave, .. } | Self::Break { leave, .. } => *leave,
            Self::Walk { arrive, .. } | Self::Ride { arrive, .. } => *arrive,
            Self::Stop(stop) => stop.leave,
        }
    }
}

/// One officer's day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// Who.
    pub officer: OfficerId,
    /// Call sign for people, never a name.
    pub label: String,
    /// Team, empty if none.
    pub team: TeamId,
    /// Scheme that pays, empty if none.
    pub scheme: SchemeId,
    /// Base.
    pub base: BaseId,
    /// Name of the base.
    pub base_name: String,
    /// Codes of the patrol area's wards.
    pub wards: Vec<AreaKey>,
    /// Begin of the shift.
    pub start: Seconds,
    /// End of the shift.
    pub end: Seconds,
    /// The day in order of time: begins and ends with [`RouteItem::Base`]; no two overlap; between them is
    /// slack (the officer's own discretion).
    pub items: Vec<RouteItem>,
    /// Reward of the route: the sum of its stops' shares.
    pub reward: MilliPoints,
    /// Minutes by purpose, by town or village, walking, riding, break, office and slack. Keys are
    /// `purpose:priority_area`, `place:Alderton`, `walk`, `ride`, `break`, `office`, `slack`.
    pub minutes: BTreeMap<String, i64>,
}

impl Route {
    /// The call sign without those who walk along: `Officer 3` of `Officer 3 (with Officer 1)`.
    #[must_use]
    pub fn call_sign(&self) -> &str {
        self.label.split_once(" (with ").map_or(&*self.label, |(own, _)| own)
    }

    /// The stops, in order.
    pub fn stops(&self) -> impl Iterator<Item = &Stop> {
        self.items.iter().filter_map(|item| if let RouteItem::Stop(stop) = item { Some(stop) } else { None })
    }

    /// Metres on foot: walks between stops and walked stops.
    #[must_use]
    pub fn on_foot(&self) -> Metres {
        self.items
            .iter()
            .map(|item| match item {
                RouteItem::Walk { length, .. } => *length,
                RouteItem::Stop(Stop { at: StopShape::Walk(line), .. }) => {
                    Metres::new(line.lines().map(|l| super::place::Plane::local_length(l.start, l.end)).sum())
                }
                _ => Metres::ZERO,
            })
            .sum()
    }

    /// Metres ridden.
    #[must_use]
    pub fn ridden(&self) -> Metres {
        self.items
            .iter()
            .map(|item| if let RouteItem::Ride { length, .. } = item { *length } else { Metres::ZERO })
            .sum()
    }
}

/// A strong demand that is in nobody's route.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The demand.
    pub demand: DemandId,
    /// Its kind.
    pub kind: DemandKind,
    /// What it is called.
    pub name: String,
    /// What it would have earned.
    pub reward: MilliPoints,
    /// Why it is not there, in plain words.
    pub reason: String,
    /// What including it would have lost: `None` if it cannot be included at all.
    pub cost: Option<MilliPoints>,
    /// Where.
    pub at: Coord<f64>,
    /// Its ward.
    pub ward: Option<AreaKey>,
}

/// The routes of one date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// `plan-2026-07-10-v3`.
    pub id: PlanId,
    /// 1, 2, 3… for each date.
    pub version: u32,
    /// Draft, published or withdrawn.
    pub status: PlanStatus,
    /// The date to which its shifts belong.
    pub date: Date,
    /// Seed of the search.
    pub seed: u64,
    /// Iterations of the search: with the seed they repeat it.
    pub iterations: u64,
    /// Reward of the whole team (less than the sum of single rewards where visits repeat).
    pub reward: MilliPoints,
    /// No plan for these officers and demands can earn more; plans of older versions were kept without.
    #[serde(default)]
    pub bound: Option<MilliPoints>,
    /// One route an officer on duty.
    pub routes: Vec<Route>,
    /// The strongest demands left out, strongest first.
    pub left_out: Vec<LeftOut>,
    /// What a reader must know: data that was missing, limits missed, assumptions taken.
    pub notes: Vec<String>,
    /// How each constant of `data/rewards.csv` moves the minutes, and the unpredictability measures: for the
    /// planner's eyes.
    pub facts: BTreeMap<String, String>,
}

impl Plan {
    /// Percent by which the reward falls short of the bound at most: `(bound − reward) / bound`; 0 if nothing can be
    /// earned.
    #[must_use]
    pub fn gap_percent(&self) -> Option<f64> {
        let (reward, bound) = (self.reward.get() as f64, self.bound?.get() as f64);
        Some(if bound > 0.0 { (100.0 * (bound - reward) / bound).max(0.0) } else { 0.0 })
    }
}
