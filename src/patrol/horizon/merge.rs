//! Several dates → one problem: a vehicle for each officer and date, seconds counted from the first date's midnight, and
//! one demand for what several dates ask for once.

use super::again::{Again, again, waiting};
use super::days::{Day, Days};
use super::{dose, owed};
use crate::county::County;
use crate::patrol::demand::Ask;
use crate::patrol::solve::{Choice, Demand, Problem, Step, Table, Vehicle};
use std::collections::BTreeMap;

/// Where a part of a joint demand comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Position among the days.
    pub day: usize,
    /// The demand there.
    pub demand: usize,
    /// Its first choice among the joint demand's.
    pub first: usize,
    /// Its choices.
    pub count: usize,
}

/// The problem of all dates, and what its numbers stand for.
pub struct Joint {
    pub problem: Problem,
    /// The first vehicle of each day, and their number at the end.
    pub vehicles: Vec<usize>,
    /// For each day and demand the joint one; `None`: not offered on that day.
    pub of: Vec<Vec<Option<usize>>>,
    /// For each joint demand where it comes from, by day.
    pub parts: Vec<Vec<Part>>,
    /// For each day and demand the permille of its reward that it is worth in the horizon.
    pub pay: Vec<Vec<i64>>,
    /// What lasts of visits to hotspots.
    pub doses: Vec<dose::Dose>,
    /// What each quota is called; empty: it is nobody's.
    pub owed: Vec<owed::Name>,
}

/// A choice paid by so many permille.
pub fn paid(c: &Choice, permille: i64) -> Choice {
    let mut out = c.clone();
    out.reward = c.reward.saturating_mul(permille) / 1000;
    for l in &mut out.longer {
        l.reward = l.reward.saturating_mul(permille) / 1000;
    }
    out
}

/// A choice at another date's time, in another layer, as far as its start lies within a span.
fn moved(c: Choice, offset: i32, layer: usize, span: (i32, i32)) -> Choice {
    let window = (c.window.0.max(span.0) + offset, c.window.1.min(span.1.saturating_sub(c.dwell)) + offset);
    Choice { window, layer, ..c }
}

/// One demand of the horizon in the making: the days that ask for it.
struct Wish {
    again: Again,
    parts: Vec<(usize, usize)>,
}

/// What the days ask for, in order of the first day that does; what they ask for together is one.
fn wishes(county: &County, days: &Days) -> Vec<Wish> {
    let mut out: Vec<Wish> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for (t, day) in days.list.iter().enumerate() {
        for (d, ask) in day.p.asks.iter().enumerate() {
            let again = again(county, ask, i64::from(days.count));
            match known.get(ask.id.as_str()) {
                Some(&w) if again != Again::Daily && out[w].parts.last().is_some_and(|x| x.0 != t) => {
                    out[w].parts.push((t, d));
                }
                _ => {
                    if again != Again::Daily {
                        known.insert(ask.id.as_str(), out.len());
                    }
                    out.push(Wish { again, parts: vec![(t, d)] });
                }
            }
        }
    }
    out
}

impl Joint {
    /// The days as one problem.
    pub fn of(county: &County, days: &Days) -> Self {
        let list = &days.list;
        let mut paces: Vec<i64> = list.iter().map(|d| d.p.kmh_tenths).collect();
        paces.sort_unstable();
        paces.dedup();
        let layer = |day: &Day, l: usize| paces.iter().position(|p| *p == day.p.kmh_tenths).unwrap_or(0) * 2 + l;
        let mut x = Self {
            problem: Problem::default(),
            vehicles: vec![0],
            of: list.iter().map(|d| vec![None; d.p.asks.len()]).collect(),
            parts: Vec::new(),
            pay: list.iter().map(|d| vec![1000; d.p.asks.len()]).collect(),
            doses: Vec::new(),
            owed: Vec::new(),
        };
        for day in list {
            let at = |l| layer(day, l);
            x.problem.vehicles.extend(day.p.problem.vehicles.iter().map(|v| vehicle(v, day.offset, &at)));
            x.vehicles.push(x.problem.vehicles.len());
        }
        for wish in wishes(county, days) {
            x.add(days, &wish, &layer);
        }
        for &kmh in &paces {
            x.problem.foot.extend([days.ways.foot(false, kmh), days.ways.foot(true, kmh)]);
        }
        x.problem.ride = Table::default();
        days.ways.rides(&days.r, &mut x.problem);
        x.doses = dose::doses(county, days, &x);
        owed::quotas(days, &mut x);
        x
    }

