//! The flow from rows to hotspots.

use super::backtest::backtest;
use super::choice::{Choice, choose};
use super::describe::{Scene, describe};
use super::groups::{Touching, grow};
use super::harm::{Harm, OwnWeights, Weights};
use super::history::{Event, History, begins};
use super::identity::{REMEMBERED, Register};
use super::notes::{notes, overlaps, police_effect};
use super::pieces::Pieces;
use super::points::gather;
use super::rolling::{Origin, Rolling, place, roll};
use super::significance::{Hexagon, cell, gi_star};
use super::spread::{Spread, Waves};
use super::{ForecastReport, Gone, HotspotOptions, HotspotReport, PieceRisk};
use crate::county::County;
use crate::domain::hotspot::Hotspot;
use crate::domain::place::LonLat;
use crate::street::Network;
use h3o::CellIndex;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Months that a trend looks back over: two whole years, so that a season is compared with itself.
pub(super) const TREND_MONTHS: i32 = 24;
/// Half-life of a month's weight in what was recorded (J): the last months say more, one quiet month does not hide a
/// place.
pub(super) const HALF_LIFE: f64 = 9.0;
/// Fewer incidents than this in the months used are chance, whatever their weight.
const LEAST_INCIDENTS: u32 = 3;
/// Hotspots for each 1,500 residents, within bounds; a county without population figures gets a fixed number (J).
const RESIDENTS_EACH: f64 = 1500.0;
const BOUNDS: (usize, usize) = (20, 400);
const UNKNOWN_RESIDENTS: usize = 120;

/// Finds hotspots: what the months up to the last let expect, spread along streets, tested on hexagons, grown from
/// the peaks.
///
/// Deterministic: the same county and options give the same report for any order of rows and number of threads, and
/// nothing after the last month is looked at.
#[must_use]
pub fn find(county: &County, options: HotspotOptions) -> HotspotReport {
    find_with(county, options, None)
}

