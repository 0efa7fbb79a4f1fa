//! `footbeat route`: the shortest way on foot between two places, and the walk that shows most beside it.

use super::Failure;
use super::county::{load, today, write};
use super::hotspots::geojson;
use super::output::thousands;
use super::place::{Place, on_foot};
use super::targets::keep_apart;
use crate::county::County;
use crate::coverage::days_unseen;
use crate::domain::calendar::Nation;
use crate::domain::id::SegmentId;
use crate::domain::place::LonLat;
use crate::domain::time::{Clock, TimeOfDay, parse_date};
use crate::import::street_list::{self, StreetKey};
use crate::street::{Day, Leg, Profile, Snap, VisibleWalk};
use geo_types::{Geometry, LineString};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// From where to where, and where to write it.
#[derive(Debug, clap::Args)]
pub(super) struct Route {
    /// County file
    #[arg(long, value_name = "C.gpkg")]
    county: PathBuf,
    /// Where to begin, in degrees
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true)]
    from: Place,
    /// Where to end, in degrees
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true)]
    to: Place,
    /// Also find the walk at most this share longer that passes most residents not seen lately, such as 0.15
    #[arg(long, value_name = "SHARE", value_parser = share)]
    visible: Option<f64>,
    /// Set out at this time: the quickest way with the hours of streets and parks kept, waits before gates included
    #[arg(long, value_name = "HH:MM", value_parser = time, conflicts_with = "visible")]
    at: Option<TimeOfDay>,
    /// On this date; today if not given
    #[arg(long, value_name = "DATE", value_parser = date, requires = "at")]
    on: Option<Date>,
    /// Also find a short walk along all streets of a CSV file with a column id (of the layer streets) or osm_way
    #[arg(long, value_name = "FILE", conflicts_with = "at")]
    cover: Option<PathBuf>,
    /// Write the ways as GeoJSON
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

fn share(text: &str) -> Result<f64, String> {
    let found: Option<f64> = text.trim().parse().ok();
    found
        .filter(|m| (0.0..=2.0).contains(m))
        .ok_or_else(|| "right would be a share from 0 to 2, such as 0.15".to_owned())
}

fn time(text: &str) -> Result<TimeOfDay, String> {
    text.trim().parse().map_err(|_| "right would be a time such as 19:50".to_owned())
}

fn date(text: &str) -> Result<Date, String> {
    parse_date(text).map_err(|e| e.to_string())
}

fn properties(kind: &str, leg: &Leg) -> Value {
    json!({
        "kind": kind, "metres": metres(leg), "seconds": leg.time.get(),
        "segments": leg.segments.iter().map(|s| s.0).collect::<Vec<_>>(),
    })
}

/// Whole metres, halves rounded up, as in the tables of `footbeat matrix`.
fn metres(leg: &Leg) -> u64 {
    (((leg.length.get() * 1000.0).round() as u64) + 500) / 1000
}

/// Finds the way; the text to print.
pub(super) fn run(args: &Route) -> Result<String, Failure> {
    let reads: Vec<&Path> = args.cover.iter().map(PathBuf::as_path).collect();
    keep_apart(&args.county, &reads, &[("--out", args.out.as_deref())])?;
    let listed = args.cover.as_deref().map(street_list::read).transpose().map_err(anyhow::Error::from)?;
    let county = load(&args.county)?;
    let from = on_foot(&county, "--from", args.from.0)?;
    let to = on_foot(&county, "--to", args.to.0)?;
    if let Some(at) = args.at {
        return timed(args, &county, (from, to), at);
    }
    let leg = county.network.shortest(Profile::FootDay, from, to).ok_or_else(|| {
        Failure::Work(anyhow::anyhow!("no way on foot leads from {} to {}: the streets do not meet", from.at, to.at))
    })?;
    let mut ways = vec![(properties("shortest", &leg), leg.line.clone())];
    ways[0].0["from"] = place(&county, &from, args.from.0);
    ways[0].0["to"] = place(&county, &to, args.to.0);
    let mut said = format!("{} m on foot, {}\n", thousands(metres(&leg)), leg.time);
    if let Some(more) = args.visible {
        let (walk, words) = visible(&county, from, to, more)?;
        said += &words;
        ways[0].0["won"] = json!(walk.shortest_won as f64 / UNIT);
        let mut properties = properties("visible", &walk.leg);
        properties["won"] = json!(walk.won as f64 / UNIT);
        properties["proven"] = json!(walk.proven);
        ways.push((properties, walk.leg.line));
    }
    if let Some(list) = listed {
        let (found, line, words) = cover(&county, (from, to), &list)?;
        said += &words;
        ways.push((found, line));
    }
    if let Some(path) = &args.out {
        write(path, &geojson(ways.iter().map(|(p, line)| (Geometry::LineString(line.clone()), p.clone()))))?;
    }
    if args.json {
        let found: Vec<&Value> = ways.iter().map(|w| &w.0).collect();
        return Ok(match found.as_slice() {
            [one] => one.to_string(),
            several => json!(several).to_string(),
        } + "\n");
    }
    Ok(said)
}

/// Where a place lies on its street.
fn place(county: &County, snap: &Snap, at: LonLat) -> Value {
    let s = county.network.segment(snap.segment);
    json!({
        "street": s.name, "osm_way": s.osm_way, "segment": snap.segment.0,
        "off_street_m": (snap.distance.get() * 10.0).round() / 10.0, "side": county.network.side(snap, at).as_str(),
    })
}

