//! The logo, on white above the band of the cover.

use std::collections::BTreeMap;

use printpdf::{DictItem, ExternalStream, ExternalXObject, XObject};

use super::super::canvas::{Mark, PAGE_HEIGHT};
use super::super::tags::{Attribute, Tags};
use super::LEFT;
use super::build::Build;
use crate::report::brand::Pixels;

/// Name of the picture among the document's resources.
pub(crate) const NAME: &str = "Logo";
/// Height of the white strip that the logo stands on.
pub(crate) const STRIP: f32 = 78.0;
/// The logo's box: its top, and the most width and height.
const BOX: (f32, f32, f32) = (19.0, 220.0, 42.0);

impl Build<'_> {
    /// Draws the logo; returns the top of the band below it.
    pub(crate) fn logo(&mut self, logo: &Pixels, owner: &str, page: usize) -> f32 {
        let (top, most_width, most_height) = BOX;
        let (columns, rows) = (logo.width.max(1) as f32, logo.height.max(1) as f32);
        let scale = (most_width / columns).min(most_height / rows);
        let (width, height) = (columns * scale, rows * scale);
        let y = top + (most_height - height) / 2.0;
        let figure = self.canvas.tags.add("Figure", Tags::DOCUMENT);
        let alternative = if owner.trim().is_empty() { "Logo".to_owned() } else { format!("Logo of {owner}") };
        self.canvas.tags.elements[figure].alternative = Some(alternative);
        let bounds = [LEFT, PAGE_HEIGHT - y - height, LEFT + width, PAGE_HEIGHT - y];
        self.canvas.tags.set(figure, Attribute::Bounds(bounds));
        self.canvas.begin(page, Mark::Element(figure), None);
        self.canvas.picture(page, [LEFT, y, width, height], NAME);
        self.canvas.end(page);
        STRIP
    }
}

/// The picture as the document holds it; its colours are those of the output intent.
pub(crate) fn resource(logo: &Pixels) -> XObject {
    let name = |value: &str| DictItem::Name(value.as_bytes().to_vec());
    let dict: BTreeMap<String, DictItem> = [
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("Width", DictItem::Int(i64::from(logo.width))),
        ("Height", DictItem::Int(i64::from(logo.height))),
        ("ColorSpace", name("DeviceRGB")),
        ("BitsPerComponent", DictItem::Int(8)),
        // PDF/A forbids smoothing by the viewer (ISO 19005-3, 6.2.8).
        ("Interpolate", DictItem::Bool(false)),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into();
    let stream = ExternalStream { dict, content: logo.rgb.clone(), compress: true };
    XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None })
}
