//! Where everybody stands at the moment from which a day is planned again.

use super::{Replan, route_of};
use crate::domain::place::Plane;
use crate::domain::plan::{Plan, Route, RouteItem, Stop, StopShape};
use crate::patrol::problem::Prepared;
use crate::patrol::solve::{Break, Choice, Fixed, PlaceIx, Step};
use geo_types::{Coord, LineString};

/// A visit that was broken off counts if it lasted so long, seconds (three minutes: what counts as a visit on record).
const COUNTS_S: i32 = 180;
/// An officer farther from the car than this on foot came by it, seconds.
const FAR_S: u32 = 900;
/// Places nearer than this are one, metres.
const SAME_M: f64 = 1.0;

/// A vehicle's day: what is behind, and what of the rest stays.
#[derive(Debug, Clone, Default)]
pub struct Cut {
    /// Elements of the published day that are behind, or that the officer is about.
    pub past: Vec<RouteItem>,
    /// When the search takes over, and where the officer and the car are then; `None`: the published day stays as it is.
    pub from: Option<(i32, PlaceIx, PlaceIx)>,
    /// Out for the rest of the day.
    pub gone: bool,
    /// Visits that count, made or to be made without the search: demand, start, end.
    pub done: Vec<(usize, i32, i32)>,
    /// Visits that stay, and the way between them as it was published.
    pub fixed: Vec<Fixed>,
    pub steps: Vec<Step>,
    /// The car is taken to be where the officer is.
    pub drove: bool,
    rest: Rest,
}

/// The break that is still to come.
#[derive(Debug, Clone, Default)]
enum Rest {
    /// None: it is over, or there is none.
    #[default]
    Over,
    /// Any.
    Open,
    /// The published one, by its choice.
    Kept(usize, Choice),
}

/// A place of the problem by its coordinates.
fn place(p: &Prepared, at: Coord<f64>) -> Option<PlaceIx> {
    let far = |i: &usize| Plane::local_length(p.places[*i].at.coord(), at);
    let near = (0..p.places.len()).min_by(|a, b| far(a).total_cmp(&far(b)))?;
    (far(&near) <= SAME_M).then_some(near)
}

/// Where a route's car stands before the elements from a position on: where the next ride sets out; without one it is
/// home. What an earlier replan took for granted is in the published ride, not in those before it.
fn car(p: &Prepared, v: usize, ahead: &[RouteItem]) -> Option<PlaceIx> {
    let next = ahead.iter().find_map(|i| if let RouteItem::Ride { line, .. } = i { line.0.first() } else { None });
    next.map_or(Some(p.problem.vehicles[v].end), |&from| place(p, from))
}

/// The demand of a stop: the first of its id, or of its parts by day and by night the one with a fitting choice.
fn demand(p: &Prepared, stop: &Stop) -> Option<usize> {
    let of_it = |d: &usize| p.asks[*d].id == stop.demand;
    let all = || (0..p.asks.len()).filter(of_it);
    all().find(|&d| choice(p, d, stop).is_some()).or_else(|| all().next())
}

/// The choice by which a published stop serves a demand, and with how many pieces of a longer stay.
fn choice(p: &Prepared, d: usize, stop: &Stop) -> Option<(usize, usize)> {
    let (start, stay) = (stop.arrive.get(), (stop.leave - stop.arrive).get());
    let near = |place: PlaceIx, at: Coord<f64>| Plane::local_length(p.places[place].at.coord(), at) <= SAME_M;
    let all = p.problem.demands[d].choices.iter().enumerate();
    let mut fits = all.filter(|(_, c)| {
        (c.window.0..=c.window.1).contains(&start) && near(c.enter, stop.at.start()) && near(c.leave, stop.at.end())
    });
    fits.find_map(|(i, c)| Some((i, (0..=c.longer.len()).find(|&n| c.stay(n) == stay)?)))
}

