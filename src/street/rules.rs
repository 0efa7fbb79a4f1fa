//! Who may use a way: OSM's tags → on foot, after dark, by car.

use super::network::StreetClass;
use crate::domain::rawmap::RawWay;

/// What the tags of a way allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// The class that decides.
    pub kind: StreetClass,
    /// May be walked by day.
    pub foot: bool,
    /// May be walked alone after dark.
    pub foot_dark: bool,
    /// May be driven forwards, and backwards.
    pub drive: (bool, bool),
    /// km/h by car.
    pub drive_kmh: u8,
    /// Lit, as tagged.
    pub lit: Option<bool>,
}

/// The class of OSM's `highway` value; `None` for what is no street (construction, proposed, platforms…).
#[must_use]
pub fn class(highway: &str) -> Option<StreetClass> {
    Some(match highway {
        "motorway" | "motorway_link" => StreetClass::Motorway,
        "trunk" | "trunk_link" | "primary" | "primary_link" | "secondary" | "secondary_link" => StreetClass::Main,
        "tertiary" | "tertiary_link" | "unclassified" => StreetClass::Through,
        "residential" | "living_street" | "road" => StreetClass::Residential,
        "service" => StreetClass::Service,
        "pedestrian" | "footway" | "corridor" => StreetClass::Foot,
        "path" | "track" | "bridleway" | "cycleway" => StreetClass::Path,
        "steps" => StreetClass::Steps,
        _ => return None,
    })
}

/// Miles an hour of a `maxspeed` value; `None` if there is no number (a bare number is km/h, as OSM has it).
#[must_use]
pub fn mph(maxspeed: &str) -> Option<f64> {
    let text = maxspeed.trim();
    let number: f64 = text.split(|c: char| !c.is_ascii_digit() && c != '.').next()?.parse().ok()?;
    Some(if text.ends_with("mph") { number } else { number / 1.609_344 })
}

/// Whether the tags name a pavement on either side.
fn has_pavement(way: &RawWay) -> Option<bool> {
    let mut known = None;
    for key in [
        "sidewalk",
        "sidewalk:both",
        "sidewalk:left",
        "sidewalk:right",
        "footway:both",
        "footway:left",
        "footway:right",
    ] {
        match way.tag(key) {
            Some("no" | "none") => known = known.or(Some(false)),
            Some(_) => return Some(true),
            None => {}
        }
    }
    known
}

/// Why a way is not walked: the first rule that bars it, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotWalked {
    /// Its `highway` value is no street: under construction, proposed, a platform…
    NoStreet,
    /// It is the outline of a square (`area=yes`), not a street.
    Outline,
    /// A motorway, or a road for motor vehicles only (`motorroad=yes`).
    Motorway,
    /// `foot=no`, `private` or `use_sidepath`.
    FootBarred,
    /// `access=no` or `private`, and no `foot` tag that allows it.
    Private,
    /// 40 mph or more (tagged, or taken for it), and no pavement.
    Fast,
}

impl NotWalked {
    /// In words, of ways.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoStreet => "no street",
            Self::Outline => "outline of a square",
            Self::Motorway => "motorway",
            Self::FootBarred => "barred on foot",
            Self::Private => "private",
            Self::Fast => "40 mph or more without pavement",
        }
    }
}

/// Why a way is not walked; `None` if it may be walked by day.
#[must_use]
pub fn not_walked(way: &RawWay) -> Option<NotWalked> {
    let highway = way.tag("highway").unwrap_or_default();
    let Some(kind) = class(highway) else { return Some(NotWalked::NoStreet) };
    if way.tag("area") == Some("yes") {
        return Some(NotWalked::Outline);
    }
    bars(way, highway, kind)
}

/// The rule for walking that bars a street at all hours.
fn bars(way: &RawWay, highway: &str, kind: StreetClass) -> Option<NotWalked> {
    let barred = barred(way, highway, kind)?;
    let at_hours = matches!(barred, NotWalked::FootBarred | NotWalked::Private) && super::validity::of_way(way).allows;
    (!at_hours).then_some(barred)
}

