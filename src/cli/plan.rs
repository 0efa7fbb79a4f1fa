//! `footbeat plan`, `publish`, `withdraw`: a draft, then somebody's orders, then perhaps taken back.

use super::Failure;
use super::county::{date, load, open, write};
use super::output::table;
use super::targets::keep_apart;
use crate::county::County;
use crate::domain::plan::{Plan, PlanStatus};
use crate::domain::time::Clock;
use crate::patrol::check::check;
use crate::patrol::horizon::{Horizon, MOST_DAYS, Summary, measure, plan_days, problem_of_days};
use crate::patrol::rewards::Rewards;
use crate::patrol::solve::{Problem, exchange};
use crate::patrol::{Picture, PlanError, PlanRequest, geojson, prepare_from};
use crate::store::{Change, Store};
use anyhow::{Context, anyhow};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The most iterations of a search: hours of work, not years.
pub(super) const MOST_ITERATIONS: u64 = 10_000_000;

/// What to plan.
#[derive(Debug, clap::Args)]
pub(super) struct PlanArgs {
    /// County file
    #[arg(long, value_name = "C.gpkg")]
    county: PathBuf,
    /// Date to which the shifts belong, YYYY-MM-DD
    #[arg(long)]
    date: String,
    /// Plan so many days together: what is owed in a week and what falls due is spread over the days that each officer
    /// works. More than 14 are planned in parts, each knowing those before it. With more than one, --out names a folder
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=28))]
    days: u32,
    /// Plan the days one after the other instead, each knowing those before it and nothing of those after
    #[arg(long)]
    rolling: bool,
    /// Officers on duty that day, without the roster
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=5000))]
    officers: Option<u32>,
    /// Iterations of the search for up to four officers, with more officers more in proportion; with the seed they repeat a
    /// plan byte for byte
    #[arg(long, default_value_t = 5000, value_name = "N", value_parser = clap::value_parser!(u64).range(..=MOST_ITERATIONS))]
    iterations: u64,
    /// Search for so many seconds instead; the iterations made are printed
    #[arg(long, value_name = "S", conflicts_with = "iterations")]
    seconds: Option<f64>,
    /// Seed of the search
    #[arg(long, default_value_t = 1, value_name = "K")]
    seed: u64,
    /// Write the plan as GeoJSON
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write the problem that the solver is given, in numbers without geography (docs/problem.md): a file that ends in
    /// .json, or a folder in which problem-DATE.json is made
    #[arg(long, value_name = "DIR|FILE.json")]
    export_problem: Option<PathBuf>,
    /// Write the file only; do not keep the draft in the county file
    #[arg(long)]
    dry_run: bool,
    /// Print a summary as JSON
    #[arg(long)]
    json: bool,
}

/// Plans a date and keeps the draft; the text to print.
pub(super) fn run_plan(args: &PlanArgs) -> Result<String, Failure> {
    let date = date(&args.date)?;
    let problem = args.export_problem.as_deref().filter(|p| p.extension().is_some_and(|e| e == "json"));
    keep_apart(&args.county, &[], &[("--out", args.out.as_deref()), ("--export-problem", problem)])?;
    if args.days > 1 && problem.is_some() {
        return Err(Failure::Usage("--export-problem names one file for several days; name a folder".to_owned()));
    }
    let request = PlanRequest {
        date,
        officers: args.officers,
        iterations: args.iterations,
        seconds: args.seconds,
        seed: args.seed,
    };
    request.check().map_err(failed)?;
    // The lease comes first: a long search whose draft cannot be kept would be wasted.
    let mut store = if args.dry_run { None } else { Some(open(&args.county)?) };
    let county = match &store {
        Some(store) => store.load().map_err(anyhow::Error::from)?,
        None => load(&args.county)?,
    };
    if county.network.is_empty() {
        return Err(failed(PlanError::NoStreets));
    }
    let mut made = Vec::new();
    let mut text = String::new();
    let mut known = county.clone();
    for (request, days) in parts(&request, args.days, args.rolling)? {
        let (found, told) = part(&known, &request, days, args, made.is_empty())?;
        text += &told;
        for plan in found {
            known = with(&known, &plan);
            made.push(plan);
        }
    }
    if made.is_empty() {
        return Err(failed(PlanError::NobodyOnDuty(date)));
    }
    for plan in &made {
        if let Some(path) = &args.out {
            write(&day_file(path, args.days, plan.date)?, &geojson::text(plan))?;
        }
    }
    // All days or none.
    made.retain(|plan: &Plan| county.plans.iter().all(|p| p.id != plan.id));
    if let Some(store) = store.as_mut().filter(|_| !made.is_empty()) {
        let changes = made.into_iter().map(|plan| Change::Plan(Box::new(plan))).collect();
        store.commit(changes).map_err(anyhow::Error::from)?;
    }
    Ok(text)
}

