//! Behaviour on a made-up county, and slow twins beside the fast searches.

mod balancing;
mod cutting;
mod deploying;
mod dividing;
mod measuring;
pub(super) mod world;
