//! Two deployments beside each other, ward by ward: the same streets, the same need, the same minutes.

use super::super::parts::Parts;
use super::super::{CoverageReport, WardOutcome, WhatIf};
use super::model::spend;
use super::travel::{self, bases, minutes_between};
use super::{DeployOptions, PatrolArea};
use crate::county::County;
use crate::domain::id::SegmentId;
use crate::domain::place::{LonLat, Plane};
use crate::hotspot::HotspotReport;
use geo::{BoundingRect, Contains};
use geo_types::MultiPolygon;
use std::collections::BTreeMap;

/// An area as somebody drew it.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// Its streets, ascending.
    pub segments: Vec<SegmentId>,
    /// Where its officer starts; `None`: the nearest base of the best kind.
    pub base: Option<LonLat>,
    /// Officers who share it.
    pub officers: u32,
}

impl From<&PatrolArea> for Drawn {
    fn from(area: &PatrolArea) -> Self {
        Self { segments: area.segments.clone(), base: Some(area.base.at), officers: 1 }
    }
}

/// The streets of which the middle lies in an outline.
pub(in crate::coverage) fn within(county: &County, outline: &MultiPolygon<f64>) -> Vec<SegmentId> {
    let Some(frame) = outline.bounding_rect() else { return Vec::new() };
    let net = &county.network;
    (0..net.segments().len())
        .map(SegmentId::from_ix)
        .filter(|s| {
            let at = net.position(*s, net.segment(*s).length.get() / 2.0).point();
            frame.contains(&at) && outline.contains(&at)
        })
        .collect()
}

/// Streets of one ward in one area.
#[derive(Debug, Default)]
struct Cell {
    area: usize,
    ward: Option<u32>,
    need: f64,
    frontage: f64,
    /// Hotspots.
    spots: f64,
    /// Homes, to find the middle.
    homes: Vec<([f64; 2], f64)>,
}

/// What one deployment does for each ward (`None`: outside all): officers' part, minutes a week, points won.
fn outcome(
    county: &County,
    (parts, spots): (&Parts, &[f64]),
    drawn: &[Drawn],
    options: &DeployOptions,
) -> BTreeMap<Option<u32>, (f64, f64, f64)> {
    let net = &county.network;
    // Officers with the same streets share them; a street of two areas belongs to the first.
    let mut areas: Vec<(Drawn, u32)> = Vec::new();
    for d in drawn {
        match areas.iter_mut().find(|(a, _)| a.segments == d.segments) {
            Some((_, officers)) => *officers += d.officers,
            None => areas.push((d.clone(), d.officers)),
        }
    }
    let mut owner: Vec<Option<usize>> = vec![None; net.segments().len()];
    for (n, (area, _)) in areas.iter().enumerate() {
        for s in &area.segments {
            if let Some(slot) = owner.get_mut(s.ix()).filter(|o| o.is_none()) {
                *slot = Some(n);
            }
        }
    }
    let mut cells: BTreeMap<(usize, Option<u32>), Cell> = BTreeMap::new();
    for (i, s) in net.segments().iter().enumerate() {
        let Some(area) = owner[i] else { continue };
        let need = parts.need_of.get(i).copied().unwrap_or(0.0);
        let cell = cells.entry((area, s.ward)).or_insert_with(|| Cell { area, ward: s.ward, ..Cell::default() });
        cell.need += need;
        cell.spots += spots[i];
        cell.frontage += if s.is_frontage() { s.length.get() } else { 0.0 };
        let middle = net.position(SegmentId::from_ix(i), s.length.get() / 2.0);
        cell.homes.push((net.plane().project(middle), need));
    }
    let cells: Vec<Cell> = cells.into_values().filter(|c| c.need > 0.0).collect();
    let place = |homes: &[([f64; 2], f64)]| {
        let c = super::super::parts::middle(homes);
        let far = |at: [f64; 2]| (at[0] - c[0]).hypot(at[1] - c[1]);
        let near = homes.iter().filter(|h| h.1 > 0.0).min_by(|a, b| far(a.0).total_cmp(&far(b.0)));
        let c = net.plane().unproject(near.map_or(c, |h| h.0));
        LonLat::new(c.x, c.y).unwrap_or(net.plane().origin())
    };
    let places: Vec<LonLat> = cells.iter().map(|c| place(&c.homes)).collect();
    let starts = bases(county, parts);
    let from: Vec<LonLat> = (0..areas.len())
        .map(|n| {
            areas[n].0.base.unwrap_or_else(|| {
                let homes: Vec<_> = cells.iter().filter(|c| c.area == n).flat_map(|c| c.homes.clone()).collect();
                let middle = place(&homes);
                let off = |at: LonLat| Plane::local_length(at.coord(), middle.coord());
                let near = starts.iter().filter(|(kind, s)| off(s.at) <= travel::reach(*kind));
                let best = near.min_by(|a, b| a.0.cmp(&b.0).then(off(a.1.at).total_cmp(&off(b.1.at))));
                best.map_or(middle, |b| b.1.at)
            })
        })
        .collect();
    let ways = minutes_between(county, &from, &places, options);
    let mut found: BTreeMap<Option<u32>, (f64, f64, f64)> = BTreeMap::new();
    for (n, (_, officers)) in areas.iter().enumerate() {
        let own: Vec<usize> = (0..cells.len()).filter(|c| cells[*c].area == n).collect();
        let items: Vec<(f64, f64, f64)> = own
            .iter()
            .map(|&c| (cells[c].need, travel::round(cells[c].frontage, cells[c].spots), travel::left(ways[n][c])))
            .collect();
        spend(&items, options.minutes_a_week * f64::from(*officers), |i, minutes| {
            let cell = &cells[own[i]];
            let sums = found.entry(cell.ward).or_default();
            sums.1 += minutes;
            sums.2 += cell.need * -(-minutes / items[i].1).exp_m1();
        });
        let need: f64 = own.iter().map(|&c| cells[c].need).sum();
        for &c in &own {
            found.entry(cells[c].ward).or_default().0 += f64::from(*officers) * cells[c].need / need.max(1e-12);
        }
    }
    found
}

