//! Areas while they are drawn: who owns which piece, and what a change would be worth, exactly.

use super::model::{Problem, Worth};
use rand::{Rng, RngExt};

/// Some areas, each a set of pieces that hang together and fit.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::coverage) struct State<'a> {
    pub problem: &'a Problem,
    /// For each piece its area.
    pub owner: Vec<Option<usize>>,
    /// Pieces of each area, ascending; never empty.
    pub areas: Vec<Vec<u32>>,
    /// What each is worth to one officer.
    pub worth: Vec<Worth>,
}

/// Two areas with what each is worth.
pub(super) type Halves = [(Vec<u32>, Worth); 2];

/// The set to which something belongs, each set named by one of its own.
fn find(root: &mut [usize], mut i: usize) -> usize {
    while root[i] != i {
        root[i] = root[root[i]];
        i = root[i];
    }
    i
}

/// An area with a further piece.
pub(super) fn with(area: &[u32], p: u32) -> Vec<u32> {
    let mut all = area.to_vec();
    if let Err(i) = all.binary_search(&p) {
        all.insert(i, p);
    }
    all
}

/// An area without a piece.
pub(super) fn without(area: &[u32], p: u32) -> Vec<u32> {
    area.iter().copied().filter(|q| *q != p).collect()
}

impl<'a> State<'a> {
    pub fn new(problem: &'a Problem) -> Self {
        Self { problem, owner: vec![None; problem.pieces.len()], areas: Vec::new(), worth: Vec::new() }
    }

    /// What the search compares.
    pub fn value(&self) -> f64 {
        self.worth.iter().map(|w| w.value).sum()
    }

    /// Points won.
    pub fn won(&self) -> f64 {
        self.worth.iter().map(|w| w.won).sum()
    }

    /// What some pieces are worth as an area; `None` if they may not be one.
    pub fn allowed(&self, area: &[u32]) -> Option<Worth> {
        if area.is_empty() || !self.problem.fits(area) || !self.problem.contiguous(area) {
            return None;
        }
        self.problem.worth(area, 1)
    }

    /// Puts pieces in the place of an area.
    pub fn set(&mut self, area: usize, pieces: Vec<u32>, worth: Worth) {
        for &p in &self.areas[area] {
            if self.owner[p as usize] == Some(area) {
                self.owner[p as usize] = None;
            }
        }
        for &p in &pieces {
            self.owner[p as usize] = Some(area);
        }
        self.areas[area] = pieces;
        self.worth[area] = worth;
    }

    /// A new area.
    pub fn add(&mut self, pieces: Vec<u32>, worth: Worth) {
        self.areas.push(Vec::new());
        self.worth.push(Worth::default());
        self.set(self.areas.len() - 1, pieces, worth);
    }

    /// Takes an area away; its pieces are free, the last area takes its number.
    pub fn remove(&mut self, area: usize) {
        self.set(area, Vec::new(), Worth::default());
        self.areas.swap_remove(area);
        self.worth.swap_remove(area);
        if area < self.areas.len() {
            for &p in &self.areas[area] {
                self.owner[p as usize] = Some(area);
            }
        }
    }

    /// Areas that meet a piece, but for its own, ascending.
    pub fn beside(&self, p: u32) -> Vec<usize> {
        let next = self.problem.pieces[p as usize].next.iter();
        let mut found: Vec<usize> = next.filter_map(|q| self.owner[*q as usize]).collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|a| Some(*a) != self.owner[p as usize]);
        found
    }

    /// Gives free pieces to areas beside them while any may take one, each time where most is gained.
    pub fn adopt(&mut self) {
        let mut waiting: Vec<u32> =
            (0..self.owner.len() as u32).filter(|p| self.owner[*p as usize].is_none()).collect();
        loop {
            let mut any = false;
            waiting.retain(|&p| {
                let mut best: Option<(f64, usize, Vec<u32>, Worth)> = None;
                for a in self.beside(p) {
                    let grown = with(&self.areas[a], p);
                    if !self.problem.fits(&grown) {
                        continue;
                    }
                    if let Some(worth) = self.problem.worth(&grown, 1) {
                        let gain = worth.value - self.worth[a].value;
                        if gain > -1e-12 && best.as_ref().is_none_or(|b| gain > b.0) {
                            best = Some((gain, a, grown, worth));
                        }
                    }
                }
                let Some((_, a, grown, worth)) = best else { return true };
                self.set(a, grown, worth);
                any = true;
                false
            });
            if !any {
                return;
            }
        }
    }

    /// The best cut of some connected pieces in two areas among all cuts of one random tree that spans them.
    pub fn cut(&self, whole: &[u32], rng: &mut impl Rng) -> Option<Halves> {
        let n = whole.len();
        let at = |p: u32| whole.binary_search(&p).ok();
        // A random tree: edges in random order, those that join two parts are kept.
        let mut edges: Vec<(u64, usize, usize)> = Vec::new();
        for (i, &p) in whole.iter().enumerate() {
            let next = self.problem.pieces[p as usize].next.iter();
            edges.extend(next.filter_map(|q| at(*q)).filter(|j| *j > i).map(|j| (rng.random(), i, j)));
        }
        edges.sort_unstable();
        let mut root: Vec<usize> = (0..n).collect();
        let mut tree: Vec<Vec<usize>> = vec![Vec::new(); n];
        let mut kept = Vec::new();
        for (_, i, j) in edges {
            let (a, b) = (find(&mut root, i), find(&mut root, j));
            if a != b {
                root[a] = b;
                tree[i].push(j);
                tree[j].push(i);
                kept.push((i, j));
            }
        }
        if kept.len() + 1 != n {
            return None;
        }
        // Where there are many cuts, some of them must do.
        let step = kept.len().div_ceil(24).max(1);
        let first = rng.random_range(0..step);
        let mut best: Option<(f64, Halves)> = None;
        for &(i, j) in kept.iter().skip(first).step_by(step) {
            let mut side = vec![false; n];
            side[i] = true;
            let mut open = vec![i];
            while let Some(k) = open.pop() {
                for &m in &tree[k] {
                    let cut = k == i && m == j;
                    if !(side[m] || cut) {
                        side[m] = true;
                        open.push(m);
                    }
                }
            }
            let part = |mine: bool| -> Vec<u32> {
                whole.iter().zip(&side).filter(|(_, s)| **s == mine).map(|(p, _)| *p).collect()
            };
            let (a, b) = (part(true), part(false));
            if !self.problem.fits(&a) || !self.problem.fits(&b) {
                continue;
            }
            if let (Some(x), Some(y)) = (self.problem.worth(&a, 1), self.problem.worth(&b, 1)) {
                let value = x.value + y.value;
                if best.as_ref().is_none_or(|h| value > h.0) {
                    best = Some((value, [(a, x), (b, y)]));
                }
            }
        }
        best.map(|b| b.1)
    }
}
