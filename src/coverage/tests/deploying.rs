//! Patrol areas on a made-up county.

use super::world::{asset, at, county, measured, officer, post, scheme, with, without_wards};
use crate::county::County;
use crate::coverage::{DeployOptions, Deployment, Drawn, DropOff, by_hand, deploy, deploy_with, what_if};
use crate::domain::asset::AssetKind;
use crate::domain::id::{JunctionId, SegmentId};
use crate::domain::tables::Base;
use crate::hotspot::HotspotReport;
use geo::{Area, Contains, Validation};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn drawn(county: &County, posts: u32) -> Deployment {
    deploy(county, &HotspotReport::default(), &measured(county), posts)
}

/// Everything that holds of any deployment of whole streets.
fn sound(county: &County, posts: u32) -> Deployment {
    let d = drawn(county, posts);
    assert_eq!(d.areas.len(), posts as usize);
    let network = &county.network;
    for (i, area) in d.areas.iter().enumerate() {
        assert_eq!(area.rank as usize, i + 1);
        assert!(area.gain >= 0.0 && area.gain.is_finite(), "{}", area.gain_words);
        assert!(area.segments.iter().any(|s| network.segment(*s).foot), "an area without streets");
        assert!(area.geom.unsigned_area() > 0.0 && area.geom.is_valid());
        // Each street is reached from the first without leaving the area.
        let all: BTreeSet<SegmentId> = area.segments.iter().copied().collect();
        let mut reached: BTreeSet<JunctionId> = BTreeSet::new();
        let mut left: Vec<SegmentId> = area.segments.clone();
        reached.extend(left.first().map(|s| network.segment(*s).from));
        while let Some(n) = left.iter().position(|s| {
            let s = network.segment(*s);
            reached.contains(&s.from) || reached.contains(&s.to)
        }) {
            let s = network.segment(left.remove(n));
            reached.extend([s.from, s.to]);
        }
        assert!(left.is_empty(), "{} of {} streets do not hang together", left.len(), all.len());
        for other in &d.areas[..i] {
            let apart = other.segments.iter().all(|s| !all.contains(s));
            assert!(apart || other.segments == area.segments, "areas are apart or shared whole");
            assert!(other.gain >= area.gain);
        }
    }
    d
}

#[test]
fn one_officer_and_as_many_as_wards_and_more() {
    let c = county(4);
    for posts in [1, 2, 5, 7, 12, 40] {
        let d = sound(&c, posts);
        if posts >= 5 {
            let own: BTreeMap<_, _> = d.areas.iter().map(|a| (a.segments.clone(), a.residents)).collect();
            let residents: u32 = own.values().sum();
            assert!(residents.abs_diff(8600) <= posts, "{posts}: nobody is forgotten or counted twice: {residents}");
            let of_village = |a: &&crate::coverage::PatrolArea| a.settlements.iter().any(|s| s == "Farham");
            let village = d.areas.iter().find(of_village).unwrap();
            assert!(village.gain_words.contains("1 village"), "{}", village.gain_words);
        }
    }
    assert!(drawn(&c, 0).areas.is_empty());
}

#[test]
fn more_officers_than_wards_each_get_a_piece_of_their_own() {
    let d = sound(&county(2), 8);
    let own: BTreeSet<_> = d.areas.iter().map(|a| a.segments.clone()).collect();
    assert_eq!(own.len(), 8);
    assert!(d.won <= d.need && d.won > d.need * 0.95, "{} of {}", d.won, d.need);
    assert!(d.pays_until.is_some_and(|n| n < 8) && d.pays_words.contains("another stops paying"), "{}", d.pays_words);
    assert!(d.notes.iter().any(|n| n.contains("Town 1")), "{:?}", d.notes);
}

#[test]
fn without_wards_output_areas_or_settlements_or_streets_alone_must_do() {
    for posts in [1, 3, 6] {
        sound(&without_wards(county(3), true), posts);
        sound(&without_wards(county(3), false), posts);
        let mut bare = without_wards(county(3), false);
        bare.ground = Arc::default();
        let d = sound(&bare, posts);
        assert!(d.areas.iter().all(|a| a.wards.is_empty() && !a.base.name.is_empty()));
    }
}

