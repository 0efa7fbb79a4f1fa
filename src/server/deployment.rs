//! The league table of wards, what-if with N posts, and the feedback loop: for whoever plans, as JSON, CSV, GeoJSON.

use super::App;
use super::features::{geojson, off_thread};
use super::layers::feature;
use super::problem::Problem;
use super::snapshot::Snapshot;
use super::views::report_of;
use crate::coverage::{
    AreaCoverage, DeployOptions, Deployment, Drawn, area_properties, by_hand, compared_csv, csv, deploy_with, feedback,
    league_csv, what_if,
};
use crate::domain::boundary::Boundary;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use geo_types::Geometry;
use serde::Deserialize;
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Most posts that the page may ask for: an answer within seconds.
const MOST_POSTS: u32 = 200;

/// The addresses of this file.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(league)).routes(routes!(deploy)).routes(routes!(feedback_loop))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct LeagueQuery {
    /// Days before today, 1 to 366; 28 if not given.
    days: Option<u32>,
    /// `wards` or `parishes`; wards if not given.
    by: Option<String>,
    /// A column of the table; worst first if not given.
    sort: Option<String>,
    /// `asc` or `desc`; descending if not given. What is unknown comes last.
    order: Option<String>,
    /// `json`, `csv` or `geojson`; JSON if not given.
    format: Option<String>,
}

/// One of some words, the first if none is given.
fn choice(name: &str, given: Option<&str>, words: &[&'static str]) -> Result<&'static str, Problem> {
    match given {
        None | Some("") => Ok(words[0]),
        Some(text) => {
            words.iter().copied().find(|w| *w == text).ok_or_else(|| {
                Problem::bad_request(format!("{name} is {text:?}; {} would be right", words.join(" or ")))
            })
        }
    }
}

fn csv_file(name: &str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}.csv\"");
    let media = "text/csv; charset=utf-8".to_owned();
    ([(header::CONTENT_TYPE, media), (header::CONTENT_DISPOSITION, disposition)], text).into_response()
}

/// Numbers by size, words by their letters, unknown last either way.
fn compare(a: &Value, b: &Value, descending: bool) -> Ordering {
    let turned = |o: Ordering| if descending { o.reverse() } else { o };
    match (a, b) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        (Value::Array(a), Value::Array(b)) => turned(a.len().cmp(&b.len())),
        _ => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => turned(a.total_cmp(&b)),
            _ => turned(a.as_str().cmp(&b.as_str())),
        },
    }
}

/// The league table of wards or parishes
///
/// Every column of `coverage --csv`, sorted by any of them; as CSV to download, or as GeoJSON with outlines.
#[utoipa::path(get, path = "/api/league", tag = "page",
    params(LeagueQuery),
    responses((status = 200, description = "Rows, a CSV file, or a GeoJSON FeatureCollection", body = Value),
        (status = 400, description = "No such column, period, order or format")))]
async fn league(State(app): State<App>, Query(query): Query<LeagueQuery>) -> Result<Response, Problem> {
    let days = super::views::within_a_year(query.days)?;
    let by = choice("by", query.by.as_deref(), &["wards", "parishes"])?;
    let format = choice("format", query.format.as_deref(), &["json", "csv", "geojson"])?;
    let descending = choice("order", query.order.as_deref(), &["desc", "asc"])? == "desc";
    let sort = match query.sort.as_deref() {
        None | Some("") => None,
        Some(text) => Some(choice("sort", Some(text), crate::coverage::LEAGUE)?),
    };
    let snapshot = app.now();
    off_thread(move || {
        let report = report_of(&snapshot, days);
        let boundaries = &snapshot.county.boundaries;
        let (rows, areas) =
            if by == "wards" { (&report.wards, &boundaries.wards) } else { (&report.parishes, &boundaries.parishes) };
        let mut rows: Vec<(AreaCoverage, Value)> =
            rows.iter().map(|r| (r.clone(), serde_json::to_value(r).unwrap_or_default())).collect();
        if let Some(column) = sort {
            // Of equals the first stays first: the table's own order is worst first.
            rows.sort_by(|a, b| compare(&a.1[column], &b.1[column], descending));
        }
        match format {
            "csv" => csv_file(by, league_csv(&rows.into_iter().map(|r| r.0).collect::<Vec<_>>())),
            "geojson" => geojson(outlined(&rows, areas).to_string()),
            _ => {
                let rows: Vec<Value> = rows.into_iter().map(|r| r.1).collect();
                Json(json!({"on": snapshot.today.to_string(), "days": days, "by": by, "rows": rows})).into_response()
            }
        }
    })
    .await
}

