//! The logo: a PNG or an SVG, checked before it goes into a document.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::BrandError;

const MOST_BYTES: usize = 1 << 20;
const MOST_PIXELS: u64 = 4_000_000;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A picture in a format that documents can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    name: String,
    bytes: Vec<u8>,
    /// Of a PNG.
    pixels: Option<Pixels>,
}

/// A decoded picture, on white.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green, blue, row by row from the top.
    pub rgb: Vec<u8>,
}

impl Logo {
    /// Checks the file `name`.
    ///
    /// # Errors
    /// When it is neither PNG nor SVG, damaged, or too large.
    pub fn new(name: &str, bytes: &[u8]) -> Result<Self, BrandError> {
        let refused = |message: String| BrandError::Logo { name: name.to_owned(), message };
        if bytes.len() > MOST_BYTES {
            return Err(refused(format!("it has {} bytes", bytes.len())));
        }
        let pixels = if bytes.starts_with(PNG) {
            Some(decode(bytes).map_err(refused)?)
        } else {
            check_svg(bytes).map_err(refused)?;
            None
        };
        Ok(Self { name: name.to_owned(), bytes: bytes.to_vec(), pixels })
    }

    /// The file as an address that holds it whole.
    #[must_use]
    pub fn data_uri(&self) -> String {
        let kind = if self.pixels.is_some() { "image/png" } else { "image/svg+xml" };
        format!("data:{kind};base64,{}", STANDARD.encode(&self.bytes))
    }

    pub(super) fn pixels(&self) -> Result<Pixels, BrandError> {
        self.pixels.clone().ok_or_else(|| BrandError::SvgInPdf(self.name.clone()))
    }
}

/// An SVG in an `img` element runs no script and loads nothing; it must still be one.
fn check_svg(bytes: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is neither PNG nor SVG".to_owned())?;
    let tree = roxmltree::Document::parse(text).map_err(|error| format!("it is neither PNG nor SVG ({error})"))?;
    let name = tree.root_element().tag_name();
    let svg = name.name() == "svg" && name.namespace() == Some("http://www.w3.org/2000/svg");
    if svg { Ok(()) } else { Err("its root element is not `svg` of the SVG namespace".to_owned()) }
}

fn decode(bytes: &[u8]) -> Result<Pixels, String> {
    let limits = png::Limits { bytes: 64 << 20 };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let (width, height) = (reader.info().width, reader.info().height);
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(format!("it has {width} × {height} pixels"));
    }
    let size = reader.output_buffer_size().ok_or("it is too large")?;
    let mut raw = vec![0; size];
    let info = reader.next_frame(&mut raw).map_err(|error| error.to_string())?;
    let raw = &raw[..info.buffer_size()];
    let on_white = |value: u8, alpha: u8| {
        let (value, alpha) = (u16::from(value), u16::from(alpha));
        u8::try_from((value * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    let rgb = match info.color_type {
        png::ColorType::Rgb => raw.to_vec(),
        png::ColorType::Rgba => {
            raw.as_chunks::<4>().0.iter().flat_map(|&[r, g, b, a]| [r, g, b].map(|value| on_white(value, a))).collect()
        }
        png::ColorType::Grayscale => raw.iter().flat_map(|&grey| [grey; 3]).collect(),
        png::ColorType::GrayscaleAlpha => {
            raw.as_chunks::<2>().0.iter().flat_map(|&[grey, a]| [on_white(grey, a); 3]).collect()
        }
        png::ColorType::Indexed => return Err("its palette is damaged".to_owned()),
    };
    Ok(Pixels { width, height, rgb })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(color: png::ColorType, data: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(color);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header().unwrap().write_image_data(data).unwrap();
        bytes
    }

    #[test]
    fn transparency_is_laid_on_white() {
        let logo = Logo::new("a.png", &png(png::ColorType::Rgba, &[255, 0, 0, 255, 0, 0, 0, 0])).unwrap();
        assert_eq!(logo.pixels().unwrap().rgb, [255, 0, 0, 255, 255, 255]);
        assert!(logo.data_uri().starts_with("data:image/png;base64,iVBOR"));
        let grey = Logo::new("a.png", &png(png::ColorType::GrayscaleAlpha, &[10, 255, 10, 0])).unwrap();
        assert_eq!(grey.pixels().unwrap().rgb, [10, 10, 10, 255, 255, 255]);
    }

    #[test]
    fn damaged_and_foreign_files_are_refused() {
        let good = png(png::ColorType::Rgb, &[0; 6]);
        for bytes in [&good[..good.len() / 2], b"GIF89a".as_slice(), b"<html/>", b"<svg/>", &[0xFF; 9], b""] {
            assert!(matches!(Logo::new("a", bytes), Err(BrandError::Logo { .. })), "{bytes:?}");
        }
        assert!(Logo::new("a", &vec![b' '; MOST_BYTES + 1]).is_err());
        let entities = b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>";
        assert!(Logo::new("a.svg", entities).is_err());
    }

    #[test]
    fn an_svg_is_for_html_only() {
        let logo = Logo::new("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
        assert!(logo.data_uri().starts_with("data:image/svg+xml;base64,"));
        assert!(matches!(logo.pixels(), Err(BrandError::SvgInPdf(name)) if name == "a.svg"));
    }
}
