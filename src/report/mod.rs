//! Reports from an assessment: one content, three formats. Decides no outcome.
//!
//! Assessment → typed views ([`view`]) → Markdown by the templates
//! ([`Rendered`]) → block tree ([`block`]) → HTML ([`html()`]) and PDF.

pub mod block;
pub mod brand;
pub mod escape;
pub mod facets;
#[cfg(feature = "pdf")]
pub mod pdf;

mod check;
mod context;
mod custom;
mod documents;
mod error;
mod filters;
mod html;
mod labels;
mod lines;
mod marks;
mod notice;
mod parse;
mod places;
mod rendered;
mod sections;
mod slug;
mod templates;
pub mod view;

pub use check::{Sample, check};
pub use context::ReportContext;
pub use documents::{Document, attestation, matrix, review};
pub use error::ReportError;
pub use html::{HtmlMeta, html};
pub use parse::document;
pub use rendered::Rendered;
pub use templates::Templates;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
