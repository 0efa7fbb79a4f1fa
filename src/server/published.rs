//! Routes and stops of published plans, drawn once for each snapshot. Drafts and withdrawn plans never get here.

use crate::domain::plan::{Plan, PlanStatus};
use crate::index::{Place, Placed, Tree};
use crate::patrol::geojson;
use geo_types::Geometry;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A route or a stop.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// `plan:officer` or `plan:officer:seq`.
    pub id: String,
    /// The date of its plan.
    pub date: Date,
    /// Its line or point.
    pub geometry: Geometry<f64>,
    /// As in the plan's own GeoJSON, and which plan it is of.
    pub properties: Value,
}

impl Placed for Drawn {
    fn place(&self) -> Place<'_> {
        self.geometry.place()
    }
}

/// What is published, by date.
#[derive(Debug, Clone, Default)]
pub struct Published {
    /// Routes.
    pub routes: Vec<Drawn>,
    /// Stops.
    pub stops: Vec<Drawn>,
    /// Of the routes.
    pub routes_tree: Tree<Drawn>,
    /// Of the stops.
    pub stops_tree: Tree<Drawn>,
}

impl Published {
    /// Draws the published plan of each date: the last version, should there be two.
    #[must_use]
    pub fn new(plans: &[Plan]) -> Self {
        let published = plans.iter().filter(|p| p.status == PlanStatus::Published);
        let mut by_date: BTreeMap<Date, &Plan> = BTreeMap::new();
        for plan in published {
            let held = by_date.entry(plan.date).or_insert(plan);
            if plan.version >= held.version {
                *held = plan;
            }
        }
        let mut all = Self::default();
        for plan in by_date.into_values() {
            all.draw(plan);
        }
        all.routes_tree = Tree::new(&all.routes);
        all.stops_tree = Tree::new(&all.stops);
        all
    }

    fn draw(&mut self, plan: &Plan) {
        let mut collection = geojson::feature_collection(plan);
        let Some(features) = collection["features"].as_array_mut() else { return };
        let mut taken = BTreeSet::new();
        let mut route = String::new();
        for feature in features {
            let geometry = serde_json::from_value::<::geojson::Geometry>(feature["geometry"].take());
            let Some(geometry) = geometry.ok().and_then(|g| Geometry::<f64>::try_from(g).ok()) else { continue };
            let mut properties = feature["properties"].take();
            let officer = properties["officer"].as_str().unwrap_or_default().to_owned();
            let stop = match properties["kind"].as_str() {
                Some("route") => false,
                Some("stop") => true,
                _ => continue,
            };
            let wanted =
                if stop { format!("{}:{}", route, properties["seq"]) } else { format!("{}:{officer}", plan.id) };
            // An officer may have two shifts on one date.
            let mut id = wanted.clone();
            for n in 2.. {
                if taken.insert(id.clone()) {
                    break;
                }
                id = format!("{wanted}:{n}");
            }
            let list = if stop {
                properties["plan_id"] = json!(plan.id);
                properties["version"] = json!(plan.version);
                properties["status"] = json!(plan.status.slug());
                properties["date"] = json!(plan.date.to_string());
                &mut self.stops
            } else {
                route.clone_from(&id);
                &mut self.routes
            };
            list.push(Drawn { id, date: plan.date, geometry, properties });
        }
    }
}