fn outlined(rows: &[(AreaCoverage, Value)], areas: &[Boundary]) -> Value {
    let features: Vec<Value> = rows
        .iter()
        .filter_map(|(row, told)| {
            let area = areas.iter().find(|a| a.key == row.key)?;
            let shape = Geometry::MultiPolygon(area.geom.clone());
            Some(feature(row.key.code.as_str(), Some(&shape), told.clone()))
        })
        .collect();
    json!({"type": "FeatureCollection", "features": features})
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct DeployQuery {
    /// Posts, 1 to 200.
    posts: u32,
    /// Compare with so many posts, or with `by_hand`: one officer for each of the wards with most residents.
    what_if: Option<String>,
    /// `json`, `csv` or `geojson`; JSON if not given.
    format: Option<String>,
}

fn posts(name: &str, n: u32) -> Result<u32, Problem> {
    if (1..=MOST_POSTS).contains(&n) {
        return Ok(n);
    }
    Err(Problem::bad_request(format!("{name} is {n}; 1 to {MOST_POSTS} would be right")))
}

/// The second of a comparison.
enum Other {
    Posts(u32),
    ByHand,
}

/// Areas for N posts, what each number of posts wins, and two deployments ward by ward
#[utoipa::path(get, path = "/api/deploy", tag = "page",
    params(DeployQuery),
    responses((status = 200, description = "Posts and officers on duty, the points that each number of posts wins, \
        after how many another stops paying, the areas as GeoJSON, and with what_if the comparison by ward. As CSV the \
        comparison, or without one the areas; as GeoJSON the areas alone", body = Value),
        (status = 400, description = "No number of posts from 1 to 200")))]
async fn deploy(State(app): State<App>, Query(query): Query<DeployQuery>) -> Result<Response, Problem> {
    let n = posts("posts", query.posts)?;
    let format = choice("format", query.format.as_deref(), &["json", "csv", "geojson"])?;
    let other = match query.what_if.as_deref() {
        None | Some("") => None,
        Some("by_hand") => Some(Other::ByHand),
        Some(text) => {
            let wrong =
                || Problem::bad_request(format!("what_if is {text:?}; a number of posts or by_hand would be right"));
            Some(Other::Posts(posts("what_if", text.parse().map_err(|_| wrong())?)?))
        }
    };
    let snapshot = app.now();
    off_thread(move || {
        let first = deployed(&snapshot, n);
        let compared = other.map(|o| compared(&snapshot, n, &first, &o));
        match (format, &compared) {
            ("csv", Some(told)) => csv_file("what-if", compared_csv(told)),
            ("csv", None) => {
                let rows: Vec<Value> = first.areas.iter().map(|a| area_properties(&snapshot.county, a)).collect();
                csv_file("areas", csv(crate::coverage::AREAS, &rows))
            }
            ("geojson", _) => geojson(areas(&snapshot, &first).to_string()),
            _ => Json(json!({
                "posts": n, "on_duty": first.on_duty.0, "on_duty_words": first.on_duty.1, "won": first.won,
                "need": first.need, "steps": first.steps, "pays_until": first.pays_until,
                "pays_words": first.pays_words, "notes": first.notes, "areas": areas(&snapshot, &first),
                "what_if": compared,
            }))
            .into_response(),
        }
    })
    .await
}

/// Drawn once for each number of posts and snapshot.
fn deployed(snapshot: &Snapshot, posts: u32) -> Arc<Deployment> {
    if let Some(held) = snapshot.deployments.get(posts) {
        return held;
    }
    let options = DeployOptions::posts(posts);
    let made = Arc::new(deploy_with(&snapshot.county, &snapshot.hotspots, &snapshot.coverage, &options));
    snapshot.deployments.keep(posts, &made);
    made
}

fn areas(snapshot: &Snapshot, deployment: &Deployment) -> Value {
    let features: Vec<Value> = deployment
        .areas
        .iter()
        .map(|a| {
            let shape = Geometry::MultiPolygon(a.geom.clone());
            feature(&a.rank.to_string(), Some(&shape), area_properties(&snapshot.county, a))
        })
        .collect();
    json!({"type": "FeatureCollection", "features": features})
}

fn compared(snapshot: &Snapshot, n: u32, first: &Deployment, other: &Other) -> crate::coverage::WhatIf {
    let drawn = |d: &Deployment| d.areas.iter().map(Drawn::from).collect::<Vec<_>>();
    let (name, second) = match other {
        Other::Posts(posts) => (format!("{posts} posts"), drawn(&deployed(snapshot, *posts))),
        Other::ByHand => {
            let list = by_hand(&snapshot.county, n).into_iter().map(|(_, d)| d).collect();
            ("one officer for each of the largest wards".to_owned(), list)
        }
    };
    let options = DeployOptions::posts(n);
    let picture = (&snapshot.hotspots, &snapshot.coverage);
    what_if(&snapshot.county, picture, [format!("{n} posts"), name], [&drawn(first), &second], &options)
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct FeedbackQuery {
    /// Seed of the simulation; 1 if not given.
    seed: Option<u64>,
}

/// What planning on one's own visits would do over two years, with and without safeguards
#[utoipa::path(get, path = "/api/feedback", tag = "page",
    params(FeedbackQuery),
    responses((status = 200, description = "For each rule 25 months: Gini of minutes over places, share of the top \
        tenth, minutes that lie elsewhere than the true incidents, places hardly seen", body = Value)))]
async fn feedback_loop(State(app): State<App>, Query(query): Query<FeedbackQuery>) -> Result<Json<Value>, Problem> {
    let snapshot = app.now();
    let seed = query.seed.unwrap_or(1);
    off_thread(move || Json(json!({"seed": seed, "runs": feedback(&snapshot.county, &snapshot.hotspots, seed)}))).await
}
