//! A problem with every feature as one with fewer, for the oracle: a longer stay is one more choice, a fixed visit a
//! choice that one vehicle alone has and must take.

use crate::patrol::solve::{Choice, Problem};

/// The plainer problem.
pub struct Plain {
    pub problem: Problem,
    /// For each vehicle the visits that it must make.
    pub must: Vec<Vec<(usize, usize)>>,
    /// For each demand and choice whether only who must may.
    pub only: Vec<Vec<bool>>,
}

pub fn plain(p: &Problem) -> Plain {
    let mut out = p.clone();
    let mut only: Vec<Vec<bool>> = vec![];
    for (d, x) in out.demands.iter_mut().enumerate() {
        let all = &p.demands[d].choices;
        x.choices = vec![];
        for c in all {
            let most = if x.together > 1 { 0 } else { c.longer.len() };
            for pieces in 0..=most {
                x.choices.push(Choice { dwell: c.stay(pieces), reward: c.earns(pieces), longer: vec![], ..c.clone() });
            }
        }
        only.push(vec![false; x.choices.len()]);
    }
    let mut must = vec![];
    for v in &mut out.vehicles {
        let mut own = vec![];
        for f in std::mem::take(&mut v.fixed) {
            let (x, c) = (&mut out.demands[f.demand], &p.demands[f.demand].choices[f.choice]);
            let window = (c.window.0.max(f.window.0), c.window.1.min(f.window.1));
            let (dwell, reward) = (c.stay(f.pieces), c.earns(f.pieces));
            own.push((f.demand, x.choices.len()));
            x.choices.push(Choice { dwell, reward, window, longer: vec![], ..c.clone() });
            only[f.demand].push(true);
        }
        must.push(own);
    }
    Plain { problem: out, must, only }
}
