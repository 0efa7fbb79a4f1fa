//! The textbook problem inside ours: team orienteering with time windows, on the public instances of Righini & Salani
//! (2009) and Montemanni & Gambardella (2009), solved by the one `patrol::solve` that plans patrols.
//!
//! One case: `cargo bench --bench toptw -- --instance F --vehicles M --seconds S --threads T --seed K --solution OUT.json`.
//! The set: `cargo bench --bench toptw -- --all DIR --summary --seconds S --seeds N`.
//!
//! Seconds are processor seconds of one thread. Every number printed comes from routes that [`check`] walked again in
//! whole tenths or hundredths. Gap: (best known − reward) / best known.

mod cases;
mod check;
mod instance;
mod run;
mod table;

use clap::Parser;
use std::path::PathBuf;

/// What to measure.
#[derive(Debug, Parser)]
pub struct Args {
    /// One instance.
    #[arg(long, required_unless_present = "all")]
    pub instance: Option<PathBuf>,
    /// Routes at most.
    #[arg(long, default_value_t = 1)]
    pub vehicles: usize,
    /// Processor seconds of one thread.
    #[arg(long, default_value_t = 10.0)]
    pub seconds: f64,
    /// Stop after so many iterations of each island instead: what a run printed repeats it.
    #[arg(long)]
    pub iterations: Option<u64>,
    /// Threads, each with an island of its own.
    #[arg(long, default_value_t = 1)]
    pub threads: usize,
    /// Seed; with --seeds, the first of them.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Write the routes here.
    #[arg(long)]
    pub solution: Option<PathBuf>,
    /// All instances of a folder, each with 1, 2, 3 and 4 vehicles.
    #[arg(long)]
    pub all: Option<PathBuf>,
    /// The table by family at the end.
    #[arg(long)]
    pub summary: bool,
    /// Seeds for each case of --all.
    #[arg(long, default_value_t = 1)]
    pub seeds: u64,
    /// Best-known values; by default best-known.csv in the folder of the instances or above it.
    #[arg(long)]
    pub best_known: Option<PathBuf>,
    /// Write the routes of all cases into this folder.
    #[arg(long)]
    pub solutions: Option<PathBuf>,
    /// Only cases whose name and vehicles (pr05/2) contain one of these words, with commas between them.
    #[arg(long)]
    pub only: Option<String>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    pub bench: bool,
}

fn main() {
    let args = Args::parse();
    if let Err(e) = run::run(&args) {
        eprintln!("{e}");
        std::process::exit(1);
    }
}
