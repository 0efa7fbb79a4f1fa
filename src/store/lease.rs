//! The lease for writing: a lock on a small file beside the county file, so that one program at a time reads,
//! thinks and commits. SQLite's own locks guard single transactions only.

use super::error::StoreError;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// Held while a program may write. The system ends it when the program ends, however it ends.
#[derive(Debug)]
pub(super) struct Lease {
    path: PathBuf,
    _file: File,
}

impl Lease {
    /// Takes the lease of a county file.
    pub(super) fn take(county: &Path) -> Result<Self, StoreError> {
        let mut name = county.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        let disk = |e: &std::io::Error| StoreError::Disk {
            path: county.to_path_buf(),
            what: format!("a small file beside it, {}, cannot be made or locked: {e}", path.display()),
        };
        // The holder removes the file when it ends, so that a county at rest is one file; whoever opened it before
        // that holds a lock on nothing and tries again.
        for _ in 0..8 {
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(|e| disk(&e))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(StoreError::Locked(county.to_path_buf())),
                Err(TryLockError::Error(e)) => return Err(disk(&e)),
            }
            if same(&file, &path) {
                return Ok(Self { path, _file: file });
            }
        }
        Err(StoreError::Locked(county.to_path_buf()))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // Still locked: nobody else can hold a lock on this very file. Elsewhere the file simply stays.
        if cfg!(unix) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

#[cfg(unix)]
fn same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn same(_: &File, _: &Path) -> bool {
    true
}
