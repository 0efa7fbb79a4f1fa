//! The dose of a hotspot over several days: each day's visit counts, and a part of it lasts.
//!
//! The evidence does not agree whether a visit lasts. Foot patrol in Bedfordshire left nothing after the day (Bland et al.
//! 2021); in Perth it lasted about four days, and offences rose after that (Barnes et al.). So a visit to a hotspot worth
//! `b` in an average hour is paid in two parts, with the constants of `data/rewards.csv` (`o` what a day's own plan pays
//! where three days have passed, `l` what lasts, both as shares, and `n` the days that it lasts):
//!
//! ```text
//! each day on which it is visited:                  (o − l) · b, at that hour's worth, later visits of the day less
//! each run of n days in which it is visited at all:  l / n · b
//! ```
//!
//! A visit lies in `n` runs. One every third day is worth `o·b` = 1.3 b, as in a day's own plan where three days have
//! passed; one every day 0.9 b; one every second day 1.1 b. Each further day at the same hotspot earns less than the first
//! at another of the same weight, and no worth is made by waiting. Runs that began before the first date count, unless a
//! visit on record is in them; those that end after the last date count too, since what lasts does not end with the plan.

use super::days::Days;
use super::merge::Joint;
use crate::county::County;
use crate::domain::plan::DemandKind;
use crate::patrol::demand::{Ask, last_seen};
use crate::patrol::solve::Quota;
use std::collections::{BTreeMap, BTreeSet};

/// A run of days in which a visit to a hotspot is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dose {
    /// Its demands in the horizon on these days.
    pub demands: BTreeSet<usize>,
    /// What any visit to them earns beyond its own reward, milli-points, once.
    pub worth: i64,
    /// Seconds of the visit.
    pub seconds: i32,
}

/// Permille of its reward in a day's own plan that a visit earns on each day.
pub fn share(days: &Days, ask: &Ask) -> i64 {
    if ask.kind == DemandKind::Hotspot { (days.overdue - lasting(days)).max(0) } else { 1000 }
}

fn lasting(days: &Days) -> i64 {
    days.r.get("horizon_lasting_permille").clamp(0, days.overdue.max(0))
}

/// The doses of all hotspots.
pub fn doses(county: &County, days: &Days, joint: &Joint) -> Vec<Dose> {
    let length = days.r.get("horizon_lasting_days").clamp(1, 14);
    let seen = last_seen(county, days.first);
    let mut spots: BTreeMap<&str, Vec<(i64, usize)>> = BTreeMap::new();
    let mut worth: BTreeMap<&str, (i64, i32)> = BTreeMap::new();
    for (t, day) in days.list.iter().enumerate() {
        for (d, ask) in day.p.asks.iter().enumerate().filter(|(_, a)| a.kind == DemandKind::Hotspot) {
            if let Some(j) = joint.of[t][d] {
                spots.entry(ask.id.as_str()).or_default().push((day.number, j));
                worth.entry(ask.id.as_str()).or_insert((ask.worth, ask.dwell));
            }
        }
    }
    let mut out = Vec::new();
    for (id, list) in spots {
        let before = seen.get(id).map(|d| d.duration_since(days.first).as_hours() / 24);
        let (worth, dwell) = worth.get(id).copied().unwrap_or_default();
        let one = worth * lasting(days) / 1000 / length;
        let mut runs: BTreeMap<BTreeSet<usize>, i64> = BTreeMap::new();
        for from in 1 - length..i64::from(days.count) {
            let run = from..from + length;
            let demands: BTreeSet<usize> = list.iter().filter(|x| run.contains(&x.0)).map(|x| x.1).collect();
            if !demands.is_empty() && !before.is_some_and(|b| run.contains(&b)) {
                *runs.entry(demands).or_default() += one;
            }
        }
        out.extend(runs.into_iter().map(|(demands, worth)| Dose { demands, worth, seconds: dwell }));
    }
    out
}

impl Dose {
    /// The dose as minutes owed: any visit pays all of it.
    pub fn quota(&self, vehicles: usize, demands: usize) -> Quota {
        let seconds = i64::from(self.seconds.max(60));
        let counts = (0..demands).map(|d| self.demands.contains(&d)).collect();
        Quota { vehicles: vec![true; vehicles], demands: counts, seconds, price: self.worth * 60 / seconds }
    }
}
