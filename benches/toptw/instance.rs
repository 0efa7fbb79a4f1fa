//! An instance as its file tells it, and as one of our problems.

use footbeat::patrol::solve::{Choice, Demand, Problem, Table, Vehicle};
use std::path::Path;

/// A place of an instance; 0 is the depot.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Thousandths of the file's unit.
    pub at: (i64, i64),
    /// Scaled by [`Instance::unit`], as all times.
    pub service: i64,
    /// Points.
    pub score: i64,
    /// Earliest start of service.
    pub open: i64,
    /// Latest start of service.
    pub close: i64,
}

/// An instance.
#[derive(Debug, Clone)]
pub struct Instance {
    /// As in its file.
    pub name: String,
    /// Family: solomon or cordeau.
    pub set: String,
    /// Units of time in one of the file's: 10 or 100.
    pub unit: i64,
    /// The depot first.
    pub places: Vec<Place>,
}

/// A decimal number in whole parts of `unit` (a power of ten); digits beyond are refused.
fn scaled(word: &str, unit: i64) -> Result<i64, String> {
    let (sign, digits) = word.strip_prefix('-').map_or((1, word), |w| (-1, w));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let bad = || format!("{word}: not a number with digits down to 1/{unit}");
    let mut value = whole.parse::<i64>().map_err(|_| bad())?;
    let mut rest = part.bytes();
    let mut left = unit;
    while left > 1 {
        let digit = rest.next().unwrap_or(b'0');
        value = value * 10 + i64::from(digit.checked_sub(b'0').filter(|d| *d < 10).ok_or_else(bad)?);
        left /= 10;
    }
    if rest.any(|d| d != b'0') { Err(bad()) } else { Ok(sign * value) }
}

impl Instance {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        Self::parse(&text).map_err(|e| format!("{}: {e}", path.display()))
    }

    /// Reads a text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let value = |key: &str| {
            let found = text.lines().find_map(|l| l.strip_prefix(key)?.strip_prefix(' '));
            found.map(|v| v.trim().to_owned()).ok_or_else(|| format!("no line with {key}"))
        };
        let decimals: u32 = value("distance_decimals")?.parse().map_err(|e| format!("distance_decimals: {e}"))?;
        let unit = 10i64.checked_pow(decimals).filter(|u| *u <= 1000).ok_or("too many decimals")?;
        let mut places = Vec::new();
        for line in text.lines().skip_while(|l| !l.starts_with("id ")).skip(1).filter(|l| !l.trim().is_empty()) {
            let w: Vec<&str> = line.split_whitespace().collect();
            let [id, x, y, service, score, open, close] = w[..] else { return Err(format!("{line}: not 7 columns")) };
            if id.parse() != Ok(places.len()) {
                return Err(format!("{line}: id out of order"));
            }
            places.push(Place {
                at: (scaled(x, 1000)?, scaled(y, 1000)?),
                service: scaled(service, unit)?,
                score: scaled(score, 1)?,
                open: scaled(open, unit)?,
                close: scaled(close, unit)?,
            });
        }
        if places.is_empty() {
            return Err("no places".into());
        }
        Ok(Self { name: value("name")?, set: value("set")?, unit, places })
    }

    /// Distance rounded down, by a whole square root: floats are off by one for a few pairs.
    pub fn far(&self, a: usize, b: usize) -> i64 {
        let (from, to) = (self.places[a].at, self.places[b].at);
        let (east, north) = (from.0 - to.0, from.1 - to.1);
        let square = i128::from(east * east + north * north) * i128::from(self.unit * self.unit) / 1_000_000;
        (square as u128).isqrt() as i64
    }

    /// As one of our problems: seconds are tenths or hundredths, milli-points are points.
    pub fn problem(&self, vehicles: usize) -> Problem {
        let size = self.places.len();
        let foot = Table { size, seconds: (0..size * size).map(|i| self.far(i / size, i % size) as u32).collect() };
        let ride = Table { size, seconds: vec![Table::NEVER; size * size] };
        let demand = |(i, p): (usize, &Place)| Demand {
            choices: vec![Choice {
                enter: i,
                leave: i,
                dwell: p.service as i32,
                window: (p.open as i32, p.close as i32),
                reward: p.score,
                ..Choice::default()
            }],
            decay: vec![1000],
            allowed: vec![true; vehicles],
            ..Demand::default()
        };
        let depot = self.places[0];
        let vehicle = Vehicle {
            start: 0,
            end: 0,
            span: (depot.open as i32, depot.close as i32),
            busy: i32::MAX,
            ..Vehicle::default()
        };
        Problem {
            vehicles: vec![vehicle; vehicles],
            demands: self.places.iter().enumerate().skip(1).map(demand).collect(),
            foot: vec![foot],
            ride,
            ..Problem::default()
        }
    }
}
