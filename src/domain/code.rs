//! Codes of administrative areas, always with the year to which they belong.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The code of a ward, parish or LSOA: a GSS code such as `W05001645`, or a force's own short code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AreaCode(String);

/// Why a text is no area code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no area code: 1 to 32 letters, digits, '-', '_' or '.', such as W05001645")]
pub struct AreaCodeError {
    /// What was found.
    pub text: String,
}

impl AreaCode {
    /// Checks and wraps a code.
    ///
    /// # Errors
    /// When the text is empty, longer than 32 characters, or has other characters than ASCII letters,
    /// digits, `-`, `_` and `.`.
    pub fn new(text: &str) -> Result<Self, AreaCodeError> {
        let t = text.trim();
        let fine = (1..=32).contains(&t.len())
            && t.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
        if fine { Ok(Self(t.to_owned())) } else { Err(AreaCodeError { text: text.to_owned() }) }
    }

    /// The text of the code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this has the form of a Government Statistical Service code: one of the country letters
    /// and eight digits.
    #[must_use]
    pub fn is_gss(&self) -> bool {
        let b = self.0.as_bytes();
        b.len() == 9 && matches!(b[0], b'E' | b'W' | b'S' | b'N' | b'K') && b[1..].iter().all(u8::is_ascii_digit)
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl TryFrom<String> for AreaCode {
    type Error = AreaCodeError;
    fn try_from(text: String) -> Result<Self, AreaCodeError> {
        Self::new(&text)
    }
}
impl From<AreaCode> for String {
    fn from(code: AreaCode) -> Self {
        code.0
    }
}

/// The year whose boundaries a code means: codes are reused and redrawn, names even more so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Vintage(pub u16);

impl fmt::Display for Vintage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// An area of a given year. Two vintages are never joined by code or by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AreaKey {
    /// The code.
    pub code: AreaCode,
    /// Its year.
    pub vintage: Vintage,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_gss_codes_from_others() {
        assert!(AreaCode::new(" W05001645 ").unwrap().is_gss());
        assert!(!AreaCode::new("BEAT-7").unwrap().is_gss());
        assert!(AreaCode::new("").is_err());
        assert!(AreaCode::new("Stow Hill").is_err());
    }
}
