//! Column widths from the content of a table.

use super::super::fonts::{FaceId, Fonts};
use super::super::inline::{Prepared, Span, Unit};
use super::super::line;
use super::layout_box::CELL_PADDING;

/// An identifier longer than this may be broken to make a column narrower.
const BREAKABLE: f32 = 92.0;
/// What an identifier keeps when even that leaves no room.
const CRAMPED: f32 = 44.0;
/// A word longer than this may be broken when there is no room at all.
const LONG_WORD: f32 = 58.0;
/// Rows looked at to find the widths that make a table shortest.
const SAMPLE: usize = 40;
const STEP: f32 = 8.0;
const ROUNDS: usize = 24;
/// A line ends about this far from the edge anyway.
const SLACK: f32 = 26.0;

/// Room that a column cannot do without, would like to keep, and could use at most.
#[derive(Debug, Clone, Copy, Default)]
struct Needs {
    /// Its widest chip: never less.
    chip: f32,
    floor: f32,
    least: f32,
    natural: f32,
}

/// Widths that fill the frame. Words and chips are not broken; what room is
/// left is dealt out so that the table takes the fewest lines.
pub(crate) fn column_widths(columns: usize, header: &[Prepared], rows: &[Vec<Prepared>], available: f32) -> Vec<f32> {
    let mut needs = vec![Needs::default(); columns];
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
        return shrink(&needs, available);
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
            let word = Word::of(unit);
            if matches!(word, Word::Chip) {
                self.chip = self.chip.max(unit.width.min(2.0 * BREAKABLE) + padding);
            }
            let (floor, least) = match word {
                Word::Identifier => (CRAMPED, BREAKABLE),
                Word::Plain => (LONG_WORD, BREAKABLE),
                Word::Chip => (2.0 * BREAKABLE, 2.0 * BREAKABLE),
            };
            let (floor, least) = (unit.width.min(floor), unit.width.min(least));
            self.floor = self.floor.max(floor + padding);
            self.least = self.least.max(least + padding);
        }
        self.natural = self.natural.max(content.natural_width() + padding).max(self.least);
    }
}

enum Word {
    Plain,
    Identifier,
    Chip,
}

impl Word {
    fn of(unit: &Unit) -> Self {
        let any = |test: fn(&Span) -> bool| unit.pieces.iter().any(|piece| test(&piece.span));
        match () {
            () if any(|span| span.chip.is_some()) => Self::Chip,
            () if any(|span| span.face == FaceId::Mono) => Self::Identifier,
            () => Self::Plain,
        }
    }
}

/// Rows to look at, evenly taken from all.
fn sample(rows: &[Vec<Prepared>]) -> impl Iterator<Item = &[Prepared]> {
    rows.iter().step_by(rows.len().div_ceil(SAMPLE).max(1)).map(Vec::as_slice)
}

/// Once the lines are known: room that no line of a column reaches goes to the
/// columns that wrap.
pub(crate) fn refit(fonts: &mut Fonts, header: &[Prepared], rows: &[Vec<Prepared>], widths: &mut [f32]) {
    let padding = 2.0 * CELL_PADDING.0;
    let mut used = vec![0.0f32; widths.len()];
    let mut wraps = vec![false; widths.len()];
    for row in std::iter::once(header).chain(sample(rows)) {
        for (column, content) in row.iter().enumerate() {
            let lines = line::lines(fonts, content, widths[column] - padding);
            let widest = lines.iter().map(|line| line.width).fold(0.0, f32::max);
            used[column] = used[column].max(widest + padding + 0.5);
            wraps[column] |= lines.len() > 1;
        }
    }
    let takes = |column: usize| wraps[column] && widths[column] - used[column] <= SLACK;
    let takers: Vec<usize> = (0..widths.len()).filter(|column| takes(*column)).collect();
    if takers.is_empty() {
        return;
    }
    let mut spare = 0.0;
    for (column, width) in widths.iter_mut().enumerate() {
        if !takers.contains(&column) {
            spare += (*width - used[column]).max(0.0);
            *width = width.min(used[column]);
        }
    }
    for column in &takers {
        widths[*column] += spare / takers.len() as f32;
    }
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
    let sample: Vec<&[Prepared]> = sample(rows).collect();
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

/// The widest columns give way until all fit, but chips stay whole if they can.
fn shrink(needs: &[Needs], available: f32) -> Vec<f32> {
    let chips: f32 = needs.iter().map(|column| column.chip).sum();
    if chips >= available {
        return needs.iter().map(|column| column.chip * available / chips).collect();
    }
    let at = |most: f32| needs.iter().map(move |column| column.floor.min(most).max(column.chip));
    let (mut low, mut high) = (0.0, available);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if at(middle).sum::<f32>() > available { high = middle } else { low = middle }
    }
    at(low).collect()
}
