//! `/nearest`: what of a layer lies nearest to a position.

use super::App;
use super::features::{geojson, off_thread, spec};
use super::problem::Problem;
use crate::domain::place::LonLat;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Most features in one answer.
const MAX_LIMIT: usize = 100;
/// Metres within which is looked, unless told.
const WITHIN_M: f64 = 1_000.0;
/// Farthest that may be asked for: the plane on which distances are measured is no good beyond.
const MAX_WITHIN_M: f64 = 100_000.0;

/// The addresses of this file.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(nearest))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct NearestQuery {
    /// Longitude in degrees.
    lon: f64,
    /// Latitude in degrees.
    lat: f64,
    /// Which collection; `streets` if not given.
    collection: Option<String>,
    /// How many features, 1 to 100; 1 if not given.
    limit: Option<usize>,
    /// Metres within which to look, at most 100,000; 1,000 if not given.
    within: Option<f64>,
}

/// The nearest features of a collection
#[utoipa::path(get, path = "/nearest", tag = "features",
    params(NearestQuery),
    responses((status = 200, description = "Features, nearest first, with `distance_m`", body = Value,
        content_type = "application/geo+json"), (status = 400, description = "A parameter is wrong"),
        (status = 404, description = "No such collection")))]
async fn nearest(State(app): State<App>, Query(query): Query<NearestQuery>) -> Result<Response, Problem> {
    let at = LonLat::new(query.lon, query.lat).map_err(|e| Problem::bad_request(e.to_string()))?;
    let limit = query.limit.unwrap_or(1);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Problem::bad_request(format!("limit is {limit}; 1 to {MAX_LIMIT} would be right")));
    }
    let within = query.within.unwrap_or(WITHIN_M);
    if !(0.0..=MAX_WITHIN_M).contains(&within) {
        return Err(Problem::bad_request(format!("within is {within}; 0 to {MAX_WITHIN_M} metres would be right")));
    }
    let spec = spec(query.collection.as_deref().unwrap_or("streets"))?;
    let snapshot = app.now();
    off_thread(move || {
        let layer = spec.of(&snapshot);
        let found = layer
            .nearest(at, limit, within)
            .ok_or_else(|| Problem::bad_request(format!("{} have no places; nothing is near", spec.id)))?;
        let features: Vec<Value> = found
            .into_iter()
            .filter_map(|near| {
                let mut feature = layer.feature(near.at)?;
                feature["properties"]["distance_m"] = json!(super::layers::tenth(near.metres));
                Some(feature)
            })
            .collect();
        let text = json!({"type": "FeatureCollection", "numberReturned": features.len(), "features": features});
        Ok(geojson(text.to_string()))
    })
    .await?
}
