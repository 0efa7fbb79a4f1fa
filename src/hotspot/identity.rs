//! The same place keeps its name: hotspots followed from month to month.

use super::pieces::Pieces;
use crate::street::Network;
use std::collections::BTreeMap;

/// Part of the shorter of two hotspots that must be common to both for them to be the same place (J).
const SAME: f64 = 0.4;
/// Months after which a place that is no hotspot any more is forgotten.
pub(super) const REMEMBERED: usize = 12;

/// A place that is or was a hotspot.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    pub(super) id: String,
    /// Its pieces when it last was one.
    pub(super) pieces: Vec<usize>,
    /// Months after the history's first: when it last was one, and how many of the months before it was.
    pub(super) last: usize,
    pub(super) seen: Vec<usize>,
}

/// All places known so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Register {
    pub(super) known: Vec<Known>,
    /// How often each beginning of a name was given.
    given: BTreeMap<String, u32>,
}

impl Register {
    /// Names the hotspots of month `t`, heaviest first: each keeps the name of the place that it shares most metres
    /// with, and is new where it shares too few. Returns the names in the same order.
    pub(super) fn name(&mut self, network: &Network, pieces: &Pieces, groups: &[Vec<usize>], t: usize) -> Vec<String> {
        self.known.retain(|k| k.last + REMEMBERED >= t);
        let metres = |list: &[usize]| list.iter().filter_map(|&p| pieces.length.get(p)).sum::<f64>();
        let mut on: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (k, known) in self.known.iter().enumerate() {
            for &p in &known.pieces {
                on.entry(p).or_default().push(k);
            }
        }
        let mut pairs: Vec<(bool, f64, usize, usize)> = Vec::new();
        for (g, group) in groups.iter().enumerate() {
            let mut common: BTreeMap<usize, f64> = BTreeMap::new();
            for &p in group {
                for &k in on.get(&p).map_or(&[][..], Vec::as_slice) {
                    *common.entry(k).or_default() += pieces.length.get(p).copied().unwrap_or(0.0);
                }
            }
            for (k, shared) in common {
                let least = metres(group).min(metres(&self.known[k].pieces));
                if shared >= SAME * least {
                    // Who was a hotspot last month comes before who was one earlier.
                    pairs.push((self.known[k].last + 1 == t, shared, g, k));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
        let mut names: Vec<Option<usize>> = vec![None; groups.len()];
        let mut used = vec![false; self.known.len()];
        for (_, _, g, k) in pairs {
            if names[g].is_none() && !used[k] {
                names[g] = Some(k);
                used[k] = true;
            }
        }
        let mut out = Vec::with_capacity(groups.len());
        for (g, group) in groups.iter().enumerate() {
            let k = names[g].unwrap_or_else(|| {
                let way = group.first().map_or(0, |&p| network.segment(pieces.segment(p)).osm_way);
                let id = self.fresh(way);
                self.known.push(Known { id, pieces: Vec::new(), last: t, seen: Vec::new() });
                self.known.len() - 1
            });
            let known = &mut self.known[k];
            known.pieces.clone_from(group);
            known.last = t;
            known.seen.push(t);
            out.push(known.id.clone());
        }
        out
    }

    /// `hs-` and the OSM way of the peak, with a number if it was given before.
    fn fresh(&mut self, way: i64) -> String {
        let n = self.given.entry(format!("hs-{way}")).or_default();
        *n += 1;
        if *n > 1 { format!("hs-{way}-{n}") } else { format!("hs-{way}") }
    }

    /// The place of a name.
    pub(super) fn of(&self, id: &str) -> Option<&Known> {
        self.known.iter().find(|k| k.id == id)
    }
}
