//! The frame of a day: base, shift, book-on, break, write-up, order, places that hang together.

use super::{Case, Faults, NEAR_M, apart, strength, terms};
use crate::domain::AssetKind;
use crate::domain::plan::{Route, RouteItem, StopShape};
use geo_types::Coord;

/// Where an element begins and ends.
fn ends(item: &RouteItem) -> Option<(Coord<f64>, Coord<f64>)> {
    match item {
        RouteItem::Base { at, .. } | RouteItem::Break { at, .. } => Some((*at, *at)),
        RouteItem::Stop(s) => match &s.at {
            StopShape::Point(c) => Some((*c, *c)),
            StopShape::Walk(line) => Some((*line.0.first()?, *line.0.last()?)),
        },
        RouteItem::Walk { line, .. } | RouteItem::Ride { line, .. } => Some((*line.0.first()?, *line.0.last()?)),
    }
}

/// Whether the day begins and ends at base, so that the other rules have something to stand on.
pub(super) fn check(case: &Case<'_>, route: &Route, faults: &mut Faults<'_>) -> bool {
    let (
        Some(RouteItem::Base { arrive, leave, at, .. }),
        Some(RouteItem::Base { arrive: back, leave: off, at: end, .. }),
    ) = (route.items.first(), route.items.last())
    else {
        faults.say("the day does not begin and end at base".into());
        return false;
    };
    if route.items.len() < 2 || apart(*at, *end) > NEAR_M {
        faults.say("the day ends at another place than the base where it began".into());
    }
    base(case, route, *at, faults);
    let terms = terms::of(case, route);
    if *arrive != route.start || *off != route.end {
        faults.say("the day at base does not begin and end with the shift".into());
    }
    let partly_off = absent(case, route, faults);
    let span = (route.start.get(), route.end.get());
    if terms.span.is_some_and(|s| if partly_off { span.0 < s.0 || span.1 > s.1 } else { s != span }) {
        faults.say("the shift is not that of the roster".into());
    }
    strength::check(case, route, partly_off, faults);
    if (*leave - *arrive).get() < terms.book_on {
        faults.say(format!("book-on is shorter than {} min", terms.book_on / 60));
    }
    if (*off - *back).get() < terms.write_up {
        faults.say(format!("write-up is shorter than {} min", terms.write_up / 60));
    }
    in_order(case, route, faults);
    breaks(case, route, &terms, faults);
    discretion(route, &terms, faults);
    true
}

/// Whether hours off the beat are on record for the day; they must lie outside the planned shift.
fn absent(case: &Case<'_>, route: &Route, faults: &mut Faults<'_>) -> bool {
    let rows = case.county.operations.abstractions.iter();
    let mut any = false;
    for a in rows.filter(|a| a.date == case.plan.date && a.officer == route.officer) {
        any = true;
        let words = a.reason.replace('_', " ");
        if case.gone(route) {
            continue;
        }
        if matches!(a.reason.as_str(), "leave" | "sick" | "training" | "secondment") {
            faults.say(format!("the officer is away on this date ({words})"));
        } else if let (Some(from), Some(to)) = a.span {
            let from = case.clock.at(from).get();
            let to = case.clock.at(to).get();
            if from < to && from < route.end.get() && to > route.start.get() {
                faults.say(format!(
                    "the officer is off the beat from {} to {} ({words})",
                    case.clock.hhmm(crate::domain::Seconds::new(from)),
                    case.clock.hhmm(crate::domain::Seconds::new(to))
                ));
            }
        }
    }
    any
}

fn base(case: &Case<'_>, route: &Route, at: Coord<f64>, faults: &mut Faults<'_>) {
    let ops = &case.county.operations;
    let known = ops.bases.iter().find(|b| b.id == route.base).map(|b| b.at).or_else(|| {
        let stations = ops.assets.iter().filter(|a| a.kind == AssetKind::PoliceStation);
        stations.filter(|a| a.id.as_str() == route.base.as_str()).map(|a| a.at).next()
    });
    if let Some(known) = known
        && apart(known.coord(), at) > case.r.metres("base_reach_m") + NEAR_M
    {
        faults.say(format!("the day begins {:.0} m from the base {}", apart(known.coord(), at), route.base_name));
    }
    if !ops.bases.is_empty() && known.is_none() {
        faults.say(format!("{} is no base of the county", route.base));
    }
}

