//! Community places: how many of each kind a town or village has, where, and how the map tags them.

use super::canvas::{Canvas, Kind, Tags};
use super::dice::Dice;
use super::layout::{Layout, Settlement};
use super::plane::{Bar, Pt};
use super::tags;
use crate::domain::asset::AssetKind as A;

/// A community place on the map.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) node: u32,
    pub(super) kind: A,
    pub(super) name: String,
    pub(super) at: Pt,
    pub(super) home: usize,
    /// Ward, parish, LSOA (indices).
    pub(super) areas: [usize; 3],
}

/// Places of a name are farther from each other than this, metres.
const ONE_PLACE: f64 = 120.0;

/// Residents for each place of a kind in a town, how many there are besides, and the streets it stands on.
const IN_TOWNS: &[(A, f64, usize, &[Kind])] = &[
    (A::School, 3_200.0, 1, &[Kind::Estate, Kind::Terrace]),
    (A::Nursery, 5_000.0, 1, &[Kind::Estate, Kind::Terrace]),
    (A::Mosque, 12_000.0, 1, &[Kind::Terrace, Kind::Main]),
    (A::Church, 4_000.0, 1, &[Kind::Terrace, Kind::Main, Kind::Estate]),
    (A::Library, 40_000.0, 1, &[Kind::Shops]),
    (A::Surgery, 8_000.0, 1, &[Kind::Main, Kind::Estate]),
    (A::Pharmacy, 6_000.0, 1, &[Kind::Shops, Kind::Main]),
    (A::CommunityCentre, 8_000.0, 1, &[Kind::Estate]),
    (A::YouthClub, 14_000.0, 1, &[Kind::Estate]),
    (A::CareHome, 5_000.0, 1, &[Kind::Estate, Kind::Main]),
    (A::ShopParade, 2_500.0, 1, &[Kind::Shops, Kind::Estate, Kind::Main, Kind::Trade]),
    (A::OffLicence, 4_500.0, 1, &[Kind::Shops, Kind::Terrace, Kind::Main]),
    (A::PostOffice, 12_000.0, 1, &[Kind::Shops, Kind::Main]),
    (A::Market, 1e9, 1, &[Kind::Shops]),
    (A::Pub, 3_500.0, 2, &[Kind::Shops, Kind::Shops, Kind::Main, Kind::Terrace]),
    (A::Cafe, 4_000.0, 2, &[Kind::Shops]),
    (A::Station, 1e9, 1, &[Kind::Shops]),
    (A::LeisureCentre, 30_000.0, 1, &[Kind::Main, Kind::Trade]),
    (A::TownHall, 1e9, 1, &[Kind::Shops]),
    (A::PoliceStation, 1e9, 1, &[Kind::Shops]),
    (A::FireStation, 1e9, 1, &[Kind::Main]),
    (A::SupportCentre, 15_000.0, 1, &[Kind::Terrace, Kind::Shops]),
];

/// In the first town always, in others by chance.
const RARE: &[(A, f64, &[Kind])] = &[
    (A::College, 0.5, &[Kind::Main]),
    (A::University, 0.06, &[Kind::Main]),
    (A::Gurdwara, 0.35, &[Kind::Terrace]),
    (A::Synagogue, 0.15, &[Kind::Main]),
    (A::HinduTemple, 0.3, &[Kind::Terrace]),
    (A::BuddhistCentre, 0.2, &[Kind::Terrace]),
    (A::PlaceOfWorship, 0.3, &[Kind::Terrace]),
    (A::Hospital, 0.2, &[Kind::Main]),
    (A::Prison, 0.03, &[Kind::Trade]),
];

/// In villages of at least so many residents.
const IN_VILLAGES: &[(A, u32)] = &[
    (A::Church, 220),
    (A::Pub, 300),
    (A::CommunityCentre, 330),
    (A::Park, 500),
    (A::ShopParade, 650),
    (A::School, 900),
    (A::PostOffice, 1_100),
    (A::Surgery, 1_500),
    (A::CareHome, 1_700),
];

