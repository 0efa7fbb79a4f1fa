//! An independent judge of a plan: shares no code with the solver or the schedule.

use super::demand::open_on;
use crate::county::County;
use crate::domain::place::Plane;
use crate::domain::plan::{DemandKind, Plan, Route, RouteItem, StopShape};
use crate::domain::time::Clock;
use geo_types::{Coord, LineString};
use std::collections::BTreeMap;

/// What is wrong, and in whose route (empty: the whole plan).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Officer.
    pub officer: String,
    /// In words.
    pub what: String,
}

fn apart(a: Coord<f64>, b: Coord<f64>) -> f64 {
    Plane::local_length(a, b)
}

fn metres(line: &LineString<f64>) -> f64 {
    line.lines().map(|l| apart(l.start, l.end)).sum()
}

/// Faults of one route by itself: order, places, speeds, book-on, break, the car.
#[must_use]
pub fn route(clock: &Clock, r: &Route) -> Vec<Violation> {
    const NEAR_M: f64 = 5.0;
    let mut out = Vec::new();
    let mut say = |what: String| out.push(Violation { officer: r.officer.as_str().to_owned(), what });
    let base =
        if let (Some(RouteItem::Base { at, leave, arrive, .. }), Some(RouteItem::Base { at: end, arrive: back, .. })) =
            (r.items.first(), r.items.last())
        {
            if apart(*at, *end) > NEAR_M {
                say("the day ends at another place than it began".into());
            }
            if leave.get() <= arrive.get() || r.end.get() <= back.get() {
                say("no time for book-on or write-up".into());
            }
            *at
        } else {
            say("the day does not begin and end at base".into());
            return out;
        };
    let (mut clock_at, mut here, mut car) = (r.start.get(), base, base);
    let mut breaks = 0;
    for item in &r.items {
        let (from, to) = (item.begins(), item.ends());
        if from.get() < clock_at {
            say(format!("something begins at {} before the last thing ends", clock.hhmm(from)));
        }
        if to.get() > r.end.get() || to < from {
            say(format!("something ends at {} outside the shift", clock.hhmm(to)));
        }
        clock_at = to.get();
        let (start, end) = match item {
            RouteItem::Base { at, .. } | RouteItem::Break { at, .. } => (*at, *at),
            RouteItem::Stop(s) => (s.at.start(), s.at.end()),
            RouteItem::Walk { line, .. } | RouteItem::Ride { line, .. } => {
                (line.0.first().copied().unwrap_or(here), line.0.last().copied().unwrap_or(here))
            }
        };
        if apart(here, start) > NEAR_M {
            say(format!("at {} the officer is {:.0} m from where they were", clock.hhmm(from), apart(here, start)));
        }
        here = end;
        let time = f64::from((to - from).get());
        match item {
            RouteItem::Walk { line, .. } if time + 5.0 < metres(line) / 1.26 => {
                say(format!("the walk at {} is faster than 4.5 km/h", clock.hhmm(from)));
            }
            RouteItem::Ride { .. } => {
                if apart(car, start) > NEAR_M {
                    say(format!("the ride at {} does not depart from where the car was left", clock.hhmm(from)));
                }
                car = end;
            }
            RouteItem::Break { .. } => {
                breaks += 1;
                if from.get() < r.start.get() + 3 * 3600 || to.get() > r.start.get() + 5 * 3600 {
                    say(format!("the break at {} lies outside hours 3 to 5 of the shift", clock.hhmm(from)));
                }
            }
            RouteItem::Stop(s) => {
                if s.kind == DemandKind::Hotspot && !(590.0..=910.0).contains(&time) {
                    say(format!("the hotspot stop at {} lasts {:.0} min, not 10 to 15", clock.hhmm(from), time / 60.0));
                }
                if let StopShape::Walk(l) = &s.at
                    && time + 5.0 < metres(l) / 1.26
                {
                    say(format!("the walked stop at {} is faster than 4.5 km/h", clock.hhmm(from)));
                }
            }
            _ => {}
        }
    }
    if apart(car, base) > NEAR_M {
        say("the car is not brought back to base".into());
    }
    if breaks != 1 && r.stops().count() > 0 {
        say(format!("{breaks} breaks instead of one"));
    }
    out
}

/// All faults of a plan against its county; empty if it may be walked.
#[must_use]
pub fn check(county: &County, plan: &Plan) -> Vec<Violation> {
    let clock = Clock::london(plan.date);
    let mut out: Vec<Violation> = plan.routes.iter().flat_map(|r| route(&clock, r)).collect();
    let mut visits: BTreeMap<&str, Vec<(i32, i32)>> = BTreeMap::new();
    for r in &plan.routes {
        let mut say = |what: String| out.push(Violation { officer: r.officer.as_str().to_owned(), what });
        for s in r.stops() {
            let (kind, id) = s.demand.as_str().split_once(':').unwrap_or(("", ""));
            if s.kind == DemandKind::Hotspot {
                visits.entry(s.demand.as_str()).or_default().push((s.arrive.get(), s.leave.get()));
            }
            if kind == "asset"
                && let Some(a) = county.operations.assets.iter().find(|a| a.id.as_str() == id)
            {
                let open = open_on(plan.date, &a.opening_hours).filter(|_| !a.opening_hours.is_empty());
                if open.is_some_and(|o| !o.iter().any(|w| w.0 <= s.arrive.get() && s.leave.get() <= w.1)) {
                    say(format!("{} is closed at {}", s.name, clock.hhmm(s.arrive)));
                }
            }
            if kind == "engagement"
                && let Some(e) = county.operations.engagements.iter().find(|e| e.id == id)
                && (s.arrive > clock.at(e.start) || s.leave < clock.at(e.end))
            {
                say(format!("{} is not kept from {} to {}", e.title, e.start, e.end));
            }
        }
    }
    out.extend(spacing(&visits));
    out
}

