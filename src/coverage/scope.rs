//! The county cut into cells: a cell is all streets of one ward and one parish. Schemes and posts are drawn in
//! wards or in parishes, so that every one of them is a set of whole cells, and shares of residents are sums.

use crate::county::County;
use crate::domain::boundary::Boundary;
use crate::domain::code::AreaCode;
use crate::domain::id::SegmentId;
use crate::street::Network;
use geo::{BoundingRect, Contains};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::{BTreeMap, BTreeSet};

/// The streets of one ward and one parish.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    /// The ward's place in the county's list.
    pub ward: Option<u32>,
    /// The parish's place in the county's list.
    pub parish: Option<u32>,
    /// What its streets count in shares: residents, or metres of frontage where nobody knows of residents.
    pub weight: f64,
}

/// Cells, and for each segment its cell and weight.
#[derive(Debug)]
pub(super) struct Scope {
    /// Sorted by ward and parish.
    pub cells: Vec<Cell>,
    /// For each segment.
    pub cell_of: Vec<u32>,
    /// For each segment: what it counts in shares.
    pub weight: Vec<f64>,
    wards: BTreeMap<AreaCode, u32>,
    parishes: BTreeMap<AreaCode, u32>,
}

/// A set of cells, by their numbers.
pub(super) type Patch = BTreeSet<u32>;

fn codes(areas: &[Boundary]) -> BTreeMap<AreaCode, u32> {
    areas.iter().enumerate().map(|(i, a)| (a.key.code.clone(), i as u32)).collect()
}

/// For each segment the first of some areas that holds its middle.
pub(super) fn holding(network: &Network, areas: &[Boundary]) -> Vec<Option<u32>> {
    let segments = network.segments();
    if areas.is_empty() {
        return vec![None; segments.len()];
    }
    let boxes = areas.iter().enumerate().filter_map(|(i, a)| {
        let r = a.geom.bounding_rect()?;
        Some(GeomWithData::new(Rectangle::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]), i))
    });
    let tree = RTree::bulk_load(boxes.collect());
    segments
        .par_iter()
        .enumerate()
        .map(|(i, s)| {
            let at = network.position(SegmentId::from_ix(i), s.length.get() / 2.0).point();
            let near = tree.locate_in_envelope_intersecting(AABB::from_point([at.x(), at.y()]));
            near.map(|g| g.data).filter(|&p| areas[p].geom.contains(&at)).min().map(|p| p as u32)
        })
        .collect()
}

impl Scope {
    pub fn new(county: &County) -> Self {
        let segments = county.network.segments();
        let parish_of = holding(&county.network, &county.boundaries.parishes);
        let by_people = segments.iter().any(|s| s.residents > 0.0);
        let weight: Vec<f64> = segments
            .iter()
            .map(|s| match (by_people, s.is_frontage()) {
                (true, _) => f64::from(s.residents.max(0.0)),
                (false, true) => s.length.get(),
                (false, false) => 0.0,
            })
            .collect();
        let mut found: BTreeMap<(Option<u32>, Option<u32>), f64> = BTreeMap::new();
        for ((s, parish), w) in segments.iter().zip(&parish_of).zip(&weight) {
            *found.entry((s.ward, *parish)).or_default() += w;
        }
        // Areas without a street still have posts and payers.
        for ward in 0..county.boundaries.wards.len() as u32 {
            if !found.keys().any(|(w, _)| *w == Some(ward)) {
                found.insert((Some(ward), None), 0.0);
            }
        }
        for parish in 0..county.boundaries.parishes.len() as u32 {
            if !found.keys().any(|(_, p)| *p == Some(parish)) {
                found.insert((None, Some(parish)), 0.0);
            }
        }
        let numbers: BTreeMap<_, u32> = found.keys().enumerate().map(|(i, k)| (*k, i as u32)).collect();
        let cell_of = segments.iter().zip(&parish_of).map(|(s, p)| numbers[&(s.ward, *p)]).collect();
        let cells = found.into_iter().map(|((ward, parish), weight)| Cell { ward, parish, weight }).collect();
        let (wards, parishes) = (codes(&county.boundaries.wards), codes(&county.boundaries.parishes));
        Self { cells, cell_of, weight, wards, parishes }
    }

    /// Cells of some wards and parishes; codes that no boundary has are left out.
    pub fn patch<'a>(&self, areas: impl IntoIterator<Item = &'a AreaCode>) -> Patch {
        let mut patch = Patch::new();
        for code in areas {
            let (ward, parish) = (self.wards.get(code), self.parishes.get(code));
            let holds = |c: &Cell| {
                (ward.is_some() && c.ward.as_ref() == ward) || (parish.is_some() && c.parish.as_ref() == parish)
            };
            patch.extend((0u32..).zip(&self.cells).filter(|(_, c)| holds(c)).map(|(i, _)| i));
        }
        patch
    }

    /// Cells of one ward.
    pub fn of_ward(&self, ward: u32) -> Patch {
        (0u32..).zip(&self.cells).filter(|(_, c)| c.ward == Some(ward)).map(|(i, _)| i).collect()
    }

    /// Whether anybody lives, or any frontage lies, on the map's streets of a ward.
    pub fn has_streets(&self, ward: u32) -> bool {
        self.cells.iter().any(|c| c.ward == Some(ward) && c.weight > 0.0)
    }

    /// Cells of one parish.
    pub fn of_parish(&self, parish: u32) -> Patch {
        (0u32..).zip(&self.cells).filter(|(_, c)| c.parish == Some(parish)).map(|(i, _)| i).collect()
    }

    /// What some cells count together.
    pub fn sum(&self, patch: &Patch) -> f64 {
        // An empty sum of floats is -0.
        patch.iter().map(|&c| self.cells[c as usize].weight).sum::<f64>() + 0.0
    }

    /// The share of `area` that lies in `part`, 0 to 1; of an area without streets, whether a cell is in both.
    pub fn share(&self, area: &Patch, part: &Patch) -> f64 {
        let all = self.sum(area);
        if all > 0.0 {
            (area.intersection(part).map(|&c| self.cells[c as usize].weight).sum::<f64>() + 0.0) / all
        } else {
            f64::from(u8::from(!area.is_disjoint(part)))
        }
    }
}
