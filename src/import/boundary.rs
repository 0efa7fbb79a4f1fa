//! Wards, parishes and LSOAs as GeoJSON: whose column names, which year, which coordinates.

use super::boundary_overlap::settle;
use super::boundary_shape::{Frame, Shape};
use super::input;
use super::report::{ImportError, Reject, SourceReport};
use crate::domain::boundary::{Boundary, BoundaryKind};
use crate::domain::code::{AreaCode, AreaKey, Vintage};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Which columns hold code and name, where the usual names do not fit, and which year the areas are of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// Column of codes; `None`: recognised (`WD23CD`, `PARNCP22CD`, `LSOA21CD`…).
    pub code: Option<String>,
    /// Column of names; `None`: recognised (`WD23NM`…).
    pub name: Option<String>,
    /// Year of the areas; `None`: the two digits of the code's column.
    pub vintage: Option<Vintage>,
}

/// Reads a GeoJSON file, plain or gzipped. The areas come in the order of their codes.
///
/// # Errors
/// When it is damaged, lacks a column, lies elsewhere than in Britain, or names a code twice.
pub fn read(
    path: &Path,
    kind: BoundaryKind,
    columns: &Columns,
    report: &mut SourceReport,
) -> Result<Vec<Boundary>, ImportError> {
    parse(input::bytes(path)?, &path.display().to_string(), kind, columns, report)
}

/// As [`read`], of bytes.
///
/// # Errors
/// As [`read`].
pub fn parse(
    raw: Vec<u8>,
    file: &str,
    kind: BoundaryKind,
    columns: &Columns,
    report: &mut SourceReport,
) -> Result<Vec<Boundary>, ImportError> {
    let text = input::text(raw, file, report);
    let (crs, features) = collection(&text, file)?;
    let frame = Frame::of(crs.as_ref(), features.iter().filter_map(|f| f.get("geometry")), file, report)?;
    let found = Found::of(&features, kind, columns, file, report)?;
    let mut rows = BTreeMap::<AreaCode, (usize, Boundary)>::new();
    let mut repaired = Vec::new();
    for (number, feature) in (1..).zip(&features) {
        let reject = |column: &str, wrong: String, right: &str| Reject {
            file: file.to_owned(),
            line: 0,
            column: if column.is_empty() { format!("feature {number}") } else { format!("feature {number} {column}") },
            wrong,
            right: right.to_owned(),
        };
        let none = Map::new();
        let properties = feature.get("properties").and_then(Value::as_object).unwrap_or(&none);
        let code = match AreaCode::new(&cell(properties, &found.code)) {
            Ok(code) => code,
            Err(e) => {
                report.rejects.push(reject(&found.code, e.to_string(), "an area code such as W05001645"));
                continue;
            }
        };
        let mut name = found.name.as_ref().map(|c| cell(properties, c)).unwrap_or_default();
        if name.is_empty() && kind == BoundaryKind::Lsoa {
            code.as_str().clone_into(&mut name);
        }
        if name.is_empty() {
            let column = found.name.as_deref().unwrap_or("");
            report.rejects.push(reject(column, "blank".to_owned(), "the name of the area"));
            continue;
        }
        let shape = match frame.shape(feature.get("geometry")) {
            Ok(shape) => shape,
            Err(wrong) => {
                let right = "a Polygon or MultiPolygon whose rings have at least four positions";
                report.rejects.push(reject("geometry", format!("{name}: {wrong}"), right));
                continue;
            }
        };
        let Shape { geom, was_invalid } = shape;
        if was_invalid {
            repaired.push(name.clone());
        }
        if let Some((first, held)) = rows.get(&code) {
            let wrong = format!("{code} twice: {} in feature {first} and {name} here", held.name);
            return Err(ImportError::Refused(reject(
                &found.code,
                wrong,
                "each code once, with all its parts in one feature",
            )));
        }
        let optional = |column: &Option<String>| column.as_ref().map(|c| cell(properties, c)).unwrap_or_default();
        let key = AreaKey { code: code.clone(), vintage: found.vintage };
        let (name_alt, authority) = (optional(&found.name_alt), optional(&found.authority));
        rows.insert(code, (number, Boundary { key, name, name_alt, authority, residents: None, geom }));
    }
    if !repaired.is_empty() {
        report.warn(format!("{file}: outlines that cross or touch themselves were repaired: {}", listed(&repaired)));
    }
    let mut areas: Vec<Boundary> = rows.into_values().map(|(_, area)| area).collect();
    report.files += 1;
    report.count("areas", areas.len() as u64);
    report.count("repaired", repaired.len() as u64);
    settle(&mut areas, file, report);
    Ok(areas)
}

/// Names, the first ten of them.
pub(super) fn listed(names: &[String]) -> String {
    let shown = names.iter().take(10).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > 10 { format!("{shown} and {} more", names.len() - 10) } else { shown }
}

