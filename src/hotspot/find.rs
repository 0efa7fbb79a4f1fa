//! The flow from rows to hotspots.

use super::beside::Beside;
use super::grow::grow;
use super::harm::Harm;
use super::outline::outline;
use super::points::{Gathered, gather};
use super::significance::{Hexagon, cell, gi_star};
use super::trend::trend;
use super::{HarmProfile, HotspotOptions, HotspotReport};
use crate::county::County;
use crate::domain::asset::AssetKind;
use crate::domain::hotspot::Hotspot;
use crate::domain::id::SegmentId;
use crate::domain::incident::Category;
use crate::domain::place::Plane;
use crate::domain::time::Month;
use crate::street::Network;
use h3o::CellIndex;
use std::collections::{BTreeMap, BTreeSet};

/// Months that a trend looks back over: two whole years, so that a season is compared with itself.
const TREND_MONTHS: i32 = 24;
/// Months that no trend may use: recording of anti-social behaviour doubled while lockdown rules were policed.
const PANDEMIC: (Month, Month) = match (Month::new(2020, 3), Month::new(2021, 6)) {
    (Some(a), Some(b)) => (a, b),
    _ => panic!("both are months"),
};
/// Fewer incidents than this in the months used are chance, whatever their weight.
const LEAST_INCIDENTS: u32 = 3;
/// Hotspots for each 1,500 residents, within bounds; a county without population figures gets a fixed number (J).
const RESIDENTS_EACH: f64 = 1500.0;
const BOUNDS: (usize, usize) = (20, 400);
const UNKNOWN_RESIDENTS: usize = 120;
/// Places at which recorded harm may not be street harm are flagged within this distance, metres.
const FLAG_M: f64 = 100.0;

/// Finds hotspots: harm by weight and recency, spread along streets, tested on hexagons, grown from the peaks.
///
/// Deterministic: the same county and options give the same report for any number of threads.
#[must_use]
pub fn find(county: &County, options: HotspotOptions) -> HotspotReport {
    let Some(last) = options.until.or_else(|| county.incidents.last_month()) else {
        let mut report = HotspotReport { risk: vec![0.0; county.network.segments().len()], ..Default::default() };
        report.notes.push("No incidents are held, so there are no hotspots and no street has a known risk.".to_owned());
        return report;
    };
    let span = i32::try_from(options.months.clamp(1, 600)).unwrap_or(12);
    let first = last.plus(1 - span);
    let since = last.plus(1 - span.max(TREND_MONTHS)).min(first);
    let gathered = gather(county, since, first, last);
    let harm = Harm::shipped();
    let cells = street_cells(&county.network);
    let most = most(county);
    let pass = weigh(county, &gathered, &harm, options.harm, &cells, most);
    let mut report = HotspotReport {
        months: Some((first, last)),
        missing: gathered.missing.iter().copied().collect(),
        counts: (gathered.located, gathered.on_street, gathered.too_far),
        ..Default::default()
    };
    report.places = gathered.harm(&|c| harm.of(c, options.harm));
    let beside = Beside::new(&county.network, &gathered.spots);
    let all: f64 = pass.risk.iter().map(|&r| f64::from(r)).sum();
    let groups = pass
        .groups
        .iter()
        .map(|g| describe(county, &gathered, &harm, options.harm, &beside, &pass.risk, g, (first, last)));
    let mut spots: Vec<Hotspot> = groups.filter(|h| h.incidents >= LEAST_INCIDENTS).collect();
    spots.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.segments.cmp(&b.segments)));
    let mut used: BTreeMap<String, u32> = BTreeMap::new();
    for (i, spot) in spots.iter_mut().enumerate() {
        spot.rank = u32::try_from(i + 1).unwrap_or(u32::MAX);
        spot.harm_share = if all > 0.0 { spot.score / all } else { 0.0 };
        let n = used.entry(spot.id.clone()).or_default();
        *n += 1;
        if *n > 1 {
            spot.id = format!("{}-{n}", spot.id);
        }
    }
    report.hotspots = spots;
    report.notes = notes(county, &gathered, &harm, &report, options, (first, last), &cells, most);
    report.risk = pass.risk;
    report.hexagons = pass.hexagons;
    report
}

/// What one set of weights makes of the same rows.
pub(super) struct Pass {
    pub(super) risk: Vec<f32>,
    pub(super) hexagons: Vec<Hexagon>,
    pub(super) groups: Vec<Vec<SegmentId>>,
}

