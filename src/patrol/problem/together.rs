//! When officers who come from different ways meet: at times of the clock that all can keep.

use crate::patrol::solve::Choice;

/// Starts offered for one span of time at most.
const MOST: i32 = 24;
/// Meetings begin at whole multiples of this, seconds.
const STEP: i32 = 300;

/// Each choice cut into single starts, with its walk: on the five minutes, or the quarter, or what keeps them few. A span
/// without such a time offers its begin.
pub fn meetings(choices: &[Choice], walks: &[Option<usize>]) -> (Vec<Choice>, Vec<Option<usize>>) {
    let (mut out, mut ways) = (Vec::new(), Vec::new());
    for (c, walk) in choices.iter().zip(walks) {
        let (from, to) = c.window;
        let step = STEP * ((to - from).max(0) / STEP / MOST + 1);
        let first = from + (step - from.rem_euclid(step)) % step;
        let mut starts: Vec<i32> = (0..MOST).map(|k| first + k * step).take_while(|t| *t <= to).collect();
        if starts.is_empty() && from <= to {
            starts.push(from);
        }
        for start in starts {
            out.push(Choice { window: (start, start), longer: Vec::new(), ..c.clone() });
            ways.push(*walk);
        }
    }
    (out, ways)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meetings_are_few_and_on_times_that_people_keep() {
        let starts = |from, to| {
            let (all, ways) = meetings(&[Choice { window: (from, to), ..Choice::default() }], &[Some(7)]);
            assert!(ways.len() == all.len() && ways.iter().all(|w| *w == Some(7)));
            all.iter().map(|c| c.window.0).collect::<Vec<_>>()
        };
        assert_eq!(starts(1000, 2000), vec![1200, 1500, 1800]);
        assert_eq!(starts(1201, 1300), vec![1201]);
        assert_eq!(starts(1200, 1200), vec![1200]);
        assert_eq!(starts(5, 4), Vec::<i32>::new());
        let day = starts(8 * 3600, 20 * 3600);
        assert!(day.len() <= 24 && day.windows(2).all(|w| w[1] - w[0] == 2100), "{day:?}");
    }
}
