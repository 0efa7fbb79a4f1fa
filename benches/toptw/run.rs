//! Runs cases against the clock of the processor.

use crate::instance::Instance;
use crate::table::{Row, print};
use crate::{Args, cases, check};
use cpu_time::ProcessTime;
use footbeat::patrol::solve::{Search, Solution, Step, Watch, solve};
use serde_json::json;
use std::path::Path;

/// What one run found: checked reward, routes, iterations of each island, processor seconds of all threads.
struct Found {
    reward: i64,
    routes: Vec<Vec<usize>>,
    iterations: u64,
    seconds: f64,
}

fn routes(s: &Solution) -> Vec<Vec<usize>> {
    let visit = |step: &Step| match step {
        Step::Visit { demand, .. } => Some(demand + 1),
        _ => None,
    };
    s.routes.iter().map(|r| r.iter().filter_map(visit).collect()).collect()
}

fn one(args: &Args, x: &Instance, vehicles: usize, seed: u64) -> Result<Found, String> {
    let problem = x.problem(vehicles);
    let threads = args.threads.max(1);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|e| e.to_string())?;
    let clock = ProcessTime::now();
    // The processor time of all threads together, so that waiting for one another is not held against them.
    let limit = args.seconds * threads as f64;
    let timed = args.iterations.is_none();
    let watch = Watch::new(move |_| !timed || clock.elapsed().as_secs_f64() < limit);
    let search = Search {
        seed,
        iterations: args.iterations.unwrap_or(u64::MAX >> 1),
        islands: threads,
        watch: Some(watch),
        ..Search::default()
    };
    let outcome = pool.install(|| solve(&problem, &search));
    let seconds = clock.elapsed().as_secs_f64();
    let routes = routes(&outcome.best);
    let reward = check::reward(x, vehicles, &routes).map_err(|e| format!("{} {vehicles}: {e}", x.name))?;
    if reward != outcome.best.reward {
        return Err(format!("{} {vehicles}: says {}, is worth {reward}", x.name, outcome.best.reward));
    }
    Ok(Found { reward, routes, iterations: outcome.iterations, seconds })
}

fn write(path: &Path, x: &Instance, vehicles: usize, f: &Found) -> Result<(), String> {
    let body = json!({ "instance": x.name, "vehicles": vehicles, "reward": f.reward, "routes": f.routes });
    std::fs::write(path, format!("{body}\n")).map_err(|e| format!("{}: {e}", path.display()))
}

fn known(args: &Args, folder: &Path) -> Result<cases::Table, String> {
    cases::find(args.best_known.as_deref(), folder).map_or_else(|| Ok(cases::Table::new()), |p| cases::read(&p))
}

/// One case, or all.
pub fn run(args: &Args) -> Result<(), String> {
    if let Some(folder) = &args.all {
        return all(args, folder);
    }
    let path = args.instance.as_deref().ok_or("no instance")?;
    let x = Instance::read(path)?;
    let f = one(args, &x, args.vehicles, args.seed)?;
    if let Some(out) = &args.solution {
        write(out, &x, args.vehicles, &f)?;
    }
    let known = known(args, path.parent().unwrap_or(path))?;
    let k = known.get(&(x.name.clone(), args.vehicles)).copied().unwrap_or_default();
    println!("{}", Row::new(&x, args.vehicles, args.seed, f.reward, k, f.iterations, f.seconds));
    Ok(())
}

fn all(args: &Args, folder: &Path) -> Result<(), String> {
    let known = known(args, folder)?;
    let words: Vec<&str> = args.only.as_deref().unwrap_or("").split(',').collect();
    let mut rows = Vec::new();
    for file in cases::files(folder)? {
        let x = Instance::read(&file)?;
        for vehicles in 1..=4 {
            let case = format!("{}/{vehicles}", x.name);
            if !words.iter().any(|w| case.contains(w)) {
                continue;
            }
            for seed in args.seed..args.seed + args.seeds.max(1) {
                let f = one(args, &x, vehicles, seed)?;
                if let Some(out) = &args.solutions {
                    std::fs::create_dir_all(out).map_err(|e| format!("{}: {e}", out.display()))?;
                    write(&out.join(format!("{}-{vehicles}-{seed}.json", x.name)), &x, vehicles, &f)?;
                }
                let k = known.get(&(x.name.clone(), vehicles)).copied().unwrap_or_default();
                let row = Row::new(&x, vehicles, seed, f.reward, k, f.iterations, f.seconds);
                println!("{row}");
                rows.push(row);
            }
        }
    }
    if args.summary {
        print(&rows);
    }
    Ok(())
}
