//! The parameters of `/collections/{id}/items`: limit, offset, bbox, datetime (OGC API – Features, part 1).

use super::layers::{Layer, When};
use super::problem::Problem;
use crate::domain::time::{Month, parse_date};
use jiff::civil::Date;
use serde::Deserialize;

/// Most features in one answer.
pub const MAX_LIMIT: usize = 10_000;
const DEFAULT_LIMIT: usize = 100;

/// As they stand in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
// The standard wants an unknown parameter refused (OGC 17-069r4, /req/core/query-param-unknown).
#[serde(deny_unknown_fields)]
pub struct RawQuery {
    /// How many features.
    pub limit: Option<String>,
    /// How many to pass over.
    pub offset: Option<String>,
    /// `west,south,east,north` (or six numbers with heights, which are ignored).
    pub bbox: Option<String>,
    /// A date, or an interval `start/end` with `..` for an open end.
    pub datetime: Option<String>,
}

/// As understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// How many features.
    pub limit: usize,
    /// How many to pass over.
    pub offset: usize,
    /// West, south, east, north; west > east crosses the antimeridian.
    pub bbox: Option<[f64; 4]>,
    /// First and last day, both included.
    pub datetime: Option<(Option<Date>, Option<Date>)>,
}

impl TryFrom<&RawQuery> for Query {
    type Error = Problem;

    fn try_from(raw: &RawQuery) -> Result<Self, Problem> {
        let number = |name: &str, text: &Option<String>, default: usize, least: usize| match text.as_deref() {
            None | Some("") => Ok(default),
            Some(t) => t.parse::<usize>().ok().filter(|&n| n >= least).ok_or_else(|| {
                Problem::bad_request(format!("{name} is {t:?}; a whole number from {least} would be right"))
            }),
        };
        Ok(Self {
            limit: number("limit", &raw.limit, DEFAULT_LIMIT, 1)?.min(MAX_LIMIT),
            offset: number("offset", &raw.offset, 0, 0)?,
            bbox: raw.bbox.as_deref().map(bbox).transpose()?,
            datetime: raw.datetime.as_deref().map(datetime).transpose()?,
        })
    }
}

fn bbox(text: &str) -> Result<[f64; 4], Problem> {
    let wrong = || {
        Problem::bad_request(format!(
            "bbox is {text:?}; west,south,east,north in degrees would be right, e.g. -3.1,51.5,-2.9,51.6"
        ))
    };
    let numbers: Vec<f64> =
        text.split(',').map(|p| p.trim().parse::<f64>()).collect::<Result<_, _>>().map_err(|_| wrong())?;
    let four = match numbers[..] {
        [w, s, e, n] | [w, s, _, e, n, _] => [w, s, e, n],
        _ => return Err(wrong()),
    };
    if four.iter().all(|v| v.is_finite()) && four[1] <= four[3] { Ok(four) } else { Err(wrong()) }
}

fn datetime(text: &str) -> Result<(Option<Date>, Option<Date>), Problem> {
    let wrong = || {
        Problem::bad_request(format!(
            "datetime is {text:?}; 2026-07-10, 2026-07-01/2026-07-31 or 2026-07-01/.. would be right"
        ))
    };
    let end = |t: &str| match t {
        "" | ".." => Ok(None),
        // Features have dates or months, not times: the day is what counts.
        _ => match t.get(..10) {
            Some(day) if t.len() == 10 || t[10..].starts_with(['T', 't', ' ']) => {
                parse_date(day).map(Some).map_err(|_| wrong())
            }
            _ => Err(wrong()),
        },
    };
    match text.split_once('/') {
        Some((a, b)) => match (end(a)?, end(b)?) {
            (Some(from), Some(to)) if from > to => Err(wrong()),
            both => Ok(both),
        },
        None => end(text).and_then(|d| if d.is_none() { Err(wrong()) } else { Ok((d, d)) }),
    }
}

