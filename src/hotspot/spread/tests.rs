//! The kernel on random street networks, held to a slow search that follows every wave by itself.

use super::*;
use crate::domain::id::{JunctionId, SegmentId};
use crate::domain::rawmap::{RawMap, RawWay};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A network of crossings on a jittered grid about 60 m apart, with the streets that `keep` says; the first row and
/// the first column are always there, so that it hangs together.
fn network(size: i64, jitter: &[u8], keep: &[bool]) -> Network {
    let mut map = RawMap::default();
    let id = |x: i64, y: i64| x * size + y + 1;
    let shift = |k: i64| f64::from(jitter[k as usize % jitter.len()]) / 255.0 - 0.5;
    for (x, y) in (0..size).flat_map(|x| (0..size).map(move |y| (x, y))) {
        let lon = -3.0 + 0.00087 * (x as f64 + 0.6 * shift(3 * x + 7 * y));
        let lat = 51.5 + 0.00054 * (y as f64 + 0.6 * shift(5 * x + 2 * y + 1));
        map.nodes.insert(id(x, y), crate::domain::place::LonLat::new(lon, lat).unwrap());
    }
    let mut n = 0_usize;
    for (x, y) in (0..size).flat_map(|x| (0..size).map(move |y| (x, y))) {
        for (to, always) in [((x + 1, y), y == 0), ((x, y + 1), true)] {
            if to.0 >= size || to.1 >= size {
                continue;
            }
            n += 1;
            if always || keep[n % keep.len()] {
                let tags = vec![("highway".to_owned(), "residential".to_owned())];
                map.ways.push(RawWay { id: n as i64, nodes: vec![id(x, y), id(to.0, to.1)], tags });
            }
        }
    }
    crate::street::build(&map).0
}

fn places(net: &Network) -> Vec<Snap> {
    let on = |i: usize| {
        let segment = SegmentId::from_ix(i);
        let t = net.segment(segment).length.get() * 0.3;
        Snap { segment, t, at: net.position(segment, t), distance: crate::domain::Metres::ZERO }
    };
    (0..net.segments().len()).filter(|&i| net.segments()[i].foot).step_by(3).map(on).collect()
}

fn within(d: f64, b: f64) -> f64 {
    let u = (d / b).clamp(0.0, 1.0);
    0.75 * (u - u.powi(3) / 3.0)
}

/// Follows one wave: what it leaves on a street from position `x` to an end, and the waves that it becomes there.
#[expect(clippy::too_many_arguments, clippy::many_single_char_names, reason = "a formula written out")]
fn follow(
    net: &Network,
    pieces: &Pieces,
    id: SegmentId,
    x: f64,
    forwards: bool,
    d: f64,
    height: f64,
    b: f64,
    out: &mut BTreeMap<usize, f64>,
) {
    if d >= b || height.abs() * (0.5 - within(d, b)) < 1e-7 {
        return;
    }
    let s = net.segment(id);
    let whole = s.length.get().round().max(1.0);
    let range = pieces.of(id);
    let each = whole / range.len() as f64;
    for (k, piece) in range.enumerate() {
        let (low, high) = (k as f64 * each, (k as f64 + 1.0) * each);
        let (near, far) = if forwards { (low.max(x) - x, high - x) } else { (x - high.min(x), x - low) };
        if far > near {
            *out.entry(piece).or_default() += height * (within(d + far, b) - within(d + near, b));
        }
    }
    let (end, run): (JunctionId, f64) = if forwards { (s.to, whole - x) } else { (s.from, x) };
    let mut ends: Vec<(SegmentId, bool)> = Vec::new();
    for (i, o) in net.segments().iter().enumerate().filter(|(_, o)| o.foot) {
        let o_id = SegmentId::from_ix(i);
        if o.from == end {
            ends.push((o_id, true));
        }
        if o.to == end {
            ends.push((o_id, false));
        }
    }
    let n = ends.len() as f64;
    for (next, from_start) in ends {
        let back = next == id && from_start != forwards;
        let share = if back { 2.0 / n - 1.0 } else { 2.0 / n };
        let length = net.segment(next).length.get().round().max(1.0);
        let x = if from_start { 0.0 } else { length };
        follow(net, pieces, next, x, from_start, d + run, height * share, b, out);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_mass_on_all_pieces_is_the_weight(
        jitter in prop::collection::vec(any::<u8>(), 9..30),
        keep in prop::collection::vec(any::<bool>(), 5..40),
        bandwidth in 20.0..500.0_f64,
    ) {
        let net = network(5, &jitter, &keep);
        let pieces = Pieces::new(&net);
        prop_assert!(pieces.length.iter().all(|&l| l <= super::super::pieces::LONGEST + 1e-9));
        let waves = Waves::new(&net, &pieces);
        let places = places(&net);
        for at in &places {
            let sum: f64 = waves.raw(at, bandwidth).iter().map(|m| m.1).sum();
            prop_assert!((sum - 1.0).abs() < 1e-9, "before anything is tidied: {}", sum);
        }
        let mass: Vec<f64> = (0..places.len()).map(|i| 0.37 + i as f64).collect();
        let density = Spread::new(&waves, &places, bandwidth).apply(&mass);
        let (all, want) = (density.iter().sum::<f64>(), mass.iter().sum::<f64>());
        prop_assert!((all - want).abs() < 1e-9 * want, "{} for {}", all, want);
        prop_assert!(density.iter().all(|d| *d >= 0.0));
    }

    #[test]
    fn each_piece_holds_what_a_slow_search_leaves_there(
        jitter in prop::collection::vec(any::<u8>(), 9..30),
        keep in prop::collection::vec(any::<bool>(), 5..40),
        bandwidth in 30.0..180.0_f64,
    ) {
        let net = network(4, &jitter, &keep);
        let pieces = Pieces::new(&net);
        let waves = Waves::new(&net, &pieces);
        for at in places(&net) {
            let whole = net.segment(at.segment).length.get();
            let x = (at.t / whole * whole.round().max(1.0)).round();
            let mut slow = BTreeMap::new();
            for forwards in [true, false] {
                follow(&net, &pieces, at.segment, x, forwards, 0.0, 1.0, bandwidth, &mut slow);
            }
            let fast: BTreeMap<usize, f64> =
                waves.raw(&at, bandwidth).into_iter().map(|(p, m)| (p as usize, m)).collect();
            for piece in slow.keys().chain(fast.keys()) {
                let (a, b) = (slow.get(piece).copied().unwrap_or(0.0), fast.get(piece).copied().unwrap_or(0.0));
                prop_assert!((a - b).abs() < 1e-3, "piece {}: {} and {}", piece, a, b);
            }
        }
    }
}

#[test]
fn bandwidths_run_together_are_those_run_alone() {
    let net = network(5, &[9, 200, 31, 77, 150, 3, 254], &[true, false, true, true]);
    let pieces = Pieces::new(&net);
    let waves = Waves::new(&net, &pieces);
    for at in places(&net) {
        let both: BTreeMap<u32, [f64; 2]> = waves.run(&mut waves.scratch(), &at, [100.0, 250.0]).into_iter().collect();
        let alone: BTreeMap<u32, [f64; 1]> = waves.run(&mut waves.scratch(), &at, [100.0]).into_iter().collect();
        for (piece, [a, _]) in &both {
            let b = alone.get(piece).map_or(0.0, |m| m[0]);
            assert!((a - b).abs() < 1e-3, "piece {piece}: {a} and {b}");
        }
    }
}
