//! When it gets dark.

use crate::domain::place::LonLat;
use crate::domain::time::Clock;
use crate::domain::units::Seconds;
use sunrise::{Coordinates, SolarDay, SolarEvent};

/// Sunset of the clock's date at a place, from local midnight; 18:00 where a date or place has none.
#[must_use]
pub fn sunset(clock: &Clock, at: LonLat) -> Seconds {
    let date = clock.date();
    let day = chrono::NaiveDate::from_ymd_opt(i32::from(date.year()), date.month() as u32, date.day() as u32);
    let (Some(coordinates), Some(day)) = (Coordinates::new(at.lat(), at.lon()), day) else {
        return Seconds::from_minutes(18 * 60);
    };
    let moment = SolarDay::new(coordinates, day).event_time(SolarEvent::Sunset);
    jiff::Timestamp::from_second(moment.timestamp()).map_or(Seconds::from_minutes(18 * 60), |t| clock.elapsed(t))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midsummer_and_midwinter_in_south_wales() {
        let at = LonLat::new(-3.0, 51.59).unwrap();
        let minutes = |d: &str| sunset(&Clock::london(d.parse().unwrap()), at).minutes();
        // Almanac for Newport: 21:33 BST on 21 June, 16:04 GMT on 21 December.
        assert!((minutes("2026-06-21") - (21 * 60 + 33)).abs() <= 4);
        assert!((minutes("2026-12-21") - (16 * 60 + 4)).abs() <= 4);
    }
}
