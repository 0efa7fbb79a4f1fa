//! A good plan passes; each rule catches the same plan broken by hand.

use super::{Violation, check};
use crate::county::County;
use crate::domain::plan::{Plan, Route, RouteItem, Stop, StopShape};
use crate::domain::tables::Shift;
use crate::domain::{AssetKind, Metres, Seconds};
use crate::patrol::rewards::Rewards;
use crate::patrol::tests::world::{self, asset, at, code, county, engagement, officer, picture, tasking, with};
use crate::patrol::{PlanRequest, plan_from};
use geo_types::LineString;

const DATE: &str = "2026-07-10";
const WINTER: &str = "2026-12-11";

fn made(c: &County, date: &str) -> Plan {
    let request = PlanRequest { iterations: 300, ..PlanRequest::new(date.parse().unwrap()) };
    let plan = plan_from(c, &request, &picture(c, &[(2.0, 2.0), (6.0, 5.0)]), &Rewards::shipped()).unwrap();
    assert_eq!(check(c, &plan), vec![]);
    plan
}

/// A driver with a day that has everything: hotspots, a library, a tasking, a meeting, a ride to the village.
fn good() -> (County, Plan) {
    let c = with(county(), |o| {
        o.officers = vec![officer("1", true)];
        o.taskings = vec![tasking("t1", DATE, ("14:00", "16:00"), 1.0, 4.0)];
        o.engagements = vec![engagement("e1", DATE, ("11:00", "11:45"), 5.0, 5.0)];
    });
    let plan = made(&c, DATE);
    for kind in ["hotspot:", "asset:library", "tasking:t1", "engagement:e1", "uncovered:village"] {
        assert!(plan.routes[0].stops().any(|s| s.demand.as_str().starts_with(kind)), "{kind} is not in the good plan");
    }
    assert!(plan.routes[0].items.iter().any(|i| matches!(i, RouteItem::Ride { .. })));
    (c, plan)
}

fn said(c: &County, plan: &Plan) -> String {
    let found: Vec<Violation> = check(c, plan);
    found.into_iter().map(|v| format!("{}: {}", v.officer, v.what)).collect::<Vec<_>>().join("; ")
}

/// What the judge says of the good plan after a change.
fn broken(change: impl FnOnce(&mut Route)) -> String {
    let (c, mut plan) = good();
    change(&mut plan.routes[0]);
    said(&c, &plan)
}

fn stop<'a>(r: &'a mut Route, start: &str) -> &'a mut Stop {
    let found = r.items.iter_mut().find_map(|i| match i {
        RouteItem::Stop(s) if s.demand.as_str().starts_with(start) => Some(s),
        _ => None,
    });
    found.unwrap()
}

fn position(r: &Route, test: impl Fn(&RouteItem) -> bool) -> usize {
    r.items.iter().position(test).unwrap()
}

fn is_walk(i: &RouteItem) -> bool {
    matches!(i, RouteItem::Walk { length, .. } if length.get() > 100.0)
}

macro_rules! says {
    ($text:expr, $part:literal) => {{
        let text = $text;
        assert!(text.contains($part), "expected {:?} in: {text}", $part);
    }};
}

#[test]
fn a_good_plan_passes() {
    let (c, plan) = good();
    assert_eq!(check(&c, &plan), vec![]);
}

#[test]
fn the_day_begins_and_ends_at_base() {
    says!(broken(|r| drop(r.items.pop())), "does not begin and end at base");
    says!(broken(|r| drop(r.items.remove(0))), "does not begin and end at base");
    says!(
        broken(|r| if let Some(RouteItem::Base { at: base, .. }) = r.items.last_mut() {
            *base = at(7.0, 3.0).coord();
        }),
        "another place than the base"
    );
    says!(broken(|r| r.base = "elsewhere".into()), "elsewhere is no base");
    says!(
        broken(|r| for i in &mut r.items {
            if let RouteItem::Base { at: base, .. } = i {
                *base = at(20.0, 3.0).coord();
            }
        }),
        "m from the base Gridton station"
    );
}

#[test]
fn book_on_and_write_up_are_kept() {
    says!(
        broken(|r| if let Some(RouteItem::Base { leave, .. }) = r.items.first_mut() {
            *leave -= Seconds::new(300);
        }),
        "1: book-on is shorter than 30 min"
    );
    says!(
        broken(|r| if let Some(RouteItem::Base { arrive, .. }) = r.items.last_mut() {
            *arrive += Seconds::new(300);
        }),
        "write-up is shorter than 40 min"
    );
}

