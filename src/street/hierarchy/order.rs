//! The skeleton of a hierarchy: in which order junctions are taken out, and which pairs that joins. It knows no
//! costs, so one skeleton serves every profile and every measure.
//!
//! Junctions are taken out by *minimum degree*: dead ends first, then the bends of a chain (degree 2, which joins
//! its two neighbours and so contracts the chain), at last the few junctions that hold a county together. Taking
//! one out joins its neighbours with each other; neighbours at that moment are its *uppers*. Among junctions of a
//! degree the one whose degree changed longest ago goes first, which goes round the county and so keeps the hierarchy
//! low. The order is then made depth first on the elimination tree (Liu 1990: it joins the same pairs), which puts
//! what lies near together near together in memory.

use super::lists::{Lists, Queue, union};

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
        let taken = eliminate(Lists::new(nodes, edges));
        let rank = postorder(&taken);
        let mut when = vec![0; nodes];
        for (i, node) in taken.order.iter().enumerate() {
            when[rank[*node as usize] as usize] = i;
        }
        let (mut first, mut upper) = (Vec::with_capacity(nodes + 1), Vec::with_capacity(taken.uppers.len()));
        first.push(0);
        for i in when {
            let start = upper.len();
            upper.extend(taken.uppers_of(i).iter().map(|u| rank[*u as usize]));
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

/// Nodes in the order in which they were taken out, and the neighbours that each had then.
struct Taken {
    order: Vec<u32>,
    /// The uppers of the node taken out as number `i` are `uppers[first[i]..first[i + 1]]`.
    first: Vec<u32>,
    uppers: Vec<u32>,
}

impl Taken {
    fn uppers_of(&self, i: usize) -> &[u32] {
        &self.uppers[self.first[i] as usize..self.first[i + 1] as usize]
    }
}

/// Takes out node after node, always one with fewest neighbours.
fn eliminate(mut near: Lists) -> Taken {
    let nodes = near.nodes();
    let mut queue = Queue::default();
    for node in 0..nodes as u32 {
        queue.push(near.degree(node), node);
    }
    let mut taken = Taken { order: Vec::with_capacity(nodes), first: vec![0], uppers: Vec::new() };
    let mut out = vec![false; nodes];
    let mut joined = Vec::new();
    while let Some((degree, node)) = queue.pop() {
        // Entries are not taken back when a degree changes: a newer one is in the queue.
        if degree != near.degree(node) || std::mem::replace(&mut out[node as usize], true) {
            continue;
        }
        let start = taken.uppers.len();
        taken.order.push(node);
        taken.uppers.extend_from_slice(near.of(node));
        taken.first.push(taken.uppers.len() as u32);
        let around = &taken.uppers[start..];
        for &u in around {
            union(near.of(u), around, [u, node], &mut joined);
            near.set(u, &joined);
            queue.push(joined.len(), u);
        }
    }
    taken
}

/// Ranks by depth-first postorder of the elimination tree, in which a node hangs below the first of its uppers
/// to be taken out: what hangs below a node has the ranks just before it.
fn postorder(taken: &Taken) -> Vec<u32> {
    let nodes = taken.order.len();
    let mut when = vec![0; nodes];
    for (i, node) in taken.order.iter().enumerate() {
        when[*node as usize] = i;
    }
    let parent: Vec<Option<usize>> =
        (0..nodes).map(|i| taken.uppers_of(i).iter().map(|u| when[*u as usize]).min()).collect();
    // Nodes of the tree in each subtree: children come before their parents.
    let mut below = vec![1u32; nodes];
    for (i, parent) in parent.iter().enumerate() {
        if let Some(p) = *parent {
            below[p] += below[i];
        }
    }
    let mut rank = vec![0; nodes];
    // The next rank that is free below each node, and of those without a parent.
    let (mut free, mut top) = (vec![0u32; nodes], 0u32);
    for i in (0..nodes).rev() {
        let next = parent[i].map_or(&mut top, |p| &mut free[p]);
        let start = *next;
        *next += below[i];
        free[i] = start;
        rank[taken.order[i] as usize] = start + below[i] - 1;
    }
    rank
}
