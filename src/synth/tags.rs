//! Names, opening hours and OpenStreetMap tags of community places.

use super::canvas::Tags;
use super::dice::Dice;
use crate::domain::asset::AssetKind as A;

const SAINTS: &[&str] =
    &["All Saints", "Holy Trinity", "Christ Church", "Church of the Ascension", "Holy Cross", "All Souls"];
const AREAS: &[&str] = &[
    "Northfield",
    "Southgate",
    "Eastbrook",
    "Westmoor",
    "Hillcrest",
    "Parkside",
    "Riverside",
    "Meadowbank",
    "Oakfield",
    "Springvale",
    "Millbrook",
    "Fairview",
    "Greenways",
    "Highfield",
    "Brookside",
    "Woodside",
    "Ashgrove",
    "Kingsmead",
];
const PUBS: &[&str] = &[
    "The Plough",
    "The Wheatsheaf",
    "The Railway",
    "The Fox",
    "The Swan",
    "The Royal Oak",
    "The Crown",
    "The Bell",
    "The White Hart",
    "The Anchor",
    "The Ship",
    "The Anvil",
    "The Barley Mow",
    "The Navigation",
];

/// The name and the tags of a place of a kind in a town or village.
pub(super) fn of(kind: A, town: &str, in_town: bool, dice: &mut Dice) -> (String, Tags) {
    let area = dice.word(AREAS);
    let near = if in_town { area } else { town };
    let mut hours = "";
    let (tags, name): (Vec<(&'static str, &str)>, String) = match kind {
        A::School => {
            let secondary = in_town && dice.chance(0.22);
            let sort = if secondary { "Academy" } else { "Primary School" };
            hours = "Mo-Fr 08:15-16:00; PH off";
            (vec![("amenity", "school")], format!("{near} {sort}"))
        }
        A::Nursery => {
            hours = "Mo-Fr 08:00-18:00";
            (vec![("amenity", "kindergarten")], format!("{near} Nursery"))
        }
        A::College => (vec![("amenity", "college")], format!("{town} College")),
        A::University => (vec![("amenity", "university")], "University of Fenmark".to_owned()),
        A::Mosque => {
            hours = "Mo-Su 12:00-14:30,17:00-21:30";
            let sort = dice.word(&["Mosque", "Jamia Mosque", "Islamic Centre"]);
            (vec![("amenity", "place_of_worship"), ("religion", "muslim")], format!("{near} {sort}"))
        }
        A::Church => {
            let (denomination, name) = match dice.below(6) {
                0 if in_town => ("methodist", format!("{near} Methodist Church")),
                1 if in_town => ("roman_catholic", "Our Lady's Church".to_owned()),
                2 if in_town => ("baptist", format!("{near} Baptist Church")),
                3 if in_town => ("pentecostal", format!("{near} New Life Church")),
                _ => ("anglican", format!("{}, {near}", dice.word(SAINTS))),
            };
            hours = if dice.chance(0.5) { "Su 09:00-12:30; We 10:00-12:00" } else { "Mo-Su 09:00-17:00" };
            (vec![("amenity", "place_of_worship"), ("religion", "christian"), ("denomination", denomination)], name)
        }
        A::Gurdwara => {
            hours = "Mo-Su 06:00-20:00";
            (vec![("amenity", "place_of_worship"), ("religion", "sikh")], format!("{town} Gurdwara"))
        }
        A::Synagogue => {
            (vec![("amenity", "place_of_worship"), ("religion", "jewish")], format!("{town} Hebrew Congregation"))
        }
        A::HinduTemple => {
            hours = "Mo-Su 09:00-12:00,16:00-20:00";
            (vec![("amenity", "place_of_worship"), ("religion", "hindu")], format!("{town} Mandir"))
        }
        A::BuddhistCentre => {
            (vec![("amenity", "place_of_worship"), ("religion", "buddhist")], format!("{town} Buddhist Centre"))
        }
        A::PlaceOfWorship => {
            (vec![("amenity", "place_of_worship"), ("religion", "bahai")], format!("{town} Bahá'í Centre"))
        }
        A::Library => {
            hours = "Mo-Fr 09:00-17:30; Sa 09:30-13:00";
            (vec![("amenity", "library")], format!("{town} Library"))
        }
        A::Surgery => {
            hours = "Mo-Fr 08:00-18:30";
            (vec![("amenity", "doctors")], format!("{near} Surgery"))
        }
        A::Pharmacy => {
            hours = "Mo-Fr 09:00-18:00; Sa 09:00-13:00";
            (vec![("amenity", "pharmacy")], format!("{near} Pharmacy"))
        }
        A::Hospital => {
            hours = "24/7";
            (vec![("amenity", "hospital")], format!("{town} Infirmary"))
        }
        A::CommunityCentre if in_town => {
            hours = "Mo-Fr 09:00-21:00; Sa 10:00-16:00";
            (vec![("amenity", "community_centre")], format!("{near} Community Centre"))
        }
        A::CommunityCentre => (
            vec![("amenity", "community_centre"), ("community_centre", "village_hall")],
            format!("{town} Village Hall"),
        ),
        A::YouthClub => {
            hours = "Mo-Th 17:00-20:30";
            (vec![("amenity", "community_centre"), ("community_centre", "youth_centre")], format!("{near} Youth Club"))
        }
        A::CareHome => {
            (vec![("amenity", "social_facility"), ("social_facility", "nursing_home")], format!("{near} House"))
        }
        A::ShopParade => {
            let (value, sort) = match dice.below(4) {
                0 if in_town => ("supermarket", "Supermarket"),
                _ if in_town => ("convenience", "Parade"),
                _ => ("convenience", "Stores"),
            };
            hours = "Mo-Sa 07:00-21:00; Su 10:00-16:00";
            (vec![("shop", value)], format!("{near} {sort}"))
        }
        A::OffLicence => {
            hours = "Mo-Su 11:00-22:00";
            (vec![("shop", "alcohol")], format!("{near} Wines"))
        }
        A::PostOffice => {
            hours = "Mo-Fr 09:00-17:30; Sa 09:00-12:30";
            (vec![("amenity", "post_office")], format!("{near} Post Office"))
        }
        A::Market => {
            hours = "Tu,Fr,Sa 08:30-16:00";
            (vec![("amenity", "marketplace")], format!("{town} Market"))
        }
        A::Pub => {
            let value = if in_town { dice.word(&["pub", "pub", "pub", "bar", "nightclub"]) } else { "pub" };
            hours = if value == "nightclub" {
                "Th-Sa 21:00-03:00"
            } else {
                "Mo-Th 12:00-23:00; Fr-Sa 12:00-24:00; Su 12:00-22:30"
            };
            let name = if value == "nightclub" { "Club Meridian" } else { dice.word(PUBS) };
            (vec![("amenity", value)], name.to_owned())
        }
        A::Cafe => {
            hours = "Mo-Sa 08:00-17:00";
            (
                vec![("amenity", "cafe")],
                format!("{} Café", dice.word(&["Corner", "Market", "Bridge", "Arcade", "Copper Kettle"])),
            )
        }
        A::Station => {
            (vec![("amenity", "bus_station"), ("public_transport", "station")], format!("{town} bus station"))
        }
        A::Park => (vec![("leisure", "recreation_ground")], format!("{near} Recreation Ground")),
        A::LeisureCentre => {
            hours = "Mo-Fr 06:30-22:00; Sa-Su 08:00-18:00";
            (vec![("leisure", "sports_centre")], format!("{near} Leisure Centre"))
        }
        A::TownHall => {
            hours = "Mo-Fr 09:00-17:00";
            (vec![("amenity", "townhall")], format!("{town} Town Hall"))
        }
        A::PoliceStation => {
            hours = "Mo-Su 08:00-20:00";
            (vec![("amenity", "police")], format!("{town} Police Station"))
        }
        A::FireStation => {
            hours = "24/7";
            (vec![("amenity", "fire_station")], format!("{town} Fire Station"))
        }
        A::SupportCentre => {
            hours = "Mo,We,Fr 10:00-15:00";
            let (value, sort) =
                if dice.chance(0.6) { ("food_bank", "Food Bank") } else { ("outreach", "Advice Centre") };
            (vec![("amenity", "social_facility"), ("social_facility", value)], format!("{near} {sort}"))
        }
        A::Prison => (vec![("amenity", "prison")], "HMP Fenmark".to_owned()),
        A::Other => (Vec::new(), String::new()),
    };
    let mut tags: Tags = tags.into_iter().map(|(k, v)| (k, v.to_owned())).collect();
    if !hours.is_empty() && dice.chance(0.8) {
        tags.push(("opening_hours", hours.to_owned()));
    }
    (name, tags)
}
