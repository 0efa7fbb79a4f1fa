//! Who pays for how many minutes, and how many of them the plan gives: reported for each scheme with an officer on
//! duty, so that a shortfall is seen before the day and not after the year.

use crate::county::County;
use crate::domain::id::SchemeId;
use crate::domain::plan::{Route, RouteItem};
use std::collections::BTreeMap;

/// Facts by scheme, and sentences on schemes that get less than they pay for.
#[must_use]
pub fn minutes(county: &County, routes: &[Route]) -> (BTreeMap<String, String>, Vec<String>) {
    let mut planned: BTreeMap<SchemeId, f64> = BTreeMap::new();
    for route in routes {
        // Patrol is what is not office, ride or break: stops, ways on foot, and the officer's own discretion.
        let off: i64 = route
            .items
            .iter()
            .filter(|i| matches!(i, RouteItem::Base { .. } | RouteItem::Ride { .. } | RouteItem::Break { .. }))
            .map(|i| i64::from((i.ends() - i.begins()).get()))
            .sum();
        let minutes = (i64::from((route.end - route.start).get()) - off) as f64 / 60.0;
        for (scheme, share) in payers(county, route) {
            *planned.entry(scheme).or_default() += minutes * share;
        }
    }
    let (mut facts, mut notes) = (BTreeMap::new(), Vec::new());
    let words = |m: i64| format!("{} h {:02} min", m / 60, m % 60);
    for s in &county.operations.schemes {
        let has = planned.get(&s.id).map_or(0, |m| m.round() as i64);
        let Some(week) = s.hours_week else {
            if has > 0 {
                facts.insert(
                    format!("scheme:{}", s.id),
                    format!("{} of patrol; the scheme states no hours", words(has)),
                );
            }
            continue;
        };
        // A week's hours shared evenly among its days.
        let due = (week * 60.0 / 7.0).round() as i64;
        facts.insert(
            format!("scheme:{}", s.id),
            format!(
                "{} of patrol planned; an even share of the {week} h a week paid for is {}",
                words(has),
                words(due)
            ),
        );
        if has < due {
            notes.push(format!(
                "{} gets {} of patrol on this date, {} less than an even share of what it pays for.",
                s.name,
                words(has),
                words(due - has)
            ));
        }
    }
    (facts, notes)
}

/// Who pays for an officer's minutes, with shares that sum to 1: a post shared between schemes is split by minutes.
fn payers(county: &County, route: &Route) -> Vec<(SchemeId, f64)> {
    let ops = &county.operations;
    let named = ops.officers.iter().find(|o| o.id == route.officer).and_then(|o| o.post.clone());
    let post = ops.posts.iter().find(|p| named.as_ref() == Some(&p.id) || p.officer.as_ref() == Some(&route.officer));
    let others = post.map_or(&[][..], |p| p.shared_with.as_slice());
    let given: f64 = others.iter().map(|o| o.1.max(0.0)).sum();
    // Shares above the whole are taken in proportion.
    let scale = if given > 100.0 { 1.0 / given } else { 0.01 };
    let mut out: Vec<(SchemeId, f64)> = others.iter().map(|(id, pct)| (id.clone(), pct.max(0.0) * scale)).collect();
    let rest = 1.0 - out.iter().map(|o| o.1).sum::<f64>();
    if rest > 1e-9 && !route.scheme.as_str().is_empty() {
        out.push((route.scheme.clone(), rest));
    }
    out
}

/// Posts are not officers on duty: both numbers, where posts are known.
#[must_use]
pub fn posts(county: &County, date: jiff::civil::Date, on_duty: usize) -> Option<String> {
    let posts = &county.operations.posts;
    let funded = posts.iter().filter(|p| p.is_funded_on(date)).count();
    let filled = posts.iter().filter(|p| p.is_filled_on(date)).count();
    let s = |n: usize| if n == 1 { "" } else { "s" };
    (!posts.is_empty()).then(|| {
        format!(
            "{funded} post{} funded, {filled} filled, {on_duty} officer{} on duty on this date.",
            s(funded),
            s(on_duty)
        )
    })
}

#[cfg(test)]
pub(super) mod tests {
    use crate::domain::tables::{Post, Scheme};
    use crate::patrol::rewards::Rewards;
    use crate::patrol::tests::world::{county, officer, picture, with};
    use crate::patrol::{PlanRequest, plan_from};

    pub(in crate::patrol) fn scheme(id: &str, hours: f64) -> Scheme {
        Scheme {
            id: id.into(),
            name: format!("Scheme {id}"),
            kind: String::new(),
            funders: Vec::new(),
            areas: Vec::new(),
            start: None,
            end: None,
            posts_funded: None,
            hours_week: Some(hours),
            spread: String::new(),
            min_hours_area_week: None,
            max_abstraction_pct: None,
            vacancy_refund_weeks: None,
            cost_per_post_year: None,
            review_date: None,
            purpose: String::new(),
        }
    }

    fn post(id: &str, holder: Option<&str>) -> Post {
        Post {
            id: id.into(),
            scheme: "a".into(),
            title: String::new(),
            officer: holder.map(Into::into),
            funded: (None, None),
            filled_from: None,
            vacant_since: None,
            areas: Vec::new(),
            hours_week: None,
            shared_with: vec![("b".into(), 40.0)],
        }
    }

    #[test]
    fn a_shared_post_is_split_by_minutes_and_posts_are_told_from_officers_on_duty() {
        let c = with(county(), |o| {
            o.officers = vec![officer("1", false)];
            o.schemes = vec![scheme("a", 10.0), scheme("b", 100.0)];
            o.posts = vec![post("p1", Some("1")), post("p2", None)];
        });
        let request = PlanRequest { iterations: 20, ..PlanRequest::new("2026-07-10".parse().unwrap()) };
        let plan = plan_from(&c, &request, &picture(&c, &[]), &Rewards::shipped()).unwrap();
        // Eight hours less office 70 and break 30 minutes: 380, of which 60 and 40 %.
        assert!(plan.facts["scheme:a"].starts_with("3 h 48 min"), "{:?}", plan.facts);
        assert!(plan.facts["scheme:b"].starts_with("2 h 32 min"), "{:?}", plan.facts);
        assert!(plan.notes.iter().any(|n| n.starts_with("Scheme b gets 2 h 32 min")), "{:?}", plan.notes);
        assert!(plan.notes.contains(&"2 posts funded, 1 filled, 1 officer on duty on this date.".to_owned()));
    }
}
