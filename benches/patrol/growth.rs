//! How the time to a fixed quality grows: processor seconds until 99 % of what a long run finds is reached, for made-up
//! patrols of growing size with officers in proportion, and the exponent that fits them (least squares of logarithms).
//!
//! The long run is kept to 0.03 processor seconds a demand, so that all six take about two and a half processor minutes; it
//! is no optimum, and 99 % of it is the mark. One thread, seed 1, on a machine under load:
//!
//! | demands | 10 | 30 | 100 | 300 | 1,000 | 3,000 |
//! |---|---:|---:|---:|---:|---:|---:|
//! | 99 % after, s | 0.05 | 0.29 | 0.18 | 2.26 | 3.00 | 20.86 |
//!
//! Exponent 0.98: as much again for as many again.

use super::{Args, synthetic};
use cpu_time::ProcessTime;
use footbeat::patrol::solve::{self, Search, Watch};
use std::sync::{Arc, Mutex};

const DEMANDS: [usize; 6] = [10, 30, 100, 300, 1000, 3000];
/// Demands for each officer.
const EACH: usize = 15;
/// Processor seconds of the long run: at least, and for each demand.
const LONG: (f64, f64) = (2.0, 0.03);

/// The table.
pub fn measure(args: &Args) {
    println!("| officers | demands | long run, s | its reward | iterations | 99 % after, s |");
    println!("|{}", "---:|".repeat(6));
    let mut points = Vec::new();
    for demands in DEMANDS.into_iter().filter(|d| *d <= args.most) {
        let officers = demands.div_ceil(EACH);
        let p = synthetic::problem(officers, demands, args.seed);
        let seconds = LONG.0.max(LONG.1 * demands as f64);
        let told = Arc::new(Mutex::new(Vec::new()));
        let list = Arc::clone(&told);
        let clock = ProcessTime::now();
        let watch = Watch::new(move |x| {
            let now = clock.elapsed().as_secs_f64();
            if let Ok(mut list) = list.lock() {
                list.push((now, x.reward));
            }
            now < seconds
        });
        let search = Search { seed: args.seed, iterations: u64::MAX >> 1, watch: Some(watch), ..Search::default() };
        let found = solve::solve(&p, &search);
        let enough = found.best.reward - found.best.reward / 100;
        let reached = told.lock().ok().and_then(|l| l.iter().find(|x| x.1 >= enough).map(|x| x.0)).unwrap_or(seconds);
        println!(
            "| {officers} | {demands} | {seconds:.0} | {} | {} | {reached:.2} |",
            found.best.reward, found.iterations
        );
        points.push(((demands as f64).ln(), reached.max(0.001).ln()));
    }
    let n = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0 / n, s.1 + p.1 / n));
    let (up, down) = points.iter().fold((0.0, 0.0), |s, p| (s.0 + (p.0 - x) * (p.1 - y), s.1 + (p.0 - x) * (p.0 - x)));
    println!("\nexponent {:.2}", up / f64::max(down, f64::MIN_POSITIVE));
}
