//! A deployment in words: what an area wins, who is on duty, what a reader must know.

use super::super::parts::{Part, Parts, Shape};
use super::super::words::people;
use super::{DeployOptions, Drafted, LEAVE, ON_DUTY, PAYS, SICK, Step, TRAINING};
use crate::county::County;
use std::collections::BTreeSet;

/// A gain in words: what it is, and of what.
pub(super) fn gain(own: &[&Part], gain: f64, of: u32) -> String {
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
pub(in crate::coverage) fn on_duty(posts: u32) -> (u32, String) {
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

/// The number of posts after which another stops paying, by the rule.
pub(super) fn pays(steps: &[Step], until: Option<u32>, county: &County) -> String {
    let rule = format!("wins less than {:.0} % of what those before it win on average", PAYS * 100.0);
    let cost: Vec<f64> = county.operations.schemes.iter().filter_map(|s| s.cost_per_post_year).collect();
    let price = |gain: f64| {
        let mean = cost.iter().sum::<f64>() / cost.len().max(1) as f64;
        let known = mean > 0.0 && gain > 0.0;
        if known {
            format!(
                " (about £{} a year for each point, at the schemes' mean cost of a post)",
                people((mean / gain).round() as u64)
            )
        } else {
            String::new()
        }
    };
    match (until, steps.last()) {
        (_, None) => String::new(),
        (Some(n), _) => {
            let next = steps.iter().find(|s| s.posts > n);
            let gain = next.map_or(0.0, |s| s.gain);
            format!("After {n} posts another stops paying: post {} {rule}: {gain:.2} points{}.", n + 1, price(gain))
        }
        (None, Some(last)) => format!(
            "Up to {} posts each pays: none {rule}; the last one wins {:.2} points{}.",
            last.posts,
            last.gain,
            price(last.gain)
        ),
    }
}

/// What a reader must know.
pub(super) fn notes(county: &County, parts: &Parts, drafts: &[Drafted], options: &DeployOptions) -> Vec<String> {
    let officers = options.posts;
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
