//! Opening hours in OpenStreetMap's grammar: mapped and typed with slips, read with the bank holidays of a nation.

use super::calendar::{Nation, bank_holidays};
use opening_hours::{Context, ContextHolidays, OpeningHours};
use std::sync::Arc;

/// The hours as the grammar wants them; `None` if they cannot be read. Hours that can be read as they are stay as
/// they are; common slips are mended: `Off`, `Mon`, `10.00`, `9am`, long dashes, `to`, `closed`, rules parted by a
/// comma or by nothing at all.
#[must_use]
pub fn tidy(stated: &str) -> Option<String> {
    let stated = stated.trim();
    if stated.is_empty() {
        return None;
    }
    if reads(stated) {
        return Some(stated.to_owned());
    }
    let mended = mend(stated);
    [parted(&mended), mended].into_iter().find(|t| reads(t))
}

fn reads(text: &str) -> bool {
    !text.is_empty() && text.parse::<OpeningHours>().is_ok()
}

/// The rules with the bank holidays of a nation, for dates of a year and the next; `None` if they cannot be read.
#[must_use]
pub fn rules(stated: &str, nation: Nation, year: i16) -> Option<OpeningHours> {
    let rules: OpeningHours = tidy(stated)?.parse().ok()?;
    let days = [year, year.saturating_add(1)].into_iter().flat_map(|y| bank_holidays(nation, y));
    let public = days.filter_map(|(d, _)| {
        chrono::NaiveDate::from_ymd_opt(
            i32::from(d.year()),
            d.month().unsigned_abs().into(),
            d.day().unsigned_abs().into(),
        )
    });
    let holidays = ContextHolidays::new(Arc::new(public.collect()), Arc::default());
    Some(rules.with_context(Context::default().with_holidays(holidays)))
}

/// Whether hours say themselves what holds on bank holidays: by naming them, or by being always.
#[must_use]
pub fn knows_holidays(stated: &str) -> bool {
    stated.contains("PH") || stated.trim() == "24/7"
}

const DAYS: [(&str, &str); 7] =
    [("mo", "Mo"), ("tu", "Tu"), ("we", "We"), ("th", "Th"), ("fr", "Fr"), ("sa", "Sa"), ("su", "Su")];
const FULL: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The grammar's word for a word in any case; `None` if it is none that is known.
fn word(found: &str) -> Option<String> {
    let lower = found.to_ascii_lowercase();
    let stem = lower.strip_suffix('s').filter(|s| s.len() > 2).unwrap_or(&lower);
    let day =
        DAYS.iter().zip(FULL).find(|((two, _), full)| lower == *two || (stem.len() > 2 && full.starts_with(stem)));
    if let Some(((_, day), _)) = day {
        return Some((*day).to_owned());
    }
    if let Some(month) = MONTHS.iter().find(|m| lower.len() > 2 && m.starts_with(&lower)) {
        return Some(month[..1].to_ascii_uppercase() + &month[1..3]);
    }
    let known = match lower.as_str() {
        "off" | "closed" => "off",
        "ph" => "PH",
        "sh" => "SH",
        "to" | "until" | "till" => "-",
        "and" => ",",
        "daily" | "everyday" => "Mo-Su",
        "noon" | "midday" => "12:00",
        "midnight" => "24:00",
        "open" => "open",
        "easter" => "easter",
        "week" => "week",
        "sunrise" | "sunset" | "dawn" | "dusk" => return Some(lower),
        _ => return None,
    };
    Some(known.to_owned())
}

