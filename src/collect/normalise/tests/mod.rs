#![allow(clippy::unwrap_used, reason = "tests")]

mod attribution;
mod facts;
mod foreign;
mod gaps;
mod load_balancers;
mod tape;
mod world;
