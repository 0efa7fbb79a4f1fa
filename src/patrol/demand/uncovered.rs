//! Streets and villages that no patrol has reached: no street is ever worth nothing, and its worth grows.

use super::shortlist::{Candidate, Quota, pick};
use super::{Ask, Asks, Context, words};
use crate::county::County;
use crate::coverage::CoverageReport;
use crate::domain::ground::SettlementKind;
use crate::domain::id::SegmentId;
use crate::domain::place::Plane;
use crate::domain::plan::DemandKind;
use crate::domain::units::Metres;
use crate::patrol::{hours, walks};
use crate::street::Profile;
use std::collections::BTreeSet;

/// Streets of one walk, not yet scored.
struct Beat {
    id: String,
    name: String,
    village: bool,
    segments: Vec<SegmentId>,
    /// Days since the last record; `None`: no record.
    age: Option<i64>,
}

/// Splits streets into connected beats of at most `limit` metres.
fn beats(county: &County, segments: &[SegmentId], limit: f64) -> Vec<Vec<SegmentId>> {
    let net = &county.network;
    let mut left: BTreeSet<SegmentId> = segments.iter().copied().filter(|&s| net.segment(s).foot).collect();
    let mut out = Vec::new();
    while let Some(first) = left.pop_first() {
        let (mut beat, mut at, mut length) = (vec![first], 0, net.segment(first).length.get());
        while let Some(&here) = beat.get(at).filter(|_| length < limit) {
            let s = net.segment(here);
            for next in net.foot_at(s.from).chain(net.foot_at(s.to)) {
                if length < limit && left.remove(&next) {
                    length += net.segment(next).length.get();
                    beat.push(next);
                }
            }
            at += 1;
        }
        out.push(beat);
    }
    out
}

fn gather(see: &Context<'_>, coverage: &CoverageReport) -> Vec<Beat> {
    let net = &see.county.network;
    let mut found = Vec::new();
    let mut claimed: BTreeSet<SegmentId> = BTreeSet::new();
    let unseen = |s: SegmentId| coverage.days_unseen.get(s.ix()).copied().flatten().map(i64::from);
    for place in &see.county.ground.settlements {
        if !matches!(place.kind, SettlementKind::Village | SettlementKind::Hamlet) {
            continue;
        }
        let mut near = net.segments_near(place.at, Metres::new(see.r.metres("village_m")));
        // A lane that only begins in the village is not one of its streets.
        let inside = |s: SegmentId| {
            let middle = net.position(s, net.segment(s).length.get() / 2.0);
            Plane::local_length(middle.coord(), place.at.coord()) <= see.r.metres("village_m")
        };
        near.retain(|&s| net.segment(s).is_frontage() && inside(s) && claimed.insert(s));
        // The walk begins where most people live.
        let homes = |s: SegmentId| f64::from(net.segment(s).residents) / net.segment(s).length.get().max(1.0);
        near.sort_by(|&a, &b| homes(b).total_cmp(&homes(a)).then(a.cmp(&b)));
        let age =
            if near.iter().any(|&s| unseen(s).is_none()) { None } else { near.iter().filter_map(|&s| unseen(s)).max() };
        if !near.is_empty() && age != Some(0) {
            let id = format!("uncovered:village-{}", place.id);
            found.push(Beat { id, name: place.name.clone(), village: true, segments: near, age });
        }
    }
    for area in &coverage.uncovered {
        let age = (!area.never).then_some(i64::from(area.days_unseen));
        let free: Vec<SegmentId> = area.segments.iter().copied().filter(|s| claimed.insert(*s)).collect();
        for beat in beats(see.county, &free, see.r.metres("beat_m")) {
            let way = beat.first().map_or(0, |&s| net.segment(s).osm_way);
            let name = beat
                .iter()
                .map(|&s| net.segment(s))
                .filter(|s| !s.name.is_empty())
                .max_by(|a, b| a.length.get().total_cmp(&b.length.get()))
                .map_or_else(|| area.name.clone(), |s| format!("{}, {}", s.name, area.name));
            found.push(Beat { id: format!("uncovered:way-{way}"), name, village: false, segments: beat, age });
        }
    }
    found
}

