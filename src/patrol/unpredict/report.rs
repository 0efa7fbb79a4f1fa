//! How predictable 28 days of published plans are, hotspot by hotspot and officer by officer: for those who plan, never
//! for the public, since it tells when nobody comes.

use super::{
    DAYS, FIRST_STOPS, HOURS, LEAST_ENTROPY, LEAST_PAIRS, LEAST_VISITS, MOST_ALIKE, Memory, back, entropy_share,
    same_firsts,
};
use crate::county::County;
use crate::domain::Hotspot;
use crate::domain::id::OfficerId;
use crate::domain::plan::{DemandKind, Plan, Route, Stop};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a limit is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within the limit.
    Meets,
    /// Beyond it.
    Misses,
    /// Too few visits or days to say.
    TooFew,
}

impl Verdict {
    fn of(share: Option<f64>, meets: impl Fn(f64) -> bool) -> Self {
        match share {
            None => Self::TooFew,
            Some(s) if meets(s) => Self::Meets,
            Some(_) => Self::Misses,
        }
    }
}

/// When a hotspot is visited.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HotspotHours {
    /// As in the `hotspots` layer.
    pub id: String,
    /// Its rank today; `None` if it is a hotspot no longer.
    pub rank: Option<u32>,
    /// Its streets, heaviest first, three at most.
    pub name: String,
    /// The settlement in or near which it lies, empty if none.
    pub settlement: String,
    /// Where its newest visit begins: longitude and latitude, degrees (WGS 84).
    pub at: [f64; 2],
    /// Planned visits; those of officers who walk together are one.
    pub visits: u32,
    /// Visits by hour of arrival: 00:00 to 00:59 first, Europe/London.
    pub by_hour: [u32; 24],
    /// Entropy of the arrival hours as a share of the most possible, 0 to 1; `None` where there are too few visits.
    pub entropy_share: Option<f64>,
    /// Whether that is enough.
    pub verdict: Verdict,
}

/// How an officer's days begin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfficerDays {
    /// Who.
    pub officer: OfficerId,
    /// Call sign, never a name.
    pub label: String,
    /// Days of duty with a stop whose time is free.
    pub days: u32,
    /// Pairs of such days that follow one another.
    pub compared: u32,
    /// Days whose first three stops are those of the day of duty before, oldest first.
    pub alike_on: Vec<Date>,
    /// Share of the compared days that begin alike, 0 to 1; `None` where there are too few.
    pub alike_share: Option<f64>,
    /// Whether that is little enough.
    pub verdict: Verdict,
}

/// How many of each verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Within the limit.
    pub meets: u32,
    /// Beyond it.
    pub misses: u32,
    /// Too few to say.
    pub too_few: u32,
}

impl Tally {
    fn of(verdicts: impl Iterator<Item = Verdict>) -> Self {
        verdicts.fold(Self::default(), |mut t, v| {
            match v {
                Verdict::Meets => t.meets += 1,
                Verdict::Misses => t.misses += 1,
                Verdict::TooFew => t.too_few += 1,
            }
            t
        })
    }

    const fn judged(self) -> u32 {
        self.meets + self.misses
    }
}

/// Sums over all hotspots and officers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Hotspots with a planned visit.
    pub hotspots: Tally,
    /// Hotspots of today that no plan of the period visits.
    pub not_visited: u32,
    /// Visits to hotspots.
    pub visits: u32,
    /// Officers.
    pub officers: Tally,
    /// Pairs of successive days.
    pub compared: u32,
    /// Of them, those that begin alike.
    pub alike: u32,
}

/// The limits, and what they are measured by.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Limits {
    /// Least entropy of arrival hours, as a share of the most possible, 0 to 1.
    pub entropy_share: f64,
    /// Visits under which a hotspot is not judged.
    pub visits: usize,
    /// Hours among which visits can be spread.
    pub hours: usize,
    /// Largest share of successive days that begin alike, 0 to 1.
    pub alike_share: f64,
    /// Pairs of successive days under which an officer is not judged.
    pub compared: usize,
    /// Days of duty that make so many pairs: with fewer published days nobody is judged.
    pub days: usize,
    /// The measures in words.
    pub words: Vec<String>,
}

