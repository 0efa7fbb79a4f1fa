//! Groups with which contact is due: only those that have a place to go to.

use super::{Ask, Asks, Context, Every, assets, words};
use crate::domain::id::{AssetId, OfficerId, TeamId};
use crate::domain::plan::DemandKind;
use std::collections::BTreeSet;

/// Adds groups, and names the places that their demands stand for.
pub(super) fn add(see: &Context<'_>, out: &mut Asks) -> BTreeSet<AssetId> {
    let r = see.r;
    let ops = &see.county.operations;
    let mut claimed = BTreeSet::new();
    let mut homeless = 0;
    for g in ops.groups.iter().filter(|g| g.status == "active") {
        let Some(usual) = see.cadences.of("group", "") else { continue };
        let cadence = i64::from(g.cadence_days.unwrap_or(usual.days).max(1));
        let seen = see.seen.get(&format!("group:{}", g.id)).copied();
        let last = g.last_contact.filter(|d| *d < see.date()).into_iter().chain(seen).max();
        let (mut reward, why) = match last {
            None => (r.get("group_base"), "no contact on record".to_owned()),
            Some(l) if see.age(l) >= cadence => (
                r.get("group_base") + r.get("asset_overdue") * (see.age(l) - cadence) / cadence,
                format!("last planned or in contact on {l}, {} days ago", see.age(l)),
            ),
            Some(_) => continue,
        };
        reward = reward.min(r.get("asset_max"));
        let place = g.asset.as_ref().and_then(|id| ops.assets.iter().find(|a| &a.id == id));
        let Some(at) = place.map(|a| a.at).or(g.at) else {
            homeless += 1;
            continue;
        };
        let mut ask = Ask::new(see, &format!("group:{}", g.id), DemandKind::Asset, g.name.clone(), at);
        ask.dwell = usual.dwell_min as i32 * 60;
        ask.worth = reward;
        let just = r.get("group_base").min(r.get("asset_max"));
        ask.every = Some(Every { days: cadence, just, due: true });
        if let Some(a) = place {
            ask.windows = assets::windows(see, a, ask.dwell, reward).0;
            ask.staffed = see.open(a).0;
            claimed.insert(a.id.clone());
        } else {
            ask.windows = vec![(see.local(usual.visit.0), see.local(usual.visit.1) - ask.dwell, reward)];
            ask.staffed = see.staffed_near(at);
        }
        // The owner is an officer or a team; another word binds nobody.
        if ops.officers.iter().any(|o| o.id.as_str() == g.owner) {
            ask.prefer = Some(OfficerId::new(&g.owner));
        } else if ops.officers.iter().any(|o| o.team.as_str() == g.owner) {
            ask.only.1 = Some(TeamId::new(&g.owner));
        }
        ask.purpose =
            format!("Contact with this group ({}) is due every {cadence} days: {why}.", g.kind.replace('_', " "));
        ask.action = words(&["Ask what matters to the group now", "Agree the next contact", "Note what you promise"]);
        out.list.push(ask);
    }
    if homeless > 0 {
        out.notes.push(format!(
            "{homeless} groups are due for contact and have no place: give asset, or lon and lat, in the groups table."
        ));
    }
    claimed
}
