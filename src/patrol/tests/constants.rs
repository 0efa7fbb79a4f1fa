//! Every row of `data/rewards.csv` and `data/settings.csv` has an effect on what is asked of the solver.

use super::owed::promised;
use super::world::{asset, at, code, county, engagement, hotspot, officer, street, tasking, with};
use super::{FRIDAY, request};
use crate::county::County;
use crate::coverage::CoverageReport;
use crate::domain::id::SegmentId;
use crate::domain::tables::{Concern, Group};
use crate::domain::{AssetKind, RiskBand, Trend, UncoveredArea, UncoveredReason};
use crate::hotspot::HotspotReport;
use crate::patrol::rewards::Rewards;
use crate::patrol::{Picture, prepare_from};

fn concern(id: &str, people: u32) -> Concern {
    Concern {
        id: id.into(),
        received: None,
        kind: "youths_at_night".into(),
        source: String::new(),
        at: at(5.0, 4.0),
        radius_m: 50.0,
        street: String::new(),
        time_of_day: Vec::new(),
        days: Vec::new(),
        people,
        severity: 3,
        status: "adopted".into(),
        adopted: ("2026-07-01".parse().ok(), "2026-08-01".parse().ok()),
        expires: None,
        raised_by: None,
    }
}

fn group(id: &str, last: Option<&str>) -> Group {
    Group {
        id: id.into(),
        name: "Friends".into(),
        kind: "faith".into(),
        community: String::new(),
        at: Some(at(3.0, 2.0)),
        asset: None,
        cadence_days: None,
        last_contact: last.and_then(|d| d.parse().ok()),
        owner: String::new(),
        status: "active".into(),
    }
}

/// A county with something of everything, and more of it than the lists take.
fn rich() -> (County, Picture) {
    let c = with(county(), |o| {
        o.officers = vec![officer("1", true), officer("2", false)];
        o.officers[1].areas = vec![code("W0000001")];
        o.officers[0].scheme = Some("a".into());
        o.schemes = vec![promised("a", &["W0000002"], 9.0)];
        o.concerns =
            vec![concern("c1", 5), Concern { status: "open".into(), adopted: (None, None), ..concern("c2", 2) }];
        o.groups = vec![group("g1", None), group("g2", Some("2026-01-01"))];
        // The base and one order lie a good way off the streets.
        o.bases[0].at = at(4.0, 7.0);
        o.taskings = vec![tasking("t1", FRIDAY, ("", ""), 3.0, 3.0), tasking("t2", FRIDAY, ("", ""), 4.5, 6.9)];
        o.engagements = vec![engagement("e1", FRIDAY, ("14:00", "15:00"), 7.0, 1.0)];
        for i in 0..60 {
            let mut a = asset(&format!("p{i}"), AssetKind::School, f64::from(i % 9), f64::from(i % 7), "");
            a.risk_band = [RiskBand::High, RiskBand::Medium, RiskBand::Low][i as usize % 3];
            // Long ago, or within the cadence but not just now, or never.
            let last = ["2026-05-01", "2026-07-02"][usize::from(i % 4 == 2)];
            a.last_visit = (i % 2 == 0).then(|| last.parse().unwrap());
            o.assets.push(a);
        }
        o.visits = vec![crate::patrol::tests::memory::visit("hotspot:hs-1", "2026-07-01")];
    });
    let spots = (0..30u32).map(|i| {
        let mut h = hotspot(&c, i + 1, f64::from(1 + i % 6), f64::from(1 + i % 5));
        h.hours = (0..168).map(|k| if k % 24 < 12 { 0.05 } else { 5.0 }).collect();
        h.trend = if i % 2 == 0 { Trend::Growing } else { Trend::Steady };
        // One far above the rest, so that the cap and the floor are felt.
        h.score = if i == 0 { 1000.0 } else { 1.0 + f64::from(i) * 2.0 };
        h
    });
    let area = |i: u32, days: u32, never: bool| {
        let segments: Vec<SegmentId> = if i == 0 {
            (0..7)
                .flat_map(|y| (0..8).map(move |x| (f64::from(x) + 0.5, f64::from(y))))
                .map(|(x, y)| street(&c, x, y))
                .collect()
        } else {
            vec![street(&c, f64::from(i % 9), f64::from(i / 9) + 0.5)]
        };
        UncoveredArea {
            id: format!("unc-{i}"),
            name: "Gridton".into(),
            length_m: 100.0,
            residents: 50,
            days_unseen: days,
            never,
            reason: UncoveredReason::NoPost,
            ward: None,
            segments,
            geom: geo_types::Polygon::new(geo_types::LineString(Vec::new()), Vec::new()),
        }
    };
    let uncovered = (0..48).map(|i| area(i, [20, 1, 500][i as usize % 3], i % 7 == 6)).collect();
    let cover = CoverageReport { uncovered, ..CoverageReport::default() };
    let spots = HotspotReport { hotspots: spots.collect(), ..HotspotReport::default() };
    (c, Picture { spots, cover, deployment: None })
}

#[test]
fn every_constant_moves_the_problem() {
    let (c, picture) = rich();
    let silent = County { operations: with(c.clone(), |o| o.visits.clear()).operations, ..c.clone() };
    let winter = "2026-12-11";
    let seen = |r: &Rewards| {
        let problem = |c: &County, date| match prepare_from(c, &request(date), &picture, r) {
            Ok(p) => format!("{:?} {:?} {:?}", p.problem, p.unmet.len(), p.duties),
            Err(e) => e.to_string(),
        };
        [problem(&c, FRIDAY), problem(&silent, FRIDAY), problem(&c, winter)]
    };
    let usual = Rewards::shipped();
    let as_is = seen(&usual);
    let still: Vec<&str> = usual
        .iter()
        .filter(|(name, _)| !name.starts_with("horizon_"))
        .filter(|(name, _)| [100, 300, 3000, 20_000].iter().all(|f| seen(&usual.scaled(name, *f)) == as_is))
        .map(|(name, _)| name)
        .collect();
    assert!(still.is_empty(), "no effect: {still:?}");
}
