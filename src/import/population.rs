//! Residents by LSOA or ward as CSV, long (a row per age group) or wide.

use super::report::{ImportError, Reject, SourceReport};
use super::{csv_text, input};
use crate::domain::code::AreaCode;
use std::collections::BTreeMap;
use std::path::Path;

/// Residents by area code.
pub type Population = BTreeMap<AreaCode, u32>;

/// Reads a population file. Rows of one code are summed; if some of them are totals, only those. `column` names the
/// column of residents where the file has several that it may be.
///
/// # Errors
/// When it is damaged, has no column of codes or of residents, or several columns may be the one.
pub fn read(path: &Path, column: Option<&str>, report: &mut SourceReport) -> Result<Population, ImportError> {
    parse(input::bytes(path)?, &path.display().to_string(), column, report)
}

fn is_code(h: &str) -> bool {
    h == "code"
        || (["lsoa", "wd", "ward"].iter().any(|p| h.starts_with(p)) && (h.ends_with("cd") || h.ends_with("code")))
        || matches!(h, "geography code" | "area code" | "gss_code" | "mnemonic")
}

fn is_total(h: &str) -> bool {
    let words = ["residents", "population", "total", "observation", "count", "persons", "people"];
    h.split(|c: char| !c.is_ascii_alphanumeric()).any(|w| words.contains(&w)) || h.contains("all ages")
}

/// How many cells of a row, other than those of code and numbers, say that it is a total.
fn totals(row: &csv::StringRecord, but: &[usize]) -> usize {
    let says = |c: &str| {
        let c = c.trim().to_ascii_lowercase();
        c.starts_with("total") || ["all ages", "all persons", "all people", "all usual residents"].contains(&c.as_str())
    };
    row.iter().enumerate().filter(|(i, c)| !but.contains(i) && says(c)).count()
}

/// As [`read`], of bytes.
///
/// # Errors
/// As [`read`].
pub fn parse(
    raw: Vec<u8>,
    file: &str,
    column: Option<&str>,
    report: &mut SourceReport,
) -> Result<Population, ImportError> {
    let (text, between) = csv_text::open(raw, file, report)?;
    let mut options = csv::ReaderBuilder::new();
    let mut reader = options.delimiter(between).comment(Some(b'#')).flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .map_err(|e| ImportError::format(file, "CSV", e))?
        .iter()
        .map(|h| h.trim().to_ascii_lowercase())
        .collect();
    let missing = |column: &str| ImportError::missing(file, column, header.iter().map(String::as_str));
    let code_at = header.iter().position(|h| is_code(h)).ok_or_else(|| missing("of area codes, such as LSOA21CD"))?;
    let rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(|e| ImportError::format(file, "CSV", e))?;
    // A column of words is no column of residents, whatever it is called.
    let first = rows.first();
    let numeric = |i: usize| first.is_none_or(|r| r.get(i).is_some_and(|c| number(c).is_some()));
    let mut value_at: Vec<usize> = match column {
        Some(wanted) => header.iter().position(|h| h.eq_ignore_ascii_case(wanted.trim())).into_iter().collect(),
        None => (0..header.len()).filter(|&i| i != code_at && is_total(&header[i]) && numeric(i)).collect(),
    };
    if value_at.len() > 1 {
        let named = value_at.iter().map(|&i| header[i].as_str()).collect::<Vec<_>>().join(", ");
        return Err(ImportError::Ambiguous { file: file.to_owned(), what: "residents", columns: named });
    }
    if value_at.is_empty() && column.is_none() {
        let is_age =
            |h: &str| h.split(|c: char| !c.is_ascii_alphanumeric()).any(|w| matches!(w, "age" | "aged" | "ages"));
        value_at = (0..header.len()).filter(|&i| i != code_at && is_age(&header[i]) && numeric(i)).collect();
    }
    if value_at.is_empty() {
        return Err(missing(column.unwrap_or("of residents, such as usual_residents")));
    }
    let but: Vec<usize> = value_at.iter().copied().chain([code_at]).collect();
    // For each code, how much of a total the rows counted so far are, and their sum.
    let mut sums = BTreeMap::<AreaCode, (usize, u64)>::new();
    report.files += 1;
    // Rows that say the same of the same area: a second one would count everyone twice. Names say nothing.
    let mut seen = BTreeMap::<Vec<&str>, u64>::new();
    let says: Vec<usize> = (0..header.len())
        .filter(|i| *i == code_at || !(but.contains(i) || header[*i].ends_with("nm") || header[*i].ends_with("name")))
        .collect();
    for row in &rows {
        let line = csv_text::line(&text, row);
        if row.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let key: Vec<&str> = says.iter().map(|&i| row.get(i).unwrap_or("").trim()).collect();
        let first = *seen.entry(key).or_insert(line);
        if first != line {
            let (column, wrong) = (header[code_at].clone(), format!("{:?} twice", row.get(code_at).unwrap_or("")));
            let right = format!("a row of its own; line {first} has it already");
            report.rejects.push(Reject { file: file.to_owned(), line, column, wrong, right });
            continue;
        }
        match residents(row, &header, code_at, &value_at) {
            Ok((code, n)) => {
                let rank = totals(row, &but);
                let (held, sum) = sums.entry(code).or_insert((rank, 0));
                if rank > *held {
                    (*held, *sum) = (rank, n);
                } else if rank == *held {
                    *sum += n;
                }
            }
            Err((column, wrong, right)) => {
                report.rejects.push(Reject { file: file.to_owned(), line, column, wrong, right: right.to_owned() });
            }
        }
    }
    let population: Population =
        sums.into_iter().map(|(c, (_, n))| (c, u32::try_from(n).unwrap_or(u32::MAX))).collect();
    report.count("areas", population.len() as u64);
    report.count("residents", population.values().map(|&n| u64::from(n)).sum());
    Ok(population)
}

