//! The three questions for each ward and parish: who pays, who was seen, how long.

use super::posts::Unit;
use super::schemes::TOUCHES;
use super::scope::{Patch, Scope};
use super::visible::Visible;
use super::{AreaCoverage, CoverageOptions};
use crate::county::County;
use crate::domain::boundary::Boundary;
use crate::domain::id::SchemeId;
use crate::domain::place::LonLat;
use crate::domain::time::Month;
use crate::hotspot::HotspotReport;
use crate::street::Areas;
use std::collections::{BTreeMap, BTreeSet};

/// What streets of one cell add up to, in the weights of shares.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    seen: f64,
    seen_7: f64,
    planned: f64,
    unknown: f64,
    unknown_7: f64,
    days: f64,
    days_weight: f64,
    risk: f64,
    people: f64,
    minutes: f64,
    hours: f64,
    paid: f64,
}

/// Everything that areas are measured from.
#[derive(Debug)]
pub(super) struct Measured<'a> {
    pub county: &'a County,
    pub scope: &'a Scope,
    pub units: &'a [Unit],
    pub running: &'a [(SchemeId, Patch)],
    pub seen: &'a Visible,
    pub options: CoverageOptions,
}

/// What is recorded in each of some areas, by the places of incidents.
struct Recorded {
    /// Incidents a month.
    rates: Vec<f64>,
    /// Harm a month; `None` where the report does not know harm by place.
    harm: Option<Vec<f64>>,
    /// Harm a month of the whole county.
    all: f64,
}

impl Recorded {
    fn new(county: &County, areas: &[Boundary], hotspots: &HotspotReport) -> Self {
        let index = Areas::new(areas);
        let held = &county.incidents;
        let last = hotspots.months.map(|m| m.1).or_else(|| held.last_month());
        let mut rates = vec![0.0; areas.len()];
        if let Some(last) = last {
            let first = hotspots.months.map_or(last.plus(-11), |m| m.0);
            let span = first..=last;
            let months = held.months.values().flat_map(BTreeMap::keys).filter(|m| span.contains(m));
            let months = months.collect::<BTreeSet<&Month>>().len().max(1) as f64;
            // Publishers move incidents to few map points, so each point is looked up once.
            let mut points: BTreeMap<(u64, u64), (LonLat, u32)> = BTreeMap::new();
            for incident in held.rows.iter().filter(|i| span.contains(&i.month)) {
                if let Some(at) = incident.at {
                    points.entry((at.lon().to_bits(), at.lat().to_bits())).or_insert((at, 0)).1 += 1;
                }
            }
            for (at, n) in points.into_values() {
                if let Some(i) = index.containing(areas, at.point()) {
                    rates[i] += f64::from(n) / months;
                }
            }
        }
        let harm = (!hotspots.places.is_empty()).then(|| {
            let mut sums = vec![0.0; areas.len()];
            for (at, harm) in &hotspots.places {
                if let Some(i) = index.containing(areas, at.point()) {
                    sums[i] += harm;
                }
            }
            sums
        });
        Self { rates, harm, all: hotspots.places.iter().map(|p| p.1).sum() }
    }
}