/// Hotspots visited too often or too soon again, by the whole team.
fn spacing(visits: &BTreeMap<&str, Vec<(i32, i32)>>) -> Vec<Violation> {
    let mut out = Vec::new();
    for (id, times) in visits {
        let mut times = times.clone();
        times.sort_unstable();
        let mut say = |what: String| out.push(Violation { officer: String::new(), what });
        if times.len() > 3 {
            say(format!("{id} is visited {} times, at most 3", times.len()));
        }
        if times.windows(2).any(|w| w[1].0 - w[0].1 < 90 * 60) {
            say(format!("visits to {id} are less than 90 minutes apart"));
        }
    }
    out
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::id::{DemandId, OfficerId};
    use crate::domain::plan::{PurposeKind, Stop};
    use crate::domain::units::{Metres, Seconds};

    pub fn day() -> Route {
        let s = Seconds::new;
        let base = Coord { x: -3.0, y: 51.5 };
        let spot = Coord { x: -3.0, y: 51.504 };
        let line = |a, b| LineString(vec![a, b]);
        let walk = |from: i32, a, b| RouteItem::Walk {
            depart: s(from),
            arrive: s(from + 400),
            length: Metres::new(445.0),
            line: line(a, b),
        };
        let h = 3600;
        Route {
            officer: OfficerId::new("o1"),
            label: "Officer 1".into(),
            team: "".into(),
            scheme: "".into(),
            base: "b".into(),
            base_name: "Base".into(),
            wards: vec![],
            start: s(8 * h),
            end: s(16 * h),
            items: vec![
                RouteItem::Base {
                    arrive: s(8 * h),
                    leave: s(8 * h + 1800),
                    at: base,
                    label: "Book-on and briefing".into(),
                },
                walk(9 * h, base, spot),
                RouteItem::Stop(Stop {
                    seq: 1,
                    arrive: s(9 * h + 400),
                    leave: s(9 * h + 1120),
                    demand: DemandId::new("hotspot:hs-1"),
                    kind: DemandKind::Hotspot,
                    purpose_kind: PurposeKind::PriorityArea,
                    name: "High Street".into(),
                    purpose: "Why".into(),
                    action: vec!["Look".into()],
                    reward: crate::domain::MilliPoints::new(1800),
                    ward: None,
                    settlement: String::new(),
                    timed: false,
                    at: StopShape::Point(spot),
                }),
                RouteItem::Break { arrive: s(12 * h), leave: s(12 * h + 1800), at: spot, place: "Café".into() },
                walk(14 * h, spot, base),
                RouteItem::Base { arrive: s(15 * h), leave: s(16 * h), at: base, label: "Write-up".into() },
            ],
            reward: crate::domain::MilliPoints::new(1800),
            minutes: BTreeMap::new(),
        }
    }

    #[test]
    fn a_sound_day_passes_and_planted_faults_are_named() {
        let clock = Clock::london("2026-07-10".parse().unwrap());
        assert_eq!(route(&clock, &day()), vec![]);
        let found = |change: &dyn Fn(&mut Vec<RouteItem>)| {
            let mut r = day();
            change(&mut r.items);
            route(&clock, &r).into_iter().map(|v| v.what).collect::<Vec<_>>().join("; ")
        };
        assert!(found(&|i| drop(i.remove(1))).contains("from where they were"));
        assert!(found(&|i| drop(i.remove(3))).contains("0 breaks"));
        assert!(found(&|i| drop(i.pop())).contains("begin and end at base"));
        assert!(
            found(&|i| if let RouteItem::Walk { depart, .. } = &mut i[1] {
                *depart += Seconds::new(200);
            })
            .contains("faster than")
        );
        assert!(
            found(&|i| if let RouteItem::Stop(s) = &mut i[2] {
                s.leave += Seconds::new(900);
            })
            .contains("10 to 15")
        );
        assert!(
            found(&|i| if let RouteItem::Break { arrive, .. } = &mut i[3] {
                *arrive = Seconds::new(9 * 3600);
            })
            .contains("before the last thing ends")
        );
    }

    #[test]
    fn visits_too_close_are_named() {
        let visits = BTreeMap::from([("hotspot:1", vec![(0, 720), (6000, 6720)])]);
        assert_eq!(spacing(&visits).len(), 1);
        assert!(spacing(&BTreeMap::from([("hotspot:1", vec![(0, 720), (6120, 6840)])])).is_empty());
    }
}
