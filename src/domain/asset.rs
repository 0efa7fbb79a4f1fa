//! Key community places.

use super::id::AssetId;
use super::place::LonLat;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

macro_rules! asset_kinds {
    ($($(#[$doc:meta])* $variant:ident => $slug:literal, $words:literal;)+) => {
        /// What a community place is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum AssetKind {
            $($(#[$doc])* $variant,)+
        }

        impl AssetKind {
            /// Every kind, in the order of the enumeration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Every slug, in the same order: the choices of the `kind` column.
            pub const SLUGS: &'static [&'static str] = &[$($slug),+];

            /// The value in files and layers.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug),+ }
            }

            /// Plain words.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),+ }
            }

            /// From the slug.
            #[must_use]
            pub fn from_slug(slug: &str) -> Option<Self> {
                match slug { $($slug => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

asset_kinds! {
    /// Primary or secondary school.
    School => "school", "school";
    /// Nursery or kindergarten.
    Nursery => "nursery", "nursery";
    /// College.
    College => "college", "college";
    /// University.
    University => "university", "university";
    /// Mosque.
    Mosque => "mosque", "mosque";
    /// Church or chapel.
    Church => "church", "church";
    /// Gurdwara.
    Gurdwara => "gurdwara", "gurdwara";
    /// Synagogue.
    Synagogue => "synagogue", "synagogue";
    /// Hindu temple.
    HinduTemple => "hindu_temple", "Hindu temple";
    /// Buddhist centre.
    BuddhistCentre => "buddhist_centre", "Buddhist centre";
    /// Another or unnamed faith's place of worship.
    PlaceOfWorship => "place_of_worship", "place of worship";
    /// Library.
    Library => "library", "library";
    /// Doctors' surgery or health centre.
    Surgery => "surgery", "surgery";
    /// Pharmacy.
    Pharmacy => "pharmacy", "pharmacy";
    /// Hospital.
    Hospital => "hospital", "hospital";
    /// Community centre or village hall.
    CommunityCentre => "community_centre", "community centre";
    /// Youth club.
    YouthClub => "youth_club", "youth club";
    /// Care home or sheltered housing.
    CareHome => "care_home", "care home";
    /// Shop parade, supermarket or shopping centre.
    ShopParade => "shop_parade", "shops";
    /// Off-licence.
    OffLicence => "off_licence", "off-licence";
    /// Post office.
    PostOffice => "post_office", "post office";
    /// Market.
    Market => "market", "market";
    /// Pub, bar or night club.
    Pub => "pub", "pub";
    /// Café or fast food: also a refreshment point.
    Cafe => "cafe", "café";
    /// Railway or bus station.
    Station => "station", "station";
    /// Park or playground.
    Park => "park", "park";
    /// Leisure centre or sports club.
    LeisureCentre => "leisure_centre", "leisure centre";
    /// Town or county hall, council office.
    TownHall => "town_hall", "town hall";
    /// Police station: a base.
    PoliceStation => "police_station", "police station";
    /// Fire or ambulance station: a refreshment point.
    FireStation => "fire_station", "fire station";
    /// Hostel, food bank, advice or refugee centre.
    SupportCentre => "support_centre", "support centre";
    /// Prison: a place where crimes are recorded that no walk prevents.
    Prison => "prison", "prison";
    /// Anything else that a force lists.
    Other => "other", "community place";
}

impl AssetKind {
    /// The faith of a place of worship, in the words of `data/faiths.csv`; `None` for other kinds.
    #[must_use]
    pub const fn faith(self) -> Option<&'static str> {
        Some(match self {
            Self::Mosque => "muslim",
            Self::Church => "christian",
            Self::Gurdwara => "sikh",
            Self::Synagogue => "jewish",
            Self::HinduTemple => "hindu",
            Self::BuddhistCentre => "buddhist",
            Self::PlaceOfWorship => "other",
            _ => return None,
        })
    }

    /// Plain words for one of them, after "this".
    #[must_use]
    pub const fn one(self) -> &'static str {
        match self {
            Self::ShopParade => "shop or row of shops",
            other => other.words(),
        }
    }

    /// Whether an officer finds a toilet, heat and food there.
    #[must_use]
    pub const fn is_refreshment(self) -> bool {
        matches!(
            self,
            Self::PoliceStation
                | Self::FireStation
                | Self::Cafe
                | Self::CommunityCentre
                | Self::Library
                | Self::LeisureCentre
                | Self::TownHall
                | Self::Hospital
        )
    }
}

/// How often a place should be seen: set by a person, not computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskBand {
    /// Seen most often.
    High,
    /// The usual.
    #[default]
    Medium,
    /// Seen least often.
    Low,
}

impl RiskBand {
    /// The choices of the `risk_band` column.
    pub const SLUGS: &'static [&'static str] = &["high", "medium", "low"];

    /// The value in files and layers.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    /// From the slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        match slug {
            "high" => Some(Self::High),
            "medium" => Some(Self::Medium),
            "low" => Some(Self::Low),
            _ => None,
        }
    }
}

/// A key community place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asset {
    /// `osm-n123`, `osm-w123`, `osm-r123`, or the force's own id.
    pub id: AssetId,
    /// What it is.
    pub kind: AssetKind,
    /// Its name; empty if it has none.
    pub name: String,
    /// Where.
    pub at: LonLat,
    /// How often it should be seen.
    pub risk_band: RiskBand,
    /// In the grammar of OSM's `opening_hours`; empty if unknown; as mapped where that cannot be read.
    pub opening_hours: String,
    /// Faith or denomination, or the community it serves; empty if unknown.
    pub community: String,
    /// Days between visits, if the force sets them for this place; otherwise `data/cadences.csv` decides.
    pub cadence_days: Option<u32>,
    /// Minutes of a visit, if set for this place; otherwise `data/cadences.csv` decides.
    pub dwell_min: Option<u32>,
    /// When it was last visited, if known from before Footbeat.
    pub last_visit: Option<Date>,
    /// Where this row came from: `osm` or `force`.
    pub source: AssetSource,
}

/// Where an asset came from. A refresh of one source leaves the other's rows alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetSource {
    /// OpenStreetMap tags.
    Osm,
    /// The force's own CSV.
    Force,
}
