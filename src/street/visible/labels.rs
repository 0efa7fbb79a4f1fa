//! The most that can be won on a walk of bounded length, each prize once: label setting. It knows numbers only.
//!
//! A label is a walk from the start to a node: its length, and the prizes won. Labels are extended in order of
//! length, and only where the end can still be reached in time. A walk is given up if another one to the same node
//! is no longer and *dominates* it:
//! - exactly: the other has won every prize that this one has, so whatever follows, it never does worse;
//! - roughly: the other has won as much in sum. That forgets that this one may still win what the other has already,
//!   and so a share of that is taken off: with a share of 0 quickest, with a large one nearly exact.

use super::hope::Hope;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A way from a node to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// To which node.
    pub to: u32,
    /// How long, any unit.
    pub length: u32,
    /// The prize for it.
    pub prize: Option<u32>,
    /// What the caller calls it.
    pub name: u32,
}

/// Walks from node 0 to node 1.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// Ways out of each node.
    pub ways: Vec<Vec<Way>>,
    /// The least length from each node to the end; `u32::MAX` if there is no way.
    pub left: Vec<u32>,
    /// What each prize is worth.
    pub prizes: Vec<u64>,
    /// The most that a walk may be long.
    pub budget: u32,
}

/// A walk: names of its ways in order, what it wins, how long it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Names of ways, in order.
    pub ways: Vec<u32>,
    /// The sum of its prizes.
    pub won: u64,
    /// Its length.
    pub length: u32,
    /// Whether no walk wins more: the search was exact and came to its end.
    pub proven: bool,
}

/// When one label dominates another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dominance {
    /// By each prize.
    Exact,
    /// By the sum of prizes, less so many per cent of what the other has won and this one may still win; at 0 by the
    /// sum of prizes alone, at 100 nearly exactly.
    Share(u64),
}

struct Label {
    node: u32,
    length: u32,
    won: u64,
    /// One bit a prize.
    have: Box<[u64]>,
    /// The label before, and the name of the way from there.
    before: Option<(u32, u32)>,
    /// Another label dominates it.
    beaten: bool,
}

/// The worth of prizes that `a` has and `b` has not.
fn ahead(a: &Label, b: &Label, prizes: &[u64]) -> u64 {
    let words = a.have.iter().zip(&b.have).enumerate();
    words
        .map(|(i, (a, b))| {
            let (mut bits, mut sum) = (a & !b, 0);
            while bits != 0 {
                sum += prizes.get(i * 64 + bits.trailing_zeros() as usize).copied().unwrap_or(0);
                bits &= bits - 1;
            }
            sum
        })
        .sum()
}

fn dominates(a: &Label, b: &Label, dominance: Dominance, prizes: &[u64]) -> bool {
    a.length <= b.length
        && a.won >= b.won
        && match dominance {
            Dominance::Exact => a.have.iter().zip(&b.have).all(|(a, b)| b & !a == 0),
            Dominance::Share(0) => true,
            Dominance::Share(percent) => 100 * (a.won - b.won) >= percent * ahead(a, b, prizes),
        }
}

/// The walk that wins most, and of those the shortest; `None` if none is short enough. After `most`
/// comparisons the best walk found until then is given.
#[cfg(test)]
pub fn best(case: &Case, dominance: Dominance, most: usize) -> Option<Found> {
    better_than(case, dominance, most, None)
}

/// The best walk (see [`Found`]) that wins more than `known`, or as much and is shorter; else `known` itself, which is
/// proven then if the search was exact and came to its end. After `most` comparisons the best found until then is given.
#[must_use]
pub fn better_than(case: &Case, dominance: Dominance, most: usize, known: Option<Found>) -> Option<Found> {
    let (found, ended) = search(case, dominance, most, known.as_ref());
    let proven = ended && dominance == Dominance::Exact;
    let mut best = found.or(known)?;
    best.proven |= proven;
    Some(best)
}

/// A better walk than the one known, and whether the search came to its end.
fn search(case: &Case, dominance: Dominance, most: usize, known: Option<&Found>) -> (Option<Found>, bool) {
    let all: u64 = case.prizes.iter().sum();
    let hope = Hope::new(case);
    let have = vec![0u64; case.prizes.len().div_ceil(64)].into_boxed_slice();
    let mut labels = vec![Label { node: 0, length: 0, won: 0, have, before: None, beaten: false }];
    let mut at: Vec<Vec<u32>> = vec![Vec::new(); case.ways.len()];
    let Some(first) = at.first_mut() else { return (None, true) };
    first.push(0);
    let mut queue = BinaryHeap::from([Reverse((0u32, 0u32))]);
    let mut champion: Option<u32> = None;
    // What a walk has to be better than: most won, least length.
    let mut bar = known.map(|k| (k.won, Reverse(k.length)));
    // Whether walks that begin with one to a node, of this length, that won so much, may be better; at the end nothing
    // more can be won.
    let promises = |node: u32, length: u32, won: u64, bar: Option<(u64, Reverse<u32>)>| {
        let left = case.left.get(node as usize).copied().unwrap_or(u32::MAX);
        let more = if node == 1 { 0 } else { hope.within(case.budget.saturating_sub(length)) };
        let most = won.saturating_add(more).min(all);
        bar.is_none_or(|b| (most, Reverse(length.saturating_add(left))) > b)
    };
    let (mut ended, mut work) = (true, 0usize);
    while let Some(Reverse((_, number))) = queue.pop() {
        if work >= most {
            ended = false;
            break;
        }
        if labels[number as usize].beaten {
            continue;
        }
        let Label { node, length, won, .. } = labels[number as usize];
        if !promises(node, length, won, bar) {
            continue;
        }
        for way in case.ways.get(node as usize).map_or(&[][..], Vec::as_slice) {
            let from = &labels[number as usize];
            let length = from.length.saturating_add(way.length);
            let left = case.left.get(way.to as usize).copied().unwrap_or(u32::MAX);
            if length.saturating_add(left) > case.budget {
                continue;
            }
            let mut label = Label {
                node: way.to,
                length,
                won: from.won,
                have: from.have.clone(),
                before: Some((number, way.name)),
                beaten: false,
            };
            if let Some(prize) = way.prize {
                let bit = 1u64 << (prize % 64);
                if let Some(word) = label.have.get_mut(prize as usize / 64).filter(|w| **w & bit == 0) {
                    *word |= bit;
                    label.won += case.prizes.get(prize as usize).copied().unwrap_or(0);
                }
            }
            if !promises(way.to, length, label.won, bar) {
                continue;
            }
            let Some(rivals) = at.get_mut(way.to as usize) else { continue };
            work = work.saturating_add(1 + rivals.len());
            if rivals.iter().any(|r| dominates(&labels[*r as usize], &label, dominance, &case.prizes)) {
                continue;
            }
            rivals.retain(|r| {
                let beaten = dominates(&label, &labels[*r as usize], dominance, &case.prizes);
                labels[*r as usize].beaten |= beaten;
                !beaten
            });
            let new = labels.len() as u32;
            rivals.push(new);
            labels.push(label);
            if way.to == 1 {
                bar = Some((labels[new as usize].won, Reverse(length)));
                champion = Some(new);
            } else {
                queue.push(Reverse((length, new)));
            }
        }
    }
    let found = champion.map(|champion| {
        let champion = &labels[champion as usize];
        let mut ways = Vec::new();
        let mut before = champion.before;
        while let Some((number, name)) = before {
            ways.push(name);
            before = labels[number as usize].before;
        }
        ways.reverse();
        Found { ways, won: champion.won, length: champion.length, proven: false }
    });
    (found, ended)
}
