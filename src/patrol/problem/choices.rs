//! The hours in which a demand may be served → choices: cut at dusk, within what is staffed, with longer stays.

use super::super::demand::{Ask, Window};
use super::super::hours::Span;
use super::super::solve::{Choice, Longer};
use crate::street::Profile;

/// Cuts a span of starts at dusk: (from, to, layer).
pub(super) fn cut(from: i32, to: i32, dwell: i32, dusk: i32, dark: bool) -> Vec<(i32, i32, usize)> {
    let last_light = dusk - dwell;
    let mut out = Vec::new();
    if from <= to && from <= last_light {
        out.push((from, to.min(last_light), 0));
    }
    if dark && to > last_light && from <= to {
        out.push((from.max(last_light + 1), to, 1));
    }
    out
}

/// The parts of a span of starts during which the whole dwell lies in one of `open`.
fn within(window: Window, dwell: i32, open: &[Span]) -> Vec<Window> {
    open.iter().map(|o| (window.0.max(o.0), window.1.min(o.1 - dwell), window.2)).filter(|w| w.0 <= w.1).collect()
}

/// One way to be at a demand's place.
pub(super) struct Way {
    pub enter: usize,
    pub leave: usize,
    pub dwell: i32,
    pub walk: Option<usize>,
    pub profile: Option<Profile>,
}

/// Choices of an ask after dark (`open`: only while staffed) or by day, with their walks.
pub(super) fn choices(
    ask: &Ask,
    ways: &[Way],
    dusk: i32,
    span: Span,
    layers: &[usize],
    open: Option<&[Span]>,
) -> (Vec<Choice>, Vec<Option<usize>>) {
    let (mut out, mut walks) = (Vec::new(), Vec::new());
    for way in ways {
        // The longest stay decides what is light and what is staffed.
        let mut longest = way.dwell;
        let pieces = ask.longer.iter().take_while(|l| {
            longest += l.0;
            longest <= ask.dwell_most
        });
        let pieces: Vec<(i32, i64)> = pieces.copied().collect();
        let longest = way.dwell + pieces.iter().map(|l| l.0).sum::<i32>();
        for &window in &ask.windows {
            for (from, to, layer) in cut(window.0, window.1, longest, dusk, ask.after_dark) {
                let fits = match way.profile {
                    Some(Profile::FootDark) => layer == 1,
                    Some(_) => layer == 0,
                    None => true,
                };
                if !fits || !layers.contains(&layer) {
                    continue;
                }
                let part = (from, to, window.2);
                let parts = match open {
                    Some(open) if layer == 1 => within(part, longest, open),
                    _ => vec![part],
                };
                for (from, to, reward) in parts.into_iter().filter(|w| w.0 + way.dwell <= span.1 && w.1 >= span.0) {
                    out.push(Choice {
                        enter: way.enter,
                        leave: way.leave,
                        dwell: way.dwell,
                        window: (from, to),
                        reward,
                        layer,
                        longer: pieces
                            .iter()
                            .map(|&(seconds, k)| Longer { seconds, reward: reward * k / 1000 })
                            .collect(),
                    });
                    walks.push(way.walk);
                }
            }
        }
    }
    (out, walks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_cut_so_that_a_stop_lies_in_one_layer() {
        assert_eq!(cut(100, 500, 50, 400, true), vec![(100, 350, 0), (351, 500, 1)]);
        assert_eq!(cut(100, 200, 50, 400, true), vec![(100, 200, 0)]);
        assert_eq!(cut(380, 500, 50, 400, false), vec![]);
        assert_eq!(cut(300, 200, 50, 400, true), vec![]);
    }

    #[test]
    fn a_visit_lies_wholly_in_the_hours_in_which_a_place_is_staffed() {
        assert_eq!(within((0, 1000, 7), 60, &[(100, 200), (500, 540)]), vec![(100, 140, 7)]);
    }
}
