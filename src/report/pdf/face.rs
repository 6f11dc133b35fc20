//! The faces that reports are set in.

use std::collections::BTreeMap;

use rustybuzz::{Face, ShapePlan};
use subsetter::GlyphRemapper;

/// A face of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FaceId {
    /// Source Sans 3 Regular: text.
    Regular,
    /// Source Sans 3 SemiBold: headings and stress.
    SemiBold,
    /// Source Sans 3 Italic: emphasis.
    Italic,
    /// IBM Plex Mono: identifiers and code.
    Mono,
    /// DejaVu Sans: what the others lack.
    Fallback,
}

impl FaceId {
    /// How many faces there are.
    pub(crate) const COUNT: usize = SOURCES.len();
}

pub(super) struct Source {
    pub(super) name: &'static str,
    pub(super) resource: &'static str,
    pub(super) data: &'static [u8],
}

// In the order of `FaceId`. The file names are those of the unmodified originals.
pub(super) const SOURCES: [Source; 5] = [
    Source {
        name: "SourceSans3-Regular",
        resource: "Text",
        data: include_bytes!("../../../assets/fonts/SourceSans3_400Regular.ttf"),
    },
    Source {
        name: "SourceSans3-SemiBold",
        resource: "Strong",
        data: include_bytes!("../../../assets/fonts/SourceSans3_600SemiBold.ttf"),
    },
    Source {
        name: "SourceSans3-Italic",
        resource: "Emphasis",
        data: include_bytes!("../../../assets/fonts/SourceSans3_400Regular_Italic.ttf"),
    },
    Source {
        name: "IBMPlexMono-Regular",
        resource: "Code",
        data: include_bytes!("../../../assets/fonts/IBMPlexMono_400Regular.ttf"),
    },
    Source { name: "DejaVuSans", resource: "Fallback", data: include_bytes!("../../../assets/fonts/DejaVuSans.ttf") },
];

/// One face with what was used of it.
pub(crate) struct Loaded {
    pub(crate) face: Face<'static>,
    /// Shaping plans by script, and whether it runs from the right: building one
    /// costs more than shaping a word.
    pub(crate) plans: Vec<((rustybuzz::Script, bool), ShapePlan)>,
    /// Original to new glyph ids, in order of first use.
    pub(crate) remapper: GlyphRemapper,
    /// The text of each new glyph id, as the ToUnicode map will say it.
    pub(crate) texts: BTreeMap<u16, String>,
}

impl Loaded {
    /// Whether the face itself has a glyph for a character.
    pub(super) fn has(&self, character: char) -> bool {
        self.face.glyph_index(character).is_some_and(|glyph| glyph.0 != 0)
    }
}
