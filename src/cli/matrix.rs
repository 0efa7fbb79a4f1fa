//! `footbeat matrix`: how far it is on foot between all pairs of some places.

use super::Failure;
use super::county::{load, write};
use super::place::NEAR;
use super::targets::keep_apart;
use crate::domain::place::LonLat;
use crate::import::points;
use crate::street::{Distances, Profile, Snap};
use anyhow::Context;
use rayon::prelude::*;
use serde_json::json;
use std::path::PathBuf;
use std::time::Instant;

/// The most places of one table: its cells then take 1.6 GB.
const MOST: usize = 20_000;

/// Between which places, and where to write it.
#[derive(Debug, clap::Args)]
pub(super) struct Matrix {
    /// County file
    #[arg(long, value_name = "C.gpkg")]
    county: PathBuf,
    /// Places as CSV with columns id, lon, lat
    #[arg(long, value_name = "FILE")]
    points: PathBuf,
    /// Write the table as CSV: first column and header are ids, cells whole metres along the shortest way on foot,
    /// empty where there is none
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Threads; all cores if not given
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=512))]
    threads: Option<u16>,
}

/// Writes the table. Standard error has one line of JSON: seconds to load the county, to find the places' streets
/// and to fill the table, and the ids of places that no street is near.
pub(super) fn run(args: &Matrix) -> Result<(), Failure> {
    keep_apart(&args.county, &[&args.points], &[("--out", Some(&args.out))])?;
    let places = points::read(&args.points).map_err(anyhow::Error::from)?;
    if places.len() > MOST {
        let words = format!("{}: {} places; at most {MOST} at once", args.points.display(), places.len());
        return Err(Failure::Work(anyhow::anyhow!(words)));
    }
    let threads = args.threads.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("threads cannot be had")?;
    pool.install(|| {
        let begun = Instant::now();
        let county = load(&args.county)?;
        let loaded = begun.elapsed();
        let begun = Instant::now();
        let at: Vec<LonLat> = places.iter().map(|(_, at)| *at).collect();
        let snaps = county.network.snap_all(Profile::FootDay, &at, NEAR);
        let snapped = begun.elapsed();
        let begun = Instant::now();
        let found: Vec<Snap> = snaps.iter().flatten().copied().collect();
        let distances = county.network.distances(Profile::FootDay, &found);
        let filled = begun.elapsed();
        let ids: Vec<&str> = places.iter().map(|(id, _)| id.as_str()).collect();
        let off: Vec<&str> = ids.iter().zip(&snaps).filter(|(_, s)| s.is_none()).map(|(id, _)| *id).collect();
        write(&args.out, &text(&ids, &snaps, &distances)?)?;
        let line = json!({
            "load": loaded.as_secs_f64(), "snap": snapped.as_secs_f64(), "matrix": filled.as_secs_f64(),
            "off_streets": off,
        });
        eprintln!("{line}");
        Ok(())
    })
}

/// The table as CSV. Places without a street have empty rows and columns.
fn text(ids: &[&str], snaps: &[Option<Snap>], distances: &Distances) -> Result<String, Failure> {
    let cell = |text: &str| -> Result<String, anyhow::Error> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
        writer.write_record([text])?;
        let bytes = writer.into_inner().map_err(|e| anyhow::anyhow!("{e}"))?;
        Ok(String::from_utf8(bytes)?.trim_end_matches('\n').to_owned())
    };
    let ids: Vec<String> = ids.iter().map(|id| cell(id)).collect::<Result<_, _>>().context("an id is no text")?;
    let mut places = 0;
    let numbers: Vec<Option<usize>> = snaps
        .iter()
        .map(|s| {
            s.is_some().then(|| {
                places += 1;
                places - 1
            })
        })
        .collect();
    let mut header = String::from("id");
    for id in &ids {
        header.push(',');
        header.push_str(id);
    }
    header.push('\n');
    let row = |(id, from): (&String, &Option<usize>)| {
        let mut line = String::with_capacity(id.len() + 6 * ids.len());
        line.push_str(id);
        for to in &numbers {
            line.push(',');
            if let Some(metres) = from.zip(*to).and_then(|(i, j)| distances.metres(i, j)) {
                digits(metres, &mut line);
            }
        }
        line.push('\n');
        line
    };
    let rows: Vec<String> = ids.par_iter().zip(&numbers).map(row).collect();
    Ok(header + &rows.concat())
}

/// A whole number, quicker than by formatting: a table has millions.
fn digits(mut n: u32, out: &mut String) {
    let mut text = [b'0'; 10];
    let mut at = text.len();
    while at == text.len() || n > 0 {
        at -= 1;
        text[at] = b'0' + (n % 10) as u8;
        n /= 10;
    }
    out.extend(text[at..].iter().map(|b| char::from(*b)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_they_are() {
        for n in [0, 7, 10, 999, 1000, 4_294_967_295] {
            let mut out = String::new();
            digits(n, &mut out);
            assert_eq!(out, n.to_string());
        }
    }
}
