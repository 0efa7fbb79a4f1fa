//! What a supervisor ordered.

use super::{Ask, Asks, Context, words};
use crate::domain::place::LonLat;
use crate::domain::plan::DemandKind;
use crate::domain::units::Metres;
use crate::patrol::hours;
use crate::street::Profile;

/// A sensitive place is planned as the middle of a stretch of its street no longer than this, metres: long enough not
/// to tell the door, short enough to be there in time.
const STRETCH_M: f64 = 300.0;

/// The middle of the stretch of street on which a place lies; the place itself if no street is near, which then is not
/// planned.
fn on_its_street(see: &Context<'_>, at: LonLat) -> LonLat {
    let net = &see.county.network;
    let Some(snap) = net.snap(Profile::FootDay, at, Metres::new(see.r.metres("snap_reach_m"))) else { return at };
    let length = net.segment(snap.segment).length.get();
    let parts = (length / STRETCH_M).ceil().max(1.0);
    let part = (snap.t / length.max(f64::EPSILON) * parts).floor().min(parts - 1.0);
    net.position(snap.segment, (part + 0.5) * length / parts)
}

pub(super) fn add(see: &Context<'_>, out: &mut Asks) {
    let r = see.r;
    for t in see.county.operations.taskings.iter().filter(|t| t.is_live_on(see.date())) {
        let title = if t.sensitive { "Tasking in the force's own system".to_owned() } else { t.title.clone() };
        let at = if t.sensitive { on_its_street(see, t.at) } else { t.at };
        let mut ask = Ask::new(see, &format!("tasking:{}", t.key()), DemandKind::Tasking, title, at);
        let usual = hours::good_hours(see.clock, "tasking", true).first().map_or((25_200, 86_400), |w| w.0);
        let from = t.times.0.map_or(usual.0, |x| see.clock.at(x).get());
        let mut to = t.times.1.map_or(usual.1.max(from), |x| see.clock.at(x).get());
        if to < from {
            // Over midnight.
            to = see.local(1440 + t.times.1.map_or(0, |x| i32::from(x.minutes())));
        }
        ask.dwell = t.dwell_min as i32 * 60;
        ask.worth = r.get("tasking_base") - r.get("tasking_step") * i64::from(t.priority.clamp(1, 5) - 1);
        if to - ask.dwell >= from {
            ask.windows = vec![(from, to - ask.dwell, ask.worth)];
        }
        ask.mandatory = t.mandatory;
        ask.timed = t.times.0.is_some();
        ask.staffed = see.staffed_near(t.at);
        ask.only = (t.officer.clone(), t.team.clone(), t.power.clone());
        ask.prefer.clone_from(&t.prefer_officer);
        ask.officers = t.officers_needed;
        ask.purpose = if t.sensitive {
            "A tasking; see the force's own system.".to_owned()
        } else {
            format!(
                "Ordered by the supervisor: {} ({}), priority {}, until {}.",
                t.title, t.street, t.priority, t.dates.1
            )
        };
        ask.action = if t.sensitive || t.actions.is_empty() {
            words(&["Do as briefed", "Report back to the supervisor"])
        } else {
            t.actions.clone()
        };
        out.list.push(ask);
    }
}
