//! Geometries as the GeoPackage standard wants them: a short header, then well-known binary.
//!
//! Writing is left to `geopackage-core`; reading is done here because the bytes may be damaged: every length is
//! held against the bytes that are left before anything is allocated, and every position must be on the globe.

use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use geopackage_core::geometry::encode_gpb;

/// WGS 84, longitude before latitude.
pub(super) const SRS: i32 = 4326;
/// Collections inside collections beyond this depth are refused.
const DEEPEST: u8 = 8;

/// The bytes of a geometry; `None` if it cannot be written (no coordinates).
pub(super) fn encode(geometry: &Geometry<f64>) -> Option<Vec<u8>> {
    encode_gpb(geometry, SRS).ok().map(|(bytes, _)| bytes)
}

/// The bytes of a point, without an envelope: half as long, and there are millions of them.
pub(super) fn encode_point(at: Coord<f64>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(29);
    bytes.extend_from_slice(b"GP\x00\x01");
    bytes.extend_from_slice(&SRS.to_le_bytes());
    bytes.push(1);
    bytes.extend_from_slice(&1u32.to_le_bytes());
    bytes.extend_from_slice(&at.x.to_le_bytes());
    bytes.extend_from_slice(&at.y.to_le_bytes());
    bytes
}

/// The bytes of a line, with its envelope.
pub(super) fn encode_line(line: &LineString<f64>) -> Option<Vec<u8>> {
    encode_gpb(line, SRS).ok().map(|(bytes, _)| bytes)
}

/// What is wrong with the bytes of a geometry.
type Wrong = &'static str;

struct Bytes<'a> {
    rest: &'a [u8],
    little: bool,
}

