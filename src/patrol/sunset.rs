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

    fn at(lat: f64) -> LonLat {
        LonLat::new(0.0, lat).unwrap()
    }

    fn hours(date: &str, lat: f64) -> f64 {
        f64::from(sunset(&Clock::london(date.parse().unwrap()), at(lat)).get()) / 3600.0
    }

    #[test]
    fn at_the_equinox_the_sun_sets_near_six_solar_time_everywhere() {
        // On the meridian of Greenwich clock time (GMT) is mean solar time; the equation of time is about 7.5 min
        // at the March equinox, and refraction and the sun's radius add some 3 to 6 min.
        for lat in [0.0, 30.0, 51.5] {
            assert!((hours("2026-03-20", lat) - (18.0 + 7.5 / 60.0)).abs() < 0.15, "{lat}");
        }
    }

    #[test]
    fn half_days_of_the_two_solstices_add_up_to_a_day() {
        // Declinations are opposite: cos(H) = -tan(lat) tan(dec) gives H and pi - H. Clock time in June is BST.
        let (june, december) = (hours("2026-06-21", 51.5) - 1.0 - 12.0, hours("2026-12-21", 51.5) - 12.0);
        assert!((june + december - 12.0).abs() < 0.3, "{june} and {december}");
        // The hour angle from the declination 23.44 degrees.
        let h = (-51.5f64.to_radians().tan() * 23.44f64.to_radians().tan()).acos().to_degrees() / 15.0;
        assert!((june - h).abs() < 0.2, "{june} against {h}");
    }
}
