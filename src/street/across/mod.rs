//! Squares and parks walked across: lines between their entrances, inside the area, around holes, buildings and water.

mod floor;

use super::build::BuildReport;
use super::network::{Segment, StreetClass};
use super::parks::{rings, tag};
use super::rules::{class, not_walked, rules};
use super::slope::FLAT;
use crate::domain::ground::{GroundKind, GroundShape};
use crate::domain::id::JunctionId;
use crate::domain::place::{LonLat, Plane};
use crate::domain::rawmap::{RawArea, RawMap, RawWay};
use crate::domain::units::Metres;
use floor::{Floor, Xy, far, floor};
use geo::BoundingRect;
use geo_types::{Coord, LineString};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A line is laid only where lines laid already are more than this longer, so that a square with forty doors does not
/// need 780 lines.
const STRETCH: f64 = 1.05;
/// With more entrances than this each is joined with its nearest only.
const MOST: usize = 60;
/// Those nearest.
const NEAREST: usize = 6;
/// With more corners to look past than this only entrances in sight of each other are joined.
const CORNERS: usize = 150;
/// Areas with more corners than this are left alone.
const RING: usize = 3000;

/// A line across an area, between two of its entrances.
pub(super) struct Across {
    area: RawArea,
    pub(super) nodes: (i64, i64),
    line: LineString<f64>,
}

/// Whether an area may be crossed, and whether it is a square (else a park).
fn crossed(area: &RawArea) -> Option<bool> {
    let get = |key| tag(area, key);
    if get("highway").is_some() {
        let tags: Vec<(String, String)> = area.tags.iter().filter(|(k, _)| k != "area").cloned().collect();
        let kind = class(get("highway")?)?;
        let on_foot = matches!(kind, StreetClass::Foot | StreetClass::Path);
        return (on_foot && not_walked(&RawWay { id: area.id, nodes: Vec::new(), tags }).is_none()).then_some(true);
    }
    let free =
        !matches!(get("access").or(get("foot")), Some("no" | "private" | "customers")) && get("fee") != Some("yes");
    let lawn = matches!(get("leisure"), Some("park" | "common" | "recreation_ground"))
        || matches!(get("landuse"), Some("village_green" | "recreation_ground"));
    (free && lawn).then_some(false)
}

/// Best ways from one point over a table of lengths: length and the point before, of each.
fn ways(from: usize, table: &[Vec<f64>]) -> Vec<(f64, usize)> {
    let mut best = vec![(f64::INFINITY, from); table.len()];
    let mut done = vec![false; table.len()];
    best[from].0 = 0.0;
    while let Some(i) = (0..table.len())
        .filter(|i| !done[*i] && best[*i].0 < f64::INFINITY)
        .min_by(|a, b| best[*a].0.total_cmp(&best[*b].0))
    {
        done[i] = true;
        for (j, length) in table[i].iter().enumerate() {
            if best[i].0 + length < best[j].0 {
                best[j] = (best[i].0 + length, i);
            }
        }
    }
    best
}

