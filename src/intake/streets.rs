//! The map: streets with their wards and residents, ground, and community places.

use super::areas::Outcome;
use super::diff::by_key;
use super::{Held, Intake, IntakeError, Options, Row, rejected, shrinks};
use crate::county::{County, Ground};
use crate::domain::asset::{Asset, AssetSource};
use crate::domain::boundary::Boundary;
use crate::domain::rawmap::RawMap;
use crate::domain::table::Row as Cells;
use crate::domain::tables::ASSETS;
use crate::import::ImportReport;
use crate::store::Change;
use crate::street::{FLAT, Network, Segment, build};
use std::collections::BTreeSet;

/// Lays a new map over the one held. Without a map, streets are attributed anew if areas or residents changed.
pub(super) fn merge(
    held: &Held,
    map: Option<RawMap>,
    report: &ImportReport,
    areas: &Outcome,
    options: &Options,
    out: &mut Intake,
) -> Result<(), IntakeError> {
    let county = &held.county;
    let Some(mut map) = map else {
        if areas.changed && !county.network.segments().is_empty() {
            let network = county.network.attributed(&areas.newest, &county.ground);
            let note = "wards and residents of the streets held were worked out again".to_owned();
            streets(county, network, &areas.newest.wards, 0, note, out);
        }
        return Ok(());
    };
    let (network, built) = build(&map);
    built.warnings.iter().for_each(|w| out.warn(w.clone()));
    let walkable = |n: &Network| n.segments().iter().filter(|s| s.foot).count();
    if network.is_empty() {
        let before = walkable(&county.network);
        if before > 0 && !options.replace {
            return Err(IntakeError::Emptied { what: "walkable streets".to_owned(), held: before });
        }
        out.warn("the map has no walkable street".to_owned());
    }
    let metres =
        |n: &Network| n.segments().iter().filter(|s| s.foot).map(|s| s.length.get()).sum::<f64>().round() as u64;
    let (before, now) = (metres(&county.network), metres(&network));
    if shrinks(before, now) && !options.replace {
        return Err(IntakeError::Loses { what: "walkable streets, metres".to_owned(), held: before, new: now });
    }
    let sloped = |n: &Network| n.segments().iter().any(|s| s.slope != (FLAT, FLAT));
    if sloped(&county.network) && map.heights.is_empty() {
        out.warn(
            "the streets held knew their gradients, the new ones do not: give --elevation with the map".to_owned(),
        );
    }
    let ground = Ground { shapes: std::mem::take(&mut map.ground), settlements: std::mem::take(&mut map.settlements) };
    let network = network.attributed(&areas.newest, &ground);
    let by_rule: Vec<String> = built
        .left_out
        .iter()
        .map(|(why, (ways, m))| format!("{} {ways} ({:.0} km)", why.words(), m / 1000.0))
        .collect();
    let note = format!(
        "highway ways {}, {:.0} km walkable, {} islands of {:.0} km left out; {} segments of {:.1} km with hours, {} lines across {} squares and parks; ways not walked: {}",
        map.ways.len(),
        built.walkable_m / 1000.0,
        built.islands.0,
        built.islands.1 / 1000.0,
        built.hours.0,
        built.hours.1 / 1000.0,
        built.across.1,
        built.across.0,
        if by_rule.is_empty() { "none".to_owned() } else { by_rule.join(", ") },
    );
    let n = network.segments().len() as u64;
    streets(county, network, &areas.newest.wards, n, note, out);
    shapes(&county.ground, ground, out);
    places(held, map.assets, rejected(report, "osm"), out);
    Ok(())
}

fn streets(county: &County, after: Network, wards: &[Boundary], read: u64, note: String, out: &mut Intake) {
    let (old, new) = (county.network.segments(), after.segments());
    // A ward is a place in a list: of another list, it is another ward.
    let code = |list: &[Boundary], ward: Option<u32>| {
        ward.and_then(|i| list.get(i as usize)).map(|w| w.key.code.as_str().to_owned())
    };
    let moved = county.boundaries.wards.iter().map(|w| &w.key).ne(wards.iter().map(|w| &w.key));
    let stays = |a: &Segment, b: &Segment| !moved || code(&county.boundaries.wards, a.ward) == code(wards, b.ward);
    // Junction numbers may change without any change to the street.
    let same = |a: &Segment, b: &Segment| {
        let like = || *a == Segment { from: a.from, to: a.to, ward: a.ward, ..b.clone() };
        if moved { like() && stays(a, b) } else { a == b || (a.ward == b.ward && like()) }
    };
    let diff = by_key(old, new, |s| (s.osm_way, s.nodes), same);
    out.rows.push(Row {
        what: "street segments".to_owned(),
        source: if read > 0 { "osm" } else { "" },
        read,
        kept: read,
        new: diff.new,
        changed: diff.changed,
        removed: diff.removed.len() as u64,
        note,
    });
    if old != new || old.iter().zip(new).any(|(a, b)| !stays(a, b)) {
        out.changes.push(Change::Streets(Box::new(after)));
    }
}

fn shapes(before: &Ground, after: Ground, out: &mut Intake) {
    let mut settlements = after.settlements;
    settlements.sort_by(|a, b| a.id.cmp(&b.id));
    let (n, towns) = (after.shapes.len() as u64, settlements.len() as u64);
    let same = before.shapes == after.shapes && before.settlements == settlements;
    let diff = by_key(&before.settlements, &settlements, |s| s.id.clone(), |a, b| a == b);
    out.rows.push(Row {
        what: "settlements".to_owned(),
        source: "osm",
        read: towns,
        kept: towns,
        new: diff.new,
        changed: diff.changed,
        removed: diff.removed.len() as u64,
        note: String::new(),
    });
    // Shapes have no ids: only their numbers can be compared.
    let (old, equal) = (before.shapes.len() as u64, before.shapes == after.shapes);
    out.rows.push(Row {
        what: "water, green, buildings, railways".to_owned(),
        source: "osm",
        read: n,
        kept: n,
        new: n.saturating_sub(old),
        changed: 0,
        removed: old.saturating_sub(n),
        note: if equal || old == 0 { String::new() } else { "redrawn".to_owned() },
    });
    if !same {
        out.changes.push(Change::Ground(after.shapes, settlements));
    }
}

/// Places of the map. One whose id the force has taken shows as the force's; a new version of it from the map is
/// taken with the next change of any other place.
fn places(held: &Held, assets: Vec<Asset>, refused: u64, out: &mut Intake) {
    let rows = held.records.get(ASSETS.name).map_or(&[][..], Vec::as_slice);
    let taken: BTreeSet<String> = rows.iter().map(|r| Cells::new(&ASSETS, r).text("id")).collect();
    let old: Vec<Asset> =
        held.county.operations.assets.iter().filter(|a| a.source == AssetSource::Osm).cloned().collect();
    let mut new: Vec<Asset> = assets.iter().filter(|a| !taken.contains(a.id.as_str())).cloned().collect();
    new.sort_by(|a, b| a.id.cmp(&b.id));
    let diff = by_key(&old, &new, |a| a.id.to_string(), |a, b| a == b);
    let n = assets.len() as u64;
    out.rows.push(Row {
        what: "community places of the map".to_owned(),
        source: "osm",
        read: n + refused,
        kept: n,
        new: diff.new,
        changed: diff.changed,
        removed: diff.removed.len() as u64,
        note: String::new(),
    });
    if old != new {
        out.changes.push(Change::MapAssets(assets));
    }
    if !diff.removed.is_empty() {
        out.removed.insert("community places of the map".to_owned(), diff.removed);
    }
}
