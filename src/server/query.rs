//! The parameters of `/collections/{id}/items`: limit, offset, bbox, datetime (OGC API – Features, part 1).

use super::layers::Item;
use super::problem::Problem;
use serde::Deserialize;

/// Most features in one answer.
pub const MAX_LIMIT: usize = 10_000;
const DEFAULT_LIMIT: usize = 100;

/// As they stand in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
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
    /// First and last date, both included; empty is open.
    pub datetime: Option<(String, String)>,
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

fn datetime(text: &str) -> Result<(String, String), Problem> {
    let wrong = || {
        Problem::bad_request(format!(
            "datetime is {text:?}; 2026-07-10, 2026-07-01/2026-07-31 or 2026-07-01/.. would be right"
        ))
    };
    let end = |t: &str| match t {
        "" | ".." => Ok(String::new()),
        // Features have dates or months, not times: the day is what counts.
        _ if t.is_ascii() && t.len() >= 10 => {
            crate::domain::time::parse_date(&t[..10]).map(|d| d.to_string()).map_err(|_| wrong())
        }
        _ => Err(wrong()),
    };
    match text.split_once('/') {
        Some((a, b)) => Ok((end(a)?, end(b)?)),
        None => end(text).and_then(|d| if d.is_empty() { Err(wrong()) } else { Ok((d.clone(), d)) }),
    }
}

impl Query {
    /// Whether an item is asked for.
    #[must_use]
    pub fn takes(&self, item: &Item) -> bool {
        let in_box = self.bbox.is_none_or(|[w, s, e, n]| {
            item.bbox.is_some_and(|[iw, is, ie, in_]| {
                let lon = if w <= e { iw <= e && ie >= w } else { ie >= w || iw <= e };
                lon && is <= n && in_ >= s
            })
        });
        let in_time = self.datetime.as_ref().is_none_or(|(from, to)| {
            item.date.as_ref().is_none_or(|d| {
                // A month is met by any of its days: compare on the shorter of the two texts.
                let cut = |t: &String| t.get(..d.len()).unwrap_or(t).to_owned();
                (from.is_empty() || *d >= cut(from)) && (to.is_empty() || *d <= cut(to))
            })
        });
        in_box && in_time
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn raw(bbox: Option<&str>, datetime: Option<&str>) -> RawQuery {
        RawQuery { bbox: bbox.map(str::to_owned), datetime: datetime.map(str::to_owned), ..RawQuery::default() }
    }

    fn item(bbox: Option<[f64; 4]>, date: Option<&str>) -> Item {
        Item { bbox, date: date.map(str::to_owned), feature: Value::Null }
    }

    #[test]
    fn a_box_takes_what_it_touches_and_nothing_without_a_place() {
        let query = Query::try_from(&raw(Some("0,0,1,1"), None)).unwrap();
        assert!(query.takes(&item(Some([1.0, 1.0, 2.0, 2.0]), None)));
        assert!(!query.takes(&item(Some([1.1, 0.0, 2.0, 2.0]), None)));
        assert!(!query.takes(&item(None, None)));
    }

    #[test]
    fn a_box_over_the_antimeridian_takes_both_sides() {
        let query = Query::try_from(&raw(Some("170,-10,-170,10"), None)).unwrap();
        assert!(query.takes(&item(Some([175.0, 0.0, 175.0, 0.0]), None)));
        assert!(query.takes(&item(Some([-175.0, 0.0, -175.0, 0.0]), None)));
        assert!(!query.takes(&item(Some([0.0, 0.0, 0.0, 0.0]), None)));
    }

    #[test]
    fn an_interval_takes_its_months_and_days() {
        let query = Query::try_from(&raw(None, Some("2026-06-15/2026-07-10"))).unwrap();
        assert!(query.takes(&item(None, Some("2026-06"))));
        assert!(query.takes(&item(None, Some("2026-07-10"))));
        assert!(!query.takes(&item(None, Some("2026-07-11"))));
        assert!(!query.takes(&item(None, Some("2026-05"))));
    }

    #[test]
    fn wrong_parameters_are_refused() {
        for bad in ["1,2,3", "a,b,c,d", "0,5,1,1", "0,0,1,NaN", ""] {
            assert!(Query::try_from(&raw(Some(bad), None)).is_err(), "{bad}");
        }
        for bad in ["2026-02-30", "..", "yesterday", "2026-07-01/soon"] {
            assert!(Query::try_from(&raw(None, Some(bad))).is_err(), "{bad}");
        }
        assert!(Query::try_from(&RawQuery { limit: Some("0".into()), ..RawQuery::default() }).is_err());
    }
}
