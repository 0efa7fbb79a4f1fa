//! Groups, and dated events with them.

use super::crew::{Crew, Duty, Member};
use super::{Made, Table, asset_id, lat, lon};
use crate::domain::asset::AssetKind as A;
use crate::domain::tables::{ENGAGEMENTS, GROUPS};
use crate::synth::places::Place;
use jiff::civil::Weekday;

/// Kind of place where a group meets, kind of group, community, name.
const GROUPS_AT: &[(A, &str, &str, &str)] = &[
    (A::Mosque, "faith", "muslim", "committee"),
    (A::Church, "faith", "christian", "coffee morning"),
    (A::Gurdwara, "faith", "sikh", "committee"),
    (A::Synagogue, "faith", "jewish", "security group"),
    (A::HinduTemple, "faith", "hindu", "committee"),
    (A::BuddhistCentre, "faith", "buddhist", "friends"),
    (A::PlaceOfWorship, "faith", "other", "assembly"),
    (A::CommunityCentre, "residents", "", "residents' association"),
    (A::YouthClub, "age_youth", "young people", "youth forum"),
    (A::CareHome, "age_older", "older people", "residents and families"),
    (A::Library, "disability", "disabled people", "access group"),
    (A::Market, "business", "", "traders"),
    (A::SupportCentre, "refugee", "refugees", "drop-in"),
    (A::Pub, "watch_scheme", "", "pub watch"),
];

pub(super) fn tables(m: &Made<'_>, crew: &Crew) -> Vec<Table> {
    vec![engagements(m, crew), groups(m)]
}

/// At most so many groups of a kind.
fn meeting_places<'a>(m: &'a Made<'_>, kind: A) -> impl Iterator<Item = &'a Place> {
    let most = (m.options.residents as usize / 30_000).clamp(1, 40);
    m.of_kind(kind).take(most)
}

fn group_id(k: usize, place: &Place) -> String {
    format!("grp-{}-{}", k + 1, asset_id(place))
}

fn groups(m: &Made<'_>) -> Table {
    let mut t = Table::new(&GROUPS);
    let mut dice = m.dice("groups");
    for (k, &(at, kind, community, name)) in GROUPS_AT.iter().enumerate() {
        for place in meeting_places(m, at) {
            // Some have not been spoken to for long, a few never.
            let last = if dice.chance(0.15) { String::new() } else { m.day(-(dice.below(200) as i64) - 4).to_string() };
            t.row(&[
                ("id", &group_id(k, place)),
                ("name", &format!("{} {name}", place.name)),
                ("kind", kind),
                ("community", community),
                ("areas", m.ward_code(place.areas[0])),
                ("asset", &asset_id(place)),
                ("lon", &lon(place.at)),
                ("lat", &lat(place.at)),
                ("cadence_days", dice.word(&["28", "42", "91"])),
                ("last_contact", &last),
                ("size_band", dice.word(&["under_20", "20_to_100", "over_100"])),
                ("status", if dice.chance(0.93) { "active" } else { "dormant" }),
            ]);
        }
    }
    let wide = [
        ("grp-iag", "Independent advisory group", "advisory", ""),
        ("grp-farm-watch", "Fenmark Farm Watch", "farming", "farmers"),
        ("grp-travellers", "Traveller liaison forum", "traveller", "travellers"),
        ("grp-women", "Fenmark women's forum", "women", "women"),
        ("grp-lgbt", "Fenmark Pride", "lgbt", "lgbt"),
        ("grp-polish", "Polish Saturday school", "ethnic_community", "polish"),
    ];
    for (id, name, kind, community) in wide {
        let contact = m.day(-(dice.below(160) as i64) - 9).to_string();
        t.row(&[
            ("id", id),
            ("name", name),
            ("kind", kind),
            ("community", community),
            ("cadence_days", "91"),
            ("last_contact", &contact),
            ("status", "active"),
        ]);
    }
    t
}

struct Event<'a> {
    series: &'a str,
    kind: &'a str,
    title: &'a str,
    times: (&'a str, &'a str),
    place: &'a Place,
    group: &'a str,
    community: &'a str,
    officer: &'a str,
    every: &'a str,
}

