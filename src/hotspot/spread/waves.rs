//! Waves that run along streets from a place, and what they leave on each piece.

use crate::domain::id::SegmentId;
use crate::hotspot::pieces::Pieces;
use crate::street::{Network, Snap};

/// A wave that would leave less mass than this is not followed: its rest stays where it has come to.
const LEAST: f64 = 1e-5;

/// Street ends at junctions; end `2s` is the `from` end of segment `s`, `2s + 1` its `to` end.
pub(in crate::hotspot) struct Waves<'a> {
    pieces: &'a Pieces,
    /// The ends at junction `j` are `ends[first[j]..first[j + 1]]`, ascending.
    first: Vec<u32>,
    ends: Vec<u32>,
    /// The junction of each end.
    junction: Vec<u32>,
    /// Whole metres of each segment, at least 1.
    metres: Vec<u32>,
}

/// Room for one run, used again by the next.
pub(in crate::hotspot) struct Scratch<const N: usize> {
    mass: Vec<[f64; N]>,
    touched: Vec<u32>,
    /// Waves by the metres they have run: the end at which they arrive, and their height.
    at: Vec<Vec<(u32, f64)>>,
}

/// One-sided mass of the kernel up to a distance; half of the whole at the bandwidth.
fn within(distance: f64, bandwidth: f64) -> f64 {
    let u = (distance / bandwidth).clamp(0.0, 1.0);
    0.75 * (u - u * u * u / 3.0)
}

fn add<const N: usize>(s: &mut Scratch<N>, piece: usize, mass: [f64; N]) {
    let Some(slot) = s.mass.get_mut(piece) else { return };
    if slot.iter().all(|m| m.to_bits() == 0) {
        s.touched.push(piece as u32);
    }
    for (m, more) in slot.iter_mut().zip(mass) {
        *m += more;
    }
}

impl<'a> Waves<'a> {
    /// The ends of all walkable streets.
    pub(in crate::hotspot) fn new(network: &Network, pieces: &'a Pieces) -> Self {
        let segments = network.segments();
        let junction: Vec<u32> = segments.iter().flat_map(|s| [s.from.0, s.to.0]).collect();
        let walked = |e: u32| !pieces.of(SegmentId(e / 2)).is_empty();
        let mut ends: Vec<u32> = (0..junction.len() as u32).filter(|&e| walked(e)).collect();
        let of = |e: u32| junction.get(e as usize).copied().unwrap_or_default();
        ends.sort_by_key(|&e| (of(e), e));
        let mut first = vec![0_u32; network.junctions().len() + 1];
        for &e in &ends {
            if let Some(slot) = first.get_mut(of(e) as usize + 1) {
                *slot += 1;
            }
        }
        let mut sum = 0;
        for slot in &mut first {
            sum += *slot;
            *slot = sum;
        }
        let metres = segments.iter().map(|s| (s.length.get().round() as u32).max(1)).collect();
        Self { pieces, first, ends, junction, metres }
    }

    pub(in crate::hotspot) const fn pieces(&self) -> &Pieces {
        self.pieces
    }

    /// Room for a run with as many bandwidths.
    pub(in crate::hotspot) fn scratch<const N: usize>(&self) -> Scratch<N> {
        Scratch { mass: vec![[0.0; N]; self.pieces.len()], touched: Vec::new(), at: Vec::new() }
    }

    /// The mass that a place leaves on each piece for each bandwidth (metres), by piece; each sums to 1.
    pub(in crate::hotspot) fn run<const N: usize>(
        &self,
        s: &mut Scratch<N>,
        place: &Snap,
        bandwidths: [f64; N],
    ) -> Vec<(u32, [f64; N])> {
        self.wave(s, place, bandwidths);
        Self::tidy(Self::collect(s))
    }

    fn wave<const N: usize>(&self, s: &mut Scratch<N>, place: &Snap, bandwidths: [f64; N]) {
        let longest = bandwidths.iter().copied().fold(0.0, f64::max);
        let reach = (longest.ceil() as usize).max(1);
        s.at.resize_with(reach + 1, Vec::new);
        let id = place.segment;
        let length = self.metres.get(id.ix()).copied().unwrap_or(1);
        let whole: f64 = self.pieces.of(id).map(|p| self.pieces.length.get(p).copied().unwrap_or(0.0)).sum();
        let t = if whole > 0.0 { (place.t / whole * f64::from(length)).round() as u32 } else { 0 }.min(length);
        for (end, from, to) in [(id.0 * 2, t, 0), (id.0 * 2 + 1, t, length)] {
            self.leave(s, id, [from, to], 0, 1.0, bandwidths);
            if let Some(slot) = s.at.get_mut(from.abs_diff(to) as usize) {
                slot.push((end, 1.0));
            }
        }
        for d in 0..reach {
            let mut here = std::mem::take(&mut s.at[d]);
            here.sort_unstable_by_key(|&(e, _)| (self.of(e), e));
            let rest = 0.5 - within(d as f64, longest);
            for group in here.chunk_by(|a, b| self.of(a.0) == self.of(b.0)) {
                self.junction(s, group, d as u32, rest, bandwidths);
            }
            here.clear();
            s.at[d] = here;
        }
        for slot in &mut s.at {
            slot.clear();
        }
    }

