//! Tables and properties as files and programs get them: the league table of wards, areas of a deployment.

use super::{AreaCoverage, PatrolArea, WhatIf};
use crate::county::County;
use serde_json::{Value, json};

/// Columns of the league table: the properties of an area's coverage.
pub const LEAGUE: &[&str] = &[
    "code",
    "vintage",
    "name",
    "residents",
    "scheme_share",
    "schemes",
    "posts_funded",
    "posts_filled",
    "hours_per_1000",
    "seen_share",
    "seen_share_7",
    "planned_share",
    "unknown_share",
    "days_unseen",
    "minutes",
    "minutes_paid",
    "harm_share",
    "incidents_month",
    "note",
];

/// Columns of the areas of a deployment: properties of [`area_properties`].
pub const AREAS: &[&str] = &[
    "post",
    "ward_names",
    "wards",
    "residents",
    "base",
    "needs_car",
    "gain",
    "need",
    "shift_share_on_beat",
    "round_hours",
    "km",
    "gain_words",
];

/// Columns of a comparison; the first deployment is `a`, the second `b`.
pub const COMPARED: &[&str] = &[
    "code",
    "name",
    "residents",
    "need",
    "posts_a",
    "posts_b",
    "minutes_week_a",
    "minutes_week_b",
    "won_a",
    "won_b",
    "change",
];

/// A table of named columns as CSV: unknown is an empty cell, lists are joined by `;`. A cell that a spreadsheet
/// would take for a formula begins with an apostrophe.
#[must_use]
pub fn csv(columns: &[&str], rows: &[Value]) -> String {
    let safe = |text: String| {
        let formula =
            text.starts_with(['=', '+', '@', '\t', '\r']) || (text.starts_with('-') && text.parse::<f64>().is_err());
        if formula { format!("'{text}") } else { text }
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(columns);
    for value in rows {
        let cells = columns.iter().map(|c| match &value[*c] {
            Value::Null => String::new(),
            Value::String(text) => safe(text.clone()),
            Value::Array(list) => safe(list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(";")),
            other => other.to_string(),
        });
        let _ = writer.write_record(cells);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The league table of wards or parishes.
#[must_use]
pub fn league_csv(areas: &[AreaCoverage]) -> String {
    let rows: Vec<Value> = areas.iter().map(|w| serde_json::to_value(w).unwrap_or_default()).collect();
    csv(LEAGUE, &rows)
}

fn rounded(v: f64, digits: i32) -> f64 {
    (v * 10_f64.powi(digits)).round() / 10_f64.powi(digits)
}

/// What programs are told of a drawn area.
#[must_use]
pub fn area_properties(county: &County, area: &PatrolArea) -> Value {
    let wards: Vec<_> = area.wards.iter().filter_map(|w| county.boundaries.wards.get(*w as usize)).collect();
    let codes: Vec<&str> = wards.iter().map(|w| w.key.code.as_str()).collect();
    let names: Vec<&str> = wards.iter().map(|w| w.name.as_str()).collect();
    json!({
        "post": area.rank, "rank": area.rank, "base": area.base.name, "base_id": area.base.id,
        "base_lon": area.base.at.lon(), "base_lat": area.base.at.lat(), "wards": codes, "ward_names": names,
        "gain": rounded(area.gain, 2), "need": rounded(area.need, 2), "gain_words": area.gain_words,
        "shift_share_on_beat": rounded(area.shift_share_on_beat, 3),
        "round_hours": rounded(area.round_min / 60.0, 1), "residents": area.residents,
        "settlements": area.settlements, "needs_car": area.needs_car,
        "km": rounded(area.segments.iter().map(|s| county.network.segment(*s).length.km()).sum::<f64>(), 1),
    })
}

/// A comparison as a table.
#[must_use]
pub fn compared_csv(told: &WhatIf) -> String {
    let rows: Vec<Value> = told
        .wards
        .iter()
        .map(|w| {
            json!({
                "code": w.code, "name": w.name, "residents": w.residents, "need": w.need, "posts_a": w.posts[0],
                "posts_b": w.posts[1], "minutes_week_a": w.minutes[0], "minutes_week_b": w.minutes[1],
                "won_a": w.won[0], "won_b": w.won[1], "change": w.change,
            })
        })
        .collect();
    csv(COMPARED, &rows)
}
