//! The year that was, and which attachments another year should change: each with what it wins and what it costs.
//!
//! Need here is that of a county without anybody in post. Officers spend their minutes where they win most, each in
//! their own wards, knowing where the others are: every officer in turn spends anew what is left to win until nothing
//! moves. That is the best of all ways to spend them, since what is won bends downwards in every officer's minutes.

use super::super::parts::middle;
use super::super::posts::Unit;
use super::super::schemes::TOUCHES;
use super::super::scope::Scope;
use super::super::{CoverageReport, Review, ReviewChange, ReviewKind, ReviewWard};
use super::model::spend;
use super::travel::{self, PATROL, SHIFT, minutes_between};
use super::{DeployOptions, LEAVE, SICK, TRAINING};
use crate::county::County;
use crate::domain::id::SegmentId;
use crate::domain::place::{LonLat, Plane};
use crate::hotspot::HotspotReport;
use std::collections::{BTreeMap, BTreeSet};

/// Changes that win less than this are not worth a resident's new face, points (J).
const LEAST_GAIN: f64 = 0.1;
/// Most changes proposed for one year (J): continuity is worth more than the last tenth of a point.
const MOST: usize = 10;
/// Rounds in which officers spend anew.
const ROUNDS: usize = 12;
/// An attachment with fewer minutes a week than this is one in name only.
const IN_NAME: f64 = 5.0;

/// One who holds a post, or a vacancy.
struct Holder {
    label: String,
    filled: bool,
    minutes: f64,
    wards: BTreeSet<usize>,
    /// Share of a patrol left in each ward.
    left: Vec<f64>,
}

/// A ward.
struct Ground {
    need: f64,
    round: f64,
    home: LonLat,
    next: BTreeSet<usize>,
}

fn ground(county: &County, hotspots: &HotspotReport, coverage: &CoverageReport) -> Vec<Ground> {
    let spots = travel::hotspot_parts(county, hotspots);
    let mut stops = vec![0.0; county.boundaries.wards.len()];
    let net = &county.network;
    let wards = &county.boundaries.wards;
    let told: Vec<_> = wards.iter().map(|w| coverage.wards.iter().find(|c| c.key == w.key)).collect();
    let people: f64 = told.iter().flatten().map(|w| f64::from(w.residents)).sum();
    let harm: f64 = told.iter().flatten().map(|w| w.harm_share).sum();
    let mut list: Vec<Ground> = told
        .iter()
        .map(|w| {
            let (r, h) = w.map_or((0.0, 0.0), |w| (f64::from(w.residents), w.harm_share));
            let lived = if people > 0.0 { r / people } else { 0.0 };
            let share = if harm > 0.0 { f64::midpoint(lived, h / harm) } else { lived };
            Ground { need: share * 100.0, round: 0.0, home: net.plane().origin(), next: BTreeSet::new() }
        })
        .collect();
    let mut homes: Vec<Vec<([f64; 2], f64)>> = vec![Vec::new(); wards.len()];
    let mut at: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for (i, s) in net.segments().iter().enumerate() {
        let Some(w) = s.ward.map(|w| w as usize).filter(|w| *w < wards.len()) else { continue };
        stops[w] += spots[i];
        if s.is_frontage() {
            list[w].round += s.length.get();
            let middle = net.position(SegmentId::from_ix(i), s.length.get() / 2.0);
            homes[w].push((net.plane().project(middle), f64::from(s.residents.max(0.0))));
        }
        for junction in [s.from.0, s.to.0] {
            at.entry(junction).or_default().insert(w);
        }
    }
    for near in at.values().filter(|n| n.len() > 1) {
        for &w in near {
            list[w].next.extend(near.iter().filter(|o| **o != w));
        }
    }
    for ((g, homes), stops) in list.iter_mut().zip(&homes).zip(&stops) {
        g.round = travel::round(g.round, *stops);
        let c = net.plane().unproject(middle(homes));
        if let Some(at) = LonLat::new(c.x, c.y).ok().filter(|_| !homes.is_empty()) {
            g.home = at;
        }
        // Where the map has no streets nobody can be sent.
        g.need = if homes.is_empty() { 0.0 } else { g.need };
    }
    list
}

