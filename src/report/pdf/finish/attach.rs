//! Embedded files (ISO 19005-3, 6.8).

use std::sync::Arc;

use super::super::file::{File, Id, text};
use super::super::{Attachment, Meta, PdfError};
use super::{list, pdf_date};

/// What the catalog says of the files.
pub(super) struct Files {
    /// The name tree.
    pub(super) names: Id,
    /// The associated files.
    pub(super) associated: String,
}

/// Embeds the attachments in order of their names.
pub(super) fn add(file: &mut File, meta: &Meta) -> Result<Option<Files>, PdfError> {
    let mut attachments: Vec<&Attachment> = meta.attachments.iter().collect();
    attachments.sort_by(|a, b| a.name.cmp(&b.name));
    if let Some(pair) = attachments.windows(2).find(|pair| pair[0].name == pair[1].name) {
        return Err(PdfError::Attachment(pair[0].name.clone()));
    }
    if attachments.is_empty() {
        return Ok(None);
    }
    let (mut pairs, mut associated) = (String::new(), Vec::new());
    for attachment in attachments {
        let specification = embed(file, attachment, meta);
        pairs += &format!("{}{specification} ", text(&attachment.name));
        associated.push(specification);
    }
    let names = file.add(&format!("<</Names[{pairs}]>>"));
    Ok(Some(Files { names, associated: list(&associated) }))
}

fn embed(file: &mut File, attachment: &Attachment, meta: &Meta) -> Id {
    let header = format!(
        "/Type/EmbeddedFile/Subtype/{}/Params<</Size {}/ModDate({})>>",
        name(&attachment.media_type),
        attachment.bytes.len(),
        pdf_date(meta)
    );
    let content = file.exact(&header, Arc::clone(&attachment.bytes));
    let title = text(&attachment.name);
    file.add(&format!(
        "<</Type/Filespec/F{title}/UF{title}/Desc{}/AFRelationship/Data/EF<</F {content}/UF {content}>>>>",
        text(&attachment.description)
    ))
}

/// A name with what is special in it written in hexadecimal digits.
fn name(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-+._".contains(&byte);
    value.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("#{byte:02X}") }).collect()
}
