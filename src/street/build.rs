//! OSM ways → network: split at junctions, barred at gates, islands dropped.

use super::barriers::Barriers;
use super::network::{Network, Segment};
use super::rules::{NotWalked, Rules, not_walked, rules};
use super::snap::SnapIndex;
use super::{across, parks, validity};
use crate::domain::id::JunctionId;
use crate::domain::place::{LonLat, Plane};
use crate::domain::rawmap::{RawBarrier, RawMap, RawWay};
use crate::domain::units::Metres;
use geo_types::{Coord, LineString};
use petgraph::unionfind::UnionFind;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Pieces on foot with less walkable length than this are dropped as islands, metres.
const ISLAND_M: f64 = 500.0;
/// Lit pieces with at least this much length are worth being sent to after dark, metres.
const DARK_M: f64 = 500.0;
/// Pieces with at least this much length count as main network, besides the largest one, metres.
const MAIN_M: f64 = 5_000.0;

/// What building found, for the import's summary.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BuildReport {
    /// Walkable ways.
    pub walkable_ways: usize,
    /// Walkable length, metres.
    pub walkable_m: f64,
    /// Connected pieces dropped as islands, with their total length in metres.
    pub islands: (usize, f64),
    /// Ways that are not walked, with their length in metres, by the rule that bars them.
    pub left_out: BTreeMap<NotWalked, (usize, f64)>,
    /// Segments with hours, and their length in metres.
    pub hours: (usize, f64),
    /// Squares and parks that are walked across, and the lines laid across them.
    pub across: (usize, usize),
    /// Sentences for the user: gates assumed open, ways without nodes…
    pub warnings: Vec<String>,
}

/// Builds the network from an OSM file's ways.
#[must_use]
pub fn build(map: &RawMap) -> (Network, BuildReport) {
    let mut report = BuildReport { left_out: left_out(map), ..BuildReport::default() };
    let ways: Vec<(&RawWay, Rules)> = map
        .ways
        .iter()
        // Squares drawn as areas are crossed anywhere; their outline is not a street.
        .filter(|w| w.tag("area") != Some("yes"))
        .filter_map(|w| rules(w).filter(|r| r.foot || r.drive.0 || r.drive.1).map(|r| (w, r)))
        .collect();
    let (shut, gates) = barriers(&map.barriers);
    if gates > 0 {
        report.warnings.push(format!("{gates} gates without access tags are taken as open on foot and shut to cars"));
    }

    let mut uses: FxHashMap<i64, u32> = FxHashMap::default();
    for (way, _) in &ways {
        for (i, node) in way.nodes.iter().enumerate() {
            *uses.entry(*node).or_default() += if i == 0 || i + 1 == way.nodes.len() { 2 } else { 1 };
        }
    }
    let walked: Vec<&RawWay> = ways.iter().filter(|(_, r)| r.foot).map(|(w, _)| *w).collect();
    let across = across::lines(map, &walked, &mut report);
    for node in across.iter().flat_map(|a| [a.nodes.0, a.nodes.1]) {
        *uses.entry(node).or_default() += 2;
    }
    let mut segments = Vec::new();
    let (mut torn, mut barred) = (0usize, 0usize);
    for (way, rule) in &ways {
        let mut start = 0;
        for i in 1..way.nodes.len() {
            let node = way.nodes[i];
            if uses.get(&node).copied().unwrap_or(0) > 1 || shut.contains_key(&node) {
                match segment(map, way, *rule, &way.nodes[start..=i], &shut) {
                    Piece::Street(s) => segments.push(*s),
                    Piece::Barred => barred += 1,
                    Piece::Torn => torn += 1,
                    Piece::Nothing => {}
                }
                start = i;
            }
        }
        if rule.foot {
            report.walkable_ways += 1;
        }
    }
    if torn > 0 {
        report.warnings.push(format!("{torn} pieces of ways are left out: their nodes are not in the file"));
    }
    if barred > 0 {
        report.warnings.push(format!(
            "{barred} pieces of ways are left out: the barriers at their ends let nobody through, neither on foot nor by car"
        ));
    }
    segments.extend(across.into_iter().map(across::Across::segment));
    close(map, &ways, &mut segments, &mut report);
    drop_islands(&mut segments, &mut report);
    // Lines across squares and parks are no streets.
    let street = |s: &&Segment| s.foot && !s.is_across();
    report.walkable_m = segments.iter().filter(street).map(|s| s.length.get()).sum();
    (Network::from_segments(segments).with_barriers(&map.ground), report)
}

