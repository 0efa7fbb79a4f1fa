//! A self-exciting point process on the network, with months only.
//!
//! Model: the incidents of a place in a month are Poisson with mean
//!
//! λᵢ(t) = μᵢ + Σ over lags ℓ of g₀(ℓ)·nᵢ(t − ℓ) + g₁(ℓ)·Σⱼ qⱼᵢ·nⱼ(t − ℓ),
//!
//! where μᵢ is the place's own background, g₀ and g₁ are step functions of the lag in months (1, 2, 3, 4–6, 7–12) with
//! no shape given beforehand, and qⱼᵢ is the part of the mass of place j, spread along streets with a kernel of 200 m,
//! that falls on the piece of place i (the q of one place sum to 1 over its neighbours). It is the epidemic-type model
//! of Mohler et al. (2011, 2014) with the steps and the expectation–maximisation of Marsan and Lengliné (2008): each
//! incident is shared out among background and everything that may have set it off, then all rates are counted anew
//! from the shares. Incidents of one month cannot set off one another here: months are all the time that is published.
//! What the model expects in incidents becomes harm by the mix of the place (as in the seasonal model).

use super::seasonal::worth;
use crate::hotspot::history::History;
use crate::hotspot::pieces::Pieces;
use crate::hotspot::spread::Spread;

/// Lags, first and last month.
const LAGS: [(usize, usize); 5] = [(1, 1), (2, 2), (3, 3), (4, 6), (7, 12)];
const KINDS: usize = 2 * LAGS.len();
/// Rounds of expectation and maximisation.
const ROUNDS: usize = 25;
/// Months that are learnt from.
const LEARNT: usize = 36;
/// Months of the county's mean place that each background is drawn to.
const DRAWN: f64 = 1.0;

/// Which places lie near which, and what part of one's offspring falls on the other.
#[derive(Debug, Clone, Default)]
pub(in crate::hotspot) struct Neighbours {
    /// For each place the others and their parts, which sum to 1, or nobody.
    to: Vec<Vec<(u32, f64)>>,
}

impl Neighbours {
    /// Parts of the mass that `spread` puts on the pieces of other places.
    pub(in crate::hotspot) fn new(history: &History, pieces: &Pieces, spread: &Spread) -> Self {
        let mut on: Vec<Vec<u32>> = vec![Vec::new(); pieces.len()];
        for (i, at) in history.at.iter().enumerate() {
            if let Some(slot) = pieces.at(at.segment, at.t).and_then(|p| on.get_mut(p)) {
                slot.push(i as u32);
            }
        }
        let of = |i: usize| {
            let mut list: Vec<(u32, f64)> = Vec::new();
            for (piece, share) in spread.row(i) {
                let here = on.get(piece).map_or(&[][..], Vec::as_slice);
                list.extend(here.iter().filter(|&&j| j as usize != i).map(|&j| (j, share)));
            }
            let sum: f64 = list.iter().map(|l| l.1).sum();
            list.into_iter().map(|(j, share)| (j, share / sum)).collect()
        };
        Self { to: (0..history.places()).map(of).collect() }
    }
}

/// Counts by place and month, and what each place receives of its neighbours' counts.
struct Field {
    months: usize,
    counts: Vec<f64>,
    around: Vec<f64>,
}

fn field(history: &History, near: &Neighbours, from: usize, t: usize) -> Field {
    let months = t + 1 - from;
    let mut counts = vec![0.0; history.places() * months];
    for (i, events) in history.events.iter().enumerate() {
        for e in events.iter().filter(|e| (from..=t).contains(&usize::from(e.t))) {
            counts[i * months + usize::from(e.t) - from] += e.n;
        }
    }
    let mut around = vec![0.0; counts.len()];
    for (i, list) in near.to.iter().enumerate() {
        for m in 0..months {
            let n = counts[i * months + m];
            if n > 0.0 {
                for &(j, share) in list {
                    around[j as usize * months + m] += n * share;
                }
            }
        }
    }
    Field { months, counts, around }
}

