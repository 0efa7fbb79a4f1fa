//! Contiguous, balanced areas from parts: greedy seeds, growth to an even share, then moves across borders.

use super::parts::Parts;
use std::collections::{BTreeMap, BTreeSet};

/// No patrol area reaches farther from its seed, metres (J: a quarter of an hour by car).
pub(super) const FAR: f64 = 12_000.0;
/// More residents than this are not one officer's beat unless a single ward has them (J).
pub(super) const PEOPLE: f64 = 25_000.0;
/// What a further officer for the same town is worth beside the one before.
const SAME_TOWN: f64 = 0.6;
/// Of a part this share of residents must be without a filled post to count as uncovered.
const OPEN: f64 = 0.1;

/// An area while it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    /// Its parts, ascending.
    pub parts: BTreeSet<u32>,
    /// Officers who share it.
    pub officers: u32,
}

fn apart(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

struct Work<'a> {
    parts: &'a Parts,
    /// For each part its area.
    owner: Vec<Option<usize>>,
    areas: Vec<BTreeSet<u32>>,
}

impl Work<'_> {
    fn need(&self, area: &BTreeSet<u32>) -> f64 {
        area.iter().map(|&p| self.parts.list[p as usize].need).sum()
    }

    fn give(&mut self, part: u32, area: usize) {
        if let Some(old) = self.owner[part as usize].replace(area) {
            self.areas[old].remove(&part);
        }
        self.areas[area].insert(part);
    }

    /// Whether an area may take a part without growing too far or too large.
    fn fits(&self, area: &BTreeSet<u32>, part: u32) -> bool {
        let p = &self.parts.list[part as usize];
        let people: f64 = area.iter().map(|&q| self.parts.list[q as usize].residents).sum();
        people + p.residents <= PEOPLE
            && area.iter().all(|&q| apart(self.parts.list[q as usize].centre, p.centre) <= FAR)
    }

    /// Whether an area still hangs together without a part.
    fn holds_without(&self, area: &BTreeSet<u32>, part: u32) -> bool {
        let rest: BTreeSet<u32> = area.iter().copied().filter(|p| *p != part).collect();
        contiguous(self.parts, &rest)
    }

    fn grow(&mut self, area: usize, target: f64, keep: usize, open: &dyn Fn(u32) -> bool) {
        loop {
            let own = &self.areas[area];
            let sum = self.need(own);
            let free = self.owner.iter().filter(|o| o.is_none()).count();
            // Where nobody is in post a beat is not much smaller than everybody's.
            let raw: f64 = own.iter().map(|&p| self.parts.list[p as usize].raw).sum();
            let target = if raw > 0.0 { target.max(self.parts.usual * (sum / raw).min(1.0)) } else { target };
            if sum >= target || free <= keep {
                return;
            }
            let places: Vec<([f64; 2], f64)> = own.iter().map(|&p| (self.parts.list[p as usize].centre, 1.0)).collect();
            let centre = super::parts::middle(&places);
            let border: BTreeSet<u32> = own.iter().flat_map(|&p| self.parts.next[p as usize].iter().copied()).collect();
            let worth = |p: u32| {
                let part = &self.parts.list[p as usize];
                part.need / (1.0 + apart(part.centre, centre) / 1000.0)
            };
            // Taking a part must bring the area nearer to its share.
            let better = |p: u32| sum + self.parts.list[p as usize].need - target <= target - sum;
            let best = border
                .into_iter()
                .filter(|&p| self.owner[p as usize].is_none() && open(p) && better(p) && self.fits(own, p))
                .max_by(|a, b| worth(*a).total_cmp(&worth(*b)).then_with(|| b.cmp(a)));
            let Some(best) = best else { return };
            self.give(best, area);
        }
    }

    /// Parts enclosed or left at an edge go to the neighbour with least need.
    fn adopt(&mut self, open: &dyn Fn(u32) -> bool) {
        loop {
            let mut any = false;
            for p in 0..self.owner.len() as u32 {
                if self.owner[p as usize].is_some() || !open(p) {
                    continue;
                }
                let near: BTreeSet<usize> =
                    self.parts.next[p as usize].iter().filter_map(|q| self.owner[*q as usize]).collect();
                let best = near
                    .into_iter()
                    .filter(|&a| self.fits(&self.areas[a], p))
                    .min_by(|&a, &b| self.need(&self.areas[a]).total_cmp(&self.need(&self.areas[b])));
                if let Some(a) = best {
                    self.give(p, a);
                    any = true;
                }
            }
            if !any {
                return;
            }
        }
    }

    /// Moves parts across borders while that evens need out by a hundredth or more. What nobody covers stays apart
    /// from what other officers cover.
    fn even_out(&mut self, open: &dyn Fn(u32) -> bool) {
        for _ in 0..50 {
            let mut any = false;
            for p in 0..self.owner.len() as u32 {
                let Some(a) = self.owner[p as usize].filter(|&a| self.areas[a].len() > 1) else { continue };
                let w = self.parts.list[p as usize].need;
                let from = self.need(&self.areas[a]);
                let near: BTreeSet<usize> = self.parts.next[p as usize]
                    .iter()
                    .filter_map(|q| self.owner[*q as usize])
                    .filter(|b| *b != a)
                    .collect();
                let best = near
                    .into_iter()
                    .map(|b| (self.need(&self.areas[b]), b))
                    .filter(|(to, _)| to + w < from * 0.99)
                    .filter(|(_, b)| {
                        self.areas[*b].iter().any(|q| open(*q)) == open(p) && self.fits(&self.areas[*b], p)
                    })
                    .min_by(|x, y| x.0.total_cmp(&y.0));
                if let Some((_, b)) = best.filter(|_| self.holds_without(&self.areas[a], p)) {
                    self.give(p, b);
                    any = true;
                }
            }
            if !any {
                return;
            }
        }
    }
}

