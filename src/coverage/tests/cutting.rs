//! Streets cut in two.

use super::world::county;
use crate::coverage::pieces::{Street, cut};
use crate::street::Network;
use proptest::prelude::*;

/// Whether streets hang together, by asking again and again.
fn together(network: &Network, streets: &[u32]) -> bool {
    let Some(first) = streets.first() else { return false };
    let ends = |s: u32| [network.segments()[s as usize].from.0, network.segments()[s as usize].to.0];
    let mut reached = vec![*first];
    loop {
        let more = streets
            .iter()
            .find(|s| !reached.contains(s) && reached.iter().any(|r| ends(*r).iter().any(|e| ends(**s).contains(e))));
        match more {
            Some(s) => reached.push(*s),
            None => return reached.len() == streets.len(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn both_pieces_hang_together_and_weigh_about_the_same(weights in prop::collection::vec(0.5..3.0f64, 300), from in 0..40usize) {
        let c = county(1);
        let network = &c.network;
        let streets: Vec<Street> = network.segments().iter().enumerate().skip(from).filter(|(_, s)| s.foot).zip(&weights)
            .map(|((i, s), w)| Street { id: i as u32, at: network.plane().project_coord(s.line.0[0]), weight: *w })
            .filter(|s| network.segments()[s.id as usize].ward == Some(0))
            .collect();
        let ids: Vec<u32> = streets.iter().map(|s| s.id).collect();
        prop_assume!(together(network, &ids));
        let pieces = cut(network, &streets);
        prop_assert_eq!(pieces.len(), 2);
        let mut all: Vec<u32> = pieces.concat();
        all.sort_unstable();
        prop_assert_eq!(all, ids, "each street is in one piece");
        let weight = |p: &[u32]| streets.iter().filter(|s| p.contains(&s.id)).map(|s| s.weight).sum::<f64>();
        let whole = weight(&pieces.concat());
        for piece in &pieces {
            prop_assert!(together(network, piece), "{:?}", piece);
            prop_assert!(weight(piece) > whole * 0.25, "{} of {}", weight(piece), whole);
        }
    }
}

#[test]
fn streets_that_do_not_meet_are_cut_where_they_do_not() {
    let c = county(1);
    let named = |text: &str| -> Vec<u32> {
        (0u32..).zip(c.network.segments()).filter(|(_, s)| s.name == text).map(|(i, _)| i).collect()
    };
    let (a, b) = (named("Row 0"), named("Lane 3"));
    let street = |&id: &u32| Street { id, at: [f64::from(id), 0.0], weight: 1.0 };
    let both: Vec<Street> = a.iter().chain(&b).map(street).collect();
    let mut pieces = vec![a.clone(), b];
    pieces.sort();
    assert_eq!(cut(&c.network, &both), pieces);
    assert_eq!(cut(&c.network, &[street(&a[0])]), vec![vec![a[0]]], "one street cannot be cut");
    assert!(cut(&c.network, &[]).is_empty());
}
