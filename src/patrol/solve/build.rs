//! The problem laid out: what cannot be used is left out, the rest put side by side.

use super::model::{Crew, FAR, Kin, Model, NONE, Option_, Want, worth};
use super::owed::Owed;
use super::sieve::Sieve;
use super::{Choice, Demand, Problem, Table, Vehicle};

/// Visits of one demand at most, whatever its decay says.
const MOST_VISITS: usize = 8;
/// Values are cut here so that sums with the bonus of mandatory demands fit.
const MOST_VALUE: i64 = 1_000_000_000_000;

/// A table of the common size; places outside it are never reached, and a place is at no distance from itself if
/// `stay` says so.
fn copy(table: &Table, size: usize, stay: bool, out: &mut Vec<u32>) {
    for a in 0..size {
        for b in 0..size {
            let inside = a < table.size && b < table.size;
            let seconds = if inside { table.seconds.get(a * table.size + b).copied().unwrap_or(NONE) } else { NONE };
            out.push(if stay && a == b { 0 } else { seconds });
        }
    }
}

/// The same tables, to by from.
fn turned(tables: &[u32], size: usize) -> Vec<u32> {
    let mut out = Vec::with_capacity(tables.len());
    for t in tables.chunks_exact((size * size).max(1)) {
        for b in 0..size {
            out.extend((0..size).map(|a| t[a * size + b]));
        }
    }
    out
}

/// Options as they are laid out.
#[derive(Default)]
struct Layout {
    size: usize,
    layers: usize,
    stride: usize,
    options: Vec<Option_>,
    kin: Vec<Kin>,
    values: Vec<i64>,
}

impl Layout {
    fn place(&self, x: usize) -> Option<u32> {
        (x < self.size).then_some(x as u32)
    }

    /// An option of a choice, unless it makes no sense.
    fn option(&self, c: &Choice, demand: u32, index: usize, park: u32) -> Option<Option_> {
        let sound = c.layer < self.layers && c.dwell >= 0 && c.window.0 <= c.window.1;
        let (enter, leave) = (self.place(c.enter)?, self.place(c.leave)?);
        sound.then_some(Option_ {
            enter,
            leave,
            layer: c.layer as u32,
            demand,
            index: index as u32,
            repeats: false,
            team: false,
            park,
            dwell: c.dwell.into(),
            work: if demand == NONE { 0 } else { c.dwell.into() },
            lo: c.window.0.into(),
            hi: c.window.1.into(),
        })
    }

    /// Adds an option that earns so much at a first visit.
    fn push(&mut self, option: Option_, decay: &[u32], reward: i64, kin: Kin) -> u32 {
        let at = self.options.len() as u32;
        self.options.push(option);
        self.kin.push(Kin { shortest: if kin.shortest == NONE { at } else { kin.shortest }, ..kin });
        for k in 0..self.stride {
            let v = worth(reward, decay.get(k).copied().unwrap_or(0));
            self.values.push(v.clamp(-MOST_VALUE, MOST_VALUE));
        }
        at
    }

    /// The shortest stays of a demand.
    fn want(&mut self, d: u32, demand: &Demand) -> Want {
        let crew = demand.crew();
        let most = if crew > 1 { crew } else { demand.decay.len().min(MOST_VISITS) };
        let park = demand.park.and_then(|p| self.place(p)).unwrap_or(NONE);
        let first = self.options.len() as u32;
        // Without an entry of the decay no visit is wanted, mandatory or not: nothing to choose from.
        let none = demand.decay.is_empty() || most > MOST_VISITS;
        let choices = if none { &[] } else { demand.choices.as_slice() };
        for (j, c) in choices.iter().enumerate().filter(|(_, c)| crew == 1 || c.window.0 == c.window.1) {
            if let Some(o) = self.option(c, d, j, park) {
                let o = Option_ { repeats: crew == 1 && demand.decay.len() > 1, team: crew > 1, ..o };
                self.push(o, &demand.decay, c.reward, ALONE);
            }
        }
        let spacing = if crew > 1 { 0 } else { demand.spacing.max(0).into() };
        Want { first, last: self.options.len() as u32, most, crew, spacing, mandatory: demand.mandatory }
    }

