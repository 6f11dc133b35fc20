//! The command line: arguments in, stages in order, exit code out.

use clap::Parser as _;

use arguments::{Arguments, Command};
use error::CliError;
use exit::Exit;
use terminal::Display;

pub mod arguments;
pub mod embedded;
pub mod error;
pub mod exit;
pub mod options;
pub mod pipeline;
pub mod terminal;

mod archive;
mod assess;
mod attest;
mod catalogue;
#[cfg(unix)]
mod children;
mod collect;
mod controls;
mod demo;
mod diff;
mod engagement;
mod files;
mod identity;
mod inspect;
mod interrupt;
mod matrix;
mod permissions;
mod previous;
mod render;
mod reperform;
mod report;
mod review;
mod scaffold;
pub mod schema;
mod shell;
mod source;
mod summary;
mod templates;
mod told;
pub mod verify;

#[cfg(test)]
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
            let exit = error.exit();
            terminal::error(&error);
            if json {
                // Standard output may be gone; the exit code still tells.
                let _ = told::print_json(&error::Object::new(&error));
            }
            exit
        }
    }
}

fn run(command: Command, display: &Display) -> Result<Exit, CliError> {
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

/// Name and version, as recordings and bundles state it.
#[must_use]
pub(crate) fn tool() -> String {
    concat!("eks-attest ", env!("CARGO_PKG_VERSION")).to_owned()
}
