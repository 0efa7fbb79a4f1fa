//! Changes to a plan, and the way back: a route is kept in the journal before it is touched first, so that a change
//! refused costs what was changed and not the whole plan.

use super::insert::{Slot, with};
use super::model::Model;
use super::state::{Route, State, Stop};

impl State {
    /// From here on changes can be taken back.
    pub fn begin(&mut self) {
        self.kept = 0;
    }

    /// Keeps a route as it is now, if it was not kept since [`Self::begin`].
    pub(super) fn keep(&mut self, v: usize) {
        if self.journal[..self.kept].iter().any(|k| k.0 == v) {
            return;
        }
        if self.kept == self.journal.len() {
            self.journal.push((v, Route::default()));
        }
        let place = &mut self.journal[self.kept];
        place.0 = v;
        place.1.copy(&self.routes[v]);
        self.kept += 1;
    }

    /// All as it was at [`Self::begin`].
    pub fn rollback(&mut self, m: &Model) {
        let mut journal = std::mem::take(&mut self.journal);
        let mut apart = false;
        for (v, old) in &mut journal[..self.kept] {
            for s in &self.routes[*v].stops {
                self.visits.forget_stop(m, *v, s);
            }
            self.busy += old.busy - self.routes[*v].busy;
            apart |= old.shared || self.routes[*v].shared;
            std::mem::swap(old, &mut self.routes[*v]);
        }
        for (v, new) in &journal[..self.kept] {
            for s in &self.routes[*v].stops {
                self.visits.record_stop(m, *v, s);
            }
            // Whoever shares a demand with what is gone or back has other slack.
            if apart {
                self.mark_all(m, new);
                let now = std::mem::take(&mut self.routes[*v]);
                self.mark_all(m, &now);
                self.routes[*v] = now;
            }
        }
        self.journal = journal;
        self.kept = 0;
        if apart {
            self.refresh(m);
        }
    }

    /// Tells the demands what a route that was computed by [`Self::forward`] visits now; `old`: its stops before.
    pub fn commit(&mut self, m: &Model, v: usize, old: &[Stop]) {
        for s in old {
            self.visits.forget_stop(m, v, s);
            self.mark(m, s.option);
        }
        let stops = std::mem::take(&mut self.routes[v].stops);
        for s in &stops {
            self.mark(m, s.option);
            self.visits.record_stop(m, v, s);
        }
        self.routes[v].stops = stops;
        self.dirty[v] = true;
        self.refresh(m);
    }

    /// Marks the routes that visit a repeated demand.
    fn mark(&mut self, m: &Model, option: u32) {
        let o = &m.options[option as usize];
        if o.repeats {
            for s in self.visits.seen(o.demand as usize) {
                self.dirty[s.route as usize] = true;
            }
        }
    }

    /// Marks all that share a repeated demand with a route.
    fn mark_all(&mut self, m: &Model, r: &Route) {
        for s in &r.stops {
            self.mark(m, s.option);
        }
    }

    /// Brings the slack of all marked routes up to date.
    fn refresh(&mut self, m: &Model) {
        for w in 0..self.routes.len() {
            if std::mem::take(&mut self.dirty[w]) {
                self.backward(m, w);
            }
        }
    }

    /// Replaces a route's stops if the result fits; otherwise all is as before.
    pub fn replace(&mut self, m: &Model, v: usize, stops: &[Stop]) -> bool {
        self.keep(v);
        let mut old = std::mem::take(&mut self.old);
        old.clone_from(&self.routes[v].stops);
        stops.clone_into(&mut self.routes[v].stops);
        let fits = self.forward(m, v);
        if !fits {
            self.routes[v].stops.clone_from(&old);
            self.forward(m, v);
        }
        self.commit(m, v, &old);
        self.old = old;
        fits
    }

    /// Puts a slot's stop into a route; false (and all as before) if a full computation of the route refuses.
    pub fn insert(&mut self, m: &Model, v: usize, slot: &Slot) -> bool {
        self.keep(v);
        let mut old = std::mem::take(&mut self.old);
        old.clone_from(&self.routes[v].stops);
        with(&mut self.routes[v].stops, slot);
        let fits = self.forward(m, v);
        if !fits {
            self.routes[v].stops.clone_from(&old);
            self.forward(m, v);
        }
        if self.routes[v].shared {
            self.commit(m, v, &old);
        } else {
            if fits {
                let s = self.routes[v].stops[(slot.at as usize).min(old.len())];
                self.visits.record_stop(m, v, &s);
            }
            self.backward(m, v);
        }
        self.old = old;
        fits
    }
}
