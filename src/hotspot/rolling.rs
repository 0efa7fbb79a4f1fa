//! Rolling origin: at each month of the past, forecasts from the months up to it, tried on the month after it.

use super::forecast::{Method, Neighbours};
use super::history::History;
use super::measure::{SHARES, caught};
use super::pieces::Pieces;
use super::spread::{BANDWIDTHS, RULE, Spread, Waves};
use crate::domain::time::Month;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Months that must lie behind an origin: two years of which a month is missing then still hold twelve back.
const BEHIND: usize = 10;
/// Months of plain counts, as far as they are held.
const YEAR: usize = 12;
/// Months over which a bandwidth is chosen.
const CHOSEN_OVER: usize = 12;
/// Bandwidth of the plain KDE, metres.
pub(super) const PLAIN: f64 = 200.0;
/// Places from which a bandwidth is chosen, at most.
const SAMPLE: usize = 3000;
/// Part of the density that is spread evenly while bandwidths are compared, so that nothing is impossible.
const EVEN: f64 = 0.02;

/// What one method's best streets held of one month, at each share of length.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Held {
    /// Harm of the month on its streets.
    pub(super) caught: [f64; 3],
    /// Share of the harm of the twelve months before on the same streets.
    pub(super) before: [f64; 3],
}

/// One month that the forecasts had not seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Trial {
    /// The month.
    pub(super) month: Option<Month>,
    /// Its harm on streets.
    pub(super) harm: f64,
    /// On published points, and on weights spread by the fixed rule.
    pub(super) by: [Scores; 2],
}

/// What all methods held, in the order of [`Method::ALL`], and what hindsight would have.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Scores {
    pub(super) held: Vec<Held>,
    pub(super) most: [f64; 3],
}

/// Forecasts made at the end of one month.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    /// The month, counted from the history's first.
    pub(super) t: usize,
    /// Expected harm by place, in the order of [`Method::ALL`].
    pub(super) expected: Vec<Vec<f64>>,
    /// Bandwidth of forecasts, metres.
    pub(super) bandwidth: f64,
    /// How they did in the month after, if it is held and not after the last.
    pub(super) trial: Option<Trial>,
}

/// All origins, oldest first; the last is the last month itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Rolling {
    pub(super) origins: Vec<Origin>,
    pub(super) spreads: BTreeMap<u32, Spread>,
    /// Mean log-likelihood of each bandwidth at the last origin, where it was chosen and not given.
    pub(super) tried: Vec<(f64, f64)>,
}

impl Rolling {
    /// The spread of a bandwidth that some origin has.
    pub(super) fn spread(&self, bandwidth: f64) -> Option<&Spread> {
        self.spreads.get(&key(bandwidth))
    }

    /// Where the harm that a method expects at an origin lies, and how it is spread.
    pub(super) fn spread_of(&self, origin: &Origin, method: Method) -> Option<&Spread> {
        self.spread(match method {
            Method::TwelveMonths | Method::LastMonth | Method::Random => RULE,
            Method::PlainKde => PLAIN,
            _ => origin.bandwidth,
        })
    }
}

fn key(bandwidth: f64) -> u32 {
    (bandwidth * 100.0).round() as u32
}

/// Runs all origins. `given` is a bandwidth that is not to be chosen, metres.
pub(super) fn roll(history: &History, waves: &Waves<'_>, given: Option<f64>) -> Rolling {
    let Some(last) = history.months.checked_sub(1) else { return Rolling::default() };
    let begin = (0..=last).filter(|&t| history.is_any_held(t)).nth(BEHIND - 1).unwrap_or(last);
    let times: Vec<usize> = (begin..=last).collect();
    let likelihoods = if given.is_none() { likelihoods(history, waves, begin) } else { Vec::new() };
    let bandwidths: Vec<f64> = times.iter().map(|&t| given.unwrap_or_else(|| best(&likelihoods, t).0)).collect();
    let mut rolling = Rolling::default();
    if given.is_none() {
        rolling.tried = best(&likelihoods, last).1;
    }
    for b in [RULE, PLAIN].into_iter().chain(bandwidths.iter().copied()) {
        rolling.spreads.entry(key(b)).or_insert_with(|| Spread::new(waves, &history.at, b));
    }
    let pieces = waves.pieces();
    let near = rolling.spread(PLAIN).map(|s| Neighbours::new(history, pieces, s)).unwrap_or_default();
    let points = Spread::points(pieces, &history.at);
    let origins: Vec<Origin> = times
        .par_iter()
        .zip(&bandwidths)
        .map(|(&t, &bandwidth)| {
            let expected = Method::ALL.iter().map(|m| m.forecast(history, &near, t)).collect();
            let mut origin = Origin { t, expected, bandwidth, trial: None };
            if t < last && history.is_any_held(t + 1) {
                origin.trial = Some(trial(history, pieces, &rolling, &points, &origin));
            }
            origin
        })
        .collect();
    rolling.origins = origins;
    rolling
}

