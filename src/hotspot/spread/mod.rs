//! Incidents spread along streets: a kernel on the network with Okabe's continuous equal split at junctions.
//!
//! A published place stands for at least eight addresses around it, so its mass is spread and never put at a door.
//! The kernel is Epanechnikov's, k(d) = 3/(4b)·(1 − (d/b)²), by distance along streets, on pieces of at most 50 m
//! over which it is integrated exactly. At a junction of n street ends each wave that arrives by one of them goes on
//! by each other with 2/n of its height and back by its own with 2/n − 1; at a dead end all of it turns back (Okabe
//! and Sugihara 2012, equal-split continuous). What goes out is what came in, so the masses of all pieces sum to the
//! weight: to rounding, without scaling. Lengths are whole metres while a wave runs, so that waves that meet at the
//! same junction after the same metres are one.

mod waves;

#[cfg(test)]
mod tests;

pub(super) use waves::Waves;

use super::pieces::Pieces;
use crate::street::{Network, Profile, Snap};
use rayon::prelude::*;

/// Bandwidths among which cross-validation chooses, metres.
pub(super) const BANDWIDTHS: [f64; 6] = [75.0, 100.0, 150.0, 200.0, 300.0, 400.0];
/// The fixed rule by which every test spreads the places of the months held back, metres: about the reach of the
/// addresses that one published point stands for (J). The same for forecasts and for what they are held against.
pub(super) const RULE: f64 = 100.0;

/// How the mass of each place lies on pieces, as compressed rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Spread {
    first: Vec<usize>,
    piece: Vec<u32>,
    share: Vec<f64>,
    pieces: usize,
}

impl Spread {
    /// Spreads places with one bandwidth, metres.
    pub(super) fn new(waves: &Waves<'_>, places: &[Snap], bandwidth: f64) -> Self {
        let rows: Vec<_> =
            places.par_iter().map_init(|| waves.scratch(), |s, at| waves.run(s, at, [bandwidth])).collect();
        let mut out = Self { first: vec![0], pieces: waves.pieces().len(), ..Self::default() };
        for row in rows {
            for (piece, [share]) in row {
                out.piece.push(piece);
                out.share.push(share);
            }
            out.first.push(out.piece.len());
        }
        out
    }

    /// Each place on its own piece: published points as they are.
    pub(super) fn points(pieces: &Pieces, places: &[Snap]) -> Self {
        let mut out = Self { first: vec![0], pieces: pieces.len(), ..Self::default() };
        for at in places {
            if let Some(piece) = pieces.at(at.segment, at.t) {
                out.piece.push(piece as u32);
                out.share.push(1.0);
            }
            out.first.push(out.piece.len());
        }
        out
    }

    /// The pieces of a place with their shares, which sum to 1.
    pub(super) fn row(&self, place: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = match (self.first.get(place), self.first.get(place + 1)) {
            (Some(&a), Some(&b)) => a..b,
            _ => 0..0,
        };
        range.filter_map(|k| Some((*self.piece.get(k)? as usize, *self.share.get(k)?)))
    }

    /// The mass on each piece, of these masses of places.
    pub(super) fn apply(&self, mass: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.pieces];
        for (place, m) in mass.iter().enumerate().filter(|(_, m)| **m > 0.0) {
            for (piece, share) in self.row(place) {
                if let Some(slot) = out.get_mut(piece) {
                    *slot += m * share;
                }
            }
        }
        out
    }
}

/// The walkable street nearest to a published place; `None` beyond 100 m.
pub(super) fn street_of(network: &Network, at: crate::domain::place::LonLat) -> Option<Snap> {
    network.snap(Profile::FootDay, at, crate::domain::units::Metres::new(100.0))
}
