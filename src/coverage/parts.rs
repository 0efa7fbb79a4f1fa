//! What patrol areas are made of: wards, or where there are none the streets around each settlement.

use super::CoverageReport;
use crate::county::County;
use crate::domain::ground::SettlementKind;
use crate::domain::id::JunctionId;
use crate::hotspot::HotspotReport;
use rstar::RTree;
use rstar::primitives::GeomWithData;
use std::collections::{BTreeMap, BTreeSet};

/// One ward, or the streets around one settlement.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    /// The ward's place in the county's list; `None` where the county has no wards.
    pub ward: Option<u32>,
    /// What people call it.
    pub name: String,
    /// Residents.
    pub residents: f64,
    /// Share of the county's street harm.
    pub harm: f64,
    /// Share of residents that no filled post covers.
    pub bare: f64,
    /// Villages and hamlets in it.
    pub villages: u32,
    /// Whether it holds streets of a city, a town or a suburb.
    pub urban: bool,
    /// Uncovered need: percent of all the county's need, villages' bonus included.
    pub need: f64,
    /// Its frontage with residents: place on the plane and weight.
    pub homes: Vec<([f64; 2], f64)>,
    /// Their weighted middle.
    pub centre: [f64; 2],
    /// Settlements whose streets lie mostly in it: numbers in the county's list.
    pub settlements: Vec<usize>,
    /// The town by which it lies: a number in the county's list of settlements.
    pub town: Option<usize>,
}

/// Parts and which of them meet on foot.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub list: Vec<Part>,
    /// For each part the parts that share a walkable junction with it.
    pub next: Vec<BTreeSet<u32>>,
    /// Residents by settlement.
    pub people: Vec<f64>,
}

/// The key of a part while it is being found: a ward, a settlement, or a kilometre square.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Ward(u32),
    Settlement(usize),
    Square(i64, i64),
}

/// An index of points with their numbers.
type Index = RTree<GeomWithData<[f64; 2], usize>>;

impl Parts {
    pub fn new(county: &County, hotspots: &HotspotReport, coverage: &CoverageReport) -> Self {
        let network = &county.network;
        let (plane, segments) = (network.plane(), network.segments());
        let wards = &county.boundaries.wards;
        let settlements = &county.ground.settlements;
        let points = settlements.iter().enumerate().map(|(i, s)| GeomWithData::new(plane.project(s.at), i));
        let index: Index = RTree::bulk_load(points.collect());
        let by_people = segments.iter().any(|s| s.residents > 0.0);
        let mut keys: Vec<Option<Key>> = Vec::with_capacity(segments.len());
        let mut found: BTreeMap<Key, Part> = BTreeMap::new();
        let mut lived: Vec<BTreeMap<Key, f64>> = vec![BTreeMap::new(); settlements.len()];
        for (i, s) in segments.iter().enumerate() {
            let Some(middle) = s.line.0.get(s.line.0.len() / 2).filter(|_| s.foot) else {
                keys.push(None);
                continue;
            };
            let at = plane.project_coord(*middle);
            let near = index.nearest_neighbor(at).map(|g| g.data);
            let square = Key::Square((at[0] / 1000.0).floor() as i64, (at[1] / 1000.0).floor() as i64);
            let key = if wards.is_empty() { Some(near.map_or(square, Key::Settlement)) } else { s.ward.map(Key::Ward) };
            keys.push(key);
            let Some(key) = key else { continue };
            let part = found.entry(key).or_default();
            part.harm += f64::from(hotspots.risk.get(i).copied().unwrap_or(0.0));
            let people = if by_people {
                f64::from(s.residents)
            } else if s.is_frontage() {
                s.length.get() / 10.0
            } else {
                0.0
            };
            if people > 0.0 {
                part.residents += people;
                part.homes.push((at, people));
                if let Some(n) = near {
                    *lived[n].entry(key).or_default() += people;
                }
            }
        }
        // Without a resident, the middle of the streets must do.
        for (key, s) in keys.iter().zip(segments) {
            if let Some(part) = key.and_then(|k| found.get_mut(&k)).filter(|p| p.residents <= 0.0) {
                part.homes.extend(s.line.0.first().map(|c| (plane.project_coord(*c), 0.0)));
            }
        }
        let people: Vec<f64> = lived.iter().map(|m| m.values().sum()).collect();
        for (n, places) in lived.iter().enumerate() {
            let most = places.iter().max_by(|a, b| a.1.total_cmp(b.1).then_with(|| b.0.cmp(a.0)));
            if let Some(part) = most.and_then(|(k, _)| found.get_mut(k)) {
                part.settlements.push(n);
                part.villages +=
                    u32::from(matches!(settlements[n].kind, SettlementKind::Village | SettlementKind::Hamlet));
            }
        }
        let numbers: BTreeMap<Key, u32> = found.keys().enumerate().map(|(i, k)| (*k, i as u32)).collect();
        let mut parts = Self { next: vec![BTreeSet::new(); found.len()], list: Vec::new(), people };
        for (key, mut part) in found {
            match key {
                Key::Ward(w) => {
                    part.ward = Some(w);
                    let ward = wards.get(w as usize);
                    part.name = ward.map(|b| b.name.clone()).unwrap_or_default();
                    if let Some(n) = ward.and_then(|b| b.residents) {
                        part.residents = f64::from(n);
                    }
                    let known = ward.and_then(|b| coverage.wards.iter().find(|c| c.key == b.key));
                    part.bare = 1.0 - known.and_then(|c| c.scheme_share).unwrap_or(0.0);
                }
                Key::Settlement(n) => {
                    part.name.clone_from(&settlements[n].name);
                    part.bare = 1.0;
                }
                Key::Square(..) => {
                    part.name = "streets without a settlement".to_owned();
                    part.bare = 1.0;
                }
            }
            part.centre = middle(&part.homes);
            // A part is a town's if a town, city or suburb is the settlement in which most of it lives.
            let near = index.nearest_neighbor(part.centre).map(|g| g.data);
            let large = |n: usize| {
                matches!(settlements[n].kind, SettlementKind::City | SettlementKind::Town | SettlementKind::Suburb)
            };
            part.urban = near.is_some_and(large);
            part.town = index
                .nearest_neighbor_iter(part.centre)
                .map(|g| g.data)
                .find(|n| matches!(settlements[*n].kind, SettlementKind::City | SettlementKind::Town))
                .filter(|_| part.urban);
            parts.list.push(part);
        }
        parts.meet(county, &keys, &numbers);
        parts.weigh();
        parts
    }

