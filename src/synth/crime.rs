//! Two years of incidents as police.uk publishes them: concentrated on few streets, with seasons, a hotspot that
//! fades and one that grows, a burglary series, and a month that was never published.

use super::canvas::{Canvas, Kind, Street};
use super::dice::{Dice, Wheel};
use super::layout::Layout;
use super::plane::Pt;
use crate::domain::time::Month;
use std::collections::BTreeMap;
use std::io::Write;

/// The force that publishes.
pub(super) const FORCE: &str = "Fenmark Constabulary";
/// Its part of file names.
pub(super) const FORCE_SLUG: &str = "fenmark";
/// Months of incidents.
pub(super) const MONTHS: usize = 24;
/// Which of them was never published.
const MISSING: usize = 15;
/// Incidents per resident and year, about those of a shire force.
const RATE: f64 = 0.095;
/// Share of rows without a place.
const NOWHERE: f64 = 0.03;

/// Where a category of incident happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    Anywhere,
    Shops,
    Homes,
}

struct Sort {
    name: &'static str,
    /// Share of all incidents (police.uk, England and Wales, 2024, rounded).
    share: f64,
    place: Where,
    /// How much more in July than on average; as much less in January.
    summer: f64,
}

const fn sort(name: &'static str, share: f64, place: Where, summer: f64) -> Sort {
    Sort { name, share, place, summer }
}

const SORTS: [Sort; 14] = [
    sort("Anti-social behaviour", 0.165, Where::Anywhere, 0.3),
    sort("Bicycle theft", 0.009, Where::Shops, 0.35),
    sort("Burglary", 0.042, Where::Homes, -0.15),
    sort("Criminal damage and arson", 0.08, Where::Anywhere, 0.08),
    sort("Drugs", 0.03, Where::Anywhere, 0.0),
    sort("Other crime", 0.022, Where::Anywhere, 0.0),
    sort("Other theft", 0.075, Where::Anywhere, 0.03),
    sort("Possession of weapons", 0.01, Where::Anywhere, 0.0),
    sort("Public order", 0.075, Where::Anywhere, 0.1),
    sort("Robbery", 0.011, Where::Shops, -0.05),
    sort("Shoplifting", 0.087, Where::Shops, -0.04),
    sort("Theft from the person", 0.012, Where::Shops, 0.0),
    sort("Vehicle crime", 0.056, Where::Homes, -0.06),
    sort("Violence and sexual offences", 0.326, Where::Anywhere, 0.07),
];
const BURGLARY: usize = 2;

/// One row before it is written: street and category.
pub(super) type Row = (u32, u8);

/// Where incidents fall, for one county.
pub(super) struct Pattern<'a> {
    streets: &'a [Street],
    layout: &'a Layout,
    wheels: [Wheel; 3],
    /// Streets of a hotspot that grows, of one that fades and of a burglary series, town by town.
    growing: Vec<Vec<usize>>,
    fading: Vec<Vec<usize>>,
    series: Vec<Vec<usize>>,
}

fn factor(place: Where, kind: Kind) -> f64 {
    let [shops, main, terrace, estate, village, lane, trade] = match place {
        Where::Anywhere => [13.0, 2.2, 1.6, 1.0, 0.45, 0.1, 1.6],
        Where::Shops => [30.0, 2.5, 0.4, 0.25, 0.3, 0.0, 9.0],
        Where::Homes => [0.9, 0.8, 1.9, 1.2, 0.8, 0.5, 1.2],
    };
    match kind {
        Kind::Shops => shops,
        Kind::Main => main,
        Kind::Terrace => terrace,
        Kind::Estate => estate,
        Kind::Village => village,
        Kind::Lane => lane,
        Kind::Trade => trade,
        Kind::Path | Kind::Road => 0.0,
    }
}

impl<'a> Pattern<'a> {
    /// Draws each street's share: log-normal by street and by neighbourhood, after which about half of all
    /// incidents fall on one street in twenty (Weisburd's law of crime concentration: 2 to 6 % of streets).
    pub(super) fn new(seed: u64, canvas: &'a Canvas, layout: &'a Layout) -> Self {
        let mut dice = Dice::new(seed, "crime pattern");
        let mut patches: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        let mut weights = [Vec::new(), Vec::new(), Vec::new()];
        for s in &canvas.streets {
            let patch = *patches.entry((s.home, s.patch)).or_insert_with(|| {
                // One neighbourhood in fourteen is known to every officer.
                let hard = if dice.chance(0.07) { 3.0 } else { 1.0 };
                hard * (0.55 * dice.normal()).exp()
            });
            let own = (1.05 * dice.normal()).exp();
            for (list, place) in weights.iter_mut().zip([Where::Anywhere, Where::Shops, Where::Homes]) {
                list.push(patch * own * factor(place, s.kind) * s.length.clamp(40.0, 400.0) / 100.0);
            }
        }
        let mut pattern = Self {
            streets: &canvas.streets,
            layout,
            wheels: weights.map(|w| Wheel::new(w.into_iter())),
            growing: Vec::new(),
            fading: Vec::new(),
            series: Vec::new(),
        };
        for town in 0..layout.towns() {
            let estates: Vec<usize> = (0..canvas.streets.len())
                .filter(|&i| canvas.streets.get(i).is_some_and(|s| s.home == town && s.kind == Kind::Estate))
                .collect();
            let around = |dice: &mut Dice, n: usize| -> Vec<usize> {
                let Some(at) = dice.pick(&estates).and_then(|&i| canvas.streets.get(i)).map(|s| s.at) else {
                    return Vec::new();
                };
                let far = |i: usize| canvas.streets.get(i).map_or(f64::MAX, |s| s.at.distance(at));
                let mut near = estates.clone();
                near.sort_by(|&a, &b| far(a).total_cmp(&far(b)).then(a.cmp(&b)));
                near.truncate(n);
                near
            };
            pattern.growing.push(around(&mut dice, 3));
            pattern.fading.push(around(&mut dice, 3));
            // A series in the first town and in every fourth after it.
            pattern.series.push(if town.is_multiple_of(4) { around(&mut dice, 5) } else { Vec::new() });
        }
        pattern
    }