impl Field {
    /// What may have set off the incidents of a place in a month: for each kind the past counts, a mean month of
    /// each lag's.
    fn past(&self, place: usize, m: usize) -> [f64; KINDS] {
        let mut out = [0.0; KINDS];
        for (k, (a, b)) in LAGS.into_iter().enumerate() {
            let sum = |v: &[f64]| {
                (a..=b).filter(|&l| l <= m).map(|l| v[place * self.months + m - l]).sum::<f64>() / (b - a + 1) as f64
            };
            out[k] = sum(&self.counts);
            out[k + LAGS.len()] = sum(&self.around);
        }
        out
    }
}

/// Expected incidents become harm.
pub(super) fn exciting(history: &History, near: &Neighbours, t: usize) -> Vec<f64> {
    let (worth, _) = worth(history, t);
    expected(history, near, t).iter().zip(worth).map(|(n, w)| n * w).collect()
}

/// Incidents expected at each place in the month after `t`.
pub(super) fn expected(history: &History, near: &Neighbours, t: usize) -> Vec<f64> {
    let from = (t + 1).saturating_sub(LEARNT);
    let field = field(history, near, from, t);
    let (background, rates) = fit(history, &field, from);
    let next = |i: usize| {
        let before = field.past(i, field.months);
        background[i] + rates.iter().zip(before).map(|(r, b)| r * b).sum::<f64>()
    };
    (0..history.places()).map(next).collect()
}

/// Expectation and maximisation: the background of each place, and the offspring of one incident by lag, at its own
/// place first and then around it. `from` is the month with which the field begins.
fn fit(history: &History, field: &Field, from: usize) -> (Vec<f64>, [f64; KINDS]) {
    let places = history.places();
    // The first year serves as the past of what follows, if there is more than a year and a half.
    let begin = if field.months >= 18 { 12 } else { field.months / 2 };
    let mut past: Vec<(u32, f64, [f64; KINDS])> = Vec::new();
    let mut exposure = [0.0; KINDS];
    let mut held = vec![0.0; places];
    let mut all = 0.0;
    for (i, &force) in history.force.iter().enumerate() {
        for m in (begin..field.months).filter(|m| history.is_held(force, from + m)) {
            let before = field.past(i, m);
            exposure.iter_mut().zip(before).for_each(|(e, b)| *e += b);
            held[i] += 1.0;
            let n = field.counts[i * field.months + m];
            all += n;
            if n > 0.0 {
                past.push((i as u32, n, before));
            }
        }
    }
    let months: f64 = held.iter().sum();
    let mean = if months > 0.0 { all / months } else { 0.0 };
    let mut background = vec![mean / 2.0; places];
    let mut rates = [0.05; KINDS];
    for _ in 0..ROUNDS {
        let mut own = vec![0.0; places];
        let mut set_off = [0.0; KINDS];
        for (i, n, before) in &past {
            let i = *i as usize;
            let parts: [f64; KINDS] = std::array::from_fn(|k| rates[k] * before[k]);
            let whole = background[i] + parts.iter().sum::<f64>();
            if whole > 0.0 {
                own[i] += n * background[i] / whole;
                set_off.iter_mut().zip(parts).for_each(|(s, p)| *s += n * p / whole);
            }
        }
        for ((b, own), held) in background.iter_mut().zip(own).zip(&held) {
            *b = (own + DRAWN * mean / 2.0) / (held + DRAWN);
        }
        for k in 0..KINDS {
            rates[k] = if exposure[k] > 0.0 { set_off[k] / exposure[k] } else { 0.0 };
        }
    }
    (background, rates)
}

/// The offspring of one incident in each month after it at its own place, for tests of what is learnt.
#[cfg(test)]
pub(super) fn learnt(history: &History, near: &Neighbours, t: usize) -> ([f64; KINDS], f64) {
    let from = (t + 1).saturating_sub(LEARNT);
    let (background, rates) = fit(history, &field(history, near, from, t), from);
    (rates, background.iter().sum::<f64>() / background.len().max(1) as f64)
}
