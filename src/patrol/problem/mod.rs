//! Demands and duties → numbers for the solver: places snapped, travel tables, windows cut at dusk.

mod choices;
mod owed;
mod places;
mod together;
mod travel;
mod vehicles;

pub use owed::short;
pub use places::{Places, Stand};
pub use travel::Ways;

use super::demand::{Ask, Asks};
use super::duty::Duty;
use super::rewards::Rewards;
use super::solve::{Choice, Demand, Problem, Table, Vehicle};
use crate::county::County;
use crate::domain::place::LonLat;
use crate::domain::time::Clock;
use crate::street::Snap;
use choices::{Way, choices};
use std::collections::BTreeMap;

/// The problem, and what its numbers stand for.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Numbers.
    pub problem: Problem,
    /// Where each place is.
    pub places: Vec<Snap>,
    /// Where cars stand, by place.
    pub stands: BTreeMap<usize, Stand>,
    /// The demands, in the problem's order. A demand that lone officers may serve by day only and others also
    /// after dark is there twice.
    pub asks: Vec<Ask>,
    /// The walk of each choice of each demand, an index into the ask's walks.
    pub walks: Vec<Vec<Option<usize>>>,
    /// The duties, in the order of vehicles.
    pub duties: Vec<Duty>,
    /// Name of the place of each break choice of each vehicle.
    pub breaks: Vec<Vec<String>>,
    /// Demands that cannot be planned at all, with the reason.
    pub unmet: Vec<(Ask, String)>,
    /// Demands kept for the officer who knows the place, with who else may go if that fails.
    pub preferred: Vec<(usize, Vec<bool>)>,
    /// What each quota is called; empty: it is nobody's.
    pub owed: Vec<String>,
    /// The further place that was asked for, if a street is near, and where a car stands for it.
    pub also: Option<(usize, Option<usize>)>,
    /// Demands that another date of several serves: no visit is open here, and none is missed.
    pub elsewhere: std::collections::BTreeSet<usize>,
    /// The speed on foot of the slowest on duty, tenths of km/h.
    pub kmh_tenths: i64,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// When it gets dark, and how fast the slowest on duty walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dusk {
    /// Seconds since local midnight.
    pub at: i32,
    /// Tenths of km/h.
    pub kmh_tenths: i64,
}

/// Who may serve an ask, and whether that leaves only those to whom it is bound.
fn allowed(ask: &Ask, duties: &[Duty], reach: f64) -> Vec<bool> {
    let names = |d: &Duty, o| &d.officer == o || d.with.iter().any(|p| &p.officer == o);
    let able = |d: &Duty| {
        ask.only.0.as_ref().is_none_or(|o| names(d, o))
            && ask.only.1.as_ref().is_none_or(|t| *t == d.team || d.with.iter().any(|p| p.team == *t))
            && (ask.only.2.is_empty() || d.powers.contains(&ask.only.2))
    };
    // Whoever can do it without meeting others; else all who may, who then meet there.
    let alone = |d: &Duty| (ask.officers as usize) <= 1 + d.with.len();
    let enough = duties.iter().any(|d| able(d) && alone(d));
    let able = |d: &Duty| able(d) && (alone(d) || !enough);
    let bound = ask.only.0.is_some() || ask.only.1.is_some();
    let sent = |d: &Duty| bound || d.may_be_sent(ask.ward, ask.at, reach);
    let usual: Vec<bool> = duties.iter().map(|d| able(d) && sent(d)).collect();
    let few = |all: &[bool]| !enough && all.iter().filter(|a| **a).count() < ask.officers.max(1) as usize;
    // What must be done is done by whoever can, where nobody on duty has the area.
    let may: Vec<bool> = if ask.mandatory && (!usual.contains(&true) || few(&usual)) {
        duties.iter().map(able).collect()
    } else {
        usual
    };
    if few(&may) { vec![false; may.len()] } else { may }
}

