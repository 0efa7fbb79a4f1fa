//! Walks along given streets: a hotspot's loop, a beat through streets not seen lately.

use super::network::{Network, Profile, Segment};
use super::snap::Snap;
use crate::domain::id::{JunctionId, SegmentId};
use crate::domain::place::Plane;
use crate::domain::units::{Metres, Seconds};
use geo_types::{Coord, LineString};
use std::collections::VecDeque;

/// Patrol pace, metres a second: 3.5 km/h.
const PATROL_MPS: f64 = 3.5 / 3.6;

/// A walk along streets at patrol pace (3.5 km/h).
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// Where it begins.
    pub start: Snap,
    /// Where it ends; equal to `start` for a loop.
    pub end: Snap,
    /// How long it takes at patrol pace, rounded up.
    pub time: Seconds,
    /// How far.
    pub length: Metres,
    /// Its line from start to end.
    pub line: LineString<f64>,
    /// Streets walked at least once, ascending.
    pub segments: Vec<SegmentId>,
}

impl Network {
    /// A closed walk that covers as much of `segments` (weightiest first in the list) as `budget` of time allows
    /// at patrol pace, starting and ending at the same place on the first of them. `None` if none may be walked.
    #[must_use]
    pub fn loop_walk(&self, profile: Profile, segments: &[SegmentId], budget: Seconds) -> Option<Walk> {
        let walk = self.there_and_back(profile, segments, budget)?;
        let back = walk.line.0.iter().rev().skip(1).copied();
        let line: LineString<f64> = walk.line.0.iter().copied().chain(back).collect();
        Some(Walk { end: walk.start, line, length: walk.length + walk.length, ..walk })
    }

    /// Out along the heaviest chain of `segments` within half the budget; the loop comes back the same way.
    fn there_and_back(&self, profile: Profile, segments: &[SegmentId], budget: Seconds) -> Option<Walk> {
        let out = self.chain(profile, segments, f64::from(budget.get()) * PATROL_MPS / 2.0)?;
        Some(Walk { time: pace(out.length.get() * 2.0), ..out })
    }

    /// A walk from one end to another that covers as much of `segments` as `budget` allows, without repeating
    /// a street.
    #[must_use]
    pub fn cover_walk(&self, profile: Profile, segments: &[SegmentId], budget: Seconds) -> Option<Walk> {
        self.chain(profile, segments, f64::from(budget.get()) * PATROL_MPS)
    }

    /// The first usable street and, at either end in turn, the earliest listed street that continues it; cut to
    /// `metres`.
    fn chain(&self, profile: Profile, segments: &[SegmentId], metres: f64) -> Option<Walk> {
        let usable = |s: &Segment| match profile {
            Profile::FootDay => s.foot,
            Profile::FootDark => s.foot && s.foot_dark,
            Profile::Drive => false,
        };
        let first = *segments.iter().find(|id| usable(self.segment(**id)))?;
        // Streets in walking order, each with whether it is walked from its `from` end.
        let mut chain: VecDeque<(SegmentId, bool)> = VecDeque::from([(first, true)]);
        let mut length = self.segment(first).length.get();
        while length < metres {
            let (tail, head) =
                (chain.back().map(|c| self.end_of(*c, true)), chain.front().map(|c| self.end_of(*c, false)));
            let free = |id: &&SegmentId| usable(self.segment(**id)) && chain.iter().all(|c| c.0 != **id);
            let touches = |id: &SegmentId, at: Option<JunctionId>| {
                Some(self.segment(*id).from) == at || Some(self.segment(*id).to) == at
            };
            let next = segments.iter().filter(free).find(|id| touches(id, tail) || touches(id, head)).copied();
            let Some(id) = next else { break };
            let s = self.segment(id);
            if touches(&id, tail) {
                chain.push_back((id, Some(s.from) == tail));
            } else {
                chain.push_front((id, Some(s.to) == head));
            }
            length += s.length.get();
        }
        Some(self.walk_along(&Vec::from(chain), metres))
    }

    fn end_of(&self, (id, forwards): (SegmentId, bool), last: bool) -> JunctionId {
        let s = self.segment(id);
        if forwards == last { s.to } else { s.from }
    }

    fn walk_along(&self, chain: &[(SegmentId, bool)], metres: f64) -> Walk {
        let mut left = metres.max(1.0);
        let mut coords: Vec<Coord<f64>> = Vec::new();
        let mut used = Vec::new();
        let mut ends: Option<(Snap, Snap)> = None;
        for &(id, forwards) in chain {
            let s = self.segment(id);
            let whole = s.length.get();
            let part = whole.min(left);
            let (a, b) = if forwards { (0.0, part) } else { (whole, whole - part) };
            coords.extend(super::snap::piece(&s.line, a, b));
            used.push(id);
            let snap = |t: f64| Snap { segment: id, t, at: self.position(id, t), distance: Metres::ZERO };
            ends = Some((ends.map_or_else(|| snap(a), |e| e.0), snap(b)));
            left -= part;
            if left <= 0.0 {
                break;
            }
        }
        coords.dedup();
        used.sort_unstable();
        let line = LineString::new(coords);
        let length = Metres::new(line.lines().map(|l| Plane::local_length(l.start, l.end)).sum());
        let nowhere = Snap { segment: SegmentId(0), t: 0.0, at: self.plane.origin(), distance: Metres::ZERO };
        let (start, end) = ends.unwrap_or((nowhere, nowhere));
        Walk { start, end, time: pace(length.get()), length, line, segments: used }
    }
}

fn pace(metres: f64) -> Seconds {
    Seconds::new((metres / PATROL_MPS).ceil() as i32)
}
