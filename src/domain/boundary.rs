//! Wards, parishes and LSOAs.

use super::code::AreaKey;
use geo_types::MultiPolygon;
use serde::{Deserialize, Serialize};

/// What sort of area a boundary bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoundaryKind {
    /// An electoral ward.
    Ward,
    /// A civil parish (in Wales: a community).
    Parish,
    /// A lower-layer super output area: about 1,500 residents.
    Lsoa,
}

impl BoundaryKind {
    /// The layer's table name.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::Ward => "wards",
            Self::Parish => "parishes",
            Self::Lsoa => "lsoas",
        }
    }
}

/// An administrative area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Boundary {
    /// Code and vintage.
    pub key: AreaKey,
    /// The English name, or the only one.
    pub name: String,
    /// A second name (Welsh), empty if none.
    pub name_alt: String,
    /// Code of the local authority, empty if unknown.
    pub authority: String,
    /// Usual residents, if a population file gave them or they could be shared out from LSOAs.
    pub residents: Option<u32>,
    /// WGS 84 degrees, lon/lat; valid, right-hand rule.
    pub geom: MultiPolygon<f64>,
}

/// Wards, parishes and LSOAs, each sorted by code. When several vintages of wards were imported, only the
/// newest is here: planning and coverage speak of today's wards.
#[derive(Debug, Clone, Default)]
pub struct Boundaries {
    /// Wards.
    pub wards: Vec<Boundary>,
    /// Parishes.
    pub parishes: Vec<Boundary>,
    /// LSOAs.
    pub lsoas: Vec<Boundary>,
}
