//! Random problems of all sorts.

use crate::patrol::solve::{Break, Choice, Demand, Fixed, Longer, Problem, Quota, Search, Step, Table, Vehicle, solve};

/// A generator of its own, so that a change to the search's does not change the problems.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, n: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as i64) % n.max(1)
    }

    pub fn yes(&mut self, percent: i64) -> bool {
        self.roll(100) < percent
    }
}

/// Places on a plane, walked at one unit a second, driven five times as fast; layer 1 is a quarter longer and has
/// gaps. Travel in whole seconds rounded up keeps the triangle inequality.
pub fn problem(seed: u64, vehicles: usize, demands: usize) -> Problem {
    let mut d = Dice(seed);
    let size = 3 + demands;
    let at: Vec<(i64, i64)> = (0..size).map(|_| (d.roll(1000), d.roll(1000))).collect();
    let far = |a: usize, b: usize| {
        let (x, y) = ((at[a].0 - at[b].0) as f64, (at[a].1 - at[b].1) as f64);
        x.hypot(y)
    };
    let table = |scale: f64| Table {
        size,
        seconds: (0..size * size).map(|i| (far(i / size, i % size) * scale).ceil() as u32).collect(),
    };
    let mut dark = table(1.25);
    for i in 0..size * size {
        if i / size != i % size && d.yes(5) {
            dark.seconds[i] = Table::NEVER;
        }
    }
    let mut wanted = vec![];
    for i in 0..demands {
        let place = 3 + i;
        let mut choices = vec![];
        for _ in 0..=d.roll(2) {
            let from = d.roll(4000) as i32;
            let leave = if d.yes(20) { 3 + d.roll(demands as i64) as usize } else { place };
            choices.push(Choice {
                enter: place,
                leave,
                dwell: 60 + d.roll(400) as i32,
                window: (from, from + d.roll(3000) as i32),
                reward: 100 + d.roll(1000),
                layer: usize::from(d.yes(30)),
                ..Choice::default()
            });
        }
        let decay = [vec![1000], vec![1000, 600], vec![1000, 600, 300]][d.roll(3) as usize].clone();
        wanted.push(Demand {
            choices,
            decay,
            spacing: d.roll(1500) as i32,
            mandatory: d.yes(15),
            allowed: (0..vehicles).map(|_| d.yes(85)).collect(),
            park: d.yes(70).then(|| if d.yes(60) { place } else { 3 + d.roll(demands as i64) as usize }),
            ..Demand::default()
        });
    }
    let crews = (0..vehicles)
        .map(|_| {
            let start = d.roll(2) as usize;
            let latest = 1000 + d.roll(4000) as i32;
            let pause = d.yes(40).then(|| Break {
                choices: (0..=d.roll(2))
                    .map(|_| Choice {
                        enter: d.roll(3) as usize,
                        leave: 0,
                        dwell: 300,
                        window: (d.roll(1500) as i32, 1500 + d.roll(2000) as i32),
                        ..Choice::default()
                    })
                    .map(|c| Choice { leave: c.enter, ..c })
                    .collect(),
            });
            Vehicle {
                start,
                end: if d.yes(80) { start } else { 2 },
                span: (d.roll(500) as i32, 2000 + latest),
                rides: d.yes(50),
                pause,
                busy: 800 + d.roll(4000) as i32,
                end_layer: usize::from(d.yes(20)),
                max_foot: d.yes(30).then(|| 500 + d.roll(3000) as i32),
                ..Vehicle::default()
            }
        })
        .collect();
    // Drawn from what is there, so that the other draws stay as they are.
    let mut crews: Vec<Vehicle> = crews;
    for c in crews.iter_mut().filter(|c| c.busy % 3 == 0) {
        c.max_ride = Some(100 + c.busy % 1000);
    }
    Problem {
        vehicles: crews,
        demands: wanted,
        foot: vec![table(1.0), dark],
        ride: table(0.2),
        parking: 60,
        quotas: vec![],
    }
}