    /// The rows of a month, 0 the oldest, in the order of the published files; `None` for the month that was never
    /// published.
    pub(super) fn month(&self, dice: &mut Dice, k: usize, last: Month, residents: u32) -> Option<(Month, Vec<Row>)> {
        let month = last.plus(k as i32 + 1 - MONTHS as i32);
        let mut rows = Vec::new();
        let summer = (f64::from(month.month() - 7) * std::f64::consts::TAU / 12.0).cos();
        let year_share = f64::from(days(month)) / 365.25;
        for (c, s) in SORTS.iter().enumerate() {
            let mean = f64::from(residents) * RATE * s.share * year_share * (1.0 + s.summer * summer);
            let n = (mean + mean.sqrt() * dice.normal()).round().max(0.0) as usize;
            let wheel = &self.wheels[s.place as usize];
            rows.extend((0..n).map(|_| (wheel.spin(dice) as u32, c as u8)));
        }
        let age = k as f64 / (MONTHS - 1) as f64;
        let mut extra = |places: &[Vec<usize>], n: f64, sorts: &[usize]| {
            for streets in places.iter().filter(|s| !s.is_empty()) {
                for _ in 0..n.round() as usize {
                    let street = dice.pick(streets).copied().unwrap_or(0);
                    rows.push((street as u32, dice.pick(sorts).copied().unwrap_or(0) as u8));
                }
            }
        };
        extra(&self.growing, 1.0 + 17.0 * age * age, &[0, 0, 3, 8, 13]);
        extra(&self.fading, 1.0 + 17.0 * (1.0 - age) * (1.0 - age), &[0, 0, 3, 4, 13]);
        if k + 2 >= MONTHS {
            extra(&self.series, 8.0, &[BURGLARY]);
        }
        let lsoa = |r: &Row| self.streets.get(r.0 as usize).map_or(0, |s| s.areas[2]);
        rows.sort_unstable_by_key(|r| (lsoa(r), r.1, r.0));
        (k != MISSING).then_some((month, rows))
    }

    /// Writes a month's file.
    pub(super) fn write(
        &self,
        dice: &mut Dice,
        (k, month): (usize, Month),
        rows: &[Row],
        out: impl Write,
    ) -> Result<(), csv::Error> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record([
            "Crime ID",
            "Month",
            "Reported by",
            "Falls within",
            "Longitude",
            "Latitude",
            "Location",
            "LSOA code",
            "LSOA name",
            "Crime type",
            "Last outcome category",
            "Context",
        ])?;
        let text = month.to_string();
        let age = MONTHS - 1 - k;
        let (placed, nowhere): (Vec<Row>, Vec<Row>) = rows.iter().partition(|_| !dice.chance(NOWHERE));
        for (list, has_place) in [(&placed, true), (&nowhere, false)] {
            for &(street, c) in list {
                let Some(s) = self.streets.get(street as usize) else { continue };
                let name = SORTS.get(usize::from(c)).map_or("Other crime", |s| s.name);
                let (id, outcome) = if c == 0 { (String::new(), "") } else { (id(dice), outcome(dice, c, age)) };
                let area = self.layout.lsoas.get(s.areas[2]).filter(|_| has_place);
                let (lon, lat) = if has_place { degrees(s.at) } else { (String::new(), String::new()) };
                let location = if has_place { format!("On or near {}", s.name) } else { "No Location".to_owned() };
                let (code, area_name) = area.map_or(("", ""), |a| (a.code.as_str(), a.name.as_str()));
                csv.write_record([
                    id.as_str(),
                    &text,
                    FORCE,
                    FORCE,
                    &lon,
                    &lat,
                    &location,
                    code,
                    area_name,
                    name,
                    outcome,
                    "",
                ])?;
            }
        }
        csv.flush()?;
        Ok(())
    }
}

fn degrees(p: Pt) -> (String, String) {
    (format!("{:.6}", p.lon()), format!("{:.6}", p.lat()))
}

fn days(month: Month) -> i8 {
    jiff::civil::Date::new(month.year(), month.month(), 1).map_or(30, jiff::civil::Date::days_in_month)
}

/// 64 hexadecimal digits, as published.
fn id(dice: &mut Dice) -> String {
    let [a, b, c, d] = [(); 4].map(|()| dice.bits());
    format!("{a:016x}{b:016x}{c:016x}{d:016x}")
}

/// The last outcome of a crime that was recorded so many months ago.
fn outcome(dice: &mut Dice, sort: u8, age: usize) -> &'static str {
    const OPEN: &str = "Under investigation";
    const UNKNOWN: &str = "Investigation complete; no suspect identified";
    const UNABLE: &str = "Unable to prosecute suspect";
    if dice.chance(0.75_f64.powi(age as i32 + 1)) {
        return OPEN;
    }
    match sort {
        13 | 8 => dice.word(&[UNABLE, UNABLE, UNABLE, UNABLE, UNKNOWN, "Local resolution", "Court result unavailable"]),
        4 | 7 => dice.word(&["Local resolution", "Offender given a caution", "Court result unavailable", UNABLE]),
        10 => dice.word(&[UNKNOWN, UNKNOWN, UNABLE, "Local resolution", "Court result unavailable"]),
        _ => dice.word(&[
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNABLE,
            "Further investigation is not in the public interest",
        ]),
    }
}
