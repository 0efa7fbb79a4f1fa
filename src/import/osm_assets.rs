//! Key community places by OSM tags.

use super::osm::{Elements, Tags, tag};
use super::osm_entrances::Entrances;
use super::{osm_ground, osm_parades};
use crate::domain::asset::{Asset, AssetKind as A, AssetSource, RiskBand};
use crate::domain::id::AssetId;
use crate::domain::opening;
use crate::domain::place::{LonLat, Plane};
use geo::{Area, Centroid, Contains, InteriorPoint};
use geo_types::{LineString, Polygon};
use rustc_hash::FxHashMap;

/// The kind that tags mean.
fn kind(tags: &Tags) -> Option<A> {
    let get = |k| tag(tags, k);
    Some(match get("amenity") {
        "school" => A::School,
        "kindergarten" | "childcare" => A::Nursery,
        "college" => A::College,
        "university" => A::University,
        "place_of_worship" => match get("religion") {
            "muslim" => A::Mosque,
            "christian" => A::Church,
            "sikh" => A::Gurdwara,
            "jewish" => A::Synagogue,
            "hindu" => A::HinduTemple,
            "buddhist" => A::BuddhistCentre,
            _ => A::PlaceOfWorship,
        },
        "library" => A::Library,
        "doctors" | "clinic" | "health_centre" => A::Surgery,
        "pharmacy" => A::Pharmacy,
        "hospital" => A::Hospital,
        "community_centre" if get("community_centre") == "youth_centre" => A::YouthClub,
        "community_centre" | "social_centre" | "village_hall" => A::CommunityCentre,
        "youth_centre" => A::YouthClub,
        "nursing_home" | "retirement_home" => A::CareHome,
        "social_facility" => match get("social_facility") {
            "" | "nursing_home" | "assisted_living" | "group_home" | "day_care" => A::CareHome,
            _ => A::SupportCentre,
        },
        "post_office" => A::PostOffice,
        "marketplace" => A::Market,
        "pub" | "bar" | "nightclub" => A::Pub,
        "cafe" => A::Cafe,
        "bus_station" => A::Station,
        "townhall" => A::TownHall,
        "police" => A::PoliceStation,
        "fire_station" => A::FireStation,
        "prison" => A::Prison,
        _ => match (get("shop"), get("leisure")) {
            ("alcohol", _) => A::OffLicence,
            ("supermarket" | "mall" | "convenience", _) => A::ShopParade,
            (_, "park" | "playground" | "recreation_ground") => A::Park,
            (_, "sports_centre") => A::LeisureCentre,
            _ if matches!(get("railway"), "station" | "halt") || get("public_transport") == "station" => A::Station,
            _ => return None,
        },
    })
}

pub(super) fn asset(id: &str, kind: A, tags: &Tags, at: LonLat) -> Asset {
    let hours = tag(tags, "opening_hours");
    let first = |keys: &[&str]| keys.iter().map(|k| tag(tags, k)).find(|v| !v.is_empty()).unwrap_or("").to_owned();
    Asset {
        id: AssetId::new(id),
        kind,
        name: first(&["name", "operator", "brand"]),
        at: at.rounded(),
        risk_band: RiskBand::default(),
        // What cannot be read is kept as it is, so that a plan can say so rather than guess.
        opening_hours: opening::tidy(hours).unwrap_or_else(|| hours.trim().to_owned()),
        community: first(&["denomination", "religion"]),
        cadence_days: None,
        dwell_min: None,
        last_visit: None,
        source: AssetSource::Osm,
    }
}

/// A place to stand for an area: its centroid if that lies inside, otherwise a point that does.
fn stand_in(polygon: &Polygon<f64>) -> Option<LonLat> {
    let inside = polygon.centroid().filter(|c| polygon.contains(c)).or_else(|| polygon.interior_point())?;
    LonLat::new(inside.x(), inside.y()).ok()
}

/// The area of a closed way.
fn outline(e: &Elements, nodes: &[i64]) -> Option<Polygon<f64>> {
    let ring = LineString(nodes.iter().filter_map(|n| e.nodes.get(n)).map(|p| p.coord()).collect());
    (nodes.first() == nodes.last() && ring.0.len() > 3).then(|| Polygon::new(ring, vec![]))
}

