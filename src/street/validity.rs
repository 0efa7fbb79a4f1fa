//! When a street may be walked: hours stated on the way or on the park around it.
//!
//! A segment keeps its hours as text: clauses `open HOURS` (walked only then) and `shut HOURS` (not then), joined by
//! ` | `, with hours in OpenStreetMap's grammar. They are read for a date; sunrise and sunset are those of the county.

use super::network::Segment;
use crate::domain::calendar::Nation;
use crate::domain::opening;
use crate::domain::place::LonLat;
use crate::domain::rawmap::RawWay;
use crate::domain::time::{Clock, TimeOfDay};
use opening_hours::RuleKind;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// From and to, elapsed seconds since local midnight of the clock's date.
pub type Span = (i32, i32);

/// What closes a segment of which nobody can read the hours: a file written by hand.
const ALWAYS: Span = (i32::MIN, i32::MAX);
/// How far ahead hours are looked at, local minutes since midnight: a walk of the evening may end on the next day.
const LAST_MINUTE: i32 = 48 * 60;
const JOIN: &str = " | ";

/// Hours that tags state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stated {
    /// As a segment keeps them; empty if it is open always.
    pub(super) hours: String,
    /// Whether the tags allow walking at some hours although the others bar it.
    pub(super) allows: bool,
    /// Whether something is stated that cannot be read.
    pub(super) unread: bool,
}

/// The clauses of a `…:conditional` value: value and condition.
fn clauses(text: &str) -> Vec<(&str, &str)> {
    let (mut out, mut depth, mut from) = (Vec::new(), 0i32, 0);
    let ends = text.char_indices().chain(std::iter::once((text.len(), ';')));
    for (i, c) in ends {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ';' if depth <= 0 || i == text.len() => {
                if let Some((value, when)) = text[from..i].split_once('@') {
                    let when = when.trim();
                    let bare = when.strip_prefix('(').and_then(|w| w.strip_suffix(')')).unwrap_or(when);
                    out.push((value.trim(), bare.trim()));
                }
                from = (i + 1).min(text.len());
            }
            _ => {}
        }
    }
    out
}

/// The hours that the tags of a way or of a park state for people on foot.
pub(super) fn stated<'a>(tag: impl Fn(&str) -> Option<&'a str>) -> Stated {
    let mut out = Stated::default();
    let mut list: Vec<String> = Vec::new();
    let mut add = |word: &str, hours: &str, out: &mut Stated| match opening::tidy(hours) {
        Some(text) if word == "open" && text == "24/7" => {}
        Some(text) => list.push(format!("{word} {text}")),
        None => out.unread = true,
    };
    if let Some(hours) = tag("opening_hours") {
        add("open", hours, &mut out);
    }
    // What is said of people on foot goes before what is said of all.
    let conditional = ["foot:conditional", "access:conditional"].iter().find_map(|k| tag(k));
    for (value, when) in conditional.map(clauses).unwrap_or_default() {
        match value {
            "no" | "private" => add("shut", when, &mut out),
            "yes" | "designated" | "permissive" | "destination" | "customers" => {
                let barred = matches!(tag("foot"), Some("no" | "private"))
                    || matches!(tag("access"), Some("no" | "private")) && tag("foot").is_none();
                if barred {
                    let before = out.unread;
                    add("open", when, &mut out);
                    out.allows |= out.unread == before;
                }
            }
            _ => {}
        }
    }
    out.hours = list.join(JOIN);
    out
}

/// The hours of a way.
pub(super) fn of_way(way: &RawWay) -> Stated {
    stated(|key| way.tag(key))
}

/// Two texts of hours as one: both must allow.
pub(super) fn both(a: &str, b: &str) -> String {
    [a, b].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(JOIN)
}

/// Reads hours for one date.
#[derive(Debug, Clone)]
pub struct Day {
    clock: Clock,
    nation: Nation,
    /// Sunrise and sunset, `hh:mm`.
    sun: [String; 2],
}

