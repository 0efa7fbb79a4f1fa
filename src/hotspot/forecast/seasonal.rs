//! Seasonal counts by category.
//!
//! Model: n(place, category, month) is Poisson with mean level(place) × mix(place, category) × season(category,
//! month of the year). Seasons are the county's, drawn to 1 by as much as 50 incidents. A level is the recency-weighted
//! count freed of its season. A place's mix of categories is drawn to the county's by as much as a number of incidents
//! that is chosen by how likely it made the last three months: one robbery does not make a street of robberies.

use super::counts::{half_life, weights};
use crate::hotspot::history::History;

/// Incidents by which a season is drawn to none.
const SEASON: f64 = 50.0;
/// Incidents by which a mix may be drawn to the county's.
const DRAWN: [f64; 5] = [1.0, 4.0, 12.0, 36.0, 100.0];
/// Months on which that is tried.
const TRIED: usize = 3;

/// The factor of each category in each month of the year.
fn seasons(history: &History, t: usize) -> Vec<[f64; 12]> {
    let month = |m: usize| history.month(m).map_or(0, |m| (m.month() - 1) as usize);
    let mut held = [0.0; 12];
    for m in (0..=t).filter(|&m| history.is_any_held(m)) {
        held[month(m)] += 1.0;
    }
    let mut counts = vec![[0.0; 12]; history.weights.len()];
    for e in history.events.iter().flatten().filter(|e| usize::from(e.t) <= t) {
        if let Some(c) = counts.get_mut(usize::from(e.category)) {
            c[month(usize::from(e.t))] += e.n;
        }
    }
    let all: f64 = held.iter().sum();
    let of = |c: &[f64; 12]| {
        let rate = c.iter().sum::<f64>() / f64::max(all, 1.0);
        let mut out = [1.0; 12];
        // A season needs every month of the year, or it is the trend of the months that there are.
        if all >= 12.0 && held.iter().all(|h| *h > 0.0) {
            for (k, slot) in out.iter_mut().enumerate() {
                *slot = (c[k] + SEASON) / (rate * held[k] + SEASON);
            }
        }
        out
    };
    counts.iter().map(of).collect()
}

/// What a place is known by: weighted incidents by category, freed of seasons, and the weight of its months.
fn levels(history: &History, t: usize, half: f64, seasons: &[[f64; 12]]) -> (Vec<Vec<(u16, f64)>>, Vec<f64>) {
    let weights = weights(history, t, half);
    let sums: Vec<f64> = weights.iter().map(|w| w.iter().sum()).collect();
    let mut out = Vec::with_capacity(history.places());
    for (events, &force) in history.events.iter().zip(&history.force) {
        let mut by: Vec<(u16, f64)> = Vec::new();
        for e in events.iter().filter(|e| usize::from(e.t) <= t) {
            let k = history.month(usize::from(e.t)).map_or(0, |m| (m.month() - 1) as usize);
            let season = seasons.get(usize::from(e.category)).map_or(1.0, |s| s[k]);
            let w = weights.get(force).and_then(|w| w.get(usize::from(e.t))).copied().unwrap_or(0.0);
            let more = e.n * w / season;
            match by.iter_mut().find(|b| b.0 == e.category) {
                Some(slot) => slot.1 += more,
                None => by.push((e.category, more)),
            }
        }
        by.sort_by_key(|b| b.0);
        out.push(by);
    }
    (out, sums)
}

/// The county's mix of categories.
fn mix(levels: &[Vec<(u16, f64)>], categories: usize) -> Vec<f64> {
    let mut out = vec![0.0; categories];
    for &(c, n) in levels.iter().flatten() {
        if let Some(slot) = out.get_mut(usize::from(c)) {
            *slot += n;
        }
    }
    let all: f64 = out.iter().sum();
    out.iter().map(|n| if all > 0.0 { n / all } else { 0.0 }).collect()
}

/// How strongly mixes are drawn to the county's.
fn drawn(history: &History, t: usize, half: f64, seasons: &[[f64; 12]]) -> f64 {
    let Some(before) = t.checked_sub(TRIED) else { return DRAWN[2] };
    let (levels, _) = levels(history, before, half, seasons);
    let county = mix(&levels, history.weights.len());
    let likelihood = |a: f64| {
        let mut sum = 0.0;
        for (events, by) in history.events.iter().zip(&levels) {
            let all: f64 = by.iter().map(|b| b.1).sum();
            for e in events.iter().filter(|e| usize::from(e.t) > before && usize::from(e.t) <= t) {
                let own = by.iter().find(|b| b.0 == e.category).map_or(0.0, |b| b.1);
                let p = county.get(usize::from(e.category)).copied().unwrap_or(0.0);
                sum += e.n * ((own + a * p) / (all + a)).max(1e-9).ln();
            }
        }
        sum
    };
    let mut best = (f64::NEG_INFINITY, DRAWN[2]);
    for a in DRAWN {
        let l = likelihood(a);
        if l > best.0 {
            best = (l, a);
        }
    }
    best.1
}

/// Harm of one incident of each place in the month after `t`, by its own mix drawn to the county's, with the seasons
/// of that month; and the places' weighted incidents a month.
pub(super) fn worth(history: &History, t: usize) -> (Vec<f64>, Vec<f64>) {
    let half = half_life(history, t);
    let seasons = seasons(history, t);
    let a = drawn(history, t, half, &seasons);
    let (levels, sums) = levels(history, t, half, &seasons);
    let county = mix(&levels, history.weights.len());
    let next = history.month(t + 1).map_or(0, |m| (m.month() - 1) as usize);
    let harm = |c: usize| history.weights.get(c).copied().unwrap_or(0.0) * seasons.get(c).map_or(1.0, |s| s[next]);
    let usual: f64 = county.iter().enumerate().map(|(c, p)| p * harm(c)).sum();
    let of = |(by, &force): (&Vec<(u16, f64)>, &usize)| {
        let all: f64 = by.iter().map(|b| b.1).sum();
        let own: f64 = by.iter().map(|b| b.1 * harm(usize::from(b.0))).sum();
        let sum = sums.get(force).copied().unwrap_or(0.0);
        ((own + a * usual) / (all + a), if sum > 0.0 { all / sum } else { 0.0 })
    };
    levels.iter().zip(&history.force).map(of).unzip()
}

pub(super) fn seasonal(history: &History, t: usize) -> Vec<f64> {
    let (worth, level) = worth(history, t);
    worth.iter().zip(level).map(|(w, l)| w * l).collect()
}
