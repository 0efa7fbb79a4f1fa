//! The visible walk: among walks at most a share longer than the shortest, the one that shows the uniform on the
//! streets that most need it, each street counted once.
//!
//! A street counts when it is walked from end to end; the streets of the two places, walked in part, count only if
//! the walk passes them whole as well. Of walks that win as much the shortest is taken, so a walk never doubles back
//! without gain.
//!
//! # Method and what was measured
//!
//! Only streets on some walk within the length allowed are looked at: the sum of the shortest ways to them and from
//! them on fits. On these, label setting (`labels.rs`): roughly; then, where few streets can be won, exactly, up to
//! [`EXACT`] comparisons; and if that does not come to its end, with a share in between. The best walk of all is taken, and
//! it is said whether it is proven.
//!
//! Mean gap to the exact answer on 60 random grids each (85 % of streets there, 70 % of them with a prize of 1 to
//! 100), and milliseconds of one core:
//!
//! | crossings | longer by | rough | share 50 | ms exact | ms rough | ms share 50 |
//! |---|---:|---:|---:|---:|---:|---:|
//! | 5 × 5 | 15 % | 0.00 % | 0.00 % | 0.01 | 0.00 | 0.01 |
//! | 6 × 6 | 15 % | 0.44 % | 0.00 % | 0.02 | 0.01 | 0.01 |
//! | 8 × 6 | 15 % | 0.51 % | 0.00 % | 0.07 | 0.01 | 0.04 |
//! | 8 × 6 | 30 % | 1.75 % | 0.06 % | 1.5 | 0.03 | 0.29 |
//! | 6 × 6 | 60 % | 2.88 % | 0.34 % | 37 | 0.06 | 1.1 |
//!
//! Forty walks of 400 to 2,000 m in Newport, 15 % longer, two streets of three worth their length (20 to 240 prizes:
//! too many for the exact search, so the gap is to the best walk that any of these searches found):
//!
//! | | rough | share 3, 50 million comparisons (2 million are used: below) | share 5, 100 million | share 50, 20,000 labels |
//! |---|---:|---:|---:|---:|
//! | gap, ms of one core | 0.22 %, 1.2 | 0.02 %, 7.0 | 0.00 %, 19 | mostly no walk in time, 100 |
//!
//! Labels come in order of length, so a search that is cut short has often not come to the end at all: the rough one
//! goes first, and its walk stands until a better one is found. A walk that could not become better than the one that
//! stands, even if all that it may still win lay side by side (`hope.rs`), is given up.
//!
//! Where *every* street is worth its length, in the densest 2 km of Newport, searches come to their limits. A hundred walks
//! of 400 to 2,000 m there, sum won over that of the shortest ways, milliseconds of one core:
//!
//! | comparisons of the search with share 3 | every street its length | two of three | residents |
//! |---|---:|---:|---:|
//! | none | 1.1689, 20 | 1.4999, 5.6 | 2.2871, 2.1 |
//! | 300,000 | 1.1690, 22 | 1.5002, 7.1 | 2.2882, 2.5 |
//! | **2,000,000** | 1.1690, 29 (at most 140) | | |
//! | 4,000,000 | | 1.5005, 13 | 2.2884, 2.9 |
//! | 50,000,000 | 1.1690, 270 (at most 770) | 1.5005, 30 | 2.2884, 2.9 |
//!
//! Less for the rough search costs far more: with 5 million comparisons, not 20, it won 1.12 rather than 1.17 on the first.

mod hope;
mod labels;
#[cfg(test)]
mod tests;

use super::graph::{self, Measure};
use super::hierarchy::{Ends, FAR};
use super::network::{Network, Profile};
use super::path::{Leg, Stretch};
use super::search::Scratch;
use super::snap::Snap;
use crate::domain::id::SegmentId;
use labels::{Case, Dominance, Found, Way, better_than};
use rustc_hash::FxHashMap;

/// With more prizes than this the exact search does not come to its end.
const FEW: usize = 64;
/// Comparisons of labels of the rough search: only walks of many kilometres need more, and are then the shortest.
const ROUGH: usize = 20_000_000;
/// Comparisons of the exact search; more are left to the quicker ones.
const EXACT: usize = 500_000;
/// Searches where the exact one does not do: per cent, comparisons.
const BETWEEN: [(u64, usize); 2] = [(50, 500_000), (3, 2_000_000)];

/// A visible walk and the shortest way beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct VisibleWalk {
    /// The walk.
    pub leg: Leg,
    /// The worth of the streets that it passes whole, each once.
    pub won: u64,
    /// The shortest way.
    pub shortest: Leg,
    /// The worth of the streets that the shortest way passes whole.
    pub shortest_won: u64,
    /// Whether it is proven that no walk within the length allowed wins more.
    pub proven: bool,
}

/// The streets that a walk may use, as a case for label setting; ways are named by their place in `stretches`.
struct Ground {
    case: Case,
    stretches: Vec<Stretch>,
    nodes: FxHashMap<u32, u32>,
}

impl Ground {
    fn way(&mut self, from: u32, to: u32, length: u32, prize: Option<u32>, stretch: Stretch) {
        let name = self.stretches.len() as u32;
        self.stretches.push(stretch);
        if let Some(ways) = self.case.ways.get_mut(from as usize) {
            ways.push(Way { to, length, prize, name });
        }
    }

