//! Reading a county: every row is checked, whatever the file says of itself.

use super::error::Fault;
use super::{geometry, plans, schema};
use crate::county::{Boundaries, County, Ground, Incidents, Operations};
use crate::domain::asset::AssetSource;
use crate::domain::boundary::{Boundary, BoundaryKind};
use crate::domain::code::{AreaCode, AreaKey, Vintage};
use crate::domain::ground::{GroundKind, GroundShape, Settlement, SettlementKind};
use crate::domain::id::JunctionId;
use crate::domain::incident::{Category, Incident};
use crate::domain::place::LonLat;
use crate::domain::table::{Record, Row, TableSpec, Value};
use crate::domain::tables::{self, asset_from_row};
use crate::domain::time::Month;
use crate::domain::units::Metres;
use crate::street::{FLAT, Network, Segment, StreetClass};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything.
pub(super) fn county(c: &Connection) -> Result<County, Fault> {
    let (mut name, mut sources) = (String::new(), BTreeMap::new());
    let mut statement = c.prepare("SELECT key, value FROM footbeat_meta WHERE key = 'name' OR key LIKE 'source:%'")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (key, value): (String, String) = (row.get(0)?, row.get(1)?);
        match key.strip_prefix("source:") {
            Some(source) => {
                sources.insert(source.to_owned(), value);
            }
            None => name = value,
        }
    }
    let boundaries = Boundaries {
        wards: areas(c, BoundaryKind::Ward)?,
        parishes: areas(c, BoundaryKind::Parish)?,
        lsoas: areas(c, BoundaryKind::Lsoa)?,
    };
    let ground = ground(c)?;
    Ok(County {
        name,
        network: Arc::new(network(c, &boundaries.wards)?.with_barriers(&ground.shapes)),
        boundaries: Arc::new(boundaries),
        incidents: Arc::new(incidents(c)?),
        operations: Arc::new(operations(c)?),
        ground: Arc::new(ground),
        plans: Arc::new(plans::read(c)?),
        sources,
    })
}

/// Calls `each` with every row of a query; what it finds wrong is told with table and row, which is column 0.
pub(super) fn each_row(
    c: &Connection,
    table: &str,
    sql: &str,
    mut each: impl FnMut(&rusqlite::Row<'_>) -> Result<(), String>,
) -> Result<(), Fault> {
    let mut statement = c.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(row).map_err(|what| {
            let id = row.get::<_, rusqlite::types::Value>(0).map_or_else(|_| "?".to_owned(), |v| format!("{v:?}"));
            Fault::row(table, id, what)
        })?;
    }
    Ok(())
}

/// A cell as text without a copy.
fn text<'a>(row: &'a rusqlite::Row<'_>, i: usize) -> Result<&'a str, String> {
    match row.get_ref(i).map_err(|e| e.to_string())? {
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).map_err(|_| "text that is not UTF-8".to_owned()),
        other => Err(format!("{:?} where text should be", other.data_type())),
    }
}

fn cell<T: rusqlite::types::FromSql>(row: &rusqlite::Row<'_>, i: usize) -> Result<T, String> {
    row.get(i).map_err(|e| e.to_string())
}

fn blob<'a>(row: &'a rusqlite::Row<'_>, i: usize) -> Result<&'a [u8], String> {
    row.get_ref(i).map_err(|e| e.to_string())?.as_blob().map_err(|_| "it has no geometry".to_owned())
}

fn lon_lat(at: geo_types::Coord<f64>) -> Result<LonLat, String> {
    LonLat::new(at.x, at.y).map_err(|e| e.to_string())
}

/// The areas of the newest vintage, sorted by code.
pub(super) fn areas(c: &Connection, kind: BoundaryKind) -> Result<Vec<Boundary>, Fault> {
    areas_where(c, kind, &format!("WHERE vintage = (SELECT max(vintage) FROM {})", kind.table()))
}

/// The areas of all vintages, sorted by vintage and code.
pub(super) fn areas_of_all_years(c: &Connection, kind: BoundaryKind) -> Result<Vec<Boundary>, Fault> {
    let mut list = areas_where(c, kind, "")?;
    list.sort_by(|a, b| (a.key.vintage, &a.key.code).cmp(&(b.key.vintage, &b.key.code)));
    Ok(list)
}

