//! Whether a problem makes sense: sizes that agree, positions that exist, times in order.

use super::ReadError;
use crate::patrol::solve::{Choice, Fixed, Problem};

fn wrong<T>(place: String, found: &dyn ToString, expected: impl Into<String>) -> Result<T, ReadError> {
    Err(ReadError::Wrong { place, found: found.to_string(), expected: expected.into() })
}

/// Sizes that the members of a problem must keep to.
struct Sizes {
    places: usize,
    layers: usize,
}

impl Sizes {
    fn place(&self, at: usize, name: impl FnOnce() -> String) -> Result<(), ReadError> {
        if at < self.places { Ok(()) } else { wrong(name(), &at, format!("a place below {}", self.places)) }
    }

    fn layer(&self, at: usize, name: impl FnOnce() -> String) -> Result<(), ReadError> {
        if at < self.layers { Ok(()) } else { wrong(name(), &at, format!("a foot table below {}", self.layers)) }
    }

    fn choices(&self, list: &[Choice], of: &str) -> Result<(), ReadError> {
        for (i, c) in list.iter().enumerate() {
            let name = |member: &str| format!("{of}.choices[{i}].{member}");
            self.place(c.enter, || name("enter"))?;
            self.place(c.leave, || name("leave"))?;
            self.layer(c.layer, || name("layer"))?;
            not_negative(c.dwell, || name("dwell"))?;
            in_order(c.window, || name("window"))?;
            for (k, l) in c.longer.iter().enumerate() {
                not_negative(l.seconds, || name(&format!("longer[{k}].seconds")))?;
            }
        }
        Ok(())
    }
}

fn not_negative(seconds: i32, name: impl FnOnce() -> String) -> Result<(), ReadError> {
    if seconds >= 0 { Ok(()) } else { wrong(name(), &seconds, "seconds, not below 0") }
}

fn in_order((from, to): (i32, i32), name: impl FnOnce() -> String) -> Result<(), ReadError> {
    if from <= to {
        Ok(())
    } else {
        wrong(name(), &format!("[{from}, {to}]"), "[earliest, latest], the latest not before the earliest")
    }
}

/// Whether a fixed visit is of a choice that there is, and begins within its window.
fn fixed(p: &Problem, f: &Fixed, of: &str) -> Result<(), ReadError> {
    let Some(d) = p.demands.get(f.demand) else {
        return wrong(format!("{of}.demand"), &f.demand, format!("a demand below {}", p.demands.len()));
    };
    let Some(c) = d.choices.get(f.choice) else {
        return wrong(format!("{of}.choice"), &f.choice, format!("a choice below {}", d.choices.len()));
    };
    if f.pieces > c.longer.len() {
        return wrong(format!("{of}.pieces"), &f.pieces, format!("at most {}", c.longer.len()));
    }
    in_order(f.window, || format!("{of}.window"))?;
    if f.window.1 < c.window.0 || f.window.0 > c.window.1 {
        let found = format!("[{}, {}]", f.window.0, f.window.1);
        let expected = format!("a start within [{}, {}], the choice's window", c.window.0, c.window.1);
        return wrong(format!("{of}.window"), &found, expected);
    }
    Ok(())
}

/// The first thing that makes no sense.
pub fn check(p: &Problem) -> Result<(), ReadError> {
    let sizes = Sizes { places: p.foot.first().map_or(0, |t| t.size), layers: p.foot.len() };
    for (i, t) in p.foot.iter().enumerate().skip(1) {
        if t.size != sizes.places {
            return wrong(format!("foot[{i}]"), &format!("{} places", t.size), format!("{}, as foot[0]", sizes.places));
        }
    }
    if p.ride.size != sizes.places && p.ride.size != 0 {
        let expected = format!("{}, as the foot tables, or an empty table", sizes.places);
        return wrong("ride".to_owned(), &format!("{} places", p.ride.size), expected);
    }
    not_negative(p.parking, || "parking".to_owned())?;
    for (i, v) in p.vehicles.iter().enumerate() {
        let name = |member: &str| format!("vehicles[{i}].{member}");
        sizes.place(v.start, || name("start"))?;
        sizes.place(v.end, || name("end"))?;
        sizes.layer(v.end_layer, || name("end_layer"))?;
        in_order(v.span, || name("span"))?;
        not_negative(v.busy, || name("busy"))?;
        for (member, most) in [("max_foot", v.max_foot), ("max_ride", v.max_ride)] {
            most.map_or(Ok(()), |s| not_negative(s, || name(member)))?;
        }
        if v.rides && p.ride.size == 0 {
            return wrong(name("rides"), &true, "false, since the ride table is empty");
        }
        v.car.map_or(Ok(()), |car| sizes.place(car, || name("car")))?;
        for (k, f) in v.fixed.iter().enumerate() {
            fixed(p, f, &name(&format!("fixed[{k}]")))?;
        }
        if let Some(b) = &v.pause {
            sizes.choices(&b.choices, &name("pause"))?;
        }
    }
    for (i, d) in p.demands.iter().enumerate() {
        let name = |member: &str| format!("demands[{i}].{member}");
        sizes.choices(&d.choices, &format!("demands[{i}]"))?;
        not_negative(d.spacing, || name("spacing"))?;
        if d.allowed.len() != p.vehicles.len() {
            let expected = format!("{}, one a vehicle", p.vehicles.len());
            return wrong(name("allowed"), &format!("{} entries", d.allowed.len()), expected);
        }
        if let Some(k) = d.decay.windows(2).position(|w| w[0] < w[1]) {
            let (found, expected) = (d.decay[k + 1], format!("no more than {}, the entry before it", d.decay[k]));
            return wrong(name(&format!("decay[{}]", k + 1)), &found, expected);
        }
        let several = |c: &Choice| c.window.0 != c.window.1;
        if d.crew() > 1
            && let Some(c) = d.choices.iter().position(several)
        {
            let (from, to) = d.choices[c].window;
            let expected = "one start, since several officers come together";
            return wrong(name(&format!("choices[{c}].window")), &format!("[{from}, {to}]"), expected);
        }
        if let Some(park) = d.park {
            sizes.place(park, || name("park"))?;
        }
    }
    for (i, q) in p.quotas.iter().enumerate() {
        let name = |member: &str| format!("quotas[{i}].{member}");
        for (member, len, all) in
            [("vehicles", q.vehicles.len(), p.vehicles.len()), ("demands", q.demands.len(), p.demands.len())]
        {
            if len != all {
                return wrong(name(member), &format!("{len} entries"), format!("{all}, one each"));
            }
        }
        for (member, x) in [("seconds", q.seconds), ("price", q.price)] {
            if x < 0 {
                return wrong(name(member), &x, "0 or more");
            }
        }
    }
    Ok(())
}
