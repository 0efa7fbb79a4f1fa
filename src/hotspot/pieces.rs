//! The walkable streets cut into pieces of at most 50 m: what density, forecasts and their tests are counted on.

use crate::domain::id::SegmentId;
use crate::domain::place::Plane;
use crate::street::Network;
use geo_types::{Coord, LineString};
use std::ops::Range;

/// Longest piece, metres.
pub(super) const LONGEST: f64 = 50.0;

/// Every walkable street in equal pieces of at most 50 m, in the order of segments and along them.
#[derive(Debug, Clone, Default)]
pub(super) struct Pieces {
    /// The pieces of segment `s` are `first[s]..first[s + 1]`; none where nobody walks.
    first: Vec<u32>,
    /// The segment of each piece.
    segment: Vec<u32>,
    /// Length of each piece, metres.
    pub(super) length: Vec<f64>,
    /// All of it, metres.
    pub(super) total: f64,
}

impl Pieces {
    /// Cuts a network.
    pub(super) fn new(network: &Network) -> Self {
        let mut out = Self { first: vec![0], ..Self::default() };
        for (i, s) in network.segments().iter().enumerate() {
            let length = s.length.get();
            if s.foot && length > 0.0 {
                let n = (length / LONGEST).ceil().max(1.0);
                for _ in 0..n as usize {
                    out.segment.push(i as u32);
                    out.length.push(length / n);
                }
            }
            out.first.push(out.segment.len() as u32);
        }
        out.total = out.length.iter().sum();
        out
    }

    /// Pieces of no network, for tests of what only asks for their number and length.
    #[cfg(test)]
    pub(super) fn of_lengths(length: &[f64]) -> Self {
        let n = length.len() as u32;
        let (first, total) = ((0..=n).collect(), length.iter().sum());
        Self { segment: (0..n).collect(), first, length: length.to_vec(), total }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.segment.len()
    }

    /// The pieces of a segment, from its `from` end.
    pub(super) fn of(&self, id: SegmentId) -> Range<usize> {
        match (self.first.get(id.ix()), self.first.get(id.ix() + 1)) {
            (Some(&a), Some(&b)) => a as usize..b as usize,
            _ => 0..0,
        }
    }

    /// The segment of a piece.
    pub(super) fn segment(&self, piece: usize) -> SegmentId {
        SegmentId(self.segment.get(piece).copied().unwrap_or_default())
    }

    /// The piece `t` metres along a segment; `None` where nobody walks.
    pub(super) fn at(&self, id: SegmentId, t: f64) -> Option<usize> {
        let range = self.of(id);
        let each = *self.length.get(range.start)?;
        let n = (t.max(0.0) / each) as usize;
        (!range.is_empty()).then(|| range.start + n.min(range.len() - 1))
    }

    /// Where a piece begins and ends, metres from its segment's `from` end.
    pub(super) fn span(&self, piece: usize) -> (f64, f64) {
        let k = piece.saturating_sub(self.of(self.segment(piece)).start) as f64;
        let each = self.length.get(piece).copied().unwrap_or(0.0);
        (k * each, (k + 1.0) * each)
    }

    /// The line of a piece, WGS 84.
    pub(super) fn line(&self, network: &Network, piece: usize) -> LineString<f64> {
        let (a, b) = self.span(piece);
        part(&network.segment(self.segment(piece)).line, a, b)
    }

    /// The middle of a piece, WGS 84.
    pub(super) fn middle(&self, network: &Network, piece: usize) -> crate::domain::place::LonLat {
        let (a, b) = self.span(piece);
        network.position(self.segment(piece), f64::midpoint(a, b))
    }
}

/// The part of a line from `a` to `b` metres along it.
pub(super) fn part(line: &LineString<f64>, a: f64, b: f64) -> LineString<f64> {
    let mut out: Vec<Coord<f64>> = Vec::new();
    let mut done = 0.0;
    let last = line.0.len().saturating_sub(2);
    for (k, l) in line.lines().enumerate() {
        let length = Plane::local_length(l.start, l.end);
        let at = |t: f64| {
            let share = if length > 0.0 { ((t - done) / length).clamp(0.0, 1.0) } else { 0.0 };
            Coord { x: l.start.x + (l.end.x - l.start.x) * share, y: l.start.y + (l.end.y - l.start.y) * share }
        };
        if done + length > a || k == last {
            if out.is_empty() {
                out.push(at(a));
            }
            out.push(at(b));
        }
        done += length;
        if done >= b {
            break;
        }
    }
    out.dedup();
    if let (1, Some(&only)) = (out.len(), out.first()) {
        out.push(only);
    }
    LineString(out)
}
