//! Teams that share nothing, searched apart, beside the whole problem.

use super::exact::{cases, small, worth};
use super::random::{full, problem};
use super::{check, oracle, search};
use crate::patrol::solve::apart::{parts, unserved};
use crate::patrol::solve::bound::within;
use crate::patrol::solve::team::Share;
use crate::patrol::solve::{Fixed, Problem, Quota, Search, Watch, solve};
use rayon::prelude::*;
use std::time::{Duration, Instant};

/// The same with each demand left to one of `teams` teams; vehicles and demands of a team are not neighbours in the lists.
fn thinned(mut p: Problem, teams: usize) -> Problem {
    for (d, x) in p.demands.iter_mut().enumerate() {
        let team = d % teams;
        x.allowed.iter_mut().enumerate().for_each(|(v, a)| *a &= v % teams == team);
    }
    p
}

fn many(seed: u64) -> Problem {
    let mut p = thinned(if seed.is_multiple_of(2) { full(seed, 6, 40) } else { problem(seed, 6, 40) }, 3);
    p.quotas.clear();
    for (v, x) in p.vehicles.iter_mut().enumerate() {
        x.fixed.retain(|f| f.demand % 3 == v % 3);
    }
    p
}

#[test]
fn apart_is_as_good_as_by_trying_everything_with_the_whole() {
    let n = cases(48);
    let found: Vec<(bool, bool)> = (0..n)
        .into_par_iter()
        .filter_map(|seed| {
            let p = thinned(small(seed), 2);
            let most = oracle::best(&p)?;
            let o = solve(&p, &search(seed, 1000));
            check(&p, &o).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
            if !o.best.unkept.is_empty() {
                return None;
            }
            assert!(worth(&p, &o.best) <= worth(&p, &most), "seed {seed}: better than the best");
            let above = within(&p, 0, 1_000_000);
            assert!(above >= most.reward, "seed {seed}: the bound {above} is below {}", most.reward);
            Some((!parts(&p, None).is_empty(), worth(&p, &o.best) == worth(&p, &most)))
        })
        .collect();
    let (apart, same) = (found.iter().filter(|f| f.0).count(), found.iter().filter(|f| f.1).count());
    println!("{same} of {} as good as the best, {apart} of them in parts", found.len());
    assert!(apart * 4 > found.len(), "only {apart} of {} fall apart", found.len());
    assert!(same * 100 >= found.len() * 98, "only {same} of {} are best", found.len());
}

#[test]
fn every_rule_is_kept_and_a_start_is_not_lost() {
    let mut apart = 0;
    for seed in 0..cases(40) {
        let mut p = thinned(full(seed, 5, 25), 2 + seed as usize % 2);
        p.quotas.truncate(seed as usize % 2);
        if !seed.is_multiple_of(3) {
            let team = |v: usize| v % (2 + seed as usize % 2);
            let of = |v: usize, f: &Fixed| team(v) == f.demand % (2 + seed as usize % 2);
            p.vehicles.iter_mut().enumerate().for_each(|(v, x)| x.fixed.retain(|f| of(v, f)));
        }
        apart += usize::from(!parts(&p, None).is_empty());
        let o = solve(&p, &search(seed, 60));
        check(&p, &o).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        let again = Search { start: Some(o.best.clone()), ..search(seed + 1, 0) };
        let next = solve(&p, &again);
        check(&p, &next).unwrap_or_else(|e| panic!("seed {seed} again: {e}"));
        assert!(worth(&p, &next.best) >= worth(&p, &o.best), "seed {seed}");
    }
    assert!(apart > 10, "{apart}");
}

#[test]
fn any_number_of_threads_gives_the_same_and_ends_repeat() {
    let p = many(4);
    assert_eq!(parts(&p, None).len(), 3);
    let on = |threads: usize, s: Search| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| solve(&p, &s))
    };
    let one = on(1, search(3, 230));
    for threads in [2, 4, 8] {
        assert_eq!(one, on(threads, search(3, 230)), "{threads} threads");
    }
    assert!(one.pool.len() > 1, "different plans are kept");
    let soon = Some(Instant::now() + Duration::from_millis(300));
    let cut = on(2, Search { deadline: soon, ..search(3, u64::MAX >> 1) });
    assert!(cut.iterations > 0);
    assert_eq!(cut, on(1, search(3, cut.iterations)));
    let watch = Watch::new(|x| x.iterations < 100);
    let cut = on(2, Search { watch: Some(watch), ..search(3, 10_000) });
    assert!(cut.iterations >= 100 && cut.iterations < 200, "{}", cut.iterations);
    assert_eq!(cut, on(1, search(3, cut.iterations)));
}

