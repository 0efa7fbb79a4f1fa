//! A made-up county in the formats that a real one comes in: map, boundaries, residents, crimes, rosters.
//!
//! Invariants: the same options give the same bytes on any machine and with any number of threads; time and memory
//! grow with residents; nothing here is real, and no code, name or number is meant to be.

mod areas;
mod canvas;
mod country;
mod crime;
mod dice;
#[expect(clippy::many_single_char_names, reason = "points of a sketch are a, b, c, d, as on paper")]
mod fill;
mod homes;
mod layout;
mod names;
mod osm;
mod people;
mod places;
mod plane;
mod roads;
mod roster;
mod tags;
#[expect(clippy::many_single_char_names, reason = "points of a sketch are a, b, c, d, as on paper")]
mod town;
mod village;

use crate::domain::time::Month;
use canvas::Canvas;
use dice::Dice;
use jiff::civil::Date;
use layout::Layout;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Residents that a county may have.
pub const RESIDENTS: std::ops::RangeInclusive<u32> = 5_000..=3_500_000;
/// Officers that a county may have.
pub const OFFICERS: std::ops::RangeInclusive<u32> = 1..=5_000;
/// The file by which a folder is known to be made here.
const MARK: &str = "synth.json";

/// What county to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SynthOptions {
    /// Another seed, another county.
    pub seed: u64,
    /// Usual residents, one of [`RESIDENTS`].
    pub residents: u32,
    /// Officers on the roster, one of [`OFFICERS`].
    pub officers: u32,
    /// The last month of incidents.
    pub until: Month,
    /// The date round which rosters are drawn.
    pub date: Date,
}

impl Default for SynthOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            residents: 120_000,
            officers: 12,
            until: Month::new(2026, 10).unwrap_or_else(|| Month::of(Date::default())),
            date: Date::constant(2026, 11, 24),
        }
    }
}

/// What was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct SynthSummary {
    /// Usual residents.
    pub residents: u64,
    /// Towns.
    pub towns: u64,
    /// Villages and hamlets.
    pub villages: u64,
    /// Wards.
    pub wards: u64,
    /// Parishes.
    pub parishes: u64,
    /// LSOAs.
    pub lsoas: u64,
    /// Pieces of street with an address.
    pub streets: u64,
    /// Community places on the map.
    pub places: u64,
    /// Incidents written.
    pub incidents: u64,
    /// Officers on the roster.
    pub officers: u64,
    /// Rows of the force's own tables.
    pub roster_rows: u64,
}

/// Why no county was made.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// An option is out of bounds.
    #[error("{what} must be from {low} to {high}, not {found}")]
    Option {
        /// Which.
        what: &'static str,
        /// The least.
        low: u32,
        /// The most.
        high: u32,
        /// What was given.
        found: u32,
    },
    /// The folder holds something else.
    #[error("{path} is not empty and was not made by footbeat synth (it has no {MARK}); name a new folder")]
    Occupied {
        /// The folder.
        path: PathBuf,
    },
    /// The folder holds a made-up county and something else.
    #[error(
        "{path} has {name}, which footbeat synth did not put there and which would be deleted with the rest; move it or name a new folder"
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// What else.
        name: String,
    },
    /// A file cannot be written.
    #[error("cannot write {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Makes a county in a folder: whole or not at all. A folder that was made by this function is replaced.
///
/// # Errors
/// When an option is out of bounds, the folder holds something else, or a file cannot be written.
pub fn write(dir: &Path, options: &SynthOptions) -> Result<SynthSummary, SynthError> {
    for (what, found, range) in [("residents", options.residents, RESIDENTS), ("officers", options.officers, OFFICERS)]
    {
        if !range.contains(&found) {
            return Err(SynthError::Option { what, low: *range.start(), high: *range.end(), found });
        }
    }
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| SynthError::Io { path, source }
    };
    let held = match fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_some(),
        Err(e) if e.kind() == io::ErrorKind::NotFound => false,
        Err(e) => return Err(at(dir)(e)),
    };
    if held && !dir.join(MARK).is_file() {
        return Err(SynthError::Occupied { path: dir.to_owned() });
    }
    if let Some(name) = foreign(dir).map_err(at(dir))? {
        return Err(SynthError::Foreign { path: dir.to_owned(), name });
    }
    let (part, old) = (sibling(dir, "part"), sibling(dir, "old"));
    let made = (|| {
        fs::create_dir_all(&part).map_err(at(&part))?;
        let summary = fill_folder(&part, options)?;
        if dir.exists() {
            fs::rename(dir, &old).map_err(at(dir))?;
        }
        fs::rename(&part, dir).map_err(at(dir))?;
        Ok(summary)
    })();
    // What is left over would only puzzle; the old county stays if the new one did not come in its place.
    let _ = fs::remove_dir_all(&part);
    if old.exists() {
        let _ = if dir.exists() { fs::remove_dir_all(&old) } else { fs::rename(&old, dir) };
    }
    made
}

