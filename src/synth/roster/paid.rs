//! Schemes, funders, posts.

use super::crew::Crew;
use super::{Made, Table, slug};
use crate::domain::tables::{FUNDERS, POSTS, SCHEMES};

pub(super) fn tables(m: &Made<'_>, crew: &Crew) -> Vec<Table> {
    vec![schemes(m, crew), funders(m, crew), posts(m, crew)]
}

fn schemes(m: &Made<'_>, crew: &Crew) -> Table {
    let mut t = Table::new(&SCHEMES);
    for (i, s) in crew.schemes.iter().enumerate() {
        let rural = s.id == "county-rural";
        // The county pays for one post more than is filled.
        let posts = s.seats + usize::from(rural);
        t.row(&[
            ("id", &s.id),
            ("name", &s.name),
            ("kind", s.kind),
            ("funders", &s.funders),
            ("areas", &m.ward_codes(&s.wards)),
            ("vintage", "2025"),
            ("start", &m.day(-600 - 90 * i as i64).to_string()),
            ("end", &m.day(500 + 30 * i as i64).to_string()),
            ("review_date", &m.day(40 + 20 * i as i64).to_string()),
            ("posts_funded", &posts.to_string()),
            ("hours_week", &(posts * 37).to_string()),
            ("spread", if rural { "minimum_each" } else { "by_need" }),
            ("min_hours_area_week", if rural { "3" } else { "" }),
            ("max_abstraction_pct", if s.kind == "force" { "20" } else { "10" }),
            ("vacancy_refund_weeks", if s.kind == "force" { "" } else { "6" }),
            ("cost_per_post_year", "38500"),
            (
                "purpose",
                match s.kind {
                    "county_council" => "Be seen in villages, and in the ward of the town where need is greatest",
                    "town_council" => "Two visible patrols a day in the town centre and the estates",
                    _ => "Neighbourhood policing in the other towns",
                },
            ),
            ("reference", &format!("SLA-{:03}", 14 + i)),
        ]);
    }
    t
}

fn funders(m: &Made<'_>, crew: &Crew) -> Table {
    let mut t = Table::new(&FUNDERS);
    let name = |s: usize| m.layout.settlements.get(s).map_or("", |s| s.name.as_str());
    let all: Vec<usize> = (0..m.layout.wards.len()).collect();
    let seats = |id: &str| crew.schemes.iter().find(|s| s.id.starts_with(id)).map_or(0, |s| s.seats);
    let (town, village) = (slug(name(0)), slug(name(crew.parish)));
    let rows = [
        (
            "fenmark-cc".to_owned(),
            "Fenmark County Council".to_owned(),
            "county_council",
            m.ward_codes(&all),
            "Head of community safety",
            (seats("county") + 1) * 32_725,
        ),
        (
            format!("{town}-tc"),
            format!("{} Town Council", name(0)),
            "town_council",
            m.parish_code(0).to_owned(),
            "Town clerk",
            seats(&town) * 23_100,
        ),
        (
            format!("{village}-pc"),
            format!("{} Parish Council", name(crew.parish)),
            "parish_council",
            m.parish_code(crew.parish).to_owned(),
            "Parish clerk",
            (seats("county") + 1) * 5_775,
        ),
        (
            "fenmark-police".to_owned(),
            "Fenmark Constabulary".to_owned(),
            "force",
            String::new(),
            "Neighbourhood policing lead",
            seats(&town) * 15_400 + seats("force") * 38_500,
        ),
    ];
    for (id, name, kind, areas, role, pounds) in rows {
        t.row(&[
            ("id", &id),
            ("name", &name),
            ("kind", kind),
            ("areas", &areas),
            ("contact_role", role),
            ("contribution_year", &pounds.to_string()),
        ]);
    }
    t
}

fn posts(m: &Made<'_>, crew: &Crew) -> Table {
    let mut t = Table::new(&POSTS);
    let other = |scheme: usize| crew.schemes.get(1 - scheme.min(1)).map_or("", |s| s.id.as_str());
    for (i, member) in crew.members.iter().enumerate() {
        let Some(s) = crew.schemes.get(member.scheme) else { continue };
        // The officer of the ward that two schemes pay for is shared between them.
        let shared = s.id == "county-rural"
            && crew.schemes.get(1).is_some_and(|town| town.wards.iter().any(|w| member.wards.contains(w)));
        t.row(&[
            ("id", &member.post),
            ("scheme", &s.id),
            ("title", &format!("Neighbourhood officer {}", i + 1)),
            ("officer", &member.id),
            ("funded_from", &m.day(-600).to_string()),
            ("funded_to", &m.day(500).to_string()),
            ("filled_from", &m.day(-560 + 9 * (i as i64 % 50)).to_string()),
            ("areas", &m.ward_codes(&member.wards)),
            ("hours_week", "37"),
            ("fte", "1"),
            ("shared_with", &if shared { format!("{}:40", other(member.scheme)) } else { String::new() }),
        ]);
    }
    if let Some(s) = crew.schemes.first() {
        let areas: Vec<usize> = s.wards.iter().copied().take(2).collect();
        t.row(&[
            ("id", "post-vacant"),
            ("scheme", &s.id),
            ("title", "Rural officer, west"),
            ("funded_from", &m.day(-600).to_string()),
            ("funded_to", &m.day(500).to_string()),
            ("vacant_since", &m.day(-63).to_string()),
            ("areas", &m.ward_codes(&areas)),
            ("hours_week", "37"),
            ("fte", "1"),
        ]);
    }
    t
}
