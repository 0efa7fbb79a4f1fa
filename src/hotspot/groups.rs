//! Hotspots grown along streets from peaks of risk.

use super::pieces::Pieces;
use crate::domain::id::SegmentId;
use crate::street::Network;
use std::collections::BTreeSet;

/// A stop's streets: long enough to be walked in a quarter of an hour's stay, short enough to be seen from end to
/// end, metres (evidence: 150 × 150 m to 150 m radius).
pub(super) const SHORT: f64 = 100.0;
pub(super) const USUAL: f64 = 300.0;
/// Where streets are thin (J): up to so much, if there are fewer metres of street than this around the peak.
pub(super) const LONG: f64 = 400.0;
const THIN: f64 = 3000.0;
const AROUND: f64 = 300.0;
/// Pieces join a hotspot while their risk a metre is at least this share of the peak's (J).
const JOINS: f64 = 0.35;

/// Which pieces touch which.
pub(super) struct Touching<'a> {
    network: &'a Network,
    pub(super) pieces: &'a Pieces,
}

impl<'a> Touching<'a> {
    pub(super) const fn new(network: &'a Network, pieces: &'a Pieces) -> Self {
        Self { network, pieces }
    }

    /// The pieces that touch a piece: along its street, or at the junction at its end.
    fn of(&self, piece: usize) -> Vec<usize> {
        let id = self.pieces.segment(piece);
        let range = self.pieces.of(id);
        let segment = self.network.segment(id);
        let mut out = Vec::new();
        for (inner, next, junction) in
            [(piece > range.start, piece.wrapping_sub(1), segment.from), (piece + 1 < range.end, piece + 1, segment.to)]
        {
            if inner {
                out.push(next);
                continue;
            }
            for other in self.network.foot_at(junction) {
                let theirs = self.pieces.of(other);
                let s = self.network.segment(other);
                if s.from == junction && !theirs.is_empty() {
                    out.push(theirs.start);
                }
                if s.to == junction && !theirs.is_empty() {
                    out.push(theirs.end - 1);
                }
            }
        }
        out.retain(|p| *p != piece);
        out
    }

    /// The longest that a hotspot around a piece may be, metres.
    pub(super) fn longest(&self, piece: usize) -> f64 {
        let at = self.pieces.middle(self.network, piece);
        let near = self.network.segments_near(at, crate::domain::units::Metres::new(AROUND));
        // A long lane that only passes by counts as the part that can be near.
        let metres = near.iter().map(|&id| self.network.segment(id)).filter(|s| s.foot);
        let metres: f64 = metres.map(|s| s.length.get().min(AROUND)).sum();
        if metres < THIN { LONG } else { USUAL }
    }
}

/// Groups of connected pieces around peaks, from the highest risk a metre to the lowest, at most `most`. A street
/// belongs to one group at most; `significant` says which may belong to one. A group that finds no 100 m is none.
pub(super) fn grow(
    touching: &Touching<'_>,
    risk: &[f64],
    significant: &dyn Fn(usize) -> bool,
    most: usize,
) -> Vec<Vec<usize>> {
    let pieces = touching.pieces;
    let metres = |p: usize| pieces.length.get(p).copied().unwrap_or(0.0);
    // A stub of a few metres is no peak.
    let density = |p: usize| risk.get(p).copied().unwrap_or(0.0) / metres(p).max(10.0);
    let mut peaks: Vec<(f64, usize)> =
        (0..pieces.len()).map(|p| (density(p), p)).filter(|&(d, p)| d > 0.0 && significant(p)).collect();
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    // A walk takes whole streets, so a street belongs to one group, with all of its pieces.
    let mut taken: BTreeSet<SegmentId> = BTreeSet::new();
    let is_taken = |taken: &BTreeSet<SegmentId>, p: usize| taken.contains(&pieces.segment(p));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (height, peak) in peaks {
        if groups.len() >= most {
            break;
        }
        if is_taken(&taken, peak) {
            continue;
        }
        let longest = touching.longest(peak);
        let mut group = vec![peak];
        let mut length = metres(peak);
        let mut open: BTreeSet<usize> = touching.of(peak).into_iter().collect();
        loop {
            let mut best: Option<(f64, usize)> = None;
            for &p in open.iter().filter(|p| !is_taken(&taken, **p) && !group.contains(p)) {
                let d = density(p);
                let wanted = (d >= height * JOINS && significant(p)) || length < SHORT;
                if length + metres(p) <= longest && wanted && best.is_none_or(|(b, i)| d > b || (d >= b && p < i)) {
                    best = Some((d, p));
                }
            }
            let Some((_, p)) = best else { break };
            length += metres(p);
            group.push(p);
            open.extend(touching.of(p));
        }
        if length >= SHORT {
            taken.extend(group.iter().map(|&p| pieces.segment(p)));
            groups.push(group);
        }
    }
    groups
}
