//! Which of many candidates are considered: the strongest of all, and for each officer the strongest that suit the
//! officer's own area and hours, by daylight and after dark apart. A list cut for the whole county at once would
//! leave some officers with nothing to do.

use super::Context;
use crate::domain::place::LonLat;
use crate::patrol::duty::Duty;
use crate::patrol::hours::Span;
use std::collections::BTreeMap;

/// A part of a shift shorter than this has no list of its own, seconds.
const LEAST_PART: i32 = 1800;
/// At most so many of one ward for an officer, until nothing else is left.
const WARD: usize = 3;

/// How many are considered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quota {
    /// Of all, whoever may go.
    pub base: usize,
    /// Further ones for each officer, by daylight and again after dark.
    pub officer: usize,
}

/// A candidate, as far as the choice looks at it.
pub(super) struct Candidate {
    pub ward: Option<u32>,
    pub at: LonLat,
    /// When it may begin and end by daylight, and after dark.
    pub light: Vec<Span>,
    pub dark: Vec<Span>,
}

impl Candidate {
    fn suits(&self, part: Span, dark: bool) -> bool {
        let spans = if dark { &self.dark } else { &self.light };
        spans.iter().any(|s| s.1.min(part.1) > s.0.max(part.0))
    }
}

/// The parts of a duty's patrol time by daylight and after dark, as (part, dark).
fn parts(duty: &Duty, dusk: i32) -> Vec<(Span, bool)> {
    let (from, to) = (duty.span.0 + duty.office.0, duty.span.1 - duty.office.1);
    let light = ((from, to.min(dusk)), false);
    let dark = ((from.max(dusk), to), true);
    [light, dark].into_iter().filter(|(p, _)| p.1 - p.0 >= LEAST_PART).collect()
}

/// Which of the candidates, strongest first, are considered.
pub(super) fn pick(see: &Context<'_>, list: &[Candidate], quota: Quota) -> Vec<bool> {
    let reach = see.r.metres("walk_reach_m");
    let may = |d: &Duty, c: &Candidate| d.may_be_sent(c.ward, c.at, reach);
    let mut kept = vec![false; list.len()];
    // Also those to which nobody on duty may be sent: a reader must see what is left out.
    kept.iter_mut().take(quota.base).for_each(|k| *k = true);
    for duty in see.duties {
        for (part, dark) in parts(duty, see.dusk) {
            let mut left = quota.officer;
            // First spread over the wards, then whatever is strongest.
            for most in [WARD, usize::MAX] {
                let mut wards: BTreeMap<Option<u32>, usize> = BTreeMap::new();
                for (k, c) in kept.iter_mut().zip(list) {
                    if left == 0 {
                        break;
                    }
                    if *k || !c.suits(part, dark) || !may(duty, c) {
                        continue;
                    }
                    let n = wards.entry(c.ward).or_default();
                    if *n < most {
                        *n += 1;
                        *k = true;
                        left -= 1;
                    }
                }
            }
        }
    }
    kept
}
