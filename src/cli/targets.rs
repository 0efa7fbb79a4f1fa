//! Where a command may write: never over the county or what it reads, and never one result over another.

use super::Failure;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// Refuses, before any work, results that would be written over the county, what lies beside it, a file that is read,
/// or one another. `writes` are options with their files; options that are not given are `None`.
pub(super) fn keep_apart(
    county: &Path,
    reads: &[&Path],
    writes: &[(&'static str, Option<&Path>)],
) -> Result<(), Failure> {
    let given: Vec<(&str, &Path)> = writes.iter().filter_map(|(option, path)| Some((*option, (*path)?))).collect();
    for (i, (option, path)) in given.iter().enumerate() {
        let refuse = |what: &str| {
            let words = "the result would be written over it. Give it another name";
            Err(Failure::Usage(format!("{option} {}: is {what}; {words}", path.display())))
        };
        if same(path, county) {
            return refuse("the county file");
        }
        if beside(county).iter().any(|b| same(path, b)) {
            return refuse("a file that belongs to the county");
        }
        if reads.iter().any(|read| same(path, read)) {
            return refuse("a file to read");
        }
        if reads.iter().any(|read| read.is_dir() && place(path).starts_with(place(read))) {
            return Err(Failure::Usage(format!(
                "{option} {}: lies in a folder that is read; give it another place",
                path.display()
            )));
        }
        // A device that swallows everything may swallow twice.
        if let Some((other, _)) = given.iter().take(i).find(|(_, p)| same(p, path) && !device(path)) {
            return refuse(&format!("the file of {other} too"));
        }
    }
    Ok(())
}

/// What a county has beside it, there now or not.
fn beside(county: &Path) -> Vec<PathBuf> {
    let with = |ending: &str| {
        let mut name = OsString::from(county.as_os_str());
        name.push(ending);
        PathBuf::from(name)
    };
    let mut all: Vec<PathBuf> = [".lock", "-journal", "-wal", "-shm"].map(with).into();
    all.push(county.with_extension("private.db"));
    all
}

/// The place of a file that may not exist yet, whatever way it is spelled.
fn place(path: &Path) -> PathBuf {
    let path = super::output::followed(path);
    if let Ok(place) = path.canonicalize() {
        return place;
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.clone(),
    }
}

fn same(a: &Path, b: &Path) -> bool {
    place(a) == place(b) || linked(a, b)
}

/// Two names of one file.
#[cfg(unix)]
fn linked(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (fs::metadata(a), fs::metadata(b)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn linked(_: &Path, _: &Path) -> bool {
    false
}

#[cfg(unix)]
fn device(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    fs::metadata(path).is_ok_and(|m| m.file_type().is_char_device())
}

#[cfg(not(unix))]
fn device(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_way_it_is_spelled_a_file_is_itself() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::write(at("c.gpkg"), "county").unwrap();
        fs::write(at("in.csv"), "read").unwrap();
        fs::create_dir(at("crime")).unwrap();
        fs::hard_link(at("c.gpkg"), at("hard")).unwrap();
        let reads = [at("in.csv"), at("crime")];
        let reads: Vec<&Path> = reads.iter().map(PathBuf::as_path).collect();
        let told = |a: PathBuf, b: PathBuf| {
            let done = keep_apart(&at("c.gpkg"), &reads, &[("--out", Some(&a)), ("--csv", Some(&b)), ("--x", None)]);
            done.err().map(|e| e.to_string()).unwrap_or_default()
        };
        let fine = || at("fine");
        assert_eq!(told(fine(), at("also")), "");
        for over in
            ["c.gpkg", "./c.gpkg", "crime/../c.gpkg", "hard", "c.gpkg.lock", "c.private.db", "in.csv", "crime/x"]
        {
            assert!(told(at(over), fine()).starts_with("--out "), "{over}");
            assert!(told(fine(), at(over)).starts_with("--csv "), "{over}");
        }
        assert!(told(fine(), at("./fine")).contains("the file of --out too"));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("c.gpkg", at("soft")).unwrap();
            std::os::unix::fs::symlink("new.geojson", at("dangling")).unwrap();
            assert!(told(at("soft"), fine()).contains("the county file"));
            assert!(told(at("new.geojson"), at("dangling")).contains("the file of --out too"));
        }
    }
}