fn areas_where(c: &Connection, kind: BoundaryKind, which: &str) -> Result<Vec<Boundary>, Fault> {
    let table = kind.table();
    let sql = format!("SELECT code, vintage, name, name_alt, authority, residents, geom FROM {table} {which}");
    let mut list = Vec::new();
    each_row(c, table, &sql, |row| {
        list.push(Boundary {
            key: AreaKey {
                code: AreaCode::new(text(row, 0)?).map_err(|e| e.to_string())?,
                vintage: Vintage(cell(row, 1)?),
            },
            name: cell(row, 2)?,
            name_alt: cell(row, 3)?,
            authority: cell(row, 4)?,
            residents: cell(row, 5)?,
            geom: geometry::decode_areas(blob(row, 6)?)?,
        });
        Ok(())
    })?;
    list.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(list)
}

fn network(c: &Connection, wards: &[Boundary]) -> Result<Network, Fault> {
    let ward: FxHashMap<&str, u32> = wards.iter().zip(0..).map(|(w, i)| (w.key.code.as_str(), i)).collect();
    let mut numbered: Vec<(u32, Segment)> = Vec::new();
    for table in ["streets", "roads"] {
        let sql = format!(
            "SELECT id, osm_way, osm_from, osm_to, name, class, kind, length_m, foot, foot_dark, drive, drive_back,
                drive_kmh, lit, residents, ward, geom, coalesce(hours, ''), coalesce(slope, 1000),
                coalesce(slope_back, 1000) FROM {table}"
        );
        each_row(c, table, &sql, |row| {
            let length: f64 = cell(row, 7)?;
            let residents: f64 = cell(row, 14)?;
            if !(length.is_finite() && length >= 0.0 && residents.is_finite()) {
                return Err(format!("length {length} m, residents {residents}"));
            }
            let kind = text(row, 6)?;
            let line = geometry::decode_line(blob(row, 16)?)?;
            if line.0.len() < 2 {
                return Err("a street of fewer than two positions".to_owned());
            }
            let segment = Segment {
                osm_way: cell(row, 1)?,
                nodes: (cell(row, 2)?, cell(row, 3)?),
                from: JunctionId(0),
                to: JunctionId(0),
                name: cell(row, 4)?,
                class: cell(row, 5)?,
                kind: class_from(kind).ok_or_else(|| format!("{kind:?} is no class of street"))?,
                length: Metres::new(length),
                foot: cell(row, 8)?,
                foot_dark: cell(row, 9)?,
                drive: (cell(row, 10)?, cell(row, 11)?),
                drive_kmh: cell(row, 12)?,
                lit: cell(row, 13)?,
                hours: cell(row, 17)?,
                slope: (cell::<u16>(row, 18)?.max(FLAT), cell::<u16>(row, 19)?.max(FLAT)),
                waits: (0, 0),
                residents: residents as f32,
                ward: match row.get_ref(15).map_err(|e| e.to_string())? {
                    ValueRef::Null => None,
                    _ => ward.get(text(row, 15)?).copied(),
                },
                line,
            };
            numbered.push((cell(row, 0)?, segment));
            Ok(())
        })?;
    }
    // Ids are positions: the two layers together must have each once.
    numbered.sort_by_key(|(id, _)| *id);
    if let Some((i, _)) = (0u32..).zip(&numbered).find(|(i, (id, _))| i != id) {
        return Err(Fault::row("streets", i, "segment ids of streets and roads are not 0, 1, 2 … each once"));
    }
    Ok(Network::from_segments(numbered.into_iter().map(|(_, s)| s).collect()))
}

/// The column `kind` of streets and roads.
pub(super) const CLASSES: [(&str, StreetClass); 8] = [
    ("motorway", StreetClass::Motorway),
    ("main", StreetClass::Main),
    ("through", StreetClass::Through),
    ("residential", StreetClass::Residential),
    ("service", StreetClass::Service),
    ("foot", StreetClass::Foot),
    ("path", StreetClass::Path),
    ("steps", StreetClass::Steps),
];

