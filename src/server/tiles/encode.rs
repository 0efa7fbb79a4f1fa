//! Cutting, simplifying and writing one tile (Mapbox Vector Tile 2.1).

use geo::orient::Direction;
use geo::{Area, BooleanOps, BoundingRect, MapCoords, Orient, Simplify};
use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPolygon, Polygon, Rect};
use geozero::ToMvt;
use geozero::mvt::{Message, TagsBuilder, Tile, TileValue, tile};

/// Units along a tile's side, and how far beyond it shapes are drawn.
const EXTENT: u32 = 4096;
const MARGIN: f64 = 64.0;

/// One thing on the map.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    /// Its layer in the tile.
    pub(super) layer: &'static str,
    /// The first zoom at which it is drawn.
    pub(super) from: u8,
    /// Its name, empty if none.
    pub(super) name: String,
    /// What its other property is called.
    pub(super) key: &'static str,
    /// That property.
    pub(super) value: String,
    /// Web Mercator on the unit square, y down.
    pub(super) geom: Geometry<f64>,
}

/// Layers in the order in which they are written.
const LAYERS: [&str; 6] = ["green", "water", "buildings", "railways", "streets", "places"];

/// A tile with what is given; empty if nothing of it is left after cutting.
pub(super) fn encode<'a>(things: impl Iterator<Item = &'a Drawn>, z: u8, origin: Coord<f64>, side: f64) -> Vec<u8> {
    let scale = f64::from(EXTENT) / side;
    let mut layers: Vec<(TagsBuilder, Vec<tile::Feature>)> =
        LAYERS.iter().map(|_| (TagsBuilder::new(), Vec::new())).collect();
    // At the closest zoom every unit counts; farther out a unit is a metre or more.
    let tolerance = if z == super::MAX_ZOOM { 1.0 } else { 4.0 };
    for thing in things {
        let Some(slot) = LAYERS.iter().position(|l| *l == thing.layer) else { continue };
        let local = thing.geom.map_coords(|c| Coord { x: (c.x - origin.x) * scale, y: (c.y - origin.y) * scale });
        let Some(mut feature) = cut(local, tolerance).and_then(|g| g.to_mvt_unscaled().ok()) else { continue };
        let (tags, features) = &mut layers[slot];
        for (key, value) in [("name", &thing.name), (thing.key, &thing.value)] {
            if !value.is_empty() {
                let (k, v) = tags.insert_ref(key, TileValue::Str(value.clone()));
                feature.tags.extend([k, v]);
            }
        }
        features.push(feature);
    }
    let layers = LAYERS.iter().zip(layers).filter(|(_, (_, features))| !features.is_empty());
    let layers = layers.map(|(name, (tags, features))| {
        let (keys, values) = tags.into_tags();
        let values = values.into_iter().map(Into::into).collect();
        tile::Layer { version: 2, name: (*name).to_owned(), features, keys, values, extent: Some(EXTENT) }
    });
    Tile { layers: layers.collect() }.encode_to_vec()
}

/// What of a shape lies in the tile, in whole units, each part once it has enough distinct corners; `None` if
/// nothing.
fn cut(geom: Geometry<f64>, tolerance: f64) -> Option<Geometry<f64>> {
    let far = f64::from(EXTENT) + MARGIN;
    let window = Rect::new(Coord { x: -MARGIN, y: -MARGIN }, Coord { x: far, y: far });
    let bounds = geom.bounding_rect()?;
    let inside = bounds.min().x >= window.min().x
        && bounds.min().y >= window.min().y
        && bounds.max().x <= window.max().x
        && bounds.max().y <= window.max().y;
    match geom {
        Geometry::Point(p) => (p.x() >= 0.0 && p.y() >= 0.0 && p.x() < f64::from(EXTENT) && p.y() < f64::from(EXTENT))
            .then(|| Geometry::Point(p.map_coords(whole))),
        Geometry::LineString(l) => lines(MultiLineString::new(vec![l]), window, inside, tolerance),
        Geometry::MultiLineString(l) => lines(l, window, inside, tolerance),
        Geometry::Polygon(p) => areas(MultiPolygon::new(vec![p]), window, inside, tolerance),
        Geometry::MultiPolygon(p) => areas(p, window, inside, tolerance),
        _ => None,
    }
}

fn whole(c: Coord<f64>) -> Coord<f64> {
    Coord { x: c.x.round(), y: c.y.round() }
}

/// In whole units, without repeated corners.
fn snapped(line: &LineString<f64>) -> LineString<f64> {
    let mut coords: Vec<Coord<f64>> = line.0.iter().map(|&c| whole(c)).collect();
    coords.dedup();
    LineString::new(coords)
}

