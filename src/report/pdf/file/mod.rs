//! The file under the document (ISO 32000-1, 7.5): numbered objects, packed into
//! object streams as they come, deflated beside, and the table of where they are.
//!
//! Nothing of an object is kept but its bytes: a report of hundreds of pages has
//! a hundred thousand objects, most of them tags.

mod deflate;
mod syntax;

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::PdfError;
use deflate::{Data, Deflated, Deflater};
pub(crate) use syntax::{decimal, integer, text, utf16_hex};

/// Number of an object; its generation is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Id(u32);

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} 0 R", self.0)
    }
}

/// Most objects of an object stream.
const PACK: usize = 200;

#[derive(Debug, Clone, Copy)]
enum Entry {
    Free,
    At(usize),
    Packed { stream: u32, index: usize },
}

/// A stream on its way: its number, its dictionary without length and filter.
struct Part {
    id: Id,
    dictionary: String,
    job: usize,
}

/// A file being written.
pub(crate) struct File {
    entries: Vec<Entry>,
    parts: Vec<Part>,
    pack: Vec<u32>,
    index: String,
    body: Vec<u8>,
    deflater: Deflater,
}

impl File {
    pub(crate) fn new() -> Self {
        Self {
            entries: vec![Entry::Free],
            parts: Vec::new(),
            pack: Vec::new(),
            index: String::new(),
            body: Vec::new(),
            deflater: Deflater::new(),
        }
    }

    /// A number for an object that is written later.
    pub(crate) fn reserve(&mut self) -> Id {
        self.entries.push(Entry::Free);
        Id(u32::try_from(self.entries.len() - 1).unwrap_or(u32::MAX))
    }

    /// Writes an object that is no stream.
    pub(crate) fn put(&mut self, id: Id, object: &str) {
        use std::fmt::Write;
        // Writing to a string cannot fail.
        let _ = write!(self.index, "{} {} ", id.0, self.body.len());
        self.body.extend_from_slice(object.as_bytes());
        self.body.push(b'\n');
        self.pack.push(id.0);
        if self.pack.len() == PACK {
            self.close_pack();
        }
    }

    /// Writes an object that is no stream; returns its number.
    pub(crate) fn add(&mut self, object: &str) -> Id {
        let id = self.reserve();
        self.put(id, object);
        id
    }

    /// Writes a stream of operators; `dictionary` holds its entries but length and filter.
    pub(crate) fn operators(&mut self, dictionary: &str, content: Vec<u8>) -> Id {
        self.stream(dictionary, Data::Operators(content))
    }

    /// Writes a stream whose bytes are to be read back as they are.
    pub(crate) fn exact(&mut self, dictionary: &str, content: Arc<[u8]>) -> Id {
        self.stream(dictionary, Data::Exact(content))
    }

    fn stream(&mut self, dictionary: &str, data: Data) -> Id {
        let id = self.reserve();
        let job = self.deflater.push(data);
        self.parts.push(Part { id, dictionary: dictionary.to_owned(), job });
        id
    }

    fn close_pack(&mut self) {
        if self.pack.is_empty() {
            return;
        }
        let pack = std::mem::take(&mut self.pack);
        let mut content = std::mem::take(&mut self.index).into_bytes();
        let first = content.len();
        content.append(&mut self.body);
        let dictionary = format!("/Type/ObjStm/N {}/First {first}", pack.len());
        let Id(stream) = self.operators(&dictionary, content);
        for (index, number) in pack.into_iter().enumerate() {
            self.entries[number as usize] = Entry::Packed { stream, index };
        }
    }

    /// Ends the objects: what is left is what depends on their bytes.
    ///
    /// # Errors
    /// When a stream could not be deflated.
    pub(crate) fn seal(mut self) -> Result<Sealed, PdfError> {
        self.close_pack();
        let deflated = self.deflater.finish()?;
        let size: usize = deflated.iter().map(|stream| stream.bytes.len() + 80).sum();
        let mut sealed = Sealed { out: Vec::with_capacity(size + 16 * self.entries.len()), entries: self.entries };
        // The comment's bytes above 127 tell that the file is binary.
        sealed.out.extend_from_slice(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
        for Part { id, dictionary, job } in &self.parts {
            let Deflated { bytes, ascii } = &deflated[*job];
            let filter = if *ascii { "[/ASCII85Decode/FlateDecode]" } else { "/FlateDecode" };
            sealed.stream(*id, &format!("{dictionary}/Filter{filter}"), bytes);
        }
        Ok(sealed)
    }
}

/// A file whose objects are written.
pub(crate) struct Sealed {
    out: Vec<u8>,
    entries: Vec<Entry>,
}

impl Sealed {
    /// What all bytes so far and some words hash to.
    pub(crate) fn fingerprint(&self, words: &str) -> [u8; 32] {
        Sha256::new().chain_update(&self.out).chain_update(words).finalize().into()
    }

    /// Writes a stream as it is.
    pub(crate) fn stream(&mut self, id: Id, dictionary: &str, bytes: &[u8]) {
        self.entries[id.0 as usize] = Entry::At(self.out.len());
        let head = format!("{} 0 obj\n<<{dictionary}/Length {}>>stream\n", id.0, bytes.len());
        self.out.extend_from_slice(head.as_bytes());
        self.out.extend_from_slice(bytes);
        self.out.extend_from_slice(b"\nendstream\nendobj\n");
    }

    /// Writes the table of objects, with the entries of the trailer.
    ///
    /// # Errors
    /// When the table cannot be deflated.
    pub(crate) fn finish(mut self, trailer: &str) -> Result<Vec<u8>, PdfError> {
        let start = self.out.len();
        self.entries.push(Entry::At(start));
        let mut table = Vec::with_capacity(self.entries.len() * 7);
        for entry in &self.entries {
            let (kind, second, third) = match *entry {
                Entry::Free => (0, 0, usize::from(u16::MAX)),
                Entry::At(offset) => (1, offset, 0),
                Entry::Packed { stream, index } => (2, stream as usize, index),
            };
            let short = |value: usize| u32::try_from(value).map_err(|_| PdfError::Write("it is too large".into()));
            table.push(kind);
            table.extend_from_slice(&short(second)?.to_be_bytes());
            table.extend_from_slice(&short(third)?.to_be_bytes()[2..]);
        }
        let mut deflater = Deflater::new();
        deflater.push(Data::Operators(table));
        let size = self.entries.len();
        let last = Id(u32::try_from(size - 1).unwrap_or(u32::MAX));
        let dictionary = format!("/Type/XRef/Size {size}/W[1 4 2]/Filter/FlateDecode{trailer}");
        for stream in deflater.finish()? {
            self.stream(last, &dictionary, &stream.bytes);
        }
        self.out.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        Ok(self.out)
    }
}
