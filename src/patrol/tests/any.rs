//! Whatever the roster and the orders, the judge finds nothing.

use super::told;
use super::world::{asset, county, engagement, hotspot, officer, shift, tasking, with};
use crate::domain::AssetKind;
use crate::hotspot::HotspotReport;
use crate::patrol::check::check;
use crate::patrol::rewards::Rewards;
use crate::patrol::{Picture, PlanRequest, plan_from};
use proptest::prelude::*;

fn time(quarter: u32) -> String {
    format!("{:02}:{:02}", quarter / 4 % 24, quarter % 4 * 15)
}

/// `PROPTEST_CASES` for a long look, 48 otherwise.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(48)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_plan_breaks_a_rule(
        date in prop::sample::select(vec!["2026-07-10", "2026-12-11", "2026-03-29", "2026-10-24", "2026-10-25"]),
        crew in prop::collection::vec((any::<bool>(), any::<bool>(), 24..72u32, 20..40u32, 0..4u32), 1..4),
        orders in prop::collection::vec((0..9i32, 0..7i32, 30..80u32, 2..16u32, any::<bool>(), 1..3u32), 0..4),
        meetings in prop::collection::vec((0..9i32, 0..7i32, 32..76u32, 1..6u32), 0..2),
        spots in prop::collection::vec((1..7i32, 1..6i32), 0..4),
        hall in any::<bool>(),
        cars in 0..3u32,
        seed in 0..1000u64,
    ) {
        let c = with(county(), |o| {
            o.bases[0].cars = Some(cars);
            for (i, &(drives, bold, start, length, kind)) in crew.iter().enumerate() {
                let id = (i + 1).to_string();
                let mut one = officer(&id, drives);
                one.after_dark_alone = bold;
                one.walk_kmh = (kind == 1).then_some(3.5);
                one.max_foot_km = (kind == 2).then_some(3.0);
                one.paired_with = (kind == 3 && i > 0).then(|| "1".into());
                o.officers.push(one);
                o.shifts.push(shift(&id, date, &time(start), &time(start + length)));
            }
            for (i, &(x, y, from, length, must, two)) in orders.iter().enumerate() {
                let mut t = tasking(&format!("t{i}"), date, (&time(from), &time(from + length)), x.into(), y.into());
                (t.mandatory, t.officers_needed) = (must, two);
                o.taskings.push(t);
            }
            for (i, &(x, y, from, length)) in meetings.iter().enumerate() {
                let times = (time(from), time(from + length));
                o.engagements.push(engagement(&format!("e{i}"), date, (&times.0, &times.1), x.into(), y.into()));
            }
            if hall {
                o.assets.push(asset("hall", AssetKind::LeisureCentre, 2.0, 2.0, "Mo-Su 09:00-23:00"));
            }
            o.assets.push(asset("school", AssetKind::School, 7.0, 4.0, ""));
            o.assets.push(asset("mosque", AssetKind::Mosque, 1.0, 5.0, ""));
        });
        let hotspots = spots.iter().enumerate();
        let hotspots = hotspots.map(|(i, &(x, y))| hotspot(&c, i as u32 + 1, x.into(), y.into())).collect();
        let picture = Picture { spots: HotspotReport { hotspots, ..HotspotReport::default() }, ..Picture::default() };
        let request = PlanRequest { iterations: 60, seed, ..PlanRequest::new(date.parse().unwrap()) };
        let plan = plan_from(&c, &request, &picture, &Rewards::shipped()).unwrap();
        prop_assert_eq!(check(&c, &plan), vec![], "{}", told(&plan));
        prop_assert!(plan.routes.len() == crew.len());
    }
}
