//! Where people live: residents of settlements shared out along streets, and summed by ward, parish and LSOA.

use super::canvas::Canvas;
use super::layout::{Layout, share_out};

/// Gives every street its areas, and every area its residents. Sums are kept: nobody is lost.
pub(super) fn settle(canvas: &mut Canvas, layout: &mut Layout) {
    let mut of: Vec<Vec<usize>> = vec![Vec::new(); layout.settlements.len()];
    for (i, street) in canvas.streets.iter_mut().enumerate() {
        street.areas = layout.locate(street.at);
        if let Some(list) = of.get_mut(street.home) {
            list.push(i);
        }
    }
    for (settlement, list) in layout.settlements.iter().zip(&of) {
        let weights: Vec<f64> =
            list.iter().map(|&i| canvas.streets.get(i).map_or(0.0, |s| s.length * s.kind.homes())).collect();
        for (&i, n) in list.iter().zip(share_out(settlement.residents, &weights)) {
            let Some(street) = canvas.streets.get(i) else { continue };
            let [ward, parish, lsoa] = street.areas;
            let of = [layout.wards.get_mut(ward), layout.parishes.get_mut(parish), layout.lsoas.get_mut(lsoa)];
            for area in of.into_iter().flatten() {
                area.residents += n;
            }
        }
    }
}
