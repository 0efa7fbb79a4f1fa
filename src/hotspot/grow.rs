//! Hotspots grown along streets from peaks of risk.

use crate::domain::id::SegmentId;
use crate::street::Network;
use std::collections::BTreeSet;

/// A stop's streets: long enough to be walked in a quarter of an hour's stay, short enough to be seen from end to
/// end (evidence: 150 × 150 m to 150 m radius).
const SHORT: f64 = 100.0;
const USUAL: f64 = 300.0;
/// Streets join a hotspot while their risk a metre is at least this share of the peak's (J).
const JOINS: f64 = 0.35;

/// Groups of connected streets around peaks, from the highest risk a metre to the lowest, at most `most`. A street
/// belongs to one group at most. `may` says which streets may begin one.
pub(super) fn grow(
    network: &Network,
    risk: &[f32],
    may: &dyn Fn(SegmentId) -> bool,
    most: usize,
) -> Vec<Vec<SegmentId>> {
    let density = |id: SegmentId| {
        let length = network.segment(id).length.get().max(10.0);
        f64::from(risk.get(id.ix()).copied().unwrap_or(0.0)) / length
    };
    let mut peaks: Vec<SegmentId> = (0..network.segments().len())
        .map(SegmentId::from_ix)
        .filter(|&id| network.segment(id).foot && density(id) > 0.0 && may(id))
        .collect();
    peaks.sort_by(|&a, &b| density(b).total_cmp(&density(a)).then(a.cmp(&b)));
    let mut taken: BTreeSet<SegmentId> = BTreeSet::new();
    let mut groups: Vec<Vec<SegmentId>> = Vec::new();
    for peak in peaks {
        if groups.len() >= most {
            break;
        }
        if taken.contains(&peak) {
            continue;
        }
        let least = density(peak) * JOINS;
        let mut group = vec![peak];
        let mut length = network.segment(peak).length.get();
        loop {
            let mut best: Option<(f64, SegmentId)> = None;
            for &member in &group {
                let segment = network.segment(member);
                for id in network.foot_at(segment.from).chain(network.foot_at(segment.to)) {
                    if taken.contains(&id) || group.contains(&id) {
                        continue;
                    }
                    let fits = length + network.segment(id).length.get() <= USUAL;
                    let d = density(id);
                    let wanted = d >= least || (length < SHORT && d > 0.0);
                    if fits && wanted && best.is_none_or(|(b, i)| d > b || (d >= b && id < i)) {
                        best = Some((d, id));
                    }
                }
            }
            let Some((_, id)) = best else { break };
            length += network.segment(id).length.get();
            group.push(id);
        }
        taken.extend(group.iter().copied());
        groups.push(group);
    }
    groups
}
