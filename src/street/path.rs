//! Shortest paths and many-to-many tables on flat arrays (compressed sparse rows, one per profile).
//!
//! Costs are whole hundredths of a second, so that sums are exact and the same on every machine.

use super::network::{Network, Profile, Segment, StreetClass};
use super::snap::Snap;
use crate::domain::id::{JunctionId, SegmentId};
use crate::domain::units::{Metres, Seconds};
use geo_types::{Coord, LineString};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Transit on foot, metres a second: 4.5 km/h.
pub const FOOT_MPS: f64 = 4.5 / 3.6;
/// Steps, metres a second (0.4 to 0.5 observed on long stairs).
pub const STEPS_MPS: f64 = 0.5;

const UNREACHED: u32 = u32::MAX;

/// Hundredths of a second to travel `metres` of a segment, forwards or backwards; `None` if not allowed.
fn cost(segment: &Segment, profile: Profile, forwards: bool, metres: f64) -> Option<u32> {
    let speed = match profile {
        Profile::FootDay | Profile::FootDark => {
            let open = if profile == Profile::FootDay { segment.foot } else { segment.foot && segment.foot_dark };
            let speed = if segment.kind == StreetClass::Steps { STEPS_MPS } else { FOOT_MPS };
            open.then_some(speed)?
        }
        Profile::Drive => {
            let open = if forwards { segment.drive.0 } else { segment.drive.1 };
            open.then_some(f64::from(segment.drive_kmh.max(5)) / 3.6)?
        }
    };
    // Rounded up, at least 1: no leg is free, and no plan is a hair quicker than the walk.
    Some(((metres / speed * 100.0).ceil() as u32).max(1))
}

/// An arc of one profile's graph.
#[derive(Debug, Clone, Copy)]
struct Arc {
    to: u32,
    segment: u32,
    cost: u32,
}

/// One profile's graph: the arcs of junction `j` are `arcs[first[j]..first[j + 1]]`.
#[derive(Debug, Clone, Default)]
struct Graph {
    first: Vec<u32>,
    arcs: Vec<Arc>,
}

impl Graph {
    fn new(junctions: usize, segments: &[Segment], profile: Profile) -> Self {
        let mut list: Vec<(u32, Arc)> = Vec::new();
        for (i, s) in segments.iter().enumerate() {
            let segment = i as u32;
            if let Some(cost) = cost(s, profile, true, s.length.get()) {
                list.push((s.from.0, Arc { to: s.to.0, segment, cost }));
            }
            if let Some(cost) = cost(s, profile, false, s.length.get()) {
                list.push((s.to.0, Arc { to: s.from.0, segment, cost }));
            }
        }
        list.sort_by_key(|(from, arc)| (*from, arc.segment, arc.to));
        let mut first = vec![0u32; junctions + 1];
        for (from, _) in &list {
            first[*from as usize + 1] += 1;
        }
        for j in 0..junctions {
            first[j + 1] += first[j];
        }
        Self { first, arcs: list.into_iter().map(|(_, a)| a).collect() }
    }

    fn out(&self, junction: u32) -> &[Arc] {
        &self.arcs[self.first[junction as usize] as usize..self.first[junction as usize + 1] as usize]
    }
}

/// One adjacency per profile.
#[derive(Debug, Clone, Default)]
pub struct Graphs {
    foot_day: Graph,
    foot_dark: Graph,
    drive: Graph,
}

impl Graphs {
    pub(super) fn new(junctions: usize, segments: &[Segment]) -> Self {
        Self {
            foot_day: Graph::new(junctions, segments, Profile::FootDay),
            foot_dark: Graph::new(junctions, segments, Profile::FootDark),
            drive: Graph::new(junctions, segments, Profile::Drive),
        }
    }

    fn of(&self, profile: Profile) -> &Graph {
        match profile {
            Profile::FootDay => &self.foot_day,
            Profile::FootDark => &self.foot_dark,
            Profile::Drive => &self.drive,
        }
    }

    /// Segments usable under a profile that leave a junction, in ascending order.
    pub fn at(&self, profile: Profile, junction: JunctionId) -> impl Iterator<Item = SegmentId> + '_ {
        self.of(profile).out(junction.0).iter().map(|a| SegmentId(a.segment))
    }
}

/// Scratch memory of one search, cleared in constant time by its stamp.
#[derive(Debug, Default)]
struct Scratch {
    stamp: u32,
    seen: Vec<u32>,
    cost: Vec<u32>,
    came_by: Vec<u32>,
    came_from: Vec<u32>,
    heap: BinaryHeap<Reverse<(u32, u32)>>,
}

