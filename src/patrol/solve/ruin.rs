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
    keep: Vec<Stop>,
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
        if rng.chance(40) {
            repark(m, s, rng, scratch, v);
        }
    }
}

/// Tries other parking places for the touched routes: on foot, at the stop's own place, at another's, or back where
/// the car was. What saves time stays; now and then also what only fits.
fn repark(m: &Model, s: &mut State, rng: &mut Rng, scratch: &mut Scratch, v: usize) {
    let len = s.routes[v].stops.len();
    if !m.crews[v].rides || len == 0 {
        return;
    }
    for _ in 0..3 {
        let k = rng.below(len);
        let other = match rng.below(4) {
            0 => NONE,
            1 => m.options[s.routes[v].stops[k].option as usize].park,
            2 => s.routes[v].stops[rng.below(k + 1)].car,
            _ if m.parks.is_empty() => NONE,
            _ => m.parks[rng.below(m.parks.len())],
        };
        if other == s.routes[v].stops[k].ride {
            continue;
        }
        let before = s.routes[v].busy;
        scratch.stops.clone_from(&s.routes[v].stops);
        scratch.stops[k].ride = other;
        // Those who follow may go on as they were, or find the car where it was for them before.
        let was = s.routes[v].stops[k].car;
        if rng.chance(50)
            && let Some(next) = scratch.stops.get_mut(k + 1)
            && next.ride == NONE
        {
            next.ride = was;
        }
        let mut old = std::mem::take(&mut scratch.keep);
        old.clone_from(&s.routes[v].stops);
        let fits = s.replace(m, v, &scratch.stops, &mut scratch.spare);
        if fits && s.routes[v].busy >= before && !rng.chance(25) {
            s.replace(m, v, &old, &mut scratch.spare);
        }
        scratch.keep = old;
    }
}

/// Keeps the `count` smallest keys.
fn pick(keys: &mut Vec<(i64, usize)>, count: usize) {
    keys.sort_unstable();
    keys.truncate(count);
}
