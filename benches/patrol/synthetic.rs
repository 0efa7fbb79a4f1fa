//! A made-up patrol in numbers: towns on a plane, officers with an area, a break and perhaps a car, demands with windows.
//! Seconds and milli-points; the same seed, the same problem.

use footbeat::patrol::solve::{Break, Choice, Demand, Problem, Table, Vehicle};

/// Demands of a town.
const TOWN: usize = 60;
/// Metres between towns, and across one.
const APART: i64 = 9_000;
const ACROSS: i64 = 1_800;

/// Numbers that look random (SplitMix64; Steele, Lea & Flood 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((u128::from(z ^ (z >> 31)) * n.max(1) as u128) >> 64) as usize
    }
}

/// So many officers and demands. A town has its officers, who may also serve one demand in ten of the next town; four in
/// ten have a car. Walking 1.25 m/s, riding 12 m/s, ways a third longer than the crow flies.
pub fn problem(officers: usize, demands: usize, seed: u64) -> Problem {
    let mut d = Dice(seed);
    let towns = demands.div_ceil(TOWN).max(1);
    let wide = (towns as f64).sqrt().ceil() as usize;
    let mut at = Vec::new();
    let mut inside = |d: &mut Dice, town: usize| {
        let (x, y) = ((town % wide) as i64 * APART, (town / wide) as i64 * APART);
        at.push((x + d.roll(ACROSS as usize) as i64, y + d.roll(ACROSS as usize) as i64));
    };
    for town in 0..towns {
        inside(&mut d, town);
    }
    for i in 0..demands {
        inside(&mut d, i % towns);
    }
    let size = at.len();
    let table = |metres_a_second: f64| {
        let far = |i: usize| {
            let (a, b) = (at[i / size], at[i % size]);
            ((a.0 - b.0) as f64).hypot((a.1 - b.1) as f64) * 1.33 / metres_a_second
        };
        Table { size, seconds: (0..size * size).map(|i| far(i).ceil() as u32).collect() }
    };
    let wanted = (0..demands)
        .map(|i| {
            let place = towns + i;
            let from = 8 * 3600 + d.roll(7 * 3600) as i32;
            let choice = Choice {
                enter: place,
                leave: place,
                dwell: 600 + d.roll(301) as i32,
                window: (from, from + 3600 + d.roll(4 * 3600) as i32),
                reward: 500 + d.roll(9_500) as i64,
                ..Choice::default()
            };
            let guests = d.roll(10) == 0;
            let may = |v: usize| v % towns == i % towns || (guests && v % towns == (i + 1) % towns);
            Demand {
                choices: vec![choice],
                decay: if d.roll(4) == 0 { vec![1000, 500] } else { vec![1000] },
                spacing: 7200,
                allowed: (0..officers).map(may).collect(),
                park: Some(place),
                ..Demand::default()
            }
        })
        .collect();
    let vehicles = (0..officers)
        .map(|v| {
            let base = v % towns;
            let from = (8 + 2 * d.roll(4) as i32) * 3600;
            let span = (from, from + 8 * 3600);
            let pause = Choice {
                enter: base,
                leave: base,
                dwell: 2400,
                window: (from + 3 * 3600, from + 5 * 3600),
                ..Choice::default()
            };
            Vehicle {
                start: base,
                end: base,
                span,
                rides: d.roll(10) < 4,
                pause: Some(Break { choices: vec![pause] }),
                busy: 6 * 3600,
                ..Vehicle::default()
            }
        })
        .collect();
    let (foot, ride) = (vec![table(1.25)], table(12.0));
    Problem { vehicles, demands: wanted, foot, ride, parking: 180, ..Problem::default() }
}