/// The first thing in a folder that [`write()`] did not put there: all of it would go.
fn foreign(dir: &Path) -> io::Result<Option<String>> {
    const FILES: &[&str] =
        &["streets.osm", "wards.geojson", "parishes.geojson", "lsoa.geojson", "population.csv", "crime", MARK];
    let names = |dir: &Path| -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        match fs::read_dir(dir) {
            Ok(entries) => {
                for entry in entries {
                    names.push(entry?.file_name().to_string_lossy().into_owned());
                }
            }
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(e) => return Err(e),
        }
        names.sort();
        Ok(names)
    };
    let ours = |name: &str| {
        FILES.contains(&name) || name.strip_suffix(".csv").is_some_and(|n| crate::domain::tables::table(n).is_some())
    };
    if let Some(name) = names(dir)?.into_iter().find(|n| !ours(n)) {
        return Ok(Some(name));
    }
    let crimes = dir.join("crime");
    for month in names(&crimes)? {
        if month.parse::<Month>().is_err() {
            return Ok(Some(format!("crime/{month}")));
        }
        let file = format!("{month}-{}-street.csv", crime::FORCE_SLUG);
        if let Some(name) = names(&crimes.join(&month))?.into_iter().find(|n| *n != file) {
            return Ok(Some(format!("crime/{month}/{name}")));
        }
    }
    Ok(None)
}

/// A hidden name beside a folder.
fn sibling(dir: &Path, ending: &str) -> PathBuf {
    let name = dir.file_name().map_or_else(|| "county".into(), |n| n.to_string_lossy().into_owned());
    dir.with_file_name(format!(".{name}.{}.{ending}", std::process::id()))
}

/// Opens a file, lets it be written, and flushes it.
fn file(dir: &Path, name: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), SynthError> {
    let path = dir.join(name);
    let done = (|| {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut out = BufWriter::with_capacity(1 << 16, File::create(&path)?);
        write(&mut out)?;
        out.flush()
    })();
    done.map_err(|source| SynthError::Io { path, source })
}

fn fill_folder(dir: &Path, options: &SynthOptions) -> Result<SynthSummary, SynthError> {
    let seed = options.seed;
    let mut layout = Layout::new(seed, options.residents);
    let mut canvas = Canvas::new(seed);
    let mut dice = Dice::new(seed, "streets");
    let gates: Vec<Vec<u32>> = (layout.settlements.iter().enumerate())
        .map(|(home, s)| {
            let draw = if s.town { town::draw } else { village::draw };
            draw(&mut canvas, &mut dice, s, home, &layout.barriers)
        })
        .collect();
    roads::draw(&mut canvas, &mut Dice::new(seed, "roads"), &layout, &gates);
    country::draw(&mut canvas, &mut Dice::new(seed, "country"), &layout);
    people::settle(&mut canvas, &mut layout);
    let places = places::draw(&mut canvas, &mut Dice::new(seed, "places"), &layout);
    if options.residents <= homes::MOST_RESIDENTS {
        homes::draw(&mut canvas, &mut Dice::new(seed, "homes"));
    }

    file(dir, "streets.osm", |mut out| osm::write(&canvas, &layout, options.date, &mut out))?;
    file(dir, "wards.geojson", |mut out| areas::geojson(&layout.wards, ("WD25CD", "WD25NM"), &mut out))?;
    file(dir, "parishes.geojson", |mut out| areas::geojson(&layout.parishes, ("PARNCP25CD", "PARNCP25NM"), &mut out))?;
    file(dir, "lsoa.geojson", |mut out| areas::geojson(&layout.lsoas, ("LSOA21CD", "LSOA21NM"), &mut out))?;
    file(dir, "population.csv", |out| areas::population(&layout, out).map_err(io::Error::from))?;

    let pattern = crime::Pattern::new(seed, &canvas, &layout);
    let mut chance = Dice::new(seed, "crimes");
    let mut incidents = 0;
    for k in 0..crime::MONTHS {
        let Some((month, rows)) = pattern.month(&mut chance, k, options.until, options.residents) else { continue };
        file(dir, &format!("crime/{month}/{month}-{}-street.csv", crime::FORCE_SLUG), |out| {
            pattern.write(&mut chance, (k, month), &rows, out).map_err(io::Error::from)
        })?;
        incidents += rows.len() as u64;
    }
    let roster = roster::tables(options, &canvas, &layout, &places);
    let mut roster_rows = 0;
    for table in &roster {
        file(dir, &format!("{}.csv", table.name()), |out| table.write(out).map_err(io::Error::from))?;
        roster_rows += table.len() as u64;
    }
    let towns = layout.towns() as u64;
    let summary = SynthSummary {
        residents: layout.lsoas.iter().map(|l| u64::from(l.residents)).sum(),
        towns,
        villages: layout.settlements.len() as u64 - towns,
        wards: layout.wards.len() as u64,
        parishes: layout.parishes.len() as u64,
        lsoas: layout.lsoas.len() as u64,
        streets: canvas.streets.len() as u64,
        places: places.len() as u64,
        incidents,
        officers: u64::from(options.officers),
        roster_rows,
    };
    let mark = serde_json::json!({
        "note": "An invented county: no place, incident or officer in this folder is real.",
        "seed": seed,
        "residents": options.residents,
        "officers": options.officers,
        "until": options.until.to_string(),
        "date": options.date.to_string(),
        "made": summary,
    });
    file(dir, MARK, |out| writeln!(out, "{mark:#}"))?;
    Ok(summary)
}
