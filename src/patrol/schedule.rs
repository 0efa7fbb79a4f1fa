//! Earliest times → real times: the officer's discretion is spread between the stops, not left in one lump.

/// One element of a route with the travel before it, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Seconds of travel from the element before.
    pub travel: i32,
    /// Seconds there.
    pub dwell: i32,
    /// Start bounds.
    pub bounds: (i32, i32),
}

/// Starts of the events within a span: order, travel and bounds hold wherever the earliest starts hold.
///
/// The free time before each event, summed from the start, is a line that may only rise and must pass between a lower
/// and an upper bound at each event. The tautest such line has the least sum of squared gaps (the "taut string",
/// Barlow et al. 1972): no two gaps could be made more even. Then each start is moved a little by the seed, so that
/// days differ.
#[must_use]
pub fn spread(events: &[Event], span: (i32, i32), last_travel: i32, seed: u64) -> Vec<i32> {
    let Tube { before, low, high, total } = Tube::of(events, span, last_travel);
    let mut free = taut(&low, &high, total);
    let mut state = seed;
    for i in 0..free.len() {
        // SplitMix64 (Steele, Lea & Flood 2014): up to a half of the gap on either side.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let left = low[i].max(if i > 0 { free[i - 1] } else { 0 });
        let right = high[i].min(free.get(i + 1).copied().unwrap_or(total)).max(left);
        let (down, up) = (i64::from(free[i] - left) / 2, i64::from(right - free[i]) / 2);
        let shift = (z >> 32) as i64 % (down + up + 1).max(1) - down;
        free[i] = (free[i] + shift as i32).clamp(left, right);
    }
    before.iter().zip(free).map(|(b, f)| b + f).collect()
}

/// Sum of the squared gaps, square seconds, when the free time is spread as evenly as it can be.
#[must_use]
pub fn lumps(events: &[Event], span: (i32, i32), last_travel: i32) -> i64 {
    let tube = Tube::of(events, span, last_travel);
    let free = taut(&tube.low, &tube.high, tube.total);
    let ends = free.iter().copied().chain([tube.total]);
    ends.scan(0, |last, f| Some(i64::from(f - std::mem::replace(last, f)).pow(2))).sum()
}

/// Between which bounds the free time used before each event may lie.
struct Tube {
    /// Work done before each event starts, the begin of the span included: a start is this and the free time used.
    before: Vec<i32>,
    low: Vec<i32>,
    high: Vec<i32>,
    /// All free time.
    total: i32,
}

impl Tube {
    fn of(events: &[Event], span: (i32, i32), last_travel: i32) -> Self {
        let n = events.len();
        let mut before = Vec::with_capacity(n);
        let mut work = span.0;
        for e in events {
            work += e.travel;
            before.push(work);
            work += e.dwell;
        }
        let total = (span.1 - work - last_travel).max(0);
        // Bounds of the free time used before each event, made to rise.
        let (mut low, mut high) = (vec![0; n], vec![0; n]);
        let mut floor = 0;
        for (i, e) in events.iter().enumerate() {
            floor = floor.max(e.bounds.0 - before[i]);
            low[i] = floor;
        }
        let mut roof = total;
        for (i, e) in events.iter().enumerate().rev() {
            roof = roof.min(e.bounds.1 - before[i]);
            // The earliest start stands where the bounds leave nothing.
            high[i] = roof.max(low[i]);
        }
        Self { before, low, high, total }
    }
}

