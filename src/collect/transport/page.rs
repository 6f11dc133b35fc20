//! Page numbers: counted along the chain of page tokens.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::collect::stated::TOKENS;
use crate::evidence::exchange::Request;

/// Which page each token leads to.
#[derive(Debug, Default)]
pub(super) struct Pages(Mutex<HashMap<(String, String), u32>>);

impl Pages {
    /// The page that `request` asks for; 1 without a token or with one that no
    /// reply gave.
    pub(super) fn page_of(&self, request: &Request) -> u32 {
        let Some(token) = TOKENS.iter().find_map(|name| request.parameters.get(*name)) else { return 1 };
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.get(&(list_id(request), token.clone())).copied().unwrap_or(1)
    }

    /// Notes that page `page` of this list names `token` as the next; false when the token leads round in a circle.
    pub(super) fn leads_to(&self, request: &Request, page: u32, token: String) -> bool {
        let own = TOKENS.iter().any(|name| request.parameters.get(*name) == Some(&token));
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The same page may be read twice: an attempt that the SDK could not use names the same next page.
        !own && *pages.entry((list_id(request), token)).or_insert(page.saturating_add(1)) == page.saturating_add(1)
    }
}

/// The same for all pages of one list.
fn list_id(request: &Request) -> String {
    let mut request = request.clone();
    request.parameters.retain(|name, _| !TOKENS.contains(&name.as_str()));
    request.id()
}
