//! Derivations over whole sets of facts.

mod groups;
mod network;
mod nodes;
mod odd;
mod roles;
mod subnets;
