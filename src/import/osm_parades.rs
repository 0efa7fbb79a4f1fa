//! Rows of shops as one community place each: an officer calls along the parade, not at every counter.

use super::osm::{Elements, Tags, tag};
use super::osm_assets::{asset, way_place};
use crate::domain::asset::{Asset, AssetKind};
use crate::domain::place::{LonLat, Plane};
use rstar::primitives::GeomWithData;
use rstar::{PointDistance, RTree};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BinaryHeap};

/// Shops of a parade lie within this distance of its middle shop, metres: a parade is some 150 m long at most.
const REACH: f64 = 75.0;
/// The fewest shops that make a parade.
const FEWEST: usize = 5;
/// A named street further away than this, metres, does not give its name.
const STREET_REACH: f64 = 60.0;

struct Shop<'a> {
    id: String,
    at: LonLat,
    tags: &'a Tags,
}

fn is_shop(tags: &Tags) -> bool {
    !matches!(tag(tags, "shop"), "" | "no" | "vacant" | "mall" | "disused")
}

fn shops(e: &Elements) -> Vec<Shop<'_>> {
    let nodes = e.node_tags.iter().filter(|(_, tags)| is_shop(tags));
    let ways = e.ways.iter().filter(|(_, _, tags)| is_shop(tags));
    let mut shops: Vec<Shop<'_>> = nodes
        .filter_map(|(id, tags)| Some(Shop { id: format!("n{id}"), at: *e.nodes.get(id)?, tags }))
        .chain(ways.filter_map(|(id, nodes, tags)| Some(Shop { id: format!("w{id}"), at: way_place(e, nodes)?, tags })))
        .collect();
    shops.sort_by(|a, b| a.id.cmp(&b.id));
    shops
}

type Pin = GeomWithData<[f64; 2], usize>;

/// The parades, and the ids of the small shops that are part of one and so no places of their own. The densest parade
/// is taken first: of shops with equally many neighbours that are still free, the one with the lowest id.
pub(super) fn parades(e: &Elements) -> (Vec<Asset>, FxHashSet<String>) {
    let shops = shops(e);
    let Some(first) = shops.first() else { return (Vec::new(), FxHashSet::default()) };
    let plane = Plane::around(first.at);
    let pins: Vec<Pin> = shops.iter().enumerate().map(|(i, s)| Pin::new(plane.project(s.at), i)).collect();
    let tree = RTree::bulk_load(pins.clone());
    let near = |i: usize| -> Vec<usize> {
        let Some(pin) = pins.get(i) else { return Vec::new() };
        let mut found: Vec<usize> = tree.locate_within_distance(*pin.geom(), REACH * REACH).map(|p| p.data).collect();
        found.sort_unstable();
        found
    };
    let neighbours: Vec<Vec<usize>> = (0..shops.len()).map(near).collect();
    let mut free = vec![true; shops.len()];
    let count = |i: usize, free: &[bool]| neighbours[i].iter().filter(|&&j| free[j]).count();
    // Counts only fall, so an entry whose count still holds when it comes up is the greatest.
    let mut heap: BinaryHeap<(usize, std::cmp::Reverse<usize>)> =
        (0..shops.len()).map(|i| (neighbours[i].len(), std::cmp::Reverse(i))).collect();
    let streets = Streets::of(e, plane);
    let (mut out, mut taken) = (Vec::new(), FxHashSet::default());
    while let Some((held, std::cmp::Reverse(i))) = heap.pop() {
        if held < FEWEST {
            break;
        }
        let now = count(i, &free);
        if !free[i] || now < FEWEST {
            continue;
        }
        if now < held {
            heap.push((now, std::cmp::Reverse(i)));
            continue;
        }
        let members: Vec<usize> = neighbours[i].iter().copied().filter(|&j| free[j]).collect();
        for &j in &members {
            free[j] = false;
            if tag(shops[j].tags, "shop") == "convenience" {
                taken.insert(format!("osm-{}", shops[j].id));
            }
        }
        let mut parade = asset(&format!("osm-p-{}", shops[i].id), AssetKind::ShopParade, &Tags::new(), shops[i].at);
        let street = usual_street(members.iter().map(|&j| shops[j].tags)).or_else(|| streets.nearest(shops[i].at));
        parade.name = street.map_or_else(|| format!("{} shops", members.len()), |s| format!("{s} shops"));
        out.push(parade);
    }
    (out, taken)
}

/// The street that most of the addresses name, the first by name of equals.
fn usual_street<'a>(tags: impl Iterator<Item = &'a Tags>) -> Option<String> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for street in tags.map(|t| tag(t, "addr:street")).filter(|s| !s.is_empty()) {
        *counts.entry(street).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|(_, n)| *n).map(|(s, _)| s.to_owned())
}

/// Nodes of named streets.
struct Streets<'a> {
    tree: RTree<GeomWithData<[f64; 2], &'a str>>,
    plane: Plane,
}

impl<'a> Streets<'a> {
    fn of(e: &'a Elements, plane: Plane) -> Self {
        let named =
            e.ways.iter().filter(|(_, _, tags)| !tag(tags, "highway").is_empty() && !tag(tags, "name").is_empty());
        let pins = named.flat_map(|(_, nodes, tags)| {
            let name = tag(tags, "name");
            nodes.iter().filter_map(move |n| Some(GeomWithData::new(plane.project(*e.nodes.get(n)?), name)))
        });
        Self { tree: RTree::bulk_load(pins.collect()), plane }
    }

    /// The name of the street whose node is nearest, the first by name of equals.
    fn nearest(&self, at: LonLat) -> Option<String> {
        let from = self.plane.project(at);
        let within = self.tree.locate_within_distance(from, STREET_REACH * STREET_REACH);
        let key = |p: &&GeomWithData<[f64; 2], &'a str>| (p.geom().distance_2(&from), p.data);
        within.min_by(|a, b| key(a).0.total_cmp(&key(b).0).then(key(a).1.cmp(key(b).1))).map(|p| p.data.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn six_shops_in_a_row_are_one_parade_and_four_are_none() {
        let mut e = Elements::default();
        let mut shop = |id: i64, x: f64, y: f64| {
            e.nodes.insert(id, LonLat::new(-3.0 + x / 69_000.0, 51.5 + y / 111_000.0).unwrap());
            let street = if id == 3 { "Side Road" } else { "High Street" };
            e.node_tags.push((id, tags(&[("shop", "convenience"), ("addr:street", street)])));
        };
        (1..=6).for_each(|i| shop(i, 15.0 * i as f64, 0.0));
        (11..=14).for_each(|i| shop(i, 15.0 * i as f64, 900.0));
        let (found, taken) = parades(&e);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].name, "High Street shops");
        assert_eq!(taken.len(), 6);
    }
}
