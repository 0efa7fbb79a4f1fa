//! `footbeat deploy --what-if`: two deployments ward by ward.

use super::super::Failure;
use super::super::county::write;
use super::super::output::{table, thousands};
use super::{Deploy, Held};
use crate::county::County;
use crate::coverage::{DeployOptions, Deployment, Drawn, WhatIf, compared_csv, deploy_with, streets_within, what_if};
use crate::domain::place::LonLat;
use anyhow::{Context, anyhow};
use geo_types::{Geometry, MultiPolygon};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// Compares; the text to print.
pub(super) fn run(args: &Deploy, held: &Held<'_>, first: &Deployment, asked: &str) -> Result<String, Failure> {
    let a: Vec<Drawn> = first.areas.iter().map(Drawn::from).collect();
    let (name, b) = match asked.parse::<u32>() {
        Ok(posts) => {
            let options = DeployOptions { posts, ..held.options.clone() };
            let other = deploy_with(held.county, held.hotspots, held.coverage, &options);
            (format!("{posts} posts"), other.areas.iter().map(Drawn::from).collect())
        }
        Err(_) => (asked.to_owned(), drawn(held.county, Path::new(asked))?),
    };
    let names = [format!("{} posts", held.options.posts), name];
    let told = what_if(held.county, (held.hotspots, held.coverage), names, [&a, &b], held.options);
    if let Some(path) = &args.csv {
        write(path, &compared_csv(&told))?;
    }
    if args.json {
        let value = json!({"what_if": told, "notes": first.notes});
        return Ok(value.to_string() + "\n");
    }
    Ok(text(&told))
}

/// Areas of a file: polygons with, if they like, `base_lon`, `base_lat` and `officers`.
fn drawn(county: &County, path: &Path) -> Result<Vec<Drawn>, Failure> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let said =
        |what: &str| anyhow!("{}: {what}; a GeoJSON FeatureCollection of polygons would be right", path.display());
    let geojson::GeoJson::FeatureCollection(all) =
        text.parse::<geojson::GeoJson>().map_err(|e| said(&e.to_string()))?
    else {
        return Err(said("it is no FeatureCollection").into());
    };
    let mut list = Vec::new();
    for (n, feature) in all.features.into_iter().enumerate() {
        let number = |name: &str| feature.property(name).and_then(Value::as_f64);
        let base = number("base_lon").zip(number("base_lat")).and_then(|(lon, lat)| LonLat::new(lon, lat).ok());
        let officers = number("officers").filter(|o| (1.0..=5000.0).contains(o)).map_or(1, |o| o as u32);
        let geometry: Option<Geometry<f64>> = feature.geometry.and_then(|g| g.try_into().ok());
        let outline = match geometry {
            Some(Geometry::Polygon(p)) => MultiPolygon::new(vec![p]),
            Some(Geometry::MultiPolygon(m)) => m,
            _ => return Err(said(&format!("feature {} is no polygon", n + 1)).into()),
        };
        list.push(Drawn { segments: streets_within(county, &outline), base, officers });
    }
    if list.iter().all(|d| d.segments.is_empty()) {
        return Err(said("no street of the county lies in its polygons").into());
    }
    Ok(list)
}

fn text(told: &WhatIf) -> String {
    let name = |i: usize| {
        let posts = format!("{} posts", told.posts[i]);
        if told.names[i] == posts { posts } else { format!("{} ({posts})", told.names[i]) }
    };
    let mut out = format!(
        "A: {} win {:.1} points. B: {} win {:.1}: {:+.1}.\n\n",
        name(0),
        told.won[0],
        name(1),
        told.won[1],
        told.won[1] - told.won[0]
    );
    let rows: Vec<Vec<String>> = told
        .wards
        .iter()
        .map(|w| {
            let residents = if w.code.is_empty() { String::new() } else { thousands(u64::from(w.residents)) };
            vec![
                w.name.clone(),
                residents,
                format!("{:.1}", w.need),
                format!("{:.1}", w.posts[0]),
                format!("{:.1}", w.posts[1]),
                format!("{:.0}", w.minutes[0]),
                format!("{:.0}", w.minutes[1]),
                format!("{:.2}", w.won[0]),
                format!("{:.2}", w.won[1]),
                format!("{:+.2}", w.change),
            ]
        })
        .collect();
    let header =
        ["ward", "residents", "need", "posts A", "posts B", "min/week A", "min/week B", "won A", "won B", "B − A"];
    let _ = write!(out, "{}", table(&header, &rows));
    out
}
