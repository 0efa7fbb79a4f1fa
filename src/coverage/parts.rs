//! What patrol areas are made of: wards, or pieces of them, or the streets around each settlement.

use super::CoverageReport;
use super::groups::{self, Facts, Group, Index};
use crate::county::County;
use crate::domain::ground::SettlementKind;
use crate::hotspot::HotspotReport;
use std::collections::{BTreeMap, BTreeSet};

/// What draws the outline of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A whole ward.
    Ward(u32),
    /// An output area, within the part's ward if it has one.
    Lsoa(u32),
    /// The ground around its streets.
    Streets,
}

/// A ward, a piece of one, or the streets around a settlement.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    /// The ward's place in the county's list; `None` where the county has no wards.
    pub ward: Option<u32>,
    /// How its outline is drawn.
    pub shapes: Vec<Shape>,
    /// Its segments, ascending.
    pub segments: Vec<u32>,
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
    /// Whether it lies by a city, a town or a suburb.
    pub urban: bool,
    /// Uncovered need: percent of all the county's need, villages' bonus included.
    pub need: f64,
    /// The same if nobody were in post, without the bonus.
    pub raw: f64,
    /// Its frontage with residents: place on the plane and weight.
    pub homes: Vec<([f64; 2], f64)>,
    /// The segments of that frontage, in the same order.
    pub lived: Vec<u32>,
    /// Their weighted middle.
    pub centre: [f64; 2],
    /// Settlements whose streets lie mostly in it: numbers in the county's list.
    pub settlements: Vec<usize>,
}

/// Parts and which of them meet by streets.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub list: Vec<Part>,
    /// For each part the parts that share a junction with it.
    pub next: Vec<BTreeSet<u32>>,
    /// Residents by settlement.
    pub people: Vec<f64>,
    /// What a beat weighs if all posts, old and new, have like ones: percent, as [`Part::raw`].
    pub usual: f64,
    /// For each segment its part of the need, percent, villages' bonus included; 0 outside all parts.
    pub need_of: Vec<f64>,
    /// Wards without a street on the map: numbers in the county's list.
    pub streetless: Vec<u32>,
}

impl Parts {
    pub fn new(county: &County, hotspots: &HotspotReport, coverage: &CoverageReport, officers: u32) -> Self {
        let facts = Facts::new(county, hotspots, coverage);
        let groups = groups::groups(county, &facts, officers);
        let index = groups::settlements(county);
        let settlements = &county.ground.settlements;
        let mut lived: Vec<BTreeMap<u32, f64>> = vec![BTreeMap::new(); settlements.len()];
        let mut list = Vec::new();
        for (n, group) in (0u32..).zip(&groups) {
            for &s in &group.segments {
                if let Some(near) = facts.near[s as usize].filter(|_| facts.people[s as usize] > 0.0) {
                    *lived[near].entry(n).or_default() += facts.people[s as usize];
                }
            }
            list.push(part(county, coverage, &facts, &index, group));
        }
        let people: Vec<f64> = lived.iter().map(|m| m.values().sum()).collect();
        for (n, places) in lived.iter().enumerate() {
            let most = places.iter().max_by(|a, b| a.1.total_cmp(b.1).then_with(|| b.0.cmp(a.0)));
            if let Some(part) = most.and_then(|(k, _)| list.get_mut(*k as usize)) {
                part.settlements.push(n);
                part.villages +=
                    u32::from(matches!(settlements[n].kind, SettlementKind::Village | SettlementKind::Hamlet));
            }
        }
        let with: BTreeSet<u32> = list.iter().filter_map(|p| p.ward).collect();
        let streetless = (0..county.boundaries.wards.len() as u32).filter(|w| !with.contains(w)).collect();
        let mut parts = Self { next: vec![BTreeSet::new(); list.len()], list, people, streetless, ..Self::default() };
        parts.meet(county);
        parts.weigh(&facts, &groups);
        let raw: f64 = parts.list.iter().map(|p| p.raw).sum();
        parts.usual = raw / f64::from((officers + facts.in_post).max(1));
        parts
    }

    /// Parts that share a junction of streets: a village that only a road without pavement joins is reached by car.
    fn meet(&mut self, county: &County) {
        let mut at: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (n, part) in (0u32..).zip(&self.list) {
            for &s in &part.segments {
                let s = &county.network.segments()[s as usize];
                for junction in [s.from.0, s.to.0] {
                    at.entry(junction).or_default().insert(n);
                }
            }
        }
        for list in at.values().filter(|l| l.len() > 1) {
            for &a in list {
                self.next[a as usize].extend(list.iter().filter(|b| **b != a));
            }
        }
    }

