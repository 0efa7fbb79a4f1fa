//! Taking parts of a plan away, in ways that leave room for something better.

use super::insert::without;
use super::model::{Model, NONE};
use super::rng::Rng;
use super::state::{State, Stop};

/// Buffers of the search, kept from one iteration to the next.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    /// Routes touched.
    pub slots: Vec<usize>,
    /// Stops of a route being rebuilt.
    pub stops: Vec<Stop>,
    /// Old stops of a route.
    pub spare: Vec<Stop>,
    keys: Vec<(i64, usize)>,
}

/// Removes stops from one to three routes, named in `scratch.slots`.
pub fn ruin(m: &Model, s: &mut State, rng: &mut Rng, scratch: &mut Scratch, strength: usize) {
    let n = s.routes.len();
    scratch.slots.clear();
    let wanted = 1 + rng.below(3.min(n));
    let seed = rng.below(m.wants.len());
    let w = &m.wants[seed];
    // A place and a time around which to make room: some way to serve a demand.
    let around = (w.first < w.last).then(|| w.first + rng.below((w.last - w.first) as usize) as u32);
    let mut first = rng.below(n);
    if !s.usable[first] {
        first = (0..n).map(|i| (first + i) % n).find(|&v| s.usable[v]).unwrap_or(first);
    }
    if s.usable[first] {
        scratch.slots.push(first);
    }
    for _ in 1..wanted {
        let v = rng.below(n);
        if s.usable[v] && !scratch.slots.contains(&v) {
            scratch.slots.push(v);
        }
    }
    let how = rng.below(10);
    for i in 0..scratch.slots.len() {
        let v = scratch.slots[i];
        scratch.stops.clone_from(&s.routes[v].stops);
        let len = scratch.stops.len();
        if len == 0 {
            continue;
        }
        let most = strength.clamp(1, len);
        let count = 1 + rng.below(most);
        scratch.keys.clear();
        match how {
            0..=3 => {
                let from = rng.below(len + 1 - count);
                scratch.keys.extend((from..from + count).map(|k| (0, k)));
                // Sometimes one stop in the middle stays (Christiaens & Vanden Berghe 2020, split strings).
                if count > 2 && rng.chance(30) {
                    scratch.keys.remove(1 + rng.below(count - 2));
                }
            }
            4 | 5 => {
                scratch.keys.extend((0..len).map(|k| ((rng.next() >> 1) as i64, k)));
                pick(&mut scratch.keys, count);
            }
            6 | 7 => {
                for (k, x) in scratch.stops.iter().enumerate() {
                    let o = &m.options[x.option as usize];
                    if o.demand != NONE {
                        let loss = s.loss(m, o.demand as usize, v, x.start);
                        let noise = 50 + rng.below(100) as i64;
                        scratch.keys.push((loss.saturating_mul(noise) / (x.travel + o.work).max(1), k));
                    }
                }
                pick(&mut scratch.keys, count);
            }
            _ => {
                let Some(near) = around else { continue };
                let near = &m.options[near as usize];
                for (k, x) in scratch.stops.iter().enumerate() {
                    let o = &m.options[x.option as usize];
                    let early = (near.lo - x.start).max(x.start - near.hi).max(0);
                    let far = m.walk(0, near.enter, o.enter).min(1_000_000) + early / 2;
                    scratch.keys.push((far * (80 + rng.below(40) as i64), k));
                }
                pick(&mut scratch.keys, count);
            }
        }
        // A break moves only now and then: it must find a place again.
        let moves = rng.chance(30);
        scratch.keys.retain(|&(_, k)| moves || m.options[scratch.stops[k].option as usize].demand != NONE);
        scratch.keys.sort_unstable_by_key(|k| std::cmp::Reverse(k.1));
        for &(_, k) in &scratch.keys {
            without(&mut scratch.stops, k);
        }
        // Without the triangle inequality less can be too much: take more away until it fits.
        while !s.replace(m, v, &scratch.stops, &mut scratch.spare) {
            if scratch.stops.is_empty() {
                break;
            }
            let k = rng.below(scratch.stops.len());
            without(&mut scratch.stops, k);
        }
    }
}

/// Keeps the `count` smallest keys.
fn pick(keys: &mut Vec<(i64, usize)>, count: usize) {
    keys.sort_unstable();
    keys.truncate(count);
}
