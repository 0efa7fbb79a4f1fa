//! The force's own tables, as the templates have them: who pays, who works, what is asked, what was done.

mod asked;
mod crew;
mod duty;
mod met;
mod paid;
mod record;
mod table;

use super::SynthOptions;
use super::canvas::{Canvas, Kind};
use super::dice::Dice;
use super::layout::Layout;
use super::osm::{FIRST_NODE, FIRST_WAY};
use super::places::Place;
use super::plane::Pt;
use crate::domain::asset::AssetKind;
use crew::Crew;
use jiff::ToSpan;
use jiff::civil::Date;
pub(super) use table::Table;

/// All tables of a county.
pub(super) fn tables(options: &SynthOptions, canvas: &Canvas, layout: &Layout, places: &[Place]) -> Vec<Table> {
    let county = Made::new(options, canvas, layout, places);
    let crew = Crew::new(&county);
    let mut out = paid::tables(&county, &crew);
    out.extend(duty::tables(&county, &crew));
    out.extend(asked::tables(&county, &crew));
    out.extend(met::tables(&county, &crew));
    out.extend(record::tables(&county, &crew));
    out
}

/// What was drawn, by ward.
pub(super) struct Made<'a> {
    options: &'a SynthOptions,
    canvas: &'a Canvas,
    layout: &'a Layout,
    places: &'a [Place],
    /// Streets and places of each ward, as indices.
    streets: Vec<Vec<usize>>,
    by_ward: Vec<Vec<usize>>,
}

impl<'a> Made<'a> {
    fn new(options: &'a SynthOptions, canvas: &'a Canvas, layout: &'a Layout, places: &'a [Place]) -> Self {
        let mut streets = vec![Vec::new(); layout.wards.len()];
        for (i, s) in canvas.streets.iter().enumerate().filter(|(_, s)| !matches!(s.kind, Kind::Lane | Kind::Trade)) {
            if let Some(list) = streets.get_mut(s.areas[0]) {
                list.push(i);
            }
        }
        let mut by_ward = vec![Vec::new(); layout.wards.len()];
        for (i, p) in places.iter().enumerate() {
            if let Some(list) = by_ward.get_mut(p.areas[0]) {
                list.push(i);
            }
        }
        Self { options, canvas, layout, places, streets, by_ward }
    }

    fn dice(&self, purpose: &str) -> Dice {
        Dice::new(self.options.seed, purpose)
    }

    /// So many days after the plan date; before it if negative.
    fn day(&self, offset: i64) -> Date {
        self.options.date.checked_add(offset.days()).unwrap_or(self.options.date)
    }

    fn ward_code(&self, ward: usize) -> &str {
        self.layout.wards.get(ward).map_or("", |w| w.code.as_str())
    }

    fn ward_codes(&self, wards: &[usize]) -> String {
        wards.iter().map(|&w| self.ward_code(w)).collect::<Vec<_>>().join(";")
    }

    /// The code of the parish of a settlement.
    fn parish_code(&self, settlement: usize) -> &str {
        let at = self.layout.settlements.get(settlement).map_or(0, |s| self.layout.locate(s.centre)[1]);
        self.layout.parishes.get(at).map_or("", |p| p.code.as_str())
    }

    fn middle(&self, ward: usize) -> Pt {
        let Some(w) = self.layout.wards.get(ward) else { return Pt::new(0.0, 0.0) };
        let n = w.ring.len().saturating_sub(1).max(1) as f64;
        w.ring.iter().skip(1).fold(Pt::new(0.0, 0.0), |sum, p| sum.plus(p.x / n, p.y / n))
    }

    /// A street of a ward: its name, a point of it and its OSM way.
    fn street(&self, dice: &mut Dice, ward: usize) -> Option<(&str, Pt, u64)> {
        let i = *dice.pick(self.streets.get(ward)?)?;
        let s = self.canvas.streets.get(i)?;
        Some((s.name.as_str(), s.at, u64::from(s.way) + FIRST_WAY))
    }

    /// Places of a kind, in the order of the map.
    fn of_kind(&self, kind: AssetKind) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(move |p| p.kind == kind)
    }

    /// The first place of a kind in a ward.
    fn in_ward(&self, ward: usize, kind: AssetKind) -> Option<&Place> {
        self.by_ward.get(ward)?.iter().filter_map(|&i| self.places.get(i)).find(|p| p.kind == kind)
    }
}

/// The id that the importer gives a place of the map.
fn asset_id(place: &Place) -> String {
    format!("osm-n{}", u64::from(place.node) + FIRST_NODE)
}

fn lon(p: Pt) -> String {
    format!("{:.6}", p.lon())
}

fn lat(p: Pt) -> String {
    format!("{:.6}", p.lat())
}

/// A name as an id: lower case, hyphens for blanks.
fn slug(name: &str) -> String {
    let kept = name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect::<String>();
    kept.trim_matches('-').to_owned()
}
