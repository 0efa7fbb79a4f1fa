//! What a reader must know beside the hotspots.

use super::describe::Scene;
use super::find::{Streets, observed};
use super::harm::Weights;
use super::history::History;
use super::{HarmProfile, HotspotOptions, HotspotReport, Method, Overlap, PoliceEffect};
use crate::domain::hotspot::Hotspot;
use crate::domain::id::SegmentId;
use crate::domain::time::Month;
use std::collections::{BTreeMap, BTreeSet};

/// Hotspots that are compared.
const TOP: usize = 20;

/// The streets of the heaviest hotspots under other weights, found from the same rows in the same way.
fn others(scene: &Scene<'_>, streets: &Streets<'_>, weights: Weights, span: usize) -> (BTreeSet<SegmentId>, f64) {
    let ends = scene.history.ends().unwrap_or(scene.months);
    let history = History::new(scene.county, scene.gathered, scene.harm, weights, ends);
    let harm = observed(&history, scene.t, span);
    let risk = scene.spread.apply(&harm);
    let (_, groups) = streets.groups(&history.place, &harm, &risk);
    let sum = |g: &[usize]| g.iter().filter_map(|&p| risk.get(p)).sum::<f64>();
    let mut heavy: Vec<(f64, &Vec<usize>)> = groups.iter().map(|g| (sum(g), g)).collect();
    heavy.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let pieces = scene.pieces;
    let top = heavy.iter().take(TOP).flat_map(|(_, g)| g.iter().map(|&p| pieces.segment(p))).collect();
    (top, harm.iter().sum())
}

fn shared(hotspots: &[Hotspot], theirs: &BTreeSet<SegmentId>) -> u32 {
    hotspots.iter().take(TOP).filter(|h| h.segments.iter().any(|s| theirs.contains(s))).count() as u32
}

/// How many of the heaviest hotspots are among the heaviest under each other profile.
pub(super) fn overlaps(scene: &Scene<'_>, streets: &Streets<'_>, hotspots: &[Hotspot], span: usize) -> Vec<Overlap> {
    let of = |profile: HarmProfile| {
        let (theirs, _) = others(scene, streets, Weights { profile, ..scene.weights }, span);
        Overlap { profile: profile.slug(), shared: shared(hotspots, &theirs), of: hotspots.len().min(TOP) as u32 }
    };
    HarmProfile::ALL.into_iter().filter(|&p| p != scene.weights.profile).map(of).collect()
}

/// What counting police-generated categories would change, profile by profile.
pub(super) fn police_effect(scene: &Scene<'_>, streets: &Streets<'_>, span: usize) -> Vec<PoliceEffect> {
    let of = |profile: HarmProfile| {
        let (without, less) = others(scene, streets, Weights { profile, police_generated: false }, span);
        let (with, more) = others(scene, streets, Weights { profile, police_generated: true }, span);
        let common = without.intersection(&with).count();
        PoliceEffect {
            profile: profile.slug(),
            harm_share: if more > 0.0 { 1.0 - less / more } else { 0.0 },
            streets_kept: common as u32,
            streets: without.len() as u32,
        }
    };
    let mut profiles = HarmProfile::ALL.to_vec();
    if !profiles.contains(&scene.weights.profile) {
        profiles.push(scene.weights.profile);
    }
    profiles.into_iter().map(of).collect()
}

/// Months in words: `2020-03 to 2020-05`, or the one.
fn span(months: &[Month]) -> String {
    match (months.first(), months.last()) {
        (Some(a), Some(b)) if a != b => format!("{a} to {b}"),
        (Some(a), _) => a.to_string(),
        _ => String::new(),
    }
}

