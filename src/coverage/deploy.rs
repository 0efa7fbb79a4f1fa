//! Areas for new posts: where each starts, what it wins, whether it needs a car.

use super::partition::{self, Draft};
use super::parts::{Part, Parts, Shape, middle};
use super::shape;
use super::uncovered::Union;
use super::words::people;
use super::{CoverageReport, Deployment, PatrolArea, StartBase};
use crate::county::County;
use crate::domain::asset::AssetKind;
use crate::domain::ground::SettlementKind;
use crate::domain::id::{BaseId, SegmentId};
use crate::domain::place::{LonLat, Plane};
use crate::domain::units::Metres;
use crate::hotspot::HotspotReport;
use crate::street::Profile;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A post works 5 days of 7.
const DAYS: f64 = 5.0 / 7.0;
/// Shares of those days lost to leave (33 days with bank holidays of 260), to sickness and to training (J).
const LEAVE: f64 = 0.13;
const SICK: f64 = 0.06;
const TRAINING: f64 = 0.06;
/// A listed base or a police station farther than this from an area's middle is not where its officer starts.
const BASE_REACH: f64 = 8000.0;
/// As [`BASE_REACH`], for libraries, halls and community centres.
const HALL_REACH: f64 = 3000.0;
/// Streets farther than this from the base are out of a walk.
const WALK: f64 = 3000.0;
/// A settlement with fewer residents than this does not make an area one for a car.
const HAMLET: f64 = 100.0;
/// Settlements farther than this from each other are not walked between.
const VILLAGES: f64 = 1500.0;

/// Places where an officer may hang up a coat, if there is no station.
const COMMUNITY: &[AssetKind] = &[AssetKind::CommunityCentre, AssetKind::Library, AssetKind::TownHall];

/// The nearest of some places within reach; ties go to the first.
fn nearest(list: impl Iterator<Item = (BaseId, String, LonLat)>, to: LonLat, reach: f64) -> Option<StartBase> {
    list.map(|(id, name, at)| (Plane::local_length(at.coord(), to.coord()), StartBase { id, name, at }))
        .filter(|(d, _)| *d <= reach)
        .min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)))
        .map(|(_, b)| b)
}

/// Listed bases, else police stations, else halls, else the middle of the largest settlement, else of the streets.
fn base(county: &County, parts: &Parts, own: &[&Part], settlements: &[usize]) -> StartBase {
    let plane = county.network.plane();
    let homes: Vec<_> = own.iter().flat_map(|p| p.homes.iter().copied()).collect();
    let c = plane.unproject(middle(&homes));
    let to = LonLat::new(c.x, c.y).unwrap_or(plane.origin());
    let operations = &county.operations;
    let assets = |wanted: &'static [AssetKind]| {
        let of_kind = operations.assets.iter().filter(move |a| wanted.contains(&a.kind));
        of_kind.map(|a| {
            let name = if a.name.is_empty() { a.kind.words().to_owned() } else { a.name.clone() };
            (BaseId::new(a.id.as_str()), name, a.at)
        })
    };
    let listed = operations.bases.iter().map(|b| (b.id.clone(), b.name.clone(), b.at));
    let found = nearest(listed, to, BASE_REACH)
        .or_else(|| nearest(assets(&[AssetKind::PoliceStation]), to, BASE_REACH))
        .or_else(|| nearest(assets(COMMUNITY), to, HALL_REACH))
        .or_else(|| {
            let people = |n: usize| parts.people.get(n).copied().unwrap_or(0.0);
            let best = settlements.iter().copied().max_by(|a, b| people(*a).total_cmp(&people(*b)).then(b.cmp(a)))?;
            let s = county.ground.settlements.get(best)?;
            Some(StartBase { id: BaseId::new(&s.id), name: s.name.clone(), at: s.at })
        });
    let mut start = found.unwrap_or_else(|| {
        let part = own.first();
        let name = part.map(|p| p.name.clone()).unwrap_or_default();
        let code = part.and_then(|p| county.boundaries.wards.get(p.ward? as usize)).map(|w| w.key.code.to_string());
        StartBase { id: BaseId::new(&format!("middle-{}", code.unwrap_or_else(|| "area".to_owned()))), name, at: to }
    });
    if let Some(snap) = county.network.snap(Profile::FootDay, start.at, Metres::new(2000.0)) {
        start.at = snap.at.rounded();
    }
    start
}

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