/// The first part of a line, by its share of the length.
fn beginning(line: &LineString<f64>, share: f64) -> LineString<f64> {
    let length = |l: &geo_types::Line<f64>| Plane::local_length(l.start, l.end);
    let mut left = line.lines().map(|l| length(&l)).sum::<f64>() * share.clamp(0.0, 1.0);
    if share >= 1.0 {
        return line.clone();
    }
    let mut out: Vec<Coord<f64>> = line.0.first().copied().into_iter().collect();
    for l in line.lines() {
        let whole = length(&l);
        let t = if whole > 0.0 { (left / whole).min(1.0) } else { 1.0 };
        out.push(l.start + (l.end - l.start) * t);
        left -= whole;
        if left <= 0.0 {
            break;
        }
    }
    LineString(out)
}

/// Seconds on foot and by car from a place to the end of a vehicle's day.
fn home(p: &Prepared, v: usize, here: PlaceIx, car: PlaceIx) -> (i32, i32) {
    let (x, pr) = (&p.problem.vehicles[v], &p.problem);
    let small = |s: Option<u32>| s.and_then(|s| i32::try_from(s).ok()).unwrap_or(0);
    let walk = |to| if to == here { 0 } else { small(pr.foot.get(x.end_layer).and_then(|t| t.at(here, to))) };
    if x.rides && car != x.end {
        return (walk(car), small(pr.ride.at(car, x.end)) + pr.parking);
    }
    (walk(x.end), 0)
}

impl Cut {
    /// A vehicle's cut.
    pub fn of(p: &Prepared, running: &Plan, asked: &Replan, v: usize) -> Self {
        let duty = &p.duties[v];
        let is = |o: &crate::domain::id::OfficerId| o == &duty.officer || duty.with.iter().any(|w| &w.officer == o);
        let vehicle = &p.problem.vehicles[v];
        let Some(route) = route_of(running, &duty.officer) else {
            // Not in the published plan: a whole day from now on.
            let from = vehicle.span.0.max(asked.at.get());
            return Self { from: Some((from, vehicle.start, vehicle.car())), rest: Rest::Open, ..Self::default() };
        };
        if is(&asked.officer) {
            return Self::own(p, route, asked, v);
        }
        let free = asked.free.iter().any(is);
        Self::others(p, route, asked, v, free).unwrap_or_else(|| Self::as_it_is(p, route))
    }

    /// The officer to whom it happened: all that is ahead is open.
    fn own(p: &Prepared, route: &Route, asked: &Replan, v: usize) -> Self {
        let (at, vehicle) = (asked.at.get(), &p.problem.vehicles[v]);
        let mut cut = Self { gone: asked.place.is_none(), ..Self::default() };
        let (mut from, mut rested, mut riding) = (at.max(vehicle.span.0), false, false);
        let ahead = route.items.iter().position(|i| i.begins().get() >= at).unwrap_or(route.items.len());
        let car = car(p, v, &route.items[ahead..]).unwrap_or(vehicle.start);
        for item in route.items.iter().take(route.items.len().saturating_sub(1)) {
            if item.begins().get() >= at && !matches!(item, RouteItem::Base { .. }) {
                break;
            }
            match item {
                RouteItem::Stop(stop) => {
                    let leave = stop.leave.get().min(at);
                    // Who was hardly there was not there.
                    if leave - stop.arrive.get() < COUNTS_S.min((stop.leave - stop.arrive).get()) {
                        continue;
                    }
                    cut.done.extend(demand(p, stop).map(|d| (d, stop.arrive.get(), leave)));
                    let share =
                        f64::from(leave - stop.arrive.get()) / f64::from((stop.leave - stop.arrive).get().max(1));
                    let at = match &stop.at {
                        StopShape::Walk(line) => StopShape::Walk(beginning(line, share)),
                        StopShape::Point(at) => StopShape::Point(*at),
                    };
                    let stop = Stop { leave: crate::domain::Seconds::new(leave), at, ..stop.clone() };
                    cut.past.push(RouteItem::Stop(stop));
                    continue;
                }
                // Who has begun the break ends it.
                RouteItem::Break { leave, .. } => {
                    (rested, from) = (true, from.max(leave.get()));
                }
                RouteItem::Ride { arrive, .. } if arrive.get() > at => {
                    riding = true;
                    continue;
                }
                // A walk that was broken off led somewhere else.
                RouteItem::Walk { arrive, .. } if arrive.get() > at => continue,
                RouteItem::Walk { .. } | RouteItem::Ride { .. } | RouteItem::Base { .. } => {}
            }
            cut.past.push(item.clone());
        }
        let (here, stand) = p.also.unwrap_or((vehicle.start, None));
        // Whoever was at the wheel has the car there, and so has whoever is farther from it than one walks to an incident.
        let walk = p.problem.foot.first().and_then(|t| t.at(car, here));
        let drove = riding || walk.is_none_or(|s| s > FAR_S);
        cut.drove = vehicle.rides && drove && stand.is_some_and(|s| s != car);
        let car = if drove { stand.unwrap_or(car) } else { car };
        cut.rest = if rested { Rest::Over } else { Rest::Open };
        cut.from = Some((from, here, car));
        cut
    }

