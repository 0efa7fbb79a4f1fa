//! Taking parts of a plan away, in ways that leave room for something better.

use super::insert::without;
use super::model::{Model, NONE};
use super::recreate::Candidate;
use super::rng::Rng;
use super::state::{State, Stop};
use super::stretch::shorten;

/// Buffers of the search, kept from one iteration to the next.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    /// Routes touched.
    pub touched: Vec<usize>,
    /// Stops of a route being rebuilt.
    pub stops: Vec<Stop>,
    keep: Vec<Stop>,
    /// Positions to take out of the routes, and what they were chosen by.
    out: Vec<(u32, u32)>,
    keys: Vec<(i64, u32, u32)>,
    /// Options that passed the sieve, and where.
    pub options: Vec<(u32, u32)>,
    /// When each demand was last looked at.
    pub stamps: Vec<u64>,
    pub clock: u64,
    /// Candidates of the recreation.
    pub found: Vec<Candidate>,
}

/// Removes stops near a demand from one or more routes, named in `scratch.touched`.
pub fn ruin(m: &Model, s: &mut State, rng: &mut Rng, x: &mut Scratch, strength: usize) {
    x.touched.clear();
    x.out.clear();
    let seed = rng.below(m.wants.len());
    match rng.below(10) {
        0..=4 => strings(m, s, rng, x, strength, seed),
        5 | 6 => around(m, s, rng, x, strength, seed),
        7 | 8 => worst(m, s, rng, x, strength),
        _ => any(s, rng, x, strength),
    }
    let option = |s: &State, v: u32, k: u32| s.routes[v as usize].stops[k as usize].option;
    // A break moves only now and then: it must find a place again.
    if !rng.chance(30) {
        x.out.retain(|&(v, k)| m.options[option(s, v, k) as usize].demand != NONE);
    }
    for i in 0..if m.teams.is_empty() { 0 } else { x.out.len() } {
        let o = &m.options[option(s, x.out[i].0, x.out[i].1) as usize];
        if o.team {
            x.out.extend(s.partners(m, o.demand));
        }
    }
    x.out.retain(|&(v, k)| !m.kin(option(s, v, k)).fixed);
    if x.out.is_empty() {
        let v = rng.below(s.routes.len());
        if s.usable[v] {
            x.touched.push(v);
        }
    }
    // Routes in order, each from its end.
    x.out.sort_unstable_by_key(|&(v, k)| (v, std::cmp::Reverse(k)));
    x.out.dedup();
    let mut i = 0;
    while i < x.out.len() {
        let v = x.out[i].0 as usize;
        x.touched.push(v);
        x.stops.clone_from(&s.routes[v].stops);
        while i < x.out.len() && x.out[i].0 as usize == v {
            without(&mut x.stops, x.out[i].1 as usize);
            i += 1;
        }
        shorten(m, &mut x.stops);
        // Without the triangle inequality less can be too much: take more away until it fits. If only what is fixed is
        // left, all stays.
        while !s.replace(m, v, &x.stops) && x.stops.iter().any(|s| !m.kin(s.option).fixed) {
            let k = rng.below(x.stops.len());
            if !m.kin(x.stops[k].option).fixed {
                without(&mut x.stops, k);
            }
        }
    }
    s.sweep(m);
    for i in 0..x.touched.len() {
        if rng.chance(40) {
            repark(m, s, rng, x, x.touched[i]);
        }
    }
}

/// Where a demand is visited.
fn place(m: &Model, s: &State, d: usize) -> Option<(usize, usize)> {
    let v = s.visits.seen(d).first()?.route as usize;
    let k = s.routes[v].stops.iter().position(|x| m.options[x.option as usize].demand as usize == d)?;
    Some((v, k))
}

/// Strings of stops next to each other, one from each of a few routes near the seed; sometimes some stops within the
/// string stay (Christiaens & Vanden Berghe 2020).
fn strings(m: &Model, s: &State, rng: &mut Rng, x: &mut Scratch, strength: usize, seed: usize) {
    let wanted = 1 + rng.below(3.min(s.routes.len()));
    for d in std::iter::once(seed).chain(m.near(seed)) {
        let Some((v, k)) = place(m, s, d) else { continue };
        if x.touched.contains(&v) {
            continue;
        }
        x.touched.push(v);
        let len = s.routes[v].stops.len();
        let count = 1 + rng.below(strength.clamp(1, len));
        let stay = usize::from(count > 2 && rng.chance(30));
        let span = (count + stay).min(len);
        let low = (k + 1).saturating_sub(span);
        let high = k.min(len - span);
        let from = low + rng.below(high + 1 - low);
        let skip = if stay > 0 { from + 1 + rng.below(span - 2) } else { usize::MAX };
        x.out.extend((from..from + span).filter(|&j| j != skip).map(|j| (v as u32, j as u32)));
        if x.touched.len() >= wanted {
            break;
        }
    }
    x.touched.clear();
}

/// The visited demands nearest to the seed.
fn around(m: &Model, s: &State, rng: &mut Rng, x: &mut Scratch, strength: usize, seed: usize) {
    let count = 1 + rng.below(strength * 2);
    for d in std::iter::once(seed).chain(m.near(seed)) {
        if rng.chance(20) {
            continue;
        }
        if let Some((v, k)) = place(m, s, d) {
            x.out.push((v as u32, k as u32));
            if x.out.len() >= count {
                break;
            }
        }
    }
}

/// The stops of one or two routes that bring least for their time, with noise.
fn worst(m: &Model, s: &State, rng: &mut Rng, x: &mut Scratch, strength: usize) {
    x.keys.clear();
    for _ in 0..=rng.below(2) {
        let v = rng.below(s.routes.len());
        for (k, stop) in s.routes[v].stops.iter().enumerate() {
            let o = &m.options[stop.option as usize];
            if o.demand != NONE {
                let loss = s.visits.loss(m, o.demand as usize, v, stop.start);
                let noise = 50 + rng.below(100) as i64;
                x.keys.push((loss.saturating_mul(noise) / (stop.travel + o.work).max(1), v as u32, k as u32));
            }
        }
    }
    x.keys.sort_unstable();
    let count = 1 + rng.below(strength);
    x.out.extend(x.keys.iter().take(count).map(|k| (k.1, k.2)));
}

/// Any stops of one to three routes.
fn any(s: &State, rng: &mut Rng, x: &mut Scratch, strength: usize) {
    for _ in 0..=rng.below(3.min(s.routes.len())) {
        let v = rng.below(s.routes.len());
        let len = s.routes[v].stops.len();
        if len > 0 {
            for _ in 0..=rng.below(strength.clamp(1, len)) {
                x.out.push((v as u32, rng.below(len) as u32));
            }
        }
    }
}

/// Tries other parking places for the touched routes: on foot, at the stop's own place, at another's, or back where
/// the car was. What saves time stays; now and then also what only fits.
fn repark(m: &Model, s: &mut State, rng: &mut Rng, x: &mut Scratch, v: usize) {
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
        x.stops.clone_from(&s.routes[v].stops);
        x.stops[k].ride = other;
        // Those who follow may go on as they were, or find the car where it was for them before.
        let was = s.routes[v].stops[k].car;
        if rng.chance(50)
            && let Some(next) = x.stops.get_mut(k + 1)
            && next.ride == NONE
        {
            next.ride = was;
        }
        let mut old = std::mem::take(&mut x.keep);
        old.clone_from(&s.routes[v].stops);
        let fits = s.replace(m, v, &x.stops);
        if fits && s.routes[v].busy >= before && !rng.chance(25) {
            s.replace(m, v, &old);
        }
        x.keep = old;
    }
}
