//! Everything that asks for an officer's presence on a date, in one unit of reward.

use super::rewards::{Cadences, Rewards};
use crate::county::County;
use crate::coverage::CoverageReport;
use crate::domain::asset::AssetKind;
use crate::domain::ground::SettlementKind;
use crate::domain::id::{DemandId, OfficerId, SegmentId, TeamId};
use crate::domain::place::LonLat;
use crate::domain::plan::{DemandKind, PurposeKind};
use crate::domain::time::Clock;
use crate::domain::units::{Metres, Seconds};
use crate::domain::{Hotspot, Trend};
use crate::hotspot::HotspotReport;
use crate::street::{Profile, Walk};
use geo::Contains;
use jiff::civil::{Date, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// A span of starts and what a visit then is worth.
pub type Window = (i32, i32, i64);

/// Something that asks for presence.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Its id.
    pub id: DemandId,
    /// Its kind.
    pub kind: DemandKind,
    /// Which of the three purposes.
    pub purpose_kind: PurposeKind,
    /// What it is called.
    pub name: String,
    /// Where.
    pub at: LonLat,
    /// Its ward, as an index.
    pub ward: Option<u32>,
    /// Ways to walk it; empty: on the spot.
    pub walks: Vec<(Walk, Profile)>,
    /// Seconds on the spot (a walk takes at least its own time).
    pub dwell: i32,
    /// When a visit may start.
    pub windows: Vec<Window>,
    /// Worth of later visits, permille.
    pub decay: Vec<u32>,
    /// Seconds between visits.
    pub spacing: i32,
    /// Must be kept.
    pub mandatory: bool,
    /// Its time is fixed by others.
    pub timed: bool,
    /// Whether a lone officer may be there after dark.
    pub after_dark: bool,
    /// The only officer, the team, and the power needed.
    pub only: (Option<OfficerId>, Option<TeamId>, String),
    /// Why.
    pub purpose: String,
    /// What to do there.
    pub action: Vec<String>,
}

impl Ask {
    /// The most that a visit is worth.
    #[must_use]
    pub fn top(&self) -> i64 {
        self.windows.iter().map(|w| w.2).max().unwrap_or(0)
    }
}

const HOUR: i32 = 3600;

/// When each demand was last visited by record, or sent to by a published plan (which may have left no record).
#[must_use]
pub fn last_seen(county: &County, date: Date) -> BTreeMap<String, Date> {
    let mut seen: BTreeMap<String, Date> = BTreeMap::new();
    let mut note = |key: String, d: Date| {
        let e = seen.entry(key).or_insert(d);
        *e = (*e).max(d);
    };
    for v in county.operations.visits.iter().filter(|v| v.date < date && v.was_there()) {
        if !v.demand.is_empty() {
            note(v.demand.clone(), v.date);
        }
        if let Some(a) = &v.asset {
            note(format!("asset:{a}"), v.date);
        }
    }
    for plan in county.published_before(date) {
        for stop in plan.routes.iter().flat_map(crate::domain::Route::stops) {
            note(stop.demand.as_str().to_owned(), plan.date);
        }
    }
    seen
}

fn days(date: Date, since: Date) -> i64 {
    date.duration_since(since).as_hours() / 24
}

fn ward_of(county: &County, at: LonLat) -> Option<u32> {
    county.boundaries.wards.iter().position(|w| w.geom.contains(&at.point())).map(|i| i as u32)
}

fn words(items: &[&str]) -> Vec<String> {
    items.iter().map(|&s| s.to_owned()).collect()
}

/// All demands of a date, strongest first; `hours` bounds the shifts of that day.
#[must_use]
pub fn all(
    county: &County,
    clock: &Clock,
    r: &Rewards,
    hotspots: &HotspotReport,
    coverage: &CoverageReport,
    officers: usize,
) -> Vec<Ask> {
    let seen = last_seen(county, clock.date());
    let mut asks = from_hotspots(county, clock, r, &hotspots.hotspots, &seen, officers);
    asks.extend(unseen(county, clock, r, coverage, &seen, officers));
    asks.extend(assets(county, clock, r, &seen, officers));
    asks.extend(concerns(county, clock, r));
    asks.extend(ordered(county, clock, r));
    asks.retain(|a| !a.windows.is_empty());
    asks.sort_by(|a, b| b.top().cmp(&a.top()).then_with(|| a.id.cmp(&b.id)));
    asks
}

