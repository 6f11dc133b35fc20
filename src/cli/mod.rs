//! The command line: arguments to options, a run, its result to a terminal and an exit code.

use clap::Parser as _;

use arguments::{Arguments, Command};
use exit::Exit;
use progress::Bars;
use terminal::Display;

use crate::run::RunError;

pub mod arguments;
pub mod exit;
pub mod options;
pub mod terminal;

mod assess;
mod attest;
#[cfg(unix)]
mod children;
mod collect;
mod controls;
mod demo;
mod diff;
mod error;
mod interrupt;
mod json;
mod matrix;
mod permissions;
mod progress;
mod report;
mod review;
mod schema;
mod shell;
mod summary;
mod templates;
mod values;
mod verify;

#[cfg(all(test, feature = "pdf"))]
#[allow(clippy::unwrap_used, reason = "tests; clippy knows them by `cfg(test)` alone")]
mod tests;

/// Parses the arguments, runs the command, and says how it ended.
#[must_use]
pub fn main() -> Exit {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return terminal::usage(&error),
    };
    interrupt::watch();
    let exit = carry_out(arguments);
    interrupt::end();
    exit
}

fn carry_out(arguments: Arguments) -> Exit {
    let display = Display::new(arguments.quiet);
    let json = arguments.command.json();
    match run(arguments.command, &display) {
        Ok(exit) => exit,
        Err(error) => {
            let exit = Exit::of_error(&error);
            terminal::error(&error);
            if json {
                // Standard output may be gone; the exit code still tells.
                let _ = json::print(&error::Object::new(&error));
            }
            exit
        }
    }
}

fn run(command: Command, display: &Display) -> Result<Exit, RunError> {
    match command {
        Command::Demo(arguments) => demo::run(&arguments, display),
        Command::Attest(arguments) => attest::run(&arguments, display),
        Command::Review(arguments) => review::run(&arguments, display),
        Command::Collect(arguments) => collect::run(&arguments, display),
        Command::Assess(arguments) => assess::run(&arguments, display),
        Command::Report(arguments) => report::run(&arguments, display),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Controls(arguments) => controls::run(&arguments),
        Command::Permissions(arguments) => permissions::run(&arguments),
        Command::Matrix(arguments) => matrix::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Templates(arguments) => templates::run(&arguments),
        Command::Completions(arguments) => shell::completions(&arguments),
        Command::Man(arguments) => shell::manual(&arguments),
    }
}