fn in_order(case: &Case<'_>, route: &Route, faults: &mut Faults<'_>) {
    let (mut free, mut began) = (route.start, route.start);
    let mut here: Option<Coord<f64>> = None;
    let mut seq = 0;
    let last = route.items.len().saturating_sub(1);
    for (i, item) in route.items.iter().enumerate() {
        let (from, to) = (item.begins(), item.ends());
        if from < free {
            faults.say(format!("something begins at {} before the last thing ends", case.hhmm(from)));
        }
        if to < from || from < route.start || to > route.end {
            faults.say(format!("something ends at {} outside the shift or before it begins", case.hhmm(to)));
        }
        let before = std::mem::replace(&mut began, from);
        free = free.max(to);
        if matches!(item, RouteItem::Base { .. }) && i != 0 && i != last {
            faults.say(format!("book-on or write-up in the middle of the day, at {}", case.hhmm(from)));
        }
        if let RouteItem::Stop(stop) = item {
            seq += 1;
            if stop.seq != seq {
                faults.say(format!("stop {seq} is numbered {}", stop.seq));
            }
        }
        let Some((start, end)) = ends(item) else {
            faults.say(format!("what begins at {} has no place", case.hhmm(from)));
            continue;
        };
        // Where an officer was held nobody planned.
        let moved = case.told(route).iter().any(|t| t.0 >= before && t.0 <= from);
        if let Some(was) = here
            && !moved
            && apart(was, start) > NEAR_M
        {
            faults.say(format!(
                "at {} the officer is {:.0} m from where they were",
                case.hhmm(from),
                apart(was, start)
            ));
        }
        here = Some(end);
    }
}

fn breaks(case: &Case<'_>, route: &Route, terms: &terms::Terms, faults: &mut Faults<'_>) {
    let mut count = 0;
    for item in &route.items {
        let RouteItem::Break { arrive, leave, at, place } = item else { continue };
        count += 1;
        if terms.pause > 0 && (*leave - *arrive).get() != terms.pause {
            faults.say(format!(
                "the break at {} lasts {} min and not {}",
                case.hhmm(*arrive),
                (*leave - *arrive).minutes(),
                terms.pause / 60
            ));
        }
        if arrive.get() < terms.window.0 || leave.get() > terms.window.1 {
            faults.say(format!("the break at {} lies outside the hours set for it", case.hhmm(*arrive)));
        }
        refreshment(case, route, *at, (arrive.get(), leave.get()), place, faults);
    }
    if case.gone(route) && count == 0 {
        return;
    }
    if terms.pause > 0 && count != 1 {
        faults.say(format!("{count} breaks instead of one of {} min", terms.pause / 60));
    } else if count == 0 && !terms.waived && (route.end - route.start).get() > 6 * 3600 {
        faults.say("no break in more than 6 hours, and the roster does not say that there is none".into());
    }
}

/// A break is at base, at another base that has what is needed, or at a listed place that is open.
fn refreshment(case: &Case<'_>, route: &Route, at: Coord<f64>, span: (i32, i32), place: &str, faults: &mut Faults<'_>) {
    let ops = &case.county.operations;
    let home = route.items.iter().any(|i| matches!(i, RouteItem::Base { at: base, .. } if apart(*base, at) <= NEAR_M));
    let reach = case.r.metres("snap_reach_m") + NEAR_M;
    let base = ops.bases.iter().any(|b| b.refreshment && apart(b.at.coord(), at) <= reach);
    let near: Vec<_> =
        ops.assets.iter().filter(|a| a.kind.is_refreshment() && apart(a.at.coord(), at) <= reach).collect();
    if !home && !base && near.is_empty() {
        faults.say(format!("the break at {place} is at no base and no listed refreshment point"));
    } else if !home
        && !base
        && !near
            .iter()
            .filter(|a| !super::visits::shut(case, a))
            .any(|a| super::visits::open(case, &a.opening_hours).is_none_or(|o| inside(&o, span)))
    {
        faults.say(format!("{place} is closed during the break"));
    }
}

/// Whether a span lies within one of some hours.
pub(super) fn inside(hours: &[(i32, i32)], span: (i32, i32)) -> bool {
    hours.iter().any(|h| h.0 <= span.0 && span.1 <= h.1)
}

fn discretion(route: &Route, terms: &terms::Terms, faults: &mut Faults<'_>) {
    let office = terms.book_on + terms.write_up;
    let length = |i: &RouteItem| (i.ends() - i.begins()).get();
    let pause: i32 = route.items.iter().filter(|i| matches!(i, RouteItem::Break { .. })).map(length).sum();
    let planned: i32 =
        route.items.iter().filter(|i| !matches!(i, RouteItem::Base { .. } | RouteItem::Break { .. })).map(length).sum();
    let patrol = (route.end - route.start).get() - office - pause;
    let most = i64::from(patrol) * (100 - terms.discretion) / 100;
    // A minute of grace for roundings.
    if i64::from(planned) > most + 60 {
        faults.say(format!(
            "{} min of patrol are planned and at most {} may be: {} % are the officer's own",
            planned / 60,
            most / 60,
            terms.discretion
        ));
    }
}
