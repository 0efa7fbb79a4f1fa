//! The problem made easier: one travel time a pair of places, whatever the layer and wherever the car, and only what
//! some vehicle can reach within its windows.

use crate::patrol::solve::{Choice, Demand, Problem, Table, Vehicle};
use std::sync::Arc;

/// No demand: a break.
pub const NONE: u32 = u32::MAX;
/// Longer than any shift; two of them still fit.
const FAR: u32 = 1 << 30;
/// Places up to which shortest ways through other places are computed (they take the cube of it).
const MOST_PLACES: usize = 1000;

/// Least seconds between places.
#[derive(Debug, Clone)]
pub struct Ways {
    size: usize,
    seconds: Vec<u32>,
}

impl Ways {
    pub fn at(&self, from: u32, to: u32) -> i64 {
        self.seconds[from as usize * self.size + to as usize].into()
    }

    /// The least of all layers, and with `rides` the car as if it stood wherever it is wanted.
    fn direct(p: &Problem, rides: bool) -> Self {
        let size = p.foot.iter().map(|t| t.size).max().unwrap_or(0);
        let mut seconds = vec![FAR; size * size];
        let mut offer = |t: &Table, more: u32| {
            for (i, row) in t.seconds.chunks(t.size.max(1)).take(t.size.min(size)).enumerate() {
                for (j, &s) in row.iter().take(size).enumerate() {
                    let cell = &mut seconds[i * size + j];
                    *cell = (*cell).min(s.saturating_add(more));
                }
            }
        };
        for t in &p.foot {
            offer(t, 0);
        }
        if rides {
            offer(&p.ride, p.parking.max(0) as u32);
        }
        for i in 0..size {
            seconds[i * size + i] = 0;
        }
        Self { size, seconds }
    }

    /// Shortest ways through any other places, a walked stop being a way from where it begins to where it ends
    /// (Floyd 1962): no stop can be left out to save time then.
    fn close(&mut self, p: &Problem) {
        for c in p.demands.iter().flat_map(|d| &d.choices) {
            if c.enter < self.size && c.leave < self.size {
                let cell = &mut self.seconds[c.enter * self.size + c.leave];
                *cell = (*cell).min(c.dwell.max(0) as u32);
            }
        }
        let mut by = vec![0; self.size];
        for k in 0..self.size {
            by.copy_from_slice(&self.seconds[k * self.size..][..self.size]);
            for row in self.seconds.chunks_mut(self.size) {
                let first = row[k];
                if first < FAR {
                    for (cell, &second) in row.iter_mut().zip(&by) {
                        *cell = (*cell).min(first + second);
                    }
                }
            }
        }
    }
}

/// A choice of a demand.
#[derive(Debug, Clone)]
pub struct Stop {
    pub demand: u32,
    pub enter: u32,
    pub leave: u32,
    pub dwell: i64,
    pub window: (i64, i64),
    /// Value as the 1st, 2nd… visit of the team, never below 0.
    pub worth: Vec<i64>,
}

/// A demand.
#[derive(Debug, Clone, Copy)]
pub struct Want {
    /// Visits at most.
    pub most: usize,
    pub spacing: i64,
    /// Least dwell.
    pub dwell: i64,
}

/// A stop that a class of vehicles can make, and its earliest and latest start for them.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// Into [`Relaxed::stops`]; breaks: into [`Class::pauses`].
    pub stop: u32,
    pub lo: i64,
    pub hi: i64,
}

/// Vehicles that are alike.
#[derive(Debug, Clone)]
pub struct Class {
    pub many: i64,
    pub start: u32,
    pub end: u32,
    pub rides: bool,
    pub span: (i64, i64),
    /// Seconds of travel and dwell at most.
    pub budget: i64,
    /// Whether exactly one break is taken.
    pub pause: bool,
    pub pauses: Vec<(Stop, Reach)>,
    pub reach: Vec<Reach>,
}

/// The easier problem.
#[derive(Debug, Clone)]
pub struct Relaxed {
    pub stops: Vec<Stop>,
    pub wants: Vec<Want>,
    pub classes: Vec<Class>,
    foot: Arc<Ways>,
    ride: Option<Arc<Ways>>,
    /// Whether ways are the shortest through other places, so that a stop may be skipped.
    pub closed: bool,
}

