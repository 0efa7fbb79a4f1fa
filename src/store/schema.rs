//! The layers of a county file, and the versions of their shape.
//!
//! The version of our schema stands in `footbeat_meta` and not in SQLite's `user_version`: there the standard
//! wants the version of GeoPackage itself (10400), so the migration crates that count in `user_version` would
//! make the file invalid. A county file is a GeoPackage first.

use super::error::Fault;
use super::geometry::SRS;
use super::styles;
use crate::domain::table::FieldKind;
use crate::domain::tables::TABLES;
use geopackage_core::{ddl, triggers, version};
use rusqlite::Transaction;
use std::fmt::Write as _;

/// The version of the schema that this program writes.
pub(super) const VERSION: i64 = 2;
/// The geometry column of every layer.
pub(super) const GEOM: &str = "geom";
/// The primary key of every layer. It numbers rows of the file, nothing else.
pub(super) const KEY: &str = "fid";

/// One table of the file.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    /// Its name.
    pub name: &'static str,
    /// What a desktop GIS calls it.
    pub title: &'static str,
    /// The geometry type, if it has geometries.
    pub geometry: Option<&'static str>,
    /// Names and types of the columns, without key and geometry.
    pub columns: Vec<(&'static str, &'static str)>,
    /// Columns of which no two rows have the same values.
    pub unique: &'static [&'static str],
    /// Columns by which rows are looked up.
    pub index: &'static [&'static str],
}

type Columns = &'static [(&'static str, &'static str)];

