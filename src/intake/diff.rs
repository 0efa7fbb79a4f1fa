//! What of two lists is new, changed or gone.

use std::collections::BTreeMap;

/// How a new list differs from the one held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Diff<K> {
    /// Keys that were not held.
    pub new: u64,
    /// Keys whose item differs.
    pub changed: u64,
    /// Keys that are gone, sorted.
    pub removed: Vec<K>,
}

/// Compares by key. Items that share a key are paired in the order in which they stand.
pub(super) fn by_key<'a, K: Ord + Clone, T>(
    held: &'a [T],
    new: &'a [T],
    key: impl Fn(&'a T) -> K,
    same: impl Fn(&T, &T) -> bool,
) -> Diff<K> {
    let index = |list: &'a [T]| {
        let mut map = BTreeMap::<K, Vec<&'a T>>::new();
        for item in list {
            map.entry(key(item)).or_default().push(item);
        }
        map
    };
    let (before, after) = (index(held), index(new));
    let mut diff = Diff { new: 0, changed: 0, removed: Vec::new() };
    for (k, items) in &after {
        let old = before.get(k).map_or(&[][..], Vec::as_slice);
        diff.changed += old.iter().zip(items).filter(|(a, b)| !same(a, b)).count() as u64;
        diff.new += items.len().saturating_sub(old.len()) as u64;
    }
    for (k, old) in &before {
        let left = old.len().saturating_sub(after.get(k).map_or(0, Vec::len));
        diff.removed.extend(std::iter::repeat_n(k.clone(), left));
    }
    diff
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pairs_items_of_one_key() {
        let (held, new) = ([(1, 'a'), (1, 'b'), (2, 'c'), (4, 'z')], [(1, 'a'), (2, 'd'), (3, 'e')]);
        let diff = by_key(&held, &new, |i| i.0, |a, b| a == b);
        assert_eq!(diff, Diff { new: 1, changed: 1, removed: vec![1, 4] });
    }

    proptest! {
        #[test]
        fn numbers_add_up(held in prop::collection::vec((0..5, 0..3), 0..20), new in prop::collection::vec((0..5, 0..3), 0..20)) {
            let diff = by_key(&held, &new, |i| i.0, |a, b| a == b);
            prop_assert_eq!(held.len() as u64 + diff.new, new.len() as u64 + diff.removed.len() as u64);
            let none = by_key(&new, &new, |i| i.0, |a, b| a == b);
            prop_assert_eq!(none, Diff { new: 0, changed: 0, removed: vec![] });
        }
    }
}
