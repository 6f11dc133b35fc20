//! Colours and signs. Every colour of meaning comes with a sign and a word, so
//! that print in grey and colour-blind readers lose nothing.

use crate::report::brand::Colours;

/// An sRGB colour, 0 to 255 a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rgb(pub(crate) u8, pub(crate) u8, pub(crate) u8);

pub(crate) const INK: Rgb = Rgb(0x1B, 0x24, 0x30);
pub(crate) const MUTED: Rgb = Rgb(0x55, 0x60, 0x70);
pub(crate) const ACCENT: Rgb = Rgb(0x14, 0x46, 0x7A);
pub(crate) const NAVY: Rgb = Rgb(0x10, 0x26, 0x3F);
pub(crate) const RULE: Rgb = Rgb(0xC9, 0xD1, 0xDB);
pub(crate) const TINT: Rgb = Rgb(0xF2, 0xF5, 0xF8);
pub(crate) const HEADER: Rgb = Rgb(0xE4, 0xEA, 0xF1);
pub(crate) const NOTICE: Rgb = Rgb(0xEF, 0xF4, 0xFA);
pub(crate) const WHITE: Rgb = Rgb(0xFF, 0xFF, 0xFF);
pub(crate) const PALE: Rgb = Rgb(0xC6, 0xD6, 0xE8);

/// The colours that a brand decides, each in the place of a built-in one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Theme(Option<Colours>);

impl Theme {
    pub(crate) fn new(colours: Option<Colours>) -> Self {
        Self(colours)
    }

    /// The colour of text.
    pub(crate) fn text(self, color: Rgb) -> Rgb {
        match self.0 {
            Some(Colours { ink: [r, g, b], .. }) if color == NAVY || color == ACCENT => Rgb(r, g, b),
            // PALE is for text on NAVY; on another ground only white is known to be read.
            Some(_) if color == PALE => WHITE,
            _ => color,
        }
    }

    /// The colour of a surface or a rule.
    pub(crate) fn fill(self, color: Rgb) -> Rgb {
        match self.0 {
            Some(Colours { band: [r, g, b], .. }) if color == NAVY || color == ACCENT => Rgb(r, g, b),
            Some(_) if color == PALE => WHITE,
            _ => color,
        }
    }
}

/// How a machine word (an outcome, a severity, an owner) looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// Sign set before the word.
    pub(crate) sign: &'static str,
    /// Text of a chip; at least 4.5:1 on `back`.
    pub(crate) text: Rgb,
    /// Background of a chip.
    pub(crate) back: Rgb,
    /// Slice or bar of a chart; white on it has at least 4.5:1.
    pub(crate) solid: Rgb,
}

const fn look(sign: &'static str, text: Rgb, back: Rgb, solid: Rgb) -> Look {
    Look { sign, text, back, solid }
}

const GREEN: Look = look("✔", Rgb(0x0B, 0x56, 0x30), Rgb(0xDD, 0xF3, 0xE6), Rgb(0x1A, 0x76, 0x46));
const RED: Look = look("✘", Rgb(0x8E, 0x1B, 0x1B), Rgb(0xFC, 0xE1, 0xE0), Rgb(0xB3, 0x26, 0x1E));
const AMBER: Look = look("?", Rgb(0x66, 0x44, 0x00), Rgb(0xFF, 0xEF, 0xC9), Rgb(0x8A, 0x5B, 0x00));
const GREY: Look = look("–", Rgb(0x44, 0x4D, 0x5B), Rgb(0xE8, 0xEB, 0xEF), Rgb(0x66, 0x70, 0x7F));
const BLUE: Look = look("→", Rgb(0x17, 0x4A, 0x86), Rgb(0xDF, 0xEB, 0xFA), Rgb(0x24, 0x63, 0xA6));
const VIOLET: Look = look("☑", Rgb(0x4B, 0x2C, 0x82), Rgb(0xEC, 0xE4, 0xF9), Rgb(0x6B, 0x45, 0xB0));
const ORANGE: Look = look("◐", Rgb(0x76, 0x38, 0x04), Rgb(0xFD, 0xE8, 0xD3), Rgb(0xA0, 0x50, 0x0E));
const CRIMSON: Look = look("▲", Rgb(0x7D, 0x0F, 0x2B), Rgb(0xF9, 0xD6, 0xDD), Rgb(0x8E, 0x13, 0x32));

/// The look of a machine word; words it does not know are neutral.
pub(crate) fn look_of(kind: &str) -> Look {
    match kind {
        "satisfied" => GREEN,
        "not-satisfied" => RED,
        "undetermined" => AMBER,
        "not-applicable" => GREY,
        "inherited" => BLUE,
        "attested" => VIOLET,
        "excepted" => ORANGE,
        "critical" => CRIMSON,
        "high" => Look { sign: "▲", ..RED },
        "medium" => Look { sign: "◆", ..AMBER },
        "low" => Look { sign: "▽", ..GREY },
        "aws" => Look { sign: "○", ..BLUE },
        "customer" => Look { sign: "●", ..VIOLET },
        "shared" => ORANGE,
        _ => Look { sign: "•", ..GREY },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(Rgb(r, g, b): Rgb) -> f64 {
        let part = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.039_28 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_chip_and_slice_holds_the_contrast_of_wcag_aa() {
        for kind in ["satisfied", "not-satisfied", "undetermined", "not-applicable", "inherited", "attested"]
            .into_iter()
            .chain(["excepted", "critical", "high", "medium", "low", "aws", "customer", "shared", "other"])
        {
            let look = look_of(kind);
            assert!(contrast(look.text, look.back) >= 4.5, "{kind} chip");
            assert!(contrast(WHITE, look.solid) >= 4.5, "{kind} slice");
        }
        assert!(contrast(MUTED, WHITE) >= 4.5 && contrast(PALE, NAVY) >= 4.5 && contrast(ACCENT, WHITE) >= 4.5);
    }
}
