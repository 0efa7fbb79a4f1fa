//! The floor of a square or park: what is seen from where.

use crate::domain::ground::GroundShape;
use crate::domain::place::Plane;
use geo_types::{Geometry, LineString};

/// Positions nearer than this are one, metres.
const TOUCH: f64 = 1e-4;

/// Metres east and north.
pub(super) type Xy = [f64; 2];

fn turn(a: Xy, b: Xy, c: Xy) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

pub(super) fn far(a: Xy, b: Xy) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// How far a point is from a straight piece, and where along it (0 to 1) its foot lies.
fn off(p: Xy, a: Xy, b: Xy) -> (f64, f64) {
    let square = (b[0] - a[0]).powi(2) + (b[1] - a[1]).powi(2);
    let t = if square > 0.0 {
        (((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (far(p, [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]), t)
}

/// The floor of an area on a plane.
pub(super) struct Floor {
    /// Edges of rings and of obstacles: inside is within an odd number of them.
    rings: Vec<[Xy; 2]>,
    /// Streams and railways: not crossed, and nothing is inside them.
    walls: Vec<[Xy; 2]>,
    /// Corners of each ring.
    corners: Vec<Vec<Xy>>,
    pub(super) bends: Vec<Xy>,
}

impl Floor {
    fn inside(&self, p: Xy) -> bool {
        let mut odd = false;
        for [a, b] in &self.rings {
            if off(p, *a, *b).0 <= TOUCH {
                return true;
            }
            if (a[1] > p[1]) != (b[1] > p[1]) {
                odd ^= a[0] + (p[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) > p[0];
            }
        }
        odd
    }

    /// Whether the straight line between two positions stays inside.
    pub(super) fn sees(&self, p: Xy, q: Xy) -> bool {
        let mut cuts = vec![0.0, 1.0];
        let whole = far(p, q);
        let (low, high) =
            ([p[0].min(q[0]) - TOUCH, p[1].min(q[1]) - TOUCH], [p[0].max(q[0]) + TOUCH, p[1].max(q[1]) + TOUCH]);
        let apart = |a: Xy, b: Xy| (0..2).any(|k| a[k].max(b[k]) < low[k] || a[k].min(b[k]) > high[k]);
        for [a, b] in self.rings.iter().chain(&self.walls) {
            if apart(*a, *b) {
                continue;
            }
            // How far both ends lie to the left of the line.
            let (left_a, left_b) = (turn(p, q, *a) / whole, turn(p, q, *b) / whole);
            if left_a.min(left_b) > TOUCH || left_a.max(left_b) < -TOUCH {
                continue;
            }
            let (d, t) = off(*a, p, q);
            if d <= TOUCH {
                cuts.push(t);
            }
            let clear = d > TOUCH && off(*b, p, q).0 > TOUCH;
            let crosses = left_a * left_b < 0.0 && turn(*a, *b, p) * turn(*a, *b, q) < 0.0;
            if crosses && clear && off(p, *a, *b).0 > TOUCH && off(q, *a, *b).0 > TOUCH {
                return false;
            }
        }
        // Through corners: every part between two of them must be inside.
        cuts.sort_by(f64::total_cmp);
        cuts.windows(2).filter(|w| w[1] - w[0] > 1e-9).all(|w| {
            let t = f64::midpoint(w[0], w[1]);
            self.inside([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])])
        })
    }

    /// Keeps the corners around which a shortest way may bend: those that stick into the area.
    fn keep_bends(&mut self) {
        let mut bends = Vec::new();
        for ring in &self.corners {
            for (i, &at) in ring.iter().enumerate() {
                let (before, after) = (ring[(i + ring.len() - 1) % ring.len()], ring[(i + 1) % ring.len()]);
                let toward = |to: Xy| {
                    let length = far(at, to).max(TOUCH);
                    [(to[0] - at[0]) / length, (to[1] - at[1]) / length]
                };
                let (u, v) = (toward(before), toward(after));
                let (x, y) = (u[0] + v[0], u[1] + v[1]);
                let length = x.hypot(y);
                // On a straight edge nothing bends; between the edges of a bend it is not inside.
                if length > 1e-6 && !self.inside([at[0] + x / length * 0.01, at[1] + y / length * 0.01]) {
                    bends.push(at);
                }
            }
        }
        self.bends = bends;
    }
}

/// The floor of an area with what stands on it.
pub(super) fn floor(plane: Plane, outline: &[LineString<f64>], blocks: &[&GroundShape]) -> Floor {
    let mut floor = Floor { rings: Vec::new(), walls: Vec::new(), corners: Vec::new(), bends: Vec::new() };
    let flat = |line: &LineString<f64>| -> Vec<Xy> { line.0.iter().map(|c| plane.project_coord(*c)).collect() };
    let edges = |points: &[Xy]| -> Vec<[Xy; 2]> {
        points.windows(2).map(|w| [w[0], w[1]]).filter(|e| far(e[0], e[1]) > TOUCH).collect()
    };
    let ring = |points: &[Xy], floor: &mut Floor| {
        floor.corners.push(points.iter().skip(1).copied().collect());
        floor.rings.extend(edges(points));
    };
    for r in outline {
        ring(&flat(r), &mut floor);
    }
    let within = |floor: &Floor, points: &[Xy]| points.iter().all(|p| floor.inside(*p));
    for shape in blocks {
        let polygons: Vec<&geo_types::Polygon<f64>> = match &shape.geom {
            Geometry::Polygon(p) => vec![p],
            Geometry::MultiPolygon(all) => all.0.iter().collect(),
            Geometry::LineString(line) => {
                floor.walls.extend(edges(&flat(line)));
                vec![]
            }
            _ => vec![],
        };
        for polygon in polygons {
            let points = flat(polygon.exterior());
            if within(&floor, &points) {
                ring(&points, &mut floor);
            } else {
                floor.walls.extend(edges(&points));
            }
        }
    }
    floor.keep_bends();
    floor
}