/// As [`find`], with weights of the user's own for [`super::HarmProfile::Own`].
#[must_use]
pub fn find_with(county: &County, options: HotspotOptions, own: Option<&OwnWeights>) -> HotspotReport {
    let network = &county.network;
    let mut report = HotspotReport { risk: vec![0.0; network.segments().len()], ..Default::default() };
    let Some(last) = options.until.or_else(|| county.incidents.last_month()) else {
        report.notes.push("No incidents are held, so there are no hotspots and no street has a known risk.".to_owned());
        return report;
    };
    let span = i32::try_from(options.months.clamp(1, 600)).unwrap_or(12);
    let first = last.plus(1 - span);
    let begin = begins(county, last, first).unwrap_or(first);
    let since = last.plus(1 - span.max(TREND_MONTHS)).min(first).min(begin);
    let gathered = gather(county, since, first, last);
    let harm = Harm::with(own);
    let weights = Weights { profile: options.harm, police_generated: options.police_generated };
    let pieces = Pieces::new(network);
    let waves = Waves::new(network, &pieces);
    let history = History::new(county, &gathered, &harm, weights, (begin, last));
    let rolling = roll(&history, &waves, options.bandwidth);
    let streets = Streets::new(network, &pieces, most(county));
    let steps: Vec<Step> =
        rolling.origins.par_iter().map(|o| step(&history, &rolling, &streets, o, span as usize)).collect();
    let mut register = Register::default();
    let mut names: Vec<String> = Vec::new();
    for (origin, step) in rolling.origins.iter().zip(&steps) {
        names = register.name(network, &pieces, &step.groups, origin.t);
    }
    let (Some(origin), Some(now)) = (rolling.origins.last(), steps.into_iter().last()) else { return report };
    let points = Spread::points(&pieces, &history.at);
    let spread = rolling.spread_of(origin, now.choice.ships).unwrap_or(&points);
    let expected = origin.expected.get(place(now.choice.ships)).cloned().unwrap_or_default();
    let scene = Scene {
        county,
        gathered: &gathered,
        history: &history,
        harm: &harm,
        weights,
        pieces: &pieces,
        risk: &now.risk,
        spread,
        months: (first, last),
        t: origin.t,
    };
    let mut spots: Vec<Hotspot> = describe(&scene, &now.groups, &names, &register);
    spots.retain(|h| h.incidents >= LEAST_INCIDENTS);
    spots.sort_by(|a, b| {
        let worth = |h: &Hotspot| h.measures.prevented_per_minute;
        worth(b).total_cmp(&worth(a)).then_with(|| a.id.cmp(&b.id))
    });
    let all: f64 = now.risk.iter().sum();
    for (i, spot) in spots.iter_mut().enumerate() {
        spot.rank = u32::try_from(i + 1).unwrap_or(u32::MAX);
        spot.harm_share = if all > 0.0 { spot.score / all } else { 0.0 };
    }
    report.hotspots = spots;
    report.gone = gone(network, &pieces, &history, &register, origin.t);
    report.months = Some((first, last));
    report.missing = gathered.missing.iter().copied().collect();
    report.counts = (gathered.located, gathered.on_street, gathered.too_far);
    report.places = gathered.harm(&|c| harm.weight(c, weights));
    for (piece, &score) in now.risk.iter().enumerate() {
        if let Some(slot) = report.risk.get_mut(pieces.segment(piece).ix()) {
            *slot += score as f32;
        }
    }
    let weight = points.apply(&expected);
    report.pieces = (0..pieces.len())
        .map(|p| {
            let (from_m, to_m) = pieces.span(p);
            let at = |list: &[f64]| list.get(p).copied().unwrap_or(0.0);
            PieceRisk { segment: pieces.segment(p), from_m, to_m, score: at(&now.risk), weight: at(&weight) }
        })
        .collect();
    report.forecast = Some(ForecastReport {
        month: last.plus(1),
        bandwidth_m: match now.choice.ships {
            m if super::Method::FORECASTS.contains(&m) => origin.bandwidth,
            super::Method::PlainKde => super::rolling::PLAIN,
            _ => super::spread::RULE,
        },
        bandwidths: rolling.tried.clone(),
        choice: now.choice.clone(),
    });
    report.backtest = backtest(&rolling, origin.t);
    report.overlaps = overlaps(&scene, &streets, &report.hotspots, span as usize);
    if options.police_effect {
        report.police_effect = police_effect(&scene, &streets, span as usize);
    }
    report.hexagons = now.hexagons;
    report.notes = notes(&scene, &report, options);
    report
}

/// What is the same for every month: pieces, what touches what, the hexagons with streets in them.
pub(super) struct Streets<'a> {
    pub(super) touching: Touching<'a>,
    cells: BTreeSet<CellIndex>,
    cell: Vec<Option<CellIndex>>,
    most: usize,
}

impl<'a> Streets<'a> {
    fn new(network: &'a Network, pieces: &'a Pieces, most: usize) -> Self {
        let of: Vec<Option<CellIndex>> =
            (0..pieces.len()).into_par_iter().map(|p| cell(pieces.middle(network, p))).collect();
        Self { touching: Touching::new(network, pieces), cells: of.iter().flatten().copied().collect(), cell: of, most }
    }

    /// The significance of hexagons for harm at places, and the groups that risk grows where it is significant.
    pub(super) fn groups(&self, at: &[LonLat], harm: &[f64], risk: &[f64]) -> (Vec<Hexagon>, Vec<Vec<usize>>) {
        let mut by_cell: BTreeMap<CellIndex, f64> = BTreeMap::new();
        for (at, &weight) in at.iter().zip(harm).filter(|(_, w)| **w > 0.0) {
            if let Some(cell) = cell(*at) {
                *by_cell.entry(cell).or_default() += weight;
            }
        }
        let hexagons = gi_star(&self.cells, &by_cell);
        let hot: BTreeSet<CellIndex> = hexagons.iter().filter(|h| h.significant).map(|h| h.cell).collect();
        let significant = |p: usize| self.cell.get(p).copied().flatten().is_some_and(|c| hot.contains(&c));
        let groups = grow(&self.touching, risk, &significant, self.most);
        (hexagons, groups)
    }
}

