//! The organisation's mark on its documents: classification, colour, logo.

mod colours;
mod logo;

use miette::Diagnostic;

pub(crate) use colours::hex;
pub use colours::{Channels, Colours};
pub use logo::{Logo, Pixels};

use crate::assess::model::Branding;

/// Why a mark cannot be used.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[non_exhaustive]
pub enum BrandError {
    /// The colour is not written as one.
    #[error("`{0}` is not a colour")]
    #[diagnostic(
        code(eks_attest::report::brand_colour),
        help("write `branding.colour` as \"#rrggbb\", in quotes: \"#0b4f8a\"")
    )]
    Colour(String),
    /// Text in the colour, or on it, could not be read by everyone.
    #[error("white text on `{colour}` has a contrast of {ratio:.2}:1, below the 4.5:1 that WCAG 2.2 (1.4.3) asks for")]
    #[diagnostic(
        code(eks_attest::report::brand_contrast),
        help("choose a darker colour; `{darker}` is the nearest that passes")
    )]
    Contrast {
        /// The colour.
        colour: String,
        /// What it has.
        ratio: f64,
        /// The same hue, dark enough.
        darker: String,
    },
    /// The logo is not a picture that can be used.
    #[error("the logo `{name}` cannot be used: {message}")]
    #[diagnostic(
        code(eks_attest::report::brand_logo),
        help("give a PNG of at most 1 MiB and 4 million pixels, or an SVG of at most 1 MiB")
    )]
    Logo {
        /// Its file.
        name: String,
        /// What is wrong.
        message: String,
    },
    /// The PDF cannot show an SVG.
    #[error("the logo `{0}` is an SVG, and the PDF shows PNG only")]
    #[diagnostic(
        code(eks_attest::report::brand_svg_in_pdf),
        help("name the logo as a PNG in `branding.logo`, or write no PDF: `--format md,html,xlsx,csv`")
    )]
    SvgInPdf(String),
}

/// The mark, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brand {
    /// Classification, shown on every page.
    pub classification: Option<String>,
    /// The colours made of the one that was given.
    pub colours: Option<Colours>,
    /// The logo.
    pub logo: Option<Logo>,
}

impl Brand {
    /// Checks `branding`; `logo` is the content of the file that it names.
    ///
    /// # Errors
    /// When the colour is too light or the logo is not a picture.
    pub fn new(branding: &Branding, logo: Option<&[u8]>) -> Result<Self, BrandError> {
        let classification = branding.classification.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let name = branding.logo.as_deref().unwrap_or_default();
        Ok(Self {
            classification: classification.map(str::to_owned),
            colours: branding.colour.as_deref().map(Colours::new).transpose()?,
            logo: logo.map(|bytes| Logo::new(name, bytes)).transpose()?,
        })
    }

    /// The logo as the PDF can show it.
    ///
    /// # Errors
    /// When it is an SVG.
    pub fn pixels(&self) -> Result<Option<Pixels>, BrandError> {
        self.logo.as_ref().map(Logo::pixels).transpose()
    }
}
