//! The force's own tables as CSV, checked cell by cell against their declaration.

use super::boundary_shape::in_britain;
use super::report::{ImportError, Reject, SourceReport};
use super::{cross, csv_text, input};
use crate::domain::table::{Record, TableSpec, Value};
use crate::domain::tables::TABLES;
use geo_types::Coord;
use std::collections::BTreeMap;
use std::path::Path;

/// Reads a table. All wrong cells are reported at once; rows with one are left out of what is returned.
///
/// # Errors
/// When the file is damaged, lacks a required column or is another table.
pub fn read(path: &Path, spec: &'static TableSpec, report: &mut SourceReport) -> Result<Vec<Record>, ImportError> {
    parse(input::bytes(path)?, &path.display().to_string(), spec, report)
}

/// As [`read`], of bytes.
///
/// # Errors
/// As [`read`].
pub fn parse(
    raw: Vec<u8>,
    file: &str,
    spec: &'static TableSpec,
    report: &mut SourceReport,
) -> Result<Vec<Record>, ImportError> {
    let (text, between) = csv_text::open(raw, file, report)?;
    let reject = |line: u64, column: &str, wrong: String, right: String| Reject {
        file: file.to_owned(),
        line,
        column: column.to_owned(),
        wrong,
        right,
    };
    let mut options = csv::ReaderBuilder::new();
    let mut reader = options.delimiter(between).comment(Some(b'#')).flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .map_err(|e| ImportError::format(file, "CSV", e))?
        .iter()
        .map(|h| h.trim().to_ascii_lowercase())
        .collect();
    let missing: Vec<&str> =
        spec.fields.iter().filter(|f| f.required).map(|f| f.name).filter(|n| !header.iter().any(|h| h == n)).collect();
    if !missing.is_empty() {
        return Err(ImportError::missing(file, &missing.join(", "), header.iter().map(String::as_str)));
    }
    if let Some(other) = another(&header, spec) {
        let detail = format!("its columns are those of {other}");
        return Err(ImportError::format(file, spec.name, detail));
    }
    for column in header.iter().filter(|h| !h.is_empty() && spec.position(h).is_none()) {
        report.warn(format!("{file}: column {column} is not known to {} and was left out", spec.name));
    }
    let at: Vec<Option<usize>> = spec.fields.iter().map(|f| header.iter().position(|h| h == f.name)).collect();
    let mut seen = BTreeMap::<String, u64>::new();
    let mut rows = Vec::new();
    report.files += 1;
    file.clone_into(&mut report.file);
    for row in reader.records() {
        let row = row.map_err(|e| ImportError::format(file, "CSV", e))?;
        let line = csv_text::line(&text, &row);
        if row.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let wrong_before = report.rejects.len();
        if row.len() != header.len() {
            let wrong = format!("{} cells", row.len());
            report.rejects.push(reject(line, "", wrong, format!("{} cells, as in the header", header.len())));
        }
        let mut cells = Vec::with_capacity(spec.fields.len());
        for (field, position) in spec.fields.iter().zip(&at) {
            let cell = position.and_then(|p| row.get(p)).unwrap_or("");
            match field.check(cell) {
                Ok(None) if field.required => {
                    let right = format!("a value such as {}", field.example);
                    report.rejects.push(reject(line, field.name, "blank".to_owned(), right));
                    cells.push(None);
                }
                Ok(value) => cells.push(value),
                Err(right) => {
                    report.rejects.push(reject(line, field.name, format!("{cell:?}"), right));
                    cells.push(None);
                }
            }
        }
        if report.rejects.len() == wrong_before
            && let Err((column, wrong, right)) = place(spec, &cells)
        {
            report.rejects.push(reject(line, column, wrong, right));
        }
        let id = cells.first().and_then(Option::as_ref).map(|v: &Value| v.text().into_owned()).unwrap_or_default();
        if let Some(&first) = seen.get(&id)
            && !id.is_empty()
        {
            let right = format!("an id of its own; line {first} has it already");
            report.rejects.push(reject(line, "id", format!("{id:?} twice"), right));
        }
        seen.entry(id).or_insert(line);
        if report.rejects.len() == wrong_before {
            rows.push((line, Record(cells)));
        }
    }
    let records: Vec<Record>;
    (report.lines, records) = cross::check(spec, rows, file, report).into_iter().unzip();
    report.count("rows", records.len() as u64);
    Ok(records)
}

/// The table whose columns these are, if they are another's rather than this one's: several tables need no more than
/// an id and a name, and would take any file.
fn another(header: &[String], spec: &TableSpec) -> Option<&'static str> {
    let known = |s: &TableSpec| header.iter().filter(|h| s.position(h).is_some()).count();
    let own = known(spec);
    let best = TABLES.iter().max_by_key(|s| known(s))?;
    (known(best) > own && header.len() > 2 * own).then_some(best.name)
}