/// Where a way is: for an outline, a place inside it; for a line, the middle of its corners.
pub(super) fn way_place(e: &Elements, nodes: &[i64]) -> Option<LonLat> {
    if let Some(at) = outline(e, nodes).and_then(|shape| stand_in(&shape)) {
        return Some(at);
    }
    let corners: Vec<LonLat> = nodes.iter().filter_map(|n| e.nodes.get(n).copied()).collect();
    let n = corners.len() as f64;
    let (lon, lat) = corners.iter().fold((0.0, 0.0), |(x, y), p| (x + p.lon() / n, y + p.lat() / n));
    if corners.is_empty() { None } else { LonLat::new(lon, lat).ok() }
}

/// Where to go to call at a place drawn as an area: its entrance, else a place inside.
fn door(e: &Elements, doors: &Entrances, nodes: &[i64], shape: &Polygon<f64>) -> Option<LonLat> {
    doors.best(e, nodes, shape).or_else(|| stand_in(shape))
}

/// All places, sorted by id. One drawn as an area is where its entrance is, if the map has that. A place that is drawn twice, as an area and as a node in it, is taken once.
#[must_use]
pub fn assets(e: &Elements) -> Vec<Asset> {
    let mut out = Vec::new();
    let by_id: FxHashMap<i64, &Vec<i64>> = e.ways.iter().map(|w| (w.0, &w.1)).collect();
    let doors = Entrances::of(e);
    for (id, outer, inner, tags) in &e.relations {
        let Some(kind) = kind(tags) else { continue };
        let parts = osm_ground::polygons(e, &by_id, outer, inner);
        let largest = parts.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
        let ring: Vec<i64> = outer.iter().filter_map(|w| by_id.get(w)).flat_map(|n| n.iter().copied()).collect();
        if let Some(at) = largest.and_then(|shape| door(e, &doors, &ring, shape)) {
            out.push(asset(&format!("osm-r{id}"), kind, tags, at));
        }
    }
    for (id, nodes, tags) in &e.ways {
        if let Some(kind) = kind(tags)
            && let Some(inside) = way_place(e, nodes)
        {
            let at = outline(e, nodes).and_then(|shape| doors.best(e, nodes, &shape)).unwrap_or(inside);
            out.push(asset(&format!("osm-w{id}"), kind, tags, at));
        }
    }
    for (id, tags) in &e.node_tags {
        if let (Some(kind), Some(&at)) = (kind(tags), e.nodes.get(id)) {
            out.push(asset(&format!("osm-n{id}"), kind, tags, at));
        }
    }
    let mut out = once(out);
    let (parades, taken) = osm_parades::parades(e);
    out.retain(|a| !taken.contains(a.id.as_str()));
    out.extend(parades);
    out.sort_by(|a, b| a.id.cmp(&b.id));
    out
}

/// Drops places of a kind and name that another one within 100 m has already; areas come before nodes.
fn once(assets: Vec<Asset>) -> Vec<Asset> {
    let mut held = FxHashMap::<(A, String), Vec<LonLat>>::default();
    let mut out = Vec::with_capacity(assets.len());
    for asset in assets {
        if !asset.name.is_empty() && asset.kind != A::Park {
            let same = held.entry((asset.kind, asset.name.to_lowercase())).or_default();
            if same.iter().any(|at| Plane::local_length(at.coord(), asset.at.coord()) < 100.0) {
                continue;
            }
            same.push(asset.at);
        }
        out.push(asset);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn a_school_drawn_as_relation_and_node_is_one_place_inside_its_grounds() {
        let mut e = Elements::default();
        // An L, whose centroid lies inside, and a node with the same name by its gate.
        let corners = [(0.0, 0.0), (3.0, 0.0), (3.0, 1.0), (1.0, 1.0), (1.0, 3.0), (0.0, 3.0)];
        for (id, (x, y)) in (1..).zip(corners) {
            e.nodes.insert(id, LonLat::new(-3.0 + x * 2e-4, 51.5 + y * 2e-4).unwrap());
        }
        e.nodes.insert(9, LonLat::new(-3.0, 51.5).unwrap());
        e.ways.push((5, vec![1, 2, 3, 4], Tags::new()));
        e.ways.push((6, vec![4, 5, 6, 1], Tags::new()));
        let school = tags(&[("amenity", "school"), ("name", "St Mark's"), ("type", "multipolygon")]);
        e.relations.push((7, vec![5, 6], vec![], school.clone()));
        e.node_tags.push((9, school));
        let found = assets(&e);
        assert_eq!(found.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), ["osm-r7"]);
        let at = found[0].at;
        assert!(at.lon() > -3.0 && at.lat() > 51.5 && (at.lon() < -2.9998 || at.lat() < 51.5002), "{at}");
    }
}
