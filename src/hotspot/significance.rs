//! Which hexagons hold more harm than chance would put there: Getis–Ord Gi* with false-discovery control.

use crate::domain::place::LonLat;
use h3o::{CellIndex, LatLng, Resolution};
use statrs::distribution::{ContinuousCDF, Normal};
use std::collections::{BTreeMap, BTreeSet};

/// H3 resolution 9: an edge of about 200 m.
const RESOLUTION: Resolution = Resolution::Nine;
/// Share of false discoveries among what is called significant (Benjamini and Hochberg 1995).
const FALSE_DISCOVERY: f64 = 0.05;

/// The hexagon of a place.
pub(super) fn cell(at: LonLat) -> Option<CellIndex> {
    LatLng::new(at.lat(), at.lon()).ok().map(|l| l.to_cell(RESOLUTION))
}

/// One hexagon's answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hexagon {
    /// The H3 cell.
    pub cell: CellIndex,
    /// Harm in it.
    pub weight: f64,
    /// Gi* as a standard score; 0 where all hexagons are equal.
    pub z: f64,
    /// One-sided probability of so much or more by chance.
    pub p: f64,
    /// Whether it stands after Benjamini and Hochberg.
    pub significant: bool,
}

/// Gi* (Getis and Ord 1992; Ord and Getis 1995, eq. 14 with binary weights, ring 1 and itself) over all hexagons
/// in which there are streets, empty ones included; those with harm but no street are added.
pub(super) fn gi_star(streets: &BTreeSet<CellIndex>, harm: &BTreeMap<CellIndex, f64>) -> Vec<Hexagon> {
    let cells: Vec<CellIndex> =
        streets.iter().chain(harm.keys()).copied().collect::<BTreeSet<_>>().into_iter().collect();
    let n = cells.len() as f64;
    let weight = |c: CellIndex| harm.get(&c).copied().unwrap_or(0.0);
    let mean = cells.iter().map(|&c| weight(c)).sum::<f64>() / n;
    let spread = (cells.iter().map(|&c| weight(c).powi(2)).sum::<f64>() / n - mean * mean).max(0.0).sqrt();
    let normal = Normal::standard();
    let mut out: Vec<Hexagon> = cells
        .iter()
        .map(|&cell| {
            let ring: Vec<CellIndex> =
                cell.grid_disk::<Vec<_>>(1).into_iter().filter(|c| cells.binary_search(c).is_ok()).collect();
            let w = ring.len() as f64;
            let sum: f64 = ring.iter().map(|&c| weight(c)).sum();
            let under = spread * ((n * w - w * w) / (n - 1.0)).max(0.0).sqrt();
            let z = if under > 0.0 { (sum - mean * w) / under } else { 0.0 };
            Hexagon { cell, weight: weight(cell), z, p: 1.0 - normal.cdf(z), significant: false }
        })
        .collect();
    let mut order: Vec<usize> = (0..out.len()).collect();
    order.sort_by(|&a, &b| out[a].p.total_cmp(&out[b].p));
    let passed = order.iter().enumerate().rfind(|(k, i)| out[**i].p <= FALSE_DISCOVERY * (*k as f64 + 1.0) / n);
    if let Some((last, _)) = passed {
        for &i in &order[..=last] {
            out[i].significant = true;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patch(radius: u32) -> BTreeSet<CellIndex> {
        let centre = cell(LonLat::new(-2.99, 51.58).unwrap()).unwrap();
        centre.grid_disk::<Vec<_>>(radius).into_iter().collect()
    }

    #[test]
    fn even_harm_is_nowhere_significant() {
        let cells = patch(8);
        let harm = cells.iter().map(|&c| (c, 2.0)).collect();
        assert!(gi_star(&cells, &harm).iter().all(|h| !h.significant && h.z.abs() < 1e-6));
        assert!(gi_star(&cells, &BTreeMap::new()).iter().all(|h| !h.significant));
        assert!(gi_star(&BTreeSet::new(), &BTreeMap::new()).is_empty());
    }

    #[test]
    fn a_planted_peak_and_its_ring_are_found_and_nothing_else() {
        let cells = patch(10);
        let peak = cell(LonLat::new(-2.99, 51.58).unwrap()).unwrap();
        let harm = BTreeMap::from([(peak, 50.0)]);
        let found: BTreeSet<CellIndex> =
            gi_star(&cells, &harm).into_iter().filter(|h| h.significant).map(|h| h.cell).collect();
        assert_eq!(found, peak.grid_disk::<Vec<_>>(1).into_iter().collect());
    }

    #[test]
    fn the_score_is_the_formula_written_out() {
        let cells = patch(2);
        let harm: BTreeMap<CellIndex, f64> = cells.iter().enumerate().map(|(i, &c)| (c, (i % 5) as f64)).collect();
        let n = cells.len() as f64;
        let mean = harm.values().sum::<f64>() / n;
        let s = (harm.values().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt();
        for h in gi_star(&cells, &harm) {
            let ring: Vec<f64> = cells
                .iter()
                .filter(|&&c| c == h.cell || c.is_neighbor_with(h.cell).unwrap_or(false))
                .map(|c| harm[c])
                .collect();
            let w = ring.len() as f64;
            let z = (ring.iter().sum::<f64>() - mean * w) / (s * ((n * w - w * w) / (n - 1.0)).sqrt());
            assert!((h.z - z).abs() < 1e-9);
        }
    }
}
