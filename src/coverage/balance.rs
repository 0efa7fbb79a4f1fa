//! Need against supply: who has which share of harm, concerns and residents, and who gets which share of minutes.

use super::areas::Measured;
use super::{AreaCoverage, Balance, WardBalance};
use crate::street::Areas;
use jiff::civil::Date;
use std::fmt::Write as _;

/// Concerns of this many days count.
const CONCERN_DAYS: i32 = 365;
/// Wards named as those that explain an imbalance.
const NAMED: usize = 3;

/// Points of a Lorenz curve, from (0, 0) to (1, 1), and its Gini coefficient: how unevenly `supply` is spread over
/// `need`, 0 (each as much as it needs) to 1. Where there is need and no supply at all, or none of either, `None`.
pub(super) fn lorenz(pairs: &[(f64, f64)]) -> Option<(f64, Vec<[f64; 2]>)> {
    let (need, supply) = pairs.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
    if need <= 0.0 || supply <= 0.0 {
        return None;
    }
    let mut order: Vec<(f64, f64)> = pairs.iter().map(|p| (p.0 / need, p.1 / supply)).collect();
    order.retain(|p| p.0 > 0.0 || p.1 > 0.0);
    // By supply for each need; supply where nobody needs it comes last.
    let rate = |p: &(f64, f64)| if p.0 > 0.0 { p.1 / p.0 } else { f64::INFINITY };
    order.sort_by(|a, b| rate(a).total_cmp(&rate(b)).then(a.0.total_cmp(&b.0)));
    let (mut x, mut y, mut area) = (0.0, 0.0, 0.0);
    let mut points = vec![[0.0, 0.0]];
    for (n, s) in order {
        area += n * (y + y + s) / 2.0;
        (x, y) = (x + n, y + s);
        points.push([x, y]);
    }
    Some(((1.0 - 2.0 * area).clamp(0.0, 1.0), points))
}

/// Concerns of the year before a day in each ward: people who raised them.
fn concerns(m: &Measured<'_>) -> Vec<f64> {
    let wards = &m.county.boundaries.wards;
    let index = Areas::new(wards);
    let mut sums = vec![0.0; wards.len()];
    let recent = |d: Option<Date>| {
        d.is_none_or(|d| d < m.options.on && d.until(m.options.on).is_ok_and(|s| s.get_days() <= CONCERN_DAYS))
    };
    for c in m.county.operations.concerns.iter().filter(|c| recent(c.received)) {
        if let Some(i) = index.containing(wards, c.at.point()) {
            sums[i] += f64::from(c.people.max(1));
        }
    }
    sums
}

/// The balance of wards as measured.
pub(super) fn of(m: &Measured<'_>, wards: &[AreaCoverage]) -> Balance {
    let raised = concerns(m);
    let number = |w: &AreaCoverage| m.county.boundaries.wards.iter().position(|b| b.key == w.key);
    let concern: Vec<f64> = wards.iter().map(|w| number(w).map_or(0.0, |i| raised[i])).collect();
    let walked: f64 = wards.iter().map(|w| w.minutes).sum();
    let by_record = walked > 0.0;
    let minutes: Vec<f64> = wards.iter().map(|w| if by_record { w.minutes } else { w.minutes_paid }).collect();
    let shares = |list: Vec<f64>| -> Option<Vec<f64>> {
        let all: f64 = list.iter().sum();
        (all > 0.0).then(|| list.iter().map(|v| v / all).collect())
    };
    let residents = shares(wards.iter().map(|w| f64::from(w.residents)).collect());
    let harm = shares(wards.iter().map(|w| w.harm_share).collect());
    let concern = shares(concern);
    let supply = shares(minutes);
    let known: Vec<&Vec<f64>> = [&residents, &harm, &concern].into_iter().flatten().collect();
    let need = |i: usize| known.iter().map(|l| l[i]).sum::<f64>() / known.len().max(1) as f64;
    let at = |list: &Option<Vec<f64>>, i: usize| list.as_ref().map(|l| l[i]);
    let mut rows: Vec<WardBalance> = wards
        .iter()
        .enumerate()
        .map(|(i, w)| WardBalance {
            key: w.key.clone(),
            name: w.name.clone(),
            residents_share: at(&residents, i),
            harm_share: at(&harm, i),
            concern_share: at(&concern, i),
            need_share: need(i),
            minutes_share: at(&supply, i),
            surplus: at(&supply, i).map(|s| s - need(i)),
        })
        .collect();
    let curve = |list: &Option<Vec<f64>>| {
        let pairs: Vec<(f64, f64)> = list.as_ref()?.iter().copied().zip(supply.as_ref()?.iter().copied()).collect();
        lorenz(&pairs)
    };
    let whole = supply.as_ref().and_then(|s| {
        let pairs: Vec<(f64, f64)> = (0..wards.len()).map(|i| (need(i), s[i])).collect();
        lorenz(&pairs)
    });
    let gini = |list: &Option<Vec<f64>>| curve(list).map(|c| c.0);
    let (by_residents, by_harm, by_concerns) = (gini(&residents), gini(&harm), gini(&concern));
    rows.sort_by(|a, b| {
        let s = |w: &WardBalance| w.surplus.unwrap_or(0.0);
        s(a).total_cmp(&s(b)).then_with(|| a.key.cmp(&b.key))
    });
    let told = words(&rows, whole.as_ref().map(|w| w.0), by_record);
    Balance {
        gini: whole.as_ref().map(|w| w.0),
        gini_residents: by_residents,
        gini_harm: by_harm,
        gini_concerns: by_concerns,
        lorenz: whole.map(|w| w.1).unwrap_or_default(),
        by_record,
        wards: rows,
        words: told,
    }
}

/// The imbalance in words, with the wards that explain most of it.
fn words(rows: &[WardBalance], gini: Option<f64>, by_record: bool) -> String {
    let Some(gini) = gini else {
        return "Need against supply: no minutes are recorded or paid for.".to_owned();
    };
    let said = |w: &&WardBalance| {
        let minutes = w.minutes_share.unwrap_or(0.0) * 100.0;
        format!("{} ({:.0} % of need, {minutes:.0} % of minutes)", w.name, w.need_share * 100.0)
    };
    let few: Vec<String> =
        rows.iter().filter(|w| w.surplus.is_some_and(|s| s < -0.005)).take(NAMED).map(|w| said(&w)).collect();
    let many: Vec<String> =
        rows.iter().rev().filter(|w| w.surplus.is_some_and(|s| s > 0.005)).take(NAMED).map(|w| said(&w)).collect();
    let moved: f64 = rows.iter().filter_map(|w| w.surplus).filter(|s| *s > 0.0).sum();
    let of = if by_record { "recorded minutes" } else { "paid minutes (none are recorded)" };
    let mut text = format!(
        "Need against supply: {:.0} % of {of} would have to move for each ward to have its share of need (Gini {gini:.2}).",
        moved * 100.0
    );
    if !few.is_empty() {
        let _ = write!(text, " Least for their need: {}.", few.join("; "));
    }
    if !many.is_empty() {
        let _ = write!(text, " Most: {}.", many.join("; "));
    }
    text
}
