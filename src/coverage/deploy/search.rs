//! Local search over areas: pieces change hands, two areas are drawn anew together, a post goes elsewhere. Every
//! change is weighed by the exact worth of the areas that it touches; a worse one is taken at times, ever more rarely.

use super::model::{Problem, Worth};
use super::state::{Halves, State, with, without};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

/// Independent searches for each number of posts; the best is kept.
const CHAINS: u64 = 4;
/// Trees tried when an area is split for a further post.
const TREES: usize = 3;

/// Up to so many posts each number of posts has areas of its own; beyond, only some numbers have.
const EACH: u32 = 60;
/// How many numbers, then.
const STEPS: u32 = 20;

/// Areas for growing numbers of posts up to `posts`: for each number up to [`EACH`], else for [`STEPS`] of them. Fewer
/// if there is no room for so many. `rounds` are those of the last; the others have a third of them.
pub(in crate::coverage) fn solve<'a>(problem: &'a Problem, posts: u32, rounds: usize) -> Vec<State<'a>> {
    let wanted: Vec<u32> =
        if posts <= EACH { (1..=posts).collect() } else { (1..=STEPS).map(|i| posts * i / STEPS).collect() };
    let mut all: Vec<State<'a>> = Vec::new();
    let mut state = State::new(problem);
    for k in wanted {
        let mut rng = Pcg64Mcg::seed_from_u64(u64::from(k));
        while state.areas.len() < k as usize && extend(&mut state, k as usize, &mut rng) > 0 {}
        if all.last().is_some_and(|s| s.areas.len() == state.areas.len()) || state.areas.is_empty() {
            break;
        }
        state.adopt();
        let rounds = if k == posts { rounds } else { rounds.div_ceil(3) };
        let chains: Vec<State<'a>> = (0..CHAINS)
            .into_par_iter()
            .map(|chain| {
                let mut rng = Pcg64Mcg::seed_from_u64(u64::from(k) * CHAINS + chain + 77);
                // Every other search begins anywhere, lest all end in the same valley.
                let start = if chain % 2 == 0 { state.clone() } else { anywhere(problem, state.areas.len(), &mut rng) };
                let alike = start.areas.len() == state.areas.len();
                anneal(if alike { start } else { state.clone() }, rounds, &mut rng)
            })
            .collect();
        // The first of equals, whichever thread was the quicker.
        for found in chains {
            if found.value() > state.value() + 1e-12 {
                state = found;
            }
        }
        all.push(state.clone());
    }
    all
}

/// Areas grown from random pieces.
fn anywhere<'a>(problem: &'a Problem, posts: usize, rng: &mut impl Rng) -> State<'a> {
    let mut state = State::new(problem);
    let mut pieces: Vec<(u64, u32)> = (0..problem.pieces.len() as u32).map(|p| (rng.random(), p)).collect();
    pieces.sort_unstable();
    let alone = pieces.into_iter().filter_map(|(_, p)| Some((p, problem.worth(&[p], 1)?)));
    for (p, worth) in alone.take(posts) {
        state.add(vec![p], worth);
    }
    state.adopt();
    state
}

/// One more post (or more of them, up to a quarter of those that are there) where it wins most at once: a free piece,
/// or half of an area. How many were added: 0 if there is no room, and never beyond `most` areas.
fn extend(state: &mut State<'_>, most: usize, rng: &mut impl Rng) -> usize {
    let mut found: Vec<(f64, Extension)> = Vec::new();
    for p in (0..state.owner.len() as u32).filter(|p| state.owner[*p as usize].is_none()) {
        if let Some(worth) = state.problem.worth(&[p], 1) {
            found.push((worth.value, Extension::Seed(p, worth)));
        }
    }
    for area in 0..state.areas.len() {
        let mut best: Option<(f64, Halves)> = None;
        for _ in 0..TREES {
            if let Some(halves) = state.cut(&state.areas[area].clone(), rng) {
                let gain = halves[0].1.value + halves[1].1.value - state.worth[area].value;
                if best.as_ref().is_none_or(|b| gain > b.0) {
                    best = Some((gain, halves));
                }
            }
        }
        found.extend(best.map(|(gain, halves)| (gain, Extension::Split(area, halves))));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate((state.areas.len() / 4).max(1).min(most.saturating_sub(state.areas.len())));
    let added = found.len();
    for (_, extension) in found {
        match extension {
            Extension::Seed(p, worth) => state.add(vec![p], worth),
            Extension::Split(area, [a, b]) => {
                state.set(area, a.0, a.1);
                state.add(b.0, b.1);
            }
        }
    }
    added
}

enum Extension {
    Seed(u32, Worth),
    Split(usize, Halves),
}

/// Some rounds of changes; the best state met.
fn anneal<'a>(mut state: State<'a>, rounds: usize, rng: &mut Pcg64Mcg) -> State<'a> {
    let mut best = state.clone();
    let posts = state.areas.len();
    let scale = (best.value() / posts.max(1) as f64).max(1e-9);
    for round in 0..rounds {
        // From a twentieth of an area's worth to a ten-thousandth.
        let heat = scale * 0.05 * 0.002_f64.powf(round as f64 / rounds as f64);
        let before = state.value();
        let take =
            |after: f64, rng: &mut Pcg64Mcg| after >= before || rng.random::<f64>() < ((after - before) / heat).exp();
        match rng.random_range(0..10u32) {
            0..6 => shift(&mut state, rng, &take),
            6..9 => redraw(&mut state, rng, &take),
            _ => {
                let mut other = state.clone();
                relocate(&mut other, rng);
                if other.areas.len() == posts && take(other.value(), rng) {
                    state = other;
                }
            }
        }
        if state.value() > best.value() + 1e-12 {
            best = state.clone();
        }
    }
    climb(&mut best);
    best.adopt();
    best
}

