//! Plans: kept whole, and drawn as the layers `routes` and `stops`.
//!
//! A plan is kept as JSON without its places and lengths, which stand beside it as a row of numbers: JSON does not
//! keep the last bit of a number, and a plan that was published must be read back to the bit.

use super::error::Fault;
use super::{geometry, schema};
use crate::domain::plan::{Plan, PlanStatus, RouteItem, StopShape};
use crate::domain::units::Metres;
use crate::patrol::geojson;
use geo_types::{Coord, Geometry, LineString};
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, Transaction, params};
use serde_json::Value;

/// A part of a plan that is kept as numbers.
enum Shape<'a> {
    At(&'a mut Coord<f64>),
    Line(&'a mut LineString<f64>),
    Length(&'a mut Metres),
}

type Wrong = &'static str;

/// Calls `each` for every such part, in a fixed order.
fn shapes(plan: &mut Plan, each: &mut impl FnMut(Shape<'_>) -> Result<(), Wrong>) -> Result<(), Wrong> {
    for item in plan.routes.iter_mut().flat_map(|r| &mut r.items) {
        match item {
            RouteItem::Base { at, .. } | RouteItem::Break { at, .. } => each(Shape::At(at))?,
            RouteItem::Walk { length, line, .. } | RouteItem::Ride { length, line, .. } => {
                each(Shape::Length(length))?;
                each(Shape::Line(line))?;
            }
            RouteItem::Stop(stop) => match &mut stop.at {
                StopShape::Point(at) => each(Shape::At(at))?,
                StopShape::Walk(line) => each(Shape::Line(line))?,
            },
        }
    }
    plan.left_out.iter_mut().try_for_each(|l| each(Shape::At(&mut l.at)))
}

/// The plan's JSON without its shapes, and the shapes.
fn pack(plan: &Plan) -> Result<(String, Vec<u8>), String> {
    let mut plan = plan.clone();
    let mut bytes = Vec::new();
    let put = |bytes: &mut Vec<u8>, c: &Coord<f64>| {
        bytes.extend_from_slice(&c.x.to_le_bytes());
        bytes.extend_from_slice(&c.y.to_le_bytes());
    };
    shapes(&mut plan, &mut |shape| {
        match shape {
            Shape::At(at) => put(&mut bytes, &std::mem::take(at)),
            Shape::Length(length) => bytes.extend_from_slice(&std::mem::take(length).get().to_le_bytes()),
            Shape::Line(line) => {
                bytes.extend_from_slice(&(line.0.len() as u32).to_le_bytes());
                for c in &std::mem::take(&mut line.0) {
                    put(&mut bytes, c);
                }
            }
        }
        Ok(())
    })?;
    Ok((serde_json::to_string(&plan).map_err(|e| e.to_string())?, bytes))
}

/// The plan again.
fn unpack(text: &str, bytes: &[u8]) -> Result<Plan, String> {
    fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Wrong> {
        let (head, tail) = rest.split_first_chunk::<N>().ok_or("its shapes are cut off")?;
        *rest = tail;
        Ok(*head)
    }
    fn coord(rest: &mut &[u8]) -> Result<Coord<f64>, Wrong> {
        let (x, y) = (f64::from_le_bytes(take(rest)?), f64::from_le_bytes(take(rest)?));
        if (-180.0..=180.0).contains(&x) && (-90.0..=90.0).contains(&y) {
            Ok(Coord { x, y })
        } else {
            Err("a position is not on the globe")
        }
    }
    let mut plan: Plan = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let mut rest = bytes;
    shapes(&mut plan, &mut |shape| {
        match shape {
            Shape::At(at) => *at = coord(&mut rest)?,
            Shape::Length(length) => *length = Metres::new(f64::from_le_bytes(take(&mut rest)?)),
            Shape::Line(line) => {
                let n = u32::from_le_bytes(take(&mut rest)?) as usize;
                if n.checked_mul(16).is_none_or(|all| all > rest.len()) {
                    return Err("its shapes are cut off");
                }
                line.0 = (0..n).map(|_| coord(&mut rest)).collect::<Result<_, _>>()?;
            }
        }
        Ok(())
    })?;
    if rest.is_empty() { Ok(plan) } else { Err("bytes follow its shapes".to_owned()) }
}

/// All plans, sorted by date and version.
pub(super) fn read(c: &Connection) -> Result<Vec<Plan>, Fault> {
    let mut statement = c.prepare("SELECT plan_id, status, plan, shapes FROM plans")?;
    let mut rows = statement.query([])?;
    let mut plans = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        let status: String = row.get(1)?;
        let (text, bytes) = (row.get_ref(2)?.as_str(), row.get_ref(3)?.as_blob());
        let (Ok(text), Ok(bytes)) = (text, bytes) else {
            return Err(Fault::row("plans", id, "no plan in it"));
        };
        let mut plan = unpack(text, bytes).map_err(|e| Fault::row("plans", &id, e))?;
        // The column, which SQL can change, says where the plan stands.
        plan.status = PlanStatus::from_slug(&status)
            .ok_or_else(|| Fault::row("plans", &id, format!("{status:?} is no status of a plan")))?;
        plans.push(plan);
    }
    plans.sort_by(|a, b| (a.date, a.version, &a.id).cmp(&(b.date, b.version, &b.id)));
    Ok(plans)
}

/// Adds a plan.
pub(super) fn add(tx: &Transaction<'_>, plan: &Plan) -> Result<(), Fault> {
    let id = plan.id.as_str();
    let held: bool =
        tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM plans WHERE plan_id = ?1)")?.query_row([id], |r| r.get(0))?;
    if held {
        return Err(Fault::Refused(format!("a plan {id} is there already, perhaps just made by another program")));
    }
    let (text, shapes) = pack(plan).map_err(|e| Fault::Refused(format!("plan {id}: {e}")))?;
    tx.execute(
        "INSERT INTO plans (plan_id, version, status, date, seed, iterations, reward, plan, shapes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            id,
            plan.version,
            plan.status.slug(),
            plan.date.to_string(),
            plan.seed.to_string(),
            i64::try_from(plan.iterations).unwrap_or(i64::MAX),
            plan.reward.get(),
            text,
            shapes
        ],
    )?;
    draw(tx, plan)
}

