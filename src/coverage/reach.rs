//! Contact with each faith and community of the county: places, groups, last contact, by whom. Rows without
//! any contact, and reference rows without any place, are shown.

use super::{CoverageOptions, ReachRow};
use crate::county::County;
use crate::domain::asset::Asset;
use crate::domain::id::{AssetId, OfficerId};
use crate::domain::tables::Group;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The reference table of faiths and communities.
const COMMUNITIES: &str = include_str!("../../data/communities.csv");

/// One row of the reference table.
struct Known {
    slug: String,
    words: String,
    kinds: Vec<String>,
}

fn reference() -> Vec<Known> {
    let mut reader = csv::Reader::from_reader(COMMUNITIES.as_bytes());
    let text = |r: &csv::StringRecord, i: usize| r.get(i).unwrap_or_default().to_owned();
    reader
        .records()
        .filter_map(Result::ok)
        .map(|r| Known {
            slug: text(&r, 0),
            words: text(&r, 2),
            kinds: text(&r, 3).split(';').filter(|k| !k.is_empty()).map(str::to_owned).collect(),
        })
        .collect()
}

fn slug(text: &str) -> String {
    text.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The community that a place serves: its faith by kind, else what its row says.
fn of_asset(asset: &Asset) -> Option<String> {
    let said = slug(&asset.community);
    match asset.kind.faith() {
        // A place of worship of an unnamed kind may still say its faith.
        Some("other") if !said.is_empty() => Some(said),
        Some(faith) => Some(faith.to_owned()),
        None => Some(said).filter(|s| !s.is_empty()),
    }
}

fn of_group(group: &Group, known: &[Known]) -> Option<String> {
    let said = slug(&group.community);
    if !said.is_empty() {
        return Some(said);
    }
    known.iter().find(|k| k.kinds.contains(&group.kind)).map(|k| k.slug.clone())
}

/// One community while it is being counted.
#[derive(Debug, Default)]
struct Row {
    places: u32,
    groups: u32,
    last: Option<(Date, String)>,
}

impl Row {
    /// A contact, if it is later than those known; on the same day the first named stays.
    fn contact(&mut self, date: Date, by: String) {
        if self.last.as_ref().is_none_or(|(d, who)| *d < date || (*d == date && who.is_empty())) {
            self.last = Some((date, by));
        }
    }
}

/// Contact up to the day before `options.on`.
pub(super) fn rows(county: &County, options: CoverageOptions) -> Vec<ReachRow> {
    let operations = &county.operations;
    let known = reference();
    let labels: BTreeMap<&OfficerId, &str> = operations.officers.iter().map(|o| (&o.id, o.label.as_str())).collect();
    let call_sign = |o: &OfficerId| labels.get(o).map_or_else(|| o.to_string(), |l| (*l).to_owned());
    let owner = |o: &str| call_sign(&OfficerId::new(o));
    let past = |d: Date| d < options.on;
    let mut rows: BTreeMap<String, Row> = known.iter().map(|k| (k.slug.clone(), Row::default())).collect();
    let mut by_asset: BTreeMap<&AssetId, String> = BTreeMap::new();
    let mut by_group: BTreeMap<&str, String> = BTreeMap::new();
    for asset in &operations.assets {
        if let Some(community) = of_asset(asset) {
            let row = rows.entry(community.clone()).or_default();
            row.places += 1;
            if let Some(date) = asset.last_visit.filter(|d| past(*d)) {
                row.contact(date, String::new());
            }
            by_asset.insert(&asset.id, community);
        }
    }
    for group in &operations.groups {
        if let Some(community) = of_group(group, &known) {
            let row = rows.entry(community.clone()).or_default();
            row.groups += u32::from(group.status != "dormant");
            if let Some(date) = group.last_contact.filter(|d| past(*d)) {
                row.contact(date, owner(&group.owner));
            }
            by_group.insert(&group.id, community);
        }
    }
    // A closed door or nobody there is a visit, but no contact.
    let met = |outcome: &str| matches!(outcome, "done" | "partly");
    for visit in operations.visits.iter().filter(|v| past(v.date) && met(&v.outcome)) {
        let place = visit.asset.as_ref().and_then(|a| by_asset.get(a));
        for community in [place, by_group.get(visit.group.as_str())].into_iter().flatten() {
            rows.entry(community.clone()).or_default().contact(visit.date, call_sign(&visit.officer));
        }
    }
    for event in operations.engagements.iter().filter(|e| past(e.date) && e.status == "held") {
        let said = Some(slug(&event.community)).filter(|s| !s.is_empty());
        if let Some(community) = said.or_else(|| by_group.get(event.group.as_str()).cloned()) {
            let by = event.officer.as_ref().map(call_sign);
            let team = event.team.as_ref().map(ToString::to_string);
            rows.entry(community).or_default().contact(event.date, by.or(team).unwrap_or_default());
        }
    }
    let order: BTreeMap<&str, usize> = known.iter().enumerate().map(|(i, k)| (k.slug.as_str(), i)).collect();
    let mut list: Vec<(usize, String, Row)> = rows
        .into_iter()
        .map(|(s, row)| {
            let place = order.get(s.as_str()).copied();
            let words = place.map_or_else(|| s.replace('_', " "), |i| known[i].words.clone());
            (place.unwrap_or(usize::MAX), words, row)
        })
        .collect();
    list.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    list.into_iter()
        .map(|(_, community, row)| ReachRow {
            community,
            places: row.places,
            groups: row.groups,
            days: row.last.as_ref().and_then(|(d, _)| Some(i64::from(d.until(options.on).ok()?.get_days()))),
            by: row.last.as_ref().map(|(_, by)| by.clone()).unwrap_or_default(),
            last_contact: row.last.map(|(d, _)| d),
        })
        .collect()
}