fn from_hotspots(
    county: &County,
    clock: &Clock,
    r: &Rewards,
    spots: &[Hotspot],
    seen: &BTreeMap<String, Date>,
    officers: usize,
) -> Vec<Ask> {
    let net = &county.network;
    let mean = spots.iter().map(|h| h.score).sum::<f64>() / (spots.len().max(1) as f64);
    let day = clock.weekday().to_monday_zero_offset() as usize * 24;
    let dwell = r.minutes("hotspot_dwell_min");
    let mut out = Vec::new();
    for h in spots.iter().take(8 + officers * 6) {
        let mut walks = Vec::new();
        for profile in [Profile::FootDay, Profile::FootDark] {
            walks.extend(net.loop_walk(profile, &h.segments, Seconds::new(dwell)).map(|w| (w, profile)));
        }
        let Some(at) = walks.first().map(|(w, _)| w.start.at) else { continue };
        let id = format!("hotspot:{}", h.id);
        let rising = matches!(h.trend, Trend::New | Trend::Growing);
        let mut base = (r.get("hotspot_scale") as f64 * h.score / mean.max(1e-9)) as i64;
        if rising {
            base = r.permille(base, "hotspot_growing_permille");
        }
        let since = seen.get(&id).map(|&d| days(clock.date(), d));
        if since.is_some_and(|d| d >= 3) {
            base = r.permille(base, "hotspot_overdue_permille");
        }
        base = base.clamp(r.get("hotspot_min"), r.get("hotspot_max"));
        let windows = (3..13)
            .map(|band| {
                let hour = band * 2;
                let weight = |k: usize| h.hours.get((day + k) % 168).map_or(1000, |w| (f64::from(*w) * 1000.0) as i64);
                let w = i64::midpoint(weight(hour), weight(hour + 1));
                let reward = base * w.clamp(r.get("hour_floor_permille"), r.get("hour_cap_permille")) / 1000;
                (hour as i32 * HOUR, (hour as i32 + 2) * HOUR - 1, reward)
            })
            .collect();
        let street = h.streets.first().cloned().unwrap_or_else(|| "unnamed street".to_owned());
        let mix: Vec<String> = h.mix.iter().take(3).map(|(c, n)| format!("{n} {}", c.words())).collect();
        let last = since.map_or("no visit on record".to_owned(), |d| format!("last planned or visited {d} days ago"));
        let main = h.mix.first().map_or("", |(c, _)| c.as_str());
        let action = match main {
            "shoplifting" => {
                words(&["Speak to staff of two shops", "Walk the back of the shops", "Be seen at the doors"])
            }
            "burglary" => {
                words(&["Check alleys and rear gates", "Offer crime-prevention advice at doors", "Note broken lights"])
            }
            "vehicle-crime" | "bicycle-theft" => {
                words(&["Look into parked vehicles for goods on show", "Check cycle racks", "Leave advice leaflets"])
            }
            "violence-and-sexual-offences" | "public-order" | "robbery" => words(&[
                "Walk the loop slowly and be seen",
                "Speak to door and shop staff",
                "Report trouble to control; keep clear of it",
            ]),
            _ => words(&[
                "Walk the loop slowly and be seen",
                "Speak to people who use the place",
                "Note damage, litter and dark lamps",
            ]),
        };
        out.push(Ask {
            id: DemandId::new(&id),
            kind: DemandKind::Hotspot,
            purpose_kind: if rising { PurposeKind::EmergingRisk } else { PurposeKind::PriorityArea },
            name: street.clone(),
            ward: ward_of(county, at),
            at,
            walks,
            dwell,
            windows,
            decay: vec![1000, r.get("hotspot_second_permille") as u32, r.get("hotspot_third_permille") as u32],
            spacing: r.minutes("hotspot_spacing_min"),
            mandatory: false,
            timed: false,
            after_dark: true,
            only: (None, None, String::new()),
            purpose: format!(
                "Hotspot no. {} ({street}): {} incidents from {} to {} ({}), {:.1} % of the county's harm, {}; {last}.",
                h.rank,
                h.incidents,
                h.months.0,
                h.months.1,
                mix.join(", "),
                h.harm_share * 100.0,
                h.trend.as_str()
            ),
            action,
        });
    }
    out
}

