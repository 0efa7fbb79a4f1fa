//! `footbeat synth`: a made-up county in outside formats.

use super::Failure;
use super::output::{table, thousands};
use crate::domain::time::{Month, parse_date};
use crate::synth::{SynthError, SynthOptions, write};
use std::path::PathBuf;

/// Which county to make.
#[derive(Debug, clap::Args)]
pub(super) struct Synth {
    /// Folder to make; one made by this command is replaced
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Another seed makes another county
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Usual residents
    #[arg(long, default_value_t = 120_000)]
    residents: u32,
    /// Officers on the roster
    #[arg(long, default_value_t = 12)]
    officers: u32,
    /// Last month of incidents, YYYY-MM
    #[arg(long, default_value = "2026-10")]
    until: String,
    /// Date round which the rosters are drawn, YYYY-MM-DD
    #[arg(long, default_value = "2026-11-24")]
    date: String,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
}

/// Makes the county; the summary as text.
pub(super) fn run(args: &Synth) -> Result<String, Failure> {
    let usage = |e: &dyn std::fmt::Display| Failure::Usage(e.to_string());
    let until: Month = args.until.parse().map_err(|e| usage(&e))?;
    let date = parse_date(&args.date).map_err(|e| usage(&e))?;
    let options = SynthOptions { seed: args.seed, residents: args.residents, officers: args.officers, until, date };
    let made = write(&args.out, &options).map_err(|e| match e {
        SynthError::Option { .. } => usage(&e),
        _ => Failure::Work(e.into()),
    })?;
    if args.json {
        return Ok(serde_json::to_string(&made).map_err(anyhow::Error::from)? + "\n");
    }
    let rows = [
        ("residents", made.residents),
        ("towns", made.towns),
        ("villages and hamlets", made.villages),
        ("wards", made.wards),
        ("parishes", made.parishes),
        ("LSOAs", made.lsoas),
        ("pieces of street", made.streets),
        ("community places", made.places),
        ("incidents", made.incidents),
        ("officers", made.officers),
        ("roster rows", made.roster_rows),
    ];
    let rows: Vec<Vec<String>> = rows.iter().map(|(what, n)| vec![(*what).to_owned(), thousands(*n)]).collect();
    Ok(format!("{}\n{}", table(&["what", "number"], &rows).trim_end(), args.out.display()) + "\n")
}