    /// The longer stays of an option, after all shortest ones.
    fn longer(&mut self, shortest: u32, demand: &Demand) {
        let o = self.options[shortest as usize];
        let Some(c) = demand.choices.get(o.index as usize).filter(|_| !o.team) else { return };
        let mut last = shortest;
        for pieces in 1..=c.longer.len() {
            let dwell = i64::from(c.stay(pieces));
            if c.longer[pieces - 1].seconds < 0 || dwell < o.dwell {
                return;
            }
            let option = Option_ { dwell, work: dwell, ..o };
            let kin = Kin { shortest, pieces: pieces as u32, ..ALONE };
            let next = self.push(option, &demand.decay, c.earns(pieces), kin);
            self.kin[last as usize].longer = next;
            last = next;
        }
    }

    /// The options of a vehicle's break.
    fn pause(&mut self, x: &Vehicle, ride: &[u32]) -> Option<(u32, u32)> {
        let b = x.pause.as_ref()?;
        let first = self.options.len() as u32;
        for (j, c) in b.choices.iter().enumerate() {
            let e = c.enter;
            // A break is reached by car where cars come.
            let park = (0..self.size).any(|a| a != e && e < self.size && ride[a * self.size + e] != NONE);
            if let Some(o) = self.option(c, NONE, j, if park { e as u32 } else { NONE }) {
                self.push(o, &[], 0, ALONE);
            }
        }
        Some((first, self.options.len() as u32))
    }

    /// The options of a vehicle's fixed visits: nothing about them is left open but the start.
    fn fixed(&mut self, x: &Vehicle, p: &Problem, wants: &[Want]) -> (u32, u32) {
        let first = self.options.len() as u32;
        for f in &x.fixed {
            let Some((demand, w)) = p.demands.get(f.demand).zip(wants.get(f.demand)) else { continue };
            let same = |o: &u32| self.options[*o as usize].index as usize == f.choice;
            let Some((shortest, c)) = (w.first..w.last).find(same).zip(demand.choices.get(f.choice)) else { continue };
            let o = self.options[shortest as usize];
            let pieces = if o.team { 0 } else { f.pieces.min(c.longer.len()) };
            let (lo, hi) = (o.lo.max(f.window.0.into()), o.hi.min(f.window.1.into()));
            let dwell = i64::from(c.stay(pieces));
            if lo <= hi && dwell >= o.dwell {
                let option = Option_ { lo, hi, dwell, work: dwell, ..o };
                let kin = Kin { pieces: pieces as u32, fixed: true, ..ALONE };
                self.push(option, &demand.decay, c.earns(pieces), kin);
            }
        }
        (first, self.options.len() as u32)
    }
}

const ALONE: Kin = Kin { longer: NONE, shortest: NONE, pieces: 0, fixed: false };

