//! What all content hashes to: the document's permanent id.

use std::ops::RangeBounds;

use lopdf::{Document, Object, ObjectId};
use sha2::{Digest, Sha256};

use super::Meta;

/// A hash over the streams of a document, in the order of their ids, before they are compressed.
#[derive(Default)]
pub(super) struct Fingerprint(Sha256);

impl Fingerprint {
    pub(super) fn stream(&mut self, id: ObjectId, plain: &[u8]) {
        self.0.update(id.0.to_be_bytes());
        self.0.update(plain);
    }

    /// Takes in the streams that the document has in a range of ids.
    pub(super) fn streams(&mut self, pdf: &Document, range: impl RangeBounds<ObjectId>) {
        for (id, object) in pdf.objects.range(range) {
            if let Object::Stream(stream) = object {
                self.stream(*id, &stream.content);
            }
        }
    }

    pub(super) fn finish(mut self, meta: &Meta) -> [u8; 32] {
        let words = (&meta.title, &meta.author, &meta.subject, &meta.keywords, &meta.identifier, meta.created);
        self.0.update(format!("{words:?}"));
        self.0.finalize().into()
    }
}