/// The days in parts that are planned together: all as one, days by themselves, or as few even parts as can be.
fn parts(request: &PlanRequest, days: u32, rolling: bool) -> Result<Vec<(PlanRequest, u32)>, Failure> {
    let count = if rolling { days } else { days.div_ceil(MOST_DAYS) }.max(1);
    let mut from = 0;
    let mut out = Vec::new();
    for i in 0..count {
        let length = days / count + u32::from(i < days % count);
        let date = request.date.checked_add(jiff::Span::new().days(i64::from(from)));
        let date = date.map_err(|_| Failure::Usage(format!("{} and {from} days is no date", request.date)))?;
        out.push((PlanRequest { date, ..request.clone() }, length));
        from += length;
    }
    Ok(out)
}

/// Plans days together, and says what came of it. Nobody on duty is an error only of a single day that was asked for.
fn part(
    known: &County,
    request: &PlanRequest,
    days: u32,
    args: &PlanArgs,
    first: bool,
) -> Result<(Vec<Plan>, String), Failure> {
    if let Some(path) = &args.export_problem {
        export_part(known, request, days, path, args.days)?;
    }
    let found = match plan_days(known, request, days) {
        // Of several days one may be nobody's.
        Err(PlanError::NobodyOnDuty(day)) if args.days > 1 => {
            let nobody: Result<Vec<_>, _> =
                (0..days).map(|n| day.checked_add(jiff::Span::new().days(i64::from(n)))).collect();
            Horizon { plans: Vec::new(), nobody: nobody.unwrap_or_default(), summary: None }
        }
        other => other.map_err(failed)?,
    };
    let mut text = String::new();
    for day in &found.nobody {
        let _ = if args.json {
            writeln!(text, "{}", serde_json::json!({ "date": day.to_string(), "officers": 0 }))
        } else {
            writeln!(text, "Nobody is on duty on {day}.")
        };
    }
    let mut plans = found.plans;
    for plan in &mut plans {
        if args.rolling && !first {
            let from = &args.date;
            plan.notes.insert(
                0,
                format!("Made together with the days from {from} on, and knows their drafts as if published."),
            );
        }
        text += &if args.json { summary_json(plan)? } else { summary(plan) };
    }
    if let Some(s) = &found.summary {
        let facts = measure::facts(&plans);
        if args.json {
            let _ = writeln!(text, "{}", serde_json::json!({ "horizon": s, "facts": facts }));
        } else {
            text += &together(s, &facts);
        }
    }
    Ok((plans, text))
}

/// What several days are together, in words.
fn together(s: &Summary, f: &measure::Facts) -> String {
    let (reward, bound) = (s.reward.get() as f64, s.bound.get() as f64);
    let gap = if bound > 0.0 { (100.0 * (bound - reward) / bound).max(0.0) } else { 0.0 };
    format!(
        "\n{} days from {} together: {:.1} points, within {gap:.1} % of the best possible for these officers on these \
         days. {} hotspots are visited, {} of them in every three days; {} community places; {} walks of {:.1} km on \
         streets not seen lately.\n",
        s.days,
        s.first,
        reward / 1000.0,
        f.hotspots,
        f.hotspots_kept,
        f.places,
        f.walks,
        f.walks_km
    )
}