const AREA: Columns = &[
    ("code", "TEXT NOT NULL"),
    ("vintage", "INTEGER NOT NULL"),
    ("name", "TEXT NOT NULL"),
    ("name_alt", "TEXT NOT NULL"),
    ("authority", "TEXT NOT NULL"),
    ("residents", "INTEGER"),
];
const INCIDENT: Columns = &[
    ("source_id", "TEXT NOT NULL"),
    ("force", "TEXT NOT NULL"),
    ("month", "TEXT NOT NULL"),
    ("category", "TEXT NOT NULL"),
    ("outcome", "TEXT NOT NULL"),
    ("location", "TEXT NOT NULL"),
    ("lsoa", "TEXT NOT NULL"),
];
/// `id` is the position in the network's list; `osm_way`, `osm_from` and `osm_to` outlive it. `hours`, `slope` and
/// `slope_back` came later: files without them are taken to have none (always open, flat).
const STREET: Columns = &[
    ("id", "INTEGER NOT NULL"),
    ("osm_way", "INTEGER NOT NULL"),
    ("from_node", "INTEGER NOT NULL"),
    ("to_node", "INTEGER NOT NULL"),
    ("name", "TEXT NOT NULL"),
    ("class", "TEXT NOT NULL"),
    ("length_m", "REAL NOT NULL"),
    ("walk_s", "INTEGER NOT NULL"),
    ("ward", "TEXT"),
    ("residents", "REAL NOT NULL"),
    ("osm_from", "INTEGER NOT NULL"),
    ("osm_to", "INTEGER NOT NULL"),
    ("kind", "TEXT NOT NULL"),
    ("foot", "BOOLEAN NOT NULL"),
    ("foot_dark", "BOOLEAN NOT NULL"),
    ("drive", "BOOLEAN NOT NULL"),
    ("drive_back", "BOOLEAN NOT NULL"),
    ("drive_kmh", "INTEGER NOT NULL"),
    ("lit", "BOOLEAN"),
    ("hours", "TEXT NOT NULL"),
    ("slope", "INTEGER NOT NULL"),
    ("slope_back", "INTEGER NOT NULL"),
];
const GROUND: Columns = &[("seq", "INTEGER NOT NULL"), ("class", "TEXT NOT NULL"), ("name", "TEXT NOT NULL")];
const SETTLEMENT: Columns = &[("id", "TEXT NOT NULL"), ("name", "TEXT NOT NULL"), ("kind", "TEXT NOT NULL")];
const HOTSPOT: Columns = &[
    ("id", "TEXT NOT NULL"),
    ("rank", "INTEGER NOT NULL"),
    ("score", "REAL NOT NULL"),
    ("harm_share", "REAL NOT NULL"),
    ("trend", "TEXT NOT NULL"),
    ("incidents", "INTEGER NOT NULL"),
    ("length_m", "REAL NOT NULL"),
    ("streets", "TEXT NOT NULL"),
    ("mix", "TEXT NOT NULL"),
    ("month_from", "TEXT NOT NULL"),
    ("month_to", "TEXT NOT NULL"),
    ("flags", "TEXT NOT NULL"),
];
const UNCOVERED: Columns = &[
    ("id", "TEXT NOT NULL"),
    ("name", "TEXT NOT NULL"),
    ("length_m", "REAL NOT NULL"),
    ("residents", "INTEGER NOT NULL"),
    ("days_unseen", "INTEGER NOT NULL"),
    ("never", "BOOLEAN NOT NULL"),
    ("reason", "TEXT NOT NULL"),
    ("ward", "TEXT"),
    ("ward_vintage", "INTEGER"),
];
const PLAN: Columns = &[
    ("plan_id", "TEXT NOT NULL"),
    ("version", "INTEGER NOT NULL"),
    ("status", "TEXT NOT NULL"),
    ("date", "DATE NOT NULL"),
    ("seed", "TEXT NOT NULL"),
    ("iterations", "INTEGER NOT NULL"),
    ("reward", "INTEGER NOT NULL"),
    ("plan", "TEXT NOT NULL"),
    ("shapes", "BLOB NOT NULL"),
];
const ROUTE: Columns = &[
    ("plan_id", "TEXT NOT NULL"),
    ("version", "INTEGER NOT NULL"),
    ("status", "TEXT NOT NULL"),
    ("officer", "TEXT NOT NULL"),
    ("label", "TEXT"),
    ("team", "TEXT"),
    ("scheme", "TEXT"),
    ("date", "DATE NOT NULL"),
    ("start", "TEXT"),
    ("end", "TEXT"),
    ("km", "REAL"),
    ("ride_km", "REAL"),
    ("reward", "INTEGER"),
    ("seed", "TEXT"),
    ("iterations", "INTEGER"),
    ("minutes", "TEXT"),
];
const STOP: Columns = &[
    ("plan_id", "TEXT NOT NULL"),
    ("version", "INTEGER NOT NULL"),
    ("status", "TEXT NOT NULL"),
    ("date", "DATE NOT NULL"),
    ("officer", "TEXT NOT NULL"),
    ("seq", "INTEGER"),
    ("arrive", "TEXT"),
    ("leave", "TEXT"),
    ("dwell_min", "INTEGER"),
    ("demand", "TEXT"),
    ("demand_kind", "TEXT"),
    ("purpose_kind", "TEXT"),
    ("name", "TEXT"),
    ("purpose", "TEXT"),
    ("action", "TEXT"),
    ("reward", "INTEGER"),
    ("ward", "TEXT"),
    ("settlement", "TEXT"),
];
const MONTH: Columns = &[("force", "TEXT NOT NULL"), ("month", "TEXT NOT NULL")];

/// Months held are rows of their own: a month that was published without a row is quiet, not missing.
pub(super) const MONTHS: &str = "incident_months";
/// Places of the map whose id a row of the force has taken; they come back when that row goes.
pub(super) const REPLACED: &str = "assets_replaced";

