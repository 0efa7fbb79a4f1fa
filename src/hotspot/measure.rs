//! How well a ranking of pieces told where harm fell: what the best streets held.

use super::pieces::Pieces;

/// Shares of street length at which everything is measured.
pub(super) const SHARES: [f64; 3] = [0.01, 0.02, 0.05];

/// The harm that lies on the best-ranked streets until each share of all length is used up; of the piece that is cut
/// the part that fits. Pieces of equal score share what lies on them by length, so that no order of a file is lucky.
/// With `other` a second harm is counted on the same streets.
pub(super) fn caught(pieces: &Pieces, score: &[f64], truth: &[f64], other: &[f64]) -> ([f64; 3], [f64; 3]) {
    let density = |p: usize| score.get(p).copied().unwrap_or(0.0) / pieces.length.get(p).copied().unwrap_or(1.0);
    let value = |list: &[f64], p: usize| list.get(p).copied().unwrap_or(0.0);
    let mut order: Vec<(f64, usize)> = (0..pieces.len()).map(|p| (density(p), p)).filter(|(d, _)| *d > 0.0).collect();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut out = ([0.0; 3], [0.0; 3]);
    let (mut length, mut sums) = (0.0, (0.0, 0.0));
    let mut take = |metres: f64, more: (f64, f64), length: &mut f64| {
        for (k, share) in SHARES.iter().enumerate() {
            let wanted = share * pieces.total;
            if *length < wanted && metres > 0.0 {
                let part = ((wanted - *length) / metres).min(1.0);
                out.0[k] = sums.0 + more.0 * part;
                out.1[k] = sums.1 + more.1 * part;
            }
        }
        *length += metres;
        sums.0 += more.0;
        sums.1 += more.1;
    };
    let most = SHARES[2] * pieces.total;
    for group in order.chunk_by(|a, b| a.0 <= b.0) {
        if length > most {
            break;
        }
        let (mut metres, mut more) = (0.0, (0.0, 0.0));
        for &(_, p) in group {
            metres += value(&pieces.length, p);
            more.0 += value(truth, p);
            more.1 += value(other, p);
        }
        take(metres, more, &mut length);
    }
    if length < most {
        // The rest of the county, of which nothing is known, by lot.
        let whole = |list: &[f64]| list.iter().sum::<f64>();
        let ranked: (f64, f64) =
            order.iter().fold((0.0, 0.0), |s, &(_, p)| (s.0 + value(truth, p), s.1 + value(other, p)));
        let rest = (whole(truth) - ranked.0, whole(other) - ranked.1);
        take((pieces.total - length).max(0.0), rest, &mut length);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The best pieces one tie after another, each tie in common.
    fn slow(length: &[f64], score: &[f64], truth: &[f64], share: f64) -> f64 {
        let total: f64 = length.iter().sum();
        let mut left = share * total;
        let mut done = vec![false; length.len()];
        let mut sum = 0.0;
        while left > 1e-12 {
            let d = |p: usize| score[p] / length[p];
            let open = (0..length.len()).filter(|&p| !done[p]);
            let Some(best) = open.map(d).max_by(f64::total_cmp) else { break };
            let tied: Vec<usize> = (0..length.len()).filter(|&p| !done[p] && d(p) >= best).collect();
            let metres: f64 = tied.iter().map(|&p| length[p]).sum();
            let part = (left / metres).min(1.0);
            sum += tied.iter().map(|&p| truth[p]).sum::<f64>() * part;
            left -= metres * part;
            for p in tied {
                done[p] = true;
            }
        }
        sum
    }

    proptest! {
        #[test]
        fn what_the_best_streets_hold_is_that_of_a_slow_search(
            rows in prop::collection::vec((1.0..50.0_f64, 0..4_u8, 0..5_u8), 1..60)
        ) {
            let length: Vec<f64> = rows.iter().map(|r| r.0).collect();
            // Scores that are multiples of the length tie in density.
            let score: Vec<f64> = rows.iter().map(|r| f64::from(r.1) * r.0).collect();
            let truth: Vec<f64> = rows.iter().map(|r| f64::from(r.2)).collect();
            let (got, twice) = caught(&Pieces::of_lengths(&length), &score, &truth, &truth);
            prop_assert!(got.iter().zip(twice).all(|(a, b)| a.to_bits() == b.to_bits()));
            for (k, share) in SHARES.iter().enumerate() {
                let want = slow(&length, &score, &truth, *share);
                prop_assert!((got[k] - want).abs() < 1e-9, "{} for {}", got[k], want);
            }
        }
    }
}
