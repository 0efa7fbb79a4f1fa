//! Names of places from month to month.

use super::county;
use crate::hotspot::identity::{REMEMBERED, Register};
use crate::hotspot::pieces::Pieces;

#[test]
fn a_place_keeps_its_name_while_it_is_the_same_and_for_a_year_after() {
    let county = county();
    let net = &county.network;
    let pieces = Pieces::new(net);
    let mut names = Register::default();
    let (here, there) = (vec![0, 1, 2, 3, 4], vec![40, 41, 42]);
    let first = names.name(net, &pieces, &[here.clone(), there.clone()], 10);
    assert_ne!(first[0], first[1]);
    // Turned round in rank, and one of them half elsewhere.
    let moved = vec![2, 3, 4, 5, 6];
    let second = names.name(net, &pieces, &[there.clone(), moved.clone()], 11);
    assert_eq!(second, [first[1].clone(), first[0].clone()]);
    // One place cannot be two: the larger part keeps the name.
    let third = names.name(net, &pieces, &[vec![2, 3, 4], vec![5, 6]], 12);
    assert_eq!(third[0], first[0]);
    assert!(!first.contains(&third[1]) && third[1] != third[0]);
    assert_eq!(names.of(&first[1]).map(|k| (k.last, k.seen.clone())), Some((11, vec![10, 11])));
    // Back within a year it has its name again; later it is another.
    let back = names.name(net, &pieces, std::slice::from_ref(&there), 11 + REMEMBERED);
    assert_eq!(back[0], first[1]);
    let late = names.name(net, &pieces, &[there], 12 + 2 * REMEMBERED);
    assert!(!first.contains(&late[0]) && names.of(&first[1]).is_none());
}
