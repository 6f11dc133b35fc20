//! Pages link: the token that a page is asked by is the one that the page before it gave.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::collect::stated::{Stated, is_token as is_token_of};
use crate::evidence::exchange::{Exchange, Outcome, Request};
use crate::evidence::kubernetes::SERVICE;
use crate::evidence::recording::Recording;

const CONTINUE: &str = "continue";

pub(super) fn misfits(recording: &Recording) -> Vec<String> {
    let given: BTreeSet<(String, String, u32)> = recording
        .exchanges
        .iter()
        .filter(|exchange| exchange.outcome == Outcome::Answered)
        .filter_map(|exchange| {
            let token = next(exchange, recording.replies.get(&exchange.id)?)?;
            Some((list(&exchange.request), token, exchange.page.saturating_add(1)))
        })
        .collect();
    let links = |exchange: &Exchange| match token(&exchange.request) {
        None => exchange.page == 1,
        Some(token) => given.contains(&(list(&exchange.request), token.to_owned(), exchange.page)),
    };
    let loose = recording.exchanges.iter().filter(|exchange| !links(exchange));
    loose.map(|exchange| format!("{}: no page leads to this page", exchange.id.escape_default())).collect()
}

fn is_token(request: &Request, name: &str) -> bool {
    if request.service == SERVICE { name == CONTINUE } else { is_token_of(request, name) }
}

fn token(request: &Request) -> Option<&str> {
    request.parameters.iter().find(|(name, _)| is_token(request, name)).map(|(_, token)| token.as_str())
}

/// The same for all pages of one list.
fn list(request: &Request) -> String {
    let mut first = request.clone();
    first.parameters.retain(|name, _| !is_token(request, name));
    first.id()
}

fn next(exchange: &Exchange, body: &[u8]) -> Option<String> {
    if exchange.request.service != SERVICE {
        return Stated::of(&exchange.request, body)?.next_token;
    }
    // Only lists have pages, and their bodies are large.
    if !exchange.request.operation.starts_with("list.") {
        return None;
    }
    let list: Value = serde_json::from_slice(body).ok()?;
    list.pointer("/metadata/continue")?.as_str().filter(|token| !token.is_empty()).map(str::to_owned)
}