    /// Somebody else: done are all stops up to the one the officer is at or on the way to, which is the first that stays.
    /// Whoever has not set out yet may be sent elsewhere before it.
    fn others(p: &Prepared, route: &Route, asked: &Replan, v: usize, free: bool) -> Option<Self> {
        let (at, vehicle) = (asked.at.get(), &p.problem.vehicles[v]);
        let event = |i: &RouteItem| matches!(i, RouteItem::Stop(_) | RouteItem::Break { .. });
        let first = route.items.iter().position(|i| event(i) && i.ends().get() > at)?;
        let before = route.items[..first].iter().rposition(|i| event(i) || matches!(i, RouteItem::Base { .. }))?;
        let idle = route.items[before + 1].begins().get() > at;
        let begun = if idle { before + 1 } else { first };
        let mut cut = Self::default();
        let car = car(p, v, &route.items[begun..])?;
        for item in &route.items[..begun] {
            if let RouteItem::Stop(stop) = item {
                cut.done.extend(demand(p, stop).map(|d| (d, stop.arrive.get(), stop.leave.get())));
            }
            cut.past.push(item.clone());
        }
        let mut here = match &route.items[before] {
            _ if !idle => None,
            RouteItem::Stop(stop) => Some(place(p, stop.at.end())?),
            RouteItem::Break { at, .. } => Some(place(p, *at)?),
            _ => Some(vehicle.start),
        };
        let mut stands = car;
        // Who is under way arrives; who is free and idle need not.
        let mut underway = !idle;
        for item in &route.items[begun..] {
            let begins = item.begins().get();
            let only = |c: &Choice| Choice { window: (begins, begins), ..c.clone() };
            match item {
                RouteItem::Stop(stop) => {
                    let d = demand(p, stop)?;
                    let (choice, pieces) = choice(p, d, stop)?;
                    let window = (begins, begins);
                    if std::mem::take(&mut underway) || !free {
                        cut.fixed.push(Fixed { demand: d, choice, pieces, window });
                    }
                    here = here.or(Some(p.problem.demands[d].choices[choice].enter));
                    cut.steps.push(Step::Visit { demand: d, choice, pieces, start: begins, bounds: window });
                }
                RouteItem::Break { at, .. } => {
                    let enter = place(p, *at)?;
                    let fits = |c: &Choice| c.enter == enter && (c.window.0..=c.window.1).contains(&begins);
                    let choices = &vehicle.pause.as_ref()?.choices;
                    let which = choices.iter().position(fits)?;
                    let stays = std::mem::take(&mut underway) || !free;
                    cut.rest = if stays { Rest::Kept(which, only(&choices[which])) } else { Rest::Open };
                    here = here.or(Some(enter));
                    let choice = if stays { 0 } else { which };
                    cut.steps.push(Step::Pause { choice, start: begins, bounds: (begins, begins) });
                }
                RouteItem::Ride { line, .. } => {
                    let to = place(p, *line.0.last()?)?;
                    cut.steps.push(Step::Ride { from: stands, to, depart: begins });
                    stands = to;
                }
                RouteItem::Walk { .. } | RouteItem::Base { .. } => {}
            }
        }
        let ready = route.items[before].ends().get().max(vehicle.span.0).max(at);
        let from = if idle { ready } else { route.items[first].begins().get() };
        cut.from = Some((from, here?, car));
        Some(cut)
    }

