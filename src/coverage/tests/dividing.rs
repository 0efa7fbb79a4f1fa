//! Parts divided among officers, beside a slow twin that tries every division.

use crate::coverage::partition::draw;
use crate::coverage::parts::{Part, Parts};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Whether some parts hang together, by closure of reachability.
fn together(parts: &Parts, members: &[usize]) -> bool {
    let mut reach = vec![vec![false; members.len()]; members.len()];
    for (i, a) in members.iter().enumerate() {
        for (j, b) in members.iter().enumerate() {
            reach[i][j] = a == b || parts.next[*a].contains(&(*b as u32));
        }
    }
    for k in 0..members.len() {
        for i in 0..members.len() {
            for j in 0..members.len() {
                reach[i][j] |= reach[i][k] && reach[k][j];
            }
        }
    }
    reach.iter().flatten().all(|r| *r)
}

/// Least possible need of the neediest area, over all divisions of all parts into `k` areas that hang together.
fn best(parts: &Parts, k: usize) -> Option<f64> {
    let n = parts.list.len();
    let mut least: Option<f64> = None;
    for code in 0..k.pow(n as u32) {
        let owner: Vec<usize> = (0..n).map(|i| code / k.pow(i as u32) % k).collect();
        let areas: Vec<Vec<usize>> = (0..k).map(|a| (0..n).filter(|i| owner[*i] == a).collect()).collect();
        let most = areas.iter().map(|a| a.iter().map(|&i| parts.list[i].need).sum::<f64>()).fold(0.0, f64::max);
        if least.is_none_or(|l| most < l) && areas.iter().all(|a| !a.is_empty() && together(parts, a)) {
            least = Some(most);
        }
    }
    least
}

/// Parts on a grid of kilometres; `holes` cut some of the borders.
fn grid(needs: &[f64], wide: usize, holes: &[bool]) -> Parts {
    let mut parts = Parts { next: vec![BTreeSet::new(); needs.len()], ..Parts::default() };
    for (i, need) in needs.iter().enumerate() {
        let centre = [(i % wide) as f64 * 1000.0, (i / wide) as f64 * 1000.0];
        parts.list.push(Part { need: *need, residents: need * 100.0, bare: 1.0, centre, ..Part::default() });
        let mut join = |j: usize, n: usize| {
            if !holes.get(n).copied().unwrap_or(false) {
                parts.next[i].insert(j as u32);
                parts.next[j].insert(i as u32);
            }
        };
        if i % wide > 0 {
            join(i - 1, i * 2);
        }
        if i >= wide {
            join(i - wide, i * 2 + 1);
        }
    }
    parts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]
    #[test]
    fn areas_hang_together_are_never_empty_and_about_as_even_as_can_be(
        needs in prop::collection::vec(1.0..20.0f64, 1..8), wide in 1..4usize, officers in 1..4u32,
        holes in prop::collection::vec(prop::bool::weighted(0.15), 16),
    ) {
        let parts = grid(&needs, wide, &holes);
        let drafts = draw(&parts, officers);
        prop_assert_eq!(drafts.iter().map(|d| d.officers).sum::<u32>(), officers);
        let mut seen = BTreeSet::new();
        let mut covered = 0;
        for d in &drafts {
            let members: Vec<usize> = d.parts.iter().map(|p| *p as usize).collect();
            prop_assert!(!members.is_empty() && together(&parts, &members), "{:?}", members);
            covered += members.len();
            seen.extend(members);
        }
        prop_assert_eq!(seen.len(), covered, "no part is in two areas");
        let all: Vec<usize> = (0..needs.len()).collect();
        if together(&parts, &all) && needs.len() >= officers as usize {
            prop_assert_eq!(covered, needs.len(), "nobody is left out who can be reached");
            let most = drafts.iter().map(|d| d.parts.iter().map(|p| needs[*p as usize]).sum::<f64>()).fold(0.0, f64::max);
            let least = best(&parts, officers as usize).unwrap();
            prop_assert!(most <= least * 2.0, "{} against {}", most, least);
        }
    }
}

#[test]
fn an_even_grid_is_divided_evenly() {
    let parts = grid(&[5.0; 12], 4, &[]);
    let mut sizes: Vec<usize> = draw(&parts, 3).iter().map(|d| d.parts.len()).collect();
    sizes.sort_unstable();
    assert!(sizes[0] >= 3 && sizes[2] <= 5, "{sizes:?}");
}

#[test]
fn more_officers_than_parts_share_where_most_need_is_left_to_each() {
    let parts = grid(&[10.0, 1.0], 2, &[]);
    let mut drafts = draw(&parts, 4);
    drafts.sort_by_key(|d| d.parts.clone());
    assert_eq!(drafts.iter().map(|d| d.officers).collect::<Vec<_>>(), [3, 1]);
    assert!(draw(&parts, 0).is_empty());
    assert!(draw(&Parts::default(), 3).is_empty());
}