/// Reward of a visit, as the problem defines it: rounded towards 0.
fn worth(reward: i64, permille: u32) -> i64 {
    let v = i128::from(reward) * i128::from(permille) / 1000;
    v.clamp(0, i64::MAX.into()) as i64
}

/// All that a plan could earn if nothing took any time.
pub fn everything(p: &Problem) -> i64 {
    let top = |c: &Choice| (0..=c.longer.len()).map(|n| c.earns(n)).max().unwrap_or(0);
    let best = |d: &Demand, k: u32| d.choices.iter().map(|c| worth(top(c), k)).max();
    p.demands
        .iter()
        .enumerate()
        .filter(|(i, d)| may(p, *i, d).contains(&true))
        .flat_map(|(_, d)| d.decay.iter().take(visits(d)).map(move |&k| best(d, k).unwrap_or(0)))
        .fold(0, i64::saturating_add)
}

/// Visits that pay, each by itself: a team's is one.
fn visits(d: &Demand) -> usize {
    if d.crew() > 1 { 1 } else { usize::MAX }
}

/// Who may serve a demand, those included who are fixed there.
fn may(p: &Problem, d: usize, demand: &Demand) -> Vec<bool> {
    let fixed = |v: &Vehicle| v.fixed.iter().any(|f| f.demand == d);
    let allowed = |i: usize| demand.allowed.get(i).copied().unwrap_or(false);
    p.vehicles.iter().enumerate().map(|(i, v)| allowed(i) || fixed(v)).collect()
}

/// What each visit to a demand earns at most: the officers of a team share what it earns.
fn shares(demand: &Demand, reward: i64) -> Vec<i64> {
    let crew = demand.crew();
    if crew > 1 {
        let all = demand.decay.first().map_or(0, |&k| worth(reward, k));
        return vec![all / crew as i64 + i64::from(all % crew as i64 > 0); crew];
    }
    demand.decay.iter().map(|&k| worth(reward, k)).collect()
}

impl Relaxed {
    pub fn new(p: &Problem) -> Self {
        let mut foot = Ways::direct(p, false);
        let mut ride = p.vehicles.iter().any(|v| v.rides).then(|| Ways::direct(p, true));
        let closed = foot.size <= MOST_PLACES;
        if closed {
            foot.close(p);
            if let Some(r) = &mut ride {
                r.close(p);
            }
        }
        let (foot, ride) = (Arc::new(foot), ride.map(Arc::new));
        let mut r = Self { stops: vec![], wants: vec![], classes: vec![], foot, ride, closed };
        let all: Vec<Vec<bool>> = p.demands.iter().enumerate().map(|(i, d)| may(p, i, d)).collect();
        for (d, demand) in p.demands.iter().enumerate() {
            // What nobody may serve is worth nothing, whatever it says.
            for c in demand.choices.iter().filter(|_| all[d].contains(&true)) {
                for pieces in 0..=c.longer.len() {
                    let worth = shares(demand, c.earns(pieces));
                    if worth.iter().any(|w| *w > 0) {
                        r.stops.extend(r.stop(c, d as u32, worth).map(|s| Stop { dwell: c.stay(pieces).into(), ..s }));
                    }
                    if demand.crew() > 1 {
                        break;
                    }
                }
            }
            let dwell = demand.choices.iter().map(|c| c.dwell.max(0)).min().unwrap_or(0);
            let (most, spacing) =
                if demand.crew() > 1 { (demand.crew(), 0) } else { (demand.decay.len(), demand.spacing.max(0)) };
            r.wants.push(Want {
                most,
                spacing: spacing.into(),
                dwell: if demand.crew() > 1 { 0 } else { dwell.into() },
            });
        }
        // Alike: the same vehicle, and the same demands allowed.
        let mut seen: Vec<(&Vehicle, Vec<bool>)> = vec![];
        for (v, vehicle) in p.vehicles.iter().enumerate() {
            let may: Vec<bool> = all.iter().map(|m| m.get(v).copied().unwrap_or(false)).collect();
            if let Some(i) = seen.iter().position(|s| s.0 == vehicle && s.1 == may) {
                r.classes[i].many += 1;
                continue;
            }
            r.classes.push(r.class(vehicle, &may));
            seen.push((vehicle, may));
        }
        r.classes.retain(|c| !c.reach.is_empty() && c.budget >= 0 && (!c.pause || !c.pauses.is_empty()));
        r
    }

