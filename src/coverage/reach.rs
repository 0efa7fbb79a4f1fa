//! Contact with each faith and community of the county: places, groups, last contact, by whom. Rows without
//! any contact, and reference rows without any place, are shown.

use super::{CoverageOptions, ReachRow};
use crate::county::County;
use crate::domain::asset::Asset;
use crate::domain::id::{AssetId, OfficerId};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The reference table of faiths and communities.
const COMMUNITIES: &str = include_str!("../../data/communities.csv");

/// One row of the reference table.
struct Known {
    slug: String,
    faith: bool,
    words: String,
    kinds: Vec<String>,
}

/// The vocabulary: every community once, and all the words by which files call it.
struct Vocabulary {
    rows: Vec<Known>,
    /// Row by slug, by its words and by each of its other names.
    by_name: BTreeMap<String, usize>,
}

/// What stands for no community at all.
const NOBODY: &[&str] = &["", "none", "no", "unknown", "n/a", "all", "everybody", "general", "secular"];

impl Vocabulary {
    fn new() -> Self {
        let mut reader = csv::Reader::from_reader(COMMUNITIES.as_bytes());
        let (mut rows, mut by_name) = (Vec::new(), BTreeMap::new());
        for r in reader.records().filter_map(Result::ok) {
            let text = |i: usize| r.get(i).unwrap_or_default().to_owned();
            let list = |i: usize| text(i).split(';').filter(|k| !k.is_empty()).map(str::to_owned).collect::<Vec<_>>();
            let known = Known { slug: text(0), faith: text(1) == "faith", words: text(2), kinds: list(3) };
            for name in [known.slug.clone(), slug(&known.words)].into_iter().chain(list(4)) {
                by_name.entry(name).or_insert(rows.len());
            }
            rows.push(known);
        }
        Self { rows, by_name }
    }

    /// The community of a name that a file gives; of several, separated by semicolons, the first that is known.
    fn named(&self, said: &str) -> Option<usize> {
        said.split([';', ',']).find_map(|name| self.by_name.get(&slug(name)).copied())
    }

    fn of_slug(&self, name: &str) -> Option<usize> {
        self.rows.iter().position(|k| k.slug == name)
    }

    /// The community that a place serves. What the map says of other kinds of place counts only where the
    /// vocabulary has it: a denomination that nobody knows is no community of its own.
    fn of_asset(&self, asset: &Asset) -> Option<Community> {
        let said = self.named(&asset.community);
        let row = match asset.kind.faith() {
            // A place of worship of an unnamed kind may still say its faith.
            Some("other") => said.filter(|&i| self.rows[i].faith).or_else(|| self.of_slug("other")),
            Some(faith) => self.of_slug(faith),
            None => said,
        };
        row.map(Community::Known)
    }

    /// The community that a group or an event names: the vocabulary's, else by the kind of group, else its own
    /// words, since the force wrote them.
    fn of_words(&self, said: &str, kind: &str) -> Option<Community> {
        let by_kind = || self.rows.iter().position(|k| k.kinds.iter().any(|x| x == kind));
        if let Some(i) = self.named(said).or_else(by_kind) {
            return Some(Community::Known(i));
        }
        let own = slug(said);
        (!NOBODY.contains(&own.as_str())).then(|| Community::Own(own.replace('_', " ")))
    }
}

fn slug(text: &str) -> String {
    text.trim().to_lowercase().replace([' ', '-'], "_")
}

/// A row: of the vocabulary, in its order, or what stands outside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Community {
    Known(usize),
    Own(String),
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
    let known = Vocabulary::new();
    let labels: BTreeMap<&OfficerId, &str> = operations.officers.iter().map(|o| (&o.id, o.label.as_str())).collect();
    let call_sign = |o: &OfficerId| labels.get(o).map_or_else(|| o.to_string(), |l| (*l).to_owned());
    let owner = |o: &str| call_sign(&OfficerId::new(o));
    let past = |d: Date| d < options.on;
    let mut rows: BTreeMap<Community, Row> =
        (0..known.rows.len()).map(|i| (Community::Known(i), Row::default())).collect();
    let mut by_asset: BTreeMap<&AssetId, Community> = BTreeMap::new();
    let mut by_group: BTreeMap<&str, Community> = BTreeMap::new();
    for asset in &operations.assets {
        if let Some(community) = known.of_asset(asset) {
            let row = rows.entry(community.clone()).or_default();
            row.places += 1;
            if let Some(date) = asset.last_visit.filter(|d| past(*d)) {
                row.contact(date, String::new());
            }
            by_asset.insert(&asset.id, community);
        }
    }
    for group in &operations.groups {
        if let Some(community) = known.of_words(&group.community, &group.kind) {
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
        if let Some(community) =
            known.of_words(&event.community, "").or_else(|| by_group.get(event.group.as_str()).cloned())
        {
            let by = event.officer.as_ref().map(call_sign);
            let team = event.team.as_ref().map(ToString::to_string);
            rows.entry(community).or_default().contact(event.date, by.or(team).unwrap_or_default());
        }
    }
    rows.into_iter()
        .map(|(community, row)| ReachRow {
            community: match community {
                Community::Known(i) => known.rows.get(i).map(|k| k.words.clone()).unwrap_or_default(),
                Community::Own(words) => words,
            },
            places: row.places,
            groups: row.groups,
            days: row.last.as_ref().and_then(|(d, _)| Some(i64::from(d.until(options.on).ok()?.get_days()))),
            by: row.last.as_ref().map(|(_, by)| by.clone()).unwrap_or_default(),
            last_contact: row.last.map(|(d, _)| d),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(said: &str, kind: &str) -> Option<String> {
        let known = Vocabulary::new();
        known.of_words(said, kind).map(|c| match c {
            Community::Known(i) => known.rows[i].slug.clone(),
            Community::Own(words) => words,
        })
    }

    #[test]
    fn one_community_has_one_row_whatever_it_is_called() {
        for (said, kind, wanted) in [
            ("Disabled people", "", "disability"),
            ("disability", "", "disability"),
            ("farmers", "farming", "farming"),
            ("Gypsies, Roma and Travellers", "traveller", "traveller"),
            ("travellers", "", "traveller"),
            ("Roman Catholic", "faith", "christian"),
            ("bahai", "", "other"),
            ("polish", "ethnic_community", "ethnic"),
            ("", "age_older", "older"),
            ("Allotment holders", "other", "allotment holders"),
        ] {
            assert_eq!(row(said, kind).as_deref(), Some(wanted), "{said} {kind}");
        }
        assert_eq!(row("none", "faith"), None, "no religion is no community");
    }

    #[test]
    fn a_school_of_an_unknown_denomination_is_no_community_of_its_own() {
        use crate::domain::asset::AssetKind;
        let known = Vocabulary::new();
        let place = |kind: AssetKind, said: &str| {
            let mut asset = crate::coverage::tests::world::asset("1", kind, 1.0, 1.0);
            asset.community = said.to_owned();
            known.of_asset(&asset)
        };
        let of = |slug: &str| known.of_slug(slug).map(Community::Known);
        assert_eq!(place(AssetKind::School, "roman_catholic"), of("christian"));
        assert_eq!(place(AssetKind::School, "none"), None);
        assert_eq!(place(AssetKind::School, "wonderful"), None);
        assert_eq!(place(AssetKind::PlaceOfWorship, "wonderful"), of("other"));
        assert_eq!(place(AssetKind::Church, "orthodox"), of("christian"));
    }
}
