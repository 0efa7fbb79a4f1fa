//! Streets by ward (by output area or settlement where there are no wards), cut where one is more than a beat.

use super::CoverageReport;
use super::deploy::{FAR, PEOPLE};
use super::parts::Shape;
use super::pieces::{self, Street};
use super::scope;
use crate::county::County;
use crate::hotspot::HotspotReport;
use crate::street::{Segment, StreetClass};
use rstar::RTree;
use rstar::primitives::GeomWithData;
use std::collections::BTreeMap;

/// A ward with more than this many officers' shares of need is cut (J).
const CUT: f64 = 1.25;
/// Its pieces are cut on until they are this share of an officer's beat (J).
const PIECE: f64 = 0.75;
/// No piece is cut that has fewer metres of walkable street than this.
const LEAST_M: f64 = 1000.0;
/// Pieces of a ward with less than this share of an officer's need are slivers of a border drawn twice.
const SLIVER: f64 = 0.05;
/// What need stays of residents whom a filled post covers (J).
const COVERED: f64 = 0.25;

/// An index of points with their numbers.
pub(super) type Index = RTree<GeomWithData<[f64; 2], usize>>;

/// What each segment counts.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Residents, or a tenth of the metres of frontage where nobody knows of residents.
    pub people: Vec<f64>,
    /// Share of the county's street harm.
    pub harm: Vec<f64>,
    /// Share of the county's uncovered need, 0 to 1.
    pub need: Vec<f64>,
    /// The same as if nobody were in post.
    pub raw: Vec<f64>,
    /// Officers in post, besides those to deploy.
    pub in_post: u32,
    /// Middle on the plane.
    pub at: Vec<[f64; 2]>,
    /// The nearest settlement.
    pub near: Vec<Option<usize>>,
    /// Metres that may be walked.
    pub foot_m: Vec<f64>,
}

/// Some streets that may become one part.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// The ward's number.
    pub ward: Option<u32>,
    /// Which whole it was cut from.
    pub origin: u32,
    /// How its outline is drawn.
    pub shapes: Vec<Shape>,
    /// The settlement around which it lies, where neither wards nor output areas are held.
    pub settlement: Option<usize>,
    /// Its segments, ascending.
    pub segments: Vec<u32>,
}

/// A street that joins places: walked, or driven and no motorway.
pub(super) fn joins(s: &Segment) -> bool {
    s.foot || ((s.drive.0 || s.drive.1) && s.kind != StreetClass::Motorway)
}

/// An index of settlements.
pub(super) fn settlements(county: &County) -> Index {
    let plane = county.network.plane();
    let list = county.ground.settlements.iter().enumerate();
    RTree::bulk_load(list.map(|(i, s)| GeomWithData::new(plane.project(s.at), i)).collect())
}

/// The share of a ward's residents whom no filled post covers.
pub(super) fn bare(county: &County, coverage: &CoverageReport, ward: Option<u32>) -> f64 {
    let key = ward.and_then(|w| county.boundaries.wards.get(w as usize)).map(|w| &w.key);
    let known = key.and_then(|k| coverage.wards.iter().find(|c| c.key == *k));
    1.0 - known.and_then(|c| c.scheme_share).unwrap_or(0.0).clamp(0.0, 1.0)
}

impl Facts {
    pub fn new(county: &County, hotspots: &HotspotReport, coverage: &CoverageReport) -> Self {
        let (network, index) = (&county.network, settlements(county));
        let by_people = network.segments().iter().any(|s| s.residents > 0.0);
        let mut facts = Self::default();
        for (i, s) in network.segments().iter().enumerate() {
            let middle = s.line.0.get(s.line.0.len() / 2).copied().unwrap_or_default();
            let at = network.plane().project_coord(middle);
            facts.people.push(match (by_people, s.is_frontage()) {
                (true, _) => f64::from(s.residents.max(0.0)),
                (false, true) => s.length.get() / 10.0,
                (false, false) => 0.0,
            });
            let risk = f64::from(hotspots.risk.get(i).copied().unwrap_or(0.0));
            facts.harm.push(if risk.is_finite() { risk.max(0.0) } else { 0.0 });
            facts.at.push(at);
            facts.near.push(index.nearest_neighbor(at).map(|g| g.data));
            facts.foot_m.push(if s.foot { s.length.get() } else { 0.0 });
        }
        let sum = |list: &[f64]| list.iter().sum::<f64>();
        let (people, harm, length) = (sum(&facts.people), sum(&facts.harm), sum(&facts.foot_m).max(1.0));
        for h in facts.harm.iter_mut().filter(|_| harm > 0.0) {
            *h /= harm;
        }
        let wards = 0..county.boundaries.wards.len() as u32;
        let open: Vec<f64> = wards.map(|w| bare(county, coverage, Some(w))).collect();
        for (i, s) in network.segments().iter().enumerate() {
            let live = if people > 0.0 { facts.people[i] / people } else { facts.foot_m[i] / length };
            let share = if harm > 0.0 { f64::midpoint(live, facts.harm[i]) } else { live };
            let open = s.ward.and_then(|w| open.get(w as usize)).copied().unwrap_or(1.0);
            facts.need.push(share * (open + (1.0 - open) * COVERED));
            facts.raw.push(share);
        }
        facts.in_post = coverage.schemes.iter().map(|s| s.filled).sum();
        if facts.in_post == 0 && open.iter().any(|o| *o < 0.5) {
            facts.in_post = county.operations.officers.iter().filter(|o| o.status == "active").count() as u32;
        }
        facts
    }

