//! Concerns and taskings.

use super::crew::Crew;
use super::{Made, Table, lat, lon, slug};
use crate::domain::tables::{CONCERNS, TASKINGS};

/// Kind of concern, when it happens, how heavily it weighs.
const WORRIES: &[(&str, &str, &str, u32)] = &[
    ("anti_social_behaviour", "evening", "", 4),
    ("dark_path", "evening;night", "", 3),
    ("parking", "morning;afternoon", "mo;tu;we;th;fr", 2),
    ("speeding", "", "", 3),
    ("youths_at_night", "evening;night", "fr;sa", 3),
    ("drugs", "afternoon;evening", "", 5),
    ("drinking", "evening", "th;fr;sa", 3),
    ("litter_fly_tipping", "", "", 2),
    ("burglary_fear", "night", "", 4),
    ("vehicle_crime", "night", "", 3),
    ("off_road_bikes", "afternoon", "sa;su", 3),
    ("shop_theft", "afternoon", "", 3),
    ("hate", "", "", 5),
    ("rural_crime", "night", "", 4),
    ("loneliness", "", "", 2),
];

/// Kind, title, earliest start, latest end, what to do.
const ORDERS: &[(&str, &str, &str, &str, &str)] = &[
    ("visit", "Shop visit after thefts", "10:00", "17:00", "Check that cameras cover the till;Leave contact card"),
    ("reassurance", "Reassurance after burglaries", "15:00", "19:00", "Knock at ten doors;Leave advice leaflets"),
    ("licence_visit", "Off-licence visit", "15:30", "20:00", "Ask about refusals;Check the challenge-25 poster"),
    ("enquiry", "Follow-up enquiry", "", "", "See the reference"),
    ("cctv_enquiry", "Collect camera footage", "09:00", "17:00", "See the reference"),
    ("leaflet", "Leaflets on shed security", "", "", "One leaflet a door"),
    ("patrol", "School-gate parking", "14:45", "15:45", "Speak to drivers;Stand at the crossing"),
];

pub(super) fn tables(m: &Made<'_>, crew: &Crew) -> Vec<Table> {
    vec![concerns(m, crew), taskings(m, crew)]
}

fn concerns(m: &Made<'_>, crew: &Crew) -> Table {
    let mut t = Table::new(&CONCERNS);
    let mut dice = m.dice("concerns");
    let wards = m.layout.wards.len();
    let payer = crew.schemes.get(1).map_or(String::new(), |s| format!("{}-tc", s.id.trim_end_matches("-town")));
    for k in 0..(m.options.residents as usize / 4_000).clamp(12, 600) {
        let ward = if k < wards { k } else { dice.below(wards) };
        let Some((street, at, _)) = m.street(&mut dice, ward) else { continue };
        let Some(&(kind, hours, days, severity)) = dice.pick(WORRIES) else { continue };
        let received = -(dice.below(120) as i64) - 3;
        let status = dice.word(&["open", "accepted", "adopted", "adopted", "declined", "passed_on", "resolved"]);
        let date = |offset: i64| m.day(offset.min(0)).to_string();
        let answered = status != "open" || dice.chance(0.5);
        let adopted = status == "adopted";
        let done = matches!(status, "resolved" | "adopted");
        let told = matches!(status, "resolved" | "declined" | "passed_on");
        t.row(&[
            ("id", &format!("con-{:04}", k + 1)),
            ("received", &date(received)),
            ("kind", kind),
            (
                "source",
                dice.word(&["survey", "meeting", "councillor", "online", "walkabout", "email", "school", "watch"]),
            ),
            ("lon", &lon(at)),
            ("lat", &lat(at)),
            ("radius_m", dice.word(&["60", "100", "150", "250"])),
            ("street", street),
            ("time_of_day", hours),
            ("days", days),
            ("people", &(1 + dice.below(6) * dice.below(6)).to_string()),
            ("severity", &severity.to_string()),
            ("status", status),
            ("adopted_from", &if adopted { date(received + 12) } else { String::new() }),
            ("adopted_to", &if adopted { m.day(60).to_string() } else { String::new() }),
            ("answered", &if answered { date(received + 1 + dice.below(4) as i64) } else { String::new() }),
            ("acted", &if done { date(received + 6) } else { String::new() }),
            ("told_back", &if told { date(received + 15) } else { String::new() }),
            (
                "decision_reason",
                match status {
                    "declined" => "Not for the police",
                    "passed_on" => "Passed to highways",
                    _ => "",
                },
            ),
            ("raised_by", if k % 5 == 0 { payer.as_str() } else { "" }),
            ("expires", &m.day(120).to_string()),
            ("reference", &format!("REF-{:05}", 88_000 + k)),
        ]);
    }
    t
}

