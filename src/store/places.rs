//! The layer `assets`: places of the map and of the force side by side, neither touched by a refresh of the other.

use super::error::Fault;
use super::read;
use super::schema::{REPLACED, quote};
use super::write::{Writer, cells, place};
use crate::domain::asset::Asset;
use crate::domain::boundary::BoundaryKind;
use crate::domain::table::{Record, Row, Value};
use crate::domain::tables::ASSETS;
use geo::{BoundingRect, Contains};
use geo_types::{Point, Rect};
use rusqlite::types::Value as Cell;
use rusqlite::{params, params_from_iter};
use std::collections::BTreeSet;

impl Writer<'_> {
    /// Places of the map; those whose id the force has taken wait in a table of their own.
    pub(super) fn map_assets(&mut self, assets: &[Asset]) -> Result<(), Fault> {
        self.load("assets")?;
        self.replace(REPLACED)?;
        self.tx.execute("DELETE FROM assets WHERE source = 'osm'", [])?;
        let taken: BTreeSet<String> =
            self.tx.prepare("SELECT id FROM assets")?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for a in assets {
            let table = if taken.contains(a.id.as_str()) { REPLACED } else { "assets" };
            self.asset_row(table, "osm", &record(a))?;
        }
        Ok(())
    }

    fn asset_row(&self, table: &str, source: &str, record: &Record) -> Result<(), Fault> {
        let names: Vec<String> = ASSETS.fields.iter().map(|f| quote(f.name)).collect();
        let marks = vec!["?"; names.len() + 2].join(", ");
        let sql = format!("INSERT INTO {table} ({}, source, geom) VALUES ({marks})", names.join(", "));
        let mut cells = cells(record, ASSETS.fields.len());
        cells.push(Cell::Text(source.to_owned()));
        cells.push(place(Row::new(&ASSETS, record)));
        self.tx.prepare_cached(&sql)?.execute(params_from_iter(cells))?;
        Ok(())
    }

    /// Places of the force: each takes the place of one of the map with the same id.
    pub(super) fn force_assets(&mut self, rows: &[Record]) -> Result<(), Fault> {
        self.load("assets")?;
        self.load(REPLACED)?;
        let names: Vec<String> = ASSETS.fields.iter().map(|f| quote(f.name)).collect();
        let columns = format!("geom, source, {}", names.join(", "));
        self.tx.execute_batch(&format!(
            "DELETE FROM assets WHERE source <> 'osm';
             INSERT INTO assets ({columns}) SELECT {columns} FROM {REPLACED} ORDER BY fid;
             DELETE FROM {REPLACED};"
        ))?;
        for record in rows {
            let id = Row::new(&ASSETS, record).text("id");
            self.tx
                .prepare_cached(&format!(
                    "INSERT INTO {REPLACED} ({columns}) SELECT {columns} FROM assets WHERE id = ?1 AND source = 'osm'"
                ))?
                .execute([&id])?;
            self.tx.prepare_cached("DELETE FROM assets WHERE id = ?1 AND source = 'osm'")?.execute([&id])?;
            self.asset_row("assets", "force", record)?;
        }
        Ok(())
    }

    /// Names the ward of each place.
    pub(super) fn place_assets(&mut self) -> Result<(), Fault> {
        self.load("assets")?;
        let wards = read::areas(self.tx, BoundaryKind::Ward)?;
        let boxes: Vec<Option<Rect<f64>>> = wards.iter().map(|w| w.geom.bounding_rect()).collect();
        let mut new: Vec<(i64, Option<&str>)> = Vec::new();
        read::each_row(self.tx, "assets", "SELECT fid, lon, lat, ward FROM assets", |row| {
            let (x, y): (f64, f64) = (row.get(1).map_err(|e| e.to_string())?, row.get(2).map_err(|e| e.to_string())?);
            let at = Point::new(x, y);
            let inside = wards.iter().zip(&boxes).find(|(w, r)| {
                r.is_some_and(|r| r.min().x <= x && x <= r.max().x && r.min().y <= y && y <= r.max().y)
                    && w.geom.contains(&at)
            });
            let ward = inside.map(|(w, _)| w.key.code.as_str());
            let held: Option<String> = row.get(3).map_err(|e| e.to_string())?;
            if held.as_deref() != ward {
                new.push((row.get(0).map_err(|e| e.to_string())?, ward));
            }
            Ok(())
        })?;
        let mut update = self.tx.prepare("UPDATE assets SET ward = ?2 WHERE fid = ?1")?;
        for (fid, ward) in new {
            update.execute(params![fid, ward])?;
        }
        Ok(())
    }
}

/// A place of the map as a row of the table.
fn record(a: &Asset) -> Record {
    let text = |t: &str| (!t.is_empty()).then(|| Value::Text(t.to_owned()));
    let cell = |name: &str| match name {
        "id" => text(a.id.as_str()),
        "kind" => text(a.kind.slug()),
        "name" => text(&a.name),
        "lon" => Some(Value::Number(a.at.lon())),
        "lat" => Some(Value::Number(a.at.lat())),
        "risk_band" => text(a.risk_band.slug()),
        "opening_hours" => text(&a.opening_hours),
        "community" => text(&a.community),
        "cadence_days" => a.cadence_days.map(|n| Value::Int(n.into())),
        "dwell_min" => a.dwell_min.map(|n| Value::Int(n.into())),
        "last_visit" => a.last_visit.map(|d| Value::Text(d.to_string())),
        _ => None,
    };
    Record(ASSETS.fields.iter().map(|f| cell(f.name)).collect())
}