    fn sum(list: &[f64], group: &Group) -> f64 {
        group.segments.iter().map(|&s| list[s as usize]).sum()
    }

    /// How far a group's homes (or else its streets) lie apart, metres: the diagonal of their box.
    fn extent(&self, group: &Group) -> f64 {
        let lived = group.segments.iter().any(|&s| self.people[s as usize] > 0.0);
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for &s in group.segments.iter().filter(|s| !lived || self.people[**s as usize] > 0.0) {
            for axis in 0..2 {
                low[axis] = low[axis].min(self.at[s as usize][axis]);
                high[axis] = high[axis].max(self.at[s as usize][axis]);
            }
        }
        if low[0] <= high[0] { (high[0] - low[0]).hypot(high[1] - low[1]) } else { 0.0 }
    }
}

/// Whole wards; without wards whole output areas, or the streets around each settlement.
fn whole(county: &County, facts: &Facts, lsoas: &[Option<u32>]) -> Vec<Group> {
    let boundaries = &county.boundaries;
    let mut found: BTreeMap<(Option<u32>, Option<usize>), Vec<u32>> = BTreeMap::new();
    for (i, s) in county.network.segments().iter().enumerate().filter(|(_, s)| joins(s)) {
        let key = if !boundaries.wards.is_empty() {
            // The county's officers serve its wards; what lies outside them is somebody else's.
            let Some(ward) = s.ward.filter(|w| (*w as usize) < boundaries.wards.len()) else { continue };
            (Some(ward), None)
        } else if boundaries.lsoas.is_empty() {
            (None, facts.near[i])
        } else {
            let Some(lsoa) = lsoas[i] else { continue };
            (Some(lsoa), None)
        };
        found.entry(key).or_default().push(i as u32);
    }
    let wards = !boundaries.wards.is_empty();
    found.retain(|_, list| list.iter().any(|&s| facts.foot_m[s as usize] > 0.0));
    (0u32..)
        .zip(found)
        .map(|(origin, ((area, settlement), segments))| Group {
            ward: area.filter(|_| wards),
            origin,
            shapes: vec![match area {
                Some(w) if wards => Shape::Ward(w),
                Some(l) => Shape::Lsoa(l),
                None => Shape::Streets,
            }],
            settlement,
            segments,
        })
        .collect()
}

/// A whole ward by output areas, if it has several.
fn by_lsoa(county: &County, group: &Group, lsoas: &[Option<u32>], facts: &Facts, least: f64) -> Vec<Group> {
    let mut found: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut outside = Vec::new();
    for &s in &group.segments {
        match lsoas[s as usize] {
            Some(l) => found.entry(l).or_default().push(s),
            None => outside.push(s),
        }
    }
    let need = |list: &[u32]| list.iter().map(|&s| facts.need[s as usize]).sum::<f64>();
    let (large, small): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|(_, list)| need(list) >= least && list.iter().any(|&s| facts.foot_m[s as usize] > 0.0));
    let mut large: Vec<Group> = large
        .into_iter()
        .map(|(l, segments)| Group { shapes: vec![Shape::Lsoa(l)], segments, ..group.clone() })
        .collect();
    if large.len() < 2 {
        return vec![group.clone()];
    }
    // What is left over goes where most of its junctions are shared, or else to the lightest piece.
    let ends = |s: u32| {
        let s = &county.network.segments()[s as usize];
        [s.from.0, s.to.0]
    };
    let mut owner: BTreeMap<u32, usize> = BTreeMap::new();
    for (n, g) in large.iter().enumerate() {
        for j in g.segments.iter().flat_map(|s| ends(*s)) {
            owner.entry(j).or_insert(n);
        }
    }
    let small = small.into_iter().map(|(l, list)| (Some(l), list)).chain([(None, outside)]);
    for (lsoa, list) in small.filter(|(_, list)| !list.is_empty()) {
        let mut shared = vec![0u32; large.len()];
        for n in list.iter().flat_map(|s| ends(*s)).filter_map(|j| owner.get(&j)) {
            shared[*n] += 1;
        }
        let best = (0..large.len()).max_by_key(|&n| (shared[n], std::cmp::Reverse(n))).unwrap_or(0);
        large[best].segments.extend(list);
        large[best].segments.sort_unstable();
        large[best].shapes.extend(lsoa.map(Shape::Lsoa));
    }
    large
}

