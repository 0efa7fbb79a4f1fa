//! Cases and what is known of them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What the literature holds for a case.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known {
    /// Best known now.
    pub best: Option<i64>,
    /// Best in print in 2020.
    pub in_2020: Option<i64>,
}

/// Values by instance and number of vehicles.
pub type Table = HashMap<(String, usize), Known>;

/// The file of best-known values: as told, or beside or above the instances; none is no error.
pub fn find(told: Option<&Path>, instances: &Path) -> Option<PathBuf> {
    let near = instances.ancestors().take(3).map(|p| p.join("best-known.csv")).find(|p| p.is_file());
    told.map(Path::to_path_buf).or(near)
}

/// Reads best-known values.
pub fn read(path: &Path) -> Result<Table, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut rows = text.lines().map(|l| l.split(',').map(str::trim).collect::<Vec<_>>());
    let head = rows.next().unwrap_or_default();
    let column = |name: &str| head.iter().position(|h| *h == name);
    let wanted = |name: &str| column(name).ok_or_else(|| format!("{}: no column {name}", path.display()));
    let (i, m, best, old) = (wanted("instance")?, wanted("vehicles")?, wanted("bks")?, column("bks_published_2020"));
    let mut out = Table::new();
    for r in rows {
        let number = |c: usize| r.get(c).and_then(|w| w.parse::<i64>().ok());
        if let (Some(name), Some(vehicles)) = (r.get(i), number(m)) {
            let known = Known { best: number(best), in_2020: old.and_then(number) };
            out.insert(((*name).to_owned(), vehicles as usize), known);
        }
    }
    Ok(out)
}

/// Names of the instances' files of a folder, in order.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let list = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut out: Vec<PathBuf> =
        list.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|x| x == "txt")).collect();
    out.sort();
    Ok(out)
}
