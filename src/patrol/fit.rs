//! Who of a roster can be planned on a date, and why others cannot: whoever has left, is away for long, works two
//! duties at once or longer than a shift lasts is told and not planned.

use crate::county::County;
use crate::domain::code::AreaCode;
use crate::domain::place::LonLat;
use crate::domain::tables::{Officer, Shift};
use crate::domain::time::TimeOfDay;
use geo::Contains;
use jiff::civil::Date;

/// The longest shift, minutes.
const LONGEST: i32 = 12 * 60;

/// Minutes after midnight at which a shift begins and ends; the end is on the next day if it is not later.
fn minutes(times: (TimeOfDay, TimeOfDay)) -> (i32, i32) {
    let (from, to) = (i32::from(times.0.minutes()), i32::from(times.1.minutes()));
    (from, if to <= from { to + 1440 } else { to })
}

/// Why an officer is not on the strength on a date.
fn off_strength(o: &Officer, date: Date) -> Option<String> {
    match (o.status.as_str(), o.attached) {
        ("active", (Some(from), _)) if from > date => Some(format!("is attached from {from} on")),
        ("active", (_, Some(to))) if to < date => Some(format!("was attached until {to}")),
        ("active", _) => None,
        ("left", _) => Some("has left".to_owned()),
        ("long_leave", _) => Some("is on long leave".to_owned()),
        (other, _) => Some(format!("is in {}", other.replace('_', " "))),
    }
}

/// Officers to plan, in the order of their ids, with their rows of the shifts table where it has any for the date.
/// Those of it that cannot be planned are told.
pub(super) fn officers<'a>(
    county: &'a County,
    date: Date,
    notes: &mut Vec<String>,
) -> Vec<(&'a Officer, Option<&'a Shift>)> {
    let ops = &county.operations;
    if !ops.shifts.iter().any(|s| s.date == date) {
        // Without rows, all who are on the strength work by their patterns: nothing was asked of the others.
        let here = ops.officers.iter().filter(|o| off_strength(o, date).is_none());
        let mut all: Vec<_> = here.map(|o| (o, None)).collect();
        all.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        return all;
    }
    let mut rows: Vec<&Shift> = ops.shifts.iter().filter(|s| s.date == date && s.kind == "patrol").collect();
    rows.sort_by(|a, b| (&a.officer, a.start, a.end, &a.id).cmp(&(&b.officer, b.start, b.end, &b.id)));
    let mut out: Vec<(&Officer, Option<&Shift>)> = Vec::new();
    for row in rows {
        let Some(officer) = ops.officers.iter().find(|o| o.id == row.officer) else {
            notes.push(format!("Shift {} is not planned: no officer {} is known.", row.id, row.officer));
            continue;
        };
        let (from, to) = minutes((row.start, row.end));
        let why = if let Some(why) = off_strength(officer, date) {
            why
        } else if to - from > LONGEST {
            format!("would work {} hours, and a shift has at most {}", (to - from) / 60, LONGEST / 60)
        } else if let Some((_, Some(first))) = out.iter().find(|(o, _)| o.id == officer.id) {
            format!("has the shift from {} on this date already", first.start)
        } else {
            out.push((officer, Some(row)));
            continue;
        };
        notes.push(format!(
            "The shift of {} from {} to {} is not planned: {} {why}.",
            officer.label, row.start, row.end, officer.label
        ));
    }
    out
}

