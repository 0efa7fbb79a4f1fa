//! From any place to the nearest segment, by an R-tree of the straight pieces of all segments.

use super::barriers::FAR_SIDE;
use super::network::{Network, Profile, Segment};
use crate::domain::id::SegmentId;
use crate::domain::place::{LonLat, Plane};
use crate::domain::units::Metres;
use geo_types::{Coord, LineString};
use rayon::prelude::*;
use rstar::primitives::{CachedEnvelope, GeomWithData, Line};
use rstar::{PointDistance, RStarInsertionStrategy, RTree, RTreeParams};

/// A place on the network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snap {
    /// The segment.
    pub segment: SegmentId,
    /// Metres from the segment's `from` end along its line.
    pub t: f64,
    /// The position on the segment.
    pub at: LonLat,
    /// How far the place asked for is from it.
    pub distance: Metres,
}

/// On which side of a street a place lies, seen from its `from` end to its `to` end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Left.
    Left,
    /// Right.
    Right,
    /// On it, or beyond its end in its own direction.
    On,
}

impl Side {
    /// `left`, `right`, `on`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
            Self::On => "on",
        }
    }
}

/// A place no farther than this from a street's line is on it, metres.
const ON_STREET_M: f64 = 0.5;

/// A straight piece of a segment on the county's plane, with the segment and the piece's number in it.
///
/// Its box is kept: making the tree asks for it again and again, which took most of the time.
type Piece = CachedEnvelope<GeomWithData<Line<[f64; 2]>, (u32, u32)>>;

/// Boxes a node: fewer levels than by default, so that a large county takes little longer than a small one.
#[derive(Debug, Clone)]
enum Wide {}

impl RTreeParams for Wide {
    const MIN_SIZE: usize = 8;
    const MAX_SIZE: usize = 16;
    const REINSERTION_COUNT: usize = 4;
    type DefaultInsertionStrategy = RStarInsertionStrategy;
}

/// The R-tree.
#[derive(Debug, Clone, Default)]
pub struct SnapIndex {
    tree: RTree<Piece, Wide>,
    main: Vec<Main>,
}

/// Whether a segment hangs together with the main network: on foot, on lit streets alone, by car.
#[derive(Debug, Clone, Copy)]
pub(super) struct Main {
    pub(super) foot: bool,
    pub(super) dark: bool,
    pub(super) drive: bool,
}

impl SnapIndex {
    pub(super) fn new(plane: Plane, segments: &[Segment], main: Vec<Main>) -> Self {
        let pieces = segments
            .iter()
            .enumerate()
            .flat_map(|(i, s)| {
                s.line.lines().enumerate().map(move |(k, l)| {
                    let line = Line::new(plane.project_coord(l.start), plane.project_coord(l.end));
                    CachedEnvelope::new(GeomWithData::new(line, (i as u32, k as u32)))
                })
            })
            .collect();
        Self { tree: RTree::bulk_load_with_params(pieces), main }
    }
}

fn between(a: Coord<f64>, b: Coord<f64>, share: f64) -> Coord<f64> {
    Coord { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share }
}

/// The coordinate `t` metres along a line, and the number of the straight piece on which it lies.
fn along(line: &LineString<f64>, t: f64) -> (Coord<f64>, usize) {
    let mut left = t.max(0.0);
    for (k, l) in line.lines().enumerate() {
        let length = Plane::local_length(l.start, l.end);
        if left <= length && length > 0.0 {
            return (between(l.start, l.end, left / length), k);
        }
        left -= length;
    }
    (line.0.last().copied().unwrap_or_default(), line.0.len().saturating_sub(2))
}

/// The coordinates of a line from `a` to `b` metres along it, backwards if `b` is less.
pub(super) fn piece(line: &LineString<f64>, a: f64, b: f64) -> Vec<Coord<f64>> {
    let (low, high) = (a.min(b), a.max(b));
    let ((start, first), (end, last)) = (along(line, low), along(line, high));
    let mut coords = vec![start];
    coords.extend(line.0.iter().take(last + 1).skip(first + 1).copied());
    coords.push(end);
    if a > b {
        coords.reverse();
    }
    coords
}

pub(super) fn position(network: &Network, segment: SegmentId, t: f64) -> LonLat {
    let (c, _) = along(&network.segment(segment).line, t);
    // Every line comes from checked positions, so anything between two of them is on the globe.
    LonLat::new(c.x, c.y).unwrap_or(network.plane.origin())
}

