//! The force's own tables, as the templates have them.

mod table;

use super::SynthOptions;
use super::canvas::Canvas;
use super::layout::Layout;
use super::places::Place;
pub(super) use table::Table;

/// All tables.
pub(super) fn tables(_options: &SynthOptions, _canvas: &Canvas, _layout: &Layout, _places: &[Place]) -> Vec<Table> {
    Vec::new()
}
