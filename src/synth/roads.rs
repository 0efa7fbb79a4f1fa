//! What links settlements: A and B roads, lanes, bridleways, a bypass.

use super::canvas::{Canvas, Kind, Road};
use super::dice::Dice;
use super::layout::{Layout, Settlement};
use super::plane::{Barrier, Pt, parted};
use std::collections::{BTreeMap, BTreeSet};

/// What a link between two settlements is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Primary,
    Secondary,
    Lane,
}

/// Draws every link. `gates` are the nodes at which a settlement's streets end.
pub(super) fn draw(canvas: &mut Canvas, dice: &mut Dice, layout: &Layout, gates: &[Vec<u32>]) {
    let pairs: BTreeSet<(usize, usize)> = layout.neighbours().into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect();
    let primary = town_roads(layout, &pairs);
    let mut links: Vec<(Rank, usize, usize)> = pairs
        .iter()
        .map(|&(a, b)| {
            let rank = match () {
                () if primary.contains(&(a, b)) => Rank::Primary,
                () if a < layout.towns() && large(layout, b) => Rank::Secondary,
                () => Rank::Lane,
            };
            (rank, a, b)
        })
        .collect();
    links.sort_unstable();
    let mut joined = Union((0..layout.settlements.len()).collect());
    // Lanes that cross nothing come before those that need a bridge.
    for crossing in [false, true] {
        for &(rank, a, b) in &links {
            let (Some(from), Some(to)) = (layout.settlements.get(a), layout.settlements.get(b)) else { continue };
            let Some(ends) = nearest(canvas, gates, (a, b), (from, to)) else { continue };
            let crosses = parted(&layout.barriers, canvas.at(ends.0), canvas.at(ends.1));
            if crosses != crossing {
                continue;
            }
            let new = joined.join(a, b);
            if new || rank < Rank::Lane || !crosses && dice.chance(0.75) || crosses && dice.chance(0.2) {
                link(canvas, dice, &Link { rank, ends, from, to, home: b }, &layout.barriers);
            } else if !crosses {
                bridleway(canvas, dice, ends, b);
            }
        }
    }
    bypass(canvas, layout, gates);
}

fn large(layout: &Layout, s: usize) -> bool {
    layout.settlements.get(s).is_some_and(|s| s.residents > 1_500)
}

/// Links on the shortest ways between each town and its two nearest ones.
fn town_roads(layout: &Layout, pairs: &BTreeSet<(usize, usize)>) -> BTreeSet<(usize, usize)> {
    let mut next: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &(a, b) in pairs {
        next.entry(a).or_default().push(b);
        next.entry(b).or_default().push(a);
    }
    let mut roads = BTreeSet::new();
    for town in 0..layout.towns() {
        // Breadth first: the neighbourhood is a grid, so hops are distance.
        let mut before: BTreeMap<usize, usize> = BTreeMap::from([(town, town)]);
        let mut queue = std::collections::VecDeque::from([town]);
        let mut found = 0;
        while let Some(at) = queue.pop_front() {
            if at != town && at < layout.towns() {
                let mut step = at;
                while let Some(&back) = before.get(&step).filter(|&&b| b != step) {
                    roads.insert((step.min(back), step.max(back)));
                    step = back;
                }
                found += 1;
                if found == 2 {
                    break;
                }
                continue;
            }
            for &to in next.get(&at).into_iter().flatten() {
                before.entry(to).or_insert_with(|| {
                    queue.push_back(to);
                    at
                });
            }
        }
    }
    roads
}

struct Union(Vec<usize>);

impl Union {
    fn root(&self, mut i: usize) -> usize {
        while let Some(&up) = self.0.get(i).filter(|&&up| up != i) {
            i = up;
        }
        i
    }

    /// Joins two sets; whether they were apart.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.0.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
        a != b
    }
}

/// The gate of each of two settlements that looks to the other.
fn nearest(
    canvas: &Canvas,
    gates: &[Vec<u32>],
    (a, b): (usize, usize),
    (from, to): (&Settlement, &Settlement),
) -> Option<(u32, u32)> {
    let pick = |of: usize, toward: Pt| {
        let far = |n: &u32| canvas.at(*n).distance(toward);
        gates.get(of)?.iter().copied().min_by(|x, y| far(x).total_cmp(&far(y)).then(x.cmp(y)))
    };
    let start = pick(a, to.centre)?;
    let end = pick(b, canvas.at(start)).filter(|_| !from.name.is_empty())?;
    Some((start, end))
}

struct Link<'a> {
    rank: Rank,
    ends: (u32, u32),
    from: &'a Settlement,
    to: &'a Settlement,
    home: usize,
}

