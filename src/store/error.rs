//! Why a store cannot serve: one sentence each, with what would be right.

use std::path::{Path, PathBuf};

/// Why a store cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("there is no county file {}: make one with `footbeat import --county {}`", .0.display(), .0.display())]
    NotFound(PathBuf),
    /// A directory stands where the file should.
    #[error("{} is a directory; a county is one file, such as gwent.gpkg", .0.display())]
    Directory(PathBuf),
    /// The file has no bytes.
    #[error("{} is empty: no county file. Delete it, or give the name of another file", .0.display())]
    Empty(PathBuf),
    /// The file is something else.
    #[error("{} is no county file: it is not an SQLite database, which a GeoPackage is", .0.display())]
    NotSqlite(PathBuf),
    /// An SQLite file, perhaps a GeoPackage, that this program did not make.
    #[error("{} is {what} that Footbeat did not make; it is left as it is. Give the county file another name",
        path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// `a GeoPackage` or `an SQLite database`.
        what: &'static str,
    },
    /// The file is ours, and something in it cannot be.
    #[error("the county file {} is damaged: {what}. Restore it from a backup", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Table, row and what was found.
        what: String,
    },
    /// Made by a newer program.
    #[error("the county file {} has schema version {found}; this program knows versions up to {known}: use a newer Footbeat",
        path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Version of the file.
        found: i64,
        /// The newest version known.
        known: i64,
    },
    /// Made by an older program, and opened in a way that cannot bring it up to date.
    #[error("the county file {} has schema version {found}, this program writes {known}: open it once for writing to bring it up to date",
        path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// Version of the file.
        found: i64,
        /// The newest version known.
        known: i64,
    },
    /// Another program holds the lease for writing.
    #[error("{} is being changed by another program; try again when it has finished", .0.display())]
    Locked(PathBuf),
    /// Opened for reading only.
    #[error("{} was opened for reading only; nothing was changed", .0.display())]
    ReadOnly(PathBuf),
    /// A change names something that is not held, or that is held already.
    #[error("nothing was changed in {}: {what}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// Why.
        what: String,
    },
    /// The disk, its rights or its space.
    #[error("cannot use {}: {what}", path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the system says.
        what: String,
    },
    /// A store that is not a county file has its own reasons.
    #[error("{0}")]
    Other(String),
}

/// What goes wrong inside, before the file's name is known.
#[derive(Debug)]
pub(super) enum Fault {
    /// SQLite says so.
    Sql(rusqlite::Error),
    /// A row that cannot be.
    Row(String),
    /// A change that cannot be.
    Refused(String),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl Fault {
    /// A cell or geometry that cannot be.
    pub(super) fn row(table: &str, row: impl std::fmt::Display, what: impl std::fmt::Display) -> Self {
        Self::Row(format!("table {table}, row {row}: {what}"))
    }

    /// With the file's name.
    pub(super) fn at(self, path: &Path) -> StoreError {
        let path = path.to_path_buf();
        match self {
            Self::Row(what) => StoreError::Damaged { path, what },
            Self::Refused(what) => StoreError::Refused { path, what },
            Self::Sql(error) => {
                use rusqlite::ErrorCode as Code;
                match error.sqlite_error_code() {
                    Some(Code::NotADatabase) => StoreError::NotSqlite(path),
                    Some(Code::DatabaseBusy | Code::DatabaseLocked) => StoreError::Locked(path),
                    Some(
                        Code::CannotOpen
                        | Code::PermissionDenied
                        | Code::ReadOnly
                        | Code::DiskFull
                        | Code::SystemIoFailure
                        | Code::OutOfMemory
                        | Code::NoLargeFileSupport,
                    ) => StoreError::Disk { path, what: error.to_string() },
                    Some(Code::ConstraintViolation) => StoreError::Refused { path, what: error.to_string() },
                    // A missing table or column, a wrong type, broken text, a malformed page.
                    _ => StoreError::Damaged { path, what: error.to_string() },
                }
            }
        }
    }
}
