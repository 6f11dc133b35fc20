//! Embedded fonts (ISO 32000-1, 9.7): glyph numbers as codes, and what they say.

use std::fmt::Write;

use rustybuzz::Face;

use super::super::file::{File, Id};
use super::super::fonts::Subset;
use super::super::shape::nominal_width;

/// Embeds a face; returns its font dictionary.
pub(super) fn add(file: &mut File, subset: &Subset<'_>) -> Id {
    let face = &subset.loaded.face;
    let name = &subset.name;
    let program = file.exact(&format!("/Length1 {}", subset.program.len()), subset.program.as_slice().into());
    let says = file.operators("", to_unicode(subset).into_bytes());
    let descriptor = file.add(&descriptor(face, name, program));
    let widths: Vec<String> = (subset.loaded.remapper.remapped_gids())
        .map(|original| format!("{}", nominal_width(subset.loaded, original)))
        .collect();
    let descendant = format!(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)\
         /Supplement 0>>/CIDToGIDMap/Identity/DW 1000/W[0[{}]]/FontDescriptor {descriptor}>>",
        widths.join(" ")
    );
    file.add(&format!(
        "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/ToUnicode {says}\
         /DescendantFonts[{descendant}]>>"
    ))
}

fn descriptor(face: &Face<'_>, name: &str, program: Id) -> String {
    let per_em = face.units_per_em() as f32;
    let scaled = |units: i16| (f32::from(units) * 1000.0 / per_em).round();
    let bounds = face.global_bounding_box();
    let angle = face.italic_angle();
    // Non-symbolic; italic where it leans; of one width where it is so.
    let flags = 32 + if angle == 0.0 { 0 } else { 64 } + i32::from(face.is_monospaced());
    // No table says how thick stems are: the usual estimate from the weight.
    let stem = 50.0 + (f32::from(face.weight().to_number()) / 65.0).powi(2).round();
    format!(
        "<</Type/FontDescriptor/FontName/{name}/Flags {flags}/ItalicAngle {angle}/Ascent {}/Descent {}\
         /CapHeight {}/StemV {stem}/FontBBox[{} {} {} {}]/FontFile2 {program}>>",
        scaled(face.ascender()),
        scaled(face.descender()),
        scaled(face.capital_height().unwrap_or(face.ascender())),
        scaled(bounds.x_min),
        scaled(bounds.y_min),
        scaled(bounds.x_max),
        scaled(bounds.y_max),
    )
}

/// The characters of each code, for search, copying and screen readers.
fn to_unicode(subset: &Subset<'_>) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let texts: Vec<_> = subset.loaded.texts.iter().collect();
    // At most a hundred lines a block.
    for block in texts.chunks(100) {
        let _ = writeln!(map, "{} beginbfchar", block.len());
        for (code, text) in block {
            let says: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            let _ = writeln!(map, "<{code:04X}> <{says}>");
        }
        map += "endbfchar\n";
    }
    map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
}