/// The tautest line from (0, 0) to (n + 1, total) that passes between the bounds at 1 … n.
fn taut(low: &[i32], high: &[i32], total: i32) -> Vec<i32> {
    let n = low.len();
    let bound = |i: usize| if i > n { (total, total) } else { (low[i - 1], high[i - 1]) };
    let mut out = Vec::with_capacity(n);
    let (mut at, mut value) = (0, 0);
    while at < n {
        // The steepest and the flattest line that still passes all gates; where they cross, the line bends.
        let slope = |to: usize, v: i32| f64::from(v - value) / (to - at) as f64;
        let (mut top, mut bottom) = ((f64::INFINITY, at + 1), (f64::NEG_INFINITY, at + 1));
        let mut bend = None;
        for j in at + 1..=n + 1 {
            let (l, h) = bound(j);
            let (least, most) = (slope(j, l), slope(j, h));
            if least > top.0 {
                bend = Some((top.1, bound(top.1).1));
                break;
            }
            if most < bottom.0 {
                bend = Some((bottom.1, bound(bottom.1).0));
                break;
            }
            if most <= top.0 {
                top = (most, j);
            }
            if least >= bottom.0 {
                bottom = (least, j);
            }
        }
        let (to, v) = bend.unwrap_or((n + 1, total));
        let rise = slope(to, v);
        for j in at + 1..=to.min(n) {
            let (l, h) = bound(j);
            let line = f64::from(value) + rise * (j - at) as f64;
            out.push((line.round() as i32).clamp(l, h));
        }
        (at, value) = (to, v);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn squares(free: &[i32], total: i32) -> i64 {
        let (mut last, mut sum) = (0, 0);
        for f in free.iter().copied().chain([total]) {
            sum += i64::from(f - last).pow(2);
            last = f;
        }
        sum
    }

    #[test]
    fn free_time_is_even_where_nothing_binds_and_bends_at_a_window() {
        assert_eq!(taut(&[0, 0, 0], &[400, 400, 400], 400), vec![100, 200, 300]);
        // The second must not begin before 300 of the free time is used.
        assert_eq!(taut(&[0, 300, 300], &[400, 400, 400], 400), vec![150, 300, 350]);
        // The first two must have begun when 40 is used.
        assert_eq!(taut(&[0, 0, 0], &[40, 40, 400], 400), vec![20, 40, 220]);
        assert!(taut(&[], &[], 100).is_empty());
    }

    proptest! {
        #[test]
        fn what_fits_at_the_earliest_still_fits_after_spreading(
            raw in prop::collection::vec((0..600i32, 60..900i32, 0..3600i32), 0..8), seed: u64
        ) {
            let mut at = 0;
            let events: Vec<Event> = raw.iter().map(|&(travel, dwell, play)| {
                at += travel;
                let e = Event { travel, dwell, bounds: (at, at + play) };
                at += dwell;
                e
            }).collect();
            let span = (0, at + 300 + 1800);
            let starts = spread(&events, span, 300, seed);
            let mut free = 0;
            for (e, s) in events.iter().zip(&starts) {
                prop_assert!(*s >= free + e.travel && *s >= e.bounds.0 && *s <= e.bounds.1);
                free = s + e.dwell;
            }
            prop_assert!(free + 300 <= span.1);
        }

        #[test]
        fn no_gap_can_be_made_more_even(
            raw in prop::collection::vec((0..6i32, 0..6i32), 1..4), total in 0..10i32
        ) {
            let (mut low, mut high) = (Vec::new(), Vec::new());
            let mut floor = 0;
            for (a, _) in &raw {
                floor = floor.max(*a).min(total);
                low.push(floor);
            }
            let mut roof = total;
            for (l, (_, b)) in low.iter().zip(&raw).rev() {
                roof = roof.min(l + b).max(*l);
                high.push(roof);
            }
            high.reverse();
            let found = squares(&taut(&low, &high, total), total);
            let mut all = vec![vec![]];
            for (l, h) in low.iter().zip(&high) {
                all = all.into_iter().flat_map(|p: Vec<i32>| {
                    (*l..=*h).filter(|v| p.last().is_none_or(|x| v >= x)).map(|v| [p.clone(), vec![v]].concat())
                        .collect::<Vec<_>>()
                }).collect();
            }
            let best = all.iter().map(|p| squares(p, total)).min().unwrap_or(i64::MAX);
            // Whole seconds: rounding may cost a unit a stop.
            prop_assert!(found <= best + raw.len() as i64, "{found} against {best}");
        }
    }
}
