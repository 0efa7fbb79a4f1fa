//! Vector tiles of the ground (TileJSON 3.0.0, Mapbox Vector Tile 2.1): the page's own basemap, so that no request
//! leaves the machine.

mod encode;
mod ground;

pub use ground::GroundIndex;

use super::App;
use super::problem::Problem;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Lowest zoom with tiles: the whole county on one page.
pub const MIN_ZOOM: u8 = 8;
/// Highest zoom with tiles: maps draw closer views from these, whose unit is then about 40 cm.
pub const MAX_ZOOM: u8 = 14;

/// The addresses of this folder.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tilejson)).routes(routes!(tile))
}

/// What tiles there are
#[utoipa::path(get, path = "/tiles", tag = "tiles", responses((status = 200, description = "TileJSON", body = Value)))]
async fn tilejson(State(app): State<App>) -> axum::Json<Value> {
    let layer = |id: &str, fields: &[&str]| {
        let fields: serde_json::Map<_, _> = fields.iter().map(|f| ((*f).to_owned(), json!("String"))).collect();
        json!({"id": id, "fields": fields, "minzoom": MIN_ZOOM, "maxzoom": MAX_ZOOM})
    };
    axum::Json(json!({
        "tilejson": "3.0.0", "name": "Ground", "scheme": "xyz", "tiles": ["/tiles/{z}/{x}/{y}"],
        "minzoom": MIN_ZOOM, "maxzoom": MAX_ZOOM, "bounds": app.now().bounds(),
        "attribution": "© OpenStreetMap contributors",
        "vector_layers": [
            layer("water", &["class", "name"]), layer("green", &["class", "name"]), layer("buildings", &["class"]),
            layer("railways", &["class"]), layer("streets", &["class", "name"]), layer("places", &["kind", "name"]),
        ],
    }))
}

/// One tile; 204 where nothing lies
#[utoipa::path(get, path = "/tiles/{z}/{x}/{y}", tag = "tiles",
    params(("z" = u8, Path), ("x" = u32, Path), ("y" = u32, Path)),
    responses((status = 200, description = "A Mapbox Vector Tile"), (status = 204, description = "Nothing lies there"),
        (status = 404, description = "No such tile (problem+json)")))]
async fn tile(State(app): State<App>, Path((z, x, y)): Path<(u8, u32, u32)>) -> Result<Response, Problem> {
    if !(MIN_ZOOM..=MAX_ZOOM).contains(&z) || x >> z != 0 || y >> z != 0 {
        return Err(Problem::not_found(format!(
            "there is no tile {z}/{x}/{y}; zoom {MIN_ZOOM} to {MAX_ZOOM} has tiles"
        )));
    }
    let snapshot = app.now();
    // Cutting polygons takes milliseconds of processor time, which must not hold up other requests.
    let bytes = tokio::task::spawn_blocking(move || snapshot.ground.tile(z, x, y))
        .await
        .map_err(|_| Problem::internal("the tile could not be drawn"))?;
    Ok(if bytes.is_empty() {
        StatusCode::NO_CONTENT.into_response()
    } else {
        let headers =
            [(header::CONTENT_TYPE, "application/vnd.mapbox-vector-tile"), (header::CACHE_CONTROL, "max-age=300")];
        (headers, bytes).into_response()
    })
}
