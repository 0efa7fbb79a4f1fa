//! Residents onto areas: by code where the population file has it, else shared out from LSOAs by area.

use super::population::Population;
use super::report::SourceReport;
use crate::domain::boundary::{Boundary, BoundaryKind};
use crate::domain::code::Vintage;
use geo::{Area, BooleanOps, BoundingRect};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::{BTreeMap, BTreeSet};

/// An area of which LSOAs with residents cover less than this share is left without an estimate.
const LEAST_COVERED: f64 = 0.5;

/// An LSOA of which this share lies in the areas is theirs alone.
const MOSTLY: f64 = 0.5;
/// An area of which this share is covered is covered wholly: the rest is a sliver between outlines drawn differently,
/// or water.
const WHOLLY: f64 = 0.9;

/// Fills `residents`. An area that the file does not name gets the residents of the LSOAs that lie over it, each by
/// the share of its own area; where LSOAs with residents cover only a part of the area, the rest is taken to be as
/// densely inhabited (simple areal weighting: right for whole LSOAs, rough where one is cut).
pub fn fill(
    boundaries: &mut BTreeMap<(BoundaryKind, Vintage), Vec<Boundary>>,
    population: &Population,
    report: &mut SourceReport,
) {
    if population.is_empty() {
        return;
    }
    let mut used = BTreeSet::new();
    for area in boundaries.values_mut().flatten() {
        area.residents = population.get(&area.key.code).copied();
        used.extend(area.residents.map(|_| area.key.code.clone()));
    }
    // Of two years of LSOAs, the one that the population file speaks of.
    let best = boundaries
        .iter_mut()
        .filter(|((kind, _), _)| *kind == BoundaryKind::Lsoa)
        .max_by_key(|((_, year), areas)| (areas.iter().filter(|a| a.residents.is_some()).count(), *year));
    let unknown: Vec<u32> = population.iter().filter(|(c, _)| !used.contains(*c)).map(|(_, n)| *n).collect();
    let lsoas: Vec<(Boundary, f64)> = best
        .map(|(_, areas)| {
            succeed(areas, &unknown, report);
            areas
        })
        .map(|areas| areas.iter().filter_map(|a| Some((a.clone(), f64::from(a.residents?)))).collect())
        .unwrap_or_default();
    let mut shared = 0_u64;
    if !lsoas.is_empty() {
        let pins = lsoas.iter().enumerate().filter_map(|(i, (a, _))| Some(GeomWithData::new(frame(a)?, i)));
        let tree = RTree::bulk_load(pins.collect());
        for ((kind, _), areas) in boundaries.iter_mut() {
            if *kind == BoundaryKind::Lsoa {
                continue;
            }
            let blank: Vec<&mut Boundary> = areas.iter_mut().filter(|a| a.residents.is_none()).collect();
            shared += share_out(blank, &lsoas, &tree);
        }
    }
    report.count("areas on the map with residents", used.len() as u64);
    report.count("areas estimated from LSOAs", shared);
    if !population.is_empty() && unknown.len() == population.len() {
        report.warn(format!(
            "warning: none of the {} codes of the population is the code of an area that was read, so residents stay \
             unknown: give the boundaries of those codes too (for LSOAs: --lsoa FILE), of the same year and place",
            unknown.len()
        ));
    } else if !unknown.is_empty() {
        report.warn(format!(
            "{} of {} codes of the population are not among the areas that were read (another year or another place)",
            unknown.len(),
            population.len()
        ));
    }
}

/// A few LSOAs are split or merged from one census to the next. Where the file has codes without an outline and there
/// are outlines without residents, in numbers that such changes explain, those codes' residents are shared evenly
/// among those outlines: LSOAs are drawn to hold equally many, between 1,000 and 3,000.
fn succeed(areas: &mut [Boundary], unknown: &[u32], report: &mut SourceReport) {
    let known = areas.iter().filter(|a| a.residents.is_some()).count();
    let blank = areas.len() - known;
    let people: u64 = unknown.iter().map(|n| u64::from(*n)).sum();
    if blank == 0 || unknown.is_empty() || blank * 4 > known || unknown.len() > blank * 4 {
        return;
    }
    let (each, over) = (people / blank as u64, people % blank as u64);
    for (i, area) in (0u64..).zip(areas.iter_mut().filter(|a| a.residents.is_none())) {
        area.residents = u32::try_from(each + u64::from(i < over)).ok();
    }
    report.warn(format!(
        "{blank} LSOA outlines have no residents under their code, {} codes have no outline: their {people} residents were shared evenly among those outlines",
        unknown.len()
    ));
}

fn frame(area: &Boundary) -> Option<Rectangle<[f64; 2]>> {
    let r = area.geom.bounding_rect()?;
    Some(Rectangle::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]))
}

/// An area's parts of LSOAs: position, part of the LSOA's area; and which share of the area they cover.
type Parts = (Vec<(usize, f64)>, f64);

