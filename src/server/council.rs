//! What a payer may see: its own area and its schemes, with its share of them. Totals of 28 days that lie behind,
//! never a route.

use super::App;
use super::layers::feature;
use super::problem::Problem;
use super::snapshot::Snapshot;
use crate::coverage::{AreaCoverage, SchemeDelivery};
use crate::domain::code::AreaCode;
use crate::domain::tables::{Funder, Scheme};
use axum::Json;
use axum::extract::{Path, State};
use geo::{BooleanOps as _, unary_union};
use geo_types::{Geometry, MultiPolygon, Polygon, Rect, coord};
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this file.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(councils)).routes(routes!(council)).routes(routes!(area))
}

/// Who pays
#[utoipa::path(get, path = "/api/councils", tag = "page",
    responses((status = 200, description = "Who pays", body = Value)))]
async fn councils(State(app): State<App>) -> Json<Value> {
    let snapshot = app.now();
    Json(snapshot.county.operations.funders.iter().map(|f| json!({"id": f.id, "name": f.name})).collect())
}

/// What a payer may see of its own area
#[utoipa::path(get, path = "/api/councils/{id}", tag = "page",
    params(("id" = String, Path)),
    responses((status = 200, description = "What a payer may see of its own area", body = Value)))]
async fn council(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    let snapshot = app.now();
    Payer::of(&snapshot, &id).map(|p| Json(p.figures())).ok_or_else(|| nobody(&id))
}

/// The outlines of a payer's own area, of the areas of its schemes, and all the rest, which the page dims
#[utoipa::path(get, path = "/api/councils/{id}/area", tag = "page",
    params(("id" = String, Path)),
    responses((status = 200, description = "GeoJSON features of kind own, scheme and rest", body = Value)))]
async fn area(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    let snapshot = app.now();
    let answer =
        super::features::off_thread(move || Payer::of(&snapshot, &id).map(|p| p.area()).ok_or_else(|| nobody(&id)));
    answer.await?.map(Json)
}

fn nobody(id: &str) -> Problem {
    Problem::not_found(format!("nobody who pays has the id {id:?}; `/api/councils` lists them"))
}

/// A payer with the schemes to which it pays, and its share of each, 0 to 1.
struct Payer<'a> {
    snapshot: &'a Snapshot,
    funder: &'a Funder,
    schemes: Vec<(&'a Scheme, f64)>,
}

impl<'a> Payer<'a> {
    fn of(snapshot: &'a Snapshot, id: &str) -> Option<Self> {
        let operations = &snapshot.county.operations;
        let funder = operations.funders.iter().find(|f| f.id.as_str() == id)?;
        let share = |s: &Scheme| {
            let all: f64 = s.funders.iter().map(|(_, part)| part).sum();
            let own: f64 = s.funders.iter().filter(|(f, _)| *f == funder.id).map(|(_, part)| part).sum();
            (own > 0.0).then(|| own / all.max(100.0))
        };
        let schemes = operations.schemes.iter().filter_map(|s| Some((s, share(s)?))).collect();
        Some(Self { snapshot, funder, schemes })
    }