/// One piece changes hands; what no longer fits beside it is let go.
fn shift(state: &mut State<'_>, rng: &mut Pcg64Mcg, take: &dyn Fn(f64, &mut Pcg64Mcg) -> bool) {
    let p = rng.random_range(0..state.owner.len()) as u32;
    let beside = state.beside(p);
    if beside.is_empty() {
        return;
    }
    let to = beside[rng.random_range(0..beside.len())];
    let from = state.owner[p as usize];
    let left = match from {
        Some(a) if state.areas[a].len() == 1 => return,
        Some(a) => match state.allowed(&without(&state.areas[a], p)) {
            Some(worth) => Some((a, without(&state.areas[a], p), worth)),
            None => return,
        },
        None => None,
    };
    let mut grown = with(&state.areas[to], p);
    for _ in 0..3 {
        if state.problem.fits(&grown) {
            break;
        }
        let off = grown[rng.random_range(0..grown.len())];
        let rest = without(&grown, off);
        if off != p && state.problem.contiguous(&rest) {
            grown = rest;
        }
    }
    let Some(worth) = state.allowed(&grown) else { return };
    let lost = left.as_ref().map_or(0.0, |(a, _, w)| state.worth[*a].value - w.value);
    if take(state.value() + worth.value - state.worth[to].value - lost, rng) {
        if let Some((a, rest, w)) = left {
            state.set(a, rest, w);
        }
        state.set(to, grown, worth);
    }
}

/// Two areas side by side are cut anew.
fn redraw(state: &mut State<'_>, rng: &mut Pcg64Mcg, take: &dyn Fn(f64, &mut Pcg64Mcg) -> bool) {
    let piece = rng.random_range(0..state.owner.len()) as u32;
    let Some(one) = state.owner[piece as usize] else { return };
    let beside = state.beside(piece);
    if beside.is_empty() {
        return;
    }
    let other = beside[rng.random_range(0..beside.len())];
    let mut whole = [&state.areas[one][..], &state.areas[other][..]].concat();
    whole.sort_unstable();
    let Some([a, b]) = state.cut(&whole, rng) else { return };
    if take(state.value() + a.1.value + b.1.value - state.worth[one].value - state.worth[other].value, rng) {
        state.set(one, a.0, a.1);
        state.set(other, b.0, b.1);
    }
}

/// A post leaves its area to those around it and begins anywhere: on a free piece, or in half of an area.
fn relocate(state: &mut State<'_>, rng: &mut Pcg64Mcg) {
    let posts = state.areas.len();
    state.remove(rng.random_range(0..posts));
    if rng.random_range(0..2u32) == 0 {
        state.adopt();
    }
    let free: Vec<u32> = (0..state.owner.len() as u32).filter(|p| state.owner[*p as usize].is_none()).collect();
    let seed = if free.is_empty() { None } else { Some(free[rng.random_range(0..free.len())]) };
    let alone = seed.and_then(|p| Some((p, state.problem.worth(&[p], 1)?)));
    // Where there is a choice, either.
    if let Some((p, worth)) = alone.filter(|_| state.areas.is_empty() || rng.random_range(0..2u32) == 0) {
        state.add(vec![p], worth);
    } else if !state.areas.is_empty() {
        let area = rng.random_range(0..state.areas.len());
        let whole = state.areas[area].clone();
        match state.cut(&whole, rng) {
            Some([a, b]) => {
                state.set(area, a.0, a.1);
                state.add(b.0, b.1);
            }
            None => {
                if let Some((p, worth)) = alone {
                    state.add(vec![p], worth);
                }
            }
        }
    }
    state.adopt();
}

/// Single pieces change hands while that wins anything.
fn climb(state: &mut State<'_>) {
    loop {
        let mut any = false;
        for p in 0..state.owner.len() as u32 {
            let from = state.owner[p as usize];
            let left = match from {
                Some(a) if state.areas[a].len() == 1 => continue,
                Some(a) => match state.allowed(&without(&state.areas[a], p)) {
                    Some(worth) => Some((a, without(&state.areas[a], p), worth)),
                    None => continue,
                },
                None => None,
            };
            let lost = left.as_ref().map_or(0.0, |(a, _, w)| state.worth[*a].value - w.value);
            let mut best: Option<(f64, usize, Vec<u32>, Worth)> = None;
            for to in state.beside(p) {
                let grown = with(&state.areas[to], p);
                if let Some(worth) = state.allowed(&grown) {
                    let gain = worth.value - state.worth[to].value - lost;
                    if gain > 1e-9 && best.as_ref().is_none_or(|b| gain > b.0) {
                        best = Some((gain, to, grown, worth));
                    }
                }
            }
            if let Some((_, to, grown, worth)) = best {
                if let Some((a, rest, w)) = left {
                    state.set(a, rest, w);
                }
                state.set(to, grown, worth);
                any = true;
            }
        }
        if !any {
            return;
        }
    }
}