/// Writes what the search is given: of several days together one problem, under the first and the last date.
fn export_part(known: &County, request: &PlanRequest, days: u32, path: &Path, all: u32) -> Result<(), Failure> {
    let exported = if days > 1 {
        let last = request.date.checked_add(jiff::Span::new().days(i64::from(days) - 1)).unwrap_or(request.date);
        problem_of_days(known, request, days).map(|p| export(path, &format!("{}-{last}", request.date), &p))
    } else {
        let picture = Picture::of(known, request);
        let prepared = prepare_from(known, request, &picture, &Rewards::shipped());
        prepared.map(|p| export(path, &request.date.to_string(), &p.problem))
    };
    match exported {
        Err(PlanError::NobodyOnDuty(_)) if all > 1 => Ok(()),
        Err(e) => Err(failed(e)),
        Ok(done) => done,
    }
}

/// Where a day's plan goes: the file named or, of several days, a file of its own in the folder named.
fn day_file(path: &Path, days: u32, date: jiff::civil::Date) -> Result<PathBuf, Failure> {
    if days <= 1 {
        return Ok(path.to_owned());
    }
    std::fs::create_dir_all(path).with_context(|| format!("{} cannot be made", path.display()))?;
    Ok(path.join(format!("plan-{date}.geojson")))
}

/// The county as it would be if a draft were published.
fn with(county: &County, draft: &Plan) -> County {
    let mut plans: Vec<Plan> = county.plans.as_ref().clone();
    for held in plans.iter_mut().filter(|p| p.date == draft.date && p.status == PlanStatus::Published) {
        held.status = PlanStatus::Withdrawn;
    }
    plans.push(Plan { status: PlanStatus::Published, ..draft.clone() });
    County { plans: Arc::new(plans), ..county.clone() }
}

/// Writes a problem whole or not at all: to the file, or into the folder under the date's name.
fn export(path: &Path, dates: &str, problem: &Problem) -> Result<(), Failure> {
    let named = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) && !path.is_dir();
    let file = if named {
        path.to_owned()
    } else {
        std::fs::create_dir_all(path).with_context(|| format!("{} cannot be made", path.display()))?;
        path.join(format!("problem-{dates}.json"))
    };
    write(&file, &exchange::to_json(problem))
}

fn failed(error: PlanError) -> Failure {
    match error {
        PlanError::BadSeconds(_) => Failure::Usage(error.to_string()),
        _ => Failure::Work(error.into()),
    }
}

/// A plan in lines: one an officer, then what a reader must know.
pub(super) fn summary(plan: &Plan) -> String {
    let clock = Clock::london(plan.date);
    let rows: Vec<Vec<String>> = plan
        .routes
        .iter()
        .map(|r| {
            let first = r.stops().next().map_or_else(String::new, |s| s.name.clone());
            vec![
                r.label.clone(),
                format!("{} to {}", clock.hhmm(r.start), clock.hhmm(r.end)),
                r.base_name.clone(),
                r.stops().count().to_string(),
                format!("{:.1}", r.on_foot().km()),
                format!("{:.1}", r.ridden().km()),
                format!("{:.1}", r.reward.get() as f64 / 1000.0),
                first,
            ]
        })
        .collect();
    let mut out =
        format!("{} ({}), seed {}, {} iterations\n\n", plan.id, plan.status.slug(), plan.seed, plan.iterations);
    out += &table(&["officer", "shift", "base", "stops", "km on foot", "km ridden", "points", "first stop"], &rows);
    if let Some(percent) = plan.gap_percent() {
        let points = plan.reward.get() as f64 / 1000.0;
        let _ = writeln!(out, "\n{points:.1} points: within {percent:.1} % of the best possible for these officers.");
    }
    if !plan.left_out.is_empty() {
        out += "\nStrongest left out:\n";
        for l in plan.left_out.iter().take(5) {
            let _ = writeln!(out, "  {}: {}", l.name, l.reason);
        }
    }
    if !plan.notes.is_empty() {
        out += "\n";
    }
    for note in &plan.notes {
        let _ = writeln!(out, "{note}");
    }
    out
}

