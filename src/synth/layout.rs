//! Where towns and villages lie, and the wards, parishes and LSOAs that cover them without gap or overlap.
//!
//! The county is a sheet of square blocks of 4 km. A block holds a town (four wards, one parish, eight or sixteen
//! LSOAs) or four villages (one ward, four parishes, two LSOAs). Outlines of areas run along one shared, shaken
//! lattice, so that neighbours meet exactly.

use super::dice::Dice;
use super::names;
use super::plane::{Bar, Barrier, Pt};

/// Metres across a cell of the lattice.
const CELL: f64 = 250.0;
/// Cells from side to side of a block.
const SIDE: usize = 16;
/// Metres across a block.
pub(super) const BLOCK: f64 = CELL * SIDE as f64;
/// Cells from one shaken corner to the next; those between stray only a little from the line.
const COARSE: usize = 4;
/// Where the LSOAs of a town begin: small ones in the middle, where people live close together.
const TOWN_LINES: [usize; 5] = [0, 5, 8, 11, 16];

/// A ward, parish or LSOA.
pub(super) struct Area {
    pub(super) code: String,
    pub(super) name: String,
    /// Outline, counter-clockwise, closed.
    pub(super) ring: Vec<Pt>,
    /// Usual residents.
    pub(super) residents: u32,
    /// Whether it is of a rural block.
    pub(super) rural: bool,
    /// The block that it is of.
    pub(super) block: usize,
}

/// A town or a village.
pub(super) struct Settlement {
    pub(super) name: String,
    pub(super) centre: Pt,
    /// Half its width, metres.
    pub(super) half: f64,
    pub(super) residents: u32,
    pub(super) town: bool,
    pub(super) block: usize,
}

/// The whole sheet.
pub(super) struct Layout {
    pub(super) cols: usize,
    pub(super) rows: usize,
    lattice: Vec<Pt>,
    /// Ward, parish and LSOA of each cell.
    cells: Vec<[usize; 3]>,
    pub(super) wards: Vec<Area>,
    pub(super) parishes: Vec<Area>,
    pub(super) lsoas: Vec<Area>,
    /// Towns first.
    pub(super) settlements: Vec<Settlement>,
    /// Settlement of each quarter block, row by row from the south-west.
    pub(super) quarters: Vec<usize>,
    pub(super) barriers: Vec<Barrier>,
}

impl Layout {
    /// Draws the sheet for a number of residents: two rural blocks for each town.
    pub(super) fn new(seed: u64, residents: u32) -> Self {
        let mut dice = Dice::new(seed, "layout");
        let towns = (f64::from(residents) / 32_000.0).round().max(1.0) as usize;
        let blocks = (towns * 3).max(4);
        let cols = (blocks as f64).sqrt().ceil() as usize;
        let rows = blocks.div_ceil(cols);
        let mut layout = Self {
            cols,
            rows,
            lattice: Vec::new(),
            cells: vec![[0; 3]; cols * rows * SIDE * SIDE],
            wards: Vec::new(),
            parishes: Vec::new(),
            lsoas: Vec::new(),
            settlements: Vec::new(),
            quarters: vec![0; cols * rows * 4],
            barriers: Vec::new(),
        };
        layout.shake(&mut dice);
        let town_blocks = layout.town_blocks(towns);
        layout.settle(&mut dice, &town_blocks, residents);
        layout.bound(&town_blocks);
        let home = town_blocks.first().copied().unwrap_or(0);
        for k in (home / cols % 5..rows).step_by(5) {
            layout.barriers.push(Barrier::new(
                k as f64 * BLOCK + BLOCK / 2.0 + 540.0,
                dice.between(0.0, 6.0),
                Bar::River,
            ));
        }
        for k in (home % cols % 5..cols).step_by(5) {
            layout.barriers.push(Barrier::new(
                k as f64 * BLOCK + BLOCK / 2.0 - 460.0,
                dice.between(0.0, 6.0),
                Bar::Railway,
            ));
        }
        layout.barriers.push(Barrier::new((rows / 2).max(1) as f64 * BLOCK, dice.between(0.0, 6.0), Bar::Motorway));
        for s in layout.settlements.iter_mut().filter(|s| !s.town) {
            for barrier in &layout.barriers {
                s.centre = barrier.away(s.centre, s.half + 70.0);
            }
        }
        layout
    }

