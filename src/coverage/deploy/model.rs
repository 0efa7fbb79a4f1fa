//! What a set of patrol areas is worth, in numbers without geography. `docs/deployment.md` states the model.
//!
//! A piece of ground has a need `n` (points), a round `w` (minutes that one walk past its homes takes, with a stay at
//! each hotspot) and, from each base, a share `s` of a patrol that is left there when the way out and back is taken off.
//! An officer who spends `b` minutes a week in a piece wins `n (1 - exp(-b / w))` of it: after one round a week 63 %,
//! after two 86 %. A post's minutes `P` are spent where they win most, so an area wins
//!
//! ```text
//! max  sum n (1 - exp(-b / w))   subject to   sum b / s <= P,  b >= 0
//! ```
//!
//! which is solved exactly by filling up to one level of marginal worth. On top, each piece counts [`NEAR`] of `n s`:
//! those for whom there is no time still belong to whoever is nearest.

/// Points that a piece counts for being in an area near its base, as a share of need times `s`.
pub(in crate::coverage) const NEAR: f64 = 0.01;

/// A piece of ground.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::coverage) struct Piece {
    /// Points of uncovered need.
    pub need: f64,
    /// Minutes of one round, more than 0.
    pub round: f64,
    /// Residents.
    pub residents: f64,
    /// Middle on the plane, metres.
    pub centre: [f64; 2],
    /// Whether nobody is in post here.
    pub open: bool,
    /// Pieces that meet it by streets, ascending.
    pub next: Vec<u32>,
    /// Share of a patrol that is left here, from each base; 0: too far from it.
    pub left: Vec<f64>,
    /// Bases to ask for an area with this piece, best kind first.
    pub bases: Vec<u32>,
}

/// All that the search knows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::coverage) struct Problem {
    /// Pieces.
    pub pieces: Vec<Piece>,
    /// Patrol minutes of a post in a week.
    pub minutes: f64,
    /// No area reaches farther than this between the middles of its pieces, metres.
    pub far: f64,
    /// Nor has it more residents, unless it is a single piece.
    pub people: f64,
    /// For each base its kind: a lower one is preferred whatever it wins.
    pub kinds: Vec<u8>,
}

/// What an area is worth.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(in crate::coverage) struct Worth {
    /// Points won.
    pub won: f64,
    /// The same with [`NEAR`]: what the search compares.
    pub value: f64,
    /// The base it is won from.
    pub base: u32,
    /// Share of patrol minutes that is spent in the area and not on the way.
    pub there: f64,
    /// Points that one more minute a week would win.
    pub next_minute: f64,
}

/// How some minutes are spent: points won, share of them spent in the pieces, worth of the next minute.
/// `items` are need, round and share left of each piece.
pub(in crate::coverage) fn spend(items: &[(f64, f64, f64)], minutes: f64, mut given: impl FnMut(usize, f64)) -> Worth {
    let mut order: Vec<(f64, usize)> = items
        .iter()
        .enumerate()
        .filter(|(_, (n, w, s))| *n > 0.0 && *w > 0.0 && *s > 0.0)
        .map(|(i, (n, w, s))| (n * s / w, i))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    if minutes <= 0.0 {
        return Worth { next_minute: order.first().map_or(0.0, |o| o.0), ..Worth::default() };
    }
    // The logarithm of the level at which the first pieces take up all minutes.
    let (mut costs, mut logs, mut level, mut taken) = (0.0, 0.0, f64::INFINITY, 0);
    for &(worth, i) in &order {
        if worth.ln() <= level && taken > 0 {
            break;
        }
        let (_, w, s) = items[i];
        costs += w / s;
        logs += w / s * worth.ln();
        level = (logs - minutes) / costs;
        taken += 1;
    }
    let (mut won, mut there) = (0.0, 0.0);
    for &(worth, i) in &order[..taken] {
        let (n, w, _) = items[i];
        let depth = (worth.ln() - level).max(0.0);
        won += n * -(-depth).exp_m1();
        there += w * depth;
        given(i, w * depth);
    }
    let next_minute = if taken > 0 { level.exp() } else { 0.0 };
    Worth { won, there: there / minutes, next_minute, ..Worth::default() }
}

impl Problem {
    /// What an area is worth to some officers together: from the base where it is worth most, among those of the
    /// best kind that reach all of it. `None`: no base does.
    pub fn worth(&self, area: &[u32], officers: u32) -> Option<Worth> {
        let mut asked: Vec<u32> = area.iter().flat_map(|&p| self.pieces[p as usize].bases.iter().copied()).collect();
        asked.sort_unstable();
        asked.dedup();
        let mut best: Option<(u8, Worth)> = None;
        let mut items = Vec::with_capacity(area.len());
        for base in asked {
            let kind = self.kinds.get(base as usize).copied().unwrap_or(0);
            if best.is_some_and(|(k, _)| k < kind) {
                continue;
            }
            items.clear();
            items.extend(area.iter().map(|&p| {
                let piece = &self.pieces[p as usize];
                (piece.need, piece.round, piece.left.get(base as usize).copied().unwrap_or(0.0))
            }));
            if items.iter().any(|i| i.2 <= 0.0) {
                continue;
            }
            let mut worth = spend(&items, self.minutes * f64::from(officers), |_, _| {});
            worth.base = base;
            worth.value = worth.won + NEAR * items.iter().map(|(n, _, s)| n * s).sum::<f64>();
            if best.is_none_or(|(k, b)| kind < k || worth.value > b.value) {
                best = Some((kind, worth));
            }
        }
        best.map(|b| b.1)
    }

    /// Whether some pieces may be one area: all open or all covered, near enough, not too many residents.
    pub fn fits(&self, area: &[u32]) -> bool {
        let piece = |p: u32| &self.pieces[p as usize];
        let people: f64 = area.iter().map(|&p| piece(p).residents).sum();
        let near = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]) <= self.far;
        (area.len() < 2 || people <= self.people)
            && area.iter().all(|&p| piece(p).open == piece(area[0]).open)
            && area.iter().enumerate().all(|(i, &p)| area[..i].iter().all(|&q| near(piece(p).centre, piece(q).centre)))
    }

    /// Whether some pieces hang together.
    pub fn contiguous(&self, area: &[u32]) -> bool {
        let Some(&first) = area.first() else { return true };
        let mut seen = vec![first];
        let mut i = 0;
        while let Some(&p) = seen.get(i) {
            i += 1;
            for q in &self.pieces[p as usize].next {
                if area.contains(q) && !seen.contains(q) {
                    seen.push(*q);
                }
            }
        }
        seen.len() == area.len()
    }
}