/// The rule for walking that bars a street.
fn barred(way: &RawWay, highway: &str, kind: StreetClass) -> Option<NotWalked> {
    let foot = way.tag("foot");
    let foot_allowed = matches!(foot, Some("yes" | "designated" | "permissive" | "destination" | "customers"));
    if kind == StreetClass::Motorway || way.tag("motorroad") == Some("yes") {
        return Some(NotWalked::Motorway);
    }
    if matches!(foot, Some("no" | "private" | "use_sidepath")) {
        return Some(NotWalked::FootBarred);
    }
    if matches!(way.tag("access"), Some("no" | "private")) && !foot_allowed {
        return Some(NotWalked::Private);
    }
    let through = matches!(kind, StreetClass::Main | StreetClass::Through);
    let road = through || matches!(kind, StreetClass::Residential | StreetClass::Service);
    let pavement = has_pavement(way);
    let unlit = matches!(way.tag("lit"), Some("no" | "disused"));
    let fast = match way.tag("maxspeed").and_then(mph) {
        Some(mph) => road && mph >= 39.5,
        None => highway.starts_with("trunk") || (through && pavement == Some(false) && unlit),
    };
    (fast && pavement != Some(true) && foot != Some("designated")).then_some(NotWalked::Fast)
}

/// What a way's tags allow.
///
/// Walking follows the usual rule (`highway` value; not `foot=no|private|use_sidepath`; not `access=no|private`
/// unless `foot` allows), and is stricter for safety: a road of any class with a limit of 40 mph or more is walked
/// only where a pavement is tagged, and without a tagged limit a trunk road counts as one of 60 mph, so does a main
/// or through road that is tagged to have neither pavement nor light. Any other road without a tagged limit is walked.
///
/// After dark a lone officer keeps to streets that are tagged lit, or are residential, main or pedestrian streets
/// not tagged unlit; never paths, tracks or steps that are not tagged lit.
#[must_use]
pub fn rules(way: &RawWay) -> Option<Rules> {
    let highway = way.tag("highway")?;
    let kind = class(highway)?;
    let closed = matches!(way.tag("access"), Some("no" | "private"));
    let foot = bars(way, highway, kind).is_none();
    let lit = match way.tag("lit") {
        Some("no" | "disused") => Some(false),
        Some(_) => Some(true),
        None => None,
    };
    let pavement = has_pavement(way);
    let limit = way.tag("maxspeed").and_then(mph);
    let built_up = matches!(kind, StreetClass::Residential | StreetClass::Main)
        || highway == "pedestrian"
        || (kind == StreetClass::Through && (pavement == Some(true) || limit.is_some_and(|mph| mph <= 30.5)));
    let foot_dark = foot && lit.unwrap_or(built_up);
    let (drive, drive_kmh) = driving(way, kind, closed, limit);
    Some(Rules { kind, foot, foot_dark, drive, drive_kmh, lit })
}

