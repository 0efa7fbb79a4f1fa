//! Demands and duties → numbers for the solver: places snapped, travel tables, windows cut at dusk.

use super::demand::{Ask, open_on};
use super::duty::Duty;
use super::rewards::Rewards;
use super::solve::{Break, Choice, Demand, Problem, Table, Vehicle};
use crate::county::County;
use crate::domain::place::{LonLat, Plane};
use crate::domain::units::Metres;
use crate::street::{Matrix, Profile, Snap};
use jiff::civil::Date;

/// The problem, and what its numbers stand for.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Numbers.
    pub problem: Problem,
    /// Where each place is.
    pub places: Vec<Snap>,
    /// The demands, in the problem's order.
    pub asks: Vec<Ask>,
    /// The walk of each choice of each demand, an index into the ask's walks.
    pub walks: Vec<Vec<Option<usize>>>,
    /// The duties, in the order of vehicles.
    pub duties: Vec<Duty>,
    /// Name of the place of each break choice of each vehicle.
    pub breaks: Vec<Vec<String>>,
}

struct Places<'a> {
    county: &'a County,
    list: Vec<Snap>,
}

impl Places<'_> {
    /// A lit street if one is near, so that the place can be reached after dark as well.
    fn find(&mut self, at: LonLat, limit: f64) -> Option<usize> {
        let net = &self.county.network;
        let snap = net
            .snap(Profile::FootDark, at, Metres::new(60.0))
            .or_else(|| net.snap(Profile::FootDay, at, Metres::new(limit)))?;
        Some(self.push(snap))
    }

    fn push(&mut self, snap: Snap) -> usize {
        if let Some(i) = self.list.iter().position(|s| s.segment == snap.segment && (s.t - snap.t).abs() < 1.0) {
            return i;
        }
        self.list.push(snap);
        self.list.len() - 1
    }

    /// Where a car may stand near a place: on a street both driven and walked; streets used already first.
    fn park(&mut self, at: LonLat, parks: &mut Vec<usize>) -> Option<usize> {
        let net = &self.county.network;
        let far = |s: &Snap| Plane::local_length(s.at.coord(), at.coord());
        if let Some(&p) = parks.iter().find(|&&p| far(&self.list[p]) < 200.0) {
            return Some(p);
        }
        let snap = net.snap(Profile::Drive, at, Metres::new(500.0))?;
        let snap = if net.segment(snap.segment).foot {
            snap
        } else {
            net.segments_near(at, Metres::new(500.0))
                .into_iter()
                .filter(|&s| {
                    let s = net.segment(s);
                    s.foot && s.drive.0 && s.drive.1
                })
                .filter_map(|s| {
                    net.snap(Profile::Drive, net.position(s, net.segment(s).length.get() / 2.0), Metres::new(5.0))
                })
                .filter(|s| net.segment(s.segment).foot)
                .min_by(|a, b| far(a).total_cmp(&far(b)))?
        };
        let p = self.push(snap);
        parks.push(p);
        Some(p)
    }
}

fn table(matrix: &Matrix, size: usize) -> Table {
    let mut seconds = Vec::with_capacity(size * size);
    for i in 0..size {
        for j in 0..size {
            seconds.push(matrix.seconds(i, j).unwrap_or(Table::NEVER));
        }
    }
    Table { size, seconds }
}

/// Cuts a span of starts at dusk: (from, to, layer).
fn cut(from: i32, to: i32, dwell: i32, dusk: i32, dark: bool) -> Vec<(i32, i32, usize)> {
    let last_light = dusk - dwell;
    let mut out = Vec::new();
    if from <= last_light {
        out.push((from, to.min(last_light), 0));
    }
    if dark && to > last_light {
        out.push((from.max(last_light + 1), to, 1));
    }
    out
}

