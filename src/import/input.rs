//! Opening outside files: plain or gzipped, bounded, as text whatever its encoding.

use super::report::{ImportError, Reject, SourceReport};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// The most that one packed file may unpack to, bytes.
pub const MAX_UNPACKED: u64 = 4 << 30;
/// The most that a packed file may grow once it is beyond 64 MiB. Text packs 5 to 30 times; deflate's own limit is
/// 1032 times, which only runs of one byte come near.
pub const MAX_RATIO: u64 = 200;
/// The most that is read from a pipe, bytes.
pub const MAX_PIPED: u64 = 1 << 30;
const RATIO_FREE: u64 = 64 << 20;

/// The bytes of a file, unpacked if it is gzip (told by its first two bytes, not by its name).
///
/// # Errors
/// When it is missing, a directory, empty, damaged or a zip bomb.
pub fn bytes(path: &Path) -> Result<Vec<u8>, ImportError> {
    let meta = fs::metadata(path).map_err(|e| ImportError::io(path, e))?;
    if meta.is_dir() {
        return Err(ImportError::Directory { path: path.to_owned() });
    }
    let file = path.display().to_string();
    // What is no file may never end: a pipe may, up to a bound, and a device is none of ours.
    let limit = if meta.is_file() { MAX_UNPACKED } else { MAX_PIPED };
    if let Some(what) = odd(&meta) {
        return Err(ImportError::NoFile { path: path.to_owned(), what });
    }
    if meta.len() > limit {
        return Err(ImportError::TooLarge { file, limit });
    }
    let mut raw = Vec::new();
    let handle = File::open(path).map_err(|e| ImportError::io(path, e))?;
    handle.take(limit + 1).read_to_end(&mut raw).map_err(|e| ImportError::io(path, e))?;
    if raw.len() as u64 > limit {
        return Err(ImportError::TooLarge { file, limit });
    }
    unpack(raw, &file)
}

/// What a path is that cannot be read as a file.
#[cfg(unix)]
fn odd(meta: &fs::Metadata) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt;
    let kind = meta.file_type();
    let device = kind.is_char_device() || kind.is_block_device();
    if device { Some("a device, which may never end") } else { kind.is_socket().then_some("a socket") }
}

#[cfg(not(unix))]
fn odd(_: &fs::Metadata) -> Option<&'static str> {
    None
}

/// How other packed files begin, and what they are.
const OTHERS: &[(&[u8], &str)] = &[
    (b"BZh", "packed with bzip2"),
    (&[0xfd, b'7', b'z', b'X', b'Z'], "packed with xz"),
    (&[0x28, 0xb5, 0x2f, 0xfd], "packed with zstd"),
    (&[b'7', b'z', 0xbc, 0xaf], "a 7z archive"),
    (b"Rar!", "a rar archive"),
    (b"%PDF", "a PDF"),
];

/// Unpacks gzip if it is; anything else is handed back.
///
/// # Errors
/// When it is empty, damaged or a zip bomb.
pub fn unpack(raw: Vec<u8>, file: &str) -> Result<Vec<u8>, ImportError> {
    if let Some((_, what)) = OTHERS.iter().find(|(first, _)| raw.starts_with(first)) {
        return Err(ImportError::format(
            file,
            "plain or gzipped file",
            format!("it is {what}; unpack or convert it first"),
        ));
    }
    let out = if raw.starts_with(&[0x1f, 0x8b]) {
        let packed = raw.len() as u64;
        bounded(flate2::read::MultiGzDecoder::new(raw.as_slice()), packed, file, "gzip file")?
    } else {
        raw
    };
    if out.is_empty() {
        return Err(ImportError::Empty { file: file.to_owned() });
    }
    Ok(out)
}

/// Reads all that a decoder gives, but no bomb.
///
/// # Errors
/// When the packed bytes are damaged or grow beyond the limits.
pub fn bounded(mut from: impl Read, packed: u64, file: &str, format: &'static str) -> Result<Vec<u8>, ImportError> {
    let limit = packed.saturating_mul(MAX_RATIO).clamp(RATIO_FREE, MAX_UNPACKED);
    let mut out = Vec::new();
    from.by_ref().take(limit + 1).read_to_end(&mut out).map_err(|e| ImportError::format(file, format, e))?;
    if out.len() as u64 > limit {
        return Err(ImportError::Bomb { file: file.to_owned(), limit: MAX_UNPACKED, ratio: MAX_RATIO });
    }
    Ok(out)
}

