//! How well hotspots of the past would have told the months that followed.

use super::points::gather;
use super::{HotspotOptions, find};
use crate::county::County;
use crate::domain::id::SegmentId;
use crate::domain::time::Month;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Months tested.
const TESTED: i32 = 6;

/// One month that the hotspots had not seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MonthTest {
    /// The month.
    pub month: Month,
    /// Incidents on streets in it.
    pub incidents: u64,
    /// Those on streets of hotspots found from the months before.
    pub hit: u64,
    /// Share of the length of walkable streets that these hotspots have, 0 to 1.
    pub length_share: f64,
    /// Predictive accuracy index by length, (n/N)/(l/L) (Chainey et al. 2008; Drawve and Wooditch 2019).
    pub pai: f64,
    /// Predictive efficiency index: of what the best choice of as many metres would have held, the share (Hunt 2016).
    pub pei: f64,
    /// PAI of as many metres of the streets with most incidents a metre in the same months: the simple rival.
    pub pai_counts: f64,
}

/// All months tested, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Backtest {
    /// Months.
    pub months: Vec<MonthTest>,
}

/// Finds hotspots as they would have been found before each of the last six held months, and counts what followed.
#[must_use]
pub fn backtest(county: &County, options: HotspotOptions) -> Backtest {
    let Some(last) = options.until.or_else(|| county.incidents.last_month()) else { return Backtest::default() };
    let held: BTreeSet<Month> = county.incidents.months.values().flat_map(BTreeMap::keys).copied().collect();
    let tested = (0..TESTED).map(|n| last.plus(n + 1 - TESTED));
    let enough = |m: &Month| held.contains(m) && held.first().is_some_and(|f| *f < *m);
    Backtest { months: tested.filter(enough).map(|m| test(county, options, m)).collect() }
}

fn counts(county: &County, first: Month, last: Month) -> BTreeMap<SegmentId, u64> {
    let mut out = BTreeMap::new();
    for spot in gather(county, first, first, last).spots {
        *out.entry(spot.segment).or_default() += spot.since(first).map(|(_, _, n)| u64::from(n)).sum::<u64>();
    }
    out
}

fn test(county: &County, options: HotspotOptions, month: Month) -> MonthTest {
    let until = month.plus(-1);
    let report = find(county, HotspotOptions { until: Some(until), ..options });
    let network = &county.network;
    let streets: BTreeSet<SegmentId> = report.hotspots.iter().flat_map(|h| h.segments.iter().copied()).collect();
    let length = |id: SegmentId| network.segment(id).length.get();
    let chosen: f64 = streets.iter().map(|&s| length(s)).sum();
    let whole: f64 = network.segments().iter().filter(|s| s.foot).map(|s| s.length.get()).sum();
    let truth = counts(county, month, month);
    let incidents: u64 = truth.values().sum();
    let on = |set: &BTreeSet<SegmentId>| set.iter().filter_map(|s| truth.get(s)).sum::<u64>();
    let first = until.plus(1 - i32::try_from(options.months.clamp(1, 600)).unwrap_or(12));
    let rival = heaviest(&counts(county, first, until), &length, chosen);
    let best = heaviest(&truth, &length, chosen);
    let share = if whole > 0.0 { chosen / whole } else { 0.0 };
    let pai = |n: u64| if incidents > 0 && share > 0.0 { n as f64 / incidents as f64 / share } else { 0.0 };
    let hit = on(&streets);
    let most = on(&best);
    MonthTest {
        month,
        incidents,
        hit,
        length_share: share,
        pai: pai(hit),
        pei: if most > 0 { hit as f64 / most as f64 } else { 0.0 },
        pai_counts: pai(on(&rival)),
    }
}

/// Streets with most incidents a metre, until their length is used up.
fn heaviest(counts: &BTreeMap<SegmentId, u64>, length: &dyn Fn(SegmentId) -> f64, metres: f64) -> BTreeSet<SegmentId> {
    let mut order: Vec<(f64, SegmentId)> = counts.iter().map(|(&s, &n)| (n as f64 / length(s).max(10.0), s)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut left = metres;
    let mut out = BTreeSet::new();
    for (_, s) in order {
        if length(s) <= left {
            left -= length(s);
            out.insert(s);
        }
    }
    out
}
