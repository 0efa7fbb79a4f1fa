//! Places at which recorded harm may not be harm on the street: a person decides.

use crate::county::County;
use crate::domain::asset::AssetKind;
use crate::domain::id::SegmentId;
use crate::domain::place::Plane;
use crate::domain::units::Metres;
use crate::street::{Segment, StreetClass};
use geo_types::LineString;
use std::collections::BTreeSet;

/// How near is near, metres.
const NEAR: f64 = 100.0;
/// The two roads of a dual carriageway lie no farther apart than this, metres.
const APART: f64 = 45.0;
/// Slowest dual carriageway, km/h: one-way streets of a town are slower.
const FAST: u8 = 48;

/// `hospital`, `prison`, `police_station` near the lines, `dual_carriageway` among the streets.
pub(super) fn flags(county: &County, lines: &[LineString<f64>], segments: &[SegmentId]) -> Vec<String> {
    let mut found: BTreeSet<&'static str> = BTreeSet::new();
    let watched = [AssetKind::Hospital, AssetKind::Prison, AssetKind::PoliceStation];
    for asset in county.operations.assets.iter().filter(|a| watched.contains(&a.kind)) {
        let near = |c: &geo_types::Coord<f64>| Plane::local_length(*c, asset.at.coord()) <= NEAR;
        if lines.iter().flat_map(LineString::coords).any(near) {
            found.insert(asset.kind.slug());
        }
    }
    if segments.iter().any(|&id| is_dual(county, id)) {
        found.insert("dual_carriageway");
    }
    found.into_iter().map(str::to_owned).collect()
}

fn is_fast_one_way(s: &Segment) -> bool {
    s.kind == StreetClass::Main && s.drive.0 != s.drive.1 && s.drive_kmh >= FAST
}

/// The way it is driven, as a direction of length 1 in metres.
fn heading(s: &Segment) -> Option<[f64; 2]> {
    let ends = (*s.line.0.first()?, *s.line.0.last()?);
    let (begin, end) = if s.drive.0 { ends } else { (ends.1, ends.0) };
    let (east, north) = ((end.x - begin.x) * begin.y.to_radians().cos(), end.y - begin.y);
    let length = east.hypot(north);
    (length > 0.0).then(|| [east / length, north / length])
}

/// A fast one-way main road with another beside it that is driven the other way.
fn is_dual(county: &County, id: SegmentId) -> bool {
    let network = &county.network;
    let s = network.segment(id);
    let (true, Some(own)) = (is_fast_one_way(s), heading(s)) else { return false };
    let middle = network.position(id, s.length.get() / 2.0);
    network.segments_near(middle, Metres::new(APART)).into_iter().any(|other| {
        let o = network.segment(other);
        other != id && is_fast_one_way(o) && heading(o).is_some_and(|h| h[0] * own[0] + h[1] * own[1] < -0.8)
    })
}
