//! The problem's definition: what is asked, by whom it may be done, and what ways take. Nothing here searches.

use serde::{Deserialize, Serialize};

/// A place in the travel tables.
pub type PlaceIx = usize;
/// A demand, by its position in [`Problem::demands`].
pub type DemandIx = usize;
/// A vehicle (officer), by its position in [`Problem::vehicles`].
pub type VehicleIx = usize;

/// Travel times between all pairs of places in whole seconds; [`Table::NEVER`] where there is no way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Number of places.
    pub size: usize,
    /// Row by row: from, to.
    pub seconds: Vec<u32>,
}

impl Table {
    /// No way.
    pub const NEVER: u32 = u32::MAX;

    /// Seconds from one place to another.
    #[must_use]
    pub fn at(&self, from: PlaceIx, to: PlaceIx) -> Option<u32> {
        Some(self.seconds[from * self.size + to]).filter(|&s| s != Self::NEVER)
    }
}

/// One way to serve a demand, or to take a break.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Where the visit begins.
    pub enter: PlaceIx,
    /// Where it ends: another place for a walk along streets.
    pub leave: PlaceIx,
    /// Seconds there.
    pub dwell: i32,
    /// Earliest and latest start.
    pub window: (i32, i32),
    /// Reward of the first visit by this choice.
    pub reward: i64,
    /// Which foot table holds for the leg that leads here (0 day, 1 dark): windows are cut so that a choice
    /// lies in one layer.
    pub layer: usize,
    /// A longer stay, piece by piece, each in addition to those before it: dwell is a range, and each further piece
    /// has a worth of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub longer: Vec<Longer>,
}

/// A piece of time beyond the dwell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Longer {
    /// Seconds more.
    pub seconds: i32,
    /// Reward more.
    pub reward: i64,
}

impl Choice {
    /// Seconds there with so many of the pieces of [`Self::longer`].
    #[must_use]
    pub fn stay(&self, pieces: usize) -> i32 {
        self.longer.iter().take(pieces).fold(self.dwell, |t, l| t.saturating_add(l.seconds))
    }

    /// Reward of a first visit with so many pieces.
    #[must_use]
    pub fn earns(&self, pieces: usize) -> i64 {
        self.longer.iter().take(pieces).fold(self.reward, |r, l| r.saturating_add(l.reward))
    }
}

/// Something that asks for presence.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// Ways to serve it: other hours, other direction.
    pub choices: Vec<Choice>,
    /// Reward of the 1st, 2nd, 3rd… visit of the whole team in permille of the choice's reward; as many visits
    /// as there are entries. Not increasing.
    pub decay: Vec<u32>,
    /// Seconds from the end of one visit to the start of the next, by whomever.
    pub spacing: i32,
    /// Must be served if that is possible at all: dropped only when no feasible plan serves it.
    pub mandatory: bool,
    /// Which vehicles may serve it.
    pub allowed: Vec<bool>,
    /// Where a car that brings the officer is parked; `None`: not reached by car.
    pub park: Option<PlaceIx>,
    /// Officers who must be there together: so many vehicles, the same choice, the same start; 0 and 1: one officer is
    /// enough. With two or more, only choices with one possible start (`window.0 == window.1`) count, spacing and
    /// `longer` do not, and it is one visit of the team, worth something only if it is complete.
    #[serde(default, skip_serializing_if = "one")]
    pub together: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde asks
fn one(n: &usize) -> bool {
    *n <= 1
}

impl Demand {
    /// Officers who come to one visit.
    #[must_use]
    pub fn crew(&self) -> usize {
        self.together.max(1)
    }
}

/// A visit that is settled: walked already, published to an officer or locked by a supervisor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixed {
    /// The demand; this vehicle may serve it, whatever `allowed` says.
    pub demand: DemandIx,
    /// By which of its choices.
    pub choice: usize,
    /// With so many pieces of its longer stay.
    #[serde(default)]
    pub pieces: usize,
    /// Earliest and latest start, within the choice's window.
    pub window: (i32, i32),
}

/// A break: exactly one of its choices, anywhere between two stops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// Where and when it may be taken; rewards are ignored, `window` bounds its start.
    pub choices: Vec<Choice>,
}

/// An officer's patrol time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vehicle {
    /// Where patrol starts.
    pub start: PlaceIx,
    /// Where the car stands then, if not there: left behind on a day that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub car: Option<PlaceIx>,
    /// Where it ends; a car must be brought back there.
    pub end: PlaceIx,
    /// Patrol time: after book-on, before write-up.
    pub span: (i32, i32),
    /// Whether the officer has a car.
    pub rides: bool,
    /// The break, if there is one. A vehicle with a break that cannot be placed is infeasible and stays home.
    pub pause: Option<Break>,
    /// Seconds of travel and dwell (the break not counted) that may be planned at most: what remains of the span
    /// is the officer's own discretion.
    pub busy: i32,
    /// Which foot table holds for the last leg to the end.
    pub end_layer: usize,
    /// Seconds on foot between places at most (dwell not counted), if limited.
    pub max_foot: Option<i32>,
    /// Seconds by car at most (parking counted), if limited.
    pub max_ride: Option<i32>,
    /// Visits that stay, in order of time. Those that cannot be kept together with the ones before them and the break
    /// are given up and named in [`super::Solution::unkept`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<Fixed>,
}

impl Vehicle {
    /// Where the car stands at first.
    #[must_use]
    pub fn car(&self) -> PlaceIx {
        self.car.unwrap_or(self.start)
    }
}

/// Minutes that are owed: to a funder (its officers, its wards), to a ward (everybody, its demands), to balance (one
/// officer, everything). Soft: what is missing has a price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Whose visits count.
    pub vehicles: Vec<bool>,
    /// Visits to what count.
    pub demands: Vec<bool>,
    /// Seconds of dwell that are owed.
    pub seconds: i64,
    /// Milli-points lost for each minute that is missing; parts of a minute in proportion, rounded down.
    pub price: i64,
}

impl Quota {
    /// Whether a visit counts.
    #[must_use]
    pub fn counts(&self, vehicle: VehicleIx, demand: DemandIx) -> bool {
        self.vehicles.get(vehicle) == Some(&true) && self.demands.get(demand) == Some(&true)
    }

    /// What so many missing seconds cost, milli-points.
    #[must_use]
    pub fn costs(&self, missing: i64) -> i64 {
        let cost = i128::from(self.price.max(0)) * i128::from(missing.max(0)) / 60;
        i64::try_from(cost).unwrap_or(i64::MAX)
    }
}

/// The whole problem.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// Officers.
    pub vehicles: Vec<Vehicle>,
    /// Demands.
    pub demands: Vec<Demand>,
    /// Walking, one table a layer: 0 day, 1 dark (if any).
    pub foot: Vec<Table>,
    /// Riding between places; meaningful between parking places and bases.
    pub ride: Table,
    /// Seconds added to each ride for getting in, parking, getting out.
    pub parking: i32,
    /// What is owed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<Quota>,
}
