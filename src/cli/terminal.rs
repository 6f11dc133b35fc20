//! The only place that prints.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write as _};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use miette::Diagnostic;

use super::exit::Exit;
pub use crate::run::visible;
use crate::run::{RunError, visible_but};

/// A mark for what should stand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// As it should be.
    Green,
    /// Known to be wrong.
    Red,
    /// Not known, or not yet.
    Yellow,
    /// A heading.
    Bold,
}

impl Colour {
    /// `words` between the marks. [`print`] leaves marks out where standard output is not a terminal, and where
    /// `NO_COLOR` asks for none.
    #[must_use]
    pub fn mark(self, words: &str) -> String {
        let code = match self {
            Self::Green => 32,
            Self::Red => 31,
            Self::Yellow => 33,
            Self::Bold => 1,
        };
        format!("\u{1b}[{code}m{words}\u{1b}[0m")
    }
}

/// Prints to standard output. Colours reach terminals only. A closed pipe is not an error: the reader has
/// seen enough.
///
/// # Errors
/// When standard output cannot be written for another reason.
pub fn print(text: &str) -> io::Result<()> {
    ignore_closed_pipe(anstream::stdout().write_all(text.as_bytes()))
}

/// As [`print`], as the end of a command.
///
/// # Errors
/// As [`print`].
pub(super) fn show(text: &str) -> Result<(), RunError> {
    print(text).map_err(|source| RunError::write("standard output".as_ref(), source))
}

/// Prints bytes of a document to standard output as they are.
///
/// # Errors
/// As [`print`].
pub fn print_bytes(bytes: &[u8]) -> io::Result<()> {
    ignore_closed_pipe(io::stdout().write_all(bytes))
}

/// Prints a note for the person at the terminal to standard error. Paths and names in it are from outside.
pub fn note(text: &str) {
    say(&lines(text));
}

fn say(text: &str) {
    // Nothing is left to tell when standard error itself is gone.
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// As [`visible`], line by line.
fn lines(text: &str) -> Cow<'_, str> {
    visible_but(text, |character| character == '\n')
}

/// Prints an error with its code and help to standard error.
pub fn error(error: &dyn Diagnostic) {
    let mut text = String::new();
    // Messages, paths and snippets are from outside: marks are set once these are visible, and none other are left.
    let theme = miette::GraphicalTheme::unicode_nocolor();
    let handler = miette::GraphicalReportHandler::new_themed(theme).with_width(100).with_links(false);
    if handler.render_report(&mut text, error).is_err() {
        text = error.to_string();
    }
    say(&marked(&lines(text.trim_end())));
}

/// The lines of a diagnostic with what begins them marked: its code, the sign before its message, and its help.
fn marked(text: &str) -> String {
    let mark = |line: &str| match line.trim_start() {
        _ if line.starts_with("eks_attest::") => Colour::Red.mark(line),
        begins if begins.starts_with('×') => line.replacen('×', &Colour::Red.mark("×"), 1),
        begins if begins.starts_with("help: ") => line.replacen("help:", &Colour::Yellow.mark("help:"), 1),
        _ => line.to_owned(),
    };
    text.split('\n').map(mark).collect::<Vec<_>>().join("\n")
}

/// Prints the help that was asked for, or what is wrong with the arguments. They are from outside: where they hold what
/// is not seen, the text goes without marks.
#[must_use]
pub fn usage(error: &clap::Error) -> Exit {
    let text = error.render().to_string();
    match lines(&text) {
        Cow::Owned(shown) if error.use_stderr() => say(shown.trim_end()),
        // Nothing is left to tell when the terminal itself is gone.
        _ => drop(error.print()),
    }
    if error.use_stderr() { Exit::Usage } else { Exit::Satisfied }
}

/// A progress display: bars on a terminal, nothing otherwise.
#[derive(Debug)]
pub struct Display {
    bars: Option<MultiProgress>,
    quiet: bool,
}

impl Display {
    /// Shows bars only when standard error is a terminal and `quiet` is not asked for.
    #[must_use]
    pub fn new(quiet: bool) -> Self {
        Self { bars: (!quiet && io::stderr().is_terminal()).then(MultiProgress::new), quiet }
    }

    /// True when only errors are to be shown.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// A line that spins until it is finished.
    #[must_use]
    pub fn step(&self, label: &str) -> Step {
        let bar = self.bars.as_ref().map(|bars| {
            let style = ProgressStyle::with_template("{spinner} {msg} {pos}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner());
            let bar = bars.add(ProgressBar::new_spinner().with_style(style));
            bar.set_message(visible(label));
            bar.enable_steady_tick(std::time::Duration::from_millis(120));
            bar
        });
        Step { bar }
    }
}

/// One line of a [`Display`]; it goes when it is dropped.
#[derive(Debug)]
pub struct Step {
    bar: Option<ProgressBar>,
}

impl Step {
    /// Counts one more thing done.
    pub fn advance(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn ignore_closed_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn escapes_from_outside_do_not_reach_the_terminal() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c\n"), "a[U+001B][31mb[U+202E]c[U+000A]");
    }
}