/// Gives segments the hours of their ways and of the parks in which they lie. What has hours is not walked after dark:
/// nobody should stand before a locked gate then.
fn close(map: &RawMap, ways: &[(&RawWay, Rules)], segments: &mut [Segment], report: &mut BuildReport) {
    let own: FxHashMap<i64, validity::Stated> = ways
        .iter()
        .map(|(w, _)| (w.id, validity::of_way(w)))
        .filter(|(_, s)| *s != validity::Stated::default())
        .collect();
    let parks = parks::Parks::of(map);
    let mut unread: BTreeSet<i64> = parks.unread.iter().copied().collect();
    for s in segments.iter_mut().filter(|s| s.foot) {
        if let Some(stated) = own.get(&s.osm_way) {
            s.hours = stated.hours.clone();
            s.foot_dark &= !stated.unread;
            if stated.unread {
                unread.insert(s.osm_way);
            }
        }
        if let Some(hours) = parks.around(s) {
            s.hours = validity::both(&s.hours, hours);
        }
        if !s.hours.is_empty() {
            s.foot_dark = false;
            report.hours.0 += 1;
            report.hours.1 += s.length.get();
        }
    }
    if let Some(first) = unread.first() {
        report.warnings.push(format!(
            "the hours of {} ways and parks cannot be read; they are taken to be open by day and shut after dark; the first is {first}",
            unread.len()
        ));
    }
}

/// Counts of what is not walked, by rule.
fn left_out(map: &RawMap) -> BTreeMap<NotWalked, (usize, f64)> {
    let mut counts = BTreeMap::new();
    for (way, why) in map.ways.iter().filter_map(|w| Some((w, not_walked(w)?))) {
        let line: LineString<f64> = way.nodes.iter().filter_map(|n| map.nodes.get(n)).map(|p| p.coord()).collect();
        let count: &mut (usize, f64) = counts.entry(why).or_default();
        count.0 += 1;
        count.1 += line.lines().map(|l| Plane::local_length(l.start, l.end)).sum::<f64>();
    }
    counts
}

/// Nodes that bar the way: (on foot too, or only to cars), and how many gates are taken as open on foot.
fn barriers(list: &[RawBarrier]) -> (FxHashMap<i64, bool>, usize) {
    let mut shut = FxHashMap::default();
    let mut gates = 0;
    for barrier in list {
        let tag = |key: &str| barrier.tags.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
        let Some(kind) = tag("barrier") else { continue };
        let no = |v: Option<&str>| v.is_some_and(|v| matches!(v, "no" | "private"));
        let foot_named = tag("foot").is_some_and(|v| !matches!(v, "no" | "private"));
        let foot_shut = no(tag("foot")) || (!foot_named && (no(tag("access")) || tag("locked") == Some("yes")));
        let through =
            matches!(kind, "entrance" | "toll_booth" | "cattle_grid" | "height_restrictor" | "kerb" | "border_control");
        let car_named = ["motor_vehicle", "motorcar", "vehicle", "access"]
            .iter()
            .any(|k| tag(k).is_some_and(|v| matches!(v, "yes" | "permissive" | "destination")));
        if foot_shut {
            shut.insert(barrier.node, true);
        } else if !through && !car_named {
            shut.insert(barrier.node, false);
            gates += usize::from(kind == "gate" && tag("access").is_none() && tag("foot").is_none());
        }
    }
    (shut, gates)
}