/// Refuses a place that is half given or not in the United Kingdom: swapped coordinates are the usual reason.
fn place(spec: &TableSpec, cells: &[Option<Value>]) -> Result<(), (&'static str, String, String)> {
    let number = |column: &str| match spec.position(column).and_then(|i| cells.get(i)) {
        Some(Some(Value::Number(n))) => Some(*n),
        _ => None,
    };
    let (lon, lat) = match (number("lon"), number("lat")) {
        (Some(lon), Some(lat)) => (lon, lat),
        (None, None) => return Ok(()),
        (None, _) => return Err(("lon", "blank".to_owned(), "a longitude beside the latitude, or neither".to_owned())),
        (_, None) => return Err(("lat", "blank".to_owned(), "a latitude beside the longitude, or neither".to_owned())),
    };
    if in_britain(Coord { x: lon, y: lat }) {
        return Ok(());
    }
    if in_britain(Coord { x: lat, y: lon }) {
        let wrong = format!("longitude {lon} and latitude {lat} are swapped");
        return Err(("lon", wrong, format!("longitude {lat} and latitude {lon}")));
    }
    let right = "a place in the United Kingdom in WGS 84 degrees".to_owned();
    Err(("lon", format!("longitude {lon}, latitude {lat}"), right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tables::{BASES, TABLES};

    #[test]
    fn every_template_imports_as_no_rows() {
        for spec in TABLES {
            let mut report = SourceReport::new(spec.name);
            let blank = super::super::template::blank(spec);
            assert_eq!(parse(blank.into_bytes(), "t", spec, &mut report).unwrap(), vec![]);
            assert!(report.warnings.is_empty() && report.rejects.is_empty());
        }
    }

    #[test]
    fn every_example_row_of_a_template_imports_as_one_row() {
        for spec in TABLES {
            let mut report = SourceReport::new(spec.name);
            let filled = super::super::template::blank(spec).replace("# example: ", "");
            let rows: Vec<&str> = filled.lines().filter(|l| !l.starts_with('#')).collect();
            let turned = format!("{}\n{}\n", rows[1], rows[0]);
            assert_eq!(parse(turned.into_bytes(), "t", spec, &mut report).unwrap().len(), 1, "{report:?}");
        }
    }

    #[test]
    fn swapped_and_half_given_places_and_other_tables_are_told() {
        let mut report = SourceReport::new("assets");
        let spec = TABLES.iter().find(|t| t.name == "groups").unwrap();
        let row = |lon: &str, lat: &str| {
            let example = |f: &crate::domain::table::Field| match f.name {
                "lon" => lon.to_owned(),
                "lat" => lat.to_owned(),
                "id" => format!("g{lon}"),
                _ => format!("\"{}\"", f.example),
            };
            spec.fields.iter().map(example).collect::<Vec<_>>().join(",") + "\n"
        };
        let header = spec.fields.iter().map(|f| f.name).collect::<Vec<_>>().join(",") + "\n";
        let text = header.clone()
            + &row("-2.99", "51.5")
            + &row("", "")
            + &row("51.5", "-2.99")
            + &row("-3", "")
            + &row("9", "9");
        assert_eq!(parse(text.into_bytes(), "g", spec, &mut report).unwrap().len(), 2);
        let told: Vec<_> = report.rejects.iter().map(|r| (r.line, r.column.as_str())).collect();
        assert_eq!(told, [(4, "lon"), (5, "lat"), (6, "lon")], "{:?}", report.rejects);
        assert!(report.rejects[0].wrong.contains("swapped"));
        let funders = TABLES.iter().find(|t| t.name == "funders").unwrap();
        let said = parse(header.into_bytes(), "g", funders, &mut report).unwrap_err().to_string();
        assert!(said.contains("those of groups") || said.contains("missing"), "{said}");
    }

    #[test]
    fn a_missing_column_and_a_doubled_id_are_told() {
        let mut report = SourceReport::new("bases");
        assert!(matches!(
            parse(b"name\nx\n".to_vec(), "b", &BASES, &mut report),
            Err(ImportError::MissingColumn { .. })
        ));
        let header: Vec<_> = BASES.fields.iter().map(|f| f.name).collect();
        let row: Vec<_> = BASES.fields.iter().map(|f| format!("\"{}\"", f.example)).collect();
        let twice = format!("{}\n{}\n{}\n", header.join(","), row.join(","), row.join(","));
        assert_eq!(parse(twice.into_bytes(), "b", &BASES, &mut report).unwrap().len(), 1);
        assert_eq!((report.rejects[0].line, report.rejects[0].column.as_str()), (3, "id"));
    }
}
