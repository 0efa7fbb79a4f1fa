//! A county as one GeoPackage file: opening, the lease, the transaction.

use super::error::{Fault, StoreError};
use super::lease::Lease;
use super::{Change, Store, read, schema, write};
use crate::county::County;
use crate::domain::boundary::{Boundary, BoundaryKind};
use crate::domain::table::Record;
use geopackage_core::geometry::blob_envelope_and_empty;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a reader waits for the last moment of a commit, and the writer for readers.
const PATIENCE: Duration = Duration::from_secs(20);

/// A county file.
#[derive(Debug)]
pub struct GeoPackage {
    // Fields are dropped in this order: the connection closes before the lease ends.
    pub(super) connection: Connection,
    path: PathBuf,
    lease: Option<Lease>,
}

impl GeoPackage {
    /// Opens a county file for reading and writing, made first if there is none.
    ///
    /// # Errors
    /// When the file is not a county file, is damaged, newer than this program, or being written by another one.
    pub fn create_or_open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        if path.exists() {
            return Self::open(path);
        }
        let lease = Lease::take(path)?;
        if !path.exists() {
            create(path)?;
        }
        Self::writer(path, lease)
    }

    /// Opens a county file, which must exist, for reading and writing. One program at a time may.
    ///
    /// # Errors
    /// As [`GeoPackage::create_or_open`], and when there is no such file.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        look(path)?;
        Self::writer(path, Lease::take(path)?)
    }

    /// Opens a county file for reading. Any number of programs may, at any time.
    ///
    /// # Errors
    /// As [`GeoPackage::open`], but never because of another program.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        look(path)?;
        // After a writer was killed, the first to open the file takes back the half commit, for which SQLite needs
        // the right to write. `query_only` keeps everything else out.
        let writable = fs::metadata(path).is_ok_and(|m| !m.permissions().readonly());
        let connection = match connect(path, writable) {
            Err(StoreError::Disk { .. }) if writable => connect(path, false).map_err(|e| half_done(path, e))?,
            other => other.map_err(|e| half_done(path, e))?,
        };
        let store = Self { connection, path: path.to_path_buf(), lease: None };
        store.with(|c| c.pragma_update(None, "query_only", true).map_err(Fault::from))?;
        let found = store.schema_version()?;
        if found < schema::VERSION {
            return Err(StoreError::Older { path: store.path, found, known: schema::VERSION });
        }
        Ok(store)
    }

    fn writer(path: &Path, lease: Lease) -> Result<Self, StoreError> {
        look(path)?;
        let mut store = Self { connection: connect(path, true)?, path: path.to_path_buf(), lease: Some(lease) };
        let found = store.schema_version()?;
        store.with(writing)?;
        store.transaction(|tx| if schema::migrate(tx, found)? { bump(tx) } else { Ok(()) })?;
        Ok(store)
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Looks through the whole file for damage, page by page: slower than [`Store::load`], which reads what it needs.
    ///
    /// # Errors
    /// The first damage found.
    pub fn check(&self) -> Result<(), StoreError> {
        let found: String = self.with(|c| Ok(c.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?))?;
        if found == "ok" { Ok(()) } else { Err(StoreError::Damaged { path: self.path.clone(), what: found }) }
    }

    /// The schema version, once it is clear that the file is ours.
    fn schema_version(&self) -> Result<i64, StoreError> {
        let has = |c: &Connection, table: &str| -> Result<bool, Fault> {
            let sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1";
            Ok(c.query_row(sql, [table], |_| Ok(())).optional()?.is_some())
        };
        if !self.with(|c| has(c, "footbeat_meta"))? {
            let geo = self.with(|c| has(c, "gpkg_contents"))?;
            let what = if geo { "a GeoPackage" } else { "an SQLite database" };
            return Err(StoreError::Foreign { path: self.path.clone(), what });
        }
        let found: i64 = self.with(|c| {
            let sql = "SELECT value FROM footbeat_meta WHERE key = 'schema'";
            c.query_row(sql, [], |row| row.get(0))
                .optional()?
                .ok_or_else(|| Fault::row("footbeat_meta", "schema", "no version"))
        })?;
        if found > schema::VERSION {
            return Err(StoreError::Newer { path: self.path.clone(), found, known: schema::VERSION });
        }
        if found < 1 {
            let what = format!("table footbeat_meta, row schema: version {found}");
            return Err(StoreError::Damaged { path: self.path.clone(), what });
        }
        Ok(found)
    }

    fn with<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
        ask(&self.connection).map_err(|fault| fault.at(&self.path))
    }

    /// All or nothing: an error, a panic or a power cut before the end leaves the file as it was.
    fn transaction(
        &mut self,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<(), Fault>,
    ) -> Result<(), StoreError> {
        let path = &self.path;
        let run = |c: &mut Connection| -> Result<(), Fault> {
            let tx = c.transaction_with_behavior(TransactionBehavior::Immediate)?;
            work(&tx)?;
            Ok(tx.commit()?)
        };
        run(&mut self.connection).map_err(|fault| fault.at(path))
    }
}

impl Store for GeoPackage {
    fn load(&self) -> Result<County, StoreError> {
        // One read transaction: every layer as of the same commit.
        self.with(|c| {
            let tx = c.unchecked_transaction()?;
            read::county(&tx)
        })
    }

    fn records(&self, table: &'static str) -> Result<Vec<Record>, StoreError> {
        self.with(|c| read::records(c, table))
    }