const ROUTE: &[&str] =
    &["label", "team", "scheme", "start", "end", "km", "ride_km", "reward", "seed", "iterations", "minutes"];
const STOP: &[&str] = &[
    "seq",
    "arrive",
    "leave",
    "dwell_min",
    "demand",
    "demand_kind",
    "purpose_kind",
    "name",
    "purpose",
    "action",
    "reward",
    "ward",
    "settlement",
];

/// Routes and stops with the properties that the GeoJSON of the plan has.
fn draw(tx: &Transaction<'_>, plan: &Plan) -> Result<(), Fault> {
    let sql = |table: &str, more: &[&str]| {
        let names = more.iter().fold(String::new(), |text, n| text + ", " + &schema::quote(n));
        let marks = ", ?".repeat(more.len());
        format!(
            "INSERT INTO {table} (geom, plan_id, version, status, date, officer{names}) VALUES (?, ?, ?, ?, ?, ?{marks})"
        )
    };
    let (mut routes, mut stops) = (tx.prepare(&sql("routes", ROUTE))?, tx.prepare(&sql("stops", STOP))?);
    let collection = geojson::feature_collection(plan);
    for feature in collection["features"].as_array().into_iter().flatten() {
        let properties = &feature["properties"];
        let (statement, more) = match properties["kind"].as_str() {
            Some("route") => (&mut routes, ROUTE),
            Some("stop") => (&mut stops, STOP),
            _ => continue,
        };
        let geom = serde_json::from_value::<::geojson::Geometry>(feature["geometry"].clone())
            .ok()
            .and_then(|g| Geometry::<f64>::try_from(g).ok())
            .and_then(|g| geometry::encode(&g));
        let mut cells = vec![
            geom.map_or(Cell::Null, Cell::Blob),
            Cell::Text(plan.id.to_string()),
            Cell::Integer(plan.version.into()),
            Cell::Text(plan.status.slug().to_owned()),
            Cell::Text(plan.date.to_string()),
            cell(&properties["officer"]),
        ];
        cells.extend(more.iter().map(|name| cell(&properties[*name])));
        statement.execute(rusqlite::params_from_iter(cells))?;
    }
    Ok(())
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(b) => Cell::Integer(i64::from(*b)),
        Value::Number(n) => match (n.as_i64(), n.as_u64()) {
            (Some(i), _) => Cell::Integer(i),
            // Seeds of 64 bits do not fit a column of whole numbers.
            (None, Some(u)) => Cell::Text(u.to_string()),
            (None, None) => Cell::Real(n.as_f64().unwrap_or(0.0)),
        },
        Value::String(text) => Cell::Text(text.clone()),
        Value::Array(_) | Value::Object(_) => Cell::Text(value.to_string()),
    }
}

/// Changes where a plan stands, in all three layers.
pub(super) fn set_status(tx: &Transaction<'_>, id: &str, status: PlanStatus) -> Result<(), Fault> {
    for (i, table) in ["plans", "routes", "stops"].iter().enumerate() {
        let n = tx.execute(&format!("UPDATE {table} SET status = ?1 WHERE plan_id = ?2"), [status.slug(), id])?;
        if i == 0 && n == 0 {
            return Err(Fault::Refused(format!("there is no plan {id}")));
        }
    }
    Ok(())
}