/// As [`problem`], with longer stays, officers who come together, quotas, cars left elsewhere and visits that are fixed.
pub fn full(seed: u64, vehicles: usize, demands: usize) -> Problem {
    let (mut p, mut d) = (problem(seed, vehicles, demands), Dice(seed ^ 0x00F0_11ED));
    for x in &mut p.demands {
        if vehicles > 1 && d.yes(15) {
            x.together = 2;
            x.decay = vec![1000];
            x.allowed = vec![true; vehicles];
            for c in &mut x.choices {
                c.window.1 = c.window.0;
                c.reward *= 2;
            }
        }
        for c in &mut x.choices {
            for k in 1..=if d.yes(40) { 1 + d.roll(2) } else { 0 } {
                // Less for each further minute.
                let reward = c.reward / (4 * k);
                c.longer.push(Longer { seconds: 60 + d.roll(120) as i32, reward });
            }
        }
    }
    for _ in 0..d.roll(3) {
        p.quotas.push(Quota {
            vehicles: (0..vehicles).map(|_| d.yes(60)).collect(),
            demands: (0..demands).map(|_| d.yes(50)).collect(),
            seconds: 300 + d.roll(1200),
            price: 10 + d.roll(150),
        });
    }
    for v in p.vehicles.iter_mut().filter(|v| v.rides) {
        v.car = d.yes(30).then(|| d.roll(3 + demands as i64) as usize);
    }
    // What one officer has promised: from a plan of the problem without promises, so that most can be kept.
    if demands > 0 && vehicles > 0 && d.yes(40) {
        let s = solve(&p, &Search { iterations: 5, islands: 1, ..Search::default() }).best;
        let v = d.roll(vehicles as i64) as usize;
        for step in &s.routes[v] {
            if let Step::Visit { demand, choice, pieces, start, .. } = *step
                && p.demands[demand].together <= 1
                && p.demands[demand].decay.len() == 1
                && d.yes(50)
            {
                let window = (start - d.roll(200) as i32, start + d.roll(200) as i32);
                p.vehicles[v].fixed.push(Fixed { demand, choice, pieces, window });
            }
        }
    }
    p
}

/// Spoils a problem in ways that no code upstream should, and some day will.
pub fn spoil(p: &mut Problem, seed: u64) {
    let mut d = Dice(seed);
    let odd = [i32::MIN, i32::MIN + 1, -1, 0, 1, i32::MAX - 1, i32::MAX];
    for _ in 0..=d.roll(4) {
        let pick = odd[d.roll(odd.len() as i64) as usize];
        let (v, w) = (p.vehicles.len() as i64, p.demands.len() as i64);
        let (v, w) = (d.roll(v) as usize, d.roll(w) as usize);
        let kind = d.roll(24);
        match (kind, p.vehicles.get_mut(v), p.demands.get_mut(w)) {
            (0, ..) => p.vehicles.clear(),
            (1, ..) => p.demands.clear(),
            (2, ..) => p.foot.iter_mut().for_each(|t| t.seconds.fill(Table::NEVER)),
            (3, ..) => p.ride.seconds.fill(Table::NEVER),
            (4, ..) => p.foot.clear(),
            (5, ..) => p.foot.iter_mut().for_each(|t| t.seconds.fill(u32::MAX - 1)),
            (6, ..) => p.parking = pick.max(0),
            (7, Some(v), _) => v.span = (pick, v.span.1),
            (8, Some(v), _) => v.span = (v.span.0, pick),
            (9, Some(v), _) => v.busy = pick,
            (10, Some(v), _) => v.max_foot = Some(pick),
            (11, Some(v), _) => v.start = 1_000_000,
            (12, Some(v), _) => v.end_layer = 7,
            (13, Some(v), _) => v.pause = Some(Break { choices: vec![] }),
            (14, _, Some(d)) => d.choices.clear(),
            (15, _, Some(d)) => d.decay.clear(),
            (16, _, Some(d)) => d.decay = vec![0, 0],
            (17, _, Some(d)) => d.spacing = pick,
            (18, _, Some(d)) => d.allowed.clear(),
            (19, _, Some(d)) => d.park = Some(1_000_000),
            (20, _, Some(d)) => d.decay = vec![u32::MAX; 20],
            (21, _, Some(x)) => x.choices.iter_mut().for_each(|c| c.window = (pick, c.window.1)),
            (22, _, Some(x)) => x.choices.iter_mut().for_each(|c| c.dwell = pick),
            (_, _, Some(x)) => {
                x.choices.iter_mut().for_each(|c| c.reward = [i64::MIN, i64::MAX, -5, 0][d.roll(4) as usize]);
            }
            _ => {}
        }
    }
}
