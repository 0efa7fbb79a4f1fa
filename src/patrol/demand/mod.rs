//! Everything that asks for an officer's presence on a date, in one unit of reward: one file a kind of demand.

mod assets;
mod concerns;
mod engagements;
mod groups;
mod hotspots;
mod shortlist;
mod taskings;
mod uncovered;

use super::duty::Duty;
use super::hours::{self, Span};
use super::rewards::{Cadences, Rewards};
use crate::county::County;
use crate::coverage::CoverageReport;
use crate::domain::asset::Asset;
use crate::domain::calendar::{self, Nation};
use crate::domain::id::{DemandId, OfficerId, TeamId};
use crate::domain::place::{LonLat, Plane};
use crate::domain::plan::{DemandKind, PurposeKind};
use crate::domain::time::Clock;
use crate::hotspot::HotspotReport;
use crate::street::{Areas, Profile, Walk};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A span of starts and what a visit then is worth.
pub type Window = (i32, i32, i64);

/// A visit that is due again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Every {
    /// Days from one visit to the next.
    pub days: i64,
    /// What a visit is worth when it is just due, milli-points.
    pub just: i64,
    /// Whether it is due, and not only on the way.
    pub due: bool,
}

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
    /// Longer stays: seconds more, and what each is worth in permille of the visit.
    pub longer: Vec<(i32, i64)>,
    /// Seconds there at most, longer stays included.
    pub dwell_most: i32,
    /// When a visit may start.
    pub windows: Vec<Window>,
    /// Worth of later visits, permille.
    pub decay: Vec<u32>,
    /// Seconds between visits.
    pub spacing: i32,
    /// When a visit is due again, where that has a cadence.
    pub every: Option<Every>,
    /// Must be kept.
    pub mandatory: bool,
    /// Its time is fixed by others.
    pub timed: bool,
    /// Whether anybody may be there after dark.
    pub after_dark: bool,
    /// When the place is lit and staffed, so that a lone officer may be there after dark.
    pub staffed: Vec<Span>,
    /// The only officer, the team, and the power needed.
    pub only: (Option<OfficerId>, Option<TeamId>, String),
    /// The officer who knows the place.
    pub prefer: Option<OfficerId>,
    /// Officers together.
    pub officers: u32,
    /// What a visit is worth at a usual hour.
    pub worth: i64,
    /// Why.
    pub purpose: String,
    /// What to do there.
    pub action: Vec<String>,
}

impl Ask {
    /// A demand of a kind at a place, with nothing said yet of hours and worth.
    fn new(see: &Context<'_>, id: &str, kind: DemandKind, name: String, at: LonLat) -> Self {
        Self {
            id: DemandId::new(id),
            kind,
            purpose_kind: PurposeKind::LocalPriority,
            name,
            at,
            ward: see.ward(at),
            walks: Vec::new(),
            dwell: 600,
            longer: Vec::new(),
            dwell_most: 0,
            windows: Vec::new(),
            decay: vec![1000],
            spacing: 0,
            every: None,
            mandatory: false,
            timed: false,
            after_dark: true,
            staffed: Vec::new(),
            only: (None, None, String::new()),
            prefer: None,
            officers: 1,
            worth: 0,
            purpose: String::new(),
            action: Vec::new(),
        }
    }

    /// Whether a visit is due, and not only on the way.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.every.is_none_or(|e| e.due)
    }

    /// The most that a visit is worth.
    #[must_use]
    pub fn top(&self) -> i64 {
        self.windows.iter().map(|w| w.2).max().unwrap_or(self.worth).max(self.worth)
    }
}

/// The demands of a date.
#[derive(Debug, Clone, Default)]
pub struct Asks {
    /// Those that can be planned, strongest first.
    pub list: Vec<Ask>,
    /// Those that cannot, each with the reason.
    pub unmet: Vec<(Ask, String)>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// What all kinds of demand look at.
struct Context<'a> {
    county: &'a County,
    clock: &'a Clock,
    r: &'a Rewards,
    cadences: Cadences,
    in_term: bool,
    /// Whose bank holidays count.
    nation: Nation,
    /// Wards by place.
    wards: Areas,
    /// When each demand was last visited or sent to.
    seen: BTreeMap<String, Date>,
    /// Whether anything at all is on record.
    recorded: bool,
    /// Who is on duty, for what is considered.
    duties: &'a [Duty],
    /// When it gets dark, seconds since local midnight.
    dusk: i32,
    /// Places that are staffed after dark while open.
    staffed: Vec<(LonLat, Vec<Span>)>,
}

