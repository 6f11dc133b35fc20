//! What is known and how it is known: exchanges, facts, gaps, topics.
//!
//! Nothing here touches a network, a clock or a disk.

pub mod aws_auth;
pub mod binding;
pub mod canonical;
pub mod declared;
pub mod exchange;
pub mod fact;
pub mod model;
pub mod recording;
pub mod redaction;
pub mod scalar;
pub mod shared_names;
pub mod strict;
pub mod topic;
pub mod untrusted;
mod write;
pub mod xml;

mod scope;
