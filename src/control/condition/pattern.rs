//! `matches`, with every pattern compiled once on a thread.

use std::cell::RefCell;
use std::collections::HashMap;

use cel::ExecutionError;
use cel::common::types::{CelBool, CelString};
use cel::common::value::CowVal;
use regex::Regex;

/// Patterns come from controls and their parameters. Where a condition builds one for each subject, what was kept is
/// forgotten before it grows large.
const MAXIMUM_KEPT: usize = 256;

thread_local! {
    static COMPILED: RefCell<HashMap<String, Result<Regex, String>>> = RefCell::default();
}

/// `text.matches(pattern)`: true when the pattern is found anywhere in the text, as CEL has it.
pub(super) fn matches<'b, 'v>(arguments: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let text = |index: usize| arguments.get(index).and_then(|value| value.downcast_ref::<CelString>());
    let (Some(text), Some(pattern)) = (text(0), text(1)) else {
        return Err(ExecutionError::function_error("matches", "text and a pattern are needed"));
    };
    let found = COMPILED.with_borrow_mut(|compiled| find(compiled, text.inner(), pattern.inner()));
    found.map(|found| CowVal::owned(CelBool::from(found))).map_err(|error| {
        ExecutionError::function_error("matches", format!("'{}' not a valid regex:\n{error}", pattern.inner()))
    })
}

fn find(compiled: &mut HashMap<String, Result<Regex, String>>, text: &str, pattern: &str) -> Result<bool, String> {
    if !compiled.contains_key(pattern) {
        if compiled.len() >= MAXIMUM_KEPT {
            compiled.clear();
        }
        compiled.insert(pattern.to_owned(), Regex::new(pattern).map_err(|error| error.to_string()));
    }
    compiled[pattern].as_ref().map(|pattern| pattern.is_match(text)).map_err(Clone::clone)
}
