//! Column widths from the content of a table.

use super::super::fonts::FaceId;
use super::super::inline::{Prepared, Unit};
use super::slab::CELL_PADDING;

/// An identifier longer than this may be broken to make a column narrower.
const BREAKABLE: f32 = 92.0;
/// What an identifier keeps when even that leaves no room.
const CRAMPED: f32 = 38.0;
/// Rows looked at to find the widths that make a table shortest.
const SAMPLE: usize = 40;
const STEP: f32 = 8.0;
const ROUNDS: usize = 24;

/// Room that a column cannot do without, would like to keep, and could use at most.
#[derive(Debug, Clone, Copy, Default)]
struct Needs {
    floor: f32,
    least: f32,
    natural: f32,
}

/// Widths that fill the frame. Words and chips are not broken; what room is
/// left is dealt out so that the table takes the fewest lines.
pub(crate) fn column_widths(header: &[Prepared], rows: &[Vec<Prepared>], available: f32) -> Vec<f32> {
    let mut needs = vec![Needs::default(); header.len()];
    for row in std::iter::once(header).chain(rows.iter().map(Vec::as_slice)) {
        for (needs, content) in needs.iter_mut().zip(row) {
            needs.include(content);
        }
    }
    let total = |pick: fn(&Needs) -> f32| needs.iter().map(pick).sum::<f32>();
    let (floor, least, natural) = (total(|n| n.floor), total(|n| n.least), total(|n| n.natural));
    if natural <= available {
        let extra = available - natural;
        return needs.iter().map(|column| column.natural + extra * column.natural / natural).collect();
    }
    if floor >= available {
        let floors: Vec<f32> = needs.iter().map(|column| column.floor).collect();
        return shrink(&floors, available);
    }
    if least >= available {
        let part = (available - floor) / (least - floor);
        return needs.iter().map(|column| column.floor + (column.least - column.floor) * part).collect();
    }
    // A very long text takes no more than its share by the square root of its length.
    let wish = |column: &Needs| (column.natural - column.least).max(0.0).sqrt();
    let wishes: f32 = needs.iter().map(wish).sum();
    let mut widths: Vec<f32> =
        needs.iter().map(|column| column.least + (available - least) * wish(column) / wishes).collect();
    settle(&mut widths, &needs, available);
    shorten(&mut widths, &needs, rows);
    widths
}

impl Needs {
    fn include(&mut self, content: &Prepared) {
        let padding = 2.0 * CELL_PADDING.0 + 0.2;
        for unit in &content.units {
            let (floor, least) = if is_identifier(unit) {
                (unit.width.min(CRAMPED), unit.width.min(BREAKABLE))
            } else {
                (unit.width.min(BREAKABLE), unit.width.min(2.0 * BREAKABLE))
            };
            self.floor = self.floor.max(floor + padding);
            self.least = self.least.max(least + padding);
        }
        self.natural = self.natural.max(content.natural_width() + padding).max(self.least);
    }
}

fn is_identifier(unit: &Unit) -> bool {
    unit.pieces.iter().any(|piece| piece.span.face == FaceId::Mono)
}

/// Takes back what a column does not need and gives it to those that wrap.
fn settle(widths: &mut [f32], needs: &[Needs], available: f32) {
    for _ in 0..widths.len() {
        for (width, column) in widths.iter_mut().zip(needs) {
            *width = width.min(column.natural);
        }
        let spare = available - widths.iter().sum::<f32>();
        let hungry: Vec<usize> = (0..widths.len()).filter(|c| widths[*c] < needs[*c].natural - 0.5).collect();
        if spare < 0.5 || hungry.is_empty() {
            break;
        }
        for column in &hungry {
            widths[*column] += spare / hungry.len() as f32;
        }
    }
}

/// Moves room between columns as long as that makes a sample of the rows shorter.
fn shorten(widths: &mut [f32], needs: &[Needs], rows: &[Vec<Prepared>]) {
    let every = rows.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<&[Prepared]> = rows.iter().step_by(every).map(Vec::as_slice).collect();
    let inner = |width: f32| width - 2.0 * CELL_PADDING.0;
    let count = |column: usize, width: f32| -> Vec<u32> {
        sample.iter().map(|row| row[column].estimated_lines(inner(width))).collect()
    };
    for _ in 0..ROUNDS {
        let now: Vec<Vec<u32>> = (0..widths.len()).map(|c| count(c, widths[c])).collect();
        let less: Vec<Vec<u32>> = (0..widths.len()).map(|c| count(c, widths[c] - STEP)).collect();
        let more: Vec<Vec<u32>> = (0..widths.len()).map(|c| count(c, widths[c] + STEP)).collect();
        let height = |giver: usize, taker: usize| -> u32 {
            let pick = |column: usize, row: usize| match column {
                _ if giver == taker => now[column][row],
                _ if column == giver => less[column][row],
                _ if column == taker => more[column][row],
                _ => now[column][row],
            };
            let tallest = |row: usize| (0..now.len()).map(|column| pick(column, row)).max().unwrap_or(1);
            // The sum of all cells decides between widths of equal height.
            let all = |row: usize| (0..now.len()).map(|column| pick(column, row)).sum::<u32>();
            (0..sample.len()).map(|row| tallest(row) * 64 + all(row)).sum()
        };
        let givers = (0..widths.len()).filter(|c| widths[*c] - STEP >= needs[*c].least);
        let moves = givers.flat_map(|giver| (0..widths.len()).map(move |taker| (giver, taker)));
        let best = moves.filter(|(giver, taker)| giver != taker).min_by_key(|(giver, taker)| height(*giver, *taker));
        let Some((giver, taker)) = best.filter(|(giver, taker)| height(*giver, *taker) < height(0, 0)) else { return };
        widths[giver] -= STEP;
        widths[taker] += STEP;
    }
}

/// The widest columns give way until all fit.
fn shrink(least: &[f32], available: f32) -> Vec<f32> {
    let mut sorted = least.to_vec();
    sorted.sort_by(f32::total_cmp);
    let mut rest = available;
    for (index, width) in sorted.iter().enumerate() {
        let share = rest / (sorted.len() - index) as f32;
        if *width > share {
            return least.iter().map(|width| width.min(share)).collect();
        }
        rest -= width;
    }
    least.to_vec()
}
