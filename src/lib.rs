//! Footbeat plans where uniformed foot patrol goes, shows why, and shows afterwards where it went.
//!
//! Data flows one way, top to bottom of this list; a module uses only those above it (a test reads this very
//! list). `ARCHITECTURE.md` is the map.

#![forbid(unsafe_code)]

pub mod domain;

pub mod import;

pub mod synth;

pub mod street;

pub mod county;

pub mod index;

pub mod hotspot;

pub mod coverage;

pub mod patrol;

pub mod store;

pub mod intake;

pub mod server;

pub mod cli;