/// Chains of points between the first `doors` of them that are needed, each with its ends.
fn chains(points: &[Xy], doors: usize, floor: &Floor, held: &[(usize, usize, f64)]) -> Vec<Vec<usize>> {
    let n = points.len();
    let mut sight = vec![vec![f64::INFINITY; n]; n];
    let near: Vec<FxHashSet<usize>> = (0..n)
        .map(|i| {
            let mut others: Vec<usize> = (0..n).filter(|j| *j != i).collect();
            others.sort_by(|a, b| far(points[i], points[*a]).total_cmp(&far(points[i], points[*b])).then(a.cmp(b)));
            others.into_iter().take(if doors > MOST { NEAREST } else { n }).collect()
        })
        .collect();
    for i in 0..n {
        for j in 0..i {
            if (near[i].contains(&j) || near[j].contains(&i)) && floor.sees(points[i], points[j]) {
                sight[i][j] = far(points[i], points[j]);
                sight[j][i] = sight[i][j];
            }
        }
    }
    let mut pairs = Vec::new();
    for i in 0..doors {
        let best = ways(i, &sight);
        for j in 0..i {
            if best[j].0 < f64::INFINITY && best[j].0 > 0.5 {
                let mut chain = vec![j];
                while let Some(&last) = chain.last().filter(|l| **l != i) {
                    chain.push(best[last].1);
                }
                pairs.push((best[j].0, chain));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    let mut laid = vec![vec![f64::INFINITY; doors]; doors];
    for &(i, j, length) in held {
        laid[i][j] = laid[i][j].min(length);
        laid[j][i] = laid[i][j];
    }
    let mut out = Vec::new();
    for (length, chain) in pairs {
        let (Some(&a), Some(&b)) = (chain.first(), chain.last()) else { continue };
        if ways(a, &laid)[b].0 > length * STRETCH {
            laid[a][b] = length;
            laid[b][a] = length;
            out.push(chain);
        }
    }
    out
}

/// Ground that stands in the way, by area.
fn obstacles<'a>(
    map: &'a RawMap,
    boxes: &RTree<GeomWithData<Rectangle<Xy>, usize>>,
) -> FxHashMap<usize, Vec<&'a GroundShape>> {
    let mut out: FxHashMap<usize, Vec<&GroundShape>> = FxHashMap::default();
    for shape in map.ground.iter().filter(|s| s.kind != GroundKind::Green && !s.class.ends_with("_bridge")) {
        let Some(r) = shape.geom.bounding_rect() else { continue };
        let window = AABB::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]);
        for area in boxes.locate_in_envelope_intersecting(window) {
            out.entry(area.data).or_default().push(shape);
        }
    }
    out
}

/// The nodes by which an area is entered, in the order of its rings.
fn doors(area: &RawArea, square: bool, streets: &FxHashMap<i64, bool>, gates: &FxHashSet<i64>) -> Vec<i64> {
    let fenced = tag(area, "barrier").is_some_and(|b| b != "no");
    let mut seen = FxHashSet::default();
    let enters = |n: &&i64| match streets.get(*n) {
        Some(_) if gates.contains(*n) => true,
        // The edge of a park often runs along a road, behind a fence: only paths lead in.
        Some(path) => !fenced && (square || *path),
        None => false,
    };
    area.rings.iter().flatten().filter(enters).filter(|n| seen.insert(**n)).copied().collect()
}

/// All lines across squares and parks of the map. `walked`: the ways that are walked.
pub(super) fn lines(map: &RawMap, walked: &[&RawWay], report: &mut BuildReport) -> Vec<Across> {
    let areas: Vec<(&RawArea, bool, Vec<LineString<f64>>)> = map
        .areas
        .iter()
        .filter_map(|a| Some((a, crossed(a)?, rings(map, a)?)))
        .filter(|(_, _, rings)| rings.iter().map(|r| r.0.len()).sum::<usize>() <= RING)
        .collect();
    if areas.is_empty() {
        return Vec::new();
    }
    // Whether a node lies on a path that is no road.
    let mut streets: FxHashMap<i64, bool> = FxHashMap::default();
    let mut next: FxHashMap<i64, Vec<i64>> = FxHashMap::default();
    let edge: FxHashSet<i64> = areas.iter().flat_map(|a| a.0.rings.iter().flatten().copied()).collect();
    for way in walked {
        let path = way
            .tag("highway")
            .and_then(class)
            .is_some_and(|k| matches!(k, StreetClass::Foot | StreetClass::Path | StreetClass::Steps));
        for n in way.nodes.iter().filter(|n| edge.contains(n)) {
            *streets.entry(*n).or_default() |= path;
        }
        for w in way.nodes.windows(2).filter(|w| edge.contains(&w[0]) && edge.contains(&w[1])) {
            next.entry(w[0]).or_default().push(w[1]);
        }
    }
    let gates: FxHashSet<i64> = map.barriers.iter().map(|b| b.node).collect();
    let boxes = areas.iter().enumerate().filter_map(|(i, (_, _, rings))| {
        let r = geo_types::MultiLineString::new(rings.clone()).bounding_rect()?;
        Some(GeomWithData::new(Rectangle::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]), i))
    });
    let boxes = RTree::bulk_load(boxes.collect());
    let blocks = obstacles(map, &boxes);
    let found: Vec<Vec<Across>> = areas
        .par_iter()
        .enumerate()
        .map(|(i, (area, square, outline))| {
            let doors = doors(area, *square, &streets, &gates);
            let blocks = blocks.get(&i).map_or(&[][..], Vec::as_slice);
            if doors.len() > 1 { lay(map, area, outline, &doors, blocks, &next) } else { Vec::new() }
        })
        .collect();
    report.across = (found.iter().filter(|f| !f.is_empty()).count(), found.iter().map(Vec::len).sum());
    found.into_iter().flatten().collect()
}

