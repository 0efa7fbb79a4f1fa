//! Plans of the real place, on real streets, held to the judge. Hotspots are the streets with most incidents, by a
//! plain count: this test is about planning, and must not depend on how hotspots are found.

use footbeat::county::{Boundaries, County, Ground, Incidents, Operations};
use footbeat::coverage::{Deployment, PatrolArea, StartBase};
use footbeat::domain::id::SegmentId;
use footbeat::domain::{BoundaryKind, Hotspot, Metres, Trend, Vintage};
use footbeat::hotspot::HotspotReport;
use footbeat::import::{self, ImportRequest};
use footbeat::patrol::rewards::Rewards;
use footbeat::patrol::{Picture, PlanRequest, check, geojson, plan_from};
use footbeat::street::{Profile, build};
use std::collections::{BTreeMap, BTreeSet};
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

fn county(folder: &Path) -> County {
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
    County {
        name: "Newport".into(),
        network: Arc::new(network.attributed(&boundaries, &ground)),
        boundaries: Arc::new(boundaries),
        incidents: Arc::new(Incidents { rows, months: BTreeMap::new() }),
        operations: Arc::new(Operations { assets: map.assets, ..Operations::default() }),
        ground: Arc::new(ground),
        plans: Arc::new(Vec::new()),
        sources: BTreeMap::new(),
    }
}

/// Streets with most incidents, each with some neighbours.
fn hotspots(county: &County, most: usize) -> Vec<Hotspot> {
    let net = &county.network;
    let mut count: BTreeMap<SegmentId, u32> = BTreeMap::new();
    let rows = &county.incidents.rows;
    for at in rows.iter().skip(rows.len() / 2).filter_map(|i| i.at) {
        if let Some(s) = net.snap(Profile::FootDay, at, Metres::new(100.0)) {
            *count.entry(s.segment).or_default() += 1;
        }
    }
    let mut list: Vec<(u32, SegmentId)> = count.iter().map(|(&s, &n)| (n, s)).collect();
    list.sort_by_key(|x| std::cmp::Reverse(*x));
    let mut taken = BTreeSet::new();
    let mut out = Vec::new();
    for (n, first) in list {
        if out.len() >= most || !taken.insert(first) {
            continue;
        }
        let s = net.segment(first);
        let mut segments = vec![first];
        segments.extend(net.foot_at(s.from).chain(net.foot_at(s.to)).filter(|s| taken.insert(*s)));
        let rank = out.len() as u32 + 1;
        out.push(Hotspot {
            id: format!("hs-{rank}"),
            rank,
            score: f64::from(n),
            harm_share: 0.01,
            trend: Trend::Steady,
            incidents: n,
            length_m: 0.0,
            segments,
            streets: vec![s.name.clone()],
            mix: Vec::new(),
            months: ("2024-01".into(), "2025-06".into()),
            flags: Vec::new(),
            hours: Vec::new(),
            geom: geo_types::Polygon::new(geo_types::LineString(Vec::new()), Vec::new()),
            measures: footbeat::domain::hotspot::Measures::default(),
        });
    }
    out
}

#[test]
fn eight_officers_on_a_summer_and_a_winter_day() {
    let Some(folder) = newport() else { return };
    let county = county(&folder);
    let hotspots = hotspots(&county, 60);
    let at = hotspots[0].segments.first().map(|&s| county.network.position(s, 0.0)).unwrap();
    let area = |i: u32| PatrolArea {
        rank: i,
        base: StartBase { id: "town".into(), name: "Town".into(), at },
        wards: Vec::new(),
        segments: Vec::new(),
        geom: geo_types::MultiPolygon(Vec::new()),
        need: 0.0,
        gain: 0.0,
        shift_share_on_beat: 0.7,
        round_min: 0.0,
        gain_words: String::new(),
        residents: 0,
        settlements: Vec::new(),
        needs_car: i.is_multiple_of(2),
    };
    let picture = Picture {
        spots: HotspotReport { hotspots, ..HotspotReport::default() },
        deployment: Some(Deployment { areas: (1..=8).map(area).collect(), ..Deployment::default() }),
        ..Picture::default()
    };
    for date in ["2025-07-18", "2025-12-12"] {
        let request = PlanRequest { officers: Some(8), iterations: 400, ..PlanRequest::new(date.parse().unwrap()) };
        let began = Instant::now();
        let plan = plan_from(&county, &request, &picture, &Rewards::shipped()).unwrap();
        let took = began.elapsed();
        let judging = Instant::now();
        let found = check::check(&county, &plan);
        let stops = plan.routes.iter().flat_map(footbeat::domain::Route::stops).count();
        println!(
            "{date}: planned in {took:?}, judged in {:?}; {stops} stops, reward {}",
            judging.elapsed(),
            plan.reward.get()
        );
        for r in &plan.routes {
            println!("{} {:.1} km {:?}", r.label, r.on_foot().km(), r.minutes);
        }
        println!("{:#?}", plan.notes);
        assert_eq!(found, vec![]);
        assert!(stops > 60, "{stops}");
        assert!(geojson::text(&plan).len() > 10_000);
    }
}
