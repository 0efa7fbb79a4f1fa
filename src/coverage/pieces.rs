//! Cuts streets in two pieces that each hang together, about equal in weight.

use crate::domain::id::SegmentId;
use crate::street::Network;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Pieces lighter than this share of the whole are no piece of their own: they go to the nearest other one.
const SCRAP: f64 = 0.05;

/// What a cut needs to know of a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Street {
    /// Its number in the network.
    pub id: u32,
    /// Its middle on the plane, metres.
    pub at: [f64; 2],
    /// What it weighs.
    pub weight: f64,
}

/// For each street those of the same list that share a junction with it.
fn neighbours(network: &Network, streets: &[Street]) -> Vec<Vec<u32>> {
    let mut at: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (n, street) in streets.iter().enumerate() {
        let s = network.segment(SegmentId(street.id));
        for junction in BTreeSet::from([s.from.0, s.to.0]) {
            at.entry(junction).or_default().push(n as u32);
        }
    }
    let mut next: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); streets.len()];
    for list in at.values() {
        for &a in list {
            next[a as usize].extend(list.iter().filter(|b| **b != a));
        }
    }
    next.into_iter().map(|n| n.into_iter().collect()).collect()
}

/// Sets of streets that hang together, among those for which `free` holds.
fn components(next: &[Vec<u32>], free: impl Fn(u32) -> bool) -> Vec<Vec<u32>> {
    let mut seen = vec![false; next.len()];
    let mut found = Vec::new();
    for first in (0..next.len() as u32).filter(|n| free(*n)) {
        if std::mem::replace(&mut seen[first as usize], true) {
            continue;
        }
        let (mut part, mut i) = (vec![first], 0);
        while let Some(&n) = part.get(i) {
            i += 1;
            for &m in &next[n as usize] {
                if free(m) && !std::mem::replace(&mut seen[m as usize], true) {
                    part.push(m);
                }
            }
        }
        part.sort_unstable();
        found.push(part);
    }
    found
}

fn weight(streets: &[Street], part: &[u32]) -> f64 {
    part.iter().map(|&n| streets[n as usize].weight).sum()
}

fn centre(streets: &[Street], part: &[u32]) -> [f64; 2] {
    let all: Vec<([f64; 2], f64)> =
        part.iter().map(|&n| (streets[n as usize].at, streets[n as usize].weight.max(0.0))).collect();
    super::parts::middle(&all)
}

/// The direction in which streets lie longest: the larger axis of their second moments.
fn long_axis(streets: &[Street], part: &[u32]) -> [f64; 2] {
    let c = centre(streets, part);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for &n in part {
        let [x, y] = streets[n as usize].at;
        let w = streets[n as usize].weight.max(1e-9);
        xx += w * (x - c[0]).powi(2);
        xy += w * (x - c[0]) * (y - c[1]);
        yy += w * (y - c[1]).powi(2);
    }
    let angle = f64::midpoint(0.0, (2.0 * xy).atan2(xx - yy));
    [angle.cos(), angle.sin()]
}

/// The most even of four cuts: from either end of the longer side, and of the shorter.
fn halve(streets: &[Street], next: &[Vec<u32>], whole: &[u32]) -> Vec<Vec<u32>> {
    let [x, y] = long_axis(streets, whole);
    let cuts = [[x, y], [-x, -y], [-y, x], [y, -x]].map(|axis| grow(streets, next, whole, axis));
    let least = |pieces: &[Vec<u32>]| {
        let lightest = pieces.iter().map(|p| weight(streets, p)).fold(f64::INFINITY, f64::min);
        if pieces.len() == 2 { lightest } else { -1.0 }
    };
    // The first of equals: across the longer side.
    cuts.into_iter().reduce(|a, b| if least(&b) > least(&a) { b } else { a }).unwrap_or_default()
}

/// One piece grown from one end to half of the weight; what it cuts off joins it, so that both hang together.
fn grow(streets: &[Street], next: &[Vec<u32>], whole: &[u32], axis: [f64; 2]) -> Vec<Vec<u32>> {
    // Whole millimetres order like metres and have no NaN.
    let along = |n: u32| {
        let [x, y] = streets[n as usize].at;
        ((x * axis[0] + y * axis[1]) * 1000.0) as i64
    };
    let all = weight(streets, whole);
    let size = |n: u32| if all > 0.0 { streets[n as usize].weight / all } else { 1.0 / whole.len() as f64 };
    let Some(&first) = whole.iter().min_by_key(|n| (along(**n), **n)) else { return Vec::new() };
    let inside: BTreeSet<u32> = whole.iter().copied().collect();
    let mut taken = BTreeSet::new();
    let mut queue = BinaryHeap::from([Reverse((along(first), first))]);
    let mut sum = 0.0;
    while let Some(Reverse((_, n))) = queue.pop() {
        if taken.contains(&n) {
            continue;
        }
        // The last street is taken only if that brings the cut nearer to the middle.
        if !taken.is_empty() && (sum + size(n) - 0.5 > 0.5 - sum || taken.len() + 1 == whole.len()) {
            break;
        }
        taken.insert(n);
        sum += size(n);
        for &m in next[n as usize].iter().filter(|m| inside.contains(m) && !taken.contains(m)) {
            queue.push(Reverse((along(m), m)));
        }
    }
    let mut rest = components(next, |n| inside.contains(&n) && !taken.contains(&n));
    rest.sort_by(|a, b| weight(streets, b).total_cmp(&weight(streets, a)).then_with(|| a.cmp(b)));
    let mut rest = rest.into_iter();
    let Some(other) = rest.next() else { return vec![whole.to_vec()] };
    taken.extend(rest.flatten());
    vec![taken.into_iter().collect(), other]
}

/// Cuts streets in pieces of about half their weight: where they do not hang together, there; else in the middle
/// of their longer side. One piece means that they cannot be cut.
pub(super) fn cut(network: &Network, streets: &[Street]) -> Vec<Vec<u32>> {
    let next = neighbours(network, streets);
    let mut parts = components(&next, |_| true);
    parts.sort_by(|a, b| weight(streets, b).total_cmp(&weight(streets, a)).then_with(|| a.cmp(b)));
    let least = weight(streets, &(0..streets.len() as u32).collect::<Vec<_>>()) * SCRAP;
    let large = parts.iter().filter(|p| weight(streets, p) >= least.max(1e-12)).count().max(1).min(parts.len());
    let scraps = parts.split_off(large);
    if let [whole] = parts.as_slice() {
        parts = halve(streets, &next, whole);
    }
    for scrap in scraps {
        let at = centre(streets, &scrap);
        let far = |p: &Vec<u32>| {
            let c = centre(streets, p);
            (c[0] - at[0]).hypot(c[1] - at[1])
        };
        if let Some(nearest) = parts.iter_mut().min_by(|a, b| far(a).total_cmp(&far(b))) {
            nearest.extend(scrap);
        }
    }
    let mut pieces: Vec<Vec<u32>> =
        parts.into_iter().map(|p| p.into_iter().map(|n| streets[n as usize].id).collect()).collect();
    for piece in &mut pieces {
        piece.sort_unstable();
    }
    pieces.sort();
    pieces
}
