//! A town: a shaken grid of roads round a centre, and what fills each quarter of it.

use super::canvas::{Canvas, Kind, Road};
use super::dice::Dice;
use super::fill;
use super::layout::Settlement;
use super::names;
use super::plane::{Bar, Barrier, Pt, parted};

/// A quarter of a town between four roads.
pub(super) struct Quarter {
    /// Corners: south-west, south-east, north-east, north-west.
    pub(super) corners: [Pt; 4],
    /// Inner nodes of the roads to the south, east, north and west, if they run there: at a quarter, half and
    /// three quarters of the way.
    pub(super) sides: [Option<[u32; 3]>; 4],
    pub(super) home: (usize, usize),
}

impl Quarter {
    /// The point at shares of the way east and north.
    pub(super) fn at(&self, u: f64, v: f64) -> Pt {
        let [a, b, c, d] = self.corners;
        a.toward(b, u).toward(d.toward(c, u), v)
    }
}

/// The outline of a town and the lie of its roads.
struct Plan {
    /// Quarters from side to side: an even number, so that two roads cross in the middle.
    n: usize,
    middle: Pt,
    half: f64,
    turn: f64,
    wave: [f64; 4],
    built: Vec<bool>,
}

impl Plan {
    fn new(dice: &mut Dice, s: &Settlement) -> Self {
        let n = ((s.half / 150.0 / 2.0).round() as usize * 2).max(8);
        let turn = dice.between(-0.3, 0.3);
        let wave = [0.0; 4].map(|_: f64| dice.between(0.0, 6.0));
        let mut built = Vec::with_capacity(n * n);
        for j in 0..n {
            for i in 0..n {
                let share = |k: usize| (k as f64 + 0.5) / n as f64 * 2.0 - 1.0;
                built.push(share(i).hypot(share(j)) < 1.1 + dice.between(-0.1, 0.1));
            }
        }
        Self { n, middle: s.centre, half: s.half, turn, wave, built }
    }

    /// Whether a quarter belongs to the town.
    fn is_built(&self, i: usize, j: usize) -> bool {
        i < self.n && j < self.n && self.built.get(j * self.n + i).copied().unwrap_or(false)
    }

    /// A corner of the grid: drawn in to a disc, turned, and bent.
    fn corner(&self, i: usize, j: usize) -> Pt {
        let share = |k: usize| k as f64 / self.n as f64 * 2.0 - 1.0;
        let (u, v) = (share(i), share(j));
        let (x, y) = (u * (1.0 - 0.25 * v * v).sqrt() * self.half, v * (1.0 - 0.25 * u * u).sqrt() * self.half);
        let (sin, cos) = self.turn.sin_cos();
        let [a, b, c, d] = self.wave;
        let bend = |s: f64, phase: f64, long: f64| 55.0 * (s / long + phase).sin();
        self.middle.plus(
            x * cos - y * sin + bend(y, a, 520.0) + bend(x, c, 900.0),
            x * sin + y * cos + bend(x, b, 560.0) + bend(y, d, 900.0),
        )
    }
}

/// Names that main roads get.
fn line_name(k: usize, centre: usize, vertical: bool, dice: &mut Dice) -> String {
    if k == centre {
        return if vertical { "High Street".to_owned() } else { "Market Street".to_owned() };
    }
    names::street(dice, false)
}

