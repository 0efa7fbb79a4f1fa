//! What the map page asks for: the county, coverage, hotspots, a day's plan, how predictable plans are.

use super::App;
use super::problem::Problem;
use super::snapshot::Snapshot;
use crate::coverage::{CoverageOptions, CoverageReport, measure};
use crate::domain::coverage::UncoveredArea;
use crate::domain::plan::{Plan, Route, RouteItem, StopShape};
use crate::domain::time::{Clock, parse_date};
use crate::hotspot::HotspotReport;
use crate::patrol::unpredict;
use axum::Json;
use axum::extract::{Query, State};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use std::borrow::Cow;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this file.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(county))
        .routes(routes!(coverage))
        .routes(routes!(coverage_streets))
        .routes(routes!(hotspots))
        .routes(routes!(plan))
        .routes(routes!(unpredictability))
}

/// What the county holds
#[utoipa::path(get, path = "/api/county", tag = "page",
    responses((status = 200, description = "What the county holds", body = Value)))]
async fn county(State(app): State<App>) -> Json<Value> {
    let snapshot = app.now();
    let county = &snapshot.county;
    let missing: Vec<String> = county.incidents.missing().iter().map(|(f, m)| format!("{f} {m}")).collect();
    let plans: Vec<Value> = county
        .plans
        .iter()
        .filter(|p| p.status == crate::domain::PlanStatus::Published)
        .map(|p| json!({"date": p.date.to_string(), "version": p.version, "status": p.status.slug()}))
        .collect();
    Json(json!({
        "name": county.name, "bounds": snapshot.bounds(), "sources": county.sources, "missing_months": missing,
        "today": snapshot.today.to_string(), "plan_dates": plans,
    }))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct CoverageQuery {
    /// Days before today, 1 to 366; 28 if not given.
    days: Option<u32>,
}

fn asked(query: &CoverageQuery) -> Result<u32, Problem> {
    within_a_year(query.days)
}

/// Days of a period, 28 if not given.
pub(super) fn within_a_year(days: Option<u32>) -> Result<u32, Problem> {
    let days = days.unwrap_or(28);
    if (1..=366).contains(&days) {
        return Ok(days);
    }
    Err(Problem::bad_request(format!("days is {days}; 1 to 366 would be right")))
}

/// Coverage of a period that ends today
#[utoipa::path(get, path = "/api/coverage", tag = "page",
    params(CoverageQuery),
    responses((status = 200, description = "Coverage of a period that ends today", body = Value)))]
async fn coverage(State(app): State<App>, Query(query): Query<CoverageQuery>) -> Result<Json<Value>, Problem> {
    let snapshot = app.now();
    let days = asked(&query)?;
    super::features::off_thread(move || Json(coverage_json(&snapshot, days))).await
}

/// The report of 28 days is held; others are measured when they are asked for.
pub(super) fn report_of(snapshot: &Snapshot, days: u32) -> Cow<'_, CoverageReport> {
    if days == 28 {
        return Cow::Borrowed(&snapshot.coverage);
    }
    let options = CoverageOptions { days, on: snapshot.today };
    Cow::Owned(measure(&snapshot.county, &snapshot.hotspots, options))
}

/// Streets without a recorded patrol, one feature an uncovered area
#[utoipa::path(get, path = "/api/coverage/streets", tag = "page",
    params(CoverageQuery),
    responses((status = 200, description = "GeoJSON lines, one feature an uncovered area", body = Value)))]
async fn coverage_streets(State(app): State<App>, Query(query): Query<CoverageQuery>) -> Result<Json<Value>, Problem> {
    let snapshot = app.now();
    let days = asked(&query)?;
    super::features::off_thread(move || Json(streets_json(&snapshot, days))).await
}

fn streets_json(snapshot: &Snapshot, days: u32) -> Value {
    let network = &snapshot.county.network;
    let lines = |area: &UncoveredArea| -> Vec<Vec<[f64; 2]>> {
        area.segments.iter().map(|s| coordinates(&network.segment(*s).line)).collect()
    };
    let features: Vec<Value> = report_of(snapshot, days)
        .uncovered
        .iter()
        .map(|u| {
            json!({
                "type": "Feature", "id": u.id, "properties": {"id": u.id, "reason": u.reason.as_str()},
                "geometry": {"type": "MultiLineString", "coordinates": lines(u)},
            })
        })
        .collect();
    json!({"type": "FeatureCollection", "features": features})
}

