//! What was recorded at each published place, month by month, as forecasts read it.

use super::harm::{Harm, Weights};
use super::points::Gathered;
use crate::county::County;
use crate::domain::incident::Category;
use crate::domain::place::LonLat;
use crate::domain::time::Month;
use crate::street::Snap;
use std::collections::BTreeMap;

/// Months that no baseline, trend or forecast may use: recording of anti-social behaviour doubled while lockdown
/// rules were policed.
const PANDEMIC: (i16, i16) = (2020, 2021);
/// Whole years before the year of the last month that forecasts look back over. Whole years, so that the history of
/// one month begins where that of the month before it did.
const YEARS: i16 = 4;

/// Whether a month counts in baselines.
pub(super) const fn is_usual(month: Month) -> bool {
    month.year() < PANDEMIC.0 || month.year() > PANDEMIC.1
}

/// Incidents of one category in one month at one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Event {
    /// Months after the history's first.
    pub(super) t: u16,
    /// Position in [`History::weights`].
    pub(super) category: u16,
    /// How many.
    pub(super) n: f64,
}

/// The months up to the last, for all places on streets.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    /// Month 0.
    pub(super) first: Option<Month>,
    /// Months in it, held or not.
    pub(super) months: usize,
    /// Harm of one incident by category.
    pub(super) weights: Vec<f64>,
    /// Which months count, by force.
    pub(super) held: Vec<Vec<bool>>,
    /// The force of each place.
    pub(super) force: Vec<usize>,
    /// Where each place was published.
    pub(super) place: Vec<LonLat>,
    /// Where on the streets it lies.
    pub(super) at: Vec<Snap>,
    /// What was recorded there, by month and category; only what weighs, and only in months that count.
    pub(super) events: Vec<Vec<Event>>,
}

/// The first month of which a history up to `last` may hold something; not after `used`, if that is held.
pub(super) fn begins(county: &County, last: Month, used: Month) -> Option<Month> {
    let held = county.incidents.months.values().filter_map(|m| m.keys().next().copied()).min()?;
    let floor = Month::new(last.year() - YEARS, 1).unwrap_or(last).min(used);
    Some(held.max(floor).min(last))
}

impl History {
    /// Reads gathered places; months after the last are not looked at.
    pub(super) fn new(
        county: &County,
        gathered: &Gathered<'_>,
        harm: &Harm,
        weights: Weights,
        ends: (Month, Month),
    ) -> Self {
        let (first, last) = ends;
        let months = usize::try_from(last.index() - first.index() + 1).unwrap_or(0);
        let any = |usual: bool| {
            let wanted = |m: &Month| (first..=last).contains(m) && (!usual || is_usual(*m));
            let of = |held: &BTreeMap<Month, u32>| {
                let mut out = vec![false; months];
                held.keys().filter(|m| wanted(m)).for_each(|m| out[(m.index() - first.index()) as usize] = true);
                out
            };
            county.incidents.months.values().map(of).collect::<Vec<_>>()
        };
        let mut held = any(true);
        if held.iter().flatten().all(|h| !h) {
            // Nothing else is held: better those months than nothing, and the notes say so.
            held = any(false);
        }
        let forces: BTreeMap<&str, usize> =
            county.incidents.months.keys().enumerate().map(|(i, f)| (f.as_str(), i)).collect();
        let mut categories: BTreeMap<&Category, u16> = BTreeMap::new();
        for (category, _) in gathered.spots.iter().flat_map(|s| s.rows.keys()) {
            if harm.weight(category, weights) > 0.0 {
                categories.entry(category).or_default();
            }
        }
        categories.values_mut().enumerate().for_each(|(i, slot)| *slot = i as u16);
        let mut out = Self { first: Some(first), months, held, ..Self::default() };
        out.weights = categories.keys().map(|c| harm.weight(c, weights)).collect();
        for spot in &gathered.spots {
            let Some(&force) = forces.get(spot.force) else { continue };
            let mut events: Vec<Event> = Vec::new();
            for ((category, month), &n) in &spot.rows {
                let t = usize::try_from(month.index() - first.index()).ok().filter(|t| out.is_held(force, *t));
                if let (Some(t), Some(&category)) = (t, categories.get(category)) {
                    events.push(Event { t: t as u16, category, n: f64::from(n) });
                }
            }
            events.sort_by_key(|e| (e.t, e.category));
            out.force.push(force);
            out.place.push(spot.at);
            out.at.push(spot.snap);
            out.events.push(events);
        }
        out
    }

    /// How many places there are.
    pub(super) fn places(&self) -> usize {
        self.at.len()
    }

    /// Whether a force published month `t`.
    pub(super) fn is_held(&self, force: usize, t: usize) -> bool {
        self.held.get(force).and_then(|h| h.get(t)).copied().unwrap_or(false)
    }

    /// Whether anybody published month `t`.
    pub(super) fn is_any_held(&self, t: usize) -> bool {
        self.held.iter().any(|h| h.get(t).copied().unwrap_or(false))
    }

    /// The month `t` of the history.
    pub(super) fn month(&self, t: usize) -> Option<Month> {
        self.first.map(|m| m.plus(t as i32))
    }

    /// Its first and last month.
    pub(super) fn ends(&self) -> Option<(Month, Month)> {
        self.first.map(|first| (first, first.plus(self.months as i32 - 1)))
    }

    /// The harm of one event.
    pub(super) fn harm(&self, e: &Event) -> f64 {
        e.n * self.weights.get(usize::from(e.category)).copied().unwrap_or(0.0)
    }

    /// Harm at each place in month `t` alone.
    pub(super) fn harm_of(&self, t: usize) -> Vec<f64> {
        let of = |e: &Vec<Event>| e.iter().filter(|e| usize::from(e.t) == t).map(|e| self.harm(e)).sum::<f64>();
        self.events.iter().map(of).collect()
    }

    /// The last `most` months up to `t` that a force published, newest first.
    pub(super) fn recent(&self, force: usize, t: usize, most: usize) -> Vec<usize> {
        (0..=t).rev().filter(|&m| self.is_held(force, m)).take(most).collect()
    }

    /// Mean harm a month at each place over the last `most` published months up to `t`.
    pub(super) fn mean_harm(&self, t: usize, most: usize) -> Vec<f64> {
        let spans: Vec<(usize, usize)> = (0..self.held.len())
            .map(|f| {
                let months = self.recent(f, t, most);
                (months.last().copied().unwrap_or(0), months.len())
            })
            .collect();
        let of = |(place, events): (usize, &Vec<Event>)| {
            let (from, n) = self.force.get(place).and_then(|&f| spans.get(f)).copied().unwrap_or((0, 0));
            let inside = events.iter().filter(|e| (from..=t).contains(&usize::from(e.t)));
            if n == 0 { 0.0 } else { inside.map(|e| self.harm(e)).sum::<f64>() / n as f64 }
        };
        self.events.iter().enumerate().map(of).collect()
    }
}
