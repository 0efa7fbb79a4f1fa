//! What lies inside a quarter of a town: centre, terraces, estate, park, school, trade.

use super::canvas::{Canvas, Kind, Road};
use super::dice::Dice;
use super::names;
use super::plane::{Barrier, Pt, parted};
use super::town::Quarter;

/// Fills a quarter that lies so many quarters from the middle of the town.
pub(super) fn quarter(canvas: &mut Canvas, dice: &mut Dice, q: &Quarter, far: f64) {
    if far < 1.0 {
        return centre(canvas, dice, q);
    }
    let draw = dice.unit();
    match () {
        () if far < 2.0 && draw < 0.75 => terraces(canvas, dice, q),
        () if draw < 0.26 => terraces(canvas, dice, q),
        () if draw < 0.84 => estate(canvas, dice, q),
        () if draw < 0.92 => park(canvas, dice, q),
        () => trade(canvas, dice, q),
    }
}

fn path<'a>(q: &Quarter, tags: &'a [(&'static str, &'a str)]) -> Road<'a> {
    Road { highway: "footway", name: "", kind: Kind::Path, tags, home: q.home }
}

/// Shops: a pedestrian street, an arcade across it, a car park behind.
fn centre(canvas: &mut Canvas, dice: &mut Dice, q: &Quarter) {
    let middle = canvas.node(q.at(0.5, 0.5));
    let name = format!("{} Walk", dice.word(&["Market", "Castle", "Guildhall", "Priory", "Exchange", "Corn Hall"]));
    let road = Road {
        highway: "pedestrian",
        name: &name,
        kind: Kind::Shops,
        tags: &[("surface", "paving_stones")],
        home: q.home,
    };
    for (side, via) in [(0, (0.5, 0.25)), (2, (0.5, 0.75))] {
        if let Some(nodes) = q.sides[side] {
            let via = canvas.node(q.at(via.0, via.1));
            canvas.road(vec![nodes[1], via, middle], &road);
        }
    }
    let name = names::street(dice, false);
    let lane = Road { highway: "living_street", name: &name, kind: Kind::Shops, tags: &[], home: q.home };
    for (side, via) in [(1, (0.75, 0.5)), (3, (0.25, 0.5))] {
        if let Some(nodes) = q.sides[side] {
            let via = canvas.node(q.at(via.0, via.1));
            canvas.road(vec![nodes[1], via, middle], &lane);
        }
    }
    // The car park lies in the corner away from the crossing of the two main streets or beside it: by chance.
    let (u, v) = if dice.chance(0.5) { (0.7, 0.7) } else { (0.3, 0.7) };
    if let Some(nodes) = q.sides[2] {
        let from = nodes[if u > 0.5 { 2 } else { 0 }];
        let inner = canvas.node(q.at(u, v));
        let tags = [("service", "parking_aisle")];
        let aisle = Road { highway: "service", name: "Parking Area", kind: Kind::Trade, tags: &tags, home: q.home };
        canvas.road(vec![from, inner], &aisle);
        canvas.area(
            &[q.at(u - 0.1, v - 0.08), q.at(u + 0.1, v - 0.08), q.at(u + 0.1, v + 0.08), q.at(u - 0.1, v + 0.08)],
            vec![("amenity", "parking".to_owned())],
        );
    }
    for (u, v) in [(0.08, 0.08), (0.08, 0.55), (0.56, 0.08), (0.56, 0.3), (0.3, 0.08), (0.3, 0.3)] {
        let (w, h) = (dice.between(0.1, 0.16), dice.between(0.12, 0.17));
        building(canvas, &[q.at(u, v), q.at(u + w, v), q.at(u + w, v + h), q.at(u, v + h)], "retail");
    }
}

fn building(canvas: &mut Canvas, corners: &[Pt], value: &str) {
    canvas.area(corners, vec![("building", value.to_owned())]);
}