/// Splits streets into connected beats of at most `limit` metres.
fn beats(county: &County, segments: &[SegmentId], limit: f64) -> Vec<Vec<SegmentId>> {
    let net = &county.network;
    let mut left: BTreeSet<SegmentId> = segments.iter().copied().filter(|&s| net.segment(s).foot).collect();
    let mut out = Vec::new();
    while let Some(first) = left.pop_first() {
        let (mut beat, mut at, mut length) = (vec![first], 0, net.segment(first).length.get());
        while at < beat.len() && length < limit {
            let s = net.segment(beat[at]);
            for next in net.foot_at(s.from).chain(net.foot_at(s.to)) {
                if length < limit && left.remove(&next) {
                    length += net.segment(next).length.get();
                    beat.push(next);
                }
            }
            at += 1;
        }
        out.push(beat);
    }
    out
}

fn unseen(
    county: &County,
    clock: &Clock,
    r: &Rewards,
    coverage: &CoverageReport,
    seen: &BTreeMap<String, Date>,
    officers: usize,
) -> Vec<Ask> {
    let net = &county.network;
    let mut found: Vec<(String, String, bool, Vec<SegmentId>, u32)> = Vec::new();
    let mut claimed: BTreeSet<SegmentId> = BTreeSet::new();
    let unseen_days = |s: SegmentId| coverage.days_unseen.get(s.ix()).copied().flatten().unwrap_or(28);
    for place in &county.ground.settlements {
        if !matches!(place.kind, SettlementKind::Village | SettlementKind::Hamlet) {
            continue;
        }
        let mut near = net.segments_near(place.at, Metres::new(450.0));
        near.retain(|&s| net.segment(s).is_frontage() && claimed.insert(s));
        let age = near.iter().map(|&s| unseen_days(s)).max().unwrap_or(0);
        if !near.is_empty() && age > 0 {
            found.push((format!("uncovered:village-{}", place.id), place.name.clone(), true, near, age));
        }
    }
    for area in &coverage.uncovered {
        let age = if area.never { area.days_unseen.max(28) } else { area.days_unseen };
        let free: Vec<SegmentId> = area.segments.iter().copied().filter(|s| claimed.insert(*s)).collect();
        for beat in beats(county, &free, 1600.0) {
            let way = beat.first().map_or(0, |&s| net.segment(s).osm_way);
            let name = beat
                .iter()
                .map(|&s| net.segment(s))
                .filter(|s| !s.name.is_empty())
                .max_by(|a, b| a.length.get().total_cmp(&b.length.get()))
                .map_or_else(|| area.name.clone(), |s| format!("{}, {}", s.name, area.name));
            found.push((format!("uncovered:way-{way}"), name, false, beat, age));
        }
    }
    let mut scored: Vec<(i64, f32, _)> = found
        .into_iter()
        .map(|f| {
            let people: f32 = f.3.iter().map(|&s| net.segment(s).residents).sum();
            let planned = seen.get(&f.0).map(|&d| days(clock.date(), d));
            let age = planned.map_or(i64::from(f.4), |p| p.min(i64::from(f.4)));
            let mut reward = r.get("uncovered_day") * age + r.get("uncovered_residents") * people as i64;
            if f.2 {
                reward = r.permille(reward, "village_permille");
            }
            (reward.clamp(r.get("uncovered_floor"), r.get("uncovered_max")), people, f)
        })
        .collect();
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then_with(|| a.2.0.cmp(&b.2.0)));
    let mut ids = BTreeSet::new();
    let mut out = Vec::new();
    for (reward, people, (id, name, village, segments, age)) in scored {
        if out.len() >= 12 + officers * 6 || !ids.insert(id.clone()) {
            continue;
        }
        let budget = Seconds::new(r.minutes("uncovered_dwell_min"));
        // A village is walked as a loop back to where a car would stand; a beat from either end.
        let walk = if village {
            net.loop_walk(Profile::FootDay, &segments, budget)
        } else {
            net.cover_walk(Profile::FootDay, &segments, budget)
        };
        let Some(walk) = walk.filter(|w| w.time.get() > 0 && w.line.0.len() > 1) else { continue };
        let mut back = walk.clone();
        std::mem::swap(&mut back.start, &mut back.end);
        back.line.0.reverse();
        let at = walk.start.at;
        out.push(Ask {
            id: DemandId::new(&id),
            kind: DemandKind::Uncovered,
            purpose_kind: PurposeKind::LocalPriority,
            purpose: format!(
                "{}: about {people:.0} residents on {} of streets with no recorded patrol for {age} days or more.",
                if village { "Village" } else { "Streets not seen lately" },
                walk.length
            ),
            ward: ward_of(county, at),
            at,
            dwell: walk.time.get(),
            walks: vec![(walk, Profile::FootDay), (back, Profile::FootDay)],
            windows: vec![(7 * HOUR, 21 * HOUR, reward)],
            decay: vec![1000],
            spacing: 0,
            mandatory: false,
            timed: false,
            after_dark: false,
            only: (None, None, String::new()),
            action: words(&[
                "Walk the streets slowly and greet people",
                "Ask what troubles them here",
                "Note dark lamps and damage",
            ]),
            name,
        });
    }
    out
}

