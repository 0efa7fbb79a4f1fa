//! The map page's files, embedded in the binary.

use super::App;
use super::features::landing;
use super::problem::Problem;
use axum::Json;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

/// What `npm run build` left in `web/dist`; empty if the page has not been built.
#[derive(RustEmbed)]
#[folder = "web/dist/"]
#[allow_missing = true]
struct Files;

/// The addresses of this file.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(root)).route("/assets/{*path}", get(asset)).route("/favicon.svg", get(favicon))
}

/// People get the page, programs that ask for JSON the landing document.
async fn root(headers: HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or("");
    if accept.contains("application/json") && !accept.contains("text/html") {
        return Json(landing()).into_response();
    }
    match Files::get("index.html") {
        Some(_) => file("index.html").into_response(),
        None => Problem::not_found("the map page was not built: run `make web`, then build again").into_response(),
    }
}

async fn asset(Path(path): Path<String>) -> Result<Response, Problem> {
    file(&format!("assets/{path}"))
}

async fn favicon() -> Result<Response, Problem> {
    file("favicon.svg")
}

fn file(path: &str) -> Result<Response, Problem> {
    let found = Files::get(path).ok_or_else(|| Problem::not_found(format!("there is no file {path:?}")))?;
    let media = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    };
    // Vite puts a hash of the content into the names below assets/, so they never change; the page itself does.
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, cache)];
    Ok((headers, found.data.into_owned()).into_response())
}
