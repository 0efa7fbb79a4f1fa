//! Three questions, never mixed: who pays, who was seen, what was planned.

use super::world::{code, county, measured, officer, post, scheme, shift, visit, with};
use crate::county::County;
use crate::coverage::{AreaCoverage, CoverageReport};
use crate::domain::coverage::UncoveredReason;

fn paid() -> County {
    with(county(3), |o| {
        o.schemes = vec![scheme("a", &["T1", "T2"]), scheme("b", &["T2", "T3"])];
        o.posts = vec![post("p1", "a", Some("1")), post("p2", "b", None)];
        o.officers = vec![officer("1", "a")];
    })
}

fn ward<'a>(report: &'a CoverageReport, name: &str) -> &'a AreaCoverage {
    report.wards.iter().find(|w| w.name == name).unwrap()
}

#[test]
fn the_headline_answers_the_planner_first() {
    let report = measured(&paid());
    assert!(
        report
            .headline
            .starts_with("2 of 4 wards with 2,600 residents have no filled post: Town 3 (2,000), Village (600)."),
        "{}",
        report.headline
    );
    let nobody = measured(&county(3)).headline;
    assert!(nobody.starts_with("Who covers 4 wards with 6,600 residents is unknown"), "{nobody}");
}

#[test]
fn who_pays_is_by_filled_posts() {
    let report = measured(&paid());
    let share = |n: &str| ward(&report, n).scheme_share;
    assert_eq!([share("Town 1"), share("Town 3"), share("Village")], [Some(1.0), Some(0.0), Some(0.0)]);
    let third = ward(&report, "Town 3");
    assert_eq!((third.posts_funded, third.posts_filled, third.schemes.len()), (1, 0, 1));
    assert_eq!(report.overlaps.len(), 1, "Town 2 is paid for twice");
    assert_eq!(report.overlaps[0].0.code, code("T2"));
    let b = report.schemes.iter().find(|s| s.id.as_str() == "b").unwrap();
    assert_eq!((b.funded, b.filled, b.vacant_days, b.refund_due), (1, 0, Some(61), true));
    assert_eq!(report.wards[0].name, "Town 3", "worst first: most residents without a filled post");
    // With no table at all it is unknown, not none.
    assert!(measured(&county(2)).wards.iter().all(|w| w.scheme_share.is_none()));
}

#[test]
fn no_record_is_unknown_and_not_unseen() {
    let none = measured(&paid());
    assert!(none.wards.iter().all(|w| w.seen_share.is_none() && w.days_unseen.is_none()));
    assert!(none.headline.contains("unknown"), "{}", none.headline);
    // One visit is a record: streets beside it are seen, the rest of the ward was not.
    let c = with(paid(), |o| o.visits = vec![visit("1", "2026-06-20", 4.0, 4.0), visit("1", "2026-03-01", 12.0, 4.0)]);
    let report = measured(&c);
    let first = ward(&report, "Town 1");
    assert!(first.seen_share.is_some_and(|s| s > 0.0 && s < 0.2), "{:?}", first.seen_share);
    assert_eq!((first.seen_share_7, first.unknown_share, first.planned_share), (Some(0.0), 0.0, None));
    assert!(first.days_unseen.is_some_and(|d| d > 60.0 && d < 122.0), "{:?}", first.days_unseen);
    assert_eq!((first.minutes, first.minutes_paid > 0.0), (30.0, true));
    // An officer-day that left no record makes that officer's area unknown again, and only that.
    let report = measured(&with(c, |o| o.shifts = vec![shift("1", "2026-06-25")]));
    let first = ward(&report, "Town 1");
    assert!(first.unknown_share > 0.8, "{}", first.unknown_share);
    assert!(ward(&report, "Village").unknown_share < 1e-9);
    assert!(report.notes.iter().any(|n| n.starts_with("1 of 1 officer-days left no record")));
}