/// Every layer, the one drawn lowest first.
pub(super) fn layers() -> Vec<Layer> {
    let layer = |name, title, geometry, columns: Columns, unique, index| Layer {
        name,
        title,
        geometry,
        columns: columns.to_vec(),
        unique,
        index,
    };
    let plain: &[&str] = &[];
    let mut list = vec![
        layer("green", "Green", Some("GEOMETRY"), GROUND, plain, plain),
        layer("water", "Water", Some("GEOMETRY"), GROUND, plain, plain),
        layer("buildings", "Buildings", Some("GEOMETRY"), GROUND, plain, plain),
        layer("railways", "Railways", Some("GEOMETRY"), GROUND, plain, plain),
        layer("lsoas", "LSOAs", Some("MULTIPOLYGON"), AREA, &["code", "vintage"], plain),
        layer("parishes", "Parishes", Some("MULTIPOLYGON"), AREA, &["code", "vintage"], plain),
        layer("wards", "Wards", Some("MULTIPOLYGON"), AREA, &["code", "vintage"], plain),
        layer("roads", "Roads for cars only", Some("LINESTRING"), STREET, &["id"], plain),
        layer("streets", "Streets on foot", Some("LINESTRING"), STREET, &["id"], plain),
        layer("uncovered", "Streets not seen lately", Some("POLYGON"), UNCOVERED, &["id"], plain),
        layer("hotspots", "Hotspots", Some("POLYGON"), HOTSPOT, &["id"], plain),
        layer("incidents", "Incidents", Some("POINT"), INCIDENT, plain, &["force", "month"]),
        layer("settlements", "Settlements", Some("POINT"), SETTLEMENT, plain, plain),
        layer(MONTHS, "Months of incidents held", None, MONTH, &["force", "month"], plain),
        layer("plans", "Plans", None, PLAN, &["plan_id"], plain),
        layer("routes", "Routes", Some("GEOMETRY"), ROUTE, plain, &["plan_id"]),
        layer("stops", "Stops", Some("GEOMETRY"), STOP, plain, &["plan_id"]),
    ];
    for spec in TABLES {
        let mut columns: Vec<(&str, &str)> = spec.fields.iter().map(|f| (f.name, column_type(f.kind))).collect();
        let assets = spec.name == "assets";
        if assets {
            columns.extend([("ward", "TEXT"), ("source", "TEXT NOT NULL")]);
        }
        let (unique, geometry): (&[&str], _) = (&["id"], spec.is_spatial().then_some("POINT"));
        let title = styles::title(spec.name);
        if assets {
            list.push(Layer {
                name: REPLACED,
                title: "Places of the map that the force replaced",
                geometry,
                columns: columns.clone(),
                unique,
                index: plain,
            });
        }
        list.push(Layer { name: spec.name, title, geometry, columns, unique, index: plain });
    }
    list
}

const fn column_type(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Int(..) => "INTEGER",
        FieldKind::Number(..) | FieldKind::Lon | FieldKind::Lat => "REAL",
        FieldKind::Bool => "BOOLEAN",
        FieldKind::Date => "DATE",
        _ => "TEXT",
    }
}

/// Makes an empty county in an empty database.
pub(super) fn create(tx: &Transaction<'_>) -> Result<(), Fault> {
    tx.pragma_update(None, "application_id", version::APPLICATION_ID_GPKG)?;
    tx.pragma_update(None, "user_version", 10400)?;
    for sql in [
        ddl::CREATE_GPKG_SPATIAL_REF_SYS,
        ddl::CREATE_GPKG_CONTENTS,
        ddl::CREATE_GPKG_GEOMETRY_COLUMNS,
        ddl::CREATE_GPKG_EXTENSIONS,
    ] {
        tx.execute_batch(sql)?;
    }
    for sql in ddl::SEED_SPATIAL_REF_SYS {
        tx.execute_batch(sql)?;
    }
    tx.execute_batch(
        "CREATE TABLE footbeat_meta (key TEXT NOT NULL PRIMARY KEY, value NOT NULL);
         INSERT INTO footbeat_meta VALUES ('revision', 0);
         INSERT INTO footbeat_meta VALUES ('name', '');",
    )?;
    styles::create(tx)?;
    for layer in layers() {
        add(tx, &layer)?;
    }
    set_version(tx)
}

fn set_version(tx: &Transaction<'_>) -> Result<(), Fault> {
    tx.execute("INSERT OR REPLACE INTO footbeat_meta VALUES ('schema', ?1)", [VERSION])?;
    Ok(())
}