#[test]
fn a_county_without_residents_or_streets_still_answers() {
    let mut c = without_wards(county(2), false);
    let mut segments = c.network.segments().to_vec();
    for s in &mut segments {
        s.residents = 0.0;
    }
    c.network = Arc::new(crate::street::Network::from_segments(segments));
    sound(&c, 3);
    c.network = Arc::new(crate::street::Network::from_segments(Vec::new()));
    let d = drawn(&c, 3);
    assert!(d.areas.is_empty() && d.notes[0].contains("No walkable streets"));
}

#[test]
fn what_nobody_covers_wins_most_and_officers_in_post_keep_their_areas() {
    let c = with(county(4), |o| {
        o.schemes = vec![scheme("a", &["T1", "T2"]), scheme("b", &["T4"])];
        o.posts = vec![post("p1", "a", Some("1")), post("p2", "b", Some("2"))];
        o.officers = vec![officer("1", "a"), officer("2", "b")];
    });
    let d = sound(&c, 2);
    let wards: Vec<Vec<u32>> = d.areas.iter().map(|a| a.wards.clone()).collect();
    assert!(wards.contains(&vec![2]) && wards.contains(&vec![4]), "the gap and the village: {wards:?}");
    assert!(d.notes.iter().any(|n| n.starts_with("Officers in post keep")));
    let gap = d.areas.iter().find(|a| a.wards == [2]).unwrap();
    assert!(gap.gain_words.starts_with("2,000 of 2,000 residents have no filled post"), "{}", gap.gain_words);
}

#[test]
fn a_village_outranks_the_fourth_officer_of_a_town() {
    let d = sound(&county(3), 4);
    let village = d.areas.iter().find(|a| a.wards == [3]).expect("an officer of its own");
    assert!(village.gain > 0.0 && village.settlements == ["Farham"]);
}

#[test]
fn harm_moves_the_areas() {
    let c = county(4);
    let mut risk = vec![0.0; c.network.segments().len()];
    for (r, s) in risk.iter_mut().zip(c.network.segments()) {
        *r = f32::from(u8::from(s.ward == Some(1)));
    }
    let spots = HotspotReport { risk, ..HotspotReport::default() };
    let d = deploy(&c, &spots, &measured(&c), 3);
    assert!(d.areas[0].wards.contains(&1) && d.areas[0].gain_words.contains("street harm"), "{:?}", d.areas[0]);
}

#[test]
fn an_officer_starts_at_a_listed_base_or_a_station_or_a_hall_or_on_a_street() {
    let c = county(1);
    let name = |c: &County| drawn(c, 1).areas[0].base.name.clone();
    assert_eq!(name(&c), "Gridton");
    let places =
        vec![asset("hall", AssetKind::CommunityCentre, 3.0, 3.0), asset("mosque", AssetKind::Mosque, 4.0, 4.0)];
    let c = with(c, |o| o.assets = places);
    assert_eq!(name(&c), "hall");
    let c = with(c, |o| o.assets.push(asset("station", AssetKind::PoliceStation, 20.0, 4.0)));
    assert_eq!(name(&c), "station");
    let base = Base { id: "b".into(), name: "base".into(), at: at(30.0, 4.0), cars: None, refreshment: false };
    let c = with(c, |o| o.bases = vec![base]);
    assert_eq!(name(&c), "base");
}

#[test]
fn a_car_goes_with_an_area_larger_than_a_walk() {
    let whole = sound(&county(2), 1);
    assert!(whole.areas[0].needs_car, "town and village, 6 km apart and no pavement between");
    let town = sound(&county(2), 3);
    for area in &town.areas {
        assert_eq!(area.needs_car, area.wards.contains(&2), "only whoever has the village: {:?}", area.wards);
    }
}

#[test]
fn posts_are_not_officers_on_duty() {
    let c = county(1);
    assert_eq!(drawn(&c, 10).on_duty.0, 5);
    let (n, words) = drawn(&c, 20).on_duty;
    assert!(n < 20 && words.contains("20 posts") && words.contains(&n.to_string()), "{words}");
    assert!(["leave", "sickness", "training"].iter().all(|w| words.contains(w)));
}

#[test]
fn the_same_areas_on_one_thread_and_on_three() {
    let c = county(3);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| drawn(&c, 7))
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn outlines_hold_their_streets() {
    for posts in [2, 9] {
        for area in sound(&county(3), posts).areas {
            let c = county(3);
            let lived: Vec<_> = area.segments.iter().filter(|s| c.network.segment(**s).residents > 0.0).collect();
            let inside = lived.iter().filter(|s| {
                let middle = c.network.position(***s, c.network.segment(***s).length.get() / 2.0);
                area.geom.contains(&middle.point())
            });
            assert!(inside.count() * 10 >= lived.len() * 9);
        }
    }
}

