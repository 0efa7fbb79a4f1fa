//! The shape of the force's own tables: one declaration from which the blank template, the check of each
//! cell, the columns of the county file and the typed rows all follow.

use super::place::LonLat;
use super::time::{Month, TimeOfDay, parse_date};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What a cell may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FieldKind {
    /// Any text of at most so many characters.
    Text(usize),
    /// An identifier: 1 to 64 characters without blanks at the ends.
    Id,
    /// Identifiers separated by `;`.
    Ids,
    /// Area codes separated by `;`.
    AreaCodes,
    /// `id:number` pairs separated by `;`, such as `alderton-tc:60;county:40`.
    Shares,
    /// A whole number within limits, both included.
    Int(i64, i64),
    /// A number within limits, both included.
    Number(f64, f64),
    /// `yes` or `no` (also true/false, y/n, 1/0).
    Bool,
    /// `YYYY-MM-DD`.
    Date,
    /// `HH:MM`, local.
    Time,
    /// `YYYY-MM-DDTHH:MM`, local; a blank instead of `T` is fine.
    DateTime,
    /// `YYYY-MM`.
    Month,
    /// In the grammar of OSM's `opening_hours`.
    OpeningHours,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Some of these words, separated by `;`.
    Choices(&'static [&'static str]),
    /// Longitude in WGS 84 degrees.
    Lon,
    /// Latitude in WGS 84 degrees.
    Lat,
}

/// One column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Its name in the header.
    pub name: &'static str,
    /// What its cells may hold.
    pub kind: FieldKind,
    /// Whether a row without it is refused.
    pub required: bool,
    /// What it means, one line.
    pub doc: &'static str,
    /// A cell that is right.
    pub example: &'static str,
}

/// One table that a force brings as CSV.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableSpec {
    /// Its name: of the template, of the import option, and of the layer.
    pub name: &'static str,
    /// What it is for, one or two lines.
    pub doc: &'static str,
    /// The columns; the first is the id by which rows are upserted.
    pub fields: &'static [Field],
}

impl TableSpec {
    /// The position of a column.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.name == name)
    }

    /// Whether rows have a place.
    #[must_use]
    pub fn is_spatial(&self) -> bool {
        self.position("lon").is_some() && self.position("lat").is_some()
    }
}

/// A checked cell. Dates, times and lists are kept as canonical text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A whole number.
    Int(i64),
    /// Any number.
    Number(f64),
    /// Text.
    Text(String),
}

impl Value {
    /// As text, numbers printed.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(t) => Cow::Borrowed(t),
            Self::Int(i) => Cow::Owned(i.to_string()),
            Self::Number(n) => Cow::Owned(n.to_string()),
        }
    }
}

/// One checked row of a table, cells in the order of its spec; an empty cell is `None`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Record(pub Vec<Option<Value>>);

/// A view of a record by column name. Columns that the record lacks read as empty, so that rows written
/// under an older spec still load.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    spec: &'static TableSpec,
    record: &'a Record,
}

impl<'a> Row<'a> {
    /// The row's cells under its table's names.
    #[must_use]
    pub const fn new(spec: &'static TableSpec, record: &'a Record) -> Self {
        Self { spec, record }
    }

    fn cell(&self, name: &str) -> Option<&'a Value> {
        debug_assert!(self.spec.position(name).is_some(), "{} has no column {name}", self.spec.name);
        self.record.0.get(self.spec.position(name)?)?.as_ref()
    }

    /// The text of a cell, empty if blank.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.cell(name).map(|v| v.text().into_owned()).unwrap_or_default()
    }

    /// The parts of a list cell.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<String> {
        self.text(name).split(';').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect()
    }

    /// A whole number.
    #[must_use]
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.cell(name)? {
            Value::Int(i) => Some(*i),
            #[expect(clippy::cast_possible_truncation, reason = "a number column that was checked")]
            Value::Number(n) => Some(*n as i64),
            Value::Text(t) => t.parse().ok(),
        }
    }

    /// A number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.cell(name)? {
            #[expect(clippy::cast_precision_loss, reason = "roster numbers are small")]
            Value::Int(i) => Some(*i as f64),
            Value::Number(n) => Some(*n),
            Value::Text(t) => t.parse().ok(),
        }
    }

    /// Yes or no; `None` if blank.
    #[must_use]
    pub fn yes(&self, name: &str) -> Option<bool> {
        self.int(name).map(|i| i != 0)
    }

    /// A date.
    #[must_use]
    pub fn date(&self, name: &str) -> Option<jiff::civil::Date> {
        parse_date(&self.cell(name)?.text()).ok()
    }

    /// A local time of day.
    #[must_use]
    pub fn time(&self, name: &str) -> Option<TimeOfDay> {
        self.cell(name)?.text().parse().ok()
    }

    /// The place in `lon` and `lat`.
    #[must_use]
    pub fn at(&self) -> Option<LonLat> {
        LonLat::new(self.number("lon")?, self.number("lat")?).ok()
    }
}