/// The lines across one area between its doors. `next`: nodes that streets along the edge join.
fn lay(
    map: &RawMap,
    area: &RawArea,
    outline: &[LineString<f64>],
    doors: &[i64],
    blocks: &[&GroundShape],
    next: &FxHashMap<i64, Vec<i64>>,
) -> Vec<Across> {
    let Some(origin) = doors.first().and_then(|n| map.nodes.get(n)) else { return Vec::new() };
    let plane = Plane::around(*origin);
    let floor = floor(plane, outline, blocks);
    let mut points: Vec<Xy> = doors.iter().filter_map(|n| map.nodes.get(n)).map(|p| plane.project(*p)).collect();
    if points.len() < doors.len() {
        return Vec::new();
    }
    if floor.bends.len() <= CORNERS {
        points.extend(&floor.bends);
    }
    // Streets along the edge are there already.
    let numbers: BTreeMap<i64, usize> = doors.iter().enumerate().map(|(i, n)| (*n, i)).collect();
    let held: Vec<(usize, usize, f64)> = numbers
        .iter()
        .flat_map(|(n, &i)| next.get(n).into_iter().flatten().filter_map(|m| numbers.get(m)).map(move |&j| (i, j)))
        .map(|(i, j)| (i, j, far(points[i], points[j])))
        .collect();
    let tidy = |c: Coord<f64>| LonLat::new(c.x, c.y).map_or(c, |p| p.rounded().coord());
    let across = |chain: Vec<usize>| {
        let (&a, &b) = (chain.first()?, chain.last()?);
        let line = chain.iter().map(|i| match doors.get(*i).and_then(|n| map.nodes.get(n)) {
            Some(p) => p.coord(),
            None => tidy(plane.unproject(points[*i])),
        });
        Some(Across { area: area.clone(), nodes: (doors[a], doors[b]), line: line.collect() })
    };
    chains(&points, doors.len(), &floor, &held).into_iter().filter_map(across).collect()
}

impl Across {
    pub(super) fn segment(self) -> Segment {
        let square = tag(&self.area, "highway").is_some();
        let way = RawWay { id: self.area.id, nodes: Vec::new(), tags: self.area.tags };
        let rule = rules(&way);
        let lit = rule.map_or_else(|| way.tag("lit").map(|v| v != "no"), |r| r.lit);
        let line = self.line;
        Segment {
            osm_way: way.id,
            nodes: self.nodes,
            from: JunctionId(0),
            to: JunctionId(0),
            name: way.tag("name").unwrap_or_default().to_owned(),
            class: if square { "square" } else { "park" }.to_owned(),
            kind: if square { StreetClass::Foot } else { StreetClass::Path },
            length: Metres::new(line.lines().map(|l| Plane::local_length(l.start, l.end)).sum()),
            foot: true,
            foot_dark: if square { rule.is_some_and(|r| r.foot_dark) } else { lit == Some(true) },
            drive: (false, false),
            drive_kmh: 0,
            lit,
            // The park's hours are given with those of its paths.
            hours: if square { super::validity::of_way(&way).hours } else { String::new() },
            slope: (FLAT, FLAT),
            waits: (0, 0),
            residents: 0.0,
            ward: None,
            line,
        }
    }
}