impl Model {
    /// `further`: places where a car may be left, beside those of the problem's demands and bases.
    pub fn new(p: &Problem, further: &[u32]) -> Self {
        let size = p.foot.iter().map(|t| t.size).max().unwrap_or(0);
        let (mut foot, mut ride) = (Vec::new(), Vec::new());
        for t in &p.foot {
            copy(t, size, true, &mut foot);
        }
        copy(&p.ride, size, false, &mut ride);
        let toof = turned(&foot, size);
        let visits = |d: &Demand| d.decay.len().max(d.crew()).min(MOST_VISITS);
        let stride = p.demands.iter().map(visits).max().unwrap_or(0).max(1);
        let mut l = Layout { size, layers: p.foot.len(), stride, ..Layout::default() };
        let wants: Vec<Want> = p.demands.iter().enumerate().map(|(i, d)| l.want(i as u32, d)).collect();
        for (w, d) in wants.iter().zip(&p.demands) {
            for shortest in w.first..w.last {
                l.longer(shortest, d);
            }
        }
        let stretches = l.kin.iter().any(|k| k.longer != NONE);
        let crews: Vec<Crew> = p.vehicles.iter().map(|x| crew(x, p, &wants, &ride, &mut l)).collect();
        let owed = Owed::new(p);
        let bonus = bonus(&wants, &l, &owed);
        let mut allowed = Vec::with_capacity(p.demands.len() * p.vehicles.len());
        for v in 0..p.vehicles.len() {
            allowed.extend(p.demands.iter().map(|d| d.allowed.get(v).copied().unwrap_or(false)));
        }
        let Layout { options, kin, values, .. } = l;
        let mut parks: Vec<u32> = options.iter().map(|o| o.park).filter(|p| *p != NONE).collect();
        // Anybody's base is a place to leave a car.
        if crews.iter().any(|c| c.rides) {
            parks.extend(crews.iter().filter(|c| c.sound).flat_map(|c| [c.start, c.car, c.end]));
            parks.extend(further);
        }
        parks.sort_unstable();
        parks.dedup();
        let opens = p.foot.len() > 1
            || crews.iter().any(|c| c.rides)
            || options.iter().any(|o| o.repeats || o.enter != o.leave);
        let teams = (0..wants.len() as u32).filter(|&d| wants[d as usize].crew > 1).collect();
        let must: Vec<u32> = (0..wants.len() as u32).filter(|&d| wants[d as usize].mandatory).collect();
        let whole = p.foot.len() > 1
            || !p.quotas.is_empty()
            || crews.iter().any(|c| c.rides || c.pause.is_some())
            || !must.is_empty()
            || wants.iter().any(|w| w.most > 1);
        let mut out = Self {
            whole,
            near: Vec::new(),
            sieve: None,
            opens,
            least: 0,
            least_work: 0,
            parks,
            size,
            foot,
            toof,
            ride,
            parking: p.parking.max(0).into(),
            options,
            kin,
            wants,
            crews,
            teams,
            must,
            stretches,
            owed,
            stride,
            values,
            allowed,
            bonus,
        };
        // Walking through a stop can be a part of the way.
        let detour = |o: &Option_| (o.dwell - out.walk(o.layer, o.enter, o.leave).min(o.dwell), o.work);
        let least = out.options.iter().map(detour).fold((FAR, FAR), |a, b| (a.0.min(b.0), a.1.min(b.1)));
        // With several layers a stop can lie on a shorter way.
        (out.least, out.least_work) = if p.foot.len() > 1 { (-FAR, -FAR) } else { (least.0 - 1, least.1 - 1) };
        out.near = out.neighbours();
        out.sieve = Sieve::new(&out, size, p.foot.len());
        out
    }
}

fn crew(x: &Vehicle, p: &Problem, wants: &[Want], ride: &[u32], l: &mut Layout) -> Crew {
    let (start, end, car) = (l.place(x.start), l.place(x.end), l.place(x.car()));
    let pause = l.pause(x, ride);
    let fixed = l.fixed(x, p, wants);
    let places = start.is_some() && end.is_some() && car.is_some();
    Crew {
        start: start.unwrap_or(0),
        end: end.unwrap_or(0),
        car: car.unwrap_or(0),
        from: x.span.0.into(),
        // No span holds a way that is none.
        to: i64::from(x.span.1).min(i64::from(x.span.0) + i64::from(i32::MAX)),
        rides: x.rides,
        busy: x.busy.into(),
        foot: x.max_foot.map_or(FAR, i64::from),
        drive: x.max_ride.map_or(FAR, i64::from),
        layer: x.end_layer as u32,
        pause,
        fixed,
        sound: places && x.end_layer < p.foot.len() && x.span.0 <= x.span.1,
    }
}

/// What serving a mandatory demand counts beyond its reward: more than everything else together.
fn bonus(wants: &[Want], l: &Layout, owed: &Owed) -> i64 {
    // By the most that any option of the demand earns, however long its stay.
    let mut top = vec![0; wants.len()];
    for (o, values) in l.options.iter().zip(l.values.chunks(l.stride)) {
        if let Some(t) = top.get_mut(o.demand as usize) {
            *t = values.iter().copied().fold(*t, i64::max);
        }
    }
    let sums = wants.iter().zip(&top).map(|(w, &t)| t.saturating_mul(w.most as i64));
    let top = sums.fold(owed.all(), i64::saturating_add);
    let mandatory = wants.iter().filter(|w| w.mandatory).count().max(1) as i64;
    top.saturating_add(1).min(i64::MAX / 4 / mandatory)
}
