//! Places to measure between, as CSV: `id,lon,lat`.

use super::report::{ImportError, Reject, SourceReport};
use super::{csv_text, input};
use crate::domain::place::LonLat;
use std::collections::BTreeMap;
use std::path::Path;

/// Reads named places in the order of the file. Without a column `id` they are called 1, 2, 3…; other columns are
/// passed over.
///
/// # Errors
/// When the file is damaged or empty, lacks a column, a position is none, or an id is empty or comes twice: a table
/// with a place less would not be the table that was asked for.
pub fn read(path: &Path) -> Result<Vec<(String, LonLat)>, ImportError> {
    parse(input::bytes(path)?, &path.display().to_string())
}

fn parse(raw: Vec<u8>, file: &str) -> Result<Vec<(String, LonLat)>, ImportError> {
    let (text, between) = csv_text::open(raw, file, &mut SourceReport::new("points"))?;
    let mut options = csv::ReaderBuilder::new();
    let mut reader = options.delimiter(between).comment(Some(b'#')).flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .map_err(|e| ImportError::format(file, "CSV", e))?
        .iter()
        .map(|h| h.trim().to_ascii_lowercase())
        .collect();
    let at = |names: &[&str]| header.iter().position(|h| names.contains(&h.as_str()));
    let missing = |column: &str| ImportError::missing(file, column, header.iter().map(String::as_str));
    let lon_at = at(&["lon", "longitude"]).ok_or_else(|| missing("lon"))?;
    let lat_at = at(&["lat", "latitude"]).ok_or_else(|| missing("lat"))?;
    let id_at = at(&["id"]);
    let mut points: Vec<(String, LonLat)> = Vec::new();
    let mut lines: BTreeMap<String, u64> = BTreeMap::new();
    for row in reader.records() {
        let row = row.map_err(|e| ImportError::format(file, "CSV", e))?;
        if row.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let line = csv_text::line(&text, &row);
        let reject = |column: &str, wrong: String, right: String| {
            let (file, column) = (file.to_owned(), column.to_owned());
            ImportError::Refused(Reject { file, line, column, wrong, right })
        };
        let degrees = |column: usize, name: &str| {
            let found = row.get(column).unwrap_or("").trim();
            let right =
                || format!("degrees as a number, such as {}", if name == "lon" { "-2.9977" } else { "51.5884" });
            found.parse::<f64>().map_err(|_| reject(name, format!("{found:?}"), right()))
        };
        let (lon, lat) = (degrees(lon_at, "lon")?, degrees(lat_at, "lat")?);
        let place = LonLat::new(lon, lat)
            .map_err(|e| reject("lon and lat", e.to_string(), "WGS 84, longitude before latitude".to_owned()))?;
        let id = id_at.map_or_else(|| (points.len() + 1).to_string(), |c| row.get(c).unwrap_or("").trim().to_owned());
        if id.is_empty() {
            return Err(reject("id", "an empty id".to_owned(), "a name of its own for each place".to_owned()));
        }
        if let Some(first) = lines.insert(id.clone(), line) {
            let right = format!("a name of its own for each place; line {first} has it already");
            return Err(reject("id", format!("{id:?} again"), right));
        }
        points.push((id, place));
    }
    if points.is_empty() {
        let (wrong, right) = ("no rows".to_owned(), "one row id,lon,lat for each place".to_owned());
        return Err(ImportError::Refused(Reject {
            file: file.to_owned(),
            line: 0,
            column: String::new(),
            wrong,
            right,
        }));
    }
    Ok(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        parse(text.as_bytes().to_vec(), "p.csv").map_or_else(|e| e.to_string(), |p| format!("{p:?}"))
    }

    #[test]
    fn places_come_in_the_order_of_the_file_and_are_numbered_if_they_have_no_ids() {
        let points = parse(b"id,lat,lon,x\nb,51.5,-3,\na,51.6,-3.1,y\n\n".to_vec(), "p").unwrap();
        assert_eq!(points.iter().map(|p| p.0.as_str()).collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(points[1].1, LonLat::new(-3.1, 51.6).unwrap());
        assert_eq!(parse(b"lon,lat\n1,2\n3,4\n".to_vec(), "p").unwrap()[1].0, "2");
    }

    #[test]
    fn what_is_wrong_has_line_and_column() {
        assert!(
            told("id,lon,lat\na,1,2\na,3,4\n").contains("line 3, column id: \"a\" again"),
            "{}",
            told("id,lon,lat\na,1,2\na,3,4\n")
        );
        assert!(told("id,lon,lat\na,1,north\n").contains("line 2, column lat: \"north\""));
        assert!(told("id,lon,lat\na,1\n").contains("line 2, column lat: \"\""));
        assert!(told("id,lon,lat\na,51.5,-200\n").contains("not on the globe"));
        assert!(told("id,lon,lat\na,NaN,2\n").contains("not on the globe"));
        assert!(told("id,lon,lat\n,1,2\n").contains("an empty id"));
        assert!(told("id,x,y\na,1,2\n").contains("lon"));
        assert!(told("id,lon,lat\n").contains("no rows"));
    }
}
