//! Minutes by deprivation tenth, and the simulated feedback loop, as `footbeat coverage` prints them.

use super::Failure;
use super::output::table;
use crate::county::County;
use crate::coverage::{Equity, feedback};
use crate::domain::code::AreaCode;
use crate::hotspot::HotspotReport;
use anyhow::{Context, anyhow};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// Reads deprivation tenths: columns `code` and `tenth` (or `decile`), 1 the most deprived.
pub(super) fn tenths(path: &Path) -> Result<BTreeMap<AreaCode, u8>, Failure> {
    let shown = path.display();
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(path)
        .with_context(|| format!("{shown} cannot be read"))?;
    let header = reader.headers().with_context(|| format!("{shown} has no header"))?.clone();
    let column = |names: &[&str]| {
        let is = |h: &str| names.iter().any(|n| h.trim_start_matches('\u{feff}').eq_ignore_ascii_case(n));
        let found = header.iter().position(is);
        found.ok_or_else(|| anyhow!("{shown}: no column {}; code, tenth would be right", names[0]))
    };
    let (code, tenth) = (column(&["code"])?, column(&["tenth", "decile"])?);
    let mut all = BTreeMap::new();
    for (n, row) in reader.records().enumerate() {
        let row = row.with_context(|| format!("{shown} line {}", n + 2))?;
        let read = || {
            let area = AreaCode::new(row.get(code)?).ok()?;
            Some((area, row.get(tenth)?.parse::<u8>().ok().filter(|t| (1..=10).contains(t))?))
        };
        let (area, tenth) =
            read().ok_or_else(|| anyhow!("{shown} line {}: a code and a tenth from 1 to 10 would be right", n + 2))?;
        all.insert(area, tenth);
    }
    Ok(all)
}

/// Shares by tenth as a table.
pub(super) fn text(equity: &Equity) -> String {
    let ratio = |r: Option<f64>| r.map_or_else(|| "–".to_owned(), |r| format!("{r:.2}"));
    let rows: Vec<Vec<String>> = equity
        .tenths
        .iter()
        .map(|t| {
            vec![
                t.tenth.to_string(),
                format!("{:.1}", t.residents * 100.0),
                format!("{:.1}", t.harm * 100.0),
                format!("{:.1}", t.minutes * 100.0),
                ratio(t.minutes_by_residents),
                ratio(t.minutes_by_harm),
            ]
        })
        .collect();
    let header = ["tenth", "% of residents", "% of harm", "% of minutes", "minutes : residents", "minutes : harm"];
    let unmatched = if equity.unmatched > 0.005 {
        format!("{:.0} % of residents live in areas without a tenth.\n", equity.unmatched * 100.0)
    } else {
        String::new()
    };
    format!("\nBy deprivation, 1 the most deprived:\n{}{unmatched}", table(&header, &rows))
}

/// The feedback loop over two years; the text to print.
pub(super) fn simulated(county: &County, hotspots: &HotspotReport, seed: u64, as_json: bool) -> String {
    let runs = feedback(county, hotspots, seed);
    if as_json {
        return json!({"seed": seed, "runs": runs}).to_string() + "\n";
    }
    let shown = [0_usize, 6, 12, 24];
    let rows: Vec<Vec<String>> = runs
        .iter()
        .map(|r| {
            let months = || shown.iter().filter_map(|m| r.months.get(*m));
            let mut row = vec![r.rule.clone()];
            row.extend(months().map(|m| format!("{:.0}", m.top_tenth * 100.0)));
            row.extend(months().map(|m| format!("{:.0}", m.misplaced * 100.0)));
            row.extend(months().next_back().map(|m| m.unseen.to_string()));
            row
        })
        .collect();
    let header = [
        "what counts as risk",
        "% in top tenth, now",
        "6 months",
        "12",
        "24",
        "% misplaced, now",
        "6 months",
        "12",
        "24",
        "places hardly seen",
    ];
    format!(
        "Two years simulated (seed {seed}). The truth does not change: what moves, the loop has moved. Misplaced: minutes \
         that lie elsewhere than the true incidents. Assumptions: docs/deployment.md.\n\n{}",
        table(&header, &rows)
    )
}
