//! A running day planned again: one officer is held for ninety minutes, a tasking comes in, and what the others have
//! been told stays. Reward of the warm start after 200 ms and 1 s of processor time against that after 10 s.

use super::{Args, percent, problems};
use cpu_time::ProcessTime;
use footbeat::patrol::solve::{self, Fixed, Problem, Search, Solution, Step, Watch};

/// Seconds that the officer is held.
const HELD: i32 = 90 * 60;
/// Processor seconds: those measured, and the long answer at last.
const SECONDS: [f64; 3] = [0.2, 1.0, 10.0];

/// The day as it is an hour into it: the first officer held, the others' visits settled, one demand more.
fn changed(p: &Problem, plan: &Solution) -> Problem {
    let mut p = p.clone();
    let visited =
        |d: usize| plan.routes.iter().flatten().any(|s| matches!(s, Step::Visit { demand, .. } if *demand == d));
    // What is asked now is worth four times the best of what was left out.
    let best = |d: &usize| p.demands[*d].choices.iter().map(|c| c.reward).max();
    if let Some(d) = (0..p.demands.len()).filter(|d| !visited(*d) && p.demands[*d].together <= 1).max_by_key(best) {
        let mut new = p.demands[d].clone();
        new.allowed.fill(true);
        new.choices.iter_mut().for_each(|c| c.reward *= 4);
        p.demands.push(new);
        p.quotas.iter_mut().for_each(|q| q.demands.push(false));
    }
    for (v, route) in plan.routes.iter().enumerate().skip(1) {
        let settled = |s: &Step| match *s {
            Step::Visit { demand, choice, pieces, start, .. } if p.demands[demand].together <= 1 => {
                Some(Fixed { demand, choice, pieces, window: (start - 600, start + 600) })
            }
            _ => None,
        };
        p.vehicles[v].fixed = route.iter().filter_map(settled).collect();
    }
    if let Some(held) = p.vehicles.first_mut() {
        held.span.0 = held.span.0.saturating_add(HELD).min(held.span.1);
    }
    p
}

/// Worth and iterations after so many processor seconds.
fn after(p: &Problem, start: &Solution, seconds: f64, seed: u64) -> (i64, usize, u64) {
    let clock = ProcessTime::now();
    let watch = Watch::new(move |_| clock.elapsed().as_secs_f64() < seconds);
    let iterations = u64::MAX >> 1;
    let search = Search { seed, iterations, watch: Some(watch), start: Some(start.clone()), ..Search::default() };
    let found = solve::solve(p, &search);
    (found.best.worth(p), found.best.dropped.len(), found.iterations)
}

/// A line for each problem.
pub fn measure(args: &Args) -> Result<(), String> {
    println!("| problem | officers | demands | seconds | worth | dropped | iterations | below 10 s |");
    println!("|---|{}", "---:|".repeat(7));
    for problem in problems(args) {
        let (name, p) = problem?;
        let search = Search { seed: args.seed, iterations: args.iterations, ..Search::default() };
        let plan = solve::solve(&p, &search).best;
        let day = changed(&p, &plan);
        let found = SECONDS.map(|s| after(&day, &plan, s, args.seed));
        for (seconds, (worth, dropped, iterations)) in SECONDS.iter().zip(found) {
            println!(
                "| {name} | {} | {} | {seconds} | {worth} | {dropped} | {iterations} | {:.2} % |",
                day.vehicles.len(),
                day.demands.len(),
                percent(worth, found[2].0),
            );
        }
    }
    Ok(())
}