impl<'a> Bytes<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], Wrong> {
        let (head, tail) = self.rest.split_at_checked(n).ok_or("the geometry is cut off")?;
        self.rest = tail;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Wrong> {
        self.take(N)?.try_into().map_err(|_| "the geometry is cut off")
    }

    fn order(&mut self) -> Result<(), Wrong> {
        self.little = match self.take(1)? {
            [0] => false,
            [1] => true,
            _ => return Err("the geometry's byte order is neither 0 nor 1"),
        };
        Ok(())
    }

    fn number(&mut self) -> Result<u32, Wrong> {
        let bytes = self.array()?;
        Ok(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    /// How many parts follow, each of at least `size` bytes.
    fn count(&mut self, size: usize) -> Result<usize, Wrong> {
        let n = self.number()? as usize;
        if n.checked_mul(size).is_some_and(|all| all <= self.rest.len()) {
            Ok(n)
        } else {
            Err("the geometry has fewer parts than it says")
        }
    }

    fn float(&mut self) -> Result<f64, Wrong> {
        let bytes = self.array()?;
        Ok(if self.little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    fn coord(&mut self) -> Result<Coord<f64>, Wrong> {
        let (x, y) = (self.float()?, self.float()?);
        if (-180.0..=180.0).contains(&x) && (-90.0..=90.0).contains(&y) {
            Ok(Coord { x, y })
        } else {
            Err("a position is not on the globe")
        }
    }

    fn line(&mut self) -> Result<LineString<f64>, Wrong> {
        let n = self.count(16)?;
        let mut line = Vec::with_capacity(n);
        for _ in 0..n {
            line.push(self.coord()?);
        }
        Ok(LineString::new(line))
    }

    fn polygon(&mut self) -> Result<Polygon<f64>, Wrong> {
        let n = self.count(4)?;
        if n == 0 {
            return Ok(Polygon::new(LineString::new(Vec::new()), Vec::new()));
        }
        let outer = self.line()?;
        let mut inner = Vec::with_capacity(n - 1);
        for _ in 1..n {
            inner.push(self.line()?);
        }
        Ok(Polygon::new(outer, inner))
    }

    /// Members of a multi-geometry, each of which repeats byte order and type.
    fn members<T>(&mut self, kind: u32, read: fn(&mut Self) -> Result<T, Wrong>) -> Result<Vec<T>, Wrong> {
        let n = self.count(9)?;
        let mut members = Vec::with_capacity(n);
        for _ in 0..n {
            self.order()?;
            if self.number()? != kind {
                return Err("a part of the geometry is of another type");
            }
            members.push(read(self)?);
        }
        Ok(members)
    }

    fn geometry(&mut self, depth: u8) -> Result<Geometry<f64>, Wrong> {
        self.order()?;
        Ok(match self.number()? {
            1 => Geometry::Point(Point(self.coord()?)),
            2 => Geometry::LineString(self.line()?),
            3 => Geometry::Polygon(self.polygon()?),
            4 => Geometry::MultiPoint(MultiPoint(self.members(1, |b| b.coord().map(Point))?)),
            5 => Geometry::MultiLineString(MultiLineString(self.members(2, Self::line)?)),
            6 => Geometry::MultiPolygon(MultiPolygon(self.members(3, Self::polygon)?)),
            7 if depth < DEEPEST => {
                let n = self.count(5)?;
                let mut members = Vec::new();
                for _ in 0..n {
                    members.push(self.geometry(depth + 1)?);
                }
                Geometry::GeometryCollection(geo_types::GeometryCollection(members))
            }
            _ => return Err("the geometry is of a type that is not read here (two dimensions, no curves)"),
        })
    }
}

/// After the header: at the well-known binary.
fn body(blob: &[u8]) -> Result<Bytes<'_>, Wrong> {
    let mut bytes = Bytes { rest: blob, little: true };
    let [b'G', b'P', _, flags] = bytes.array::<4>()? else {
        return Err("the geometry does not begin with GP");
    };
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err("the geometry's envelope is of no known type"),
    };
    bytes.take(4 + envelope)?;
    Ok(bytes)
}

/// Reads a geometry.
pub(super) fn decode(blob: &[u8]) -> Result<Geometry<f64>, Wrong> {
    let mut bytes = body(blob)?;
    let geometry = bytes.geometry(0)?;
    if bytes.rest.is_empty() { Ok(geometry) } else { Err("bytes follow the geometry") }
}

/// Reads a point.
pub(super) fn decode_point(blob: &[u8]) -> Result<Coord<f64>, Wrong> {
    match decode(blob)? {
        Geometry::Point(p) => Ok(p.0),
        _ => Err("a point was expected"),
    }
}

/// Reads a line.
pub(super) fn decode_line(blob: &[u8]) -> Result<LineString<f64>, Wrong> {
    match decode(blob)? {
        Geometry::LineString(line) => Ok(line),
        _ => Err("a line was expected"),
    }
}

/// Reads polygons.
pub(super) fn decode_areas(blob: &[u8]) -> Result<MultiPolygon<f64>, Wrong> {
    match decode(blob)? {
        Geometry::MultiPolygon(areas) => Ok(areas),
        Geometry::Polygon(area) => Ok(MultiPolygon(vec![area])),
        _ => Err("polygons were expected"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{line_string, polygon};
    use proptest::prelude::*;

    fn samples() -> Vec<Geometry<f64>> {
        let line = line_string![(x: -3.0, y: 51.5), (x: -2.9, y: 51.6)];
        let area = polygon!(exterior: [(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)],
            interiors: [[(x: 0.5, y: 0.1), (x: 0.6, y: 0.1), (x: 0.6, y: 0.2)]]);
        vec![
            Geometry::Point(Point::new(-3.0, 51.5)),
            Geometry::LineString(line.clone()),
            Geometry::Polygon(area.clone()),
            Geometry::MultiLineString(MultiLineString(vec![line.clone(), line])),
            Geometry::MultiPolygon(MultiPolygon(vec![area.clone(), area])),
        ]
    }

    #[test]
    fn what_is_written_is_read_again() {
        for geometry in samples() {
            assert_eq!(decode(&encode(&geometry).unwrap()), Ok(geometry));
        }
        let at = Coord { x: -3.000_000_1, y: 51.5 };
        assert_eq!(decode_point(&encode_point(at)), Ok(at));
    }

    #[test]
    fn our_point_is_understood_by_the_standards_own_reader() {
        let blob = encode_point(Coord { x: -3.0, y: 51.5 });
        let (envelope, empty) = geopackage_core::geometry::blob_envelope_and_empty(&blob).unwrap();
        assert_eq!((envelope, empty), (Some([-3.0, -3.0, 51.5, 51.5]), false));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(which in 0usize..5, changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
            cut in any::<prop::sample::Index>()) {
            let mut blob = encode(&samples()[which]).unwrap();
            for (at, byte) in changes {
                let at = at.index(blob.len());
                blob[at] = byte;
            }
            blob.truncate(cut.index(blob.len() + 1));
            let _ = decode(&blob);
        }
    }
}
