//! Carrying out a change set inside one transaction.

use super::error::Fault;
use super::schema::{self, MONTHS, quote};
use super::{Change, geometry, plans, read};
use crate::domain::boundary::{Boundary, BoundaryKind};
use crate::domain::coverage::UncoveredArea;
use crate::domain::ground::{GroundShape, Settlement};
use crate::domain::hotspot::Hotspot;
use crate::domain::incident::Incident;
use crate::domain::table::{Record, Row, Value};
use crate::domain::tables;
use crate::domain::time::Month;
use crate::street::{Network, StreetClass};
use geo_types::Geometry;
use rusqlite::types::Value as Cell;
use rusqlite::{Transaction, params, params_from_iter};
use std::collections::{BTreeMap, BTreeSet};

/// Above this share of a layer's rows it is quicker to make its R-tree anew than to keep it row by row.
const BULK_SHARE: i64 = 4;

/// Carries out changes. Boundaries come first: streets and places name the wards in which they lie.
pub(super) fn apply(tx: &Transaction<'_>, changes: Vec<Change>) -> Result<(), Fault> {
    let mut writer = Writer { tx, touched: BTreeSet::new(), bulk: BTreeSet::new(), records: false };
    writer.expect_incidents(&changes)?;
    let (first, then): (Vec<_>, Vec<_>) = changes.into_iter().partition(|c| matches!(c, Change::Boundaries(..)));
    for change in first.into_iter().chain(then) {
        writer.one(change)?;
    }
    writer.finish()
}

pub(super) struct Writer<'a> {
    pub(super) tx: &'a Transaction<'a>,
    /// Layers whose rows changed.
    touched: BTreeSet<&'static str>,
    /// Those whose R-tree was taken away and is made anew at the end.
    bulk: BTreeSet<&'static str>,
    /// Whether any of the force's tables changed.
    records: bool,
}

