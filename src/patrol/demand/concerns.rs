//! What residents raised, crime or not: equal in rank to a hotspot.

use super::{Ask, Asks, Context, Window};
use crate::domain::plan::DemandKind;
use crate::patrol::hours;

pub(super) fn add(see: &Context<'_>, out: &mut Asks) {
    const NAMES: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];
    let (r, date) = (see.r, see.date());
    let today = NAMES.get(see.clock.weekday().to_monday_zero_offset() as usize).copied().unwrap_or("mo");
    for c in see.county.operations.concerns.iter().filter(|c| c.is_live_on(date)) {
        let kind = c.kind.replace('_', " ");
        let name = if c.street.is_empty() { kind.clone() } else { c.street.clone() };
        let mut reward = r.get("concern_base")
            + r.get("concern_person") * i64::from(c.people.saturating_sub(1).min(20))
            + r.get("concern_severity") * i64::from(c.severity.saturating_sub(1));
        let adopted = c.is_priority_on(date);
        if adopted {
            reward = r.permille(reward, "concern_adopted_permille");
        }
        let mut ask = Ask::new(see, &format!("concern:{}", c.id), DemandKind::Concern, name, c.at);
        ask.worth = reward;
        ask.dwell = r.minutes("hotspot_dwell_min");
        ask.decay = vec![1000, r.get("hotspot_third_permille") as u32];
        ask.spacing = r.minutes("hotspot_spacing_min");
        ask.staffed = see.staffed_near(c.at);
        if !c.days.is_empty() && !c.days.iter().any(|d| d == today) {
            out.unmet.push((ask, "It does not happen on this day of the week.".to_owned()));
            continue;
        }
        let mut bands: Vec<&str> = c.time_of_day.iter().map(String::as_str).collect();
        if bands.is_empty() {
            bands.push("any");
        }
        ask.windows = bands
            .iter()
            .flat_map(|b| hours::good_hours(see.clock, &format!("concern:{b}"), see.in_term))
            .map(|((from, to), _)| -> Window { (from, to - ask.dwell, reward) })
            .collect();
        let when = c.received.map_or(String::new(), |d| format!(" on {d}"));
        ask.purpose = format!(
            "Residents raised {kind}{when} ({} people, severity {} of 5{}).",
            c.people,
            c.severity,
            if adopted { ", adopted as a local priority" } else { "" }
        );
        ask.action =
            vec![format!("Look for {kind}"), "Speak to people who live there".into(), "Tell back what was done".into()];
        out.list.push(ask);
    }
}