fn taskings(m: &Made<'_>, crew: &Crew) -> Table {
    let mut t = Table::new(&TASKINGS);
    let mut dice = m.dice("taskings");
    let on_duty: Vec<_> = crew.on_duty().map(|(_, o)| o).collect();
    // The welfare check lies where somebody is on duty on the plan date, at an hour that early and late shifts share.
    let in_town = on_duty.iter().find(|o| o.scheme > 0).or(on_duty.first());
    if let Some(o) = in_town
        && let Some((street, at, _)) = o.wards.first().and_then(|&w| m.street(&mut dice, w))
    {
        t.row(&[
            ("id", "task-0001"),
            ("kind", "welfare_check"),
            ("title", "Welfare check"),
            ("date_from", &m.day(0).to_string()),
            ("date_to", &m.day(2).to_string()),
            ("time_from", "13:30"),
            ("time_to", "17:30"),
            ("lon", &lon(at)),
            ("lat", &lat(at)),
            ("street", street),
            ("dwell_min", "25"),
            ("mandatory", "yes"),
            ("priority", "1"),
            ("sensitive", "yes"),
            ("prefer_officer", &o.id),
            ("actions", "See the reference before the visit;Report by radio afterwards"),
            ("status", "open"),
            ("reference", "TSK-5501"),
        ]);
    }
    let town = crew.schemes.get(1).map_or(String::new(), |s| format!("{}-tc", slug(s.id.trim_end_matches("-town"))));
    for k in 0..(crew.members.len() * 2).clamp(8, 400) {
        let wards = crew.members.get(k % crew.members.len().max(1)).map(|o| o.wards.clone()).unwrap_or_default();
        let Some((street, at, _)) = dice.pick(&wards).copied().and_then(|w| m.street(&mut dice, w)) else { continue };
        let Some(&(kind, title, from, to, actions)) = dice.pick(ORDERS) else { continue };
        let (first, last) = match k % 5 {
            // Done or expired before the plan date, or still to come.
            0 => (-20, -13),
            1 => (2, 8),
            _ => (-(dice.below(4) as i64), dice.below(6) as i64 + 1),
        };
        t.row(&[
            ("id", &format!("task-{:04}", k + 2)),
            ("kind", kind),
            ("title", title),
            ("date_from", &m.day(first).to_string()),
            ("date_to", &m.day(last).to_string()),
            ("time_from", from),
            ("time_to", to),
            ("lon", &lon(at)),
            ("lat", &lat(at)),
            ("street", street),
            ("dwell_min", dice.word(&["10", "15", "20", "30"])),
            ("mandatory", "no"),
            ("priority", dice.word(&["2", "3", "3", "4"])),
            ("sensitive", "no"),
            ("power", if kind == "licence_visit" { "confiscate_alcohol" } else { "" }),
            ("actions", actions),
            ("raised_by", if k % 7 == 3 { town.as_str() } else { "" }),
            ("status", if k % 10 == 0 { "done" } else { "open" }),
            ("result", if k % 10 == 0 { "done" } else { "" }),
            ("reference", &format!("TSK-{}", 5502 + k)),
        ]);
    }
    t
}