pub(super) fn notes(scene: &Scene<'_>, report: &HotspotReport, options: HotspotOptions) -> Vec<String> {
    let (first, last) = scene.months;
    let gathered = scene.gathered;
    let mut notes = vec![format!(
        "Incidents of {first} to {last}, harm by the {} profile, recent months weighing more (half after nine months).",
        options.harm.slug()
    )];
    notes.extend(forecast(report));
    if !gathered.unusual.is_empty() {
        notes.push(format!(
            "2020 and 2021 are in no baseline, trend or forecast, since lockdown doubled records of anti-social \
             behaviour: {} with {} located incidents left out.",
            span(&gathered.unusual),
            gathered.left_out
        ));
    }
    if !report.missing.is_empty() {
        let unpublished: Vec<String> = report.missing.iter().map(Month::to_string).collect();
        notes.push(format!("Not published, so left out rather than taken for quiet: {}.", unpublished.join(", ")));
    }
    let (located, on_street, too_far) = report.counts;
    notes.push(format!(
        "{located} incidents have a place; {on_street} of them lie within 100 m of a street of this map, {too_far} do not \
         and count in their ward, but in no hotspot. Published places are anonymised points: a street is meant, never a door."
    ));
    let found = gathered.spots.iter().flat_map(|s| s.since(first));
    let found = found.filter(|(c, _, _)| scene.harm.is_police_generated(c));
    let found: u64 = found.map(|(_, _, n)| u64::from(n)).sum();
    if found > 0 && !options.police_generated {
        notes.push(format!(
            "{found} incidents that police activity itself brings to light (drugs, weapons) weigh nothing."
        ));
    } else if found > 0 {
        notes.push(format!(
            "{found} incidents that police activity itself brings to light (drugs, weapons) count, as was asked: patrols \
             may then return to where patrols went."
        ));
    }
    notes.extend(concentration(scene, first));
    if report.hotspots.is_empty() {
        notes.push("No hexagon holds more harm than chance would put there, so there are no hotspots.".to_owned());
        return notes;
    }
    let others: Vec<String> = report.overlaps.iter().map(|o| format!("{} by {}", o.shared, o.profile)).collect();
    notes.push(format!(
        "Of the {} highest-ranked hotspots, these are among the {TOP} heaviest under other weights too: {}.",
        report.hotspots.len().min(TOP),
        others.join(", ")
    ));
    notes.push(
        "Rank is by the harm that a minute of patrol is expected to prevent: the harm expected on its streets, 14 % of \
         it prevented (an average over 44 studies, the same for all), by the minutes of a visit there and back, at \
         least twelve, each day."
            .to_owned(),
    );
    notes.push(
        "Hours of the day are not published: the hours of hotspots are a prior by kind of incident, by judgement."
            .to_owned(),
    );
    notes
}

/// Which forecast ships, and why.
fn forecast(report: &HotspotReport) -> Option<String> {
    let f = report.forecast.as_ref()?;
    let c = &f.choice;
    let gains: Vec<String> = c
        .gains
        .iter()
        .map(|g| {
            format!(
                "{:.0} %: {:.2} against {:.2} of {} (difference {:+.2}, 95 % interval {:+.2} to {:+.2})",
                g.length_share * 100.0,
                g.pai,
                g.pai_baseline,
                g.baseline.words(),
                g.difference,
                g.interval.0,
                g.interval.1
            )
        })
        .collect();
    let how = if c.proved {
        format!(
            "Harm of {} is forecast by {}, spread along streets with a bandwidth of {:.0} m. Over {} held-back months \
             forecasts chosen in this way had a higher PAI than the best baseline, on spread weights, at ",
            f.month,
            c.ships.words(),
            f.bandwidth_m,
            c.months
        )
    } else if c.gains.is_empty() {
        return Some(format!(
            "Harm of {} is taken to be as in {}: there are too few months to prove a forecast.",
            f.month,
            Method::TwelveMonths.words()
        ));
    } else {
        format!(
            "Harm of {} is taken from {}: over {} held-back months no forecast was surely better than the best baseline \
             at each share of street length, so the baseline is what ships. PAI on spread weights at ",
            f.month,
            c.ships.words(),
            c.months
        )
    };
    Some(format!("{how}{}.", gains.join("; ")))
}

/// How concentrated incidents are: the share of walkable streets that holds a quarter and a half of them.
fn concentration(scene: &Scene<'_>, first: Month) -> Option<String> {
    let mut by_street: BTreeMap<SegmentId, u64> = BTreeMap::new();
    for spot in &scene.gathered.spots {
        *by_street.entry(spot.snap.segment).or_default() +=
            spot.since(first).map(|(_, _, n)| u64::from(n)).sum::<u64>();
    }
    let streets = scene.county.network.segments().iter().filter(|s| s.foot).count();
    let mut incidents: Vec<u64> = by_street.into_values().collect();
    incidents.sort_unstable_by(|a, b| b.cmp(a));
    let all: u64 = incidents.iter().sum();
    if all == 0 || streets == 0 {
        return None;
    }
    let share = |part: u64| {
        let mut sum = 0;
        let n = incidents
            .iter()
            .take_while(|&&n| {
                let more = sum * 100 < all * part;
                sum += n;
                more
            })
            .count();
        100.0 * n as f64 / streets as f64
    };
    Some(format!(
        "{:.1} % of street segments hold 25 % of incidents, {:.1} % hold 50 % (elsewhere usually 0.4 to 1.6 % and 2.1 to 6.0 %, Weisburd 2015).",
        share(25),
        share(50)
    ))
}