    fn areas(&self, kind: BoundaryKind) -> Result<Vec<Boundary>, StoreError> {
        self.with(|c| read::areas_of_all_years(c, kind))
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        if self.lease.is_none() {
            return Err(StoreError::ReadOnly(self.path.clone()));
        }
        if changes.is_empty() {
            return Ok(());
        }
        self.transaction(|tx| {
            write::apply(tx, changes)?;
            bump(tx)
        })
    }

    fn version(&self) -> Result<i64, StoreError> {
        // Not `PRAGMA data_version`: its numbers cannot be compared between two connections.
        self.with(|c| {
            let sql = "SELECT value FROM footbeat_meta WHERE key = 'revision'";
            Ok(c.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
        })
    }
}

fn bump(tx: &rusqlite::Transaction<'_>) -> Result<(), Fault> {
    tx.execute("UPDATE footbeat_meta SET value = value + 1 WHERE key = 'revision'", [])?;
    Ok(())
}

/// What can be told without opening the file: on Unix, closing a file ends every lock that the process has on it,
/// SQLite's too, so nobody but SQLite may open it.
fn look(path: &Path) -> Result<(), StoreError> {
    let own = || path.to_path_buf();
    let disk = |e: std::io::Error| StoreError::Disk { path: own(), what: e.to_string() };
    let meta = match fs::metadata(path) {
        Ok(meta) => meta,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(StoreError::NotFound(own())),
        Err(e) => return Err(disk(e)),
    };
    if meta.is_dir() {
        return Err(StoreError::Directory(own()));
    }
    if !meta.is_file() {
        return Err(StoreError::NotSqlite(own()));
    }
    if meta.len() == 0 {
        return Err(StoreError::Empty(own()));
    }
    // SQLite takes what is shorter than its smallest page for an empty database.
    if meta.len() < 512 {
        return Err(StoreError::NotSqlite(own()));
    }
    Ok(())
}

fn connect(path: &Path, write: bool) -> Result<Connection, StoreError> {
    let rights = if write { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
    let open = || -> Result<Connection, Fault> {
        let c = Connection::open_with_flags(path, rights | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        c.busy_timeout(PATIENCE)?;
        // The file may come from anywhere: nothing in its schema may call what is not safe, and cells of a page
        // are checked before they are used.
        c.pragma_update(None, "trusted_schema", false)?;
        c.pragma_update(None, "cell_size_check", true)?;
        c.pragma_update(None, "cache_size", -65_536)?;
        // The first page is read: a file that is no database is found out here.
        c.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
        Ok(c)
    };
    open().map_err(|fault| fault.at(path))
}

/// The reason in words where a killed writer left a half change that cannot be taken back without the right to write.
fn half_done(path: &Path, error: StoreError) -> StoreError {
    let mut journal = path.as_os_str().to_owned();
    journal.push("-journal");
    let hot = fs::metadata(PathBuf::from(journal)).is_ok_and(|m| m.len() > 0);
    match error {
        StoreError::Disk { path, .. } if hot => StoreError::Disk {
            path,
            what:
                "a program was stopped while it changed the county, and to take the half change back needs the right \
                   to write to the file and its folder; give it, or open the county once as somebody who has it"
                    .to_owned(),
        },
        other => other,
    }
}

/// Sets a connection up for commits.
fn writing(c: &Connection) -> Result<(), Fault> {
    // One file at rest, and each commit on the disk before it is said to be done.
    c.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    c.pragma_update(None, "synchronous", "FULL")?;
    // A commit is gathered in memory as far as it goes, so that readers are kept out only while it lands.
    c.pragma_update(None, "cache_size", -262_144)?;
    functions(c)
}

/// The box of a geometry `[min x, max x, min y, max y]`, and whether it is empty; bytes that are no geometry are.
fn bounds(context: &Context<'_>) -> (Option<[f64; 4]>, bool) {
    let blob = context.get_raw(0).as_blob().ok();
    blob.and_then(|b| blob_envelope_and_empty(b).ok()).unwrap_or((None, true))
}

/// The functions that the standard's R-tree triggers call.
fn functions(c: &Connection) -> Result<(), Fault> {
    // Innocuous: pure functions of their argument, so triggers may call them in a schema that is not trusted.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    for (i, name) in ["ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"].into_iter().enumerate() {
        c.create_scalar_function(name, 1, flags, move |context| Ok(bounds(context).0.and_then(|b| b.get(i).copied())))?;
    }
    c.create_scalar_function("ST_IsEmpty", 1, flags, |context| Ok(bounds(context).1))?;
    Ok(())
}

/// Makes an empty county file: whole beside its place first, so that a half-made one never has its name.
fn create(path: &Path) -> Result<(), StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let part = PathBuf::from(name);
    let disk = |e: &std::io::Error| StoreError::Disk { path: path.to_path_buf(), what: e.to_string() };
    let make = || -> Result<(), Fault> {
        let mut c = Connection::open(&part)?;
        writing(&c)?;
        let tx = c.transaction()?;
        schema::create(&tx)?;
        tx.commit()?;
        Ok(())
    };
    let _ = fs::remove_file(&part);
    make().map_err(|fault| fault.at(path)).and_then(|()| fs::rename(&part, path).map_err(|e| disk(&e))).inspect_err(
        |_| {
            let _ = fs::remove_file(&part);
        },
    )
}
