//! What the cells of a row, and the rows of a table, say of one another: days in order, shifts that somebody can work,
//! shares that are the whole, and no names of persons.

use super::report::{Reject, SourceReport};
use crate::domain::table::{Record, Row, TableSpec};
use crate::domain::time::TimeOfDay;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The longest shift, meeting or visit, minutes.
const LONGEST: i32 = 12 * 60;
/// Minutes of a break, and hours into the shift between which it lies, where the roster does not say.
const BREAK: (i32, i32, i32) = (30, 180, 300);

/// Column, what was found, what would be right.
type Wrong = (&'static str, String, String);

/// Looks at the rows of a table, each with its line; those that cannot be are rejected and left out.
pub(super) fn check(
    spec: &'static TableSpec,
    rows: Vec<(u64, Record)>,
    file: &str,
    report: &mut SourceReport,
) -> Vec<(u64, Record)> {
    let mut kept = Vec::with_capacity(rows.len());
    for (line, record) in rows {
        let wrong = row(spec.name, Row::new(spec, &record));
        let taken = wrong.is_empty();
        for (column, wrong, right) in wrong {
            report.rejects.push(Reject { file: file.to_owned(), line, column: column.to_owned(), wrong, right });
        }
        if taken {
            kept.push((line, record));
        }
    }
    match spec.name {
        "shifts" => at_once(spec, kept, file, report),
        "officers" => {
            let named = |r: &&(u64, Record)| like_a_name(&Row::new(spec, &r.1).text("label"));
            let lines: Vec<u64> = kept.iter().filter(named).map(|r| r.0).collect();
            if let Some(first) = lines.first() {
                let n = lines.len();
                report.warn(format!(
                    "{file}: {n} labels look like names of persons, the first in line {first}; use call signs"
                ));
            }
            kept
        }
        _ => kept,
    }
}

fn row(table: &str, r: Row<'_>) -> Vec<Wrong> {
    let mut out = Vec::new();
    let mut order = |from: &'static str, to: &'static str| {
        if let (Some(a), Some(b)) = (r.date(from), r.date(to))
            && b < a
        {
            out.push((to, format!("{b}, before {from} {a}"), format!("a day from {a} on")));
        }
    };
    match table {
        "schemes" => order("start", "end"),
        "posts" => order("funded_from", "funded_to"),
        "officers" => order("attached_from", "attached_to"),
        "concerns" => {
            order("adopted_from", "adopted_to");
            order("received", "expires");
        }
        "taskings" => order("date_from", "date_to"),
        _ => {}
    }
    match table {
        "schemes" => out.extend(shares(r)),
        "officers" => {
            out.extend(["id", "label"].into_iter().filter_map(|column| private(r, column)));
            out.extend(alone(r, "id"));
        }
        "shifts" => {
            out.extend(shift(r));
            out.extend(alone(r, "officer"));
        }
        "taskings" => out.extend(span(r, ("time_from", "time_to"), r.int("dwell_min").unwrap_or(20))),
        "engagements" => out.extend(span(r, ("start", "end"), 1)),
        "visits" => out.extend(span(r, ("start", "end"), 0)),
        _ => {}
    }
    out
}

fn minutes(t: TimeOfDay) -> i32 {
    i32::from(t.minutes())
}

/// Minutes from one local time to another, over midnight if it is earlier.
fn between(from: TimeOfDay, to: TimeOfDay) -> i32 {
    (minutes(to) - minutes(from)).rem_euclid(1440)
}

/// A span of the clock that is no longer than half a day and long enough for what happens in it.
fn span(r: Row<'_>, (from, to): (&'static str, &'static str), least: i64) -> Option<Wrong> {
    let (a, b) = (r.time(from)?, r.time(to)?);
    let long = between(a, b);
    if long > LONGEST {
        return Some((to, format!("{b}, before {from} {a}"), "a time after it, at most 12 hours later".to_owned()));
    }
    (i64::from(long) < least)
        .then(|| (to, format!("{long} minutes after {from} {a}"), format!("at least {least} minutes after it")))
}

fn shares(r: Row<'_>) -> Option<Wrong> {
    let parts = r.list("funders");
    let sum: f64 = parts.iter().filter_map(|p| p.rsplit_once(':')?.1.trim().parse::<f64>().ok()).sum();
    ((sum - 100.0).abs() > 0.5)
        .then(|| ("funders", format!("shares that sum to {sum}"), "shares that sum to 100".to_owned()))
}

/// Nobody is paired with themselves.
fn alone(r: Row<'_>, own: &str) -> Option<Wrong> {
    let id = r.text(own);
    (r.text("paired_with") == id)
        .then(|| ("paired_with", format!("{id:?}, the officer itself"), "another officer, or blank".to_owned()))
}

fn shift(r: Row<'_>) -> Vec<Wrong> {
    let (Some(start), Some(end)) = (r.time("start"), r.time("end")) else { return Vec::new() };
    if start.minutes() == 1440 {
        return vec![("start", "24:00".to_owned(), "00:00 of the next date".to_owned())];
    }
    let long = match between(start, end) {
        0 => 1440,
        long => long,
    };
    if long > LONGEST {
        let wrong = format!("{end}, {} hours after the start {start}", long / 60);
        return vec![("end", wrong, "at most 12 hours after the start".to_owned())];
    }
    let (from, to) = (r.time("break_from"), r.time("break_to"));
    let inside = |t: TimeOfDay| between(start, t) <= long;
    let given = [("break_from", from), ("break_to", to)];
    let mut out: Vec<Wrong> = given
        .into_iter()
        .filter_map(|(column, t)| Some((column, t.filter(|t| !inside(*t))?)))
        .map(|(column, t)| (column, t.to_string(), format!("a time in the shift, {start} to {end}")))
        .collect();
    let pause = r.int("break_min").map_or(BREAK.0, |m| i32::try_from(m).unwrap_or(BREAK.0));
    if out.is_empty() && pause > 0 && (from.is_some() || to.is_some()) {
        let window = (from.map_or(BREAK.1, |t| between(start, t)), to.map_or(BREAK.2, |t| between(start, t)));
        if window.0 + pause > window.1.min(long) {
            let wrong = format!("{} minutes for a break of {pause}", window.1.min(long) - window.0);
            out.push((
                "break_to",
                wrong,
                "a window in which the break fits; blank is 3 to 5 hours into the shift".to_owned(),
            ));
        }
    }
    out
}

/// Shifts of one officer lie one after the other.
fn at_once(
    spec: &'static TableSpec,
    rows: Vec<(u64, Record)>,
    file: &str,
    report: &mut SourceReport,
) -> Vec<(u64, Record)> {
    let when = |record: &Record| {
        let r = Row::new(spec, record);
        let (date, start, end) = (r.date("date")?, r.time("start")?, r.time("end")?);
        let day = date.duration_since(Date::constant(2000, 1, 1)).as_hours() / 24 * 1440;
        let from = day + i64::from(minutes(start));
        Some((r.text("officer"), from, from + i64::from(between(start, end))))
    };
    let mut by_officer = BTreeMap::<String, Vec<(i64, i64, u64)>>::new();
    for (line, record) in &rows {
        if let Some((officer, from, to)) = when(record) {
            by_officer.entry(officer).or_default().push((from, to, *line));
        }
    }
    let mut wrong = Vec::new();
    for (officer, mut spans) in by_officer {
        spans.sort_unstable();
        let mut last: Option<(i64, u64)> = None;
        for (from, to, line) in spans {
            match last {
                Some((end, first)) if from < end => wrong.push((line, officer.clone(), first)),
                _ => last = Some((to, line)),
            }
        }
    }
    wrong.sort_unstable();
    for (line, officer, first) in &wrong {
        report.rejects.push(Reject {
            file: file.to_owned(),
            line: *line,
            column: "start".to_owned(),
            wrong: format!("officer {officer} at work already, by line {first}"),
            right: "shifts of one officer that follow one another".to_owned(),
        });
    }
    rows.into_iter().filter(|(line, _)| !wrong.iter().any(|w| w.0 == *line)).collect()
}

/// Call signs and collar numbers only: an address or a telephone number is about a person.
fn private(r: Row<'_>, column: &'static str) -> Option<Wrong> {
    let text = r.text(column);
    let mail = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let phone = digits >= 10 && text.chars().all(|c| c.is_ascii_digit() || " +-()/.".contains(c));
    let what = if mail { "an e-mail address" } else { "a telephone number" };
    // What was found is about a person, and is not repeated.
    (mail || phone).then(|| (column, what.to_owned(), "a collar number or call sign".to_owned()))
}

fn like_a_name(label: &str) -> bool {
    const NOT: &[&str] = &["Officer", "Team", "Unit", "North", "South", "East", "West", "Town", "Patrol", "Beat"];
    let words: Vec<&str> = label.split_whitespace().collect();
    let name = |w: &&str| {
        let mut letters = w.chars();
        letters.next().is_some_and(char::is_uppercase)
            && w.chars().count() > 1
            && letters.all(|c| c.is_lowercase() || c == '-' || c == '\'')
    };
    (2..=3).contains(&words.len()) && words.iter().all(name) && !words.iter().any(|w| NOT.contains(w))
}

#[cfg(test)]
mod tests {
    use crate::domain::tables::table;
    use crate::import::report::SourceReport;
    use crate::import::roster::parse;

    /// What is said of rows below a header: `line column` for each reject.
    fn told(name: &str, text: &str) -> Vec<String> {
        let mut report = SourceReport::new(name);
        let spec = table(name).unwrap();
        let kept = parse(text.as_bytes().to_vec(), "f.csv", spec, &mut report).unwrap();
        assert_eq!(report.lines.len(), kept.len());
        report.rejects.iter().map(|r| format!("{} {}", r.line, r.column)).collect()
    }

    #[test]
    fn shifts_that_nobody_can_work_are_refused() {
        let head = "id,officer,date,start,end,break_from,break_to,break_min\n";
        let one = |row: &str| told("shifts", &format!("{head}a,7,2026-07-10,{row}\n"));
        let none = Vec::<String>::new();
        for fine in
            ["08:00,16:00,,,", "18:00,02:00,23:30,00:30,", "08:00,20:00,,,", "08:00,14:00,,,0", "22:00,24:00,,,"]
        {
            assert_eq!(one(fine), none, "{fine}");
        }
        assert_eq!(one("08:00,08:00,,,"), ["2 end"]);
        assert_eq!(one("08:00,07:00,,,"), ["2 end"]);
        assert_eq!(one("24:00,04:00,,,"), ["2 start"]);
        assert_eq!(one("08:00,16:00,07:00,12:00,"), ["2 break_from"]);
        assert_eq!(one("08:00,16:00,11:00,17:00,"), ["2 break_to"]);
        assert_eq!(one("08:00,16:00,13:00,11:00,"), ["2 break_to"]);
        assert_eq!(one("08:00,16:00,12:00,12:20,"), ["2 break_to"]);
        let two = |b: &str| told("shifts", &format!("{head}a,7,2026-07-10,18:00,02:00,,,\nb,{b},,,\n"));
        assert_eq!(two("7,2026-07-10,20:00,23:00"), ["3 start"]);
        assert_eq!(two("7,2026-07-11,01:00,09:00"), ["3 start"]);
        assert_eq!(two("7,2026-07-11,02:00,09:00"), none);
        assert_eq!(two("8,2026-07-10,18:00,02:00"), none);
    }

    #[test]
    fn ends_come_after_beginnings_and_shares_are_the_whole() {
        let scheme = |shares: &str, end: &str| {
            told("schemes", &format!("id,name,kind,funders,areas,start,end\ns,S,force,{shares},E05,2025-04-01,{end}\n"))
        };
        assert!(scheme("a:60;b:40", "2026-03-31").is_empty() && scheme("a:33.3;b:33.3;c:33.3", "").is_empty());
        assert_eq!(scheme("a:60;b:60", "2025-03-31"), ["2 end", "2 funders"]);
        let place = "-2.9977,51.5884";
        let tasking = |dates: &str, times: &str| {
            let head = "id,kind,date_from,date_to,time_from,time_to,lon,lat\n";
            told("taskings", &format!("{head}t,visit,{dates},{times},{place}\n"))
        };
        assert!(tasking("2026-07-10,2026-07-12", "22:00,02:00").is_empty());
        assert_eq!(tasking("2026-07-12,2026-07-10", ","), ["2 date_to"]);
        assert_eq!(tasking("2026-07-10,2026-07-10", "18:00,14:00"), ["2 time_to"]);
        assert_eq!(tasking("2026-07-10,2026-07-10", "14:00,14:10"), ["2 time_to"]);
        let head = "id,kind,title,date,start,end,lon,lat\n";
        assert_eq!(told("engagements", &format!("{head}e,stall,S,2026-07-10,19:00,18:00,{place}\n")), ["2 end"]);
        let head = "id,officer,date,start,end,lon,lat\n";
        assert_eq!(told("visits", &format!("{head}v,7,2026-07-10,19:00,18:00,{place}\n")), ["2 end"]);
    }

    #[test]
    fn officers_are_call_signs_and_no_persons() {
        let officer = |id: &str, label: &str, with: &str| {
            told("officers", &format!("id,label,team,paired_with,attached_from,attached_to\n{id},{label},n,{with},,\n"))
        };
        assert!(officer("7012", "PCSO 7012", "7013").is_empty());
        assert_eq!(officer("a.b@force.example", "x", ""), ["2 id"]);
        assert_eq!(officer("7012", "+44 7700 900123", ""), ["2 label"]);
        assert_eq!(officer("7012", "x", "7012"), ["2 paired_with"]);
        assert!(super::like_a_name("Jane Smith") && super::like_a_name("Ann O'neil"));
        assert!(!super::like_a_name("PCSO 7012") && !super::like_a_name("North Team") && !super::like_a_name("7012"));
    }
}
