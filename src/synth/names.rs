//! Made-up names. None is meant to be a real place.

use super::dice::Dice;

const HEADS: &[&str] = &[
    "Alder", "Birken", "Wether", "Holm", "Stan", "Thorn", "Hazel", "Marl", "Oster", "Brack", "Quern", "Fen", "Harrow",
    "Elm", "Crake", "Rush", "Linden", "Kestrel", "Dun", "Ash", "Otter", "Tarn", "Maple", "Sallow", "Bram", "Raven",
    "Copper", "Larks", "Swin", "Haver", "Ember", "Gorse", "Winter", "Pike", "Yarrow", "Hollin", "Saxel", "Corven",
    "Mere", "Wick",
];
const TAILS: &[&str] = &[
    "ton", "ford", "ley", "by", "worth", "ham", "wick", "den", "stead", "thorpe", "combe", "mere", "field", "well",
    "bourne", "low", "hurst", "gate", "cote", "holme",
];
const BEFORE: &[&str] = &["", "Little ", "Upper ", "Nether ", "Long ", "Old "];
const STREETS: &[&str] = &[
    "Mill",
    "Church",
    "Station",
    "Canal",
    "Chapel",
    "Orchard",
    "Victoria",
    "Albert",
    "Park",
    "Market",
    "Bridge",
    "School",
    "Priory",
    "Castle",
    "Meadow",
    "Forge",
    "Weaver",
    "Tanner",
    "Cooper",
    "Fuller",
    "Beech",
    "Cedar",
    "Rowan",
    "Willow",
    "Poplar",
    "Sycamore",
    "Laburnum",
    "Hawthorn",
    "Juniper",
    "Primrose",
    "Bluebell",
    "Heather",
    "Skylark",
    "Plover",
    "Curlew",
    "Heron",
    "Kingfisher",
    "Swallow",
    "Linnet",
    "Finch",
    "North",
    "South",
    "East",
    "West",
    "Upper",
    "Lower",
    "Spring",
    "Brook",
    "Hill",
    "Dale",
    "Cross",
    "Quarry",
    "Furnace",
    "Foundry",
    "Engine",
    "Wharf",
    "Lock",
    "Basin",
];

/// The name of the settlement of a number; numbers below 4,800 have different names.
pub(super) fn settlement(i: usize) -> String {
    // 7 and 800 share no factor: every pair of head and tail comes once in 800, neighbours look unlike.
    let k = (i * 41) % (HEADS.len() * TAILS.len());
    let part = |of: &[&'static str], i: usize| of.get(i % of.len()).copied().unwrap_or("");
    format!(
        "{}{}{}",
        part(BEFORE, i / (HEADS.len() * TAILS.len())),
        part(HEADS, k % 40),
        part(TAILS, (k / 40 + k) % 20)
    )
}

/// The name of a street by its kind of place.
pub(super) fn street(dice: &mut Dice, estate: bool) -> String {
    let kinds: &[&str] = if estate {
        &["Close", "Drive", "Avenue", "Crescent", "Way", "Gardens", "Grove", "Walk"]
    } else {
        &["Street", "Road", "Terrace", "Lane", "Street", "Road", "Row", "Place"]
    };
    format!("{} {}", dice.word(STREETS), dice.word(kinds))
}

/// The name of a dead end.
pub(super) fn close(dice: &mut Dice) -> String {
    format!("{} {}", dice.word(STREETS), dice.word(&["Close", "Court", "Mews", "Croft", "Place"]))
}

/// The name of a park.
pub(super) fn park(dice: &mut Dice) -> String {
    format!("{} {}", dice.word(STREETS), dice.word(&["Park", "Recreation Ground", "Common", "Gardens"]))
}

#[cfg(test)]
mod tests {
    use super::settlement;
    use std::collections::BTreeSet;

    #[test]
    fn settlements_have_different_names() {
        let all: BTreeSet<_> = (0..4_800).map(settlement).collect();
        assert_eq!(all.len(), 4_800);
    }
}
