//! One colour given, three used: as it is, dark enough for text on pale
//! grounds, and light enough for text on dark ones.

use super::BrandError;

/// Red, green, blue, 0 to 255 each.
pub type Channels = [u8; 3];

/// The least contrast of text (WCAG 2.2, success criterion 1.4.3).
const LEAST: f64 = 4.5;
const WHITE: Channels = [0xFF; 3];
const BLACK: Channels = [0x00; 3];
/// The darkest of the pale grounds on which text of the colour stands: the header row of a table.
const PALE: Channels = [0xE4, 0xEA, 0xF1];
/// The lightest of the dark grounds of the page: its lines.
const DARK: Channels = [0x2C, 0x34, 0x40];

/// The colours of a brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colours {
    /// As given; white text on it holds 4.5:1.
    pub band: Channels,
    /// For text on white and on pale grounds.
    pub ink: Channels,
    /// For text on dark grounds.
    pub light: Channels,
}

impl Colours {
    /// The colours made of `given`, written as `#rrggbb`.
    ///
    /// # Errors
    /// When it is not a colour, or white text on it falls below 4.5:1.
    pub fn new(given: &str) -> Result<Self, BrandError> {
        let band = channels(given).ok_or_else(|| BrandError::Colour(given.to_owned()))?;
        let ratio = contrast(band, WHITE);
        if ratio < LEAST {
            let darker = hex(towards(band, BLACK, WHITE));
            return Err(BrandError::Contrast { colour: given.to_owned(), ratio, darker });
        }
        Ok(Self { band, ink: towards(band, BLACK, PALE), light: towards(band, WHITE, DARK) })
    }
}

/// `#rrggbb`.
pub(crate) fn hex([r, g, b]: Channels) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn channels(text: &str) -> Option<Channels> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let bytes = hex::decode(digits).ok()?;
    bytes.try_into().ok()
}

/// `from`, mixed with `to` no more than it takes to be read on `ground`.
fn towards(from: Channels, to: Channels, ground: Channels) -> Channels {
    let mix = |step: u16| {
        let part = |at: usize| {
            let mixed = (u16::from(from[at]) * (100 - step) + u16::from(to[at]) * step) / 100;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        [part(0), part(1), part(2)]
    };
    (0..=100).map(mix).find(|mixed| contrast(*mixed, ground) >= LEAST).unwrap_or(to)
}

/// The contrast ratio of WCAG 2.2.
pub(crate) fn contrast(a: Channels, b: Channels) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(channels: Channels) -> f64 {
    let part = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let [r, g, b] = channels.map(part);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_too_light_is_refused_and_a_darker_one_named_that_passes() {
        let Err(BrandError::Contrast { ratio, darker, .. }) = Colours::new("#ffcc00") else { panic!("accepted") };
        assert!(ratio < 1.6, "{ratio}");
        assert!(Colours::new(&darker).is_ok(), "{darker}");
        // #767676 is the lightest grey that passes on white, #777777 the darkest that does not.
        assert!(Colours::new("#767676").is_ok());
        assert!(Colours::new("#777777").is_err());
    }

    #[test]
    fn every_use_of_an_accepted_colour_can_be_read() {
        for given in ["#0b4f8a", "#767676", "#b00020", "#000000", "#006400", "#6a1b9a"] {
            let colours = Colours::new(given).unwrap();
            assert!(contrast(colours.band, WHITE) >= LEAST, "{given}");
            assert!(contrast(colours.ink, PALE) >= LEAST && contrast(colours.ink, WHITE) >= LEAST, "{given}");
            assert!(contrast(colours.light, DARK) >= LEAST, "{given}");
        }
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        for given in ["0b4f8a", "#0b4", "#0b4f8", "#0b4f8az", "#é2345", "red", "", "#0b4f8a;}"] {
            assert!(matches!(Colours::new(given), Err(BrandError::Colour(_))), "{given}");
        }
    }
}
