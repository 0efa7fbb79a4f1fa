//! How well forecasts of the past told the month that followed, beside the plain baselines.

use super::choice::{chosen, ratio};
use super::forecast::Method;
use super::measure::SHARES;
use super::rolling::{Rolling, Trial, place};
use crate::domain::time::Month;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;
use serde::Serialize;

/// Samples of the bootstrap.
const SAMPLES: usize = 1000;

/// A figure with its 95 % interval, bootstrap over the months.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Measured {
    /// Pooled over the months.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// One method at one share of street length.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The method's word, or `chosen`: each month the forecast that did best on the months before it.
    pub method: String,
    /// In plain words.
    pub words: String,
    /// Whether it is a baseline.
    pub baseline: bool,
    /// Share of the length of walkable streets, 0 to 1.
    pub length_share: f64,
    /// Predictive accuracy index by length, (n/N)/(l/L) (Chainey et al. 2008; Drawve and Wooditch 2019).
    pub pai: Measured,
    /// Predictive efficiency index: of what the best choice of as many metres would have held, the part (Hunt 2016).
    pub pei: Measured,
    /// Recapture rate index: the share of the month's harm on the streets chosen, by the share of the twelve months
    /// before (Levine 2008). 1 means that they held what they had held; less, that they fell back to the mean.
    pub recaptured: Measured,
}

/// The same months, judged on published points or on weights spread over streets.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Table {
    /// By method and share of length.
    pub rows: Vec<Row>,
}

/// All months held back.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Backtest {
    /// The months, oldest first.
    pub months: Vec<Month>,
    /// Harm on streets in them, in units of the profile.
    pub harm: f64,
    /// On published points as they are. They are snap points: nearly every incident falls on one already seen, so
    /// plain counts look better here than they can be on the ground.
    pub points: Table,
    /// On weights spread over the street by the fixed rule, in the tested months too.
    pub spread: Table,
}

/// The tables of all months up to `until` (months after the history's first).
pub(super) fn backtest(rolling: &Rolling, until: usize) -> Backtest {
    let tried = chosen(rolling, until);
    let trials: Vec<&Trial> = tried.iter().map(|c| c.0).collect();
    let picks: Vec<usize> = tried.iter().map(|c| place(c.1)).collect();
    let [points, spread] = [0, 1].map(|by| table(&trials, &picks, by));
    Backtest {
        months: trials.iter().filter_map(|t| t.month).collect(),
        harm: trials.iter().map(|t| t.harm).sum(),
        points,
        spread,
    }
}

fn table(trials: &[&Trial], picks: &[usize], by: usize) -> Table {
    let mut rows = Vec::new();
    if trials.is_empty() {
        return Table::default();
    }
    let harm: Vec<f64> = trials.iter().map(|t| t.harm).collect();
    for (k, &share) in SHARES.iter().enumerate() {
        let most: Vec<f64> = trials.iter().map(|t| t.by[by].most[k]).collect();
        for m in std::iter::once(None).chain(Method::ALL.map(Some)) {
            let held = |i: usize, t: &Trial| {
                let at = m.map_or_else(|| picks.get(i).copied().unwrap_or(0), place);
                t.by[by].held.get(at).copied().unwrap_or_default()
            };
            let own: Vec<f64> = trials.iter().enumerate().map(|(i, t)| held(i, t).caught[k]).collect();
            // What the same streets would hold if they kept the share that they had.
            let kept: Vec<f64> = trials.iter().enumerate().map(|(i, t)| held(i, t).before[k] * t.harm).collect();
            let measured = |whole: &[f64], by: f64| {
                let (low, high) = interval(resample(trials.len(), |drawn| ratio(&own, whole, Some(drawn)) / by));
                Measured { value: ratio(&own, whole, None) / by, low, high }
            };
            let (method, words) = m.map_or_else(
                || ("chosen".to_owned(), "chosen forecast".to_owned()),
                |m| (slug(m), m.words().to_owned()),
            );
            rows.push(Row {
                method,
                words,
                baseline: m.is_some_and(|m| Method::BASELINES.contains(&m)),
                length_share: share,
                pai: measured(&harm, share),
                pei: measured(&most, 1.0),
                recaptured: measured(&kept, 1.0),
            });
        }
    }
    Table { rows }
}

/// The word of a method in files.
#[must_use]
pub fn slug(method: Method) -> String {
    serde_json::to_value(method).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// PAI of something at the `k`-th share of length, pooled over trials.
pub(super) fn pooled(trials: &[&Trial], k: usize, caught: impl Fn(&Trial) -> f64) -> f64 {
    let harm: f64 = trials.iter().map(|t| t.harm).sum();
    if harm > 0.0 { trials.iter().map(|t| caught(t)).sum::<f64>() / harm / SHARES[k] } else { 0.0 }
}

/// A statistic on samples of `n` months drawn with replacement: always the same samples for the same `n`, so that
/// every comparison is paired.
pub(super) fn resample(n: usize, statistic: impl Fn(&[usize]) -> f64) -> Vec<f64> {
    let mut dice = Pcg64::seed_from_u64(n as u64);
    let mut drawn = vec![0; n];
    (0..SAMPLES)
        .map(|_| {
            for slot in &mut drawn {
                *slot = ((u128::from(dice.next_u64()) * n as u128) >> 64) as usize;
            }
            statistic(&drawn)
        })
        .collect()
}

/// The middle 95 % of samples.
pub(super) fn interval(mut samples: Vec<f64>) -> (f64, f64) {
    samples.sort_unstable_by(f64::total_cmp);
    let at = |q: f64| samples.get((q * samples.len() as f64) as usize).copied().unwrap_or(0.0);
    (at(0.025), at(0.975))
}