fn event(t: &mut Table, m: &Made<'_>, offset: i64, e: &Event<'_>) {
    let held = offset < 0;
    let id = format!("eng-{:04}", t.len() + 1);
    t.row(&[
        ("id", &id),
        ("series", e.series),
        ("kind", e.kind),
        ("title", e.title),
        ("date", &m.day(offset).to_string()),
        ("start", e.times.0),
        ("end", e.times.1),
        ("lon", &lon(e.place.at)),
        ("lat", &lat(e.place.at)),
        ("venue", &e.place.name),
        ("asset", &asset_id(e.place)),
        ("group", e.group),
        ("community", e.community),
        ("officer", e.officer),
        ("mandatory", "yes"),
        ("expected", "25"),
        ("attended", &if held { (14 + (offset.unsigned_abs() * 7) % 23).to_string() } else { String::new() }),
        ("frequency_days", e.every),
        ("channel", "in_person"),
        ("status", if held { "held" } else { "planned" }),
    ]);
}

fn engagements(m: &Made<'_>, crew: &Crew) -> Table {
    let mut t = Table::new(&ENGAGEMENTS);
    let of_ward = |ward: usize| crew.members.iter().find(|o| o.wards.contains(&ward));
    // Days to the next Friday, the plan date itself if it is one.
    let friday = (0..7).find(|&d| m.day(d).weekday() == Weekday::Friday).unwrap_or(0);
    for (n, mosque) in meeting_places(m, A::Mosque).enumerate() {
        let (group, series) = (group_id(0, mosque), format!("mosque-friday-{}", n + 1));
        for meeting in -6..=3 {
            let e = Event {
                series: &series,
                kind: "faith_meeting",
                title: "Meeting with the mosque committee",
                times: ("15:00", "16:00"),
                place: mosque,
                group: &group,
                community: "muslim",
                officer: "",
                every: "28",
            };
            event(&mut t, m, friday + 28 * meeting, &e);
        }
    }
    for (n, school) in m.of_kind(A::School).take((crew.members.len() * 2).clamp(4, 200)).enumerate() {
        let Some(officer) = of_ward(school.areas[0]) else { continue };
        for term in 0..3 {
            let mut offset = n as i64 % 11 - 40 + term * 35;
            while matches!(m.day(offset).weekday(), Weekday::Saturday | Weekday::Sunday) {
                offset += 1;
            }
            // What is still to come is arranged for days on which the officer is there in the morning.
            let there = |d: i64| works(m, crew, officer, d, true);
            if offset >= 0 {
                let Some(day) = (offset..offset + 28).find(|&d| there(d)) else { continue };
                offset = day;
            }
            let e = Event {
                series: "school-inputs",
                kind: "school_input",
                title: "Safety talk in assembly",
                times: ("10:30", "11:15"),
                place: school,
                group: "",
                community: "young people",
                officer: if offset >= 0 { &officer.id } else { "" },
                every: "",
            };
            event(&mut t, m, offset, &e);
        }
    }
    // A drop-in on the plan date, where an officer is on duty whatever the shift.
    let kinds = [A::Library, A::CommunityCentre, A::Church];
    let drop_in = crew.on_duty().find_map(|(_, o)| {
        let place = o.wards.iter().find_map(|&w| kinds.iter().find_map(|&k| m.in_ward(w, k)))?;
        Some((o, place))
    });
    if let Some((officer, place)) = drop_in {
        for k in [-42, -28, -14, 0, 14] {
            let e = Event {
                series: "drop-in",
                kind: "drop_in",
                title: "Meet your neighbourhood officer",
                times: ("14:15", "15:00"),
                place,
                group: "",
                community: "",
                officer: if k == 0 { &officer.id } else { "" },
                every: "14",
            };
            event(&mut t, m, k, &e);
        }
    }
    for (n, hall) in m.of_kind(A::CommunityCentre).take(crew.members.len().clamp(2, 120)).enumerate() {
        for month in -5..=1 {
            let e = Event {
                series: "",
                kind: ["meeting", "surgery", "watch_meeting", "walkabout"][n % 4],
                title: ["Council meeting", "Beat surgery", "Neighbourhood watch meeting", "Estate walkabout"][n % 4],
                times: ("17:00", "18:00"),
                place: hall,
                group: "",
                community: "",
                officer: "",
                every: "",
            };
            // Past ones are counted; what is to come is within the next weeks and not on the plan date.
            event(&mut t, m, month * 28 + n as i64 % 13 + 1, &e);
        }
    }
    t
}

/// Whether an officer patrols in the morning of a weekday.
fn works(m: &Made<'_>, crew: &Crew, officer: &Member, offset: i64, morning: bool) -> bool {
    let Some(i) = crew.members.iter().position(|o| o.id == officer.id) else { return false };
    let day = m.day(offset).weekday();
    let early = officer.pattern != "default" || Crew::duty(i, offset) == (Duty::Patrol { early: true });
    !matches!(day, Weekday::Saturday | Weekday::Sunday | Weekday::Friday)
        && matches!(Crew::duty(i, offset), Duty::Patrol { .. })
        && (early || !morning)
}
