//! Areas for new posts.

use super::{CoverageReport, Deployment};
use crate::county::County;
use crate::hotspot::HotspotReport;

/// Draws them.
pub(super) fn draw(_county: &County, _h: &HotspotReport, _c: &CoverageReport, _officers: u32) -> Deployment {
    Deployment::default()
}
