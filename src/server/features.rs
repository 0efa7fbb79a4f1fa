//! OGC API – Features, part 1: landing page, conformance, collections, items.

use super::App;
use super::layers::{LAYERS, LayerSpec};
use super::problem::Problem;
use super::query::{Query as ItemQuery, RawQuery};
use super::snapshot::Snapshot;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::fmt::Write as _;
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

/// The layer of an id.
pub(super) fn spec(id: &str) -> Result<&'static LayerSpec, Problem> {
    LAYERS.iter().find(|l| l.id == id).ok_or_else(|| {
        let known: Vec<&str> = LAYERS.iter().map(|l| l.id).collect();
        Problem::not_found(format!("there is no collection {id:?}; there are {}", known.join(", ")))
    })
}

/// Does what takes processor time away from the threads that answer other requests.
pub(super) async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Problem::internal("the answer could not be worked out"))
}

/// One collection
#[utoipa::path(get, path = "/collections/{id}", tag = "features",
    params(("id" = String, Path)),
    responses((status = 200, description = "Collection", body = Value), (status = 404, description = "No such collection")))]
async fn collection(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    Ok(Json(describe(spec(&id)?, app.now().bounds())))
}

pub(super) fn geojson(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/geo+json")], text).into_response()
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
    let spec = spec(&id)?;
    let query = ItemQuery::try_from(&raw)?;
    let snapshot = app.now();
    off_thread(move || geojson(page(&snapshot, spec, &query).to_string())).await
}

fn page(snapshot: &Snapshot, spec: &LayerSpec, query: &ItemQuery) -> Value {
    let layer = spec.of(snapshot);
    let matched = query.matched(layer);
    let features: Vec<Value> =
        matched.iter().skip(query.offset).take(query.limit).filter_map(|&i| layer.feature(i)).collect();
    let page = |offset: usize, rel: &str, title: &str| {
        link(&query.address(spec.id, offset), rel, "application/geo+json", title)
    };
    let mut links = vec![page(query.offset, "self", "This page")];
    let next = query.offset.saturating_add(query.limit);
    if next < matched.len() {
        links.push(page(next, "next", "Next page"));
    }
    if query.offset > 0 {
        links.push(page(query.offset.saturating_sub(query.limit), "prev", "Previous page"));
    }
    links.push(link(&format!("/collections/{}", spec.id), "collection", "application/json", spec.title));
    json!({
        "type": "FeatureCollection", "numberMatched": matched.len(), "numberReturned": features.len(), "links": links,
        "features": features,
    })
}

/// One feature
#[utoipa::path(get, path = "/collections/{id}/items/{feature}", tag = "features",
    params(("id" = String, Path), ("feature" = String, Path)),
    responses((status = 200, description = "The feature", body = Value, content_type = "application/geo+json"),
        (status = 404, description = "No such feature")))]
async fn one(State(app): State<App>, Path((id, feature)): Path<(String, String)>) -> Result<Response, Problem> {
    let snapshot = app.now();
    let layer = spec(&id)?.of(&snapshot);
    let mut found = layer
        .find(&feature)
        .and_then(|i| layer.feature(i))
        .ok_or_else(|| Problem::not_found(format!("there is no feature {feature:?} in {id}")))?;
    let collection = format!("/collections/{id}");
    let own = format!("{collection}/items/{}", segment(&feature));
    found["links"] = json!([
        link(&own, "self", "application/geo+json", "This feature"),
        link(&collection, "collection", "application/json", "Its collection"),
    ]);
    Ok(geojson(found.to_string()))
}

/// A text as one segment of an address (RFC 3986 §3.3).
fn segment(text: &str) -> String {
    let mut out = String::new();
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&b) {
            out.push(char::from(b));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}
