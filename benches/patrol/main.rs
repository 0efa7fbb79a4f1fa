//! Patrol problems exported by `footbeat plan --export-problem`: the reward at the usual time against the reward with
//! many times that, and both against the upper bound.
//!
//!     cargo bench --bench patrol -- --problem F [G…] [--iterations N | --seconds S] [--times 100] [--threads T] [--seed K]
//!
//! `loss` = (long − usual) / long; `gap` = (bound − reward) / bound. Machine and threads are the caller's to say.

use clap::Parser;
use footbeat::patrol::solve::{self, Outcome, Problem, Search, exchange};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Reward of exported patrol problems at the usual time, with many times that, and the upper bound
#[derive(Debug, Parser)]
struct Args {
    /// Problems, as footbeat plan --export-problem writes them
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    problem: Vec<PathBuf>,
    /// Iterations of the usual run; the default is that of footbeat plan
    #[arg(long, default_value_t = 5000, value_name = "N")]
    iterations: u64,
    /// Seconds of the usual run instead
    #[arg(long, conflicts_with = "iterations", value_name = "S")]
    seconds: Option<f64>,
    /// How many times as long the long run takes; 0 leaves it out
    #[arg(long, default_value_t = 100.0, value_name = "X")]
    times: f64,
    /// Threads
    #[arg(long, default_value_t = 1, value_name = "T")]
    threads: usize,
    /// Seed of both runs
    #[arg(long, default_value_t = 1, value_name = "K")]
    seed: u64,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

fn run(problem: &Problem, args: &Args, times: f64) -> (Outcome, Duration) {
    let began = Instant::now();
    let deadline = args.seconds.map(|s| began + Duration::from_secs_f64((s * times).clamp(0.0, 1e6)));
    let iterations = if deadline.is_some() { u64::MAX >> 1 } else { (args.iterations as f64 * times) as u64 };
    let search = Search { seed: args.seed, iterations, deadline, ..Search::default() };
    let outcome = solve::solve(problem, &search);
    (outcome, began.elapsed())
}

fn percent(part: i64, whole: i64) -> f64 {
    100.0 * (whole - part) as f64 / whole.max(1) as f64
}

fn read(path: &PathBuf) -> Result<Problem, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    exchange::from_json(&text).map_err(|e| format!("{}: {e}", path.display()))
}

fn measure(args: &Args) -> Result<(), String> {
    println!(
        "| problem | vehicles | demands | usual | s | iterations | long | s | loss | bound | ms | gap usual | gap long |"
    );
    println!("|---|{}", "---:|".repeat(12));
    for path in &args.problem {
        let p = read(path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let (usual, took) = run(&p, args, 1.0);
        let (long, long_took) = if args.times > 0.0 { run(&p, args, args.times) } else { (usual.clone(), took) };
        let began = Instant::now();
        let bound = solve::bound(&p);
        let bound_ms = began.elapsed().as_secs_f64() * 1000.0;
        let (a, b) = (usual.best.reward, long.best.reward);
        println!(
            "| {name} | {} | {} | {a} | {:.2} | {} | {b} | {:.1} | {:.2} % | {bound} | {bound_ms:.0} | {:.2} % | {:.2} % |",
            p.vehicles.len(),
            p.demands.len(),
            took.as_secs_f64(),
            usual.iterations,
            long_took.as_secs_f64(),
            percent(a, b),
            percent(a, bound),
            percent(b, bound),
        );
    }
    Ok(())
}

fn main() -> ExitCode {
    let args = Args::parse();
    let pool = match rayon::ThreadPoolBuilder::new().num_threads(args.threads).build() {
        Ok(pool) => pool,
        Err(e) => {
            eprintln!("{} threads cannot be had: {e}", args.threads);
            return ExitCode::FAILURE;
        }
    };
    match pool.install(|| measure(&args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}
