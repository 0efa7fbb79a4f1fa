//! In which order, and each in which direction, to visit streets. It knows numbers only.
//!
//! Points are numbered: both ends of street `i` are `2i` and `2i + 1`, the start is the last but one, the end the last.

/// A street and the direction in which it is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Visit {
    pub(super) street: usize,
    pub(super) forwards: bool,
}

/// Lengths between all points, row by row.
pub(super) struct Case {
    pub(super) streets: usize,
    pub(super) far: Vec<u64>,
}

/// No way.
const NEVER: u64 = u64::MAX / 4;
/// Blocks moved at once, streets at most.
const BLOCK: usize = 3;
/// Parts turned around are at most so long where there are many streets.
const TURNED: usize = 60;
/// Shakes of the best order; fewer where there are many streets.
const SHAKES: usize = 120;

impl Case {
    fn far(&self, a: usize, b: usize) -> u64 {
        self.far[a * (2 * self.streets + 2) + b]
    }

    const fn start(&self) -> usize {
        2 * self.streets
    }

    const fn end(&self) -> usize {
        2 * self.streets + 1
    }

    /// What the ways between cost at least, streets in this order and each in its best direction: for every number
    /// of streets visited and both directions of the last, the least from the start.
    fn forth(&self, order: &[usize]) -> Vec<[u64; 2]> {
        let mut out: Vec<[u64; 2]> = Vec::with_capacity(order.len());
        for (k, &street) in order.iter().enumerate() {
            let cost = [0, 1].map(|way| {
                let enter = 2 * street + way;
                match (k.checked_sub(1).and_then(|p| out.get(p)), k.checked_sub(1).and_then(|p| order.get(p))) {
                    (Some(before), Some(last)) => {
                        (0..2).map(|w| before[w] + self.far(2 * last + 1 - w, enter)).min().unwrap_or(NEVER)
                    }
                    _ => self.far(self.start(), enter),
                }
            });
            out.push(cost);
        }
        out
    }

    fn cost(&self, order: &[usize]) -> u64 {
        match (self.forth(order).last(), order.last()) {
            (Some(all), Some(last)) => {
                (0..2).map(|w| all[w] + self.far(2 * last + 1 - w, self.end())).min().unwrap_or(NEVER)
            }
            _ => self.far(self.start(), self.end()),
        }
    }

    /// The best directions of an order.
    fn directed(&self, order: &[usize]) -> Vec<Visit> {
        let forth = self.forth(order);
        let mut out = Vec::new();
        let mut enter = self.end();
        for (&street, cost) in order.iter().zip(&forth).rev() {
            let way = (0..2).min_by_key(|w| cost[*w] + self.far(2 * street + 1 - w, enter)).unwrap_or(0);
            out.push(Visit { street, forwards: way == 0 });
            enter = 2 * street + way;
        }
        out.reverse();
        out
    }

    /// The best there is, by dynamic programming over the sets of streets visited (Held and Karp 1962).
    pub(super) fn exact(&self) -> Vec<Visit> {
        let n = self.streets;
        if n == 0 {
            return Vec::new();
        }
        // By set and the point at which the last street was left: cost, the point left before.
        let mut best = vec![(NEVER, usize::MAX); (1usize << n) * 2 * n];
        let at = |set: usize, point: usize| set * 2 * n + point;
        for enter in 0..2 * n {
            best[at(1 << (enter / 2), enter ^ 1)] = (self.far(self.start(), enter), usize::MAX);
        }
        for set in 1..1usize << n {
            for left in (0..2 * n).filter(|p| set >> (p / 2) & 1 == 1) {
                let (cost, _) = best[at(set, left)];
                if cost >= NEVER {
                    continue;
                }
                for enter in (0..2 * n).filter(|p| set >> (p / 2) & 1 == 0) {
                    let next = at(set | 1 << (enter / 2), enter ^ 1);
                    let sum = cost + self.far(left, enter);
                    if sum < best[next].0 {
                        best[next] = (sum, left);
                    }
                }
            }
        }
        let mut set = (1usize << n) - 1;
        let last = (0..2 * n).min_by_key(|p| best[at(set, *p)].0.saturating_add(self.far(*p, self.end())));
        let mut left = last.unwrap_or(0);
        let mut out = Vec::new();
        while set != 0 {
            // A street left at its `to` end was walked forwards.
            out.push(Visit { street: left / 2, forwards: left % 2 == 1 });
            let before = best[at(set, left)].1;
            set &= !(1 << (left / 2));
            left = before;
        }
        out.reverse();
        out
    }

