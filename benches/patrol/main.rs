//! Patrol problems exported by `footbeat plan --export-problem`: the reward at the usual time against the reward with
//! many times that, and both against the upper bound.
//!
//!     cargo bench --bench patrol -- --problem F [G…] [--iterations N | --seconds S] [--times 100] [--threads T] [--seed K]
//!
//! A running day planned again: `cargo bench --bench patrol -- --problem F --replan`.
//!
//! Made-up problems: `--synthetic 200x3000` in place of files, and `--growth` for the time to a fixed quality by size.
//!
//! `loss` = (long − usual) / long; `gap` = (bound − reward) / bound. Machine and threads are the caller's to say.

mod growth;
mod replan;
mod synthetic;

use clap::Parser;
use footbeat::patrol::solve::{self, Outcome, Problem, Search, exchange};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Reward of exported patrol problems at the usual time, with many times that, and the upper bound
#[derive(Debug, Parser)]
struct Args {
    /// Problems, as footbeat plan --export-problem writes them
    #[arg(long, required_unless_present_any = ["growth", "synthetic"], num_args = 1.., value_name = "FILE")]
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
    /// Plan a running day again instead: an officer held, a new tasking, the others' visits settled
    #[arg(long, conflicts_with = "seconds")]
    replan: bool,
    /// A made-up problem, as 200x3000
    #[arg(long, value_name = "OFFICERSxDEMANDS", value_parser = size)]
    synthetic: Option<(usize, usize)>,
    /// Time to 99 % of a long run for made-up problems of growing size instead
    #[arg(long)]
    growth: bool,
    /// Demands at most of --growth
    #[arg(long, default_value_t = 3000, value_name = "N")]
    most: usize,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

fn size(text: &str) -> Result<(usize, usize), String> {
    let parts = text.split_once('x').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    parts.ok_or_else(|| format!("found {text}, expected officers and demands, as 200x3000"))
}

/// The problems, each with its name.
fn problems(args: &Args) -> impl Iterator<Item = Result<(String, Problem), String>> + '_ {
    let files = args.problem.iter().map(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok((name, read(path)?))
    });
    let made = args.synthetic.map(|(v, d)| Ok((format!("made up {v} × {d}"), synthetic::problem(v, d, args.seed))));
    files.chain(made)
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
    for problem in problems(args) {
        let (name, p) = problem?;
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
    match pool.install(|| {
        if args.growth {
            growth::measure(&args);
            Ok(())
        } else if args.replan {
            replan::measure(&args)
        } else {
            measure(&args)
        }
    }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}
