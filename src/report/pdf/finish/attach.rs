//! Embedded files (ISO 19005-3, 6.8).

use lopdf::{Document, Object, ObjectId, Stream, dictionary};

use super::super::{Attachment, Meta, PdfError};
use super::{pdf_date, text};

/// What the catalog says of the files.
pub(super) struct Files {
    /// The name tree.
    pub(super) names: ObjectId,
    /// The associated files.
    pub(super) associated: Vec<Object>,
}

/// Embeds the attachments in order of their names.
pub(super) fn add(pdf: &mut Document, meta: &Meta) -> Result<Option<Files>, PdfError> {
    let mut attachments: Vec<&Attachment> = meta.attachments.iter().collect();
    attachments.sort_by(|a, b| a.name.cmp(&b.name));
    if let Some(pair) = attachments.windows(2).find(|pair| pair[0].name == pair[1].name) {
        return Err(PdfError::Attachment(pair[0].name.clone()));
    }
    if attachments.is_empty() {
        return Ok(None);
    }
    let (mut pairs, mut associated) = (Vec::new(), Vec::new());
    for attachment in attachments {
        let specification = embed(pdf, attachment, meta);
        pairs.extend([text(&attachment.name), specification.into()]);
        associated.push(specification.into());
    }
    let names = pdf.add_object(dictionary! { "Names" => pairs });
    Ok(Some(Files { names, associated }))
}

fn embed(pdf: &mut Document, attachment: &Attachment, meta: &Meta) -> ObjectId {
    let parameters = dictionary! {
        "Size" => i64::try_from(attachment.bytes.len()).unwrap_or(i64::MAX),
        "ModDate" => Object::string_literal(pdf_date(meta)),
    };
    let header = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => attachment.media_type.as_str(),
        "Params" => parameters,
    };
    let file = pdf.add_object(Stream::new(header, attachment.bytes.to_vec()));
    pdf.add_object(dictionary! {
        "Type" => "Filespec",
        "F" => text(&attachment.name),
        "UF" => text(&attachment.name),
        "Desc" => text(&attachment.description),
        "AFRelationship" => "Data",
        "EF" => dictionary! { "F" => file, "UF" => file },
    })
}
