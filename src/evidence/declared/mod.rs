//! Read operations that are declared as data, next to the controls that judge what they answer: `evidence/*.yaml`.
//!
//! A declaration says how AWS is asked, which items a reply holds, and which of their members are kept and as what. It
//! becomes a [`Descriptor`], and the topic that it names is one like every other. No code knows any of their services.
//! Here the files are read and resolved, and here is what their operations ask and what is taken from the replies;
//! [`super::topic::declaration`] is what the topic itself is.

mod fault;
mod fields;
mod file;
mod name;
mod operation;
mod reply;
mod request;
mod resolve;

pub use fault::Fault;
pub use file::EvidenceFile;
pub use reply::{Answer, pick, read};
pub(crate) use request::values_at;
pub use request::{Asked, Requests, text};
pub use resolve::resolve;

use super::topic::Topic;
use super::topic::declaration::Descriptor;

/// The same, each after those that its items are found through.
#[must_use]
pub fn in_order(mut open: Vec<&'static Descriptor>) -> Vec<&'static Descriptor> {
    let mut done: Vec<&'static Descriptor> = Vec::new();
    while !open.is_empty() {
        let waits = |descriptor: &&'static Descriptor| {
            let through = |topic: &Topic| open.iter().any(|other| other.topic == topic.as_str());
            descriptor.parents.iter().any(through)
        };
        let (waiting, ready): (Vec<_>, Vec<_>) = open.iter().copied().partition(waits);
        if ready.is_empty() {
            // Circles are refused where declarations are read.
            done.extend(waiting);
            break;
        }
        done.extend(ready);
        open = waiting;
    }
    done
}

#[cfg(test)]
pub(crate) mod tests;
