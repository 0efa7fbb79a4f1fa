//! A village or hamlet: a street, a lane across it, side streets as people need them, a green.

use super::canvas::{Canvas, Kind, Road};
use super::dice::Dice;
use super::layout::Settlement;
use super::names;
use super::plane::{Barrier, Pt, parted};

/// Draws a village and hands back the nodes at which lanes may leave it.
pub(super) fn draw(
    canvas: &mut Canvas,
    dice: &mut Dice,
    s: &Settlement,
    home: usize,
    barriers: &[Barrier],
) -> Vec<u32> {
    let turn = dice.between(-0.5, 0.5);
    let (sin, cos) = turn.sin_cos();
    // `along` the main street, `across` it.
    let at = |along: f64, across: f64| s.centre.plus(along * cos - across * sin, along * sin + across * cos);
    let (half, cross) = (s.half, (s.half * 0.55).max(130.0));
    let middle = canvas.node(s.centre);
    let main = ["Main Street", "The Street", "High Street", "Town Street"];
    let main = dice.word(&main);
    let lane = dice.word(&["Church Lane", "Mill Lane", "Green Lane", "Chapel Lane"]);
    let reach = (half / 70.0).round().max(2.0) as usize;
    let mut gates = Vec::new();
    let mut side = 0;
    // Homes: about ten metres of street a resident in a hamlet, five in a large village.
    let wanted = (f64::from(s.residents) * 4.2 - 2.0 * half - 2.0 * cross).max(0.0);
    let mut drawn = 0.0;
    for (sign, name, length, steps) in [
        (1.0, main, half, reach),
        (-1.0, main, half, reach),
        (1.0, lane, cross, reach / 2 + 1),
        (-1.0, lane, cross, reach / 2 + 1),
    ] {
        let across = name == lane;
        let highway = if across { "unclassified" } else { "tertiary" };
        let mut last = middle;
        for k in 1..=steps {
            let go = sign * length * k as f64 / steps as f64;
            let bow = dice.between(-8.0, 8.0);
            let p = if across { at(bow, go) } else { at(go, bow) };
            let node = canvas.node(p);
            let road = Road { highway, name, kind: Kind::Village, tags: &[], home: (home, 0) };
            canvas.road(vec![last, node], &road);
            last = node;
            if !across && k < steps {
                // Side streets to either side of the main street, more of them where more people live.
                for hand in [1.0, -1.0] {
                    let long = (wanted / (2.6 * steps as f64)).clamp(0.0, 300.0) * dice.between(0.4, 1.5);
                    if drawn < wanted && long > 40.0 && dice.chance(0.75) {
                        side += 1;
                        let spot = (long, home, side);
                        drawn += side_street(canvas, dice, &|u, v| at(go + u, hand * v), node, spot, barriers);
                    }
                }
            }
        }
        gates.push(last);
    }
    canvas.area(
        &[at(8.0, 8.0), at(45.0, 8.0), at(40.0, 34.0), at(10.0, 30.0)],
        vec![("landuse", "village_green".to_owned())],
    );
    gates
}

/// A side street with a close at its head; hands back its metres.
fn side_street(
    canvas: &mut Canvas,
    dice: &mut Dice,
    at: &dyn Fn(f64, f64) -> Pt,
    from: u32,
    (long, home, patch): (f64, usize, usize),
    barriers: &[Barrier],
) -> f64 {
    let lean = dice.between(-0.35, 0.35) * long;
    let bow = dice.between(-0.12, 0.12) * long;
    let (middle, head) = (at(lean / 2.0 + bow, long / 2.0), at(lean, long));
    if parted(barriers, canvas.at(from), head) {
        return 0.0;
    }
    let name = names::street(dice, is_new(patch));
    let road = Road { highway: "residential", name: &name, kind: Kind::Village, tags: &[], home: (home, patch) };
    let (middle, head) = (canvas.node(middle), canvas.node(head));
    canvas.road(vec![from, middle], &road);
    canvas.road(vec![middle, head], &road);
    if long < 130.0 {
        return long;
    }
    let spur = canvas.node(at(lean / 2.0 + bow + 42.0, long * 0.6));
    let name = names::close(dice);
    let close = Road {
        highway: "residential",
        name: &name,
        kind: Kind::Village,
        tags: &[("noexit", "yes")],
        home: (home, patch),
    };
    canvas.road(vec![middle, spur], &close);
    if dice.chance(0.5) {
        canvas.road(
            vec![spur, head],
            &Road { highway: "footway", name: "", kind: Kind::Path, tags: &[], home: (home, patch) },
        );
    }
    long * 1.4
}

/// Every other side street was built late and is called like an estate's.
const fn is_new(patch: usize) -> bool {
    patch.is_multiple_of(2)
}
