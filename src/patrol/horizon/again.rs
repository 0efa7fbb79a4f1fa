//! What is asked on several dates: once in all, every so many days, or each day anew; and what waiting costs.

use super::days::Day;
use crate::county::County;
use crate::domain::plan::DemandKind;
use crate::patrol::demand::{Ask, Every};
use crate::patrol::rewards::Rewards;

/// Visits of one demand that the solver can count, less those that nobody would make.
const MOST: i64 = 8;

/// How often something that several dates ask for wants a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// On each date by itself: hotspots, concerns, what is dated, orders to patrol.
    Daily,
    /// Once in all: the days unseen begin anew, the order is done, the next visit is due after the horizon.
    Once,
    /// Every so many days, so many times; a further visit is worth so much when it is just due.
    Every {
        /// Days between.
        days: i64,
        /// Visits.
        visits: i64,
        /// Milli-points.
        just: i64,
    },
}

/// Kinds of tasking that are there again each day; the others are done once.
const DAILY: &[&str] = &["patrol", "reassurance", "cordon"];

/// How often an ask wants a visit in so many days.
pub fn again(county: &County, ask: &Ask, count: i64) -> Again {
    match ask.kind {
        DemandKind::Uncovered => Again::Once,
        DemandKind::Asset => match ask.every {
            Some(Every { days, just, .. }) if days < count => {
                let visits = (count + days.max(1) - 1) / days.max(1);
                if days <= 1 || visits > MOST { Again::Daily } else { Again::Every { days, visits, just } }
            }
            _ => Again::Once,
        },
        DemandKind::Tasking => {
            let key = ask.id.as_str().strip_prefix("tasking:").unwrap_or_default();
            let held = county.operations.taskings.iter().find(|t| t.key() == key);
            if held.is_some_and(|t| DAILY.contains(&t.kind.as_str())) { Again::Daily } else { Again::Once }
        }
        _ => Again::Daily,
    }
}

/// Permille of its reward that a visit is worth on each of the days that ask for the same, given as (day, ask) in order.
///
/// A day's own plan pays more the longer something waits. Of several days that would be a reason to wait; so what grows
/// from the first day on which the visit is due is what waiting costs, at most the half, and a small share a day besides.
pub fn waiting(r: &Rewards, list: &[(&Day, &Ask)]) -> Vec<i64> {
    let due = list.iter().find(|(_, a)| a.is_due()).map(|(d, a)| (d.number, a.worth));
    list.iter()
        .map(|(day, ask)| {
            let Some((since, worth)) = due.filter(|_| ask.is_due()) else { return 1000 };
            let grown = (ask.worth - worth).max(0);
            let left = (worth - grown).max(worth / 2);
            let share = left.saturating_mul(1000) / ask.worth.max(1);
            let days = (day.number - since).max(0);
            share.clamp(0, 1000) * (1000 - (r.get("horizon_wait_permille") * days).clamp(0, 900)) / 1000
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patrol::horizon::tests::{FIRST, days, waiting_town};
    use crate::patrol::tests::world::picture;

    #[test]
    fn waiting_never_pays() {
        let c = waiting_town();
        let days = days(&c, &picture(&c, &[]), FIRST, 7);
        let ids: std::collections::BTreeSet<_> = days.list.iter().flat_map(|d| &d.p.asks).map(|a| &a.id).collect();
        let mut grew = 0;
        for id in ids {
            let asks: Vec<(&Day, &Ask)> =
                days.list.iter().flat_map(|d| d.p.asks.iter().filter(|a| &a.id == id).map(move |a| (d, a))).collect();
            let pay = waiting(&days.r, &asks);
            let worth: Vec<i64> = asks.iter().zip(&pay).map(|(a, p)| a.1.worth * p / 1000).collect();
            let since = asks.iter().position(|a| a.1.is_due()).unwrap_or(asks.len());
            assert!(worth[since..].windows(2).all(|w| w[1] <= w[0]), "{id}: {worth:?}");
            grew += usize::from(asks.windows(2).any(|w| w[1].1.worth > w[0].1.worth));
        }
        assert!(grew > 0, "nothing grows while it waits");
    }
}