/// Prepares the problem, all but the ways between its places, which [`Ways`] fills in when all are found; `dusk` in
/// seconds since local midnight, `also` a further place from which somebody sets out.
#[must_use]
pub fn prepare(
    county: &County,
    clock: &Clock,
    r: &Rewards,
    asks: Asks,
    duties: Vec<Duty>,
    (dusk, also): (i32, Option<LonLat>),
    places: &mut Places<'_>,
) -> Prepared {
    let mut notes = asks.notes;
    let mut unmet = asks.unmet;
    let usual = r.get("walk_kmh_tenths");
    let slowest = duties.iter().filter_map(|d| d.walk_kmh_tenths).min().unwrap_or(usual).min(usual).max(1);
    if slowest < usual {
        notes.push(format!(
            "Ways on foot are timed at {:.1} km/h, the pace of the slowest officer on duty.",
            slowest as f64 / 10.0
        ));
    }
    let dusk = Dusk { at: dusk, kmh_tenths: slowest };
    let (mut vehicles, mut kept, mut breaks): (Vec<Vehicle>, Vec<Duty>, Vec<Vec<String>>) = Default::default();
    for duty in duties {
        match vehicles::vehicle(county, clock, r, places, &duty, dusk) {
            Some((vehicle, names)) => {
                if duty.pause.0 == 0 && duty.span.1 - duty.span.0 > 6 * 3600 {
                    notes.push(format!("{} has no break within the hours that are set for it.", duty.label));
                }
                vehicles.push(vehicle);
                breaks.push(names);
                kept.push(duty);
            }
            None => notes.push(format!(
                "{} is not planned: the base {} lies more than {} m from any walkable street.",
                duty.label,
                duty.base_name,
                r.get("base_reach_m")
            )),
        }
    }
    let span =
        (vehicles.iter().map(|v| v.span.0).min().unwrap_or(0), vehicles.iter().map(|v| v.span.1).max().unwrap_or(0));
    let cars = vehicles.iter().any(|v| v.rides);
    let lone: Vec<bool> = kept.iter().map(|d| !d.dark_by_choice).collect();
    let mut p = Prepared {
        problem: Problem {
            vehicles,
            demands: Vec::new(),
            foot: Vec::new(),
            ride: Table { size: 0, seconds: Vec::new() },
            parking: 0,
            quotas: Vec::new(),
        },
        places: Vec::new(),
        stands: BTreeMap::new(),
        asks: Vec::new(),
        walks: Vec::new(),
        duties: kept,
        breaks,
        unmet: Vec::new(),
        preferred: Vec::new(),
        owed: Vec::new(),
        also: None,
        elsewhere: std::collections::BTreeSet::new(),
        kmh_tenths: slowest,
        notes,
    };
    if let Some(at) = also {
        let found = places.find(at, r.metres("base_reach_m"));
        p.also = found.map(|q| (q, if cars { places.park(q) } else { None }));
    }
    for ask in asks.list {
        let may = allowed(&ask, &p.duties, r.metres("walk_reach_m"));
        if !may.contains(&true) {
            unmet.push((ask.clone(), nobody(&ask)));
            continue;
        }
        let mut ways = Vec::new();
        if ask.walks.is_empty() {
            let found = places.find(ask.at, r.metres("snap_reach_m"));
            ways.extend(found.map(|q| Way { enter: q, leave: q, dwell: ask.dwell, walk: None, profile: None }));
        }
        for (i, (walk, profile)) in ask.walks.iter().enumerate() {
            let (enter, leave) = (places.push(walk.start), places.push(walk.end));
            let dwell = ask.dwell.max(walk.time.get());
            ways.push(Way { enter, leave, dwell, walk: Some(i), profile: Some(*profile) });
        }
        let Some(first) = ways.first().map(|w| w.enter) else {
            let why = format!("It lies more than {} m from any walkable street.", r.get("snap_reach_m"));
            unmet.push((ask, why));
            continue;
        };
        let park = if cars { places.park(first) } else { None };
        // Lone officers by day and, after dark, where it is staffed; those who walk together, or may be out alone,
        // anywhere. Where the two differ the demand is there twice, and dark visits begin a spacing after the last
        // light, so that no two are too near and none is one too many.
        let (mut day, mut day_walks) = choices(&ask, &ways, dusk.at, span, &[0, 1], Some(&ask.staffed));
        let free: Vec<bool> = may.iter().zip(&lone).map(|(m, l)| *m && !l).collect();
        let mut decay = ask.decay.clone();
        let bold = free.contains(&true);
        if bold && may.iter().zip(&lone).all(|(m, l)| !m || !l) {
            (day, day_walks) = choices(&ask, &ways, dusk.at, span, &[0, 1], None);
        } else if bold && ask.officers <= 1 && !day.iter().any(|c| c.layer == 1) {
            let (mut dark, dark_walks) = choices(&ask, &ways, dusk.at, span, &[1], None);
            for c in &mut dark {
                c.window.0 = c.window.0.max(dusk.at + ask.spacing);
            }
            let (dark, dark_walks): (Vec<Choice>, Vec<_>) =
                dark.into_iter().zip(dark_walks).filter(|(c, _)| c.window.0 <= c.window.1).unzip();
            let share = if day.is_empty() {
                Some(decay.clone())
            } else {
                decay.pop().filter(|_| !decay.is_empty()).map(|d| vec![d])
            };
            if let Some(share) = share.filter(|_| !dark.is_empty()) {
                p.demand(ask.clone(), dark, dark_walks, share, free, park);
                if day.is_empty() {
                    continue;
                }
            } else {
                decay.clone_from(&ask.decay);
            }
        }
        if day.is_empty() {
            let why = if ask.windows.iter().any(|w| w.1 >= span.0 && w.0 + ask.dwell <= span.1) {
                "After dark a lone officer goes only to lit, staffed places, and no daylight is left in its hours."
            } else {
                "None of its hours lies in a shift of this date."
            };
            unmet.push((ask, why.to_owned()));
            continue;
        }
        p.demand(ask, day, day_walks, decay, may, park);
    }
    p.unmet = unmet;
    (p.problem.quotas, p.owed) =
        owed::quotas(county, clock, r, &p.duties, &p.asks, &p.problem.vehicles).into_iter().unzip();
    p
}

