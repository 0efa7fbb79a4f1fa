//! Which forecast a place's own past chooses, and whether it is so much better than the plain baselines that it ships.

use super::backtest::{interval, pooled, resample};
use super::forecast::Method;
use super::measure::SHARES;
use super::rolling::{Rolling, Trial, gain, place};
use serde::Serialize;

/// Trials before anything can be chosen; until then recency it is.
const WARM: usize = 3;
/// Months on which a choice must have proved itself.
pub(super) const PROOF: usize = 12;

/// The gain of the forecast over the best baseline at one share of street length.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gain {
    /// Share of the length of streets, 0 to 1.
    pub length_share: f64,
    /// The baseline with the highest PAI there.
    pub baseline: Method,
    /// Its PAI, pooled over the months.
    pub pai_baseline: f64,
    /// PAI of the forecasts chosen month by month, pooled.
    pub pai: f64,
    /// The difference of both.
    pub difference: f64,
    /// Its paired 95 % interval, bootstrap over months.
    pub interval: (f64, f64),
}

/// What ships at the end of one month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// What hotspots are found by.
    pub ships: Method,
    /// The forecast that did best on the months before.
    pub best: Method,
    /// Whether it ships: its paired interval against the best baseline lies above zero at 1, 2 and 5 % of length.
    pub proved: bool,
    /// Months held back on which that was asked.
    pub months: usize,
    /// The answer at each share of length, weights spread by the fixed rule.
    pub gains: Vec<Gain>,
}

/// The forecast that did best on these trials.
fn best(trials: &[&Trial]) -> Method {
    if trials.len() < WARM {
        return Method::Recency;
    }
    let base = place(Method::TwelveMonths);
    let mut top = (f64::NEG_INFINITY, Method::Recency);
    for m in Method::FORECASTS {
        let g = gain(trials, place(m), base);
        if g > top.0 {
            top = (g, m);
        }
    }
    top.1
}

/// Each trial of a rolling origin with the forecast that the trials before it would have chosen: recency while there
/// are too few to choose by.
pub(super) fn chosen(rolling: &Rolling, until: usize) -> Vec<(&Trial, Method)> {
    let mut seen: Vec<&Trial> = Vec::new();
    let mut out = Vec::new();
    for origin in rolling.origins.iter().filter(|o| o.t < until) {
        let Some(trial) = &origin.trial else { continue };
        out.push((trial, best(&seen)));
        seen.push(trial);
    }
    out
}

/// What ships at the end of month `t`, from trials of months up to it.
pub(super) fn choose(rolling: &Rolling, t: usize) -> Choice {
    let all: Vec<&Trial> = rolling.origins.iter().filter(|o| o.t < t).filter_map(|o| o.trial.as_ref()).collect();
    let best = best(&all);
    let tried = chosen(rolling, t);
    let trials: Vec<&Trial> = tried.iter().map(|c| c.0).collect();
    let base = |k: usize| {
        let pai = |m: Method| pooled(&trials, k, |t| t.by[1].held.get(place(m)).map_or(0.0, |h| h.caught[k]));
        let mut top = (f64::NEG_INFINITY, Method::TwelveMonths);
        for m in Method::BASELINES {
            let p = pai(m);
            if p > top.0 {
                top = (p, m);
            }
        }
        top
    };
    let mut gains = Vec::new();
    for (k, share) in SHARES.iter().enumerate().filter(|_| !trials.is_empty()) {
        let (pai_baseline, baseline) = base(k);
        let own: Vec<f64> =
            tried.iter().map(|(t, m)| t.by[1].held.get(place(*m)).map_or(0.0, |h| h.caught[k])).collect();
        let theirs: Vec<f64> =
            trials.iter().map(|t| t.by[1].held.get(place(baseline)).map_or(0.0, |h| h.caught[k])).collect();
        let harm: Vec<f64> = trials.iter().map(|t| t.harm).collect();
        let pai = ratio(&own, &harm, None) / share;
        let draws = resample(trials.len(), |drawn| {
            (ratio(&own, &harm, Some(drawn)) - ratio(&theirs, &harm, Some(drawn))) / share
        });
        gains.push(Gain {
            length_share: *share,
            baseline,
            pai_baseline,
            pai,
            difference: pai - pai_baseline,
            interval: interval(draws),
        });
    }
    let proved = trials.len() >= PROOF && gains.iter().all(|g| g.interval.0 > 0.0);
    let plain = || {
        let mut top = (0.0, Method::TwelveMonths);
        for m in Method::BASELINES {
            let g = gain(&trials, place(m), place(Method::TwelveMonths));
            if g > top.0 {
                top = (g, m);
            }
        }
        top.1
    };
    let ships = if proved { best } else { plain() };
    Choice { ships, best, proved, months: trials.len(), gains }
}

/// Sum of parts by sum of wholes, of all months or of those drawn.
pub(super) fn ratio(part: &[f64], whole: &[f64], drawn: Option<&[usize]>) -> f64 {
    let sum = |list: &[f64]| match drawn {
        None => list.iter().sum::<f64>(),
        Some(drawn) => drawn.iter().filter_map(|&i| list.get(i)).sum(),
    };
    let all = sum(whole);
    if all > 0.0 { sum(part) / all } else { 0.0 }
}
