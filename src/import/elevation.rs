//! Heights of the ground: ESRI ASCII grids in the British National Grid, as Ordnance Survey publishes OS Terrain 50.
//!
//! A grid is text: `ncols`, `nrows`, `xllcorner` and `yllcorner` (or `xllcenter`, `yllcenter`), `cellsize`, perhaps
//! `nodata_value`, one on a line; then the heights in metres, rows from north to south.

use super::boundary_shape::{DEGREES, NATIONAL_GRID};
use super::input;
use super::report::{ImportError, SourceReport};
use crate::domain::place::LonLat;
use crate::domain::rawmap::RawMap;
use proj4rs::Proj;
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::path::Path;

const FORMAT: &str = "ESRI ASCII grid";
/// Cells of one file at most: a tile of OS Terrain 50 has 40,000, the whole of Great Britain 340 million.
const MOST: usize = 400_000_000;

/// One grid of heights.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    columns: usize,
    rows: usize,
    /// Easting and northing of the middle of the south-western cell, metres.
    corner: [f64; 2],
    /// Side of a cell, metres.
    cell: f64,
    /// Metres, rows from north to south; not a number where nothing is known.
    heights: Vec<f32>,
}

/// Reads one grid; it may be gzipped.
///
/// # Errors
/// When the file cannot be read, is no grid, or has fewer or more heights than its head says.
pub fn read(path: &Path, report: &mut SourceReport) -> Result<Grid, ImportError> {
    let file = path.display().to_string();
    let grid = parse(&input::text(input::bytes(path)?, &file, report), &file)?;
    report.files += 1;
    report.count("heights", grid.heights.len() as u64);
    Ok(grid)
}

/// As [`read`], of text.
///
/// # Errors
/// As [`read`].
pub fn parse(text: &str, file: &str) -> Result<Grid, ImportError> {
    let bad = |why: String| ImportError::format(file, FORMAT, why);
    let mut words = text.split_ascii_whitespace().peekable();
    let (mut columns, mut rows, mut x, mut y, mut cell, mut nothing) = (None, None, None, None, None, None);
    let (mut x_middle, mut y_middle) = (false, false);
    while let Some(key) = words.next_if(|w| w.starts_with(|c: char| c.is_ascii_alphabetic())) {
        let word = words.next().unwrap_or("");
        let number: f64 = word.parse().map_err(|_| bad(format!("{key} is {word:?}, not a number")))?;
        match key.to_ascii_lowercase().as_str() {
            "ncols" => columns = Some(number),
            "nrows" => rows = Some(number),
            "xllcorner" => x = Some(number),
            "yllcorner" => y = Some(number),
            "xllcenter" | "xllcentre" => (x, x_middle) = (Some(number), true),
            "yllcenter" | "yllcentre" => (y, y_middle) = (Some(number), true),
            "cellsize" => cell = Some(number),
            "nodata_value" => nothing = Some(number as f32),
            _ => return Err(bad(format!("its head has {key:?}, which is not known"))),
        }
    }
    let need = |value: Option<f64>, name: &str| {
        value.filter(|v| v.is_finite()).ok_or_else(|| bad(format!("its head lacks {name}")))
    };
    let size = |value: Option<f64>, name: &str| {
        need(value, name).and_then(|v| {
            let fits = v >= 1.0 && v.fract() == 0.0 && v <= MOST as f64;
            if fits { Ok(v as usize) } else { Err(bad(format!("{name} is {v}"))) }
        })
    };
    let (columns, rows) = (size(columns, "ncols")?, size(rows, "nrows")?);
    let cell = need(cell, "cellsize")?;
    let cells = columns.checked_mul(rows).filter(|n| *n <= MOST && cell > 0.0);
    let Some(cells) = cells else { return Err(bad(format!("{columns} by {rows} cells of {cell} m"))) };
    let corner = [
        need(x, "xllcorner")? + if x_middle { 0.0 } else { cell / 2.0 },
        need(y, "yllcorner")? + if y_middle { 0.0 } else { cell / 2.0 },
    ];
    let mut heights = Vec::new();
    for word in words {
        let height: f32 = word.parse().map_err(|_| bad(format!("height {} is {word:?}", heights.len() + 1)))?;
        let known = Some(height) != nothing && (-500.0..9000.0).contains(&height);
        heights.push(if known { height } else { f32::NAN });
        if heights.len() > cells {
            break;
        }
    }
    if heights.len() != cells {
        return Err(bad(format!("its head says {cells} heights, and it has {} or more", heights.len())));
    }
    Ok(Grid { columns, rows, corner, cell, heights })
}

impl Grid {
    /// West, south, east, north of all cells, metres.
    fn bounds(&self) -> [f64; 4] {
        let half = self.cell / 2.0;
        let far = |k: usize, n: usize| self.corner[k] + (n as f64 - 0.5) * self.cell;
        [self.corner[0] - half, self.corner[1] - half, far(0, self.columns), far(1, self.rows)]
    }

