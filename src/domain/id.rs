//! Identifiers as types, so that an officer's id is never handed over where a post's is wanted.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text; surrounding blanks are dropped.
            #[must_use]
            pub fn new(text: &str) -> Self {
                Self(text.trim().to_owned())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

text_id!(
    /// A scheme: an agreement under which a funder pays for officers to cover wards.
    SchemeId,
    /// A funder: who pays.
    FunderId,
    /// A paid place for an officer, filled or not.
    PostId,
    /// An officer (PCSO).
    OfficerId,
    /// A neighbourhood policing team.
    TeamId,
    /// Where shifts start and end.
    BaseId,
    /// A key community place.
    AssetId,
    /// Anything that asks for an officer's presence, e.g. `hotspot:12` or `asset:osm-n123`.
    DemandId,
    /// A plan of one date.
    PlanId,
);

macro_rules! index_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in the vector that this id indexes.
            #[must_use]
            pub const fn ix(self) -> usize {
                self.0 as usize
            }

            /// The id of position `ix`. Networks beyond 2³² parts are not supported.
            #[must_use]
            pub const fn from_ix(ix: usize) -> Self {
                #[expect(clippy::cast_possible_truncation, reason = "a county has far fewer than 2^32 parts")]
                Self(ix as u32)
            }
        }
    )+};
}

index_id!(
    /// A street segment between two junctions: its place in the network's segment list, which is also
    /// the `id` of the `streets` layer.
    SegmentId,
    /// A junction of the street network: its place in the network's junction list.
    JunctionId,
);