/// Wards of a patrol area. Codes that no boundary has are told; an area of which nothing is known is not everywhere:
/// the officer stays in the ward of the base.
pub(super) fn wards(
    county: &County,
    who: &Officer,
    areas: &[AreaCode],
    base: LonLat,
    notes: &mut Vec<String>,
) -> Vec<u32> {
    let b = &county.boundaries;
    let found = super::duty::ward_indices(county, areas);
    if b.wards.is_empty() || areas.is_empty() {
        return found;
    }
    let known = |code: &AreaCode| b.wards.iter().chain(&b.parishes).any(|a| &a.key.code == code);
    let astray: Vec<&str> = areas.iter().filter(|c| !known(c)).map(AreaCode::as_str).collect();
    if !found.is_empty() {
        if !astray.is_empty() {
            notes.push(format!("{}: {} of the patrol area are no areas that are held.", who.label, astray.join(", ")));
        }
        return found;
    }
    notes.push(format!(
        "{}: the patrol area ({}) is not among the areas that are held; the officer stays in the ward of the base.",
        who.label,
        areas.iter().map(AreaCode::as_str).collect::<Vec<_>>().join(", ")
    ));
    let home = b.wards.iter().position(|w| w.geom.contains(&base.point()));
    // A ward that there is not: no ward is open, rather than all of them.
    vec![home.map_or(u32::MAX, |i| i as u32)]
}

#[cfg(test)]
mod tests {
    use crate::county::County;
    use crate::domain::plan::Plan;
    use crate::patrol::check::check;
    use crate::patrol::rewards::Rewards;
    use crate::patrol::tests::world::{code, county, officer, picture, shift, with};
    use crate::patrol::{PlanError, PlanRequest, plan_from};

    const DATE: &str = "2026-07-10";

    fn plan(c: &County) -> Result<Plan, PlanError> {
        let request = PlanRequest { iterations: 50, ..PlanRequest::new(DATE.parse().unwrap()) };
        let plan = plan_from(c, &request, &picture(c, &[(2.0, 2.0), (6.0, 5.0)]), &Rewards::shipped())?;
        assert_eq!(check(c, &plan), vec![]);
        Ok(plan)
    }

    fn noted(plan: &Plan, words: &str) {
        assert!(plan.notes.iter().any(|n| n.contains(words)), "{words}: {:?}", plan.notes);
    }

    #[test]
    fn two_shifts_at_once_and_a_day_round_shift_are_told_and_not_planned() {
        let c = with(county(), |o| {
            o.officers = vec![officer("1", false), officer("2", false)];
            let second = crate::domain::tables::Shift { id: "b".into(), ..shift("1", DATE, "12:00", "20:00") };
            o.shifts = vec![second, shift("1", DATE, "08:00", "16:00"), shift("2", DATE, "08:00", "08:00")];
        });
        let plan = plan(&c).unwrap();
        assert_eq!(plan.routes.len(), 1);
        assert_eq!(plan.routes[0].start.get(), 8 * 3600);
        noted(&plan, "PCSO 1 has the shift from 08:00 on this date already");
        noted(&plan, "PCSO 2 would work 24 hours");
    }

    #[test]
    fn whoever_has_left_is_not_planned_though_the_shifts_say_so() {
        for (status, to, words) in [
            ("left", None, "has left"),
            ("long_leave", None, "is on long leave"),
            ("training", None, "is in training"),
            ("active", Some("2026-07-09"), "was attached until 2026-07-09"),
        ] {
            let c = with(county(), |o| {
                o.officers = vec![officer("1", false), officer("2", false)];
                o.officers[1].status = status.into();
                o.officers[1].attached.1 = to.map(|d: &str| d.parse().unwrap());
                o.shifts = vec![shift("1", DATE, "08:00", "16:00"), shift("2", DATE, "08:00", "16:00")];
            });
            let plan = plan(&c).unwrap();
            assert_eq!(plan.routes.len(), 1, "{status}");
            noted(&plan, words);
        }
    }

    #[test]
    fn an_area_that_nobody_knows_is_not_everywhere() {
        let c = with(county(), |o| {
            o.officers = vec![officer("1", true)];
            o.officers[0].areas = vec![code("W0000099")];
        });
        let made = plan(&c).unwrap();
        noted(&made, "W0000099");
        let wards: Vec<_> = made.routes[0].stops().filter_map(|s| s.ward.clone()).map(|w| w.code).collect();
        assert!(!wards.is_empty() && wards.iter().all(|w| w.as_str() == "W0000001"), "{wards:?}");
    }
}