impl Measured<'_> {
    fn sums(&self, hotspots: &HotspotReport) -> Vec<Sums> {
        let mut sums = vec![Sums::default(); self.scope.cells.len()];
        for (i, s) in self.county.network.segments().iter().enumerate() {
            let (cell, w) = (self.scope.cell_of[i], self.scope.weight[i]);
            let sum = &mut sums[cell as usize];
            sum.risk += f64::from(hotspots.risk.get(i).copied().unwrap_or(0.0));
            sum.people += f64::from(s.residents.max(0.0));
            let days = self.seen.days[i];
            let within = |limit: u32| days.is_some_and(|d| d <= limit);
            let (unknown, unknown_7) = (&self.seen.unknown.0, &self.seen.unknown.1);
            let blind = !within(self.options.days) && (self.seen.held.is_none() || unknown.contains(&cell));
            sum.seen += w * f64::from(u8::from(within(self.options.days)));
            sum.seen_7 += w * f64::from(u8::from(within(7)));
            sum.planned += w * f64::from(u8::from(self.seen.planned[i]));
            sum.unknown += w * f64::from(u8::from(blind));
            sum.unknown_7 += w * f64::from(u8::from(!within(7) && unknown_7.contains(&cell)));
            // Never seen counts as all the days of records held; unknown streets say nothing.
            if let Some(d) = days.or(self.seen.held).filter(|_| !blind) {
                sum.days += w * f64::from(d);
                sum.days_weight += w;
            }
        }
        for ((_, cell), minutes) in &self.seen.minutes {
            sums[*cell as usize].minutes += minutes;
        }
        for unit in self.units {
            // Hours are taken to be spread by residents over a patrol area.
            let all = self.scope.sum(&unit.patch);
            for &cell in &unit.patch {
                let share = if all > 0.0 {
                    self.scope.cells[cell as usize].weight / all
                } else {
                    1.0 / unit.patch.len() as f64
                };
                sums[cell as usize].hours += if unit.filled() { unit.hours * share } else { 0.0 };
                sums[cell as usize].paid += unit.hours * share;
            }
        }
        sums
    }

    /// Whether anything is known about who pays for whom.
    pub fn knows_posts(&self) -> bool {
        !(self.units.is_empty() && self.county.operations.schemes.is_empty())
    }

    /// Wards and parishes, worst first.
    pub fn areas(&self, hotspots: &HotspotReport) -> (Vec<AreaCoverage>, Vec<AreaCoverage>) {
        let sums = self.sums(hotspots);
        let filled: Patch = self.units.iter().filter(|u| u.filled()).flat_map(|u| u.patch.iter().copied()).collect();
        let harm: f64 = sums.iter().map(|s| s.risk).sum();
        let list = |all: &[Boundary], cells: &dyn Fn(u32) -> Patch| {
            let recorded = Recorded::new(self.county, all, hotspots);
            let measured = (0u32..).zip(all).map(|(i, b)| {
                let mut area = self.area(b, &cells(i), &sums, &filled, harm);
                area.incidents_month = recorded.rates[i as usize];
                if let Some(by_place) = recorded.harm.as_ref().filter(|_| recorded.all > 0.0) {
                    area.harm_share = by_place[i as usize] / recorded.all;
                }
                area
            });
            let mut measured: Vec<AreaCoverage> = measured.collect();
            // Worst first: without a filled post, by residents; then by days unseen.
            measured.sort_by(|a, b| {
                let bare = |x: &AreaCoverage| x.scheme_share.is_none_or(|s| s < 0.5);
                let by_residents = if bare(a) { b.residents.cmp(&a.residents) } else { std::cmp::Ordering::Equal };
                let by_days = b.days_unseen.unwrap_or(-1.0).total_cmp(&a.days_unseen.unwrap_or(-1.0));
                bare(b).cmp(&bare(a)).then(by_residents).then(by_days).then_with(|| a.key.cmp(&b.key))
            });
            measured
        };
        let boundaries = &self.county.boundaries;
        (list(&boundaries.wards, &|i| self.scope.of_ward(i)), list(&boundaries.parishes, &|i| self.scope.of_parish(i)))
    }

    fn area(&self, boundary: &Boundary, cells: &Patch, sums: &[Sums], filled: &Patch, harm: f64) -> AreaCoverage {
        let total = |f: fn(&Sums) -> f64| cells.iter().map(|&c| f(&sums[c as usize])).sum::<f64>() + 0.0;
        let weight = self.scope.sum(cells);
        let share = |part: f64| (weight > 0.0).then(|| (part / weight).clamp(0.0, 1.0));
        // Where the map holds no streets, nothing is known of any.
        let unknown = share(total(|s| s.unknown)).unwrap_or(1.0);
        let unknown_7 = share(total(|s| s.unknown_7)).unwrap_or(1.0);
        let (seen, seen_7) = (share(total(|s| s.seen)), share(total(|s| s.seen_7)));
        // All of it unknown is not the same as none of it seen.
        let said = |seen: Option<f64>, unknown: f64| seen.filter(|_| self.seen.held.is_some() && unknown < 0.999);
        let residents = boundary.residents.unwrap_or_else(|| total(|s| s.people).round() as u32);
        let reaches = |patch: &Patch| self.scope.share(cells, patch) >= TOUCHES;
        let posts: Vec<&Unit> = self.units.iter().filter(|u| reaches(&u.patch)).collect();
        let hours = total(|s| s.hours);
        let days_weight = total(|s| s.days_weight);
        AreaCoverage {
            key: boundary.key.clone(),
            name: boundary.name.clone(),
            residents,
            scheme_share: self.knows_posts().then(|| self.scope.share(cells, filled)),
            schemes: self.running.iter().filter(|(_, p)| reaches(p)).map(|(id, _)| id.clone()).collect(),
            posts_funded: posts.len() as u32,
            posts_filled: posts.iter().filter(|u| u.filled()).count() as u32,
            hours_per_1000: if residents > 0 { hours / f64::from(residents) * 1000.0 } else { 0.0 },
            seen_share: said(seen, unknown),
            seen_share_7: said(seen_7, unknown_7),
            planned_share: share(total(|s| s.planned)).filter(|_| self.seen.any_plan),
            unknown_share: unknown,
            days_unseen: (days_weight > 0.0).then(|| total(|s| s.days) / days_weight),
            minutes: total(|s| s.minutes),
            minutes_paid: total(|s| s.paid) * 60.0 * f64::from(self.options.days) / 7.0,
            harm_share: if harm > 0.0 { total(|s| s.risk) / harm } else { 0.0 },
            incidents_month: 0.0,
            note: if weight > 0.0 { String::new() } else { "no streets on the map".to_owned() },
        }
    }
}