    /// The height at an easting and northing, between the middles of the four cells around it; `None` where one of
    /// them is not known or the place lies outside.
    #[must_use]
    pub fn at(&self, [east, north]: [f64; 2]) -> Option<f64> {
        let [left, low, right, high] = self.bounds();
        if !((left..=right).contains(&east) && (low..=high).contains(&north)) {
            return None;
        }
        // At the edge of a tile the nearest cell stands for those of the next tile.
        let cells = |v: f64, from: f64, n: usize| ((v - from) / self.cell).clamp(0.0, (n - 1) as f64);
        let column = cells(east, self.corner[0], self.columns);
        let row = cells(north, self.corner[1], self.rows);
        let height = |c: usize, r: usize| {
            let (c, r) = (c.min(self.columns - 1), r.min(self.rows - 1));
            f64::from(self.heights[(self.rows - 1 - r) * self.columns + c])
        };
        let mix = |a: f64, b: f64, share: f64| if share > 0.0 { a * (1.0 - share) + b * share } else { a };
        let (c, r) = (column.floor() as usize, row.floor() as usize);
        let along = |r: usize| mix(height(c, r), height(c + 1, r), column.fract());
        let found = mix(along(r), along(r + 1), row.fract());
        found.is_finite().then_some(found)
    }
}

/// Gives the nodes of a map their heights. Of overlapping grids the first that knows counts.
///
/// # Errors
/// When the projection cannot be made, which the constants of this file rule out.
pub fn lay(map: &mut RawMap, grids: &[Grid], report: &mut SourceReport) -> Result<(), ImportError> {
    if grids.is_empty() {
        return Ok(());
    }
    let proj = |text: &str| Proj::from_proj_string(text).map_err(|e| ImportError::format("--elevation", FORMAT, e));
    let (degrees, grid) = (proj(DEGREES)?, proj(NATIONAL_GRID)?);
    let boxes = grids.iter().enumerate().map(|(i, g)| {
        let [w, s, e, n] = g.bounds();
        GeomWithData::new(Rectangle::from_corners([w, s], [e, n]), i)
    });
    let tree = RTree::bulk_load(boxes.collect());
    let height = |at: LonLat| -> Option<f32> {
        let mut p = (at.lon().to_radians(), at.lat().to_radians(), 0.0);
        proj4rs::transform::transform(&degrees, &grid, &mut p).ok()?;
        let at = [p.0, p.1];
        let mut near: Vec<usize> = tree.locate_in_envelope_intersecting(AABB::from_point(at)).map(|g| g.data).collect();
        near.sort_unstable();
        near.into_iter().find_map(|i| grids.get(i)?.at(at)).map(|h| h as f32)
    };
    map.heights = map.nodes.par_iter().filter_map(|(n, at)| Some((*n, height(*at)?))).collect();
    report.count("nodes with a height", map.heights.len() as u64);
    let without = map.nodes.len() - map.heights.len();
    if without > 0 {
        report.warn(format!(
            "elevation: {without} of {} nodes of streets lie on no grid; the streets there count as flat",
            map.nodes.len()
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str =
        "ncols 3\nnrows 2\nxllcorner 331000\nyllcorner 188000\ncellsize 50\nNODATA_value -9999\n10 20 30\n0 10 -9999\n";

    #[test]
    fn heights_are_read_north_first_and_mixed_between_the_middles_of_cells() {
        let g = parse(SMALL, "x.asc").unwrap();
        let at = |x: f64, y: f64| g.at([331_000.0 + x, 188_000.0 + y]);
        assert_eq!([at(25.0, 25.0), at(25.0, 75.0), at(75.0, 75.0)], [Some(0.0), Some(10.0), Some(20.0)]);
        assert_eq!([at(25.0, 50.0), at(50.0, 75.0), at(50.0, 50.0)], [Some(5.0), Some(15.0), Some(10.0)]);
        assert_eq!(at(2.0, 2.0), Some(0.0), "the edge has the height of its cell");
        assert_eq!([at(125.0, 30.0), at(151.0, 75.0), at(-1.0, 25.0)], [None, None, None]);
    }

    #[test]
    fn what_is_no_grid_is_refused_with_the_reason() {
        for (text, why) in [
            ("", "lacks ncols"),
            ("ncols 2\nnrows 2\ncellsize 50\nxllcorner 0\nyllcorner 0\n1 2 3", "says 4 heights"),
            ("ncols 2\nnrows x", "not a number"),
            ("ncols 1e12\nnrows 2\ncellsize 50\nxllcorner 0\nyllcorner 0\n1", "ncols is"),
            ("ncols 1\nnrows 1\ncellsize 0\nxllcorner 0\nyllcorner 0\n1", "cells of 0 m"),
            ("ncols 1\nnrows 1\ncellsize 5\nxllcorner 0\nyllcorner 0\nhigh", "not a number"),
        ] {
            let said = parse(text, "x.asc").unwrap_err().to_string();
            assert!(said.contains(why), "{text:?}: {said}");
        }
    }

    #[test]
    fn a_street_up_the_grid_knows_its_heights() {
        // 331025, 188025 is about 51.5872 N, 2.9966 W.
        let mut map = RawMap::default();
        map.nodes.insert(1, LonLat::new(-2.9966, 51.5872).unwrap());
        map.nodes.insert(2, LonLat::new(-2.5, 51.5872).unwrap());
        let grid = parse(&SMALL.replace("cellsize 50", "cellsize 500"), "x.asc").unwrap();
        let mut report = SourceReport::new("elevation");
        lay(&mut map, &[grid], &mut report).unwrap();
        assert!(map.heights.contains_key(&1) && !map.heights.contains_key(&2), "{:?}", map.heights);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "(ncols|nrows|cellsize|xllcorner|yllcorner| |\n|[0-9.e-]{1,4}){0,20}") {
            let _ = parse(&text, "x.asc");
        }
    }
}