    /// Parts that share a walkable junction.
    fn meet(&mut self, county: &County, keys: &[Option<Key>], numbers: &BTreeMap<Key, u32>) {
        let part = |s: usize| keys[s].and_then(|k| numbers.get(&k).copied());
        for j in 0..county.network.junctions().len() {
            let mut first: Option<u32> = None;
            for id in county.network.foot_at(JunctionId::from_ix(j)) {
                match (first, part(id.ix())) {
                    (Some(a), Some(b)) if a != b => {
                        self.next[a as usize].insert(b);
                        self.next[b as usize].insert(a);
                    }
                    (None, Some(b)) => first = Some(b),
                    _ => {}
                }
            }
        }
    }

    /// Uncovered need: half by residents, half by harm (all by residents where no harm is known), of which a
    /// covered part keeps a quarter; a village part that nobody covers gets half an average part on top.
    fn weigh(&mut self) {
        let harm: f64 = self.list.iter().map(|p| p.harm).sum();
        let people: f64 = self.list.iter().map(|p| p.residents).sum();
        let n = self.list.len().max(1) as f64;
        for p in &mut self.list {
            let by_people = if people > 0.0 { p.residents / people } else { 1.0 / n };
            let share = if harm > 0.0 { f64::midpoint(by_people, p.harm / harm) } else { by_people };
            p.harm = if harm > 0.0 { p.harm / harm } else { 0.0 };
            let villages = if p.urban || p.bare < 0.5 || p.residents <= 0.0 { 0.0 } else { 0.5 / n };
            p.need = 100.0 * (share * (p.bare + (1.0 - p.bare) * 0.25) + villages);
        }
    }
}

/// The weighted middle of some places; the plain one where nothing has weight.
pub(super) fn middle(homes: &[([f64; 2], f64)]) -> [f64; 2] {
    let weighted = homes.iter().any(|h| h.1 > 0.0);
    let (mut x, mut y, mut all) = (0.0, 0.0, 0.0);
    for (at, w) in homes {
        let w = if weighted { *w } else { 1.0 };
        x += at[0] * w;
        y += at[1] * w;
        all += w;
    }
    if all > 0.0 { [x / all, y / all] } else { [0.0, 0.0] }
}
