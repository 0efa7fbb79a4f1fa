//! The table by family.

use crate::cases::Known;
use crate::instance::Instance;
use std::fmt;

/// One run.
pub struct Row {
    name: String,
    family: usize,
    vehicles: usize,
    seed: u64,
    reward: i64,
    known: Known,
    iterations: u64,
    seconds: f64,
}

const FAMILIES: [&str; 4] = ["Solomon 100", "Solomon 200", "Cordeau", "all"];

fn percent(reward: i64, best: i64) -> f64 {
    (best - reward) as f64 / best.max(1) as f64 * 100.0
}

impl Row {
    /// A checked result.
    pub fn new(
        x: &Instance,
        vehicles: usize,
        seed: u64,
        reward: i64,
        known: Known,
        iterations: u64,
        seconds: f64,
    ) -> Self {
        // Solomon's names hold their series: c101 is of series 1, rc203 of series 2.
        let series = x.name.bytes().find(u8::is_ascii_digit);
        let family = if x.set == "cordeau" { 2 } else { usize::from(series == Some(b'2')) };
        Self { name: x.name.clone(), family, vehicles, seed, reward, known, iterations, seconds }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} seed={} reward={}", self.name, self.vehicles, self.seed, self.reward)?;
        if let Some(best) = self.known.best {
            write!(f, " bks={best} gap={:.2}%", percent(self.reward, best))?;
        }
        write!(f, " iterations={} seconds={:.2}", self.iterations, self.seconds)
    }
}

/// Mean gaps by family.
pub fn print(rows: &[Row]) {
    println!();
    println!("| family | runs | mean gap | gap to 2020 | at best known | above it | CPU s |");
    println!("|---|---|---|---|---|---|---|");
    for (i, name) in FAMILIES.iter().enumerate() {
        let some: Vec<&Row> = rows.iter().filter(|r| i == 3 || r.family == i).collect();
        let mean = |of: &dyn Fn(&Row) -> Option<f64>| {
            let all: Vec<f64> = some.iter().filter_map(|r| of(r)).collect();
            all.iter().sum::<f64>() / all.len().max(1) as f64
        };
        let now = mean(&|r| r.known.best.map(|b| percent(r.reward, b)));
        let old = mean(&|r| r.known.in_2020.map(|b| percent(r.reward, b)));
        let at = mean(&|r| r.known.best.map(|b| f64::from(u8::from(r.reward >= b)) * 100.0));
        let above = some.iter().filter(|r| r.known.best.is_some_and(|b| r.reward > b)).count();
        let seconds = mean(&|r| Some(r.seconds));
        println!("| {name} | {} | {now:.3}% | {old:.3}% | {at:.0}% | {above} | {seconds:.2} |", some.len());
    }
}
