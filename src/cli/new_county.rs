//! A county file that does not exist yet: filled under another name, and given its own when it is whole.

use crate::store::{GeoPackage, StoreError};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A county file in the making. Dropped before [`NewCounty::finish`], it leaves nothing behind.
#[derive(Debug)]
pub(super) struct NewCounty {
    target: PathBuf,
    part: PathBuf,
    store: Option<GeoPackage>,
}

fn beside(path: &Path, before: &str, after: &str) -> PathBuf {
    let mut name = OsString::from(before);
    name.push(path.file_name().unwrap_or_default());
    name.push(after);
    path.with_file_name(name)
}

/// What SQLite and the lease may leave beside a file whose program was killed.
fn remove(part: &Path) {
    for file in [beside(part, "", "-journal"), beside(part, "", ".new"), part.to_path_buf()] {
        let _ = fs::remove_file(file);
    }
}

impl NewCounty {
    /// Makes an empty county under a passing name. What an import that was killed left there is removed.
    pub(super) fn make(target: &Path) -> anyhow::Result<Self> {
        let part = beside(target, ".", ".part");
        let cannot = |e: &dyn std::fmt::Display| anyhow::anyhow!("cannot make {}: {e}", target.display());
        if part.exists() {
            match GeoPackage::open(&part) {
                Err(StoreError::Locked(_)) => return Err(StoreError::Locked(target.to_path_buf()).into()),
                _ => remove(&part),
            }
        }
        let store = GeoPackage::create_or_open(&part).map_err(|e| match e {
            StoreError::Disk { what, .. } => cannot(&what),
            StoreError::Locked(_) => StoreError::Locked(target.to_path_buf()).into(),
            other => cannot(&other),
        })?;
        Ok(Self { target: target.to_path_buf(), part, store: Some(store) })
    }

    /// The county.
    pub(super) fn store(&mut self) -> Option<&mut GeoPackage> {
        self.store.as_mut()
    }

    /// Gives the file its name. A county that somebody else made there meanwhile is not touched.
    pub(super) fn finish(mut self) -> io::Result<()> {
        // Closed first: at rest a county is one file.
        self.store = None;
        match fs::hard_link(&self.part, &self.target) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Err(e),
            // Some file systems know no hard links.
            Err(_) if !self.target.exists() => fs::rename(&self.part, &self.target),
            other => other,
        }
    }
}

impl Drop for NewCounty {
    fn drop(&mut self) {
        self.store = None;
        remove(&self.part);
    }
}