/// Adds a layer with its entries in the standard's tables, its index and its style.
fn add(tx: &Transaction<'_>, layer: &Layer) -> Result<(), Fault> {
    let name = layer.name;
    let mut sql = format!("CREATE TABLE {} ({KEY} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", quote(name));
    if let Some(kind) = layer.geometry {
        let _ = write!(sql, ", {GEOM} {kind}");
    }
    for (column, kind) in &layer.columns {
        let _ = write!(sql, ", {} {kind}", quote(column));
    }
    tx.execute_batch(&(sql + ")"))?;
    for (columns, unique) in [(layer.unique, "UNIQUE "), (layer.index, "")] {
        if !columns.is_empty() {
            let list: Vec<String> = columns.iter().map(|c| quote(c)).collect();
            let by = quote(&format!("{name}_by_{}", columns.join("_")));
            tx.execute_batch(&format!("CREATE {unique}INDEX {by} ON {} ({})", quote(name), list.join(", ")))?;
        }
    }
    // A desktop program that drops a table may leave its entries behind.
    for (register, column) in [
        ("gpkg_geometry_columns", "table_name"),
        ("gpkg_extensions", "table_name"),
        ("layer_styles", "f_table_name"),
        ("gpkg_contents", "table_name"),
    ] {
        tx.execute(&format!("DELETE FROM {register} WHERE {column} = ?1"), [name])?;
    }
    let data = if layer.geometry.is_some() { "features" } else { "attributes" };
    tx.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?1, ?2, ?3, ?4)",
        rusqlite::params![name, data, layer.title, layer.geometry.map(|_| SRS)],
    )?;
    if let Some(kind) = layer.geometry {
        tx.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, ?2, ?3, ?4, 0, 0)",
            rusqlite::params![name, GEOM, kind, SRS],
        )?;
        tx.execute(
            "INSERT INTO gpkg_extensions VALUES (?1, ?2, ?3, ?4, ?5)",
            [name, GEOM, triggers::EXTENSION_NAME, triggers::EXTENSION_DEFINITION, triggers::EXTENSION_SCOPE],
        )?;
        drop_index(tx, name)?;
        add_index(tx, name)?;
        styles::add(tx, layer)?;
    }
    Ok(())
}

fn standard(error: &geopackage_core::Error) -> Fault {
    Fault::Row(error.to_string())
}

/// Makes the R-tree of a layer from its rows, and the triggers that keep it when a desktop GIS edits them.
pub(super) fn add_index(tx: &Transaction<'_>, table: &str) -> Result<(), Fault> {
    let sql = triggers::create_rtree_table_sql(table, GEOM).map_err(|e| standard(&e))?;
    tx.execute_batch(&sql)?;
    let sql = triggers::populate_rtree_sql(table, GEOM, KEY).map_err(|e| standard(&e))?;
    tx.execute_batch(&sql)?;
    for sql in triggers::create_triggers_sql(table, GEOM, KEY).map_err(|e| standard(&e))? {
        tx.execute_batch(&sql)?;
    }
    Ok(())
}

/// Takes the R-tree and its triggers away, for a load of many rows in the same transaction.
pub(super) fn drop_index(tx: &Transaction<'_>, table: &str) -> Result<(), Fault> {
    let tree = triggers::rtree_table_name(table, GEOM);
    let names: Vec<String> = tx
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?1")?
        .query_map([table], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for name in names.iter().filter(|n| n.starts_with(&tree)) {
        tx.execute_batch(&format!("DROP TRIGGER {}", quote(name)))?;
    }
    tx.execute_batch(&format!("DROP TABLE IF EXISTS {}", quote(&tree)))?;
    Ok(())
}

/// Brings a file of an older version up to date, one step a version, and adds layers and columns that the
/// force's tables have gained since.
pub(super) fn migrate(tx: &Transaction<'_>, found: i64) -> Result<bool, Fault> {
    let mut changed = false;
    for step in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0).saturating_sub(1)) {
        step(tx)?;
        changed = true;
    }
    for layer in layers() {
        let held = columns(tx, layer.name)?;
        if held.is_empty() {
            add(tx, &layer)?;
            changed = true;
        }
        for (column, kind) in layer.columns.iter().filter(|(c, _)| !held.is_empty() && !held.iter().any(|h| h == c)) {
            let kind = kind.trim_end_matches(" NOT NULL");
            tx.execute_batch(&format!("ALTER TABLE {} ADD COLUMN {} {kind}", quote(layer.name), quote(column)))?;
            changed = true;
        }
    }
    if changed {
        set_version(tx)?;
    }
    Ok(changed)
}

/// Step n brings version n + 1 to version n + 2. Columns and layers that are only added need no step.
const MIGRATIONS: &[Migration] = &[];

type Migration = fn(&Transaction<'_>) -> Result<(), Fault>;

/// The columns that a table really has.
pub(super) fn columns(connection: &rusqlite::Connection, table: &str) -> Result<Vec<String>, Fault> {
    let mut statement = connection.prepare_cached("SELECT name FROM pragma_table_info(?1)")?;
    let names = statement.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(names)
}

/// A name as SQL wants it.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
