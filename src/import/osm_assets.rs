//! Key community places by OSM tags.

use super::osm::{Elements, Tags, tag};
use crate::domain::asset::{Asset, AssetKind as A, AssetSource, RiskBand};
use crate::domain::id::AssetId;
use crate::domain::place::LonLat;

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

fn asset(id: &str, kind: A, tags: &Tags, at: LonLat) -> Asset {
    let hours = tag(tags, "opening_hours");
    let readable = hours.parse::<opening_hours::OpeningHours>().is_ok();
    let first = |keys: &[&str]| keys.iter().map(|k| tag(tags, k)).find(|v| !v.is_empty()).unwrap_or("").to_owned();
    Asset {
        id: AssetId::new(id),
        kind,
        name: first(&["name", "operator", "brand"]),
        at: at.rounded(),
        risk_band: RiskBand::default(),
        opening_hours: if readable { hours.to_owned() } else { String::new() },
        community: first(&["denomination", "religion"]),
        cadence_days: None,
        dwell_min: None,
        last_visit: None,
        source: AssetSource::Osm,
    }
}

/// All places, sorted by id.
#[must_use]
pub fn assets(e: &Elements) -> Vec<Asset> {
    let mut out = Vec::new();
    for (id, tags) in &e.node_tags {
        if let (Some(kind), Some(&at)) = (kind(tags), e.nodes.get(id)) {
            out.push(asset(&format!("osm-n{id}"), kind, tags, at));
        }
    }
    for (id, nodes, tags) in &e.ways {
        let Some(kind) = kind(tags) else { continue };
        // The middle of the corners: a closed way's first node counts once.
        let closed = nodes.len() > 1 && nodes.first() == nodes.last();
        let corners: Vec<_> = nodes.iter().skip(usize::from(closed)).filter_map(|n| e.nodes.get(n)).collect();
        let n = corners.len().max(1) as f64;
        let (lon, lat) = corners.iter().fold((0.0, 0.0), |(x, y), p| (x + p.lon() / n, y + p.lat() / n));
        if !corners.is_empty()
            && let Ok(at) = LonLat::new(lon, lat)
        {
            out.push(asset(&format!("osm-w{id}"), kind, tags, at));
        }
    }
    out.sort_by(|a, b| a.id.cmp(&b.id));
    out
}
