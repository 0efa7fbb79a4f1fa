//! Places of the command line, and where they are on the streets.

use super::Failure;
use crate::county::County;
use crate::domain::place::LonLat;
use crate::domain::units::Metres;
use crate::street::{Profile, Snap};
use std::str::FromStr;

/// A place farther from every street than this is not on the network: it is told, not pulled to a street far off.
pub(super) const NEAR: Metres = Metres::new(500.0);

/// A place as the command line has it: `lon,lat`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place(pub LonLat);

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let right = "longitude and latitude in degrees, such as -2.9977,51.5884";
        let numbers: Option<Vec<f64>> = text.split(',').map(|n| n.trim().parse().ok()).collect();
        let Some([lon, lat]) = numbers.as_deref() else { return Err(format!("right would be {right}")) };
        LonLat::new(*lon, *lat).map(Self).map_err(|e| format!("{e}; right would be {right}"))
    }
}

/// The place on the streets that may be walked by day, or a sentence why there is none near.
pub(super) fn on_foot(county: &County, option: &str, at: LonLat) -> Result<Snap, Failure> {
    if county.network.is_empty() {
        let words = "the county has no streets that may be walked: import a map first (footbeat import --osm)";
        return Err(Failure::Work(anyhow::anyhow!(words)));
    }
    county.network.snap(Profile::FootDay, at, NEAR).ok_or_else(|| {
        // A thousand kilometres: some street of the county is nearer.
        let nearest = county.network.snap(Profile::FootDay, at, Metres::new(1e6));
        let swapped = LonLat::new(at.lat(), at.lon()).ok();
        let far = match nearest {
            _ if swapped.is_some_and(|s| county.network.snap(Profile::FootDay, s, NEAR).is_some()) => {
                "; the other way round there is one: longitude comes first".to_owned()
            }
            Some(s) => format!("; the nearest, at {}, is {} away", s.at, s.distance),
            None => String::new(),
        };
        Failure::Work(anyhow::anyhow!("{option} {at}: no street that may be walked lies within {NEAR}{far}"))
    })
}