pub(super) fn weigh(
    county: &County,
    gathered: &Gathered<'_>,
    harm: &Harm,
    profile: HarmProfile,
    cells: &BTreeSet<CellIndex>,
    most: usize,
) -> Pass {
    let network = &county.network;
    let mut risk = vec![0.0_f64; network.segments().len()];
    let mut by_cell: BTreeMap<CellIndex, f64> = BTreeMap::new();
    for spot in &gathered.spots {
        let weight = spot.harm(&gathered.months, &|c| harm.of(c, profile));
        if weight <= 0.0 {
            continue;
        }
        for (id, share) in &spot.shares {
            if let Some(r) = risk.get_mut(id.ix()) {
                *r += weight * share;
            }
        }
        if let Some(cell) = cell(spot.at) {
            *by_cell.entry(cell).or_default() += weight;
        }
    }
    let hexagons = gi_star(cells, &by_cell);
    let hot: BTreeSet<CellIndex> = hexagons.iter().filter(|h| h.significant).map(|h| h.cell).collect();
    #[expect(clippy::cast_possible_truncation, reason = "harm a month on one street; seven digits are enough")]
    let risk: Vec<f32> = risk.into_iter().map(|r| r as f32).collect();
    let groups = grow(network, &risk, &|id| middle_cell(network, id).is_some_and(|c| hot.contains(&c)), most);
    Pass { risk, hexagons, groups }
}

pub(super) fn street_cells(network: &Network) -> BTreeSet<CellIndex> {
    let ids = (0..network.segments().len()).map(SegmentId::from_ix);
    ids.filter(|&id| network.segment(id).foot).filter_map(|id| middle_cell(network, id)).collect()
}

fn middle_cell(network: &Network, id: SegmentId) -> Option<CellIndex> {
    cell(network.position(id, network.segment(id).length.get() / 2.0))
}

/// How many hotspots a county may have.
pub(super) fn most(county: &County) -> usize {
    // Of the streets on the map: a district's people may live where the map has no streets.
    let residents: f64 = county.network.segments().iter().map(|s| f64::from(s.residents)).sum();
    if residents < 1.0 {
        return UNKNOWN_RESIDENTS;
    }
    ((residents / RESIDENTS_EACH) as usize).clamp(BOUNDS.0, BOUNDS.1)
}

#[expect(clippy::too_many_arguments, reason = "one group seen from all that is known; a struct would only rename them")]
fn describe(
    county: &County,
    gathered: &Gathered<'_>,
    harm: &Harm,
    profile: HarmProfile,
    beside: &Beside,
    risk: &[f32],
    group: &[SegmentId],
    (first, last): (Month, Month),
) -> Hotspot {
    let network = &county.network;
    let weight = |id: SegmentId| risk.get(id.ix()).copied().map_or(0.0, f64::from);
    let mut segments = group.to_vec();
    segments.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
    let mut streets: Vec<String> = Vec::new();
    for &id in &segments {
        let name = &network.segment(id).name;
        if !name.is_empty() && !streets.contains(name) {
            streets.push(name.clone());
        }
    }
    let near = beside.of(network, &gathered.spots, group);
    let spots = || near.iter().filter_map(|&i| gathered.spots.get(i));
    let mut mix: BTreeMap<&Category, u32> = BTreeMap::new();
    let mut weights: BTreeMap<&Category, f64> = BTreeMap::new();
    for (category, _, n) in spots().flat_map(|s| s.since(first)) {
        // What police activity finds is neither harm nor a reason to come back.
        if harm.is_police_generated(category) {
            continue;
        }
        *mix.entry(category).or_default() += n;
        *weights.entry(category).or_default() += f64::from(n) * harm.of(category, profile);
    }
    let incidents = mix.values().sum();
    let mut mix: Vec<(Category, u32)> = mix.into_iter().map(|(c, n)| (c.clone(), n)).collect();
    mix.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let score = group.iter().map(|&id| weight(id)).sum();
    Hotspot {
        id: segments.first().map_or_else(String::new, |&id| format!("hs-{}", network.segment(id).osm_way)),
        rank: 0,
        score,
        harm_share: 0.0,
        trend: trend(&monthly(county, harm, spots(), last)),
        incidents,
        length_m: group.iter().map(|&id| network.segment(id).length.get()).sum(),
        streets,
        mix,
        months: (first.to_string(), last.to_string()),
        flags: flags(county, group),
        hours: harm.week(&weights),
        geom: outline(network, &segments),
        segments,
    }
}

/// Incidents of each held month of the last two years, oldest first; months that were not published are left out.
fn monthly<'a>(
    county: &County,
    harm: &Harm,
    spots: impl Iterator<Item = &'a super::points::Spot<'a>>,
    last: Month,
) -> Vec<u32> {
    let begin = last.plus(1 - TREND_MONTHS);
    let held = county.incidents.months.values().flat_map(BTreeMap::keys).copied();
    let usable = |m: Month| m >= begin && m <= last && !(m >= PANDEMIC.0 && m <= PANDEMIC.1);
    let mut by_month: BTreeMap<Month, u32> = held.filter(|&m| usable(m)).map(|m| (m, 0)).collect();
    for (category, month, n) in spots.flat_map(|s| s.since(begin)) {
        if let (Some(slot), false) = (by_month.get_mut(&month), harm.is_police_generated(category)) {
            *slot += n;
        }
    }
    by_month.into_values().collect()
}