/// What becomes of a piece of a way.
enum Piece {
    /// A segment.
    Street(Box<Segment>),
    /// Barriers let nobody onto it.
    Barred,
    /// The file lacks some of its nodes.
    Torn,
    /// It has no length.
    Nothing,
}

fn segment(map: &RawMap, way: &RawWay, rule: Rules, nodes: &[i64], shut: &FxHashMap<i64, bool>) -> Piece {
    let coords: Option<Vec<Coord<f64>>> = nodes.iter().map(|n| map.nodes.get(n).map(|p| p.coord())).collect();
    let (Some(mut coords), Some(&first), Some(&last)) = (coords, nodes.first(), nodes.last()) else {
        return Piece::Torn;
    };
    coords.dedup();
    if coords.len() < 2 {
        return Piece::Nothing;
    }
    // A barred node bars the segments that touch it: on foot, or to cars only.
    let bars: Vec<bool> = [first, last].iter().filter_map(|n| shut.get(n).copied()).collect();
    let foot_open = !bars.contains(&true);
    let car_open = bars.is_empty();
    let line = LineString::new(coords);
    let segment = Segment {
        osm_way: way.id,
        nodes: (first, last),
        from: JunctionId(0),
        to: JunctionId(0),
        name: way.tag("name").unwrap_or_default().to_owned(),
        class: way.tag("highway").unwrap_or_default().to_owned(),
        kind: rule.kind,
        length: Metres::new(line.lines().map(|l| Plane::local_length(l.start, l.end)).sum()),
        foot: rule.foot && foot_open,
        foot_dark: rule.foot_dark && foot_open,
        drive: (rule.drive.0 && car_open, rule.drive.1 && car_open),
        drive_kmh: rule.drive_kmh,
        lit: rule.lit,
        hours: String::new(),
        slope: slope(map, way, nodes),
        waits: (0, 0),
        residents: 0.0,
        ward: None,
        line,
    };
    if segment.foot || segment.drive.0 || segment.drive.1 { Piece::Street(Box::new(segment)) } else { Piece::Barred }
}

/// What the gradient costs from the first to the last of some nodes, and back. A bridge or a tunnel runs straight from
/// end to end, whatever the ground does.
fn slope(map: &RawMap, way: &RawWay, nodes: &[i64]) -> (u16, u16) {
    let known: Option<Vec<(Coord<f64>, f64)>> =
        nodes.iter().map(|n| Some((map.nodes.get(n)?.coord(), f64::from(*map.heights.get(n)?)))).collect();
    let Some(known) = known else { return (super::slope::FLAT, super::slope::FLAT) };
    let pieces = known.windows(2).map(|w| (Plane::local_length(w[0].0, w[1].0), w[1].1 - w[0].1));
    let off_ground = ["bridge", "tunnel"].iter().any(|k| way.tag(k).is_some_and(|v| v != "no"));
    if off_ground {
        let whole = pieces.fold((0.0, 0.0), |all, p| (all.0 + p.0, all.1 + p.1));
        return super::slope::along(&[whole]);
    }
    super::slope::along(&pieces.collect::<Vec<_>>())
}

/// For each segment a name of the connected piece to which it belongs among segments that `takes`, and the piece's
/// length; `ends` are the junctions of each segment.
fn piece_lengths(segments: &[Segment], ends: &[[u32; 2]], takes: impl Fn(&Segment) -> bool) -> Vec<(usize, f64)> {
    let nodes = ends.iter().flatten().max().map_or(0, |n| *n as usize + 1);
    let mut union = UnionFind::<usize>::new(nodes);
    let chosen = || segments.iter().zip(ends).filter(|(s, _)| takes(s));
    for (_, [a, b]) in chosen() {
        union.union(*a as usize, *b as usize);
    }
    let mut lengths = vec![0.0; nodes];
    for (s, [a, _]) in chosen() {
        lengths[union.find(*a as usize)] += s.length.get();
    }
    let piece = |(s, [a, _]): (&Segment, &[u32; 2])| {
        let root = union.find(*a as usize);
        (root, if takes(s) { lengths[root] } else { 0.0 })
    };
    segments.iter().zip(ends).map(piece).collect()
}

