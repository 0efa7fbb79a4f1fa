//! Hotspots of the real place: mass, size, names from month to month, and what is said of forecasts.

use footbeat::county::{Boundaries, County, Ground, Incidents, Operations};
use footbeat::hotspot::{HotspotOptions, find};
use footbeat::import::{self, ImportRequest};
use footbeat::street::build;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn newport() -> Option<PathBuf> {
    let fallback = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/newport");
    let folder = std::env::var_os("FOOTBEAT_REAL").map_or(fallback, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not there; FOOTBEAT_REAL names the folder", folder.display());
    None
}

fn county(folder: &Path) -> County {
    let request = ImportRequest {
        osm: Some(folder.join("newport-2023-06-13.osm.pbf")),
        crime: vec![folder.join("crimes")],
        ..ImportRequest::default()
    };
    let mut got = import::read(&request, &()).unwrap();
    let map = got.map.take().unwrap();
    let (network, _) = build(&map);
    let mut months: BTreeMap<_, BTreeMap<_, u32>> = BTreeMap::new();
    let mut rows = Vec::new();
    for ((force, month), list) in got.crimes {
        months.entry(force).or_default().insert(month, list.len() as u32);
        rows.extend(list);
    }
    County {
        name: "Newport".into(),
        network: Arc::new(network),
        boundaries: Arc::new(Boundaries::default()),
        incidents: Arc::new(Incidents { rows, months }),
        operations: Arc::new(Operations { assets: map.assets, ..Operations::default() }),
        ground: Arc::new(Ground::default()),
        plans: Arc::new(Vec::new()),
        sources: BTreeMap::new(),
    }
}

#[test]
fn mass_size_names_and_forecasts_of_the_real_place() {
    let Some(folder) = newport() else { return };
    let county = county(&folder);
    let report = find(&county, HotspotOptions::default());
    let (score, weight) = report.pieces.iter().fold((0.0, 0.0), |s, p| (s.0 + p.score, s.1 + p.weight));
    assert!(weight > 1000.0 && (score - weight).abs() < 1e-9 * weight, "{score} for {weight}");
    assert!(report.pieces.iter().all(|p| p.to_m - p.from_m <= 50.0 + 1e-9 && p.score >= 0.0));
    assert!(report.hotspots.len() > 50);
    assert!(report.hotspots.iter().all(|h| (100.0..=400.0).contains(&h.length_m)));
    assert!(report.gone.iter().all(|g| report.hotspots.iter().all(|h| h.id != g.id)) && !report.gone.is_empty());
    // At least twelve months held back, and what ships is what their paired intervals let ship.
    let forecast = report.forecast.as_ref().unwrap();
    assert!(report.backtest.months.len() >= 12 && forecast.choice.months >= 12);
    let above = forecast.choice.gains.iter().all(|g| g.interval.0 > 0.0);
    assert_eq!(forecast.choice.proved, above);
    assert_eq!(forecast.choice.ships == forecast.choice.best, above);
    // The month before: most places are the same, and those have the same name.
    let last = county.incidents.last_month().unwrap().plus(-1);
    let before = find(&county, HotspotOptions { until: Some(last), ..HotspotOptions::default() });
    let kept = report.hotspots.iter().filter(|h| before.hotspots.iter().any(|o| o.id == h.id)).count();
    assert!(kept * 10 >= report.hotspots.len() * 7, "{kept} of {} kept their name", report.hotspots.len());
    for h in &report.hotspots {
        if let Some(old) = before.hotspots.iter().find(|o| o.id == h.id) {
            assert!(h.segments.iter().any(|s| old.segments.contains(s)), "{} is elsewhere now", h.id);
        }
    }
}