/// A gain in words: what it is, and of what.
fn gain_words(own: &[&Part], gain: f64, of: u32) -> String {
    let sum = |f: fn(&Part) -> f64| own.iter().map(|p| f(p)).sum::<f64>();
    let whole = |n: f64| people(n.round().max(0.0) as u64);
    let (bare, all) = (whole(sum(|p| p.residents * p.bare)), whole(sum(|p| p.residents)));
    let mut why = vec![format!("{bare} of {all} residents have no filled post")];
    let harm = sum(|p| p.harm) * 100.0;
    if harm >= 0.05 {
        why.push(format!("{harm:.1} % of street harm"));
    }
    match own.iter().map(|p| p.villages).sum::<u32>() {
        0 => {}
        1 => why.push("1 village".to_owned()),
        n => why.push(format!("{n} villages")),
    }
    let shared = if of > 1 { format!(", as officer {of} of this area") } else { String::new() };
    format!("{}: {gain:.1} of 100 points of need{shared}", why.join("; "))
}

/// The areas of a draft: one for each officer who shares it.
fn areas(county: &County, parts: &Parts, walks: &[u32], draft: &Draft) -> Vec<PatrolArea> {
    let own: Vec<&Part> = draft.parts.iter().filter_map(|&p| parts.list.get(p as usize)).collect();
    let mut settlements: Vec<usize> = own.iter().flat_map(|p| p.settlements.iter().copied()).collect();
    let lived = |n: usize| parts.people.get(n).copied().unwrap_or(0.0);
    let kind = |n: usize| county.ground.settlements.get(n).map(|s| s.kind);
    settlements.sort_by(|&a, &b| lived(b).total_cmp(&lived(a)).then(kind(a).cmp(&kind(b))).then(a.cmp(&b)));
    let base = base(county, parts, &own, &settlements);
    let need: f64 = own.iter().map(|p| p.need).sum();
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
        gain: need,
        gain_words: gain_words(&own, need, 1),
        residents: own.iter().map(|p| p.residents).sum::<f64>().round().max(0.0) as u32,
        settlements: settlements
            .iter()
            .filter_map(|n| county.ground.settlements.get(*n))
            .map(|s| s.name.clone())
            .collect(),
    };
    (1..=draft.officers)
        .map(|of| {
            // The second officer of an area wins half of what the first did, and so on.
            let gain = need / f64::from(of);
            PatrolArea { gain, gain_words: gain_words(&own, gain, of), ..first.clone() }
        })
        .collect()
}

/// Draws areas for `officers` posts.
pub(super) fn draw(county: &County, hotspots: &HotspotReport, coverage: &CoverageReport, officers: u32) -> Deployment {
    let parts = Parts::new(county, hotspots, coverage, officers);
    let drafts = partition::draw(&parts, officers);
    let walks = walks(county);
    let mut list: Vec<PatrolArea> = drafts.par_iter().flat_map_iter(|d| areas(county, &parts, &walks, d)).collect();
    list.sort_by(|a, b| b.gain.total_cmp(&a.gain).then_with(|| a.segments.cmp(&b.segments)));
    for (rank, area) in (1..).zip(&mut list) {
        area.rank = rank;
    }
    Deployment { areas: list, on_duty: on_duty(officers), notes: notes(county, &parts, &drafts, officers) }
}

/// The share of days on which a post is on duty.
const ON_DUTY: f64 = DAYS * (1.0 - LEAVE - SICK - TRAINING);

/// Why posts are more than officers on duty.
fn absences() -> String {
    format!(
        "5 days of 7 are worked, and of those {:.0} % go to leave, {:.0} % to sickness and {:.0} % to training (a \
         judgement; the force's roster replaces it)",
        LEAVE * 100.0,
        SICK * 100.0,
        TRAINING * 100.0
    )
}