    /// The node of a junction, made if it is new.
    fn node(&mut self, junction: u32, left: u32) -> u32 {
        let next = self.case.ways.len() as u32;
        let node = *self.nodes.entry(junction).or_insert(next);
        if node == next {
            self.case.ways.push(Vec::new());
            self.case.left.push(left);
        }
        node
    }
}

/// The worth of the segments that a shortest way passes whole: it passes none twice, and those of its two places at
/// most in part.
fn passed_worth(leg: &Leg, from: Snap, to: Snap, worth: &[u64]) -> u64 {
    let whole = leg.segments.iter().filter(|s| **s != from.segment && **s != to.segment);
    whole.map(|s| worth.get(s.ix()).copied().unwrap_or(0)).sum()
}

/// The best walk found; see the head of this file.
fn walk(case: &Case) -> Option<Found> {
    let mut found = better_than(case, Dominance::Share(0), ROUGH, None);
    let few = case.prizes.len() <= FEW;
    if few {
        found = better_than(case, Dominance::Exact, EXACT, found);
    }
    for (percent, most) in BETWEEN {
        if found.as_ref().is_none_or(|f| !f.proven) && (few || percent < 50) {
            found = better_than(case, Dominance::Share(percent), most, found);
        }
    }
    found
}

impl Network {
    /// The walk from a place to another that is at most `more` longer than the shortest (0.15: 15 %) and wins most,
    /// where `worth[i]` is the worth of segment `i`; segments beyond the list are worth nothing. `None` if there is
    /// no way, or the profile is not on foot.
    #[must_use]
    pub fn visible_walk(
        &self,
        profile: Profile,
        from: Snap,
        to: Snap,
        more: f64,
        worth: &[u64],
    ) -> Option<VisibleWalk> {
        if profile == Profile::Drive {
            return None;
        }
        let shortest = self.shortest(profile, from, to)?;
        let least = (shortest.length.get() * 1000.0).round();
        let budget = (least * (1.0 + more.max(0.0))).floor().min(f64::from(FAR - 1)) as u32;
        let ground = self.ground(profile, from, to, budget, worth);
        let shortest_won = passed_worth(&shortest, from, to, worth);
        let found = walk(&ground.case);
        let Some(found) = found.filter(|f| f.won >= shortest_won) else {
            return Some(VisibleWalk {
                leg: shortest.clone(),
                won: shortest_won,
                shortest,
                shortest_won,
                proven: false,
            });
        };
        let stretches: Vec<Stretch> =
            found.ways.iter().filter_map(|w| ground.stretches.get(*w as usize).copied()).collect();
        let leg = self.leg(profile, &stretches);
        Some(VisibleWalk { leg, won: found.won, shortest, shortest_won, proven: found.proven })
    }

    fn ground(&self, profile: Profile, from: Snap, to: Snap, budget: u32, worth: &[u64]) -> Ground {
        let (mut out, mut back) = (Scratch::default(), Scratch::default());
        // On foot every way is as long in both directions, so a search from the end gives what is left.
        self.search(profile, Measure::Length, from, None, budget, &mut out);
        self.search(profile, Measure::Length, to, None, budget, &mut back);
        let ends = |snap: Snap| -> Ends { graph::ends(self, profile, Measure::Length, snap, false) };
        let mut ground = Ground {
            case: Case { ways: vec![Vec::new(); 2], left: vec![0, 0], prizes: Vec::new(), budget },
            stretches: Vec::new(),
            nodes: FxHashMap::default(),
        };
        for (i, s) in self.segments.iter().enumerate() {
            let Some(length) = graph::whole(s, profile, Measure::Length, true) else { continue };
            let fits = |a: u32, b: u32| {
                let there = graph::plus(out.cost_to(a), graph::plus(length, back.cost_to(b)));
                there <= budget
            };
            if !fits(s.from.0, s.to.0) && !fits(s.to.0, s.from.0) {
                continue;
            }
            let a = ground.node(s.from.0, back.cost_to(s.from.0));
            let b = ground.node(s.to.0, back.cost_to(s.to.0));
            let prize = worth.get(i).filter(|w| **w > 0).map(|w| {
                ground.case.prizes.push(*w);
                ground.case.prizes.len() as u32 - 1
            });
            let (segment, metres) = (SegmentId::from_ix(i), s.length.get());
            ground.way(a, b, length, prize, Stretch { segment, part: [0.0, metres], forwards: true, whole: true });
            ground.way(b, a, length, prize, Stretch { segment, part: [metres, 0.0], forwards: false, whole: true });
        }
        for (snap, inwards) in [(from, false), (to, true)] {
            let edges = [0.0, self.segment(snap.segment).length.get()];
            for (end, edge) in ends(snap).into_iter().zip(edges) {
                let Some((junction, cost)) = end else { continue };
                let node = ground.node(junction, back.cost_to(junction));
                let part = if inwards { [edge, snap.t] } else { [snap.t, edge] };
                let stretch = Stretch { segment: snap.segment, part, forwards: part[1] >= part[0], whole: false };
                let (a, b) = if inwards { (node, 1) } else { (0, node) };
                ground.way(a, b, cost, None, stretch);
            }
        }
        if let Some(cost) = graph::direct(self, profile, Measure::Length, from, to) {
            let stretch =
                Stretch { segment: from.segment, part: [from.t, to.t], forwards: to.t >= from.t, whole: false };
            ground.way(0, 1, cost, None, stretch);
        }
        ground
    }
}
