//! Parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    eks_attest::cli::main().into()
}