/// Of some posts, how many are on duty on a usual day, and why.
fn on_duty(posts: u32) -> (u32, String) {
    let mean = f64::from(posts) * ON_DUTY;
    let n = mean.round() as u32;
    let words = match posts {
        0 => "No post, so nobody is on duty.".to_owned(),
        1 => format!("1 post is on duty on about {:.0} days of 10: {}.", mean * 10.0, absences()),
        _ => format!("Of {posts} posts about {n} are on duty on a usual day: {}.", absences()),
    };
    (n, words)
}

/// How many posts it takes to have `on_duty` officers on duty on a usual day, and the words for it.
#[must_use]
pub fn posts_for(on_duty: u32) -> (u32, String) {
    let posts = (f64::from(on_duty) / ON_DUTY).ceil() as u32;
    (posts, format!("{on_duty} on duty each day take about {posts} posts: {}.", absences()))
}

fn notes(county: &County, parts: &Parts, drafts: &[Draft], officers: u32) -> Vec<String> {
    let mut notes = Vec::new();
    if drafts.is_empty() && officers > 0 {
        notes.push("No walkable streets are held: no area can be drawn.".to_owned());
        return notes;
    }
    let boundaries = &county.boundaries;
    if boundaries.wards.is_empty() {
        let by = if boundaries.lsoas.is_empty() { "settlements" } else { "output areas" };
        notes.push(format!("No wards are held: areas are drawn over {by}."));
    }
    let cut: BTreeSet<u32> =
        parts.list.iter().filter(|p| !matches!(p.shapes[..], [Shape::Ward(_)])).filter_map(|p| p.ward).collect();
    if !cut.is_empty() {
        let names: Vec<&str> =
            cut.iter().filter_map(|w| boundaries.wards.get(*w as usize)).map(|w| w.name.as_str()).collect();
        notes.push(format!("More than one beat, and cut: {}.", some(&names)));
    }
    let without: Vec<_> = parts.streetless.iter().filter_map(|w| boundaries.wards.get(*w as usize)).collect();
    if !without.is_empty() {
        let names: Vec<&str> = without.iter().map(|w| w.name.as_str()).collect();
        let all: u64 = without.iter().filter_map(|w| w.residents).map(u64::from).sum();
        let residents = if all > 0 { format!(" ({} residents)", people(all)) } else { String::new() };
        notes.push(format!("In no area, because the map holds none of their streets: {}{residents}.", some(&names)));
    }
    if parts.list.iter().any(|p| p.harm > 0.0) {
        notes.push("100 points are the need of the whole county if nobody were in post: half by residents, half by street harm, and a little more for villages.".to_owned());
    } else {
        notes.push("100 points are the need of the whole county if nobody were in post, by residents and a little more for villages; no street harm is known.".to_owned());
    }
    if parts.list.iter().any(|p| p.bare < 0.9) {
        notes.push("Officers in post keep their areas; what they cover counts a quarter.".to_owned());
    }
    if drafts.iter().any(|d| d.officers > 1) {
        notes.push("There are more posts than streets to divide: some areas are shared.".to_owned());
    }
    let left: Vec<&Part> = (0u32..)
        .zip(&parts.list)
        .filter(|(i, p)| p.bare >= 0.1 && p.residents > 0.0 && !drafts.iter().any(|d| d.parts.contains(i)))
        .map(|(_, p)| p)
        .collect();
    if !left.is_empty() {
        let all: f64 = left.iter().map(|p| p.residents).sum();
        let names: Vec<&str> = left.iter().map(|p| p.name.as_str()).collect();
        notes.push(format!(
            "{} residents stay without an officer, too many or too far for these posts: {}.",
            people(all.round() as u64),
            some(&names)
        ));
    }
    notes
}

/// The first of some names, and how many more there are.
fn some(names: &[&str]) -> String {
    let first = names.iter().take(5).copied().collect::<Vec<_>>().join(", ");
    if names.len() > 5 { format!("{first} and {} more", names.len() - 5) } else { first }
}