fn driving(way: &RawWay, kind: StreetClass, closed: bool, limit_mph: Option<f64>) -> ((bool, bool), u8) {
    let road = matches!(
        kind,
        StreetClass::Motorway
            | StreetClass::Main
            | StreetClass::Through
            | StreetClass::Residential
            | StreetClass::Service
    );
    let barred = ["motor_vehicle", "motorcar", "vehicle"]
        .iter()
        .find_map(|k| way.tag(k))
        .map_or(closed, |v| matches!(v, "no" | "private"));
    let may = road && !barred;
    let (forwards, back) = match way.tag("oneway") {
        Some("yes" | "true" | "1") => (true, false),
        Some("-1" | "reverse") => (false, true),
        Some("no") => (true, true),
        _ => {
            let one = matches!(way.tag("junction"), Some("roundabout" | "circular")) || kind == StreetClass::Motorway;
            (true, !one)
        }
    };
    let limit = limit_mph.map(|mph| mph * 1.609_344);
    // What is driven on average, junctions included, is below the limit.
    let usual: f64 = match kind {
        StreetClass::Motorway => 95.0,
        StreetClass::Main => 50.0,
        StreetClass::Through => 42.0,
        StreetClass::Residential => 25.0,
        _ => 12.0,
    };
    let speed = limit.map_or(usual, |l| (l * 0.8).min(usual * 1.5));
    ((may && forwards, may && back), speed.clamp(5.0, 110.0) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(tags: &[(&str, &str)]) -> RawWay {
        let mut tags: Vec<(String, String)> = tags.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        tags.sort();
        RawWay { id: 1, nodes: vec![1, 2], tags }
    }

    #[test]
    fn motorways_and_private_ways_are_not_walked() {
        assert!(!rules(&way(&[("highway", "motorway")])).unwrap().foot);
        assert!(!rules(&way(&[("highway", "service"), ("access", "private")])).unwrap().foot);
        assert!(rules(&way(&[("highway", "service"), ("access", "private"), ("foot", "yes")])).unwrap().foot);
        assert!(rules(&way(&[("highway", "construction")])).is_none());
    }

    #[test]
    fn what_is_not_walked_has_a_reason_and_what_is_walked_none() {
        let why = |tags: &[(&str, &str)]| not_walked(&way(tags));
        assert_eq!(why(&[("highway", "construction")]), Some(NotWalked::NoStreet));
        assert_eq!(why(&[("highway", "pedestrian"), ("area", "yes")]), Some(NotWalked::Outline));
        assert_eq!(why(&[("highway", "trunk"), ("motorroad", "yes")]), Some(NotWalked::Motorway));
        assert_eq!(why(&[("highway", "path"), ("foot", "no")]), Some(NotWalked::FootBarred));
        assert_eq!(why(&[("highway", "service"), ("access", "private")]), Some(NotWalked::Private));
        assert_eq!(why(&[("highway", "tertiary"), ("maxspeed", "60 mph")]), Some(NotWalked::Fast));
        assert_eq!(why(&[("highway", "residential")]), None);
    }

    #[test]
    fn a_fast_road_needs_a_pavement() {
        let fast = [("highway", "secondary"), ("maxspeed", "40 mph")];
        assert!(!rules(&way(&fast)).unwrap().foot);
        assert!(rules(&way(&[fast[0], fast[1], ("sidewalk", "left")])).unwrap().foot);
        assert!(rules(&way(&[("highway", "secondary"), ("maxspeed", "30 mph")])).unwrap().foot);
        assert!(!rules(&way(&[("highway", "trunk")])).unwrap().foot);
        for highway in ["residential", "service", "unclassified", "tertiary"] {
            let at = |mph: &str| rules(&way(&[("highway", highway), ("maxspeed", mph)])).unwrap().foot;
            assert_eq!([at("30 mph"), at("40 mph"), at("60 mph")], [true, false, false], "{highway}");
            assert!(rules(&way(&[("highway", highway)])).unwrap().foot, "a lane without a limit is walked");
            let paved = [("highway", highway), ("maxspeed", "60 mph"), ("sidewalk", "both")];
            assert!(rules(&way(&paved)).unwrap().foot);
        }
        assert!(rules(&way(&[("highway", "footway"), ("maxspeed", "40 mph")])).unwrap().foot);
    }

    #[test]
    fn after_dark_only_lit_streets() {
        assert!(rules(&way(&[("highway", "residential")])).unwrap().foot_dark);
        assert!(!rules(&way(&[("highway", "residential"), ("lit", "no")])).unwrap().foot_dark);
        assert!(!rules(&way(&[("highway", "footway")])).unwrap().foot_dark);
        assert!(rules(&way(&[("highway", "footway"), ("lit", "yes")])).unwrap().foot_dark);
        assert!(!rules(&way(&[("highway", "unclassified")])).unwrap().foot_dark);
    }

    #[test]
    fn cars_obey_one_way_streets_and_roundabouts() {
        assert_eq!(rules(&way(&[("highway", "residential"), ("oneway", "yes")])).unwrap().drive, (true, false));
        assert_eq!(rules(&way(&[("highway", "residential"), ("oneway", "-1")])).unwrap().drive, (false, true));
        assert_eq!(rules(&way(&[("highway", "primary"), ("junction", "roundabout")])).unwrap().drive, (true, false));
        assert_eq!(rules(&way(&[("highway", "footway")])).unwrap().drive, (false, false));
    }
}
