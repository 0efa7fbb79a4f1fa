//! Community places that the force knows better than the map, and eight weeks of visits.

use super::crew::{Crew, Duty, times};
use super::{Made, Table, asset_id, lat, lon};
use crate::domain::asset::AssetKind as A;
use crate::domain::tables::{ASSETS, VISITS};
use crate::synth::dice::Dice;

pub(super) fn tables(m: &Made<'_>, crew: &Crew) -> Vec<Table> {
    vec![assets(m), visits(m, crew)]
}

/// Places of special risk, under the id of the map; and some that no map shows.
fn assets(m: &Made<'_>) -> Table {
    let mut t = Table::new(&ASSETS);
    let mut dice = m.dice("assets");
    for kind in [A::OffLicence, A::Mosque, A::Synagogue, A::School, A::SupportCentre] {
        for place in m.of_kind(kind) {
            let always = matches!(kind, A::Mosque | A::Synagogue);
            if !always && !dice.chance(0.25) {
                continue;
            }
            let community = match kind {
                A::Mosque => "muslim",
                A::Synagogue => "jewish",
                _ => "",
            };
            t.row(&[
                ("id", &asset_id(place)),
                ("kind", kind.slug()),
                ("name", if place.name.is_empty() { kind.words() } else { &place.name }),
                ("lon", &lon(place.at)),
                ("lat", &lat(place.at)),
                ("risk_band", "high"),
                (
                    "opening_hours",
                    match kind {
                        A::OffLicence => "Mo-Su 11:00-22:00",
                        A::School => "Mo-Fr 08:15-16:00",
                        _ => "",
                    },
                ),
                ("community", community),
                ("last_visit", &m.day(-(dice.below(110) as i64) - 2).to_string()),
            ]);
        }
    }
    for (k, what) in ["Skate park", "Taxi rank", "Traveller site", "Lorry park"].into_iter().enumerate() {
        let ward = k % m.layout.wards.len().max(1);
        let Some((street, at, _)) = m.street(&mut dice, ward) else { continue };
        t.row(&[
            ("id", &format!("as-{:03}", k + 1)),
            ("kind", "other"),
            ("name", &format!("{what}, {street}")),
            ("lon", &lon(at)),
            ("lat", &lat(at)),
            ("risk_band", "medium"),
            ("cadence_days", "28"),
            ("dwell_min", "10"),
        ]);
    }
    t
}

/// Streets and places that officers went to on their patrols of the past eight weeks. The same few places are
/// seen often and most streets never, as records show wherever nobody plans it.
fn visits(m: &Made<'_>, crew: &Crew) -> Table {
    let mut t = Table::new(&VISITS);
    let mut dice = m.dice("visits");
    // Each officer's favourites: three streets of each ward.
    let haunts: Vec<Vec<_>> = (crew.members.iter())
        .map(|o| {
            o.wards.iter().flat_map(|&w| (0..3).filter_map(|_| m.street(&mut dice, w)).collect::<Vec<_>>()).collect()
        })
        .collect();
    for offset in -56..0 {
        let date = m.day(offset);
        for (i, o) in crew.members.iter().enumerate() {
            let Duty::Patrol { early } = Crew::duty(i, offset) else { continue };
            // A day in ten has no record at all: that is not a day without patrol.
            if dice.chance(0.1) {
                continue;
            }
            let first = hour(times(date, o.pattern, early).0) + 45;
            let mut minute = first + dice.below(30);
            for k in 0..3 + dice.below(3) {
                let stay = 9 + dice.below(12);
                let Some(spot) = spot(m, &mut dice, &o.wards, haunts.get(i).map_or(&[], Vec::as_slice)) else {
                    continue;
                };
                let outcome = dice.word(&[
                    "done",
                    "done",
                    "done",
                    "done",
                    "done",
                    "done",
                    "nobody_there",
                    "closed",
                    "called_away",
                ]);
                t.row(&[
                    ("id", &format!("vis-{date}-{}-{}", o.id, k + 1)),
                    ("officer", &o.id),
                    ("date", &date.to_string()),
                    ("start", &clock(minute)),
                    ("end", &clock(minute + stay)),
                    ("lon", &lon(spot.at)),
                    ("lat", &lat(spot.at)),
                    ("demand_kind", if spot.asset.is_empty() { "uncovered" } else { "asset" }),
                    ("purpose_kind", if spot.asset.is_empty() { "priority_area" } else { "local_priority" }),
                    ("asset", &spot.asset),
                    ("outcome", outcome),
                    ("heading", dice.word(&["engagement", "engagement", "problem_solving", "fighting_crime"])),
                    ("partner", dice.word(&["none", "none", "council", "school", "housing", "business"])),
                    ("channel", "on_foot"),
                    (
                        "topic",
                        dice.word(&[
                            "reassurance",
                            "anti_social_behaviour",
                            "youth",
                            "shop_theft",
                            "road_safety",
                            "burglary",
                        ]),
                    ),
                    ("people", &dice.below(12).to_string()),
                    ("way", &spot.way),
                    ("source", "import"),
                ]);
                minute += stay + 20 + dice.below(55);
            }
        }
    }
    t
}

struct Spot {
    at: crate::synth::plane::Pt,
    asset: String,
    way: String,
}

fn spot(
    m: &Made<'_>,
    dice: &mut Dice,
    wards: &[usize],
    haunts: &[(&str, crate::synth::plane::Pt, u64)],
) -> Option<Spot> {
    if dice.chance(0.35) {
        let ward = *dice.pick(wards)?;
        let place = dice.pick(m.by_ward.get(ward)?).and_then(|&i| m.places.get(i));
        if let Some(p) = place.filter(|p| p.kind != A::Prison) {
            return Some(Spot { at: p.at, asset: asset_id(p), way: String::new() });
        }
    }
    let (_, at, way) = if dice.chance(0.8) {
        *dice.pick(haunts)?
    } else {
        let ward = *dice.pick(wards)?;
        m.street(dice, ward)?
    };
    Some(Spot { at, asset: String::new(), way: way.to_string() })
}

fn hour(text: &str) -> usize {
    text.split_once(':').map_or(480, |(h, m)| h.parse::<usize>().unwrap_or(8) * 60 + m.parse::<usize>().unwrap_or(0))
}

/// Minutes after midnight as a time; the day's last minute at most.
fn clock(minute: usize) -> String {
    let m = minute.min(23 * 60 + 59);
    format!("{:02}:{:02}", m / 60, m % 60)
}