impl Query {
    /// The things of a layer that are asked for, in the layer's order.
    #[must_use]
    pub fn matched(&self, layer: Layer<'_>) -> Vec<u32> {
        let mut found = self.bbox.map_or_else(|| layer.all(), |bbox| layer.in_box(bbox));
        if self.datetime.is_some() {
            found.retain(|&i| self.in_time(layer.when(i)));
        }
        found
    }

    /// Whether a thing of that time is asked for; what has no time always is (as the standard has it).
    fn in_time(&self, when: Option<When>) -> bool {
        let (Some((from, to)), Some(when)) = (self.datetime, when) else { return true };
        match when {
            When::Day(day) => from.is_none_or(|f| f <= day) && to.is_none_or(|t| day <= t),
            // Any day of the month will do.
            When::Month(month) => {
                from.is_none_or(|f| Month::of(f) <= month) && to.is_none_or(|t| month <= Month::of(t))
            }
        }
    }

    /// The address of the page that begins at `offset`.
    #[must_use]
    pub fn address(&self, collection: &str, offset: usize) -> String {
        let bbox = self.bbox.map_or_else(String::new, |[w, s, e, n]| format!("&bbox={w},{s},{e},{n}"));
        let end = |d: Option<Date>| d.map_or_else(|| "..".to_owned(), |d| d.to_string());
        let datetime = self.datetime.map_or_else(String::new, |(from, to)| match from {
            Some(day) if to == from => format!("&datetime={day}"),
            _ => format!("&datetime={}/{}", end(from), end(to)),
        });
        format!("/collections/{collection}/items?limit={}&offset={offset}{bbox}{datetime}", self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(bbox: Option<&str>, datetime: Option<&str>) -> RawQuery {
        RawQuery { bbox: bbox.map(str::to_owned), datetime: datetime.map(str::to_owned), ..RawQuery::default() }
    }

    #[test]
    fn an_interval_takes_its_months_and_days() {
        let day = |t: &str| Some(When::Day(parse_date(t).unwrap()));
        let month = |t: &str| Some(When::Month(t.parse().unwrap()));
        let query = Query::try_from(&raw(None, Some("2026-06-15/2026-07-10T12:00:00Z"))).unwrap();
        assert!(query.in_time(month("2026-06")) && query.in_time(day("2026-07-10")) && query.in_time(None));
        assert!(!query.in_time(day("2026-07-11")) && !query.in_time(month("2026-05")));
        let open = Query::try_from(&raw(None, Some("2026-06-15/.."))).unwrap();
        assert!(open.in_time(day("2030-01-01")) && !open.in_time(day("2026-06-14")));
    }

    #[test]
    fn the_address_of_a_page_asks_the_same_again() {
        for datetime in ["2026-06-15/2026-07-10", "../2026-07-10", "2026-06-15/..", "2026-06-15", "../.."] {
            let query = Query::try_from(&raw(Some(" -3.10,51.5, -2.9,51.6"), Some(datetime))).unwrap();
            let address = query.address("wards", 7);
            let find = |name: &str| {
                let (_, rest) = address.split_once(&format!("{name}="))?;
                Some(rest.split('&').next()?.to_owned())
            };
            let again = RawQuery {
                limit: find("limit"),
                offset: find("offset"),
                bbox: find("bbox"),
                datetime: find("datetime"),
            };
            assert_eq!(Query::try_from(&again).unwrap(), Query { offset: 7, ..query }, "{address}");
        }
    }

    #[test]
    fn wrong_parameters_are_refused() {
        for bad in ["1,2,3", "a,b,c,d", "0,5,1,1", "0,0,1,NaN", ""] {
            assert!(Query::try_from(&raw(Some(bad), None)).is_err(), "{bad}");
        }
        for bad in
            ["2026-02-30", "..", "yesterday", "2026-07-01/soon", "2026-07-02/2026-07-01", "2026-07-0é", "2026-07-01é"]
        {
            assert!(Query::try_from(&raw(None, Some(bad))).is_err(), "{bad}");
        }
        assert!(Query::try_from(&RawQuery { limit: Some("0".into()), ..RawQuery::default() }).is_err());
    }
}