impl Scratch {
    fn begin(&mut self, junctions: usize) {
        if self.seen.len() < junctions {
            self.seen.resize(junctions, 0);
            self.cost.resize(junctions, UNREACHED);
            self.came_by.resize(junctions, 0);
            self.came_from.resize(junctions, UNREACHED);
        }
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.seen.fill(0);
            self.stamp = 1;
        }
        self.heap.clear();
    }

    fn cost_to(&self, junction: u32) -> u32 {
        if self.seen[junction as usize] == self.stamp { self.cost[junction as usize] } else { UNREACHED }
    }

    fn offer(&mut self, junction: u32, cost: u32, by: u32, from: u32) {
        if cost < self.cost_to(junction) {
            let j = junction as usize;
            self.seen[j] = self.stamp;
            self.cost[j] = cost;
            self.came_by[j] = by;
            self.came_from[j] = from;
            self.heap.push(Reverse((cost, junction)));
        }
    }

    /// Settles junctions in order of cost until `done` says so or the limit is passed.
    fn run(&mut self, graph: &Graph, limit: u32, mut done: impl FnMut(u32, u32) -> bool) {
        while let Some(Reverse((cost, junction))) = self.heap.pop() {
            if cost > self.cost_to(junction) {
                continue;
            }
            if cost > limit || done(junction, cost) {
                break;
            }
            for arc in graph.out(junction) {
                self.offer(arc.to, cost.saturating_add(arc.cost), arc.segment, junction);
            }
        }
    }
}

/// A way from one place to another along the network.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// How long it takes, rounded up.
    pub time: Seconds,
    /// How far.
    pub length: Metres,
    /// The line, from the first snapped position to the last; at least two positions unless both are the same.
    pub line: LineString<f64>,
    /// The segments used, in order.
    pub segments: Vec<SegmentId>,
}

/// Travel between all pairs of some places.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    size: usize,
    seconds: Vec<u32>,
    metres: Vec<f32>,
}

impl Matrix {
    /// Seconds from place `i` to place `j`, rounded up; `None` if unreachable (or beyond the limit asked for).
    #[must_use]
    pub fn seconds(&self, i: usize, j: usize) -> Option<u32> {
        Some(self.seconds[i * self.size + j]).filter(|&s| s != UNREACHED)
    }

    /// Metres of that way; `None` if unreachable.
    #[must_use]
    pub fn metres(&self, i: usize, j: usize) -> Option<f32> {
        self.seconds(i, j).map(|_| self.metres[i * self.size + j])
    }
}

/// The ways out of a place (or, `inwards`, into it): junction, cost, metres on the segment.
fn ends(network: &Network, profile: Profile, snap: Snap, inwards: bool) -> [Option<(u32, u32, f64)>; 2] {
    let s = network.segment(snap.segment);
    let back = snap.t.clamp(0.0, s.length.get());
    let ahead = s.length.get() - back;
    // Leaving towards `to` runs forwards; coming in from `from` runs forwards too.
    [
        cost(s, profile, inwards, back).map(|c| (s.from.0, c, back)),
        cost(s, profile, !inwards, ahead).map(|c| (s.to.0, c, ahead)),
    ]
}

/// Along one segment without leaving it.
fn direct(network: &Network, profile: Profile, from: Snap, to: Snap) -> Option<(u32, f64)> {
    if from.segment != to.segment {
        return None;
    }
    let metres = (to.t - from.t).abs();
    if metres < 1e-9 {
        return Some((0, 0.0));
    }
    cost(network.segment(from.segment), profile, to.t > from.t, metres).map(|c| (c, metres))
}

/// The best way found by a search that started at `from`: cost, and the end junction of `to` by which it comes.
fn best_end(network: &Network, profile: Profile, scratch: &Scratch, to: Snap) -> Option<(u32, u32, f64)> {
    ends(network, profile, to, true)
        .into_iter()
        .flatten()
        .filter_map(|(junction, cost, metres)| {
            let reached = scratch.cost_to(junction);
            (reached != UNREACHED).then(|| (reached.saturating_add(cost), junction, metres))
        })
        .min_by_key(|&(cost, junction, _)| (cost, junction))
}

fn to_seconds(hundredths: u32) -> u32 {
    hundredths.div_ceil(100)
}

impl Network {
    /// The quickest way between two snapped places, `None` if there is none under this profile.
    #[must_use]
    pub fn route(&self, profile: Profile, from: Snap, to: Snap) -> Option<Leg> {
        let mut scratch = Scratch::default();
        let along = direct(self, profile, from, to);
        self.search(profile, from, &[to], None, &mut scratch);
        let around = best_end(self, profile, &scratch, to);
        match (along, around) {
            (Some((cost, metres)), round) if round.is_none_or(|(c, _, _)| cost <= c) => {
                let line = super::snap::piece(&self.segment(from.segment).line, from.t, to.t);
                let segments = if metres > 0.0 { vec![from.segment] } else { Vec::new() };
                Some(Self::leg(cost, line, segments))
            }
            (_, Some((cost, junction, _))) => Some(self.unwind(&scratch, cost, junction, from, to)),
            (_, None) => None,
        }
    }