/// The points of a road between two others, with a bridge or a subway wherever it meets a barrier: pieces of
/// points, and whether each is a bridge.
fn pieces(
    canvas: &mut Canvas,
    dice: &mut Dice,
    ends: (u32, u32),
    barriers: &[Barrier],
    every: f64,
) -> Vec<(Vec<u32>, bool)> {
    let (a, b) = (canvas.at(ends.0), canvas.at(ends.1));
    let steps = (a.distance(b) / 130.0).round().max(1.0) as usize;
    let swing = (a.distance(b) * 0.05).min(140.0);
    let phase = dice.between(0.0, 6.0);
    let point = |k: usize| {
        let t = k as f64 / steps as f64;
        let taper = (t * (1.0 - t) * 4.0).min(1.0);
        a.beside(b, t, taper * (swing * (t * 7.0 + phase).sin() + 0.35 * swing * (t * 19.0 + phase * 3.0).sin()))
    };
    let mut out = Vec::new();
    let (mut piece, mut length, mut last) = (vec![ends.0], 0.0, a);
    for k in 1..=steps {
        let p = if k == steps { b } else { point(k) };
        if let Some(share) = barriers.iter().filter_map(|w| w.meets(last, p)).min_by(f64::total_cmp) {
            let d = last.distance(p).max(1.0);
            let (on, off) = ((share - 30.0 / d).max(0.02), (share + 30.0 / d).min(0.98));
            let (on, off) = (canvas.node(last.toward(p, on)), canvas.node(last.toward(p, off)));
            piece.push(on);
            out.push((std::mem::take(&mut piece), false));
            out.push((vec![on, off], true));
            piece.push(off);
            length = 0.0;
        }
        let node = if k == steps { ends.1 } else { canvas.node(p) };
        piece.push(node);
        length += last.distance(p);
        last = p;
        if length > every {
            out.push((std::mem::replace(&mut piece, vec![node]), false));
            length = 0.0;
        }
    }
    out.push((piece, false));
    out.retain(|p| p.0.len() > 1);
    out
}

fn link(canvas: &mut Canvas, dice: &mut Dice, l: &Link<'_>, barriers: &[Barrier]) {
    let number = dice.below(900) + 100;
    let (highway, kind, reference) = match l.rank {
        Rank::Primary => ("primary", Kind::Road, format!("A9{number}")),
        Rank::Secondary => ("secondary", Kind::Road, format!("B9{number}")),
        Rank::Lane => ("unclassified", Kind::Lane, String::new()),
    };
    let toward = if l.from.town || dice.chance(0.5) { l.from } else { l.to };
    let name = match l.rank {
        Rank::Lane => format!("{} Lane", toward.name),
        _ => format!("{} Road", toward.name),
    };
    let pavement = dice.chance(0.12);
    // Quiet lanes often have no limit in the map.
    let limit = l.rank != Rank::Lane || dice.chance(0.7);
    for (nodes, is_bridge) in pieces(canvas, dice, l.ends, barriers, 520.0) {
        let mut tags: Vec<(&'static str, &str)> = Vec::new();
        if !reference.is_empty() {
            tags.push(("ref", &reference));
        }
        if pavement {
            tags.push(("sidewalk", "both"));
        }
        if !limit {
            tags.push(("maxspeed", "30 mph"));
        }
        if is_bridge {
            tags.extend([("bridge", "yes"), ("layer", "1")]);
        }
        canvas.road(nodes, &Road { highway, name: &name, kind, tags: &tags, home: (l.home, 99) });
    }
}

/// A public path across the fields where no lane runs, over a stile or through a gate.
fn bridleway(canvas: &mut Canvas, dice: &mut Dice, ends: (u32, u32), home: usize) {
    let highway = if dice.chance(0.5) { "path" } else { "track" };
    let barrier = if highway == "path" { "stile" } else { "gate" };
    for (k, (nodes, _)) in pieces(canvas, dice, ends, &[], 600.0).into_iter().enumerate() {
        if k == 1
            && let Some(&first) = nodes.first()
        {
            canvas.node_tags.insert(first, vec![("barrier", barrier.to_owned()), ("foot", "yes".to_owned())]);
        }
        let tags = [("foot", "designated"), ("surface", "ground")];
        canvas.road(nodes, &Road { highway, name: "", kind: Kind::Path, tags: &tags, home: (home, 99) });
    }
}

/// A dual carriageway round the south-east of the first town, from its southern to its eastern road.
fn bypass(canvas: &mut Canvas, layout: &Layout, gates: &[Vec<u32>]) {
    let (Some(town), Some(gates)) = (layout.settlements.first(), gates.first()) else { return };
    let pick = |canvas: &Canvas, p: Pt| {
        let far = |n: &u32| canvas.at(*n).distance(p);
        gates.iter().copied().min_by(|x, y| far(x).total_cmp(&far(y)).then(x.cmp(y)))
    };
    let half = town.half;
    let (Some(south), Some(east)) =
        (pick(canvas, town.centre.plus(0.0, -half)), pick(canvas, town.centre.plus(half, 0.0)))
    else {
        return;
    };
    let bend = |out: f64| {
        let r = half + out;
        [town.centre.plus(half * 0.35, -r), town.centre.plus(r * 0.8, -r * 0.86), town.centre.plus(r, -half * 0.3)]
    };
    for (out, back) in [(120.0, false), (140.0, true)] {
        let mut nodes = vec![south];
        nodes.extend(bend(out).map(|p| canvas.node(p)));
        nodes.push(east);
        if back {
            nodes.reverse();
        }
        let tags = [("oneway", "yes"), ("ref", "A9001"), ("maxspeed", "70 mph")];
        let name = format!("{} Bypass", town.name);
        canvas.road(nodes, &Road { highway: "trunk", name: &name, kind: Kind::Road, tags: &tags, home: (0, 99) });
    }
}
