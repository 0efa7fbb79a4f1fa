//! Streets to walk along, as CSV with a column `id` (of the layer `streets`) or `osm_way`.

use super::report::{ImportError, Reject, SourceReport};
use super::{csv_text, input};
use std::path::Path;

/// How a street is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreetKey {
    /// By the number of its segment in the county file.
    Segment(u32),
    /// All segments of an OSM way.
    Way(i64),
}

/// Reads the list; other columns are passed over. With both columns `id` counts.
///
/// # Errors
/// When the file is damaged or empty, lacks both columns, or a cell is no whole number.
pub fn read(path: &Path) -> Result<Vec<StreetKey>, ImportError> {
    parse(input::bytes(path)?, &path.display().to_string())
}

fn parse(raw: Vec<u8>, file: &str) -> Result<Vec<StreetKey>, ImportError> {
    let (text, between) = csv_text::open(raw, file, &mut SourceReport::new("streets"))?;
    let mut options = csv::ReaderBuilder::new();
    let mut reader = options.delimiter(between).comment(Some(b'#')).flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .map_err(|e| ImportError::format(file, "CSV", e))?
        .iter()
        .map(|h| h.trim().to_ascii_lowercase())
        .collect();
    let at = |name: &str| header.iter().position(|h| h == name);
    let (column, name) = at("id")
        .map(|c| (c, "id"))
        .or_else(|| at("osm_way").map(|c| (c, "osm_way")))
        .ok_or_else(|| ImportError::missing(file, "id", header.iter().map(String::as_str)))?;
    let refuse = |line: u64, wrong: String, right: &str| {
        let (file, column, right) = (file.to_owned(), name.to_owned(), right.to_owned());
        ImportError::Refused(Reject { file, line, column, wrong, right })
    };
    let mut out = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|e| ImportError::format(file, "CSV", e))?;
        if row.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let found = row.get(column).unwrap_or("").trim();
        let key = if name == "id" {
            found.parse().ok().map(StreetKey::Segment)
        } else {
            found.parse().ok().map(StreetKey::Way)
        };
        let wrong = || refuse(csv_text::line(&text, &row), format!("{found:?}"), "a whole number");
        out.push(key.ok_or_else(wrong)?);
    }
    if out.is_empty() {
        return Err(refuse(0, "no rows".to_owned(), "one row for each street"));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streets_are_named_by_number_or_by_way() {
        let read = |text: &str| parse(text.as_bytes().to_vec(), "s.csv");
        assert_eq!(read("id,name\n3,x\n5,y\n").unwrap(), [StreetKey::Segment(3), StreetKey::Segment(5)]);
        assert_eq!(read("name,osm_way\nx,77\n\n").unwrap(), [StreetKey::Way(77)]);
        for (text, told) in [("name\nx\n", "id"), ("id\n", "no rows"), ("id\n-1\n", "line 2"), ("id\nx\n", "\"x\"")] {
            let said = read(text).unwrap_err().to_string();
            assert!(said.contains(told), "{text:?}: {said}");
        }
    }
}
