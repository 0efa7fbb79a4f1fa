//! One hotspot in figures: what it holds, how surely, and what a minute there is worth.

use super::beside::Beside;
use super::find::{TREND_MONTHS, recent};
use super::flags::flags;
use super::harm::{Harm, Weights};
use super::history::{History, is_usual};
use super::identity::Register;
use super::outline::outline;
use super::pieces::Pieces;
use super::points::{Gathered, Spot};
use super::spread::Spread;
use super::trend::trend;
use crate::county::County;
use crate::domain::hotspot::{Hotspot, Measures};
use crate::domain::id::SegmentId;
use crate::domain::incident::Category;
use crate::domain::time::Month;
use geo_types::LineString;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Part of the harm of its streets that a hotspot's patrols prevent: violence fell by 14 % on average over 44 studies
/// (Youth Endowment Fund 2022). It scales every hotspot alike and so moves no rank.
const PREVENTED: f64 = 0.14;
/// Shortest visit, minutes, and metres walked a minute at patrol pace (3.5 km/h): a visit is a walk there and back.
const VISIT_MIN: f64 = 12.0;
const PACE: f64 = 3500.0 / 60.0;
/// One visit a day.
const VISITS_A_MONTH: f64 = 365.25 / 12.0;

/// Everything from which a hotspot is described.
pub(super) struct Scene<'a> {
    pub(super) county: &'a County,
    pub(super) gathered: &'a Gathered<'a>,
    pub(super) history: &'a History,
    pub(super) harm: &'a Harm,
    pub(super) weights: Weights,
    pub(super) pieces: &'a Pieces,
    /// Expected harm a month on each piece.
    pub(super) risk: &'a [f64],
    pub(super) spread: &'a Spread,
    /// First and last month used.
    pub(super) months: (Month, Month),
    /// The last month, counted from the history's first.
    pub(super) t: usize,
}

/// Describes groups of pieces, in their order.
pub(super) fn describe(
    scene: &Scene<'_>,
    groups: &[Vec<usize>],
    names: &[String],
    register: &Register,
) -> Vec<Hotspot> {
    let beside = Beside::new(&scene.county.network, &scene.gathered.spots);
    let doubt = doubts(scene, groups);
    groups
        .par_iter()
        .zip(names)
        .zip(doubt)
        .map(|((group, name), doubt)| one(scene, &beside, group, name, doubt, register))
        .collect()
}

/// The relative standard error of what each group holds: every incident of the months used is one draw of a compound
/// Poisson process, of the harm that it brought there.
fn doubts(scene: &Scene<'_>, groups: &[Vec<usize>]) -> Vec<f64> {
    let mut of: BTreeMap<usize, usize> = BTreeMap::new();
    for (g, group) in groups.iter().enumerate() {
        of.extend(group.iter().map(|&p| (p, g)));
    }
    let span = usize::try_from(scene.months.1.index() - scene.months.0.index() + 1).unwrap_or(12);
    let weights = recent(scene.history, scene.t, span);
    let mut sums = vec![(0.0_f64, 0.0_f64); groups.len()];
    for place in 0..scene.history.places() {
        let mut part: BTreeMap<usize, f64> = BTreeMap::new();
        for (piece, share) in scene.spread.row(place) {
            if let Some(&g) = of.get(&piece) {
                *part.entry(g).or_default() += share;
            }
        }
        if part.is_empty() {
            continue;
        }
        let months = scene.history.force.get(place).and_then(|&f| weights.get(f));
        let (mut mean, mut square) = (0.0, 0.0);
        for e in scene.history.events.get(place).into_iter().flatten() {
            let w = months.and_then(|m| m.get(usize::from(e.t))).copied().unwrap_or(0.0);
            let harm = scene.history.harm(e) * w;
            mean += harm;
            square += harm * harm / e.n.max(1.0);
        }
        for (g, share) in part {
            sums[g].0 += share * mean;
            sums[g].1 += share * share * square;
        }
    }
    sums.into_iter().map(|(mean, square)| if mean > 0.0 { square.sqrt() / mean } else { 1.0 }).collect()
}