fn trial(history: &History, pieces: &Pieces, rolling: &Rolling, points: &Spread, origin: &Origin) -> Trial {
    let truth = history.harm_of(origin.t + 1);
    let harm: f64 = truth.iter().sum();
    let before = history.mean_harm(origin.t, YEAR);
    let all: f64 = before.iter().sum();
    let scores = |spread: Option<&Spread>| {
        let fixed = spread.unwrap_or(points);
        let (truth, before) = (fixed.apply(&truth), fixed.apply(&before));
        let mut out = Scores { most: caught(pieces, &truth, &truth, &[]).0, ..Scores::default() };
        for (method, expected) in Method::ALL.iter().zip(&origin.expected) {
            let own = if spread.is_some() || *method == Method::PlainKde {
                rolling.spread_of(origin, *method).map_or_else(Vec::new, |s| s.apply(expected))
            } else {
                points.apply(expected)
            };
            let (caught, earlier) = caught(pieces, &own, &truth, &before);
            out.held.push(Held { caught, before: earlier.map(|b| if all > 0.0 { b / all } else { 0.0 }) });
        }
        out
    };
    Trial { month: history.month(origin.t + 1), harm, by: [scores(None), scores(rolling.spread(RULE))] }
}

/// The log-likelihood of each tried month under each bandwidth, given the twelve months before it.
fn likelihoods(history: &History, waves: &Waves<'_>, begin: usize) -> Vec<(usize, [f64; 6])> {
    let chosen = sample(history);
    let rule = BANDWIDTHS.iter().position(|b| key(*b) == key(RULE)).unwrap_or(0);
    let places: Vec<_> = chosen.iter().filter_map(|&i| history.at.get(i)).collect();
    let rows: Vec<Vec<(u32, [f64; 6])>> =
        places.par_iter().map_init(|| waves.scratch(), |s, at| waves.run(s, at, BANDWIDTHS)).collect();
    let pieces = waves.pieces();
    let months: Vec<usize> = (begin..history.months).filter(|&t| t > 0 && history.is_any_held(t)).collect();
    months
        .par_iter()
        .map(|&t| {
            let (before, now) = (history.mean_harm(t - 1, YEAR), history.harm_of(t));
            let mut density = vec![[0.0; 6]; pieces.len()];
            let mut truth = vec![0.0; pieces.len()];
            let (mut all, mut harm) = (0.0, 0.0);
            for (row, &i) in rows.iter().zip(&chosen) {
                let (b, n) = (before.get(i).copied().unwrap_or(0.0), now.get(i).copied().unwrap_or(0.0));
                all += b;
                harm += n;
                for (piece, shares) in row {
                    let piece = *piece as usize;
                    density[piece].iter_mut().zip(shares).for_each(|(d, s)| *d += b * s);
                    truth[piece] += n * shares.get(rule).copied().unwrap_or(0.0);
                }
            }
            let mut out = [0.0; 6];
            if all <= 0.0 || harm <= 0.0 {
                return (t, out);
            }
            for ((d, v), length) in density.iter().zip(&truth).zip(&pieces.length).filter(|((_, v), _)| **v > 0.0) {
                for (slot, d) in out.iter_mut().zip(d) {
                    *slot += v / harm * ((1.0 - EVEN) * d / all / length + EVEN / pieces.total).ln();
                }
            }
            (t, out)
        })
        .collect()
}

/// The bandwidth under which the last months up to `t` were likeliest, and all that were tried.
fn best(likelihoods: &[(usize, [f64; 6])], t: usize) -> (f64, Vec<(f64, f64)>) {
    let months: Vec<&[f64; 6]> =
        likelihoods.iter().rev().filter(|l| l.0 <= t).take(CHOSEN_OVER).map(|l| &l.1).collect();
    let mean = |k: usize| months.iter().map(|m| m[k]).sum::<f64>() / months.len().max(1) as f64;
    let tried: Vec<(f64, f64)> = BANDWIDTHS.iter().enumerate().map(|(k, b)| (*b, mean(k))).collect();
    if months.is_empty() {
        return (PLAIN, Vec::new());
    }
    let top = tried.iter().fold(tried[0], |top, &x| if x.1 > top.1 { x } else { top });
    (top.0, tried)
}

/// All places, or those of whole neighbourhoods until there are enough, in an order that only their position decides.
fn sample(history: &History) -> Vec<usize> {
    if history.places() <= SAMPLE {
        return (0..history.places()).collect();
    }
    let mut by_cell: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (i, at) in history.at.iter().enumerate() {
        let cell = h3o::LatLng::new(at.at.lat(), at.at.lon()).map(|l| u64::from(l.to_cell(h3o::Resolution::Seven)));
        // Multiplied by an odd number, so that neighbours in the list are not neighbours on the ground.
        by_cell.entry(cell.unwrap_or(0).wrapping_mul(0x9E37_79B9_7F4A_7C15)).or_default().push(i);
    }
    let mut out: Vec<usize> = Vec::new();
    for list in by_cell.into_values() {
        if out.len() >= SAMPLE {
            break;
        }
        out.extend(list);
    }
    out.sort_unstable();
    out
}

/// Position of a method in tables.
pub(super) fn place(method: Method) -> usize {
    Method::ALL.iter().position(|m| *m == method).unwrap_or(0)
}

/// The mean, over the shares of length, of how much more a method's streets held than those of another.
pub(super) fn gain(trials: &[&Trial], of: usize, than: usize) -> f64 {
    let sum = |m: usize, k: usize| trials.iter().filter_map(|t| t.by[1].held.get(m)).map(|h| h.caught[k]).sum::<f64>();
    (0..SHARES.len()).map(|k| sum(of, k) / sum(than, k).max(1e-9) - 1.0).sum::<f64>() / SHARES.len() as f64
}
