//! Areas for new posts: where each starts, what it wins, whether it needs a car.

mod compare;
mod model;
mod review;
mod search;
mod state;
mod travel;
mod words;

pub use compare::Drawn;
pub(super) use compare::{by_hand, compare, within};
#[cfg(test)]
pub(super) use model::{NEAR, Piece};
pub(super) use model::{Problem, Worth};
pub(super) use review::review;
#[cfg(test)]
pub(super) use search::solve;
#[cfg(test)]
pub(super) use state::State;
pub(super) use words::posts_for;

use super::parts::{Part, Parts};
use super::uncovered::Union;
use super::{CoverageReport, Deployment, PatrolArea, StartBase, Step, shape};
use crate::county::County;
use crate::domain::ground::SettlementKind;
use crate::domain::id::SegmentId;
use crate::domain::place::Plane;
use crate::domain::units::Metres;
use crate::hotspot::HotspotReport;
use crate::street::Profile;
use rayon::prelude::*;
use std::collections::BTreeSet;
use travel::{PATROL, SHIFT};

/// No patrol area reaches farther between the middles of its pieces, metres (J: a quarter of an hour by car).
pub(super) const FAR: f64 = 12_000.0;
/// More residents than this are not one officer's beat unless a single piece has them (J).
pub(super) const PEOPLE: f64 = 25_000.0;
/// Of a part this share of residents must be without a filled post to count as uncovered.
pub(super) const OPEN: f64 = 0.1;
/// A further post pays while it wins at least this share of what those before it win on average (J).
const PAYS: f64 = 0.5;

/// A post works 5 days of 7.
const DAYS: f64 = 5.0 / 7.0;
/// Shares of those days lost to leave (33 days with bank holidays of 260), to sickness and to training (J).
const LEAVE: f64 = 0.13;
const SICK: f64 = 0.06;
const TRAINING: f64 = 0.06;
/// Streets farther than this from the base are out of a walk.
const WALK: f64 = 3000.0;
/// A settlement with fewer residents than this does not make an area one for a car.
const HAMLET: f64 = 100.0;
/// Settlements farther than this from each other are not walked between.
const VILLAGES: f64 = 1500.0;

/// For each segment the piece of the network in which one may walk everywhere.
fn walks(county: &County) -> Vec<u32> {
    let mut union = Union((0..county.network.junctions().len() as u32).collect());
    for s in county.network.segments().iter().filter(|s| s.foot) {
        union.join(s.from.0, s.to.0);
    }
    county.network.segments().iter().map(|s| union.find(s.from.0)).collect()
}

/// Whether an area is larger than a walk: more than a twentieth of its residents farther from the base than
/// [`WALK`] or where no walk leads, or settlements of their own farther apart than [`VILLAGES`].
fn car(county: &County, parts: &Parts, walks: &[u32], own: &[&Part], settlements: &[usize], base: &StartBase) -> bool {
    let at = county.network.plane().project(base.at);
    let walk = county.network.snap(Profile::FootDay, base.at, Metres::new(100.0)).map(|s| walks[s.segment.ix()]);
    let (mut all, mut far) = (0.0, 0.0);
    for ((home, n), s) in own.iter().flat_map(|p| p.homes.iter().zip(&p.lived)) {
        let off = walk.is_some_and(|w| walks[*s as usize] != w) || (home[0] - at[0]).hypot(home[1] - at[1]) > WALK;
        all += n;
        far += if off { *n } else { 0.0 };
    }
    let places: Vec<_> = settlements
        .iter()
        .filter(|n| parts.people.get(**n).is_some_and(|p| *p >= HAMLET))
        .filter_map(|n| county.ground.settlements.get(*n))
        .filter(|s| s.kind != SettlementKind::Suburb)
        .map(|s| s.at.coord())
        .collect();
    let apart =
        places.iter().enumerate().any(|(i, a)| places[..i].iter().any(|b| Plane::local_length(*a, *b) > VILLAGES));
    (all > 0.0 && far > all * 0.05) || apart
}

/// The share of days on which a post is on duty.
const ON_DUTY: f64 = DAYS * (1.0 - LEAVE - SICK - TRAINING);

/// A place to which officers without a car are brought: a bus stop, a shared drop-off.
#[derive(Debug, Clone, PartialEq)]
pub struct DropOff {
    /// Where.
    pub at: crate::domain::place::LonLat,
    /// Minutes from a base to it, waiting included, one way.
    pub minutes: f64,
}