impl Writer<'_> {
    fn one(&mut self, change: Change) -> Result<(), Fault> {
        match change {
            Change::Name(name) => self.meta("name", &name),
            Change::Source(source, age) => self.meta(&format!("source:{source}"), &age),
            Change::Boundaries(kind, list) => self.boundaries(kind, &list),
            Change::Streets(network) => self.streets(&network),
            Change::Ground(shapes, settlements) => self.ground(&shapes, &settlements),
            Change::MapAssets(assets) => self.map_assets(&assets),
            Change::Incidents { force, month, rows } => self.incidents(&force, month, &rows),
            Change::Records { table, rows } => self.records(table, &rows),
            Change::Hotspots(list) => self.hotspots(&list),
            Change::Uncovered(list) => self.uncovered(&list),
            Change::Plan(plan) => {
                self.touched.extend(["plans", "routes", "stops"]);
                plans::add(self.tx, &plan)
            }
            Change::PlanStatus(id, status) => {
                self.touched.extend(["plans", "routes", "stops"]);
                plans::set_status(self.tx, id.as_str(), status)
            }
        }
    }

    fn meta(&self, key: &str, value: &str) -> Result<(), Fault> {
        self.tx.execute("INSERT OR REPLACE INTO footbeat_meta VALUES (?1, ?2)", [key, value])?;
        Ok(())
    }

    /// Takes a layer's R-tree away until the end, so that many rows go in quickly.
    pub(super) fn load(&mut self, table: &'static str) -> Result<(), Fault> {
        self.touched.insert(table);
        if self.bulk.insert(table) {
            schema::drop_index(self.tx, table)?;
        }
        Ok(())
    }

    pub(super) fn replace(&mut self, table: &'static str) -> Result<(), Fault> {
        self.load(table)?;
        self.tx.execute(&format!("DELETE FROM {}", quote(table)), [])?;
        Ok(())
    }

    fn boundaries(&mut self, kind: BoundaryKind, list: &[Boundary]) -> Result<(), Fault> {
        let table = kind.table();
        self.load(table)?;
        let vintages: BTreeSet<u16> = list.iter().map(|b| b.key.vintage.0).collect();
        for vintage in vintages {
            self.tx.execute(&format!("DELETE FROM {table} WHERE vintage = ?1"), [vintage])?;
        }
        let mut insert = self.tx.prepare(&format!(
            "INSERT INTO {table} (code, vintage, name, name_alt, authority, residents, geom) VALUES (?, ?, ?, ?, ?, ?, ?)"
        ))?;
        for b in list {
            let geom = geometry::encode(&Geometry::MultiPolygon(b.geom.clone()))
                .ok_or_else(|| Fault::Refused(format!("{} {} has no area", table, b.key.code)))?;
            let code = b.key.code.as_str();
            insert.execute(params![code, b.key.vintage.0, b.name, b.name_alt, b.authority, b.residents, geom])?;
        }
        Ok(())
    }

    fn streets(&mut self, network: &Network) -> Result<(), Fault> {
        self.replace("streets")?;
        self.replace("roads")?;
        let wards = read::areas(self.tx, BoundaryKind::Ward)?;
        let sql = |table: &str| {
            format!(
                "INSERT INTO {table} (id, osm_way, from_node, to_node, name, class, length_m, walk_s, ward, residents,
                    osm_from, osm_to, kind, foot, foot_dark, drive, drive_back, drive_kmh, lit, hours,
                    slope, slope_back, geom)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            )
        };
        let (mut streets, mut roads) = (self.tx.prepare(&sql("streets"))?, self.tx.prepare(&sql("roads"))?);
        for (id, s) in network.segments().iter().enumerate() {
            let insert = if s.foot { &mut streets } else { &mut roads };
            let geom = geometry::encode_line(&s.line)
                .ok_or_else(|| Fault::Refused(format!("street segment {id} has no line")))?;
            let kind = read::CLASSES.iter().find(|(_, class)| *class == s.kind).map_or("path", |(word, _)| *word);
            insert.execute(params![
                id as i64,
                s.osm_way,
                s.from.0,
                s.to.0,
                s.name,
                s.class,
                s.length.get(),
                walk_seconds(s.kind, s.length.get(), s.slope.0),
                s.ward.and_then(|w| wards.get(w as usize)).map(|w| w.key.code.as_str()),
                f64::from(s.residents),
                s.nodes.0,
                s.nodes.1,
                kind,
                s.foot,
                s.foot_dark,
                s.drive.0,
                s.drive.1,
                s.drive_kmh,
                s.lit,
                s.hours,
                s.slope.0,
                s.slope.1,
                geom
            ])?;
        }
        Ok(())
    }

    fn ground(&mut self, shapes: &[GroundShape], settlements: &[Settlement]) -> Result<(), Fault> {
        for kind in crate::domain::ground::GroundKind::ALL {
            self.replace(kind.table())?;
        }
        self.replace("settlements")?;
        for (seq, shape) in shapes.iter().enumerate() {
            let table = shape.kind.table();
            let Some(geom) = geometry::encode(&shape.geom) else {
                return Err(Fault::Refused(format!("shape {seq} of the ground ({table}) cannot be written")));
            };
            self.tx
                .prepare_cached(&format!("INSERT INTO {table} (seq, class, name, geom) VALUES (?, ?, ?, ?)"))?
                .execute(params![seq as i64, shape.class, shape.name, geom])?;
        }
        let mut insert = self.tx.prepare("INSERT INTO settlements (id, name, kind, geom) VALUES (?, ?, ?, ?)")?;
        for s in settlements {
            insert.execute(params![s.id, s.name, s.kind.as_str(), geometry::encode_point(s.at.coord())])?;
        }
        Ok(())
    }

    /// Decides, before anything is inserted, whether so many incidents come that their R-tree is made anew.
    fn expect_incidents(&mut self, changes: &[Change]) -> Result<(), Fault> {
        let rows = |c: &Change| if let Change::Incidents { rows, .. } = c { rows.len() } else { 0 };
        let coming: usize = changes.iter().map(rows).sum();
        // The highest key, not the count: it is found at once, and near enough.
        let held: i64 = self.tx.query_row("SELECT coalesce(max(fid), 0) FROM incidents", [], |row| row.get(0))?;
        if coming as i64 * BULK_SHARE > held { self.load("incidents") } else { Ok(()) }
    }

    fn incidents(&mut self, force: &str, month: Month, rows: &[Incident]) -> Result<(), Fault> {
        self.touched.insert("incidents");
        self.touched.insert(MONTHS);
        let text = month.to_string();
        self.tx
            .prepare_cached("DELETE FROM incidents WHERE force = ?1 AND month = ?2")?
            .execute([force, text.as_str()])?;
        self.tx
            .prepare_cached(&format!("INSERT OR IGNORE INTO {MONTHS} (force, month) VALUES (?1, ?2)"))?
            .execute([force, text.as_str()])?;
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO incidents (source_id, force, month, category, outcome, location, lsoa, geom)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        for i in rows {
            if &*i.force != force || i.month != month {
                let what = format!("an incident of {} {} among those of {force} {text}", i.force, i.month);
                return Err(Fault::Refused(what));
            }
            let geom = i.at.map(|at| geometry::encode_point(at.coord()));
            let category = i.category.as_str();
            insert.execute(params![i.source_id, force, text, category, &*i.outcome, &*i.location, &*i.lsoa, geom])?;
        }
        Ok(())
    }

    fn records(&mut self, table: &'static str, rows: &[Record]) -> Result<(), Fault> {
        let spec = tables::table(table).ok_or_else(|| Fault::Refused(format!("there is no table {table}")))?;
        self.records = true;
        if table == "assets" {
            return self.force_assets(rows);
        }
        let spatial = spec.is_spatial();
        if spatial {
            self.replace(spec.name)?;
        } else {
            self.touched.insert(spec.name);
            self.tx.execute(&format!("DELETE FROM {}", quote(spec.name)), [])?;
        }
        let mut names: Vec<String> = spec.fields.iter().map(|f| quote(f.name)).collect();
        if spatial {
            names.push(schema::GEOM.to_owned());
        }
        let marks = vec!["?"; names.len()].join(", ");
        let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", quote(spec.name), names.join(", "));
        let mut insert = self.tx.prepare(&sql)?;
        for record in rows {
            let mut cells = cells(record, spec.fields.len());
            if spatial {
                cells.push(place(Row::new(spec, record)));
            }
            insert.execute(params_from_iter(cells))?;
        }
        Ok(())
    }

    fn hotspots(&mut self, list: &[Hotspot]) -> Result<(), Fault> {
        self.replace("hotspots")?;
        let mut insert = self.tx.prepare(
            "INSERT INTO hotspots (id, rank, score, harm_share, trend, incidents, length_m, streets, mix, month_from,
                month_to, flags, geom) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        for h in list {
            let mix: Vec<String> = h.mix.iter().map(|(category, n)| format!("{category}:{n}")).collect();
            insert.execute(params![
                h.id,
                h.rank,
                h.score,
                h.harm_share,
                h.trend.as_str(),
                h.incidents,
                h.length_m,
                h.streets.join("; "),
                mix.join(";"),
                h.months.0,
                h.months.1,
                h.flags.join(";"),
                geometry::encode(&Geometry::Polygon(h.geom.clone()))
            ])?;
        }
        Ok(())
    }

    fn uncovered(&mut self, list: &[UncoveredArea]) -> Result<(), Fault> {
        self.replace("uncovered")?;
        let mut insert = self.tx.prepare(
            "INSERT INTO uncovered (id, name, length_m, residents, days_unseen, never, reason, ward, ward_vintage, geom)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        for u in list {
            insert.execute(params![
                u.id,
                u.name,
                u.length_m,
                u.residents,
                u.days_unseen,
                u.never,
                u.reason.as_str(),
                u.ward.as_ref().map(|w| w.code.as_str()),
                u.ward.as_ref().map(|w| w.vintage.0),
                geometry::encode(&Geometry::Polygon(u.geom.clone()))
            ])?;
        }
        Ok(())
    }

    /// Wards of the places, R-trees, extents; and a last look that what was written can be read.
    fn finish(mut self) -> Result<(), Fault> {
        if self.touched.contains("assets") || self.touched.contains("wards") {
            self.place_assets()?;
        }
        if self.records {
            read::operations(self.tx).map_err(|fault| match fault {
                Fault::Row(what) => Fault::Refused(what),
                other => other,
            })?;
        }
        for table in &self.bulk {
            schema::add_index(self.tx, table)?;
        }
        let spatial: BTreeMap<&str, bool> =
            schema::layers().into_iter().map(|l| (l.name, l.geometry.is_some())).collect();
        for &table in &self.touched {
            if spatial.get(table) == Some(&true) {
                self.tx.execute(
                    &format!(
                        "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                            (min_x, min_y, max_x, max_y) =
                                (SELECT min(minx), min(miny), max(maxx), max(maxy) FROM \"rtree_{table}_geom\")
                         WHERE table_name = ?1"
                    ),
                    [table],
                )?;
            } else {
                self.tx.execute(
                    "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE table_name = ?1",
                    [table],
                )?;
            }
        }
        Ok(())
    }
}

/// Transit on foot at 4.5 km/h, slower by the gradient towards the `to` end, and on steps at 0.5 m/s, as the street
/// room walks.
fn walk_seconds(kind: StreetClass, metres: f64, slope: u16) -> i64 {
    let speed = if kind == StreetClass::Steps { 0.5 } else { 4.5 / 3.6 * 1000.0 / f64::from(slope.max(1000)) };
    (metres / speed).round() as i64
}

pub(super) fn cells(record: &Record, n: usize) -> Vec<Cell> {
    let cell = |value: &Value| match value {
        Value::Int(i) => Cell::Integer(*i),
        Value::Number(x) => Cell::Real(*x),
        Value::Text(t) => Cell::Text(t.clone()),
    };
    (0..n).map(|i| record.0.get(i).and_then(Option::as_ref).map_or(Cell::Null, cell)).collect()
}

pub(super) fn place(row: Row<'_>) -> Cell {
    row.at().map_or(Cell::Null, |at| Cell::Blob(geometry::encode_point(at.coord())))
}
