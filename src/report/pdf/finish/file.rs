//! The file: objects are made, packed into object streams and given up, one stream after the other.
//!
//! lopdf's own saving takes a document of all objects and copies them first; the tags alone are a hundred megabytes
//! of dictionaries then. Here lopdf packs, writes and indexes the same objects in the same order, some at a time.

use std::io::Write;

use lopdf::content::{Content, Operation};
use lopdf::xref::{Xref, XrefEntry, XrefStreamBuilder, XrefType};
use lopdf::{Document, Object, ObjectId, ObjectStream, Stream};

use super::super::PdfError;

/// Objects of one object stream.
const PACKED: usize = 200;
/// Bytes of an entry's fields in the index: kind, place, number.
const FIELDS: [usize; 3] = [1, 4, 2];

/// Objects with ids one after the other that are not made before they are written.
pub(super) struct Later<'a> {
    pub(super) first: u32,
    pub(super) count: usize,
    /// The object of each place; `None` where an id is not used.
    pub(super) make: Box<dyn Fn(usize) -> Option<Object> + 'a>,
}

impl Later<'_> {
    fn objects(&self) -> impl Iterator<Item = (ObjectId, Object)> {
        (self.first..).zip(0..self.count).filter_map(|(id, place)| Some(((id, 0), (self.make)(place)?)))
    }
}

/// Keeps ids, one after the other, for objects that come later; returns the first.
pub(super) fn reserve(pdf: &mut Document, count: usize) -> u32 {
    let first = pdf.max_id + 1;
    pdf.max_id += u32::try_from(count).unwrap_or(u32::MAX - first);
    first
}

/// The bytes of a document and of what comes to it later, in the order of their ids.
pub(super) fn save(mut pdf: Document, later: &[Later<'_>]) -> Result<Vec<u8>, PdfError> {
    let mut file = File::begin(&pdf)?;
    for later in later {
        let after = pdf.objects.split_off(&(later.first, 0));
        file.add(std::mem::replace(&mut pdf.objects, after))?;
        file.add(later.objects())?;
    }
    file.add(std::mem::take(&mut pdf.objects))?;
    file.end(pdf)
}

struct File {
    bytes: Vec<u8>,
    xref: Xref,
    open: ObjectStream,
    /// Full object streams, and the ids of what they hold.
    packed: Vec<(Stream, Vec<u32>)>,
}

fn empty() -> ObjectStream {
    ObjectStream::builder().max_objects(PACKED).compression_level(6).build()
}

impl File {
    fn begin(pdf: &Document) -> Result<Self, PdfError> {
        let mut bytes = Vec::new();
        write!(bytes, "%PDF-{}\n%", pdf.version)?;
        bytes.extend(&pdf.binary_mark);
        bytes.push(b'\n');
        let xref = Xref::new(pdf.max_id + 1, XrefType::CrossReferenceStream);
        Ok(Self { bytes, xref, open: empty(), packed: Vec::new() })
    }

    fn add(&mut self, objects: impl IntoIterator<Item = (ObjectId, Object)>) -> Result<(), PdfError> {
        for (id, object) in objects {
            if let Object::Stream(mut stream) = object {
                if stream.allows_compression {
                    stream.compress()?;
                }
                self.write(id.0, stream)?;
                continue;
            }
            self.open.add_object(id, object)?;
            if self.open.object_count() == PACKED {
                self.pack()?;
            }
        }
        Ok(())
    }

    fn pack(&mut self) -> Result<(), PdfError> {
        let full = std::mem::replace(&mut self.open, empty());
        self.packed.push((full.to_stream_object()?, full.objects.keys().map(|id| id.0).collect()));
        Ok(())
    }

    fn write(&mut self, id: u32, stream: Stream) -> Result<(), PdfError> {
        let offset = u32::try_from(self.bytes.len()).map_err(|_| PdfError::Write("it is too large".to_owned()))?;
        self.xref.insert(id, XrefEntry::Normal { offset, generation: 0 });
        writeln!(self.bytes, "{id} 0 obj")?;
        // What lopdf writes of an operation is its operands and then its name.
        let operations = [Operation::new("\nendobj\n", vec![Object::Stream(stream)])];
        self.bytes.extend(Content { operations }.encode()?);
        Ok(())
    }

    fn end(mut self, pdf: Document) -> Result<Vec<u8>, PdfError> {
        if self.open.object_count() > 0 {
            self.pack()?;
        }
        let mut id = pdf.max_id;
        for (stream, members) in std::mem::take(&mut self.packed) {
            id += 1;
            for (member, index) in members.into_iter().zip(0..) {
                self.xref.insert(member, XrefEntry::Compressed { container: id, index });
            }
            self.write(id, stream)?;
        }
        id += 1;
        let start = self.bytes.len();
        let offset = u32::try_from(start).unwrap_or(u32::MAX);
        self.xref.insert(id, XrefEntry::Normal { offset, generation: 0 });
        let index = XrefStreamBuilder::new(&self.xref).build_index_array();
        let content: Vec<u8> =
            self.xref.entries.values().flat_map(|entry| entry.encode_for_xref_stream(&FIELDS)).collect();
        let mut trailer = pdf.trailer;
        trailer.set("Type", "XRef");
        trailer.set("Size", i64::from(id) + 1);
        trailer.set("W", FIELDS.map(|width| Object::Integer(width as i64)).to_vec());
        trailer.set("Index", index);
        trailer.set("Length", i64::try_from(content.len()).unwrap_or(i64::MAX));
        self.write(id, Stream { dict: trailer, content, allows_compression: false, start_position: None })?;
        write!(self.bytes, "\nstartxref\n{start}\n%%EOF")?;
        Ok(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use lopdf::{SaveOptions, dictionary};

    use super::*;

    #[test]
    fn the_bytes_are_those_of_lopdfs_own_saving() {
        let mut pdf = Document::with_version("1.7");
        for number in 0..950 {
            if number % 90 == 7 {
                pdf.add_object(Stream::new(dictionary! { "N" => number }, vec![b'x'; 400]));
            } else {
                pdf.add_object(dictionary! { "Number" => number, "Name" => "A (name)", "Next" => (number + 1, 0) });
            }
        }
        pdf.objects.remove(&(40, 0));
        pdf.trailer.set("Root", (1, 0));
        let mut expected = Vec::new();
        let mut whole = pdf.clone();
        whole.compress();
        let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true);
        let options = options.max_objects_per_stream(PACKED).compression_level(6).build();
        whole.save_with_options(&mut expected, options).unwrap();

        let (first, count) = (110, 600);
        let mut after = pdf.objects.split_off(&(first, 0));
        let rest = after.split_off(&(first + 600, 0));
        pdf.objects.extend(rest);
        let make = |place: usize| after.get(&(first + u32::try_from(place).unwrap(), 0)).cloned();
        assert!(save(pdf, &[Later { first, count, make: Box::new(make) }]).unwrap() == expected);
    }
}
