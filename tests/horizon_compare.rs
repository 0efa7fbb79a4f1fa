//! Days planned together beside the same days planned one after the other, on the real place. No test of a limit but the
//! fair ones: the horizon's own measure must not be less, and every day passes the judge. Slow; run by name:
//! `cargo test --release --test horizon_compare -- --ignored --nocapture`. `FOOTBEAT_COUNTY` names another county file,
//! `FOOTBEAT_DAYS`, `FOOTBEAT_OFFICERS` (0: the roster), `FOOTBEAT_DATE` and `FOOTBEAT_ITERATIONS` the rest.

use footbeat::county::{Boundaries, County, Ground, Incidents, Operations};
use footbeat::domain::{BoundaryKind, Plan, PlanStatus, Vintage};
use footbeat::import::{self, ImportRequest};
use footbeat::patrol::horizon::{measure, plan_days_from};
use footbeat::patrol::rewards::Rewards;
use footbeat::patrol::{Picture, PlanError, PlanRequest, check, plan_from};
use footbeat::store::{GeoPackage, Store as _};
use footbeat::street::build;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

fn newport() -> Option<PathBuf> {
    let fallback = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/newport");
    let folder = std::env::var_os("FOOTBEAT_REAL").map_or(fallback, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not there; FOOTBEAT_REAL names the folder", folder.display());
    None
}

fn county() -> Option<County> {
    if let Some(file) = std::env::var_os("FOOTBEAT_COUNTY") {
        return Some(GeoPackage::open_read_only(Path::new(&file)).unwrap().load().unwrap());
    }
    let folder = newport()?;
    let request = ImportRequest {
        osm: Some(folder.join("newport-2023-06-13.osm.pbf")),
        wards: vec![folder.join("boundaries/wards-may2023-newport-bsc.geojson")],
        crime: vec![folder.join("crimes")],
        ..ImportRequest::default()
    };
    let mut got = import::read(&request, &()).unwrap();
    let map = got.map.take().unwrap();
    let wards = got.boundaries.remove(&(BoundaryKind::Ward, Vintage(2023))).unwrap();
    let boundaries = Boundaries { wards, ..Boundaries::default() };
    let ground = Ground { shapes: map.ground.clone(), settlements: map.settlements.clone() };
    let (network, _) = build(&map);
    let rows = got.crimes.into_values().flatten().collect();
    Some(County {
        name: "Newport".into(),
        network: Arc::new(network.attributed(&boundaries, &ground)),
        boundaries: Arc::new(boundaries),
        incidents: Arc::new(Incidents { rows, months: BTreeMap::new() }),
        operations: Arc::new(Operations { assets: map.assets, ..Operations::default() }),
        ground: Arc::new(ground),
        plans: Arc::new(Vec::new()),
        sources: BTreeMap::new(),
    })
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

fn with(county: &County, draft: &Plan) -> County {
    let mut plans: Vec<Plan> = county.plans.as_ref().clone();
    plans.push(Plan { status: PlanStatus::Published, ..draft.clone() });
    County { plans: Arc::new(plans), ..county.clone() }
}

/// One day after the other.
fn rolling(county: &County, first: &PlanRequest, days: u32, r: &Rewards) -> Vec<Plan> {
    let (mut known, mut made) = (county.clone(), Vec::new());
    for n in 0..days {
        let date = first.date.checked_add(jiff::Span::new().days(i64::from(n))).unwrap();
        let request = PlanRequest { date, ..first.clone() };
        match plan_from(&known, &request, &Picture::of(&known, &request), r) {
            Err(PlanError::NobodyOnDuty(_)) => {}
            plan => {
                let plan = plan.unwrap();
                known = with(&known, &plan);
                made.push(plan);
            }
        }
    }
    made
}

#[test]
#[ignore = "minutes of search; prints a comparison"]
fn days_together_beside_days_one_after_the_other() {
    let Some(county) = county() else { return };
    let county = County { plans: Arc::new(Vec::new()), ..county };
    let days = number("FOOTBEAT_DAYS", 7) as u32;
    let date = std::env::var("FOOTBEAT_DATE").unwrap_or_else(|_| "2026-11-23".to_owned());
    let officers = u32::try_from(number("FOOTBEAT_OFFICERS", 8)).ok().filter(|n| *n > 0);
    let iterations = number("FOOTBEAT_ITERATIONS", 5000);
    let first = PlanRequest { officers, iterations, ..PlanRequest::new(date.parse().unwrap()) };
    let r = Rewards::shipped();
    let picture = Picture::of(&county, &first);
    let mut worth = Vec::new();
    for name in ["together", "one after the other"] {
        let begun = Instant::now();
        let plans = if name == "together" {
            let found = plan_days_from(&county, &first, days, &picture, &r).unwrap();
            println!("{}", serde_json::to_string(&found.summary).unwrap());
            found.plans
        } else {
            rolling(&county, &first, days, &r)
        };
        let seconds = begun.elapsed().as_secs_f64();
        for plan in &plans {
            assert!(check::check(&county, plan).is_empty(), "{:?}", check::check(&county, plan));
        }
        let w = measure::worth(&county, &first, days, &picture, &r, &plans).unwrap();
        println!("{name}: {seconds:.0} s, {} in all", w.total());
        println!("  {}", serde_json::to_string(&w).unwrap());
        println!("  {}", serde_json::to_string(&measure::facts(&plans)).unwrap());
        let short = plans.iter().flat_map(|p| &p.notes).filter(|n| n.contains("Unpredictability is missed")).count();
        println!("  days on which a limit of unpredictability is missed: {short}");
        worth.push(w.total());
    }
    assert!(worth[0] >= worth[1], "days planned together are worth less: {worth:?}");
}
