//! What the generators draw on: nodes, ways and the streets along which people live and crimes are recorded.

use super::dice::Dice;
use super::plane::Pt;
use std::collections::BTreeMap;

/// Tags of an element.
pub(super) type Tags = Vec<(&'static str, String)>;

/// What sort of street it is: decides lamps, limits, homes and crimes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A shopping street.
    Shops,
    /// A main road in a town.
    Main,
    /// A street of terraced houses.
    Terrace,
    /// A street of an estate.
    Estate,
    /// A village street.
    Village,
    /// A rural lane.
    Lane,
    /// A trading estate, a car park, a retail park.
    Trade,
    /// A footway or path: nobody's address.
    Path,
    /// A road that nobody lives on: rural A and B roads, dual carriageway, motorway.
    Road,
}

impl Kind {
    /// Residents along it, relative to a metre of estate street.
    pub(super) const fn homes(self) -> f64 {
        match self {
            Self::Shops => 0.3,
            Self::Main => 0.5,
            Self::Terrace => 1.5,
            Self::Estate | Self::Village => 1.0,
            Self::Lane => 0.06,
            Self::Trade | Self::Path | Self::Road => 0.0,
        }
    }

    /// Chance that its lamps are mapped, and that their absence is.
    const fn lit(self) -> (f64, f64) {
        match self {
            Self::Shops => (0.95, 0.0),
            Self::Main => (0.85, 0.0),
            Self::Terrace => (0.75, 0.02),
            Self::Estate => (0.68, 0.03),
            Self::Village => (0.45, 0.1),
            Self::Lane => (0.0, 0.35),
            Self::Trade => (0.4, 0.05),
            Self::Path => (0.3, 0.25),
            Self::Road => (0.03, 0.3),
        }
    }
}

/// A way of the map.
#[derive(Debug, Clone)]
pub(super) struct Way {
    /// Indices of nodes.
    pub(super) nodes: Vec<u32>,
    pub(super) tags: Tags,
}

/// A piece of street between two crossings, with an address: where police.uk would put a snap point.
#[derive(Debug, Clone)]
pub(super) struct Street {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Index of the way.
    pub(super) way: u32,
    /// The snap point.
    pub(super) at: Pt,
    /// A point of the street before or after it, for its direction.
    pub(super) toward: Pt,
    pub(super) length: f64,
    /// Index of the settlement.
    pub(super) home: usize,
    /// Number of the neighbourhood within the settlement.
    pub(super) patch: usize,
    /// Ward, parish and LSOA (indices).
    pub(super) areas: [usize; 3],
}

/// How a road is to be drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Road<'a> {
    pub(super) highway: &'static str,
    pub(super) name: &'a str,
    pub(super) kind: Kind,
    pub(super) tags: &'a [(&'static str, &'a str)],
    /// Settlement and neighbourhood.
    pub(super) home: (usize, usize),
}

/// The map while it is drawn.
pub(super) struct Canvas {
    pub(super) nodes: Vec<Pt>,
    pub(super) node_tags: BTreeMap<u32, Tags>,
    pub(super) ways: Vec<Way>,
    pub(super) streets: Vec<Street>,
    dice: Dice,
}

impl Canvas {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            nodes: Vec::new(),
            node_tags: BTreeMap::new(),
            ways: Vec::new(),
            streets: Vec::new(),
            dice: Dice::new(seed, "lamps and limits"),
        }
    }

    /// A new node.
    pub(super) fn node(&mut self, at: Pt) -> u32 {
        self.nodes.push(at);
        (self.nodes.len() - 1) as u32
    }

    /// A new node with tags.
    pub(super) fn tagged(&mut self, at: Pt, tags: Tags) -> u32 {
        let node = self.node(at);
        self.node_tags.insert(node, tags);
        node
    }

    pub(super) fn at(&self, node: u32) -> Pt {
        self.nodes.get(node as usize).copied().unwrap_or(Pt::new(0.0, 0.0))
    }

    /// A way that is no road.
    pub(super) fn way(&mut self, nodes: Vec<u32>, tags: Tags) {
        self.ways.push(Way { nodes, tags });
    }

    /// A closed way of new nodes.
    pub(super) fn area(&mut self, corners: &[Pt], tags: Tags) {
        let mut nodes: Vec<u32> = corners.iter().map(|&p| self.node(p)).collect();
        nodes.extend(nodes.first().copied());
        self.way(nodes, tags);
    }

    /// A road with the tags that its sort usually has, and its address.
    pub(super) fn road(&mut self, nodes: Vec<u32>, road: &Road<'_>) {
        if nodes.len() < 2 {
            return;
        }
        let mut tags: Tags = vec![("highway", road.highway.to_owned())];
        if !road.name.is_empty() {
            tags.push(("name", road.name.to_owned()));
        }
        tags.extend(road.tags.iter().map(|(k, v)| (*k, (*v).to_owned())));
        let (lit, dark) = road.kind.lit();
        let lamps = self.dice.unit();
        if !tags.iter().any(|t| t.0 == "lit") {
            if lamps < lit {
                tags.push(("lit", "yes".to_owned()));
            } else if lamps > 1.0 - dark {
                tags.push(("lit", "no".to_owned()));
            }
        }
        let limit = match road.kind {
            Kind::Shops => "20 mph",
            Kind::Terrace | Kind::Estate if self.dice.chance(0.5) => "20 mph",
            Kind::Main | Kind::Village | Kind::Terrace | Kind::Estate => "30 mph",
            Kind::Lane | Kind::Road => "60 mph",
            Kind::Trade | Kind::Path => "",
        };
        if !limit.is_empty() && road.highway != "pedestrian" && !tags.iter().any(|t| t.0 == "maxspeed") {
            tags.push(("maxspeed", limit.to_owned()));
        }
        let pavement = matches!(road.kind, Kind::Shops | Kind::Main | Kind::Terrace | Kind::Village);
        if pavement && road.highway != "pedestrian" && self.dice.chance(0.6) {
            tags.push(("sidewalk", "both".to_owned()));
        }
        if matches!(road.kind, Kind::Path) && !tags.iter().any(|t| t.0 == "surface") && self.dice.chance(0.5) {
            tags.push(("surface", if self.dice.chance(0.6) { "asphalt" } else { "gravel" }.to_owned()));
        }
        if !matches!(road.kind, Kind::Path | Kind::Road) {
            self.address(&nodes, road);
        }
        self.way(nodes, tags);
    }

    fn address(&mut self, nodes: &[u32], road: &Road<'_>) {
        let points: Vec<Pt> = nodes.iter().map(|&n| self.at(n)).collect();
        let length: f64 = points.windows(2).map(|w| w[0].distance(w[1])).sum();
        let mut left = length / 2.0;
        for pair in points.windows(2) {
            let piece = pair[0].distance(pair[1]);
            if left <= piece && piece > 0.0 {
                self.streets.push(Street {
                    name: road.name.to_owned(),
                    kind: road.kind,
                    way: self.ways.len() as u32,
                    at: pair[0].toward(pair[1], left / piece),
                    toward: pair[1],
                    length,
                    home: road.home.0,
                    patch: road.home.1,
                    areas: [0; 3],
                });
                return;
            }
            left -= piece;
        }
    }
}
