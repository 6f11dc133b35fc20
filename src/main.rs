//! Parse, run, exit code.

use std::process::ExitCode;

/// Conditions make and drop many small values: this allocator halves the time that the system's takes for it. Version 2
/// of it gives memory back at once, which version 3 does after a second only: a run takes a few.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    eks_attest::cli::main().into()
}