fn nobody(ask: &Ask) -> String {
    if ask.officers > 1 {
        return format!("It needs {} officers together, and fewer who may do it are on duty.", ask.officers);
    }
    let mut wants = Vec::new();
    wants.extend(ask.only.0.as_ref().map(|o| format!("officer {o}")));
    wants.extend(ask.only.1.as_ref().map(|t| format!("team {t}")));
    if !ask.only.2.is_empty() {
        wants.push(format!("the power {}", ask.only.2.replace('_', " ")));
    }
    if wants.is_empty() {
        "It lies in no patrol area of anybody on duty, or out of reach on foot.".to_owned()
    } else {
        format!("It needs {}, and nobody on duty is that or has that.", wants.join(", "))
    }
}

impl Prepared {
    fn demand(
        &mut self,
        ask: Ask,
        choices: Vec<Choice>,
        walks: Vec<Option<usize>>,
        decay: Vec<u32>,
        may: Vec<bool>,
        park: Option<usize>,
    ) {
        let mut who = may.clone();
        let alone = |d: &Duty| (ask.officers as usize) <= 1 + d.with.len();
        let crew = if self.duties.iter().zip(&may).any(|(d, m)| *m && alone(d)) { 1 } else { ask.officers as usize };
        let (choices, walks) = if crew > 1 { together::meetings(&choices, &walks) } else { (choices, walks) };
        if let Some(o) = ask.prefer.as_ref().filter(|_| crew <= 1) {
            let knows = |d: &Duty| &d.officer == o || d.with.iter().any(|w| &w.officer == o);
            let only: Vec<bool> = self.duties.iter().zip(&may).map(|(d, m)| *m && knows(d)).collect();
            if only.contains(&true) {
                self.preferred.push((self.asks.len(), may));
                who = only;
            } else if ask.kind == crate::domain::DemandKind::Tasking {
                self.notes
                    .push(format!("{}: the officer who knows the place ({o}) is not on duty or may not go.", ask.name));
            }
        }
        self.problem.demands.push(Demand {
            choices,
            decay,
            spacing: ask.spacing,
            mandatory: ask.mandatory,
            allowed: who,
            park,
            together: crew.max(1),
        });
        self.walks.push(walks);
        self.asks.push(ask);
    }
}
