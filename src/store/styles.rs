//! Default styles, which QGIS finds in the table `layer_styles` of the file and uses when a layer is added.

use super::error::Fault;
use super::schema::{GEOM, Layer};
use rusqlite::Transaction;

/// What a desktop GIS calls the force's tables.
pub(super) fn title(table: &str) -> &'static str {
    match table {
        "schemes" => "Schemes",
        "funders" => "Funders",
        "posts" => "Posts",
        "bases" => "Bases",
        "officers" => "Officers",
        "shifts" => "Shifts",
        "abstractions" => "Abstractions",
        "assets" => "Community places",
        "concerns" => "Concerns",
        "taskings" => "Taskings",
        "engagements" => "Engagements",
        "groups" => "Groups",
        "visits" => "Visits",
        _ => "Table",
    }
}

/// Makes the table as QGIS makes it.
pub(super) fn create(tx: &Transaction<'_>) -> Result<(), Fault> {
    tx.execute_batch(
        "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
            f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30),
            styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
            update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
         INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('layer_styles', 'attributes', 'layer_styles');",
    )?;
    Ok(())
}

/// How a layer is drawn: fill or marker colour, outline colour (`r,g,b,a`), width of lines or size of markers in mm.
struct Look {
    fill: &'static str,
    line: &'static str,
    size: &'static str,
}

/// Quiet ground, one strong colour for what asks for patrol; told apart by lightness as well as by hue.
fn look(table: &str) -> Look {
    let (fill, line, size) = match table {
        "green" => ("223,232,214,255", "223,232,214,255", "0.1"),
        "water" => ("201,220,232,255", "170,198,216,255", "0.3"),
        "buildings" => ("226,222,215,255", "206,201,193,255", "0.1"),
        "railways" => ("150,150,150,255", "150,150,150,255", "0.4"),
        "lsoas" => ("255,255,255,0", "190,190,190,255", "0.15"),
        "parishes" => ("255,255,255,0", "140,140,140,255", "0.25"),
        "wards" => ("255,255,255,0", "70,70,90,255", "0.4"),
        "roads" => ("120,120,120,255", "120,120,120,255", "0.5"),
        "streets" => ("170,165,158,255", "170,165,158,255", "0.25"),
        "uncovered" => ("153,112,193,90", "94,60,153,255", "0.4"),
        "hotspots" => ("230,97,1,110", "178,60,0,255", "0.4"),
        "incidents" => ("178,60,0,110", "255,255,255,0", "1"),
        "settlements" => ("60,60,60,255", "255,255,255,255", "2.4"),
        "routes" => ("0,90,156,255", "0,90,156,255", "0.7"),
        "stops" => ("0,90,156,255", "255,255,255,255", "3"),
        "bases" => ("20,20,60,255", "255,255,255,255", "4"),
        "concerns" => ("202,138,4,255", "255,255,255,255", "2.6"),
        "taskings" => ("178,24,43,255", "255,255,255,255", "2.6"),
        "visits" => ("27,120,55,200", "255,255,255,255", "1.8"),
        _ => ("40,120,140,255", "255,255,255,255", "2.2"),
    };
    Look { fill, line, size }
}

/// Adds the default style of a layer.
pub(super) fn add(tx: &Transaction<'_>, layer: &Layer) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,
            styleQML, styleSLD, useAsDefault, description, owner, ui)
         VALUES ('', '', ?1, ?2, ?3, ?4, ?5, 1, 'Made by Footbeat', '', '')",
        rusqlite::params![layer.name, GEOM, layer.title, qml(layer), sld(layer)],
    )?;
    Ok(())
}

/// A symbol for each type of geometry that a layer may hold, chosen by rule: mixed layers have more than one.
fn qml(layer: &Layer) -> String {
    let Look { fill, line, size } = look(layer.name);
    let option = |name: &str, value: &str| format!("<Option name=\"{name}\" type=\"QString\" value=\"{value}\"/>");
    let symbol = |name: &str, kind: &str, class: &str, options: &[(&str, &str)]| {
        let options: String = options.iter().map(|(n, v)| option(n, v)).collect();
        format!(
            "<symbol name=\"{name}\" type=\"{kind}\" alpha=\"1\"><layer class=\"{class}\" enabled=\"1\" pass=\"0\" \
             locked=\"0\"><Option type=\"Map\">{options}</Option></layer></symbol>"
        )
    };
    let marker = symbol(
        "0",
        "marker",
        "SimpleMarker",
        &[
            ("name", "circle"),
            ("color", fill),
            ("outline_color", line),
            ("outline_width", "0.3"),
            ("size", size),
            ("size_unit", "MM"),
        ],
    );
    let stroke = symbol(
        "0",
        "line",
        "SimpleLine",
        &[
            ("line_color", line),
            ("line_width", size),
            ("line_width_unit", "MM"),
            ("capstyle", "round"),
            ("joinstyle", "round"),
        ],
    );
    let area = symbol(
        "0",
        "fill",
        "SimpleFill",
        &[
            ("color", fill),
            ("style", "solid"),
            ("outline_color", line),
            ("outline_width", size),
            ("outline_width_unit", "MM"),
        ],
    );
    // A layer of mixed types has the symbol of the type that matters most in it.
    let symbol = match (layer.geometry, layer.name) {
        (Some("POINT"), _) | (_, "stops") => marker,
        (Some("LINESTRING"), _) | (_, "routes" | "railways") => stroke,
        _ => area,
    };
    format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22\" styleCategories=\"Symbology\">\
         <renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\"><symbols>{symbol}</symbols>\
         </renderer-v2><blendMode>0</blendMode><layerOpacity>1</layerOpacity></qgis>"
    )
}

/// The same for programs that read the Styled Layer Descriptor of OGC.
fn sld(layer: &Layer) -> String {
    let Look { fill, line, size } = look(layer.name);
    let hex = |rgba: &str| -> String {
        let parts: Vec<u8> = rgba.split(',').filter_map(|n| n.parse().ok()).collect();
        parts.iter().take(3).fold(String::from("#"), |text, n| text + &format!("{n:02x}"))
    };
    let parameter = |name: &str, value: &str| format!("<se:SvgParameter name=\"{name}\">{value}</se:SvgParameter>");
    let outline =
        format!("<se:Stroke>{}{}</se:Stroke>", parameter("stroke", &hex(line)), parameter("stroke-width", "1"));
    let inside = format!("<se:Fill>{}</se:Fill>", parameter("fill", &hex(fill)));
    let symbol = match (layer.geometry, layer.name) {
        (Some("POINT"), _) | (_, "stops") => format!(
            "<se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>circle</se:WellKnownName>{inside}</se:Mark>\
             <se:Size>{size}</se:Size></se:Graphic></se:PointSymbolizer>"
        ),
        (Some("LINESTRING"), _) | (_, "routes" | "railways") => {
            format!("<se:LineSymbolizer>{outline}</se:LineSymbolizer>")
        }
        _ => format!("<se:PolygonSymbolizer>{inside}{outline}</se:PolygonSymbolizer>"),
    };
    format!(
        "<StyledLayerDescriptor xmlns=\"http://www.opengis.net/sld\" xmlns:se=\"http://www.opengis.net/se\" \
         version=\"1.1.0\"><NamedLayer><se:Name>{name}</se:Name><UserStyle><se:FeatureTypeStyle><se:Rule>{symbol}\
         </se:Rule></se:FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>",
        name = layer.name
    )
}
