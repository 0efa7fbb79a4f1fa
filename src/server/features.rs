//! OGC API – Features, part 1: landing page, conformance, collections, items.

use super::App;
use super::layers::{self, LAYERS, LayerSpec};
use super::problem::Problem;
use super::query::{Query as ItemQuery, RawQuery};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this file.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(conformance))
        .routes(routes!(collections))
        .routes(routes!(collection))
        .routes(routes!(items))
        .routes(routes!(one))
}

/// The landing page for programs; people get the map page at `/`.
pub(super) fn landing() -> Value {
    json!({
        "title": "Footbeat",
        "description": "Patrol planning for neighbourhood policing",
        "links": [
            link("/", "self", "application/json", "This document"),
            link("/api", "service-desc", "application/vnd.oai.openapi+json;version=3.1", "The API definition"),
            link("/conformance", "conformance", "application/json", "Conformance classes"),
            link("/collections", "data", "application/json", "Collections"),
        ],
    })
}

fn link(href: &str, rel: &str, media: &str, title: &str) -> Value {
    json!({"href": href, "rel": rel, "type": media, "title": title})
}

/// Which parts of the standard are kept
#[utoipa::path(get, path = "/conformance", tag = "features",
    responses((status = 200, description = "Conformance classes", body = Value)))]
async fn conformance() -> Json<Value> {
    Json(json!({"conformsTo": [
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    ]}))
}

fn describe(spec: &LayerSpec, bounds: Option<[f64; 4]>) -> Value {
    let items = format!("/collections/{}/items", spec.id);
    json!({
        "id": spec.id, "title": spec.title, "description": spec.description, "itemType": "feature",
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        "extent": bounds.map(|b| json!({"spatial": {"bbox": [b], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}})),
        "links": [
            link(&format!("/collections/{}", spec.id), "self", "application/json", spec.title),
            link(&items, "items", "application/geo+json", spec.title),
        ],
    })
}

/// What collections there are
#[utoipa::path(get, path = "/collections", tag = "features",
    responses((status = 200, description = "Collections", body = Value)))]
async fn collections(State(app): State<App>) -> Json<Value> {
    let bounds = app.now().bounds();
    let all: Vec<Value> = LAYERS.iter().map(|l| describe(l, bounds)).collect();
    Json(json!({"links": [link("/collections", "self", "application/json", "Collections")], "collections": all}))
}

fn spec(id: &str) -> Result<&'static LayerSpec, Problem> {
    LAYERS.iter().find(|l| l.id == id).ok_or_else(|| {
        let known: Vec<&str> = LAYERS.iter().map(|l| l.id).collect();
        Problem::not_found(format!("there is no collection {id:?}; there are {}", known.join(", ")))
    })
}

/// One collection
#[utoipa::path(get, path = "/collections/{id}", tag = "features",
    params(("id" = String, Path)),
    responses((status = 200, description = "Collection", body = Value), (status = 404, description = "No such collection")))]
async fn collection(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    Ok(Json(describe(spec(&id)?, app.now().bounds())))
}

fn geojson(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/geo+json")], value.to_string()).into_response()
}

/// Features of a collection
#[utoipa::path(get, path = "/collections/{id}/items", tag = "features",
    params(("id" = String, Path), RawQuery),
    responses((status = 200, description = "A page of features", body = Value, content_type = "application/geo+json"),
        (status = 400, description = "A parameter is wrong"), (status = 404, description = "No such collection")))]
async fn items(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(raw): Query<RawQuery>,
) -> Result<Response, Problem> {
    spec(&id)?;
    let query = ItemQuery::try_from(&raw)?;
    let snapshot = app.now();
    let all = layers::items(&snapshot, &id).unwrap_or_default();
    let matched: Vec<_> = all.into_iter().filter(|item| query.takes(item)).collect();
    let number_matched = matched.len();
    let page: Vec<Value> = matched.into_iter().skip(query.offset).take(query.limit).map(|item| item.feature).collect();
    let address = |offset: usize| {
        let mut parts = vec![format!("limit={}", query.limit), format!("offset={offset}")];
        parts.extend(raw.bbox.as_ref().map(|b| format!("bbox={b}")));
        parts.extend(raw.datetime.as_ref().map(|d| format!("datetime={d}")));
        format!("/collections/{id}/items?{}", parts.join("&"))
    };
    let mut links = vec![link(&address(query.offset), "self", "application/geo+json", "This page")];
    if query.offset + page.len() < number_matched {
        links.push(link(&address(query.offset + query.limit), "next", "application/geo+json", "Next page"));
    }
    if query.offset > 0 {
        links.push(link(
            &address(query.offset.saturating_sub(query.limit)),
            "prev",
            "application/geo+json",
            "Previous page",
        ));
    }
    Ok(geojson(&json!({
        "type": "FeatureCollection", "numberMatched": number_matched, "numberReturned": page.len(), "links": links,
        "features": page,
    })))
}

/// One feature
#[utoipa::path(get, path = "/collections/{id}/items/{feature}", tag = "features",
    params(("id" = String, Path), ("feature" = String, Path)),
    responses((status = 200, description = "The feature", body = Value, content_type = "application/geo+json"),
        (status = 404, description = "No such feature")))]
async fn one(State(app): State<App>, Path((id, feature)): Path<(String, String)>) -> Result<Response, Problem> {
    spec(&id)?;
    let snapshot = app.now();
    let all = layers::items(&snapshot, &id).unwrap_or_default();
    let found = all.into_iter().find(|item| item.feature["id"].as_str() == Some(feature.as_str()));
    found
        .map(|item| geojson(&item.feature))
        .ok_or_else(|| Problem::not_found(format!("there is no feature {feature:?} in {id}")))
}
