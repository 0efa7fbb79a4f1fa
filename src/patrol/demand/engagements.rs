//! Dated events with the community: a promise made in public, at a fixed place and time.

use super::{Ask, Asks, Context, words};
use crate::domain::plan::DemandKind;

pub(super) fn add(see: &Context<'_>, out: &mut Asks) {
    let r = see.r;
    let today = |e: &&crate::domain::tables::Engagement| {
        e.date == see.date() && e.status == "planned" && e.channel == "in_person"
    };
    for e in see.county.operations.engagements.iter().filter(today) {
        let from = see.clock.at(e.start).get();
        let mut to = see.clock.at(e.end).get();
        if to <= from {
            // Over midnight.
            to = see.local(1440 + i32::from(e.end.minutes()));
        }
        let people = e.expected.unwrap_or(0);
        let mut ask = Ask::new(see, &format!("engagement:{}", e.id), DemandKind::Engagement, e.title.clone(), e.at);
        ask.worth = r.get("engagement_base") + r.get("engagement_person") * i64::from(people.min(100));
        ask.dwell = to - from;
        ask.windows = vec![(from, from, ask.worth)];
        // Others are there: the venue is lit and staffed.
        ask.staffed = vec![(from, to)];
        ask.mandatory = e.mandatory;
        ask.timed = true;
        ask.only = (e.officer.clone(), e.team.clone(), String::new());
        ask.purpose = format!("{} at {} from {} to {}; {people} people expected.", e.title, e.venue, e.start, e.end);
        ask.action =
            words(&["Arrive a few minutes early", "Listen, and note what is asked for", "Record how many came"]);
        out.list.push(ask);
    }
}
