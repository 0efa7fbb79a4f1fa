//! Uncovered areas: clusters of connected streets that nobody is recorded to have reached.

use super::CoverageOptions;
use super::areas::Measured;
use super::visible::days_before;
use crate::domain::coverage::{UncoveredArea, UncoveredReason};
use crate::domain::id::{OfficerId, SegmentId};
use crate::domain::place::{LonLat, Plane};
use crate::street::Network;
use geo::orient::{Direction, Orient};
use geo::{Buffer, ConcaveHull, ConvexHull, Simplify};
use geo_types::{Coord, LineString, MultiLineString, MultiPoint, Point, Polygon};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Fewest residents of an area worth drawing.
const LEAST: f64 = 100.0;
/// Streets within this many metres hang together.
const GAP: f64 = 150.0;
/// Side of a square whose corners are less than [`GAP`] apart.
const SQUARE: f64 = 100.0;
/// Farther than this from a base in metres, an officer without a car does not come.
const WALK: f64 = 3000.0;

/// Sets that grow together; the lowest member names a set.
struct Union(Vec<u32>);

impl Union {
    fn find(&mut self, mut i: u32) -> u32 {
        while self.0[i as usize] != i {
            self.0[i as usize] = self.0[self.0[i as usize] as usize];
            i = self.0[i as usize];
        }
        i
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}

/// Places along a line on the plane, at most `step` metres apart.
pub(super) fn places(plane: Plane, line: &LineString<f64>, step: f64) -> Vec<[f64; 2]> {
    let mut list: Vec<[f64; 2]> = Vec::new();
    for l in line.lines() {
        let (a, b) = (plane.project_coord(l.start), plane.project_coord(l.end));
        let n = ((b[0] - a[0]).hypot(b[1] - a[1]) / step).ceil().clamp(1.0, 10_000.0);
        for k in 0..n as u32 {
            let t = f64::from(k) / n;
            list.push([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]);
        }
    }
    list.extend(line.0.last().map(|c| plane.project_coord(*c)));
    list
}

/// Clusters of segments with the same key that share a junction or lie within [`GAP`]; each in ascending order.
pub(super) fn clusters<K: Ord + Copy>(network: &Network, chosen: &[(u32, K)]) -> Vec<Vec<u32>> {
    let mut union = Union((0..chosen.len() as u32).collect());
    let mut at_junction: BTreeMap<(K, u32), u32> = BTreeMap::new();
    // Places by square, in order of key and square.
    let mut spots: Vec<(K, i64, i64, u32, [f64; 2])> = Vec::new();
    for (n, (segment, key)) in chosen.iter().enumerate() {
        let s = network.segment(SegmentId(*segment));
        for junction in [s.from.0, s.to.0] {
            let first = *at_junction.entry((*key, junction)).or_insert(n as u32);
            union.join(first, n as u32);
        }
        for p in places(network.plane(), &s.line, SQUARE) {
            spots.push((*key, (p[0] / SQUARE).floor() as i64, (p[1] / SQUARE).floor() as i64, n as u32, p));
        }
    }
    spots.sort_by(|a, b| (a.0, a.1, a.2, a.3).cmp(&(b.0, b.1, b.2, b.3)));
    let squares: Vec<&[(K, i64, i64, u32, [f64; 2])]> =
        spots.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2)).collect();
    let mut keys: Vec<K> = squares.iter().map(|q| q[0].0).collect();
    keys.dedup();
    let rank = |k: K| keys.binary_search(&k).unwrap_or(0);
    let index: FxHashMap<(usize, i64, i64), usize> =
        squares.iter().enumerate().map(|(i, q)| ((rank(q[0].0), q[0].1, q[0].2), i)).collect();
    for square in &squares {
        let (key, x, y, first, _) = square[0];
        for spot in &square[1..] {
            union.join(first, spot.3);
        }
        for (dx, dy) in (-2..=2).flat_map(|dx| (-2..=2).map(move |dy| (dx, dy))).filter(|d| *d > (0, 0)) {
            let Some(&other) = index.get(&(rank(key), x + dx, y + dy)) else { continue };
            let other = squares[other];
            let near = |a: &[f64; 2], b: &[f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]) <= GAP;
            // Squares hang together inside, so one near pair joins both.
            if union.find(first) != union.find(other[0].3)
                && square.iter().any(|a| other.iter().any(|b| near(&a.4, &b.4)))
            {
                union.join(first, other[0].3);
            }
        }
    }
    let mut found: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (n, (segment, _)) in chosen.iter().enumerate() {
        found.entry(union.find(n as u32)).or_default().push(*segment);
    }
    found.into_values().collect()
}

