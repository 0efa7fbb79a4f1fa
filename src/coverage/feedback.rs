//! What planning on one's own visits would do over two years: a small model, stated in `docs/deployment.md`.
//!
//! Each place has a true rate of incidents that never changes, known to nobody. Every month residents report a part of
//! what happens there, whoever patrols; officers find the rest the more often the longer they are there, and log that
//! they were there. Planners give next month's minutes by what the last twelve months show, more than in proportion,
//! because a short list is patrolled and not a long one. Only the four rules of what counts differ. Since the truth
//! does not move, every move of the minutes away from it is the loop's own work.

use super::balance::lorenz;
use super::{FeedbackMonth, FeedbackRun};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::collections::VecDeque;

/// Months that are simulated.
const MONTHS: u32 = 24;
/// Months that planners look back.
const MEMORY: usize = 12;
/// Share of incidents that residents report whoever is there (J).
const REPORTED: f64 = 0.7;
/// Incidents that officers add in a place with an average share of minutes, as a share of what residents do not
/// report (J): minutes and what is found grow together.
const FOUND: f64 = 0.5;
/// Log entries of a month's visits in a place with an average share of minutes, in incidents (J).
const LOGGED: f64 = 1.0;
/// Minutes follow what was seen to this power (J): more than 1, since the top of the list is patrolled.
const SHARPNESS: f64 = 1.25;
/// Share of minutes that goes to places by residents, whatever was seen: days unseen that grow, and a random part.
const EXPLORED: f64 = 0.2;

/// What counts as risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rule {
    name: &'static str,
    /// Officers' own visits count.
    visits: bool,
    /// What only patrol finds counts.
    found: bool,
    /// A part of the minutes goes everywhere.
    explores: bool,
}

const RULES: [Rule; 4] = [
    Rule { name: "visits and finds feed risk", visits: true, found: true, explores: false },
    Rule { name: "finds feed risk, visits do not", visits: false, found: true, explores: false },
    Rule { name: "only what residents report", visits: false, found: false, explores: false },
    Rule { name: "that, and a fifth of minutes everywhere", visits: false, found: false, explores: true },
];

/// A number of events with a mean (Knuth's product for small means, a rounded normal for large ones).
fn poisson(rng: &mut impl Rng, mean: f64) -> f64 {
    if mean > 50.0 {
        let (u, v): (f64, f64) = (rng.random::<f64>().max(1e-12), rng.random());
        let normal = (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos();
        return (mean + mean.sqrt() * normal).round().max(0.0);
    }
    let (limit, mut product, mut n) = ((-mean).exp(), rng.random::<f64>(), 0.0);
    while product > limit {
        product *= rng.random::<f64>();
        n += 1.0;
    }
    n
}

/// Shares of minutes by what was seen.
fn shares(seen: &[f64], residents: &[f64], explores: bool) -> Vec<f64> {
    let sharp: Vec<f64> = seen.iter().map(|s| s.max(0.0).powf(SHARPNESS)).collect();
    let all: f64 = sharp.iter().sum();
    let people: f64 = residents.iter().sum();
    let n = seen.len().max(1) as f64;
    let by_people = |i: usize| if people > 0.0 { residents[i] / people } else { 1.0 / n };
    let by_seen = |i: usize| if all > 0.0 { sharp[i] / all } else { 1.0 / n };
    let part = if explores { EXPLORED } else { 0.0 };
    (0..seen.len()).map(|i| part * by_people(i) + (1.0 - part) * by_seen(i)).collect()
}

/// What minutes look like beside the truth.
fn told(month: u32, minutes: &[f64], truth: &[f64]) -> FeedbackMonth {
    let all: f64 = truth.iter().sum::<f64>().max(1e-12);
    let apart: f64 = minutes.iter().zip(truth).map(|(m, t)| (m - t / all).abs()).sum::<f64>() / 2.0;
    let mut sorted = minutes.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let top = minutes.len().div_ceil(10);
    let even: Vec<(f64, f64)> = minutes.iter().map(|m| (1.0, *m)).collect();
    FeedbackMonth {
        month,
        gini: lorenz(&even).map_or(0.0, |l| l.0),
        top_tenth: sorted.iter().take(top).sum(),
        misplaced: apart,
        unseen: minutes.iter().filter(|m| **m < 0.1 / minutes.len().max(1) as f64).count() as u32,
    }
}

/// Simulates; places are `(true incidents a month, residents)`. Deterministic for a seed.
pub(super) fn simulate(places: &[(f64, f64)], seed: u64) -> Vec<FeedbackRun> {
    let truth: Vec<f64> = places.iter().map(|p| p.0.max(0.0)).collect();
    let residents: Vec<f64> = places.iter().map(|p| p.1.max(0.0)).collect();
    let n = places.len() as f64;
    RULES
        .iter()
        .map(|rule| {
            // The same chance for every rule: only the rule differs.
            let mut rng = Pcg64Mcg::seed_from_u64(seed);
            let mut memory: VecDeque<Vec<f64>> = VecDeque::new();
            let mut minutes = shares(&truth, &residents, rule.explores);
            let mut months = vec![told(0, &minutes, &truth)];
            for month in 1..=MONTHS {
                let counted: Vec<f64> = truth
                    .iter()
                    .zip(&minutes)
                    .map(|(rate, share)| {
                        let presence = share * n;
                        let reported = poisson(&mut rng, rate * REPORTED);
                        let found = poisson(&mut rng, rate * (1.0 - REPORTED) * FOUND * presence);
                        let finds = if rule.found { found } else { 0.0 };
                        reported + finds + if rule.visits { LOGGED * presence } else { 0.0 }
                    })
                    .collect();
                memory.push_back(counted);
                if memory.len() > MEMORY {
                    memory.pop_front();
                }
                let sums: Vec<f64> = (0..truth.len()).map(|i| memory.iter().map(|m| m[i]).sum()).collect();
                minutes = shares(&sums, &residents, rule.explores);
                months.push(told(month, &minutes, &truth));
            }
            FeedbackRun { rule: rule.name.to_owned(), months }
        })
        .collect()
}