/// How to deploy.
#[derive(Debug, Clone, PartialEq)]
pub struct DeployOptions {
    /// Posts to deploy.
    pub posts: u32,
    /// Patrol minutes that each of them has in a usual week.
    pub minutes_a_week: f64,
    /// Least share of a shift, 0 to 0.79, that is spent on the beat, with book-on, break, write-up and ways taken off.
    pub least_share: f64,
    /// Whether officers of areas larger than a walk have a car.
    pub cars: bool,
    /// Where officers may be set down.
    pub drop_offs: Vec<DropOff>,
}

impl DeployOptions {
    /// Posts, of which a usual roster pattern puts about half on duty each day: 5 shifts a week less absences, with
    /// 380 minutes of patrol in a shift.
    #[must_use]
    pub fn posts(posts: u32) -> Self {
        let minutes_a_week = 7.0 * ON_DUTY * PATROL;
        Self { posts, minutes_a_week, least_share: 0.5, cars: true, drop_offs: Vec::new() }
    }

    /// Officers of whom each is on duty every day of the week that is planned.
    #[must_use]
    pub fn on_duty(officers: u32) -> Self {
        Self { minutes_a_week: 7.0 * PATROL, ..Self::posts(officers) }
    }
}

/// An area while it is drawn.
#[derive(Debug, Clone, PartialEq)]
struct Drafted {
    /// Its parts, ascending.
    parts: Vec<u32>,
    /// Officers who share it.
    officers: u32,
    /// What it is worth to one of them.
    worth: Worth,
}

/// The areas of a draft: one for each officer who shares it.
fn areas(
    county: &County,
    (parts, problem, starts): (&Parts, &Problem, &[StartBase]),
    walks: &[u32],
    draft: &Drafted,
) -> Vec<PatrolArea> {
    let own: Vec<&Part> = draft.parts.iter().filter_map(|&p| parts.list.get(p as usize)).collect();
    let mut settlements: Vec<usize> = own.iter().flat_map(|p| p.settlements.iter().copied()).collect();
    let lived = |n: usize| parts.people.get(n).copied().unwrap_or(0.0);
    let kind = |n: usize| county.ground.settlements.get(n).map(|s| s.kind);
    settlements.sort_by(|&a, &b| lived(b).total_cmp(&lived(a)).then(kind(a).cmp(&kind(b))).then(a.cmp(&b)));
    let Some(base) = starts.get(draft.worth.base as usize).cloned() else { return Vec::new() };
    let wards: BTreeSet<u32> = own.iter().filter_map(|p| p.ward).collect();
    let mut segments: Vec<SegmentId> = own.iter().flat_map(|p| p.segments.iter().copied().map(SegmentId)).collect();
    segments.sort_unstable();
    let first = PatrolArea {
        rank: 0,
        needs_car: car(county, parts, walks, &own, &settlements, &base),
        base,
        wards: wards.into_iter().collect(),
        segments,
        geom: shape::of(county, &own),
        need: own.iter().map(|p| p.need).sum(),
        gain: draft.worth.won,
        gain_words: String::new(),
        shift_share_on_beat: draft.worth.there * PATROL / SHIFT,
        round_min: draft.parts.iter().map(|&p| problem.pieces[p as usize].round).sum(),
        residents: own.iter().map(|p| p.residents).sum::<f64>().round().max(0.0) as u32,
        settlements: settlements
            .iter()
            .filter_map(|n| county.ground.settlements.get(*n))
            .map(|s| s.name.clone())
            .collect(),
    };
    let won = |officers: u32| problem.worth(&draft.parts, officers).map_or(0.0, |w| w.won);
    (1..=draft.officers)
        .map(|of| {
            let gain = if of == 1 { draft.worth.won } else { (won(of) - won(of - 1)).max(0.0) };
            PatrolArea { gain, gain_words: words::gain(&own, gain, of), ..first.clone() }
        })
        .collect()
}

