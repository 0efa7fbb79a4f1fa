//! The best route of one vehicle at given prices: a dynamic programme over time in buckets.

use super::prices::Prices;
use super::relaxed::{Class, NONE, Relaxed, Stop};

/// Nothing leads here.
const NOTHING: i64 = i64::MIN / 4;

/// The best label of a state and the best whose last demand but one is another, so that a route does not return at
/// once to where it came from (Christofides, Mingozzi & Toth 1981: q-routes without 2-cycles).
#[derive(Clone, Copy)]
struct Pair {
    value: [i64; 2],
    /// The last demand but one of each.
    from: [u32; 2],
    /// Which labels these are.
    id: [u32; 2],
}

const EMPTY: Pair = Pair { value: [NOTHING; 2], from: [NONE; 2], id: [NONE; 2] };

impl Pair {
    /// Takes a label in if it is news.
    fn offer(&mut self, value: i64, from: u32, id: u32) -> bool {
        let other = from != self.from[0] || self.value[0] == NOTHING;
        if value > self.value[0] {
            if other {
                (self.value[1], self.from[1], self.id[1]) = (self.value[0], self.from[0], self.id[0]);
            }
            (self.value[0], self.from[0], self.id[0]) = (value, from, id);
            return true;
        }
        let news = other && value > self.value[1];
        if news {
            (self.value[1], self.from[1], self.id[1]) = (value, from, id);
        }
        news
    }
}

/// A stop that may pay at these prices.
struct Node<'a> {
    stop: &'a Stop,
    /// Into [`Relaxed::stops`]; [`NONE`] for a break.
    index: u32,
    /// First and last bucket of its start.
    open: (usize, usize),
    /// Gain less the price of its dwell.
    profit: i64,
    single: bool,
}

/// What was found.
#[derive(Debug, Default, Clone)]
pub struct Found {
    /// Value of the best route at these prices, at least 0: staying home.
    pub value: i64,
    /// Its stops and the buckets of their starts.
    pub stops: Vec<(u32, u32)>,
    /// Its travel and dwell, seconds.
    pub busy: i64,
    /// Steps of the computation.
    pub steps: u64,
}

struct Table<'a> {
    nodes: Vec<Node<'a>>,
    buckets: usize,
    /// Buckets from the start of one node to the start of another, and the price of the way; from, to.
    gap: Vec<u32>,
    price: Vec<i64>,
    /// The best that has begun by a bucket: phase, node, bucket.
    reached: Vec<Pair>,
    /// Where each label came from: phase, node, bucket, first or second.
    back: Vec<u32>,
}

impl Table<'_> {
    fn at(&self, phase: usize, node: usize, bucket: usize) -> usize {
        (phase * self.nodes.len() + node) * self.buckets + bucket
    }
}

