//! Files written whole or not at all, and tables for people.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file whole or not at all: into a sibling first, flushed to disk, then renamed over the target. A link is
/// followed; a target that is no file (a device, a pipe, standard output) is written to directly.
///
/// # Errors
/// When the folder cannot be written; the target is then as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name)) {
        let mut out = io::stdout();
        return out.write_all(bytes).and_then(|()| out.flush());
    }
    match fs::metadata(path) {
        Ok(held) if held.is_dir() => {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory; name a file"));
        }
        Ok(held) if !held.is_file() => return fs::OpenOptions::new().write(true).open(path)?.write_all(bytes),
        _ => {}
    }
    let path = &followed(path);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))?;
    let mut part_name = std::ffi::OsString::from(".");
    part_name.push(name);
    part_name.push(format!(".{}.part", std::process::id()));
    let part = folder.join(part_name);
    let written = (|| {
        let mut file = fs::File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)
    })();
    if written.is_err() {
        // The target was not touched; a left-over part would only puzzle.
        let _ = fs::remove_file(&part);
    }
    written
}

/// Where a path leads when its links are followed, the last of which may lead to a file that is not there yet.
pub(super) fn followed(path: &Path) -> PathBuf {
    let mut path = path.to_path_buf();
    // The system follows no more than some forty links either.
    for _ in 0..40 {
        let Ok(next) = fs::read_link(&path) else { break };
        path = path.parent().map_or_else(|| next.clone(), |folder| folder.join(&next));
    }
    path
}

/// A plain table: a header, right-aligned numbers, two blanks between columns.
#[must_use]
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|r| r.get(column)).map(|c| c.chars().count());
        cells.chain(header.get(column).map(|h| h.chars().count())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let numeric = |cell: &str| cell.chars().next().is_some_and(|c| c.is_ascii_digit() || c == '-' || c == '–');
    let mut out = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut text = String::new();
        for (cell, &w) in cells.zip(&widths) {
            let pad = " ".repeat(w.saturating_sub(cell.chars().count()));
            if !text.is_empty() {
                text.push_str("  ");
            }
            text.push_str(&if numeric(cell) { pad + cell } else { cell.to_owned() + &pad });
        }
        out.push_str(text.trim_end());
        out.push('\n');
    };
    line(&mut header.iter().copied());
    for row in rows {
        line(&mut row.iter().map(String::as_str));
    }
    out
}

/// A whole number with commas between thousands.
#[must_use]
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_get_commas() {
        assert_eq!([0, 999, 1000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn numbers_stand_to_the_right_and_words_to_the_left() {
        let rows = vec![vec!["Alder Vale".into(), "7".into()], vec!["Elm".into(), "1,250".into()]];
        assert_eq!(table(&["ward", "crimes"], &rows), "ward        crimes\nAlder Vale       7\nElm          1,250\n");
    }

    #[test]
    fn a_failed_write_leaves_the_target_and_no_rubbish() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("out.geojson");
        write_whole(&target, b"one").unwrap();
        assert!(write_whole(&dir.path().join("no/such/folder/out.geojson"), b"two").is_err());
        write_whole(&target, b"three").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"three");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_and_a_pipe_is_written_to() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("sub")).unwrap();
        std::os::unix::fs::symlink("sub/real", at("link")).unwrap();
        for text in ["one", "two"] {
            write_whole(&at("link"), text.as_bytes()).unwrap();
            assert!(fs::symlink_metadata(at("link")).unwrap().is_symlink());
            assert_eq!(fs::read_to_string(at("sub/real")).unwrap(), text);
        }
        let made = std::process::Command::new("mkfifo").arg(at("pipe")).status();
        if made.is_ok_and(|s| s.success()) {
            let from = at("pipe");
            let reader = std::thread::spawn(move || fs::read_to_string(from).unwrap());
            write_whole(&at("pipe"), b"through").unwrap();
            assert_eq!(reader.join().unwrap(), "through");
            assert!(!fs::symlink_metadata(at("pipe")).unwrap().is_file());
        }
        assert!(write_whole(&at("sub"), b"x").unwrap_err().to_string().contains("directory"));
    }
}