impl Day {
    /// A date with the bank holidays of a nation and the sun of a place.
    #[must_use]
    pub fn new(clock: &Clock, nation: Nation, at: LonLat) -> Self {
        use sunrise::{Coordinates, SolarDay, SolarEvent};
        let date = clock.date();
        let day = chrono::NaiveDate::from_ymd_opt(i32::from(date.year()), date.month() as u32, date.day() as u32);
        let event = |which: SolarEvent, usual: &str| {
            let found = Coordinates::new(at.lat(), at.lon()).zip(day);
            let moment = found.map(|(c, d)| SolarDay::new(c, d).event_time(which).timestamp());
            let moment = moment.and_then(|m| jiff::Timestamp::from_second(m).ok());
            moment.map_or_else(|| usual.to_owned(), |m| clock.hhmm(clock.elapsed(m)))
        };
        let sun = [event(SolarEvent::Sunrise, "07:00"), event(SolarEvent::Sunset, "18:00")];
        Self { clock: clock.clone(), nation, sun }
    }

    /// Elapsed seconds of a local time, minutes since the midnight of the date.
    fn local(&self, minutes: i32) -> i32 {
        let of = |clock: &Clock, m: i32| {
            let m = m.clamp(0, 1440) as u16;
            TimeOfDay::hm(m / 60, m % 60).map_or(0, |t| clock.at(t).get())
        };
        if minutes <= 1440 {
            return of(&self.clock, minutes);
        }
        let next = self.clock.date().tomorrow().map(Clock::london);
        of(&self.clock, 1440) + next.map_or(0, |c| of(&c, minutes - 1440))
    }

    /// When hours hold; `None` if they cannot be read.
    fn holding(&self, hours: &str) -> Option<Vec<Span>> {
        let date = self.clock.date();
        let mut text = Cow::Borrowed(hours);
        for (words, time) in [(["sunrise", "dawn"], &self.sun[0]), (["sunset", "dusk"], &self.sun[1])] {
            for word in words {
                if text.contains(word) && !text.contains('(') {
                    text = Cow::Owned(text.replace(word, time));
                }
            }
        }
        let rules = opening::rules(&text, self.nation, date.year())?;
        let day = chrono::NaiveDate::from_ymd_opt(i32::from(date.year()), date.month() as u32, date.day() as u32)?;
        let midnight = day.and_hms_opt(0, 0, 0)?;
        let end = midnight + chrono::TimeDelta::minutes(i64::from(LAST_MINUTE));
        let mut out: Vec<Span> = Vec::new();
        for range in rules.iter_range(midnight, end).filter(|r| r.kind == RuleKind::Open) {
            let minute = |t: chrono::NaiveDateTime| i32::try_from((t - midnight).num_minutes()).unwrap_or(0);
            out.push((self.local(minute(range.range.start)), self.local(minute(range.range.end))));
        }
        Some(merged(out))
    }

    /// When a segment with these hours is shut, ascending, apart from each other, from midnight for two days.
    #[must_use]
    pub fn shut(&self, hours: &str) -> Vec<Span> {
        let end = self.local(LAST_MINUTE);
        let mut out = Vec::new();
        for clause in hours.split(JOIN).filter(|c| !c.is_empty()) {
            let held = clause.split_once(' ').and_then(|(word, text)| Some((word, self.holding(text)?)));
            match held {
                Some(("shut", spans)) => out.extend(spans),
                Some(("open", spans)) => out.extend(gaps(&spans, end)),
                _ => return vec![ALWAYS],
            }
        }
        merged(out)
    }

    /// The shut spans of all segments that have hours, by segment number.
    #[must_use]
    pub(super) fn all(&self, segments: &[Segment]) -> BTreeMap<u32, Vec<Span>> {
        let mut known: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
        let mut out = BTreeMap::new();
        for (i, s) in segments.iter().enumerate().filter(|(_, s)| !s.hours.is_empty()) {
            let spans = known.entry(&s.hours).or_insert_with(|| self.shut(&s.hours));
            out.insert(i as u32, spans.clone());
        }
        out
    }
}

