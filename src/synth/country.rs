//! The open country: river, railway and motorway, woods and lakes.

use super::canvas::{Canvas, Tags};
use super::dice::Dice;
use super::layout::{BLOCK, Layout};
use super::plane::{Bar, Barrier, Pt};

/// Draws all of it.
pub(super) fn draw(canvas: &mut Canvas, dice: &mut Dice, layout: &Layout) {
    for barrier in &layout.barriers {
        draw_barrier(canvas, layout, *barrier);
    }
    for village in layout.settlements.iter().filter(|s| !s.town) {
        for _ in 0..=dice.below(3) {
            let turn = dice.between(0.0, std::f64::consts::TAU);
            let far = village.half + dice.between(250.0, 520.0);
            let at = village.centre.plus(far * turn.cos(), far * turn.sin());
            let (tag, value) = if dice.chance(0.7) { ("natural", "wood") } else { ("landuse", "meadow") };
            blob(canvas, dice, at, (70.0, 190.0), vec![(tag, value.to_owned())], &layout.barriers);
        }
    }
    // Lakes lie where four blocks meet: no road runs there but the motorway, from which they keep away.
    for j in 1..layout.rows {
        for i in 1..layout.cols {
            let at = Pt::new(i as f64 * BLOCK, j as f64 * BLOCK);
            let near_town = layout.settlements.iter().any(|s| s.town && s.centre.distance(at) < s.half + 500.0);
            if dice.chance(0.5) && !near_town {
                let name = dice.word(&["Holm Water", "Quern Mere", "Saxel Reservoir", "Marl Pits", "Heron Lake"]);
                let tags = vec![("natural", "water".to_owned()), ("name", name.to_owned())];
                blob(canvas, dice, at, (110.0, 230.0), tags, &layout.barriers);
            }
        }
    }
}

/// An irregular patch, unless a barrier runs through it.
fn blob(canvas: &mut Canvas, dice: &mut Dice, at: Pt, (low, high): (f64, f64), tags: Tags, barriers: &[Barrier]) {
    let corners: Vec<Pt> = (0..11)
        .map(|k| {
            let (turn, r) = (f64::from(k) * std::f64::consts::TAU / 11.0, dice.between(low, high));
            at.plus(r * turn.cos(), r * turn.sin())
        })
        .collect();
    if !corners.iter().any(|&c| barriers.iter().any(|b| b.parts(at, c))) {
        canvas.area(&corners, tags);
    }
}

/// The barrier itself: water with its banks, rails, or two carriageways.
fn draw_barrier(canvas: &mut Canvas, layout: &Layout, barrier: Barrier) {
    let length = BLOCK * if barrier.kind == Bar::Railway { layout.rows } else { layout.cols } as f64;
    let steps = (length / 200.0).ceil() as usize;
    let along = |k: usize| barrier.point(length * k as f64 / steps as f64);
    match barrier.kind {
        Bar::Railway => {
            let nodes = (0..=steps).map(|k| canvas.node(along(k))).collect();
            canvas.way(nodes, vec![("railway", "rail".to_owned()), ("name", "Fenmark Line".to_owned())]);
        }
        Bar::River => {
            let nodes: Vec<u32> = (0..=steps).map(|k| canvas.node(along(k))).collect();
            canvas.way(nodes, vec![("waterway", "river".to_owned()), ("name", "River Quern".to_owned())]);
            // The water as areas of two kilometres each, so that a map need not draw the whole river for a corner.
            for first in (0..steps).step_by(10) {
                let run: Vec<Pt> = (first..=(first + 10).min(steps)).map(along).collect();
                let mut outline: Vec<Pt> = run.iter().map(|p| p.plus(0.0, -17.0)).collect();
                outline.extend(run.iter().rev().map(|p| p.plus(0.0, 17.0)));
                canvas.area(&outline, vec![("natural", "water".to_owned()), ("name", "River Quern".to_owned())]);
            }
        }
        Bar::Motorway => {
            for (side, back) in [(-12.0, false), (12.0, true)] {
                for first in (0..steps).step_by(20) {
                    let mut nodes: Vec<u32> = Vec::new();
                    for k in first..=(first + 20).min(steps) {
                        let shared = k == first && first > 0;
                        let last = canvas.ways.last().and_then(|w| if back { w.nodes.first() } else { w.nodes.last() });
                        match last.copied().filter(|_| shared) {
                            Some(node) => nodes.push(node),
                            None => nodes.push(canvas.node(along(k).plus(0.0, side))),
                        }
                    }
                    if back {
                        nodes.reverse();
                    }
                    let tags: Tags = [
                        ("highway", "motorway"),
                        ("ref", "M99"),
                        ("oneway", "yes"),
                        ("maxspeed", "70 mph"),
                        ("lanes", "3"),
                    ]
                    .map(|(k, v)| (k, v.to_owned()))
                    .to_vec();
                    canvas.way(nodes, tags);
                }
            }
        }
    }
}