/// Draws all places, settlement by settlement.
pub(super) fn draw(canvas: &mut Canvas, dice: &mut Dice, layout: &Layout) -> Vec<Place> {
    let mut streets: Vec<Vec<usize>> = vec![Vec::new(); layout.settlements.len()];
    for (i, s) in canvas.streets.iter().enumerate().filter(|(_, s)| s.kind != Kind::Lane) {
        if let Some(list) = streets.get_mut(s.home) {
            list.push(i);
        }
    }
    let mut out = Vec::new();
    for (home, (s, list)) in layout.settlements.iter().zip(&streets).enumerate() {
        name_place(canvas, layout, s);
        let mut add = |canvas: &mut Canvas, dice: &mut Dice, kind: A, on: &[Kind]| {
            let Some(at) = site(canvas, dice, list, on) else { return };
            let (name, tags) = tags::of(kind, &s.name, s.town, dice);
            place(canvas, layout, &mut out, (kind, name, tags), at, home);
        };
        if s.town {
            for &(kind, per, more, on) in IN_TOWNS {
                for _ in 0..(f64::from(s.residents) / per) as usize + more {
                    add(canvas, dice, kind, on);
                }
            }
            for &(kind, chance, on) in RARE {
                if home == 0 || dice.chance(chance) {
                    add(canvas, dice, kind, on);
                }
            }
        } else {
            for &(kind, _) in IN_VILLAGES.iter().filter(|v| s.residents >= v.1) {
                add(canvas, dice, kind, &[Kind::Village]);
            }
            bus_stop(canvas, dice, list);
        }
        railway_station(canvas, layout, &mut out, s, home);
    }
    out
}

fn place(canvas: &mut Canvas, layout: &Layout, out: &mut Vec<Place>, what: (A, String, Tags), at: Pt, home: usize) {
    let (kind, name, mut tags) = what;
    // An import takes two of a name so near each other for one place that is mapped twice, and who meets at the second
    // would then meet nowhere.
    let again = |p: &Place| (p.kind, &p.name) == (kind, &name) && p.at.distance(at) < ONE_PLACE;
    if !name.is_empty() && out.iter().rev().take_while(|p| p.home == home).any(again) {
        return;
    }
    if !name.is_empty() {
        tags.push(("name", name.clone()));
    }
    let node = canvas.tagged(at, tags);
    out.push(Place { node, kind, name, at, home, areas: layout.locate(at) });
}

/// A place beside a street of one of these sorts, tried in a random order; any street if there is none.
fn site(canvas: &Canvas, dice: &mut Dice, streets: &[usize], on: &[Kind]) -> Option<Pt> {
    let wanted = dice.pick(on).copied();
    let fits = |kind: Option<Kind>| -> Vec<usize> {
        streets
            .iter()
            .copied()
            .filter(|&i| kind.is_none_or(|k| canvas.streets.get(i).is_some_and(|s| s.kind == k)))
            .collect()
    };
    let mut choice = fits(wanted);
    if choice.is_empty() {
        choice = fits(None);
    }
    let street = canvas.streets.get(*dice.pick(&choice)?)?;
    let left = if dice.chance(0.5) { 13.0 } else { -13.0 };
    Some(street.at.beside(street.toward, dice.between(0.0, 0.8), left))
}

/// The name on the map, and the sides of a town as suburbs.
fn name_place(canvas: &mut Canvas, layout: &Layout, s: &Settlement) {
    let value = match s.residents {
        _ if s.town => "town",
        0..=280 => "hamlet",
        _ => "village",
    };
    canvas.tagged(
        s.centre.plus(3.0, 3.0),
        vec![("place", value.to_owned()), ("name", s.name.clone()), ("population", s.residents.to_string())],
    );
    if s.town {
        for ward in layout.wards.iter().filter(|w| w.block == s.block) {
            let n = ward.ring.len().saturating_sub(1).max(1) as f64;
            let (x, y) = ward.ring.iter().skip(1).fold((0.0, 0.0), |(x, y), p| (x + p.x / n, y + p.y / n));
            let at = Pt::new(x, y).toward(s.centre, 0.2);
            canvas.tagged(at, vec![("place", "suburb".to_owned()), ("name", ward.name.clone())]);
        }
    }
}

fn bus_stop(canvas: &mut Canvas, dice: &mut Dice, streets: &[usize]) {
    if let Some(at) = site(canvas, dice, streets.get(..2.min(streets.len())).unwrap_or_default(), &[Kind::Village]) {
        canvas.tagged(at, vec![("highway", "bus_stop".to_owned()), ("public_transport", "platform".to_owned())]);
    }
}

/// Where the railway runs through a town.
fn railway_station(canvas: &mut Canvas, layout: &Layout, out: &mut Vec<Place>, s: &Settlement, home: usize) {
    for line in layout.barriers.iter().filter(|b| b.kind == Bar::Railway && s.town) {
        let at = line.point(s.centre.y + 60.0);
        if at.distance(s.centre) < s.half {
            let tags = vec![("railway", "station".to_owned()), ("public_transport", "station".to_owned())];
            let name = format!("{} station", s.name);
            // Beside the line: an officer stands on the forecourt, on the town's side.
            place(canvas, layout, out, (A::Station, name, tags), at.toward(s.centre, 0.08), home);
        }
    }
}