pub(super) fn add(see: &Context<'_>, coverage: &CoverageReport, out: &mut Asks) {
    let (net, r) = (&see.county.network, see.r);
    let (reached, cut_off): (Vec<Beat>, Vec<Beat>) =
        gather(see, coverage).into_iter().partition(|b| b.segments.iter().any(|&s| net.is_main(s)));
    if !cut_off.is_empty() {
        let first: Vec<&str> = cut_off.iter().take(3).map(|b| b.name.as_str()).collect();
        out.notes.push(format!(
            "{} walks are left out: their streets are not connected to the main network of walkable streets, as at \
             the edge of a map ({}).",
            cut_off.len(),
            first.join("; ")
        ));
    }
    let mut scored: Vec<(i64, f32, Beat)> = reached
        .into_iter()
        .map(|b| {
            let people: f32 = b.segments.iter().map(|&s| net.segment(s).residents).sum();
            let planned = see.seen.get(&b.id).map(|&d| see.age(d));
            let unknown = if see.recorded { r.get("uncovered_never_days") } else { r.get("uncovered_unknown_days") };
            let age = b.age.into_iter().chain(planned).min().unwrap_or(unknown);
            let mut reward = r.get("uncovered_day") * age + r.get("uncovered_residents") * people as i64;
            if b.village {
                reward = r.permille(reward, "village_permille");
            }
            (reward.min(r.get("uncovered_max")).max(r.get("uncovered_floor")), people, b)
        })
        .collect();
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then_with(|| a.2.id.cmp(&b.2.id)));
    let hours: Vec<hours::Span> =
        hours::good_hours(see.clock, "uncovered", see.in_term).into_iter().map(|(span, _)| span).collect();
    let place = |b: &Beat| {
        let at = b.segments.first().map(|&s| net.position(s, net.segment(s).length.get() / 2.0)).unwrap_or_default();
        Candidate { ward: see.ward(at), at, light: hours.clone(), dark: Vec::new() }
    };
    let places: Vec<Candidate> = scored.iter().map(|s| place(&s.2)).collect();
    let quota = Quota { base: r.count("uncovered_base"), officer: r.count("uncovered_officer") };
    let kept = pick(see, &places, quota);
    let most = kept.iter().filter(|k| **k).count();
    if most < scored.len() {
        out.notes.push(format!(
            "{most} of {} walks on streets not seen lately were considered: the strongest, and for each officer the \
             strongest of the own area.",
            scored.len()
        ));
    }
    let budget = r.minutes("uncovered_dwell_min");
    let mut ids = BTreeSet::new();
    for ((reward, people, b), _) in scored.into_iter().zip(kept).filter(|(_, k)| *k) {
        if !ids.insert(b.id.clone()) {
            continue;
        }
        // A village is walked as a loop back to where a car would stand; a beat from either end.
        let walk = if b.village {
            walks::round(see.county, r, Profile::FootDay, &b.segments, budget)
        } else {
            walks::along(see.county, r, Profile::FootDay, &b.segments, budget)
        };
        let Some(walk) = walk else {
            let at = b.segments.first().map(|&s| net.position(s, 0.0)).unwrap_or_default();
            let mut ask = Ask::new(see, &b.id, DemandKind::Uncovered, b.name, at);
            ask.worth = reward;
            out.unmet.push((ask, "None of its streets may be walked on the main network.".to_owned()));
            continue;
        };
        let planned = see.seen.get(&b.id).map(|&d| see.age(d));
        let when = match (b.age, planned) {
            (_, Some(d)) => format!("last planned or visited {d} days ago"),
            (Some(d), None) => format!("no recorded patrol for {d} days"),
            (None, None) if see.recorded => "no patrol of them is on record".to_owned(),
            (None, None) => "nothing is recorded yet of where patrols went".to_owned(),
        };
        let mut ask = Ask::new(see, &b.id, DemandKind::Uncovered, b.name, walk.start.at);
        ask.worth = reward;
        ask.purpose = format!(
            "{}: about {people:.0} residents; {} of streets to walk; {when}.",
            if b.village { "Village" } else { "Streets not seen lately" },
            walk.length
        );
        ask.dwell = walk.time.get();
        let back = walks::back(&walk);
        ask.walks = vec![(walk, Profile::FootDay), (back, Profile::FootDay)];
        ask.windows = hours.iter().map(|&(from, to)| (from, to - ask.dwell, reward)).collect();
        ask.after_dark = false;
        ask.action = words(&[
            "Walk the streets slowly and greet people",
            "Ask what troubles them here",
            "Note dark lamps and damage",
        ]);
        out.list.push(ask);
    }
}
