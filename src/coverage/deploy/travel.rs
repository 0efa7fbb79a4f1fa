//! From parts and places to the numbers of the model: rounds, bases, ways there on foot, by car or to a drop-off.

use super::super::parts::{Part, Parts};
use super::model::{Piece, Problem};
use super::{DeployOptions, DropOff, StartBase};
use crate::county::County;
use crate::domain::asset::AssetKind;
use crate::domain::id::{BaseId, SegmentId};
use crate::domain::place::{LonLat, Plane};
use crate::domain::units::Metres;
use crate::hotspot::HotspotReport;
use crate::street::{Profile, Snap};
use rayon::prelude::*;

/// Minutes of a shift, and what patrol gets of it: without book-on (30), break (30) and write-up (40); design 5.6.
pub(in crate::coverage) const SHIFT: f64 = 480.0;
/// See [`SHIFT`].
pub(in crate::coverage) const PATROL: f64 = 380.0;
/// Metres a minute on a patrolled street: 3.5 km/h (evidence 1.6).
const PACE: f64 = 3500.0 / 60.0;
/// A round is never shorter than this, minutes (J): a few doors are still a visit.
const LEAST_ROUND: f64 = 10.0;
/// Minutes that a round stays at a hotspot (design 5.4: 10 to 15).
const STAY: f64 = 12.0;
/// Minutes that a ride costs beside driving: to the car, parking (J).
const PARKING: f64 = 5.0;
/// Nobody walks longer than this to a part of the area if a car is there, minutes (J).
const LONGEST_WALK: f64 = 45.0;
/// From a drop-off to a part one walks at most this long, minutes (J).
const FROM_DROP_OFF: f64 = 20.0;
/// Metres a minute between stops: 4.5 km/h (evidence 1.6); streets are so much longer than the straight way (J).
const TRANSIT: f64 = 75.0;
const DETOUR: f64 = 1.3;
/// Straight metres that a listed base or a police station may be off a part to be asked for it.
const BASE_REACH: f64 = 8000.0;
/// As [`BASE_REACH`], for libraries, halls and community centres.
const HALL_REACH: f64 = 3000.0;
/// Bases of a kind that are asked for a part.
const ASKED: usize = 2;

/// Places where an officer may hang up a coat, if there is no station.
const COMMUNITY: &[AssetKind] = &[AssetKind::CommunityCentre, AssetKind::Library, AssetKind::TownHall];

/// Where officers may start, with the kind: 0 listed, 1 police station, 2 hall, 3 the middle of a settlement or part.
pub(super) fn bases(county: &County, parts: &Parts) -> Vec<(u8, StartBase)> {
    let operations = &county.operations;
    let mut list: Vec<(u8, StartBase)> =
        operations.bases.iter().map(|b| (0, StartBase { id: b.id.clone(), name: b.name.clone(), at: b.at })).collect();
    for (kind, wanted) in [(1, &[AssetKind::PoliceStation][..]), (2, COMMUNITY)] {
        for a in operations.assets.iter().filter(|a| wanted.contains(&a.kind)) {
            let name = if a.name.is_empty() { a.kind.words().to_owned() } else { a.name.clone() };
            list.push((kind, StartBase { id: BaseId::new(a.id.as_str()), name, at: a.at }));
        }
    }
    let people = |n: usize| parts.people.get(n).copied().unwrap_or(0.0);
    for (n, part) in parts.list.iter().enumerate() {
        let best = part.settlements.iter().copied().max_by(|a, b| people(*a).total_cmp(&people(*b)).then(b.cmp(a)));
        let start = best.and_then(|s| county.ground.settlements.get(s)).map_or_else(
            || StartBase { id: middle_id(county, part, n), name: part.name.clone(), at: home(county, part) },
            |s| StartBase { id: BaseId::new(&s.id), name: s.name.clone(), at: s.at },
        );
        list.push((3, start));
    }
    list.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    list.dedup_by(|a, b| a.1.id == b.1.id);
    for (_, start) in &mut list {
        if let Some(snap) = county.network.snap(Profile::FootDay, start.at, Metres::new(2000.0)) {
            start.at = snap.at.rounded();
        }
    }
    list
}

