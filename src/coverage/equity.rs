//! Minutes, harm and residents by deprivation tenth. Tenths come from outside (a file of codes), since no boundary
//! holds them; 1 is the most deprived.

use super::scope::{self, Scope};
use super::visible;
use super::{CoverageOptions, Equity, TenthShare, posts};
use crate::county::County;
use crate::domain::code::AreaCode;
use crate::hotspot::HotspotReport;
use std::collections::BTreeMap;

/// Shares by tenth. Codes are of LSOAs or of wards, whichever the county has.
pub(super) fn by_tenth(
    county: &County,
    hotspots: &HotspotReport,
    options: CoverageOptions,
    tenths: &BTreeMap<AreaCode, u8>,
) -> Equity {
    let cells = Scope::new(county);
    let units = posts::units(county, &cells, options.on);
    let seen = visible::look(county, &cells, &units, options);
    let boundaries = &county.boundaries;
    let tenth_of = |areas: &[crate::domain::boundary::Boundary], i: Option<u32>| {
        i.and_then(|i| areas.get(i as usize)).and_then(|a| tenths.get(&a.key.code)).copied()
    };
    let lsoas = scope::holding(&county.network, &boundaries.lsoas);
    let mut rows: BTreeMap<u8, (f64, f64, f64)> = (1..=10).map(|t| (t, (0.0, 0.0, 0.0))).collect();
    let mut outside = (0.0, 0.0, 0.0);
    for (i, s) in county.network.segments().iter().enumerate() {
        let tenth = tenth_of(&boundaries.lsoas, lsoas[i]).or_else(|| tenth_of(&boundaries.wards, s.ward));
        let sums = tenth.and_then(|t| rows.get_mut(&t)).unwrap_or(&mut outside);
        sums.0 += f64::from(s.residents.max(0.0));
        sums.1 += f64::from(hotspots.risk.get(i).copied().unwrap_or(0.0).max(0.0));
        sums.2 += seen.minutes_on.get(&(i as u32)).copied().unwrap_or(0.0);
    }
    let all = rows.values().chain([&outside]).fold((0.0, 0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2));
    let share = |part: f64, all: f64| if all > 0.0 { part / all } else { 0.0 };
    let row = |tenth: u8, s: (f64, f64, f64)| TenthShare {
        tenth,
        residents: share(s.0, all.0),
        harm: share(s.1, all.1),
        minutes: share(s.2, all.2),
        minutes_by_residents: (s.0 > 0.0 && all.2 > 0.0).then(|| share(s.2, all.2) / share(s.0, all.0)),
        minutes_by_harm: (s.1 > 0.0 && all.2 > 0.0).then(|| share(s.2, all.2) / share(s.1, all.1)),
    };
    let outside_share = share(outside.0, all.0);
    Equity { tenths: rows.into_iter().map(|(t, s)| row(t, s)).collect(), unmatched: outside_share, minutes: all.2 }
}
