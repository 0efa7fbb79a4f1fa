//! Minutes that are owed, as credit: what is paid of a quota counts as if it were a reward.
//!
//! Less what is missing and more what is paid are the same wish: the price of all quotas together is a constant.

use super::Problem;
use super::Quota;

/// Quotas in the search's layout.
#[derive(Debug, Clone, Default)]
pub struct Owed {
    quotas: Vec<Quota>,
    /// What each costs if nothing is paid.
    whole: Vec<i64>,
    demands: usize,
    /// For each vehicle and demand the quotas that a visit counts for: from here to the next.
    first: Vec<u32>,
    list: Vec<u32>,
}

/// Prices are cut here so that sums fit.
const MOST_COST: i64 = 1_000_000_000_000;

/// What so many missing seconds cost: in narrow numbers where they do, as this is asked all the time.
fn cost(q: &Quota, missing: i64) -> i64 {
    if missing <= 0 || q.price <= 0 {
        return 0;
    }
    let cost = q.price.checked_mul(missing).map_or_else(|| q.costs(missing), |c| c / 60);
    cost.min(MOST_COST)
}

impl Owed {
    pub fn new(p: &Problem) -> Self {
        if p.quotas.is_empty() {
            return Self::default();
        }
        let demands = p.demands.len();
        let (mut first, mut list) = (vec![0], Vec::new());
        for v in 0..p.vehicles.len() {
            let own: Vec<usize> = (0..p.quotas.len()).filter(|&q| p.quotas[q].vehicles.get(v) == Some(&true)).collect();
            for d in 0..demands {
                list.extend(own.iter().filter(|&&q| p.quotas[q].counts(v, d)).map(|&q| q as u32));
                first.push(list.len() as u32);
            }
        }
        let whole = p.quotas.iter().map(|q| cost(q, q.seconds)).collect();
        Self { quotas: p.quotas.clone(), whole, demands, first, list }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.quotas.len()
    }

    /// Quotas that a visit counts for.
    pub fn of(&self, v: usize, d: usize) -> &[u32] {
        if self.quotas.is_empty() {
            return &[];
        }
        let at = v * self.demands + d;
        &self.list[self.first[at] as usize..self.first[at + 1] as usize]
    }

    /// What so many seconds paid of a quota are worth.
    pub fn credit(&self, q: u32, paid: i64) -> i64 {
        let q = q as usize;
        self.whole[q] - cost(&self.quotas[q], self.quotas[q].seconds.saturating_sub(paid))
    }

    /// What all quotas paid are worth.
    pub fn all(&self) -> i64 {
        (0..self.len() as u32).map(|q| self.credit(q, i64::MAX)).fold(0, i64::saturating_add)
    }

    /// Whether two vehicles pay the same.
    pub fn alike(&self, v: usize, w: usize) -> bool {
        self.quotas.iter().all(|q| q.vehicles.get(v) == q.vehicles.get(w))
    }
}
