//! The templates: built in, and replaceable one by one.

use std::collections::BTreeMap;
use std::fmt;

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::{Context, Delimiters, Tera};

use super::error::ReportError;
use super::lines::tidy;
use super::marks::Marks;
use super::sections::{self, Unknown};
use super::{escape, filters, places};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Name of the page around a report in HTML.
pub(super) const PAGE: &str = "page.html";
/// Name of its style sheet.
pub(super) const STYLE: &str = "style.css";
/// Name of its script.
pub(super) const SCRIPT: &str = "page.js";

/// A checked set of templates.
///
/// Every value that a `.md` template prints is escaped for Markdown, every
/// value that a `.html` template prints for HTML; `| safe` turns that off.
pub struct Templates {
    markdown: Tera,
    /// The texts of the Markdown templates, to say where in them something is wrong.
    sources: BTreeMap<String, String>,
    page: Tera,
    style: String,
    script: String,
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Templates").field("style", &self.style.len()).finish_non_exhaustive()
    }
}

impl Templates {
    /// The built-in templates.
    ///
    /// # Errors
    /// Never with the templates as they are built in; the type says that parsing can fail.
    pub fn embedded() -> Result<Self, ReportError> {
        Self::with_overrides(BTreeMap::new())
    }

    /// The built-in templates, with those in `overrides` (name → text) in place of theirs.
    ///
    /// # Errors
    /// When a template does not parse, or an override replaces no template.
    pub fn with_overrides(overrides: BTreeMap<String, String>) -> Result<Self, ReportError> {
        let mut sources = embedded_sources();
        for (name, text) in overrides {
            if !sources.contains_key(&name) {
                return Err(unknown(name, &sources));
            }
            sources.insert(name, text);
        }
        let style = sources.remove(STYLE).unwrap_or_default();
        let script = sources.remove(SCRIPT).unwrap_or_default();
        let page = sources.remove(PAGE).map(|text| (PAGE.to_owned(), text)).into_iter().collect();
        Ok(Self { markdown: markdown_engine(sources.clone())?, sources, page: page_engine(page)?, style, script })
    }

    /// Names of all templates, sorted.
    #[must_use]
    pub fn names() -> Vec<String> {
        embedded_sources().into_keys().collect()
    }

    /// Names of those of `overrides` that say something else than the built-in template: for the covers of reports and
    /// for `verify`.
    #[must_use]
    pub fn custom(overrides: &BTreeMap<String, String>) -> Vec<String> {
        let built_in = embedded_sources();
        overrides
            .iter()
            .filter(|(name, text)| built_in.get(*name) != Some(*text))
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Of `overrides`, those that differ from the built-in templates, name → text.
    #[must_use]
    pub fn changed(overrides: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let custom = Self::custom(overrides);
        overrides.iter().filter(|(name, _)| custom.contains(name)).map(|(n, text)| (n.clone(), text.clone())).collect()
    }

    /// The built-in templates, name → text.
    #[must_use]
    pub fn built_in() -> BTreeMap<String, String> {
        embedded_sources()
    }

    /// What a document's templates make of its view, marks and all.
    pub(super) fn render_markdown<V: Serialize>(&self, name: &str, view: V) -> Result<String, ReportError> {
        let context = Context::from_serialize(&view)?;
        // The context holds a copy, and the view of a large cluster takes as much again.
        drop(view);
        let rendered = self.markdown.render(name, &context)?;
        drop(context);
        Ok(tidy(&rendered))
    }

    /// The same with the numbers of its sections and without marks, and what those say.
    pub(super) fn settle(&self, name: &str, text: &str) -> Result<(String, Marks), ReportError> {
        sections::numbered(text).map_err(|unknown| self.no_section(name, unknown))
    }

    /// Where a document's templates name a section that the document does not have.
    fn no_section(&self, document: &str, Unknown { id, nearest }: Unknown) -> ReportError {
        let meant = nearest.map(|id| format!("; did you mean `{id}`?")).unwrap_or_default();
        let message = format!("{document} has no numbered section `{id}`{meant}");
        match places::of_reference(&self.sources, document, &id) {
            Some(place) => {
                ReportError::Template { template: place.template, line: place.line, column: place.column, message }
            }
            None => ReportError::Templates { message },
        }
    }

    pub(super) fn render_page<V: Serialize>(&self, view: V) -> Result<String, ReportError> {
        let context = Context::from_serialize(&view)?;
        // The context holds a copy, and a large page is megabytes.
        drop(view);
        Ok(self.page.render(PAGE, &context)?)
    }

    pub(super) fn style(&self) -> &str {
        &self.style
    }

    pub(super) fn script(&self) -> &str {
        &self.script
    }
}

fn embedded_sources() -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    let mut folders = vec![&EMBEDDED];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            if let Some(text) = file.contents_utf8() {
                sources.insert(file.path().to_string_lossy().replace('\\', "/"), text.to_owned());
            }
        }
    }
    sources
}

fn markdown_engine(sources: BTreeMap<String, String>) -> Result<Tera, ReportError> {
    let mut tera = Tera::default();
    // `{#` begins a heading's anchor in Markdown, so comments are `{* … *}`.
    let delimiters = Delimiters { comment_start: "{*".into(), comment_end: "*}".into(), ..Delimiters::default() };
    tera.set_delimiters(delimiters)?;
    tera.autoescape_on([".md"]);
    tera.set_escape_fn(escape::escape_for_tera);
    filters::register(&mut tera);
    add(&mut tera, sources)?;
    Ok(tera)
}

fn page_engine(sources: BTreeMap<String, String>) -> Result<Tera, ReportError> {
    let mut tera = Tera::default();
    tera.autoescape_on([".html"]);
    add(&mut tera, sources)?;
    Ok(tera)
}

/// Adds all at once, so that templates may include each other whatever their order.
fn add(tera: &mut Tera, sources: BTreeMap<String, String>) -> Result<(), ReportError> {
    tera.add_raw_templates(sources).map_err(ReportError::from)
}

fn unknown(name: String, sources: &BTreeMap<String, String>) -> ReportError {
    let nearest =
        sources.keys().max_by(|a, b| strsim::jaro_winkler(a, &name).total_cmp(&strsim::jaro_winkler(b, &name)));
    let help = nearest.map_or_else(String::new, |nearest| format!("did you mean `{nearest}`?"));
    ReportError::UnknownTemplate { name, help }
}