/// The `crs` member, if any, and the features.
fn collection(text: &str, file: &str) -> Result<(Option<Value>, Vec<Value>), ImportError> {
    let bad = |detail: String| ImportError::format(file, "GeoJSON", detail);
    let mut top: Value = serde_json::from_str(text).map_err(|e| bad(e.to_string()))?;
    let kind = top.get("type").and_then(Value::as_str).unwrap_or("").to_owned();
    let crs = top.get_mut("crs").map(Value::take).filter(|c| !c.is_null());
    let features = match (kind.as_str(), top.get_mut("features").map(Value::take)) {
        ("FeatureCollection", Some(Value::Array(features))) => features,
        ("FeatureCollection", _) => return Err(bad("its features are missing".to_owned())),
        ("Feature", _) => vec![top],
        ("Topology", _) => return Err(bad("it is TopoJSON; save it as GeoJSON".to_owned())),
        _ => return Err(bad(format!("its type is {kind:?}; a FeatureCollection is needed"))),
    };
    if features.is_empty() {
        return Err(bad("it holds no feature".to_owned()));
    }
    Ok((crs, features))
}

/// A property as trimmed text.
fn cell(properties: &Map<String, Value>, column: &str) -> String {
    match properties.get(column) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(n)) => n.to_string(),
        _ => String::new(),
    }
}

/// Columns found in a file.
struct Found {
    code: String,
    name: Option<String>,
    name_alt: Option<String>,
    authority: Option<String>,
    vintage: Vintage,
}

/// The year in a column's name, if it is one of a family: a prefix, no digits or two or four, a suffix, in either
/// case, with or without `_`. Two digits from 70 on are of the last century.
fn year_in(column: &str, prefixes: &[&str], suffixes: &[&str]) -> Option<u16> {
    let plain: String = column.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect();
    prefixes.iter().find_map(|prefix| {
        let rest = plain.strip_prefix(prefix)?;
        let digits = suffixes.iter().find_map(|suffix| rest.strip_suffix(suffix))?;
        match (digits.len(), digits.parse::<u16>()) {
            (0, _) => Some(0),
            (2, Ok(year)) => Some(if year < 70 { 2000 + year } else { 1900 + year }),
            (4, Ok(year)) => Some(year),
            _ => None,
        }
    })
}

const CODES: &[&str] = &["cd", "code"];
const NAMES: &[&str] = &["nm", "name"];
const NAMES_ALT: &[&str] = &["nmw", "namew", "nmcy", "namecy"];

impl Found {
    fn of(
        features: &[Value],
        kind: BoundaryKind,
        columns: &Columns,
        file: &str,
        report: &mut SourceReport,
    ) -> Result<Self, ImportError> {
        let header: BTreeSet<&str> = features
            .iter()
            .filter_map(|f| f.get("properties")?.as_object())
            .flat_map(|p| p.keys().map(String::as_str))
            .collect();
        let missing = |column: &str| ImportError::missing(file, column, header.iter().copied());
        let named = |wanted: &str| {
            let exact = header.get(wanted).copied();
            exact.or_else(|| header.iter().copied().find(|h| h.eq_ignore_ascii_case(wanted))).map(str::to_owned)
        };
        // Of several years in one file the newest is meant.
        let family = |prefixes: &[&str], suffixes: &[&str]| {
            let years = header.iter().filter_map(|h| Some((year_in(h, prefixes, suffixes)?, (*h).to_owned())));
            years.max_by_key(|(year, _)| *year)
        };
        let (prefixes, example): (&[&str], _) = match kind {
            BoundaryKind::Ward => (&["wd", "ward"], ["of ward codes, such as WD23CD", "of ward names, such as WD23NM"]),
            BoundaryKind::Parish => (
                &["parncp", "par", "parish", "community"],
                ["of parish codes, such as PARNCP22CD", "of parish names, such as PARNCP22NM"],
            ),
            BoundaryKind::Lsoa => {
                (&["lsoa", "dz"], ["of LSOA codes, such as LSOA21CD", "of LSOA names, such as LSOA21NM"])
            }
        };
        let (code, in_code) = match &columns.code {
            Some(wanted) => {
                let code = named(wanted).ok_or_else(|| missing(wanted))?;
                let year = year_in(&code, prefixes, CODES).unwrap_or(0);
                (code, year)
            }
            None => family(prefixes, CODES).map(|(y, c)| (c, y)).ok_or_else(|| missing(example[0]))?,
        };
        let of_year = |suffixes: &[&str]| {
            let same = header.iter().find(|h| year_in(h, prefixes, suffixes) == Some(in_code)).map(|h| (*h).to_owned());
            same.or_else(|| family(prefixes, suffixes).map(|(_, c)| c))
        };
        let name = match &columns.name {
            Some(wanted) => Some(named(wanted).ok_or_else(|| missing(wanted))?),
            None => of_year(NAMES),
        };
        if name.is_none() && kind != BoundaryKind::Lsoa {
            return Err(missing(example[1]));
        }
        let vintage = columns.vintage.unwrap_or(Vintage(in_code));
        if vintage == Vintage::default() {
            report.warn(format!(
                "{file}: column {code} does not say of which year the areas are; they are kept as of an unknown year"
            ));
        }
        let authority = family(&["lad", "la", "lad_"], CODES).map(|(_, c)| c);
        Ok(Self { code, name, name_alt: of_year(NAMES_ALT), authority, vintage })
    }
}
