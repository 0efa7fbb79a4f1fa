//! Earliest times → real times: the officer's discretion is spread between the stops.

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

/// Starts of the events within a span: order, travel and bounds hold wherever the earliest starts hold. What
/// time is left is shared among the gaps, unevenly by the seed so that days differ.
#[must_use]
pub fn spread(events: &[Event], span: (i32, i32), last_travel: i32, seed: u64) -> Vec<i32> {
    let n = events.len();
    let mut latest = vec![0; n];
    let mut next = span.1 - last_travel;
    for i in (0..n).rev() {
        latest[i] = events[i].bounds.1.min(next - events[i].dwell);
        next = latest[i] - events[i].travel;
    }
    let work: i32 = events.iter().map(|e| e.travel + e.dwell).sum::<i32>() + last_travel;
    let gap = (span.1 - span.0 - work).max(0) / (n as i32 + 1);
    let mut state = seed;
    let mut out = Vec::with_capacity(n);
    let mut free = span.0;
    for (e, &last) in events.iter().zip(&latest) {
        // SplitMix64 (Steele, Lea & Flood 2014): half to one and a half of an even share.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let share = i64::from(gap) * (500 + (z >> 32) as i64 % 1001) / 1000;
        let earliest = (free + e.travel).max(e.bounds.0);
        let start = earliest.max((free + e.travel + share as i32).min(last));
        out.push(start);
        free = start + e.dwell;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
    }
}
