//! Incidents spread over their street: a kernel on the network, equal split at junctions (Okabe and Sugihara 2012),
//! on pieces of at most 50 m. Published places are snap points, so the mass of each is spread and its sum kept.

use crate::domain::id::{JunctionId, SegmentId};
use crate::street::{Network, Profile, Snap};
use std::collections::BTreeMap;

/// Metres over which a point spreads along streets: evidence says 200 to 300 m; the lower end, because an officer
/// at one end of a stop is seen about so far.
pub(super) const BANDWIDTH: f64 = 200.0;
/// Longest piece on which the density is taken as constant, metres.
pub(super) const PIECE: f64 = 50.0;
/// Shares below this are not followed further: what is lost by it is given back by scaling to the whole.
const LEAST: f64 = 0.002;

/// How much of one point's mass lies on each segment; sums to 1 (or is empty where nothing can be walked).
pub(super) fn shares(network: &Network, snap: &Snap) -> Vec<(SegmentId, f64)> {
    let mut mass: BTreeMap<SegmentId, f64> = BTreeMap::new();
    let own = network.segment(snap.segment);
    let length = own.length.get();
    let t = snap.t.clamp(0.0, length);
    *mass.entry(snap.segment).or_default() += integral(0.0, t) + integral(0.0, length - t);
    let mut open: Vec<(JunctionId, SegmentId, f64, f64)> =
        vec![(own.from, snap.segment, t, 1.0), (own.to, snap.segment, length - t, 1.0)];
    while let Some((junction, came, distance, factor)) = open.pop() {
        if distance >= BANDWIDTH {
            continue;
        }
        let on: Vec<SegmentId> = network.foot_at(junction).filter(|&s| s != came).collect();
        let each = factor / on.len().max(1) as f64;
        if each < LEAST {
            continue;
        }
        for id in on {
            let segment = network.segment(id);
            let far = distance + segment.length.get();
            *mass.entry(id).or_default() += each * integral(distance, far);
            let next = if segment.from == junction { segment.to } else { segment.from };
            open.push((next, id, far, each));
        }
    }
    let whole: f64 = mass.values().sum();
    if whole <= 0.0 {
        return Vec::new();
    }
    mass.into_iter().map(|(id, m)| (id, m / whole)).collect()
}

/// The kernel's integral between two distances from the point: Epanechnikov, 1 − (d/b)², pieces of at most 50 m by
/// their middles.
fn integral(from: f64, to: f64) -> f64 {
    let to = to.min(BANDWIDTH);
    if to <= from {
        return 0.0;
    }
    let n = ((to - from) / PIECE).ceil().max(1.0);
    let step = (to - from) / n;
    (0..n as usize).map(|i| kernel(from + (i as f64 + 0.5) * step) * step).sum()
}

fn kernel(d: f64) -> f64 {
    1.0 - (d / BANDWIDTH).powi(2)
}

/// The walkable street nearest to a published place; `None` beyond 100 m.
pub(super) fn street_of(network: &Network, at: crate::domain::place::LonLat) -> Option<Snap> {
    network.snap(Profile::FootDay, at, crate::domain::units::Metres::new(100.0))
}
