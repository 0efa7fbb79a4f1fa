//! Recency-weighted counts.

use crate::hotspot::history::History;

/// Half-lives of a month's weight that are tried, months; the last is nearly a plain mean.
const HALF_LIVES: [f64; 6] = [3.0, 6.0, 9.0, 15.0, 30.0, 90.0];
/// Months at the end of the history on which half-lives are tried.
const TRIED: usize = 6;

/// A place's sums over the months of its force so far, with a weight that halves every so many months.
#[derive(Debug, Clone, Copy, Default)]
struct Faded {
    sum: f64,
    weight: f64,
}

/// The half-life under which the counts of the last months were likeliest given those before them: Poisson, every
/// place by itself, half a month of the county's mean place added to each so that no count is impossible.
pub(super) fn half_life(history: &History, t: usize) -> f64 {
    let places = history.places().max(1) as f64;
    let held = (0..=t).filter(|&m| history.is_any_held(m)).count().max(1) as f64;
    let all: f64 = history.events.iter().flatten().filter(|e| usize::from(e.t) <= t).map(|e| e.n).sum();
    let mean = (all / places / held).max(1e-6);
    let mut best = (f64::NEG_INFINITY, HALF_LIVES[2]);
    for half in HALF_LIVES {
        let fade = 0.5_f64.powf(1.0 / half);
        let mut likelihood = 0.0;
        for (events, &force) in history.events.iter().zip(&history.force) {
            let mut now = Faded::default();
            let mut next = events.iter().peekable();
            for m in 0..=t {
                now.sum *= fade;
                now.weight *= fade;
                let mut n = 0.0;
                while let Some(e) = next.next_if(|e| usize::from(e.t) <= m) {
                    n += e.n;
                }
                if !history.is_held(force, m) {
                    continue;
                }
                if m + TRIED > t && now.weight > 0.0 {
                    let rate = (now.sum + 0.5 * mean) / (now.weight + 0.5);
                    likelihood += n * rate.ln() - rate;
                }
                now.sum += n;
                now.weight += 1.0;
            }
        }
        if likelihood > best.0 {
            best = (likelihood, half);
        }
    }
    best.1
}

/// The weight of each month up to `t` for each force, newest 1.
pub(super) fn weights(history: &History, t: usize, half: f64) -> Vec<Vec<f64>> {
    let of = |f: usize| {
        let weight = |m: usize| 0.5_f64.powf((t - m) as f64 / half);
        (0..=t).map(|m| if history.is_held(f, m) { weight(m) } else { 0.0 }).collect()
    };
    (0..history.held.len()).map(of).collect()
}

pub(super) fn recency(history: &History, t: usize) -> Vec<f64> {
    let weights = weights(history, t, half_life(history, t));
    let sums: Vec<f64> = weights.iter().map(|w| w.iter().sum()).collect();
    let of = |(events, &force): (&Vec<crate::hotspot::history::Event>, &usize)| {
        let (Some(w), Some(&sum)) = (weights.get(force), sums.get(force)) else { return 0.0 };
        let harm = |e: &crate::hotspot::history::Event| w.get(usize::from(e.t)).map_or(0.0, |w| w * history.harm(e));
        if sum > 0.0 { events.iter().map(harm).sum::<f64>() / sum } else { 0.0 }
    };
    history.events.iter().zip(&history.force).map(of).collect()
}
