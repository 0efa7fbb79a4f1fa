//! Filling routes up again: by value against cost, with a changing eye.

use super::insert::{Slot, Taste};
use super::model::{Model, NONE};
use super::rng::Rng;
use super::ruin::Scratch;
use super::state::State;

/// One candidate in so many is passed over when its turn comes (Christiaens & Vanden Berghe 2020).
const BLINK: usize = 32;

/// More open demands than this are not all looked at for a route by car.
const MANY: usize = 400;

/// A demand that fits into a route.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    v: u32,
    d: u32,
    /// The route's version that the slot was found in.
    version: u32,
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
    for &d in &m.teams {
        if !s.visits.served(m, d as usize) && rng.chance(70) {
            s.join(m, d as usize, rng, taste);
        }
    }
    // Longer stays leave less room for further stops: mostly these come first.
    if m.stretches && rng.chance(20) {
        stretch(m, s, x);
    }
    fill(m, s, rng, x, taste);
    // What did not fit before may fit now: another stop can be the way there, by dark or by car.
    if m.opens && (m.wants.len() * x.touched.len() <= 64 || rng.chance(20)) {
        fill(m, s, rng, x, taste);
    }
    stretch(m, s, x);
    true
}

fn stretch(m: &Model, s: &mut State, x: &Scratch) {
    if m.stretches {
        for &v in &x.touched {
            s.stretch(m, v);
        }
    }
}

fn look(m: &Model, s: &State, rng: &mut Rng, v: u32, d: u32, taste: Taste) -> Option<Candidate> {
    slot(s.best_slot(m, v as usize, d as usize, taste), s, rng, v, d)
}

fn slot(found: Option<Slot>, s: &State, rng: &mut Rng, v: u32, d: u32) -> Option<Candidate> {
    let mut slot = found?;
    slot.score *= 0.8 + 0.4 * rng.unit();
    Some(Candidate { v, d, version: s.routes[v as usize].version, slot })
}

/// Collects what fits into a route: by the sieve on foot; by car all open demands or, if they are many, those near the
/// route's stops and a few others.
fn gather(m: &Model, s: &State, rng: &mut Rng, x: &mut Scratch, v: usize, taste: Taste) {
    x.clock += 1;
    let (clock, stamps) = (x.clock, &mut x.stamps);
    // A demand is looked at once, however many choices or neighbours lead to it.
    let mut fresh = |d: u32| std::mem::replace(&mut stamps[d as usize], clock) != clock;
    let car = m.crews[v].rides;
    let open = s.visits.open();
    if let Some(sieve) = m.sieve.as_ref().filter(|_| !car) {
        x.options.clear();
        s.visits.fit(sieve, &s.routes[v].gaps, &mut x.options);
        for &(option, gaps) in &x.options {
            let d = m.options[option as usize].demand;
            let w = &m.wants[d as usize];
            let found = if w.first + 1 == w.last && m.may(v, d as usize) && s.usable[v] {
                slot(s.option_slot(m, v, option, taste, gaps), s, rng, v as u32, d)
            } else if fresh(d) {
                look(m, s, rng, v as u32, d, taste)
            } else {
                None
            };
            x.found.extend(found);
        }
    } else if open.len() > MANY && s.routes[v].stops.len() > 2 {
        for stop in &s.routes[v].stops {
            let d = m.options[stop.option as usize].demand;
            let near = (d != NONE).then(|| m.near(d as usize).map(|d| d as u32)).into_iter().flatten();
            for d in near.chain(std::iter::once(open[rng.below(open.len())])) {
                if s.visits.is_open(d as usize) && fresh(d) {
                    x.found.extend(look(m, s, rng, v as u32, d, taste));
                }
            }
        }
    } else {
        for &d in open {
            x.found.extend(look(m, s, rng, v as u32, d, taste));
        }
    }
}

fn fill(m: &Model, s: &mut State, rng: &mut Rng, x: &mut Scratch, taste: Taste) {
    x.found.clear();
    x.stamps.resize(m.wants.len(), 0);
    for i in 0..x.touched.len() {
        gather(m, s, rng, x, x.touched[i], taste);
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
        // A fuller route hardly ever offers a better place: who is at the top is looked at again, the others wait.
        if c.version != s.routes[c.v as usize].version {
            match look(m, s, rng, c.v, c.d, taste) {
                Some(now) => x.found[i] = now,
                None => {
                    x.found.swap_remove(i);
                }
            }
            continue;
        }
        // A blink now and then keeps the recreation from always being the same.
        if rng.below(BLINK) == 0 {
            x.found.swap_remove(i);
            continue;
        }
        let done = s.insert(m, c.v as usize, &c.slot);
        if done && s.visits.seen(c.d as usize).len() < m.wants[c.d as usize].most {
            // The next visit is worth something else, at another time.
            for e in x.found.iter_mut().filter(|e| e.d == c.d) {
                e.version = s.routes[e.v as usize].version.wrapping_sub(1);
            }
        } else {
            x.found.retain(|e| e.d != c.d);
        }
    }
}