    /// A day that stays as it was published: there is nothing left of it, or the county has changed under it.
    fn as_it_is(p: &Prepared, route: &Route) -> Self {
        let visit = |s: &Stop| demand(p, s).map(|d| (d, s.arrive.get(), s.leave.get()));
        Self { past: route.items.clone(), done: route.stops().filter_map(visit).collect(), ..Self::default() }
    }

    /// Visits made count: later ones are worth less, and come no sooner than a spacing after, or before, them.
    /// `kept`: demand, choice and start of what stays with anybody.
    pub fn exclude(&self, p: &mut Prepared, kept: &[(usize, usize, i32)]) {
        for &(d, start, end) in &self.done {
            let id = p.asks[d].id.clone();
            for (i, demand) in p.problem.demands.iter_mut().enumerate().filter(|(i, _)| p.asks[*i].id == id) {
                if demand.crew() > 1 || demand.decay.len() <= 1 {
                    demand.decay.clear();
                } else {
                    demand.decay.remove(0);
                }
                demand.mandatory = false;
                let gap = demand.spacing.max(0);
                let before = |c: &Choice| (c.window.0, c.window.1.min(start - gap - c.stay(c.longer.len())));
                let after = |c: &Choice| (c.window.0.max(end + gap), c.window.1);
                // Positions of choices are what fixed visits name: a choice keeps one window, the later if it has two.
                for (k, c) in demand.choices.iter_mut().enumerate() {
                    let (b, a) = (before(c), after(c));
                    let early = kept.iter().any(|x| (x.0, x.1) == (i, k) && x.2 < start);
                    c.window = if a.0 <= a.1 && !early { a } else { b };
                }
            }
        }
    }

    /// The vehicle as it is from the cut on.
    pub fn apply(&self, p: &mut Prepared, v: usize) {
        let home = self.from.map_or((0, 0), |(_, here, car)| home(p, v, here, car));
        let vehicle = &mut p.problem.vehicles[v];
        let Some((from, here, car)) = self.from.filter(|_| !self.gone) else {
            // Nothing is left to plan.
            vehicle.pause = None;
            (vehicle.busy, vehicle.end) = (0, vehicle.start);
            for demand in &mut p.problem.demands {
                if let Some(may) = demand.allowed.get_mut(v) {
                    *may = false;
                }
            }
            return;
        };
        let spent = |want: fn(&RouteItem) -> bool| {
            let part = self.past.iter().filter(|i| want(i));
            part.map(|i| (i.ends() - i.begins()).get()).sum::<i32>()
        };
        let walk = |i: &RouteItem| matches!(i, RouteItem::Walk { .. });
        let ride = |i: &RouteItem| matches!(i, RouteItem::Ride { .. });
        let work = |i: &RouteItem| !matches!(i, RouteItem::Base { .. } | RouteItem::Break { .. });
        // Whatever was used up: everybody may go home, with the car.
        vehicle.busy = (vehicle.busy - spent(work)).max(home.0 + home.1);
        vehicle.max_foot = vehicle.max_foot.map(|m| (m - spent(walk)).max(home.0));
        vehicle.max_ride = vehicle.max_ride.map(|m| (m - spent(ride)).max(home.1));
        vehicle.span.0 = from.min(vehicle.span.1);
        vehicle.start = here;
        vehicle.car = vehicle.rides.then_some(car);
        match &self.rest {
            Rest::Over => vehicle.pause = None,
            Rest::Open => {}
            Rest::Kept(which, only) => {
                vehicle.pause = Some(Break { choices: vec![only.clone()] });
                let name = p.breaks[v].get(*which).cloned().unwrap_or_default();
                p.breaks[v] = vec![name];
            }
        }
        vehicle.fixed.clone_from(&self.fixed);
    }
}
