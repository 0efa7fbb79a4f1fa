//! Footbeat plans where uniformed foot patrol goes, shows why, and shows afterwards where it went.
//!
//! Data flows one way, top to bottom of this list; a module uses only those above it. `ARCHITECTURE.md` is
//! the map.

#![forbid(unsafe_code)]

pub mod cli;
pub mod county;
pub mod coverage;
pub mod domain;
pub mod hotspot;
pub mod import;
pub mod index;
pub mod patrol;
pub mod server;
pub mod store;
pub mod street;
pub mod synth;
