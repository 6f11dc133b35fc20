#![allow(clippy::unwrap_used, reason = "tests")]

mod attribution;
mod facts;
mod gaps;
mod tape;
mod world;