fn middle_id(county: &County, part: &Part, n: usize) -> BaseId {
    let code = part.ward.and_then(|w| county.boundaries.wards.get(w as usize)).map(|w| w.key.code.to_string());
    BaseId::new(&format!("middle-{}-{n}", code.unwrap_or_else(|| "area".to_owned())))
}

/// The home of a part that is nearest to the middle of all: where the way to it is measured.
fn home(county: &County, part: &Part) -> LonLat {
    let far = |at: [f64; 2]| (at[0] - part.centre[0]).hypot(at[1] - part.centre[1]);
    let near = part.homes.iter().zip(&part.lived).min_by(|a, b| far(a.0.0).total_cmp(&far(b.0.0)).then(a.1.cmp(b.1)));
    match near {
        Some((_, s)) => {
            let id = SegmentId(*s);
            county.network.position(id, county.network.segment(id).length.get() / 2.0)
        }
        None => county.network.plane().origin(),
    }
}

/// Minutes one way from each of some places to each part; infinity where there is none within a limit.
fn minutes(county: &County, profile: Profile, from: &[LonLat], to: &[LonLat], limit: u32) -> Vec<Vec<f64>> {
    let net = &county.network;
    let snap = |at: &LonLat| net.snap(profile, *at, Metres::new(1000.0));
    let (a, b): (Vec<Option<Snap>>, Vec<Option<Snap>>) =
        (from.par_iter().map(snap).collect(), to.par_iter().map(snap).collect());
    let places: Vec<Snap> = a.iter().chain(&b).flatten().copied().collect();
    let table = net.matrix(profile, &places, Some(limit));
    let mut at = 0;
    let mut number = |list: &[Option<Snap>]| -> Vec<Option<usize>> {
        list.iter()
            .map(|s| {
                s.is_some().then(|| {
                    at += 1;
                    at - 1
                })
            })
            .collect()
    };
    let (rows, columns) = (number(&a), number(&b));
    let cell = |i: &Option<usize>, j: &Option<usize>| {
        i.zip(*j).and_then(|(i, j)| table.seconds(i, j)).map_or(f64::INFINITY, |s| f64::from(s) / 60.0)
    };
    rows.iter().map(|i| columns.iter().map(|j| cell(i, j)).collect()).collect()
}

/// Straight metres within which a base of a kind is asked for.
pub(super) fn reach(kind: u8) -> f64 {
    [BASE_REACH, BASE_REACH, HALL_REACH, f64::INFINITY][usize::from(kind.min(3))]
}

/// Minutes of one round: a walk past so many metres of homes, with a stay at each of so many hotspots.
pub(super) fn round(frontage: f64, hotspots: f64) -> f64 {
    (frontage / PACE + hotspots * STAY).max(LEAST_ROUND)
}

/// For each segment the part that it has of a hotspot: each hotspot is one, spread evenly over its streets.
pub(super) fn hotspot_parts(county: &County, hotspots: &HotspotReport) -> Vec<f64> {
    let mut parts = vec![0.0; county.network.segments().len()];
    for h in &hotspots.hotspots {
        for s in &h.segments {
            if let Some(part) = parts.get_mut(s.ix()) {
                *part += 1.0 / h.segments.len() as f64;
            }
        }
    }
    parts
}

/// The share of a patrol that is left where the way takes so many minutes out, and back.
pub(super) fn left(way: f64) -> f64 {
    ((PATROL - 2.0 * way) / PATROL).max(0.0)
}

