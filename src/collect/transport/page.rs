//! Page numbers: counted along the chain of page tokens.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::collect::stated::is_token;
use crate::evidence::exchange::Request;

/// The token that `request` asks for a page by.
fn token(request: &Request) -> Option<&String> {
    request.parameters.iter().find(|(name, _)| is_token(request, name)).map(|(_, token)| token)
}

/// Which page each token leads to.
#[derive(Debug, Default)]
pub(super) struct Pages(Mutex<HashMap<(String, String), u32>>);

impl Pages {
    /// The page that `request` asks for; 1 without a token or with one that no
    /// reply gave.
    pub(super) fn page_of(&self, request: &Request) -> u32 {
        let Some(token) = token(request) else { return 1 };
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.get(&(list_id(request), token.clone())).copied().unwrap_or(1)
    }

    /// Notes that page `page` of this list names `token` as the next; false when the token leads round in a circle.
    pub(super) fn leads_to(&self, request: &Request, page: u32, token: String) -> bool {
        let own = self::token(request) == Some(&token);
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The same page may be read twice: an attempt that the SDK could not use names the same next page.
        !own && *pages.entry((list_id(request), token)).or_insert(page.saturating_add(1)) == page.saturating_add(1)
    }
}

/// The same for all pages of one list.
fn list_id(request: &Request) -> String {
    let mut first = request.clone();
    first.parameters.retain(|name, _| !is_token(request, name));
    first.id()
}
