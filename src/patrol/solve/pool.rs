//! Good plans that differ, for unpredictability.

use super::model::{Model, NONE};
use super::state::State;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Buckets by the first stops of all vehicles: the best of each is kept.
const BUCKETS: usize = 48;

/// A kept plan.
#[derive(Debug, Clone)]
pub struct Kept {
    pub state: State,
    /// First three visits of each vehicle.
    pub firsts: Vec<[u32; 3]>,
}

/// Plans within epsilon of the best.
#[derive(Debug, Clone, Default)]
pub struct Pool {
    kept: Vec<Option<Kept>>,
    permille: i64,
    on: bool,
}

/// First three visits of each vehicle.
pub fn firsts(m: &Model, s: &State) -> Vec<[u32; 3]> {
    s.routes
        .iter()
        .map(|r| {
            let mut out = [NONE; 3];
            let visits = r.stops.iter().map(|x| m.options[x.option as usize].demand).filter(|d| *d != NONE);
            for (o, d) in out.iter_mut().zip(visits) {
                *o = d;
            }
            out
        })
        .collect()
}

/// The least value that is within epsilon of the best. The bonus of mandatory demands cancels out: nothing that
/// serves fewer of them comes near.
fn floor(m: &Model, best: &State, permille: i64) -> i64 {
    let part = i128::from(best.reward(m).max(0)) * i128::from(permille) / 1000;
    best.value().saturating_sub(part as i64)
}

impl Pool {
    pub fn new(size: usize, permille: u32) -> Self {
        Self { kept: vec![None; BUCKETS], permille: permille.min(1000).into(), on: size > 1 }
    }

    /// Keeps a plan if it is near the best and better than the last of its bucket.
    pub fn offer(&mut self, m: &Model, s: &State, best: i64) {
        if !self.on {
            return;
        }
        let near = i128::from(s.reward(m).max(0)) * i128::from(self.permille) / 1000;
        if i128::from(s.value()) + near < i128::from(best) {
            return;
        }
        let mut h = FxHasher::default();
        for r in &s.routes {
            let visits = r.stops.iter().map(|x| m.options[x.option as usize].demand).filter(|d| *d != NONE);
            for d in visits.take(3) {
                h.write_u32(d);
            }
            h.write_u32(NONE);
        }
        let hash = h.finish();
        let place = &mut self.kept[((hash ^ (hash >> 32)) % BUCKETS as u64) as usize];
        match place {
            Some(k) if s.value() > k.state.value() => {
                k.state.copy(s);
                k.firsts = firsts(m, s);
            }
            Some(_) => {}
            None => *place = Some(Kept { state: s.clone(), firsts: firsts(m, s) }),
        }
    }

    /// All that is kept, in order of buckets.
    pub fn into_kept(self) -> impl Iterator<Item = Kept> {
        self.kept.into_iter().flatten()
    }
}

/// The best and up to `size - 1` others within epsilon, each as unlike those before it as can be found.
pub fn select(m: &Model, best: &State, all: Vec<Kept>, size: usize, permille: u32) -> Vec<State> {
    let floor = floor(m, best, permille.min(1000).into());
    let mut left: Vec<Kept> = all.into_iter().filter(|k| k.state.value() >= floor).collect();
    let mut out = vec![Kept { state: best.clone(), firsts: firsts(m, best) }];
    let unlike = |a: &Kept, b: &Kept| a.firsts.iter().zip(&b.firsts).filter(|(x, y)| x != y).count();
    while out.len() < size {
        let next = left
            .iter()
            .enumerate()
            .map(|(i, k)| (out.iter().map(|o| unlike(k, o)).min().unwrap_or(0), k.state.value(), std::cmp::Reverse(i)))
            .max();
        match next {
            Some((distance, _, std::cmp::Reverse(i))) if distance > 0 => out.push(left.swap_remove(i)),
            _ => break,
        }
    }
    let mut states: Vec<State> = out.into_iter().map(|k| k.state).collect();
    states[1..].sort_by_key(|s| (std::cmp::Reverse(s.value()), s.busy));
    states
}
