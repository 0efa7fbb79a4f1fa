//! The quickest way at a time of day, and the network of a span in which some streets are shut.
//!
//! A street is walked only if it is open from the moment it is entered until it is left; who comes to a shut one may
//! wait. With waiting nobody is later for having come earlier, so Dijkstra's search by time of arrival is exact.

use super::graph::{self, Measure};
use super::hierarchy::FAR;
use super::network::{Network, Profile};
use super::path::{Leg, Stretch, to_seconds};
use super::snap::Snap;
use super::validity::{Day, Span};
use crate::domain::id::SegmentId;
use crate::domain::units::Seconds;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// A way at a time of day.
#[derive(Debug, Clone, PartialEq)]
pub struct TimedLeg {
    /// The way; its time has the waiting in it.
    pub leg: Leg,
    /// Waiting before streets that open later, rounded up.
    pub waited: Seconds,
}

/// When streets are shut, hundredths of a second after the start.
struct Closed {
    spans: BTreeMap<u32, Vec<(i64, i64)>>,
}

impl Closed {
    fn new(all: BTreeMap<u32, Vec<Span>>, depart: i32) -> Self {
        let rel = |t: i32| (i64::from(t) - i64::from(depart)) * 100;
        let spans = all.into_iter().map(|(i, list)| (i, list.iter().map(|s| (rel(s.0), rel(s.1))).collect())).collect();
        Self { spans }
    }

    /// When one who is at a street at `at` and needs `cost` on it comes out; [`FAR`] if never.
    fn pass(&self, segment: u32, at: u32, cost: u32) -> u32 {
        let mut enter = i64::from(at);
        for &(from, to) in self.spans.get(&segment).map_or(&[][..], Vec::as_slice) {
            if enter < to && enter + i64::from(cost) > from {
                enter = to;
            }
        }
        u32::try_from(enter + i64::from(cost)).map_or(FAR, |t| t.min(FAR))
    }
}

impl Network {
    /// The quickest way that sets out at `depart` (elapsed seconds since local midnight of the day), with all hours of
    /// streets and parks kept. `None` if there is none under this profile within two days.
    #[must_use]
    pub fn route_at(&self, profile: Profile, day: &Day, depart: i32, from: Snap, to: Snap) -> Option<TimedLeg> {
        let closed = Closed::new(day.all(&self.segments), depart);
        let n = self.junctions.len();
        let mut best = vec![FAR; n];
        let mut came: Vec<Option<(u32, u32)>> = vec![None; n];
        let mut heap = BinaryHeap::new();
        for (junction, cost) in graph::ends(self, profile, Measure::Time, from, false).into_iter().flatten() {
            let at = if self.stands_at(from, junction) { cost } else { closed.pass(from.segment.0, 0, cost) };
            if at < best[junction as usize] {
                best[junction as usize] = at;
                heap.push(Reverse((at, junction)));
            }
        }
        while let Some(Reverse((at, junction))) = heap.pop() {
            if at > best[junction as usize] {
                continue;
            }
            for arc in self.graph.of(profile).out(junction) {
                let next = closed.pass(arc.segment, at, arc.cost(Measure::Time));
                if next < best[arc.to as usize] {
                    best[arc.to as usize] = next;
                    came[arc.to as usize] = Some((arc.segment, junction));
                    heap.push(Reverse((next, arc.to)));
                }
            }
        }
        let ends = graph::ends(self, profile, Measure::Time, to, true).into_iter().flatten();
        let around = ends
            .map(|(junction, cost)| {
                let at = best[junction as usize];
                let stands = self.stands_at(to, junction);
                (if stands { graph::plus(at, cost) } else { closed.pass(to.segment.0, at, cost) }, junction)
            })
            .filter(|e| e.0 < FAR && best[e.1 as usize] < FAR)
            .min();
        let along = graph::direct(self, profile, Measure::Time, from, to);
        let along = along.map(|cost| closed.pass(from.segment.0, 0, cost)).filter(|c| *c < FAR);
        let (total, stretches) = match (along, around) {
            (Some(cost), round) if round.is_none_or(|(c, _)| cost <= c) => {
                let part = [from.t, to.t];
                (cost, vec![Stretch { segment: from.segment, part, forwards: to.t >= from.t, whole: false }])
            }
            (_, Some((cost, junction))) => {
                let mut chain = Vec::new();
                let mut at = junction;
                while let Some((segment, before)) = came[at as usize] {
                    let s = &self.segments[segment as usize];
                    let forwards = s.from.0 == before;
                    let part = if forwards { [0.0, s.length.get()] } else { [s.length.get(), 0.0] };
                    chain.push(Stretch { segment: SegmentId(segment), part, forwards, whole: true });
                    at = before;
                }
                let mut all = vec![self.end_stretch(profile, Measure::Time, from, at, false)];
                all.extend(chain.into_iter().rev());
                all.push(self.end_stretch(profile, Measure::Time, to, junction, true));
                (cost, all)
            }
            (_, None) => return None,
        };
        let mut leg = self.leg(profile, &stretches);
        let time = Seconds::new(to_seconds(total) as i32);
        let waited = Seconds::new((time.get() - leg.time.get()).max(0));
        leg.time = time;
        Some(TimedLeg { leg, waited })
    }

    /// Whether a place is at a junction: nobody is on its street then.
    fn stands_at(&self, place: Snap, junction: u32) -> bool {
        let s = self.segment(place.segment);
        let near = |end: u32, metres: f64| end == junction && metres < 1e-3;
        near(s.from.0, place.t) || near(s.to.0, s.length.get() - place.t)
    }

    /// The network without the streets that are shut at any time within a span; `None` if none is, so that this one
    /// may be used. Segments keep their numbers.
    #[must_use]
    pub fn open_during(&self, day: &Day, span: Span) -> Option<Self> {
        let shut: Vec<u32> = day
            .all(&self.segments)
            .into_iter()
            .filter(|(i, spans)| self.segments[*i as usize].foot && spans.iter().any(|s| s.0 < span.1 && s.1 > span.0))
            .map(|(i, _)| i)
            .collect();
        if shut.is_empty() {
            return None;
        }
        let mut segments = self.segments.clone();
        for i in shut {
            let s = &mut segments[i as usize];
            (s.foot, s.foot_dark) = (false, false);
        }
        let mut open = Self::from_segments(segments);
        open.barriers = self.barriers.clone();
        Some(open)
    }
}
