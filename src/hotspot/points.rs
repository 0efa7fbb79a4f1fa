//! The incidents of some months, gathered at their published places.

use super::history::is_usual;
use super::spread::street_of;
use crate::county::County;
use crate::domain::incident::Category;
use crate::domain::place::LonLat;
use crate::domain::time::Month;
use crate::street::Snap;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// One published place and what was recorded there.
#[derive(Debug)]
pub(super) struct Spot<'a> {
    /// Where.
    pub(super) at: LonLat,
    /// The street on which it lies, and where on it.
    pub(super) snap: Snap,
    /// Incidents by category and month.
    pub(super) rows: Rows<'a>,
    /// The force whose months count, for each row the same in practice.
    pub(super) force: &'a str,
}

/// All places of a span of months, and what became of the rows.
#[derive(Debug, Default)]
pub(super) struct Gathered<'a> {
    /// In the order of their coordinates.
    pub(super) spots: Vec<Spot<'a>>,
    /// Places too far from any street, in the same order.
    pub(super) far: Vec<(LonLat, Rows<'a>, &'a str)>,
    /// Located incidents in the span.
    pub(super) located: u64,
    /// Those on a street.
    pub(super) on_street: u64,
    /// Those too far from any.
    pub(super) too_far: u64,
    /// Months of 2020 and 2021 in the span, and their located incidents: in no baseline.
    pub(super) unusual: Vec<Month>,
    pub(super) left_out: u64,
    /// Weight of each month by force: recency, scaled so that a month that was held counts as one of one month.
    pub(super) months: BTreeMap<(&'a str, Month), f64>,
    /// Months of the span that a force that has others did not publish.
    pub(super) missing: BTreeSet<Month>,
}

/// Half-life of a month's weight (J): the last months say more, one quiet month does not hide a place.
const HALF_LIFE_MONTHS: f64 = 9.0;

/// Incidents by category and month.
type Rows<'a> = BTreeMap<(&'a Category, Month), u32>;

/// Gathers the months `first` to `last`; rows back to `since` are kept for trends, where their weight is 0.
pub(super) fn gather(county: &County, since: Month, first: Month, last: Month) -> Gathered<'_> {
    let mut out = Gathered::default();
    // Baselines leave 2020 and 2021 out, unless there is nothing else.
    let held = || county.incidents.months.values().flat_map(BTreeMap::keys).filter(|m| (first..=last).contains(m));
    let only = !held().any(|m| is_usual(*m));
    out.unusual = if only { Vec::new() } else { held().copied().filter(|m| !is_usual(*m)).collect() };
    out.unusual.sort_unstable();
    out.unusual.dedup();
    for (force, held) in &county.incidents.months {
        let counted = |m: &Month| *m >= first && *m <= last && (is_usual(*m) || only);
        let in_span: Vec<Month> = held.keys().copied().filter(counted).collect();
        let weight = |m: Month| 0.5_f64.powf(f64::from(last.index() - m.index()) / HALF_LIFE_MONTHS);
        let sum: f64 = in_span.iter().map(|&m| weight(m)).sum();
        for &m in &in_span {
            out.months.insert((force.as_str(), m), weight(m) / sum);
        }
        if let (Some((&begin, _)), false) = (held.first_key_value(), in_span.is_empty()) {
            let mut m = first.max(begin);
            while m <= last {
                if !held.contains_key(&m) {
                    out.missing.insert(m);
                }
                m = m.plus(1);
            }
        }
    }
    let mut places: BTreeMap<(i64, i64, &str), (LonLat, Rows<'_>)> = BTreeMap::new();
    for row in county.incidents.rows.iter().filter(|r| r.month >= since && r.month <= last) {
        let Some(at) = row.at.map(LonLat::rounded) else { continue };
        out.located += u64::from(row.month >= first);
        if !only && !is_usual(row.month) {
            out.left_out += u64::from(row.month >= first);
            continue;
        }
        let key = ((at.lon() * 1e7).round() as i64, (at.lat() * 1e7).round() as i64, row.force.as_ref());
        *places.entry(key).or_insert_with(|| (at, BTreeMap::new())).1.entry((&row.category, row.month)).or_default() +=
            1;
    }
    let places: Vec<_> = places.into_iter().collect();
    let spots: Vec<Result<Spot<'_>, (LonLat, Rows<'_>, &str)>> = places
        .into_par_iter()
        .map(|((_, _, force), (at, rows))| {
            let Some(snap) = street_of(&county.network, at) else { return Err((at, rows, force)) };
            Ok(Spot { at, snap, rows, force })
        })
        .collect();
    for spot in spots {
        match spot {
            Ok(spot) => {
                out.on_street += spot.since(first).map(|(_, _, n)| u64::from(n)).sum::<u64>();
                out.spots.push(spot);
            }
            Err(far) => {
                out.too_far += far.1.iter().filter(|((_, m), _)| *m >= first).map(|(_, &n)| u64::from(n)).sum::<u64>();
                out.far.push(far);
            }
        }
    }
    out
}

impl<'a> Spot<'a> {
    /// Its rows from a month on: category, month, number.
    pub(super) fn since(&self, first: Month) -> impl Iterator<Item = (&'a Category, Month, u32)> + '_ {
        self.rows.iter().filter(move |((_, m), _)| *m >= first).map(|((c, m), n)| (*c, *m, *n))
    }

    /// Harm a month at this place, by weights of categories.
    pub(super) fn harm(&self, months: &BTreeMap<(&str, Month), f64>, of: &dyn Fn(&Category) -> f64) -> f64 {
        harm(&self.rows, self.force, months, of)
    }
}

impl Gathered<'_> {
    /// Harm a month at each place, near a street or not.
    pub(super) fn harm(&self, of: &dyn Fn(&Category) -> f64) -> Vec<(LonLat, f64)> {
        let near = self.spots.iter().map(|s| (s.at, s.harm(&self.months, of)));
        let far = self.far.iter().map(|(at, rows, force)| (*at, harm(rows, force, &self.months, of)));
        near.chain(far).collect()
    }
}

fn harm(rows: &Rows<'_>, force: &str, months: &BTreeMap<(&str, Month), f64>, of: &dyn Fn(&Category) -> f64) -> f64 {
    let weight = |m: Month| months.get(&(force, m)).copied().unwrap_or(0.0);
    rows.iter().map(|((c, m), n)| f64::from(*n) * of(c) * weight(*m)).sum()
}
