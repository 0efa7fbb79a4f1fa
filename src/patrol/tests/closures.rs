//! Streets that close: the plan keeps out of them when they are shut, and the judge sees who does not.

use super::world::{county, officer, with};
use super::{FRIDAY, WINTER, made, planned};
use crate::county::County;
use crate::patrol::check::check;
use crate::street::Network;
use std::sync::Arc;

fn staffed() -> County {
    with(county(), |o| o.officers = vec![officer("1", true), officer("2", false)])
}

/// The county with hours on every seventh street, as if it lay in a park.
fn with_hours(c: &County, hours: &str) -> County {
    let mut segments = c.network.segments().to_vec();
    for s in segments.iter_mut().filter(|s| s.foot).step_by(7) {
        s.hours = hours.to_owned();
        s.foot_dark = false;
    }
    County { network: Arc::new(Network::from_segments(segments)), ..c.clone() }
}

#[test]
fn a_plan_keeps_out_of_what_is_shut_and_the_judge_sees_one_that_does_not() {
    let c = staffed();
    let early = with_hours(&c, "open 05:00-06:00");
    // `planned` holds the plan to the judge, who reads the hours by himself.
    for date in [FRIDAY, WINTER] {
        assert!(!planned(&early, date).routes.is_empty(), "{date}");
    }
    let careless = made(&c, FRIDAY).unwrap();
    let said = check(&early, &careless);
    assert!(said.iter().any(|v| v.what.contains("shut then")), "{said:?}");
}

#[test]
fn what_is_open_all_day_long_changes_nothing() {
    let c = staffed();
    let always = with_hours(&c, "open 00:00-24:00");
    let (a, b) = (made(&with_hours(&c, ""), FRIDAY).unwrap(), made(&always, FRIDAY).unwrap());
    assert_eq!(a.reward, b.reward);
}
