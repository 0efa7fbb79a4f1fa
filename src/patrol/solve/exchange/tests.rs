//! A problem written and read is the same; one spoilt by hand is refused with the place of the fault.

use super::{ReadError, from_json, to_json};
use crate::patrol::solve::tests::random::{full, problem, spoil};
use crate::patrol::solve::{Fixed, Longer, Problem, Quota, Table, solve};
use proptest::prelude::*;

fn empty() -> Problem {
    let none = Table { size: 0, seconds: Vec::new() };
    Problem { vehicles: vec![], demands: vec![], foot: vec![], ride: none, ..Problem::default() }
}

/// The text of a small problem with one part of it replaced.
fn changed(old: &str, new: &str) -> String {
    let table = Table { size: 2, seconds: vec![0, 9, 9, 0] };
    let p = problem(3, 1, 1);
    let small = Problem { foot: vec![table.clone(), table.clone()], ride: table, ..p };
    let place = |x: usize| x.min(1);
    let mut small = small;
    for v in &mut small.vehicles {
        (v.start, v.end, v.pause) = (place(v.start), place(v.end), None);
        v.car = Some(1);
        v.fixed = vec![Fixed { demand: 0, choice: 0, pieces: 1, window: (-99_999, 99_999) }];
    }
    for c in small.demands.iter_mut().flat_map(|d| &mut d.choices) {
        (c.enter, c.leave) = (place(c.enter), place(c.leave));
        c.longer = vec![Longer { seconds: 61, reward: 5 }];
    }
    for d in &mut small.demands {
        (d.decay, d.park, d.spacing) = (vec![1000, 600], Some(1), 77);
    }
    small.quotas = vec![Quota { vehicles: vec![true], demands: vec![true], seconds: 600, price: 40 }];
    let text = to_json(&small);
    assert_eq!(from_json(&text), Ok(small));
    assert!(text.contains(old), "{old} is not in {text}");
    text.replacen(old, new, 1)
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let says = |old: &str, new: &str, words: &str| {
        let error = from_json(&changed(old, new)).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    says("\"footbeat-problem\"", "\"other\"", "\"format\" is \"other\"");
    says("\"version\":1", "\"version\":9", "version 9");
    says("[[0,9],[9,0]]", "[[0,9],[9]]", "row 1 of the table has 1 cells, expected 2");
    says("[[0,9],[9,0]]", "[[0]]", "foot[1]: found 2 places, expected 1");
    says("\"ride\":[[0,9],[9,0]]", "\"ride\":[[0]]", "ride: found 1 places");
    says("\"park\":1", "\"park\":7", "demands[0].park: found 7, expected a place below 2");
    says("\"decay\":[1000,600]", "\"decay\":[600,1000]", "demands[0].decay[1]: found 1000");
    says("\"spacing\":77", "\"spacing\":-1", "demands[0].spacing: found -1");
    says("\"seconds\":61", "\"seconds\":-1", "demands[0].choices[0].longer[0].seconds: found -1");
    says("\"car\":1", "\"car\":2", "vehicles[0].car: found 2");
    says("\"demand\":0", "\"demand\":1", "vehicles[0].fixed[0].demand: found 1, expected a demand below 1");
    says("\"choice\":0", "\"choice\":9", "vehicles[0].fixed[0].choice: found 9");
    says("\"pieces\":1", "\"pieces\":2", "vehicles[0].fixed[0].pieces: found 2, expected at most 1");
    says("[-99999,99999]", "[99998,99999]", "vehicles[0].fixed[0].window");
    says("\"price\":40", "\"price\":-4", "quotas[0].price: found -4");
    says("\"park\":1", "\"park\":1,\"together\":2", "demands[0].choices[0].window");
    says("\"spacing\":77", "\"spacing\":1.5", "line 1, column");
    says("\"spacing\":77", "\"spacings\":77", "unknown field `spacings`");
    says("\"allowed\":[true]", "\"allowed\":[]", "demands[0].allowed: found 0 entries, expected 1");
    for (text, json) in
        [("", true), ("[1", true), ("[]", false), ("{}", false), ("{\"format\":\"footbeat-problem\"}", false)]
    {
        let error = from_json(text).unwrap_err();
        assert_eq!(matches!(error, ReadError::Json { .. }), json, "{error}");
    }
}

#[test]
fn an_empty_problem_is_one() {
    assert_eq!(from_json(&to_json(&empty())), Ok(empty()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(seed: u64, vehicles in 0..4usize, demands in 0..8usize) {
        let p = if seed % 2 == 0 { problem(seed, vehicles, demands) } else { full(seed, vehicles, demands) };
        prop_assert_eq!(from_json(&to_json(&p)), Ok(p));
    }

    #[test]
    fn what_is_spoilt_is_refused_or_harmless(seed: u64, vehicles in 0..4usize, demands in 0..8usize) {
        let mut p = problem(seed, vehicles, demands);
        spoil(&mut p, seed ^ 0x1234);
        if let Ok(read) = from_json(&to_json(&p)) {
            let search = crate::patrol::solve::Search { seed, iterations: 3, ..Default::default() };
            let _ = solve(&read, &search);
        }
    }
}
