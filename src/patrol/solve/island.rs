//! One island: ruin, recreate, and a choice whether to go on from the result.
//!
//! Simulated annealing (Kirkpatrick 1983) over ruin and recreate, as in SISR (Christiaens & Vanden Berghe 2020). The
//! temperature is a function of the iteration alone, in cycles of growing length, so that a run cut short by a
//! deadline is exactly the beginning of a longer one.

use super::insert::{Taste, without};
use super::model::{Model, NONE};
use super::packing::Packing;
use super::pool::Pool;
use super::rebuild::{Rebuild, often};
use super::recreate::{recreate, taste};
use super::rng::Rng;
use super::ruin::{Scratch, ruin};
use super::state::{State, Stop};

/// Temperature at the start and the end of a cycle, in mean rewards of a visit.
const HOT: f64 = 1.0;
const COLD: f64 = 0.05;
/// Islands differ in temperature.
const HEAT: [f64; 4] = [1.0, 2.0, 0.5, 4.0];
/// Routes built anew as wholes at once, at most.
const TOGETHER: usize = 3;
/// Stops taken out of one route at most.
const STRENGTH: usize = 8;
/// Iterations between two attempts to put remembered routes together.
const PACKING: u64 = 2000;
/// Routes are remembered from plans that lie at most one part in so many below the best.
const NEAR: i64 = 64;

/// An island.
#[derive(Debug, Clone)]
pub struct Island {
    rng: Rng,
    /// Where it searches.
    pub current: State,
    /// The best it knows.
    pub best: State,
    spare: State,
    scratch: Scratch,
    rebuild: Rebuild,
    pub pool: Pool,
    packing: Packing,
    iteration: u64,
    /// Where the cycle began, and how long it is.
    cycle: (u64, u64),
    /// Mean reward of a visit, times the island's heat.
    mean: f64,
    strength: usize,
}

/// More value, then less time.
pub fn beats(a: &State, b: &State) -> bool {
    (a.value(), -a.busy) > (b.value(), -b.busy)
}

/// An empty plan: breaks placed, nothing visited.
pub fn empty(m: &Model) -> State {
    let mut s = State::new(m);
    for v in 0..m.crews.len() {
        if m.crews[v].sound {
            s.forward(m, v);
        }
        s.backward(m, v);
        let crew = &m.crews[v];
        let mut kept = fixed(m, &mut s, v);
        s.usable[v] = crew.sound;
        if crew.pause.is_some() && s.usable[v] {
            // The break is owed before anything: what leaves no room for it is not kept, the last first.
            loop {
                let slot = s.pause_slot(m, v, Taste::PLAIN);
                s.usable[v] = slot.is_some_and(|slot| s.insert(m, v, &slot));
                if s.usable[v] || kept.pop().is_none() {
                    break;
                }
                s.replace(m, v, &kept);
            }
        }
    }
    s
}

/// Takes all out of a route but what is fixed, and the break if it can stay.
fn clear(m: &Model, s: &mut State, v: usize, stops: &mut Vec<Stop>) {
    stops.clone_from(&s.routes[v].stops);
    let stays = |x: &Stop| m.kin(x.option).fixed || m.options[x.option as usize].demand == NONE;
    while let Some(k) = stops.iter().rposition(|x| !stays(x)) {
        without(stops, k);
    }
    s.replace(m, v, stops);
}

/// Puts a vehicle's fixed visits into its empty route, each that fits after those before it: on foot, by car to it, or
/// back with the car from where it stands.
fn fixed(m: &Model, s: &mut State, v: usize) -> Vec<Stop> {
    let mut kept: Vec<Stop> = Vec::new();
    let crew = m.crews[v];
    for option in (crew.fixed.0..crew.fixed.1).filter(|_| crew.sound) {
        let o = m.options[option as usize];
        if s.visits.seen(o.demand as usize).len() >= m.wants[o.demand as usize].most {
            continue;
        }
        for ride in
            [NONE, o.park].into_iter().filter(|&r| r == NONE || crew.rides).chain(crew.rides.then_some(crew.end))
        {
            kept.push(Stop::new(option, ride, o.lo));
            if s.replace(m, v, &kept) {
                break;
            }
            kept.pop();
        }
    }
    kept
}

