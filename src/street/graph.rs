//! What each segment costs under each profile, as flat arrays (compressed sparse rows, one per profile).
//!
//! Costs are whole numbers, so that sums are exact and the same on every machine: hundredths of a second of time,
//! millimetres of length. A cost of [`FAR`] or more is no way: 248 days, or 2,147 km.

use super::hierarchy::FAR;
use super::network::{Network, Profile, Segment, StreetClass};
use super::snap::Snap;
use crate::domain::id::{JunctionId, SegmentId};

/// Transit on foot, metres a second: 4.5 km/h.
pub const FOOT_MPS: f64 = 4.5 / 3.6;
/// Steps, metres a second (0.4 to 0.5 observed on long stairs).
pub const STEPS_MPS: f64 = 0.5;

/// What a best way has least of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Time, in hundredths of a second: the quickest way. Plans count time.
    Time,
    /// Length, in millimetres: the shortest way. On foot it differs from the quickest only by steps, which are slow.
    Length,
}

/// Metres a second on a segment; `None` if it may not be used in this direction.
pub(super) fn speed(segment: &Segment, profile: Profile, forwards: bool) -> Option<f64> {
    match profile {
        Profile::FootDay | Profile::FootDark => {
            let open = if profile == Profile::FootDay { segment.foot } else { segment.foot && segment.foot_dark };
            open.then_some(if segment.kind == StreetClass::Steps { STEPS_MPS } else { FOOT_MPS })
        }
        Profile::Drive => {
            let open = if forwards { segment.drive.0 } else { segment.drive.1 };
            open.then_some(f64::from(segment.drive_kmh.max(5)) / 3.6)
        }
    }
}

/// A position on a segment in whole millimetres, so that its two parts are together as long as the whole.
fn millimetres(t: f64) -> u32 {
    // A float out of the type's range becomes its nearest end.
    (t * 1000.0).round() as u32
}

/// The cost of a segment between two positions on it, metres from its `from` end; `None` if it may not be used in
/// this direction.
pub(super) fn cost(
    segment: &Segment,
    profile: Profile,
    measure: Measure,
    forwards: bool,
    part: [f64; 2],
) -> Option<u32> {
    let speed = speed(segment, profile, forwards)?;
    Some(match measure {
        // Rounded up, at least 1: no leg is free, and no plan is a hair quicker than the walk.
        Measure::Time => {
            let slow = slope(segment, profile, forwards);
            (((part[1] - part[0]).abs() / speed * slow * 100.0).ceil() as u32).clamp(1, FAR)
        }
        Measure::Length => millimetres(part[0]).abs_diff(millimetres(part[1])).min(FAR),
    })
}

/// How much longer a segment takes on foot than it would on the flat.
pub(super) fn slope(segment: &Segment, profile: Profile, forwards: bool) -> f64 {
    match profile {
        Profile::Drive => 1.0,
        // Steps have a pace of their own.
        _ if segment.kind == StreetClass::Steps => 1.0,
        _ => f64::from(if forwards { segment.slope.0 } else { segment.slope.1 }) / f64::from(super::slope::FLAT),
    }
}

/// What passing the `from` or the `to` end of a segment costs: half the wait at the road that meets there.
pub(super) fn wait(segment: &Segment, profile: Profile, measure: Measure, at_from: bool) -> u32 {
    match (profile, measure) {
        (Profile::Drive, _) | (_, Measure::Length) => 0,
        _ => u32::from(if at_from { segment.waits.0 } else { segment.waits.1 }),
    }
}

/// The cost of a whole segment, with what passing both ends costs.
pub(super) fn whole(segment: &Segment, profile: Profile, measure: Measure, forwards: bool) -> Option<u32> {
    let ends = wait(segment, profile, measure, true) + wait(segment, profile, measure, false);
    Some(plus(cost(segment, profile, measure, forwards, [0.0, segment.length.get()])?, ends))
}

/// The cost of one way after another.
pub(super) fn plus(a: u32, b: u32) -> u32 {
    a.saturating_add(b).min(FAR)
}

/// An arc of one profile's graph.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    pub(super) to: u32,
    pub(super) segment: u32,
    time: u32,
    length: u32,
}

impl Arc {
    pub(super) fn cost(self, measure: Measure) -> u32 {
        match measure {
            Measure::Time => self.time,
            Measure::Length => self.length,
        }
    }
}

/// One profile's graph: the arcs of junction `j` are `arcs[first[j]..first[j + 1]]`.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    first: Vec<u32>,
    arcs: Vec<Arc>,
}

impl Graph {
    /// Arcs of a junction stand in the order of their segments.
    fn new(junctions: usize, segments: &[Segment], profile: Profile) -> Self {
        let mut list: Vec<(u32, Arc)> = Vec::with_capacity(2 * segments.len());
        for (i, s) in segments.iter().enumerate() {
            for (forwards, from, to) in [(true, s.from.0, s.to.0), (false, s.to.0, s.from.0)] {
                let costs = [Measure::Time, Measure::Length].map(|m| whole(s, profile, m, forwards));
                if let [Some(time), Some(length)] = costs {
                    list.push((from, Arc { to, segment: i as u32, time, length }));
                }
            }
        }
        let mut first = vec![0u32; junctions + 1];
        for (from, _) in &list {
            first[*from as usize + 1] += 1;
        }
        for j in 0..junctions {
            first[j + 1] += first[j];
        }
        // Counted into place rather than sorted: what a county costs grows as its streets do.
        let mut next = first.clone();
        let mut arcs = vec![Arc { to: 0, segment: 0, time: 0, length: 0 }; list.len()];
        for (from, arc) in list {
            let at = &mut next[from as usize];
            arcs[*at as usize] = arc;
            *at += 1;
        }
        Self { first, arcs }
    }

    pub(super) fn out(&self, junction: u32) -> &[Arc] {
        &self.arcs[self.first[junction as usize] as usize..self.first[junction as usize + 1] as usize]
    }

    /// All arcs as (from, to, cost).
    pub(super) fn costs(&self, measure: Measure) -> impl Iterator<Item = (u32, u32, u32)> + '_ {
        let junctions = self.first.len().saturating_sub(1) as u32;
        (0..junctions).flat_map(move |j| self.out(j).iter().map(move |a| (j, a.to, a.cost(measure))))
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

    pub(super) fn of(&self, profile: Profile) -> &Graph {
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

/// The ways out of a place (or, `inwards`, into it), by the `from` and by the `to` end of its segment: junction, cost.
pub(super) fn ends(
    network: &Network,
    profile: Profile,
    measure: Measure,
    snap: Snap,
    inwards: bool,
) -> super::hierarchy::Ends {
    let s = network.segment(snap.segment);
    let length = s.length.get();
    let t = snap.t.clamp(0.0, length);
    // Leaving towards `to` runs forwards; coming in from `from` runs forwards too.
    [
        cost(s, profile, measure, inwards, [0.0, t]).map(|c| (s.from.0, plus(c, wait(s, profile, measure, true)))),
        cost(s, profile, measure, !inwards, [t, length]).map(|c| (s.to.0, plus(c, wait(s, profile, measure, false)))),
    ]
}

/// The cost along one segment without leaving it.
pub(super) fn direct(network: &Network, profile: Profile, measure: Measure, from: Snap, to: Snap) -> Option<u32> {
    if from.segment != to.segment {
        return None;
    }
    if (to.t - from.t).abs() < 1e-9 {
        return Some(0);
    }
    cost(network.segment(from.segment), profile, measure, to.t > from.t, [from.t, to.t])
}
