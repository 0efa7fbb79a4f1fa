//! What gradients and busy roads cost people on foot.
//!
//! Gradient: Tobler 1993, *Three presentations on geographical analysis and modeling* (NCGIA report 93-1): speed on a
//! slope S (rise over run) is 6 exp(−3.5 |S + 0.05|) km/h. What it is to that on the flat is taken as a factor of our pace; nobody
//! is planned to go faster downhill than on the flat.
//!
//! Crossing: the mean wait for a gap in a stream of `q` vehicles a second, of which one needs gaps of at least `T` seconds, is
//! (exp(qT) − qT − 1) / q (Adams 1936, *Road traffic considered as a random series*). With T = 8 s (7.3 m at
//! 1.2 m/s and 2 s to be safe) and, assumed, 900, 600 and 300 vehicles an hour: 18, 9 and 3 s. Half of it is counted for
//! each turn off or onto such a road, the whole for going straight across.

use super::network::Segment;
use rustc_hash::FxHashMap;

/// Time on the flat, in thousandths.
pub const FLAT: u16 = 1000;
/// The steepest slope counted: beyond it heights are more likely wrong.
const STEEPEST: f64 = 0.4;

/// How much longer a slope takes than the flat, as a factor, at least 1.
fn factor(slope: f64) -> f64 {
    let s = slope.clamp(-STEEPEST, STEEPEST);
    (3.5 * ((s + 0.05).abs() - 0.05)).exp().max(1.0)
}

/// Thousandths of the time on the flat along pieces (metres, rise in metres), forwards and back.
pub(super) fn along(pieces: &[(f64, f64)]) -> (u16, u16) {
    let metres: f64 = pieces.iter().map(|p| p.0).sum();
    if metres <= 0.0 {
        return (FLAT, FLAT);
    }
    let mean = |sign: f64| {
        let time: f64 = pieces.iter().filter(|p| p.0 > 0.0).map(|(m, rise)| m * factor(sign * rise / m)).sum();
        (time / metres * f64::from(FLAT)).round().clamp(1000.0, 10_000.0) as u16
    };
    (mean(1.0), mean(-1.0))
}

/// Hundredths of a second to cross a road of a class; 0 for those crossed at leisure.
fn crossing(class: &str) -> u16 {
    match class.strip_suffix("_link").unwrap_or(class) {
        "trunk" | "primary" => 1800,
        "secondary" => 900,
        "tertiary" => 300,
        _ => 0,
    }
}

/// Sets what waiting the ends of each segment cost: half a crossing of the busiest road that meets there, unless the
/// segment is a busy road itself.
pub(super) fn set_waits(segments: &mut [Segment]) {
    let mut busiest: FxHashMap<i64, u16> = FxHashMap::default();
    for s in segments.iter().filter(|s| crossing(&s.class) > 0) {
        for node in [s.nodes.0, s.nodes.1] {
            let held = busiest.entry(node).or_default();
            *held = (*held).max(crossing(&s.class) / 2);
        }
    }
    for s in segments {
        let at = |node: i64| busiest.get(&node).copied().unwrap_or(0);
        s.waits = if crossing(&s.class) > 0 { (0, 0) } else { (at(s.nodes.0), at(s.nodes.1)) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toblers_function_slows_both_ways_up_and_steeply_down() {
        // Five per cent down is the quickest, and counts as the flat; ten down is as the flat too.
        assert_eq!(along(&[(100.0, 0.0)]), (1000, 1000));
        let (up, down) = along(&[(100.0, 10.0)]);
        assert_eq!((up, down), ((1000.0 * (3.5f64 * 0.1).exp()).round() as u16, 1000));
        let (up, down) = along(&[(50.0, 15.0), (50.0, -15.0)]);
        assert_eq!(up, down, "over a hill it is the same both ways");
        assert!(up > 1500, "{up}");
        assert_eq!(along(&[]), (1000, 1000));
    }

    #[test]
    fn the_waits_are_what_the_formula_gives() {
        for (class, an_hour) in [("primary", 900.0), ("secondary", 600.0), ("tertiary_link", 300.0)] {
            let (q, t): (f64, f64) = (an_hour / 3600.0, 8.0);
            let wait = ((q * t).exp() - q * t - 1.0) / q;
            assert!((wait * 100.0 - f64::from(crossing(class))).abs() < 60.0, "{class}: {wait}");
        }
        assert_eq!(crossing("residential"), 0);
    }
}
