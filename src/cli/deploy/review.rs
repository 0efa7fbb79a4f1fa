//! `footbeat deploy --review`: a year's attachments, and what to change.

use super::super::Failure;
use super::super::county::{today, write};
use super::super::coverage::outline;
use super::super::hotspots::geojson;
use super::super::output::{table, thousands};
use super::Deploy;
use crate::county::County;
use crate::coverage::{CoverageOptions, CoverageReport, DeployOptions, Review, csv, measure, review};
use crate::domain::time::Month;
use crate::hotspot::{HotspotOptions, find};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Columns of the table of changes.
const COLUMNS: &[&str] =
    &["kind", "holder", "ward_code", "ward_name", "gain", "cost", "residents_with_less", "wards_with_less"];

/// Reviews a year; the text to print.
pub(super) fn run(args: &Deploy, county: &County, options: &DeployOptions, year: i16) -> Result<String, Failure> {
    let wrong = |e: jiff::Error| Failure::Usage(format!("--review {year}: {e}"));
    let (first, last) = (Date::new(year, 1, 1).map_err(wrong)?, Date::new(year, 12, 31).map_err(wrong)?);
    // A year that is not over yet is reviewed up to today. Its last day is that of the question and is not counted:
    // what is paid for to the end of the year is still there on it.
    let on = last.min(today());
    let days = first.until(on).map_or(0, |s| s.get_days());
    if days < 1 {
        return Err(Failure::Usage(format!("--review {year}: that year has not begun")));
    }
    let until: Option<Month> = format!("{year}-12").parse().ok();
    let newest = county.incidents.last_month();
    let until = until.zip(newest).map(|(u, n)| u.min(n)).or(newest);
    let hotspots = find(county, HotspotOptions { until, ..HotspotOptions::default() });
    let coverage = measure(county, &hotspots, CoverageOptions { days: days as u32, on });
    let told = review(county, (&hotspots, &coverage), on, options);
    let months = hotspots.months.map(|(a, b)| format!("{a} to {b}")).unwrap_or_default();
    if let Some(path) = &args.out {
        write(path, &map(county, &told))?;
    }
    if let Some(path) = &args.csv {
        let rows: Vec<Value> = told.changes.iter().map(|c| json!(c)).map(flat).collect();
        write(path, &csv(COLUMNS, &rows))?;
    }
    if args.json {
        let value = json!({"year": year, "incidents": months, "review": told, "schemes": coverage.schemes,
            "balance": coverage.balance.words, "headline": coverage.headline});
        return Ok(value.to_string() + "\n");
    }
    Ok(text(&told, &coverage, year, &months))
}

fn flat(mut row: Value) -> Value {
    row["ward_code"] = row["ward"]["code"].clone();
    row
}

/// Wards with who is attached, minutes and points, now and then, and the changes that name them.
fn map(county: &County, told: &Review) -> String {
    geojson(told.wards.iter().filter_map(|w| {
        let boundary = county.boundaries.wards.iter().find(|b| b.key == w.key)?;
        let changes: Vec<String> = told
            .changes
            .iter()
            .filter(|c| c.ward == w.key)
            .map(|c| format!("{} {} {}: {:+.2} points", c.kind.words(), c.holder, c.ward_name, c.gain))
            .collect();
        Some((
            outline(&boundary.geom),
            json!({
                "code": w.key.code, "vintage": w.key.vintage, "name": w.name, "residents": w.residents, "need": w.need,
                "holders_now": w.holders[0], "holders_then": w.holders[1], "minutes_week_now": w.minutes[0],
                "minutes_week_then": w.minutes[1], "won_now": w.won[0], "won_then": w.won[1],
                "change": w.won[1] - w.won[0], "changes": changes,
            }),
        ))
    }))
}

fn text(told: &Review, coverage: &CoverageReport, year: i16, months: &str) -> String {
    let mut out =
        format!("The year {year}, incidents of {months}.\n{}\n{}\n", coverage.headline, coverage.balance.words);
    let schemes: Vec<Vec<String>> = coverage
        .schemes
        .iter()
        .map(|s| {
            vec![
                s.name.clone(),
                format!("{}/{}", s.filled, s.funded),
                format!("{:.0}", s.hours_owed),
                format!("{:.0}", s.hours_delivered),
                format!("{:.0}", s.hours_abstracted),
            ]
        })
        .collect();
    if !schemes.is_empty() {
        out += "\n";
        out += &table(&["scheme", "posts", "hours owed", "recorded", "off the beat"], &schemes);
    }
    let wards: Vec<Vec<String>> = told
        .wards
        .iter()
        .filter(|w| w.need > 0.0)
        .map(|w| {
            vec![
                w.name.clone(),
                thousands(u64::from(w.residents)),
                format!("{:.1}", w.need),
                w.holders[0].join(", "),
                format!("{:.0}", w.minutes[0]),
                format!("{:.1}", w.won[0]),
                format!("{:.0}", w.minutes[1]),
                format!("{:.1}", w.won[1]),
            ]
        })
        .collect();
    if !wards.is_empty() {
        let header = ["ward", "residents", "need", "attached", "min/week", "won", "min/week then", "won then"];
        let _ = write!(out, "\n{}", table(&header, &wards));
    }
    let changes: Vec<Vec<String>> = told
        .changes
        .iter()
        .enumerate()
        .map(|(n, c)| {
            vec![
                (n + 1).to_string(),
                format!("{} {}", c.kind.words(), c.holder),
                c.ward_name.clone(),
                format!("{:+.2}", c.gain),
                format!("{:.2}", c.cost),
                thousands(u64::from(c.residents_with_less)),
                c.wards_with_less.iter().take(3).cloned().collect::<Vec<_>>().join(", "),
            ]
        })
        .collect();
    if changes.is_empty() {
        out += "\nNo change of attachment wins a tenth of a point.\n";
    } else {
        let header = ["", "change", "ward", "gain", "others lose", "residents with less", "in"];
        let _ = write!(out, "\n{}", table(&header, &changes));
    }
    let _ = writeln!(
        out,
        "\nAttachments as they are win {:.1} of {:.1} points of need, with these changes {:.1}.",
        told.won[0], told.need, told.won[1]
    );
    out
}
