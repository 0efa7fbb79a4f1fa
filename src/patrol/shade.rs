//! Keeping patrols unpredictable at a small price: the hours of a hotspot that were used most are made to look worth
//! less, the search runs again, and what it finds is judged at the true rewards.

use super::hours::local;
use super::problem::Prepared;
use super::rest;
use super::search::{self, Place};
use super::solve::{self, Outcome, Search, Solution};
use super::unpredict::{Memory, choose, local_hour};
use crate::domain::time::Clock;

/// How much less the hour used most looks worth, permille, from strong to weak: the strongest that costs little enough
/// is taken.
const SHADES: [i64; 3] = [800, 400, 200];

/// The solution that misses the fewest limits, and then is least like the days before, among those found within
/// `epsilon` permille of the best; with what it misses, a sentence that says so and what meeting it would cost.
pub(super) fn unpredictable(
    place: &Place<'_>,
    clock: &Clock,
    prepared: &Prepared,
    outcome: &Outcome,
    (search, epsilon): (&Search, u32),
    notes: &mut Vec<String>,
) -> (Prepared, Solution) {
    let seed = place.seed;
    let before = Memory::of(place.county, clock.date());
    let chosen = choose(&before, prepared, &outcome.best, &outcome.pool, clock, seed);
    let rank = |p: &Prepared, s: &Solution| {
        let after = before.with(p, s, clock, seed);
        let missed = after.missed();
        (s.dropped.len(), missed.0 + missed.1, after.alike(), missed)
    };
    let mut best = (rank(prepared, chosen), prepared.clone(), chosen.clone());
    if before.hours.is_empty() {
        return (best.1, best.2);
    }
    let split = split(prepared, &before, clock);
    let again = Search { iterations: outcome.iterations, deadline: None, ..search.clone() };
    let mut price = None;
    for shade in SHADES {
        let mut shaded = split.clone();
        darken(&mut shaded, &before, clock, shade);
        let mut found = solve::solve(&shaded.problem, &again).best;
        rest::ease(&split, &mut found);
        found.reward = solve::reward(&split.problem, &found);
        let lost = outcome.best.reward - found.reward;
        price.get_or_insert(lost);
        let near = lost * 1000 <= outcome.best.reward * i64::from(epsilon);
        if near && search::over(place, &split, &found).is_empty() {
            let found_rank = rank(&split, &found);
            if found_rank < best.0 {
                best = (found_rank, split, found);
            }
            break;
        }
    }
    let missed = best.0.3;
    if missed != (0, 0) {
        notes.push(sentence(missed, price.unwrap_or(0)));
    }
    (best.1, best.2)
}

fn sentence((hours, firsts): (usize, usize), lost: i64) -> String {
    format!(
        "Unpredictability is missed at {hours} hotspots (arrival hours) and by {firsts} officers (first three stops). Keeping off the hours and beginnings used most costs {:.1} points of this day's reward; more different days mend it too.",
        lost as f64 / 1000.0
    )
}

/// How often a hotspot was visited in each hour of the day.
fn used(before: &Memory, ask: &str) -> Option<[usize; 24]> {
    let hours = before.hours.get(ask)?;
    let mut out = [0; 24];
    for h in hours {
        if let Some(n) = usize::try_from(*h).ok().and_then(|h| out.get_mut(h)) {
            *n += 1;
        }
    }
    Some(out)
}

fn hour_of(clock: &Clock, at: i32) -> usize {
    usize::try_from(local_hour(clock, at)).unwrap_or(0) % 24
}

/// The same problem with the hours of hotspots that were visited before apart: one choice for each run of hours that
/// were used alike.
fn split(p: &Prepared, before: &Memory, clock: &Clock) -> Prepared {
    let mut out = p.clone();
    // Whole hours of local time, and of the night after.
    let marks: Vec<i32> = (0..30).map(|h| local(clock, h * 60)).collect();
    for ((demand, walks), ask) in out.problem.demands.iter_mut().zip(&mut out.walks).zip(&p.asks) {
        let Some(used) = used(before, ask.id.as_str()).filter(|_| !ask.timed && !demand.mandatory) else { continue };
        let (mut choices, mut ways) = (Vec::new(), Vec::new());
        for (c, w) in demand.choices.iter().zip(&*walks) {
            let (mut from, to) = c.window;
            for &mark in marks.iter().filter(|m| **m > c.window.0 && **m <= to) {
                if used[hour_of(clock, mark)] != used[hour_of(clock, mark - 1)] {
                    choices.push(solve::Choice { window: (from, mark - 1), ..c.clone() });
                    ways.push(*w);
                    from = mark;
                }
            }
            choices.push(solve::Choice { window: (from, to), ..c.clone() });
            ways.push(*w);
        }
        (demand.choices, *walks) = (choices, ways);
    }
    out
}

/// Makes hours used before look worth less, the most used one by `shade` permille; officers whose days begin alike too
/// often may not go to yesterday's first stop.
fn darken(p: &mut Prepared, before: &Memory, clock: &Clock, shade: i64) {
    for (demand, ask) in p.problem.demands.iter_mut().zip(&p.asks) {
        if ask.timed || demand.mandatory {
            continue;
        }
        if let Some(used) = used(before, ask.id.as_str()) {
            let most = used.iter().copied().max().unwrap_or(0).max(1) as i64;
            for c in &mut demand.choices {
                let n = used[hour_of(clock, c.window.0)] as i64;
                let worth = |reward: i64| reward * (1000 - shade * n / most) / 1000;
                c.reward = worth(c.reward);
                c.longer.iter_mut().for_each(|l| l.reward = worth(l.reward));
            }
        }
        for (may, duty) in demand.allowed.iter_mut().zip(&p.duties) {
            let yesterday = before.firsts.get(duty.officer.as_str()).and_then(|d| d.last());
            if before.begins_alike(duty.officer.as_str())
                && yesterday.and_then(|y| y.first()).is_some_and(|f| f == ask.id.as_str())
            {
                *may = false;
            }
        }
    }
}
