//! Community places whose visit is due by the cadence of their kind and risk band.

use super::shortlist::{Candidate, Quota, pick};
use super::{Ask, Asks, Context, Every, Window, words};
use crate::domain::asset::{Asset, AssetKind, AssetSource};
use crate::domain::id::AssetId;
use crate::domain::plan::DemandKind;
use crate::patrol::hours::{self, Span};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A visit that is due, or nearly.
struct Due {
    reward: i64,
    why: String,
    /// Not only on the way.
    now: bool,
    /// What a visit is worth when it is just due.
    just: i64,
}

/// Worth and reason of a visit if one is due.
fn due(see: &Context<'_>, a: &Asset, cadence: i64) -> Option<Due> {
    let r = see.r;
    let seen = see.seen.get(&format!("asset:{}", a.id)).copied();
    let last = a.last_visit.filter(|d| *d < see.date()).into_iter().chain(seen).max();
    let (reward, why) = match last {
        None if see.recorded => (r.get("asset_never"), "no visit on record".to_owned()),
        None => (r.get("asset_never"), "nothing is recorded yet of earlier visits".to_owned()),
        Some(l) if see.age(l) >= cadence => (
            r.get("asset_base") + r.get("asset_overdue") * (see.age(l) - cadence) / cadence,
            format!("last planned or visited on {l}, {} days ago", see.age(l)),
        ),
        // In good time: worth little, so that it only fills hours in which nothing is due.
        Some(l) if see.age(l) * 2 >= cadence => (
            r.get("asset_early"),
            format!("not due yet, last planned or visited on {l}, {} days ago; on the way", see.age(l)),
        ),
        Some(_) => return None,
    };
    let now = last.is_none_or(|l| see.age(l) >= cadence);
    let banded = |reward: i64| {
        let reward = match a.risk_band.slug() {
            "high" => r.permille(reward, "asset_high_permille"),
            "low" => r.permille(reward, "asset_low_permille"),
            _ => reward,
        };
        reward.min(r.get("asset_max"))
    };
    Some(Due { reward: banded(reward), why, now, just: banded(r.get("asset_base")) })
}

/// Starts of a visit: while open, and more worth in the good hours of the kind.
pub(super) fn windows(see: &Context<'_>, a: &Asset, dwell: i32, reward: i64) -> (Vec<Window>, String) {
    let (open, known) = see.open(a);
    if open.is_empty() {
        return (Vec::new(), String::new());
    }
    let mut out: Vec<Window> = open.iter().map(|&(from, to)| (from, to - dwell, reward)).collect();
    let best = hours::good_hours(see.clock, a.kind.slug(), see.in_term);
    let better = see.r.permille(reward, "asset_gate_permille");
    for ((from, to), _) in &best {
        if known == hours::Known::Usual {
            out.push((*from, to - dwell, better));
            continue;
        }
        // The good hours of a place with stated opening hours count only while it is open.
        for o in &open {
            out.push((*from.max(&o.0), *to.min(&o.1) - dwell, better));
        }
    }
    out.retain(|w| w.1 >= w.0);
    let mut hint = best.first().map_or(String::new(), |b| format!(" Best at: {}.", b.1));
    if known == hours::Known::Unreadable {
        let stated = a.opening_hours.trim();
        let _ = write!(hint, " Its stated hours ({stated}) cannot be read: office hours of weekdays are assumed.");
    }
    (out, hint)
}

/// Where an ask is, and when an officer may be there.
fn place(ask: &Ask) -> Candidate {
    let light: Vec<Span> = ask.windows.iter().map(|w| (w.0, w.1 + ask.dwell)).collect();
    let mut dark = Vec::new();
    for s in ask.staffed.iter().filter(|_| ask.after_dark) {
        dark.extend(light.iter().map(|l| (l.0.max(s.0), l.1.min(s.1))).filter(|x| x.0 < x.1));
    }
    Candidate { ward: ask.ward, at: ask.at, light, dark }
}

pub(super) fn add(see: &Context<'_>, claimed: &BTreeSet<AssetId>, out: &mut Asks) {
    let r = see.r;
    let mut list: Vec<(i64, Ask)> = Vec::new();
    let mut shut = 0;
    for a in &see.county.operations.assets {
        let Some(usual) = see.cadences.of(a.kind.slug(), a.risk_band.slug()) else { continue };
        let nameless = a.name.is_empty() && a.source == AssetSource::Osm;
        let away = matches!(a.kind, AssetKind::School | AssetKind::Nursery) && !see.in_term;
        let by_table = a.cadence_days.unwrap_or(usual.days);
        if by_table == 0 || nameless || away || claimed.contains(&a.id) {
            continue;
        }
        let cadence = i64::from(by_table);
        let Some(Due { reward, why, now, just }) = due(see, a, cadence) else { continue };
        let name = if a.name.is_empty() { a.kind.words().to_owned() } else { a.name.clone() };
        let mut ask = Ask::new(see, &format!("asset:{}", a.id), DemandKind::Asset, name, a.at);
        ask.dwell = a.dwell_min.unwrap_or(usual.dwell_min) as i32 * 60;
        let (windows, hint) = windows(see, a, ask.dwell, reward);
        if windows.is_empty() {
            shut += 1;
            continue;
        }
        ask.windows = windows;
        // A park is no place for one officer after dark, even with a shop open beside it.
        ask.after_dark = !matches!(a.kind, AssetKind::Park);
        ask.staffed = if usual.staffed { see.open(a).0 } else { see.staffed_near(a.at) };
        ask.worth = reward;
        ask.every = Some(Every { days: cadence, just, due: now });
        ask.purpose = format!("A visit to this {} is due every {cadence} days: {why}.{hint}", a.kind.one());
        ask.action =
            words(&["Ask how things are and what they have seen", "Leave the team's contact", "Note what you promise"]);
        list.push((reward, ask));
    }
    list.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    if shut > 0 {
        out.notes
            .push(format!("{shut} community places whose visit is due are shut on this date, or too briefly open."));
    }
    let quota = Quota { base: r.count("assets_base"), officer: r.count("assets_officer") };
    let places: Vec<Candidate> = list.iter().map(|(_, ask)| place(ask)).collect();
    let kept = pick(see, &places, quota);
    let (total, most) = (list.len(), kept.iter().filter(|k| **k).count());
    out.list.extend(list.into_iter().zip(kept).filter(|(_, k)| *k).map(|((_, ask), _)| ask));
    if most < total {
        out.notes.push(format!(
            "{most} of {total} community places whose visit is due, or soon will be, were considered: the most urgent, \
             and for each officer the most urgent of the own area and hours."
        ));
    }
}
