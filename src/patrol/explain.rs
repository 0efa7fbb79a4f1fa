//! Why not: strong demands left out, with the computed reason and cost.

use super::demand::Ask;
use super::problem::Prepared;
use super::route::ward_key;
use super::solve::{Solution, Step, why_not};
use crate::county::County;
use crate::domain::id::DemandId;
use crate::domain::place::{LonLat, Plane};
use crate::domain::plan::LeftOut;
use crate::domain::units::MilliPoints;
use std::collections::BTreeSet;

/// The settlement within 3 km whose middle is nearest, empty if none.
#[must_use]
pub fn settlement(county: &County, at: LonLat) -> String {
    county
        .ground
        .settlements
        .iter()
        .map(|s| (Plane::local_length(s.at.coord(), at.coord()), s))
        .filter(|(d, _)| *d < 3000.0)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, s)| s.name.clone())
        .unwrap_or_default()
}

/// Whether no base on duty is joined on foot with a demand near enough to be walked to.
fn cut_off(p: &Prepared, d: usize) -> bool {
    /// Metres in a straight line within which a way on foot would be found if there were one.
    const NEAR_M: f64 = 4000.0;
    let (Some(demand), Some(ask)) = (p.problem.demands.get(d), p.asks.get(d)) else { return false };
    let near = |duty: &super::duty::Duty| Plane::local_length(duty.at.coord(), ask.at.coord()) <= NEAR_M;
    let joined = |v: &super::solve::Vehicle| {
        demand.choices.iter().any(|c| p.problem.foot.iter().any(|t| t.at(v.start, c.enter).is_some()))
    };
    p.duties.iter().any(near) && !demand.choices.is_empty() && !p.problem.vehicles.iter().any(joined)
}

/// The strongest demands that nobody's route serves, at most `most`.
#[must_use]
pub fn left_out(county: &County, p: &Prepared, s: &Solution, most: usize) -> Vec<LeftOut> {
    // A demand that is in the problem twice (by day, and after dark for some) is served if either is.
    let served: BTreeSet<&DemandId> = s
        .routes
        .iter()
        .flatten()
        .filter_map(|step| if let Step::Visit { demand, .. } = step { p.asks.get(*demand) } else { None })
        .map(|a| &a.id)
        .collect();
    let mut seen = BTreeSet::new();
    let mut out: Vec<(&Ask, Result<usize, &str>)> = p
        .asks
        .iter()
        .enumerate()
        .filter(|(d, _)| !p.elsewhere.contains(d))
        .map(|(d, a)| (a, Ok(d)))
        .chain(p.unmet.iter().map(|(a, why)| (a, Err(why.as_str()))))
        .filter(|(a, _)| !served.contains(&a.id) && seen.insert(&a.id))
        .collect();
    out.sort_by_key(|(a, _)| (std::cmp::Reverse((a.mandatory, a.top())), a.id.clone()));
    out.truncate(most);
    out.into_iter()
        .map(|(ask, which)| {
            let why = which.ok().and_then(|d| why_not(&p.problem, s, d));
            let reason = match (&why, which) {
                (_, Err(reason)) => reason.to_owned(),
                (None, Ok(d)) if cut_off(p, d) => {
                    "Its streets are not connected to the main network of walkable streets on which officers on duty \
                     start."
                        .to_owned()
                }
                (None, _) => {
                    "Nobody on duty can reach it within its hours, even with an otherwise empty route.".to_owned()
                }
                (Some(w), _) => {
                    let label = |v: &usize| p.duties.get(*v).map_or("an officer", |o| o.label.as_str());
                    let who: Vec<&str> = std::iter::once(&w.vehicle).chain(&w.with).map(label).collect();
                    let who = who.join(" and ");
                    let names: Vec<&str> =
                        w.drops.iter().filter_map(|&x| p.asks.get(x)).map(|a| a.name.as_str()).take(3).collect();
                    let short = (w.short_by > 0)
                        .then(|| format!("{who} would need {} more minutes of patrol time", (w.short_by + 59) / 60));
                    match (short, names.is_empty()) {
                        (Some(short), true) => format!("Least costly way: {short}."),
                        (Some(short), false) => format!("Least costly way: {short}, or drop {}.", names.join(", ")),
                        (None, false) => format!("It fits best with {who}, and only instead of {}.", names.join(", ")),
                        (None, true) => format!(
                            "It fits with {who} only by moving other stops to hours in which they are worth less."
                        ),
                    }
                }
            };
            LeftOut {
                demand: ask.id.clone(),
                kind: ask.kind,
                name: ask.name.clone(),
                reward: MilliPoints::new(ask.top()),
                reason,
                cost: why.map(|w| MilliPoints::new(w.lost)),
                at: ask.at.coord(),
                ward: ward_key(county, ask.ward),
            }
        })
        .collect()
}