    /// Draws the lattice: shaken corners of cells, and between them points that stray a little, so that borders
    /// wind as brooks and hedges do.
    fn shake(&mut self, dice: &mut Dice) {
        let (w, h) = (self.cols * SIDE / COARSE, self.rows * SIDE / COARSE);
        let mut coarse = Vec::with_capacity((w + 1) * (h + 1));
        for j in 0..=h {
            for i in 0..=w {
                let p = Pt::new((i * COARSE) as f64 * CELL, (j * COARSE) as f64 * CELL);
                coarse.push(p.plus(dice.between(-110.0, 110.0), dice.between(-110.0, 110.0)));
            }
        }
        let at = |i: usize, j: usize| coarse.get(j.min(h) * (w + 1) + i.min(w)).copied().unwrap_or(Pt::new(0.0, 0.0));
        for j in 0..=h * COARSE {
            for i in 0..=w * COARSE {
                let (ci, cj) = (i / COARSE, j / COARSE);
                let (u, v) = ((i % COARSE) as f64 / COARSE as f64, (j % COARSE) as f64 / COARSE as f64);
                let (south, north) =
                    (at(ci, cj).toward(at(ci + 1, cj), u), at(ci, cj + 1).toward(at(ci + 1, cj + 1), u));
                self.lattice.push(south.toward(north, v).plus(dice.between(-38.0, 38.0), dice.between(-38.0, 38.0)));
            }
        }
    }

    /// A third of the blocks, no two side by side, nearest to the middle first.
    fn town_blocks(&self, towns: usize) -> Vec<usize> {
        let far = |b: &usize| {
            let (dx, dy) = (2 * (b % self.cols) + 1, 2 * (b / self.cols) + 1);
            dx.abs_diff(self.cols).pow(2) + dy.abs_diff(self.rows).pow(2)
        };
        let mut all: Vec<_> =
            (0..self.cols * self.rows).filter(|b| (b % self.cols + 2 * (b / self.cols)).is_multiple_of(3)).collect();
        all.sort_by_key(|b| (far(b), *b));
        all.truncate(towns);
        all
    }

    fn block_corner(&self, block: usize) -> Pt {
        Pt::new((block % self.cols) as f64 * BLOCK, (block / self.cols) as f64 * BLOCK)
    }

    fn settle(&mut self, dice: &mut Dice, town_blocks: &[usize], residents: u32) {
        let mut weights = Vec::new();
        for (k, &block) in town_blocks.iter().enumerate() {
            weights.push(if k == 0 { 26_000.0 } else { dice.between(15_000.0, 30_000.0) });
            self.settlements.push(Settlement {
                name: names::settlement(k),
                centre: self.block_corner(block).plus(BLOCK / 2.0, BLOCK / 2.0),
                half: 0.0,
                residents: 0,
                town: true,
                block,
            });
        }
        for block in (0..self.cols * self.rows).filter(|b| !town_blocks.contains(b)) {
            for (q, share) in [2100.0, 420.0, 1050.0, 230.0].into_iter().enumerate() {
                let shift = |dice: &mut Dice, part: usize| {
                    part as f64 * BLOCK / 2.0 + BLOCK / 4.0 + dice.between(-320.0, 320.0)
                };
                weights.push(share * dice.between(0.8, 1.2));
                let at = self.block_corner(block).plus(shift(dice, q % 2), shift(dice, q / 2));
                let name = names::settlement(self.settlements.len());
                self.settlements.push(Settlement { name, centre: at, half: 0.0, residents: 0, town: false, block });
            }
        }
        for (s, n) in self.settlements.iter_mut().zip(share_out(residents, &weights)) {
            s.residents = n;
            let root = f64::from(n).sqrt();
            s.half = if s.town { (root * 9.7).clamp(1280.0, 1620.0) } else { (root * 6.2).clamp(175.0, 380.0) };
        }
    }

    fn corner(&self, i: usize, j: usize) -> Pt {
        self.lattice.get(j * (self.cols * SIDE + 1) + i).copied().unwrap_or(Pt::new(0.0, 0.0))
    }