/// Cuts groups that are more than one officer's beat, and more of them while there are fewer than officers.
pub(super) fn groups(county: &County, facts: &Facts, officers: u32) -> Vec<Group> {
    let lsoas = scope::holding(&county.network, &county.boundaries.lsoas);
    let whole = whole(county, facts, &lsoas);
    let all: f64 = whole.iter().map(|g| Facts::sum(&facts.need, g)).sum();
    let target = all / f64::from(officers.max(1));
    // Beats of new officers are not to be much smaller than everybody's: a gap is not cut to crumbs.
    let usual =
        whole.iter().map(|g| Facts::sum(&facts.raw, g)).sum::<f64>() / f64::from((officers + facts.in_post).max(1));
    let too_large = |g: &Group, shares: f64, far: f64| {
        let (need, raw) = (Facts::sum(&facts.need, g), Facts::sum(&facts.raw, g));
        let heavy = target > 0.0 && need > target * shares && raw > usual * shares;
        heavy || Facts::sum(&facts.people, g) > PEOPLE || facts.extent(g) > far
    };
    let once = |g: &Group| -> Vec<Group> {
        if Facts::sum(&facts.foot_m, g) < LEAST_M * 2.0 {
            return vec![g.clone()];
        }
        if matches!(g.shapes.as_slice(), [Shape::Ward(_)]) {
            let found = by_lsoa(county, g, &lsoas, facts, target * SLIVER);
            if found.len() > 1 {
                return found;
            }
        }
        let streets: Vec<Street> = g
            .segments
            .iter()
            .map(|&id| Street { id, at: facts.at[id as usize], weight: facts.need[id as usize] })
            .collect();
        let cut = pieces::cut(&county.network, &streets);
        if cut.len() < 2 || cut.iter().any(|p| p.iter().all(|&s| facts.foot_m[s as usize] <= 0.0)) {
            return vec![g.clone()];
        }
        cut.into_iter().map(|segments| Group { shapes: vec![Shape::Streets], segments, ..g.clone() }).collect()
    };
    let mut done = Vec::new();
    let mut queue: Vec<(Group, bool)> = whole.into_iter().rev().map(|g| (g, false)).collect();
    while let Some((g, piece)) = queue.pop() {
        let (shares, far) = if piece { (PIECE, FAR) } else { (CUT, FAR * 2.0) };
        let cut = if too_large(&g, shares, far) { once(&g) } else { Vec::new() };
        if cut.len() > 1 {
            queue.extend(cut.into_iter().rev().map(|g| (g, true)));
        } else {
            done.push(g);
        }
    }
    // An officer each: cut the heaviest until there are enough, or nothing can be cut.
    let mut firm: Vec<Group> = Vec::new();
    while done.len() + firm.len() < officers as usize {
        let weight = |g: &Group| (Facts::sum(&facts.raw, g), Facts::sum(&facts.foot_m, g));
        let heaviest = (0..done.len()).max_by(|&a, &b| {
            let (a, b) = ((weight(&done[a]), b), (weight(&done[b]), a));
            a.0.0.total_cmp(&b.0.0).then(a.0.1.total_cmp(&b.0.1)).then(a.1.cmp(&b.1))
        });
        let Some(i) = heaviest else { break };
        let g = done.remove(i);
        let mut cut = once(&g);
        if cut.len() > 1 { done.append(&mut cut) } else { firm.push(g) }
    }
    done.append(&mut firm);
    done.sort_by(|a, b| (a.origin, &a.segments).cmp(&(b.origin, &b.segments)));
    done
}