/// Whether some parts hang together on foot.
pub(super) fn contiguous(parts: &Parts, area: &BTreeSet<u32>) -> bool {
    let Some(&first) = area.first() else { return true };
    let mut seen = BTreeSet::from([first]);
    let mut open = vec![first];
    while let Some(p) = open.pop() {
        for &q in &parts.next[p as usize] {
            if area.contains(&q) && seen.insert(q) {
                open.push(q);
            }
        }
    }
    seen.len() == area.len()
}

/// Areas for `officers` posts; sums of their officers are `officers` unless there is no part at all.
pub(super) fn draw(parts: &Parts, officers: u32) -> Vec<Draft> {
    let n = parts.list.len();
    if n == 0 || officers == 0 {
        return Vec::new();
    }
    let any_open = parts.list.iter().any(|p| p.bare >= OPEN);
    let open = |p: u32| !any_open || parts.list[p as usize].bare >= OPEN;
    let total: f64 = (0..n as u32).filter(|p| open(*p)).map(|p| parts.list[p as usize].need).sum();
    let target = total / f64::from(officers);
    let mut work = Work { parts, owner: vec![None; n], areas: Vec::new() };
    for k in 0..officers {
        let mut taken: BTreeMap<usize, i32> = BTreeMap::new();
        for area in &work.areas {
            let towns: BTreeSet<usize> = area.iter().filter_map(|&p| parts.list[p as usize].town).collect();
            for town in towns {
                *taken.entry(town).or_default() += 1;
            }
        }
        let score = |p: u32| {
            let part = &parts.list[p as usize];
            part.need * part.town.map_or(1.0, |t| SAME_TOWN.powi(taken.get(&t).copied().unwrap_or(0)))
        };
        let free: Vec<u32> = (0..n as u32).filter(|p| work.owner[*p as usize].is_none()).collect();
        // What other officers cover already comes last.
        let first: Vec<u32> = free.iter().copied().filter(|p| open(*p)).collect();
        let list = if first.is_empty() { &free } else { &first };
        let seed = list.iter().copied().max_by(|a, b| score(*a).total_cmp(&score(*b)).then_with(|| b.cmp(a)));
        let Some(seed) = seed else { break };
        work.areas.push(BTreeSet::new());
        let area = work.areas.len() - 1;
        work.give(seed, area);
        work.grow(area, target, (officers - k - 1) as usize, &open);
    }
    work.adopt(&open);
    work.even_out(&open);
    let mut drafts: Vec<Draft> = work.areas.iter().map(|a| Draft { parts: a.clone(), officers: 1 }).collect();
    while drafts.iter().map(|d| d.officers).sum::<u32>() < officers {
        reinforce(&work, &mut drafts);
    }
    drafts
}

/// One more officer where most need is left to each: an area of several parts is split, a single one shared.
fn reinforce(work: &Work<'_>, drafts: &mut Vec<Draft>) {
    let each = |d: &Draft| work.need(&d.parts) / f64::from(d.officers + 1);
    let busiest = (0..drafts.len()).max_by(|&a, &b| each(&drafts[a]).total_cmp(&each(&drafts[b])).then(b.cmp(&a)));
    let Some(i) = busiest else { return };
    let whole = drafts[i].parts.clone();
    let half = work.need(&whole) / 2.0;
    let off = |p: &u32| (work.parts.list[*p as usize].need - half).abs();
    let cut = whole
        .iter()
        .copied()
        .filter(|&p| whole.len() > 1 && work.holds_without(&whole, p))
        .min_by(|a, b| off(a).total_cmp(&off(b)));
    match cut {
        Some(p) => {
            drafts[i].parts.remove(&p);
            drafts.push(Draft { parts: BTreeSet::from([p]), officers: 1 });
        }
        None => drafts[i].officers += 1,
    }
}