impl Context<'_> {
    fn date(&self) -> Date {
        self.clock.date()
    }

    /// The ward of a place, as an index.
    fn ward(&self, at: LonLat) -> Option<u32> {
        self.wards.of(&self.county.boundaries.wards, at).map(|i| i as u32)
    }

    /// Whole days from a date to the plan's date.
    fn age(&self, since: Date) -> i64 {
        self.date().duration_since(since).as_hours() / 24
    }

    /// Minutes as a start on the plan's date.
    fn local(&self, minutes: i32) -> i32 {
        hours::local(self.clock, minutes)
    }

    /// When an asset is open: stated hours, or the usual ones of its kind; and how they are known.
    fn open(&self, a: &Asset) -> (Vec<Span>, hours::Known) {
        hours::of_place(self.clock, self.nation, self.cadences.of(a.kind.slug(), a.risk_band.slug()), a)
    }

    /// When a place has an open and staffed one near.
    fn staffed_near(&self, at: LonLat) -> Vec<Span> {
        let reach = self.r.metres("staffed_near_m");
        let near = self.staffed.iter().filter(|s| Plane::local_length(s.0.coord(), at.coord()) <= reach);
        union(near.flat_map(|s| s.1.iter().copied()).collect())
    }
}

fn union(mut spans: Vec<Span>) -> Vec<Span> {
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
        if !v.group.is_empty() {
            note(format!("group:{}", v.group), v.date);
        }
    }
    for e in county.operations.engagements.iter().filter(|e| e.date < date && e.status == "held" && !e.group.is_empty())
    {
        note(format!("group:{}", e.group), e.date);
    }
    for plan in county.published_before(date) {
        for stop in plan.routes.iter().flat_map(crate::domain::Route::stops) {
            note(stop.demand.as_str().to_owned(), plan.date);
        }
    }
    seen
}

fn words(items: &[&str]) -> Vec<String> {
    items.iter().map(|&s| s.to_owned()).collect()
}

/// All demands of a date.
#[must_use]
pub fn all(
    county: &County,
    clock: &Clock,
    r: &Rewards,
    hotspots: &HotspotReport,
    coverage: &CoverageReport,
    duties: &[Duty],
    dusk: i32,
) -> Asks {
    let date = clock.date();
    let holiday = hours::holiday(date);
    let mut see = Context {
        county,
        clock,
        r,
        cadences: Cadences::shipped(),
        in_term: holiday.is_none(),
        nation: Nation::of(&county.boundaries),
        wards: Areas::new(&county.boundaries.wards),
        seen: last_seen(county, date),
        recorded: county.operations.visits.iter().any(|v| v.date < date)
            || county.published_before(date).next().is_some(),
        duties,
        dusk,
        staffed: Vec::new(),
    };
    let staffed = |a: &&Asset| see.cadences.of(a.kind.slug(), a.risk_band.slug()).is_some_and(|c| c.staffed);
    see.staffed = county.operations.assets.iter().filter(staffed).map(|a| (a.at, see.open(a).0)).collect();
    let mut out = Asks::default();
    if let Some(name) = holiday {
        out.notes.push(format!("Schools are taken to be on holiday ({name}, data/terms.csv)."));
    }
    if let Some(name) = calendar::bank_holiday(see.nation, date) {
        out.notes.push(format!(
            "This is a bank holiday ({name}, data/holidays.csv): schools, surgeries, libraries, post offices and the \
             like are taken to be shut unless their opening hours say otherwise."
        ));
    }
    if !see.recorded {
        out.notes.push(
            "No visit and no published plan of an earlier day is held: nobody knows what was walked lately.".into(),
        );
    }
    let claimed = groups::add(&see, &mut out);
    hotspots::add(&see, &hotspots.hotspots, &mut out);
    uncovered::add(&see, coverage, &mut out);
    assets::add(&see, &claimed, &mut out);
    concerns::add(&see, &mut out);
    taskings::add(&see, &mut out);
    engagements::add(&see, &mut out);
    let (list, shut): (Vec<Ask>, Vec<Ask>) = out.list.into_iter().partition(|a| !a.windows.is_empty());
    out.unmet.extend(shut.into_iter().map(|a| (a, "It has no hours on this date in which a visit fits.".to_owned())));
    out.list = list;
    out.list.sort_by(|a, b| b.top().cmp(&a.top()).then_with(|| a.id.cmp(&b.id)));
    out
}
