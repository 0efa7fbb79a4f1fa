//! Ways between the places of one date's problem, or of several dates' that share their places.

use super::Stand;
use super::places::Places;
use crate::county::County;
use crate::domain::place::Plane;
use crate::patrol::rewards::Rewards;
use crate::patrol::solve::{Problem, Table};
use crate::patrol::walks::at_speed;
use crate::street::{Matrix, Profile, Snap};

/// No leg on foot takes longer, seconds.
const FOOT_LIMIT_S: u32 = 7200;

/// Seconds between all places, as the streets time them.
pub struct Ways {
    size: usize,
    day: Matrix,
    dark: Option<Matrix>,
    drive: Option<(Vec<(usize, Stand)>, Matrix)>,
}

fn table(seconds: impl Fn(usize, usize) -> Option<u32>, size: usize) -> Table {
    let mut all = Vec::with_capacity(size * size);
    for i in 0..size {
        for j in 0..size {
            all.push(seconds(i, j).unwrap_or(Table::NEVER));
        }
    }
    Table { size, seconds: all }
}

/// Whether anybody walks, serves or rests in the dark.
fn dark(p: &Problem) -> bool {
    let breaks = p.vehicles.iter().filter_map(|v| v.pause.as_ref()).flat_map(|b| &b.choices);
    p.vehicles.iter().any(|v| v.end_layer == 1)
        || p.demands.iter().flat_map(|d| &d.choices).chain(breaks).any(|c| c.layer == 1)
}

impl Ways {
    /// The ways that some problems on these places need.
    #[must_use]
    pub fn of(county: &County, places: &Places<'_>, problems: &[&Problem]) -> Self {
        let net = &county.network;
        let foot = |profile| net.matrix(profile, &places.list, Some(FOOT_LIMIT_S));
        let rides = problems.iter().any(|p| p.vehicles.iter().any(|v| v.rides));
        Self {
            size: places.list.len(),
            day: foot(Profile::FootDay),
            dark: problems.iter().any(|p| dark(p)).then(|| foot(Profile::FootDark)),
            drive: rides.then(|| {
                let list: Vec<(usize, Stand)> = places.stands.iter().map(|(&p, &s)| (p, s)).collect();
                let snaps: Vec<Snap> = list.iter().map(|s| s.1.snap).collect();
                (list, net.matrix(Profile::Drive, &snaps, None))
            }),
        }
    }

    /// The table of a way on foot at a speed in tenths of km/h: by day, or in the dark.
    #[must_use]
    pub fn foot(&self, in_the_dark: bool, kmh_tenths: i64) -> Table {
        let m = if in_the_dark { self.dark.as_ref().unwrap_or(&self.day) } else { &self.day };
        table(|i, j| m.seconds(i, j).map(|s| at_speed(s, kmh_tenths)), self.size)
    }

    /// Fills in a problem's tables, by the slowest who walks in it.
    pub fn fill(&self, r: &Rewards, kmh_tenths: i64, p: &mut Problem) {
        p.foot = vec![self.foot(false, kmh_tenths)];
        if dark(p) {
            p.foot.push(self.foot(true, kmh_tenths));
        }
        self.rides(r, p);
    }

    /// Fills in the rides of a problem.
    pub fn rides(&self, r: &Rewards, p: &mut Problem) {
        let size = self.size;
        let mut ride = Table { size, seconds: vec![Table::NEVER; size * size] };
        if let Some((list, m)) = self.drive.as_ref().filter(|_| p.vehicles.iter().any(|v| v.rides)) {
            let least = r.metres("ride_least_m");
            let apart = |a: &Stand, b: &Stand| Plane::local_length(a.snap.at.coord(), b.snap.at.coord());
            let bases: Vec<usize> = p.vehicles.iter().filter(|v| v.rides).map(|v| v.end).collect();
            let homes: Vec<Stand> = bases.iter().filter_map(|b| list.iter().find(|s| s.0 == *b)).map(|s| s.1).collect();
            for (i, &(a, from)) in list.iter().enumerate() {
                for (j, &(b, to)) in list.iter().enumerate() {
                    // Patrol is on foot: a car is taken to a base, or to where it is no short walk from here nor from one.
                    let far = apart(&from, &to) >= least && homes.iter().all(|h| apart(h, &to) >= least);
                    if !far && !bases.contains(&b) {
                        continue;
                    }
                    if let (Some(s), Some(cell)) = (m.seconds(i, j), ride.seconds.get_mut(a * size + b)) {
                        *cell = s + from.walk + to.walk;
                    }
                }
            }
        }
        p.ride = ride;
        p.parking = r.get("parking_s") as i32;
    }
}
