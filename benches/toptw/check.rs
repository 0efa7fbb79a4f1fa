//! A judge for routes: it knows the instance and no solver.

use crate::instance::Instance;

/// The reward of routes (customers in order, the depot left out), or the rule that they break.
pub fn reward(x: &Instance, vehicles: usize, routes: &[Vec<usize>]) -> Result<i64, String> {
    if routes.len() > vehicles {
        return Err(format!("{} routes for {vehicles} vehicles", routes.len()));
    }
    let mut seen = vec![false; x.places.len()];
    let mut total = 0;
    let depot = x.places[0];
    for route in routes {
        let (mut here, mut time) = (0, depot.open);
        for &id in route {
            let p = x.places.get(id).filter(|_| id > 0).ok_or_else(|| format!("{id}: no such customer"))?;
            if std::mem::replace(&mut seen[id], true) {
                return Err(format!("{id} is visited twice"));
            }
            let start = (time + x.far(here, id)).max(p.open);
            if start > p.close {
                return Err(format!("{id}: starts at {start}, closes at {}", p.close));
            }
            total += p.score;
            (here, time) = (id, start + p.service);
        }
        let back = time + x.far(here, 0);
        if !route.is_empty() && back > depot.close {
            return Err(format!("back at {back}, the depot closes at {}", depot.close));
        }
    }
    Ok(total)
}
