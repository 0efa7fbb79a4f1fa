//! The plainest bound: all shifts as one bag of seconds, into which visits go by value a second, the last one in part.

use super::relaxed::Relaxed;

/// Of a stop: dwell, and the least way that can lead to it.
fn weights(r: &Relaxed) -> Vec<i64> {
    let mut least = vec![i64::MAX; r.stops.len()];
    for c in &r.classes {
        let ways = r.ways(c.rides);
        for x in &c.reach {
            let s = &r.stops[x.stop as usize];
            let again = r.wants[s.demand as usize].most > 1;
            let pauses = c.pauses.iter().map(|p| &p.0);
            let before = c.reach.iter().map(|y| &r.stops[y.stop as usize]).filter(|b| again || b.demand != s.demand);
            let legs = before.chain(pauses).map(|b| ways.at(b.leave, s.enter));
            let leg = legs.min().unwrap_or(i64::MAX).min(ways.at(c.start, s.enter));
            least[x.stop as usize] = least[x.stop as usize].min(s.dwell + leg);
        }
    }
    least
}

/// What the bag says.
pub struct Bag {
    /// The bound, milli-points.
    pub bound: i64,
    /// Value of a second where the bag is full (0 if everything fits).
    pub second: f64,
    /// Least seconds of each stop.
    pub weights: Vec<i64>,
}

/// Fills the bag (Dantzig 1957). Visits of one demand are items of their own: its k-th with the best value and the
/// least seconds of all its choices.
pub fn fill(r: &Relaxed) -> Bag {
    let weights = weights(r);
    let mut items: Vec<(i64, i64)> = vec![];
    let mut by: Vec<(Vec<i64>, i64)> = r.wants.iter().map(|w| (vec![0; w.most], i64::MAX)).collect();
    for (s, &weight) in r.stops.iter().zip(&weights).filter(|x| *x.1 < i64::MAX) {
        let (best, least) = &mut by[s.demand as usize];
        *least = (*least).min(weight);
        for (b, w) in best.iter_mut().zip(&s.worth) {
            *b = (*b).max(*w);
        }
    }
    for (best, weight) in by {
        items.extend(best.into_iter().filter(|v| *v > 0).map(|v| (v, weight)));
    }
    // v/w descending without division; weights may be 0.
    items.sort_unstable_by(|a, b| (i128::from(b.0) * i128::from(a.1)).cmp(&(i128::from(a.0) * i128::from(b.1))));
    let mut room: i64 = r.classes.iter().map(|c| c.budget.saturating_mul(c.many)).fold(0, i64::saturating_add);
    let (mut bound, mut second) = (0i64, 0.0);
    for (value, weight) in items {
        if weight <= room {
            bound = bound.saturating_add(value);
            room -= weight;
            continue;
        }
        let part = i128::from(value) * i128::from(room) / i128::from(weight.max(1));
        bound = bound.saturating_add(i64::try_from(part).unwrap_or(i64::MAX)).saturating_add(1);
        second = value as f64 / weight.max(1) as f64;
        break;
    }
    Bag { bound, second, weights }
}