pub(super) fn summary_json(plan: &Plan) -> Result<String, Failure> {
    let value = serde_json::json!({
        "plan_id": plan.id, "version": plan.version, "status": plan.status.slug(), "date": plan.date.to_string(),
        "seed": plan.seed, "iterations": plan.iterations, "reward": plan.reward, "bound": plan.bound,
        "gap_percent": plan.gap_percent(), "officers": plan.routes.len(),
        "stops": plan.routes.iter().map(|r| r.stops().count()).sum::<usize>(),
        "left_out": plan.left_out.len(), "notes": plan.notes,
    });
    Ok(serde_json::to_string(&value).map_err(anyhow::Error::from)? + "\n")
}

/// Which plan.
#[derive(Debug, clap::Args)]
pub(super) struct Which {
    /// County file
    #[arg(long, value_name = "C.gpkg")]
    county: PathBuf,
    /// Date of the plan, YYYY-MM-DD
    #[arg(long)]
    date: String,
    /// Version; the newest if not given
    #[arg(long)]
    version: Option<u32>,
}

/// Publishes a draft after the independent checker has passed it.
pub(super) fn run_publish(args: &Which) -> Result<String, Failure> {
    let date = date(&args.date)?;
    let mut store = open(&args.county)?;
    let county = store.load().map_err(anyhow::Error::from)?;
    let drafts =
        |p: &&Plan| p.date == date && args.version.is_none_or(|v| v == p.version) && p.status == PlanStatus::Draft;
    let Some(draft) = county.plans.iter().rfind(drafts) else {
        return Err(none(&county, date, args.version, "draft to publish"));
    };
    let changes = publish(&county, draft)?;
    let text = format!("{} is published: {} routes.\n", draft.id, draft.routes.len());
    store.commit(changes).map_err(anyhow::Error::from)?;
    Ok(text)
}

/// The changes that publish a draft and withdraw what was published for its date; refused if the checker objects.
pub(super) fn publish(county: &County, draft: &Plan) -> Result<Vec<Change>, Failure> {
    let found = check(county, draft);
    if !found.is_empty() {
        let list: Vec<String> = found.iter().take(10).map(|v| format!("\n  {}: {}", v.officer, v.what)).collect();
        return Err(Failure::Work(anyhow!(
            "{} is not published, since it breaks {} of the rules that keep officers safe and plans honest:{}",
            draft.id,
            found.len(),
            list.concat()
        )));
    }
    let before = county.plans.iter().filter(|p| p.date == draft.date && p.status == PlanStatus::Published);
    let mut changes: Vec<Change> = before.map(|p| Change::PlanStatus(p.id.clone(), PlanStatus::Withdrawn)).collect();
    changes.push(Change::PlanStatus(draft.id.clone(), PlanStatus::Published));
    Ok(changes)
}

/// Takes a published plan back.
pub(super) fn run_withdraw(args: &Which) -> Result<String, Failure> {
    let date = date(&args.date)?;
    let mut store = open(&args.county)?;
    let county = store.load().map_err(anyhow::Error::from)?;
    let fits =
        |p: &&Plan| p.date == date && args.version.is_none_or(|v| v == p.version) && p.status == PlanStatus::Published;
    let Some(plan) = county.plans.iter().rfind(fits) else {
        return Err(none(&county, date, args.version, "published plan"));
    };
    let text = format!("{} is withdrawn.\n", plan.id);
    store.commit(vec![Change::PlanStatus(plan.id.clone(), PlanStatus::Withdrawn)]).map_err(anyhow::Error::from)?;
    Ok(text)
}

fn none(county: &County, date: jiff::civil::Date, version: Option<u32>, what: &str) -> Failure {
    let held: Vec<String> = county
        .plans
        .iter()
        .filter(|p| p.date == date)
        .map(|p| format!("version {} ({})", p.version, p.status.slug()))
        .collect();
    let held = if held.is_empty() { "no plan at all; make one with footbeat plan".to_owned() } else { held.join(", ") };
    let version = version.map_or_else(String::new, |v| format!(" version {v}"));
    Failure::Work(anyhow!("there is no {what}{version} for {date}; the county holds {held}"))
}