    /// The outline of `w` by `h` cells from cell (i, j).
    fn ring(&self, i: usize, j: usize, w: usize, h: usize) -> Vec<Pt> {
        let mut ring: Vec<Pt> = (0..w).map(|k| self.corner(i + k, j)).collect();
        ring.extend((0..h).map(|k| self.corner(i + w, j + k)));
        ring.extend((0..w).map(|k| self.corner(i + w - k, j + h)));
        ring.extend((0..h).map(|k| self.corner(i, j + h - k)));
        ring.push(self.corner(i, j));
        ring
    }

    /// Adds an area of cells and notes it in each of them.
    fn add(&mut self, layer: usize, name: String, rural: bool, block: usize, at: (usize, usize), size: (usize, usize)) {
        let ring = self.ring(at.0, at.1, size.0, size.1);
        let (areas, prefix) = match layer {
            0 => (&mut self.wards, "E05999"),
            1 => (&mut self.parishes, "E04999"),
            _ => (&mut self.lsoas, "E0199"),
        };
        let index = areas.len();
        let width = 9 - prefix.len();
        areas.push(Area { code: format!("{prefix}{:0width$}", index + 1), name, ring, residents: 0, rural, block });
        for j in at.1..at.1 + size.1 {
            for i in at.0..at.0 + size.0 {
                if let Some(cell) = self.cells.get_mut(j * self.cols * SIDE + i) {
                    cell[layer] = index;
                }
            }
        }
    }

    fn bound(&mut self, town_blocks: &[usize]) {
        let mut lsoa = 0;
        for block in 0..self.cols * self.rows {
            let (i, j) = (block % self.cols * SIDE, block / self.cols * SIDE);
            let here: Vec<(usize, String)> = (self.settlements.iter().enumerate())
                .filter(|(_, s)| s.block == block)
                .map(|(k, s)| (k, s.name.clone()))
                .collect();
            let name = |q: usize| here.get(q.min(here.len().saturating_sub(1))).map_or(String::new(), |h| h.1.clone());
            for q in 0..4 {
                let at = ((block / self.cols * 2 + q / 2) * self.cols + block % self.cols) * 2 + q % 2;
                if let (Some(slot), Some(h)) =
                    (self.quarters.get_mut(at), here.get(q.min(here.len().saturating_sub(1))))
                {
                    *slot = h.0;
                }
            }
            let mut lsoa_name = || {
                lsoa += 1;
                format!("Fenmark {:03}{}", (lsoa - 1) / 5 + 1, char::from(b'A' + ((lsoa - 1) % 5) as u8))
            };
            if town_blocks.contains(&block) {
                for (q, side) in ["South West", "South East", "North West", "North East"].into_iter().enumerate() {
                    self.add(0, format!("{} {side}", name(0)), false, block, (i + q % 2 * 8, j + q / 2 * 8), (8, 8));
                }
                self.add(1, name(0), false, block, (i, j), (SIDE, SIDE));
                // A small town has half as many.
                let large = here.first().and_then(|h| self.settlements.get(h.0)).is_some_and(|s| s.residents > 18_000);
                let rows: &[usize] = if large { &TOWN_LINES } else { &[0, 8, 16] };
                for row in rows.windows(2) {
                    for col in TOWN_LINES.windows(2) {
                        let size = (col[1] - col[0], row[1] - row[0]);
                        self.add(2, lsoa_name(), false, block, (i + col[0], j + row[0]), size);
                    }
                }
            } else {
                self.add(0, format!("{} and {}", name(0), name(2)), true, block, (i, j), (SIDE, SIDE));
                for q in 0..4 {
                    self.add(1, name(q), true, block, (i + q % 2 * 8, j + q / 2 * 8), (8, 8));
                }
                for q in 0..2 {
                    self.add(2, lsoa_name(), true, block, (i, j + q * 8), (SIDE, 8));
                }
            }
        }
    }

    /// How many settlements are towns; they come first.
    pub(super) fn towns(&self) -> usize {
        self.settlements.iter().filter(|s| s.town).count()
    }

    /// South-west and north-east corner of the sheet.
    pub(super) fn extent(&self) -> (Pt, Pt) {
        (Pt::new(-150.0, -150.0), Pt::new(self.cols as f64 * BLOCK + 150.0, self.rows as f64 * BLOCK + 150.0))
    }

