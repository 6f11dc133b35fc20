#![allow(clippy::unwrap_used, reason = "tests")]

mod facts;
mod gaps;
mod tape;
mod world;