/// The quickest way at a time of day.
fn timed(args: &Route, county: &County, (from, to): (Snap, Snap), at: TimeOfDay) -> Result<String, Failure> {
    let date = args.on.unwrap_or_else(today);
    let clock = Clock::london(date);
    let net = &county.network;
    let day = Day::new(&clock, Nation::of(&county.boundaries), net.plane().origin());
    let depart = clock.at(at);
    let way = net.route_at(Profile::FootDay, &day, depart.get(), from, to).ok_or_else(|| {
        Failure::Work(anyhow::anyhow!("no way on foot leads from {} to {} within two days", from.at, to.at))
    })?;
    let arrive = clock.hhmm(depart + way.leg.time);
    let mut found = properties("timed", &way.leg);
    found["depart"] = json!(clock.rfc3339(depart));
    found["arrive"] = json!(clock.rfc3339(depart + way.leg.time));
    found["waited"] = json!(way.waited.get());
    found["from"] = place(county, &from, args.from.0);
    found["to"] = place(county, &to, args.to.0);
    if let Some(path) = &args.out {
        write(path, &geojson(std::iter::once((Geometry::LineString(way.leg.line.clone()), found.clone()))))?;
    }
    if args.json {
        return Ok(found.to_string() + "\n");
    }
    let waits =
        if way.waited.get() > 0 { format!(", {} of it waiting for a gate to open", way.waited) } else { String::new() };
    Ok(format!("{} m on foot, {}{waits}; arrives at {arrive}\n", thousands(metres(&way.leg)), way.leg.time))
}

/// The walk along all listed streets.
fn cover(
    county: &County,
    (from, to): (Snap, Snap),
    list: &[StreetKey],
) -> Result<(Value, LineString<f64>, String), Failure> {
    let net = &county.network;
    let ways: BTreeSet<i64> =
        list.iter().filter_map(|k| if let StreetKey::Way(w) = k { Some(*w) } else { None }).collect();
    let ids: BTreeSet<u32> =
        list.iter().filter_map(|k| if let StreetKey::Segment(s) = k { Some(*s) } else { None }).collect();
    let segments: Vec<SegmentId> = (0u32..)
        .zip(net.segments())
        .filter(|(i, s)| ids.contains(i) || ways.contains(&s.osm_way))
        .map(|(i, _)| SegmentId(i))
        .collect();
    if segments.is_empty() {
        return Err(Failure::Work(anyhow::anyhow!("--cover: none of its streets is in the county")));
    }
    let walk = net.covering_walk(Profile::FootDay, from, to, &segments).ok_or_else(|| {
        Failure::Work(anyhow::anyhow!("no walk covers these {} streets: at most 1,000 at once", segments.len()))
    })?;
    let mut found = properties("cover", &walk.leg);
    found["covered_m"] = json!(walk.covered.get().round());
    found["streets"] = json!(segments.len() - walk.left.len());
    found["left_out"] = json!(walk.left.iter().map(|s| s.0).collect::<Vec<_>>());
    found["proven"] = json!(walk.proven);
    let words = format!(
        "cover: {} m, {}, along {} street segments of {} m{}{}\n",
        thousands(metres(&walk.leg)),
        walk.leg.time,
        segments.len() - walk.left.len(),
        thousands(walk.covered.get().round() as u64),
        if walk.proven { "; no walk along them is shorter" } else { "" },
        if walk.left.is_empty() { String::new() } else { format!("; {} cannot be reached on foot", walk.left.len()) },
    );
    Ok((found, walk.leg.line, words))
}

/// Parts of one resident not seen for [`LONG_AGO`] days in which worth is counted.
const UNIT: f64 = 1000.0;
/// Days after which a street counts in full; nobody knows of more than that it was not lately.
const LONG_AGO: u32 = 28;

/// The visible walk. A street is worth its residents, in full if it was not seen for 28 days by any record, in part
/// if it was.
fn visible(county: &County, from: Snap, to: Snap, more: f64) -> Result<(VisibleWalk, String), Failure> {
    let unseen = days_unseen(county, today());
    let segments = county.network.segments().iter().zip(&unseen);
    let worth: Vec<u64> = segments
        .map(|(s, days)| {
            let share = f64::from(days.unwrap_or(LONG_AGO).min(LONG_AGO)) / f64::from(LONG_AGO);
            (f64::from(s.residents.max(0.0)) * share * UNIT).round() as u64
        })
        .collect();
    let walk = county.network.visible_walk(Profile::FootDay, from, to, more, &worth);
    let walk = walk.ok_or_else(|| Failure::Work(anyhow::anyhow!("no walk leads from {} to {}", from.at, to.at)))?;
    let residents = |won: u64| thousands((won as f64 / UNIT).round() as u64);
    let longer = 100.0 * (walk.leg.length.get() / walk.shortest.length.get().max(1e-3) - 1.0);
    let words = format!(
        "visible: {} m ({longer:.1} % more), {}; passes {} residents not seen for {LONG_AGO} days, the shortest way {}{}\n",
        thousands(metres(&walk.leg)),
        walk.leg.time,
        residents(walk.won),
        residents(walk.shortest_won),
        if walk.proven { "; no walk of that length passes more" } else { "" },
    );
    Ok((walk, words))
}