impl Network {
    /// Whether a segment may be walked and hangs together with the county's main network on foot.
    #[must_use]
    pub fn is_main(&self, id: SegmentId) -> bool {
        self.snaps.main.get(id.ix()).is_some_and(|m| m.foot)
    }

    /// The nearest place on a segment usable under `profile` and connected to the county's main network,
    /// no farther than `limit`. A street on the far side of a river, railway or motorway counts as 150 m farther
    /// than it is: it is taken only where the near side has none within that.
    #[must_use]
    pub fn snap(&self, profile: Profile, at: LonLat, limit: Metres) -> Option<Snap> {
        let p = self.plane.project(at);
        let usable = |i: u32| {
            let s = &self.segments[i as usize];
            let main = self.snaps.main[i as usize];
            match profile {
                Profile::FootDay => s.foot && main.foot,
                Profile::FootDark => s.foot_dark && s.foot && main.foot && main.dark,
                Profile::Drive => (s.drive.0 || s.drive.1) && main.drive,
            }
        };
        // Metres, those of a street on the far side of a barrier with more; the segment; its piece.
        let mut best: Option<(f64, u32, u32)> = None;
        for found in self.snaps.tree.nearest_neighbor_iter(p) {
            let distance = found.distance_2(&p).sqrt();
            if distance > limit.get() || best.is_some_and(|(d, _, _)| distance > d) {
                break;
            }
            let (segment, number) = found.data;
            if !usable(segment) {
                continue;
            }
            let beyond = self.barriers.between(p, found.geom().nearest_point(&p));
            let counted = if beyond { distance + FAR_SIDE.get() } else { distance };
            // Ties (a place exactly at a junction) go to the lowest segment: the tree's order must not show.
            if best.is_none_or(|b| (counted, segment, number) < b) {
                best = Some((counted, segment, number));
            }
        }
        let (_, segment, number) = best?;
        Some(self.on_piece(SegmentId(segment), number as usize, at))
    }

    /// [`Network::snap`] of many places, in parallel; the answers are in their order and do not depend on the number
    /// of threads.
    #[must_use]
    pub fn snap_all(&self, profile: Profile, places: &[LonLat], limit: Metres) -> Vec<Option<Snap>> {
        places.par_iter().map(|at| self.snap(profile, *at, limit)).collect()
    }

    /// On which side of its street a snapped place lies, as seen when walking from the `from` end to the `to` end.
    #[must_use]
    pub fn side(&self, snap: &Snap, of: LonLat) -> Side {
        let line = &self.segment(snap.segment).line;
        let (_, k) = along(line, snap.t);
        let (Some(&a), Some(&b)) = (line.0.get(k), line.0.get(k + 1)) else { return Side::On };
        let ([ax, ay], [bx, by], [px, py]) =
            (self.plane.project_coord(a), self.plane.project_coord(b), self.plane.project(of));
        let off = (bx - ax) * (py - ay) - (by - ay) * (px - ax);
        if off.abs() <= ON_STREET_M * (bx - ax).hypot(by - ay) || snap.distance.get() <= ON_STREET_M {
            Side::On
        } else if off > 0.0 {
            Side::Left
        } else {
            Side::Right
        }
    }

    fn on_piece(&self, segment: SegmentId, number: usize, at: LonLat) -> Snap {
        let line = &self.segment(segment).line;
        let before: f64 = line.lines().take(number).map(|l| Plane::local_length(l.start, l.end)).sum();
        let (a, b) = (line.0[number], line.0[number + 1]);
        let ([ax, ay], [bx, by], [px, py]) =
            (self.plane.project_coord(a), self.plane.project_coord(b), self.plane.project(at));
        let square = (bx - ax).powi(2) + (by - ay).powi(2);
        let share =
            if square > 0.0 { (((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / square).clamp(0.0, 1.0) } else { 0.0 };
        let t = (before + Plane::local_length(a, b) * share).min(self.segment(segment).length.get());
        let on = position(self, segment, t);
        Snap { segment, t, at: on, distance: Metres::new(Plane::local_length(on.coord(), at.coord())) }
    }

    /// Segments whose line comes within `radius` of a place, in ascending id order (straight distance).
    #[must_use]
    pub fn segments_near(&self, at: LonLat, radius: Metres) -> Vec<SegmentId> {
        let p = self.plane.project(at);
        let mut ids: Vec<SegmentId> =
            self.snaps.tree.locate_within_distance(p, radius.get().powi(2)).map(|f| SegmentId(f.data.0)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}