/// Places nearby at which recorded harm may not be harm on the street: a person decides.
fn flags(county: &County, group: &[SegmentId]) -> Vec<String> {
    let mut found: BTreeSet<&'static str> = BTreeSet::new();
    let watched = [AssetKind::Hospital, AssetKind::Prison, AssetKind::PoliceStation];
    for asset in county.operations.assets.iter().filter(|a| watched.contains(&a.kind)) {
        let near = group.iter().flat_map(|&id| county.network.segment(id).line.coords());
        if near.into_iter().any(|&c| Plane::local_length(c, asset.at.coord()) <= FLAG_M) {
            found.insert(asset.kind.slug());
        }
    }
    found.into_iter().map(str::to_owned).collect()
}

#[expect(clippy::too_many_arguments, reason = "the notes speak of everything")]
fn notes(
    county: &County,
    gathered: &Gathered<'_>,
    harm: &Harm,
    report: &HotspotReport,
    options: HotspotOptions,
    (first, last): (Month, Month),
    cells: &BTreeSet<CellIndex>,
    most: usize,
) -> Vec<String> {
    let mut notes = vec![format!(
        "Incidents of {first} to {last}, harm by the {} profile, recent months weighing more (half after nine months).",
        options.harm.slug()
    )];
    if !report.missing.is_empty() {
        let unpublished: Vec<String> = report.missing.iter().map(Month::to_string).collect();
        notes.push(format!("Not published, so left out rather than taken for quiet: {}.", unpublished.join(", ")));
    }
    let (located, on_street, too_far) = report.counts;
    notes.push(format!(
        "{located} incidents have a place; {on_street} of them lie within 100 m of a street of this map, {too_far} do not \
         and count in their ward, but in no hotspot. Published places are anonymised points: a street is meant, never a door."
    ));
    let found = gathered.spots.iter().flat_map(|s| s.since(first)).filter(|(c, _, _)| harm.is_police_generated(c));
    let found: u64 = found.map(|(_, _, n)| u64::from(n)).sum();
    if found > 0 {
        notes.push(format!(
            "{found} incidents that police activity itself brings to light (drugs, weapons) weigh nothing."
        ));
    }
    notes.extend(concentration(county, gathered, first));
    if report.hotspots.is_empty() {
        notes.push("No hexagon holds more harm than chance would put there, so there are no hotspots.".to_owned());
        return notes;
    }
    let top: BTreeSet<SegmentId> = report.hotspots.iter().take(20).flat_map(|h| h.segments.iter().copied()).collect();
    let survive = |profile: HarmProfile| {
        let other = weigh(county, gathered, harm, profile, cells, most);
        let sum = |g: &[SegmentId]| g.iter().map(|id| f64::from(other.risk[id.ix()])).sum::<f64>();
        let mut groups: Vec<(f64, &Vec<SegmentId>)> = other.groups.iter().map(|g| (sum(g), g)).collect();
        groups.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let theirs: BTreeSet<SegmentId> = groups.iter().take(20).flat_map(|(_, g)| g.iter().copied()).collect();
        let shared = report.hotspots.iter().take(20).filter(|h| h.segments.iter().any(|s| theirs.contains(s))).count();
        format!("{shared} by {}", profile.slug())
    };
    let others: Vec<String> = HarmProfile::ALL.into_iter().filter(|&p| p != options.harm).map(survive).collect();
    notes.push(format!(
        "Of the {} heaviest hotspots ({} streets), these are among the 20 heaviest under other weights too: {}.",
        report.hotspots.len().min(20),
        top.len(),
        others.join(", ")
    ));
    notes.push(
        "Hours of the day are not published: the hours of hotspots are a prior by kind of incident, by judgement."
            .to_owned(),
    );
    notes
}

/// How concentrated incidents are: the share of walkable streets that holds a quarter and a half of them.
fn concentration(county: &County, gathered: &Gathered<'_>, first: Month) -> Option<String> {
    let mut by_street: BTreeMap<SegmentId, u64> = BTreeMap::new();
    for spot in &gathered.spots {
        *by_street.entry(spot.segment).or_default() += spot.since(first).map(|(_, _, n)| u64::from(n)).sum::<u64>();
    }
    let streets = county.network.segments().iter().filter(|s| s.foot).count();
    let mut incidents: Vec<u64> = by_street.into_values().collect();
    incidents.sort_unstable_by(|a, b| b.cmp(a));
    let all: u64 = incidents.iter().sum();
    if all == 0 || streets == 0 {
        return None;
    }
    let share = |part: u64| {
        let mut sum = 0;
        let n = incidents
            .iter()
            .take_while(|&&n| {
                let more = sum * 100 < all * part;
                sum += n;
                more
            })
            .count();
        100.0 * n as f64 / streets as f64
    };
    Some(format!(
        "{:.1} % of street segments hold 25 % of incidents, {:.1} % hold 50 % (elsewhere usually 0.4 to 1.6 % and 2.1 to 6.0 %, Weisburd 2015).",
        share(25),
        share(50)
    ))
}