/// Refuses a text with a broken quote; `between` separates its columns.
///
/// # Errors
/// When a quote is opened and never closed, with its line.
pub fn check_quotes(text: &str, file: &str, between: u8) -> Result<(), ImportError> {
    broken_quote(text, between).map_or(Ok(()), |line| {
        Err(ImportError::Refused(Reject {
            file: file.to_owned(),
            line,
            column: String::new(),
            wrong: "a quote is opened and not closed".to_owned(),
            right: "a closing quote before the comma".to_owned(),
        }))
    })
}

/// Bytes as text: UTF-8 without its byte order mark, UTF-16 with one, otherwise Latin-1 (Windows-1252) with a warning.
#[must_use]
pub fn text(raw: Vec<u8>, file: &str, report: &mut SourceReport) -> String {
    if raw.starts_with(&[0xff, 0xfe]) || raw.starts_with(&[0xfe, 0xff]) {
        report.warn(format!("{file}: is UTF-16; read as such"));
        let coding = if raw.first() == Some(&0xff) { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
        return coding.decode_with_bom_removal(&raw).0.into_owned();
    }
    if let Some(coding) = wide(&raw) {
        report.warn(format!("{file}: is UTF-16 without a byte order mark; read as such"));
        return coding.decode_without_bom_handling(&raw).0.into_owned();
    }
    let raw = if raw.starts_with(&[0xef, 0xbb, 0xbf]) { raw[3..].to_vec() } else { raw };
    match String::from_utf8(raw) {
        Ok(text) => text,
        Err(e) => {
            report.warn(format!("{file}: is not UTF-8; read as Latin-1 (Windows-1252)"));
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(e.as_bytes()).0.into_owned()
        }
    }
}

/// UTF-16 without a mark, told by its first hundred letters: of Latin letters every other byte is nought.
fn wide(raw: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let first = raw.get(..raw.len().min(200) & !1)?;
    let noughts = |side: usize| first.iter().skip(side).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (noughts(0), noughts(1), first.len() / 2);
    match (even, odd) {
        (0, n) if half > 3 && n * 10 > half * 8 => Some(encoding_rs::UTF_16LE),
        (n, 0) if half > 3 && n * 10 > half * 8 => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

/// Line of the first quote that opens a field and is never closed, from 1. The `csv` crate reads on to the end of
/// the file in silence, and so would swallow thousands of rows.
#[must_use]
pub fn broken_quote(text: &str, between: u8) -> Option<u64> {
    let (mut line, mut open, mut start) = (1_u64, None, true);
    let mut bytes = text.bytes().peekable();
    while let Some(b) = bytes.next() {
        match (b, open) {
            (b'"', None) if start => open = Some(line),
            (b'"', Some(_)) => {
                if bytes.peek() == Some(&b'"') {
                    bytes.next();
                } else if bytes.peek().is_none_or(|b| matches!(b, b'\n' | b'\r') || *b == between) {
                    open = None;
                } else {
                    return open;
                }
            }
            _ => {}
        }
        start = b == between || matches!(b, b'\n' | b'\r');
        line += u64::from(b == b'\n');
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_1_is_read_with_a_warning_and_a_mark_is_dropped() {
        let mut report = SourceReport::new("x");
        assert_eq!(text(b"caf\xe9".to_vec(), "f", &mut report), "café");
        assert_eq!(report.warnings.len(), 1);
        assert_eq!(text(b"\xef\xbb\xbfid".to_vec(), "f", &mut report), "id");
    }

    #[test]
    fn finds_the_line_of_a_broken_quote() {
        assert_eq!(broken_quote("a,b\n1,\"x\n2,y\n", b','), Some(2));
        assert_eq!(broken_quote("a,b\n1,\"x \"\"y\"\"\"\n2,5\" nail\n", b','), None);
    }

    #[test]
    fn a_directory_and_an_empty_file_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(bytes(dir.path()), Err(ImportError::Directory { .. })));
        if Path::new("/dev/zero").exists() {
            assert!(bytes(Path::new("/dev/zero")).unwrap_err().to_string().contains("a device"));
        }
        assert!(unpack(b"BZh91AY".to_vec(), "f").unwrap_err().to_string().contains("bzip2"));
        let empty = dir.path().join("e.csv");
        std::fs::write(&empty, "").unwrap();
        assert!(matches!(bytes(&empty), Err(ImportError::Empty { .. })));
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = std::io::repeat(0).take(RATIO_FREE + 10);
        assert!(matches!(bounded(bomb, 10, "f", "gzip file"), Err(ImportError::Bomb { .. })));
    }
}
