//! Parts of the search beside their slow twins.

use super::random::problem;
use super::{line, stop, walker};
use crate::patrol::solve::Problem;
use crate::patrol::solve::insert::Taste;
use crate::patrol::solve::island::empty;
use crate::patrol::solve::model::{Model, NONE};
use crate::patrol::solve::packing::Packing;
use crate::patrol::solve::recreate::{recreate, taste};
use crate::patrol::solve::rng::Rng;
use crate::patrol::solve::ruin::{Scratch, ruin};
use crate::patrol::solve::state::State;

/// A plan after some rounds of ruin and recreation.
fn some(m: &Model, seed: u64) -> (State, Rng, Scratch) {
    let (mut s, mut rng, mut x) = (empty(m), Rng::new(seed, 1), Scratch::default());
    x.touched.extend((0..m.crews.len()).filter(|&v| s.usable[v]));
    recreate(m, &mut s, &mut rng, &mut x, Taste::PLAIN);
    for _ in 0..20 {
        s.begin();
        ruin(m, &mut s, &mut rng, &mut x, 4);
        let t = taste(m, &mut rng, 1);
        if !recreate(m, &mut s, &mut rng, &mut x, t) {
            s.rollback(m);
        }
    }
    (s, rng, x)
}

fn tell(m: &Model, s: &State) -> String {
    let routes: Vec<_> =
        s.routes.iter().map(|r| (&r.stops, &r.gaps, r.home, r.back, r.busy, r.foot, r.drive)).collect();
    let seen: Vec<_> = (0..m.wants.len())
        .filter(|&d| m.wants[d].most > 1)
        .map(|d| s.visits.seen(d).iter().map(|x| (x.start, x.end, x.route, x.option)).collect::<Vec<_>>())
        .collect();
    let mut open = s.visits.open().to_vec();
    open.sort_unstable();
    format!("{routes:?} {seen:?} {open:?} {} {}", s.value(), s.busy)
}

#[test]
fn going_back_leaves_no_trace() {
    for seed in 0..60 {
        let m = Model::new(&problem(seed, 1 + seed as usize % 4, 25), &[]);
        let (mut s, mut rng, mut x) = some(&m, seed);
        for _ in 0..30 {
            let before = tell(&m, &s);
            s.begin();
            ruin(&m, &mut s, &mut rng, &mut x, 5);
            let t = taste(&m, &mut rng, 2);
            recreate(&m, &mut s, &mut rng, &mut x, t);
            s.rollback(&m);
            assert_eq!(before, tell(&m, &s), "seed {seed}");
        }
    }
}

#[test]
fn the_sieve_loses_nothing_that_a_look_at_every_gap_finds() {
    let mut hits = 0;
    for seed in 0..60 {
        let m = Model::new(&problem(seed, 3, 40), &[]);
        let (mut s, mut rng, mut x) = some(&m, seed);
        ruin(&m, &mut s, &mut rng, &mut x, 6);
        let sieve = m.sieve.as_ref().unwrap();
        for v in 0..m.crews.len() {
            let mut out = Vec::new();
            s.visits.fit(sieve, &s.routes[v].gaps, &mut out);
            for (option, o) in m.options.iter().enumerate().filter(|(_, o)| o.demand != NONE) {
                let d = o.demand as usize;
                let found = out.iter().find(|f| f.0 as usize == option).map(|f| f.1);
                let open = s.visits.open().contains(&o.demand);
                assert!(open || found.is_none(), "a closed demand passes");
                let all = s.option_slot(&m, v, option as u32, Taste::PLAIN, u32::MAX);
                if let Some(slot) = all.filter(|_| open && m.may(v, d)) {
                    let gaps = found.unwrap_or_else(|| panic!("seed {seed}: option {option} is lost"));
                    let some = s.option_slot(&m, v, option as u32, Taste::PLAIN, gaps).unwrap();
                    assert_eq!((some.at, some.start), (slot.at, slot.start));
                    hits += 1;
                }
            }
        }
    }
    assert!(hits > 100, "{hits}");
}

#[test]
fn remembered_routes_are_put_together() {
    // Two officers on a line, each with time for two of four places. Rewards 4, 3, 2, 1: 10 in all.
    let mut officers = vec![walker(9000), walker(9000)];
    for v in &mut officers {
        v.span = (0, 1100);
    }
    let demands = [(1, 4), (2, 3), (3, 2), (4, 1)].map(|(place, reward)| stop(place, reward)).to_vec();
    let mut p = Problem { vehicles: officers, demands, foot: vec![line(5)], ride: line(5), ..Problem::default() };
    for d in &mut p.demands {
        d.allowed = vec![true; 2];
    }
    let m = Model::new(&p, &[]);
    let mut packing = Packing::new(&m);
    let mut put = |routes: [&[u32]; 2]| {
        let mut s = empty(&m);
        for (v, r) in routes.iter().enumerate() {
            for (at, &d) in r.iter().enumerate() {
                let stops: Vec<_> = s.routes[v].stops.clone();
                let slot = s.option_slot(&m, v, d, Taste::PLAIN, u32::MAX).unwrap();
                assert!(s.insert(&m, v, &slot) && s.routes[v].stops.len() == stops.len() + 1, "{at}");
            }
            packing.remember(&m, &s, v);
        }
        s
    };
    put([&[0, 3], &[1]]);
    let mut s = put([&[1, 2], &[]]);
    assert_eq!(s.value(), 5);
    assert!(packing.recombine(&m, &mut s, &mut Rng::new(1, 1)));
    assert_eq!(s.value(), 10);
    assert!(!packing.recombine(&m, &mut s, &mut Rng::new(1, 1)));
}