fn coverage_json(snapshot: &Snapshot, days: u32) -> Value {
    let report = report_of(snapshot, days);
    let report = report.as_ref();
    let overlaps: Vec<Value> =
        report.overlaps.iter().map(|(key, schemes)| json!({"code": key.code, "schemes": schemes})).collect();
    json!({
        "headline": report.headline, "on": snapshot.today.to_string(), "days": days, "wards": report.wards,
        "parishes": report.parishes, "overlaps": overlaps, "schemes": report.schemes,
        "reach": reach(report), "notes": report.notes, "overlap": report.overlap, "balance": report.balance,
        "uncovered": report.uncovered.iter().map(|u| gap(u, report)).collect::<Vec<_>>(),
    })
}

/// An uncovered area of the period asked for, with its outline: the layer of that name has those of 28 days.
fn gap(area: &UncoveredArea, report: &CoverageReport) -> Value {
    let ward = area.ward.as_ref().and_then(|k| report.wards.iter().find(|w| w.key == *k));
    json!({
        "id": area.id, "name": area.name, "ward": ward.map(|w| w.name.as_str()), "length_m": area.length_m,
        "residents": area.residents, "days_unseen": area.days_unseen, "never": area.never,
        "reason": area.reason.as_str(), "outline": coordinates(area.geom.exterior()),
    })
}

fn reach(report: &CoverageReport) -> Vec<Value> {
    report
        .reach
        .iter()
        .map(|r| {
            json!({
                "community": r.community, "places": r.places, "groups": r.groups,
                "last_contact": r.last_contact.map(|d| d.to_string()), "by": r.by, "days": r.days,
            })
        })
        .collect()
}

/// The forecast that ships, with the words of its methods.
fn forecast(report: &HotspotReport) -> Value {
    let Some(f) = &report.forecast else { return Value::Null };
    let mut value = serde_json::to_value(f).unwrap_or_default();
    value["ships_words"] = json!(f.choice.ships.words());
    value["best_words"] = json!(f.choice.best.words());
    if let Some(gains) = value["gains"].as_array_mut() {
        for (gain, g) in gains.iter_mut().zip(&f.choice.gains) {
            gain["baseline_words"] = json!(g.baseline.words());
        }
    }
    value
}

/// Hotspots of the last twelve months
#[utoipa::path(get, path = "/api/hotspots", tag = "page",
    responses((status = 200, description = "Hotspots of the last twelve months with trend and doubt, those that are \
        gone, the forecast that ships and why, its backtest beside plain counts, and how many of the first stay under \
        other weights", body = Value)))]
async fn hotspots(State(app): State<App>) -> Json<Value> {
    let snapshot = app.now();
    let report = &snapshot.hotspots;
    let share: f64 = report.hotspots.iter().map(|h| h.harm_share).sum();
    let growing = report.hotspots.iter().filter(|h| h.trend.as_str() == "growing" || h.trend.as_str() == "new").count();
    let headline = match report.hotspots.len() {
        0 => "No hotspots: no located incidents on streets in these months".to_owned(),
        n => format!("{n} hotspots hold {:.0} % of located harm; {growing} of them are new or growing", share * 100.0),
    };
    Json(json!({
        "headline": headline, "hotspots": report.hotspots, "notes": report.notes, "gone": report.gone,
        "months": report.months, "missing": report.missing, "forecast": forecast(report),
        "backtest": report.backtest, "overlaps": report.overlaps,
    }))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct PlanQuery {
    /// `YYYY-MM-DD`; today if not given.
    date: Option<String>,
}

impl PlanQuery {
    fn day(&self, snapshot: &Snapshot) -> Result<Date, Problem> {
        match self.date.as_deref() {
            None | Some("") => Ok(snapshot.today),
            Some(text) => parse_date(text).map_err(|e| Problem::bad_request(e.to_string())),
        }
    }
}

/// The published plan of a date
#[utoipa::path(get, path = "/api/plan", tag = "page",
    params(PlanQuery),
    responses((status = 200, description = "The published plan of a date", body = Value)))]
