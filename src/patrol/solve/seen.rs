//! Visits as the demands see them: who comes when, and what that is worth to the team.

use super::model::{FAR, Model, NONE};
use super::sieve::Sieve;
use super::state::{Gap, Stop};

/// A visit of a demand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen {
    /// Kept up to date for demands of several visits only.
    pub start: i64,
    pub end: i64,
    pub route: u32,
    pub option: u32,
}

/// All visits.
#[derive(Debug, Clone, Default)]
pub struct Visits {
    seen: Vec<Seen>,
    count: Vec<u8>,
    worth: Vec<i64>,
    /// Demands with visits left, in no order that means anything, and where each stands there.
    open: Vec<u32>,
    place: Vec<u32>,
    /// The same for the sieve.
    now: Vec<[i32; 16]>,
    /// Rewards, the bonus of mandatory demands and the credit of quotas.
    pub value: i64,
    /// Seconds paid of each quota, and what that is worth.
    paid: Vec<i64>,
    credit: i64,
    stride: usize,
}

impl Visits {
    pub fn new(m: &Model) -> Self {
        let n = m.wants.len();
        // Who comes with others is not found one by one.
        let alone = |d: &u32| m.wants[*d as usize].most > 0 && m.wants[*d as usize].crew == 1;
        let open: Vec<u32> = (0..n as u32).filter(alone).collect();
        let mut place = vec![NONE; n];
        for (i, &d) in open.iter().enumerate() {
            place[d as usize] = i as u32;
        }
        let mut all = Self {
            seen: vec![Seen::default(); n * m.stride],
            count: vec![0; n],
            worth: vec![0; n],
            open,
            place,
            now: m.sieve.as_ref().map(Sieve::all_open).unwrap_or_default(),
            value: 0,
            paid: vec![0; m.owed.len()],
            credit: 0,
            stride: m.stride,
        };
        for &d in &m.teams {
            all.tell(m, d as usize, false);
        }
        all
    }

    /// Becomes a copy without new memory.
    pub fn copy(&mut self, other: &Self) {
        self.seen.clone_from(&other.seen);
        self.count.clone_from(&other.count);
        self.worth.clone_from(&other.worth);
        self.open.clone_from(&other.open);
        self.place.clone_from(&other.place);
        self.now.clone_from(&other.now);
        self.value = other.value;
        self.paid.clone_from(&other.paid);
        self.credit = other.credit;
        self.stride = other.stride;
    }

    /// Visits of a demand in order of time.
    pub fn seen(&self, d: usize) -> &[Seen] {
        &self.seen[d * self.stride..d * self.stride + usize::from(self.count[d])]
    }

    /// Demands that may have another visit.
    pub fn open(&self) -> &[u32] {
        &self.open
    }

    /// Whether a demand may have another visit.
    pub fn is_open(&self, d: usize) -> bool {
        self.place[d] != NONE
    }

    /// Reward alone, without bonus and credit.
    pub fn reward(&self, m: &Model) -> i64 {
        let kept = m.must.iter().filter(|d| self.served(m, **d as usize)).count() as i64;
        self.value - kept * m.bonus - self.credit
    }

    /// Whether a demand has a visit, and a whole one.
    pub fn served(&self, m: &Model, d: usize) -> bool {
        usize::from(self.count[d]) >= m.wants[d].crew
    }

    /// Mandatory demands without a visit.
    pub fn dropped<'a>(&'a self, m: &'a Model) -> impl Iterator<Item = usize> + 'a {
        m.must.iter().map(|d| *d as usize).filter(|&d| !self.served(m, d))
    }

    /// What a visit would pay of what is owed.
    pub fn pays(&self, m: &Model, v: usize, option: u32) -> i64 {
        let o = &m.options[option as usize];
        let gain =
            |&q: &u32| m.owed.credit(q, self.paid[q as usize] + o.dwell) - m.owed.credit(q, self.paid[q as usize]);
        m.owed.of(v, o.demand as usize).iter().map(gain).sum()
    }

    /// What a longer stay would pay, by the option of now and then.
    pub fn pays_more(&self, m: &Model, v: usize, now: u32, then: u32) -> i64 {
        let (o, more) = (&m.options[now as usize], m.options[then as usize].dwell - m.options[now as usize].dwell);
        let gain = |&q: &u32| m.owed.credit(q, self.paid[q as usize] + more) - m.owed.credit(q, self.paid[q as usize]);
        m.owed.of(v, o.demand as usize).iter().map(gain).sum()
    }

    fn pay(&mut self, m: &Model, v: usize, option: u32, sign: i64) {
        let o = &m.options[option as usize];
        for &q in m.owed.of(v, o.demand as usize) {
            let paid = &mut self.paid[q as usize];
            let before = m.owed.credit(q, *paid);
            *paid += sign * o.dwell;
            let change = m.owed.credit(q, *paid) - before;
            self.credit += change;
            self.value += change;
        }
    }

    /// Value of a demand's visits in their order.
    fn sum(m: &Model, d: usize, options: impl Iterator<Item = u32>) -> i64 {
        let mut total = 0;
        let mut any = false;
        for (k, o) in options.enumerate() {
            total += m.value(o, k);
            any = true;
        }
        if any && m.wants[d].mandatory { total + m.bonus } else { total }
    }