/// The unpredictability of 28 days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The day asked for.
    pub on: Date,
    /// First of the 28 days.
    pub from: Date,
    /// Last of them: the day asked for if its plan is published, otherwise the day before.
    pub to: Date,
    /// Days of them with a published plan, oldest first.
    pub published: Vec<Date>,
    /// The answer in a sentence.
    pub headline: String,
    /// Most regular first, those with too few visits last.
    pub hotspots: Vec<HotspotHours>,
    /// Most regular first, those with too few days last.
    pub officers: Vec<OfficerDays>,
    /// Sums.
    pub totals: Totals,
    /// Limits.
    pub limits: Limits,
}

/// Measures the published plans of the 28 days that end with a date, or with the day before if no plan is published for
/// it. Drafts, withdrawn plans and later days count for nothing; `spots` are the hotspots of today.
#[must_use]
pub fn report(county: &County, spots: &[Hotspot], date: Date) -> Report {
    let to = if county.published(date).is_some() { date } else { back(date, 1) };
    let from = back(to, DAYS - 1);
    let plans = county.published_between(from, to);
    let mut memory = Memory::default();
    let mut dates: BTreeMap<String, Vec<Date>> = BTreeMap::new();
    for plan in &plans {
        let day = Memory::of_day(plan);
        for officer in day.firsts.keys() {
            dates.entry(officer.clone()).or_default().push(plan.date);
        }
        memory.append(day);
    }
    let hotspots = hotspots(&memory, &newest_visits(&plans), spots);
    let officers = officers(&memory, &dates, &labels(&plans));
    let visited: BTreeSet<&str> = hotspots.iter().map(|h| h.id.as_str()).collect();
    let totals = Totals {
        hotspots: Tally::of(hotspots.iter().map(|h| h.verdict)),
        not_visited: spots.iter().filter(|s| !visited.contains(s.id.as_str())).count() as u32,
        visits: hotspots.iter().map(|h| h.visits).sum(),
        officers: Tally::of(officers.iter().map(|o| o.verdict)),
        compared: officers.iter().map(|o| o.compared).sum(),
        alike: officers.iter().map(|o| o.alike_on.len() as u32).sum(),
    };
    let published: Vec<Date> = plans.iter().map(|p| p.date).collect();
    let headline = headline(to, published.len(), &totals);
    Report { on: date, from, to, published, headline, hotspots, officers, totals, limits: limits() }
}

/// The newest visit of each hotspot.
fn newest_visits<'a>(plans: &[&'a Plan]) -> BTreeMap<&'a str, &'a Stop> {
    let mut newest: BTreeMap<&str, &Stop> = BTreeMap::new();
    for plan in plans {
        let mut stops: Vec<&Stop> = plan.routes.iter().flat_map(Route::stops).collect();
        stops.sort_by_key(|s| s.arrive);
        newest.extend(
            stops.into_iter().filter(|s| s.kind == DemandKind::Hotspot && !s.timed).map(|s| (s.demand.as_str(), s)),
        );
    }
    newest
}

/// The newest call sign of each officer.
fn labels<'a>(plans: &[&'a Plan]) -> BTreeMap<&'a str, &'a str> {
    plans.iter().flat_map(|p| &p.routes).map(|r| (r.officer.as_str(), r.call_sign())).collect()
}

/// Unknown after known.
fn last_if_none(share: Option<f64>) -> (bool, f64) {
    (share.is_none(), share.unwrap_or_default())
}

fn hotspots(memory: &Memory, newest: &BTreeMap<&str, &Stop>, spots: &[Hotspot]) -> Vec<HotspotHours> {
    let today: BTreeMap<&str, &Hotspot> = spots.iter().map(|s| (s.id.as_str(), s)).collect();
    let row = |(demand, hours): (&String, &Vec<i32>)| {
        let stop = newest.get(demand.as_str())?;
        let id = demand.strip_prefix("hotspot:").unwrap_or(demand);
        let spot = today.get(id);
        let streets = spot.map(|s| s.streets.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", "));
        let mut by_hour = [0; 24];
        for hour in hours {
            if let Some(n) = usize::try_from(*hour).ok().and_then(|h| by_hour.get_mut(h)) {
                *n += 1;
            }
        }
        let share = entropy_share(hours);
        let at = stop.at.start();
        Some(HotspotHours {
            id: id.to_owned(),
            rank: spot.map(|s| s.rank),
            name: streets.filter(|s| !s.is_empty()).unwrap_or_else(|| stop.name.clone()),
            settlement: stop.settlement.clone(),
            at: [at.x, at.y],
            visits: hours.len() as u32,
            by_hour,
            entropy_share: share,
            verdict: Verdict::of(share, |s| s >= LEAST_ENTROPY),
        })
    };
    let mut rows: Vec<HotspotHours> = memory.hours.iter().filter_map(row).collect();
    rows.sort_by(|a, b| {
        let (x, y) = (last_if_none(a.entropy_share), last_if_none(b.entropy_share));
        (x.0.cmp(&y.0).then(x.1.total_cmp(&y.1))).then(b.visits.cmp(&a.visits)).then_with(|| a.id.cmp(&b.id))
    });
    rows
}