/// Prepares the problem; duties whose base is off the network are dropped.
#[must_use]
pub fn prepare(county: &County, date: Date, r: &Rewards, asks: Vec<Ask>, duties: Vec<Duty>, dusk: i32) -> Prepared {
    let mut places = Places { county, list: Vec::new() };
    let mut parks: Vec<usize> = Vec::new();
    let cars = duties.iter().any(|d| d.car);
    let mut vehicles = Vec::new();
    let mut kept = Vec::new();
    let mut breaks = Vec::new();
    let refreshments: Vec<_> = county.operations.assets.iter().filter(|a| a.kind.is_refreshment()).collect();
    for duty in duties {
        let Some(base) = places.find(duty.at, 500.0) else { continue };
        let base = if duty.car { places.park(duty.at, &mut parks).unwrap_or(base) } else { base };
        let span = (duty.span.0 + duty.office.0, duty.span.1 - duty.office.1);
        let latest = duty.pause.1.1 - duty.pause.0;
        let mut choices = Vec::new();
        let mut names = Vec::new();
        let mut near: Vec<(f64, LonLat, String)> = refreshments
            .iter()
            .filter(|a| {
                a.opening_hours.is_empty()
                    || open_on(date, &a.opening_hours)
                        .is_none_or(|o| o.iter().any(|s| s.0 <= duty.pause.1.0 && s.1 >= duty.pause.1.1))
            })
            .map(|a| {
                let name = if a.name.is_empty() { a.kind.words().to_owned() } else { a.name.clone() };
                (Plane::local_length(a.at.coord(), duty.at.coord()), a.at, name)
            })
            .filter(|n| n.0 < if duty.car { 15_000.0 } else { 4000.0 })
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.2.cmp(&b.2)));
        // Twelve places spread from near to far.
        let stride = near.len().div_ceil(12).max(1);
        let mut spots = vec![(base, duty.base_name.clone())];
        for (_, at, name) in near.into_iter().step_by(stride) {
            spots.extend(places.find(at, 100.0).map(|p| (p, name)));
        }
        for (place, name) in spots {
            for (from, to, layer) in cut(duty.pause.1.0, latest, duty.pause.0, dusk, true) {
                choices.push(Choice {
                    enter: place,
                    leave: place,
                    dwell: duty.pause.0,
                    window: (from, to),
                    reward: 0,
                    layer,
                });
                names.push(name.clone());
            }
        }
        let patrol = (span.1 - span.0 - duty.pause.0).max(0);
        vehicles.push(Vehicle {
            start: base,
            end: base,
            span,
            rides: duty.car,
            pause: (duty.pause.0 > 0).then_some(Break { choices }),
            busy: (i64::from(patrol) * (100 - duty.discretion_pct) / 100) as i32,
            end_layer: usize::from(span.1 > dusk),
            max_foot: duty.max_foot_m.map(|m| (m / 1.25) as i32),
        });
        breaks.push(names);
        kept.push(duty);
    }
    let (mut demands, mut walks, mut used) = (Vec::new(), Vec::new(), Vec::new());
    for ask in asks {
        let allowed: Vec<bool> = kept
            .iter()
            .map(|d| {
                let bound = ask.only.0.is_some() || ask.only.1.is_some();
                ask.only.0.as_ref().is_none_or(|o| *o == d.officer)
                    && ask.only.1.as_ref().is_none_or(|t| *t == d.team)
                    && (ask.only.2.is_empty() || d.powers.contains(&ask.only.2))
                    && (bound || d.may_go(ask.ward))
            })
            .collect();
        let (mut choices, mut ways) = (Vec::new(), Vec::new());
        let mut ends = Vec::new();
        if ask.walks.is_empty() {
            ends.extend(places.find(ask.at, 150.0).map(|p| (p, p, ask.dwell, None, None)));
        }
        for (i, (walk, profile)) in ask.walks.iter().enumerate() {
            let dwell = ask.dwell.max(walk.time.get());
            ends.push((places.push(walk.start), places.push(walk.end), dwell, Some(i), Some(*profile)));
        }
        for (enter, leave, dwell, way, profile) in ends {
            for &(from, to, reward) in &ask.windows {
                for (from, to, layer) in cut(from, to, dwell, dusk, ask.after_dark) {
                    let fits = match profile {
                        Some(Profile::FootDark) => layer == 1,
                        Some(_) => layer == 0,
                        None => true,
                    };
                    let worked = vehicles.iter().any(|v: &Vehicle| v.span.0 <= to && from + dwell <= v.span.1);
                    if fits && worked {
                        choices.push(Choice { enter, leave, dwell, window: (from, to), reward, layer });
                        ways.push(way);
                    }
                }
            }
        }
        if choices.is_empty() {
            continue;
        }
        let park = if cars { places.park(ask.at, &mut parks) } else { None };
        demands.push(Demand {
            choices,
            decay: ask.decay.clone(),
            spacing: ask.spacing,
            mandatory: ask.mandatory,
            allowed,
            park,
        });
        walks.push(ways);
        used.push(ask);
    }
    let net = &county.network;
    let list = places.list;
    let size = list.len();
    let mut foot = vec![table(&net.matrix(Profile::FootDay, &list, Some(7200)), size)];
    let dark = vehicles.iter().any(|v| v.end_layer == 1)
        || demands.iter().any(|d| d.choices.iter().any(|c| c.layer == 1))
        || vehicles.iter().any(|v| v.pause.as_ref().is_some_and(|p| p.choices.iter().any(|c| c.layer == 1)));
    if dark {
        foot.push(table(&net.matrix(Profile::FootDark, &list, Some(7200)), size));
    }
    let mut ride = Table { size, seconds: vec![Table::NEVER; size * size] };
    let stands: Vec<Snap> = parks.iter().map(|&p| list[p]).collect();
    if !stands.is_empty() {
        let m = net.matrix(Profile::Drive, &stands, None);
        for (i, &a) in parks.iter().enumerate() {
            for (j, &b) in parks.iter().enumerate() {
                ride.seconds[a * size + b] = m.seconds(i, j).unwrap_or(Table::NEVER);
            }
        }
    }
    let problem = Problem { vehicles, demands, foot, ride, parking: r.get("parking_s") as i32 };
    Prepared { problem, places: list, asks: used, walks, duties: kept, breaks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_cut_so_that_a_stop_lies_in_one_layer() {
        assert_eq!(cut(100, 500, 50, 400, true), vec![(100, 350, 0), (351, 500, 1)]);
        assert_eq!(cut(100, 200, 50, 400, true), vec![(100, 200, 0)]);
        assert_eq!(cut(380, 500, 50, 400, false), vec![]);
    }
}