/// Estimates for areas that tile the ground. The residents of an LSOA that lies mostly within them are all shared
/// among them, in proportion to its parts: outlines are generalised, so that neighbours overlap here and leave a
/// sliver there, and nobody is to be counted twice or lost. Rounded so that the sum is kept. Returns how many areas
/// have an estimate.
fn share_out(
    blank: Vec<&mut Boundary>,
    lsoas: &[(Boundary, f64)],
    tree: &RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
) -> u64 {
    let parts: Vec<Option<Parts>> = blank.par_iter().map(|area| parts(area, lsoas, tree)).collect();
    let mut held = vec![0.0; lsoas.len()];
    for (lsoa, part) in parts.iter().flatten().flat_map(|p| &p.0) {
        held[*lsoa] += part;
    }
    let (mut exact, mut whole, mut n) = (0.0, 0.0, 0);
    for (area, parts) in blank.into_iter().zip(parts) {
        let Some((list, covered)) = parts.filter(|p| p.1 >= LEAST_COVERED) else { continue };
        let people: f64 = list
            .into_iter()
            .map(|(i, part)| lsoas.get(i).map_or(0.0, |l| l.1) * if held[i] >= MOSTLY { part / held[i] } else { part })
            .sum();
        exact += if covered >= WHOLLY { people } else { people / covered };
        let rounded: f64 = (exact - whole).round();
        whole += rounded;
        area.residents = Some(rounded.max(0.0) as u32);
        n += 1;
    }
    n
}

/// Shares of area are taken in square degrees: within one county the ratio is the same to a few per mille.
fn parts(
    area: &Boundary,
    lsoas: &[(Boundary, f64)],
    tree: &RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
) -> Option<Parts> {
    let rect = frame(area)?;
    let envelope = AABB::from_corners(rect.lower(), rect.upper());
    let mut near: Vec<usize> = tree.locate_in_envelope_intersecting(envelope).map(|p| p.data).collect();
    near.sort_unstable();
    let (mut list, mut covered) = (Vec::new(), 0.0);
    for (i, lsoa) in near.into_iter().filter_map(|i| Some((i, &lsoas.get(i)?.0))) {
        let whole = lsoa.geom.unsigned_area();
        let part = area.geom.intersection(&lsoa.geom).unsigned_area();
        if whole > 0.0 && part > 0.0 {
            list.push((i, part / whole));
            covered += part;
        }
    }
    Some((list, covered / area.geom.unsigned_area()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::{AreaCode, AreaKey};
    use geo_types::{MultiPolygon, Rect, coord};

    fn area(code: &str, x: f64, w: f64) -> Boundary {
        Boundary {
            key: AreaKey { code: AreaCode::new(code).unwrap(), vintage: Vintage(2021) },
            name: code.to_owned(),
            name_alt: String::new(),
            authority: String::new(),
            residents: None,
            geom: MultiPolygon(vec![Rect::new(coord! {x: x, y: 51.0}, coord! {x: x + w, y: 51.1}).to_polygon()]),
        }
    }

    #[test]
    fn wards_get_the_shares_of_their_lsoas() {
        let mut all = BTreeMap::from([
            ((BoundaryKind::Lsoa, Vintage(2021)), vec![area("L1", -3.0, 0.1), area("L2", -2.9, 0.1)]),
            (
                (BoundaryKind::Ward, Vintage(2023)),
                vec![area("A", -3.0, 0.15), area("B", -2.85, 0.05), area("C", -2.0, 0.1)],
            ),
        ]);
        let code = |c| AreaCode::new(c).unwrap();
        let population = Population::from([(code("L1"), 1000), (code("L2"), 400), (code("L3"), 5)]);
        let mut report = SourceReport::new("population");
        fill(&mut all, &population, &mut report);
        let wards = &all[&(BoundaryKind::Ward, Vintage(2023))];
        assert_eq!(wards.iter().map(|w| w.residents).collect::<Vec<_>>(), [Some(1200), Some(200), None]);
        assert_eq!((report.get("areas estimated from LSOAs"), report.warnings.len()), (2, 1));
    }

    #[test]
    fn wards_drawn_roughly_lose_nobody_and_count_nobody_twice() {
        // Two LSOAs beside each other; of the wards one reaches over the other, and both fall short at the ends.
        let mut all = BTreeMap::from([
            ((BoundaryKind::Lsoa, Vintage(2021)), vec![area("L1", -3.0, 0.1), area("L2", -2.9, 0.1)]),
            ((BoundaryKind::Ward, Vintage(2023)), vec![area("A", -2.995, 0.1), area("B", -2.9, 0.094)]),
        ]);
        let code = |c| AreaCode::new(c).unwrap();
        let population = Population::from([(code("L1"), 1001), (code("L2"), 1002)]);
        fill(&mut all, &population, &mut SourceReport::new("population"));
        let wards = &all[&(BoundaryKind::Ward, Vintage(2023))];
        assert_eq!(wards.iter().filter_map(|w| w.residents).sum::<u32>(), 2003);
        assert!(wards.iter().all(|w| w.residents.is_some_and(|n| n > 900)));
    }

    #[test]
    fn codes_that_were_split_since_go_to_the_outlines_left_over() {
        let mut lsoas: Vec<Boundary> = ["A", "B", "C", "D", "E"].map(|c| area(c, -3.0, 0.1)).into();
        lsoas.iter_mut().take(4).for_each(|a| a.residents = Some(1500));
        let mut report = SourceReport::new("population");
        succeed(&mut lsoas, &[1000, 1200], &mut report);
        assert_eq!((lsoas[4].residents, report.warnings.len()), (Some(2200), 1));
        lsoas[4].residents = None;
        succeed(&mut lsoas, &[1000; 40], &mut report);
        assert_eq!(lsoas[4].residents, None, "forty codes are another place, not five parts of one");
    }
}