#[test]
fn the_planted_gap_is_found() {
    // Every junction of both paid wards is visited lately, but for four columns of the second.
    let c = with(paid(), |o| {
        for x in 0..24 {
            for y in 0..9 {
                if !(10..14).contains(&x) {
                    let mut v = visit("1", "2026-06-20", f64::from(x), f64::from(y));
                    v.id = format!("{x}-{y}");
                    o.visits.push(v.clone());
                    (v.at, v.id) = (super::world::at(f64::from(x) + 0.5, f64::from(y)), format!("{x}-{y}-h"));
                    o.visits.push(v.clone());
                    (v.at, v.id) = (super::world::at(f64::from(x), f64::from(y) + 0.5), format!("{x}-{y}-v"));
                    o.visits.push(v);
                }
            }
        }
        o.visits.push(visit("1", "2026-01-01", 0.0, 0.0));
    });
    let report = measured(&c);
    assert_eq!(report.uncovered.len(), 2, "{:?}", report.uncovered.iter().map(|u| &u.name).collect::<Vec<_>>());
    let by_size: Vec<u64> =
        report.uncovered.iter().map(|u| u64::from(u.residents) * u64::from(u.days_unseen)).collect();
    assert!(by_size.is_sorted_by(|a, b| a >= b), "residents × days: {by_size:?}");
    let gap = report.uncovered.iter().find(|u| u.ward.as_ref().is_some_and(|w| w.code == code("T2"))).unwrap();
    assert_eq!(gap.reason, UncoveredReason::DrawnElsewhere);
    let inside = gap.segments.iter().all(|s| {
        let x = (c.network.position(*s, 50.0).lon() + 3.0) / 0.001_44;
        (9.4..14.1).contains(&x)
    });
    assert!(inside && gap.never && gap.days_unseen == 181, "{gap:?}");
    let village = report.uncovered.iter().find(|u| u.ward.as_ref().is_some_and(|w| w.code == code("V"))).unwrap();
    assert_eq!((village.name.as_str(), village.reason), ("Farham", UncoveredReason::NoPost));
    assert!(report.headline.contains("saw no recorded patrol"), "{}", report.headline);
}

#[test]
fn records_of_the_day_itself_and_later_are_not_read() {
    let c = with(paid(), |o| o.visits = vec![visit("1", "2026-07-01", 4.0, 4.0), visit("1", "2026-08-01", 4.0, 4.0)]);
    assert!(measured(&c).days_unseen.iter().all(Option::is_none));
}

#[test]
fn a_county_with_nothing_in_it_is_measured_too() {
    let mut c = county(1);
    c.network = std::sync::Arc::new(crate::street::Network::from_segments(Vec::new()));
    let report = measured(&c);
    assert!(report.uncovered.is_empty() && report.headline.starts_with("No streets are held"));
    assert!(report.wards.iter().all(|w| w.unknown_share > 0.999), "nothing is known of streets that are not held");
}

#[test]
fn a_ward_without_streets_has_its_incidents_and_is_said_to_have_no_streets() {
    use geo::{BoundingRect, Translate};
    let mut c = county(1);
    let mut bounds = (*c.boundaries).clone();
    let mut off = bounds.wards[0].clone();
    off.key.code = code("X1");
    off.name = "Off the map".into();
    off.geom = off.geom.translate(0.5, 0.0);
    let inside = off.geom.bounding_rect().map(|r| crate::domain::LonLat::new(r.center().x, r.center().y).unwrap());
    bounds.wards.push(off);
    c.boundaries = std::sync::Arc::new(bounds);
    let month: crate::domain::Month = "2026-05".parse().unwrap();
    let row = |_| crate::domain::Incident {
        source_id: String::new(),
        force: "Vale Police".into(),
        month,
        category: crate::domain::Category::from_name("Robbery"),
        outcome: "".into(),
        location: "".into(),
        lsoa: "".into(),
        at: inside,
    };
    let months = std::collections::BTreeMap::from([("Vale Police".to_owned(), [(month, 30)].into())]);
    c.incidents = std::sync::Arc::new(crate::county::Incidents { rows: (0..30).map(row).collect(), months });
    let spots = crate::hotspot::find(&c, crate::hotspot::HotspotOptions::default());
    let on = super::world::ON.parse().unwrap();
    let report = crate::coverage::measure(&c, &spots, crate::coverage::CoverageOptions { days: 28, on });
    let off = ward(&report, "Off the map");
    assert!((off.incidents_month - 30.0).abs() < 1e-9 && off.harm_share > 0.99, "{off:?}");
    assert_eq!((off.note.as_str(), off.seen_share), ("no streets on the map", None));
    assert_eq!(ward(&report, "Town 1").note, "");
}

#[test]
fn the_same_report_on_one_thread_and_on_three() {
    let c = with(paid(), |o| o.visits = vec![visit("1", "2026-06-20", 4.0, 4.0)]);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        format!("{:?}", pool.install(|| measured(&c)))
    };
    assert_eq!(on(1), on(3));
}
