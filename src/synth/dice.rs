//! Chance that is the same for a seed on every machine: PCG, and arithmetic of our own on its bits, so
//! that a new version of a crate of distributions cannot change a county.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

/// A stream of chance.
pub(super) struct Dice(Pcg64);

impl Dice {
    /// The stream of a seed for one purpose, so that more draws for streets leave the crimes alone.
    pub(super) fn new(seed: u64, purpose: &str) -> Self {
        // FNV-1a over the purpose.
        let hash =
            purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        Self(Pcg64::seed_from_u64(seed ^ hash))
    }

    /// Any 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// From 0 up to but not including 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Between two numbers.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number below `n`; 0 if `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// Normal with mean 0 and deviation 1 (Box and Muller).
    pub(super) fn normal(&mut self) -> f64 {
        let (u, v) = (1.0 - self.unit(), self.unit());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }

    /// One of these, unless there is none.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let i = self.below(of.len());
        of.get(i)
    }

    /// One of these words; empty if there is none.
    pub(super) fn word<'a>(&mut self, of: &[&'a str]) -> &'a str {
        self.pick(of).copied().unwrap_or("")
    }
}

/// Draws indices in proportion to weights.
pub(super) struct Wheel(Vec<f64>);

impl Wheel {
    /// Of weights that are not negative.
    pub(super) fn new(weights: impl Iterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        Self(
            weights
                .map(|w| {
                    sum += w;
                    sum
                })
                .collect(),
        )
    }

    /// An index.
    pub(super) fn spin(&self, dice: &mut Dice) -> usize {
        let at = dice.unit() * self.0.last().copied().unwrap_or(0.0);
        self.0.partition_point(|&s| s <= at).min(self.0.len().saturating_sub(1))
    }
}
