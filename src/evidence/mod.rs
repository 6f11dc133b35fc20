//! What is known and how it is known: exchanges, facts, gaps, topics.
//!
//! Nothing here touches a network, a clock or a disk.

pub mod aws_auth;
pub mod canonical;
pub(crate) mod cidr;
pub mod component;
pub mod compute_type;
pub mod declared;
pub mod exchange;
pub mod fact;
pub mod kept;
pub mod kubernetes;
pub mod model;
pub mod plan;
pub mod query_xml;
pub mod recording;
pub mod redaction;
pub mod scalar;
pub mod shared_names;
pub mod strict;
pub mod topic;
pub mod untrusted;
mod vocabulary;
pub mod wildcard;
mod write;
pub mod xml;

mod scope;
