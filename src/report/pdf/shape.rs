//! From text to placed glyphs.
//!
//! Names come from outside and are hostile: what cannot be seen or would move
//! its neighbours is written out as `[U+202E]`. Words run left to right in their
//! stored order, so that nothing reads as what it is not; only the letters of a
//! Hebrew or Arabic word run the other way, within the word.

use std::borrow::Cow;
use std::cell::Cell;

use rustybuzz::ttf_parser::{GlyphId, Tag};
use rustybuzz::{Direction, Feature, ShapePlan, UnicodeBuffer};
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::face::{FaceId, Loaded};
use crate::evidence::untrusted::is_hidden;

/// One glyph of a run; lengths in thousandths of the font size.
///
/// What it says is known to its face: words are kept for the whole document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glyph {
    /// Glyph id in the subset.
    pub(crate) id: u16,
    /// How far the viewer moves the pen by itself (the font's own width).
    pub(crate) nominal: u16,
    /// How far the pen moves, kerning included.
    pub(crate) advance: f32,
    /// Offset of the drawing, of marks.
    pub(crate) shift: f32,
}

/// Glyphs of one face.
#[derive(Debug, Clone)]
pub(crate) struct GlyphRun {
    pub(crate) face: FaceId,
    pub(crate) glyphs: Box<[Glyph]>,
    /// The run's glyphs alone do not say its text; it is written as ActualText.
    pub(crate) ambiguous: bool,
}

/// A shaped word.
#[derive(Debug, Clone)]
pub(crate) struct Shaped {
    pub(crate) runs: Box<[GlyphRun]>,
    /// In thousandths of the font size.
    pub(crate) width: f32,
    pub(crate) text: Box<str>,
    /// Whether it is shown anywhere: much is shaped only to be measured.
    pub(crate) drawn: Cell<bool>,
}

/// The text as it may be drawn: composed, on one line, nothing invisible.
pub(crate) fn printable<'t>(faces: &[Loaded], face: FaceId, text: &'t str) -> Cow<'t, str> {
    if text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let composed: Cow<'_, str> = if is_nfc(text) { text.into() } else { text.nfc().collect::<String>().into() };
    let mut shown = String::with_capacity(composed.len());
    for character in composed.chars() {
        match character {
            '\n' | '\r' | '\t' | '\u{2000}'..='\u{200A}' | '\u{3000}' | '\u{205F}' => shown.push(' '),
            '\u{A0}' | '\u{202F}' => shown.push('\u{A0}'),
            _ if is_hidden(character)
                || ![face, FaceId::Fallback].iter().any(|face| faces[*face as usize].has(character)) =>
            {
                shown.push_str(&format!("[U+{:04X}]", u32::from(character)));
            }
            _ => shown.push(character),
        }
    }
    Cow::Owned(shown)
}

/// The text with what cannot be seen written out, for titles that a viewer draws.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.nfc() {
        match character {
            '\n' | '\r' | '\t' => shown.push(' '),
            _ if is_hidden(character) => shown.push_str(&format!("[U+{:04X}]", u32::from(character))),
            _ => shown.push(character),
        }
    }
    shown
}

/// Shapes a printable text: kerning, but no ligatures, so that one glyph stands
/// for the same characters everywhere.
pub(crate) fn shape(faces: &mut [Loaded], face: FaceId, text: &str) -> Shaped {
    let mut runs = Vec::new();
    let mut start = 0;
    let mut current = None;
    for (index, character) in text.char_indices() {
        let wanted = if character == '\u{A0}' || faces[face as usize].has(character) { face } else { FaceId::Fallback };
        // A mark belongs to the letter before it.
        let leftward = match current {
            Some((_, leftward)) if is_combining_mark(character) => leftward,
            _ => runs_leftward(character),
        };
        if let Some((open, left)) = current.filter(|open| *open != (wanted, leftward)) {
            runs.push(shape_run(&mut faces[open as usize], open, left, &text[start..index]));
            start = index;
        }
        current = Some((wanted, leftward));
    }
    if let Some((open, left)) = current {
        runs.push(shape_run(&mut faces[open as usize], open, left, &text[start..]));
    }
    let width = runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.advance).sum();
    Shaped { runs: runs.into(), width, text: text.replace('\u{A0}', " ").into(), drawn: Cell::default() }
}

/// The same word with more room after its first space-separated part.
pub(crate) fn widen_first_space(faces: &[Loaded], mut word: Shaped, by: f32) -> Shaped {
    for run in &mut word.runs {
        let texts = &faces[run.face as usize].texts;
        if let Some(space) = run.glyphs.iter_mut().find(|glyph| texts.get(&glyph.id).is_some_and(|text| text == " ")) {
            space.advance += by;
            word.width += by;
            break;
        }
    }
    word
}

/// Letters of Hebrew, Arabic and the other scripts written from the right; not digits.
fn runs_leftward(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{65F}' | '\u{66D}'..='\u{6EF}' | '\u{6FA}'..='\u{7BF}' | '\u{7CA}'..='\u{8FF}'
        | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}')
}

fn features() -> [Feature; 4] {
    [b"liga", b"clig", b"calt", b"dlig"].map(|name| Feature::new(Tag::from_bytes(name), 0, ..))
}