#[test]
fn the_break_is_there_at_its_time_and_of_its_length_at_a_listed_place() {
    let pause = |r: &Route| position(r, |i| matches!(i, RouteItem::Break { .. }));
    says!(broken(|r| drop(r.items.remove(pause(r)))), "0 breaks instead of one");
    let change = |by: fn(&mut Seconds, &mut Seconds, &mut geo_types::Coord<f64>)| {
        broken(|r| {
            let i = pause(r);
            if let RouteItem::Break { arrive, leave, at, .. } = &mut r.items[i] {
                by(arrive, leave, at);
            }
        })
    };
    says!(change(|_, leave, _| *leave -= Seconds::new(600)), "lasts 20 min and not 30");
    says!(
        change(|arrive, leave, _| {
            *arrive = Seconds::new(10 * 3600 + 1800);
            *leave = *arrive + Seconds::new(1800);
        }),
        "outside the hours set for it"
    );
    says!(change(|_, _, place| *place = at(0.0, 6.0).coord()), "no listed refreshment point");
}

#[test]
fn everything_is_in_order_inside_the_shift_and_hangs_together() {
    says!(
        broken(|r| {
            let i = position(r, is_walk);
            r.items.swap(i, i + 1);
        }),
        "before the last thing ends"
    );
    says!(broken(|r| drop(r.items.remove(position(r, is_walk)))), "m from where they were");
    says!(broken(|r| r.end -= Seconds::new(7200)), "outside the shift");
    says!(broken(|r| stop(r, "tasking:").seq = 99), "is numbered 99");
    says!(
        broken(|r| for i in &mut r.items {
            if let RouteItem::Walk { line, .. } = i {
                line.0.clear();
            }
        }),
        "has no place"
    );
}

#[test]
fn the_roster_is_kept() {
    let (c, plan) = good();
    let shift = |kind: &str, end: &str| Shift { kind: kind.into(), ..world::shift("1", DATE, "10:00", end) };
    let roster = |s: Shift| said(&with(c.clone(), |o| o.shifts = vec![s]), &plan);
    assert_eq!(roster(shift("patrol", "18:00")), "");
    says!(roster(shift("patrol", "17:00")), "the shift is not that of the roster");
    says!(roster(shift("leave", "18:00")), "no patrol shift");
    says!(roster(Shift { minutes: (Some(45), None, None), ..shift("patrol", "18:00") }), "lasts 30 min and not 45");
    says!(roster(Shift { minutes: (None, Some(45), None), ..shift("patrol", "18:00") }), "book-on is shorter than 45");
    says!(roster(Shift { discretion_pct: Some(80), ..shift("patrol", "18:00") }), "80 % are the officer's own");
}

#[test]
fn an_older_draft_meets_the_roster_of_today() {
    let (c, plan) = good();
    let now = |f: fn(&mut crate::county::Operations)| said(&with(c.clone(), f), &plan);
    says!(now(|o| o.officers[0].status = "left".into()), "1: the officer is not on the strength (left)");
    says!(now(|o| o.officers[0].attached.1 = "2026-07-09".parse().ok()), "not attached to the area");
    says!(now(|o| o.officers[0].id = "2".into()), "the roster has no such officer");
    // Made from a row of the shifts table that is gone since, the only one of its date.
    let held = with(c.clone(), |o| o.shifts = vec![world::shift("1", DATE, "09:00", "17:00")]);
    let plan = made(&held, DATE);
    says!(said(&c, &plan), "none of the usual ones");
    let mut twice = plan.clone();
    twice.routes.push(plan.routes[0].clone());
    says!(said(&held, &twice), "1: two routes at once, from 09:00 and from 09:00");
    let mut long = plan;
    long.routes[0].start = Seconds::new(4 * 3600);
    says!(said(&held, &long), "the shift lasts 13 hours");
}

#[test]
fn nobody_goes_without_a_break_unless_the_roster_says_so() {
    let waived = |minutes| {
        let row = Shift { minutes: (minutes, None, None), ..world::shift("1", DATE, "10:00", "18:00") };
        let row = Shift { break_window: ("12:00".parse().ok(), "12:10".parse().ok()), ..row };
        let c = with(county(), |o| {
            o.officers = vec![officer("1", false)];
            o.shifts = vec![row];
        });
        let request = PlanRequest { iterations: 50, ..PlanRequest::new(DATE.parse().unwrap()) };
        let plan = plan_from(&c, &request, &picture(&c, &[(2.0, 2.0)]), &Rewards::shipped()).unwrap();
        said(&c, &plan)
    };
    says!(waived(None), "no break in more than 6 hours");
    assert_eq!(waived(Some(0)), "");
}