fn class_from(word: &str) -> Option<StreetClass> {
    CLASSES.iter().find(|(w, _)| *w == word).map(|(_, class)| *class)
}

/// Repeated texts are kept once.
#[derive(Default)]
struct Words(FxHashMap<Box<str>, Arc<str>>);

impl Words {
    fn get(&mut self, word: &str) -> Arc<str> {
        if let Some(held) = self.0.get(word) {
            return Arc::clone(held);
        }
        let new: Arc<str> = word.into();
        self.0.insert(word.into(), Arc::clone(&new));
        new
    }
}

fn incidents(c: &Connection) -> Result<Incidents, Fault> {
    let mut held = Incidents::default();
    let mut words = Words::default();
    let (mut months, mut categories) = (FxHashMap::default(), FxHashMap::default());
    let mut counts: FxHashMap<(Arc<str>, Month), u32> = FxHashMap::default();
    let sql = "SELECT fid, source_id, force, month, category, outcome, location, lsoa, geom FROM incidents";
    each_row(c, "incidents", sql, |row| {
        let month = cached(&mut months, text(row, 3)?, |t| t.parse::<Month>().map_err(|e| e.to_string()))?;
        let force = words.get(text(row, 2)?);
        *counts.entry((Arc::clone(&force), month)).or_default() += 1;
        held.rows.push(Incident {
            source_id: cell(row, 1)?,
            force,
            month,
            category: cached(&mut categories, text(row, 4)?, |t| Ok(Category::from_name(t)))?,
            outcome: words.get(text(row, 5)?),
            location: words.get(text(row, 6)?),
            lsoa: words.get(text(row, 7)?),
            at: match row.get_ref(8).map_err(|e| e.to_string())? {
                ValueRef::Null => None,
                ValueRef::Blob(bytes) => Some(lon_lat(geometry::decode_point(bytes)?)?),
                other => return Err(format!("{:?} where a geometry should be", other.data_type())),
            },
        });
        Ok(())
    })?;
    // Stable: within a month the order of import stays.
    held.rows.sort_by_key(|i| i.month);
    for ((force, month), n) in counts {
        held.months.entry(force.to_string()).or_default().insert(month, n);
    }
    each_row(c, schema::MONTHS, &format!("SELECT fid, force, month FROM {}", schema::MONTHS), |row| {
        let month = text(row, 2)?.parse::<Month>().map_err(|e| e.to_string())?;
        held.months.entry(cell(row, 1)?).or_default().entry(month).or_insert(0);
        Ok(())
    })?;
    Ok(held)
}

fn cached<T: Clone>(
    cache: &mut FxHashMap<Box<str>, T>,
    word: &str,
    make: impl Fn(&str) -> Result<T, String>,
) -> Result<T, String> {
    if let Some(held) = cache.get(word) {
        return Ok(held.clone());
    }
    let new = make(word)?;
    cache.insert(word.into(), new.clone());
    Ok(new)
}

fn ground(c: &Connection) -> Result<Ground, Fault> {
    let mut numbered: Vec<(i64, GroundShape)> = Vec::new();
    for kind in GroundKind::ALL {
        let sql = format!("SELECT seq, class, name, geom FROM {}", kind.table());
        each_row(c, kind.table(), &sql, |row| {
            let geom = geometry::decode(blob(row, 3)?)?;
            numbered.push((cell(row, 0)?, GroundShape { kind, class: cell(row, 1)?, name: cell(row, 2)?, geom }));
            Ok(())
        })?;
    }
    numbered.sort_by_key(|(seq, _)| *seq);
    let mut settlements = Vec::new();
    each_row(c, "settlements", "SELECT id, name, kind, geom FROM settlements", |row| {
        let kind = text(row, 2)?;
        settlements.push(Settlement {
            id: cell(row, 0)?,
            name: cell(row, 1)?,
            kind: SettlementKind::from_osm(kind).ok_or_else(|| format!("{kind:?} is no kind of settlement"))?,
            at: lon_lat(geometry::decode_point(blob(row, 3)?)?)?,
        });
        Ok(())
    })?;
    settlements.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(Ground { shapes: numbered.into_iter().map(|(_, shape)| shape).collect(), settlements })
}

