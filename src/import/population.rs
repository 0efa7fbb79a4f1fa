//! Residents by LSOA or ward as CSV, long (a row per age group) or wide.

use super::input;
use super::report::{ImportError, Reject, SourceReport};
use crate::domain::code::AreaCode;
use std::collections::BTreeMap;
use std::path::Path;

/// Residents by area code.
pub type Population = BTreeMap<AreaCode, u32>;

/// Reads a population file. Rows of one code are summed.
///
/// # Errors
/// When it is damaged, has no column of codes or of numbers, or a cell is wrong.
pub fn read(path: &Path, report: &mut SourceReport) -> Result<Population, ImportError> {
    parse(input::bytes(path)?, &path.display().to_string(), report)
}

/// As [`read`], of bytes.
///
/// # Errors
/// As [`read`].
pub fn parse(raw: Vec<u8>, file: &str, report: &mut SourceReport) -> Result<Population, ImportError> {
    let text = input::text(raw, file, report);
    let refuse = |line: u64, column: &str, wrong: String, right: &str| {
        ImportError::Refused(Reject {
            file: file.to_owned(),
            line,
            column: column.to_owned(),
            wrong,
            right: right.to_owned(),
        })
    };
    if let Some(line) = input::broken_quote(&text) {
        return Err(refuse(
            line,
            "",
            "a quote is opened and not closed".to_owned(),
            "a closing quote before the comma",
        ));
    }
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .map_err(|e| ImportError::format(file, "CSV", e))?
        .iter()
        .map(|h| h.trim().to_ascii_lowercase())
        .collect();
    let missing = |column: &str| ImportError::MissingColumn {
        file: file.to_owned(),
        column: column.to_owned(),
        found: header.join(", ").chars().take(300).collect(),
    };
    let is_code = |h: &str| {
        h == "code"
            || (["lsoa", "wd", "ward"].iter().any(|p| h.starts_with(p)) && (h.ends_with("cd") || h.ends_with("code")))
            || matches!(h, "geography code" | "area code" | "gss_code" | "mnemonic")
    };
    let code_at = header.iter().position(|h| is_code(h)).ok_or_else(|| missing("of area codes, such as LSOA21CD"))?;
    // A column of totals is preferred; otherwise whatever says residents or population; otherwise ages are summed.
    let by = |wanted: &[&str]| header.iter().position(|h| wanted.iter().any(|w| h.contains(w)));
    let value_at: Vec<usize> =
        match by(&["usual_residents", "residents", "population", "total", "all ages", "observation", "count"]) {
            Some(i) => vec![i],
            None => (0..header.len()).filter(|&i| header[i].contains("age") && i != code_at).collect(),
        };
    if value_at.is_empty() {
        return Err(missing("of residents"));
    }
    let mut population = BTreeMap::<AreaCode, u64>::new();
    report.files += 1;
    for row in reader.records() {
        let row = row.map_err(|e| {
            refuse(e.position().map_or(0, csv::Position::line), "", e.to_string(), "as many cells as the header has")
        })?;
        let line = row.position().map_or(0, csv::Position::line);
        let code = AreaCode::new(row.get(code_at).unwrap_or(""))
            .map_err(|e| refuse(line, &header[code_at], e.to_string(), "an area code such as W01001600"))?;
        let sum = population.entry(code).or_default();
        for &i in &value_at {
            let cell = row.get(i).unwrap_or("").trim().replace(',', "");
            match cell.parse::<f64>() {
                Ok(n) if (0.0..=1e7).contains(&n) => *sum += n.round() as u64,
                _ => return Err(refuse(line, &header[i], format!("{cell:?}"), "a number of residents")),
            }
        }
    }
    let population: Population =
        population.into_iter().map(|(c, n)| (c, u32::try_from(n).unwrap_or(u32::MAX))).collect();
    report.count("areas", population.len() as u64);
    report.count("residents", population.values().map(|&n| u64::from(n)).sum());
    Ok(population)
}
