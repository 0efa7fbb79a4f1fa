//! Schemes with their wards, stations, and officers with theirs: what every other table refers to.

use super::{Made, slug};
use crate::domain::asset::AssetKind;
use crate::synth::plane::Pt;
use jiff::civil::{Date, Weekday};

/// A scheme.
pub(super) struct Scheme {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: &'static str,
    /// Funders with shares, as the column has them.
    pub(super) funders: String,
    pub(super) wards: Vec<usize>,
    /// Officers that it pays.
    pub(super) seats: usize,
}

/// A base.
pub(super) struct Station {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) team: String,
    pub(super) at: Pt,
}

/// An officer.
pub(super) struct Member {
    pub(super) id: String,
    pub(super) post: String,
    pub(super) scheme: usize,
    pub(super) station: usize,
    pub(super) wards: Vec<usize>,
    pub(super) drives: bool,
    pub(super) pattern: &'static str,
}

/// What an officer does on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Duty {
    Rest,
    Patrol { early: bool },
    Other(&'static str),
}

/// The whole crew.
pub(super) struct Crew {
    pub(super) schemes: Vec<Scheme>,
    pub(super) stations: Vec<Station>,
    pub(super) members: Vec<Member>,
    /// Settlement whose parish council pays a share.
    pub(super) parish: usize,
}

impl Crew {
    pub(super) fn new(m: &Made<'_>) -> Self {
        let (schemes, parish) = schemes(m);
        let stations = stations(m);
        let mut crew = Self { schemes, stations, members: Vec::new(), parish };
        crew.seat(m);
        crew.enlist(m);
        crew
    }

    /// Shares officers out: one to each scheme, the rest by residents (highest averages).
    fn seat(&mut self, m: &Made<'_>) {
        let people = |s: &Scheme| -> f64 {
            let residents = |&w: &usize| m.layout.wards.get(w).map_or(0.0, |w| f64::from(w.residents));
            s.wards.iter().map(residents).sum::<f64>() * if s.id == "county-rural" { 1.6 } else { 1.0 }
        };
        let weights: Vec<f64> = self.schemes.iter().map(people).collect();
        for _ in 0..m.options.officers {
            let worth = |(i, s): (usize, &Scheme)| match s.seats {
                0 => f64::INFINITY,
                n => weights.get(i).copied().unwrap_or(0.0) / (n as f64 + 1.0),
            };
            let best = (0..self.schemes.len()).rev().max_by(|&a, &b| {
                let of = |i: usize| self.schemes.get(i).map_or(0.0, |s| worth((i, s)));
                of(a).total_cmp(&of(b))
            });
            if let Some(s) = best.and_then(|i| self.schemes.get_mut(i)) {
                s.seats += 1;
            }
        }
    }

    fn enlist(&mut self, m: &Made<'_>) {
        let mut dice = m.dice("officers");
        for (scheme, s) in self.schemes.iter().enumerate() {
            for seat in 0..s.seats {
                // A run of wards each; when there are more officers than wards, several to a ward.
                let n = s.wards.len();
                let from = seat * n / s.seats;
                let to = ((seat + 1) * n / s.seats).clamp(from + 1, n.max(from + 1));
                let wards = s.wards.get(from..to).unwrap_or_default().to_vec();
                let at = wards.first().map_or(Pt::new(0.0, 0.0), |&w| m.middle(w));
                let station = (0..self.stations.len())
                    .min_by(|&a, &b| {
                        let far = |i: usize| self.stations.get(i).map_or(f64::MAX, |s| s.at.distance(at));
                        far(a).total_cmp(&far(b))
                    })
                    .unwrap_or(0);
                let number = self.members.len();
                let rural = wards.iter().any(|&w| m.layout.wards.get(w).is_some_and(|w| w.rural));
                self.members.push(Member {
                    id: format!("{}", 7001 + number),
                    post: format!("post-{}", number + 1),
                    scheme,
                    station,
                    wards,
                    drives: rural || dice.chance(0.45),
                    // Villages after dark are no place for one officer: who has them works by day.
                    pattern: match number % 7 {
                        5 => "school_gate",
                        _ if rural => "days",
                        _ => "default",
                    },
                });
            }
        }
    }

    /// What an officer does on a day so many days after the plan date: five days of seven by turns, early and late
    /// weeks, with leave, training and office days. The first officer patrols on the plan date.
    pub(super) fn duty(officer: usize, offset: i64) -> Duty {
        let (i, week) = (officer as i64, (offset + 700).div_euclid(7));
        if (offset + 3 * i).rem_euclid(7) >= 5 {
            return Duty::Rest;
        }
        if (week * 5 + i * 3).rem_euclid(11) == 7 && i > 0 {
            return Duty::Other("leave");
        }
        match (offset * 7 + i * 13).rem_euclid(53) {
            11 => Duty::Other("training"),
            29 | 30 => Duty::Other("office"),
            _ => Duty::Patrol { early: (week + i).rem_euclid(2) == 0 },
        }
    }