/// Opening hours of a date as windows of seconds from midnight; `None` if they cannot be read.
#[must_use]
pub fn open_on(date: Date, hours: &str) -> Option<Vec<(i32, i32)>> {
    let rules: opening_hours::OpeningHours = hours.parse().ok()?;
    let day = chrono::NaiveDate::from_ymd_opt(i32::from(date.year()), date.month() as u32, date.day() as u32)?;
    let mut out: Vec<(i32, i32)> = Vec::new();
    for quarter in 0..96 {
        let moment = day.and_hms_opt(quarter / 4, quarter % 4 * 15, 0)?;
        if rules.is_open(moment) {
            let from = quarter as i32 * 900;
            match out.last_mut() {
                Some(last) if last.1 == from => last.1 = from + 900,
                _ => out.push((from, from + 900)),
            }
        }
    }
    Some(out)
}

/// Good hours by kind of place, from `data/windows.csv`: from, to, label.
fn good_hours(kind: &str, day: Weekday, term: bool) -> Vec<(i32, i32, String)> {
    const NAMES: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
    let today = day.to_monday_zero_offset() as usize;
    let mut out = Vec::new();
    for row in csv::Reader::from_reader(include_bytes!("../../data/windows.csv").as_slice()).records().flatten() {
        let cell = |i: usize| row.get(i).unwrap_or("").trim();
        let (a, b) = cell(1).split_once('-').unwrap_or((cell(1), cell(1)));
        let ix = |n: &str| NAMES.iter().position(|&d| d == n).unwrap_or(7);
        let time = |i: usize| cell(i).parse::<crate::domain::TimeOfDay>().map(|t| i32::from(t.minutes()) * 60);
        if cell(0) == kind
            && (ix(a)..=ix(b)).contains(&today)
            && (cell(4) != "term" || term)
            && let (Ok(from), Ok(to)) = (time(2), time(3))
        {
            out.push((from, to, cell(5).to_owned()));
        }
    }
    out
}

/// School terms: out of term from 22 July to 1 September and from 21 December to 4 January.
fn in_term(date: Date) -> bool {
    let d = (date.month(), date.day());
    !((7, 22)..=(9, 1)).contains(&d) && d < (12, 21) && d > (1, 4)
}

