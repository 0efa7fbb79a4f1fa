//! Hotspots: walked as a loop of 10 to 15 minutes, worth most at the first visit of a day and in their hours.

use super::shortlist::{Candidate, Quota, pick};
use super::{Ask, Asks, Context, words};
use crate::domain::plan::{DemandKind, PurposeKind};
use crate::domain::{Hotspot, Trend};
use crate::patrol::rewards::Rewards;
use crate::patrol::walks;
use crate::street::Profile;

/// Where the hotspots are and when an officer may be there.
fn candidates(see: &Context<'_>, spots: &[Hotspot]) -> Vec<Candidate> {
    let day = (see.local(0), see.local(1440));
    let net = &see.county.network;
    let place = |h: &Hotspot| {
        let at = h.segments.first().map(|&s| net.position(s, net.segment(s).length.get() / 2.0)).unwrap_or_default();
        let bold = see.duties.iter().any(|d| d.dark_by_choice);
        let dark = if bold { vec![(day.0, day.1 + day.1 / 4)] } else { see.staffed_near(at) };
        Candidate { ward: see.ward(at), at, light: vec![day], dark }
    };
    spots.iter().map(place).collect()
}

pub(super) fn add(see: &Context<'_>, spots: &[Hotspot], out: &mut Asks) {
    let r = see.r;
    let mean = spots.iter().map(|h| h.score).sum::<f64>() / (spots.len().max(1) as f64);
    let quota = Quota { base: r.count("hotspots_base"), officer: r.count("hotspots_officer") };
    let kept = pick(see, &candidates(see, spots), quota);
    let most = kept.iter().filter(|k| **k).count();
    if most < spots.len() {
        out.notes.push(format!(
            "{most} of {} hotspots were considered: the heaviest, and for each officer the heaviest of the own area.",
            spots.len()
        ));
    }
    let day = see.clock.weekday().to_monday_zero_offset() as usize * 24;
    let dwell = r.minutes("hotspot_dwell_min");
    let longer = longer(r);
    for (h, _) in spots.iter().zip(&kept).filter(|(_, k)| **k) {
        let id = format!("hotspot:{}", h.id);
        let street = h.streets.first().cloned().unwrap_or_else(|| "unnamed street".to_owned());
        let mut ways = Vec::new();
        for profile in [Profile::FootDay, Profile::FootDark] {
            ways.extend(walks::round(see.county, r, profile, &h.segments, dwell).map(|w| (w, profile)));
        }
        let rising = matches!(h.trend, Trend::New | Trend::Growing);
        let mut base = (r.get("hotspot_scale") as f64 * h.score / mean.max(1e-9)) as i64;
        if rising {
            base = r.permille(base, "hotspot_growing_permille");
        }
        let since = see.seen.get(&id).map(|&d| see.age(d));
        if since.is_some_and(|d| d >= 3) {
            base = r.permille(base, "hotspot_overdue_permille");
        }
        base = base.min(r.get("hotspot_max")).max(r.get("hotspot_min"));
        // Points are snapped, and some stand for a building: a person decides what a walk could do there.
        let prison = h.flags.iter().any(|f| f == "prison");
        let Some(at) = ways.first().map(|(w, _)| w.start.at).filter(|_| !prison) else {
            let at = h.segments.first().map(|&s| see.county.network.position(s, 0.0));
            let mut ask = Ask::new(see, &id, DemandKind::Hotspot, street, at.unwrap_or_default());
            ask.worth = base;
            let why = if prison {
                "Its incidents lie at a prison, where no walk prevents them."
            } else {
                "None of its streets may be walked on the main network."
            };
            out.unmet.push((ask, why.to_owned()));
            continue;
        };
        let weight = |k: usize| h.hours.get((day + k) % 168).map_or(1000, |w| (f64::from(*w) * 1000.0) as i64);
        let mut ask = Ask::new(see, &id, DemandKind::Hotspot, street.clone(), at);
        // Two-hour bands of local time from 06:00 to 02:00.
        ask.windows = (3..13)
            .map(|band: i32| {
                let w = i64::midpoint(weight(band as usize * 2), weight(band as usize * 2 + 1));
                let w = w.min(r.get("hour_cap_permille")).max(r.get("hour_floor_permille"));
                (see.local(band * 120), see.local(band * 120 + 120) - 1, base * w / 1000)
            })
            .collect();
        let mix: Vec<String> = h.mix.iter().take(3).map(|(c, n)| format!("{n} {}", c.words())).collect();
        let beside = h.flags.first().map_or_else(String::new, |f| {
            format!(" It lies at a {}: part of what is recorded there may be its own.", f.replace('_', " "))
        });
        let last = match since {
            Some(d) => format!("last planned or visited {d} days ago"),
            None if see.recorded => "no visit on record".to_owned(),
            None => "no visits are recorded yet anywhere".to_owned(),
        };
        if rising {
            ask.purpose_kind = PurposeKind::EmergingRisk;
        } else {
            ask.purpose_kind = PurposeKind::PriorityArea;
        }
        ask.staffed = see.staffed_near(at);
        ask.walks = ways;
        ask.dwell = dwell;
        ask.dwell_most = r.minutes("hotspot_dwell_most_min");
        ask.longer.clone_from(&longer);
        ask.decay = vec![1000, r.get("hotspot_second_permille") as u32, r.get("hotspot_third_permille") as u32];
        ask.spacing = r.minutes("hotspot_spacing_min");
        ask.worth = base;
        ask.purpose = format!(
            "Hotspot no. {} ({street}): {} incidents on and beside its streets from {} to {}{}; with what spills over from streets \
             around, {:.1} % of the county's harm; {}; {last}.{beside}",
            h.rank,
            h.incidents,
            h.months.0,
            h.months.1,
            if mix.is_empty() { String::new() } else { format!(" ({})", mix.join(", ")) },
            h.harm_share * 100.0,
            h.trend.as_str()
        );
        ask.action = action(h.mix.first().map_or("", |(c, _)| c.as_str()));
        out.list.push(ask);
    }
}

/// Minutes beyond the least stay, each worth less than the one before.
fn longer(r: &Rewards) -> Vec<(i32, i64)> {
    let minutes = ((r.minutes("hotspot_dwell_most_min") - r.minutes("hotspot_dwell_min")) / 60).clamp(0, 60);
    let mut worth = r.get("hotspot_longer_permille");
    let mut next = || {
        let now = worth;
        worth -= r.permille(worth, "hotspot_longer_fall_permille");
        (60, now)
    };
    (0..minutes).map(|_| next()).filter(|l| l.1 > 0).collect()
}

fn action(main: &str) -> Vec<String> {
    match main {
        "shoplifting" => words(&["Speak to staff of two shops", "Walk the back of the shops", "Be seen at the doors"]),
        "burglary" => {
            words(&["Check alleys and rear gates", "Offer crime-prevention advice at doors", "Note broken lights"])
        }
        "vehicle-crime" | "bicycle-theft" => {
            words(&["Look into parked vehicles for goods on show", "Check cycle racks", "Leave advice leaflets"])
        }
        "violence-and-sexual-offences" | "public-order" | "robbery" => words(&[
            "Walk the loop slowly and be seen",
            "Speak to door and shop staff",
            "Report trouble to control; keep clear of it",
        ]),
        _ => words(&[
            "Walk the loop slowly and be seen",
            "Speak to people who use the place",
            "Note damage, litter and dark lamps",
        ]),
    }
}
