//! The XMP packet: what the Info dictionary says, and which standards are met.

use super::super::Meta;
use super::super::shape::visible;
use super::{PRODUCER, language};
use crate::report::block::Document;

/// The packet, uncompressed as PDF/A asks.
pub(super) fn packet(document: &Document, meta: &Meta, fingerprint: &[u8; 32]) -> String {
    let date = meta.created.format("%Y-%m-%dT%H:%M:%SZ");
    let mut fields = vec![
        format!("<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>", xml(&meta.title)),
        "<dc:format>application/pdf</dc:format>".to_owned(),
        format!("<dc:language><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></dc:language>", xml(language(document))),
        format!("<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool><pdf:Producer>{PRODUCER}</pdf:Producer>"),
        format!("<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>"),
        format!("<xmp:MetadataDate>{date}</xmp:MetadataDate>"),
        format!("<xmpMM:DocumentID>uuid:{}</xmpMM:DocumentID>", uuid(fingerprint)),
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>".to_owned(),
        "<pdfuaid:part>1</pdfuaid:part>".to_owned(),
    ];
    if !meta.author.is_empty() {
        fields.push(format!("<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>", xml(&meta.author)));
    }
    if !meta.subject.is_empty() {
        let subject = xml(&meta.subject);
        fields.push(format!(
            "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{subject}</rdf:li></rdf:Alt></dc:description>"
        ));
    }
    if !meta.keywords.is_empty() {
        fields.push(format!("<pdf:Keywords>{}</pdf:Keywords>", xml(&meta.keywords.join(", "))));
    }
    if !meta.identifier.is_empty() {
        fields.push(format!("<dc:identifier>{}</dc:identifier>", xml(&meta.identifier)));
    }
    [OPENING, &fields.join("\n"), EXTENSION, CLOSING].join("\n")
}

/// Text of an element: escaped, with the same text as the Info dictionary; what
/// `visible` leaves are characters that XML 1.0 has.
fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// The fingerprint in the form of a UUID of version 8 (RFC 9562: made by one's own rule).
fn uuid(fingerprint: &[u8; 32]) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&fingerprint[..16]);
    bytes[6] = (bytes[6] & 0x0F) | 0x80;
    bytes[8] = (bytes[8] & 0x3F) | 0x80;
    let digits = hex::encode(bytes);
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

const OPENING: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">"#;

/// PDF/A knows no `pdfuaid`: it is described as an extension (ISO 19005-2, 6.6.2.3).
const EXTENSION: &str = r#"<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the document meets</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"#;

const CLOSING: &str = "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>";
