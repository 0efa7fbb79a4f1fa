//! Bases, officers, four weeks of shifts, and eight weeks of hours off the beat.

use super::crew::{Crew, Duty, times};
use super::{Made, Table, lat, lon};
use crate::domain::tables::{ABSTRACTIONS, BASES, OFFICERS, SHIFTS};

pub(super) fn tables(m: &Made<'_>, crew: &Crew) -> Vec<Table> {
    vec![bases(crew), officers(m, crew), shifts(m, crew), abstractions(m, crew)]
}

fn bases(crew: &Crew) -> Table {
    let mut t = Table::new(&BASES);
    for (i, s) in crew.stations.iter().enumerate() {
        let drivers = crew.members.iter().filter(|o| o.station == i && o.drives).count();
        t.row(&[
            ("id", &s.id),
            ("name", &s.name),
            ("lon", &lon(s.at)),
            ("lat", &lat(s.at)),
            ("team", &s.team),
            ("cars", &(drivers.div_ceil(2) + 1).to_string()),
            ("refreshment", "yes"),
            ("opening_hours", "Mo-Su 06:00-24:00"),
        ]);
    }
    t
}

fn officers(m: &Made<'_>, crew: &Crew) -> Table {
    let mut t = Table::new(&OFFICERS);
    let mut dice = m.dice("officer details");
    for (i, o) in crew.members.iter().enumerate() {
        let (Some(scheme), Some(station)) = (crew.schemes.get(o.scheme), crew.stations.get(o.station)) else {
            continue;
        };
        // A neighbour's wards, where the officer may be sent besides.
        let beside = crew.members.get(i + 1).filter(|n| n.scheme == o.scheme && n.wards != o.wards);
        let powers =
            ["require_name;confiscate_alcohol;confiscate_tobacco", "require_name;confiscate_alcohol;traffic_control"];
        let language =
            if dice.chance(0.2) { dice.word(&["Urdu", "Polish", "Punjabi", "Romanian", "Bengali"]) } else { "" };
        t.row(&[
            ("id", &o.id),
            ("label", &format!("PCSO {}", o.id)),
            ("team", &station.team),
            ("base", &station.id),
            ("post", &o.post),
            ("scheme", &scheme.id),
            ("areas", &m.ward_codes(&o.wards)),
            ("consent_areas", &beside.map(|n| m.ward_codes(&n.wards)).unwrap_or_default()),
            ("attached_from", &m.day(-2_300 + 61 * (i as i64 % 30)).to_string()),
            ("status", "active"),
            ("hours_week", "37"),
            ("pattern", o.pattern),
            ("may_drive", if o.drives { "yes" } else { "no" }),
            ("powers", dice.word(&powers)),
            ("languages", language),
            ("after_dark_alone", "no"),
            ("public_contact", &format!("{}@fenmark.example", station.team)),
        ]);
    }
    t
}

fn shifts(m: &Made<'_>, crew: &Crew) -> Table {
    let mut t = Table::new(&SHIFTS);
    for offset in -14..14 {
        let date = m.day(offset);
        for (i, o) in crew.members.iter().enumerate() {
            let (kind, early) = match Crew::duty(i, offset) {
                Duty::Rest => continue,
                Duty::Patrol { early } => ("patrol", early),
                Duty::Other(kind) => (kind, true),
            };
            let (start, end) = times(date, o.pattern, early);
            t.row(&[
                ("id", &format!("{date}-{}", o.id)),
                ("officer", &o.id),
                ("date", &date.to_string()),
                ("start", start),
                ("end", end),
                ("kind", kind),
            ]);
        }
    }
    t
}

fn abstractions(m: &Made<'_>, crew: &Crew) -> Table {
    let mut t = Table::new(&ABSTRACTIONS);
    let mut dice = m.dice("abstractions");
    let reasons = [
        "front_desk",
        "front_desk",
        "scene_guard",
        "scene_guard",
        "court",
        "training",
        "event",
        "response",
        "meeting",
        "held_at_scene",
        "night_time_economy",
    ];
    for offset in -56..0 {
        for (i, o) in crew.members.iter().enumerate() {
            let Duty::Patrol { .. } = Crew::duty(i, offset) else { continue };
            let Some(scheme) = crew.schemes.get(o.scheme) else { continue };
            // The town's officers are taken more often than their agreement allows.
            let often = if o.scheme == 1 { 0.22 } else { 0.1 };
            if !dice.chance(often) {
                continue;
            }
            let hours = dice.below(5) + 2;
            t.row(&[
                ("id", &format!("abs-{}-{}", m.day(offset), o.id)),
                ("officer", &o.id),
                ("date", &m.day(offset).to_string()),
                ("hours", &hours.to_string()),
                ("reason", dice.word(&reasons)),
                ("scheme", &scheme.id),
                ("agreed", if dice.chance(0.6) { "yes" } else { "no" }),
                ("reference", &format!("DUTY-{:04}", 1000 + t.len())),
            ]);
        }
    }
    t
}