    fn of(&self, end: u32) -> u32 {
        self.junction.get(end as usize).copied().unwrap_or_default()
    }

    /// All waves that reach one junction after `d` metres.
    fn junction<const N: usize>(
        &self,
        s: &mut Scratch<N>,
        waves: &[(u32, f64)],
        d: u32,
        rest: f64,
        bandwidths: [f64; N],
    ) {
        let size: f64 = waves.iter().map(|w| w.1.abs()).sum();
        if size * rest < LEAST {
            // The whole rest stays on the piece by which it came.
            for &(end, height) in waves {
                let range = self.pieces.of(SegmentId(end / 2));
                let piece = if end % 2 == 0 { range.start } else { range.end.saturating_sub(1) };
                add(s, piece, bandwidths.map(|b| height * (0.5 - within(f64::from(d), b))));
            }
            return;
        }
        let j = self.of(waves[0].0) as usize;
        let (Some(&low), Some(&high)) = (self.first.get(j), self.first.get(j + 1)) else { return };
        let all: f64 = waves.iter().map(|w| w.1).sum();
        let each = 2.0 * all / f64::from((high - low).max(1));
        let mut came = waves.iter().peekable();
        for &end in self.ends.get(low as usize..high as usize).unwrap_or_default() {
            let mut height = each;
            while let Some((_, h)) = came.next_if(|w| w.0 == end) {
                height -= h;
            }
            let id = SegmentId(end / 2);
            let length = self.metres.get(id.ix()).copied().unwrap_or(1);
            let way = if end % 2 == 0 { [0, length] } else { [length, 0] };
            self.leave(s, id, way, d, height, bandwidths);
            if let Some(slot) = s.at.get_mut((d + length) as usize) {
                slot.push((end ^ 1, height));
            }
        }
    }

    /// What a wave of some height leaves on a segment between two positions on it (whole metres), having run `d`.
    fn leave<const N: usize>(
        &self,
        s: &mut Scratch<N>,
        id: SegmentId,
        [from, to]: [u32; 2],
        d: u32,
        height: f64,
        bandwidths: [f64; N],
    ) {
        let range = self.pieces.of(id);
        let each = f64::from(self.metres.get(id.ix()).copied().unwrap_or(1)) / range.len().max(1) as f64;
        let (from, to) = (f64::from(from), f64::from(to));
        let step = |s: &mut Scratch<N>, piece: usize| {
            let k = (piece - range.start) as f64;
            let (low, high) = (k * each, (k + 1.0) * each);
            let (near, far) = if to >= from {
                (low.max(from) - from, high.min(to) - from)
            } else {
                (from - high.min(from), from - low.max(to))
            };
            let near = f64::from(d) + near.max(0.0);
            let far = f64::from(d) + far;
            if far > near {
                add(s, piece, bandwidths.map(|b| height * (within(far, b) - within(near, b))));
            }
        };
        for piece in range.clone() {
            step(s, piece);
        }
    }

    /// Takes the masses out, ascending by piece.
    fn collect<const N: usize>(s: &mut Scratch<N>) -> Vec<(u32, [f64; N])> {
        s.touched.sort_unstable();
        s.touched.dedup();
        let take = |&piece: &u32| Some((piece, std::mem::replace(s.mass.get_mut(piece as usize)?, [0.0; N])));
        let out = s.touched.iter().filter_map(take).collect();
        s.touched.clear();
        out
    }

    /// Waves that were not followed may leave a hair below nothing on a piece: that becomes nothing, and the sum is
    /// exactly what it was.
    fn tidy<const N: usize>(mut masses: Vec<(u32, [f64; N])>) -> Vec<(u32, [f64; N])> {
        let mut sums = [0.0; N];
        for (_, mass) in &mut masses {
            for (sum, m) in sums.iter_mut().zip(mass) {
                *m = m.max(0.0);
                *sum += *m;
            }
        }
        for (m, sum) in masses.iter_mut().flat_map(|(_, mass)| mass.iter_mut().zip(sums)) {
            *m = if sum > 0.0 { *m / sum } else { 0.0 };
        }
        masses.retain(|(_, mass)| mass.iter().any(|&m| m > 0.0));
        masses
    }

    /// The masses of a run before anything is tidied.
    #[cfg(test)]
    pub(in crate::hotspot) fn raw(&self, place: &Snap, bandwidth: f64) -> Vec<(u32, f64)> {
        let mut s = self.scratch();
        self.wave(&mut s, place, [bandwidth]);
        Self::collect(&mut s).into_iter().map(|(piece, [m])| (piece, m)).collect()
    }
}