impl Field {
    /// Checks a cell and brings it into canonical form; blank is `None`. Whether it may be blank is the
    /// caller's question.
    ///
    /// # Errors
    /// A sentence that says what would be right.
    pub fn check(&self, cell: &str) -> Result<Option<Value>, String> {
        let t = cell.trim();
        if t.is_empty() {
            return Ok(None);
        }
        let text = |s: String| Ok(Some(Value::Text(s)));
        let list = |check: &dyn Fn(&str) -> Result<String, String>| -> Result<Option<Value>, String> {
            let parts: Result<Vec<_>, _> = t.split(';').map(str::trim).filter(|s| !s.is_empty()).map(check).collect();
            Ok(Some(Value::Text(parts?.join(";"))))
        };
        match self.kind {
            FieldKind::Text(max) => {
                if t.chars().count() > max {
                    return Err(format!("at most {max} characters"));
                }
                text(t.to_owned())
            }
            FieldKind::Id => text(check_id(t)?),
            FieldKind::Ids => list(&check_id),
            FieldKind::AreaCodes => {
                list(&|s| super::code::AreaCode::new(s).map(|c| c.as_str().to_owned()).map_err(|e| e.to_string()))
            }
            FieldKind::Shares => list(&|s| {
                let wanted = "id:percent pairs separated by ';', such as alderton-tc:60;county:40";
                let (id, share) = s.rsplit_once(':').ok_or(wanted)?;
                let share: f64 = share.trim().parse().map_err(|_| wanted)?;
                if !(0.0..=100.0).contains(&share) {
                    return Err("shares from 0 to 100".to_owned());
                }
                Ok(format!("{}:{share}", check_id(id)?))
            }),
            FieldKind::Int(min, max) => match t.parse::<i64>() {
                Ok(i) if (min..=max).contains(&i) => Ok(Some(Value::Int(i))),
                _ => Err(format!("a whole number from {min} to {max}")),
            },
            FieldKind::Number(min, max) => match t.parse::<f64>() {
                Ok(n) if (min..=max).contains(&n) => Ok(Some(Value::Number(n))),
                _ => Err(format!("a number from {min} to {max}")),
            },
            FieldKind::Bool => match t.to_ascii_lowercase().as_str() {
                "yes" | "y" | "true" | "1" => Ok(Some(Value::Int(1))),
                "no" | "n" | "false" | "0" => Ok(Some(Value::Int(0))),
                _ => Err("yes or no".to_owned()),
            },
            FieldKind::Date => parse_date(t).map_err(|e| format!("a {}", e.wanted)).and_then(|d| text(d.to_string())),
            FieldKind::Time => {
                t.parse::<TimeOfDay>().map_err(|e| format!("a {}", e.wanted)).and_then(|v| text(v.to_string()))
            }
            FieldKind::DateTime => {
                let wanted = "date and time written YYYY-MM-DDTHH:MM, such as 2026-07-10T18:30";
                let (d, time) = t.split_once(['T', ' ']).ok_or(wanted)?;
                let d = parse_date(d).map_err(|_| wanted)?;
                let time: TimeOfDay = time.parse().map_err(|_| wanted)?;
                text(format!("{d}T{time}"))
            }
            FieldKind::Month => {
                t.parse::<Month>().map_err(|e| format!("a {}", e.wanted)).and_then(|m| text(m.to_string()))
            }
            FieldKind::OpeningHours => match super::opening::tidy(t) {
                Some(tidy) => text(tidy),
                None => {
                    Err("opening hours as OpenStreetMap writes them, such as Mo-Fr 09:00-17:00; Sa 10:00-13:00"
                        .to_owned())
                }
            },
            FieldKind::Choice(words) => {
                let lower = t.to_ascii_lowercase().replace([' ', '-'], "_");
                if words.contains(&lower.as_str()) { text(lower) } else { Err(format!("one of: {}", words.join(", "))) }
            }
            FieldKind::Choices(words) => list(&|s| {
                let lower = s.to_ascii_lowercase().replace([' ', '-'], "_");
                if words.contains(&lower.as_str()) {
                    Ok(lower)
                } else {
                    Err(format!("some of: {}, separated by ';'", words.join(", ")))
                }
            }),
            FieldKind::Lon => degrees(t, 180.0, "a longitude in degrees, east positive, such as -2.9977"),
            FieldKind::Lat => degrees(t, 90.0, "a latitude in degrees, such as 51.5884"),
        }
    }
}

fn degrees(t: &str, limit: f64, wanted: &str) -> Result<Option<Value>, String> {
    match t.parse::<f64>() {
        Ok(n) if (-limit..=limit).contains(&n) => Ok(Some(Value::Number(n))),
        _ => Err(wanted.to_owned()),
    }
}

fn check_id(text: &str) -> Result<String, String> {
    let t = text.trim();
    if t.is_empty() || t.chars().count() > 64 || t.contains([';', ',', '"', '\n', '\r']) {
        Err("an id: 1 to 64 characters without comma, semicolon or quote".to_owned())
    } else {
        Ok(t.to_owned())
    }
}