    /// Ward, parish and LSOA (as indices) in which a point lies; just outside the county, the nearest.
    pub(super) fn locate(&self, p: Pt) -> [usize; 3] {
        let index = |v: f64, n: usize| ((v / CELL).floor().max(0.0) as usize).min(n * SIDE - 1);
        let (ci, cj) = (index(p.x, self.cols), index(p.y, self.rows));
        let near = |c: usize, n: usize| c.saturating_sub(1)..(c + 2).min(n * SIDE);
        let inside = near(cj, self.rows)
            .flat_map(|j| near(ci, self.cols).map(move |i| (i, j)))
            .find(|&(i, j)| contains(&self.ring(i, j, 1, 1), p));
        let (i, j) = inside.unwrap_or((ci, cj));
        self.cells.get(j * self.cols * SIDE + i).copied().unwrap_or_default()
    }

    /// Settlements of neighbouring quarter blocks: those between which lanes may run.
    pub(super) fn neighbours(&self) -> Vec<(usize, usize)> {
        let (w, h) = (self.cols * 2, self.rows * 2);
        let at = |i: usize, j: usize| self.quarters.get(j * w + i).copied().unwrap_or(0);
        let mut pairs = Vec::new();
        for j in 0..h {
            for i in 0..w {
                if i + 1 < w {
                    pairs.push((at(i, j), at(i + 1, j)));
                }
                if j + 1 < h {
                    pairs.push((at(i, j), at(i, j + 1)));
                }
            }
        }
        pairs.retain(|(a, b)| a != b);
        pairs
    }
}

/// Whether a closed ring holds a point (even-odd rule).
fn contains(ring: &[Pt], p: Pt) -> bool {
    ring.windows(2).fold(false, |inside, w| match w {
        [a, b] if (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x => !inside,
        _ => inside,
    })
}

/// Shares a whole number in proportion to weights; the parts sum to it exactly.
pub(super) fn share_out(total: u32, weights: &[f64]) -> Vec<u32> {
    let all: f64 = weights.iter().sum();
    let (mut sum, mut given) = (0.0, 0);
    let mut parts: Vec<u32> = weights
        .iter()
        .map(|w| {
            sum += w;
            let until = if all > 0.0 { (f64::from(total) * sum / all).round() as u32 } else { 0 };
            let part = until.saturating_sub(given);
            given = given.max(until);
            part
        })
        .collect();
    if let Some(last) = parts.last_mut() {
        *last += total.saturating_sub(given);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wards_parishes_and_lsoas_each_cover_the_same_ground() {
        let layout = Layout::new(3, 200_000);
        let area = |r: &[Pt]| r.windows(2).map(|w| w[0].x * w[1].y - w[1].x * w[0].y).sum::<f64>() / 2.0;
        let total = |areas: &[Area]| areas.iter().map(|a| area(&a.ring)).sum::<f64>();
        let all = area(&layout.ring(0, 0, layout.cols * SIDE, layout.rows * SIDE));
        for areas in [&layout.wards, &layout.parishes, &layout.lsoas] {
            assert!((total(areas) - all).abs() < 1.0 && areas.iter().all(|a| area(&a.ring) > 0.0));
        }
    }

    #[test]
    fn a_point_is_in_the_areas_that_locate_names() {
        let layout = Layout::new(5, 100_000);
        let mut dice = Dice::new(5, "test");
        for _ in 0..500 {
            let p = Pt::new(
                dice.between(200.0, layout.cols as f64 * BLOCK - 200.0),
                dice.between(200.0, layout.rows as f64 * BLOCK - 200.0),
            );
            let [w, s, l] = layout.locate(p);
            assert!(
                contains(&layout.wards[w].ring, p)
                    && contains(&layout.parishes[s].ring, p)
                    && contains(&layout.lsoas[l].ring, p)
            );
        }
    }

    #[test]
    fn shares_sum_to_the_whole() {
        assert_eq!(share_out(10, &[1.0, 1.0, 1.0]).iter().sum::<u32>(), 10);
        assert_eq!(share_out(7, &[0.0, 5.0]), [0, 7]);
    }
}