#[test]
fn nobody_is_planned_while_off_the_beat() {
    let (c, plan) = good();
    let off = |reason: &str, span: (&str, &str)| {
        let row = crate::domain::tables::Abstraction {
            id: "a".into(),
            officer: "1".into(),
            date: DATE.parse().unwrap(),
            span: (span.0.parse().ok(), span.1.parse().ok()),
            hours: 2.0,
            reason: reason.into(),
            scheme: None,
        };
        said(&with(c.clone(), |o| o.abstractions = vec![row]), &plan)
    };
    says!(off("leave", ("", "")), "away on this date (leave)");
    says!(off("front_desk", ("12:00", "14:00")), "off the beat from 12:00 to 14:00 (front desk)");
    assert_eq!(off("court", ("08:00", "09:00")), "");
}

#[test]
fn walks_lie_on_streets_that_may_be_walked() {
    says!(
        broken(|r| {
            let i = position(r, is_walk);
            if let RouteItem::Walk { line, .. } = &mut r.items[i] {
                let middle = at(3.3, 3.4).coord();
                line.0.insert(1, middle);
            }
        }),
        "leaves the streets"
    );
    let (c, mut plan) = good();
    let motorway = LineString(vec![at(5.0, 9.0).coord(), at(8.0, 9.0).coord()]);
    stop(&mut plan.routes[0], "uncovered:").at = StopShape::Walk(motorway);
    says!(said(&c, &plan), "on a road that may not be walked");
}

#[test]
fn after_dusk_walks_keep_to_lit_streets_and_lone_stops_to_staffed_places() {
    let late = with(county(), |o| {
        let mut late = officer("1", false);
        late.pattern = "late".into();
        o.officers = vec![late];
        o.assets.push(asset("hall", AssetKind::LeisureCentre, 1.0, 2.0, "Mo-Su 09:00-22:00"));
    });
    let good = made(&late, WINTER);
    let mut plan = good.clone();
    let r = &mut plan.routes[0];
    let dark = |i: &RouteItem| is_walk(i) && i.begins().get() > 17 * 3600;
    let i = position(r, dark);
    if let RouteItem::Walk { line, .. } = &mut r.items[i] {
        line.0 = vec![at(0.0, 0.0).coord(), at(-1.0, 3.0).coord()];
    }
    says!(said(&late, &plan), "unlit way after dark");
    // The hall closes for good: the same plan has lone stops after dark with nobody near.
    let shut = with(late.clone(), |o| o.assets.retain(|a| a.id.as_str() != "hall"));
    let stops = good.routes[0].stops().filter(|s| s.arrive.get() > 16 * 3600 && s.demand.as_str() == "hotspot:hs-1");
    assert!(stops.count() > 0, "the good plan has a stop by the hall after dark");
    says!(said(&shut, &good), "lone stop after dark");
    let bold = with(shut, |o| o.officers[0].after_dark_alone = true);
    assert!(!said(&bold, &good).contains("lone stop"));
}

#[test]
fn times_fit_the_ways() {
    let shorter = |by: i32, test: fn(&RouteItem) -> bool| {
        broken(|r| {
            let i = position(r, test);
            if let RouteItem::Walk { depart, .. } | RouteItem::Ride { depart, .. } = &mut r.items[i] {
                *depart += Seconds::new(by);
            }
        })
    };
    says!(shorter(60, is_walk), "faster than 4.5 km/h");
    says!(shorter(-90, is_walk), "takes");
    says!(shorter(120, |i| matches!(i, RouteItem::Ride { .. })), "s and needs");
    says!(shorter(-120, |i| matches!(i, RouteItem::Ride { .. })), "longer than the way");
    says!(broken(|r| stop(r, "uncovered:").leave = stop(r, "uncovered:").arrive + Seconds::new(300)), "walked stop");
    says!(
        broken(|r| {
            let i = position(r, is_walk);
            if let RouteItem::Walk { length, .. } = &mut r.items[i] {
                *length = Metres::new(5.0);
            }
        }),
        "is said to be 5 m"
    );
    let (c, plan) = good();
    let slow = with(c.clone(), |o| o.officers[0].walk_kmh = Some(3.0));
    says!(said(&slow, &plan), "faster than 3.0 km/h");
    let weak = with(c, |o| o.officers[0].max_foot_km = Some(1.0));
    says!(said(&weak, &plan), "at most 1 for this officer");
}