/// Three parallel streets with an alley across.
fn terraces(canvas: &mut Canvas, dice: &mut Dice, q: &Quarter) {
    // Along the side where both ends are on roads.
    let (from, to, turned) = match q.sides {
        [Some(s), _, Some(n), _] => (s, n, false),
        [_, Some(e), _, Some(w)] => (w, e, true),
        _ => return park(canvas, dice, q),
    };
    let mut alley = Vec::new();
    for (k, share) in [0.25, 0.5, 0.75].into_iter().enumerate() {
        let name = names::street(dice, false);
        let road = Road { highway: "residential", name: &name, kind: Kind::Terrace, tags: &[], home: q.home };
        let point = |v: f64| if turned { q.at(v, share) } else { q.at(share, v) };
        let near = canvas.node(point(0.27));
        let middle = canvas.node(point(0.5));
        let late = canvas.node(point(0.73));
        canvas.road(vec![from[k], near, middle], &road);
        canvas.road(vec![middle, late, to[k]], &road);
        alley.push(middle);
    }
    let tags = [("lit", "no")];
    let alley_road = path(q, if dice.chance(0.4) { &tags } else { &[] });
    canvas.road(alley, &alley_road);
}

/// A loop with closes, joined to the roads by one or two streets and by footpaths.
fn estate(canvas: &mut Canvas, dice: &mut Dice, q: &Quarter) {
    let Some((side, doors)) = q.sides.iter().enumerate().find_map(|(i, s)| s.map(|s| (i, s))) else { return };
    let jog = |dice: &mut Dice, u: f64, v: f64| q.at(u + dice.between(-0.03, 0.03), v + dice.between(-0.03, 0.03));
    // Ring from south-west, counter-clockwise, with the middles of its sides.
    let ring: Vec<u32> =
        [(0.26, 0.26), (0.5, 0.24), (0.74, 0.26), (0.76, 0.5), (0.74, 0.74), (0.5, 0.76), (0.26, 0.74), (0.24, 0.5)]
            .into_iter()
            .map(|(u, v)| {
                let p = jog(dice, u, v);
                canvas.node(p)
            })
            .collect();
    let name = names::street(dice, true);
    let road = Road { highway: "residential", name: &name, kind: Kind::Estate, tags: &[], home: q.home };
    for k in [0, 2, 4, 6] {
        let piece: Vec<u32> = (k..=k + 2).map(|i| ring[i % 8]).collect();
        canvas.road(piece, &road);
    }
    // Middles of the ring's sides face the roads: 1 south, 3 east, 5 north, 7 west.
    canvas.road(vec![doors[1], ring[1 + 2 * side]], &road);
    if let Some((other, nodes)) = q.sides.iter().enumerate().skip(side + 1).find_map(|(i, s)| s.map(|s| (i, s)))
        && dice.chance(0.5)
    {
        canvas.road(vec![nodes[1], ring[1 + 2 * other]], &road);
    }
    let closes = [(0, (0.1, 0.12), 0, 0), (2, (0.88, 0.12), 1, 0), (4, (0.9, 0.88), 2, 2), (6, (0.12, 0.9), 3, 2)];
    for (corner, (u, v), side, door) in closes {
        if dice.chance(0.25) {
            continue;
        }
        let end = jog(dice, u, v);
        let end = canvas.node(end);
        let name = names::close(dice);
        let close =
            Road { highway: "residential", name: &name, kind: Kind::Estate, tags: &[("noexit", "yes")], home: q.home };
        canvas.road(vec![ring[corner], end], &close);
        // A footpath from the head of the close to the road behind it.
        if let Some(nodes) = q.sides[side]
            && dice.chance(0.55)
        {
            canvas.road(vec![end, nodes[door]], &path(q, &[]));
        }
    }
    let green = [q.at(0.4, 0.4), q.at(0.6, 0.4), q.at(0.6, 0.6), q.at(0.4, 0.6)];
    if dice.chance(0.45) {
        let (a, b) = (ring[1], ring[5]);
        canvas.road(vec![a, b], &path(q, &[]));
        canvas.area(&green, vec![("landuse", "grass".to_owned())]);
    } else {
        let head = canvas.node(q.at(0.5, 0.5));
        let name = names::close(dice);
        let close = Road { highway: "residential", name: &name, kind: Kind::Estate, tags: &[], home: q.home };
        canvas.road(vec![ring[3], head], &close);
    }
}