/// Spans in order, those that meet made one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|s| s.0 < s.1);
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::new();
    for s in spans {
        match out.last_mut() {
            Some(last) if last.1 >= s.0 => last.1 = last.1.max(s.1),
            _ => out.push(s),
        }
    }
    out
}

/// What lies between spans in order, from 0 to `end`.
fn gaps(spans: &[Span], end: i32) -> Vec<Span> {
    let mut out = Vec::new();
    let mut from = 0;
    for s in spans {
        out.push((from, s.0));
        from = from.max(s.1);
    }
    out.push((from, end));
    merged(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(tags: &[(&str, &str)]) -> String {
        stated(|key| tags.iter().find(|(k, _)| *k == key).map(|(_, v)| *v)).hours
    }

    fn day(date: &str) -> Day {
        Day::new(&Clock::london(date.parse().unwrap()), Nation::Wales, LonLat::new(-3.0, 51.6).unwrap())
    }

    const H: i32 = 3600;

    #[test]
    fn tags_of_all_kinds_become_clauses() {
        assert_eq!(hours(&[("opening_hours", "Mo-Su 08:00-20:00")]), "open Mo-Su 08:00-20:00");
        assert_eq!(hours(&[("opening_hours", "24/7")]), "");
        assert_eq!(hours(&[("access:conditional", "no @ (20:00-08:00)")]), "shut 20:00-08:00");
        assert_eq!(hours(&[("foot:conditional", "no @ 22:00-06:00")]), "shut 22:00-06:00");
        let gate = [("foot", "no"), ("foot:conditional", "yes @ (Mo-Fr 07:00-19:00; Sa 09:00-12:00)")];
        assert_eq!(hours(&gate), "open Mo-Fr 07:00-19:00; Sa 09:00-12:00");
        assert_eq!(hours(&[("foot:conditional", "yes @ (07:00-19:00)")]), "", "it is open anyway");
        assert_eq!(hours(&[("access:conditional", "no @ (wet)")]), "", "no hours");
        let two = "no @ (Mo-Fr 20:00-08:00); private @ (Sa 22:00-24:00)";
        assert_eq!(hours(&[("access:conditional", two)]), "shut Mo-Fr 20:00-08:00 | shut Sa 22:00-24:00");
    }

    #[test]
    fn a_park_is_shut_from_evening_to_morning_either_way_it_is_said() {
        let day = day("2026-05-12");
        for text in ["open 08:00-20:00", "shut 20:00-08:00"] {
            assert_eq!(day.shut(text), [(0, 8 * H), (20 * H, 32 * H), (44 * H, 48 * H)], "{text}");
        }
        assert_eq!(day.shut("open 06:00-22:00 | shut 12:00-13:00")[1], (12 * H, 13 * H));
        assert_eq!(day.shut(""), []);
        assert_eq!(day.shut("whenever"), [ALWAYS]);
    }

    #[test]
    fn sunset_is_that_of_the_date_and_clock_changes_count() {
        let dusk = |date: &str| day(date).shut("open sunrise-sunset")[1].0;
        let (june, december) = (dusk("2026-06-21"), dusk("2026-12-21"));
        assert!(
            (21 * H..22 * H).contains(&june) && (15 * H + 1800..16 * H + 1800).contains(&december),
            "{june} {december}"
        );
        // On 29 March 2026 one o'clock is followed by two o'clock.
        assert_eq!(day("2026-03-29").shut("open 08:00-20:00")[0], (0, 7 * H));
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}", typed in "[openshut |0-9:;-]{0,30}", value in "[noyes@(); 0-9:-]{0,30}") {
            let day = day("2026-05-12");
            for t in [text, typed] {
                let _ = day.shut(&t);
            }
            let _ = hours(&[("foot:conditional", &value), ("foot", "no")]);
        }
    }
}
