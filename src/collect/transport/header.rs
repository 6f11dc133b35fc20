//! What the headers of a reply state.

use aws_smithy_runtime_api::http::Headers;

use crate::collect::stated::bare_code;
use crate::evidence::redaction::Form;

/// The request id that the headers state.
pub(super) fn request_id(headers: &Headers) -> Option<String> {
    ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"]
        .iter()
        .find_map(|name| headers.get(*name))
        .filter(|id| id.len() <= 128 && Form::Token.holds(id))
        .map(str::to_owned)
}

/// The error code that the headers state: `Code:http://…` in older services.
pub(super) fn code(headers: &Headers) -> Option<String> {
    headers.get("x-amzn-errortype").map(bare_code).filter(|code| Form::Word.holds(code))
}