#[test]
fn the_best_never_falls_as_the_parts_go_on() {
    use std::sync::{Arc, Mutex};
    let p = many(7);
    let told = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&told);
    let watch = Watch::new(move |x| {
        let mut list = list.lock().unwrap();
        list.push((std::cmp::Reverse(x.dropped), x.reward));
        list.len() < 30
    });
    let o = solve(&p, &Search { watch: Some(watch), ..search(5, 1_000_000) });
    let told = told.lock().unwrap();
    assert!(told.is_sorted(), "{told:?}");
    assert_eq!(told.last().unwrap().0.0, o.best.dropped.len());
}

#[test]
fn a_team_is_planned_the_same_whatever_others_have_to_do() {
    let mut seen = 0;
    for seed in 0..6 {
        let p = many(seed);
        let mut q = p.clone();
        for (d, x) in q.demands.iter_mut().enumerate().filter(|x| x.0 % 3 != 0) {
            x.choices.iter_mut().for_each(|c| c.reward += 37 * d as i64);
        }
        q.vehicles[4].busy /= 2;
        let s = Search { pool: 1, ..search(seed, 100) };
        let (one, other) = (solve(&p, &s).best, solve(&q, &s).best);
        for v in [0, 3] {
            assert_eq!(one.routes[v], other.routes[v], "seed {seed}");
            seen += one.routes[v].len();
        }
    }
    assert!(seen > 12, "{seen}");
}

#[test]
fn a_quota_over_two_teams_joins_them_and_one_over_one_officer_does_not() {
    let mut p = many(2);
    let own = |p: &Problem, v: Option<usize>| Quota {
        vehicles: (0..p.vehicles.len()).map(|w| v.is_none_or(|v| v == w)).collect(),
        demands: vec![true; p.demands.len()],
        seconds: 900,
        price: 50,
    };
    p.quotas = (0..6).map(|v| own(&p, Some(v))).collect();
    assert_eq!(parts(&p, None).len(), 3);
    let o = solve(&p, &search(1, 100));
    assert_eq!(check(&p, &o), Ok(()));
    assert_eq!(o.best.missing.len(), 6);
    p.quotas.push(own(&p, None));
    assert!(parts(&p, None).is_empty());
    // Nothing is lost if it is not paid: nobody is tied by it.
    p.quotas[6].price = 0;
    assert_eq!(parts(&p, None).len(), 3);
    let o = solve(&p, &search(1, 100));
    assert_eq!(check(&p, &o), Ok(()));
}

#[test]
fn what_nobody_may_serve_is_said_and_who_has_nothing_to_do_stays() {
    let mut p = many(8);
    p.demands[0].mandatory = true;
    p.demands[0].allowed.fill(false);
    p.vehicles.iter_mut().for_each(|v| v.fixed.clear());
    p.demands.iter_mut().for_each(|d| d.allowed[5] = false);
    let all = parts(&p, None);
    assert_eq!(all.len(), 4);
    assert_eq!(unserved(&p, &all).collect::<Vec<_>>(), [0]);
    let o = solve(&p, &search(1, 100));
    assert_eq!(check(&p, &o), Ok(()));
    assert!(o.best.dropped.contains(&0));
}

#[test]
fn iterations_grow_with_the_officers_and_each_team_has_its_part() {
    // Alone: as asked for up to four officers, then in proportion.
    assert_eq!([1, 3, 4].map(|n| Share::new(n, n).of(5000)), [5000; 3]);
    assert_eq!(Share::new(200, 200).of(5000), 250_000);
    // Eight officers apart make together what eight together make.
    assert_eq!(Share::new(1, 8).of(5000), 1250);
    assert_eq!((Share::new(5, 8).of(5000), Share::new(3, 8).of(5000)), (6250, 3750));
    assert_eq!(Share::new(1, 3).of(1), 1);
    // Never fewer for more, and no number is too great.
    assert!((0..200).map(|n| Share::new(1, 7).of(n)).collect::<Vec<_>>().is_sorted());
    assert_eq!(Share::new(9, 9).of(u64::MAX), u64::MAX);
    assert_eq!(Share::new(0, 0).of(7), 7);
}