    /// Officers on patrol on the plan date.
    pub(super) fn on_duty(&self) -> impl Iterator<Item = (usize, &Member)> {
        self.members.iter().enumerate().filter(|(i, _)| matches!(Self::duty(*i, 0), Duty::Patrol { .. }))
    }
}

/// Times of a shift by the day of the week: later on Fridays and Saturdays, noon on Sundays.
pub(super) fn times(day: Date, pattern: &str, early: bool) -> (&'static str, &'static str) {
    match (day.weekday(), early || pattern != "default") {
        (Weekday::Sunday, _) => ("12:00", "20:00"),
        (Weekday::Friday | Weekday::Saturday, true) if pattern != "school_gate" => ("10:00", "18:00"),
        (Weekday::Friday | Weekday::Saturday, false) => ("14:00", "22:00"),
        (_, true) if pattern == "school_gate" => ("07:30", "15:30"),
        (_, true) => ("08:00", "16:00"),
        (_, false) => ("13:00", "21:00"),
    }
}

/// The town council pays for the first town, the county for rural wards and, overlapping, one ward of that town;
/// the force for all other towns. One rural ward is left out by all. Also the settlement whose parish council pays.
fn schemes(m: &Made<'_>) -> (Vec<Scheme>, usize) {
    let layout = m.layout;
    let of = |wanted: &dyn Fn(usize) -> bool| (0..layout.wards.len()).filter(|&w| wanted(w)).collect::<Vec<_>>();
    let rural = of(&|w| layout.wards.get(w).is_some_and(|w| w.rural));
    let left_out = rural.get(rural.len() / 2).copied();
    let block = layout.settlements.first().map_or(0, |s| s.block);
    let first_town = of(&|w| layout.wards.get(w).is_some_and(|w| !w.rural && w.block == block));
    let other_towns = of(&|w| layout.wards.get(w).is_some_and(|w| !w.rural && w.block != block));
    let mut county: Vec<usize> = rural.into_iter().filter(|w| Some(*w) != left_out).collect();
    let parish = county
        .first()
        .and_then(|&w| layout.wards.get(w))
        .and_then(|w| layout.settlements.iter().position(|s| s.block == w.block))
        .unwrap_or(0);
    let name = |s: usize| layout.settlements.get(s).map_or("", |s| s.name.as_str());
    // The ward that both pay for stands in the list beside the rural ward next to it, so that one officer has both.
    if let Some(&shared) = first_town.last() {
        let far = |w: usize| m.middle(w).distance(m.middle(shared));
        let beside = (0..county.len()).min_by(|&a, &b| {
            let of = |i: usize| county.get(i).map_or(f64::MAX, |&w| far(w));
            of(a).total_cmp(&of(b))
        });
        county.insert(beside.map_or(0, |i| i + 1), shared);
    }
    let (town, village) = (name(0), name(parish));
    let mut out = vec![
        Scheme {
            id: "county-rural".to_owned(),
            name: "County rural wards".to_owned(),
            kind: "county_council",
            funders: format!("fenmark-cc:85;{}-pc:15", slug(village)),
            wards: county,
            seats: 0,
        },
        Scheme {
            id: format!("{}-town", slug(town)),
            name: format!("{town} town officers"),
            kind: "town_council",
            funders: format!("{}-tc:60;fenmark-police:40", slug(town)),
            wards: first_town,
            seats: 0,
        },
    ];
    if !other_towns.is_empty() {
        out.push(Scheme {
            id: "force-towns".to_owned(),
            name: "Force neighbourhood teams".to_owned(),
            kind: "force",
            funders: "fenmark-police:100".to_owned(),
            wards: other_towns,
            seats: 0,
        });
    }
    (out, parish)
}

/// A police station in each town; where there is one town only, also an office in the largest village.
fn stations(m: &Made<'_>) -> Vec<Station> {
    let mut out = Vec::new();
    let mut add = |name: &str, what: &str, at: Pt| {
        out.push(Station { id: format!("{}-ps", slug(name)), name: format!("{name} {what}"), team: slug(name), at });
    };
    for p in m.of_kind(AssetKind::PoliceStation) {
        add(m.layout.settlements.get(p.home).map_or("Fenmark", |s| s.name.as_str()), "police station", p.at);
    }
    if m.layout.towns() < 2
        && let Some(s) = m.layout.settlements.iter().filter(|s| !s.town).max_by_key(|s| s.residents)
    {
        add(&s.name, "police office", s.centre.plus(9.0, -6.0));
    }
    out
}