fn assets(county: &County, clock: &Clock, r: &Rewards, seen: &BTreeMap<String, Date>, officers: usize) -> Vec<Ask> {
    let cadences = Cadences::shipped();
    let date = clock.date();
    let term = in_term(date);
    let mut due: Vec<(i64, Ask)> = Vec::new();
    for a in &county.operations.assets {
        if matches!(a.kind, AssetKind::PoliceStation | AssetKind::Prison | AssetKind::FireStation | AssetKind::Other)
            || (a.name.is_empty() && a.source == crate::domain::asset::AssetSource::Osm)
            || (matches!(a.kind, AssetKind::School | AssetKind::Nursery) && !term)
        {
            continue;
        }
        let id = format!("asset:{}", a.id);
        let (days_between, minutes) = cadences.of(a.kind.slug(), a.risk_band.slug());
        let cadence = i64::from(a.cadence_days.unwrap_or(days_between).max(1));
        let last = a.last_visit.filter(|d| *d < date).into_iter().chain(seen.get(&id).copied()).max();
        let (mut reward, why) = match last {
            None => (r.get("asset_never"), "no visit on record".to_owned()),
            Some(l) if days(date, l) >= cadence => (
                r.get("asset_base") + r.get("asset_overdue") * (days(date, l) - cadence) / cadence,
                format!("last seen {l}, {} days ago", days(date, l)),
            ),
            Some(_) => continue,
        };
        match a.risk_band.slug() {
            "high" => reward = r.permille(reward, "asset_high_permille"),
            "low" => reward = r.permille(reward, "asset_low_permille"),
            _ => {}
        }
        reward = reward.min(r.get("asset_max"));
        let dwell = a.dwell_min.unwrap_or(minutes) as i32 * 60;
        let open = if a.opening_hours.is_empty() { None } else { open_on(date, &a.opening_hours) };
        let spans = open.unwrap_or_else(|| vec![(9 * HOUR, 17 * HOUR + 1800)]);
        let best = good_hours(a.kind.slug(), clock.weekday(), term);
        let mut windows: Vec<Window> = Vec::new();
        for (from, to) in &spans {
            windows.push((*from, to - dwell, reward));
        }
        for (from, to, _) in &best {
            // The good hours of a place with stated opening hours count only while it is open.
            if a.opening_hours.is_empty() || spans.iter().any(|s| s.0 <= *from && s.1 >= *to) {
                windows.push((*from, to - dwell, r.permille(reward, "asset_gate_permille")));
            }
        }
        windows.retain(|w| w.1 >= w.0);
        let hint = best.first().map_or(String::new(), |b| format!(" Best at: {}.", b.2));
        due.push((
            reward,
            Ask {
                id: DemandId::new(&id),
                kind: DemandKind::Asset,
                purpose_kind: PurposeKind::LocalPriority,
                name: if a.name.is_empty() { a.kind.words().to_owned() } else { a.name.clone() },
                at: a.at,
                ward: ward_of(county, a.at),
                walks: Vec::new(),
                dwell,
                windows,
                decay: vec![1000],
                spacing: 0,
                mandatory: false,
                timed: false,
                after_dark: true,
                only: (None, None, String::new()),
                purpose: format!("A visit to this {} is due every {cadence} days: {why}.{hint}", a.kind.words()),
                action: words(&[
                    "Ask how things are and what they have seen",
                    "Leave the team's contact",
                    "Note what you promise",
                ]),
            },
        ));
    }
    due.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    // Spread over the wards, so that one town centre does not fill the list.
    let mut per_ward: BTreeMap<Option<u32>, usize> = BTreeMap::new();
    due.into_iter()
        .map(|d| d.1)
        .filter(|a| {
            let n = per_ward.entry(a.ward).or_default();
            *n += 1;
            *n <= 6
        })
        .take(16 + officers * 8)
        .collect()
}

fn concerns(county: &County, clock: &Clock, r: &Rewards) -> Vec<Ask> {
    const NAMES: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];
    let date = clock.date();
    let today = NAMES.get(clock.weekday().to_monday_zero_offset() as usize).copied().unwrap_or("mo");
    let mut out = Vec::new();
    for c in county.operations.concerns.iter().filter(|c| c.is_live_on(date)) {
        if !c.days.is_empty() && !c.days.iter().any(|d| d == today) {
            continue;
        }
        let mut reward = r.get("concern_base")
            + r.get("concern_person") * i64::from(c.people.saturating_sub(1).min(20))
            + r.get("concern_severity") * i64::from(c.severity.saturating_sub(1));
        if c.is_priority_on(date) {
            reward = r.permille(reward, "concern_adopted_permille");
        }
        let mut windows: Vec<Window> =
            [("morning", 7, 12), ("afternoon", 12, 17), ("evening", 17, 21), ("night", 21, 26)]
                .iter()
                .filter(|(n, _, _)| c.time_of_day.iter().any(|t| t == n))
                .map(|&(_, a, b)| (a * HOUR, b * HOUR - 1, reward))
                .collect();
        if windows.is_empty() {
            windows.push((7 * HOUR, 24 * HOUR, reward));
        }
        let kind = c.kind.replace('_', " ");
        let when = c.received.map_or(String::new(), |d| format!(" on {d}"));
        let name = if c.street.is_empty() { kind.clone() } else { c.street.clone() };
        out.push(Ask {
            id: DemandId::new(&format!("concern:{}", c.id)),
            kind: DemandKind::Concern,
            purpose_kind: PurposeKind::LocalPriority,
            ward: ward_of(county, c.at),
            at: c.at,
            walks: Vec::new(),
            dwell: 900,
            windows,
            decay: vec![1000, 300],
            spacing: r.minutes("hotspot_spacing_min"),
            mandatory: false,
            timed: false,
            after_dark: true,
            only: (None, None, String::new()),
            purpose: format!(
                "Residents raised {kind}{when} ({} people, severity {} of 5{}).",
                c.people,
                c.severity,
                if c.is_priority_on(date) { ", adopted as a local priority" } else { "" }
            ),
            action: vec![
                format!("Look for {kind}"),
                "Speak to people who live there".into(),
                "Tell back what was done".into(),
            ],
            name,
        });
    }
    out
}

