//! Whether a place's months rise or fall.

use crate::domain::hotspot::Trend;
use statrs::distribution::{ContinuousCDF, Normal};

/// Mann–Kendall (Mann 1945, Kendall 1975) on monthly counts, oldest first, with the correction for ties: growing
/// or fading when two-sided p < 0.1, else steady; new when three quarters of at least six incidents fell in the
/// last quarter of the months.
pub(super) fn trend(counts: &[u32]) -> Trend {
    let n = counts.len();
    let all: u32 = counts.iter().sum();
    if n < 4 {
        return Trend::Steady;
    }
    let last: u32 = counts.iter().skip(n - (n / 4).max(1)).sum();
    if all >= 6 && f64::from(last) >= 0.75 * f64::from(all) {
        return Trend::New;
    }
    let mut s = 0_i64;
    for (i, a) in counts.iter().enumerate() {
        for b in counts.iter().skip(i + 1) {
            s += i64::from(b.cmp(a) as i8);
        }
    }
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let pairs = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
    let ties: f64 = sorted.chunk_by(|a, b| a == b).map(|g| pairs(g.len() as f64)).sum();
    let variance = (pairs(n as f64) - ties) / 18.0;
    if variance <= 0.0 || s == 0 {
        return Trend::Steady;
    }
    let z = (s - s.signum()) as f64 / variance.sqrt();
    let p = 2.0 * (1.0 - Normal::standard().cdf(z.abs()));
    match (p < 0.1, s > 0) {
        (true, true) => Trend::Growing,
        (true, false) => Trend::Fading,
        _ => Trend::Steady,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rises_falls_stays_and_begins() {
        assert_eq!(trend(&[1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 9]), Trend::Growing);
        assert_eq!(trend(&[9, 9, 8, 7, 6, 5, 4, 4, 3, 2, 2, 1]), Trend::Fading);
        assert_eq!(trend(&[4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4]), Trend::Steady);
        assert_eq!(trend(&[3, 5, 2, 4, 6, 3, 4, 2, 5, 3, 6, 4]), Trend::Steady);
        assert_eq!(trend(&[0, 0, 0, 0, 0, 0, 0, 0, 1, 4, 3, 5]), Trend::New);
        assert_eq!(trend(&[]), Trend::Steady);
    }
}
