//! Forecasts on histories whose truth is known.

use super::*;
use crate::domain::id::SegmentId;
use crate::domain::place::LonLat;
use crate::domain::time::Month;
use crate::domain::units::Metres;
use crate::hotspot::history::Event;
use crate::street::Snap;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};

/// Places that have nothing to do with each other, with these counts of one category by month.
fn history(counts: &[Vec<u32>], weights: &[f64]) -> History {
    let months = counts.first().map_or(0, Vec::len);
    let at = LonLat::new(-3.0, 51.5).unwrap();
    let snap = Snap { segment: SegmentId(0), t: 0.0, at, distance: Metres::ZERO };
    let events = |(i, list): (usize, &Vec<u32>)| {
        let of = |(t, &n): (usize, &u32)| Event { t: t as u16, category: (i % weights.len()) as u16, n: f64::from(n) };
        list.iter().enumerate().filter(|(_, n)| **n > 0).map(of).collect()
    };
    History {
        first: Month::new(2022, 1),
        months,
        weights: weights.to_vec(),
        held: vec![vec![true; months]],
        force: vec![0; counts.len()],
        place: vec![at; counts.len()],
        at: vec![snap; counts.len()],
        events: counts.iter().enumerate().map(events).collect(),
    }
}

fn poisson(dice: &mut rand_pcg::Pcg64, mean: f64) -> u32 {
    let (mut n, mut p) = (0, 1.0);
    loop {
        p *= (dice.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        if p <= (-mean).exp() {
            return n;
        }
        n += 1;
    }
}

#[test]
fn what_sets_off_what_is_learnt_back_from_a_simulation() {
    let mut dice = rand_pcg::Pcg64::seed_from_u64(3);
    let mut run = |own: f64| {
        let counts: Vec<Vec<u32>> = (0..600)
            .map(|_| {
                let mut months: Vec<u32> = Vec::new();
                for t in 0..36 {
                    let before = if t > 0 { f64::from(months[t - 1]) } else { 0.0 };
                    months.push(poisson(&mut dice, 0.8 + own * before));
                }
                months
            })
            .collect();
        exciting::learnt(&history(&counts, &[1.0]), &Neighbours::default(), 35)
    };
    let (rates, background) = run(0.4);
    assert!((rates[0] - 0.4).abs() < 0.1, "one incident sets off 0.4 in the month after, not {}", rates[0]);
    assert!((background - 0.8).abs() < 0.3, "{background}");
    let (rates, _) = run(0.0);
    assert!(rates[0] < 0.1, "nothing sets off anything, not {}", rates[0]);
}

#[test]
fn a_steady_place_is_expected_to_stay_so_by_every_method() {
    let h = history(&vec![vec![4; 36]; 5], &[2.0]);
    for m in Method::ALL.into_iter().filter(|m| *m != Method::Random) {
        for n in m.forecast(&h, &Neighbours::default(), 35) {
            assert!((n - 8.0).abs() < 0.6, "{}: {n} for 8", m.words());
        }
    }
}

#[test]
fn a_season_comes_back_only_where_seasons_are_looked_at() {
    // Thirty places with ten times as much in July and August of every year; the last month seen is June 2024.
    let of = |t: usize| if matches!(t % 12, 6 | 7) { 20 } else { 2 };
    let h = history(&vec![(0..30).map(of).collect(); 30], &[1.0]);
    let near = Neighbours::default();
    let at = |m: Method| m.forecast(&h, &near, 29)[0];
    assert!(at(Method::Seasonal) > 8.0, "{}", at(Method::Seasonal));
    assert!(at(Method::Recency) < 8.0, "{}", at(Method::Recency));
}

#[test]
fn one_grave_incident_does_not_make_a_street_of_them() {
    // Place 0 has one incident of the grave kind, the others many of the light one.
    let mut counts = vec![vec![0; 24]; 40];
    for (i, list) in counts.iter_mut().enumerate() {
        let every = if i % 2 == 0 { 24 } else { 1 };
        list.iter_mut().enumerate().filter(|(t, _)| t % every == every - 1).for_each(|(_, n)| *n = 1);
    }
    let h = history(&counts, &[100.0, 1.0]);
    let near = Neighbours::default();
    let plain = Method::TwelveMonths.forecast(&h, &near, 23)[0];
    let drawn = Method::Seasonal.forecast(&h, &near, 23)[0];
    assert!(drawn < plain, "{drawn} is drawn to the county's mix from {plain}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn forecasts_are_numbers_not_below_nothing_and_never_look_ahead(
        counts in prop::collection::vec(prop::collection::vec(0..6_u32, 20), 1..12),
        later in prop::collection::vec(0..60_u32, 4),
        t in 0..16_usize,
    ) {
        let weights = [3.0, 0.5, 10.0];
        let mut changed = counts.clone();
        for list in &mut changed {
            list[16..].copy_from_slice(&later);
        }
        let (a, b) = (history(&counts, &weights), history(&changed, &weights));
        let near = Neighbours::default();
        for m in Method::ALL {
            let one = m.forecast(&a, &near, t);
            prop_assert_eq!(one.len(), counts.len());
            prop_assert!(one.iter().all(|n| n.is_finite() && *n >= 0.0), "{}: {:?}", m.words(), one);
            prop_assert_eq!(one, m.forecast(&b, &near, t));
        }
    }
}