fn holders(county: &County, scope: &Scope, units: &[Unit], ground: &[Ground], options: &DeployOptions) -> Vec<Holder> {
    let operations = &county.operations;
    let there = PATROL / SHIFT * (1.0 - LEAVE - SICK - TRAINING);
    let wards_of = |u: &Unit| -> BTreeSet<usize> {
        let ward = |w: &usize| scope.share(&scope.of_ward(*w as u32), &u.patch) >= TOUCHES;
        (0..ground.len()).filter(ward).collect()
    };
    let own: Vec<BTreeSet<usize>> = units.iter().map(wards_of).collect();
    let bases: Vec<LonLat> = units
        .iter()
        .zip(&own)
        .map(|(u, own)| {
            let officer = u.officer.as_ref().and_then(|o| operations.officers.iter().find(|k| k.id == *o));
            let named = officer.and_then(|o| o.base.as_ref());
            let listed = operations.bases.iter().find(|b| Some(&b.id) == named).map(|b| b.at);
            let heaviest = own.iter().max_by(|a, b| ground[**a].need.total_cmp(&ground[**b].need));
            let home = heaviest.map_or(county.network.plane().origin(), |w| ground[*w].home);
            let off = |at: LonLat| Plane::local_length(at.coord(), home.coord());
            let near = operations.bases.iter().map(|b| b.at).min_by(|a, b| off(*a).total_cmp(&off(*b)));
            listed.or(near.filter(|b| off(*b) <= travel::reach(0))).unwrap_or(home)
        })
        .collect();
    let homes: Vec<LonLat> = ground.iter().map(|g| g.home).collect();
    let ways = minutes_between(county, &bases, &homes, options);
    let label = |u: &Unit| {
        let id = u.officer.as_ref()?;
        let known = operations.officers.iter().find(|o| o.id == *id).map(|o| o.label.clone());
        Some(known.filter(|l| !l.is_empty()).unwrap_or_else(|| id.to_string()))
    };
    let vacancy = |u: &Unit| {
        let payer = u.payers.first().map(|p| p.0.to_string());
        format!("the vacant post of {}", payer.filter(|p| !p.is_empty()).unwrap_or_else(|| "the force".to_owned()))
    };
    units
        .iter()
        .zip(own)
        .zip(ways)
        .map(|((u, wards), ways)| Holder {
            label: label(u).unwrap_or_else(|| vacancy(u)),
            filled: u.filled(),
            minutes: u.hours * 60.0 * there,
            left: ways
                .iter()
                .map(|w| travel::left(*w))
                .map(|l| if l * PATROL / SHIFT >= options.least_share { l } else { 0.0 })
                .collect(),
            wards,
        })
        .filter(|h| !h.wards.is_empty())
        .collect()
}

/// Minutes a week by holder and ward when all spend them as well as can be; points won by ward.
fn spent(ground: &[Ground], holders: &[Holder]) -> (Vec<BTreeMap<usize, f64>>, Vec<f64>) {
    let mut given: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); holders.len()];
    let mut total = vec![0.0; ground.len()];
    for _ in 0..ROUNDS {
        for (n, h) in holders.iter().enumerate().filter(|(_, h)| h.filled) {
            for (w, m) in std::mem::take(&mut given[n]) {
                total[w] -= m;
            }
            let own: Vec<usize> = h.wards.iter().copied().collect();
            // What others have won already leaves so much less to win.
            let items: Vec<(f64, f64, f64)> = own
                .iter()
                .map(|&w| (ground[w].need * (-total[w].max(0.0) / ground[w].round).exp(), ground[w].round, h.left[w]))
                .collect();
            let mut new = Vec::new();
            spend(&items, h.minutes, |i, minutes| new.push((own[i], minutes)));
            for (w, m) in new {
                total[w] += m;
                given[n].insert(w, m);
            }
        }
    }
    let won = ground.iter().zip(&total).map(|(g, m)| g.need * -(-m.max(0.0) / g.round).exp_m1()).collect();
    (given, won)
}

