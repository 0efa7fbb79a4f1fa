//! The street network: what building it, its hierarchy, tables, finding streets and visible walks take.
//!
//!     cargo bench --bench street -- [--county C.gpkg…] [--residents 100000 1000000 3000000] [--seed K] [--points F.csv]
//!
//! Counties of `--residents` are made up (`footbeat synth`) and imported. All figures are processor seconds of one
//! thread, the best of `--repeat` runs; places are drawn with the seed. With two or more made-up counties, growth
//! exponents between the least and the greatest are printed: log(time ratio) / log(segment ratio); `town` is a table
//! of 1,000 places within 2 km of the busiest place of the county.

use clap::Parser;
use cpu_time::ProcessTime;
use footbeat::domain::id::SegmentId;
use footbeat::domain::place::{LonLat, Plane};
use footbeat::domain::units::Metres;
use footbeat::import::{self, ImportRequest, points};
use footbeat::store::{GeoPackage, Store};
use footbeat::street::{Measure, Network, Profile, Snap, build};
use footbeat::synth::{SynthOptions, write};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Build, hierarchy, tables, finding streets and visible walks, in processor seconds of one thread
#[derive(Debug, Parser)]
struct Args {
    /// County files
    #[arg(long, num_args = 1.., value_name = "C.gpkg")]
    county: Vec<PathBuf>,
    /// Made-up counties of so many residents
    #[arg(long, num_args = 1.., value_name = "N")]
    residents: Vec<u32>,
    /// A table of just these places too, of each county file
    #[arg(long, value_name = "F.csv")]
    points: Option<PathBuf>,
    /// Seed of counties and places
    #[arg(long, default_value_t = 1, value_name = "K")]
    seed: u64,
    /// The best of so many runs
    #[arg(long, default_value_t = 5, value_name = "N")]
    repeat: usize,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

/// Named figures of one county, in the order in which they were taken.
struct Figures {
    segments: usize,
    named: Vec<(&'static str, f64)>,
}

/// The least processor seconds of some runs, with the last result.
fn least<T>(repeat: usize, mut run: impl FnMut() -> T) -> (f64, T) {
    let mut once = || {
        let begun = ProcessTime::now();
        let result = run();
        (begun.elapsed().as_secs_f64(), result)
    };
    let (mut best, mut result) = once();
    for _ in 1..repeat {
        let (seconds, next) = once();
        best = best.min(seconds);
        result = next;
    }
    (best, result)
}

/// A place some metres beside a street that may be walked, drawn from `among`.
fn beside(net: &Network, among: &[usize], rng: &mut Pcg64) -> LonLat {
    let segment = SegmentId::from_ix(among[rng.random_range(0..among.len())]);
    let at = net.position(segment, net.segment(segment).length.get() * rng.random::<f64>());
    let off = |rng: &mut Pcg64| rng.random_range(-1e-4..1e-4);
    LonLat::new(at.lon() + off(rng), at.lat() + off(rng)).unwrap_or(at)
}

fn snaps(net: &Network, places: &[LonLat]) -> Vec<Snap> {
    places.iter().filter_map(|p| net.snap(Profile::FootDay, *p, Metres::new(500.0))).collect()
}

/// Streets within 2 km of the street with most streets within 500 m, among a hundred.
fn town(net: &Network, walked: &[usize]) -> Vec<usize> {
    let middle = |i: usize| net.position(SegmentId::from_ix(i), net.segments()[i].length.get() / 2.0);
    let some = walked.iter().step_by((walked.len() / 100).max(1)).map(|i| middle(*i));
    let busiest = some.max_by_key(|at| net.segments_near(*at, Metres::new(500.0)).len());
    let near = |i: &usize| busiest.is_none_or(|b| Plane::local_length(middle(*i).coord(), b.coord()) < 2000.0);
    walked.iter().copied().filter(near).collect()
}

/// All that is measured on a network.
fn measure(net: &Network, args: &Args, named: &mut Vec<(&'static str, f64)>) {
    let walked: Vec<usize> = (0..net.segments().len()).filter(|i| net.segments()[*i].foot).collect();
    let mut rng = Pcg64::seed_from_u64(args.seed);
    let fresh = || Network::from_segments(net.segments().to_vec());
    named.push(("arrays and R-tree", least(args.repeat, fresh).0));
    let (mut hierarchy, mut customised) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..args.repeat {
        // A network keeps its hierarchies: a new one for each run.
        let net = fresh();
        hierarchy = hierarchy.min(least(1, || net.hierarchy(Profile::FootDay, Measure::Length).arcs()).0);
        customised = customised.min(least(1, || net.hierarchy(Profile::FootDark, Measure::Time).arcs()).0);
    }
    named.push(("hierarchy", hierarchy));
    named.push(("one more profile", customised));
    let places: Vec<LonLat> = (0..2000).map(|_| beside(net, &walked, &mut rng)).collect();
    let (seconds, found) = least(args.repeat, || snaps(net, &places));
    named.push(("snap, per place", seconds / places.len() as f64));
    let near = || places.iter().map(|p| net.segments_near(*p, Metres::new(100.0)).len()).sum::<usize>();
    named.push(("streets within 100 m, per place", least(args.repeat, near).0 / places.len() as f64));
    for (name, n) in [("matrix 200", 200), ("matrix 1000", 1000), ("matrix 2000", 2000)] {
        let some = &found[..n.min(found.len())];
        let _ = net.hierarchy(Profile::FootDay, Measure::Length);
        named.push((name, least(args.repeat, || net.distances(Profile::FootDay, some)).0));
    }
    let near = town(net, &walked);
    let local: Vec<LonLat> = (0..1000).map(|_| beside(net, &near, &mut rng)).collect();
    let local = snaps(net, &local);
    named.push(("matrix 1000, town", least(args.repeat, || net.distances(Profile::FootDay, &local)).0));
    visible(net, args, &local, named);
}

/// Visible walks of 400 to 2,000 m, 15 % longer, between places of one town; streets are worth their length.
fn visible(net: &Network, args: &Args, local: &[Snap], named: &mut Vec<(&'static str, f64)>) {
    let worth: Vec<u64> = net.segments().iter().map(|s| s.length.get().round() as u64).collect();
    let table = net.distances(Profile::FootDay, local);
    let pairs: Vec<(Snap, Snap)> = (1..local.len())
        .filter(|i| table.metres(i - 1, *i).is_some_and(|m| (400..2000).contains(&m)))
        .map(|i| (local[i - 1], local[i]))
        .take(100)
        .collect();
    if pairs.is_empty() {
        return;
    }
    let (seconds, walks) = least(args.repeat, || {
        let walk = |&(a, b): &(Snap, Snap)| net.visible_walk(Profile::FootDay, a, b, 0.15, &worth);
        pairs.iter().filter_map(walk).collect::<Vec<_>>()
    });
    let sum = |f: fn(&footbeat::street::VisibleWalk) -> f64| walks.iter().map(f).sum::<f64>();
    named.push(("visible walk", seconds / pairs.len() as f64));
    named.push(("share of them proven best", sum(|w| f64::from(u8::from(w.proven))) / walks.len() as f64));
    named.push(("won, times the shortest way", sum(|w| w.won as f64) / sum(|w| w.shortest_won as f64).max(1.0)));
    let longer = sum(|w| w.leg.length.get()) / sum(|w| w.shortest.length.get()).max(1.0);
    named.push(("length, times the shortest way", longer));
}

/// What the process holds, MiB; only Linux tells.
fn resident() -> Option<f64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: f64 = pages.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096.0 / f64::from(1 << 20))
}

/// MiB that a network and the hierarchy of its first table take for a million segments.
fn memory(net: &Network, named: &mut Vec<(&'static str, f64)>) {
    let before = resident();
    let another = Network::from_segments(net.segments().to_vec());
    let _ = another.hierarchy(Profile::FootDay, Measure::Length);
    if let (Some(before), Some(after)) = (before, resident()) {
        let millions = net.segments().len().max(1) as f64 / 1e6;
        named.push(("memory, MiB a million segments", (after - before) / millions));
    }
}

fn of_county(path: &Path, args: &Args) -> Result<Figures, Box<dyn Error>> {
    let store = GeoPackage::open_read_only(path)?;
    let (seconds, county) = least(1, || store.load());
    let net = county?.network;
    let mut named = vec![("load the county", seconds)];
    memory(&net, &mut named);
    measure(&net, args, &mut named);
    if let Some(list) = &args.points {
        let places: Vec<LonLat> = points::read(list)?.into_iter().map(|p| p.1).collect();
        let found = snaps(&net, &places);
        named.push(("places of --points", found.len() as f64));
        named.push(("matrix of --points", least(args.repeat, || net.distances(Profile::FootDay, &found)).0));
    }
    Ok(Figures { segments: net.segments().len(), named })
}

fn of_residents(residents: u32, args: &Args) -> Result<Figures, Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let (until, date) = ("2026-10".parse()?, "2026-11-24".parse()?);
    write(dir.path(), &SynthOptions { seed: args.seed, residents, officers: 12, until, date })?;
    let request = ImportRequest { osm: Some(dir.path().join("streets.osm")), ..ImportRequest::default() };
    let (reading, got) = least(1, || import::read(&request, &()));
    let map = got?.map.ok_or("the made-up county has no streets")?;
    let (building, (net, _)) = least(args.repeat, || build(&map));
    let mut named = vec![("read the map", reading), ("build from the map", building)];
    memory(&net, &mut named);
    measure(&net, args, &mut named);
    if let Some(hierarchy) = named.iter().find(|n| n.0 == "hierarchy").map(|n| n.1) {
        named.push(("from the map to the first table", reading + building + hierarchy));
    }
    Ok(Figures { segments: net.segments().len(), named })
}

fn show(what: &str, figures: &Figures) {
    println!("\n{what}: {} segments", figures.segments);
    for (name, value) in &figures.named {
        println!("  {name:32} {value:.7}");
    }
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    for path in &args.county {
        show(&path.display().to_string(), &of_county(path, args)?);
    }
    let mut made: Vec<Figures> = Vec::new();
    for residents in &args.residents {
        let figures = of_residents(*residents, args)?;
        show(&format!("{residents} residents"), &figures);
        made.push(figures);
    }
    made.sort_by_key(|f| f.segments);
    if let [least, .., most] = made.as_slice() {
        println!("\ngrowth from {} to {} segments", least.segments, most.segments);
        let grown = (most.segments as f64 / least.segments as f64).ln();
        for (name, before) in least.named.iter().filter(|n| !n.0.contains("times") && !n.0.contains("share")) {
            if let Some((_, after)) = most.named.iter().find(|n| n.0 == *name) {
                println!("  {name:32} {:.2}", (after / before).ln() / grown);
            }
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let mut args = Args::parse();
    if args.county.is_empty() && args.residents.is_empty() {
        args.residents = vec![100_000, 1_000_000, 3_000_000];
    }
    args.repeat = args.repeat.max(1);
    // One thread, whatever the machine has.
    let done = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .map_err(Into::into)
        .and_then(|p| p.install(|| run(&args).map_err(|e| e.to_string())).map_err(Box::<dyn Error>::from));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}