fn one(scene: &Scene<'_>, beside: &Beside, group: &[usize], name: &str, doubt: f64, register: &Register) -> Hotspot {
    let (network, pieces) = (&scene.county.network, scene.pieces);
    let (first, last) = scene.months;
    let risk = |p: usize| scene.risk.get(p).copied().unwrap_or(0.0);
    let mut by_segment: BTreeMap<SegmentId, f64> = BTreeMap::new();
    for &p in group {
        *by_segment.entry(pieces.segment(p)).or_default() += risk(p);
    }
    let mut segments: Vec<(SegmentId, f64)> = by_segment.into_iter().collect();
    segments.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let segments: Vec<SegmentId> = segments.into_iter().map(|s| s.0).collect();
    let mut streets: Vec<String> = Vec::new();
    for &id in &segments {
        let name = &network.segment(id).name;
        if !name.is_empty() && !streets.contains(name) {
            streets.push(name.clone());
        }
    }
    let lines: Vec<LineString<f64>> = group.iter().map(|&p| pieces.line(network, p)).collect();
    let own: BTreeSet<usize> = group.iter().copied().collect();
    let near = beside.of(network, pieces, &scene.gathered.spots, &lines, &own);
    let spots = || near.iter().filter_map(|&i| scene.gathered.spots.get(i));
    let mut mix: BTreeMap<&Category, u32> = BTreeMap::new();
    let mut weights: BTreeMap<&Category, f64> = BTreeMap::new();
    let mut active: BTreeSet<Month> = BTreeSet::new();
    for (category, month, n) in spots().flat_map(|s| s.since(first)) {
        // What police activity finds is neither harm nor a reason to come back.
        if scene.harm.is_police_generated(category) && !scene.weights.police_generated {
            continue;
        }
        active.insert(month);
        *mix.entry(category).or_default() += n;
        *weights.entry(category).or_default() += f64::from(n) * scene.harm.weight(category, scene.weights);
    }
    let incidents = mix.values().sum();
    let mut mix: Vec<(Category, u32)> = mix.into_iter().map(|(c, n)| (c.clone(), n)).collect();
    mix.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let score: f64 = group.iter().map(|&p| risk(p)).sum();
    let length_m: f64 = group.iter().filter_map(|&p| pieces.length.get(p)).sum();
    let visit_min = VISIT_MIN.max(2.0 * length_m / PACE);
    let ends = [1.0 - 1.96 * doubt, 1.0 + 1.96 * doubt].map(|f| score * f.max(0.0));
    let minute = |harm: f64| harm * PREVENTED / (VISITS_A_MONTH * visit_min);
    let known = register.of(name);
    let since = known.and_then(|k| {
        let mut begin = scene.t;
        for &seen in k.seen.iter().rev() {
            if seen + 1 < begin {
                break;
            }
            begin = seen;
        }
        scene.history.month(begin)
    });
    let year = scene.t.saturating_sub(11);
    Hotspot {
        id: name.to_owned(),
        rank: 0,
        score,
        harm_share: 0.0,
        trend: trend(&monthly(scene, spots(), last)),
        incidents,
        length_m,
        streets,
        mix,
        months: (first.to_string(), last.to_string()),
        flags: flags(scene.county, &lines, &segments),
        hours: scene.harm.week(&weights),
        geom: outline(network, &lines),
        measures: Measures {
            score_low: ends[0],
            score_high: ends[1],
            visit_min,
            prevented_per_minute: minute(score),
            prevented_low: minute(ends[0]),
            prevented_high: minute(ends[1]),
            months_active: active.len() as u32,
            months_hot: known.map_or(1, |k| k.seen.iter().filter(|&&s| s >= year).count() as u32),
            since: since.unwrap_or(last).to_string(),
        },
        segments,
    }
}

/// Incidents of each held month of the last two years, oldest first; months that were not published, and 2020 and
/// 2021, are left out.
fn monthly<'a>(scene: &Scene<'_>, spots: impl Iterator<Item = &'a Spot<'a>>, last: Month) -> Vec<u32> {
    let begin = last.plus(1 - TREND_MONTHS);
    let held = scene.county.incidents.months.values().flat_map(BTreeMap::keys).copied();
    let usable = |m: Month| m >= begin && m <= last && is_usual(m);
    let mut by_month: BTreeMap<Month, u32> = held.filter(|&m| usable(m)).map(|m| (m, 0)).collect();
    for (category, month, n) in spots.flat_map(|s| s.since(begin)) {
        let counts = scene.weights.police_generated || !scene.harm.is_police_generated(category);
        if let (Some(slot), true) = (by_month.get_mut(&month), counts) {
            *slot += n;
        }
    }
    by_month.into_values().collect()
}
