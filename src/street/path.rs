//! The best way from one place to another, with its line.

use super::graph::{self, Measure};
use super::hierarchy::FAR;
use super::network::{Network, Profile};
use super::search::{Scratch, best_end};
use super::snap::Snap;
use crate::domain::id::SegmentId;
use crate::domain::units::{Metres, Seconds};
use geo_types::{Coord, LineString};

/// A way from one place to another along the network.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// How long it takes, rounded up.
    pub time: Seconds,
    /// How far, to the millimetre.
    pub length: Metres,
    /// The line, from the first snapped position to the last; at least two positions unless both are the same.
    pub line: LineString<f64>,
    /// The segments used, in order.
    pub segments: Vec<SegmentId>,
}

/// Whole seconds of hundredths, rounded up.
pub(super) fn to_seconds(hundredths: u32) -> u32 {
    hundredths.div_ceil(100)
}

/// A stretch of a segment, from one position on it to another, metres from its `from` end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    pub(super) segment: SegmentId,
    pub(super) part: [f64; 2],
    /// Whether it runs from `from` to `to`.
    pub(super) forwards: bool,
    /// Whether it is the whole segment.
    pub(super) whole: bool,
}

impl Network {
    /// The quickest way between two snapped places, `None` if there is none under this profile.
    #[must_use]
    pub fn route(&self, profile: Profile, from: Snap, to: Snap) -> Option<Leg> {
        self.best_way(profile, Measure::Time, from, to)
    }

    /// The shortest way between two snapped places, `None` if there is none under this profile.
    #[must_use]
    pub fn shortest(&self, profile: Profile, from: Snap, to: Snap) -> Option<Leg> {
        self.best_way(profile, Measure::Length, from, to)
    }

    fn best_way(&self, profile: Profile, measure: Measure, from: Snap, to: Snap) -> Option<Leg> {
        Some(self.leg(profile, &self.best_stretches(profile, measure, from, to)?))
    }

    /// The stretches of the best way.
    pub(super) fn best_stretches(
        &self,
        profile: Profile,
        measure: Measure,
        from: Snap,
        to: Snap,
    ) -> Option<Vec<Stretch>> {
        let mut scratch = Scratch::default();
        let along = graph::direct(self, profile, measure, from, to).filter(|c| *c < FAR);
        self.search(profile, measure, from, Some(&[to]), FAR - 1, &mut scratch);
        let around = best_end(self, profile, measure, &scratch, to);
        match (along, around) {
            (Some(cost), round) if round.is_none_or(|(c, _)| cost <= c) => Some(vec![Stretch {
                segment: from.segment,
                part: [from.t, to.t],
                forwards: to.t >= from.t,
                whole: false,
            }]),
            (_, Some((_, junction))) => Some(self.unwind(profile, measure, &scratch, junction, from, to)),
            (_, None) => None,
        }
    }

    /// The stretches of the way that a search found to `to` by `end`.
    fn unwind(
        &self,
        profile: Profile,
        measure: Measure,
        scratch: &Scratch,
        end: u32,
        from: Snap,
        to: Snap,
    ) -> Vec<Stretch> {
        let mut chain: Vec<Stretch> = Vec::new();
        let mut at = end;
        while let Some((segment, before)) = scratch.came(at) {
            let s = &self.segments[segment as usize];
            // Both ends of a loop are one junction; a loop is on no best way.
            let forwards = s.from.0 == before;
            let part = if forwards { [0.0, s.length.get()] } else { [s.length.get(), 0.0] };
            chain.push(Stretch { segment: SegmentId(segment), part, forwards, whole: true });
            at = before;
        }
        let mut all = vec![self.end_stretch(profile, measure, from, at, false)];
        all.extend(chain.into_iter().rev());
        all.push(self.end_stretch(profile, measure, to, end, true));
        all
    }

    /// From a place to a junction at an end of its segment, or `inwards`, the other way; the cheaper end of a loop.
    pub(super) fn end_stretch(
        &self,
        profile: Profile,
        measure: Measure,
        snap: Snap,
        junction: u32,
        inwards: bool,
    ) -> Stretch {
        let s = self.segment(snap.segment);
        let costs = graph::ends(self, profile, measure, snap, inwards).map(|e| e.filter(|(j, _)| *j == junction));
        let by_from = match costs {
            [Some((_, a)), Some((_, b))] => a <= b,
            [a, _] => a.is_some(),
        };
        let edge = if by_from { 0.0 } else { s.length.get() };
        let part = if inwards { [edge, snap.t] } else { [snap.t, edge] };
        Stretch { segment: snap.segment, part, forwards: inwards == by_from, whole: false }
    }

    /// A leg along stretches that follow one another.
    pub(super) fn leg(&self, profile: Profile, stretches: &[Stretch]) -> Leg {
        let mut coords: Vec<Coord<f64>> = Vec::new();
        let mut segments = Vec::new();
        let (mut hundredths, mut millimetres) = (0u32, 0u32);
        for (i, stretch) in stretches.iter().enumerate() {
            let s = self.segment(stretch.segment);
            let [a, b] = stretch.part;
            // A junction is passed between a stretch and the next.
            for (passed, at_from) in [(i > 0, stretch.forwards), (i + 1 < stretches.len(), !stretch.forwards)] {
                if passed {
                    hundredths = graph::plus(hundredths, graph::wait(s, profile, Measure::Time, at_from));
                }
            }
            let cost = |measure| graph::cost(s, profile, measure, stretch.forwards, [a, b]).unwrap_or(0);
            // A place looked at from itself takes no time.
            if stretches.len() > 1 || (a - b).abs() >= 1e-9 {
                hundredths = graph::plus(hundredths, cost(Measure::Time));
                segments.push(stretch.segment);
            }
            millimetres = graph::plus(millimetres, cost(Measure::Length));
            match (stretch.whole, stretch.forwards) {
                (true, true) => coords.extend(s.line.0.iter().copied()),
                (true, false) => coords.extend(s.line.0.iter().rev().copied()),
                (false, _) => coords.extend(super::snap::piece(&s.line, a, b)),
            }
        }
        coords.dedup();
        segments.dedup();
        Leg {
            time: Seconds::new(to_seconds(hundredths) as i32),
            length: Metres::new(f64::from(millimetres) / 1000.0),
            line: LineString::new(coords),
            segments,
        }
    }
}