fn lines(all: MultiLineString<f64>, window: Rect<f64>, inside: bool, tolerance: f64) -> Option<Geometry<f64>> {
    let all = if inside { all } else { window.to_polygon().clip(&all, false) };
    let kept: Vec<_> = all.iter().map(|l| snapped(&l.simplify(tolerance))).filter(|l| l.0.len() > 1).collect();
    (!kept.is_empty()).then(|| Geometry::MultiLineString(MultiLineString::new(kept)))
}

fn areas(all: MultiPolygon<f64>, window: Rect<f64>, inside: bool, tolerance: f64) -> Option<Geometry<f64>> {
    let all = if inside { all } else { window.to_polygon().intersection(&all) };
    let ring = |l: &LineString<f64>| {
        let s = snapped(l);
        (s.0.len() > 3 && Polygon::new(s.clone(), vec![]).unsigned_area() >= 2.0).then_some(s)
    };
    let kept: Vec<_> = all
        .simplify(tolerance)
        .iter()
        .filter_map(|p| {
            let holes = p.interiors().iter().filter_map(ring).collect();
            // The format's outer rings have a positive area in the tile's own axes, holes a negative one.
            Some(Polygon::new(ring(p.exterior())?, holes).orient(Direction::Default))
        })
        .collect();
    (!kept.is_empty()).then(|| Geometry::MultiPolygon(MultiPolygon::new(kept)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{line_string, point, polygon};

    fn drawn(layer: &'static str, geom: Geometry<f64>) -> Drawn {
        Drawn { layer, from: 0, name: "Mill Lane".into(), key: "class", value: "x".into(), geom }
    }

    fn tile_of(things: &[Drawn]) -> Tile {
        let bytes = encode(things.iter(), 14, Coord { x: 0.25, y: 0.25 }, 0.25);
        Tile::decode(bytes.as_slice()).unwrap()
    }

    #[test]
    fn a_line_is_cut_at_the_margin_and_keeps_its_name() {
        let line = line_string![(x: 0.0, y: 0.375), (x: 1.0, y: 0.375)];
        let tile = tile_of(&[drawn("streets", line.into())]);
        let layer = &tile.layers[0];
        assert_eq!((layer.name.as_str(), layer.version, layer.extent), ("streets", 2, Some(4096)));
        assert_eq!(layer.values[0].string_value.as_deref(), Some("Mill Lane"));
        // MoveTo one point, then LineTo one point: from −64 to 4160 at half height (zigzag code, section 4.3.2).
        assert_eq!(layer.features[0].geometry[0], 9);
        let (x, y) = (layer.features[0].geometry[1], layer.features[0].geometry[2]);
        let unzig = |v: u32| i64::from(v >> 1) ^ -i64::from(v & 1);
        assert!(unzig(x) == -64 || unzig(x) == 4160);
        assert_eq!(unzig(y), 2048);
    }

    #[test]
    fn what_lies_outside_or_is_too_small_is_not_drawn() {
        let outside = line_string![(x: 0.0, y: 0.0), (x: 0.1, y: 0.1)];
        let speck = polygon![(x: 0.3, y: 0.3), (x: 0.300_01, y: 0.3), (x: 0.3, y: 0.300_01)];
        let corner = point!(x: 0.5, y: 0.5);
        let bytes = encode(
            [drawn("streets", outside.into()), drawn("water", speck.into()), drawn("places", corner.into())].iter(),
            14,
            Coord { x: 0.25, y: 0.25 },
            0.25,
        );
        assert!(bytes.is_empty());
    }

    #[test]
    fn a_lake_that_fills_the_tile_is_the_tile() {
        let lake = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)];
        let tile = tile_of(&[drawn("water", lake.into())]);
        let corners: Vec<i64> = {
            let g = &tile.layers[0].features[0].geometry;
            let unzig = |v: u32| i64::from(v >> 1) ^ -i64::from(v & 1);
            let (mut x, mut y) = (unzig(g[1]), unzig(g[2]));
            let mut all = vec![x, y];
            for pair in g[4..10].chunks(2) {
                x += unzig(pair[0]);
                y += unzig(pair[1]);
                all.extend([x, y]);
            }
            all
        };
        let ring: Vec<(f64, f64)> = corners.chunks(2).map(|c| (c[0] as f64, c[1] as f64)).collect();
        let area = Polygon::new(LineString::from(ring), vec![]).signed_area();
        assert!((area - 4224.0 * 4224.0).abs() < 1.0, "outer rings turn so that their area is positive: {area}");
    }
}