    fn leg(cost: u32, mut coords: Vec<Coord<f64>>, segments: Vec<SegmentId>) -> Leg {
        coords.dedup();
        let line = LineString::new(coords);
        let length = line.lines().map(|l| crate::domain::Plane::local_length(l.start, l.end)).sum();
        Leg { time: Seconds::new(to_seconds(cost) as i32), length: Metres::new(length), line, segments }
    }

    fn unwind(&self, scratch: &Scratch, cost: u32, end: u32, from: Snap, to: Snap) -> Leg {
        let mut chain: Vec<(u32, u32)> = Vec::new();
        let mut at = end;
        while scratch.came_from[at as usize] != UNREACHED {
            let before = scratch.came_from[at as usize];
            chain.push((scratch.came_by[at as usize], before));
            at = before;
        }
        let first = self.segment(from.segment);
        let exit = if at == first.from.0 && (at != first.to.0 || from.t <= first.length.get() / 2.0) {
            0.0
        } else {
            first.length.get()
        };
        let mut coords = super::snap::piece(&first.line, from.t, exit);
        let mut segments = vec![from.segment];
        for &(segment, before) in chain.iter().rev() {
            let s = &self.segments[segment as usize];
            if s.from.0 == before {
                coords.extend(s.line.0.iter().copied());
            } else {
                coords.extend(s.line.0.iter().rev().copied());
            }
            segments.push(SegmentId(segment));
        }
        let last = self.segment(to.segment);
        let entry = if end == last.from.0 && (end != last.to.0 || to.t <= last.length.get() / 2.0) {
            0.0
        } else {
            last.length.get()
        };
        coords.extend(super::snap::piece(&last.line, entry, to.t));
        segments.push(to.segment);
        segments.dedup();
        Self::leg(cost, coords, segments)
    }

    fn search(&self, profile: Profile, from: Snap, to: &[Snap], limit: Option<u32>, scratch: &mut Scratch) {
        scratch.begin(self.junctions.len());
        for (junction, cost, _) in ends(self, profile, from, false).into_iter().flatten() {
            scratch.offer(junction, cost, 0, UNREACHED);
        }
        let mut wanted: Vec<u32> =
            to.iter().flat_map(|t| ends(self, profile, *t, true)).flatten().map(|(junction, _, _)| junction).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut left = wanted.len();
        let limit = limit.map_or(UNREACHED - 1, |s| s.saturating_mul(100));
        // `done` is asked as a junction is settled, before its arcs are followed: ending at the last wanted one is safe.
        scratch.run(self.graph.of(profile), limit, |junction, _| {
            if wanted.binary_search(&junction).is_ok() {
                left -= 1;
            }
            left == 0
        });
    }

    /// Metres of the way by which a search came to `junction`.
    fn metres_to(&self, scratch: &Scratch, from: Snap, junction: u32) -> f64 {
        let mut metres = 0.0;
        let mut at = junction;
        while scratch.came_from[at as usize] != UNREACHED {
            metres += self.segments[scratch.came_by[at as usize] as usize].length.get();
            at = scratch.came_from[at as usize];
        }
        let s = self.segment(from.segment);
        let (back, ahead) = (from.t, s.length.get() - from.t);
        metres
            + if s.from == s.to {
                back.min(ahead)
            } else if at == s.from.0 {
                back
            } else {
                ahead
            }
    }

    /// Quickest times between all pairs of places, each source on a rayon worker; the answer does not depend on
    /// the number of threads. Searches stop at `limit` seconds if given.
    #[must_use]
    pub fn matrix(&self, profile: Profile, places: &[Snap], limit: Option<u32>) -> Matrix {
        let rows: Vec<Vec<(u32, f32)>> = places
            .par_iter()
            .map_init(Scratch::default, |scratch, &from| {
                self.search(profile, from, places, limit, scratch);
                places
                    .iter()
                    .map(|&to| {
                        let around = best_end(self, profile, scratch, to);
                        let found = match (direct(self, profile, from, to), around) {
                            (Some((cost, metres)), round) if round.is_none_or(|(c, _, _)| cost <= c) => {
                                Some((cost, metres))
                            }
                            (_, Some((cost, junction, metres))) => {
                                Some((cost, metres + self.metres_to(scratch, from, junction)))
                            }
                            (_, None) => None,
                        };
                        let kept = found.filter(|(cost, _)| limit.is_none_or(|l| to_seconds(*cost) <= l));
                        kept.map_or((UNREACHED, 0.0), |(cost, metres)| (to_seconds(cost), metres as f32))
                    })
                    .collect()
            })
            .collect();
        let (seconds, metres) = rows.into_iter().flatten().unzip();
        Matrix { size: places.len(), seconds, metres }
    }
}
