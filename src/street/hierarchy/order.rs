//! The skeleton of a hierarchy: in which order junctions are taken out, and which pairs that joins. It knows no
//! costs, so one skeleton serves every profile and every measure.
//!
//! Junctions are taken out by *minimum degree*: dead ends first, then the bends of a chain (degree 2, which joins
//! its two neighbours and so contracts the chain), at last the few junctions that hold a county together. Taking
//! one out joins its neighbours with each other; neighbours at that moment are its *uppers*. The order is then
//! made depth first on the elimination tree (Liu 1990: it joins the same pairs), which puts what lies near
//! together near together in memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Which junctions were joined when. All but [`Skeleton::rank`] is indexed by rank: the place in the order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skeleton {
    /// The rank of each node; the node taken out first has rank 0.
    pub(super) rank: Vec<u32>,
    /// The links of rank `r` are `upper[first[r]..first[r + 1]]`.
    pub(super) first: Vec<u32>,
    /// Upper ends of links, ascending for each lower end.
    pub(super) upper: Vec<u32>,
}

impl Skeleton {
    /// The skeleton of an undirected graph with `nodes` nodes; loops and repetitions in `edges` do not matter, an
    /// edge to a node that there is not is passed over.
    #[must_use]
    pub fn new(nodes: usize, edges: impl Iterator<Item = (u32, u32)>) -> Self {
        let (order, uppers) = eliminate(neighbours(nodes, edges));
        let rank = postorder(&order, &uppers);
        let mut node_at = vec![0u32; nodes];
        for (node, r) in rank.iter().enumerate() {
            node_at[*r as usize] = node as u32;
        }
        let (mut first, mut upper) = (Vec::with_capacity(nodes + 1), Vec::new());
        first.push(0);
        for node in node_at {
            let start = upper.len();
            upper.extend(uppers[node as usize].iter().map(|u| rank[*u as usize]));
            upper[start..].sort_unstable();
            first.push(upper.len() as u32);
        }
        Self { rank, first, upper }
    }

    /// How many nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.rank.len()
    }

    /// How many links: streets and joined pairs.
    #[must_use]
    pub fn links(&self) -> usize {
        self.upper.len()
    }

    /// Links of a rank, as positions in [`Skeleton::upper`].
    pub(super) fn links_of(&self, rank: usize) -> std::ops::Range<usize> {
        self.first[rank] as usize..self.first[rank + 1] as usize
    }
}

/// Neighbours of each node, ascending, each once.
fn neighbours(nodes: usize, edges: impl Iterator<Item = (u32, u32)>) -> Vec<Vec<u32>> {
    let mut near: Vec<Vec<u32>> = vec![Vec::new(); nodes];
    for (a, b) in edges.filter(|(a, b)| a != b && (*a.max(b) as usize) < nodes) {
        near[a as usize].push(b);
        near[b as usize].push(a);
    }
    for list in &mut near {
        list.sort_unstable();
        list.dedup();
    }
    near
}

/// Takes out node after node, always one with fewest neighbours (ties: the one lowest in the hierarchy, then the lowest number): the order, and
/// the neighbours that each had when it was taken out.
fn eliminate(mut near: Vec<Vec<u32>>) -> (Vec<u32>, Vec<Vec<u32>>) {
    let nodes = near.len();
    let mut level = vec![0u32; nodes];
    let key = |near: &[Vec<u32>], level: &[u32], v: usize| (near[v].len() as u32, level[v], v as u32);
    let mut queue: BinaryHeap<Reverse<(u32, u32, u32)>> = (0..nodes).map(|v| Reverse(key(&near, &level, v))).collect();
    let mut order = Vec::with_capacity(nodes);
    let mut uppers: Vec<Vec<u32>> = vec![Vec::new(); nodes];
    let mut out = vec![false; nodes];
    let mut joined = Vec::new();
    while let Some(Reverse(entry)) = queue.pop() {
        let v = entry.2 as usize;
        // Entries are not taken back when a degree changes: a newer one is in the queue.
        if out[v] || entry != key(&near, &level, v) {
            continue;
        }
        out[v] = true;
        order.push(v as u32);
        let around = std::mem::take(&mut near[v]);
        for &u in &around {
            merge(&near[u as usize], &around, &mut joined);
            joined.retain(|&w| w != u && w as usize != v);
            let list = &mut near[u as usize];
            list.clear();
            list.extend_from_slice(&joined);
            level[u as usize] = level[u as usize].max(level[v] + 1);
            queue.push(Reverse(key(&near, &level, u as usize)));
        }
        uppers[v] = around;
    }
    (order, uppers)
}

/// The union of two ascending lists.
fn merge(a: &[u32], b: &[u32], out: &mut Vec<u32>) {
    out.clear();
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        out.push(*x.min(y));
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    out.extend_from_slice(&a[i..]);
    out.extend_from_slice(&b[j..]);
}

/// Ranks by depth-first postorder of the elimination tree, in which a node hangs below the first of its uppers
/// to be taken out.
fn postorder(order: &[u32], uppers: &[Vec<u32>]) -> Vec<u32> {
    let nodes = order.len();
    let mut place = vec![0u32; nodes];
    for (i, v) in order.iter().enumerate() {
        place[*v as usize] = i as u32;
    }
    // Children of each node in the order in which they were taken out; the last is a made-up root above all.
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); nodes + 1];
    for v in order {
        let parent = uppers[*v as usize].iter().min_by_key(|u| place[**u as usize]);
        children[parent.map_or(nodes, |p| *p as usize)].push(*v);
    }
    let mut rank = vec![0u32; nodes];
    let mut next = 0;
    let mut path: Vec<(usize, usize)> = vec![(nodes, 0)];
    while let Some((v, seen)) = path.pop() {
        if let Some(child) = children[v].get(seen) {
            path.push((v, seen + 1));
            path.push((*child as usize, 0));
        } else if v < nodes {
            rank[v] = next;
            next += 1;
        }
    }
    rank
}
