//! What every request sees: one county with its analysis, computed once when the county is (re)loaded.

use super::published::Published;
use super::tiles::GroundIndex;
use crate::county::County;
use crate::coverage::{CoverageOptions, CoverageReport, Deployment, measure};
use crate::domain::tables::Concern;
use crate::hotspot::{HotspotOptions, HotspotReport, find};
use crate::index::{Index, Tree};
use geo::BoundingRect;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

/// A county with its hotspots and coverage on one day.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The county.
    pub county: County,
    /// Hotspots of the last twelve months.
    pub hotspots: HotspotReport,
    /// Coverage of the last 28 days.
    pub coverage: CoverageReport,
    /// The day on which coverage is asked.
    pub today: Date,
    /// What tiles are cut from.
    pub ground: GroundIndex,
    /// What lies where.
    pub index: Index,
    /// The same of `county.operations.concerns`.
    pub concerns: Tree<Concern>,
    /// Routes and stops that may be seen.
    pub published: Published,
    /// Areas for numbers of posts that somebody has asked for.
    pub deployments: Deployments,
}

/// Deployments of one snapshot by their number of posts: drawn when they are asked for, and held.
#[derive(Debug, Clone, Default)]
pub struct Deployments(Arc<RwLock<BTreeMap<u32, Arc<Deployment>>>>);

impl Deployments {
    /// That for a number of posts, if it is held.
    #[must_use]
    pub fn get(&self, posts: u32) -> Option<Arc<Deployment>> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(&posts).cloned()
    }

    /// Holds one, and of many only the newest.
    pub fn keep(&self, posts: u32, made: &Arc<Deployment>) {
        let mut held = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if held.len() >= 32 {
            held.clear();
        }
        held.insert(posts, Arc::clone(made));
    }
}

impl Snapshot {
    /// Analyses a county as of a day.
    #[must_use]
    pub fn new(county: County, today: Date) -> Self {
        let hotspots = find(&county, HotspotOptions::default());
        let coverage = measure(&county, &hotspots, CoverageOptions { days: 28, on: today });
        Self::of(county, hotspots, coverage, today)
    }

    /// A county whose analysis is there already.
    #[must_use]
    pub fn of(county: County, hotspots: HotspotReport, coverage: CoverageReport, today: Date) -> Self {
        let ground = GroundIndex::new(&county.network, &county.ground);
        let index = Index::new(&county, &hotspots.hotspots, &coverage.uncovered);
        let concerns = Tree::new(&county.operations.concerns);
        let published = Published::new(&county.plans);
        Self {
            county,
            hotspots,
            coverage,
            today,
            ground,
            index,
            concerns,
            published,
            deployments: Deployments::default(),
        }
    }

    /// West, south, east, north of the wards, or of the streets where there are no wards; `None` if the county
    /// is empty.
    #[must_use]
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let mut all: Option<[f64; 4]> = None;
        let mut add = |b: [f64; 4]| {
            all = Some(all.map_or(b, |a| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]));
        };
        for ward in &self.county.boundaries.wards {
            if let Some(r) = ward.geom.bounding_rect() {
                add([r.min().x, r.min().y, r.max().x, r.max().y]);
            }
        }
        if self.county.boundaries.wards.is_empty() {
            for c in self.county.network.junctions() {
                add([c.x, c.y, c.x, c.y]);
            }
        }
        all
    }
}