fn ordered(county: &County, clock: &Clock, r: &Rewards) -> Vec<Ask> {
    let date = clock.date();
    let mut out = Vec::new();
    for t in county.operations.taskings.iter().filter(|t| t.is_live_on(date)) {
        let dwell = t.dwell_min as i32 * 60;
        let from = t.times.0.map_or(7 * HOUR, |x| clock.at(x).get());
        let to = t.times.1.map_or(24 * HOUR, |x| clock.at(x).get()) - dwell;
        let reward = r.get("tasking_base") - r.get("tasking_step") * i64::from(t.priority.clamp(1, 5) - 1);
        let title = if t.sensitive { format!("Tasking {}", t.reference) } else { t.title.clone() };
        let actions = if t.sensitive || t.actions.is_empty() {
            words(&["Do as briefed", "Report back to the supervisor"])
        } else {
            t.actions.clone()
        };
        out.push(Ask {
            id: DemandId::new(&format!("tasking:{}", t.id)),
            kind: DemandKind::Tasking,
            purpose_kind: PurposeKind::LocalPriority,
            ward: ward_of(county, t.at),
            at: t.at,
            walks: Vec::new(),
            dwell,
            windows: if to >= from { vec![(from, to, reward)] } else { Vec::new() },
            decay: vec![1000],
            spacing: 0,
            mandatory: t.mandatory,
            timed: t.times.0.is_some(),
            after_dark: true,
            only: (t.officer.clone(), t.team.clone(), t.power.clone()),
            purpose: if t.sensitive {
                format!("Ordered by the supervisor, reference {}, {}.", t.reference, t.street)
            } else {
                format!(
                    "Ordered by the supervisor: {} ({}), priority {}, until {}.",
                    t.title, t.street, t.priority, t.dates.1
                )
            },
            action: actions,
            name: title,
        });
    }
    for e in county
        .operations
        .engagements
        .iter()
        .filter(|e| e.date == date && e.status == "planned" && e.channel == "in_person")
    {
        let (from, to) = (clock.at(e.start).get(), clock.at(e.end).get());
        let people = e.expected.unwrap_or(0);
        let reward = r.get("engagement_base") + r.get("engagement_person") * i64::from(people.min(100));
        out.push(Ask {
            id: DemandId::new(&format!("engagement:{}", e.id)),
            kind: DemandKind::Engagement,
            purpose_kind: PurposeKind::LocalPriority,
            name: e.title.clone(),
            at: e.at,
            ward: ward_of(county, e.at),
            walks: Vec::new(),
            dwell: (to - from).max(900),
            windows: vec![(from, from, reward)],
            decay: vec![1000],
            spacing: 0,
            mandatory: e.mandatory,
            timed: true,
            after_dark: true,
            only: (e.officer.clone(), e.team.clone(), String::new()),
            purpose: format!("{} at {} from {} to {}; {people} people expected.", e.title, e.venue, e.start, e.end),
            action: words(&[
                "Arrive a few minutes early",
                "Listen, and note what is asked for",
                "Record how many came",
            ]),
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_hours_of_a_friday_are_split_at_lunch() {
        let spans = open_on("2026-07-10".parse().unwrap(), "Mo-Fr 09:00-12:00,13:00-17:00").unwrap();
        assert_eq!(spans, vec![(9 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR)]);
    }

    #[test]
    fn school_gates_open_in_term_only() {
        assert_eq!(good_hours("school", Weekday::Friday, true).len(), 2);
        assert!(good_hours("school", Weekday::Friday, false).is_empty());
        assert!(good_hours("school", Weekday::Sunday, true).is_empty());
    }
}
