//! The command line: one file a command.
//!
//! Exit status: 0 done, 1 failed, 2 wrong use. Results go to standard output, everything else to standard error.

mod county;
mod coverage;
mod demo;
mod deploy;
mod equity;
mod hotspots;
mod import;
mod import_summary;
mod matrix;
mod new_county;
pub mod output;
mod place;
mod plan;
mod reach;
pub mod refresh;
mod replan;
mod route;
mod serve;
mod synth;
mod targets;
mod template;

use crate::domain::tables::{TABLES, table};
use clap::{Parser, Subcommand};
use std::io::Write as _;
use std::process::ExitCode;

/// Patrol planning for neighbourhood policing.
#[derive(Debug, Parser)]
#[command(name = "footbeat", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// An invented county from nothing to a published day on a map
    Demo(demo::Demo),
    /// Serve the county as a map page and as OGC API Features, on this machine only
    Serve(serve::Serve),
    /// Make an invented county in the formats that a real one comes in
    Synth(synth::Synth),
    /// Bring public files and the force's own tables into a county file
    Import(Box<import::Import>),
    /// Find where harm concentrates
    Hotspots(hotspots::Hotspots),
    /// Measure who is covered, by whom, how recently
    Coverage(coverage::Coverage),
    /// Draw patrol areas for new posts, and say what each wins
    Deploy(deploy::Deploy),
    /// Plan every officer's route of a date, as a draft
    Plan(plan::PlanArgs),
    /// Make a date's draft the orders of the day, once the checker has passed it
    Publish(plan::Which),
    /// Take a published plan back
    Withdraw(plan::Which),
    /// Plan the rest of a published day again: an officer was held, or is out, or a tasking has come in
    Replan(replan::ReplanArgs),
    /// The shortest way on foot between two places
    Route(route::Route),
    /// What can be reached on foot within some minutes
    Reach(reach::Reach),
    /// How far it is on foot between all pairs of some places
    Matrix(matrix::Matrix),
    /// Print a commented blank of an input file
    Template {
        /// Which file: schemes, funders, posts, bases, officers, shifts…
        name: String,
    },
}

/// Why a command did not do its work.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// The words of the command are wrong: exit status 2.
    #[error("{0}")]
    Usage(String),
    /// The work failed: exit status 1.
    #[error(transparent)]
    Work(#[from] anyhow::Error),
}

/// Runs the command that the arguments name.
#[must_use]
pub fn main() -> ExitCode {
    // clap prints help and usage errors itself, with status 2 for wrong use.
    let cli = Cli::parse();
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "footbeat: {}", sentence(&failure));
            ExitCode::from(if matches!(failure, Failure::Usage(_)) { 2 } else { 1 })
        }
    }
}

fn sentence(failure: &Failure) -> String {
    match failure {
        Failure::Usage(text) => text.clone(),
        Failure::Work(error) => error.chain().fold(String::new(), |said, cause| {
            // Some errors have their cause in their own sentence.
            let cause = cause.to_string();
            match (said.is_empty(), said.contains(&cause)) {
                (true, _) => cause,
                (_, true) => said,
                _ => format!("{said}: {cause}"),
            }
        }),
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Demo(args) => demo::run(&args),
        Command::Serve(args) => serve::command(&args),
        Command::Synth(args) => print(&synth::run(&args)?),
        Command::Import(args) => print(&import::run(&args)?),
        Command::Hotspots(args) => print(&hotspots::run(&args)?),
        Command::Coverage(args) => print(&coverage::run(&args)?),
        Command::Deploy(args) => print(&deploy::run(&args)?),
        Command::Plan(args) => print(&plan::run_plan(&args)?),
        Command::Publish(args) => print(&plan::run_publish(&args)?),
        Command::Withdraw(args) => print(&plan::run_withdraw(&args)?),
        Command::Replan(args) => print(&replan::run_replan(&args)?),
        Command::Route(args) => print(&route::run(&args)?),
        Command::Reach(args) => print(&reach::run(&args)?),
        Command::Matrix(args) => matrix::run(&args),
        Command::Template { name } => {
            let spec = table(&name).ok_or_else(|| {
                let known: Vec<&str> = TABLES.iter().map(|t| t.name).collect();
                Failure::Usage(format!("there is no template {name:?}; there are {}", known.join(", ")))
            })?;
            print(&template::blank(spec))
        }
    }
}

/// Prints a result. A reader that has closed its end (`| head`) is no failure.
fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Work(e.into())),
        _ => Ok(()),
    }
}
