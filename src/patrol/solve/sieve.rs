//! Which options fit on foot anywhere in a route: most do not, and this says so for many at a time.
//!
//! An option with window `[lo, hi]` and dwell `w` fits into a gap (left at `r` at the earliest, the next target
//! reached at `l` at the latest, legs `a` and `b`) if `r + a ≤ hi`, `r + a + w + b ≤ l` and `lo + w + b ≤ l`. Options
//! lie side by side in lanes sorted by their windows, with `a` and `w + b` of all lanes in one row for each place, so
//! that the compiler tries a block of them at once. A sieve errs only on the side of too many (budgets, repeated
//! visits): whoever inserts looks again.

use super::model::{Model, NONE, Option_};
use super::state::Gap;

/// Lanes of a block.
const BLOCK: usize = 16;
/// Longer than any span that the sieve can tell apart: eight years.
const LONG: i64 = 1 << 28;
/// Entries of the rows at most; beyond, neighbours are looked at instead.
const MOST: usize = 1 << 25;

/// Latest start of what is closed, or nothing: before anybody can be anywhere.
const CLOSED: i32 = -(1 << 29);

fn short(t: i64) -> i32 {
    t.clamp(-LONG, LONG) as i32
}

/// Options in lanes.
#[derive(Debug, Clone, Default)]
pub struct Sieve {
    lanes: usize,
    size: usize,
    /// The option of a lane; [`NONE`]: padding.
    options: Vec<u32>,
    /// The lane of an option.
    lane: Vec<u32>,
    lo: Vec<[i32; BLOCK]>,
    /// Latest start if the demand is open.
    hi: Vec<[i32; BLOCK]>,
    /// For each block the least `lo + dwell` and the greatest `hi`.
    ends: Vec<(i64, i64)>,
    /// From each place to the lanes.
    to: Vec<[i32; BLOCK]>,
    /// Dwell and way on to each place, in each layer.
    on: Vec<[i32; BLOCK]>,
}

impl Sieve {
    /// Lanes for all options of demands; `None` if that would take too much memory.
    pub fn new(m: &Model, size: usize, layers: usize) -> Option<Self> {
        let mut all: Vec<u32> = m.wants.iter().flat_map(|w| w.first..w.last).collect();
        all.sort_by_key(|&i| (m.options[i as usize].lo + m.options[i as usize].hi, i));
        let lanes = all.len().next_multiple_of(BLOCK);
        if lanes.checked_mul(size).and_then(|n| n.checked_mul(layers + 1)).is_none_or(|n| n > MOST) {
            return None;
        }
        let mut lane = vec![NONE; m.options.len()];
        for (l, &i) in all.iter().enumerate() {
            lane[i as usize] = l as u32;
        }
        all.resize(lanes, NONE);
        let blocks = |of: &dyn Fn(&Option_) -> i64, none: i32, out: &mut Vec<[i32; BLOCK]>| {
            for chunk in all.chunks_exact(BLOCK) {
                out.push(std::array::from_fn(|j| m.options.get(chunk[j] as usize).map_or(none, |o| short(of(o)))));
            }
        };
        let mut s = Self { lanes, size, ..Self::default() };
        blocks(&|o| o.lo, 0, &mut s.lo);
        blocks(&|o| o.hi, CLOSED, &mut s.hi);
        for chunk in all.chunks_exact(BLOCK) {
            let some = chunk.iter().filter_map(|&i| m.options.get(i as usize));
            s.ends.push(some.fold((i64::MAX, i64::MIN), |e, o| (e.0.min(o.lo + o.dwell), e.1.max(o.hi))));
        }
        for place in 0..size as u32 {
            blocks(&|o| m.walk(o.layer, place, o.enter), LONG as i32, &mut s.to);
        }
        for layer in 0..layers as u32 {
            for place in 0..size as u32 {
                blocks(&|o| o.dwell + m.walk(layer, o.leave, place), LONG as i32, &mut s.on);
            }
        }
        (s.options, s.lane) = (all, lane);
        Some(s)
    }

    /// Latest starts of all lanes while all demands are open.
    pub fn all_open(&self) -> Vec<[i32; BLOCK]> {
        self.hi.clone()
    }

    /// Opens or closes an option.
    pub fn set(&self, now: &mut [[i32; BLOCK]], option: u32, open: bool) {
        let l = self.lane[option as usize] as usize;
        if let Some(block) = now.get_mut(l / BLOCK) {
            block[l % BLOCK] = if open { self.hi[l / BLOCK][l % BLOCK] } else { CLOSED };
        }
    }

    /// Options that fit into one of the gaps (in order of time), by lane, each with a bit for each gap where it
    /// fits; the last bit stands for all gaps from there on.
    pub fn fit(&self, now: &[[i32; BLOCK]], gaps: &[Gap], out: &mut Vec<(u32, u32)>) {
        let blocks = self.lanes / BLOCK;
        for (b, (hi, &(first, last))) in now.iter().zip(&self.ends).enumerate() {
            let lo = &self.lo[b];
            let mut fits = [0i32; BLOCK];
            for (i, g) in gaps.iter().enumerate() {
                if g.latest < first {
                    continue;
                }
                if g.ready > last {
                    break;
                }
                let (ready, latest) = (short(g.ready), short(g.latest));
                let bit = 1i32 << i.min(31);
                let to = &self.to[g.from as usize * blocks + b];
                let on = &self.on[(g.layer as usize * self.size + g.target as usize) * blocks + b];
                for j in 0..BLOCK {
                    let late = (hi[j] - ready) - to[j];
                    let long = (latest - ready) - to[j] - on[j];
                    let early = (latest - lo[j]) - on[j];
                    // All ones if any is below zero.
                    let none = (late | long | early) >> 31;
                    fits[j] |= bit & !none;
                }
            }
            for (j, f) in fits.iter().enumerate() {
                if *f != 0 {
                    out.push((self.options[b * BLOCK + j], *f as u32));
                }
            }
        }
    }
}