#[test]
fn hotspots_get_10_to_15_minutes_at_most_three_times_90_minutes_apart() {
    says!(broken(|r| stop(r, "hotspot:").leave += Seconds::new(600)), "not 10 to 15");
    let (c, mut plan) = good();
    let mut other = plan.routes[0].clone();
    other.officer = "2".into();
    // A minute later the same day again: no pair, and far too close.
    for i in &mut other.items {
        if let RouteItem::Stop(s) = i {
            s.arrive += Seconds::new(60);
            s.leave += Seconds::new(60);
        }
    }
    plan.routes.push(other);
    let text = said(&c, &plan);
    says!(&text, "less than 90 minutes after the last visit");
    says!(&text, "hotspot:hs-1 is visited");
    says!(&text, "tasking:t1 is visited 2 times, at most 1");
}

#[test]
fn places_are_open_and_stops_are_where_their_demands_are() {
    let (c, plan) = good();
    let shut = with(c.clone(), |o| o.assets[1].opening_hours = "Mo-Fr 08:00-09:00".into());
    says!(said(&shut, &plan), "library is closed");
    let moved = with(c.clone(), |o| o.assets[1].at = at(0.0, 6.0));
    says!(said(&moved, &plan), "m from where it is");
    let gone = with(c, |o| o.taskings.clear());
    says!(said(&gone, &plan), "the county knows no tasking:t1");
    says!(broken(|r| stop(r, "hotspot:").purpose.clear()), "has no purpose");
}

#[test]
fn a_car_stays_where_it_is_left() {
    let ride = |i: &RouteItem| matches!(i, RouteItem::Ride { .. });
    let last = |r: &Route| r.items.iter().rposition(ride).unwrap();
    says!(broken(|r| drop(r.items.remove(last(r)))), "not brought back to base");
    says!(broken(|r| drop(r.items.remove(position(r, ride)))), "from where the car was left");
    says!(
        broken(|r| {
            let i = position(r, ride);
            if let RouteItem::Ride { line, .. } = &mut r.items[i] {
                let middle = line.0.len() / 2;
                line.0.insert(middle, at(10.0, -4.0).coord());
            }
        }),
        "leaves the roads"
    );
    let (c, plan) = good();
    let walker = with(c.clone(), |o| o.officers[0].may_drive = false);
    says!(said(&walker, &plan), "nobody on this route may drive");
    let poor = with(c, |o| o.bases[0].cars = Some(0));
    says!(said(&poor, &plan), "1 cars of Gridton station are out and it has 0");
}

#[test]
fn taskings_and_engagements_keep_their_times_and_their_people() {
    let (c, plan) = good();
    let change = |f: fn(&mut crate::domain::tables::Tasking)| said(&with(c.clone(), |o| f(&mut o.taskings[0])), &plan);
    says!(change(|t| t.times = ("08:00".parse().ok(), "09:00".parse().ok())), "lies outside 08:00–09:00");
    says!(change(|t| t.dates.1 = "2026-07-09".parse().unwrap()), "not open on this date");
    says!(change(|t| t.dwell_min = 60), "less than its 60 min");
    says!(change(|t| t.officer = Some("9".into())), "another officer or team");
    says!(change(|t| t.team = Some("south".into())), "another officer or team");
    says!(change(|t| t.power = "require_name".into()), "needs the power require_name");
    says!(change(|t| t.officers_needed = 2), "needs 2 officers together");
    says!(change(|t| t.sensitive = true), "shows more than a street and a time");
    let meeting =
        |f: fn(&mut crate::domain::tables::Engagement)| said(&with(c.clone(), |o| f(&mut o.engagements[0])), &plan);
    says!(meeting(|e| e.end = "12:30".parse().unwrap()), "is not kept from 11:00 to 12:30");
    says!(meeting(|e| e.officer = Some("9".into())), "for another officer or team");
    says!(meeting(|e| e.date = "2026-07-11".parse().unwrap()), "is on 2026-07-11");
}

#[test]
fn officers_stay_in_their_area() {
    let (c, mut plan) = good();
    let town = c.boundaries.wards[0].key.clone();
    plan.routes[0].wards = vec![town];
    says!(said(&c, &plan), "lies in W0000002, outside the patrol area");
    let willing = with(c, |o| o.officers[0].consent_areas = vec![code("W0000002")]);
    assert_eq!(said(&willing, &plan), "");
}

#[test]
fn two_ways_of_computing_sunset_agree() {
    let place = crate::domain::LonLat::new(-3.18, 51.48).unwrap();
    let r = Rewards::shipped();
    for date in ["2026-03-20", DATE, "2026-09-22", WINTER] {
        let clock = crate::domain::Clock::london(date.parse().unwrap());
        let got = super::dark::from(&clock, place, &r) + r.minutes("dusk_margin_min") - 180;
        let planners = crate::patrol::sunset::sunset(&clock, place).get();
        assert!((got - planners).abs() < 120, "{got} and {planners}");
    }
}