    fn stop(&self, c: &Choice, demand: u32, worth: Vec<i64>) -> Option<Stop> {
        let known = c.enter < self.foot.size && c.leave < self.foot.size && c.dwell >= 0;
        known.then(|| Stop {
            demand,
            enter: c.enter as u32,
            leave: c.leave as u32,
            dwell: c.dwell.into(),
            window: (c.window.0.into(), c.window.1.into()),
            worth,
        })
    }

    /// Least seconds between places for a class.
    pub fn ways(&self, rides: bool) -> &Ways {
        self.ride.as_ref().filter(|_| rides).unwrap_or(&self.foot)
    }

    /// The same in groups of classes that share no demand, each with its own stops alone.
    pub fn apart(&self) -> Vec<Self> {
        let mut group: Vec<usize> = (0..self.classes.len()).collect();
        let mut first = vec![usize::MAX; self.wants.len()];
        for (c, class) in self.classes.iter().enumerate() {
            for x in &class.reach {
                let seen = &mut first[self.stops[x.stop as usize].demand as usize];
                let (a, b) = (group[c], group[(*seen).min(c)]);
                group.iter_mut().filter(|g| **g == a.max(b)).for_each(|g| *g = a.min(b));
                *seen = (*seen).min(c);
            }
        }
        let mut names = group.clone();
        names.sort_unstable();
        names.dedup();
        let of = |name: usize| {
            let mut classes: Vec<Class> =
                self.classes.iter().zip(&group).filter(|x| *x.1 == name).map(|x| x.0.clone()).collect();
            let mut index = vec![NONE; self.stops.len()];
            let mut stops = vec![];
            for x in classes.iter_mut().flat_map(|c| &mut c.reach) {
                let at = &mut index[x.stop as usize];
                if *at == NONE {
                    *at = stops.len() as u32;
                    stops.push(self.stops[x.stop as usize].clone());
                }
                x.stop = *at;
            }
            let mut wants = self.wants.clone();
            for (w, &f) in wants.iter_mut().zip(&first) {
                if group.get(f) != Some(&name) {
                    w.most = 0;
                }
            }
            Self { stops, wants, classes, foot: self.foot.clone(), ride: self.ride.clone(), closed: self.closed }
        };
        names.into_iter().map(of).collect()
    }

    fn class(&self, v: &Vehicle, may: &[bool]) -> Class {
        let span = (i64::from(v.span.0), i64::from(v.span.1));
        let mut class = Class {
            many: 1,
            start: v.start as u32,
            end: v.end as u32,
            rides: v.rides,
            span,
            budget: i64::from(v.busy).min(span.1 - span.0),
            pause: v.pause.is_some(),
            pauses: vec![],
            reach: vec![],
        };
        if v.start >= self.foot.size || v.end >= self.foot.size {
            return class;
        }
        let ways = self.ways(v.rides);
        // Without shortest ways through others only the window and the shift itself prune.
        let leg = |a: u32, b: u32| if self.closed { ways.at(a, b) } else { 0 };
        let reach = |s: &Stop, stop: u32| {
            let lo = s.window.0.max(span.0 + leg(class.start, s.enter));
            let hi = s.window.1.min(span.1 - s.dwell - leg(s.leave, class.end));
            (lo <= hi).then_some(Reach { stop, lo, hi })
        };
        let list = v.pause.iter().flat_map(|b| &b.choices).filter_map(|c| self.stop(c, NONE, vec![]));
        let pauses: Vec<_> = list.filter_map(|s| reach(&s, 0).map(|r| (s, r))).collect();
        let all = self.stops.iter().enumerate().filter(|(_, s)| may[s.demand as usize]);
        let stops: Vec<Reach> = all.filter_map(|(i, s)| reach(s, i as u32)).collect();
        if let Some(least) = pauses.iter().map(|p| p.0.dwell).min() {
            class.budget = class.budget.min(span.1 - span.0 - least);
        }
        (class.pauses, class.reach) = (pauses, stops);
        class
    }
}
