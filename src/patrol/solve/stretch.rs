//! Longer stays: the search places the shortest ones, and what time is left in a route is given to those who gain most
//! by it. Where each further minute is worth no more than the one before it, taking the best of all next pieces again
//! and again is as good as it gets as long as only the day's length limits it.

use super::model::{Model, NONE};
use super::state::{State, Stop};

/// All stops as short as they may be.
pub fn shorten(m: &Model, stops: &mut [Stop]) {
    if m.stretches {
        for s in stops {
            s.option = m.kin(s.option).shortest;
        }
    }
}

impl State {
    /// What a piece more at a stop gains.
    fn piece(&self, m: &Model, v: usize, stop: &Stop, longer: u32) -> i64 {
        let d = m.options[stop.option as usize].demand as usize;
        let seen = self.visits.seen(d);
        // Its place among the demand's visits; one too far where the search has just moved it does no harm.
        let before = seen.iter().filter(|x| (x.start, x.route) < (stop.start, v as u32)).count();
        let k = before.min(m.stride - 1);
        m.value(longer, k) - m.value(stop.option, k) + self.visits.pays_more(m, v, stop.option, longer)
    }

    /// Gives the time that is left in a route to longer stays.
    pub fn stretch(&mut self, m: &Model, v: usize) {
        let can = |s: &Stop| m.kin(s.option).longer != NONE;
        if !m.stretches || !self.routes[v].stops.iter().any(can) {
            return;
        }
        self.keep(v);
        let mut old = std::mem::take(&mut self.old);
        old.clone_from(&self.routes[v].stops);
        // What does not fit once never does: later stays only take more.
        let mut refused = vec![false; old.len()];
        let mut changed = false;
        loop {
            let r = &self.routes[v];
            let left = m.crews[v].busy - r.busy;
            let mut best: Option<(f64, usize, u32)> = None;
            for (k, s) in r.stops.iter().enumerate().filter(|(k, s)| !refused[*k] && can(s)) {
                let longer = m.kin(s.option).longer;
                let more = m.options[longer as usize].dwell - m.options[s.option as usize].dwell;
                let gain = self.piece(m, v, s, longer);
                let rate = gain as f64 / more.max(1) as f64;
                if more <= left && gain > 0 && best.is_none_or(|b| rate > b.0) {
                    best = Some((rate, k, longer));
                }
            }
            let Some((_, k, longer)) = best else { break };
            let before = std::mem::replace(&mut self.routes[v].stops[k].option, longer);
            if self.forward(m, v) {
                changed = true;
            } else {
                refused[k] = true;
                self.routes[v].stops[k].option = before;
                self.forward(m, v);
            }
        }
        if changed {
            self.commit(m, v, &old);
        }
        self.old = old;
    }
}