/// The rows of one of the force's tables, in the order of their ids; of `assets` those of the force.
pub(super) fn records(c: &Connection, table: &str) -> Result<Vec<Record>, Fault> {
    let spec = tables::table(table).ok_or_else(|| Fault::Refused(format!("there is no table {table}")))?;
    let mut list = Vec::new();
    rows_of(c, spec, |source, record| {
        if source != Some(AssetSource::Osm) {
            list.push(record);
        }
        Ok(())
    })?;
    Ok(list)
}

fn rows_of(
    c: &Connection,
    spec: &TableSpec,
    mut each: impl FnMut(Option<AssetSource>, Record) -> Result<(), String>,
) -> Result<(), Fault> {
    // A file that an older program wrote lacks the newest columns: they read as empty.
    let held = schema::columns(c, spec.name)?;
    let cells: Vec<String> = spec
        .fields
        .iter()
        .map(|f| if held.iter().any(|h| h == f.name) { schema::quote(f.name) } else { "NULL".to_owned() })
        .collect();
    let source = if spec.name == "assets" { "source" } else { "NULL" };
    let sql = format!("SELECT {}, {source} FROM {} ORDER BY \"id\"", cells.join(", "), schema::quote(spec.name));
    let n = spec.fields.len();
    each_row(c, spec.name, &sql, |row| {
        let mut record = Vec::with_capacity(n);
        for i in 0..n {
            record.push(match row.get_ref(i).map_err(|e| e.to_string())? {
                ValueRef::Null => None,
                ValueRef::Integer(i) => Some(Value::Int(i)),
                ValueRef::Real(x) => Some(Value::Number(x)),
                ValueRef::Text(_) => Some(Value::Text(text(row, i)?.to_owned())),
                ValueRef::Blob(_) => return Err("bytes where a value should be".to_owned()),
            });
        }
        let source = match row.get_ref(n).map_err(|e| e.to_string())? {
            ValueRef::Null => None,
            _ => Some(if text(row, n)? == "osm" { AssetSource::Osm } else { AssetSource::Force }),
        };
        each(source, Record(record))
    })
}

pub(super) fn operations(c: &Connection) -> Result<Operations, Fault> {
    fn sure<T>(c: &Connection, spec: &'static TableSpec, make: impl Fn(Row<'_>) -> Option<T>) -> Result<Vec<T>, Fault> {
        let mut list = Vec::new();
        rows_of(c, spec, |_, record| {
            list.push(make(Row::new(spec, &record)).ok_or("a place, date or time that it must have is missing")?);
            Ok(())
        })?;
        Ok(list)
    }
    use tables as t;
    let mut assets = Vec::new();
    rows_of(c, &t::ASSETS, |source, record| {
        let mut asset = asset_from_row(Row::new(&t::ASSETS, &record)).ok_or("its kind or its place is missing")?;
        asset.source = source.unwrap_or(AssetSource::Force);
        assets.push(asset);
        Ok(())
    })?;
    assets.sort_by(|a, b| a.id.cmp(&b.id));
    let mut visits = sure(c, &t::VISITS, t::Visit::from_row)?;
    visits.sort_by(|a, b| (a.date, a.start, &a.id).cmp(&(b.date, b.start, &b.id)));
    Ok(Operations {
        assets,
        schemes: sure(c, &t::SCHEMES, |r| Some(r.into()))?,
        funders: sure(c, &t::FUNDERS, |r| Some(r.into()))?,
        posts: sure(c, &t::POSTS, |r| Some(r.into()))?,
        bases: sure(c, &t::BASES, t::Base::from_row)?,
        officers: sure(c, &t::OFFICERS, |r| Some(r.into()))?,
        shifts: sure(c, &t::SHIFTS, t::Shift::from_row)?,
        abstractions: sure(c, &t::ABSTRACTIONS, t::Abstraction::from_row)?,
        concerns: sure(c, &t::CONCERNS, t::Concern::from_row)?,
        taskings: sure(c, &t::TASKINGS, t::Tasking::from_row)?,
        engagements: sure(c, &t::ENGAGEMENTS, t::Engagement::from_row)?,
        groups: sure(c, &t::GROUPS, |r| Some(r.into()))?,
        visits,
    })
}
