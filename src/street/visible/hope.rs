//! How much can still be won on what is left of a walk, at most: prizes taken by worth for their length, the last in
//! part, as if they lay side by side (Dantzig's bound of the knapsack). It knows numbers only.

use super::labels::Case;

/// Prizes from the one worth most for its length to the one worth least, summed up.
#[derive(Debug, Default)]
pub struct Hope {
    /// Length and worth of all prizes before each, and of all.
    sums: Vec<(u64, u64)>,
}

impl Hope {
    /// From the prizes of a case, each at the shortest way that has it.
    pub fn new(case: &Case) -> Self {
        let mut lengths = vec![u64::MAX; case.prizes.len()];
        for way in case.ways.iter().flatten() {
            if let Some(length) = way.prize.and_then(|p| lengths.get_mut(p as usize)) {
                *length = u64::from(way.length).min(*length);
            }
        }
        let mut prizes: Vec<(u64, u64)> =
            lengths.into_iter().zip(case.prizes.iter().copied()).filter(|p| p.0 < u64::MAX).collect();
        // a is worth more for its length: worth_a / length_a > worth_b / length_b.
        let cross = |a: (u64, u64), b: (u64, u64)| u128::from(a.1) * u128::from(b.0);
        prizes.sort_by(|a, b| cross(*b, *a).cmp(&cross(*a, *b)));
        let mut sums = vec![(0, 0)];
        let (mut length, mut worth) = (0u64, 0u64);
        for (l, w) in prizes {
            (length, worth) = (length.saturating_add(l), worth.saturating_add(w));
            sums.push((length, worth));
        }
        Self { sums }
    }

    /// The most that a walk of this length can win.
    pub fn within(&self, length: u32) -> u64 {
        let length = u64::from(length);
        let whole = self.sums.partition_point(|s| s.0 <= length).saturating_sub(1);
        let (Some(&(done, won)), next) = (self.sums.get(whole), self.sums.get(whole + 1)) else { return 0 };
        let part = next.map_or(0, |&(end, worth)| {
            // Rounded up: what is hoped for is never too little.
            let share = u128::from(worth - won) * u128::from(length - done);
            share.div_ceil(u128::from((end - done).max(1))) as u64
        });
        won.saturating_add(part)
    }
}