    /// A good order: streets put in where they cost least, then bettered until nothing helps, shaken and bettered
    /// again.
    pub(super) fn search(&self) -> Vec<Visit> {
        let mut best = self.inserted();
        self.better(&mut best);
        let mut cost = self.cost(&best);
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut dice = |n: usize| {
            // Marsaglia 2003, xorshift: the same order on every machine.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % n.max(1) as u64) as usize
        };
        let n = best.len();
        for _ in 0..if n <= 60 { SHAKES } else { SHAKES * 60 * 60 / (n * n).max(1) } {
            let mut other = best.clone();
            // Two neighbouring parts change places.
            let mut cuts = [dice(n), dice(n), dice(n)];
            cuts.sort_unstable();
            other[cuts[0]..cuts[2]].rotate_left(cuts[1] - cuts[0]);
            self.better(&mut other);
            let found = self.cost(&other);
            if found < cost {
                (best, cost) = (other, found);
            }
        }
        self.directed(&best)
    }

    fn inserted(&self) -> Vec<usize> {
        let mut order: Vec<usize> = Vec::new();
        let mut free: Vec<usize> = (0..self.streets).collect();
        while !free.is_empty() {
            let (forth, back) = (self.forth(&order), self.back(&order));
            let mut found = (u64::MAX, 0, 0);
            for (i, &street) in free.iter().enumerate() {
                for k in 0..=order.len() {
                    found = found.min((self.with(&order, &forth, &back, k, &[street]), i, k));
                }
                // Of very many streets each is put in as it comes.
                if self.streets > 300 {
                    break;
                }
            }
            let street = free.remove(found.1);
            order.insert(found.2, street);
        }
        order
    }

    /// As [`Case::forth`], to the end: from entering street `k` in both directions.
    fn back(&self, order: &[usize]) -> Vec<[u64; 2]> {
        let mut out = vec![[0; 2]; order.len()];
        for k in (0..order.len()).rev() {
            let street = order[k];
            out[k] = [0, 1].map(|way| {
                let leave = 2 * street + 1 - way;
                match order.get(k + 1) {
                    Some(next) => (0..2).map(|w| self.far(leave, 2 * next + w) + out[k + 1][w]).min().unwrap_or(NEVER),
                    None => self.far(leave, self.end()),
                }
            });
        }
        out
    }

    /// The cost of an order with a block put in before its place `k`.
    fn with(&self, order: &[usize], forth: &[[u64; 2]], back: &[[u64; 2]], k: usize, block: &[usize]) -> u64 {
        let mut leaves = match k.checked_sub(1).and_then(|p| Some((forth.get(p)?, order.get(p)?))) {
            Some((cost, last)) => [(cost[0], 2 * last + 1), (cost[1], 2 * last)],
            None => [(0, self.start()); 2],
        };
        for street in block {
            leaves = [0, 1].map(|way| {
                let enter = 2 * street + way;
                let cost = leaves.iter().map(|(c, p)| c + self.far(*p, enter)).min().unwrap_or(NEVER);
                (cost, enter ^ 1)
            });
        }
        let onward = |point: usize| match (order.get(k), back.get(k)) {
            (Some(next), Some(cost)) => (0..2).map(|w| self.far(point, 2 * next + w) + cost[w]).min().unwrap_or(NEVER),
            _ => self.far(point, self.end()),
        };
        leaves.iter().map(|(c, p)| c + onward(*p)).min().unwrap_or(NEVER)
    }

    /// Moves blocks and turns parts around until nothing helps.
    fn better(&self, order: &mut Vec<usize>) {
        let mut cost = self.cost(order);
        while self.move_block(order, &mut cost) || self.turn_part(order, &mut cost) {}
    }

    fn move_block(&self, order: &mut Vec<usize>, cost: &mut u64) -> bool {
        let n = order.len();
        for length in 1..=BLOCK.min(n) {
            for from in 0..=n - length {
                let mut rest = order.clone();
                let mut block: Vec<usize> = rest.drain(from..from + length).collect();
                let (forth, back) = (self.forth(&rest), self.back(&rest));
                for turned in [false, true] {
                    if turned {
                        block.reverse();
                    }
                    let best = (0..=rest.len()).map(|k| (self.with(&rest, &forth, &back, k, &block), k)).min();
                    if let Some((found, k)) = best.filter(|b| b.0 < *cost) {
                        rest.splice(k..k, block);
                        (*order, *cost) = (rest, found);
                        return true;
                    }
                }
            }
        }
        false
    }

    fn turn_part(&self, order: &mut [usize], cost: &mut u64) -> bool {
        let n = order.len();
        for from in 0..n {
            let most = if n > 200 { (from + TURNED).min(n) } else { n };
            for to in from + 2..=most {
                order[from..to].reverse();
                let found = self.cost(order);
                if found < *cost {
                    *cost = found;
                    return true;
                }
                order[from..to].reverse();
            }
        }
        false
    }

    /// What a list of visits costs, for tests and for whoever wants to know.
    #[cfg(test)]
    pub(super) fn priced(&self, visits: &[Visit]) -> u64 {
        let mut at = self.start();
        let mut sum = 0;
        for v in visits {
            let enter = 2 * v.street + usize::from(!v.forwards);
            sum += self.far(at, enter);
            at = enter ^ 1;
        }
        sum + self.far(at, self.end())
    }
}