/// The outline of some streets, 25 m around them; WGS 84, right-hand rule.
fn outline(network: &Network, segments: &[u32]) -> Polygon<f64> {
    let plane = network.plane();
    let flat = |s: &u32| -> LineString<f64> {
        let line = &network.segment(SegmentId(*s)).line;
        line.0.iter().map(|c| Coord::from(plane.project_coord(*c))).collect()
    };
    let mut whole: Option<Polygon<f64>> = None;
    if segments.len() <= 400 {
        let around = MultiLineString::new(segments.iter().map(flat).collect()).buffer(25.0);
        if around.0.len() == 1 {
            whole = around.0.into_iter().next().map(|p| Polygon::new(p.exterior().clone(), Vec::new()).simplify(3.0));
        }
    }
    let hull = whole.filter(|p| p.exterior().0.len() >= 4).unwrap_or_else(|| {
        let mut round: Vec<Point<f64>> = Vec::new();
        for s in segments {
            for [x, y] in places(plane, &network.segment(SegmentId(*s)).line, 80.0) {
                round.extend(
                    [(25.0, 0.0), (0.0, 25.0), (-25.0, 0.0), (0.0, -25.0)].map(|(a, b)| Point::new(x + a, y + b)),
                );
            }
        }
        let points = MultiPoint::new(round);
        let hull = if segments.len() <= 2000 { points.concave_hull() } else { points.convex_hull() };
        if hull.exterior().0.len() >= 4 { hull } else { points.convex_hull() }
    });
    let ring: LineString<f64> = hull
        .exterior()
        .0
        .iter()
        .map(|c| plane.unproject([c.x, c.y]))
        .map(|c| Coord { x: (c.x * 1e7).round() / 1e7, y: (c.y * 1e7).round() / 1e7 })
        .collect();
    Polygon::new(ring, Vec::new()).orient(Direction::Default)
}

/// Why nobody was recorded in each cell. `None`: its streets are not uncovered but unknown, and not even drawn.
fn reasons(m: &Measured<'_>) -> Vec<Option<UncoveredReason>> {
    let options: CoverageOptions = m.options;
    let in_period = |d| days_before(options.on, d).is_some_and(|n| n <= options.days);
    let mut off: BTreeMap<&OfficerId, f64> = BTreeMap::new();
    for a in m.county.operations.abstractions.iter().filter(|a| in_period(a.date)) {
        *off.entry(&a.officer).or_default() += a.hours;
    }
    let weeks = f64::from(options.days) / 7.0;
    (0..m.scope.cells.len() as u32)
        .map(|cell| {
            let posts: Vec<_> = m.units.iter().filter(|u| u.patch.contains(&cell)).collect();
            let held: Vec<_> = posts.iter().filter_map(|u| Some((u.officer.as_ref()?, u.hours * weeks))).collect();
            Some(if held.is_empty() {
                if posts.is_empty() { UncoveredReason::NoPost } else { UncoveredReason::Vacant }
            } else if m.seen.held.is_none() {
                return None;
            } else if m.seen.unknown.0.contains(&cell) {
                UncoveredReason::NotRecorded
            } else if held.iter().all(|(o, hours)| off.get(o).is_some_and(|h| *h >= hours * 0.5)) {
                UncoveredReason::Abstracted
            } else {
                UncoveredReason::DrawnElsewhere
            })
        })
        .collect()
}

/// Whether officers with a known base are all too far from a place to walk there, and none drives.
fn out_of_reach(m: &Measured<'_>, cell: u32, at: LonLat) -> bool {
    let operations = &m.county.operations;
    let ids: BTreeSet<&OfficerId> =
        m.units.iter().filter(|u| u.patch.contains(&cell)).filter_map(|u| u.officer.as_ref()).collect();
    let officers: Vec<_> = operations.officers.iter().filter(|o| ids.contains(&o.id)).collect();
    !officers.is_empty()
        && !operations.bases.is_empty()
        && officers.iter().all(|o| {
            let own = operations.bases.iter().filter(|b| o.base.as_ref().is_none_or(|id| *id == b.id));
            let near = own.map(|b| Plane::local_length(b.at.coord(), at.coord())).min_by(f64::total_cmp);
            !o.may_drive && near.is_some_and(|d| d > WALK)
        })
}

