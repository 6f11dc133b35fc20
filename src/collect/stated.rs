//! What the replies of AWS state: error code, message, request id and the
//! token of the next page. Read from the redacted body only.

use roxmltree::{Document, Node};
use serde_json::Value;

use crate::evidence::declared;
use crate::evidence::exchange::Request;
use crate::evidence::redaction::Format;
use crate::evidence::topic::declaration;
use crate::evidence::xml;

/// Parameters that ask for a page, by service.
const TOKENS: [&str; 3] = ["nextToken", "NextToken", "Marker"];

/// True for the parameter of `request` that asks for a page.
pub(super) fn is_token(request: &Request, name: &str) -> bool {
    match declaration::operation(&request.service, &request.operation) {
        Some(declared) => declared.page_parameter() == Some(name),
        None => TOKENS.contains(&name),
    }
}

/// A redacted body, parsed.
pub(super) enum Parsed<'a> {
    Json(Value),
    Xml(Document<'a>),
}

impl<'a> Parsed<'a> {
    /// `None` when the body is not well-formed, which a redacted body always is.
    pub(super) fn new(format: Format, body: &'a [u8]) -> Option<Self> {
        match format {
            Format::Json => serde_json::from_slice(body).ok().map(Self::Json),
            Format::Xml => xml::parse(std::str::from_utf8(body).ok()?).ok().map(Self::Xml),
        }
    }

    /// The error code that the body states.
    pub(super) fn code(&self) -> Option<String> {
        match self {
            Self::Json(value) => member(value, &["__type", "code"]).map(|code| bare_code(&code)),
            Self::Xml(document) => text(document, "Code"),
        }
    }

    /// The error message that the body states.
    pub(super) fn message(&self) -> Option<String> {
        match self {
            Self::Json(value) => member(value, &["message", "Message"]),
            Self::Xml(document) => text(document, "Message"),
        }
    }

    /// The service's id of the request.
    #[cfg(any(test, feature = "aws"))]
    pub(super) fn request_id(&self) -> Option<String> {
        let Self::Xml(document) = self else { return None };
        ["requestId", "RequestId", "RequestID"].iter().find_map(|name| text(document, name))
    }

    /// The token that asks for the next page.
    pub(super) fn next_token(&self) -> Option<String> {
        match self {
            Self::Json(value) => member(value, &["nextToken"]).filter(|token| !token.is_empty()),
            Self::Xml(document) if text(document, "IsTruncated").as_deref() == Some("false") => None,
            Self::Xml(document) => {
                ["nextToken", "NextToken", "NextMarker", "Marker"].iter().find_map(|name| text(document, name))
            }
        }
    }
}

/// The token that asks for the page after the reply to `request`, whose declaration says where it stands.
pub(super) fn next_token(request: &Request, parsed: &Parsed<'_>, body: &[u8]) -> Option<String> {
    match declaration::operation(&request.service, &request.operation) {
        Some(declared) => declared::read(declared, body).ok()?.next,
        None => parsed.next_token(),
    }
}

/// What a stored body of AWS states, for those who only have the recording.
pub(crate) struct Stated {
    /// The error code in the body.
    pub(crate) code: Option<String>,
    /// The error message in the body.
    pub(crate) message: Option<String>,
    /// The token of the next page.
    pub(crate) next_token: Option<String>,
}

impl Stated {
    /// `None` when the body is not well-formed.
    pub(crate) fn of(request: &Request, body: &[u8]) -> Option<Self> {
        let parsed = Parsed::new(Format::of(request), body)?;
        let next_token = next_token(request, &parsed, body);
        Some(Self { code: parsed.code(), message: parsed.message(), next_token })
    }
}

/// The code without what older services write around it.
pub(super) fn bare_code(code: &str) -> String {
    let code = code.split(':').next().unwrap_or(code);
    code.rsplit('#').next().unwrap_or(code).to_owned()
}

fn member(value: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| value.get(name)).and_then(Value::as_str).map(str::to_owned)
}

fn text(document: &Document<'_>, name: &str) -> Option<String> {
    let element = document.descendants().find(|node: &Node<'_, '_>| node.tag_name().name() == name)?;
    element.text().filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_writes_errors_and_tokens_in_its_way() {
        let ec2 = b"<Response><Errors><Error><Code>C</Code><Message>M</Message></Error></Errors><RequestID>r</RequestID></Response>";
        let parsed = Parsed::new(Format::Xml, ec2).unwrap();
        assert_eq!((parsed.code(), parsed.message()), (Some("C".into()), Some("M".into())));
        assert_eq!(parsed.request_id(), Some("r".into()));
        let page = b"<R><ListRolesResult><IsTruncated>true</IsTruncated><Marker>t</Marker></ListRolesResult></R>";
        assert_eq!(Parsed::new(Format::Xml, page).unwrap().next_token(), Some("t".into()));
        let page = b"<R><DescribeLoadBalancersResult><NextMarker>t</NextMarker></DescribeLoadBalancersResult></R>";
        assert_eq!(Parsed::new(Format::Xml, page).unwrap().next_token(), Some("t".into()));
        let eks = br#"{"__type":"com.amazon#AccessDeniedException","message":"M","nextToken":""}"#;
        let parsed = Parsed::new(Format::Json, eks).unwrap();
        assert_eq!(parsed.code(), Some("AccessDeniedException".into()));
        assert_eq!(parsed.next_token(), None);
    }
}