impl Island {
    /// `cycle`: iterations of the first cycle; each further one is twice as long.
    pub fn new(m: &Model, (seed, number): (u64, u64), cycle: u64, pool: Pool, start: Option<&State>) -> Self {
        let mut rng = Rng::new(seed, number + 1);
        let mut s = start.map_or_else(|| empty(m), State::clone);
        let mut scratch = Scratch::default();
        scratch.touched.extend((0..m.crews.len()).filter(|&v| s.usable[v]));
        let taste = taste(m, &mut rng, number as usize);
        recreate(m, &mut s, &mut rng, &mut scratch, taste);
        let visits = s.routes.iter().map(|r| r.stops.len()).sum::<usize>().max(1);
        let mean = (s.reward(m) as f64 / visits as f64).max(1.0);
        let usable = s.usable.iter().filter(|u| **u).count().max(1);
        Self {
            rng,
            best: s.clone(),
            spare: State::default(),
            current: s,
            scratch,
            rebuild: Rebuild::default(),
            pool,
            packing: Packing::new(m),
            iteration: 0,
            cycle: (0, cycle.max(1)),
            mean: mean * HEAT[number as usize % HEAT.len()],
            strength: (visits / usable / 2).clamp(3, STRENGTH),
        }
    }

    /// Runs so many iterations.
    pub fn run(&mut self, m: &Model, iterations: u64) {
        if m.wants.is_empty() || !self.current.usable.contains(&true) {
            self.iteration += iterations;
            return;
        }
        for _ in 0..iterations {
            self.step(m);
        }
    }

    fn step(&mut self, m: &Model) {
        if self.iteration - self.cycle.0 >= self.cycle.1 {
            self.cycle = (self.iteration, self.cycle.1 * 2);
            // Every cycle begins at the island's best.
            self.current.copy(&self.best);
        }
        let done = (self.iteration - self.cycle.0) as f64 / self.cycle.1 as f64;
        self.iteration += 1;
        let before = self.current.value();
        self.current.begin();
        ruin(m, &mut self.current, &mut self.rng, &mut self.scratch, self.strength);
        if m.whole && self.rng.chance(often(m, self.iteration).0) {
            self.rebuild(m);
        }
        let style = self.rng.below(4);
        let taste = taste(m, &mut self.rng, style);
        let whole = recreate(m, &mut self.current, &mut self.rng, &mut self.scratch, taste);
        let fall = before.saturating_sub(self.current.value()) as f64;
        let temperature = self.mean * HOT * (COLD / HOT).powf(done);
        if !whole || (fall > 0.0 && fall >= -temperature * self.rng.unit().ln()) {
            self.current.rollback(m);
        } else {
            self.keep(m);
        }
        if self.iteration.is_multiple_of(PACKING) {
            self.pack(m);
        }
    }

    /// Builds a few routes anew as wholes, or those of officers who are to come together.
    fn rebuild(&mut self, m: &Model) {
        let (s, rng, x) = (&mut self.current, &mut self.rng, &mut self.scratch);
        let n = m.crews.len();
        let first = match x.touched.get(rng.below(x.touched.len().max(1))) {
            Some(&v) if rng.chance(70) => v,
            _ => rng.below(n),
        };
        if !s.usable[first] {
            return;
        }
        let mut who = [first; TOGETHER];
        let mut many = 1;
        while many < TOGETHER.min(n) && rng.chance(50) {
            let v = rng.below(n);
            if s.usable[v] && !who[..many].contains(&v) {
                who[many] = v;
                many += 1;
            }
        }
        // Whoever comes first finds the others' stops free.
        for &v in who[..many].iter().filter(|_| many > 1) {
            clear(m, s, v, &mut x.stops);
            s.sweep(m);
        }
        if many > 1 && !m.teams.is_empty() && rng.chance(50) {
            let d = m.teams[rng.below(m.teams.len())] as usize;
            if !s.visits.served(m, d) {
                s.join(m, d, rng, Taste::PLAIN);
            }
        }
        for &v in &who[..many] {
            self.rebuild.run(m, s, v, rng);
            if !x.touched.contains(&v) {
                x.touched.push(v);
            }
        }
        s.sweep(m);
    }

    /// Takes notice of a plan that was accepted.
    fn keep(&mut self, m: &Model) {
        if beats(&self.current, &self.best) {
            self.best.copy(&self.current);
        }
        if self.current.value() >= self.best.value() - self.best.value() / NEAR {
            for &v in &self.scratch.touched {
                self.packing.remember(m, &self.current, v);
            }
        }
        self.pool.offer(m, &self.current, self.best.value());
    }

    /// Puts remembered routes together and fills what room is left; goes on from there if that is a new best.
    fn pack(&mut self, m: &Model) {
        let mut next = std::mem::take(&mut self.spare);
        next.copy(&self.best);
        if self.packing.recombine(m, &mut next, &mut self.rng) {
            self.scratch.touched.clear();
            self.scratch.touched.extend((0..m.crews.len()).filter(|&v| next.usable[v]));
            recreate(m, &mut next, &mut self.rng, &mut self.scratch, Taste::PLAIN);
            if beats(&next, &self.best) {
                self.current.copy(&next);
                self.best.copy(&next);
            }
        }
        self.spare = next;
    }
}