#[test]
fn a_gap_is_not_cut_to_crumbs() {
    let c = with(county(4), |o| {
        o.schemes = vec![scheme("a", &["T1", "T2", "T4", "V"])];
        o.posts = (1..=4).map(|n| post(&format!("p{n}"), "a", Some(&n.to_string()))).collect();
        o.officers = (1..=4).map(|n| officer(&n.to_string(), "a")).collect();
    });
    let d = sound(&c, 6);
    let of_gap = d.areas.iter().filter(|a| a.wards == [2]).count();
    assert_eq!(of_gap, 2, "of 6 new posts and 4 old ones for five wards");
}

#[test]
fn what_posts_win_adds_up_and_each_step_is_told() {
    let d = sound(&county(4), 5);
    assert_eq!(d.steps.iter().map(|s| s.posts).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let sum: f64 = d.areas.iter().map(|a| a.gain).sum();
    assert!((sum - d.won).abs() < 1e-9 && (d.won - d.steps[4].won).abs() < 1e-9);
    let gains: f64 = d.steps.iter().map(|s| s.gain).sum();
    assert!((gains - d.won).abs() < 1e-9, "the gains of all posts are what is won");
    for area in &d.areas {
        assert!(area.gain <= area.need + 1e-9);
        assert!((0.5..=380.0 / 480.0).contains(&area.shift_share_on_beat), "{}", area.shift_share_on_beat);
    }
}

#[test]
fn without_cars_a_village_is_reached_only_by_a_drop_off() {
    let base = Base { id: "b".into(), name: "base".into(), at: at(4.0, 4.0), cars: None, refreshment: false };
    let c = with(county(1), |o| o.bases = vec![base]);
    let (none, cover) = (HotspotReport::default(), measured(&c));
    let on_foot = DeployOptions { cars: false, ..DeployOptions::posts(1) };
    let d = deploy_with(&c, &none, &cover, &on_foot);
    assert_eq!(d.areas[0].wards, [0], "no walk leads to the village");
    let stop = DropOff { at: at(70.0, 4.0), minutes: 25.0 };
    let d = deploy_with(&c, &none, &cover, &DeployOptions { drop_offs: vec![stop], ..on_foot });
    assert_eq!(d.areas[0].wards, [0, 1], "the bus goes there");
    assert!(d.areas[0].shift_share_on_beat < 380.0 / 480.0, "and takes its time");
}

#[test]
fn two_deployments_of_the_same_need_are_compared_ward_by_ward() {
    let c = county(4);
    let (none, cover) = (HotspotReport::default(), measured(&c));
    let options = DeployOptions::posts(2);
    let drawn = |n| deploy(&c, &none, &cover, n).areas.iter().map(Drawn::from).collect::<Vec<_>>();
    let (two, four) = (drawn(2), drawn(4));
    let asked =
        |a: &[Drawn], b: &[Drawn]| what_if(&c, (&none, &cover), ["a".to_owned(), "b".to_owned()], [a, b], &options);
    let same = asked(&two, &two);
    assert!(same.wards.iter().all(|w| w.change.abs() < 1e-12) && (same.won[0] - same.won[1]).abs() < 1e-12);
    let more = asked(&two, &four);
    assert_eq!(more.posts, [2, 4]);
    assert!(more.won[1] > more.won[0]);
    let sums = more.wards.iter().fold([0.0; 3], |s, w| [s[0] + w.won[0], s[1] + w.won[1], s[2] + w.change]);
    assert!((sums[0] - more.won[0]).abs() < 1e-9 && (sums[1] - more.won[1]).abs() < 1e-9);
    assert!((sums[2] - (more.won[1] - more.won[0])).abs() < 1e-9, "wards explain all of the change");
    for w in &more.wards {
        assert!(w.won[0] <= w.need + 1e-9 && w.won[1] <= w.need + 1e-9 && w.minutes[1] >= 0.0);
    }
    let back = asked(&four, &two);
    assert!((back.won[0] - more.won[1]).abs() < 1e-12 && (back.won[1] - more.won[0]).abs() < 1e-12);
    let by_hand: Vec<Drawn> = by_hand(&c, 4).into_iter().map(|(_, d)| d).collect();
    assert!(asked(&by_hand, &four).won[1] >= asked(&by_hand, &four).won[0] * 0.98);
}
