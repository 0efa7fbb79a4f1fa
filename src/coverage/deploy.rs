//! Areas for new posts: where each starts, what it wins, whether it needs a car.

use super::partition::{self, Draft};
use super::parts::{Part, Parts, middle};
use super::{CoverageReport, Deployment, PatrolArea, StartBase};
use crate::county::County;
use crate::domain::asset::AssetKind;
use crate::domain::ground::SettlementKind;
use crate::domain::id::BaseId;
use crate::domain::place::{LonLat, Plane};
use crate::domain::units::Metres;
use crate::hotspot::HotspotReport;
use crate::street::Profile;

/// A post is on duty 5 days of 7, less leave, sickness and training (J).
const ON_DUTY: f64 = 5.0 / 7.0 * 0.75;
/// A listed base or a police station farther than this from an area's middle is not where its officer starts.
const BASE_REACH: f64 = 8000.0;
/// As [`BASE_REACH`], for libraries, halls and community centres.
const HALL_REACH: f64 = 3000.0;
/// Streets farther than this from the base are out of a walk.
const WALK: f64 = 3000.0;
/// Settlements farther than this from each other are not walked between.
const VILLAGES: f64 = 1500.0;

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
        .or_else(|| {
            nearest(assets(&[AssetKind::Library, AssetKind::CommunityCentre, AssetKind::TownHall]), to, HALL_REACH)
        })
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

/// Whether an area is larger than a walk: more than a twentieth of its residents farther from the base than
/// [`WALK`], or settlements of their own farther apart than [`VILLAGES`].
fn car(county: &County, own: &[&Part], settlements: &[usize], base: &StartBase) -> bool {
    let at = county.network.plane().project(base.at);
    let homes = || own.iter().flat_map(|p| &p.homes);
    let all: f64 = homes().map(|h| h.1).sum();
    let far: f64 = homes().filter(|(p, _)| (p[0] - at[0]).hypot(p[1] - at[1]) > WALK).map(|h| h.1).sum();
    let places: Vec<_> = settlements
        .iter()
        .filter_map(|n| county.ground.settlements.get(*n))
        .filter(|s| s.kind != SettlementKind::Suburb)
        .map(|s| s.at.coord())
        .collect();
    let apart =
        places.iter().enumerate().any(|(i, a)| places[..i].iter().any(|b| Plane::local_length(*a, *b) > VILLAGES));
    (all > 0.0 && far > all * 0.05) || apart
}

/// One area a post.
fn area(county: &County, parts: &Parts, draft: &Draft, of: u32) -> PatrolArea {
    let own: Vec<&Part> = draft.parts.iter().map(|&p| &parts.list[p as usize]).collect();
    let mut settlements: Vec<usize> = own.iter().flat_map(|p| p.settlements.iter().copied()).collect();
    let people = |n: usize| parts.people.get(n).copied().unwrap_or(0.0);
    let kind = |n: usize| county.ground.settlements.get(n).map(|s| s.kind);
    settlements.sort_by(|&a, &b| people(b).total_cmp(&people(a)).then(kind(a).cmp(&kind(b))).then(a.cmp(&b)));
    let start = base(county, parts, &own, &settlements);
    let residents: f64 = own.iter().map(|p| p.residents).sum();
    let bare: f64 = own.iter().map(|p| p.residents * p.bare).sum();
    let harm: f64 = own.iter().map(|p| p.harm).sum();
    let villages: u32 = own.iter().map(|p| p.villages).sum();
    let need: f64 = own.iter().map(|p| p.need).sum();
    // The second officer of an area wins half of what the first did, and so on.
    let gain = need / f64::from(of);
    let mut words = format!("{bare:.0} of {residents:.0} residents have no filled post");
    if harm > 0.0 {
        words.push_str(&format!("; {:.0} % of street harm", harm * 100.0));
    }
    if villages > 0 {
        words.push_str(&format!("; {villages} {}", if villages == 1 { "village" } else { "villages" }));
    }
    words.push_str(&format!(": {gain:.1} of 100 points of the county's need"));
    if of > 1 {
        words.push_str(&format!(", as officer {of} of this area"));
    }
    PatrolArea {
        rank: 0,
        needs_car: car(county, &own, &settlements, &start),
        base: start,
        wards: own.iter().filter_map(|p| p.ward).collect(),
        gain,
        gain_words: words,
        residents: residents.round() as u32,
        settlements: settlements
            .iter()
            .filter_map(|n| county.ground.settlements.get(*n))
            .map(|s| s.name.clone())
            .collect(),
    }
}

/// How many posts it takes to have `on_duty` officers on duty on a usual day, and the words for it.
#[must_use]
pub fn posts_for(on_duty: u32) -> (u32, String) {
    let posts = (f64::from(on_duty) / ON_DUTY).ceil() as u32;
    let words = format!(
        "{on_duty} on duty each day take about {posts} posts: 5 days of 7, less a quarter for leave, sickness and \
         training (a judgement; a roster replaces it)."
    );
    (posts, words)
}

/// Draws areas for `officers` posts.
pub(super) fn draw(county: &County, hotspots: &HotspotReport, coverage: &CoverageReport, officers: u32) -> Deployment {
    let parts = Parts::new(county, hotspots, coverage);
    let drafts = partition::draw(&parts, officers);
    let mut areas: Vec<PatrolArea> =
        drafts.iter().flat_map(|d| (1..=d.officers).map(|of| area(county, &parts, d, of))).collect();
    areas.sort_by(|a, b| b.gain.total_cmp(&a.gain).then_with(|| a.wards.cmp(&b.wards)));
    for (rank, area) in (1..).zip(&mut areas) {
        area.rank = rank;
    }
    let on_duty = (f64::from(officers) * ON_DUTY).round() as u32;
    let posts = if officers == 1 { "post is" } else { "posts are" };
    let words = format!(
        "{officers} {posts} about {on_duty} on duty on a usual day: 5 days of 7, less a quarter for leave, sickness and \
         training (a judgement; a roster replaces it)."
    );
    Deployment { areas, on_duty: (on_duty, words), notes: notes(county, &parts, &drafts, officers) }
}

fn notes(county: &County, parts: &Parts, drafts: &[Draft], officers: u32) -> Vec<String> {
    let mut notes = Vec::new();
    if drafts.is_empty() && officers > 0 {
        notes.push("No walkable streets are held: no area can be drawn.".to_owned());
        return notes;
    }
    if county.boundaries.wards.is_empty() {
        notes.push("No wards are held: areas are drawn around settlements.".to_owned());
    }
    if parts.list.iter().any(|p| p.bare < 0.9) {
        notes.push("Officers in post keep their areas; what they cover counts a quarter.".to_owned());
    }
    let left: Vec<&Part> = (0u32..)
        .zip(&parts.list)
        .filter(|(i, p)| p.bare >= 0.1 && p.residents > 0.0 && !drafts.iter().any(|d| d.parts.contains(i)))
        .map(|(_, p)| p)
        .collect();
    if !left.is_empty() {
        let people: f64 = left.iter().map(|p| p.residents).sum();
        let names: Vec<&str> = left.iter().take(5).map(|p| p.name.as_str()).collect();
        notes.push(format!(
            "{} parts with {people:.0} residents stay without an officer, too large or too far for these posts: {}{}.",
            left.len(),
            names.join(", "),
            if left.len() > 5 { " and others" } else { "" }
        ));
    }
    notes
}
