//! A CSV as text: its encoding, what separates its columns, and what in it would be swallowed in silence.

use super::input;
use super::report::{ImportError, Reject, SourceReport};

/// Text of a CSV and the byte between its columns: a comma, or a semicolon or tab where the header has one and no
/// comma. Comment lines begin with `#`.
///
/// # Errors
/// When a quote is opened and not closed, or a cell has a control character.
pub fn open(raw: Vec<u8>, file: &str, report: &mut SourceReport) -> Result<(String, u8), ImportError> {
    let text = input::text(raw, file, report);
    let between = separator(&text);
    if between != b',' {
        let name = if between == b';' { "semicolons" } else { "tabs" };
        report.warn(format!("{file}: columns are separated by {name}; read as such"));
    }
    if let Some((line, column)) = control(&text, between) {
        return Err(ImportError::Refused(Reject {
            file: file.to_owned(),
            line,
            column: column.to_string(),
            wrong: "a control character (such as NUL), which no text has".to_owned(),
            right: "plain text".to_owned(),
        }));
    }
    // A quote in a comment means nothing, so comment lines are blanked before quotes are counted.
    let uncommented: String = text.split_inclusive('\n').map(|l| if l.starts_with('#') { "\n" } else { l }).collect();
    input::check_quotes(&uncommented, file, between)?;
    Ok((text, between))
}

/// The line of a row. The reader tells the line before blank ones, comments and the second half of a line's end.
pub fn line(text: &str, row: &csv::StringRecord) -> u64 {
    let Some(at) = row.position() else { return 0 };
    let rest = usize::try_from(at.byte()).ok().and_then(|from| text.get(from..)).unwrap_or_default();
    let skipped =
        rest.split_inclusive('\n').take_while(|l| l.starts_with('#') || l.trim_end_matches(['\r', '\n']).is_empty());
    at.line() + skipped.count() as u64
}

fn separator(text: &str) -> u8 {
    let header = text.lines().find(|l| !l.starts_with('#') && !l.trim().is_empty()).unwrap_or_default();
    match (header.contains(','), header.contains(';'), header.contains('\t')) {
        (false, true, false) => b';',
        (false, false, true) => b'\t',
        _ => b',',
    }
}

/// Line and number of the column of the first control character.
fn control(text: &str, between: u8) -> Option<(u64, usize)> {
    let bad = |b: u8| (b < 0x20 && !matches!(b, b'\n' | b'\r' | b'\t' | 0x0c)) || b == 0x7f;
    let at = text.bytes().position(bad)?;
    let before = &text.as_bytes()[..at];
    let line = before.split(|b| *b == b'\n').count() as u64;
    let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let (mut column, mut quoted) = (1, false);
    for b in &before[start..] {
        quoted ^= *b == b'"';
        column += usize::from(*b == between && !quoted);
    }
    Some((line, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, u8), ImportError> {
        open(text.as_bytes().to_vec(), "f.csv", &mut SourceReport::new("x"))
    }

    #[test]
    fn semicolons_and_tabs_are_told_from_commas() {
        assert_eq!(read("# a;b\nid;name\n1;x\n").unwrap().1, b';');
        assert_eq!(read("id\tname\n").unwrap().1, b'\t');
        assert_eq!(read("id,areas\n1,a;b\n").unwrap().1, b',');
        assert_eq!(read("id;a,b\n").unwrap().1, b',');
    }

    #[test]
    fn rows_have_the_lines_that_an_editor_shows() {
        for end in ["\n", "\r\n"] {
            let text = "# about\nid,name\na,1\n\n# more\nb,\"x\ny\"\nc,3\n".replace('\n', end);
            let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
            let lines: Vec<u64> = reader.records().map(|r| line(&text, &r.unwrap())).collect();
            assert_eq!(lines, [3, 6, 8], "{end:?}");
        }
    }

    #[test]
    fn a_control_character_is_told_with_its_line_and_column() {
        let said = read("id,name,x\n1,\"a,b\",q\n2,y,a\0b\n").unwrap_err().to_string();
        assert!(said.starts_with("f.csv, line 3, column 3: a control character"), "{said}");
        assert!(read("id,name\r\n1,\tx\r\n").is_ok());
    }

    #[test]
    fn utf_16_is_read_without_a_mark_too() {
        let wide: Vec<u8> = "id,name\n1,Élan\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut report = SourceReport::new("x");
        assert_eq!(open(wide, "f", &mut report).unwrap().0, "id,name\n1,Élan\n");
        assert!(report.warnings[0].contains("UTF-16"), "{:?}", report.warnings);
    }
}