async fn plan(State(app): State<App>, Query(query): Query<PlanQuery>) -> Result<Json<Value>, Problem> {
    let snapshot = app.now();
    let date = query.day(&snapshot)?;
    let plan = snapshot
        .county
        .published(date)
        .ok_or_else(|| Problem::not_found(format!("no plan is published for {date}")))?;
    Ok(Json(plan_json(plan)))
}

/// How predictable the published plans of 28 days are
///
/// For those who plan, as the plans themselves are: no council or resident is shown when nobody comes.
#[utoipa::path(get, path = "/api/unpredictability", tag = "page",
    params(PlanQuery),
    responses((status = 200, description = "Arrival hours by hotspot, and first stops by officer, of the published \
        plans of 28 days up to the date, each with its limit; drafts and later days never count", body = Value),
        (status = 400, description = "No date of that form")))]
async fn unpredictability(
    State(app): State<App>,
    Query(query): Query<PlanQuery>,
) -> Result<Json<unpredict::report::Report>, Problem> {
    let snapshot = app.now();
    let date = query.day(&snapshot)?;
    let measured = move || Json(unpredict::report::report(&snapshot.county, &snapshot.hotspots.hotspots, date));
    super::features::off_thread(measured).await
}

fn plan_json(plan: &Plan) -> Value {
    let clock = Clock::london(plan.date);
    let left_out: Vec<Value> = plan
        .left_out
        .iter()
        .map(|l| {
            json!({
                "demand": l.demand, "kind": l.kind.slug(), "name": l.name, "reward": l.reward, "reason": l.reason,
                "cost": l.cost,
            })
        })
        .collect();
    json!({
        "id": plan.id, "version": plan.version, "status": plan.status.slug(), "date": plan.date.to_string(),
        "seed": plan.seed, "iterations": plan.iterations, "reward": plan.reward,
        "bound": plan.bound, "notes": plan.notes,
        "facts": plan.facts, "left_out": left_out,
        "routes": plan.routes.iter().map(|r| route_json(r, &clock)).collect::<Vec<_>>(),
    })
}

/// Longitude and latitude to six decimals (about 10 cm), for drawing.
fn coordinates(line: &geo_types::LineString<f64>) -> Vec<[f64; 2]> {
    let round = |v: f64| (v * 1e6).round() / 1e6;
    line.coords().map(|c| [round(c.x), round(c.y)]).collect()
}

fn route_json(route: &Route, clock: &Clock) -> Value {
    let items: Vec<Value> = route
        .items
        .iter()
        .map(|item| {
            let mut value = match item {
                RouteItem::Base { label, .. } => json!({"type": "base", "label": label}),
                RouteItem::Walk { length, .. } => json!({"type": "walk", "km": length.km()}),
                RouteItem::Ride { length, line, .. } => {
                    json!({"type": "ride", "km": length.km(), "line": coordinates(line)})
                }
                RouteItem::Break { place, at, .. } => {
                    json!({"type": "break", "place": place, "lon": at.x, "lat": at.y})
                }
                RouteItem::Stop(stop) => json!({
                    "type": "stop", "seq": stop.seq, "demand": stop.demand, "kind": stop.kind.slug(),
                    "purpose_kind": stop.purpose_kind.slug(), "purpose": stop.purpose, "action": stop.action,
                    "reward": stop.reward, "name": stop.name, "settlement": stop.settlement,
                    "walked": matches!(stop.at, StopShape::Walk(_)),
                    "lon": stop.at.start().x, "lat": stop.at.start().y,
                }),
            };
            value["begins"] = json!(clock.rfc3339(item.begins()));
            value["ends"] = json!(clock.rfc3339(item.ends()));
            value
        })
        .collect();
    json!({
        "officer": route.officer, "label": route.label, "team": route.team, "scheme": route.scheme,
        "base_name": route.base_name, "start": clock.rfc3339(route.start), "end": clock.rfc3339(route.end),
        "km": route.on_foot().km(), "ride_km": route.ridden().km(), "reward": route.reward, "minutes": route.minutes,
        "items": items,
    })
}
