//! The flat plane on which the county is drawn, in metres, and the barriers that cross it.

/// Where the south-west corner of the county lies, WGS 84 degrees.
const ORIGIN: (f64, f64) = (-1.9, 52.9);
/// Metres in a degree of latitude, and of longitude at latitude 52.9 (WGS 84).
const METRES: (f64, f64) = (67_310.0, 111_274.0);

/// A point in metres east and north of the county's corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pt {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Pt {
    pub(super) const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub(super) fn plus(self, x: f64, y: f64) -> Self {
        Self::new(self.x + x, self.y + y)
    }

    pub(super) fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The point at a share of the way to another.
    pub(super) fn toward(self, other: Self, share: f64) -> Self {
        Self::new(self.x + (other.x - self.x) * share, self.y + (other.y - self.y) * share)
    }

    /// The point beside the line from here to another: a share of the way along, so many metres to the left.
    pub(super) fn beside(self, other: Self, share: f64, left: f64) -> Self {
        let d = self.distance(other).max(0.001);
        self.toward(other, share).plus(-(other.y - self.y) / d * left, (other.x - self.x) / d * left)
    }

    pub(super) fn lon(self) -> f64 {
        ORIGIN.0 + self.x / METRES.0
    }

    pub(super) fn lat(self) -> f64 {
        ORIGIN.1 + self.y / METRES.1
    }
}

/// What a barrier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bar {
    /// Runs from west to east.
    River,
    /// Runs from south to north.
    Railway,
    /// Runs from west to east, between blocks.
    Motorway,
}

/// A line that streets cross only at a few bridges and underpasses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Barrier {
    at: f64,
    phase: f64,
    pub(super) kind: Bar,
}

impl Barrier {
    pub(super) const fn new(at: f64, phase: f64, kind: Bar) -> Self {
        Self { at, phase, kind }
    }

    const fn is_east_west(self) -> bool {
        !matches!(self.kind, Bar::Railway)
    }

    /// The point of the barrier at a distance along it.
    pub(super) fn point(self, along: f64) -> Pt {
        let swing = match self.kind {
            Bar::River => 130.0,
            Bar::Railway => 40.0,
            Bar::Motorway => 60.0,
        };
        let across = self.at + swing * (along / 900.0 + self.phase).sin();
        if self.is_east_west() { Pt::new(along, across) } else { Pt::new(across, along) }
    }

    /// Metres beyond the barrier, negative before it.
    fn beyond(self, p: Pt) -> f64 {
        if self.is_east_west() { p.y - self.point(p.x).y } else { p.x - self.point(p.y).x }
    }

    /// Whether a straight piece of street gets from one side to the other.
    pub(super) fn parts(self, a: Pt, b: Pt) -> bool {
        (self.beyond(a) < 0.0) != (self.beyond(b) < 0.0)
    }

    /// Moves a point off the barrier until it is at least so many metres away.
    pub(super) fn away(self, p: Pt, width: f64) -> Pt {
        let off = self.beyond(p);
        if off.abs() >= width {
            return p;
        }
        let push = if off < 0.0 { -width - off } else { width - off };
        if self.is_east_west() { p.plus(0.0, push) } else { p.plus(push, 0.0) }
    }

    /// Moves a point off the banks.
    pub(super) fn clear(self, p: Pt) -> Pt {
        self.away(p, if self.kind == Bar::Railway { 22.0 } else { 45.0 })
    }

    /// The share of the way from a to b at which the barrier is met, if it is.
    pub(super) fn meets(self, a: Pt, b: Pt) -> Option<f64> {
        if !self.parts(a, b) {
            return None;
        }
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..24 {
            let middle = f64::midpoint(low, high);
            if self.parts(a, a.toward(b, middle)) { high = middle } else { low = middle }
        }
        Some(low)
    }
}

/// Whether any barrier lies between two points.
pub(super) fn parted(barriers: &[Barrier], a: Pt, b: Pt) -> bool {
    barriers.iter().any(|w| w.parts(a, b))
}