fn shape_run(loaded: &mut Loaded, face: FaceId, leftward: bool, text: &str) -> GlyphRun {
    let text = text.replace('\u{A0}', " ");
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(&text);
    buffer.guess_segment_properties();
    let direction = if leftward { Direction::RightToLeft } else { Direction::LeftToRight };
    buffer.set_direction(direction);
    let script = buffer.script();
    let kind = (script, leftward);
    if !loaded.plans.iter().any(|(known, _)| *known == kind) {
        let language = buffer.language();
        let plan = ShapePlan::new(&loaded.face, direction, Some(script), language.as_ref(), &features());
        loaded.plans.push((kind, plan));
    }
    let plan = loaded.plans.iter().find(|(known, _)| *known == kind).map(|(_, plan)| plan);
    let shaped = match plan {
        Some(plan) => rustybuzz::shape_with_plan(&loaded.face, plan, buffer),
        None => rustybuzz::shape(&loaded.face, &features(), buffer),
    };
    let infos = shaped.glyph_infos();
    let scale = 1000.0 / f32::from(u16::try_from(loaded.face.units_per_em()).unwrap_or(1000));
    // Glyphs stand in the order in which they are seen; the text is in that of reading.
    let mut ambiguous = leftward && infos.len() > 1;
    let mut glyphs = Vec::with_capacity(infos.len());
    for (index, (info, position)) in infos.iter().zip(shaped.glyph_positions()).enumerate() {
        let original = u16::try_from(info.glyph_id).unwrap_or(0);
        let id = loaded.remapper.remap(original);
        let first = index == 0 || infos[index - 1].cluster != info.cluster;
        let alone = first && infos.get(index + 1).is_none_or(|next| next.cluster != info.cluster);
        let says = cluster_text(&text, infos, index);
        let nominal = nominal_width(loaded, original);
        let known = loaded.texts.entry(id).or_insert_with(|| says.to_owned());
        ambiguous |= !alone || known != says;
        glyphs.push(Glyph {
            id,
            nominal,
            advance: position.x_advance as f32 * scale,
            shift: position.x_offset as f32 * scale,
        });
    }
    GlyphRun { face, glyphs: glyphs.into(), ambiguous }
}

/// The width a viewer reads from the font dictionary, where it is cut to a whole number.
fn nominal_width(loaded: &Loaded, glyph: u16) -> u16 {
    let units = loaded.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0);
    let per_em = loaded.face.units_per_em() as f32;
    (f32::from(units) * 1000.0 / per_em) as u16
}

fn cluster_text<'t>(text: &'t str, infos: &[rustybuzz::GlyphInfo], index: usize) -> &'t str {
    let start = infos[index].cluster as usize;
    // The next cluster stands after this one, or before it where letters run leftward.
    let others = infos[index..].iter().chain(infos[..index].iter().rev());
    let end = others.map(|info| info.cluster as usize).find(|cluster| *cluster > start);
    text.get(start..end.unwrap_or(text.len())).unwrap_or(" ")
}

#[cfg(test)]
mod tests {
    use crate::report::pdf::fonts::Fonts;

    use super::*;

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        let fonts = Fonts::load().unwrap();
        let shown = fonts.printable(FaceId::Regular, "admin\u{202E}nimda\u{1b}[31m\u{200d}\u{fe0f}\u{e000}e\u{301}");
        assert_eq!(shown, "admin[U+202E]nimda[U+001B][31m[U+200D][U+FE0F][U+E000]\u{e9}");
    }

    #[test]
    fn a_character_that_no_face_has_is_written_out() {
        let fonts = Fonts::load().unwrap();
        assert_eq!(fonts.printable(FaceId::Mono, "\u{4E2D}"), "[U+4E2D]");
    }

    #[test]
    fn the_letters_of_a_hebrew_word_run_leftward_and_nothing_else_does() {
        let mut fonts = Fonts::load().unwrap();
        let shaped = fonts.shape(FaceId::Regular, "a\u{5D0}\u{5D1}9b");
        let glyph = |fonts: &mut Fonts, text: &str| fonts.shape(FaceId::Regular, text).runs[0].glyphs[0].id;
        let (alef, bet) = (glyph(&mut fonts, "\u{5D0}"), glyph(&mut fonts, "\u{5D1}"));
        let middle: Vec<u16> = shaped.runs[1].glyphs.iter().map(|glyph| glyph.id).collect();
        assert_eq!(middle, [bet, alef]);
        assert!(shaped.runs[1].ambiguous, "its text is written beside it");
        assert_eq!(&*shaped.text, "a\u{5D0}\u{5D1}9b");
        assert_eq!(shaped.runs[2].glyphs.len(), 2, "9b");
    }

    #[test]
    fn kerning_is_applied_and_figures_have_one_width() {
        let mut fonts = Fonts::load().unwrap();
        let pair = fonts.shape(FaceId::Regular, "AV").width;
        let apart = fonts.shape(FaceId::Regular, "A").width + fonts.shape(FaceId::Regular, "V").width;
        assert!(pair < apart);
        assert_eq!(fonts.shape(FaceId::Regular, "11").width, fonts.shape(FaceId::Regular, "88").width);
    }
}