    fn add(&mut self, days: &Days, wish: &Wish, layer: &dyn Fn(&Day, usize) -> usize) {
        let list = &days.list;
        let crew = |&(t, d): &(usize, usize)| list[t].p.problem.demands[d].crew();
        // What takes fewer officers on some dates is done on these.
        let least = wish.parts.iter().map(crew).min().unwrap_or(1);
        let parts: Vec<(usize, usize)> = wish.parts.iter().filter(|x| crew(x) == least).copied().collect();
        let Some(&(t, d)) = parts.first() else { return };
        let first = &list[t].p.problem.demands[d];
        let mut all = Demand {
            choices: Vec::new(),
            decay: first.decay.clone(),
            spacing: first.spacing,
            mandatory: false,
            allowed: vec![false; self.problem.vehicles.len()],
            park: parts.iter().find_map(|&(t, d)| list[t].p.problem.demands[d].park),
            together: first.together,
        };
        let asks: Vec<(&Day, &Ask)> = parts.iter().map(|&(t, d)| (&list[t], &list[t].p.asks[d])).collect();
        let pay = match wish.again {
            Again::Daily => asks.iter().map(|a| dose::share(days, a.1)).collect(),
            _ => waiting(&days.r, &asks),
        };
        if let Again::Every { days, visits, just } = wish.again {
            let due = asks.iter().find(|a| a.1.is_due()).map_or(just, |a| a.1.worth).max(1);
            let further = (just * 1000 / due).clamp(0, 1000) as u32;
            all.decay = std::iter::once(1000).chain(std::iter::repeat(further)).take(visits as usize).collect();
            // As many days, and half a day less: it does not matter at which hours of their days the visits are.
            all.spacing = (days * 86_400 - 43_200) as i32;
        }
        let joint = self.problem.demands.len();
        let mut from = Vec::new();
        for (&(t, d), pay) in parts.iter().zip(pay) {
            let (day, demand) = (&list[t], &list[t].p.problem.demands[d]);
            let spans = || day.p.problem.vehicles.iter().map(|v| v.span);
            let span = (spans().map(|s| s.0).min().unwrap_or(0), spans().map(|s| s.1).max().unwrap_or(0));
            from.push(Part { day: t, demand: d, first: all.choices.len(), count: demand.choices.len() });
            let choices = demand.choices.iter();
            all.choices.extend(choices.map(|c| moved(paid(c, pay), day.offset, layer(day, c.layer), span)));
            all.mandatory |= demand.mandatory;
            for (v, may) in demand.allowed.iter().enumerate() {
                if let Some(cell) = all.allowed.get_mut(self.vehicles[t] + v) {
                    *cell = *may;
                }
            }
            self.of[t][d] = Some(joint);
            self.pay[t][d] = pay;
        }
        self.problem.demands.push(all);
        self.parts.push(from);
    }

    /// The part of a joint demand that a day asks for.
    pub fn part(&self, demand: usize, day: usize) -> Option<&Part> {
        self.parts.get(demand)?.iter().find(|p| p.day == day)
    }

    /// A step of the horizon as one of its day; `None` if it is another day's.
    pub fn to_day(&self, step: &Step, day: usize, offset: i32) -> Option<Step> {
        let back = |b: (i32, i32)| (b.0.saturating_sub(offset), b.1.saturating_sub(offset));
        Some(match *step {
            Step::Visit { demand, choice, pieces, start, bounds } => {
                let part = self.part(demand, day)?;
                let choice = choice.checked_sub(part.first).filter(|c| *c < part.count)?;
                Step::Visit { demand: part.demand, choice, pieces, start: start - offset, bounds: back(bounds) }
            }
            Step::Pause { choice, start, bounds } => {
                Step::Pause { choice, start: start - offset, bounds: back(bounds) }
            }
            Step::Ride { from, to, depart } => Step::Ride { from, to, depart: depart - offset },
        })
    }

    /// A step of a day as one of the horizon; `None` if the horizon does not offer it.
    pub fn to_joint(&self, step: &Step, day: usize, offset: i32) -> Option<Step> {
        let on = |b: (i32, i32)| (b.0.saturating_add(offset), b.1.saturating_add(offset));
        Some(match *step {
            Step::Visit { demand, choice, pieces, start, bounds } => {
                let joint = (*self.of.get(day)?.get(demand)?)?;
                let choice = self.part(joint, day)?.first + choice;
                Step::Visit { demand: joint, choice, pieces, start: start + offset, bounds: on(bounds) }
            }
            Step::Pause { choice, start, bounds } => Step::Pause { choice, start: start + offset, bounds: on(bounds) },
            Step::Ride { from, to, depart } => Step::Ride { from, to, depart: depart + offset },
        })
    }
}

fn vehicle(v: &Vehicle, offset: i32, layer: &dyn Fn(usize) -> usize) -> Vehicle {
    let mut out = v.clone();
    out.span = (v.span.0 + offset, v.span.1 + offset);
    out.end_layer = layer(v.end_layer);
    for c in out.pause.iter_mut().flat_map(|b| &mut b.choices) {
        c.window = (c.window.0 + offset, c.window.1 + offset);
        c.layer = layer(c.layer);
    }
    out
}
