//! The literature's problem as one of ours: gaps to best-known values on the public instances (Righini & Salani 2009,
//! Montemanni & Gambardella 2009). An instance comes on standard input:
//! `VEHICLES=2 SECONDS=10 cargo test --release toptw -- --ignored --nocapture < pr01.txt`.

use super::verify::verify;
use crate::patrol::solve::{Choice, Demand, Problem, Search, Table, Vehicle, solve};
use std::time::{Duration, Instant};

fn scaled(word: &str, unit: i64) -> i64 {
    (word.parse::<f64>().unwrap() * unit as f64).round() as i64
}

fn parse(text: &str, vehicles: usize) -> Problem {
    let value = |key: &str| text.lines().find_map(|l| l.strip_prefix(key)).unwrap().trim().to_owned();
    let unit = 10i64.pow(value("distance_decimals").parse().unwrap());
    let rows: Vec<Vec<&str>> = text
        .lines()
        .skip_while(|l| !l.starts_with("id "))
        .skip(1)
        .map(|l| l.split_whitespace().collect())
        .filter(|r: &Vec<&str>| r.len() == 7)
        .collect();
    let size = rows.len();
    let at: Vec<(i64, i64)> = rows.iter().map(|r| (scaled(r[1], 1000), scaled(r[2], 1000))).collect();
    // Distances are rounded down, in whole numbers.
    let far = |a: usize, b: usize| {
        let (x, y) = (at[a].0 - at[b].0, at[a].1 - at[b].1);
        (((x * x + y * y) * unit * unit / 1_000_000) as u64).isqrt() as u32
    };
    let table = Table { size, seconds: (0..size * size).map(|i| far(i / size, i % size)).collect() };
    let ride = Table { size, seconds: vec![Table::NEVER; size * size] };
    let number = |word: &str| scaled(word, unit) as i32;
    let demands = (1..size)
        .map(|i| Demand {
            choices: vec![Choice {
                enter: i,
                leave: i,
                dwell: number(rows[i][3]),
                window: (number(rows[i][5]), number(rows[i][6])),
                reward: scaled(rows[i][4], 1),
                layer: 0,
            }],
            decay: vec![1000],
            spacing: 0,
            mandatory: false,
            allowed: vec![true; vehicles],
            park: None,
        })
        .collect();
    let vehicle = Vehicle {
        start: 0,
        end: 0,
        span: (0, number(rows[0][6])),
        rides: false,
        pause: None,
        busy: i32::MAX,
        end_layer: 0,
        max_foot: None,
        max_ride: None,
    };
    Problem { vehicles: vec![vehicle; vehicles], demands, foot: vec![table], ride, parking: 0 }
}

#[test]
#[ignore = "a measurement; reads an instance from standard input"]
fn toptw() {
    let set = |name: &str, usual: u64| std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(usual);
    let text = std::io::read_to_string(std::io::stdin()).unwrap();
    let p = parse(&text, set("VEHICLES", 1) as usize);
    let deadline = Some(Instant::now() + Duration::from_secs(set("SECONDS", 10)));
    let search = Search { seed: set("SEED", 1), iterations: u64::MAX >> 1, deadline, ..Search::default() };
    let o = solve(&p, &search);
    verify(&p, &o.best).unwrap();
    println!("reward {} in {} iterations", o.best.reward, o.iterations);
}
