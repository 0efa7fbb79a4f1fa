//! Several officers at one place at one time: they come all or not at all.

use super::insert::{Slot, Taste, without};
use super::model::{Model, NONE};
use super::rng::Rng;
use super::state::{State, Stop};

/// Starts that are looked at for one demand at a time.
const STARTS: usize = 12;

impl State {
    /// Whether somebody waits for others, or nobody comes at all: who is missing, and at what time.
    fn missing(&self, m: &Model, d: usize) -> (usize, Option<i64>) {
        let seen = self.visits.seen(d);
        (m.wants[d].crew.saturating_sub(seen.len()), seen.first().map(|s| s.start))
    }

    /// Brings the officers of a demand together where that costs least; false if they cannot be, and all is as before.
    pub fn join(&mut self, m: &Model, d: usize, rng: &mut Rng, taste: Taste) -> bool {
        let (missing, at) = self.missing(m, d);
        let w = &m.wants[d];
        let count = (w.last - w.first) as usize;
        if missing == 0 || count == 0 {
            return false;
        }
        let from = rng.below(count);
        let mut best: Option<(f64, Vec<(usize, Slot)>)> = None;
        for i in 0..count.min(STARTS) {
            let option = w.first + ((from + i * count.div_ceil(STARTS)) % count) as u32;
            if at.is_some_and(|t| t != m.options[option as usize].lo) {
                continue;
            }
            let gain = m.first_gain(option).max(1) as f64;
            let mut able: Vec<(f64, usize, Slot)> = Vec::new();
            for v in (0..m.crews.len()).filter(|&v| self.usable[v] && m.may(v, d)) {
                if self.visits.seen(d).iter().any(|s| s.route as usize == v) {
                    continue;
                }
                if let Some(slot) = self.scan(m, v, (option, option + 1), Taste { power: 1, salt: 0, ..taste }) {
                    able.push((gain / slot.score.max(f64::MIN_POSITIVE) * (0.8 + 0.4 * rng.unit()), v, slot));
                }
            }
            able.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            if able.len() >= missing {
                able.truncate(missing);
                let cost: f64 = able.iter().map(|a| a.0).sum::<f64>() / gain;
                if best.as_ref().is_none_or(|b| cost < b.0) {
                    best = Some((cost, able.into_iter().map(|a| (a.1, a.2)).collect()));
                }
            }
        }
        let Some((_, who)) = best else { return false };
        for (v, slot) in who {
            if !self.insert(m, v, &slot) {
                self.part(m, d);
                return false;
            }
        }
        true
    }

    /// Sends those home who would wait for nobody; who is fixed there stays.
    pub fn sweep(&mut self, m: &Model) {
        for &d in &m.teams {
            if self.missing(m, d as usize).0 > 0 {
                self.part(m, d as usize);
            }
        }
    }

    fn part(&mut self, m: &Model, d: usize) {
        for v in 0..self.routes.len() {
            let here = |o: u32| m.options[o as usize].demand as usize == d && !m.kin(o).fixed;
            let Some(k) = self.routes[v].stops.iter().position(|s| here(s.option)) else { continue };
            let mut stops = self.routes[v].stops.clone();
            without(&mut stops, k);
            // Without the triangle inequality less can be too much: then more goes, the last first.
            while !self.replace(m, v, &stops) {
                let can = |s: &Stop| m.options[s.option as usize].demand != NONE && !m.kin(s.option).fixed;
                let Some(last) = stops.iter().rposition(can) else { break };
                without(&mut stops, last);
            }
        }
    }

    /// Where the others of a demand are in their routes.
    pub fn partners<'a>(&'a self, m: &'a Model, d: u32) -> impl Iterator<Item = (u32, u32)> + 'a {
        self.visits.seen(d as usize).iter().filter_map(move |s| {
            let stops = &self.routes[s.route as usize].stops;
            let k = stops.iter().position(|x| m.options[x.option as usize].demand == d)?;
            Some((s.route, k as u32))
        })
    }
}