/// Numbers of the junctions of each segment, in the order in which they come.
fn numbered(segments: &[Segment]) -> Vec<[u32; 2]> {
    let mut numbers: FxHashMap<i64, u32> = FxHashMap::default();
    let mut number = |node: i64| {
        let next = numbers.len() as u32;
        *numbers.entry(node).or_insert(next)
    };
    segments.iter().map(|s| [number(s.nodes.0), number(s.nodes.1)]).collect()
}

fn drop_islands(segments: &mut Vec<Segment>, report: &mut BuildReport) {
    let pieces = piece_lengths(segments, &numbered(segments), |s| s.foot);
    let longest = pieces.iter().map(|p| p.1).fold(0.0, f64::max);
    let mut dropped: FxHashSet<usize> = FxHashSet::default();
    for (s, (root, length)) in segments.iter_mut().zip(&pieces) {
        if s.foot && *length < ISLAND_M && *length < longest {
            if dropped.insert(*root) {
                report.islands.1 += length;
            }
            s.foot = false;
            s.foot_dark = false;
        }
    }
    report.islands.0 = dropped.len();
    segments.retain(|s| s.foot || s.drive.0 || s.drive.1);
}

impl Network {
    /// Puts a network together from its stored segments (the county file's `streets` and `roads` rows).
    #[must_use]
    pub fn from_segments(mut segments: Vec<Segment>) -> Self {
        segments.retain(|s| s.line.0.len() > 1);
        let ends = numbered(&segments);
        let mut junctions: Vec<Coord<f64>> = Vec::new();
        for (s, numbers) in segments.iter_mut().zip(&ends) {
            for (number, at) in numbers.iter().zip([s.line.0.first(), s.line.0.last()]) {
                // Numbers are given in the order in which junctions come: one that is new is the next.
                if *number as usize == junctions.len() {
                    junctions.push(at.copied().unwrap_or_default());
                }
            }
            (s.from, s.to) = (JunctionId(numbers[0]), JunctionId(numbers[1]));
        }
        super::slope::set_waits(&mut segments);
        let plane = Plane::around(middle(&junctions));
        let foot = piece_lengths(&segments, &ends, |s| s.foot);
        let drive = piece_lengths(&segments, &ends, |s| s.drive.0 || s.drive.1);
        let longest = |p: &[(usize, f64)]| p.iter().map(|x| x.1).fold(0.0, f64::max);
        // After dark streets fall to pieces; a piece that is a village's is still worth a ride.
        let dark = piece_lengths(&segments, &ends, |s| s.foot && s.foot_dark);
        let (foot_longest, drive_longest, dark_longest) = (longest(&foot), longest(&drive), longest(&dark));
        let main = (0..segments.len())
            .map(|i| super::snap::Main {
                foot: foot[i].1 >= foot_longest.min(MAIN_M) && foot[i].1 > 0.0,
                dark: dark[i].1 >= dark_longest.min(DARK_M) && dark[i].1 > 0.0,
                drive: drive[i].1 >= drive_longest.min(MAIN_M) && drive[i].1 > 0.0,
            })
            .collect();
        let graph = super::graph::Graphs::new(junctions.len(), &segments);
        let snaps = SnapIndex::new(plane, &segments, main);
        let barriers = std::sync::Arc::new(Barriers::new(plane, &[], &segments));
        Self { plane, junctions, segments, graph, hierarchies: std::sync::Arc::default(), snaps, barriers }
    }
}

/// The middle of the junctions by their medians: nodes far outside, which extracts keep, do not move it.
fn middle(junctions: &[Coord<f64>]) -> LonLat {
    let median = |pick: fn(&Coord<f64>) -> f64| {
        let mut values: Vec<f64> = junctions.iter().map(pick).collect();
        let half = values.len() / 2;
        if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(half, f64::total_cmp).1 }
    };
    let (lon, lat) = (median(|c| c.x), median(|c| c.y));
    LonLat::new(lon, lat).unwrap_or_else(|_| LonLat::default())
}
