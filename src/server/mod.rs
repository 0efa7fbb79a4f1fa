//! HTTP: OGC API Features, tiles and the page.
//!
//! Invariants: no SQL and no analysis in handlers; until accounts exist the server listens on loopback only.

mod features;
pub mod layers;
mod page;
pub mod problem;
pub mod query;
pub mod snapshot;

mod views;

pub use snapshot::Snapshot;

use axum::Router;
use std::net::SocketAddr;
use std::sync::{Arc, RwLock};

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

/// Every address that is served.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(features::routes())
        .merge(views::routes())
        .merge(page::routes())
        .layer(tower_http::compression::CompressionLayer::new())
        .layer(tower_http::catch_panic::CatchPanicLayer::new())
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
