//! What taking out nodes needs: lists of neighbours that grow and shrink in one pool, and a queue by degree.
//!
//! Both are made for large graphs: a heap of all nodes, and a piece of memory for each list, took five times as long
//! for 110,000 junctions, and the more the larger the graph, because neighbours in the graph were far apart in memory.

use std::collections::VecDeque;

/// Where a list lies in the pool.
#[derive(Debug, Clone, Copy)]
struct Slot {
    start: u32,
    len: u32,
    /// How many numbers fit before the list has to move.
    room: u32,
}

/// An ascending list of neighbours for each node.
#[derive(Debug)]
pub(super) struct Lists {
    slots: Vec<Slot>,
    pool: Vec<u32>,
}

impl Lists {
    /// Neighbours of each node, each once; loops, and edges to a node that there is not, are passed over.
    pub(super) fn new(nodes: usize, edges: impl Iterator<Item = (u32, u32)>) -> Self {
        let edges: Vec<(u32, u32)> = edges.filter(|(a, b)| a != b && (*a.max(b) as usize) < nodes).collect();
        let both = || edges.iter().flat_map(|&(a, b)| [(a, b), (b, a)]);
        let mut slots = vec![Slot { start: 0, len: 0, room: 0 }; nodes];
        for (a, _) in both() {
            slots[a as usize].room += 1;
        }
        let mut start = 0;
        for slot in &mut slots {
            slot.start = start;
            start += slot.room;
        }
        let mut pool = vec![0; start as usize];
        for (a, b) in both() {
            let slot = &mut slots[a as usize];
            pool[(slot.start + slot.len) as usize] = b;
            slot.len += 1;
        }
        let mut lists = Self { slots, pool };
        let mut once = Vec::new();
        for node in 0..nodes as u32 {
            once.clear();
            once.extend_from_slice(lists.of(node));
            once.sort_unstable();
            once.dedup();
            lists.set(node, &once);
        }
        lists
    }

    /// How many nodes.
    pub(super) fn nodes(&self) -> usize {
        self.slots.len()
    }

    /// How many neighbours a node has.
    pub(super) fn degree(&self, node: u32) -> usize {
        self.slots[node as usize].len as usize
    }

    /// The neighbours of a node.
    pub(super) fn of(&self, node: u32) -> &[u32] {
        let slot = self.slots[node as usize];
        &self.pool[slot.start as usize..(slot.start + slot.len) as usize]
    }

    /// Gives a node another list, in its old place if it fits, else at the end of the pool with some room.
    pub(super) fn set(&mut self, node: u32, list: &[u32]) {
        let slot = &mut self.slots[node as usize];
        slot.len = list.len() as u32;
        if slot.len <= slot.room {
            self.pool[slot.start as usize..][..list.len()].copy_from_slice(list);
        } else {
            slot.start = self.pool.len() as u32;
            slot.room = slot.len + slot.len / 2 + 2;
            self.pool.extend_from_slice(list);
            self.pool.resize((slot.start + slot.room) as usize, 0);
        }
    }
}

/// Nodes by degree; among those of a degree whichever came first. A node may be in it several times.
#[derive(Debug, Default)]
pub(super) struct Queue {
    by_degree: Vec<VecDeque<u32>>,
    /// All below are empty.
    least: usize,
}

impl Queue {
    pub(super) fn push(&mut self, degree: usize, node: u32) {
        if self.by_degree.len() <= degree {
            self.by_degree.resize_with(degree + 1, VecDeque::new);
        }
        self.by_degree[degree].push_back(node);
        self.least = self.least.min(degree);
    }

    /// A node of the least degree, with that degree.
    pub(super) fn pop(&mut self) -> Option<(usize, u32)> {
        loop {
            if let Some(node) = self.by_degree.get_mut(self.least)?.pop_front() {
                return Some((self.least, node));
            }
            self.least += 1;
        }
    }
}

/// The union of two ascending lists, without two numbers.
pub(super) fn union(a: &[u32], b: &[u32], without: [u32; 2], out: &mut Vec<u32>) {
    let fits = |x: u32| x != without[0] && x != without[1];
    out.clear();
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let least = *x.min(y);
        if fits(least) {
            out.push(least);
        }
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    out.extend(a[i..].iter().chain(&b[j..]).copied().filter(|x| fits(*x)));
}
