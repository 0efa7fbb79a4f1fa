//! What an import says about itself: counts, warnings, rejects, and why it was refused.

use crate::domain::table::Record;
use crate::domain::time::Month;
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};

/// Something in a file that is wrong, with its place and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The file, with the member of an archive after `!`.
    pub file: String,
    /// Line, from 1; 0 where the format has no lines.
    pub line: u64,
    /// Column name, empty if the whole row or file is meant.
    pub column: String,
    /// What was found.
    pub wrong: String,
    /// What would be right.
    pub right: String,
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ", line {}", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}; right would be {}", self.wrong, self.right)
    }
}

/// What one source gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceReport {
    /// The name of the source: `osm`, `crime`, `wards`…
    pub source: String,
    /// Files read.
    pub files: u64,
    /// Named counts in the order in which they are to be shown.
    pub counts: Vec<(String, u64)>,
    /// What was repaired or noticed, in plain sentences.
    pub warnings: Vec<String>,
    /// Rows that were not taken.
    pub rejects: Vec<Reject>,
    /// Of a table of the force: its file.
    pub file: String,
    /// Of a table of the force: the line of each row that was taken, in their order.
    pub lines: Vec<u64>,
    /// Files of crimes of which no row was taken, with the month in their name.
    pub without_rows: Vec<(String, Option<Month>)>,
}

impl SourceReport {
    /// An empty report of a source.
    #[must_use]
    pub fn new(source: &str) -> Self {
        Self { source: source.to_owned(), ..Self::default() }
    }

    /// Adds a count to show.
    pub fn count(&mut self, name: &str, value: u64) {
        self.counts.push((name.to_owned(), value));
    }

    /// The value of a count, 0 if there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> u64 {
        self.counts.iter().find(|(n, _)| n == name).map_or(0, |(_, v)| *v)
    }

    /// Leaves rows of a table out, among the rejects: `wrong` gives column, what was found and what would be right.
    pub fn leave_out(
        &mut self,
        rows: &mut Vec<Record>,
        wrong: impl Fn(&Record) -> Option<(&'static str, String, String)>,
    ) {
        let mut lines = std::mem::take(&mut self.lines).into_iter();
        rows.retain(|row| {
            let line = lines.next().unwrap_or(0);
            let Some((column, wrong, right)) = wrong(row) else {
                self.lines.push(line);
                return true;
            };
            self.rejects.push(Reject { file: self.file.clone(), line, column: column.to_owned(), wrong, right });
            false
        });
    }

    /// Notes something once.
    pub fn warn(&mut self, sentence: String) {
        if !self.warnings.contains(&sentence) {
            self.warnings.push(sentence);
        }
    }
}

/// What all sources gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// One report a source, in the order of reading.
    pub sources: Vec<SourceReport>,
}

impl ImportReport {
    /// All rejects of all sources.
    pub fn rejects(&self) -> impl Iterator<Item = &Reject> {
        self.sources.iter().flat_map(|s| s.rejects.iter())
    }

    /// All rejects as CSV: `source,file,line,column,found,wanted`; line 0 where the format has no lines.
    #[must_use]
    pub fn rejects_csv(&self) -> String {
        let mut out = csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail, and every row has six cells.
        let _ = out.write_record(["source", "file", "line", "column", "found", "wanted"]);
        for source in &self.sources {
            for r in &source.rejects {
                let line = r.line.to_string();
                let _ = out.write_record([&source.source, &r.file, &line, &r.column, &r.wrong, &r.right]);
            }
        }
        out.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// The first twenty, a line each, and how many there are.
fn list(rejects: &[Reject]) -> String {
    let mut out = match rejects.len() {
        1 => "one cell or row is wrong:".to_owned(),
        n => format!("{n} cells or rows are wrong:"),
    };
    for reject in rejects.iter().take(20) {
        let _ = write!(out, "\n  {reject}");
    }
    if rejects.len() > 20 {
        let _ =
            write!(out, "\n  and {} more; --lenient FILE.csv lists them all and imports the rest", rejects.len() - 20);
    }
    out
}

/// Why a file was refused. Nothing of an import that ends so is kept.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("{}: cannot be read: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A directory stands where a file is needed.
    #[error("{}: is a directory; a file is needed here", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
    },
    /// The file has no bytes.
    #[error("{file}: is empty")]
    Empty {
        /// The file.
        file: String,
    },
    /// A folder or archive has nothing to read.
    #[error("{}: holds no {wanted}", path.display())]
    Nothing {
        /// The folder or archive.
        path: PathBuf,
        /// What was looked for.
        wanted: &'static str,
    },
    /// Something that never ends, or that is no file at all.
    #[error("{}: is {what}; give a file", path.display())]
    NoFile {
        /// The path.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// A file is larger than anything that is expected.
    #[error("{file}: has more than {limit} bytes; no file of this kind is so large")]
    TooLarge {
        /// The file.
        file: String,
        /// The most that is read, bytes.
        limit: u64,
    },
    /// A packed file grows beyond all reason.
    #[error("{file}: unpacks to more than {limit} bytes or more than {ratio} times its size; refused as a zip bomb")]
    Bomb {
        /// The file.
        file: String,
        /// The most that is unpacked, bytes.
        limit: u64,
        /// The most that it may grow.
        ratio: u64,
    },
    /// The file is not of its format or is damaged.
    #[error("{file}: is no readable {format}: {detail}")]
    Format {
        /// The file.
        file: String,
        /// The format expected.
        format: &'static str,
        /// What was found.
        detail: String,
    },
    /// A column that is needed is not there.
    #[error("{file}: missing: column {column}; found: {found}")]
    MissingColumn {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// The header as found.
        found: String,
    },
    /// Several columns may be the one that is needed.
    #[error("{file}: several columns may hold the {what}: {columns}; name the one that is meant")]
    Ambiguous {
        /// The file.
        file: String,
        /// What is looked for.
        what: &'static str,
        /// The columns, separated by commas.
        columns: String,
    },
    /// Something in the file would mislead.
    #[error("{0}")]
    Refused(Reject),
    /// Several cells are wrong.
    #[error("{}", list(rejects))]
    Rejected {
        /// All of them.
        rejects: Vec<Reject>,
    },
    /// A table that nobody knows.
    #[error("there is no table {name:?}")]
    UnknownTable {
        /// What was asked for.
        name: String,
    },
    /// A month would shrink by more than a tenth.
    #[error(
        "{force} {month}: the new file has {new} rows where {old} are held, more than 10 % fewer; use --replace if that is meant"
    )]
    Shrinks {
        /// The force.
        force: String,
        /// The month.
        month: String,
        /// Rows held.
        old: u64,
        /// Rows in the new file.
        new: u64,
    },
}

impl ImportError {
    /// A format error.
    #[must_use]
    pub fn format(file: &str, format: &'static str, detail: impl fmt::Display) -> Self {
        Self::Format { file: file.to_owned(), format, detail: detail.to_string() }
    }

    /// A column, or several, that the header lacks. What was found is cut at 300 characters.
    #[must_use]
    pub fn missing<'a>(file: &str, column: &str, header: impl Iterator<Item = &'a str>) -> Self {
        let found = header.collect::<Vec<_>>().join(", ").chars().take(300).collect();
        Self::MissingColumn { file: file.to_owned(), column: column.to_owned(), found }
    }

    /// An error of the system at a path.
    #[must_use]
    pub fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}