/// `9`, `9.30`, `0930`, `9:30` with what follows them (`am`, `pm`) as `hh:mm`; other numbers are left alone.
fn time(digits: &str, half: &str) -> Option<String> {
    let (h, m) = match digits.split_once([':', '.']) {
        Some((h, m)) if m.len() == 2 => (h, m),
        None if digits.len() == 4 => digits.split_at(2),
        None if !half.is_empty() => (digits, "00"),
        _ => return None,
    };
    let (mut hour, minute): (u16, u16) = (h.parse().ok()?, m.parse().ok()?);
    match half {
        "pm" if hour < 12 => hour += 12,
        "am" if hour == 12 => hour = 0,
        _ => {}
    }
    (hour <= 26 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

fn mend(stated: &str) -> String {
    let plain: String = stated
        .chars()
        .map(|c| match c {
            '–' | '—' | '−' | '‐' | '‑' => '-',
            '“' | '”' | '„' => '"',
            '&' => ',',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    let mut out = String::new();
    let mut rest = plain.as_str();
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            // A comment stays as it is.
            let end = rest.get(1..).and_then(|t| t.find('"')).map_or(rest.len(), |i| i + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if c.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(rest.len());
            let (digits, after) = rest.split_at(end);
            let digits = digits.trim_end_matches(['.', ':']);
            let half: String = after.trim_start().chars().take(2).collect::<String>().to_ascii_lowercase();
            let half = if matches!(half.as_str(), "am" | "pm") { half.as_str() } else { "" };
            out.push_str(&time(digits, half).unwrap_or_else(|| digits.to_owned()));
            rest = if half.is_empty() { after } else { &after.trim_start()[2..] };
        } else if c.is_alphabetic() {
            let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            out.push_str(&word(&rest[..end]).unwrap_or_else(|| rest[..end].to_owned()));
            rest = &rest[end..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    let mut text = out.split_whitespace().collect::<Vec<_>>().join(" ");
    for (wrong, right) in [(" -", "-"), ("- ", "-"), (" ,", ","), (" :", ":"), (": ", " ")] {
        text = text.replace(wrong, right);
    }
    text.trim_matches([';', ',', '.', ' ']).to_owned()
}

/// Rules that are parted by a comma, or by nothing, parted by semicolons: a day after a time or after `off` begins a
/// new rule.
fn parted(text: &str) -> String {
    let mut out = String::new();
    let mut timed = false;
    for token in text.split(' ') {
        let day = DAYS.iter().any(|(_, d)| token.starts_with(d)) || token.starts_with("PH");
        if day && timed {
            out = out.trim_end_matches([',', ' ', ';']).to_owned() + "; ";
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        timed = token.starts_with(|c: char| c.is_ascii_digit()) || token.starts_with("off") || (!day && timed);
        out.push_str(token);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_slips_are_mended_and_what_reads_stays() {
        for (stated, wanted) in [
            ("Mo-Fr 09:00-17:00; PH off", "Mo-Fr 09:00-17:00; PH off"),
            ("Mo-Fr 09:00-17:00; Su Off", "Mo-Fr 09:00-17:00; Su Off"),
            ("Mon-Fri 9am-5pm", "Mo-Fr 09:00-17:00"),
            ("Monday to Friday 9.30 – 17.00", "Mo-Fr 09:30-17:00"),
            ("Mo–Fr 09:00–17:00, Sat 10:00–13:00", "Mo-Fr 09:00-17:00; Sa 10:00-13:00"),
            ("Mo-Fr 0900-1700 Sa 0900-1230", "Mo-Fr 09:00-17:00; Sa 09:00-12:30"),
            ("Mo: 09:00-17:00; Tues: closed", "Mo 09:00-17:00; Tu off"),
            ("daily noon to 11 pm", "Mo-Su 12:00-23:00"),
        ] {
            assert_eq!(tidy(stated).as_deref(), Some(wanted), "{stated}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_guessed() {
        for stated in ["", "whenever you like", "see website", "Mo-Fr 09:00-17:00 ask at the desk"] {
            assert_eq!(tidy(stated), None, "{stated}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics_and_what_is_tidy_stays(text in "\\PC{0,40}", typed in "[MoTuSa 0-9:.,;amp–\"-]{0,30}") {
            for t in [text, typed] {
                if let Some(once) = tidy(&t) {
                    proptest::prop_assert_eq!(tidy(&once), Some(once.clone()));
                }
            }
        }
    }
}
