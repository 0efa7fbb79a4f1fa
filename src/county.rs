//! The in-memory picture of a county that analysis, planning and serving share: a few independently
//! versioned immutable parts, each behind an `Arc`, so that no reader waits and a recorded visit does not
//! rebuild the streets.

use crate::domain::asset::Asset;
pub use crate::domain::boundary::Boundaries;
pub use crate::domain::ground::Ground;
use crate::domain::incident::Incident;
use crate::domain::plan::Plan;
use crate::domain::tables::{
    Abstraction, Base, Concern, Engagement, Funder, Group, Officer, Post, Scheme, Shift, Tasking, Visit,
};
use crate::domain::time::Month;
use crate::street::Network;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Incidents and what is known about their months.
#[derive(Debug, Clone, Default)]
pub struct Incidents {
    /// Sorted by month, then as imported.
    pub rows: Vec<Incident>,
    /// For each force the months held, with their numbers of rows. A month between the first and the last that
    /// is not a key is missing, which is not the same as quiet.
    pub months: BTreeMap<String, BTreeMap<Month, u32>>,
}

impl Incidents {
    /// Months between the first and the last held that a force did not publish, as (force, month).
    #[must_use]
    pub fn missing(&self) -> Vec<(String, Month)> {
        let mut missing = Vec::new();
        for (force, months) in &self.months {
            if let (Some((&first, _)), Some((&last, _))) = (months.first_key_value(), months.last_key_value()) {
                let mut m = first;
                while m < last {
                    if !months.contains_key(&m) {
                        missing.push((force.clone(), m));
                    }
                    m = m.plus(1);
                }
            }
        }
        missing
    }

    /// The newest month held by any force.
    #[must_use]
    pub fn last_month(&self) -> Option<Month> {
        self.months.values().filter_map(|m| m.keys().next_back().copied()).max()
    }
}

/// The force's own tables, and community places.
#[derive(Debug, Clone, Default)]
pub struct Operations {
    /// Key community places from the map and from the force, sorted by id.
    pub assets: Vec<Asset>,
    /// Schemes.
    pub schemes: Vec<Scheme>,
    /// Funders.
    pub funders: Vec<Funder>,
    /// Posts.
    pub posts: Vec<Post>,
    /// Bases as the force lists them.
    pub bases: Vec<Base>,
    /// Officers.
    pub officers: Vec<Officer>,
    /// Shifts.
    pub shifts: Vec<Shift>,
    /// Abstractions.
    pub abstractions: Vec<Abstraction>,
    /// Concerns.
    pub concerns: Vec<Concern>,
    /// Taskings.
    pub taskings: Vec<Tasking>,
    /// Engagements.
    pub engagements: Vec<Engagement>,
    /// Groups.
    pub groups: Vec<Group>,
    /// Visits, sorted by date and start.
    pub visits: Vec<Visit>,
}

/// One county: everything held in one file.
#[derive(Debug, Clone)]
pub struct County {
    /// What pages call it.
    pub name: String,
    /// Streets.
    pub network: Arc<Network>,
    /// Wards, parishes, LSOAs.
    pub boundaries: Arc<Boundaries>,
    /// Incidents.
    pub incidents: Arc<Incidents>,
    /// The force's own tables and community places.
    pub operations: Arc<Operations>,
    /// What lies around the streets.
    pub ground: Arc<Ground>,
    /// Plans of all dates and versions, sorted by date and version.
    pub plans: Arc<Vec<Plan>>,
    /// Age of each source for the footer: `streets` → `2023-06-12`, `crimes` → `2022-07 to 2025-06`…
    pub sources: BTreeMap<String, String>,
}

impl County {
    /// Published plans of dates before `date`, newest last: all that planning `date` may remember.
    pub fn published_before(&self, date: Date) -> impl Iterator<Item = &Plan> {
        self.plans.iter().filter(move |p| p.date < date && p.status == crate::domain::PlanStatus::Published)
    }

    /// The published plan of each date from `first` to `last`, oldest first: the last version, should there be two.
    #[must_use]
    pub fn published_between(&self, first: Date, last: Date) -> Vec<&Plan> {
        let mut by_date: BTreeMap<Date, &Plan> = BTreeMap::new();
        let published = self.plans.iter().filter(|p| p.status == crate::domain::PlanStatus::Published);
        for plan in published.filter(|p| (first..=last).contains(&p.date)) {
            let held = by_date.entry(plan.date).or_insert(plan);
            if plan.version > held.version {
                *held = plan;
            }
        }
        by_date.into_values().collect()
    }

    /// The published plan of a date.
    #[must_use]
    pub fn published(&self, date: Date) -> Option<&Plan> {
        self.plans.iter().rfind(|p| p.date == date && p.status == crate::domain::PlanStatus::Published)
    }
}