/// Reviews a year; `coverage` is measured over it.
pub(in crate::coverage) fn review(
    county: &County,
    (hotspots, coverage): (&HotspotReport, &CoverageReport),
    (scope, units): (&Scope, &[Unit]),
    options: &DeployOptions,
) -> Review {
    let ground = ground(county, hotspots, coverage);
    let mut holders = holders(county, scope, units, &ground, options);
    let sum = |won: &[f64]| won.iter().sum::<f64>();
    let minutes = |given: &[BTreeMap<usize, f64>]| {
        let mut all = vec![0.0; ground.len()];
        given.iter().flatten().for_each(|(w, m)| all[*w] += m);
        all
    };
    let (given, now) = spent(&ground, &holders);
    let (minutes_now, attached_now) = (minutes(&given), attached(&holders, ground.len()));
    let name = |w: usize| county.boundaries.wards[w].name.clone();
    let people = |w: usize| {
        let told = coverage.wards.iter().find(|c| c.key == county.boundaries.wards[w].key);
        told.map_or(0, |c| c.residents)
    };
    let mut changes: Vec<ReviewChange> = Vec::new();
    let mut tell = |kind, holder: String, ward: usize, before: &[f64], after: &[f64]| {
        let less: Vec<usize> = (0..before.len()).filter(|w| after[*w] < before[*w] - 0.01).collect();
        changes.push(ReviewChange {
            kind,
            holder,
            ward: county.boundaries.wards[ward].key.clone(),
            ward_name: name(ward),
            gain: sum(after) - sum(before),
            // An empty sum of floats is -0.
            cost: less.iter().map(|&w| before[w] - after[w]).sum::<f64>() + 0.0,
            residents_with_less: less.iter().map(|&w| people(w)).sum(),
            wards_with_less: less.iter().map(|&w| name(w)).collect(),
        });
    };
    let mut held = now.clone();
    // Vacancies first: they change nobody's attachment.
    for n in 0..holders.len() {
        if !holders[n].filled {
            holders[n].filled = true;
            let (_, after) = spent(&ground, &holders);
            let most = holders[n].wards.iter().copied().max_by(|a, b| ground[*a].need.total_cmp(&ground[*b].need));
            if let Some(w) = most {
                tell(ReviewKind::Fill, holders[n].label.clone(), w, &held, &after);
            }
            held = after;
        }
    }
    for _ in 0..MOST {
        let mut best: Option<(f64, usize, usize, Vec<f64>)> = None;
        for n in 0..holders.len() {
            let near: BTreeSet<usize> = holders[n].wards.iter().flat_map(|w| ground[*w].next.iter().copied()).collect();
            let wanted =
                |w: &usize| !holders[n].wards.contains(w) && holders[n].left[*w] > 0.0 && ground[*w].need > 0.0;
            for w in near.into_iter().filter(wanted).collect::<Vec<_>>() {
                holders[n].wards.insert(w);
                let (_, after) = spent(&ground, &holders);
                holders[n].wards.remove(&w);
                let gain = sum(&after) - sum(&held);
                if gain >= LEAST_GAIN && best.as_ref().is_none_or(|b| gain > b.0) {
                    best = Some((gain, n, w, after));
                }
            }
        }
        let Some((_, n, w, after)) = best else { break };
        holders[n].wards.insert(w);
        tell(ReviewKind::Attach, holders[n].label.clone(), w, &held, &after);
        held = after;
    }
    // What nobody has time for is an attachment in name only, if somebody else is there.
    let (given, _) = spent(&ground, &holders);
    let served = minutes(&given);
    for n in 0..holders.len() {
        for w in holders[n].wards.clone() {
            let own = given[n].get(&w).copied().unwrap_or(0.0);
            if holders[n].wards.len() > 1 && own < IN_NAME && served[w] > own + IN_NAME {
                holders[n].wards.remove(&w);
                let (_, after) = spent(&ground, &holders);
                tell(ReviewKind::Detach, holders[n].label.clone(), w, &held, &after);
                held = after;
            }
        }
    }
    let (given, after) = spent(&ground, &holders);
    let (minutes_after, attached_after) = (minutes(&given), attached(&holders, ground.len()));
    let wards = (0..ground.len())
        .map(|w| ReviewWard {
            key: county.boundaries.wards[w].key.clone(),
            name: name(w),
            residents: people(w),
            need: ground[w].need,
            holders: [attached_now[w].clone(), attached_after[w].clone()],
            minutes: [minutes_now[w], minutes_after[w]],
            won: [now[w], after[w]],
        })
        .collect();
    Review { need: ground.iter().map(|g| g.need).sum(), won: [sum(&now), sum(&after)], changes, wards }
}

fn attached(holders: &[Holder], wards: usize) -> Vec<Vec<String>> {
    let of = |w: usize| holders.iter().filter(|h| h.filled && h.wards.contains(&w)).map(|h| h.label.clone()).collect();
    (0..wards).map(of).collect()
}
