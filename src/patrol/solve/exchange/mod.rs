//! A problem as a file's text, and back: JSON that holds numbers only, so that it may be handed to anybody who wants
//! to measure a solver. Places, demands and vehicles are positions in lists; nothing says where or who they are.
//! The format is described in `docs/problem.md`.

mod check;
#[cfg(test)]
mod tests;

use super::{Problem, Table};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What the first member of a file says.
pub const FORMAT: &str = "footbeat-problem";
/// The version that is written, and the only one that is read.
pub const VERSION: u64 = 1;

/// Why a text is no problem.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not JSON, or a member is missing, unknown or of another type.
    #[error("line {line}, column {column}: {what}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// Something else.
    #[error("this is no exported problem: \"format\" is {0:?}, expected {FORMAT:?}")]
    Format(String),
    /// From another time.
    #[error("version {0} of the format is not known, expected {VERSION}; export the problem again")]
    Version(u64),
    /// Well formed, and makes no sense.
    #[error("{place}: found {found}, expected {expected}")]
    Wrong {
        /// Path of the member, as `demands[3].choices[0].enter`.
        place: String,
        /// What is there.
        found: String,
        /// What could be there.
        expected: String,
    },
}

/// Said in each file, so that no reader has to guess.
#[derive(Serialize)]
struct Units {
    time: String,
    reward: String,
    decay: String,
}

#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    version: u64,
    units: Units,
    problem: &'a Problem,
}

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: String,
    #[serde(default)]
    version: u64,
}

#[derive(Deserialize)]
struct Body {
    problem: Problem,
}

/// The text of a problem: the same for the same problem.
#[must_use]
pub fn to_json(problem: &Problem) -> String {
    let units = Units {
        time: "seconds, from local midnight of the date where a moment is meant".to_owned(),
        reward: "milli-points".to_owned(),
        decay: "permille of the choice's reward".to_owned(),
    };
    let file = Written { format: FORMAT, version: VERSION, units, problem };
    // Numbers and lists only: there is nothing in a problem that JSON cannot hold.
    serde_json::to_string(&file).unwrap_or_default() + "\n"
}

/// The problem of a text.
///
/// # Errors
/// When the text is no JSON, of another format or version, or makes no sense: what, and where.
pub fn from_json(text: &str) -> Result<Problem, ReadError> {
    let head: Head = serde_json::from_str(text).map_err(|e| json(&e))?;
    if head.format != FORMAT {
        return Err(ReadError::Format(head.format));
    }
    if head.version != VERSION {
        return Err(ReadError::Version(head.version));
    }
    let body: Body = serde_json::from_str(text).map_err(|e| json(&e))?;
    check::check(&body.problem)?;
    Ok(body.problem)
}

fn json(e: &serde_json::Error) -> ReadError {
    let text = e.to_string();
    let place = format!(" at line {} column {}", e.line(), e.column());
    ReadError::Json { line: e.line(), column: e.column(), what: text.trim_end_matches(&place).to_owned() }
}

/// Row by row; `null` where there is no way.
impl Serialize for Table {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let row = |r: &[u32]| r.iter().map(|&s| Some(s).filter(|&s| s != Self::NEVER)).collect::<Vec<_>>();
        out.collect_seq(self.seconds.chunks(self.size.max(1)).map(row))
    }
}

impl<'de> Deserialize<'de> for Table {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let rows = Vec::<Vec<Option<u32>>>::deserialize(from)?;
        let size = rows.len();
        let mut seconds = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            if row.len() != size {
                let text = format!("row {i} of the table has {} cells, expected {size}, one a row", row.len());
                return Err(D::Error::custom(text));
            }
            seconds.extend(row.iter().map(|s| s.unwrap_or(Self::NEVER)));
        }
        Ok(Self { size, seconds })
    }
}