/// Minutes one way from bases to places, by whichever is quickest of what the options allow.
pub(super) fn minutes_between(
    county: &County,
    from: &[LonLat],
    to: &[LonLat],
    options: &DeployOptions,
) -> Vec<Vec<f64>> {
    let foot = minutes(county, Profile::FootDay, from, to, (LONGEST_WALK * 60.0) as u32);
    let drive = if options.cars { minutes(county, Profile::Drive, from, to, 2 * 3600) } else { Vec::new() };
    let stops: Vec<LonLat> = options.drop_offs.iter().map(|d| d.at).collect();
    let walk = minutes(county, Profile::FootDay, &stops, to, (FROM_DROP_OFF * 60.0) as u32);
    // A small village of its own is no part of the walkable network at large: there the straight way must do.
    let by_line = |d: &DropOff, p: usize| {
        let minutes = Plane::local_length(d.at.coord(), to[p].coord()) * DETOUR / TRANSIT;
        if minutes <= FROM_DROP_OFF { minutes } else { f64::INFINITY }
    };
    let dropped = |p: usize| {
        let ways = options.drop_offs.iter().zip(&walk);
        let ways = ways.map(|(d, w)| d.minutes + if w[p].is_finite() { w[p] } else { by_line(d, p) });
        ways.fold(f64::INFINITY, f64::min)
    };
    let by_car = |b: usize, p: usize| drive.get(b).map_or(f64::INFINITY, |d| d[p] + PARKING);
    let way = |b: usize, p: usize| foot[b][p].min(by_car(b, p)).min(dropped(p));
    (0..from.len()).map(|b| (0..to.len()).map(|p| way(b, p)).collect()).collect()
}

/// The numbers of the model, and the bases that they name.
pub(super) fn problem(
    county: &County,
    hotspots: &HotspotReport,
    parts: &Parts,
    options: &DeployOptions,
) -> (Problem, Vec<StartBase>) {
    let spots = hotspot_parts(county, hotspots);
    let starts = bases(county, parts);
    let homes: Vec<LonLat> = parts.list.iter().map(|p| home(county, p)).collect();
    let from: Vec<LonLat> = starts.iter().map(|s| s.1.at).collect();
    let ways = minutes_between(county, &from, &homes, options);
    let length = |part: &Part, homes_only: bool| -> f64 {
        let segments = part.segments.iter().map(|&s| county.network.segment(SegmentId(s)));
        segments.filter(|s| s.foot && (!homes_only || s.is_frontage())).map(|s| s.length.get()).sum()
    };
    let plane = county.network.plane();
    let pieces = parts
        .list
        .iter()
        .enumerate()
        .map(|(n, part)| {
            let frontage = length(part, true);
            let walked = if frontage > 0.0 { frontage } else { length(part, false) / 4.0 };
            let off = |b: usize| Plane::local_length(starts[b].1.at.coord(), homes[n].coord());
            let left: Vec<f64> = (0..starts.len())
                .map(|b| {
                    let left = left(ways[b][n]);
                    if left * PATROL / SHIFT >= options.least_share { left } else { 0.0 }
                })
                .collect();
            let mut asked: Vec<u32> = Vec::new();
            for kind in 0..=3u8 {
                let of_kind = (0..starts.len()).filter(|b| starts[*b].0 == kind && left[*b] > 0.0);
                let mut near: Vec<(f64, u32)> =
                    of_kind.map(|b| (off(b), b as u32)).filter(|(d, _)| *d <= reach(kind)).collect();
                near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                asked.extend(near.into_iter().take(ASKED).map(|(_, b)| b));
            }
            Piece {
                need: part.need,
                round: round(walked, part.segments.iter().map(|s| spots[*s as usize]).sum()),
                residents: part.residents,
                centre: plane.project(homes[n]),
                open: part.bare >= super::OPEN,
                next: parts.next[n].iter().copied().collect(),
                left,
                bases: asked,
            }
        })
        .collect();
    let kinds = starts.iter().map(|s| s.0).collect();
    let problem = Problem { pieces, minutes: options.minutes_a_week, far: super::FAR, people: super::PEOPLE, kinds };
    (problem, starts.into_iter().map(|s| s.1).collect())
}
