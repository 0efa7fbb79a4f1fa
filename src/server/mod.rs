//! HTTP: OGC API Features, tiles and the page.
//!
//! Invariants: no SQL and no analysis in handlers; until accounts exist the server listens on loopback only.

mod council;
mod deployment;
mod features;
mod guard;
pub mod layers;
mod nearest;
mod page;
pub mod problem;
pub mod published;
pub mod query;
pub mod snapshot;
pub mod tiles;
mod views;

pub use snapshot::Snapshot;

use axum::Router;
use axum::http::header;
use problem::Problem;
use std::net::SocketAddr;
use std::sync::{Arc, RwLock};
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

/// What all requests share: the newest snapshot, swapped whole when the county changes.
#[derive(Debug, Clone)]
pub struct App {
    snapshot: Arc<RwLock<Arc<Snapshot>>>,
}

impl App {
    /// Serves a snapshot.
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        Self { snapshot: Arc::new(RwLock::new(Arc::new(snapshot))) }
    }

    /// The newest snapshot. A reader keeps the one it took.
    #[must_use]
    pub fn now(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Takes a new snapshot into service.
    pub fn swap(&self, snapshot: Snapshot) {
        *self.snapshot.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(snapshot);
    }
}

/// What `/api` says of itself; the addresses are added by the router.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Footbeat", description = "Patrol planning for neighbourhood policing: OGC API Features, vector \
        tiles and the views of the map page. Errors are problem documents (RFC 9457)."),
    tags((name = "features", description = "OGC API - Features, part 1"), (name = "tiles", description = "The ground"),
        (name = "page", description = "What the map page asks for"))
)]
struct Definition;

/// Every address that is served.
pub fn router(app: App) -> Router {
    let described = OpenApiRouter::with_openapi(Definition::openapi())
        .merge(features::routes())
        .merge(nearest::routes())
        .merge(views::routes())
        .merge(council::routes())
        .merge(deployment::routes())
        .merge(tiles::routes());
    let (routes, definition) = described.split_for_parts();
    let media = [(header::CONTENT_TYPE, "application/vnd.oai.openapi+json;version=3.1")];
    let text = definition.to_json().unwrap_or_default();
    routes
        .route("/api", axum::routing::get(move || async move { (media, text) }))
        .merge(page::routes())
        .fallback(|| async { Problem::not_found("there is nothing at this address; `/api` lists what there is") })
        // From the inside out: a panic becomes an answer, every answer is guarded, and then made small.
        .layer(tower_http::catch_panic::CatchPanicLayer::new())
        .layer(axum::middleware::from_fn(guard::guard))
        .layer(tower_http::compression::CompressionLayer::new())
        .with_state(app)
}

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Accounts do not exist yet.
    #[error("{0} is reachable from other machines, and Footbeat has no accounts yet: listen on 127.0.0.1 or [::1]")]
    NotLoopback(SocketAddr),
    /// The port is taken, or not allowed.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
}

/// Binds the address, which must be of this machine only.
///
/// # Errors
/// When the address is not loopback or cannot be bound.
pub async fn bind(address: SocketAddr) -> Result<tokio::net::TcpListener, ServeError> {
    if !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    tokio::net::TcpListener::bind(address).await.map_err(|e| ServeError::Listen(address, e))
}