/// Green with paths across, a pond now and then, a playground.
fn park(canvas: &mut Canvas, dice: &mut Dice, q: &Quarter) {
    let name = names::park(dice);
    // A gate in the middle of each side, in the order of the sides; the first is the main one.
    let gates: Vec<u32> = [(0.5, 0.06), (0.94, 0.5), (0.5, 0.94), (0.06, 0.5)]
        .into_iter()
        .enumerate()
        .map(|(i, (u, v))| {
            let kind = if i == 0 { "main" } else { "yes" };
            canvas.tagged(q.at(u, v), vec![("entrance", kind.to_owned())])
        })
        .collect();
    let corners = [(0.06, 0.06), (0.94, 0.06), (0.94, 0.94), (0.06, 0.94)];
    let mut outline: Vec<u32> =
        corners.iter().zip(&gates).flat_map(|(c, gate)| [canvas.node(q.at(c.0, c.1)), *gate]).collect();
    outline.extend(outline.first().copied());
    canvas.way(outline, vec![("leisure", "park".to_owned()), ("name", name)]);
    let middle = canvas.node(q.at(0.5 + dice.between(-0.1, 0.1), 0.5 + dice.between(-0.1, 0.1)));
    for (side, gate) in q.sides.into_iter().zip(gates) {
        if let Some(side) = side {
            canvas.road(vec![side[1], gate, middle], &path(q, &[]));
        }
    }
    let at = q.at(0.6, 0.35);
    canvas.tagged(at, vec![("leisure", "playground".to_owned())]);
    if dice.chance(0.4) {
        let pond = [q.at(0.2, 0.62), q.at(0.3, 0.56), q.at(0.42, 0.64), q.at(0.38, 0.78), q.at(0.24, 0.8)];
        canvas.area(&pond, vec![("natural", "water".to_owned())]);
    } else {
        let wood = [q.at(0.64, 0.62), q.at(0.9, 0.6), q.at(0.9, 0.9), q.at(0.66, 0.88)];
        canvas.area(&wood, vec![("natural", "wood".to_owned())]);
    }
}

/// Works and warehouses, or a retail park, on a service road.
fn trade(canvas: &mut Canvas, dice: &mut Dice, q: &Quarter) {
    let Some(doors) = q.sides.into_iter().flatten().next() else { return };
    let name = format!("{} Trading Estate", dice.word(&["Foundry", "Canalside", "Brickfield", "Junction", "Meadow"]));
    let road = Road { highway: "service", name: &name, kind: Kind::Trade, tags: &[], home: q.home };
    let middle = canvas.node(q.at(0.5, 0.5));
    let end = canvas.node(q.at(0.75, 0.7));
    canvas.road(vec![doors[1], middle], &road);
    canvas.road(vec![middle, end], &road);
    for (u, v) in [(0.14, 0.14), (0.14, 0.6), (0.6, 0.14), (0.56, 0.78)] {
        building(canvas, &[q.at(u, v), q.at(u + 0.24, v), q.at(u + 0.24, v + 0.16), q.at(u, v + 0.16)], "industrial");
    }
}

/// Beside a river or a railway: allotments on the wider bank, a path between two roads on one side.
pub(super) fn banks(canvas: &mut Canvas, dice: &mut Dice, q: &Quarter, barriers: &[Barrier]) {
    let open: Vec<u32> = q.sides.into_iter().flatten().map(|s| s[1]).collect();
    for pair in open.windows(2) {
        let (a, b) = (canvas.at(pair[0]), canvas.at(pair[1]));
        if !parted(barriers, a, b) && dice.chance(0.5) {
            let name = dice.word(&["Riverside Path", "Towpath", "Station Path", "Embankment Path"]);
            let road = Road { name, highway: "path", ..path(q, &[]) };
            canvas.road(vec![pair[0], pair[1]], &road);
            return;
        }
    }
}
