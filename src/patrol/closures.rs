//! Streets and parks that are shut at some time of a day's patrols by daylight: they are not walked on that day.
//!
//! A leg of the search has no time of day of its own, only light or dark; what has hours is never walked after dark.
//! So a street counts as open if it is so from the first shift's begin until dusk, and is left out otherwise: no plan
//! leads through a gate that is locked, at the price that a park shut at noon is not used in the morning either.

use super::rewards::Rewards;
use super::{Picture, PlanRequest, roster, sunset};
use crate::county::County;
use crate::coverage::Deployment;
use crate::domain::calendar::Nation;
use crate::domain::time::Clock;
use crate::street::Day;
use jiff::ToSpan as _;
use std::sync::Arc;

/// The county as it may be walked on each of so many dates from the request's on: what is shut on one of them is left
/// out on all, since they share one table of ways; `None` if nothing is shut.
pub(super) fn open_days(
    county: &County,
    request: &PlanRequest,
    days: u32,
    picture: &Picture,
    r: &Rewards,
) -> Option<County> {
    let mut out: Option<County> = None;
    for date in (0..i64::from(days)).map_while(|n| request.date.checked_add(n.days()).ok()) {
        let request = PlanRequest { date, ..request.clone() };
        let less = open(out.as_ref().unwrap_or(county), &request, picture, r);
        out = less.or(out);
    }
    out
}

/// The county as it may be walked on a date; `None` if nothing is shut.
pub(super) fn open(county: &County, request: &PlanRequest, picture: &Picture, r: &Rewards) -> Option<County> {
    if county.network.segments().iter().all(|s| s.hours.is_empty()) {
        return None;
    }
    let clock = Clock::london(request.date);
    let duties = match request.officers {
        Some(n) => {
            let none = Deployment::default();
            let areas = picture.deployment.as_ref().unwrap_or(&none);
            roster::from_deployment(county, &clock, r, n, (areas, &picture.spots))
        }
        None => roster::from_roster(county, &clock, r, &mut Vec::new()),
    };
    let middle = county.network.plane().origin();
    let from = duties.iter().map(|d| d.span.0).min()?;
    let to = duties.iter().map(|d| d.span.1).max()?;
    let dusk = sunset::sunset(&clock, middle).get() - r.minutes("dusk_margin_min");
    let day = Day::new(&clock, Nation::of(&county.boundaries), middle);
    let network = county.network.open_during(&day, (from, to.min(dusk).max(from + 1)))?;
    Some(County { network: Arc::new(network), ..county.clone() })
}