/// One month's answer.
struct Step {
    choice: Choice,
    risk: Vec<f64>,
    hexagons: Vec<Hexagon>,
    groups: Vec<Vec<usize>>,
}

fn step(history: &History, rolling: &Rolling, streets: &Streets<'_>, origin: &Origin, span: usize) -> Step {
    let choice = choose(rolling, origin.t);
    let empty = Vec::new();
    let expected = origin.expected.get(place(choice.ships)).unwrap_or(&empty);
    let risk = rolling.spread_of(origin, choice.ships).map_or_else(Vec::new, |s| s.apply(expected));
    let (hexagons, groups) = streets.groups(&history.place, &observed(history, origin.t, span), &risk);
    let last = origin.t + 1 == history.months;
    // Only the last month's risk is asked for.
    Step {
        choice,
        risk: if last { risk } else { Vec::new() },
        hexagons: if last { hexagons } else { Vec::new() },
        groups,
    }
}

/// Weight of each month of each force in what was recorded up to month `t`: recency, summing to 1.
pub(super) fn recent(history: &History, t: usize, span: usize) -> Vec<Vec<f64>> {
    let of = |force: usize| {
        let from = (t + 1).saturating_sub(span);
        let raw = |m: usize| {
            if m >= from && history.is_held(force, m) { 0.5_f64.powf((t - m) as f64 / HALF_LIFE) } else { 0.0 }
        };
        let list: Vec<f64> = (0..=t).map(raw).collect();
        let sum: f64 = list.iter().sum();
        list.into_iter().map(|w| if sum > 0.0 { w / sum } else { 0.0 }).collect()
    };
    (0..history.held.len()).map(of).collect()
}

/// Recorded harm a month at each place, recent months weighing more.
pub(super) fn observed(history: &History, t: usize, span: usize) -> Vec<f64> {
    let weights = recent(history, t, span);
    let of = |(events, force): (&Vec<Event>, &usize)| {
        let weight = |e: &Event| weights.get(*force).and_then(|w| w.get(usize::from(e.t))).copied().unwrap_or(0.0);
        events.iter().map(|e| weight(e) * history.harm(e)).sum()
    };
    history.events.iter().zip(&history.force).map(of).collect()
}

/// Places that were hotspots within a year, and are none any more.
fn gone(network: &Network, pieces: &Pieces, history: &History, register: &Register, t: usize) -> Vec<Gone> {
    let mut out: Vec<Gone> = register
        .known
        .iter()
        .filter(|k| k.last < t && k.last + REMEMBERED >= t)
        .filter_map(|k| {
            let peak = *k.pieces.first()?;
            let mut streets: Vec<String> = Vec::new();
            for &p in &k.pieces {
                let name = &network.segment(pieces.segment(p)).name;
                if !name.is_empty() && !streets.contains(name) {
                    streets.push(name.clone());
                }
            }
            let at = pieces.middle(network, peak).rounded();
            Some(Gone { id: k.id.clone(), streets, last: history.month(k.last)?, months_hot: k.seen.len() as u32, at })
        })
        .collect();
    out.sort_by(|a, b| b.last.cmp(&a.last).then_with(|| a.id.cmp(&b.id)));
    out
}

/// How many hotspots a county may have.
fn most(county: &County) -> usize {
    // Of the streets on the map: a district's people may live where the map has no streets.
    let residents: f64 = county.network.segments().iter().map(|s| f64::from(s.residents)).sum();
    if residents < 1.0 {
        return UNKNOWN_RESIDENTS;
    }
    ((residents / RESIDENTS_EACH) as usize).clamp(BOUNDS.0, BOUNDS.1)
}