/// Uncovered areas, most residents × days first.
pub(super) fn areas(m: &Measured<'_>) -> Vec<UncoveredArea> {
    let network = &m.county.network;
    let why = reasons(m);
    let mut chosen: Vec<(u32, (Option<u32>, UncoveredReason))> = Vec::new();
    for (i, s) in network.segments().iter().enumerate() {
        let seen = m.seen.days[i].is_some_and(|d| d <= m.options.days);
        if s.is_frontage() && !seen {
            chosen.extend(why[m.scope.cell_of[i] as usize].map(|r| (i as u32, (s.ward, r))));
        }
    }
    let by_people = network.segments().iter().any(|s| s.residents > 0.0);
    let people = |c: &[u32]| c.iter().map(|s| f64::from(network.segments()[*s as usize].residents)).sum::<f64>();
    let length = |c: &[u32]| c.iter().map(|s| network.segments()[*s as usize].length.get()).sum::<f64>();
    let mut groups = clusters(network, &chosen);
    // Where nobody knows of residents, half a kilometre of frontage stands for enough of them.
    groups.retain(|c| if by_people { people(c) >= LEAST } else { length(c) >= 500.0 });
    let mut list: Vec<UncoveredArea> =
        groups.par_iter().filter_map(|c| draw(m, c, &why, people(c), length(c))).collect();
    list.sort_by(|a, b| {
        let size = |x: &UncoveredArea| u64::from(x.residents) * u64::from(x.days_unseen.max(1));
        size(b).cmp(&size(a)).then_with(|| a.segments.cmp(&b.segments))
    });
    let mut used: BTreeMap<String, u32> = BTreeMap::new();
    for area in &mut list {
        let n = used.entry(area.id.clone()).or_insert(0);
        *n += 1;
        if *n > 1 {
            area.id = format!("{}-{n}", area.id);
        }
    }
    list
}

fn draw(
    m: &Measured<'_>,
    cluster: &[u32],
    why: &[Option<UncoveredReason>],
    people: f64,
    length_m: f64,
) -> Option<UncoveredArea> {
    let network = &m.county.network;
    let longest = *cluster.iter().max_by(|a, b| {
        let length = |i: u32| network.segments()[i as usize].length.get();
        length(**a).total_cmp(&length(**b)).then_with(|| b.cmp(a))
    })?;
    let street = &network.segments()[longest as usize];
    let cell = m.scope.cell_of[longest as usize];
    let middle = network.position(SegmentId(longest), street.length.get() / 2.0);
    let (mut days, mut weight) = (0.0, 0.0);
    for &i in cluster {
        let w = m.scope.weight[i as usize];
        days += w * f64::from(m.seen.days[i as usize].or(m.seen.held).unwrap_or(0));
        weight += w;
    }
    let mut reason = why.get(cell as usize).copied().flatten()?;
    if reason == UncoveredReason::DrawnElsewhere && out_of_reach(m, cell, middle) {
        reason = UncoveredReason::OutOfReach;
    }
    let ward = street.ward.and_then(|w| m.county.boundaries.wards.get(w as usize));
    let near = m.county.ground.settlements.iter().map(|s| (Plane::local_length(s.at.coord(), middle.coord()), s));
    let settlement = near.filter(|(d, _)| *d <= 1500.0).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, s)| s.name.clone());
    let named = settlement.or_else(|| ward.map(|w| w.name.clone())).unwrap_or_else(|| street.name.clone());
    Some(UncoveredArea {
        id: format!("unc-{}", street.osm_way),
        name: if named.is_empty() { "Streets without a name".to_owned() } else { named },
        length_m,
        residents: people.round() as u32,
        days_unseen: if weight > 0.0 { (days / weight).round() as u32 } else { 0 },
        never: cluster.iter().all(|i| m.seen.days[*i as usize].is_none()),
        reason,
        ward: ward.map(|w| w.key.clone()),
        segments: cluster.iter().map(|i| SegmentId(*i)).collect(),
        geom: outline(network, cluster),
    })
}
