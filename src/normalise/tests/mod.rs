#![allow(clippy::unwrap_used, reason = "tests")]

mod attribution;
mod declared;
mod facts;
mod foreign;
mod gaps;
mod load_balancers;
mod mapped;
mod tape;
mod world;
