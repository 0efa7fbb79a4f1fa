//! Walks along streets at the patrol pace of `data/settings.csv`.

use super::rewards::Rewards;
use crate::county::County;
use crate::domain::id::SegmentId;
use crate::domain::place::Plane;
use crate::domain::units::{Metres, Seconds};
use crate::street::{Profile, Walk};

/// The pace at which the street network times its walks, tenths of km/h.
const NETWORK_TENTHS: i64 = 35;
/// The speed at which the street network times ways between places, tenths of km/h.
const TRANSIT_TENTHS: i64 = 45;

fn budget(r: &Rewards, seconds: i32) -> Seconds {
    // As many metres as the patrol pace makes in that time.
    Seconds::new((i64::from(seconds) * r.get("patrol_kmh_tenths") / NETWORK_TENTHS) as i32)
}

fn timed(r: &Rewards, walk: Walk) -> Option<Walk> {
    let metres: f64 = walk.line.lines().map(|l| Plane::local_length(l.start, l.end)).sum();
    let mps = r.get("patrol_kmh_tenths").max(1) as f64 / 36.0;
    let time = Seconds::new((metres / mps).ceil() as i32);
    (walk.line.0.len() > 1 && time.get() > 0).then_some(Walk { time, length: Metres::new(metres), ..walk })
}

/// A loop along streets that takes at most so many seconds.
#[must_use]
pub fn round(county: &County, r: &Rewards, profile: Profile, segments: &[SegmentId], seconds: i32) -> Option<Walk> {
    timed(r, county.network.loop_walk(profile, segments, budget(r, seconds))?)
}

/// A walk from one end to another that takes at most so many seconds.
#[must_use]
pub fn along(county: &County, r: &Rewards, profile: Profile, segments: &[SegmentId], seconds: i32) -> Option<Walk> {
    timed(r, county.network.cover_walk(profile, segments, budget(r, seconds))?)
}

/// The same walk the other way.
#[must_use]
pub fn back(walk: &Walk) -> Walk {
    let mut other = walk.clone();
    std::mem::swap(&mut other.start, &mut other.end);
    other.line.0.reverse();
    other
}

/// Seconds of a way as the network times it, at another speed in km/h.
#[must_use]
pub fn at_speed(seconds: u32, kmh_tenths: i64) -> u32 {
    let t = i64::from(seconds) * TRANSIT_TENTHS;
    u32::try_from((t + kmh_tenths.max(1) - 1) / kmh_tenths.max(1)).unwrap_or(u32::MAX - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slower_officer_takes_longer_and_never_a_second_less() {
        assert_eq!(at_speed(100, 45), 100);
        assert_eq!(at_speed(100, 40), 113);
        assert_eq!(at_speed(0, 40), 0);
    }
}