/// Draws a town and hands back the nodes at which roads may leave it.
pub(super) fn draw(
    canvas: &mut Canvas,
    dice: &mut Dice,
    s: &Settlement,
    home: usize,
    barriers: &[Barrier],
) -> Vec<u32> {
    let plan = Plan::new(dice, s);
    let (n, centre) = (plan.n, plan.n / 2);
    let mut corners = Vec::with_capacity((n + 1) * (n + 1));
    for j in 0..=n {
        for i in 0..=n {
            let mut p = plan.corner(i, j).plus(dice.between(-30.0, 30.0), dice.between(-30.0, 30.0));
            for barrier in barriers {
                p = barrier.clear(p);
            }
            corners.push(canvas.node(p));
        }
    }
    let corner = |i: usize, j: usize| corners.get(j * (n + 1) + i).copied().unwrap_or(0);
    let names: Vec<[String; 2]> =
        (0..=n).map(|k| [line_name(k, centre, false, dice), line_name(k, centre, true, dice)]).collect();
    // Inner nodes of each piece of road: [horizontal, vertical] by its first corner.
    let mut inner: Vec<[Option<[u32; 3]>; 2]> = vec![[None, None]; (n + 1) * (n + 1)];
    for j in 0..=n {
        for i in 0..=n {
            for vertical in [false, true] {
                let (i2, j2) = if vertical { (i, j + 1) } else { (i + 1, j) };
                // A road has a quarter of the town on one side at least.
                let beside = if vertical { (i.wrapping_sub(1), j) } else { (i, j.wrapping_sub(1)) };
                if i2 > n || j2 > n || !(plan.is_built(i, j) || plan.is_built(beside.0, beside.1)) {
                    continue;
                }
                let line = if vertical { i } else { j };
                let along = if vertical { j } else { i };
                let name = names.get(line).map_or("", |n| n[usize::from(vertical)].as_str());
                let drawn = piece(
                    canvas,
                    dice,
                    &Piece {
                        ends: (corner(i, j), corner(i2, j2)),
                        line: line.abs_diff(centre),
                        along: along.abs_diff(centre).min((along + 1).abs_diff(centre)),
                        name,
                        home: (home, (j.min(n - 1)) * n + i.min(n - 1)),
                    },
                    barriers,
                );
                if let Some(slot) = inner.get_mut(j * (n + 1) + i) {
                    slot[usize::from(vertical)] = drawn;
                }
            }
        }
    }
    let side = |i: usize, j: usize, vertical: usize| inner.get(j * (n + 1) + i).and_then(|s| s[vertical]);
    for j in 0..n {
        for i in (0..n).filter(|&i| plan.is_built(i, j)) {
            let nodes = [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)];
            let quarter = Quarter {
                corners: nodes.map(|c| canvas.at(c)),
                sides: [side(i, j, 0), side(i + 1, j, 1), side(i, j + 1, 0), side(i, j, 1)],
                home: (home, j * n + i),
            };
            let far = (i as f64 + 0.5 - centre as f64).abs().max((j as f64 + 0.5 - centre as f64).abs());
            let [a, b, c, d] = quarter.corners;
            if parted(barriers, a, c) || parted(barriers, b, d) || parted(barriers, a, b) {
                fill::banks(canvas, dice, &quarter, barriers);
            } else {
                fill::quarter(canvas, dice, &quarter, far);
            }
        }
    }
    let mut rim = Vec::new();
    for j in 0..=n {
        for i in 0..=n {
            let around =
                [(i, j), (i.wrapping_sub(1), j), (i, j.wrapping_sub(1)), (i.wrapping_sub(1), j.wrapping_sub(1))];
            if (1..4).contains(&around.iter().filter(|q| plan.is_built(q.0, q.1)).count()) {
                rim.push(corner(i, j));
            }
        }
    }
    rim
}

struct Piece<'a> {
    ends: (u32, u32),
    /// How many lines from the middle.
    line: usize,
    /// How many pieces from the middle.
    along: usize,
    name: &'a str,
    home: (usize, usize),
}

/// A piece of road between two corners, in two halves; `None` where a barrier has no bridge.
fn piece(canvas: &mut Canvas, dice: &mut Dice, p: &Piece<'_>, barriers: &[Barrier]) -> Option<[u32; 3]> {
    let (a, b) = (canvas.at(p.ends.0), canvas.at(p.ends.1));
    let crossed = barriers.iter().find(|w| w.parts(a, b));
    let bow = dice.between(-14.0, 14.0);
    if let Some(w) = crossed
        && !p.line.is_multiple_of(4)
    {
        // A subway under the railway here and there.
        if w.kind == Bar::Railway && dice.chance(0.2) {
            let tags = [("tunnel", "yes"), ("layer", "-1"), ("lit", "yes")];
            let road = Road { highway: "footway", name: "Subway", kind: Kind::Path, tags: &tags, home: p.home };
            canvas.road(vec![p.ends.0, p.ends.1], &road);
        }
        return None;
    }
    // A bridge lies where the barrier is; otherwise the road bends a little on its way.
    let shares = crossed.and_then(|w| w.meets(a, b)).map_or([0.25, 0.5, 0.75], |at| {
        let at = at.clamp(0.2, 0.8);
        [at - 0.15, at, at + 0.15]
    });
    let inner = shares.map(|t| canvas.node(a.beside(b, t, if crossed.is_some() { 0.0 } else { bow })));
    let shops = p.line == 0 && p.along < 2;
    let (highway, kind) = match p.line {
        0 if p.along == 0 => ("unclassified", Kind::Shops),
        0 if shops => ("tertiary", Kind::Shops),
        0 => ("primary", Kind::Main),
        l if l.is_multiple_of(4) => ("secondary", Kind::Main),
        l if l.is_multiple_of(2) => ("tertiary", Kind::Main),
        _ => ("residential", Kind::Terrace),
    };
    if crossed.is_some() {
        let road = |tags| Road { highway, name: p.name, kind: Kind::Main, tags, home: p.home };
        let [q, h, t] = inner;
        canvas.road(vec![p.ends.0, q], &road(&[]));
        canvas.road(vec![q, h, t], &road(&[("bridge", "yes"), ("layer", "1"), ("sidewalk", "both")]));
        canvas.road(vec![t, p.ends.1], &road(&[]));
    } else {
        let road = Road { highway, name: p.name, kind, tags: &[], home: p.home };
        canvas.road(vec![p.ends.0, inner[0], inner[1]], &road);
        canvas.road(vec![inner[1], inner[2], p.ends.1], &road);
    }
    Some(inner)
}
