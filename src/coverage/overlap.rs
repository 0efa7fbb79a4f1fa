//! Where money and minutes miss each other: streets that two schemes pay for, minutes of a scheme outside its
//! areas, wards that pay and are not visited.

use super::areas::Measured;
use super::posts::Unit;
use super::scope::Patch;
use super::{AreaCoverage, Outside, Overlap, PaidTwice};
use crate::domain::code::AreaKey;
use crate::domain::id::{SchemeId, SegmentId};
use std::collections::BTreeMap;

/// Minutes below which a ward counts as not visited in the period.
const VISITED: f64 = 1.0;

/// Kilometres, residents, and the streets.
type Streets = (f64, f64, Vec<SegmentId>);

/// Streets paid for by several schemes, by ward and payers; most residents first.
fn twice(m: &Measured<'_>) -> Vec<PaidTwice> {
    let mut payers: BTreeMap<u32, Vec<SchemeId>> = BTreeMap::new();
    for (id, patch) in m.running {
        for cell in patch {
            payers.entry(*cell).or_default().push(id.clone());
        }
    }
    let mut found: BTreeMap<(Option<u32>, Vec<SchemeId>), Streets> = BTreeMap::new();
    for (i, s) in m.county.network.segments().iter().enumerate().filter(|(_, s)| s.is_frontage()) {
        if let Some(by) = payers.get(&m.scope.cell_of[i]).filter(|p| p.len() > 1) {
            let sums = found.entry((s.ward, by.clone())).or_default();
            sums.0 += s.length.get() / 1000.0;
            sums.1 += f64::from(s.residents.max(0.0));
            sums.2.push(SegmentId::from_ix(i));
        }
    }
    let wards = &m.county.boundaries.wards;
    let mut list: Vec<PaidTwice> = found
        .into_iter()
        .map(|((ward, schemes), (km, residents, segments))| {
            let ward = ward.and_then(|w| wards.get(w as usize));
            PaidTwice {
                ward: ward.map(|w| w.key.clone()),
                name: ward.map(|w| w.name.clone()).unwrap_or_default(),
                schemes,
                km,
                residents: residents.round() as u32,
                segments,
            }
        })
        .collect();
    list.sort_by(|a, b| b.residents.cmp(&a.residents).then_with(|| a.segments.cmp(&b.segments)));
    list
}

/// Recorded minutes that each scheme paid for, inside and outside its areas.
fn outside(m: &Measured<'_>) -> Vec<Outside> {
    let operations = &m.county.operations;
    let areas = |id: &SchemeId| -> Patch {
        let named = operations.schemes.iter().find(|s| s.id == *id);
        let posts = m.units.iter().filter(|u| u.share_of(id) > 0.0).flat_map(|u| u.patch.iter().copied());
        // A scheme that names no area pays for those of its posts.
        named.filter(|s| !s.areas.is_empty()).map_or_else(|| posts.collect(), |s| m.scope.patch(&s.areas))
    };
    let mut list = Vec::new();
    for (id, _) in m.running {
        let own = areas(id);
        if own.is_empty() {
            continue;
        }
        let (mut inside, mut beyond) = (0.0, 0.0);
        let mut wards: BTreeMap<u32, f64> = BTreeMap::new();
        for ((officer, cell), minutes) in &m.seen.minutes {
            let paid: f64 = m
                .units
                .iter()
                .filter(|u| u.officer.as_ref() == Some(officer))
                .map(|u: &Unit| u.share_of(id))
                .fold(0.0, f64::max);
            if paid <= 0.0 {
                continue;
            }
            if own.contains(cell) {
                inside += minutes * paid;
            } else {
                beyond += minutes * paid;
                if let Some(w) = m.scope.cells.get(*cell as usize).and_then(|c| c.ward) {
                    *wards.entry(w).or_default() += minutes * paid;
                }
            }
        }
        if beyond > 0.0 {
            let mut most: Vec<(u32, f64)> = wards.into_iter().collect();
            most.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let name = |w: u32| m.county.boundaries.wards.get(w as usize).map(|b| b.name.clone());
            list.push(Outside {
                scheme: id.clone(),
                minutes: beyond,
                share: beyond / (inside + beyond),
                wards: most.into_iter().filter_map(|(w, minutes)| Some((name(w)?, minutes))).collect(),
            });
        }
    }
    list.sort_by(|a, b| b.minutes.total_cmp(&a.minutes).then_with(|| a.scheme.cmp(&b.scheme)));
    list
}

/// Wards with minutes paid for in which nobody was recorded, though it is known who was where.
fn unvisited(wards: &[AreaCoverage]) -> Vec<AreaKey> {
    let silent = |w: &&AreaCoverage| w.minutes_paid >= VISITED && w.minutes < VISITED && w.unknown_share < 0.5;
    wards.iter().filter(silent).map(|w| w.key.clone()).collect()
}

/// All three.
pub(super) fn of(m: &Measured<'_>, wards: &[AreaCoverage]) -> Overlap {
    Overlap { paid_twice: twice(m), outside: outside(m), unvisited: unvisited(wards) }
}