/// Compares two deployments; `names` say what each is.
pub(in crate::coverage) fn compare(
    county: &County,
    (hotspots, coverage): (&HotspotReport, &CoverageReport),
    names: [String; 2],
    drawn: [&[Drawn]; 2],
    options: &DeployOptions,
) -> WhatIf {
    let parts = Parts::new(county, hotspots, coverage, options.posts);
    let spots = travel::hotspot_parts(county, hotspots);
    let both = drawn.map(|d| outcome(county, (&parts, &spots), d, options));
    let mut need: BTreeMap<Option<u32>, f64> = BTreeMap::new();
    for (n, s) in parts.need_of.iter().zip(county.network.segments()) {
        *need.entry(s.ward).or_default() += n;
    }
    let wards = &county.boundaries.wards;
    let mut rows: Vec<WardOutcome> = need
        .iter()
        .map(|(ward, need)| {
            let told = ward.and_then(|w| wards.get(w as usize));
            let of = |n: usize| both[n].get(ward).copied().unwrap_or_default();
            let (a, b) = (of(0), of(1));
            WardOutcome {
                code: told.map(|w| w.key.code.to_string()).unwrap_or_default(),
                name: told.map_or_else(|| "outside all wards".to_owned(), |w| w.name.clone()),
                residents: told.and_then(|w| w.residents).unwrap_or(0),
                need: *need,
                posts: [a.0, b.0],
                minutes: [a.1, b.1],
                won: [a.2, b.2],
                change: b.2 - a.2,
            }
        })
        .filter(|r| r.need > 1e-9)
        .collect();
    rows.sort_by(|a, b| b.change.abs().total_cmp(&a.change.abs()).then_with(|| a.code.cmp(&b.code)));
    let won = [0, 1].map(|n| rows.iter().map(|r| r.won[n]).sum());
    let posts = drawn.map(|d| d.iter().map(|d| d.officers).sum());
    WhatIf { names, posts, won, wards: rows }
}

/// One officer for each of the wards with most residents: what people draw by hand. Wards without a street are left
/// out; posts beyond the number of wards go round again.
pub(in crate::coverage) fn by_hand(county: &County, posts: u32) -> Vec<(u32, Drawn)> {
    let mut by_ward: BTreeMap<u32, Vec<SegmentId>> = BTreeMap::new();
    for (i, s) in county.network.segments().iter().enumerate() {
        if let Some(w) = s.ward.filter(|_| super::super::groups::joins(s)) {
            by_ward.entry(w).or_default().push(SegmentId::from_ix(i));
        }
    }
    let people = |w: &u32| county.boundaries.wards.get(*w as usize).and_then(|b| b.residents).unwrap_or(0);
    let mut wards: Vec<u32> = by_ward.keys().copied().collect();
    wards.sort_by(|a, b| people(b).cmp(&people(a)).then(a.cmp(b)));
    let list = wards.iter().cycle().take(if wards.is_empty() { 0 } else { posts as usize });
    list.map(|w| (*w, Drawn { segments: by_ward[w].clone(), base: None, officers: 1 })).collect()
}
