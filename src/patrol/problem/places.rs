//! Places of the problem on the streets, and where cars stand.

use crate::county::County;
use crate::domain::id::JunctionId;
use crate::domain::place::{LonLat, Plane};
use crate::domain::units::Metres;
use crate::street::{Profile, Snap};
use std::collections::BTreeMap;

/// A lit street this near is taken before a nearer unlit one, so that the place can be reached after dark, metres.
const LIT_M: f64 = 60.0;
/// The same for a base, whose yard is often unlit on the map, metres.
const LIT_BASE_M: f64 = 150.0;
/// A car is parked where another demand's stands already if that is no farther, metres.
const SHARED_M: f64 = 200.0;
/// No car is parked farther from what it is for, metres.
const PARK_M: f64 = 500.0;

/// Where a car stands: the place on the roads, and the seconds on foot from the place of the problem to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stand {
    /// On the roads.
    pub snap: Snap,
    /// Seconds on foot to it.
    pub walk: u32,
}

/// The places, found one by one.
pub struct Places<'a> {
    county: &'a County,
    /// In the order of their numbers.
    pub list: Vec<Snap>,
    /// Where cars may stand, by place.
    pub stands: BTreeMap<usize, Stand>,
    /// Where cars stand for a place by what an earlier date settled.
    settled: BTreeMap<usize, Option<usize>>,
}

impl<'a> Places<'a> {
    /// None yet.
    #[must_use]
    pub const fn new(county: &'a County) -> Self {
        Self { county, list: Vec::new(), stands: BTreeMap::new(), settled: BTreeMap::new() }
    }

    /// Keeps where a car stands for a place, whatever further dates find nearer: what is asked on several dates is one
    /// demand, and has one stand.
    pub fn settle(&mut self, place: usize, stand: Option<usize>) {
        self.settled.entry(place).or_insert(stand);
    }

    /// The place of a street near a position: a lit one if one is near.
    pub fn find(&mut self, at: LonLat, limit: f64) -> Option<usize> {
        let net = &self.county.network;
        let snap = net
            .snap(Profile::FootDark, at, Metres::new(LIT_M.min(limit)))
            .or_else(|| net.snap(Profile::FootDay, at, Metres::new(limit)))?;
        Some(self.push(snap))
    }

    /// The number of a place, the same for places within a metre on one street or at one junction.
    pub fn push(&mut self, snap: Snap) -> usize {
        let corner = self.corner(snap);
        let same = |s: &Snap| {
            s.segment == snap.segment && (s.t - snap.t).abs() < 1.0 || corner.is_some() && self.corner(*s) == corner
        };
        if let Some(i) = self.list.iter().position(same) {
            return i;
        }
        self.list.push(snap);
        self.list.len() - 1
    }

    /// The junction at which a place lies, if it lies within a metre of one.
    fn corner(&self, snap: Snap) -> Option<JunctionId> {
        let s = self.county.network.segment(snap.segment);
        let left = s.length.get() - snap.t;
        if snap.t.min(left) >= 1.0 {
            return None;
        }
        Some(if snap.t <= left { s.from } else { s.to })
    }

    fn walkable(&self, snap: Snap) -> bool {
        self.county.network.snap(Profile::FootDay, snap.at, Metres::new(1.0)).is_some()
            && self.county.network.segment(snap.segment).foot
    }

    /// A base: the same place for all who start there, with a stand for its cars.
    pub fn base(&mut self, at: LonLat, limit: f64) -> Option<usize> {
        let net = &self.county.network;
        let road = net.snap(Profile::Drive, at, Metres::new(limit));
        let near = |s: &Snap| s.distance.get() <= LIT_M;
        let lit = |s: &Snap| net.snap(Profile::FootDark, s.at, Metres::new(1.0)).is_some();
        let both = road.filter(|s| near(s) && self.walkable(*s) && lit(s));
        // A day that begins in an unlit yard could not end there after dark.
        let dark = || net.snap(Profile::FootDark, at, Metres::new(LIT_BASE_M.min(limit)));
        let p = match both.or_else(dark) {
            Some(snap) => self.push(snap),
            None => self.find(at, limit)?,
        };
        if let Some(road) = road {
            // From the door to the car on foot, a third longer than straight, at 4.5 km/h.
            let metres = Plane::local_length(self.list[p].at.coord(), road.at.coord());
            let walk = if metres < 1.0 { 0 } else { (metres * 1.33 / 1.25).ceil() as u32 };
            self.stands.entry(p).or_insert(Stand { snap: road, walk });
        }
        Some(p)
    }

    /// Where a car may stand for a place: there, if that street is driven; else near it, on a street both driven
    /// and walked; a stand in use already first.
    pub fn park(&mut self, place: usize) -> Option<usize> {
        if let Some(stand) = self.settled.get(&place) {
            return *stand;
        }
        let net = &self.county.network;
        let here = *self.list.get(place)?;
        let open = |s: &Snap| {
            let s = net.segment(s.segment);
            s.drive.0 || s.drive.1
        };
        if self.stands.contains_key(&place) {
            return Some(place);
        }
        let far = |s: &Snap| Plane::local_length(s.at.coord(), here.at.coord());
        // A walk back to the same spot leaves no way on foot to do in the dark.
        if open(&here) && net.snap(Profile::Drive, here.at, Metres::new(1.0)).is_some() {
            self.stands.insert(place, Stand { snap: here, walk: 0 });
            return Some(place);
        }
        let shared = self.stands.keys().copied().map(|p| (far(&self.list[p]), p)).filter(|x| x.0 < SHARED_M);
        if let Some((_, p)) = shared.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))) {
            return Some(p);
        }
        let snap = net.snap(Profile::Drive, here.at, Metres::new(PARK_M))?;
        let snap = if self.walkable(snap) {
            snap
        } else {
            net.segments_near(here.at, Metres::new(PARK_M))
                .into_iter()
                .map(|id| net.position(id, net.segment(id).length.get() / 2.0))
                .filter_map(|at| net.snap(Profile::Drive, at, Metres::new(1.0)))
                .filter(|s| self.walkable(*s))
                .min_by(|a, b| far(a).total_cmp(&far(b)).then(a.segment.cmp(&b.segment)))?
        };
        let p = self.push(snap);
        self.stands.insert(p, Stand { snap, walk: 0 });
        Some(p)
    }
}