fn officers(memory: &Memory, dates: &BTreeMap<String, Vec<Date>>, labels: &BTreeMap<&str, &str>) -> Vec<OfficerDays> {
    let row = |(officer, days): (&String, &Vec<Vec<String>>)| {
        let dates = dates.get(officer).map_or(&[][..], Vec::as_slice);
        let later = dates.iter().skip(1).zip(days.windows(2));
        let share = same_firsts(days).filter(|_| days.len() > LEAST_PAIRS);
        OfficerDays {
            officer: officer.as_str().into(),
            label: labels.get(officer.as_str()).map_or_else(String::new, |l| (*l).to_owned()),
            days: days.len() as u32,
            compared: days.len().saturating_sub(1) as u32,
            alike_on: later.filter(|(_, pair)| pair[0] == pair[1]).map(|(date, _)| *date).collect(),
            alike_share: share,
            verdict: Verdict::of(share, |s| s <= MOST_ALIKE),
        }
    };
    let mut rows: Vec<OfficerDays> = memory.firsts.iter().map(row).collect();
    rows.sort_by(|a, b| {
        let (x, y) = (last_if_none(a.alike_share), last_if_none(b.alike_share));
        (x.0.cmp(&y.0).then(y.1.total_cmp(&x.1))).then(b.days.cmp(&a.days)).then_with(|| a.officer.cmp(&b.officer))
    });
    rows
}

/// "8 of 9 hotspots": how many of those that can be judged meet their limit.
fn part(tally: Tally, what: &str) -> String {
    let (all, plural) = (tally.judged(), if tally.judged() == 1 { "" } else { "s" });
    format!("{} of {all} {what}{plural}", tally.meets)
}

fn headline(to: Date, days: usize, totals: &Totals) -> String {
    if days == 0 {
        return format!("No plan is published for the {DAYS} days to {to}");
    }
    let (hotspots, officers) = (part(totals.hotspots, "hotspot"), part(totals.officers, "PCSO"));
    match (totals.hotspots.judged() > 0, totals.officers.judged() > 0) {
        (false, false) => "Too few published plans to say".to_owned(),
        (true, false) => format!("{hotspots} are visited at hours that vary enough; too few days to say it of PCSOs"),
        (false, true) => {
            format!("{officers} begin their days in ways that vary enough; too few visits to say it of hotspots")
        }
        (true, true) => format!(
            "{hotspots} are visited at hours that vary enough, and {officers} begin their days in ways that vary enough"
        ),
    }
}

fn limits() -> Limits {
    let words = vec![
        format!(
            "Hours: the Shannon entropy of the hours of the clock in which planned visits to a hotspot begin, as a share of the most possible: that of an even spread over {HOURS} hours, the patrol hours of a usual day, or over as many hours as there are visits where those are fewer. 100 % is an even spread, 0 % always the same hour. The limit is {:.0} % or more; under {LEAST_VISITS} visits says nothing.",
            LEAST_ENTROPY * 100.0
        ),
        format!(
            "Beginnings: two successive days of duty of a PCSO begin alike if their first {FIRST_STOPS} stops are the same places in the same order, whatever the time of day; when places are reached is what the hours tell. The limit is {:.0} % of the days compared or fewer; under {LEAST_PAIRS} comparisons says nothing.",
            MOST_ALIKE * 100.0
        ),
        "Stops whose time others fix do not count, and two PCSOs who walk together make one visit. Only published plans count: no drafts, none that was withdrawn, none of a later day.".to_owned(),
    ];
    Limits {
        entropy_share: LEAST_ENTROPY,
        visits: LEAST_VISITS,
        hours: HOURS,
        alike_share: MOST_ALIKE,
        compared: LEAST_PAIRS,
        days: LEAST_PAIRS + 1,
        words,
    }
}
