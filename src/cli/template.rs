//! `footbeat template NAME`: a commented blank of one of the force's files.

pub use crate::import::template::blank;
