//! The embedded fonts: loaded, shaped with, and cut down to the glyphs used.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use printpdf::{FontId, ParsedFont, PdfFont};
use rustybuzz::Face;
use subsetter::GlyphRemapper;

use super::PdfError;
pub(crate) use super::face::FaceId;
use super::face::{Loaded, SOURCES};
use super::shape::{self, Shaped};

/// Words of each face by their text.
type Words = [HashMap<Box<str>, Rc<Shaped>>; FaceId::COUNT];

/// All faces, and the words shaped so far.
pub(crate) struct Fonts {
    loaded: Vec<Loaded>,
    words: Words,
    chips: Words,
}

impl Fonts {
    /// Loads the faces.
    ///
    /// # Errors
    /// When a face does not parse.
    pub(crate) fn load() -> Result<Self, PdfError> {
        let mut loaded = Vec::with_capacity(SOURCES.len());
        for source in &SOURCES {
            let face = Face::from_slice(source.data, 0).ok_or(PdfError::Font(source.name))?;
            loaded.push(Loaded { face, plans: Vec::new(), remapper: GlyphRemapper::new(), texts: BTreeMap::new() });
        }
        Ok(Self { loaded, words: Default::default(), chips: Default::default() })
    }

    /// The text as it may be drawn in a face.
    pub(crate) fn printable<'t>(&self, face: FaceId, text: &'t str) -> Cow<'t, str> {
        shape::printable(&self.loaded, face, text)
    }

    /// Shapes a word, or returns it as it was shaped before.
    pub(crate) fn shape(&mut self, face: FaceId, text: &str) -> Rc<Shaped> {
        if let Some(known) = self.words[face as usize].get(text) {
            return Rc::clone(known);
        }
        let shaped = Rc::new(shape::shape(&mut self.loaded, face, text));
        self.words[face as usize].insert(text.into(), Rc::clone(&shaped));
        shaped
    }

    /// The words of a chip: as they are shaped, with more room after the sign that they begin with.
    pub(crate) fn shape_chip(&mut self, face: FaceId, text: &str, room: f32) -> Rc<Shaped> {
        if let Some(known) = self.chips[face as usize].get(text) {
            return Rc::clone(known);
        }
        let word = shape::shape(&mut self.loaded, face, text);
        let chip = Rc::new(shape::widen_first_space(&self.loaded, word, room));
        self.chips[face as usize].insert(text.into(), Rc::clone(&chip));
        chip
    }

    /// Width of a text in points.
    pub(crate) fn width(&mut self, face: FaceId, size: f32, text: &str) -> f32 {
        self.shape(face, text).width * size / 1000.0
    }

    /// The resource name of each face, and what its glyphs say.
    pub(crate) fn faces(&self) -> impl Iterator<Item = (FontId, &BTreeMap<u16, String>)> {
        SOURCES.iter().zip(&self.loaded).map(|(source, loaded)| (FontId(source.resource.to_owned()), &loaded.texts))
    }

    /// The faces used, cut to their glyphs, under fixed resource names.
    ///
    /// # Errors
    /// When a face cannot be cut or read back.
    pub(crate) fn subsets(&self) -> Result<Vec<(FontId, PdfFont)>, PdfError> {
        let mut fonts = Vec::new();
        for (source, loaded) in SOURCES.iter().zip(&self.loaded) {
            if loaded.texts.is_empty() {
                continue;
            }
            let failed = || PdfError::Font(source.name);
            let subset = subsetter::subset(source.data, 0, &loaded.remapper).map_err(|_| failed())?;
            let mut parsed = ParsedFont::from_bytes(source.data, 0, &mut Vec::new()).ok_or_else(failed)?;
            let widths: BTreeMap<u16, u16> = loaded
                .remapper
                .remapped_gids()
                .zip(0u16..)
                .map(|(original, new)| (new, parsed.glyph_widths.get(&original).copied().unwrap_or(0)))
                .collect();
            parsed.font_name = Some(format!("{}+{}", subset_tag(&subset), source.name));
            parsed.original_bytes = subset;
            parsed.glyph_widths = widths;
            fonts.push((FontId(source.resource.to_owned()), PdfFont::new(parsed)));
        }
        Ok(fonts)
    }
}

/// The resource name of a face.
pub(crate) fn resource(face: FaceId) -> FontId {
    FontId(SOURCES[face as usize].resource.to_owned())
}

/// The six capital letters that ISO 32000-1, 9.6.4 asks of a subset, from its content.
fn subset_tag(subset: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(subset).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}