    /// Its own area by its row; a payer without one, such as a force, has that of its schemes.
    fn own(&self) -> Vec<&'a AreaCode> {
        if self.funder.areas.is_empty() {
            self.schemes.iter().flat_map(|(s, _)| &s.areas).collect()
        } else {
            self.funder.areas.iter().collect()
        }
    }

    fn rows(&self, codes: &[&AreaCode]) -> Vec<Value> {
        let report = &self.snapshot.coverage;
        let areas = report.wards.iter().chain(&report.parishes).filter(|w| codes.contains(&&w.key.code));
        areas.map(row).collect()
    }

    fn figures(&self) -> Value {
        let own = self.own();
        let delivered = |s: &Scheme| self.snapshot.coverage.schemes.iter().find(|d| d.id == s.id);
        let paid: Vec<(&Scheme, f64, &SchemeDelivery)> =
            self.schemes.iter().filter_map(|(s, share)| Some((*s, *share, delivered(s)?))).collect();
        let schemes: Vec<Value> = paid
            .iter()
            .map(|(scheme, share, d)| {
                let beyond: Vec<&AreaCode> = scheme.areas.iter().filter(|c| !own.contains(c)).collect();
                let mut told = serde_json::to_value(d).unwrap_or_default();
                told["share"] = json!(share);
                told["posts_paid"] = json!(tenth(f64::from(d.funded) * share));
                told["hours_owed_paid"] = json!(d.hours_owed * share);
                told["purpose"] = json!(scheme.purpose);
                told["wards"] = json!(self.rows(&beyond));
                told
            })
            .collect();
        json!({
            "id": self.funder.id, "name": self.funder.name, "schemes": schemes, "wards": self.rows(&own),
            "headline": headline(&paid),
            "footnote": "Hours are those with a record. An officer-day without a record is unknown and counts as \
                         neither walked nor missed.",
        })
    }

    fn area(&self) -> Value {
        let boundaries = &self.snapshot.county.boundaries;
        let joined = |codes: &[&AreaCode]| -> MultiPolygon<f64> {
            let areas = boundaries.wards.iter().chain(&boundaries.parishes);
            let found: Vec<&MultiPolygon<f64>> =
                areas.filter(|b| codes.contains(&&b.key.code)).map(|b| &b.geom).collect();
            unary_union(found)
        };
        let own = joined(&self.own());
        let scheme = joined(&self.schemes.iter().flat_map(|(s, _)| &s.areas).collect::<Vec<_>>());
        let all = own.union(&scheme);
        // The British Isles and some sea.
        let world: Polygon<f64> = Rect::new(coord! {x: -12.0, y: 48.0}, coord! {x: 5.0, y: 62.0}).to_polygon();
        let rest = if all.0.is_empty() { MultiPolygon::new(Vec::new()) } else { world.difference(&all) };
        let made: Vec<Value> = [("own", own), ("scheme", scheme), ("rest", rest)]
            .into_iter()
            .filter(|(_, shape)| !shape.0.is_empty())
            .map(|(kind, shape)| feature(kind, Some(&Geometry::MultiPolygon(shape)), json!({"kind": kind})))
            .collect();
        json!({"type": "FeatureCollection", "features": made})
    }
}

fn row(w: &AreaCoverage) -> Value {
    json!({
        "code": w.key.code, "name": w.name, "residents": w.residents, "minutes_28": w.minutes,
        "seen_share": w.seen_share, "unknown_share": w.unknown_share,
    })
}

fn tenth(v: f64) -> f64 {
    (v * 10.0).round() / 10.0
}

/// What it pays, and whether that is filled: "Pays 15 % (0.9 post) of County rural wards: 5 of 6 posts are filled".
fn headline(paid: &[(&Scheme, f64, &SchemeDelivery)]) -> String {
    let parts: Vec<String> = paid
        .iter()
        .map(|(_, share, d)| {
            let posts = tenth(f64::from(d.funded) * share);
            let word = if posts > 1.0 { "posts" } else { "post" };
            let filled = if d.funded == 1 {
                format!("its post is {}", if d.filled == 1 { "filled" } else { "vacant" })
            } else {
                format!("{} of its {} posts are filled", d.filled, d.funded)
            };
            if *share > 0.999 {
                format!("all of {} ({posts} {word}; {filled})", d.name)
            } else {
                format!("{:.0} % ({posts} {word}) of {} ({filled})", share * 100.0, d.name)
            }
        })
        .collect();
    match parts.as_slice() {
        [] => "Pays for no scheme that is held".to_owned(),
        [one] => format!("Pays {one}"),
        [first @ .., last] => format!("Pays {} and {last}", first.join(", ")),
    }
}