    /// What one more visit would add.
    pub fn gain(&self, m: &Model, d: usize, option: u32, start: i64) -> i64 {
        let seen = self.seen(d);
        if seen.is_empty() {
            return Self::sum(m, d, std::iter::once(option));
        }
        let at = seen.iter().position(|s| s.start > start).unwrap_or(seen.len());
        let order = seen[..at].iter().map(|s| s.option).chain([option]).chain(seen[at..].iter().map(|s| s.option));
        Self::sum(m, d, order) - self.worth[d]
    }

    /// What the plan would lose without a visit.
    pub fn loss(&self, m: &Model, d: usize, v: usize, start: i64) -> i64 {
        if m.wants[d].most == 1 || m.wants[d].crew > 1 {
            return self.worth[d];
        }
        let mut left = self.seen(d).iter().filter(|s| !(s.route as usize == v && s.start == start)).map(|s| s.option);
        self.worth[d] - Self::sum(m, d, &mut left)
    }

    /// Earliest and latest start of a visit as other routes' visits of the demand allow; `start` tells its place
    /// among them.
    pub fn apart(&self, m: &Model, d: usize, v: usize, start: i64, dwell: i64) -> (i64, i64) {
        let (mut lo, mut hi) = (-FAR, FAR);
        for s in self.seen(d).iter().filter(|s| s.route as usize != v) {
            if s.start > start || (s.start == start && s.route as usize > v) {
                hi = hi.min(s.start - dwell - m.wants[d].spacing);
            } else {
                lo = lo.max(s.end + m.wants[d].spacing);
            }
        }
        (lo, hi)
    }

    /// Earliest start from `start` on that keeps apart from the demand's other visits, but for those of the own route that
    /// come after it there (from `next` on): these make room.
    pub fn clear_start(&self, m: &Model, d: usize, mut start: i64, dwell: i64, (v, next): (usize, i64)) -> i64 {
        let gap = m.wants[d].spacing;
        for s in self.seen(d).iter().filter(|s| s.route as usize != v || s.start < next) {
            if start + dwell + gap <= s.start {
                break;
            }
            start = start.max(s.end + gap);
        }
        start
    }

    fn tell(&mut self, m: &Model, d: usize, open: bool) {
        if let Some(sieve) = &m.sieve {
            for option in m.wants[d].first..m.wants[d].last {
                sieve.set(&mut self.now, option, open);
            }
        }
    }

    /// Options of open demands that may fit on foot into one of the gaps.
    pub fn fit(&self, sieve: &Sieve, gaps: &[Gap], out: &mut Vec<(u32, u32)>) {
        sieve.fit(&self.now, gaps, out);
    }

    fn revalue(&mut self, m: &Model, d: usize) {
        let crew = m.wants[d].crew;
        let now = if crew > 1 {
            let seen = self.seen(d);
            // Together is at the same time.
            let whole = seen.len() >= crew && seen.iter().all(|s| s.start == seen[0].start);
            if whole { Self::sum(m, d, std::iter::once(seen[0].option)) } else { 0 }
        } else {
            Self::sum(m, d, self.seen(d).iter().map(|s| s.option))
        };
        self.value += now - self.worth[d];
        self.worth[d] = now;
        let (open, place) = (crew == 1 && usize::from(self.count[d]) < m.wants[d].most, self.place[d]);
        if open && place == NONE {
            self.place[d] = self.open.len() as u32;
            self.open.push(d as u32);
            self.tell(m, d, true);
        } else if !open && place != NONE {
            self.open.swap_remove(place as usize);
            if let Some(&moved) = self.open.get(place as usize) {
                self.place[moved as usize] = place;
            }
            self.place[d] = NONE;
            self.tell(m, d, false);
        }
    }

    /// Forgets all visits of a stop's demand by a route.
    pub fn forget_stop(&mut self, m: &Model, v: usize, stop: &Stop) {
        let d = m.options[stop.option as usize].demand;
        if d == NONE {
            return;
        }
        let d = d as usize;
        let base = d * self.stride;
        let mut kept = 0;
        for i in 0..usize::from(self.count[d]) {
            let s = self.seen[base + i];
            if s.route as usize != v {
                self.seen[base + kept] = s;
                kept += 1;
            } else if m.owed.len() > 0 {
                self.pay(m, v, s.option, -1);
            }
        }
        if kept != usize::from(self.count[d]) {
            self.count[d] = kept as u8;
            self.revalue(m, d);
        }
    }

    /// Records a stop of a route.
    pub fn record_stop(&mut self, m: &Model, v: usize, stop: &Stop) {
        let d = m.options[stop.option as usize].demand;
        if d == NONE {
            return;
        }
        let d = d as usize;
        let seen = Seen { start: stop.start, end: stop.end, route: v as u32, option: stop.option };
        let (base, n) = (d * self.stride, usize::from(self.count[d]));
        if n >= self.stride {
            return;
        }
        let mut at = n;
        while at > 0 && (self.seen[base + at - 1].start, self.seen[base + at - 1].route) > (seen.start, seen.route) {
            self.seen[base + at] = self.seen[base + at - 1];
            at -= 1;
        }
        self.seen[base + at] = seen;
        self.count[d] += 1;
        if m.owed.len() > 0 {
            self.pay(m, v, stop.option, 1);
        }
        self.revalue(m, d);
    }

    /// Seconds paid of each quota.
    pub fn paid(&self) -> &[i64] {
        &self.paid
    }
}
