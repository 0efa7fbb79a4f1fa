//! Officers stay in their patrol area, or where they have consented to go.

use super::{Case, Faults, demand};
use crate::domain::plan::Route;
use std::collections::BTreeSet;

pub(super) fn check(case: &Case<'_>, route: &Route, faults: &mut Faults<'_>) {
    if route.wards.is_empty() {
        return;
    }
    let mut may: BTreeSet<&str> = route.wards.iter().map(|w| w.code.as_str()).collect();
    for other in case.together(route) {
        may.extend(other.wards.iter().map(|w| w.code.as_str()));
        if let Some(o) = case.officer(other) {
            may.extend(o.areas.iter().chain(&o.consent_areas).map(crate::domain::AreaCode::as_str));
        }
    }
    let parishes = &case.county.boundaries.parishes;
    if parishes.iter().any(|p| may.contains(p.key.code.as_str())) {
        // A parish stands for wards that this judge does not draw anew.
        return;
    }
    for stop in route.stops() {
        let Some(ward) = stop.ward.as_ref().filter(|w| !may.contains(w.code.as_str())) else { continue };
        let (kind, id) = demand(stop);
        let ops = &case.county.operations;
        // What is ordered, or bound to this officer, may lie elsewhere.
        let ordered = match kind {
            "tasking" => {
                super::orders::held(case, id).is_some_and(|t| t.mandatory || t.officer.is_some() || t.team.is_some())
            }
            "engagement" => {
                ops.engagements.iter().any(|e| e.id == id && (e.mandatory || e.officer.is_some() || e.team.is_some()))
            }
            "group" => ops.groups.iter().any(|g| g.id == id && !g.owner.is_empty()),
            _ => false,
        };
        if !ordered {
            faults.say(format!("{} lies in {}, outside the patrol area", stop.name, ward.code));
        }
    }
}
