//! Outlines of houses along the streets where people live.

use super::canvas::{Canvas, Kind};
use super::dice::Dice;
use super::plane::Pt;

/// Counties of more residents than this get no houses: the map of a large county would be mostly houses.
pub(super) const MOST_RESIDENTS: u32 = 300_000;
/// Metres of street for each outline.
const EVERY: f64 = 31.0;

/// Draws a terrace, a pair or a house every few metres on both sides, clear of the crossings.
pub(super) fn draw(canvas: &mut Canvas, dice: &mut Dice) {
    for i in 0..canvas.streets.len() {
        let Some(street) = canvas.streets.get(i) else { continue };
        let (value, wide, deep, back) = match street.kind {
            Kind::Terrace => ("terrace", 27.0, 9.0, 9.0),
            Kind::Estate => ("semidetached_house", 15.0, 9.0, 12.0),
            Kind::Village => ("house", 12.0, 9.0, 11.0),
            _ => continue,
        };
        let Some(way) = canvas.ways.get(street.way as usize) else { continue };
        let line: Vec<Pt> = way.nodes.iter().map(|&n| canvas.at(n)).collect();
        let mut outlines = Vec::new();
        for pair in line.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let length = a.distance(b);
            let room = length - 2.0 * 20.0;
            let n = ((room + EVERY - wide) / EVERY).floor().max(0.0) as usize;
            for k in 0..n {
                let middle = 20.0 + (k as f64 + 0.5) * room / n as f64;
                for side in [1.0, -1.0] {
                    // Not every plot is built on.
                    if dice.chance(0.08) {
                        continue;
                    }
                    let at = |along: f64, out: f64| a.beside(b, (middle + along) / length, side * (back + out));
                    let half = wide / 2.0;
                    outlines.push([at(-half, 0.0), at(half, 0.0), at(half, deep), at(-half, deep)]);
                }
            }
        }
        for outline in outlines {
            canvas.area(&outline, vec![("building", value.to_owned())]);
        }
    }
}