fn number(cell: &str) -> Option<u64> {
    let n = cell.trim().replace(',', "").parse::<f64>().ok()?;
    (0.0..=1e7).contains(&n).then(|| n.round() as u64)
}

type Wrong = (String, String, &'static str);

fn residents(
    row: &csv::StringRecord,
    header: &[String],
    code_at: usize,
    value_at: &[usize],
) -> Result<(AreaCode, u64), Wrong> {
    if row.len() != header.len() {
        return Err((String::new(), format!("{} cells", row.len()), "as many cells as the header has"));
    }
    let name = |i: usize| header.get(i).cloned().unwrap_or_default();
    let code = AreaCode::new(row.get(code_at).unwrap_or(""))
        .map_err(|e| (name(code_at), e.to_string(), "an area code such as W01001600"))?;
    let mut sum = 0;
    for &i in value_at {
        let cell = row.get(i).unwrap_or("");
        sum += number(cell).ok_or_else(|| (name(i), format!("{cell:?}"), "a number of residents"))?;
    }
    Ok((code, sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(text: &str, column: Option<&str>) -> Result<u32, ImportError> {
        parse(text.as_bytes().to_vec(), "p", column, &mut SourceReport::new("population")).map(|p| p.values().sum())
    }

    #[test]
    fn long_wide_and_total_rows_count_everyone_once() {
        assert_eq!(sum("LSOA21CD,age,usual_residents\nW1,0-15,3\nW1,16+,4\n", None).unwrap(), 7);
        assert_eq!(sum("LSOA21CD,Aged 0-15,Aged 16+\nW1,3,\"1,004\"\n", None).unwrap(), 1007);
        assert_eq!(sum("lsoa21cd,age,count\nW1,Total,7\nW1,0-15,3\nW1,16+,4\n", None).unwrap(), 7);
        assert_eq!(sum("ward_code,County name,Population type,Total\nW1,Kent,usual,7\n", None).unwrap(), 7);
    }

    #[test]
    fn an_area_that_is_there_twice_is_told_with_both_lines() {
        let mut report = SourceReport::new("population");
        let text = "LSOA21CD,LSOA21NM,age,count\nW1,A,0-15,3\nW1,A,16+,4\nW1,B,16+,4\n";
        let kept = parse(text.as_bytes().to_vec(), "p", None, &mut report).unwrap();
        assert_eq!(kept.values().sum::<u32>(), 7);
        assert_eq!(report.rejects[0].line, 4);
        assert!(report.rejects[0].right.contains("line 3"), "{:?}", report.rejects);
    }

    #[test]
    fn two_totals_are_ambiguous_unless_one_is_named() {
        let text = "LSOA21CD,Total males,Total females,Total persons\nW1,3,4,7\n";
        let error = sum(text, None).unwrap_err().to_string();
        assert!(error.contains("total males, total females, total persons"), "{error}");
        assert_eq!(sum(text, Some("Total persons")).unwrap(), 7);
        assert!(sum(text, Some("Nothing")).is_err());
    }
}