/// Areas for all posts, with more than one officer each where there is no room for more areas, and what numbers of
/// posts win.
fn solved(problem: &Problem, posts: u32) -> (Vec<Drafted>, Vec<Step>) {
    let rounds = (problem.pieces.len() * 60).clamp(600, 6000);
    let states = search::solve(problem, posts, rounds);
    let mut steps: Vec<Step> = Vec::new();
    let mut add = |posts: u32, won: f64| {
        let (before, held) = steps.last().map_or((0, 0.0), |s| (s.posts, s.won));
        let gain = ((won - held) / f64::from((posts - before).max(1))).max(0.0);
        steps.push(Step { posts, won, gain });
    };
    for state in &states {
        add(state.areas.len() as u32, state.won());
    }
    let Some(last) = states.last() else { return (Vec::new(), steps) };
    let mut drafts: Vec<Drafted> = last
        .areas
        .iter()
        .zip(&last.worth)
        .map(|(parts, worth)| Drafted { parts: parts.clone(), officers: 1, worth: *worth })
        .collect();
    let won = |d: &Drafted, officers: u32| problem.worth(&d.parts, officers).map_or(0.0, |w| w.won);
    let mut next: Vec<f64> = drafts.iter().map(|d| won(d, 2) - won(d, 1)).collect();
    let mut all: f64 = drafts.iter().map(|d| d.worth.won).sum();
    for posts in drafts.len() as u32 + 1..=posts {
        // What another officer adds falls with each, so the best at every step is the best altogether.
        let Some(best) = (0..next.len()).max_by(|&a, &b| next[a].total_cmp(&next[b]).then(b.cmp(&a))) else { break };
        drafts[best].officers += 1;
        all += next[best];
        let officers = drafts[best].officers;
        next[best] = won(&drafts[best], officers + 1) - won(&drafts[best], officers);
        add(posts, all);
    }
    (drafts, steps)
}

/// The first number of posts after which another wins less than half of what those before it win on average.
fn pays_until(steps: &[Step]) -> Option<u32> {
    steps.windows(2).find(|w| w[1].gain < PAYS * w[0].won / f64::from(w[0].posts.max(1))).map(|w| w[0].posts)
}

/// Draws areas.
pub(super) fn draw(
    county: &County,
    hotspots: &HotspotReport,
    coverage: &CoverageReport,
    options: &DeployOptions,
) -> Deployment {
    let parts = Parts::new(county, hotspots, coverage, options.posts);
    let (problem, starts) = travel::problem(county, hotspots, &parts, options);
    let (drafts, steps) = solved(&problem, options.posts);
    let walks = walks(county);
    let ground = (&parts, &problem, &starts[..]);
    let mut list: Vec<PatrolArea> = drafts.par_iter().flat_map_iter(|d| areas(county, ground, &walks, d)).collect();
    list.sort_by(|a, b| b.gain.total_cmp(&a.gain).then_with(|| a.segments.cmp(&b.segments)));
    for (rank, area) in (1..).zip(&mut list) {
        area.rank = rank;
    }
    let need = parts.list.iter().map(|p| p.need).sum();
    let pays = pays_until(&steps);
    let notes = words::notes(county, &parts, &drafts, options);
    Deployment {
        won: steps.last().map_or(0.0, |s| s.won),
        need,
        pays_until: pays,
        pays_words: words::pays(&steps, pays, county),
        steps,
        areas: list,
        on_duty: words::on_duty(options.posts),
        notes,
    }
}

/// Areas as people draw them: one officer for each of the wards with most residents.
pub(super) fn hand_drawn(
    county: &County,
    hotspots: &HotspotReport,
    coverage: &CoverageReport,
    options: &DeployOptions,
) -> Deployment {
    let parts = Parts::new(county, hotspots, coverage, options.posts);
    let (problem, starts) = travel::problem(county, hotspots, &parts, options);
    let mut drafts: Vec<Drafted> = Vec::new();
    for (ward, drawn) in by_hand(county, options.posts) {
        let own: Vec<u32> = (0u32..).zip(&parts.list).filter(|(_, p)| p.ward == Some(ward)).map(|(i, _)| i).collect();
        if let Some(held) = drafts.iter_mut().find(|d| d.parts == own) {
            held.officers += drawn.officers;
        } else if let Some(worth) = problem.worth(&own, 1) {
            drafts.push(Drafted { parts: own, officers: drawn.officers, worth });
        }
    }
    let walks = walks(county);
    let ground = (&parts, &problem, &starts[..]);
    let mut list: Vec<PatrolArea> = drafts.par_iter().flat_map_iter(|d| areas(county, ground, &walks, d)).collect();
    list.sort_by(|a, b| b.gain.total_cmp(&a.gain).then_with(|| a.segments.cmp(&b.segments)));
    for (rank, area) in (1..).zip(&mut list) {
        area.rank = rank;
    }
    let won = list.iter().map(|a| a.gain).sum();
    let need = parts.list.iter().map(|p| p.need).sum();
    Deployment { areas: list, on_duty: words::on_duty(options.posts), won, need, ..Deployment::default() }
}
