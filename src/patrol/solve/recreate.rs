//! Filling routes up again: by value against cost, with a changing eye.

use super::insert::{Slot, Taste};
use super::model::{Model, NONE};
use super::rng::Rng;
use super::ruin::Scratch;
use super::state::State;

/// A demand that fits into a route.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    v: u32,
    d: u32,
    slot: Slot,
}

/// A taste drawn at random.
pub fn taste(m: &Model, rng: &mut Rng, style: usize) -> Taste {
    let salt = if rng.chance(50) { rng.next() as u32 } else { 0 };
    let park = if m.parks.is_empty() || rng.chance(60) { NONE } else { m.parks[rng.below(m.parks.len())] };
    Taste { wait: [0, 0, 50, 100][rng.below(4)], power: [1, 2, 2, 3][style % 4], salt, park }
}

/// Fills the touched routes: breaks first, then the best slot again and again. False if a break found no place.
pub fn recreate(m: &Model, s: &mut State, rng: &mut Rng, x: &mut Scratch, taste: Taste) -> bool {
    for &v in &x.touched {
        let missing = m.crews[v].pause.is_some()
            && !s.routes[v].stops.iter().any(|x| m.options[x.option as usize].demand == NONE);
        if missing {
            let Some(slot) = s.pause_slot(m, v, taste) else { return false };
            if !s.insert(m, v, &slot) {
                return false;
            }
        }
    }
    fill(m, s, rng, x, taste);
    // What did not fit before may fit now: another stop can be the way there, by dark or by car.
    if m.opens && (m.wants.len() * x.touched.len() <= 64 || rng.chance(20)) {
        fill(m, s, rng, x, taste);
    }
    true
}

fn look(m: &Model, s: &State, rng: &mut Rng, v: u32, d: u32, taste: Taste) -> Option<Candidate> {
    let mut slot = s.best_slot(m, v as usize, d as usize, taste)?;
    slot.score *= 0.8 + 0.4 * rng.unit();
    Some(Candidate { v, d, slot })
}

fn fill(m: &Model, s: &mut State, rng: &mut Rng, x: &mut Scratch, taste: Taste) {
    x.found.clear();
    for &v in &x.touched {
        for &d in s.visits.open() {
            if let Some(c) = look(m, s, rng, v as u32, d, taste) {
                x.found.push(c);
            }
        }
    }
    loop {
        let mut top: Option<(f64, usize)> = None;
        for (i, c) in x.found.iter().enumerate() {
            if top.is_none_or(|b| c.slot.score > b.0) {
                top = Some((c.slot.score, i));
            }
        }
        let Some((_, i)) = top else { return };
        let c = x.found[i];
        if !s.insert(m, c.v as usize, &c.slot) {
            x.found.swap_remove(i);
            continue;
        }
        let mut kept = 0;
        for i in 0..x.found.len() {
            let e = x.found[i];
            let same = e.d == c.d;
            let now = if same || e.v == c.v { look(m, s, rng, e.v, e.d, taste) } else { Some(e) };
            if let Some(e) = now {
                x.found[kept] = e;
                kept += 1;
            }
        }
        x.found.truncate(kept);
    }
}