/// The best route of a class at given prices.
pub fn best(r: &Relaxed, class: &Class, number: usize, prices: &Prices<'_>) -> Found {
    let grid = prices.grid;
    let bucket = |t: i64| grid.bucket(t) - grid.bucket(class.span.0);
    let base = grid.bucket(class.span.0);
    let second = prices.second[number];
    let mut nodes: Vec<Node<'_>> = vec![];
    for (stop, x) in &class.pauses {
        let open = (bucket(x.lo), bucket(x.hi));
        nodes.push(Node { stop, index: NONE, open, profit: 0, single: false });
    }
    let breaks = nodes.len();
    for x in &class.reach {
        let stop = &r.stops[x.stop as usize];
        let profit = prices.gain[x.stop as usize] - second * stop.dwell;
        if profit > 0 {
            let single = r.wants[stop.demand as usize].most == 1;
            nodes.push(Node { stop, index: x.stop, open: (bucket(x.lo), bucket(x.hi)), profit, single });
        }
    }
    let (n, phases) = (nodes.len(), if class.pause { 2 } else { 1 });
    let buckets = bucket(class.span.1) + 1;
    let ways = r.ways(class.rides);
    let (mut gap, mut price) = (vec![NONE; n * n], vec![0; n * n]);
    for (i, a) in nodes.iter().enumerate() {
        for (j, b) in nodes.iter().enumerate() {
            let way = ways.at(a.stop.leave, b.stop.enter);
            let same = a.stop.demand == b.stop.demand && a.index != NONE;
            if (same && a.single) || (a.index == NONE && b.index == NONE) {
                continue;
            }
            let wait = if same { way.max(r.wants[a.stop.demand as usize].spacing) } else { way };
            gap[i * n + j] = grid.steps(a.stop.dwell + wait);
            price[i * n + j] = second * way;
        }
    }
    let mut t = Table {
        reached: vec![EMPTY; phases * n * buckets],
        back: vec![NONE; phases * n * buckets * 2],
        nodes,
        buckets,
        gap,
        price,
    };
    let short = t.gap.contains(&0);
    let mut steps = 0;
    for b in 0..buckets {
        for phase in 0..phases {
            if b > 0 {
                for i in 0..n {
                    let at = t.at(phase, i, b);
                    t.reached[at] = t.reached[at - 1];
                }
            }
            // Stops so short that several begin in one bucket: as many rounds as can.
            for _ in 0..if short { grid.rounds } else { 1 } {
                let mut changed = false;
                for j in if phase == 0 { breaks } else { 0 }..n {
                    let node = &t.nodes[j];
                    if b < node.open.0 || b > node.open.1 {
                        continue;
                    }
                    let profit = node.profit - prices.at(node.stop.demand, base + b);
                    if profit < 0 || (profit == 0 && node.index != NONE) {
                        continue;
                    }
                    let first = (phase == 0) == (node.index != NONE) || phases == 1;
                    let way = first.then(|| second * ways.at(class.start, node.stop.enter));
                    steps += n as u64;
                    changed |= t.start(phase, j, b, profit, way);
                }
                if !changed {
                    break;
                }
            }
        }
    }
    let mut found = Found { steps, ..Found::default() };
    let mut last = NONE;
    for (i, node) in t.nodes.iter().enumerate() {
        let pair = &t.reached[t.at(phases - 1, i, node.open.1.min(buckets - 1))];
        let value = pair.value[0].saturating_sub(second * ways.at(node.stop.leave, class.end));
        if value > found.value {
            (found.value, last) = (value, pair.id[0]);
        }
    }
    t.trace(last, class, ways, &mut found);
    found
}

impl Table<'_> {
    /// Starts at a node in a bucket, after whatever leads there best; `way`: price of the way from the base, if
    /// this may be the first stop. Whether that is news.
    fn start(&mut self, phase: usize, j: usize, b: usize, profit: i64, way: Option<i64>) -> bool {
        let n = self.nodes.len();
        let (demand, single) = (self.nodes[j].stop.demand, self.nodes[j].single);
        // A break is reached from before it, everything else from the same side of the break.
        let before = if self.nodes[j].index == NONE { 0 } else { phase };
        let mut pair = EMPTY;
        if let Some(way) = way {
            pair.offer(profit - way, NONE, NONE);
        }
        for i in 0..n {
            let gap = self.gap[i * n + j] as usize;
            if gap > b {
                continue;
            }
            let from = &self.reached[self.at(before, i, b - gap)];
            let rank = usize::from(single && from.from[0] == demand);
            let value = from.value[rank];
            if value > NOTHING {
                pair.offer(value + profit - self.price[i * n + j], self.nodes[i].stop.demand, from.id[rank]);
            }
        }
        let at = self.at(phase, j, b);
        let mut changed = false;
        for rank in (0..2).filter(|&k| pair.value[k] > NOTHING) {
            let id = at * 2 + rank;
            if self.reached[at].offer(pair.value[rank], pair.from[rank], id as u32) {
                self.back[id] = pair.id[rank];
                changed = true;
            }
        }
        changed
    }

    /// Follows the labels back from the last.
    fn trace(&self, mut id: u32, class: &Class, ways: &super::relaxed::Ways, found: &mut Found) {
        let mut to = class.end;
        let mut left = self.buckets * 8 + self.nodes.len();
        while id != NONE && left > 0 {
            left -= 1;
            let at = id as usize / 2;
            let node = &self.nodes[at / self.buckets % self.nodes.len()];
            found.busy += ways.at(node.stop.leave, to);
            if node.index != NONE {
                found.busy += node.stop.dwell;
                found.stops.push((node.index, (at % self.buckets) as u32));
            }
            to = node.stop.enter;
            id = self.back[id as usize];
        }
        found.busy += ways.at(class.start, to);
    }
}
