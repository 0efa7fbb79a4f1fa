//! What may come next after a beginning of a route, and what it adds.

use super::{Label, Mark, Prices, Rebuild, mix};
use crate::patrol::solve::model::{Model, NONE};
use crate::patrol::solve::state::State;

impl Rebuild {
    /// Tries every next stop of a label.
    pub(super) fn extend(&mut self, m: &Model, s: &State, v: usize, at: usize, prices: &Prices) {
        self.clock += 1;
        self.paid.clear();
        self.paid.extend_from_slice(s.visits.paid());
        let mut i = at;
        while self.labels[i].parent != NONE {
            let l = &self.labels[i];
            let o = &m.options[l.option as usize];
            if o.demand != NONE {
                let mark = &mut self.marks[o.demand as usize];
                if mark.clock != self.clock {
                    *mark = Mark { clock: self.clock, count: 0, end: l.end };
                }
                mark.count += 1;
                for &q in m.owed.of(v, o.demand as usize) {
                    self.paid[q as usize] += o.dwell;
                }
            }
            i = l.parent as usize;
        }
        let label = self.labels[at];
        let crew = m.crews[v];
        let next = self.fixed.get(label.kept as usize).copied();
        let pauses = crew.pause.filter(|_| !label.paused).map_or(0..0, |p| p.0..p.1);
        for i in 0..self.options.len() {
            self.way(m, s, v, (at, &label), self.options[i], prices);
        }
        for option in pauses.chain(next) {
            self.way(m, s, v, (at, &label), option, prices);
        }
    }

    /// Tries a next stop, on foot and by all rides.
    fn way(&mut self, m: &Model, s: &State, v: usize, (at, l): (usize, &Label), option: u32, prices: &Prices) {
        let o = &m.options[option as usize];
        let crew = &m.crews[v];
        if l.end > o.hi || l.spent.0 + o.work > crew.busy {
            return;
        }
        let mark = match o.demand {
            NONE => Mark::default(),
            d => Some(self.marks[d as usize]).filter(|x| x.clock == self.clock).unwrap_or_default(),
        };
        if o.demand != NONE {
            let w = &m.wants[o.demand as usize];
            if s.visits.seen(o.demand as usize).len() + mark.count >= w.most || (o.team && mark.count > 0) {
                return;
            }
        }
        let park = if crew.rides { o.park } else { NONE };
        for i in 0..self.parks.len() + 2 {
            let ride = match i {
                0 => NONE,
                1 => park,
                _ => self.parks[i - 2],
            };
            if i > 0 && (ride == NONE || ride == l.car || (i > 1 && ride == park)) {
                continue;
            }
            let (travel, foot) = m.lead(l.here, l.car, ride, o.enter, o.layer);
            let spent = (l.spent.0 + travel + o.work, l.spent.1 + foot, l.spent.2 + travel - foot);
            let mut start = (l.end + travel).max(o.lo);
            if spent.0 > crew.busy || spent.1 > crew.foot || spent.2 > crew.drive || start > o.hi {
                continue;
            }
            if o.repeats {
                let d = o.demand as usize;
                if mark.count > 0 {
                    start = start.max(mark.end + m.wants[d].spacing);
                }
                start = s.visits.clear_start(m, d, start, o.dwell, (v, i64::MAX));
            }
            let end = start + o.dwell;
            let car = if ride == NONE { l.car } else { ride };
            if start > o.hi || end > crew.to {
                continue;
            }
            let gain = self.gain(m, s, v, option, start, mark.count);
            if gain <= 0 && o.demand != NONE && !m.kin(option).fixed {
                continue;
            }
            let bonus =
                if o.demand != NONE && mark.count == 0 && m.wants[o.demand as usize].mandatory { m.bonus } else { 0 };
            let noise = if prices.noise > 0.0 {
                let unit = (mix(u64::from(o.demand) ^ prices.salt) >> 11) as f64 / (1u64 << 53) as f64;
                1.0 + prices.noise * (unit - 0.5)
            } else {
                1.0
            };
            let used = end as f64 * prices.day
                + spent.0 as f64 * prices.busy
                + spent.1 as f64 * prices.foot
                + spent.2 as f64 * prices.drive;
            // What is drawn as worth less is left to others, were it the best here.
            let own = (gain - if o.team { 0 } else { bonus }) as f64 * noise;
            let rank = l.rank + own;
            let new = Label {
                score: 0.0,
                value: l.value.saturating_add(if prices.noise > 0.0 { own as i64 + bonus } else { gain }),
                rank,
                end,
                spent,
                here: o.leave,
                car,
                parent: at as u32,
                option,
                ride,
                start,
                hash: l.hash.wrapping_add(mix(u64::from(option) + 1)),
                kept: l.kept + u32::from(m.kin(option).fixed),
                paused: l.paused || o.demand == NONE,
            };
            if let Some(hope) = self.hope(m, v, &new) {
                let score = rank - used + hope as f64 * m.bonus as f64;
                self.next.push(Label { score, ..new });
            }
        }
    }

    /// What a visit adds after so many own ones to its demand.
    fn gain(&self, m: &Model, s: &State, v: usize, option: u32, start: i64, own: usize) -> i64 {
        let o = &m.options[option as usize];
        if o.demand == NONE {
            return 0;
        }
        let d = o.demand as usize;
        let worth = if o.team {
            m.first_gain(option)
        } else if own == 0 {
            s.visits.gain(m, d, option, start)
        } else {
            let before = s.visits.seen(d).iter().filter(|x| x.start <= start).count();
            m.value(option, (before + own).min(m.stride - 1))
        };
        let pays = m.owed.of(v, d).iter().map(|&q| {
            let paid = self.paid[q as usize];
            m.owed.credit(q, paid + o.dwell) - m.owed.credit(q, paid)
        });
        worth.saturating_add(pays.sum())
    }

    /// Mandatory demands that a label visits or may still reach; nothing if it can no longer take its break, keep what is
    /// fixed, or come home.
    fn hope(&self, m: &Model, v: usize, l: &Label) -> Option<usize> {
        let crew = &m.crews[v];
        let at = |option: u32| {
            let o = &m.options[option as usize];
            let way = |ride: u32| m.lead(l.here, l.car, ride, o.enter, o.layer).0;
            let mut least = way(NONE);
            if crew.rides && l.car != NONE {
                least =
                    self.parks.iter().chain([&o.park]).filter(|p| **p != NONE).map(|&p| way(p)).fold(least, i64::min);
            }
            l.end + least <= o.hi
        };
        if !l.paused && !crew.pause.is_some_and(|p| (p.0..p.1).any(at)) {
            return None;
        }
        if self.fixed.get(l.kept as usize).is_some_and(|&o| !at(o)) {
            return None;
        }
        let mut hope = 0;
        for &d in &self.must {
            let w = &m.wants[d as usize];
            let mut done = m.options[l.option as usize].demand == d;
            let mut i = l.parent as usize;
            while !done && self.labels[i].parent != NONE {
                done = m.options[self.labels[i].option as usize].demand == d;
                i = self.labels[i].parent as usize;
            }
            hope += usize::from(done || (w.first..w.last).any(at));
        }
        Some(hope)
    }
}
