//! Places on the earth, and the flat plane on which a county is measured.

use geo_types::{Coord, Point};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A WGS 84 position in degrees: longitude first. Always finite and on the globe.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(try_from = "[f64; 2]", into = "[f64; 2]")]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

/// Why two numbers are no position.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("longitude {lon} and latitude {lat} are not on the globe: longitude −180 to 180, latitude −90 to 90")]
pub struct LonLatError {
    /// The longitude found.
    pub lon: f64,
    /// The latitude found.
    pub lat: f64,
}

impl LonLat {
    /// Checks and wraps a position in degrees.
    ///
    /// # Errors
    /// When a number is not finite or not on the globe.
    pub fn new(lon: f64, lat: f64) -> Result<Self, LonLatError> {
        if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) {
            Ok(Self { lon, lat })
        } else {
            Err(LonLatError { lon, lat })
        }
    }

    /// Degrees east.
    #[must_use]
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north.
    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// As a geo-types coordinate (x = longitude, y = latitude).
    #[must_use]
    pub const fn coord(self) -> Coord<f64> {
        Coord { x: self.lon, y: self.lat }
    }

    /// As a geo-types point (x = longitude, y = latitude).
    #[must_use]
    pub const fn point(self) -> Point<f64> {
        Point(self.coord())
    }

    /// Rounded to seven decimals (about 1 cm), the precision of everything that Footbeat writes.
    #[must_use]
    pub fn rounded(self) -> Self {
        let r = |v: f64| (v * 1e7).round() / 1e7;
        Self { lon: r(self.lon), lat: r(self.lat) }
    }
}

impl TryFrom<[f64; 2]> for LonLat {
    type Error = LonLatError;
    fn try_from([lon, lat]: [f64; 2]) -> Result<Self, LonLatError> {
        Self::new(lon, lat)
    }
}
impl From<LonLat> for [f64; 2] {
    fn from(p: LonLat) -> Self {
        [p.lon, p.lat]
    }
}
impl fmt::Display for LonLat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6},{:.6}", self.lon, self.lat)
    }
}

/// A local flat plane in metres around one origin: x east, y north (equirectangular projection with the
/// radii of curvature of the WGS 84 ellipsoid at the origin).
///
/// Within 100 km of the origin, distances between near points are right to about 1 % at the edge (the
/// east–west scale drifts with latitude) and to 0.1 % within 10 km; the street network measures the length
/// of its segments with [`Plane::local_length`], which re-centres the scale and so has no drift.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Plane {
    origin: LonLat,
    metres_per_lon: f64,
    metres_per_lat: f64,
}

/// Metres per degree of longitude and latitude at a latitude on the WGS 84 ellipsoid
/// (a = 6 378 137 m, e² = 0.006 694 38): M = a(1−e²)/(1−e² sin²φ)^1.5, N = a/√(1−e² sin²φ).
fn metres_per_degree(lat: f64) -> (f64, f64) {
    const A: f64 = 6_378_137.0;
    const E2: f64 = 0.006_694_379_990_14;
    let phi = lat.to_radians();
    let w = 1.0 - E2 * phi.sin().powi(2);
    let north = A * (1.0 - E2) / w.powf(1.5);
    let east = A / w.sqrt() * phi.cos();
    (east.to_radians(), north.to_radians())
}

impl Plane {
    /// The plane around `origin`.
    #[must_use]
    pub fn around(origin: LonLat) -> Self {
        let (metres_per_lon, metres_per_lat) = metres_per_degree(origin.lat);
        Self { origin, metres_per_lon, metres_per_lat }
    }

    /// The origin.
    #[must_use]
    pub const fn origin(self) -> LonLat {
        self.origin
    }

    /// A position on the plane, in metres east and north of the origin.
    #[must_use]
    pub fn project(self, p: LonLat) -> [f64; 2] {
        self.project_coord(p.coord())
    }

    /// As [`Plane::project`], for a geo-types coordinate in degrees.
    #[must_use]
    pub fn project_coord(self, c: Coord<f64>) -> [f64; 2] {
        [(c.x - self.origin.lon) * self.metres_per_lon, (c.y - self.origin.lat) * self.metres_per_lat]
    }

    /// Back from the plane to degrees (x = longitude, y = latitude).
    #[must_use]
    pub fn unproject(self, [x, y]: [f64; 2]) -> Coord<f64> {
        Coord { x: x / self.metres_per_lon + self.origin.lon, y: y / self.metres_per_lat + self.origin.lat }
    }

    /// Straight distance in metres between two near positions, with the scale of their mid-latitude.
    #[must_use]
    pub fn local_length(a: Coord<f64>, b: Coord<f64>) -> f64 {
        let (east, north) = metres_per_degree(f64::midpoint(a.y, b.y));
        ((b.x - a.x) * east).hypot((b.y - a.y) * north)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Distance, Geodesic};

    #[test]
    fn local_length_agrees_with_the_geodesic() {
        let a = Coord { x: -2.99, y: 51.58 };
        for (dx, dy) in [(0.001, 0.0), (0.0, 0.001), (0.003, -0.002)] {
            let b = Coord { x: a.x + dx, y: a.y + dy };
            let exact = Geodesic.distance(Point(a), Point(b));
            assert!((Plane::local_length(a, b) - exact).abs() < exact * 1e-5);
        }
    }

    #[test]
    fn projecting_there_and_back_returns() {
        let plane = Plane::around(LonLat::new(-3.0, 51.6).unwrap());
        let c = Coord { x: -2.9, y: 51.5 };
        let back = plane.unproject(plane.project_coord(c));
        assert!((back.x - c.x).abs() < 1e-12 && (back.y - c.y).abs() < 1e-12);
    }

    #[test]
    fn swapped_far_off_positions_are_refused() {
        assert!(LonLat::new(51.6, -181.0).is_err());
        assert!(LonLat::new(f64::NAN, 1.0).is_err());
    }
}
