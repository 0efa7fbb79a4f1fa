//! Costs for a skeleton: what each link costs up and down, and which links no quickest way needs.

use super::order::Skeleton;
use super::{Arcs, FAR, Hierarchy};

/// The cost of one way after another; sums at [`FAR`] or beyond are no way.
fn plus(a: u32, b: u32) -> u32 {
    // Both are at most FAR, which is half of what the type holds.
    (a + b).min(FAR)
}

/// Costs of all links: from the lower end up, and from the upper end down.
struct Costs {
    up: Vec<u32>,
    down: Vec<u32>,
}

impl Skeleton {
    /// The hierarchy of arcs `(from, to, cost)`, all of which must be edges of the graph from which the skeleton
    /// was made; others are passed over. Of parallel arcs the cheapest counts; a cost of [`FAR`] or more is none.
    #[must_use]
    pub fn customised(&self, arcs: impl Iterator<Item = (u32, u32, u32)>) -> Hierarchy {
        let mut costs = self.given(arcs);
        self.through_lower(&mut costs);
        let shortest = self.through_upper(&costs);
        // A link dearer than the best way between its ends is on no best way: it may go. One that costs as much
        // stays, whatever other ways cost as much, so that cycles of cost zero need no thought.
        let keep = |given: &[u32], best: &[u32]| {
            let mut first = vec![0u32];
            let mut arcs = Vec::new();
            for r in 0..self.nodes() {
                for i in self.links_of(r).filter(|i| given[*i] < FAR && given[*i] == best[*i]) {
                    arcs.push((self.upper[i], given[i]));
                }
                first.push(arcs.len() as u32);
            }
            Arcs { first, arcs }
        };
        Hierarchy {
            rank: self.rank.clone(),
            up: keep(&costs.up, &shortest.up),
            down: keep(&costs.down, &shortest.down),
        }
    }

    fn given(&self, arcs: impl Iterator<Item = (u32, u32, u32)>) -> Costs {
        let mut costs = Costs { up: vec![FAR; self.links()], down: vec![FAR; self.links()] };
        for (from, to, cost) in arcs {
            let (Some(&a), Some(&b)) = (self.rank.get(from as usize), self.rank.get(to as usize)) else { continue };
            let list = self.links_of(a.min(b) as usize);
            if let Ok(at) = self.upper[list.clone()].binary_search(&a.max(b)) {
                let side = if a < b { &mut costs.up } else { &mut costs.down };
                side[list.start + at] = side[list.start + at].min(cost.min(FAR));
            }
        }
        costs
    }

    /// For each triangle of a rank and two of its uppers `v < w`: the links to `v`, to `w`, and from `v` to `w`.
    fn triangles(&self, rank: usize, mut visit: impl FnMut(usize, usize, usize)) {
        let links = self.links_of(rank);
        for i in links.clone() {
            let across = self.links_of(self.upper[i] as usize);
            let mut k = across.start;
            for j in i + 1..links.end {
                // Uppers of a node are joined with each other: the link is always there.
                while k < across.end && self.upper[k] < self.upper[j] {
                    k += 1;
                }
                if k < across.end && self.upper[k] == self.upper[j] {
                    visit(i, j, k);
                }
            }
        }
    }

    /// From the bottom up: a link costs no more than the way through any node below both of its ends.
    fn through_lower(&self, c: &mut Costs) {
        for rank in 0..self.nodes() {
            self.triangles(rank, |i, j, k| {
                c.up[k] = c.up[k].min(plus(c.down[i], c.up[j]));
                c.down[k] = c.down[k].min(plus(c.down[j], c.up[i]));
            });
        }
    }

    /// From the top down: what the best way between the ends of each link costs, whichever way it takes.
    fn through_upper(&self, given: &Costs) -> Costs {
        let mut c = Costs { up: given.up.clone(), down: given.down.clone() };
        for rank in (0..self.nodes()).rev() {
            self.triangles(rank, |i, j, k| {
                let (to_v, to_w, v_to_w, w_to_v) = (c.up[i], c.up[j], c.up[k], c.down[k]);
                c.up[i] = to_v.min(plus(to_w, w_to_v));
                c.up[j] = to_w.min(plus(to_v, v_to_w));
                let (from_v, from_w) = (c.down[i], c.down[j]);
                c.down[i] = from_v.min(plus(v_to_w, from_w));
                c.down[j] = from_w.min(plus(w_to_v, from_v));
            });
        }
        c
    }
}