    /// Uncovered need: half by residents, half by harm (all by residents where no harm is known), of which a
    /// covered part keeps a quarter; a whole outside the towns that nobody covers gets half an average share on
    /// top, which its pieces divide by residents.
    fn weigh(&mut self, facts: &Facts, groups: &[Group]) {
        let origins: BTreeSet<u32> = groups.iter().map(|g| g.origin).collect();
        let bonus = 0.5 / origins.len().max(1) as f64;
        let mut whole: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        for (p, g) in self.list.iter().zip(groups) {
            let sums = whole.entry(g.origin).or_default();
            sums.0 += p.residents;
            sums.1 += if p.urban { p.residents } else { 0.0 };
        }
        self.need_of = vec![0.0; facts.need.len()];
        for (p, g) in self.list.iter_mut().zip(groups) {
            let need: f64 = g.segments.iter().map(|&s| facts.need[s as usize]).sum();
            let (residents, urban) = whole.get(&g.origin).copied().unwrap_or_default();
            let rural = residents > 0.0 && urban < residents / 2.0 && p.bare >= 0.5;
            p.need = 100.0 * (need + if rural { bonus * p.residents / residents } else { 0.0 });
            for &s in &g.segments {
                let share = if need > 0.0 { facts.need[s as usize] / need } else { 1.0 / g.segments.len() as f64 };
                self.need_of[s as usize] = p.need * share;
            }
        }
    }
}

/// One part, but for what it must know of others.
fn part(county: &County, coverage: &CoverageReport, facts: &Facts, index: &Index, group: &Group) -> Part {
    let settlements = &county.ground.settlements;
    let ward = group.ward.and_then(|w| county.boundaries.wards.get(w as usize));
    let sum = |list: &[f64]| group.segments.iter().map(|&s| list[s as usize]).sum::<f64>();
    let lived = |s: &&u32| facts.people[**s as usize] > 0.0;
    let walked = |s: &&u32| facts.foot_m[**s as usize] > 0.0;
    let mut ids: Vec<u32> = group.segments.iter().filter(lived).copied().collect();
    if ids.is_empty() {
        // Without a resident, the middle of the streets must do.
        ids = group.segments.iter().filter(walked).copied().collect();
    }
    let homes: Vec<_> = ids.iter().map(|&s| (facts.at[s as usize], facts.people[s as usize])).collect();
    let centre = middle(&homes);
    // A part is a town's if a town, city or suburb is the settlement nearest to where most of it lives.
    let large =
        |n: usize| matches!(settlements[n].kind, SettlementKind::City | SettlementKind::Town | SettlementKind::Suburb);
    let urban = index.nearest_neighbor(centre).is_some_and(|g| large(g.data));
    let official = ward.and_then(|b| b.residents).filter(|_| matches!(group.shapes.as_slice(), [Shape::Ward(_)]));
    Part {
        ward: group.ward,
        shapes: group.shapes.clone(),
        name: name(county, facts, group),
        residents: official.map_or_else(|| sum(&facts.people), f64::from),
        harm: sum(&facts.harm),
        bare: groups::bare(county, coverage, group.ward),
        raw: sum(&facts.raw) * 100.0,
        urban,
        homes,
        lived: ids,
        centre,
        segments: group.segments.clone(),
        ..Part::default()
    }
}

/// What people call a part: its ward, and if that is cut the street in it with most residents.
fn name(county: &County, facts: &Facts, group: &Group) -> String {
    let segments = county.network.segments();
    let lsoa = |l: u32| county.boundaries.lsoas.get(l as usize).map(|l| l.name.clone());
    let whole = match (group.ward.and_then(|w| county.boundaries.wards.get(w as usize)), group.shapes.first()) {
        (Some(ward), _) => ward.name.clone(),
        (None, Some(Shape::Lsoa(l))) => lsoa(*l).unwrap_or_default(),
        _ => {
            group.settlement.and_then(|n| county.ground.settlements.get(n)).map(|s| s.name.clone()).unwrap_or_default()
        }
    };
    if matches!(group.shapes.as_slice(), [Shape::Ward(_)]) {
        return whole;
    }
    let mut streets: BTreeMap<&str, f64> = BTreeMap::new();
    for &s in group.segments.iter().filter(|s| !segments[**s as usize].name.is_empty()) {
        *streets.entry(&segments[s as usize].name).or_default() += facts.people[s as usize];
    }
    let street = streets.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(a.0))).map(|(name, _)| name);
    match (whole.is_empty(), street) {
        (false, Some(street)) => format!("{whole} around {street}"),
        (true, Some(street)) => format!("streets around {street}"),
        (false, None) => whole,
        (true, None) => "streets without a name".to_owned(),
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
